# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Programs of changes on the model of a primary MMU, beside a flat one, for a fixed seed
# and number of runs; with --long half an hour (PTW_FUZZ_SECONDS: another time). A finding
# is left in $PTW_BUILD/fuzz-mm-findings; its way into the tests is a file in
# tests/fuzz/corpus-mm, which every run begins with.
. "$PTW_SRC/tests/support/packages.sh"
. "$PTW_SRC/tests/support/build.sh"
. "$PTW_SRC/tests/support/check.sh"
. "$PTW_SRC/tests/support/fuzz.sh"

need clang libclang-rt-14-dev liburcu-dev || exit 1

fuzz_build mm || { echo "counts: 0 1 0"; exit 1; }

# Where fewer than one step in seven did something, the programs are not what they should be.
fuzz_mm()
{
	fuzz 6 15 -timeout=60 -max_len=192 -len_control=0 "$@" "$corpus" \
		"$PTW_SRC/tests/fuzz/corpus-mm"
}

check "600 runs" fuzz_mm -seed=1 -runs=600
[ -z "$PTW_LONG" ] || check "for long" fuzz_mm -max_total_time="${PTW_FUZZ_SECONDS:-1800}"
cat "$findings.share"
echo "counts: $passed $failed $skipped"
