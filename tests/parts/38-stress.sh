# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Readers against writers on real threads: stress_<reader>_vs_<writer> under
# ThreadSanitizer, until the reader was in the writer's window often enough, and everybody
# against everybody. With --long a thousand times, for half an hour, and all of it under
# AddressSanitizer as well.
. "$PTW_SRC/tests/support/packages.sh"
. "$PTW_SRC/tests/support/build.sh"
. "$PTW_SRC/tests/support/check.sh"

need libcriterion-dev liburcu-dev clang libclang-rt-14-dev || exit 1
seed=${PTW_SEED:-$(date +%s)}
if [ -n "$PTW_LONG" ]; then
	hits=1000 rounds=500 seconds=1800 trees="tsan asan"
else
	hits=50 rounds=8 seconds=10 trees=tsan
fi

# stress TREE READERS WRITERS [OPTION...]
stress()
{
	_tree=$1
	shift
	PTW_WARN_FATAL=1 TSAN_OPTIONS=halt_on_error=1 \
		"$PTW_BUILD/$_tree/tests/stress/stress" "$@" --seed "$seed"
}

everybody()
{
	stress "$1" all all --seconds $seconds > "$PTW_BUILD/$1.everybody" 2>&1 ||
		{ cat "$PTW_BUILD/$1.everybody"; return 1; }
}

for tree in $trees; do
	[ $tree = tsan ] && sanitizer=thread || sanitizer=address,undefined
	CC=clang PTW_TARGET=stress build_tree $tree -DPTW_TESTS=ON -DPTW_SANITIZE=$sanitizer \
		-DPTW_DEBUG_CHECKS=ON || { failed=$((failed + 1)); continue; }
	while read -r name readers writers; do
		check "$tree: stress_$name" stress $tree "$readers" "$writers" \
			--hits $hits --rounds $rounds
	done < "$PTW_SRC/tests/stress/pairs"
	check "$tree: everybody against everybody, $seconds s" everybody $tree
	sed "s/^/  $tree: /" "$PTW_BUILD/$tree.everybody"
done
echo "counts: $passed $failed $skipped"
