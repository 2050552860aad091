# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Dumps that QEMU makes of a kernel it runs, by physical and by virtual addresses (more
# than 65,535 segments that overlap): ptwalk finds the tables by QEMU's own note, and
# every leaf that QEMU's monitor lists.
. "$PTW_SRC/tests/support/packages.sh"
. "$PTW_SRC/tests/support/build.sh"
. "$PTW_SRC/tests/support/check.sh"
. "$PTW_SRC/tests/support/kernel_packages.sh"

need libcriterion-dev qemu-system-x86 jq binutils || exit 1
build_tree gcc -DPTW_TESTS=ON || { echo "counts: 0 1 0"; exit 1; }
if ! fetch_kernel amd64 6.1 amd64; then
	skip dumps "no package of Linux 6.1"
	echo "counts: $passed $failed $skipped"
	exit 0
fi
ptwalk=$PTW_BUILD/gcc/lib/cli/ptwalk
dir=$PTW_BUILD/dumps
rm -rf "$dir"
mkdir -p "$dir"

# dump NAME CMDLINE [QEMU ARGUMENT...]: a kernel that finds no init, and panics, stands
# still. Leaves NAME.plain, NAME.paging and NAME.tlb.
dump()
{
	_base=$dir/$1 _line=$2
	shift 2
	mkfifo "$_base.console"
	{
		sed '/end Kernel panic/q' "$_base.console" > "$_base.log"
		echo stop
		echo "dump-guest-memory $_base.plain"
		echo "dump-guest-memory -p $_base.paging"
		echo info tlb
		echo quit
	} | nice timeout 240 qemu-system-x86_64 -accel tcg "$@" -m 128 -vga none -net none \
		-display none -serial "file:$_base.console" -monitor stdio -no-reboot \
		-kernel "$kernel_image" -append "console=ttyS0 $_line" > "$_base.monitor" 2>&1
	tr -d '\r' < "$_base.monitor" | grep -E '^[0-9a-f]{16}: [0-9a-f]{16} ' |
		sed 's/: / /' | cut -d' ' -f1,2 > "$_base.tlb"
	[ -s "$_base.tlb" ]
}

# same_leaves NAME KIND FORMAT: ptwalk and the monitor list the same
same_leaves()
{
	_image=$dir/$1.$2
	[ "$("$ptwalk" info --json "$_image" | jq -r .format)" = "$3" ] || return 1
	"$ptwalk" map --json "$_image" | jq -r 'select(.kind == "leaf") | .va + " " + .pa' |
		awk '{ printf "%16s %16s\n", substr($1, 3), substr($2, 3) }' | tr ' ' 0 |
		sed 's/^\(.\{16\}\)0/\1 /' > "$_image.leaves"
	diff "$dir/$1.tlb" "$_image.leaves"
}

# answers NAME FORMAT CMDLINE [QEMU ARGUMENT...]
answers()
{
	name=$1 format=$2
	shift 2
	check "$name: QEMU makes dumps" dump "$name" "$@"
	for kind in plain paging; do
		check "$name: leaves of the $kind dump" same_leaves "$name" $kind "$format"
	done
	echo "$name: $(grep -c . "$dir/$name.tlb") leaves," \
		"$(readelf -lW "$dir/$name.paging" 2>/dev/null | grep -c LOAD) segments"
}

answers 4-levels x86-64 "" -cpu qemu64
answers 5-levels x86-64-la57 "" -cpu max
rm -f "$dir"/*.plain "$dir"/*.paging
echo "counts: $passed $failed $skipped"
