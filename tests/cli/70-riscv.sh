# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# RISC-V, by hand from the Privileged Architecture ("Sv39", "Svnapot", "Svpbmt"). In a pte an
# address is two bits further down.
# shellcheck shell=sh disable=SC2154,SC2086

hart=$tmp/hart
truncate -s 16384 "$hart"

# 64K of which all sixteen ptes are equal; behind it what goes on; IO; W alone; a page that
# was not accessed; and 1G that is misaligned by 4K
pte "$hart" 1000 801
pte "$hart" 1008 100004cf
pte "$hart" 2000 c01
for slot in 0 1 2 3 4 5 6 7 8 9 a b c d e f; do
	pte "$hart" "$(printf '%x' $((0x3000 + 0x$slot * 8)))" 80000000048d20df
done
pte "$hart" 3080 48d40df
pte "$hart" 3088 40000000048d44c7
pte "$hart" 3090 48d44c5
pte "$hart" 3098 48d4497
sv39="--raw 0 --format riscv-sv39 --root 1000 --json"
run64='"pte":"0x80000000048d20df","level":0,"size":"0x1000","run":"0x10000","prot":"rwxu","priv":"rw-","memtype":"pma","attr":["accessed","dirty","contiguous"]'
answers "a page out of 64K" 0 follow $sv39 --want wu "$hart" 5abc f000 <<END
{"va":"0x5abc","kind":"leaf","pa":"0x12345abc","pfn":"0x12345",$run64}
{"va":"0xf000","kind":"leaf","pa":"0x1234f000","pfn":"0x1234f",$run64}
END
answers "what goes on behind it" 1 map $sv39 --from 10000 "$hart" <<END
{"va":"0x10000","kind":"leaf","pa":"0x12350000","pfn":"0x12350","pte":"0x48d40df","level":0,"size":"0x1000","prot":"rwxu","priv":"rw-","memtype":"pma","attr":["accessed","dirty"]}
{"va":"0x11000","kind":"leaf","pa":"0x12351000","pfn":"0x12351","pte":"0x40000000048d44c7","level":0,"size":"0x1000","prot":"rw--","memtype":"io","attr":["accessed","dirty"]}
{"va":"0x12000","kind":"bad","pte":"0x48d44c5","level":0,"size":"0x1000","reason":"reserved"}
{"va":"0x13000","kind":"leaf","pa":"0x12351000","pfn":"0x12351","pte":"0x48d4497","level":0,"size":"0x1000","prot":"rw-u","memtype":"pma","attr":["dirty"]}
{"va":"0x40000000","kind":"bad","pte":"0x100004cf","level":2,"size":"0x40000000","reason":"reserved"}
END
run map $sv39 --merge --to 10fff "$hart"
equal "its pages, joined" "0x0 0x12340000 0x10000 16,0x10000 0x12350000 - 1," \
	"$(jq -r '[.va, .pa, .run // "-", .count] | join(" ")' "$tmp/out" | tr '\n' ',')"
run follow $sv39 --want r "$hart" 13000
equal "Svade" "1 access-flag" "$status $(jq -r .reason "$tmp/out")"
run follow $sv39 --want r --reg menvcfg=2000000000000000 "$hart" 13000 11000
equal "Svadu without Svpbmt" "1 leaf null bad reserved" \
	"$status $(jq -r '.kind + " " + (.reason // "null")' "$tmp/out" | tr '\n' ' ' | sed 's/ $//')"
run explain $sv39 "$hart" 5abc
equal "explained" '["0x3028",1,0,1]' \
	"$(sed -n 3p "$tmp/out" | jq -c '[.slot, .fields.N, .fields.PBMT, .fields.U]')"
refuses "--reg satp=9000000000000000: MODE is not 8" follow $sv39 --reg satp=9000000000000000 "$hart" 0
elf "$tmp/riscv.elf" f3 0	# EM_RISCV
refuses "--format x86-64: but the image is of an riscv machine" \
	map --format x86-64 --root 0 "$tmp/riscv.elf"
