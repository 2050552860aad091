#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# Installs what is missing, builds, walks the page tables of three real kernels, and
# says how fast.
#
#	sh bench/quickstart.sh
#
# The build tree is $PTW_BUILD (build/) quickstart.
set -eu

PTW_SRC=$(cd "$(dirname "$0")/.." && pwd)
PTW_BUILD=${PTW_BUILD:-$PTW_SRC/build}
PTW_JOBS=$(nproc)
export PTW_SRC PTW_BUILD PTW_JOBS
. "$PTW_SRC/tests/support/packages.sh"
. "$PTW_SRC/tests/support/build.sh"

need cmake make gcc libc6-dev pkg-config libkdumpfile-dev
build_tree quickstart -DPTW_BENCH=ON -DPTW_ALIGN_BRANCHES=ON
ptwalk=$PTW_BUILD/quickstart/lib/cli/ptwalk
images=$PTW_SRC/tests/images

# walk_image NAME ADDRESS: what is known, what is mapped, and one address level by level
walk_image()
{
	_map=$PTW_BUILD/quickstart/$1.map
	echo
	echo "== ptwalk info $1.elf"
	"$ptwalk" info "$images/$1.elf"
	echo
	echo "== ptwalk map --merge $1.elf"
	"$ptwalk" map --merge "$images/$1.elf" > "$_map"
	sed -n 1,12p "$_map"
	echo "… $(($(wc -l < "$_map") - 1)) rows, that is:"
	awk 'NR > 1 { nr[sprintf("%-4s of %s%s", $10, $3, $4 == "-" ? "" : " in runs of " $4)] += $5 }
	     END { for (what in nr) printf "%16d %s\n", nr[what], what }' "$_map" | sort -rn
	echo
	echo "== ptwalk explain $1.elf $2"
	"$ptwalk" explain "$images/$1.elf" "$2"
}

# A huge page without rights, a page of a hugetlb page in sixteen ptes, and one of a
# folio of 2M in 128
walk_image x86-64-linux-6.1 0x7f3559e00000
walk_image arm64-4k-linux-6.1 0xffff8e3ff000
walk_image arm64-16k-linux-6.12 0x7fff5a000000

echo
echo "== bench_follow --regime hot"
"$PTW_BUILD/quickstart/bench/bench_follow" --regime hot |
	awk '{ print }
	     $2 == "hot" && $3 == "loop" {
		line = line sprintf("%s: %.0f million walks a second, %.2f of the time of the walk written by hand\n",
				    $1, 1000 / $7, $8)
	     }
	     END { printf "\n%s", line }'
