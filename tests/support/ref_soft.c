// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The oracle's soft and soft-tiny, from the comments that are their manual: at the top
 * of arch/soft/soft.h and soft_sw.h.
 */
#include <stddef.h>
#include "ref.h"

enum {
	ADDRESS = REF_ADDRESS,
	TYPE, /* 0 invalid, 1 table, 2 leaf, 3 reserved */
	RIGHTS,
	ACCESSED,
	DIRTY,
	GLOBAL,
	RUN,
	RESERVED,
	SAME, /* what leaves of one run have in common */
	/* Software's */
	SPECIAL,
	UFFD_WP,
	SOFT_DIRTY,
	EXCLUSIVE,
	STATE,
	SWAP_TYPE,
	AWAY_ACCESSED,
	AWAY_DIRTY,
	PAYLOAD,
};

static const struct ref_field fields[] = {
	{ TYPE, REF_ANY, REF_ALL, 0, 1, 0 },
	{ RIGHTS, REF_TABLE | REF_LEAF, REF_ALL, 2, 7, 0 },
	{ ACCESSED, REF_LEAF, REF_ALL, 8, 8, 0 },
	{ DIRTY, REF_LEAF, REF_ALL, 9, 9, 0 },
	{ GLOBAL, REF_LEAF, REF_ALL, 10, 10, 0 },
	{ RUN, REF_LEAF, REF_ALL, 11, 11, 0 },
	{ ADDRESS, REF_TABLE, REF_ALL, 12, 51, 12 },
	{ ADDRESS, REF_LEAF, REF_ALL, REF_SIZE, 51, REF_SIZE },
	/* Below a leaf's address, bits of an address are reserved. */
	{ PAYLOAD, REF_LEAF | REF_ABSENT, REF_ALL, 12, 51, 0 },
	{ RESERVED, REF_TABLE | REF_LEAF, REF_ALL, 56, 63, 0 },
	{ SAME, REF_LEAF, REF_ALL, 0, 7, 0 },
	{ SAME, REF_LEAF, REF_ALL, 10, 11, 10 },
	{ SPECIAL, REF_ANY, REF_ALL, 52, 52, 0 },
	{ UFFD_WP, REF_ANY, REF_ALL, 53, 53, 0 },
	{ SOFT_DIRTY, REF_ANY, REF_ALL, 54, 54, 0 },
	{ EXCLUSIVE, REF_ANY, REF_ALL, 55, 55, 0 },
	{ STATE, REF_ABSENT, REF_ALL, 2, 4, 0 },
	{ SWAP_TYPE, REF_ABSENT, REF_ALL, 5, 9, 0 },
	{ AWAY_ACCESSED, REF_ABSENT, REF_ALL, 10, 10, 0 },
	{ AWAY_DIRTY, REF_ABSENT, REF_ALL, 11, 11, 0 },
	{ 0, 0, 0, 0, 0, 0 },
};

static __u64 get(const struct ref_space *space, enum ref_role role, unsigned int level,
		 unsigned int meaning, __u64 pte)
{
	return ref_get(space->format, role, level, meaning, pte);
}

static void soft_setup(struct ref_space *space)
{
	space->pa_bits = space->config.pa_bits ? space->config.pa_bits : 52;
	space->root[0].present = true;
	space->root[0].pa = space->config.root;
	space->root[0].va_bits = space->format->index_bits == 9 ? 48 : 20;
	space->root[0].last = (1ULL << space->root[0].va_bits) - 1;
}

static const struct ref_root *soft_locate(const struct ref_space *space, __u64 va, __u64 *offset,
					  enum ptw_reason *reason)
{
	*offset = va;
	if (va <= space->root[0].last)
		return &space->root[0];
	*reason = PTW_REASON_NON_CANONICAL;
	return NULL;
}

static enum ptw_kind soft_classify(const struct ref_space *space, __u64 pte, unsigned int level,
				   enum ptw_reason *reason)
{
	__u64 address = get(space, REF_TABLE, level, ADDRESS, pte);
	bool leaf = get(space, REF_ANY, level, TYPE, pte) == 2;
	bool table = get(space, REF_ANY, level, TYPE, pte) == 1;

