# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The module with one thing wrong, for each thing that a test must notice. Sourced by
# tests/parts/70-kernel.sh, after prepare; of a build with the assertions in.
# shellcheck shell=sh

# NAME FILE EXPRESSION: a row a mutant; the expression is sed's, of a staged file
kernel_mutants()
{
	cat <<-'END'
	interrupts-on generated/x86/live_x86_64_linux.c s/local_irq_save(flags);/flags=0;/
	load-faults lib/kmod/acc_live.h s/__get_kernel_nofault.*/*word=READ_ONCE(*(u64*)(space->mem+pa));if(0)goto.fault;/;s/goto.fault/goto\x20fault/
	types-shifted lib/kmod/live.c s/os,.0,.MAX_SWAPFILES,/os,0,MAX_SWAPFILES+1,/
	pfn-inverted arch/x86/x86_64_linux.h s/space,.~pte,.level/space,pte,level/
	secret-allowed lib/kmod/policy.c s/==.SECRETMEM_MAGIC/==1/
	level-lost lib/kmod/live.c s/.lower_only.=.1/.lower_only=1,.va_bits=39/
	END
}

# rebuild DIR: what has changed in a build
rebuild()
{
	for _m in ptw test; do
		in_place make -C "$kernel_headers" M="$1/$_m" -j"$PTW_JOBS" ARCH="$kernel_arch" \
			CROSS_COMPILE="$kernel_cross" CONFIG_DEBUG_INFO_BTF_MODULES= \
			PTW_DEBUG_CHECKS=y PTW_KMOD="$1/ptw" \
			KBUILD_EXTRA_SYMBOLS="$1/ptw/Module.symvers" modules > "$1/log" 2>&1 ||
			{ tail -n 5 "$1/log"; return 1; }
	done
}

# try_mutant ARCH DIR NAME FILE EXPRESSION CMDLINE [QEMU ARGUMENT...]: it must fail a test,
# by name, or not come to its end
try_mutant()
{
	_arch_of=$1 _of=$2 _name=$3 _changed=$2/ptw/$4 _expression=$5 _margs=$6
	shift 6
	cp "$_changed" "$_of/original"
	sed -i "$_expression" "$_changed"
	if cmp -s "$_changed" "$_of/original" || ! rebuild "$_of" || ! build_guest "$_arch_of" "$_of"; then
		echo "mutant $_name: cannot be made"
		failed=$((failed + 1))
	elif boot "$_arch_of" "$_of" mutant 120 "$_margs" "$@" &&
	     ! grep -q '^not ok ' "$_of/mutant.results"; then
		echo "mutant $_name: nobody notices"
		failed=$((failed + 1))
	else
		_by=$(sed -n 's/^not ok \([^ ]*\).*/\1/p' "$_of/mutant.results" | head -n 3 | tr '\n' ' ')
		echo "mutant $_name: caught by ${_by:-the end that never came}"
		passed=$((passed + 1))
	fi
	cp "$_of/original" "$_changed"
}

# try_mutants ARCH DIR CMDLINE [QEMU ARGUMENT...]
try_mutants()
{
	_march=$1 _mdir=$2 _mline=$3
	kernel_make "$1"
	shift 3
	kernel_mutants > "$_mdir/mutants"
	while read -r _row _file _change; do
		try_mutant "$_march" "$_mdir" "$_row" "$_file" "$_change" "$_mline" "$@"
	done < "$_mdir/mutants"
}
