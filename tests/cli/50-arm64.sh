# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# arm64's image through a pipe: addresses, runs and verdicts against the processor's
# own (PAR_EL1 after AT) and GUP's, as tests/images has them.
# shellcheck shell=sh disable=SC2154,SC2086,SC2016

rows=$tmp/rows
grep -v '^#' "$images/arm64-16k-linux-6.12.tsv" | tail -n +2 > "$rows"
cut -f 2 "$rows" > "$tmp/in"

# column NAME FILTER AWK ARGUMENT...: FILTER of each answer, and AWK of each row
column()
{
	_name=$1 _filter=$2 _awk=$3
	shift 3
	"$PTWALK" follow --json "$@" "$images/arm64-16k-linux-6.12.elf" - < "$tmp/in" |
		jq -r "$_filter" > "$tmp/b"
	awk -F '\t' "{ print $_awk }" "$rows" > "$tmp/a"
	equal "$_name" "$(wc -l < "$rows") rows, " \
		"$(wc -l < "$tmp/b") rows, $(paste "$tmp/in" "$tmp/a" "$tmp/b" |
			awk -F '\t' '$2 != $3' | head -n 4)"
}

column "pa, size and run of a walk by other means" \
	'if .kind == "leaf" then [.pa, .size, .run // .size] | join(" ") else "-" end' \
	'$4 == 1 ? $7 " " $8 " " $9 : "-"'
granted='if .reason then "-" else "granted" end'
# Bit 0 of PAR_EL1 says that the access faults.
column "PAR: read by user code" "$granted" '$12 ~ /[13579bdf]$/ ? "-" : "granted"' --want ru
column "PAR: write by user code" "$granted" '$13 ~ /[13579bdf]$/ ? "-" : "granted"' --want wu
column "PAR: read by the kernel" "$granted" '$14 ~ /[13579bdf]$/ ? "-" : "granted"' --want r
# What GUP refuses because of the page, not of the pte: secret memory, and reserved pages
# that a driver or the kernel's image has. Those rows ask nothing of us.
unseen='$1 == "secretmem" || $1 == "mixedmap"'
column "GUP: read" 'if .reason then "-" else .pa end' "$unseen || \$1 == \"maps:[vdso]\" ? \$7 : \$15" --want-os --want ru
column "GUP: write" 'if .reason then "-" else .pa end' "$unseen ? \$7 : \$16" --want-os --want wu

# Both halves, by hand: each root's first slot leads to the same block of 1G, which is
# valid, has AF, and is EL1's alone (AP 00, UXN); Arm ARM, "Translation table descriptor
# formats".
board=$tmp/board
truncate -s 16384 "$board"
pte "$board" 1000 3003
pte "$board" 2000 3003
pte "$board" 3000 40000040000401
arm="--raw 0 --format arm64-4k"
block='"kind":"leaf","pa":"0x40000000","pfn":"0x40000","pte":"0x40000040000401","level":2,"size":"0x40000000","prot":"rwx-","attr":["accessed","global"]}'
answers "map: the upper half of an arm64 space" 0 map $arm --json --root 1000 --root1 2000 "$board" <<END
{"va":"0x0",$block
{"va":"0xffff000000000000",$block
END
answers "only the upper half" 0 map $arm --json --root1 2000 "$board" <<END
{"va":"0xffff000000000000",$block
END
run follow $arm --json --root 1000 "$board" ffff000000000000
equal "without --root1 the upper half is out of range" "1 range" "$status $(jq -r .kind "$tmp/out")"
refuses "--root1 9000: is outside the image" map $arm --root 1000 --root1 9000 "$board"
# TCR_EL1: T0SZ and T1SZ 16, TG1 4K, IPS 40 bits, EPD1
run follow $arm --json --root 1000 --root1 9000 --reg tcr=280900010 "$board" ffff000000000000
equal "EPD1 turns the upper half's walks off" "1 range walk-disabled" \
	"$status $(jq -r '.kind + " " + .reason' "$tmp/out")"
answers "explain: table" 0 explain $arm --root 1000 --va-bits 48 "$board" 0 <<END
LEVEL  NAME                SLOT                PTE  KIND        FIELDS
    3  level 0           0x1000             0x3003  table       valid=1 type=1 PXNTable=0 UXNTable=0 APTable=0
    2  level 1           0x3000   0x40000040000401  leaf        valid=1 type=0 AttrIndx=0 NS=0 AP=0 AF=1 nG=0 nT=0 GP=0 DBM=0 Contiguous=0 PXN=0 UXN=1 software=0

                VA              PA  SIZE   RUN PROT PRIV TYPE                PTE WHAT
               0x0      0x40000000    1G     - rwx- -    -      0x40000040000401 leaf accessed global

assumed   tcr 0x0, tcr2 0x0, mair 0x0, sctlr 0x0, hcr 0x0, pa_bits 48, os none
END
run explain $arm --root 1000 --root1 2000 "$board" 0
equal "widths are assumed too" \
	"assumed   tcr 0x0, tcr2 0x0, mair 0x0, sctlr 0x0, hcr 0x0, pa_bits 48, va_bits 48, va1_bits 48, os none" \
	"$(tail -n 1 "$tmp/out")"
