/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * dia_x86_64_linux: what Linux writes into ptes of x86-64, with 4 or 5 levels.
 *
 * Sources: arch/x86/include/asm/pgtable_types.h, pgtable.h, pgtable_64.h and
 * pgtable-invert.h of Linux 6.1, 6.12 and 7.3; the kernel module checks every number
 * here against the headers of the kernel it is built for.
 *
 * A present pte of user space:
 *	 9	special: no ordinary page behind it, or the zero page
 *	10	uffd-wp
 *	11	soft-dirty
 *	58	since 6.6: dirty, kept aside while the pte is write-protected
 *
 * A pte that is not present, in user space:
 *	bit 8, at every level, or only bit 7 above level 0 (a huge page during its
 *	split): mapped as far as Linux is concerned, with the bits of a present pte.
 *	The address is inverted, so that speculation does not reach it (L1TF); the
 *	encryption bit is not part of it.
 *	Otherwise swap: 63:59 type, 58:9 the inverse of the offset, 1 soft-dirty,
 *	2 uffd-wp, 3 exclusive.
 *	A and D alone are nothing: an erratum sets them in empty ptes.
 *
 * Non-present ptes of the kernel half are pages taken out of the direct map
 * (memfd_secret, guard pages); never swap.
 */
#ifndef PTW_ARCH_X86_64_LINUX_H
#define PTW_ARCH_X86_64_LINUX_H

#include "x86_64.h"
#include "../linux/linux.h"

PTW_MEMBERS_BEGIN

#define X86_LINUX_SPECIAL     BIT_ULL(9)
#define X86_LINUX_UFFD_WP     BIT_ULL(10)
#define X86_LINUX_SOFT_DIRTY  BIT_ULL(11)
#define X86_LINUX_SAVED_DIRTY BIT_ULL(58)
#define X86_LINUX_PROTNONE    X86_G

#define X86_LINUX_SWP_SOFT_DIRTY   BIT_ULL(1)
#define X86_LINUX_SWP_UFFD_WP	   BIT_ULL(2)
#define X86_LINUX_SWP_EXCLUSIVE	   BIT_ULL(3)
#define X86_LINUX_SWP_TYPE_SHIFT   59
#define X86_LINUX_SWP_OFFSET_SHIFT 9
#define X86_LINUX_SWP_OFFSET_BITS  50

/* MAX_PHYSMEM_BITS: a kernel with four levels uses no wider physical addresses */
#define X86_LINUX_PHYSMEM_BITS_4 46
#define X86_LINUX_PHYSMEM_BITS_5 52

/* What differs between versions; the first that has it */
struct x86_64_linux_layout {
	struct linux_layout since;
	u64 saved_dirty;
};

static const struct x86_64_linux_layout x86_64_linux_layouts[] __maybe_unused = {
	{ { 6, 1, 26, 4, 1, 1, LINUX_MARKERS_6_1 }, 0 },
	{ { 6, 2, 27, 4, 0, 0, LINUX_MARKERS_6_2 }, 0 },
	{ { 6, 6, 27, 4, 0, 0, LINUX_MARKERS_6_2 }, X86_LINUX_SAVED_DIRTY },
	{ { 6, 13, 27, 4, 0, 0, LINUX_MARKERS_6_13 }, X86_LINUX_SAVED_DIRTY },
	{ { 6, 15, 24, 3, 0, 0, LINUX_MARKERS_6_13 }, X86_LINUX_SAVED_DIRTY },
};

static inline int x86_64_linux_setup(const struct ptw_format *fmt, struct ptw_space *space,
				     const char *os, struct ptw_error *error)
{
	const struct x86_64_linux_layout *layout = NULL;
	unsigned int swapfiles, i;
	int ret = linux_parse(&space->os, os, &swapfiles, error);

	if (ret)
		return ret;
	for (i = 0; i < ARRAY_SIZE(x86_64_linux_layouts); i++)
		if (linux_since(&space->os, &x86_64_linux_layouts[i].since))
			layout = &x86_64_linux_layouts[i];
	return linux_set_layout(&space->os, layout ? &layout->since : NULL, swapfiles, error);
}

/* Bits of a pfn in the offset of a pte that is not present: SWP_PFN_BITS */
static inline unsigned int x86_64_linux_pfn_bits(const struct ptw_format *fmt,
						 const struct ptw_space *space)
{
	unsigned int bits = fmt->top_max == 4 ? X86_LINUX_PHYSMEM_BITS_5 : X86_LINUX_PHYSMEM_BITS_4;

	return (space->pa_bits < bits ? space->pa_bits : bits) - fmt->page_shift;
}

