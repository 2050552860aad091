# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Programs of changes on the model of a primary MMU, beside a flat one, for a fixed seed
# and number of runs; with --long half an hour (PTW_FUZZ_SECONDS: another time). A finding
# is left in $PTW_BUILD/fuzz-mm-findings; its way into the tests is a file in
# tests/fuzz/corpus-mm, which every run begins with.
. "$PTW_SRC/tests/support/packages.sh"
. "$PTW_SRC/tests/support/build.sh"
. "$PTW_SRC/tests/support/check.sh"

need clang libclang-rt-14-dev liburcu-dev || exit 1

findings=$PTW_BUILD/fuzz-mm-findings
corpus=$PTW_BUILD/fuzz-mm-corpus
rm -rf "$findings" "$corpus"
mkdir -p "$findings" "$corpus"
CC=clang PTW_TARGET=fuzz_mm build_tree fuzz -DPTW_FUZZ=ON -DPTW_SANITIZE=address,undefined \
	-DPTW_DEBUG_CHECKS=ON || { echo "counts: 0 1 0"; exit 1; }

# fuzz ARGUMENT...: where fewer than one step in seven did something, the programs are not
# what they should be.
fuzz()
{
	if ! "$PTW_BUILD/fuzz/tests/fuzz/fuzz_mm" -timeout=60 -max_len=192 -len_control=0 \
		-artifact_prefix="$findings/" "$@" "$corpus" "$PTW_SRC/tests/fuzz/corpus-mm" \
		> "$findings.log" 2>&1; then
		tail -n 40 "$findings.log"
		return 1
	fi
	grep '^fuzz_mm: ' "$findings.log" > "$findings.share"
	cat "$findings.share"
	awk '{ exit !($6 >= 15) }' "$findings.share"
}

check "600 runs" fuzz -seed=1 -runs=600
[ -z "$PTW_LONG" ] || check "for long" fuzz -max_total_time="${PTW_FUZZ_SECONDS:-1800}"
cat "$findings.share"
echo "counts: $passed $failed $skipped"
