# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The installed library, as others meet it: programs with an access and a format of
# their own, built out of tree through pkg-config and through CMake, run shared and
# static; a consumer of the notifier; a race for the explorer. What the walk needs may
# not know liburcu.
# shellcheck shell=sh

user=$PTW_SRC/tests/build/user
out=$PTW_BUILD/user
export PKG_CONFIG_PATH="$prefix/lib/pkgconfig"
rm -rf "$out"
mkdir -p "$out"

# pkg_builds NAME COMPILER...: compile, note what was read, link shared, run
pkg_builds()
{
	_source=$1
	shift
	# shellcheck disable=SC2046
	"$@" -Wall -Wextra -Werror -MD -MF "$out/program.d" "$user/$_source.c" -o "$out/program" \
		$(pkg-config --cflags --libs ptw) &&
		LD_LIBRARY_PATH="$prefix/lib" "$out/program" &&
		knows_no_urcu "$out/program" "$out/program.d"
}

# The same against libptw.a: no libptw.so is needed to run it.
pkg_builds_static()
{
	# shellcheck disable=SC2046
	gcc -Wall -Wextra -Werror "$user/$1.c" -o "$out/program" \
		$(pkg-config --cflags ptw) "$prefix/lib/libptw.a" &&
		"$out/program" &&
		! ldd "$out/program" | grep ptw
}

# knows_no_urcu PROGRAM DEPENDENCIES
knows_no_urcu()
{
	! LD_LIBRARY_PATH="$prefix/lib" ldd "$1" | grep -i urcu && ! grep -i urcu "$2"
}

# What is not libptw-mm's, that is.
nothing_installed_names_urcu()
{
	! grep -ril urcu "$prefix" | grep -v -e ptw-mm -e ptw-model && ! pkg-config --libs --cflags --print-requires ptw | grep urcu
}

# consumer_runs COMPILER FLAG...: who also uses the notifier asks for libptw-mm.
consumer_runs()
{
	# shellcheck disable=SC2046
	"$@" -Wall -Wextra -Werror "$user/consumer.c" -o "$out/consumer" -pthread \
		$(pkg-config --cflags --libs ptw-mm) &&
		LD_LIBRARY_PATH="$prefix/lib" "$out/consumer"
}

cmake_finds_it()
{
	cmake -S "$user" -B "$out/cmake" -DCMAKE_PREFIX_PATH="$prefix" &&
		cmake --build "$out/cmake" -j "$PTW_JOBS" || return 1
	for _program in walk own_access own_format; do
		"$out/cmake/$_program-shared" && "$out/cmake/$_program-static" || return 1
	done
}

# The program in the README, on a row of the x86-64 sample and on an address beside it
readme_program_works()
{
	_image=$PTW_SRC/tests/images/x86-64-linux-6.1.elf
	_root=$(grep -a -o '^root=0x[0-9a-f]*' "$_image" | head -n 1)
	awk '/^```c$/ { code = 1; next } /^```$/ { code = 0 } code' "$PTW_SRC/README.md" \
		> "$out/readme.c"
	# shellcheck disable=SC2046
	gcc -Wall -Wextra -Werror "$out/readme.c" -o "$out/readme" \
		$(pkg-config --cflags --libs ptw) || return 1
	_said=$(LD_LIBRARY_PATH="$prefix/lib" "$out/readme" "$_image" "${_root#root=}" 200abc)
	echo "$_said"
	[ "$_said" = "pa 0x30e3abc, in a mapping of 4096 bytes" ] &&
		! LD_LIBRARY_PATH="$prefix/lib" "$out/readme" "$_image" "${_root#root=}" 1000
}

# The command runs from where it was installed, without the build tree.
command_is_installed()
{
	"$prefix/bin/ptwalk" --version && "$prefix/bin/ptwalk" formats > /dev/null &&
		[ -s "$prefix/share/man/man1/ptwalk.1" ]
}

# exports_are_ours LIBRARY VERSION: only ptw_* and __ptw_* are exported, each with a
# version, and under a SONAME.
exports_are_ours()
{
	! nm -D --defined-only "$prefix/lib/$1.so" |
		grep -v -e " \(__\)\?ptw_[a-z0-9_]*@@${2}_[0-9.]*$" -e " A ${2}_[0-9.]*$" &&
		readelf -d "$prefix/lib/$1.so" | grep -q "soname: \[$1\.so\.[0-9]*\]"
}

# What a release is built with must not need anything but libc.
needs_only_libc()
{
	! readelf -d "$prefix/lib/libptw.so" | grep NEEDED | grep -v '\[libc\.so\.'
}

# own_race_runs COMPILER FLAG...: the wrong one of its scenarios is found in both memories,
# and each schedule it names, run again, ends in what it says.
own_race_runs()
{
	# shellcheck disable=SC2046
	"$@" -Wall -Wextra -Werror "$user/own_race.c" -o "$out/own_race" \
		$(pkg-config --cflags --libs ptw-model) &&
		"$out/own_race" > "$out/own_race.out" || return 1
	[ "$(grep -c '^again: ' "$out/own_race.out")" = 2 ] || return 1
	sed -n 's/^again: own_race //p' "$out/own_race.out" | while read -r _name _schedule; do
		"$out/own_race" "$_name" "$_schedule" | tail -n 1 |
			grep 'in memory that was freed' || exit 1
	done
}

check "walk, C11, gcc" pkg_builds walk gcc -std=c11
check "walk, C11, clang" pkg_builds walk clang -std=c11
check "walk, C++17, g++" pkg_builds walk g++ -std=c++17 -x c++
check "walk, C++17, clang++" pkg_builds walk clang++ -std=c++17 -x c++
for name in own_access own_format; do
	check "$name, gcc -O0" pkg_builds $name gcc -std=c11 -O0
	check "$name, gcc -Og" pkg_builds $name gcc -std=gnu11 -Og
	check "$name, gcc -O2" pkg_builds $name gcc -std=c11 -O2
	check "$name, clang -O2" pkg_builds $name clang -std=c11 -O2
done
for name in walk own_access own_format; do
	check "$name, static" pkg_builds_static $name
done
check "find_package(ptw)" cmake_finds_it
check "ptwalk and its manual page" command_is_installed
check "the program in the README" readme_program_works
check "a consumer of the notifier, gcc" consumer_runs gcc -std=gnu11
check "a consumer of the notifier, clang" consumer_runs clang -std=gnu11 -O2
check "a race of one's own, gcc" own_race_runs gcc -std=gnu11
check "a race of one's own, clang" own_race_runs clang -std=gnu11 -O2
check "exports are ptw_* and versioned" exports_are_ours libptw PTW
check "libptw-mm's too" exports_are_ours libptw-mm PTW_MM
check "libptw.so needs only libc" needs_only_libc
check "nothing installed names liburcu" nothing_installed_names_urcu
