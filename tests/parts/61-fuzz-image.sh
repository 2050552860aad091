# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Any bytes as an image, for a fixed seed and number of runs; with --long ten minutes
# (PTW_FUZZ_SECONDS: another time). A finding is left in $PTW_BUILD/fuzz-image-findings.
. "$PTW_SRC/tests/support/packages.sh"
. "$PTW_SRC/tests/support/build.sh"
. "$PTW_SRC/tests/support/check.sh"
. "$PTW_SRC/tests/support/fuzz.sh"

need clang libclang-rt-14-dev || exit 1

fuzz_build image || { echo "counts: 0 1 0"; exit 1; }

# Mutations begin with images the fuzzer makes itself. Most inputs are refused; where fewer
# than one in ten is walked, it looks at too little.
fuzz_image()
{
	fuzz 7 10 -timeout=20 -max_len=32768 "$@" "$corpus"
}

check "10000 runs" fuzz_image -seed=1 -runs=10000
[ -z "$PTW_LONG" ] || check "for long" fuzz_image -max_total_time="${PTW_FUZZ_SECONDS:-600}"
cat "$findings.share"
echo "counts: $passed $failed $skipped"
