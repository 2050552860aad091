// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * arch/arm64 against asm/pgtable-hwdef.h, pgtable-prot.h and pgtable.h. Nothing of this
 * is left after compiling.
 */
#include <linux/mm.h>
#include "arm64_linux.h"
#include "dialect_check.h"

void __maybe_unused ptw_dialect_check(void);

/* The format whose pages are the kernel's */
#if PAGE_SHIFT == 12
#define FMT fmt_arm64_4k
#elif PAGE_SHIFT == 14
#define FMT fmt_arm64_16k
#else
#define FMT fmt_arm64_64k
#endif

static __always_inline void check_hardware(void)
{
	SAME(ARM64_VALID, PTE_VALID);
	SAME(ARM64_TYPE, PTE_TYPE_MASK);
	SAME(ARM64_TYPE_BLOCK, PMD_TYPE_SECT);
	SAME(ARM64_TYPE_TABLE, PMD_TYPE_TABLE);
	SAME(ARM64_AP_EL0, PTE_USER);
	SAME(ARM64_AP_RO, PTE_RDONLY);
	SAME(ARM64_AF, PTE_AF);
	SAME(ARM64_NG, PTE_NG);
	SAME(ARM64_DBM, PTE_DBM);
	SAME(ARM64_CONT, PTE_CONT);
	SAME(ARM64_PXN, PTE_PXN);
	SAME(ARM64_UXN, PTE_UXN);
	SAME(FMT.page_shift, PAGE_SHIFT);
	SAME(FMT.page_shift + FMT.index_bits, PMD_SHIFT);
	SAME(FMT.page_shift + arm64_cont_bits(&FMT, 0), CONT_PTE_SHIFT);
	SAME(FMT.page_shift + FMT.index_bits + arm64_cont_bits(&FMT, 1), CONT_PMD_SHIFT);
}

static __always_inline void check_present(const struct arm64_linux_layout *layout)
{
	SAME(ARM64_LINUX_WRITE, PTE_WRITE);
	SAME(ARM64_LINUX_DIRTY, PTE_DIRTY);
	SAME(ARM64_LINUX_SPECIAL, PTE_SPECIAL);
#ifdef CONFIG_HAVE_ARCH_USERFAULTFD_WP
	SAME(layout->uffd_wp, LIVE_UFFD);
	SAME(layout->swp_uffd_wp, LIVE_SWP_UFFD);
#endif
}

static __always_inline void check_absent(const struct arm64_linux_layout *layout)
{
#ifdef PTE_PROT_NONE
	SAME(layout->protnone, PTE_PROT_NONE);
	SAME(layout->invalid, PMD_PRESENT_INVALID);
#else
	SAME(layout->protnone, PTE_PRESENT_INVALID);
	SAME(layout->invalid, PTE_PRESENT_INVALID);
#endif
	SAME(layout->swp_type_shift, __SWP_TYPE_SHIFT);
	SAME(layout->swp_offset_shift, __SWP_OFFSET_SHIFT);
	SAME(ARM64_LINUX_SWP_OFFSET_BITS, __SWP_OFFSET_BITS);
	SAME(ARM64_LINUX_SWP_EXCLUSIVE, PTE_SWP_EXCLUSIVE);
}

void ptw_dialect_check(void)
{
	const struct arm64_linux_layout *layout = &arm64_linux_layouts[0];
	unsigned int i;

	ptw_unroll
	for (i = 1; i < ARRAY_SIZE(arm64_linux_layouts); i++)
		if (dialect_since(&arm64_linux_layouts[i].since))
			layout = &arm64_linux_layouts[i];
	check_hardware();
	check_present(layout);
	check_absent(layout);
	dialect_check_types(&layout->since);
}