/* What Linux keeps in its own bits of a user pte that has the bits of a present one */
static inline unsigned int x86_64_linux_kept(const struct ptw_space *space, u64 pte)
{
	const struct x86_64_linux_layout *layout = space->os.layout;

	return (pte & X86_LINUX_SPECIAL ? PTW_ATTR_SPECIAL : 0) |
	       (pte & X86_LINUX_UFFD_WP ? PTW_ATTR_UFFD_WP : 0) |
	       (pte & X86_LINUX_SOFT_DIRTY ? PTW_ATTR_SOFT_DIRTY : 0) |
	       (pte & layout->saved_dirty ? PTW_ATTR_DIRTY : 0);
}

/* In a pte of the kernel (US is clear) those bits mean other things. */
static inline unsigned int x86_64_linux_attr(const struct ptw_format *fmt,
					     const struct ptw_space *space, u64 pte,
					     unsigned int level, unsigned int hw)
{
	return pte & X86_US ? hw | x86_64_linux_kept(space, pte) : hw;
}

static inline enum ptw_state x86_64_linux_refine(const struct ptw_format *fmt,
						 const struct ptw_space *space, u64 pte,
						 unsigned int level, u64 va, struct ptw_soft *soft)
{
	bool kernel = va >> 63, protnone = pte & X86_LINUX_PROTNONE;

	if (!(pte & ~(X86_A | X86_D)) || (level > 2 && !kernel))
		return PTW_STATE_NONE;
	if (kernel || protnone || (level && pte & X86_PS)) {
		soft->state = protnone && !kernel ? PTW_STATE_PROTNONE : PTW_STATE_INVALID;
		soft->pa = x86_64_leaf_pa(fmt, space, ~pte, level);
		if (!kernel)
			soft->attr = (pte & X86_A ? PTW_ATTR_ACCESSED : 0) |
				     (pte & X86_D ? PTW_ATTR_DIRTY : 0) |
				     (pte & space->enc_mask ? PTW_ATTR_ENCRYPTED : 0) |
				     x86_64_linux_kept(space, pte);
		return soft->state;
	}
	linux_refine_swap(space, pte >> X86_LINUX_SWP_TYPE_SHIFT,
			  ~pte >> X86_LINUX_SWP_OFFSET_SHIFT &
				  (BIT_ULL(X86_LINUX_SWP_OFFSET_BITS) - 1),
			  x86_64_linux_pfn_bits(fmt, space), soft);
	soft->attr = (pte & X86_LINUX_SWP_SOFT_DIRTY ? PTW_ATTR_SOFT_DIRTY : 0) |
		     (pte & X86_LINUX_SWP_UFFD_WP ? PTW_ATTR_UFFD_WP : 0) |
		     (pte & X86_LINUX_SWP_EXCLUSIVE ? PTW_ATTR_EXCLUSIVE : 0);
	return soft->state;
}

/*
 * GUP: pte_access_permitted() and the checks around it. The writable bit decides a
 * write, so that shadow-stack pages (dirty, not writable) are refused; dirty or not
 * does not matter. A protection key refuses under the PKRU the space was given.
 */
static inline int x86_64_linux_judge(const struct ptw_format *fmt, const struct ptw_space *space,
				     u64 pte, unsigned int level, unsigned int rights,
				     unsigned int want)
{
	unsigned int data = want & (PTW_WANT_READ | PTW_WANT_WRITE);

	if (!(pte & X86_US) || pte & X86_LINUX_SPECIAL)
		return 1;
	if (want & PTW_WANT_WRITE && (!(pte & X86_RW) || pte & X86_LINUX_UFFD_WP))
		return 1;
	if (want & PTW_WANT_EXEC && pte & X86_NX)
		return 1;
	return x86_64_judge(fmt, space, pte, rights | PTW_RIGHT_UR,
			    (data ? data : PTW_WANT_READ) | PTW_WANT_USER) != 0;
}

