# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Threads under ThreadSanitizer, by clang: programs of their own, because Criterion
# does not start under it.
. "$PTW_SRC/tests/support/packages.sh"
. "$PTW_SRC/tests/support/build.sh"
. "$PTW_SRC/tests/support/check.sh"

need libcriterion-dev liburcu-dev clang libclang-rt-14-dev || exit 1
CC=clang PTW_TARGET="image_threads mm_threads publish_threads" build_tree tsan \
	-DPTW_TESTS=ON -DPTW_SANITIZE=thread -DPTW_DEBUG_CHECKS=ON ||
	{ echo "counts: 0 1 0"; exit 1; }

rounds=${PTW_LONG:+100}
for image in "$PTW_SRC"/tests/images/*.elf; do
	check "threads on $(basename "$image")" \
		"$PTW_BUILD/tsan/tests/image/image_threads" "$image" "${rounds:-12}"
done

seconds=4
[ -z "$PTW_LONG" ] || seconds=60
for format in soft-tiny x86-64 arm64-4k; do
	check "processors, mutators and lookups on $format" \
		"$PTW_BUILD/tsan/tests/mm/mm_threads" $format $seconds
done

sections=100000
[ -z "$PTW_LONG" ] || sections=10000000
publish=$PTW_BUILD/tsan/tests/threads/publish_threads

# reports_race HOW: what is done wrong is seen
reports_race()
{
	timeout 60 "$publish" "$1" > "$PTW_BUILD/tsan/$1.log" 2>&1
	grep 'WARNING: ThreadSanitizer: data race' "$PTW_BUILD/tsan/$1.log"
}
check "a table that is published, waited for and poisoned: silence" "$publish" right $sections
check "poisoned without a wait: a race" reports_race no-wait
check "poisoned after a wait that began too early: a race" reports_race wait-first
echo "counts: $passed $failed $skipped"
