# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The same programs under AddressSanitizer and UndefinedBehaviorSanitizer, by clang,
# with the expensive assertions in.
. "$PTW_SRC/tests/support/packages.sh"
. "$PTW_SRC/tests/support/build.sh"
passed=0 failed=0

need libcriterion-dev liburcu-dev clang libclang-rt-14-dev || exit 1
CC=clang build_tree asan -DPTW_TESTS=ON -DPTW_SANITIZE=address,undefined -DPTW_DEBUG_CHECKS=ON ||
	{ echo "counts: 0 1 0"; exit 1; }
criterion $(cat "$PTW_BUILD/asan/test-programs")
echo "counts: $passed $failed 0"
