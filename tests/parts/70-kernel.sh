# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The module in booted kernels: a guest's program has memory of every kind, and each page
# is compared with what the kernel says of it.
#
# PTW_KERNELS, where it is set, names the ones to take, by the first word after "prepare"
# below; those of the long run are there with --long only:
#
#	PTW_KERNELS="x86-6.12 arm64-6.1" sh tests/run.sh --long kernel
. "$PTW_SRC/tests/support/packages.sh"
. "$PTW_SRC/tests/support/kernel_packages.sh"
. "$PTW_SRC/tests/support/objects.sh"
. "$PTW_SRC/tests/kernel/boot.sh"
. "$PTW_SRC/tests/kernel/mutants.sh"
passed=0 failed=0 skipped=0

everyday=$(sed -n 's/^if prepare \([^ ]*\) .*/\1/p' "$0" | tr '\n' ' ')
longer=$(sed -n 's/^[[:blank:]]if prepare \([^ ]*\) .*/\1/p' "$0" | tr '\n' ' ')
# Blanks alone name none.
# shellcheck disable=SC2086,SC2116
PTW_KERNELS=$(echo ${PTW_KERNELS-})
for name in $PTW_KERNELS; do
	case " $everyday${PTW_LONG:+$longer}" in
	*" $name "*) ;;
	*)
		echo "PTW_KERNELS: no kernel is called $name; there are ${everyday}and" \
			"with --long ${longer% }"
		exit 2
		;;
	esac
done

need cpio gcc-12 libelf-dev bison flex bc xz-utils qemu-system-x86 qemu-system-arm \
	gcc-12-aarch64-linux-gnu gcc-aarch64-linux-gnu libc6-dev-arm64-cross || exit 1

# count NAME FILE: add up what a guest said
count()
{
	sed -n "s/^\(ok\|not ok\|#\) /$1: &/p; s/^skip \([^ ]*\) /SKIP $1-\1: /p" "$2"
	passed=$((passed + $(grep -c '^ok ' "$2")))
	failed=$((failed + $(grep -c '^not ok ' "$2")))
	skipped=$((skipped + $(grep -c '^skip ' "$2")))
}

# fetch NAME ARCH RELEASE FLAVOUR: one that cannot be had is a skip
fetch()
{
	fetch_kernel "$2" "$3" "$4"
	case $? in
	0)
		return 0
		;;
	1)
		echo "SKIP $1: $kernel_missing"
		skipped=$((skipped + 1))
		;;
	*)
		tail -n 30 "$PTW_BUILD/packages/linux-$3-$4/log"
		echo "$1: Linux $3 does not compile"
		failed=$((failed + 1))
		;;
	esac
	return 1
}

# prepare NAME ARCH RELEASE FLAVOUR [MAKE ARGUMENT...]: fetch and build, if it is among
# those to take. One that we do not build for without a warning is a failure.
prepare()
{
	_name=$1 arch=$2 dir=$PTW_BUILD/kernel/$1
	case " ${PTW_KERNELS:-$_name} " in
	*" $_name "*) ;;
	*) return 1 ;;
	esac
	fetch "$@" || return 1
	shift 4
	if ! build_modules "$arch" "$dir" "$@" || ! build_guest "$arch" "$dir"; then
		tail -n 30 "$dir/log"
		echo "$_name: does not build"
		failed=$((failed + 1))
		return 1
	fi
	cross=$kernel_cross
	_objects=$(find "$dir/ptw/arch" "$dir/ptw/generated" -name '*.o')
	_objects="$_objects $dir/ptw/lib/kmod/live_walk.o"
	indirect_branches $_objects >> "$dir/warnings"
	walk_sizes $_objects | sed "s/^/$_name: bytes of /"
	sed "s/^/$_name: /" "$dir/warnings"
	if [ -s "$dir/warnings" ]; then
		failed=$((failed + 1))
	else
		passed=$((passed + 1))
	fi
}

