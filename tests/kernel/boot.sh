# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Booting a kernel with nothing but our own program in it. Sourced by tests/parts; needs
# tests/support/kernel_packages.sh.
# shellcheck shell=sh

# build_modules ARCH DIR [MAKE ARGUMENT...]: ptw.ko and ptw_test.ko for the kernel that
# fetch_kernel found, with every warning the kernel knows to ask for. The list of
# warnings is in DIR/warnings.
build_modules()
{
	kernel_make "$1"
	_dir=$2 _symbols=
	shift 2
	rm -rf "$_dir"
	mkdir -p "$_dir/test"
	cmake -S "$PTW_SRC" -B "$PTW_BUILD/kmod" -DPTW_KMOD_DIR="$_dir/ptw" > "$_dir/log" 2>&1 &&
		cmake --build "$PTW_BUILD/kmod" --target kmod-stage >> "$_dir/log" 2>&1 || return 1
	cp "$PTW_SRC"/tests/kernel/*.[ch] "$PTW_SRC/tests/kernel/Kbuild" "$_dir/test"
	# Type information of modules needs a program that only it needs.
	for _m in ptw test; do
		in_place make -C "$kernel_headers" M="$_dir/$_m" W=1 -j"$PTW_JOBS" ARCH=$kernel_arch \
			CROSS_COMPILE=$kernel_cross CONFIG_DEBUG_INFO_BTF_MODULES= \
			PTW_KMOD="$_dir/ptw" KBUILD_EXTRA_SYMBOLS="$_symbols" \
			"$@" modules >> "$_dir/log" 2>&1 || return 1
		_symbols=$_dir/ptw/Module.symvers
	done
	# Of the code; make has some of its own, about versions of programs.
	grep -e ': warning:' -e 'WARNING: modpost' "$_dir/log" > "$_dir/warnings"
	return 0
}

# build_guest ARCH DIR: DIR/initramfs, of the program, the modules in DIR and, where the
# kernel has them, its own modules that the tests use
build_guest()
{
	kernel_make "$1"
	rm -rf "$2/root"
	mkdir -p "$2/root/dev" "$2/root/lib"
	"${kernel_cross}gcc" -O2 -static -std=gnu11 -Wall -Wextra -Werror -pthread \
		-I"$PTW_SRC/include" -o "$2/root/init" "$PTW_SRC"/tests/kernel/guest/*.c || return 1
	: > "$2/root/modules"
	for _m in "$kernel_modules"/kernel/drivers/block/brd.ko*; do
		case $_m in
		*.xz) xz -dc "$_m" > "$2/root/lib/brd.ko" ;;
		*.ko) cp "$_m" "$2/root/lib" ;;
		*) continue ;;
		esac
		echo /lib/brd.ko >> "$2/root/modules"
	done
	for _m in ptw/ptw.ko test/ptw_test.ko; do
		"${kernel_cross}strip" -g -o "$2/root/lib/${_m#*/}" "$2/$_m" || return 1
		echo "/lib/${_m#*/}"
	done >> "$2/root/modules"
	(cd "$2/root" && find . | cpio -o -H newc -R 0:0 --quiet | gzip -1) > "$2/initramfs"
}

# boot ARCH DIR NAME SECONDS CMDLINE [QEMU ARGUMENT...]: boot, wait for the end, leave the
# console in DIR/NAME.console and what the guest says in DIR/NAME.results.
# Return: 0 if the guest came to its end.
boot()
{
	_arch=$1 _base=$2/$3 _seconds=$4 _cmdline=$5 _initramfs=$2/initramfs
	shift 5
	case $_arch in
	amd64)
		set -- qemu-system-x86_64 -machine q35 -serial "file:$_base.console" \
			-serial "file:$_base.results" "$@"
		_cmdline="console=ttyS0 results=ttyS1 $_cmdline"
		;;
	arm64)
		set -- qemu-system-aarch64 -machine virt -serial "file:$_base.console" \
			-chardev "file,id=results,path=$_base.results" \
			-device pci-serial,chardev=results "$@"
		_cmdline="console=ttyAMA0 results=ttyS0 $_cmdline"
		;;
	esac
	# An emulator that gets no processor for half a minute is no stall of the guest's.
	_cmdline="$_cmdline rcupdate.rcu_cpu_stall_timeout=300"
	rm -f "$_base.console" "$_base.results"
	nice timeout "$_seconds" "$@" -accel tcg -display none -monitor none -no-reboot -net none \
		-kernel "$kernel_image" -initrd "$_initramfs" \
		-append "$_cmdline loglevel=4 panic=-1" > "$_base.qemu" 2>&1 < /dev/null
	grep -qs '^ptw-test: the end' "$_base.results"
}
