/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * dia_soft: what our own software keeps in soft's ptes.
 *
 * Of a leaf: 52 special, 53 uffd-wp, 54 soft-dirty, 55 exclusive.
 * Of an invalid pte (type 0):
 *	 4:2	state, as enum ptw_state; 0 keeps nothing
 *	 9:5	swap type
 *	10	accessed	11 dirty
 *	51:12	page number, offset on the swap device, or marker
 *	55:52	as of a leaf
 *	63:56	not looked at
 */
#ifndef PTW_ARCH_SOFT_SW_H
#define PTW_ARCH_SOFT_SW_H

#include "soft.h"

PTW_MEMBERS_BEGIN

#define SOFT_SW_SPECIAL	      BIT_ULL(52)
#define SOFT_SW_UFFD_WP	      BIT_ULL(53)
#define SOFT_SW_SOFT_DIRTY    BIT_ULL(54)
#define SOFT_SW_EXCLUSIVE     BIT_ULL(55)
#define SOFT_SW_STATE_SHIFT   2
#define SOFT_SW_TYPE_SHIFT    5
#define SOFT_SW_ACCESSED      BIT_ULL(10)
#define SOFT_SW_DIRTY	      BIT_ULL(11)
#define SOFT_SW_PAYLOAD_SHIFT 12
#define SOFT_SW_PAYLOAD_BITS  40
#define SOFT_SW_MARKERS	      (PTW_MARKER_UFFD_WP | PTW_MARKER_POISONED | PTW_MARKER_GUARD)

static inline int soft_sw_setup(const struct ptw_format *fmt, struct ptw_space *space,
				const char *os, struct ptw_error *error)
{
	if (os[0] != 's' || os[1] != 'o' || os[2] != 'f' || os[3] != 't' || os[4])
		return ptw_refuse_config(error, "os", "must be none or soft for this format");
	space->os.layout = fmt;
	return 0;
}

static inline unsigned int soft_sw_kept(u64 pte)
{
	return (pte & SOFT_SW_SPECIAL ? PTW_ATTR_SPECIAL : 0) |
	       (pte & SOFT_SW_UFFD_WP ? PTW_ATTR_UFFD_WP : 0) |
	       (pte & SOFT_SW_SOFT_DIRTY ? PTW_ATTR_SOFT_DIRTY : 0) |
	       (pte & SOFT_SW_EXCLUSIVE ? PTW_ATTR_EXCLUSIVE : 0);
}

static inline unsigned int soft_sw_attr(const struct ptw_format *fmt, const struct ptw_space *space,
					u64 pte, unsigned int level, unsigned int hw)
{
	return hw | soft_sw_kept(pte);
}

static inline enum ptw_state soft_sw_refine(const struct ptw_format *fmt,
					    const struct ptw_space *space, u64 pte,
					    unsigned int level, u64 va, struct ptw_soft *soft)
{
	u64 payload = pte >> SOFT_SW_PAYLOAD_SHIFT & (BIT_ULL(SOFT_SW_PAYLOAD_BITS) - 1);
	u64 size = BIT_ULL(fmt->page_shift + level * fmt->index_bits);

	soft->state = (enum ptw_state)(pte >> SOFT_SW_STATE_SHIFT & 7);
	if (soft->state == PTW_STATE_NONE)
		return soft->state;
	if (ptw_state_has_pa(soft->state))
		soft->pa = payload << fmt->page_shift & ~(size - 1);
	if (soft->state == PTW_STATE_SWAP)
		soft->swap_offset = payload;
	if (soft->state == PTW_STATE_MARKER)
		soft->marker = payload & SOFT_SW_MARKERS;
	soft->swap_type = pte >> SOFT_SW_TYPE_SHIFT & 31;
	soft->attr = soft_sw_kept(pte) | (pte & SOFT_SW_ACCESSED ? PTW_ATTR_ACCESSED : 0) |
		     (pte & SOFT_SW_DIRTY ? PTW_ATTR_DIRTY : 0);
	return soft->state;
}

