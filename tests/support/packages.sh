# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# need PACKAGE...: install those that are missing. As root, without questions; what
# apt fetches comes from wherever the machine's own configuration says.
# shellcheck shell=sh

need()
{
	_missing=
	for _p; do
		dpkg-query -W -f='${Status}' "$_p" 2>/dev/null | grep -q ' installed$' ||
			_missing="$_missing $_p"
	done
	[ -n "$_missing" ] || return 0
	if [ "$(id -u)" != 0 ]; then
		echo "missing packages, and not root to install them:$_missing" >&2
		return 1
	fi
	echo "installing:$_missing" >&2
	export DEBIAN_FRONTEND=noninteractive
	if [ -z "${_updated-}" ]; then
		apt-get -qq update >&2 || return 1
		_updated=1
	fi
	# shellcheck disable=SC2086
	apt-get -qq install -y --no-install-recommends $_missing >/dev/null
}
