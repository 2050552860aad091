# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# map: order, ends of a range, joining; and the real images against their oracles.
# shellcheck shell=sh disable=SC2154,SC2086,SC2016

few=$tmp/few
truncate -s 20480 "$few"
pte "$few" 1000 2067
pte "$few" 1ff8 2063			# the topmost 512G
pte "$few" 2000 3067
pte "$few" 2ff8 3063			# the last 1G of each
pte "$few" 3000 4067
pte "$few" 4000 5067
pte "$few" 4008 6067
pte "$few" 4010 7025			# consecutive, but other rights
pte "$few" 4018 9025			# other rights and not consecutive
pte "$few" 4020 07ffffffffffe000	# swap: type 0, offset 0xf
pte "$few" 4028 07ffffffffffde00	# offset 0x10
pte "$few" 4030 0fffffffffffdc00	# type 1, offset 0x11
pte "$few" 4ff8 5001			# a page that is mapped again

# list ARGUMENT...: va, pa and count of each line, and the status
list()
{
	run map --raw 0 --format x86-64 --root 1000 --os linux-6.1 --json "$@" "$few"
	jq -r '[.va, .pa // "-", .count // "-"] | join(" ")' "$tmp/out" | tr '\n' ','
	echo "$status"
}

low="0x0 0x5000 -,0x1000 0x6000 -,0x2000 0x7000 -,0x3000 0x9000 -,0x4000 - -,0x5000 - -,0x6000 - -,0x1ff000 0x5000 -,"
equal "map: the upper half comes last" "0x0,0x7fc0000000,0xffffff8000000000,0xffffffffc0000000," \
	"$(list | tr ',' '\n' | grep -E '^0x([0-9a-f]*0000000|0) ' | cut -d' ' -f1 | tr '\n' ',')"
equal "map: --from and --to are inclusive" "0x1000 0x6000 -,0x2000 0x7000 -,0" \
	"$(list --from 1000 --to 2000)"
equal "map: what crosses an end is listed whole" "0x1000 0x6000 -,0x2000 0x7000 -,0" \
	"$(list --from 1fff --to 2000)"
equal "map: one address" "0x1000 0x6000 -,0" "$(list --from 0x1fff --to 0x1FFF)"
equal "map: nothing" "0" "$(list --from 100000 --to 1fefff)"
equal "map: a third of the space" "${low}0" "$(list --to 1fffff)"
equal "map --merge" "0x0 0x5000 2,0x2000 0x7000 1,0x3000 0x9000 1,0x4000 - 2,0x6000 - 1,0x1ff000 0x5000 1,0" \
	"$(list --merge --to 1fffff)"

pte "$few" 3008 100067			# a table that is not in the image
equal "map: a missing table is no hole, and one object" "0x200000 0x100000 -,1" \
	"$(list --from 200000 --to 3fffff)"
equal "map: a missing table spans what it would map" "unreachable 0x200000" \
	"$(jq -r '.kind + " " + .size' "$tmp/out")"
pte "$few" 3008 2000000000e7		# 2M, above the physical width
run map --raw 0 --format x86-64 --root 1000 --pa-bits 40 --json --from 200000 --to 3fffff "$few"
equal "map: a bad pte" "1 bad 0x200000" "$status $(jq -r '.kind + " " + .size' "$tmp/out")"

# Tables for people. The last table ends inside the image: 128 of its slots are there.
half=$tmp/half
truncate -s 17408 "$half"
pte "$half" 1000 2067
pte "$half" 2000 3067
pte "$half" 3000 4067
pte "$half" 4000 5067
pte "$half" 4008 6067
answers "map: table" 1 map --raw 0 --format x86-64 --root 1000 "$half" <<END
                VA              PA  SIZE   RUN PROT PRIV TYPE                PTE WHAT
               0x0          0x5000    4K     - rwxu -    wb               0x5067 leaf accessed dirty
            0x1000          0x6000    4K     - rwxu -    wb               0x6067 leaf accessed dirty
           0x80000          0x4400    4K     - -    -    -                0x4067 unreachable, slots: 384
END
answers "map --merge: table" 1 map --merge --raw 0 --format x86-64 --root 1000 "$half" <<END
                VA              PA  SIZE   RUN    COUNT PROT PRIV TYPE                PTE WHAT
               0x0          0x5000    4K     -        2 rwxu -    wb               0x5067 leaf accessed dirty
           0x80000          0x4400    4K     -      384 -    -    -                0x4067 unreachable
END

# x86-64: every leaf, none invented, and every soft pte, against the oracle's columns
run map --json "$x86"
equal "map: status of a whole image" 0 $status
jq -r 'select(.kind == "leaf") | [.va, .pa, .size, .pte] | @tsv' "$tmp/out" |
	sed 's/0x//g' > "$tmp/leaves"
xzcat "$images/x86-64-linux-6.1.tsv.xz" | grep -v '^#' |
	awk -F '\t' 'function hex(s) { sub(/^0x/, "", s); sub(/^0+/, "", s)
		return s == "" ? "0" : tolower(s) }
	     hex($1) ~ /^[0-9a-f]+$/ { print hex($1) "\t" ($2 == "-" ? "-" : hex($2)) "\t" \
		hex($3) "\t" hex($4) "\t" $6 }' > "$tmp/oracle"
equal "oracle: leaves" 83434 "$(awk -F '\t' '$2 != "-"' "$tmp/oracle" | wc -l)"
awk -F '\t' '$2 != "-" { print $1 "\t" $2 "\t" $3 "\t" $4 }' "$tmp/oracle" | LC_ALL=C sort > "$tmp/a"
LC_ALL=C sort "$tmp/leaves" > "$tmp/b"
equal "map: all leaves of the x86-64 image, and no others" "" "$(diff "$tmp/a" "$tmp/b" | head -n 4)"
equal "map: soft ptes of the x86-64 image" "1 hwpoison,16 invalid,101 protnone,572 swap," \
	"$(jq -r 'select(.kind == "soft") | .state' "$tmp/out" | LC_ALL=C sort | uniq -c |
	   sed 's/^ *//' | tr '\n' ',')"
equal "map: ascending" "" "$(jq -r .va "$tmp/out" | sed 's/0x//' |
	awk '{ s = sprintf("%16s", $1); if (s <= last) print "not behind", last, s; last = s }' |
	head -n 1)"
run map --json --merge "$x86"
equal "map --merge: as many ptes" 84124 "$(jq -s 'map(.count) | add' "$tmp/out")"
