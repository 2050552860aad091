#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# Which mutants of the protocol the explorer notices, and which the stress, each by
# itself: what one of them would let pass if the other were not there.
#
#	sh tests/mutants/protocol.sh              those of notifier, sequence, mm and shadow
#	sh tests/mutants/protocol.sh PATCH...     these
#
# Unit tests are not asked: run.sh does that, and a mutant that needs no second thread is
# theirs. The stress is run as ThreadSanitizer sees it: everybody against everybody, then
# the pairs of tests/stress/pairs that are about what the mutant's name says, if there are
# any, else each.
set -u

here=$(cd "$(dirname "$0")" && pwd)
src=$(cd "$here/../.." && pwd)
build=${PTW_BUILD:-$src/build}/protocol
jobs=${PTW_JOBS:-$(nproc)}
seed=${PTW_SEED:-1}
patches=$*
[ -n "$patches" ] || patches=$(ls "$here"/notifier-*.patch "$here"/sequence-*.patch \
	"$here"/mm-*.patch "$here"/shadow-*.patch)

copy=$build/src
. "$here/copy.sh"

# tree NAME COMPILER FLAG... : $build/NAME is configured, and its program built
tree()
{
	_name=$1 _cc=$2
	shift 2
	CC=$_cc cmake -S "$copy" -B "$build/$_name" -DPTW_TESTS=ON "$@" > "$build/$_name.log" 2>&1 &&
		compile "$_name"
}

compile()
{
	cmake --build "$build/$1" -j "$jobs" --target "$1" > "$build/$1.log" 2>&1
}

# ended CODE WHAT: $verdict of a program that ended like this
ended()
{
	case $1 in
	0) verdict=- ;;
	124) verdict="$2 hangs" ;;
	*) verdict=$2 ;;
	esac
}

by_explore()
{
	timeout 300 "$build/explore/tests/explore/explore" --fail-fast > "$build/test.log" 2>&1
	_code=$?
	_last=$(sed -n 's/^\([^ ]*\) *\(sc\|tso\) .*/\1/p' "$build/test.log" | tail -n 1)
	_who=$(sed -n 's/^\[FAIL\] explore:://p' "$build/test.log" | head -n 1)
	ended $_code "${_who:-behind $_last}"
}

# pair NAME ARGUMENT...: true if it goes well
pair()
{
	_who=$1
	shift
	PTW_WARN_FATAL=1 TSAN_OPTIONS=halt_on_error=1 timeout 60 \
		"$build/stress/tests/stress/stress" "$@" --seed "$seed" < /dev/null > "$build/test.log" 2>&1
	_code=$?
	ended $_code "$_who"
	[ $_code = 0 ]
}

by_stress()
{
	pair everybody all all --seconds 5 || return
	_about=$(echo "$1" | cut -d- -f2)
	grep "$_about" "$here/../stress/pairs" > "$build/pairs" ||
		cp "$here/../stress/pairs" "$build/pairs"
	while read -r _name _readers _writers; do
		pair "$_name" "$_readers" "$_writers" --hits 20 --rounds 4 || return
	done < "$build/pairs"
}

fresh_copy && tree explore gcc && tree stress clang -DPTW_SANITIZE=thread -DPTW_DEBUG_CHECKS=ON || {
	tail -n 20 "$build"/*.log
	exit 1
}
for who in explore stress; do
	by_$who all
	[ "$verdict" = - ] || { echo "$who fails without a mutant: $verdict"; exit 1; }
done

printf '%-34s %-28s %s\n' mutant explorer stress
both=0 explorer=0 stress=0 neither=0 broken=0
for patch in $patches; do
	name=$(basename "$patch" .patch)
	put_on "$patch" || { broken=$((broken + 1)); continue; }
	if compile explore && compile stress; then
		by_explore
		_explored=$verdict
		by_stress "$name"
		printf '%-34s %-28s %s\n' "$name" "$_explored" "$verdict"
		case $_explored:$verdict in
		-:-) neither=$((neither + 1)) ;;
		-:*) stress=$((stress + 1)) ;;
		*:-) explorer=$((explorer + 1)) ;;
		*) both=$((both + 1)) ;;
		esac
	else
		echo "BROKEN    $name: does not compile"
		broken=$((broken + 1))
	fi
	take_off "$patch"
done
echo "noticed by both $both, by the explorer alone $explorer, by the stress alone $stress," \
	"by neither $neither; $broken broken"
[ $broken = 0 ]
