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
