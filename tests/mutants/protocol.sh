#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# Which mutants of the protocol the explorer notices, and which the stress, each by
# itself: what one of them would let pass if the other were not there.
#
#	sh tests/mutants/protocol.sh              those of notifier, sequence, mm and shadow
#	sh tests/mutants/protocol.sh PATCH...     these
#	  --only explore, --only stress           ask this one only
#
# Unit tests are not asked: run.sh does that, and a mutant that needs no second thread is
# theirs. The stress is run as ThreadSanitizer sees it: everybody against everybody, then
# the pairs of tests/stress/pairs that are about what the mutant's name says, if there are
# any, else a few.
set -u

here=$(cd "$(dirname "$0")" && pwd)
src=$(cd "$here/../.." && pwd)
build=${PTW_BUILD:-$src/build}/protocol
jobs=${PTW_JOBS:-$(nproc)}
seed=${PTW_SEED:-1}
asked="explore stress" patches=
while [ $# -gt 0 ]; do
	case $1 in
	--only) asked=$2; shift ;;
	-*) echo "tests/mutants/protocol.sh: unknown option $1" >&2; exit 2 ;;
	*) patches="$patches $1" ;;
	esac
	shift
done
[ -n "$patches" ] || patches=$(ls "$here"/notifier-*.patch "$here"/sequence-*.patch \
	"$here"/mm-*.patch "$here"/shadow-*.patch)

copy=$build/src
. "$here/copy.sh"

# make_tree explore|stress: its tree is configured
make_tree()
{
	if [ "$1" = explore ]; then
		set -- explore gcc
	else
		set -- stress clang -DPTW_SANITIZE=thread -DPTW_DEBUG_CHECKS=ON
	fi
	_name=$1 _cc=$2
	shift 2
	CC=$_cc cmake -S "$copy" -B "$build/$_name" -DPTW_TESTS=ON "$@" > "$build/$_name.log" 2>&1
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
	pair everybody all all --seconds 10 || return
	_about=$(echo "$1" | cut -d- -f2)
	grep "_vs_$_about\|^$_about" "$here/../stress/pairs" > "$build/pairs" ||
		grep -e guest_vs_unmap -e guest_vs_collapse -e guest_vs_re -e hold_vs_ \
			"$here/../stress/pairs" > "$build/pairs"
	while read -r _name _readers _writers; do
		pair "$_name" "$_readers" "$_writers" --hits 100 --rounds 30 || return
	done < "$build/pairs"
}

# ask WHO MUTANT: $verdict, "-" where nothing was noticed, "?" where it does not compile
ask()
{
	verdict='?'
	compile "$1" && "by_$1" "$2"
	[ "$verdict" != '?' ]
}

fresh_copy || exit 1
for who in $asked; do
	if ! make_tree "$who" || ! ask "$who" all; then
		tail -n 20 "$build/$who.log"
		exit 1
	fi
	[ "$verdict" = - ] || { echo "$who fails without a mutant: $verdict"; exit 1; }
done

echo "mutant, and who notices it: $asked"
caught=0 survived=0 broken=0
for patch in $patches; do
	put_on "$patch" || { broken=$((broken + 1)); continue; }
	row=$(basename "$patch" .patch) noticed=0 compiles=1
	row=$(printf '%-32s' "$row")
	for who in $asked; do
		ask "$who" "$(basename "$patch" .patch)" || compiles=0
		[ "$verdict" = - ] || noticed=1
		row="$row $(printf '%-26s' "$verdict")"
	done
	echo "$row"
	if [ $compiles = 0 ]; then
		broken=$((broken + 1))
	else
		caught=$((caught + noticed)) survived=$((survived + !noticed))
	fi
	take_off "$patch"
done
echo "$caught noticed, $survived not, $broken broken"
[ $broken = 0 ]
