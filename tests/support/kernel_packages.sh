# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Kernels and their headers as Debian packages, unpacked below $PTW_BUILD/packages and
# never installed; for foreign architectures too. Where they come from, the machine's
# own package configuration says.
# shellcheck shell=sh

# A package manager's state of our own, that knows both architectures.
_kernel_apt()
{
	_state=$PTW_BUILD/packages/apt
	export APT_CONFIG="$_state/apt.conf"
	[ ! -e "$_state/updated" ] || return 0
	mkdir -p "$_state/lists/partial" "$_state/cache/archives/partial"
	: > "$_state/status"
	cat > "$APT_CONFIG" <<-END
		Dir::State "$_state";
		Dir::State::lists "$_state/lists";
		Dir::State::status "$_state/status";
		Dir::Cache "$_state/cache";
		APT::Architectures { "amd64"; "arm64"; };
		APT::Sandbox::User "root";
		Acquire::Languages "none";
	END
	apt-get -qq update > "$_state/update.log" 2>&1 && touch "$_state/updated"
}

# _kernel_unpack DIR PACKAGE:ARCH...
_kernel_unpack()
(
	cd "$1" || exit 1
	shift
	apt-get -qq download "$@" > download.log 2>&1 || exit 1
	for deb in *.deb; do
		dpkg -x "$deb" . && rm "$deb" || exit 1
	done
)

# fetch_kernel ARCH RELEASE FLAVOUR: the newest kernel of a release series. ARCH as
# Debian has it (amd64, arm64), RELEASE like 6.1, FLAVOUR like cloud-amd64 or
# arm64-16k. Sets
#	kernel_version	as uname -r says it
#	kernel_image	what a boot loader loads
#	kernel_headers	what make -C takes to build a module
#	kernel_modules	the directory of its own modules
# Return: not 0 where the packages cannot be had.
fetch_kernel()
{
	mkdir -p "$PTW_BUILD/packages"
	_kernel_apt || { unset APT_CONFIG; return 1; }
	_re=$(echo "$2" | sed 's/\./\\./')
	kernel_version=$(apt-cache pkgnames "linux-image-$2." |
		sed -n "s/^linux-image-\($_re\.[0-9][^-]*\(-[0-9]*\)\{0,1\}-$3\)$/\1/p" |
		sort -V | tail -n 1)
	_root=$PTW_BUILD/packages/linux-$kernel_version
	kernel_image=$_root/boot/vmlinuz-$kernel_version
	kernel_headers=$_root/usr/src/linux-headers-$kernel_version
	kernel_modules=$_root/lib/modules/$kernel_version
	[ -n "$kernel_version" ] && { [ -e "$_root/unpacked" ] || _kernel_get "$1"; }
	_status=$?
	unset APT_CONFIG
	return $_status
}

# Headers hold absolute paths; programs among them must run on this machine.
_kernel_get()
{
	rm -rf "$_root"
	mkdir -p "$_root"
	_headers=linux-headers-$kernel_version:$1
	_more=$(apt-cache depends "$_headers" |
		sed -n "s/^ *Depends: <*\(linux-headers-[^:>]*-common\).*/\1:all/p
			s/^ *Depends: <*\(linux-kbuild-[^:>]*\).*/\1:$(dpkg --print-architecture)/p
			s/^ *Depends: <*\(linux-compiler-[^:>]*\).*/\1:$1/p")
	# shellcheck disable=SC2086
	_kernel_unpack "$_root" "linux-image-$kernel_version:$1" "$_headers" $_more || return 1
	find "$_root/usr/src" -name Makefile -type f |
		xargs sed -i "s|include /usr/src/|include $_root/usr/src/|"
	touch "$_root/unpacked"
}
