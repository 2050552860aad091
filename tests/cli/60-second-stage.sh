# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# A guest's physical addresses: by hand, from the SDM ("Format of an EPT …", "EPT
# Misconfigurations") and the Arm ARM ("Translation table descriptor formats", stage 2).
# shellcheck shell=sh disable=SC2154,SC2086

guest=$tmp/guest
truncate -s 32768 "$guest"

# EPT: 2M that is read, written and executed, W without R, and a page of type UC whose
# flags are set and whose guest's PAT is ignored
pte "$guest" 1000 2007
pte "$guest" 2000 3007
pte "$guest" 3000 122000b7
pte "$guest" 3008 2
pte "$guest" 3010 4007
pte "$guest" 4000 12345341
ept="--raw 0 --format ept --root 1000 --json"
answers "EPT" 1 follow $ept "$guest" 1234 200000 400000 600000 1000000000000 <<END
{"va":"0x1234","kind":"leaf","pa":"0x12201234","pfn":"0x12201","pte":"0x122000b7","level":1,"size":"0x200000","prot":"rwxu","memtype":"wb","attr":[]}
{"va":"0x200000","kind":"bad","pte":"0x2","level":1,"size":"0x200000","reason":"misconfig"}
{"va":"0x400000","kind":"leaf","pa":"0x12345000","pfn":"0x12345","pte":"0x12345341","level":0,"size":"0x1000","prot":"r--u","memtype":"uc/ipat","attr":["accessed","dirty"]}
{"va":"0x600000","kind":"hole","pte":"0x0","level":1,"size":"0x200000","reason":"not-present"}
{"va":"0x1000000000000","kind":"range","reason":"non-canonical"}
END
answers "EPT by mode, without accessed and dirty flags" 0 \
	follow $ept --reg mbec=1 --reg eptp=1e "$guest" 400000 0 <<END
{"va":"0x400000","kind":"leaf","pa":"0x12345000","pfn":"0x12345","pte":"0x12345341","level":0,"size":"0x1000","prot":"r--u","memtype":"uc/ipat","attr":[]}
{"va":"0x0","kind":"leaf","pa":"0x12200000","pfn":"0x12200","pte":"0x122000b7","level":1,"size":"0x200000","prot":"rw-u","priv":"rwx","memtype":"wb","attr":[]}
END
refuses "--reg eptp=66: bits 5:3 are not 3" follow $ept --reg eptp=66 "$guest" 0

# Stage 2: 40 bits from level 1 on are two tables at 0x6000. The second maps 1G.
pte "$guest" 7000 400004fd
s2="--raw 0 --format arm64-s2-4k --root 6000 --json"
answers "stage 2, in the second of two tables" 1 \
	follow $s2 --reg vtcr=80050058 "$guest" 8000000123 10000000000 <<END
{"va":"0x8000000123","kind":"leaf","pa":"0x40000123","pfn":"0x40000","pte":"0x400004fd","level":2,"size":"0x40000000","prot":"rwxu","memtype":"0x0f","attr":["accessed"]}
{"va":"0x10000000000","kind":"range","reason":"non-canonical"}
END
run explain $s2 --reg vtcr=80050058 "$guest" 8000000123
equal "stage 2, explained" '["0x7000",15,3]' \
	"$(head -n 1 "$tmp/out" | jq -c '[.slot, .fields.MemAttr, .fields.S2AP]')"
run explain --raw 0 --format arm64-s2-4k --root 6000 --reg vtcr=80050058 "$guest" 0
equal "VTCR_EL2 has the widths" "assumed   hcr 0x0, id_aa64mmfr1 0x0, os none" \
	"$(grep assumed "$tmp/out")"

# What a dump says of its tables is about the first stage.
refuses "give --root PA" map --format ept "$x86"
refuses "give --root PA" map --format arm64-s2-4k "$arm64"
