/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a live space needs to know of the machine, on arm64.
 */
#ifndef PTW_KMOD_LIVE_ARCH_H
#define PTW_KMOD_LIVE_ARCH_H

#include <linux/mm.h>
#include <linux/uaccess.h>
#include <asm/asm-extable.h>
#include <asm/cpufeature.h>
#include <asm/memory.h>
#include <asm/sysreg.h>
#include <ptw/space.h>
#include "arm64.h"
#include "versions.h"

#define LIVE_REGISTERS 4

/* ID_AA64MMFR3_EL1.TCRX: there is a TCR2_EL1; by encoding, for older headers */
#define LIVE_ID_AA64MMFR3_EL1 sys_reg(3, 0, 0, 7, 3)
#define LIVE_TCR2_EL1	      sys_reg(3, 0, 2, 0, 3)

/*
 * Physical address of the first byte of the linear map. Where physical addresses are few
 * the map is placed at random (arm64_memblock_init() of 6.12), and can begin below
 * address 0.
 */
static inline u64 live_first_pa(void)
{
	return max_t(s64, PHYS_OFFSET, 0);
}

/* The same, of a space */
static inline u64 live_first(const struct ptw_space *space)
{
	return space->mem_first;
}

/* Where the direct map ends */
static inline u64 live_end(const struct ptw_space *space)
{
	return space->mem_first + space->mem_bytes;
}

/* Whether a kernel configured as this one can have the format */
static __always_inline bool live_possible(const struct ptw_format *fmt)
{
	switch (fmt->variant) {
	case ARM64_LPA2:
		return IS_ENABLED(CONFIG_ARM64_LPA2);
	case ARM64_LPA:
		return IS_ENABLED(CONFIG_ARM64_PA_BITS_52);
	default:
		return true;
	}
}

/*
 * The level of the top table, which the format has not in its name. Where a processor has
 * no LPA2 the same kernel makes do with addresses of VA_BITS_MIN bits, and perhaps with a
 * level less; LPA of 64K pages changes how wide the top table is, and no level.
 */
static __always_inline unsigned int live_top(const struct ptw_format *fmt)
{
	if (fmt->variant == ARM64_LPA2)
		return CONFIG_PGTABLE_LEVELS - 1;
	return DIV_ROUND_UP(VA_BITS_MIN - PAGE_SHIFT, PAGE_SHIFT - 3) - 1;
}

/*
 * Load the word @pa bytes behind @base. Return: 0, and a zero where none is mapped.
 *
 * __get_kernel_nofault() clears an error before each load and tests it after. Here a
 * zero is loaded again by that, and zeros are rare on the way. No tag is checked in the
 * linear map's addresses, so this load has no use for TCO.
 */
static __always_inline int live_load_nofault(u64 base, u64 pa, u64 *word)
{
	u64 value;

	/* clang-format off */
	asm volatile("1:	ldr	%0, [%1, %x2]\n"
		     "2:\n"
		     _ASM_EXTABLE_KACCESS_ERR_ZERO(1b, 2b, wzr, %0)
		     : "=r"(value)
		     : "r"(base), "rZ"(pa));
	/* clang-format on */
	*word = value;
	return 0;
}

#define LIVE_FAULT_IS_ZERO true

static inline int live_arch_refuse(struct ptw_error *error)
{
	return 0;
}

static inline u64 live_root(struct mm_struct *mm)
{
	return __pa(mm->pgd);
}

/* Tags in the top byte are left out of TCR: addresses come without. */
static inline const char *live_format(struct ptw_space_config *config, struct ptw_register *reg)
{
	u64 tcr = read_sysreg(tcr_el1) & ~(ARM64_TCR_TBI0 | ARM64_TCR_MTX0), tcr2 = 0;
	bool lpa = tcr & ARM64_TCR_DS;

	if (read_sysreg_s(LIVE_ID_AA64MMFR3_EL1) & 15)
		tcr2 = read_sysreg_s(LIVE_TCR2_EL1);
	/* 64K pages have no switch: a kernel built for 52 bits writes the wide form. */
	if (PAGE_SHIFT == 16)
		lpa = IS_ENABLED(CONFIG_ARM64_PA_BITS_52);
	reg[0] = (struct ptw_register){ "tcr", tcr };
	reg[1] = (struct ptw_register){ "tcr2", tcr2 };
	reg[2] = (struct ptw_register){ "mair", read_sysreg(mair_el1) };
	reg[3] = (struct ptw_register){ "sctlr", read_sysreg(sctlr_el1) };
	config->nr_registers = 4;
	switch (PAGE_SHIFT) {
	case 12:
		return lpa ? "arm64-4k-lpa2" : "arm64-4k";
	case 14:
		return lpa ? "arm64-16k-lpa2" : "arm64-16k";
	default:
		return lpa ? "arm64-64k-lpa" : "arm64-64k";
	}
}

/* Ptes of execute-only memory say so: no read. */
static inline bool live_exec_only(const struct mm_struct *mm, pte_t pte)
{
	return false;
}

#define LIVE_SPECIAL PTE_SPECIAL

/* What a lookup must look at more closely: special, uffd-wp */
#define LIVE_SUSPECT (LIVE_SPECIAL | LIVE_UFFD)

/* A pte that is not writable to the processor, and is to the kernel: clean (DBM) */
static inline bool live_clean_writable(pte_t pte)
{
	return pte_write(pte);
}

#endif /* PTW_KMOD_LIVE_ARCH_H */