# try NAME CMDLINE [QEMU ARGUMENT...]: boot what was prepared
try()
{
	_try=$1 _begin=$(date +%s)
	_line="secretmem.enable=1 $2"
	shift 2
	boot "$arch" "$dir" "$_try" 600 "$_line" -smp 2 "$@"
	_status=$?
	echo "$_try: $kernel_version, $(($(date +%s) - _begin)) seconds"
	[ ! -e "$dir/$_try.results" ] || count "$_try" "$dir/$_try.results"
	[ $_status != 0 ] || return 0
	tail -n 30 "$dir/$_try.console"
	echo "$_try: did not come to its end"
	failed=$((failed + 1))
}

# measure NAME CMDLINE [QEMU ARGUMENT...]: count the instructions of lookups, in two boots
# that must agree to the last one: what is less is a share of arm64's clock, which ticks
# every 16. A kernel at a random place may be out of reach of a module's calls: each then
# takes three instructions more on arm64.
measure()
{
	_first=$1-first _line="bench=1 nokaslr $2" _again=$1
	shift 2
	for _boot in "$_first" "$_again"; do
		if ! boot "$arch" "$dir" "$_boot" 300 "$_line" -smp 1 -icount shift=0 "$@"; then
			tail -n 30 "$dir/$_boot.console"
			echo "$_boot: did not come to its end"
			failed=$((failed + 1))
			return
		fi
	done
	count "$_again" "$dir/$_again.results"
	for _boot in "$_first" "$_again"; do
		awk '/^# *bench/ { if ($NF + 0 > 0) $NF = sprintf("%.0f", $NF); print }' \
			"$dir/$_boot.results" > "$dir/$_boot.counts"
	done
	if [ -s "$dir/$_again.counts" ] && cmp -s "$dir/$_first.counts" "$dir/$_again.counts"; then
		passed=$((passed + 1))
	else
		echo "$_again: two boots count differently"
		failed=$((failed + 1))
	fi
}

more=
[ -z "$PTW_LONG" ] || more="garbage=10000000 reloads=200"

x86_pages="hugepagesz=1G hugepages=1 hugepagesz=2M hugepages=8"
arm64_4k_pages="hugepagesz=2M hugepages=8"
arm64_16k_pages="hugepagesz=32M hugepages=4"
arm64_64k_pages="hugepagesz=512M hugepages=1"

# A second memory node, small enough that 1G pages are in the first
near="-object memory-backend-ram,id=near,size="
nodes="-numa node,memdev=near,cpus=0-1 -numa node,memdev=far
	-object memory-backend-ram,id=far,size=256M"
x86_nodes="-m 2560 ${near}2304M $nodes"
arm64_nodes="-m 2048 ${near}1792M $nodes"

if prepare x86-6.1 amd64 6.1 amd64; then
	try x86-6.1-5-levels "$x86_pages" -cpu max -m 2560
	measure x86-6.1-bench "no5lvl $x86_pages" -cpu max -m 2560
fi
# With the expensive assertions in, and page table isolation
if prepare x86-6.1-debug amd64 6.1 amd64 PTW_DEBUG_CHECKS=y; then
	# shellcheck disable=SC2086
	try x86-6.1-4-levels "no5lvl pti=on $x86_pages $more" -cpu max $x86_nodes
	# The same build, with one thing wrong at a time
	mutants_change amd64 "$dir"
	[ -z "$PTW_LONG" ] ||
		try_mutants amd64 "$dir" "secretmem.enable=1 no5lvl pti=on garbage=20000 reloads=0 \
			hugepagesz=2M hugepages=8" -cpu max -m 1024 -smp 2
