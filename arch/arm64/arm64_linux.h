/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * dia_arm64_linux: what Linux writes into stage 1 ptes of arm64, of any granule.
 *
 * Sources: arch/arm64/include/asm/pgtable-prot.h and pgtable.h of Linux 6.1, 6.12
 * and 7.3; the kernel module checks every number here against the headers of the
 * kernel it is built for.
 *
 * A valid pte of user space:
 *	51	writable (it is DBM); bit 7 then says clean, until written to
 *	55	dirty
 *	56	special: no ordinary page behind it, or the zero page
 *	58	since 6.10: uffd-wp
 *
 * A pte of user space that is not valid:
 *	                    6.1             6.10
 *	PROT_NONE           bit 58          bit 11, not for EL0, not executable by it
 *	huge, in its split  bit 59          bit 11, and any other rights
 *	swap: type          7:3             10:6
 *	      offset        57:8            61:12
 *	      exclusive     2               2
 *	      uffd-wp       -               3
 *	Addresses are not inverted.
 *
 * Non-valid ptes of the kernel half are pages taken out of the linear map; never
 * swap.
 */
#ifndef PTW_ARCH_ARM64_LINUX_H
#define PTW_ARCH_ARM64_LINUX_H

#include "arm64.h"
#include "../linux/linux.h"

PTW_MEMBERS_BEGIN

#define ARM64_LINUX_WRITE	    ARM64_DBM
#define ARM64_LINUX_DIRTY	    BIT_ULL(55)
#define ARM64_LINUX_SPECIAL	    BIT_ULL(56)
#define ARM64_LINUX_SWP_EXCLUSIVE   BIT_ULL(2)
#define ARM64_LINUX_SWP_OFFSET_BITS 50

/* What differs between versions; the first that has it */
struct arm64_linux_layout {
	struct linux_layout since;
	u64 protnone; /* not valid, but mapped: any of these bits */
	u64 invalid;  /* the same, above level 0 only */
	u64 uffd_wp;
	u64 swp_uffd_wp;
	__u8 swp_type_shift;
	__u8 swp_offset_shift;
	__u8 gcs; /* there are shadow stacks: writable, but not by a store */
};

static const struct arm64_linux_layout arm64_linux_layouts[] __maybe_unused = {
	{ { 6, 1, 27, 4, 1, 1, LINUX_MARKERS_6_1 }, BIT_ULL(58), BIT_ULL(59), 0, 0, 3, 8, 0 },
	{ { 6, 2, 27, 4, 0, 0, LINUX_MARKERS_6_2 }, BIT_ULL(58), BIT_ULL(59), 0, 0, 3, 8, 0 },
	{ { 6, 10, 27, 4, 0, 0, LINUX_MARKERS_6_2 },
	  BIT_ULL(11),
	  BIT_ULL(11),
	  BIT_ULL(58),
	  BIT_ULL(3),
	  6,
	  12,
	  0 },
	{ { 6, 13, 27, 4, 0, 0, LINUX_MARKERS_6_13 },
	  BIT_ULL(11),
	  BIT_ULL(11),
	  BIT_ULL(58),
	  BIT_ULL(3),
	  6,
	  12,
	  1 },
	{ { 6, 15, 24, 3, 0, 0, LINUX_MARKERS_6_13 },
	  BIT_ULL(11),
	  BIT_ULL(11),
	  BIT_ULL(58),
	  BIT_ULL(3),
	  6,
	  12,
	  1 },
};

static inline int arm64_linux_setup(const struct ptw_format *fmt, struct ptw_space *space,
				    const char *os, struct ptw_error *error)
{
	const struct arm64_linux_layout *layout = NULL;
	unsigned int swapfiles, i;
	int ret = linux_parse(&space->os, os, &swapfiles, error);

	if (ret)
		return ret;
	for (i = 0; i < ARRAY_SIZE(arm64_linux_layouts); i++)
		if (linux_since(&space->os, &arm64_linux_layouts[i].since))
			layout = &arm64_linux_layouts[i];
	return linux_set_layout(&space->os, layout ? &layout->since : NULL, swapfiles, error);
}

/*
 * Bits of a pfn in the offset of a pte that is not valid. Kernels built for 52 bits
 * keep more, but never use them on a machine that has only 48.
 */
static inline unsigned int arm64_linux_pfn_bits(const struct ptw_format *fmt,
						const struct ptw_space *space)
{
	return space->pa_bits - fmt->page_shift;
}

