# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What an answer says, on tables made by hand: plain memory from 0 on, the root at
# 0x1000, one table of each level, frames from 0x5000 on.
# shellcheck shell=sh disable=SC2154,SC2086,SC2016

raw=$tmp/raw
truncate -s 20480 "$raw"
pte "$raw" 1000 2067			# PML4E -> 0x2000
pte "$raw" 1008 2087			# PS in a PML4E: reserved
pte "$raw" 1800 2063			# the upper half, supervisor only
pte "$raw" 2000 3067			# PDPTE -> 0x3000
pte "$raw" 2008 400000e7		# 1G at 1G
pte "$raw" 3000 4067			# PDE -> 0x4000
pte "$raw" 3008 100067			# -> a table the image does not have
pte "$raw" 3010 6000e7			# 2M at 6M
pte "$raw" 4000 8000000000005067	# rw, user, accessed, dirty
pte "$raw" 4008 6025			# r-x, user, accessed
pte "$raw" 4010 7003			# supervisor
pte "$raw" 4018 800000000825		# bit 47 of the address
pte "$raw" 4020 07fffffffffdb800	# swap: type 0, offset 0x123, inverted
pte "$raw" 4028 800fffffffffa100	# PROT_NONE, address 0x5000 inverted
pte "$raw" 4030 d7fffffffffff400	# type 26, offset 5, inverted
pte "$raw" 4038 080000000000800d	# protection key 1, PWT
pte "$raw" 4048 f7fffffffffffc00	# type 30, offset 1, inverted
pte "$raw" 4050 fffffffffffff600	# type 31, offset 4, inverted

space="--raw 0 --format x86-64 --root 0x1000 --json"

