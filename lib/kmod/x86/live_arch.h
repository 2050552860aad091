/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a live space needs to know of the machine, on x86-64.
 */
#ifndef PTW_KMOD_LIVE_ARCH_H
#define PTW_KMOD_LIVE_ARCH_H

#include <linux/cc_platform.h>
#include <linux/mem_encrypt.h>
#include <linux/mm.h>
#include <linux/uaccess.h>
#include <asm/cpufeature.h>
#include <asm/msr.h>
#include <asm/special_insns.h>
#include <xen/xen.h>
#include <ptw/space.h>
#include "versions.h"
#include "x86_64.h"

#define LIVE_REGISTERS 4

/* Physical address of the first byte of the direct map */
static inline u64 live_first_pa(void)
{
	return 0;
}

/* The same, of a space: a constant is one instruction less than a word of it. */
static inline u64 live_first(const struct ptw_space *space)
{
	return 0;
}

/* Where the direct map ends */
static inline u64 live_end(const struct ptw_space *space)
{
	return space->mem_bytes;
}

/* Whether a kernel configured as this one can have the format */
static __always_inline bool live_possible(const struct ptw_format *fmt)
{
	return fmt->top_max < CONFIG_PGTABLE_LEVELS;
}

/* The level of the top table: the format has it in its name. */
static __always_inline unsigned int live_top(const struct ptw_format *fmt)
{
	return fmt->top_max;
}

/* Load the word @pa bytes behind @base. Return: 0, or -EFAULT where none is mapped */
static __always_inline int live_load_nofault(u64 base, u64 pa, u64 *word)
{
	__get_kernel_nofault(word, (u64 *)(unsigned long)(base + pa), u64, fault);
	return 0;
fault:
	return -EFAULT;
}

#define LIVE_FAULT_IS_ZERO false

static inline int live_arch_refuse(struct ptw_error *error)
{
	if (xen_pv_domain()) {
		ptw_refuse_config(error, "kernel",
				  "is a Xen PV guest: its tables hold machine "
				  "frames");
		return -EOPNOTSUPP;
	}
	if (cc_platform_has(CC_ATTR_MEM_ENCRYPT) && !sme_get_me_mask()) {
		ptw_refuse_config(error, "kernel", "encrypts memory by another bit than SME's");
		return -EOPNOTSUPP;
	}
	return 0;
}

/*
 * With page-table isolation the table the kernel runs on denies execution to all of
 * user space; the one that user code runs on is the page behind it. All else is equal.
 */
static inline u64 live_root(struct mm_struct *mm)
{
	pgd_t *pgd = mm->pgd;

#ifdef PTI_PGTABLE_SWITCH_BIT
	if (boot_cpu_has(X86_FEATURE_PTI))
		pgd = kernel_to_user_pgdp(pgd);
#endif
	return __pa(pgd);
}

/* By halves: the call that reads both at once has changed its name (6.16). */
static inline u64 live_msr(unsigned int msr)
{
	u32 low, high;

	rdmsr(msr, low, high);
	return (u64)high << 32 | low;
}

/* LAM is left out of CR3: addresses come without tags. */
static inline const char *live_format(struct ptw_space_config *config, struct ptw_register *reg)
{
	u64 cr4 = __read_cr4() & ~X86_64_CR4_LAM_SUP;

	reg[0] = (struct ptw_register){ "cr0", read_cr0() };
	reg[1] = (struct ptw_register){ "cr4", cr4 };
	reg[2] = (struct ptw_register){ "efer", live_msr(MSR_EFER) };
	reg[3] = (struct ptw_register){ "pat", live_msr(MSR_IA32_CR_PAT) };
	config->nr_registers = 4;
	config->pa_bits = boot_cpu_data.x86_phys_bits;
	config->enc_mask = sme_get_me_mask();
	return cr4 & X86_64_CR4_LA57 ? "x86-64-la57" : "x86-64";
}

/*
 * Execute-only memory is readable by its ptes: what denies a read is one protection key
 * that the kernel sets aside for it (arch/x86/mm/pkeys.c).
 */
static inline bool live_exec_only(const struct mm_struct *mm, pte_t pte)
{
#ifdef CONFIG_X86_INTEL_MEMORY_PROTECTION_KEYS
	unsigned int key = pte_flags_pkey(pte_flags(pte));

	return unlikely(key) && (int)key == mm->context.execute_only_pkey;
#else
	return false;
#endif
}

#define LIVE_SPECIAL _PAGE_SPECIAL

/* What a lookup must look at more closely: special, uffd-wp, a protection key */
#define LIVE_SUSPECT (LIVE_SPECIAL | LIVE_UFFD | _PAGE_PKEY_MASK)

/* A pte that is not writable to the processor, and is to the kernel */
static inline bool live_clean_writable(pte_t pte)
{
	return false;
}

#endif /* PTW_KMOD_LIVE_ARCH_H */
