// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Ranges of live memory: what items and blocks say must follow each other without a gap,
 * and each slot must be what a lookup finds there.
 */
#include <linux/irqflags.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include "kmod/ptw_live.h"
#include "range.h"

struct slots {
	const struct ptw_space *space;
	struct ptw_test_range *say;
	u64 next; /* where the next slot must begin */
	struct ptw_cursor cursor;
	struct ptw_block block;
};

static void range_compare(struct slots *r, u64 va, const struct ptw_leaf *leaf)
{
	u64 info = leaf->info & (BIT_ULL(PTW_INFO_MORE_SHIFT) - 1);
	struct ptw_leaf again;

	ptw_live_follow(r->space, va, 0, &again);
	if (again.pa != leaf->pa || again.pte != leaf->pte || again.info != info)
		r->say->differ++;
}

/* @nr slots from @va on say the same. Only the first may begin before the range. */
static void range_slots(struct slots *r, u64 va, u64 nr, const struct ptw_leaf *leaf)
{
	unsigned int shift = ptw_leaf_shift(leaf);

	if (va != r->next && (r->say->slots || va > r->next))
		r->say->gaps++;
	range_compare(r, va, leaf);
	if (nr > 1)
		range_compare(r, va + ((nr - 1) << shift), leaf);
	r->next = va + (nr << shift);
	r->say->slots += nr;
}

static int range_items(struct slots *r)
{
	u32 i;

	while (!ptw_iterate(&r->cursor)) {
		for (i = 0; i < r->cursor.nr; i++) {
			const struct ptw_item *item = &r->cursor.item[i];

			range_slots(r, item->va, ptw_item_nr(item), &item->leaf);
		}
		cond_resched();
		if (signal_pending(current))
			return -EINTR;
	}
	return 0;
}

static int range_block(struct slots *r)
{
	struct ptw_block *block = &r->block;
	struct ptw_leaf leaf;
	int ret;
	u32 i;

	ret = __ptw_iterate_block(&r->cursor, block);
	for (i = 0; i < block->nr && !ret; i++) {
		__ptw_block_leaf(block, i, 0, &leaf);
		range_slots(r, block->va + ((u64)i << block->shift), 1, &leaf);
	}
	return ret;
}

static int range_blocks(struct slots *r)
{
	unsigned long flags;
	int ret;

	do {
		local_irq_save(flags);
		ret = range_block(r);
		local_irq_restore(flags);
		cond_resched();
		if (signal_pending(current))
			return -EINTR;
	} while (!ret);
	return ret == -ENOENT ? 0 : ret;
}

int range_run(const struct ptw_space *space, struct ptw_test_range *range)
{
	struct slots *r;
	int ret;

	range->slots = range->gaps = range->differ = 0;
	if (range->first > range->last || range->last > space->last[0])
		return -EINVAL;
	r = kzalloc(sizeof(*r), GFP_KERNEL);
	if (!r)
		return -ENOMEM;
	r->space = space;
	r->say = range;
	r->next = range->first;
	ptw_cursor_init(&r->cursor, space, range->first, range->last, PTW_ITER_HOLES);
	ret = range->blocks ? range_blocks(r) : range_items(r);
	if (!ret && r->next <= range->last)
		range->gaps++;
	kfree(r);
	return ret;
}
