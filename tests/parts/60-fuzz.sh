# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The fuzzer, for a fixed seed and number of runs; with --long half an hour on two
# processors, and what of lib/core and arch it reaches (PTW_FUZZ_SECONDS: another time).
# A finding is left in $PTW_BUILD/fuzz-findings; its way into the tests is a file in
# tests/fuzz/corpus, which every run begins with.
. "$PTW_SRC/tests/support/packages.sh"
. "$PTW_SRC/tests/support/build.sh"
passed=0 failed=0

need clang libclang-rt-14-dev || exit 1

findings=$PTW_BUILD/fuzz-findings
corpus=$PTW_BUILD/fuzz-corpus
log=$PTW_BUILD/fuzz-runs
rm -rf "$findings" "$corpus" "$log"
mkdir -p "$findings" "$corpus" "$log"

# verdict WHAT CODE LOG...: agreed with the oracle, and reached leaves in 30 % of the runs
verdict()
{
	_what=$1 _code=$2
	shift 2
	grep -h '^fuzz_walk: ' "$@"
	_share=$(sed -n 's/^fuzz_walk: .* \([0-9.]*\) % reached a leaf.*/\1/p' "$@" | sort -n | head -n 1)
	if [ "$_code" = 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "$_what: a finding, in $findings"
		grep -h -A 12 'ERROR: \|runtime error: ' "$@" | head -n 40
	fi
	if awk -v s="${_share:-0}" 'BEGIN { exit !(s >= 30) }'; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "$_what: too few runs reach a leaf: ${_share:-none}"
	fi
}

# fuzz ARGUMENT...: from the regressions on
fuzz()
{
	for _seeds in "$corpus" "$PTW_SRC/tests/fuzz/corpus"; do
		[ -d "$_seeds" ] && set -- "$@" "$_seeds"
	done
	(cd "$log" && "$PTW_BUILD/fuzz/tests/fuzz/fuzz_walk" -timeout=20 -max_len=4096 \
		-artifact_prefix="$findings/" "$@") > "$log/out" 2>&1
}

# coverage: branches of lib/core and arch that the corpus reaches
coverage()
{
	need llvm-14 || return 1
	CC=clang build_tree fuzz-coverage -DPTW_FUZZ=ON \
		-DCMAKE_C_FLAGS="-fprofile-instr-generate -fcoverage-mapping" || return 1
	_program=$PTW_BUILD/fuzz-coverage/tests/fuzz/fuzz_walk
	LLVM_PROFILE_FILE=$PTW_BUILD/fuzz.profraw "$_program" -runs=0 "$corpus" > "$log/coverage" 2>&1
	llvm-profdata-14 merge -o "$PTW_BUILD/fuzz.profdata" "$PTW_BUILD/fuzz.profraw" || return 1
	llvm-cov-14 report "$_program" -instr-profile="$PTW_BUILD/fuzz.profdata" \
		-show-region-summary=0 "$PTW_SRC/lib/core" "$PTW_SRC/arch" |
		sed "s|$PTW_SRC/||"
}

CC=clang build_tree fuzz -DPTW_FUZZ=ON -DPTW_DEBUG_CHECKS=ON ||
	{ echo "counts: 0 1 0"; exit 1; }
fuzz -seed=1 -runs=30000
verdict "30000 runs" $? "$log/out"
if [ -n "$PTW_LONG" ]; then
	fuzz -jobs=2 -workers=2 -max_total_time="${PTW_FUZZ_SECONDS:-1800}" -print_final_stats=1
	verdict "two jobs" $? "$log"/fuzz-*.log
	if coverage; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
fi
echo "counts: $passed $failed 0"