/* What Linux keeps in a user pte that has the bits of a valid one */
static inline unsigned int arm64_linux_kept(const struct ptw_space *space, u64 pte)
{
	const struct arm64_linux_layout *layout = space->os.layout;

	return (pte & ARM64_LINUX_DIRTY ? PTW_ATTR_DIRTY : 0) |
	       (pte & ARM64_LINUX_SPECIAL ? PTW_ATTR_SPECIAL : 0) |
	       (pte & layout->uffd_wp ? PTW_ATTR_UFFD_WP : 0);
}

/* Every mapping of user space is for EL0, to read or to execute. */
static inline unsigned int arm64_linux_attr(const struct ptw_format *fmt,
					    const struct ptw_space *space, u64 pte,
					    unsigned int level, unsigned int hw)
{
	return pte & ARM64_AP_EL0 || !(pte & ARM64_UXN) ? hw | arm64_linux_kept(space, pte) : hw;
}

/*
 * PROT_NONE, or a huge page during its split? 6.1 has a bit for each. Since 6.10 one
 * bit says that the others are those of a valid pte, and PROT_NONE is what neither
 * lets EL0 access nor execute.
 */
static inline enum ptw_state arm64_linux_mapped(const struct ptw_space *space, u64 pte,
						unsigned int level)
{
	const struct arm64_linux_layout *layout = space->os.layout;

	if (layout->protnone != layout->invalid) {
		if (pte & layout->protnone)
			return PTW_STATE_PROTNONE;
		return level && pte & layout->invalid ? PTW_STATE_INVALID : PTW_STATE_NONE;
	}
	if (!(pte & layout->protnone))
		return PTW_STATE_NONE;
	return pte & ARM64_AP_EL0 || !(pte & ARM64_UXN) ? PTW_STATE_INVALID : PTW_STATE_PROTNONE;
}

static inline enum ptw_state arm64_linux_refine(const struct ptw_format *fmt,
						const struct ptw_space *space, u64 pte,
						unsigned int level, u64 va, struct ptw_soft *soft)
{
	const struct arm64_linux_layout *layout = space->os.layout;
	bool kernel = va >> 55 & 1;

	if (level > 2 && !kernel)
		return PTW_STATE_NONE;
	soft->state = kernel ? PTW_STATE_INVALID : arm64_linux_mapped(space, pte, level);
	if (soft->state != PTW_STATE_NONE) {
		soft->pa = arm64_leaf_pa(fmt, space, pte, level);
		if (!kernel)
			soft->attr = (arm64_attr(fmt, space, pte, level) & ~PTW_ATTR_GLOBAL) |
				     arm64_linux_kept(space, pte);
		return soft->state;
	}
	linux_refine_swap(space, pte >> layout->swp_type_shift & 31,
			  pte >> layout->swp_offset_shift &
				  (BIT_ULL(ARM64_LINUX_SWP_OFFSET_BITS) - 1),
			  arm64_linux_pfn_bits(fmt, space), soft);
	soft->attr = (pte & ARM64_LINUX_SWP_EXCLUSIVE ? PTW_ATTR_EXCLUSIVE : 0) |
		     (pte & layout->swp_uffd_wp ? PTW_ATTR_UFFD_WP : 0);
	return soft->state;
}

/*
 * GUP: pte_access_permitted() and the checks around it. A clean pte that is writable
 * grants a write, and the access flag stops nobody. GUP's macro also grants a write
 * to a shadow stack, which its slow path refuses by the VMA: so do we, by the rights
 * no other page has.
 */
static inline int arm64_linux_judge(const struct ptw_format *fmt, const struct ptw_space *space,
				    u64 pte, unsigned int level, unsigned int rights,
				    unsigned int want)
{
	const struct arm64_linux_layout *layout = space->os.layout;

	if (!(pte & ARM64_AP_EL0) || pte & ARM64_LINUX_SPECIAL)
		return 1;
	if (want & PTW_WANT_EXEC && pte & ARM64_UXN)
		return 1;
	if (!(want & PTW_WANT_WRITE))
		return 0;
	if (!(pte & ARM64_LINUX_WRITE) || pte & layout->uffd_wp)
		return 1;
	return layout->gcs && pte & ARM64_UXN && !(pte & ARM64_PXN);
}

