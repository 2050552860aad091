# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Bad input: one line, status 2, nothing on stdout. And where values come from.
# shellcheck shell=sh disable=SC2154,SC2086,SC2016

refuses "a command is missing"
refuses "frobnicate: no such command" frobnicate
refuses "--frob: no such option" map --frob "$x86"
refuses "-x: no such option" map -x "$x86"
refuses "--json=1" map --json=1 "$x86"
refuses "--root: needs a value" map "$x86" --root
refuses "--merge: no such option" follow --merge "$x86" 0
refuses "--root: no such option" info --root 1000 "$x86"
refuses "an argument is missing" info
refuses "an argument is missing" follow "$x86"
refuses "an argument is missing" explain "$x86"
refuses "1: one argument too many" explain "$x86" 0 1
refuses "$x86: one argument too many" formats "$x86"
refuses "--root 2000: is given twice" map --root 1000 --root 2000 "$x86"
refuses "cr4 is given twice" map --reg cr4=20 --reg cr4=30 "$x86"
refuses "--from 5: is behind --to 4" map --from 5 --to 4 "$x86"
refuses "-: must be the only VA" follow "$x86" 0 -
refuses "-: must be the only VA" follow "$x86" - 0

for va in "" 0x 12g 0x12345678123456789 -1 " 1" 1.0; do
	refuses "$va: is no address" follow "$x86" -- "$va"
	refuses "$va: is no address" explain "$x86" -- "$va"
done
refuses "--to zz: is no hex number" map --to zz "$x86"
refuses "--root zz: is no hex number" map --root zz "$x86"
refuses "--enc-mask 0xx: is no hex number" map --enc-mask 0xx "$x86"
refuses "--raw k: is no hex number" map --raw k "$x86"
refuses "--va-bits 0x30: is no number of bits" map --va-bits 0x30 "$x86"
refuses "--pa-bits 0: is no number of bits" map --pa-bits 0 "$x86"
refuses "--cpu x: is no decimal number" map --cpu x "$x86"
refuses "--reg cr4: must be NAME=VALUE" map --reg cr4 "$x86"
refuses "--reg =4: must be NAME=VALUE" map --reg =4 "$x86"
refuses "--reg cr4=zz: is no hex number" map --reg cr4=zz "$x86"
refuses "--reg tcr=0: x86-64 has no such register" map --reg tcr=0 "$x86"
refuses "--want rz: must be letters of rwxu" follow --want rz "$x86" 0
refuses "--want u:" follow --want u "$x86" 0
refuses "--want-os: which operating system is not known" follow --want-os --os none "$x86" 0

# Options that contradict each other, the format or the image
refuses "--format x86_64: no such format; the nearest is x86-64 " map --format x86_64 "$x86"
refuses "the nearest is arm64-16k " map --format arm64-16 "$arm64"
refuses "--format arm64-4k: but the image is of an x86 machine" map --format arm64-4k "$x86"
refuses "--format x86-64: but the image is of an arm64 machine" map --format x86-64 "$arm64"
refuses "$x86: PTW note, cr4=0x750ef0: LA57 is clear" map --format x86-64-la57 "$x86"
refuses "--va-bits 50: " map --va-bits 50 "$x86"
refuses "--va-bits 39: contradicts tcr" map --va-bits 39 "$arm64"
refuses "--va1-bits 48: but there is no --root1" map --va1-bits 48 "$arm64"
refuses "--root1 1000: " map --root1 1000 "$x86"
refuses "--reg cr4=1020: LA57 is set" map --reg cr4=1020 "$x86"
refuses "--reg cr0=1: PG is clear" map --reg cr0=1 "$x86"
refuses "--reg tcr2=2: PIE" map --reg tcr2=2 "$arm64"
refuses "--enc-mask 3000: " map --enc-mask 3000 "$x86"
refuses "--pa-bits 60: " map --pa-bits 60 "$x86"
refuses "--os linux-5.4: " map --os linux-5.4 "$x86"
refuses "--os freebsd: " map --os freebsd "$x86"
refuses "--os linux-6.1,swapfiles=1: " map --os linux-6.1,swapfiles=1 "$x86"
refuses "--root 1000: is outside the image, whose memory is 0x2a15000 to" map --root 1000 "$x86"
refuses "--root 2a15008: must be 4K-aligned" map --root 2a15008 "$x86"
refuses "--cpu 1: $x86 has notes of CPUs below 1" map --cpu 1 "$x86"
refuses "--cpu 0: $arm64 has no note of a CPU" map --cpu 0 "$arm64"
refuses "--cpu 0: $raw has no note of a CPU" map --raw 0 --cpu 0 "$raw"
refuses "give --format NAME" map --raw 0 "$raw"
refuses "give --root PA" map --raw 0 --format x86-64 "$raw"
refuses "not aligned to 8" map --raw 4 --format x86-64 --root 1000 "$raw"

