# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The installed library on a root that has a C compiler and no more: no liburcu, and
# nothing else of this machine. Takes a minute and packages, so only with --long.
# shellcheck shell=sh

root=$PTW_BUILD/bare
suite=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)

# Packages come from where this machine's do.
make_root()
{
	# shellcheck disable=SC2016
	_site=$(apt-get indextargets --format '$(REPO_URI)' "Created-By: Packages" \
		"Codename: $suite" | head -n 1)
	rm -rf "$root"
	need debootstrap && [ -n "$_site" ] &&
		debootstrap --variant=minbase --include=gcc,libc6-dev,pkg-config \
			"$suite" "$root" "$_site" > "$PTW_BUILD/bare.log" 2>&1 &&
		mkdir -p "$root/$prefix" "$root/user" &&
		cp -a "$prefix/." "$root/$prefix" && cp "$user"/* "$root/user"
}

# bare_runs PROGRAM LIBRARY...
bare_runs()
{
	_program=$1
	shift
	chroot "$root" env PKG_CONFIG_PATH="$prefix/lib/pkgconfig" LD_LIBRARY_PATH="$prefix/lib" \
		sh -ec "gcc -Wall -Wextra -Werror /user/$_program.c -o /user/$_program \
				\$(pkg-config --cflags ptw) $*
			/user/$_program"
}

has_no_urcu()
{
	! find "$root" -iname '*urcu*' | grep .
}

if [ -z "$PTW_LONG" ]; then
	skip bare-root "only with --long"
elif ! make_root; then
	tail -n 5 "$PTW_BUILD/bare.log"
	skip bare-root "no root of $suite can be made"
else
	check "the bare root has no liburcu" has_no_urcu
	for name in walk own_access own_format; do
		check "$name on a bare root, shared" bare_runs $name "-L$prefix/lib" -lptw
		check "$name on a bare root, static" bare_runs $name "$prefix/lib/libptw.a"
	done
	rm -rf "$root"
fi
