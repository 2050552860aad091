# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Every schedule of a few threads, up to a bound: the explorer's own tests, and scenarios
# on the library's real code. A line for each scenario and memory: the preemptions that
# were allowed, schedules, points of the longest, whether that was all there is, final
# states, seconds.
. "$PTW_SRC/tests/support/packages.sh"
. "$PTW_SRC/tests/support/build.sh"
. "$PTW_SRC/tests/support/check.sh"

need libcriterion-dev liburcu-dev clang || exit 1
for cc in gcc clang; do
	CC=$cc PTW_TARGET=explore build_tree explore-$cc -DPTW_TESTS=ON ||
		{ echo "counts: 0 1 0"; exit 1; }
done
explore=$PTW_BUILD/explore-gcc/tests/explore/explore
out=$PTW_BUILD/explore.out

# What failed, with its run
"$explore" ${PTW_LONG:+--long} > "$out" 2>&1
status=$?
cat "$out"
passed=$(grep -cE ' (sc|tso) .*  ok' "$out")
failed=$(grep -cE ' (sc|tso) .*  FAIL' "$out")
check "the exit status tells the same" [ $((status != 0)) = $((failed > 0)) ]

programs=400
[ -z "$PTW_LONG" ] || programs=20000

# same_states: the reduced search ends where the plain one does.
same_states()
{
	"$explore" --compare "${PTW_SEED:-1000}" "$programs" > "$out" 2>&1
}
check "the reduced search ends in the same states as the plain one" same_states
tail -n 1 "$out"

# replays SCENARIO MEMORY: a run printed when it was found and printed again is the same.
replays()
{
	"$explore" --trace --memory "$2" "$1" | sed 1d > "$out.found" || return 1
	"$explore" --replay "$1" "$(sed -n 's/^again: .* //p' "$out.found")" > "$out.again" &&
	grep -q . "$out.again" && sed '$d' "$out.found" | diff - "$out.again"
}
for memory in sc tso; do
	for scenario in two-locks-crossed publish-free A-sequence-late W-unguarded; do
		check "$scenario, $memory: replays" replays $scenario $memory
	done
done

# refuses STATUS ARGUMENT...
refuses()
{
	_status=$1
	shift
	"$explore" "$@" > "$out" 2>&1
	[ $? = "$_status" ]
}
check "no such scenario" refuses 2 nonesuch
check "no such option" refuses 2 --nonesuch
check "no such memory" refuses 2 --memory arm sb
check "no such bound" refuses 2 --bound x sb
check "no schedule" refuses 2 --replay sb nonesuch:a
check "too many schedules are no pass" refuses 1 --most 2 A

# On arm64 threads are switched by another piece of assembler. What is explored is the
# same: everything but the seconds.
arm64=$PTW_BUILD/explore-arm64
build_arm64()
{
	_generated=$PTW_BUILD/explore-gcc/lib/env/model/generated
	_urcu=$(gcc -E -include urcu/list.h -x c /dev/null |
		sed -n 's|^# 1 "\(.*\)/urcu/list.h".*|\1|p' | head -n 1)
	# Its headers alone, among those of this machine, are for any processor.
	mkdir -p "$arm64/urcu" && cp "$_urcu/urcu/list.h" "$_urcu/urcu/compiler.h" "$arm64/urcu" &&
	(cd "$PTW_SRC" && aarch64-linux-gnu-gcc -std=gnu11 -O1 -static -Wall -Wextra -Werror \
		-fmacro-prefix-map="$PTW_SRC"/= -I"$_generated" -Ilib/env/model -Iinclude \
		-Ilib -Iarch -Iarch/soft -isystem "$arm64" tests/explore/*.c lib/env/model/*.c \
		lib/core/*.c lib/notifier/*.c lib/mm/*.c lib/shadow/*.c arch/soft/*.c \
		"$_generated"/*.c -o "$arm64/explore")
}

same_on_arm64()
{
	set -- iriw n6 two-locks-crossed refused publish-call-barrier A-two-readers \
		W-unguarded mm-A-protect
	"$explore" "$@" | sed 's/ [0-9]*\.[0-9][0-9]  / /' > "$out" &&
	qemu-aarch64 "$arm64/explore" "$@" | sed 's/ [0-9]*\.[0-9][0-9]  / /' | diff "$out" -
}
if need gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user; then
	check "arm64: compiles" build_arm64
	check "arm64: the same schedules" same_on_arm64
else
	skip arm64 "a cross compiler and qemu-user cannot be had"
fi

check "the same, by clang" "$PTW_BUILD/explore-clang/tests/explore/explore" --memory sc
echo "counts: $passed $failed $skipped"
