// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * THP collapse, of a file: a block takes the place of small pages in the cache, and the
 * table that mapped these goes. (Race F; Linux: collapse_file(), then
 * collapse_pte_mapped_thp())
 *
 *	mutator                          lockless walker
 *	-------                          ---------------
 *	                                 S: reads the sequence
 *	                                 loads the slot: the table; enters it
 *	locks the pages
 *	begin (CLEAR, one page)
 *	pte: empty, flush                loads a pte: the old page, or a hole
 *	end
 *	the cache has the block
 *	copies the pages
 *	begin (CLEAR, the whole span)
 *	slot: empty, flush               loads a pte: a hole
 *	end
 *	call_rcu
 *	unlocks the block
 *	                                 C: the sequence moved: retry; leaves
 *	                                 loads the slot: a hole, or by a fault the block
 *	the table is poisoned
 *
 * A. Nobody waits for walkers: a walk that found the table can meanwhile, at the slot
 *    that led there, have a huge leaf. It does not look there again. The table is
 *    neither filled nor deposited, and is given back after a grace period.
 * B. All pages are locked until the block is in their place, and the block until the
 *    table is gone: no fault maps any of them meanwhile, in whatever address space, and
 *    write-back comes before or after.
 * C. A page that somebody holds is not copied: as in collapse.c. References are counted
 *    when the block takes the pages' place, and the copy comes after that: who lets go
 *    between a copy and the count could have written in between. The pages stay unmapped
 *    where one is held, and faults bring them back.
 * D. Other address spaces keep their tables, and map the block by small ptes; so does
 *    this one, when another has made the block: then the ptes go with the table.
 *
 * The table is taken out of reach with mmap_lock and phys->rmap held for writing, like
 * every other. Linux has neither here since 6.6, and whoever has a table's lock looks
 * once more whether the table is still in its place.
 */
#include "mm/retract.h"
#include "mm/rmap.h"

/* @va, @index: Of the first page. @page: Those that are locked. @block: The new block */
struct retract {
	struct ptw_mm *mm;
	struct vma *vma;
	u64 va;
	u64 index;
	u64 nr;
	u64 *page;
	u64 block;
};

static struct frame *frame_of(const struct retract *r, u64 nr)
{
	return &r->mm->phys->frames[nr];
}

/* B. Return: how many there are; of a block the first is enough */
static u64 lock_pages(const struct retract *r)
{
	u64 i, found = 0;

	for (i = 0; i < r->nr; i++) {
		r->page[i] = file_lock(r->mm->phys, r->vma->file, r->index + i);
		found += r->page[i] != NO_FRAME;
		if (r->page[i] && frame_of(r, r->page[i])->order)
			break;
	}
	return found;
}

static void unlock_pages(const struct retract *r)
{
	u64 i;

	for (i = 0; i < r->nr; i++)
		if (r->page[i])
			file_unlock(r->mm->phys, r->page[i]);
}

/* Linux: try_to_unmap_one() */
static int unmap_page(struct rmap_walk *walk, struct ptw_mm *mm, u64 first, u64 last, u64 nr)
{
	struct ptw_invalidation range;
	struct frame *head = NULL;
	struct slot slot;
	struct seen seen;

	(void)walk;
	announce(mm, &range, PTW_EVENT_CLEAR, first, last);
	tables_find(mm, first, 0, &slot);
	spin_lock(slot_lock(mm, &slot));
	pte_read(mm, slot_get(&slot), slot.level, &seen);
	if (seen.is == IS_MAPPED && seen.pa == frame_pa(mm->phys, nr)) {
		pte_read(mm, slot_xchg(&slot, 0), slot.level, &seen);
		flush(mm);
		head = unmap_seen(mm, &seen, slot.level);
	}
	spin_unlock(slot_lock(mm, &slot));
	announced(mm, &range);
	if (head)
		frame_put(mm->phys, head);
	return 0;
}

static void unmap_pages(const struct retract *r)
{
	struct rmap_walk walk = { r->mm->phys, NULL, unmap_page };
	u64 i;

	for (i = 0; i < r->nr; i++) {
		walk.head = frame_of(r, r->page[i]);
		if (r->page[i])
			rmap_walk(&walk);
	}
}

