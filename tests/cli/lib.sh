# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Asking a command questions from outside, and making images for it byte by byte.
# Sets $passed, $failed and $skipped; wants $PTWALK, the program, and $tmp, a directory.
# shellcheck shell=sh

passed=0 failed=0 skipped=0

pass()
{
	passed=$((passed + 1))
}

# fail_test NAME WHY
fail_test()
{
	failed=$((failed + 1))
	echo "FAIL $1: $2"
}

# skip NAME REASON
skip()
{
	skipped=$((skipped + 1))
	echo "SKIP $1: $2"
}

# run ARGUMENT...: leaves $status, $tmp/out and $tmp/err
run()
{
	"$PTWALK" "$@" > "$tmp/out" 2> "$tmp/err" < /dev/null
	status=$?
}

# answers NAME STATUS ARGUMENT... < EXPECTED: exactly this on stdout, nothing on stderr
answers()
{
	_name=$1 _status=$2
	shift 2
	cat > "$tmp/expected"
	run "$@"
	if [ $status != "$_status" ]; then
		fail_test "$_name" "status $status instead of $_status: $(head -n 3 "$tmp/err")"
	elif [ -s "$tmp/err" ]; then
		fail_test "$_name" "says $(head -n 3 "$tmp/err")"
	elif ! cmp -s "$tmp/expected" "$tmp/out"; then
		fail_test "$_name" "$(diff "$tmp/expected" "$tmp/out" | head -n 8)"
	else
		pass
	fi
}

# refuses TEXT ARGUMENT...: status 2, nothing on stdout, one line on stderr that has TEXT
refuses()
{
	_text=$1
	shift
	run "$@"
	one_line "$*" "$_text"
}

# one_line NAME TEXT: what the last run must have left, having been refused
one_line()
{
	if [ $status != 2 ]; then
		fail_test "$1" "status $status instead of 2"
	elif [ -s "$tmp/out" ]; then
		fail_test "$1" "stdout has $(head -n 1 "$tmp/out")"
	elif [ "$(wc -l < "$tmp/err")" != 1 ] || ! grep -q '^ptwalk: ' "$tmp/err"; then
		fail_test "$1" "not one line: $(cat "$tmp/err")"
	elif ! grep -qF -e "$2" "$tmp/err"; then
		fail_test "$1" "\"$2\" is not in: $(cat "$tmp/err")"
	else
		pass
	fi
}

# equal NAME EXPECTED GOT
equal()
{
	if [ "$2" = "$3" ]; then
		pass
	else
		fail_test "$1" "\"$3\" instead of \"$2\""
	fi
}

# bytes FILE OFFSET COUNT HEX...: write each number as COUNT bytes, little-endian
bytes()
{
	_file=$1 _offset=$2 _count=$3
	shift 3
	for _hex; do
		_digits=$(printf "%0$((2 * _count))s" "$_hex" | tr ' ' 0)
		_octal=
		while [ -n "$_digits" ]; do
			_rest=${_digits#??}
			_octal=$(printf '\\%03o' "0x${_digits%"$_rest"}")$_octal
			_digits=$_rest
		done
		# Octal escapes last byte first: they were put in front of each other.
		# shellcheck disable=SC2059
		printf "$_octal" |
			dd of="$_file" bs=1 seek="$((_offset))" conv=notrunc status=none
		_offset=$((_offset + _count))
	done
}

# pte FILE PA VALUE: a word of 64 bits; the file's first byte is at 0
pte()
{
	bytes "$1" "0x$2" 8 "$3"
}

# elf FILE MACHINE NOTES: an ELF64 core of 16 KiB of memory from physical address 0 on,
# at offset 0x1000 of the file, and NOTES bytes of notes at offset 0x5000
elf()
{
	truncate -s 24576 "$1"
	bytes "$1" 0 4 464c457f 00010102
	bytes "$1" 16 2 4 "$2"		# ET_CORE, e_machine
	bytes "$1" 20 4 1
	bytes "$1" 32 8 40		# e_phoff
	bytes "$1" 52 2 40 38 2		# e_ehsize, e_phentsize, e_phnum
	bytes "$1" 64 4 4 0		# PT_NOTE
	bytes "$1" 72 8 5000 0 0 "$3" 0 0
	bytes "$1" 120 4 1 0		# PT_LOAD
	bytes "$1" 128 8 1000 0 0 4000 4000 0
}

# qemu_note FILE OFFSET CR0 CR3 CR4: QEMU's note of a CPU, 460 bytes: a header, the name
# and 440 bytes of target/i386/arch_dump.c's QEMUCPUState
qemu_note()
{
	bytes "$1" "$2" 4 5 1b8 0 554d4551 0 1 1b8
	bytes "$1" $(($2 + 20 + 392)) 8 "$3" 0 0 "$4" "$5"
}
