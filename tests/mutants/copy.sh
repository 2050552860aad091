# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# A scratch copy of the sources, $copy of $src, and patches put on it and taken off.
# shellcheck shell=sh

# New times, so that nothing built from a mutant is taken for what the sources make.
fresh_copy()
{
	rm -rf "$copy" && mkdir -p "$copy" &&
	(cd "$src" && tar cf - CMakeLists.txt arch include lib pkgconfig tests bench) |
		(cd "$copy" && tar xmf -)
}

# put_on PATCH: what does not fit is a patch that has fallen behind the sources.
put_on()
{
	patch -s -p1 -d "$copy" < "$1" > "$build/patch.log" 2>&1 && return 0
	echo "BROKEN    $(basename "$1" .patch): does not apply"
	fresh_copy
	return 1
}

take_off()
{
	patch -s -R -p1 -d "$copy" < "$1" || fresh_copy
	find "$copy" -name '*.orig' -delete
}