static void copy_pages(const struct retract *r)
{
	struct frame *block = frame_of(r, r->block);
	u64 i;

	for (i = 0; i < r->nr; i++) {
		if (!r->page[i])
			continue;
		words_copy(r->mm->phys, r->block + i, r->page[i]);
		if (READ_ONCE(frame_of(r, r->page[i])->dirty))
			WRITE_ONCE(block->dirty, 1);
	}
}

/* The ptes of a table that is about to go. D, under its lock */
static void clear_ptes(const struct retract *r, u64 table)
{
	struct ptw_mm *mm = r->mm;
	struct slot slot;
	struct seen seen;
	u64 i;

	for (i = 0; i < r->nr; i++) {
		slot_of(mm, table, HUGE_LEVEL - 1, r->va + i * page_size(mm), &slot);
		pte_read(mm, slot_xchg(&slot, 0), slot.level, &seen);
		r->page[i] = NO_FRAME;
		if (unmap_seen(mm, &seen, slot.level))
			r->page[i] = seen.pa >> mm->phys->page_shift;
	}
}

/* Take the table out of reach. */
static void take_table(const struct retract *r, const struct slot *slot, u64 table)
{
	struct ptw_mm *mm = r->mm;
	struct slot pte;

	slot_of(mm, table, HUGE_LEVEL - 1, r->va, &pte);
	slots_lock(mm, slot, &pte);
	clear_ptes(r, table);
	slot_set(slot, 0);
	flush(mm);
	slots_unlock(mm, slot, &pte);
}

/* With the block that the cache has locked (B) */
static void retract_table(const struct retract *r)
{
	struct ptw_mm *mm = r->mm;
	struct ptw_invalidation range;
	struct slot slot;
	struct seen seen;
	u64 table, i;

	tables_find(mm, r->va, HUGE_LEVEL, &slot);
	pte_read(mm, slot_get(&slot), slot.level, &seen);
	if (seen.is != IS_TABLE)
		return;
	table = seen.pa >> mm->phys->page_shift;
	down_write(&mm->phys->rmap);
	announce(mm, &range, PTW_EVENT_CLEAR, r->va, r->va + level_size(mm, HUGE_LEVEL) - 1);
	take_table(r, &slot, table);
	announced(mm, &range);
	up_write(&mm->phys->rmap);
	table_free_rcu(mm, table); /* A */
	for (i = 0; i < r->nr; i++)
		if (r->page[i])
			frame_put(mm->phys, frame_head(mm->phys, frame_of(r, r->page[i])));
}

/* Single pages are locked. */
static int make_block(const struct retract *r)
{
	struct frame *block = frame_of(r, r->block);
	int ret = 0;

	frame_lock(block);
	unmap_pages(r);
	if (file_join(r->mm->phys, r->vma->file, r->index, r->page, r->block))
		copy_pages(r);
	else
		ret = -EBUSY; /* C */
	unlock_pages(r);
	if (!ret)
		retract_table(r);
	frame_unlock(block);
	return ret;
}

static int retract(const struct retract *r)
{
	u64 first;

	if (!lock_pages(r))
		return -ENOENT;
	first = r->page[0];
	if (!first || !frame_of(r, first)->order)
		return make_block(r);
	retract_table(r); /* D */
	file_unlock(r->mm->phys, first);
	return 0;
}

/*
 * @va, @vma: Of a span that is all in the mapping. @block: With a reference, which is the
 * caller's where this fails. With mmap_lock held for writing
 */
int collapse_file(struct ptw_mm *mm, struct vma *vma, u64 va, u64 block)
{
	struct retract r = { .mm = mm, .vma = vma, .va = va, .block = block };
	int ret;

	r.nr = BIT_ULL(huge_order(mm));
	r.index = vma_index(mm, vma, va);
	if (r.index & (r.nr - 1))
		return -EINVAL;
	r.page = kcalloc(r.nr, sizeof(*r.page), GFP_KERNEL);
	if (!r.page)
		return -ENOMEM;
	ret = retract(&r);
	kfree(r.page);
	return ret;
}
