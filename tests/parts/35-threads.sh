# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Threads under ThreadSanitizer, by clang: programs of their own, because Criterion
# does not start under it.
. "$PTW_SRC/tests/support/packages.sh"
. "$PTW_SRC/tests/support/build.sh"
. "$PTW_SRC/tests/support/check.sh"

need libcriterion-dev clang libclang-rt-14-dev || exit 1
CC=clang PTW_TARGET=image_threads build_tree tsan -DPTW_TESTS=ON -DPTW_SANITIZE=thread \
	-DPTW_DEBUG_CHECKS=ON ||
	{ echo "counts: 0 1 0"; exit 1; }
rounds=${PTW_LONG:+100}
for image in "$PTW_SRC"/tests/images/*.elf; do
	check "threads on $(basename "$image")" \
		"$PTW_BUILD/tsan/tests/image/image_threads" "$image" "${rounds:-12}"
done
echo "counts: $passed $failed $skipped"
