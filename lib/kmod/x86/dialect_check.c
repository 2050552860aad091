// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * arch/x86 against asm/pgtable_types.h, pgtable.h, pgtable_64.h and pgtable-invert.h.
 * Nothing of this is left after compiling.
 */
#include <linux/mm.h>
#include "dialect_check.h"
#include "x86_64_linux.h"

void __maybe_unused ptw_dialect_check(void);

static __always_inline void check_hardware(void)
{
	SAME(X86_P, _PAGE_PRESENT);
	SAME(X86_RW, _PAGE_RW);
	SAME(X86_US, _PAGE_USER);
	SAME(X86_PWT, _PAGE_PWT);
	SAME(X86_PCD, _PAGE_PCD);
	SAME(X86_A, _PAGE_ACCESSED);
	SAME(X86_D, _PAGE_DIRTY);
	SAME(X86_PS, _PAGE_PSE);
	SAME(X86_PAT, _PAGE_PAT);
	SAME(X86_G, _PAGE_GLOBAL);
	SAME(X86_PAT_LARGE, _PAGE_PAT_LARGE);
	SAME(X86_NX, _PAGE_NX);
	SAME(X86_PKEY_SHIFT, _PAGE_BIT_PKEY_BIT0);
	SAME(fmt_x86_64.page_shift + fmt_x86_64.index_bits, PMD_SHIFT);
	SAME(fmt_x86_64.page_shift + 2 * fmt_x86_64.index_bits, PUD_SHIFT);
}

static __always_inline void check_present(const struct x86_64_linux_layout *layout)
{
	SAME(X86_LINUX_SPECIAL, _PAGE_SPECIAL);
#ifdef CONFIG_HAVE_ARCH_USERFAULTFD_WP
	SAME(X86_LINUX_UFFD_WP, LIVE_UFFD);
#endif
#ifdef CONFIG_MEM_SOFT_DIRTY
	SAME(X86_LINUX_SOFT_DIRTY, _PAGE_SOFT_DIRTY);
#endif
#ifdef _PAGE_BIT_SAVED_DIRTY
	SAME(layout->saved_dirty, BIT_ULL(_PAGE_BIT_SAVED_DIRTY));
#else
	SAME(layout->saved_dirty, 0);
#endif
}

/* A swap pte that has one bit of type, or one of offset, set says so to the kernel. */
static __always_inline void check_absent(void)
{
	const swp_entry_t type = { BIT_ULL(X86_LINUX_SWP_TYPE_SHIFT) };
	const swp_entry_t offset = { ~BIT_ULL(X86_LINUX_SWP_OFFSET_SHIFT) };

	SAME(X86_LINUX_PROTNONE, _PAGE_PROTNONE);
	BUILD_BUG_ON_MSG(protnone_mask(X86_LINUX_PROTNONE) != ~0ULL,
			 "the address of a PROT_NONE pte is not inverted in this kernel");
	BUILD_BUG_ON_MSG(__swp_type(type) != 1, "X86_LINUX_SWP_TYPE_SHIFT is not the kernel's");
	BUILD_BUG_ON_MSG(__swp_offset(offset) != 1,
			 "X86_LINUX_SWP_OFFSET_SHIFT is not the kernel's");
	SAME(X86_LINUX_SWP_OFFSET_SHIFT + X86_LINUX_SWP_OFFSET_BITS + SWP_TYPE_BITS, 64);
	SAME(X86_LINUX_SWP_EXCLUSIVE, _PAGE_SWP_EXCLUSIVE);
#ifdef CONFIG_MEM_SOFT_DIRTY
	SAME(X86_LINUX_SWP_SOFT_DIRTY, _PAGE_SWP_SOFT_DIRTY);
#endif
#ifdef CONFIG_HAVE_ARCH_USERFAULTFD_WP
	SAME(X86_LINUX_SWP_UFFD_WP, LIVE_SWP_UFFD);
#endif
}

void ptw_dialect_check(void)
{
	const struct x86_64_linux_layout *layout = &x86_64_linux_layouts[0];
	unsigned int i;

	ptw_unroll
	for (i = 1; i < ARRAY_SIZE(x86_64_linux_layouts); i++)
		if (dialect_since(&x86_64_linux_layouts[i].since))
			layout = &x86_64_linux_layouts[i];
	check_hardware();
	check_present(layout);
	check_absent();
	dialect_check_types(&layout->since);
}
