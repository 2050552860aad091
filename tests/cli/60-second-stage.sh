# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# A guest's physical addresses: by hand, from the SDM ("Format of an EPT …", "EPT
# Misconfigurations").
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

# What a dump says of its tables is about the first stage.
refuses "give --root PA" map --format ept "$x86"
