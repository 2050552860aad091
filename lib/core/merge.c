// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Joining neighbours: the items of a cursor that say the same of consecutive
 * addresses.
 */
#include <ptw/walk.h>
#include "ptw_env.h"

static bool same_swap(const struct ptw_space *space, const struct ptw_run *a,
		      const struct ptw_item *b)
{
	u64 pages = a->nr << ptw_leaf_shift(&a->leaf) >> space->page_shift;
	struct ptw_soft soft_a, soft_b;

	ptw_leaf_soft(space, a->va, &a->leaf, &soft_a);
	ptw_leaf_soft(space, b->va, &b->leaf, &soft_b);
	if (soft_a.swap_type != soft_b.swap_type || soft_a.marker != soft_b.marker)
		return false;
	return soft_a.state != PTW_STATE_SWAP || soft_b.swap_offset == soft_a.swap_offset + pages;
}

/* The packed words are equal, so kind, level, size, run, rights, reason and state. */
static bool continues(const struct ptw_space *space, const struct ptw_run *a,
		      const struct ptw_item *b)
{
	const u64 packed = BIT_ULL(PTW_INFO_MORE_SHIFT) - 1;
	enum ptw_kind kind = ptw_leaf_kind(&a->leaf);
	u64 bytes = a->nr << ptw_leaf_shift(&a->leaf);

	if (a->va + bytes != b->va || (a->leaf.info ^ b->leaf.info) & packed)
		return false;
	if ((kind == PTW_LEAF || ptw_state_has_pa(ptw_leaf_state(&a->leaf))) &&
	    a->leaf.pa + bytes != b->leaf.pa)
		return false;
	if (ptw_leaf_attr(space, a->va, &a->leaf) != ptw_leaf_attr(space, b->va, &b->leaf) ||
	    ptw_leaf_memtype(space, &a->leaf, NULL) != ptw_leaf_memtype(space, &b->leaf, NULL))
		return false;
	return kind != PTW_SOFT || same_swap(space, a, b);
}

static void begin_run(struct ptw_run *run, const struct ptw_item *item)
{
	run->va = item->va;
	run->nr = ptw_item_nr(item);
	run->leaf = item->leaf;
	run->leaf.info &= BIT_ULL(PTW_INFO_MORE_SHIFT) - 1;
}

int ptw_merger_next(struct ptw_merger *merger, struct ptw_run *run)
{
	const struct ptw_item *next = &merger->item;

	if (!merger->pending)
		next = ptw_cursor_next(merger->cursor, ptw_iterate);
	if (!next)
		return -ENOENT;
	merger->pending = 0;
	begin_run(run, next);
	while ((next = ptw_cursor_next(merger->cursor, ptw_iterate))) {
		if (!continues(merger->cursor->space, run, next)) {
			merger->item = *next;
			merger->pending = 1;
			break;
		}
		run->nr += ptw_item_nr(next);
	}
	return 0;
}
PTW_EXPORT(ptw_merger_next);
