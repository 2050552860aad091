# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Any bytes as an image, for a fixed seed and number of runs; with --long ten minutes
# (PTW_FUZZ_SECONDS: another time). A finding is left in $PTW_BUILD/fuzz-image-findings.
. "$PTW_SRC/tests/support/packages.sh"
. "$PTW_SRC/tests/support/build.sh"
. "$PTW_SRC/tests/support/check.sh"

need clang libclang-rt-14-dev || exit 1

findings=$PTW_BUILD/fuzz-image-findings
corpus=$PTW_BUILD/fuzz-image-corpus
rm -rf "$findings" "$corpus"
mkdir -p "$findings" "$corpus"
CC=clang PTW_TARGET=fuzz_image build_tree fuzz -DPTW_FUZZ=ON -DPTW_SANITIZE=address,undefined \
	-DPTW_DEBUG_CHECKS=ON || { echo "counts: 0 1 0"; exit 1; }

# fuzz ARGUMENT...: mutations begin with images the fuzzer makes itself. Most inputs are
# refused; where fewer than one in ten is walked, the fuzzer looks at too little.
fuzz()
{
	if ! "$PTW_BUILD/fuzz/tests/fuzz/fuzz_image" -timeout=20 -max_len=32768 \
		-artifact_prefix="$findings/" "$@" "$corpus" > "$findings.log" 2>&1; then
		tail -n 40 "$findings.log"
		return 1
	fi
	grep '^fuzz_image: ' "$findings.log" > "$findings.share"
	cat "$findings.share"
	awk '{ exit !($7 >= 10) }' "$findings.share"
}

check "10000 runs" fuzz -seed=1 -runs=10000
[ -z "$PTW_LONG" ] || check "for long" fuzz -max_total_time="${PTW_FUZZ_SECONDS:-600}"
cat "$findings.share"
echo "counts: $passed $failed $skipped"