answers "leaf" 0 follow $space "$raw" 123 <<END
{"va":"0x123","kind":"leaf","pa":"0x5123","pfn":"0x5","pte":"0x8000000000005067","level":0,"size":"0x1000","prot":"rw-u","memtype":"wb","attr":["accessed","dirty"]}
END
answers "leaf of 2M and of 1G" 0 follow $space "$raw" 0x412345 0X40000001 <<END
{"va":"0x412345","kind":"leaf","pa":"0x612345","pfn":"0x612","pte":"0x6000e7","level":1,"size":"0x200000","prot":"rwxu","memtype":"wb","attr":["accessed","dirty"]}
{"va":"0x40000001","kind":"leaf","pa":"0x40000001","pfn":"0x40000","pte":"0x400000e7","level":2,"size":"0x40000000","prot":"rwxu","memtype":"wb","attr":["accessed","dirty"]}
END
answers "supervisor leaf" 0 follow $space "$raw" 2000 <<END
{"va":"0x2000","kind":"leaf","pa":"0x7000","pfn":"0x7","pte":"0x7003","level":0,"size":"0x1000","prot":"rwx-","memtype":"wb","attr":[]}
END
answers "upper half, where the PML4E denies user code" 0 follow $space "$raw" FFFF800000000000 <<END
{"va":"0xffff800000000000","kind":"leaf","pa":"0x5000","pfn":"0x5","pte":"0x8000000000005067","level":0,"size":"0x1000","prot":"rw--","memtype":"wb","attr":["accessed","dirty"]}
END
answers "privileged rights that differ: CR0.WP clear" 0 \
	follow $space --reg cr0=80000001 "$raw" 1000 <<END
{"va":"0x1000","kind":"leaf","pa":"0x6000","pfn":"0x6","pte":"0x6025","level":0,"size":"0x1000","prot":"r-xu","priv":"rwx","memtype":"wb","attr":["accessed"]}
END
answers "memory type by PAT's entry 1" 0 follow $space --reg pat=0100 "$raw" 7000 <<END
{"va":"0x7000","kind":"leaf","pa":"0x8000","pfn":"0x8","pte":"0x80000000000800d","level":0,"size":"0x1000","prot":"r-xu","memtype":"wc","attr":[]}
END
answers "hole" 1 follow $space "$raw" 8000 80000000 <<END
{"va":"0x8000","kind":"hole","pte":"0x0","level":0,"size":"0x1000","reason":"not-present"}
{"va":"0x80000000","kind":"hole","pte":"0x0","level":2,"size":"0x40000000","reason":"not-present"}
END
answers "bad" 1 follow $space --pa-bits 40 "$raw" 8000000000 3000 <<END
{"va":"0x8000000000","kind":"bad","pte":"0x2087","level":3,"size":"0x8000000000","reason":"reserved"}
{"va":"0x3000","kind":"bad","pte":"0x800000000825","level":0,"size":"0x1000","reason":"reserved"}
END
answers "unreachable: the slot, and the pte above" 1 follow $space "$raw" 201000 <<END
{"va":"0x201000","kind":"unreachable","pa":"0x100008","pte":"0x100067","level":0,"size":"0x1000","reason":"unreachable"}
END
answers "range" 1 follow $space "$raw" 800000000000 <<END
{"va":"0x800000000000","kind":"range","reason":"non-canonical"}
END
answers "encrypted: a bit that is no address" 0 follow $space --enc-mask 800000000000 "$raw" 3000 <<END
{"va":"0x3000","kind":"leaf","pa":"0x0","pfn":"0x0","pte":"0x800000000825","level":0,"size":"0x1000","prot":"r-xu","memtype":"wb","attr":["accessed","encrypted"]}
END
answers "soft-dirty only with an operating system" 0 \
	follow $space --os linux-6.1 --enc-mask 800000000000 "$raw" 3000 <<END
{"va":"0x3000","kind":"leaf","pa":"0x0","pfn":"0x0","pte":"0x800000000825","level":0,"size":"0x1000","prot":"r-xu","memtype":"wb","attr":["accessed","soft-dirty","encrypted"]}
END
answers "soft" 1 follow $space --os linux-6.1 "$raw" 4000 5000 6000 <<END
{"va":"0x4000","kind":"soft","pte":"0x7fffffffffdb800","level":0,"size":"0x1000","attr":[],"state":"swap","swap_type":0,"swap_offset":"0x123","reason":"not-present"}
{"va":"0x5000","kind":"soft","pa":"0x5000","pfn":"0x5","pte":"0x800fffffffffa100","level":0,"size":"0x1000","attr":[],"state":"protnone","reason":"not-present"}
{"va":"0x6000","kind":"soft","pa":"0x5000","pfn":"0x5","pte":"0xd7fffffffffff400","level":0,"size":"0x1000","attr":[],"state":"hwpoison","swap_type":26,"reason":"not-present"}
END
answers "type 26 is a device's where 22 are swap files" 1 \
	follow $space --os linux-6.1,swapfiles=22 "$raw" 6000 <<END
{"va":"0x6000","kind":"soft","pa":"0x5000","pfn":"0x5","pte":"0xd7fffffffffff400","level":0,"size":"0x1000","attr":[],"state":"device","swap_type":26,"reason":"not-present"}
END
answers "markers: type 30 on 6.1 with 26 swap files" 1 follow $space --os linux-6.1 "$raw" 9000 <<END
{"va":"0x9000","kind":"soft","pte":"0xf7fffffffffffc00","level":0,"size":"0x1000","attr":[],"state":"marker","swap_type":30,"marker":"uffd-wp","reason":"not-present"}
END
answers "markers: type 31 on 6.15 with 24" 1 follow $space --os linux-6.15 "$raw" a000 <<END
{"va":"0xa000","kind":"soft","pte":"0xfffffffffffff600","level":0,"size":"0x1000","attr":[],"state":"marker","swap_type":31,"marker":"guard","reason":"not-present"}
END
answers "without an operating system those are holes" 1 follow $space "$raw" 4000 <<END
{"va":"0x4000","kind":"hole","pte":"0x7fffffffffdb800","level":0,"size":"0x1000","reason":"not-present"}
END

