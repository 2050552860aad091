# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The arm64 processor as judge: the core and every format, compiled for the bare
# machine, against the AT instruction of emulated processors. See tests/machine.
. "$PTW_SRC/tests/support/packages.sh"
passed=0 failed=0

seed=${PTW_SEED:-1}
times=${PTW_LONG:+20}

need qemu-system-arm gcc-aarch64-linux-gnu clang linux-libc-dev-arm64-cross || {
	echo "SKIP machine: an arm64 cross compiler and QEMU cannot be had"
	echo "counts: 0 0 1"
	exit 0
}

dir=$PTW_BUILD/machine
mkdir -p "$dir"

# Configured for the list of formats only
cmake -S "$PTW_SRC" -B "$dir/list" > "$dir/list.log" 2>&1 || {
	cat "$dir/list.log"
	echo "counts: 0 1 0"
	exit 1
}

# image NAME COMPILER...
image()
{
	_name=$1
	shift
	"$@" -std=gnu11 -O2 -Wall -Wextra -Werror -ffreestanding -nostdlib -static -fno-pic \
		-mgeneral-regs-only -mstrict-align -mno-outline-atomics -fno-stack-protector \
		-ffunction-sections -fdata-sections -Wl,--gc-sections -Wl,--build-id=none \
		-Wl,-T,"$PTW_SRC/tests/machine/arm64.ld" \
		-I"$PTW_SRC/include" -I"$dir/list/generated" -I"$PTW_SRC/lib/env/user" \
		-I"$PTW_SRC/lib" -I"$PTW_SRC/arch" \
		"$PTW_SRC"/tests/machine/*.S "$PTW_SRC"/tests/machine/*.c \
		"$PTW_SRC"/lib/core/*.c "$PTW_SRC"/arch/*/*.c -o "$dir/$_name.elf"
}

# judge IMAGE PROCESSOR QUERIES: no verdict within the time is a failure
judge()
{
	queries=$(($3 * ${times:-1}))
	rm -f "$dir/$1-$2.log"
	echo "-- $1 on $2, rerun: PTW_SEED=$seed sh tests/run.sh machine"
	timeout $((60 + queries / 5000)) qemu-system-aarch64 -accel tcg \
		-M virt,virtualization=on,highmem=off -cpu "$2" -m 128M \
		-nodefaults -display none -monitor none -serial "file:$dir/$1-$2.log" \
		-kernel "$dir/$1.elf" \
		-device loader,addr=0x41000000,data="$seed",data-len=8 \
		-device loader,addr=0x41000008,data="$queries",data-len=8
	head -n 200 "$dir/$1-$2.log"
	if tail -n 1 "$dir/$1-$2.log" | grep -q '^judge: passed: '; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
	fi
}

# 52-bit addresses and every extension; 48 bits; 44 bits, and no access flag by hardware
if image gcc aarch64-linux-gnu-gcc; then
	judge gcc max 2000000
	judge gcc neoverse-n1 500000
	judge gcc cortex-a72 500000
else
	failed=$((failed + 1))
fi
# What another compiler makes of the walk
if image clang clang --target=aarch64-linux-gnu -isystem /usr/aarch64-linux-gnu/include; then
	judge clang max 500000
else
	failed=$((failed + 1))
fi
echo "counts: $passed $failed 0"
