# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Every Criterion program, as it is built for release.
. "$PTW_SRC/tests/support/packages.sh"
. "$PTW_SRC/tests/support/build.sh"
passed=0 failed=0

need libcriterion-dev liburcu-dev || exit 1
build_tree gcc -DPTW_TESTS=ON || { echo "counts: 0 1 0"; exit 1; }
criterion $(cat "$PTW_BUILD/gcc/test-programs")
echo "counts: $passed $failed 0"
