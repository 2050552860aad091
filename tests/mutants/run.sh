#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# Tests that can fail: breaks the library one line at a time, and reports which test
# noticed.
#
#	sh tests/mutants/run.sh                     every patch in this directory
#	sh tests/mutants/run.sh --share K/N         the patches whose number is K modulo N
#	sh tests/mutants/run.sh --draw N --seed S   N mutants drawn by draw.awk instead
#	sh tests/mutants/run.sh PATCH...            these
#
# Each is applied to a scratch copy of the sources, which is built and tested until the
# first test fails. A survivor is a failure, unless the file "argued" has its line and
# says why no test can notice. One that does not compile is no mutant: a patch fails, a
# drawn one is passed over.
set -u

here=$(cd "$(dirname "$0")" && pwd)
src=$(cd "$here/../.." && pwd)
build=${PTW_BUILD:-$src/build}/mutants
jobs=${PTW_JOBS:-$(nproc)}
draw=0 seed=1 share=0/1 patches=

while [ $# -gt 0 ]; do
	case $1 in
	--draw) draw=$2; shift ;;
	--seed) seed=$2; shift ;;
	--share) share=$2; shift ;;
	-*) echo "tests/mutants/run.sh: unknown option $1" >&2; exit 2 ;;
	*) patches="$patches $1" ;;
	esac
	shift
done

copy=$build/src tree=$build/tree
caught=0 survived=0 broken=0

. "$here/copy.sh"

# compile TARGET
compile()
{
	cmake --build "$tree" -j "$jobs" --target "$1" > "$build/compile.log" 2>&1
}

# Build and run one program after the other, until one fails: $verdict, and $who it was.
# The order is that of their times on the sources as they are, and one that takes so much
# longer hangs.
notice()
{
	verdict=survived
	while read -r _ns _program <&3; do
		compile "$(basename "$_program")" || { verdict=broken; return; }
		PTW_WARN_FATAL=1 timeout $((60 + _ns / 100000000)) "$_program" --fail-fast \
			< /dev/null > "$build/test.log" 2>&1
		_code=$?
		[ $_code = 0 ] && continue
		who=$(sed 's/\x1b\[[0-9;]*m//g' "$build/test.log" |
			sed -n 's/^\[FAIL\] \([a-z0-9_]*::[A-Za-z0-9_-]*\).*/\1/p' | head -n 1)
		[ $_code = 124 ] && who="hangs"
		who="$(basename "$_program") ${who:-crashes}"
		verdict=caught
		return
	done 3< "$build/order"
}

# judge NAME FILE CHANGE: the copy is changed; what comes of it?
judge()
{
	_begin=$(date +%s)
	notice
	if [ $verdict = survived ] && _why=$(argued "$2" "$3"); then
		verdict=argued
	fi
	case $verdict in
	caught)
		caught=$((caught + 1))
		printf 'caught    %-44s %s (%s s)\n' "$1" "$who" $(($(date +%s) - _begin))
		;;
	argued)
		printf 'argued    %-44s %s\n' "$1" "$_why"
		;;
	survived)
		survived=$((survived + 1))
		printf 'SURVIVED  %-44s %s: %s\n' "$1" "$2" "$3"
		;;
	esac
}

# argued FILE LINE: print why a mutant that changes FILE to LINE cannot be noticed
argued()
{
	[ -f "$here/argued" ] || return 1
	awk -F '\t' -v file="$1" -v line="$2" '
		/^#/ { next }
		$1 == file && $2 == line { print $3; found = 1; exit }
		END { exit !found }' "$here/argued"
}

fresh_copy || exit 1
cmake -S "$copy" -B "$tree" -DPTW_TESTS=ON -DCMAKE_BUILD_TYPE=None -DCMAKE_C_FLAGS=-O1 \
	> "$build/configure.log" 2>&1 || { tail -n 20 "$build/configure.log"; exit 1; }
compile all || { tail -n 20 "$build/compile.log"; exit 1; }

# Nothing is proved by tests that fail anyway; and the quick ones go first.
cat "$tree/test-programs" "$tree/plain-programs" | grep . > "$build/programs"
: > "$build/times"
while read -r program; do
	begin=$(date +%s%N)
	if ! PTW_WARN_FATAL=1 timeout 300 "$program" > "$build/test.log" 2>&1; then
		echo "$(basename "$program") fails without a mutant:"
		tail -n 20 "$build/test.log"
		exit 1
	fi
	echo "$(($(date +%s%N) - begin)) $program" >> "$build/times"
done < "$build/programs"
sort -n "$build/times" > "$build/order"

if [ "$draw" -gt 0 ]; then
	echo "drawn with --seed $seed"
	# Some will not compile: draw more than are needed.
	(cd "$src" && awk -v seed="$seed" -v nr=$((draw * 2)) -f "$here/draw.awk" \
		lib/core/*.h lib/core/*.c $(ls arch/*/*.h | grep -v _vectors)) > "$build/drawn"
	nr=0
	tab=$(printf '\t')
	while IFS="$tab" read -r file line how becomes && [ $nr -lt "$draw" ]; do
		# read takes the indentation away; it means nothing to the compiler.
		becomes=$becomes awk -v at="$line" '
			FNR == at { print ENVIRON["becomes"]; next } { print }' \
			"$src/$file" > "$copy/$file"
		judge "$file:$line, $how" "$file" "$becomes"
		cp "$src/$file" "$copy/$file"
		[ $verdict = broken ] || nr=$((nr + 1))
	done < "$build/drawn"
else
	[ -n "$patches" ] || patches=$(ls "$here"/*.patch)
	at=0
	for patch in $patches; do
		at=$((at + 1))
		[ $((at % ${share#*/})) = "${share%/*}" ] || continue
		name=$(basename "$patch" .patch)
		put_on "$patch" || { broken=$((broken + 1)); continue; }
		file=$(sed -n 's/^+++ b\///p' "$patch" | head -n 1)
		judge "$name" "$file" "$(sed -n 's/^+[[:space:]]*\([^+[:space:]]\)/\1/p' "$patch" | head -n 1)"
		if [ $verdict = broken ]; then
			echo "BROKEN    $name: does not compile"
			broken=$((broken + 1))
		fi
		take_off "$patch"
	done
fi
echo "mutants: $caught caught, $survived survived, $broken broken"
echo "counts: $caught $((survived + broken)) 0"
[ $((survived + broken)) = 0 ]
