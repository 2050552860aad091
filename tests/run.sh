#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# Installs what is missing, builds, runs every test and prints counts.
#
#	sh tests/run.sh [--long] [--list] [PART...]
#
# A part is a script tests/parts/NN-name.sh. It prints what it likes and, as its last
# line, "counts: PASSED FAILED SKIPPED"; a skip is printed by name, with its reason,
# on a line that begins with "SKIP". One that is asked for what there is not exits with
# 2, and so does this. Build trees live in $PTW_BUILD (build/).
set -u

src=$(cd "$(dirname "$0")/.." && pwd)
export PTW_SRC="$src"
export PTW_BUILD="${PTW_BUILD:-$src/build}"
export PTW_LONG=
PTW_JOBS=$(nproc)
export PTW_JOBS

wanted=
for arg; do
	case $arg in
	--long) PTW_LONG=1 ;;
	--list) ls "$src/tests/parts" | sed 's/^[0-9]*-//; s/\.sh$//'; exit 0 ;;
	-*) echo "tests/run.sh: unknown option $arg" >&2; exit 2 ;;
	*) wanted="$wanted $arg" ;;
	esac
done
for part in $wanted; do
	ls "$src"/tests/parts/[0-9]*-"$part".sh >/dev/null 2>&1 || {
		echo "tests/run.sh: no part $part; --list names them" >&2
		exit 2
	}
done

. "$src/tests/support/packages.sh"
need cmake make gcc g++ libc6-dev pkg-config xz-utils || exit 1

mkdir -p "$PTW_BUILD"
table=$PTW_BUILD/counts
: > "$table"
status=0
for script in "$src"/tests/parts/[0-9]*.sh; do
	part=$(basename "$script" .sh | sed 's/^[0-9]*-//')
	case " $wanted " in
	"  " | *" $part "*) ;;
	*) continue ;;
	esac
	echo "== $part"
	begin=$(date +%s)
	log=$PTW_BUILD/$part.log
	{ sh "$script" 2>&1; echo "exit: $?"; } | tee "$log" | grep -v '^exit: '
	counts=$(sed -n 's/^counts: //p' "$log" | tail -n 1)
	code=$(sed -n 's/^exit: //p' "$log" | tail -n 1)
	# No counts is no proof of anything.
	[ -n "$counts" ] || counts="0 1 0"
	set -- $counts
	failed=$2
	[ "$code" = 0 ] || [ "$failed" -gt 0 ] || failed=1
	[ "$failed" = 0 ] || [ $status = 2 ] || status=1
	[ "$code" != 2 ] || status=2
	echo "$part $1 $failed $3 $(($(date +%s) - begin))" >> "$table"
done

echo
printf '%-14s %8s %8s %8s %8s\n' part passed failed skipped seconds
awk '{ printf "%-14s %8d %8d %8d %8d\n", $1, $2, $3, $4, $5
       p += $2; f += $3; s += $4; t += $5 }
     END { printf "%-14s %8d %8d %8d %8d\n", "all", p, f, s, t }' "$table"
exit $status