fi
if prepare arm64-6.12-4k arm64 6.12 cloud-arm64; then
	# shellcheck disable=SC2086
	try arm64-6.12-4k "$arm64_4k_pages" -cpu max,pauth-impdef=on $arm64_nodes
	for where in arm64 neoverse-n1; do
		mutants_change $where "$dir"
	done
	if [ -n "$PTW_LONG" ]; then
		measure arm64-6.12-4k-bench "$arm64_4k_pages" -cpu max,pauth-impdef=on -m 2048
		measure arm64-6.12-n1-bench "$arm64_4k_pages" -cpu neoverse-n1 -m 2048
	fi
fi
if prepare arm64-6.12-16k arm64 6.12 arm64-16k; then
	try arm64-6.12-16k "$arm64_16k_pages" -cpu max,pauth-impdef=on -m 2048
	# Without LPA2: 47 bits, and three levels
	if [ -n "$PTW_LONG" ]; then
		try arm64-6.12-16k-n1 "$arm64_16k_pages" -cpu neoverse-n1 -m 2048
		measure arm64-6.12-16k-bench "$arm64_16k_pages" -cpu max,pauth-impdef=on -m 2048
	fi
fi
if [ -n "$PTW_LONG" ]; then
	if prepare x86-6.12 amd64 6.12 amd64; then
		try x86-6.12-5-levels "$x86_pages $more" -cpu max -m 2560
		try x86-6.12-4-levels "no5lvl $x86_pages" -cpu max -m 2560
		measure x86-6.12-bench "no5lvl $x86_pages" -cpu max -m 2560
	fi
	# Configured without memory failure: as many swap files as with it and without markers
	if prepare x86-6.1-cloud amd64 6.1 cloud-amd64; then
		try x86-6.1-cloud "$x86_pages" -cpu max -m 2560
	fi
	if prepare arm64-6.12-debug arm64 6.12 cloud-arm64 PTW_DEBUG_CHECKS=y; then
		try arm64-6.12-debug "$arm64_4k_pages" -cpu max,pauth-impdef=on -m 2048
		# Without LPA2: four levels, of a kernel that can have five
		try arm64-6.12-debug-n1 "$arm64_4k_pages" -cpu neoverse-n1 -m 2048
		mutants="secretmem.enable=1 garbage=20000 reloads=0 $arm64_4k_pages"
		mutants_change arm64 "$dir"
		try_mutants arm64 "$dir" "$mutants" -cpu max,pauth-impdef=on -m 1024 -smp 2
		mutants_change neoverse-n1 "$dir"
		try_mutants arm64 "$dir" "$mutants" -cpu neoverse-n1 -m 1024 -smp 2
	fi
	if prepare arm64-6.1 arm64 6.1 arm64; then
		try arm64-6.1-4k "$arm64_4k_pages" -cpu max,pauth-impdef=on -m 2048
		try arm64-6.1-a57 "$arm64_4k_pages" -cpu cortex-a57 -m 2048
		measure arm64-6.1-bench "$arm64_4k_pages" -cpu max,pauth-impdef=on -m 2048
	fi
	# Debian has no such flavour: built from its source
	if prepare arm64-6.12-64k arm64 6.12 arm64-64k; then
		try arm64-6.12-64k "$arm64_64k_pages" -cpu max,pauth-impdef=on -m 6144
		measure arm64-6.12-64k-bench "$arm64_64k_pages" -cpu max,pauth-impdef=on -m 6144
	fi
	if prepare x86-7 amd64 7 amd64; then
		try x86-7-5-levels "$x86_pages $more" -cpu max -m 2560
		try x86-7-4-levels "no5lvl $x86_pages" -cpu max -m 2560
		measure x86-7-bench "no5lvl $x86_pages" -cpu max -m 2560
	fi
	if prepare arm64-7 arm64 7 arm64; then
		try arm64-7-4k "$arm64_4k_pages $more" -cpu max,pauth-impdef=on -m 2048
		measure arm64-7-4k-bench "$arm64_4k_pages" -cpu max,pauth-impdef=on -m 2048
	fi
fi
echo "counts: $passed $failed $skipped"