/* PROT_NONE, or a huge page during its split: a leaf that is not valid */
static inline int arm64_linux_make_mapped(const struct ptw_format *fmt,
					  const struct ptw_space *space,
					  const struct ptw_soft *soft, unsigned int level, u64 *pte)
{
	const struct arm64_linux_layout *layout = space->os.layout;
	const unsigned int can = PTW_ATTR_ACCESSED | PTW_ATTR_DIRTY | PTW_ATTR_SPECIAL |
				 PTW_ATTR_CONTIGUOUS | (layout->uffd_wp ? PTW_ATTR_UFFD_WP : 0);
	bool protnone = soft->state == PTW_STATE_PROTNONE;
	u64 leaf = arm64_encode(fmt, soft->pa) | ARM64_PXN | ARM64_UXN | ARM64_AP_RO | ARM64_NG;

	if (soft->pa & (BIT_ULL(fmt->page_shift + level * fmt->index_bits) - 1) ||
	    soft->pa >> space->pa_bits)
		return -EINVAL;
	if (soft->attr & ~can || (!protnone && !level && layout->protnone != layout->invalid) ||
	    (soft->attr & PTW_ATTR_CONTIGUOUS && !arm64_cont_bits(fmt, level)))
		return -EOPNOTSUPP;
	leaf |= level ? 0 : ARM64_TYPE & ~ARM64_VALID;
	leaf |= protnone ? layout->protnone : layout->invalid | ARM64_AP_EL0;
	leaf |= soft->attr & PTW_ATTR_ACCESSED ? ARM64_AF : 0;
	leaf |= soft->attr & PTW_ATTR_DIRTY ? ARM64_LINUX_DIRTY : 0;
	leaf |= soft->attr & PTW_ATTR_SPECIAL ? ARM64_LINUX_SPECIAL : 0;
	leaf |= soft->attr & PTW_ATTR_UFFD_WP ? layout->uffd_wp : 0;
	leaf |= soft->attr & PTW_ATTR_CONTIGUOUS ? ARM64_CONT : 0;
	*pte = leaf;
	return 0;
}

static inline int arm64_linux_make_soft(const struct ptw_format *fmt, const struct ptw_space *space,
					const struct ptw_soft *soft, unsigned int level, u64 *pte)
{
	const struct arm64_linux_layout *layout = space->os.layout;
	const unsigned int can = PTW_ATTR_EXCLUSIVE | (layout->swp_uffd_wp ? PTW_ATTR_UFFD_WP : 0);
	unsigned int type;
	u64 offset;
	int ret;

	if (level > 2 || soft->state == PTW_STATE_NONE)
		return -EOPNOTSUPP;
	if (soft->state == PTW_STATE_PROTNONE || soft->state == PTW_STATE_INVALID)
		return arm64_linux_make_mapped(fmt, space, soft, level, pte);
	if (soft->attr & ~can)
		return -EOPNOTSUPP;
	ret = linux_make_swap(space, soft, arm64_linux_pfn_bits(fmt, space), &type, &offset);
	if (ret)
		return ret;
	if (offset >> ARM64_LINUX_SWP_OFFSET_BITS)
		return -EINVAL;
	*pte = (u64)type << layout->swp_type_shift | offset << layout->swp_offset_shift |
	       (soft->attr & PTW_ATTR_EXCLUSIVE ? ARM64_LINUX_SWP_EXCLUSIVE : 0) |
	       (soft->attr & PTW_ATTR_UFFD_WP ? layout->swp_uffd_wp : 0);
	/* The first offset of type 0 would read as a hole. */
	return *pte ? 0 : -EINVAL;
}

static inline int arm64_linux_make_attr(const struct ptw_format *fmt, const struct ptw_space *space,
					unsigned int attr, u64 *pte)
{
	const struct arm64_linux_layout *layout = space->os.layout;
	const unsigned int can =
		PTW_ATTR_DIRTY | PTW_ATTR_SPECIAL | (layout->uffd_wp ? PTW_ATTR_UFFD_WP : 0);

	if (attr & ~can)
		return -EOPNOTSUPP;
	*pte |= (attr & PTW_ATTR_DIRTY ? ARM64_LINUX_DIRTY : 0) |
		(attr & PTW_ATTR_SPECIAL ? ARM64_LINUX_SPECIAL : 0) |
		(attr & PTW_ATTR_UFFD_WP ? layout->uffd_wp : 0);
	return 0;
}

static const struct ptw_dialect dia_arm64_linux __maybe_unused = {
	.name = "linux",
	.setup = arm64_linux_setup,
	.refine = arm64_linux_refine,
	.attr = arm64_linux_attr,
	.judge = arm64_linux_judge,
	.make_soft = arm64_linux_make_soft,
	.make_attr = arm64_linux_make_attr,
};

PTW_MEMBERS_END

#endif /* PTW_ARCH_ARM64_LINUX_H */
