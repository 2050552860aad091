# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The module with one thing wrong, for each thing that a test must notice. Sourced by
# tests/parts/70-kernel.sh, after prepare; of a build with the assertions in.
# shellcheck shell=sh

# WHERE NAME FILE EXPRESSION: a row a mutant; the expression is sed's, of a file in the build
kernel_mutants()
{
	cat <<-'END'
	amd64 format-mistaken ptw/lib/kmod/live_walk.c s/!strcmp((fmt).name, name)/strcmp((fmt).name, name)/
	amd64 anothers-walk ptw/lib/kmod/live_walk.c s/return &ptw_live_##iname;/return ptw_instances()[0];/
	amd64 depth-mistaken ptw/lib/kmod/x86/live_arch.h s/return fmt->top_max;/return fmt->top_max - 1;/
	amd64 interrupts-on ptw/lib/kmod/acc_live.h s/local_irq_disable();//
	amd64 load-faults ptw/lib/kmod/acc_live.h s/return live_load_nofault.*/*word = READ_ONCE(*(u64 *)(space->mem + pa));\nreturn 0;/
	amd64 range-unchecked ptw/lib/kmod/acc_live.h s/if (unlikely(pa >= live_end(space)))/if (0)/
	amd64 second-load ptw/lib/core/descend.h s/look->denied = .*/if (ptw_load(fmt, acc, space, look->slot, \&look->pte)) return PTW_STEP_LOST;\n&/
	amd64 second-load-of-table ptw/lib/core/descend.h s/[*]table = fmt->glance_pa.*/if (ptw_load(fmt, acc, space, look->slot, \&look->pte)) return PTW_STEP_LOST;\n&/
	amd64 types-shifted ptw/lib/kmod/live.c s/os, 0, MAX_SWAPFILES,/os, 0, MAX_SWAPFILES + 1,/
	amd64 pfn-inverted ptw/arch/x86/x86_64_linux.h s/space, ~pte, level/space, pte, level/
	amd64 split-forgotten ptw/arch/x86/x86_64_linux.h s/ || (level && pte & X86_PS)//
	amd64 age-in-pfn ptw/arch/linux/linux.h s/(offset & (BIT_ULL(pfn_bits) - 1))/offset/
	amd64 level-lost ptw/lib/kmod/live.c s/.lower_only = 1/.lower_only = 1, .va_bits = 39/
	amd64 kernel-root ptw/lib/kmod/x86/live_arch.h s/boot_cpu_has(X86_FEATURE_PTI)/0/
	amd64 foreign-mm ptw/lib/kmod/live.c s/if (!mm || mm != current->mm)/if (!mm)/
	amd64 secret-allowed ptw/lib/kmod/policy.c s/== SECRETMEM_MAGIC/== 1/
	amd64 no-table-denied ptw/lib/core/why.h s/return PTW_WHY_NO_TABLE;/return PTW_WHY_BAD;/
	amd64 special-allowed ptw/lib/kmod/policy.c s/if (pte_special(pte) ||/if (/
	amd64 exec-only-allowed ptw/lib/kmod/policy.c s/if (live_exec_only(/if (0 \&\& live_exec_only(/
	amd64 reference-leaked ptw/lib/kmod/hva_to_pfn.c s/put_page(got);/(void)got;/
	amd64 look-leaked ptw/lib/kmod/policy.c s/folio_put(folio);/(void)folio;/
	amd64 size-forgotten ptw/lib/kmod/hva_to_pfn.c s/answer->shift = .*/answer->shift = PAGE_SHIFT;/
	amd64 retry-ignored test/bench.c s/stale = consumer->seq != seq/stale = false \&\& consumer->seq != seq/
	arm64 deeper-mistaken ptw/lib/kmod/arm64/live_arch.h s/return CONFIG_PGTABLE_LEVELS - 1;/return CONFIG_PGTABLE_LEVELS - 2;/
	neoverse-n1 shallower-mistaken ptw/lib/kmod/arm64/live_arch.h s/VA_BITS_MIN - PAGE_SHIFT,/VA_BITS - PAGE_SHIFT,/
	arm64 fault-is-hole ptw/lib/kmod/arm64/live_arch.h s/LIVE_FAULT_IS_ZERO true/LIVE_FAULT_IS_ZERO false/
	END
}

# mutants_change WHERE DIR: a row whose expression finds nothing to change is out of date
mutants_change()
{
	kernel_mutants | sed -n "s/^$1 //p" > "$2/mutants"
	while read -r _row _file _change; do
		if ! sed "$_change" "$2/$_file" | cmp -s - "$2/$_file"; then
			continue
		fi
		echo "mutant $_row: nothing to change in $_file"
		failed=$((failed + 1))
	done < "$2/mutants"
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
	_arch_of=$1 _of=$2 _name=$3 _changed=$2/$4 _expression=$5 _margs=$6
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

# try_mutants ARCH DIR CMDLINE [QEMU ARGUMENT...]: after mutants_change, and after all
# boots of what is right: the last mutant stays built
try_mutants()
{
	_march=$1 _mdir=$2 _mline=$3
	kernel_make "$1"
	shift 3
	while read -r _row _file _change; do
		try_mutant "$_march" "$_mdir" "$_row" "$_file" "$_change" "$_mline" "$@"
	done < "$_mdir/mutants"
}