/* PROT_NONE, or a huge page during its split: a leaf without P, its address inverted */
static inline int x86_64_linux_make_mapped(const struct ptw_format *fmt,
					   const struct ptw_space *space,
					   const struct ptw_soft *soft, unsigned int level,
					   u64 *pte)
{
	const unsigned int can = PTW_ATTR_ACCESSED | PTW_ATTR_DIRTY | PTW_ATTR_SPECIAL |
				 PTW_ATTR_UFFD_WP | PTW_ATTR_SOFT_DIRTY |
				 (space->enc_mask ? PTW_ATTR_ENCRYPTED : 0);
	u64 size = BIT_ULL(fmt->page_shift + level * fmt->index_bits);

	if (soft->pa & (size - 1) || soft->pa >> space->pa_bits || soft->pa & space->enc_mask)
		return -EINVAL;
	if (soft->attr & ~can || (soft->state == PTW_STATE_INVALID && !level))
		return -EOPNOTSUPP;
	*pte = (~soft->pa & space->word[X86_WORD_ADDRESS] & ~(size - 1)) | (level ? X86_PS : 0) |
	       (soft->attr & PTW_ATTR_ENCRYPTED ? space->enc_mask : 0) |
	       (soft->state == PTW_STATE_PROTNONE ? X86_LINUX_PROTNONE : 0) |
	       (soft->attr & PTW_ATTR_ACCESSED ? X86_A : 0) |
	       (soft->attr & PTW_ATTR_DIRTY ? X86_D : 0) |
	       (soft->attr & PTW_ATTR_SPECIAL ? X86_LINUX_SPECIAL : 0) |
	       (soft->attr & PTW_ATTR_UFFD_WP ? X86_LINUX_UFFD_WP : 0) |
	       (soft->attr & PTW_ATTR_SOFT_DIRTY ? X86_LINUX_SOFT_DIRTY : 0);
	return 0;
}

static inline int x86_64_linux_make_soft(const struct ptw_format *fmt,
					 const struct ptw_space *space, const struct ptw_soft *soft,
					 unsigned int level, u64 *pte)
{
	const unsigned int can = PTW_ATTR_SOFT_DIRTY | PTW_ATTR_UFFD_WP | PTW_ATTR_EXCLUSIVE;
	unsigned int type;
	u64 offset;
	int ret;

	if (level > 2 || soft->state == PTW_STATE_NONE)
		return -EOPNOTSUPP;
	if (soft->state == PTW_STATE_PROTNONE || soft->state == PTW_STATE_INVALID)
		return x86_64_linux_make_mapped(fmt, space, soft, level, pte);
	if (soft->attr & ~can)
		return -EOPNOTSUPP;
	ret = linux_make_swap(space, soft, x86_64_linux_pfn_bits(fmt, space), &type, &offset);
	if (ret)
		return ret;
	if (offset >> X86_LINUX_SWP_OFFSET_BITS)
		return -EINVAL;
	*pte = (u64)type << X86_LINUX_SWP_TYPE_SHIFT |
	       (~offset & (BIT_ULL(X86_LINUX_SWP_OFFSET_BITS) - 1)) << X86_LINUX_SWP_OFFSET_SHIFT |
	       (soft->attr & PTW_ATTR_SOFT_DIRTY ? X86_LINUX_SWP_SOFT_DIRTY : 0) |
	       (soft->attr & PTW_ATTR_UFFD_WP ? X86_LINUX_SWP_UFFD_WP : 0) |
	       (soft->attr & PTW_ATTR_EXCLUSIVE ? X86_LINUX_SWP_EXCLUSIVE : 0);
	/* The last offset of type 0 would read as a hole. */
	return *pte ? 0 : -EINVAL;
}

/* Dirty is the hardware's, unless the pte keeps it aside while it is write-protected. */
static inline int x86_64_linux_make_attr(const struct ptw_format *fmt,
					 const struct ptw_space *space, unsigned int attr, u64 *pte)
{
	const struct x86_64_linux_layout *layout = space->os.layout;
	const unsigned int can = PTW_ATTR_SPECIAL | PTW_ATTR_UFFD_WP | PTW_ATTR_SOFT_DIRTY |
				 (layout->saved_dirty ? PTW_ATTR_DIRTY : 0);

	if (attr & ~can)
		return -EOPNOTSUPP;
	*pte |= (attr & PTW_ATTR_SPECIAL ? X86_LINUX_SPECIAL : 0) |
		(attr & PTW_ATTR_UFFD_WP ? X86_LINUX_UFFD_WP : 0) |
		(attr & PTW_ATTR_SOFT_DIRTY ? X86_LINUX_SOFT_DIRTY : 0) |
		(attr & PTW_ATTR_DIRTY ? layout->saved_dirty : 0);
	return 0;
}

static const struct ptw_dialect dia_x86_64_linux __maybe_unused = {
	.name = "linux",
	.setup = x86_64_linux_setup,
	.refine = x86_64_linux_refine,
	.attr = x86_64_linux_attr,
	.judge = x86_64_linux_judge,
	.make_soft = x86_64_linux_make_soft,
	.make_attr = x86_64_linux_make_attr,
};

PTW_MEMBERS_END

#endif /* PTW_ARCH_X86_64_LINUX_H */
