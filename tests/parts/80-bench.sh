# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The bars that hold on any machine: instructions, counted by callgrind. Time is
# bench/quickstart.sh's and bench_*'s affair; those of the protocol are run here for their
# answers, and what they print is shown.
. "$PTW_SRC/tests/support/packages.sh"
. "$PTW_SRC/tests/support/build.sh"
passed=0 failed=0 skipped=0

need valgrind clang libc6-dbg liburcu-dev || exit 1

# instructions PROGRAM SIDE FORMAT N: instructions a unit, from runs of N and of 2N
instructions()
{
	for _n in "$4" $(($4 * 2)); do
		valgrind --tool=callgrind --callgrind-out-file=/dev/null \
			"$1" --side "$2" --format "$3" --count "$_n" 2>&1 |
			sed -n 's/.*Collected : //p'
	done | awk -v n="$4" 'NR == 1 { a = $1 } END { if (NR == 2) printf "%.2f", ($1 - a) / n }'
}

# gate WHAT OURS THEIRS BAR
gate()
{
	_verdict=$(awk -v a="$2" -v b="$3" -v bar="$4" 'BEGIN {
		if (a == "" || b == "" || b == 0) { print "failed no-count"; exit }
		printf "%s %.3f", a / b <= bar ? "passed" : "failed", a / b }')
	printf '%-34s %8s / %-8s = %-8s bar %s %s\n' "$1" "$2" "$3" "${_verdict#* }" "$4" "${_verdict% *}"
	case $_verdict in
	passed*) passed=$((passed + 1)) ;;
	*) failed=$((failed + 1)) ;;
	esac
}

# answers PROGRAM [OPTION...]: all answers are right; 3 is a machine that has no time
answers()
{
	_name=$(basename "$1")
	timeout 100 "$@"
	case $? in
	0) passed=$((passed + 1)) ;;
	3 | 124) skipped=$((skipped + 1)); echo "SKIP $_name: no two processors at a time" ;;
	*) failed=$((failed + 1)); echo "FAIL $_name" ;;
	esac
}

# lookups PROGRAM SIDE
lookups()
{
	instructions "$1" "$2" x86-64 16384
}

for cc in gcc clang; do
	CC=$cc build_tree bench-$cc -DPTW_BENCH=ON || { failed=$((failed + 1)); continue; }
	# valgrind does not read clang's debug information; neither is needed.
	for program in bench_follow bench_range bench_lookup; do
		strip -o "$PTW_BUILD/$program-$cc" "$PTW_BUILD/bench-$cc/bench/$program"
	done
	for format in x86-64 arm64-4k; do
		f=$PTW_BUILD/bench_follow-$cc r=$PTW_BUILD/bench_range-$cc
		gate "$cc $format follow / hand" "$(instructions "$f" libptw $format 20000)" \
			"$(instructions "$f" hand $format 20000)" 1.05
		follow=$(instructions "$r" follow $format 16384)
		gate "$cc $format cursor / follow" "$(instructions "$r" cursor $format 16384)" \
			"$follow" 0.35
		gate "$cc $format block / follow" "$(instructions "$r" block $format 16384)" \
			"$follow" 0.10
	done
	# No bar of the design's: what one walk saves is not to be lost again.
	l=$PTW_BUILD/bench_lookup-$cc
	gate "$cc model's walk / gup+level" "$(lookups "$l" walk)" "$(lookups "$l" gup+level)" 0.70
done
answers "$PTW_BUILD/bench-gcc/bench/bench_threads" --rounds 5
answers "$PTW_BUILD/bench-gcc/bench/bench_writer" --rounds 5
answers "$PTW_BUILD/bench-gcc/bench/bench_lookup" --rounds 3
echo "counts: $passed $failed $skipped"