/* GUP's rules, where every bit means what it says. */
static inline int soft_sw_judge(const struct ptw_format *fmt, const struct ptw_space *space,
				u64 pte, unsigned int level, unsigned int rights, unsigned int want)
{
	unsigned int need = want & PTW_RIGHTS_USER;

	if (pte & SOFT_SW_SPECIAL || (need & PTW_WANT_WRITE && pte & SOFT_SW_UFFD_WP))
		return 1;
	return ((need ? need : PTW_WANT_READ) & ~rights) != 0;
}

static inline int soft_sw_make_soft(const struct ptw_format *fmt, const struct ptw_space *space,
				    const struct ptw_soft *soft, unsigned int level, u64 *pte)
{
	const unsigned int can = PTW_ATTR_ACCESSED | PTW_ATTR_DIRTY | PTW_ATTR_SPECIAL |
				 PTW_ATTR_UFFD_WP | PTW_ATTR_SOFT_DIRTY | PTW_ATTR_EXCLUSIVE;
	u64 size = BIT_ULL(fmt->page_shift + level * fmt->index_bits), payload = 0;
	unsigned int type = soft->swap_type == PTW_SWAP_TYPE_ANY ? 0 : soft->swap_type;

	if (level > fmt->top_max || soft->state == PTW_STATE_NONE || soft->attr & ~can)
		return -EOPNOTSUPP;
	if (ptw_state_has_pa(soft->state))
		payload = soft->pa >> fmt->page_shift;
	if (soft->state == PTW_STATE_SWAP)
		payload = soft->swap_offset;
	if (soft->state == PTW_STATE_MARKER)
		payload = soft->marker;
	if (type > 31 || payload >> SOFT_SW_PAYLOAD_BITS ||
	    (soft->state == PTW_STATE_MARKER && payload & ~(u64)SOFT_SW_MARKERS) ||
	    (ptw_state_has_pa(soft->state) &&
	     (soft->pa & (size - 1) || soft->pa >> space->pa_bits)))
		return -EINVAL;
	*pte = (u64)soft->state << SOFT_SW_STATE_SHIFT | (u64)type << SOFT_SW_TYPE_SHIFT |
	       payload << SOFT_SW_PAYLOAD_SHIFT |
	       (soft->attr & PTW_ATTR_ACCESSED ? SOFT_SW_ACCESSED : 0) |
	       (soft->attr & PTW_ATTR_DIRTY ? SOFT_SW_DIRTY : 0) |
	       (soft->attr & PTW_ATTR_SPECIAL ? SOFT_SW_SPECIAL : 0) |
	       (soft->attr & PTW_ATTR_UFFD_WP ? SOFT_SW_UFFD_WP : 0) |
	       (soft->attr & PTW_ATTR_SOFT_DIRTY ? SOFT_SW_SOFT_DIRTY : 0) |
	       (soft->attr & PTW_ATTR_EXCLUSIVE ? SOFT_SW_EXCLUSIVE : 0);
	return 0;
}

static inline int soft_sw_make_attr(const struct ptw_format *fmt, const struct ptw_space *space,
				    unsigned int attr, u64 *pte)
{
	if (attr &
	    ~(PTW_ATTR_SPECIAL | PTW_ATTR_UFFD_WP | PTW_ATTR_SOFT_DIRTY | PTW_ATTR_EXCLUSIVE))
		return -EOPNOTSUPP;
	*pte |= (attr & PTW_ATTR_SPECIAL ? SOFT_SW_SPECIAL : 0) |
		(attr & PTW_ATTR_UFFD_WP ? SOFT_SW_UFFD_WP : 0) |
		(attr & PTW_ATTR_SOFT_DIRTY ? SOFT_SW_SOFT_DIRTY : 0) |
		(attr & PTW_ATTR_EXCLUSIVE ? SOFT_SW_EXCLUSIVE : 0);
	return 0;
}

static const struct ptw_dialect dia_soft __maybe_unused = {
	.name = "soft",
	.setup = soft_sw_setup,
	.refine = soft_sw_refine,
	.attr = soft_sw_attr,
	.judge = soft_sw_judge,
	.make_soft = soft_sw_make_soft,
	.make_attr = soft_sw_make_attr,
};

PTW_MEMBERS_END

#endif /* PTW_ARCH_SOFT_SW_H */
