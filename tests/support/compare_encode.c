// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The encoders against the oracle: what a walk found is encoded again, and the oracle
 * must read the same from the new pte. An encoder may refuse rights and attributes it
 * cannot express, but no address or level that a pte was just found with.
 */
#include <stddef.h>
#include "compare.h"

static const char *compare_table(const struct ptw_space *space, const struct ref_space *ref,
				 const struct ref_answer *found, unsigned int level)
{
	const struct ref_format *format = ref->format;
	__u64 plain = found->path[level] & ~ref->config.enc_mask, pte;
	__u64 pa = ref_get(format, REF_TABLE, level, REF_ADDRESS, plain);
	enum ptw_reason reason;

	if (space->fmt->make_table(space->fmt, space, level, pa, &pte))
		return compare_differ("make_table", "refusal", pa, 1, 0);
	if (format->classify(ref, pte, level, &reason) != PTW_TABLE)
		return compare_differ("make_table", "pte", pa, pte, found->path[level]);
	pte &= ~ref->config.enc_mask;
	if (ref_get(format, REF_TABLE, level, REF_ADDRESS, pte) != pa)
		return compare_differ("make_table", "pte", pa, pte, found->path[level]);
	return NULL;
}

/* A leaf by itself, as if there were no tables above it */
static void describe_alone(const struct ref_space *ref, struct ref_answer *leaf)
{
	leaf->top = leaf->level;
	leaf->attr = 0;
	leaf->run_shift = leaf->shift;
	ref->format->describe(ref, leaf);
}

static const char *compare_leaf(const struct ptw_space *space, const struct ref_space *ref,
				const struct ref_answer *found)
{
	const struct ptw_format *fmt = space->fmt;
	struct ref_answer alone = *found, again;
	struct ptw_mapping map;
	enum ptw_reason reason;
	__u64 pa;
	int ret;

	describe_alone(ref, &alone);
	map.pa = found->pa >> found->shift << found->shift;
	map.rights = alone.rights;
	map.attr = fmt->attr(fmt, space, found->pte, found->level);
	map.memtype = found->memtype;
	again = alone;
	ret = fmt->make_leaf(fmt, space, found->level, &map, &again.pte);
	if (ret == -EOPNOTSUPP)
		return NULL;
	if (ret)
		return compare_differ("make_leaf", "code", found->pte, ret, 0);
	if (ref->format->classify(ref, again.pte, again.level, &reason) != PTW_LEAF)
		return compare_differ("make_leaf", "pte", found->pte, again.pte, found->pte);
	describe_alone(ref, &again);
	pa = ref_leaf_pa(ref, again.level, again.pte);
	if (pa != map.pa || again.rights != alone.rights || again.memtype != alone.memtype ||
	    fmt->attr(fmt, space, again.pte, again.level) != map.attr)
		return compare_differ("make_leaf", "pte", found->pte, again.pte, found->pte);
	compare_counts.encoded++;
	return NULL;
}

static const char *compare_soft(const struct ptw_space *space, const struct ref_space *ref,
				__u64 va, const struct ref_answer *found)
{
	const struct ptw_soft *a = &found->soft, *b;
	struct ref_answer again = *found;
	enum ptw_reason reason;

	if (space->dia->make_soft(space->fmt, space, a, found->level, &again.pte))
		return NULL;
	if (ref->format->classify(ref, again.pte, found->level, &reason) != PTW_HOLE)
		return compare_differ("make_soft", "pte", found->pte, again.pte, found->pte);
	again.soft = (struct ptw_soft){ .state = PTW_STATE_NONE };
	ref->format->refine(ref, va, &again);
	b = &again.soft;
	if (a->state != b->state || a->pa != b->pa || a->swap_type != b->swap_type ||
	    a->swap_offset != b->swap_offset || a->marker != b->marker || a->attr != b->attr)
		return compare_differ("make_soft", "pte", found->pte, again.pte, found->pte);
	compare_counts.encoded++;
	return NULL;
}

const char *compare_encode(const struct ptw_space *space, const struct ref_space *ref, __u64 va)
{
	struct ref_answer found;
	const char *text = NULL;
	unsigned int level;

	ref_walk(ref, va, &found);
	for (level = found.top; found.root && level > found.level && !text; level--)
		text = compare_table(space, ref, &found, level);
	if (text)
		return text;
	/* Encoders go by the lower half, where there is one: soft ptes of a kernel are others. */
	if (found.root != &ref->root[!ref->root[0].present])
		return NULL;
	if (found.kind == PTW_LEAF)
		return compare_leaf(space, ref, &found);
	if (found.kind == PTW_SOFT && found.root == &ref->root[0])
		return compare_soft(space, ref, va, &found);
	return NULL;
}
