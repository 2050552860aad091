# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# ptwalk as a black box: built for release, and under AddressSanitizer and
# UndefinedBehaviorSanitizer.
. "$PTW_SRC/tests/support/packages.sh"
. "$PTW_SRC/tests/support/build.sh"
passed=0 failed=0 skipped=0

need libcriterion-dev clang libclang-rt-14-dev jq groff-base xz-utils bsdutils || exit 1
build_tree gcc -DPTW_TESTS=ON || { echo "counts: 0 1 0"; exit 1; }
CC=clang build_tree asan -DPTW_TESTS=ON -DPTW_SANITIZE=address,undefined -DPTW_DEBUG_CHECKS=ON ||
	{ echo "counts: 0 1 0"; exit 1; }
for tree in gcc asan; do
	out=$PTW_BUILD/cli-$tree.out
	sh "$PTW_SRC/tests/cli/cli.sh" "$PTW_BUILD/$tree/lib/cli/ptwalk" "$PTW_SRC/tests/images" \
		> "$out" 2>&1
	counts=$(sed -n 's/^counts: //p' "$out")
	set -- ${counts:-0 1 0}
	echo "ptwalk, $tree: $1 passed, $2 failed"
	grep -v '^counts: ' "$out"
	passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
done
echo "counts: $passed $failed $skipped"