# Files that are no images
: > "$tmp/empty"
head -c 100000 "$x86" > "$tmp/short"
mkfifo "$tmp/fifo"
printf 'hello' > "$tmp/text"
printf 'KDUMP   x' > "$tmp/kdump"
printf 'EMiLxxxx' > "$tmp/lime"
for command in info map "follow - 0" "explain - 0"; do
	set -- $command
	name=$1 va=${3-}
	refuses "$tmp/none: No such file" "$name" "$tmp/none" ${va:+"$va"}
	refuses "$tmp: is a directory" "$name" "$tmp" ${va:+"$va"}
	refuses "$tmp/empty: is empty" "$name" "$tmp/empty" ${va:+"$va"}
	refuses "$tmp/short: segment " "$name" "$tmp/short" ${va:+"$va"}
	refuses "$tmp/fifo: is not a regular file" "$name" "$tmp/fifo" ${va:+"$va"}
	refuses "$tmp/text: is not an ELF core" "$name" "$tmp/text" ${va:+"$va"}
	refuses "$tmp/kdump: is a compressed kdump" "$name" "$tmp/kdump" ${va:+"$va"}
	refuses "$tmp/lime: is a LiME image" "$name" "$tmp/lime" ${va:+"$va"}
done

# QEMU's notes: the tables of each CPU, and the mode it is in
qemu=$tmp/qemu
elf "$qemu" 3e 730			# EM_X86_64, four notes
qemu_note "$qemu" 0x5000 80000001 0 20			# PG, PAE
qemu_note "$qemu" 0x51cc 80000001 1018 1020		# PAE, LA57
qemu_note "$qemu" 0x5398 1 3000 20			# no paging
qemu_note "$qemu" 0x5564 80000001 0 0			# no PAE
bytes "$qemu" 0x1000 8 2063		# root of CPU 0: PML4E -> 0x2000
bytes "$qemu" 0x2000 8 2063		# root of CPU 1: PML5E -> 0x2000
bytes "$qemu" 0x3000 8 400000e3		# 1G, or a table's PML4E with PS: bad
bytes "$qemu" 0x3008 8 800000e3

# said NAME FILTER EXPECTED ARGUMENT...
said()
{
	_name=$1 _filter=$2 _expected=$3
	shift 3
	run "$@"
	equal "$_name" "$_expected" "$(jq -c "$_filter" "$tmp/out" 2> /dev/null || cat "$tmp/err")"
}
said "info: QEMU's note" "[.format, .root, .cpus, .va_bits, .pa_bits, .os, .assumed]" \
	'["x86-64","0x0",4,48,52,"none",["efer","pat","pkru","pkrs","pa_bits","os"]]' \
	info --json "$qemu"
said "PA 0 is an address like others" "[.kind, .pa]" '["leaf","0x40000000"]' \
	follow --json "$qemu" 0
said "--cpu" "[.kind, .level]" '["bad",3]' follow --json --cpu 1 "$qemu" 0
refuses "paging is off on CPU 2 (CR0.PG is clear): give --format and --root" \
	map --cpu 2 "$qemu"
said "paging off, but told what to walk" .pa '"0x40000000"' \
	follow --json --cpu 2 --format x86-64 --root 0 "$qemu" 0
refuses "note of CPU 3, format=x86-32: no such format" map --cpu 3 "$qemu"
refuses "note of CPU 1, cr4=0x1020: LA57 is set" map --cpu 1 --format x86-64 "$qemu"
bytes "$qemu" 18 2 3
refuses "note of CPU 0, format=x86-pae: no such format" map "$qemu"
bytes "$qemu" 18 2 3e