# wants STATUS WANT VA [ARGUMENT...]
wants()
{
	_want=$2 _va=$3 _expected=$1
	shift 3
	run follow $space --want "$_want" "$@" "$raw" "$_va"
	equal "--want $_want $* at $_va" "$_expected" \
		"$status$(jq -r 'if .reason then " " + .reason else "" end' "$tmp/out")"
}

wants 0 rwu 0
wants "1 permission" xu 0
wants "1 permission" x 0
wants 0 rxu 1000
wants "1 permission" wu 1000
wants "1 permission" w 1000
wants 0 w 1000 --reg cr0=80000001
wants 0 rwx 2000
wants "1 permission" ru 2000
wants "1 not-present" r 8000
wants 0 "" 2000
# SMEP (CR4 bit 20) keeps privileged code from executing user pages.
wants 0 x 1000
wants "1 permission" x 1000 --reg cr4=100020
wants 0 xu 1000 --reg cr4=100020
# PKRU: two bits a key, access disable below write disable; needs CR4.PKE (bit 22).
wants 0 ru 7000 --reg pkru=4
wants "1 permission" ru 7000 --reg cr4=400020 --reg pkru=4
wants 0 ru 0 --reg cr4=400020 --reg pkru=4

# explain: one object a level, then what follow says
answers "explain" 0 explain $space "$raw" 201000 <<END
{"level":3,"slot":"0x1000","pte":"0x2067","kind":"table","fields":{"P":1,"RW":1,"US":1,"PWT":0,"PCD":0,"A":1,"PS":0,"XD":0}}
{"level":2,"slot":"0x2000","pte":"0x3067","kind":"table","fields":{"P":1,"RW":1,"US":1,"PWT":0,"PCD":0,"A":1,"PS":0,"XD":0}}
{"level":1,"slot":"0x3008","pte":"0x100067","kind":"table","fields":{"P":1,"RW":1,"US":1,"PWT":0,"PCD":0,"A":1,"PS":0,"XD":0}}
{"level":0,"slot":"0x100008","kind":"unreachable","fields":{}}
{"va":"0x201000","kind":"unreachable","pa":"0x100008","pte":"0x100067","level":0,"size":"0x1000","reason":"unreachable"}
END
run explain $space "$raw" 7000
equal "explain names a leaf's fields" \
	'{"P":1,"RW":0,"US":1,"PWT":1,"PCD":0,"A":0,"D":0,"PAT":0,"G":0,"PKEY":1,"XD":0}' \
	"$(sed -n 4p "$tmp/out" | jq -c .fields)"
run explain $space "$raw" 800000000000
equal "explain of a range has no levels" 1 "$(wc -l < "$tmp/out")"

# The table for people
answers "table" 1 follow --raw 0 --format x86-64 --root 1000 --os linux-6.1 --reg cr0=80000001 \
	"$raw" 0 1000 412345 4000 8000 8000000000 201000 800000000000 <<END
                VA              PA  SIZE   RUN PROT PRIV TYPE                PTE WHAT
               0x0          0x5000    4K     - rw-u -    wb   0x8000000000005067 leaf accessed dirty
            0x1000          0x6000    4K     - r-xu rwx  wb               0x6025 leaf accessed
          0x412345        0x612345    2M     - rwxu -    wb             0x6000e7 leaf accessed dirty
            0x4000               -    4K     - -    -    -     0x7fffffffffdb800 soft swap device 0 offset 0x123
            0x8000               -    4K     - -    -    -                   0x0 hole
      0x8000000000               -  512G     - -    -    -                0x2087 bad reserved
          0x201000        0x100008    4K     - -    -    -              0x100067 unreachable
    0x800000000000               -     -     - -    -    -                     - range non-canonical
END
answers "table, refused" 1 follow --raw 0 --format x86-64 --root 1000 --want wu "$raw" 1000 <<END
                VA              PA  SIZE   RUN PROT PRIV TYPE                PTE WHAT
            0x1000          0x6000    4K     - r-xu -    wb               0x6025 leaf accessed, refused: permission
END
