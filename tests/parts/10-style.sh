# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What can be said about the sources without running them.
. "$PTW_SRC/tests/support/packages.sh"
. "$PTW_SRC/tests/support/build.sh"
. "$PTW_SRC/tests/support/check.sh"

need clang clang-format-14 clang-tidy-14 cppcheck git shellcheck liburcu-dev patch || exit 1
cd "$PTW_SRC" || exit 1

# Files of the project: those that git knows, or all in a copy without it
files()
{
	if git rev-parse --git-dir > /dev/null 2>&1; then
		git ls-files -- "$@"
	else
		for _pattern; do
			find . -path ./build -prune -o -name "${_pattern##*/}" -type f -print
		done
	fi
}

names_its_licence()
{
	for _file in $(files '*.[ch]' '*.in' '*.sh' '*.cmake' '*.map' '*.S' '*.lds' '*CMakeLists.txt'); do
		head -n 3 "$_file" | grep -q 'SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause' ||
			echo "$_file"
	done | grep . && return 1
	return 0
}

is_formatted()
{
	files '*.[ch]' | xargs clang-format-14 --dry-run --Werror
}

# Tabs are eight columns wide. Tables of test vectors may be wider.
fits_100_columns()
{
	for _file in $(files '*.[ch]' | grep -v _vectors.h); do
		expand -t 8 "$_file" | awk -v file="$_file" 'length > 100 { print file ":" FNR; bad = 1 }
							     END { exit bad }' || return 1
	done
}

is_shell()
{
	for _file in $(files '*.sh') .ci/run; do
		dash -n "$_file" || return 1
	done
	shellcheck $(files '*.sh') .ci/run
}

# Words that promise instead of doing, and names of machines and their directories
says_no_such_thing()
{
	! files '*' | grep -v -e '^LICENSE' -e '^tests/images/' |
		xargs grep -nIwE 'T[O]DO|F[I]XME|X[X]X|H[A]CK|not impl[e]mented|for n[o]w|/wo[r]k/[a-z]+|[a-z]+://[^ )]*(m[i]rror|p[r]oxy)[^ ]*'
}

is_small()
{
	for _file in $(files '*' | grep -v '^tests/images/'); do
		[ "$(wc -c < "$_file")" -le 131072 ] || { echo "$_file"; return 1; }
	done
}

# A mutant whose line has moved proves nothing, and most of them are not built every day.
mutants_apply()
{
	for _patch in tests/mutants/*.patch; do
		patch -s -p1 --dry-run < "$_patch" || { echo "$_patch"; return 1; }
	done
}

cppcheck_finds_nothing()
{
	cppcheck --quiet --error-exitcode=1 -j "$PTW_JOBS" --std=c11 --inline-suppr \
		--enable=warning,performance,portability --suppress=missingInclude \
		--suppressions-list="$PTW_SRC/tests/support/cppcheck-suppressions" \
		-I include -I lib -I lib/env/user -I arch -I "$tree/generated" \
		-I "$tree/generated/image" \
		"$PTW_SRC/lib/core" "$PTW_SRC/lib/image" "$PTW_SRC/lib/cli" \
		"$PTW_SRC/lib/notifier" "$PTW_SRC/lib/mm" "$PTW_SRC/lib/shadow" \
		"$PTW_SRC/lib/env/user" "$PTW_SRC/lib/env/model" "$PTW_SRC/arch" "$PTW_SRC/bench"
}

# What is shipped or measured; of the instances, which are alike, one of each header.
tidy_finds_nothing()
{
	{
		files 'lib/*.c' 'bench/*.c' | grep -v '^lib/kmod/'
		for _header in $(files 'arch/*.h'); do
			grep -l "\"$(basename "$_header")\"" $(files 'arch/*.c') | head -n 1
		done
	} | sort -u | xargs -n 4 -P "$PTW_JOBS" clang-tidy-14 -p "$tree" --quiet 2> "$tree/tidy.err"
}

tree=$PTW_BUILD/style
mkdir -p "$tree"
CC=clang cmake -S . -B "$tree" -DPTW_BENCH=ON -DPTW_TESTS=ON > "$tree/configure.log" 2>&1 || exit 1

check "each file names its licence" names_its_licence
check "C is formatted as .clang-format says" is_formatted
check "C fits 100 columns" fits_100_columns
check "shell is shell, and shellcheck finds nothing" is_shell
check "no promises, no names of machines" says_no_such_thing
check "no file is larger than 128 KiB" is_small
check "every mutant applies" mutants_apply
check "cppcheck finds nothing" cppcheck_finds_nothing
check "clang-tidy finds nothing" tidy_finds_nothing
echo "counts: $passed $failed $skipped"