# The PTW note comes before QEMU's, after the options; keys that are not known are ignored.
note=$tmp/note
elf "$note" 3e 24c
qemu_note "$note" 0x5000 80000001 0 20
bytes "$note" 0x51cc 4 4 70 1 575450
printf 'format=x86-64\nroot=1000\npa_bits=36\nos=linux-6.1\ncolour=blue\n' |
	dd of="$note" bs=1 seek=$((0x51dc)) conv=notrunc status=none
said "info: PTW note" "[.format, .root, .pa_bits, .os, .assumed]" \
	'["x86-64","0x1000",36,"linux-6.1",["efer","pat","pkru","pkrs"]]' info --json "$note"
said "the note's root, though QEMU has another" 'select(.level == 3) | .slot // empty' '"0x1000"' \
	explain --json "$note" 0
said "--cpu is an option, and comes before the note" 'select(.level == 3) | .slot // empty' '"0x0"' \
	explain --json --cpu 0 "$note" 0
run info "$note"
equal "info: assumed, with values" \
	"assumed   efer 0xc00, pat 0x7040600070406, pkru 0x0, pkrs 0x0" "$(tail -n 1 "$tmp/out")"
sed 's/pa_bits=36/pa_bits=99/' "$note" > "$tmp/lie"
refuses "$tmp/lie: PTW note, pa_bits=99: is no number of bits" map "$tmp/lie"
refuses "$tmp/lie: PTW note, pa_bits=99: " info "$tmp/lie"
sed 's/format=x86-64/format=y86-64/' "$note" > "$tmp/lie"
refuses "$tmp/lie: PTW note, format=y86-64: no such format; the nearest is x86-64" info "$tmp/lie"
sed 's/root=1000/root=9000/' "$note" > "$tmp/lie"
refuses "$tmp/lie: PTW note, root=9000: is outside the image" map "$tmp/lie"
said "an option mends the note" .kind '"hole"' follow --json --root 2000 "$tmp/lie" 0

said "info: the x86-64 image" . \
	'{"image":"'"$x86"'","kind":"elf","segments":874,"bytes":"0x37d000","cpus":1,"format":"x86-64","root":"0x91638000","root1":null,"va_bits":48,"va1_bits":null,"pa_bits":40,"os":"linux-6.1","window":"window","assumed":["pat","pkru","pkrs"]}' \
	info --json "$x86"
said "info: a width without a root" '[.root1, .va_bits, .va1_bits, .assumed]' \
	'[null,48,48,["tcr2","sctlr","hcr"]]' info --json "$arm64"

# info of what does not say its tables
said "info: raw memory" "[.kind, .segments, .bytes, .format, .root, .va_bits, .window]" \
	'["raw",1,"0x5000",null,null,null,"window"]' info --raw 0 --json "$raw"
run info --raw 0 "$raw"
equal "info: raw memory, in words" \
	"tables    nothing in the image says which format its tables have: give --format NAME (ptwalk formats lists them)" \
	"$(tail -n 1 "$tmp/out")"

# A quote, a backslash, a newline, DEL; valid UTF-8 of two, three and four bytes; bytes that
# are none: a stray one, an overlong form, a surrogate, one above U+10FFFF
valid='\303\251\342\202\254\360\237\220\247' none='\357\277\275'
odd=$(printf "%s/a\"b\\\\c\nd\177$valid\377\300\200\355\240\200\364\220\200\200z" "$tmp")
cp "$raw" "$odd"
said "info: a strange file name" .image \
	"$(printf "%s/a\"b\\\\c\nd\177$valid$none$none$none$none$none$none$none$none$none${none}z" "$tmp" |
		jq -sR .)" info --raw 0 --json "$odd"
equal "info: control characters are escaped" 1 "$(grep -c '\\u000ad\\u007f' "$tmp/out")"
refuses "b\c?d?" map "$odd"

said "formats" 'select(.name == "arm64-16k")' \
	'{"name":"arm64-16k","page":"0x4000","levels":4,"sizes":["0x4000","0x2000000"],"writable":true,"dialects":["linux"]}' \
	formats --json