	if (!get(space, REF_ANY, level, TYPE, pte))
		return PTW_HOLE;
	*reason = PTW_REASON_RESERVED;
	if (get(space, REF_LEAF, level, RESERVED, pte) || address >> space->pa_bits)
		return PTW_BAD;
	if (leaf && level <= 2 && address == get(space, REF_LEAF, level, ADDRESS, pte)) {
		*reason = PTW_REASON_NONE;
		return PTW_LEAF;
	}
	if (!table || !level)
		return PTW_BAD;
	*reason = PTW_REASON_NONE;
	return PTW_TABLE;
}

static unsigned int kept(const struct ref_space *space, unsigned int level, __u64 pte)
{
	return (get(space, REF_ANY, level, SPECIAL, pte) ? PTW_ATTR_SPECIAL : 0) |
	       (get(space, REF_ANY, level, UFFD_WP, pte) ? PTW_ATTR_UFFD_WP : 0) |
	       (get(space, REF_ANY, level, SOFT_DIRTY, pte) ? PTW_ATTR_SOFT_DIRTY : 0) |
	       (get(space, REF_ANY, level, EXCLUSIVE, pte) ? PTW_ATTR_EXCLUSIVE : 0);
}

static void soft_describe(const struct ref_space *space, struct ref_answer *answer)
{
	unsigned int level = answer->level, above;
	__u64 pte = answer->pte;

	answer->rights = get(space, REF_LEAF, level, RIGHTS, pte);
	for (above = level + 1; above <= answer->top; above++)
		answer->rights &= get(space, REF_TABLE, above, RIGHTS, answer->path[above]);
	if (get(space, REF_LEAF, level, RUN, pte)) {
		answer->run_shift += space->format->index_bits == 9 ? 4 : 1;
		answer->attr |= PTW_ATTR_CONTIGUOUS;
	}
	if (get(space, REF_LEAF, level, ACCESSED, pte))
		answer->attr |= PTW_ATTR_ACCESSED;
	if (get(space, REF_LEAF, level, DIRTY, pte))
		answer->attr |= PTW_ATTR_DIRTY;
	if (get(space, REF_LEAF, level, GLOBAL, pte))
		answer->attr |= PTW_ATTR_GLOBAL;
	if (space->soft_os)
		answer->attr |= kept(space, level, pte);
}

static void soft_refine(const struct ref_space *space, __u64 va, struct ref_answer *answer)
{
	struct ptw_soft *soft = &answer->soft;
	unsigned int level = answer->level;
	__u64 pte = answer->pte, payload = get(space, REF_ABSENT, level, PAYLOAD, pte);

	(void)va;
	soft->state = (enum ptw_state)get(space, REF_ABSENT, level, STATE, pte);
	soft->swap_type = get(space, REF_ABSENT, level, SWAP_TYPE, pte);
	if (soft->state == PTW_STATE_SWAP)
		soft->swap_offset = payload;
	else if (soft->state == PTW_STATE_MARKER)
		soft->marker = payload & 7;
	else
		soft->pa = payload * 4096 / (1ULL << answer->shift) * (1ULL << answer->shift);
	soft->attr = kept(space, level, pte);
	if (get(space, REF_ABSENT, level, AWAY_ACCESSED, pte))
		soft->attr |= PTW_ATTR_ACCESSED;
	if (get(space, REF_ABSENT, level, AWAY_DIRTY, pte))
		soft->attr |= PTW_ATTR_DIRTY;
}

static bool soft_os_grants(const struct ref_space *space, const struct ref_answer *answer,
			   unsigned int want)
{
	unsigned int need = want & (PTW_WANT_READ | PTW_WANT_WRITE | PTW_WANT_EXEC);
	unsigned int has = answer->rights & 7, attr = kept(space, answer->level, answer->pte);

	if (attr & PTW_ATTR_SPECIAL)
		return false;
	if (need & PTW_WANT_WRITE && attr & PTW_ATTR_UFFD_WP)
		return false;
	return !((need ? need : PTW_WANT_READ) & ~has);
}

static bool soft_same_run(const struct ref_space *space, __u64 a, __u64 b)
{
	return get(space, REF_LEAF, 0, SAME, a) == get(space, REF_LEAF, 0, SAME, b);
}

const struct ref_format ref_soft_formats[] = {
	{ "soft", 12, 9, 3, fields, soft_setup, soft_locate, soft_classify, soft_describe,
	  soft_refine, soft_os_grants, NULL, soft_same_run, NULL },
	{ "soft-tiny", 12, 2, 3, fields, soft_setup, soft_locate, soft_classify, soft_describe,
	  soft_refine, soft_os_grants, NULL, soft_same_run, NULL },
	{ 0 },
};
