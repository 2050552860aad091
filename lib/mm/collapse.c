// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * THP collapse, anonymous: a table of small ptes becomes one huge leaf. (Race E)
 *
 *	mutator                          lockless walker
 *	-------                          ---------------
 *	begin (CLEAR, the whole span)
 *	                                 S: reads the sequence
 *	                                 loads the slot: the table; enters it
 *	slot: empty, flush
 *	end
 *	waits for walkers                loads a pte: the old page
 *	                                 C: the sequence moved: retry; leaves
 *	looks at the pages, copies them
 *	clears the old table
 *	slot: the huge leaf; the old table is deposited
 *
 * A. end comes before the pages are looked at: from then on the span is a hole, for
 *    everybody. Nobody who walks now finds the old ptes, and who found them must retry.
 * B. The wait lies between the empty slot and the first change of the table. The table
 *    is not freed by a grace period: it is deposited, written to by the next split, or
 *    given back at once by the next unmap. A walker that is still inside would see that.
 *    (Linux: tlb_remove_table_sync_one(), an interrupt to every processor.)
 * C. A page that somebody holds is not copied, for he could write to it afterwards. Who
 *    gets a reference after we counted had seen the old pte; he looks at the tables
 *    again, finds the hole, and gives it back. Or he saw the pte of another address space
 *    that shares the page: that one grants no write.
 * D. Where a page speaks against it the old table comes back, unchanged.
 */
#include "mm/retract.h"
#include "mm/rmap.h"

/* @slot: Of the huge leaf. @table: The old one. @nr: The new block */
struct collapse {
	struct ptw_mm *mm;
	struct vma *vma;
	struct slot slot;
	u64 va;
	u64 table;
	u64 nr;
};

static void small_slot(const struct collapse *c, u64 i, struct slot *slot, struct seen *seen)
{
	slot->at = frame_words(c->mm->phys, c->table) + i;
	slot->table = c->table;
	slot->level = HUGE_LEVEL - 1;
	pte_read(c->mm, slot_get(slot), slot->level, seen);
}

/*
 * C: whether all references are those of ptes. Ptes of other address spaces may come and
 * go meanwhile. One that goes between the two counts makes the second too small, which is
 * as well; where one has come, the second could be as large as the first with somebody
 * else's reference.
 */
static bool is_alone(const struct ptw_mm *mm, const struct frame *frame)
{
	const struct frame *head = frame_head(mm->phys, frame);
	u64 shared = smp_load_acquire(&head->shared);
	/* Pairs with the try_cmpxchg() in frame_put(): what he wrote who let go is copied. */
	u64 refs = smp_load_acquire(&head->refs);

	return smp_load_acquire(&head->mapped) == refs && READ_ONCE(head->shared) == shared;
}

/* Linux: __collapse_huge_page_isolate(). Holes and zero pages will be zeros. */
static int isolate(const struct collapse *c)
{
	u64 i, found = 0;
	struct frame *frame;
	struct slot slot;
	struct seen seen;

	for (i = 0; i < BIT_ULL(huge_order(c->mm)); i++) {
		small_slot(c, i, &slot, &seen);
		if (seen.is == IS_NONE || (seen.is == IS_MAPPED && seen.attr & PTW_ATTR_SPECIAL))
			continue;
		frame = seen_frame(c->mm, &seen);
		if (seen.is != IS_MAPPED || !frame || !is_alone(c->mm, frame))
			return -EBUSY;
		found++;
	}
	return found ? 0 : -ENOENT;
}

static void copy_pages(const struct collapse *c)
{
	struct frame *frame;
	struct slot slot;
	struct seen seen;
	u64 i;

	for (i = 0; i < BIT_ULL(huge_order(c->mm)); i++) {
		small_slot(c, i, &slot, &seen);
		frame = seen.is == IS_MAPPED ? seen_frame(c->mm, &seen) : NULL;
		if (frame)
			words_copy(c->mm->phys, c->nr + i, frame_nr(c->mm->phys, frame));
	}
}

/* B: nobody is in the table any more. Linux: __collapse_huge_page_copy_succeeded() */
static void clear_table(const struct collapse *c)
{
	struct frame *head;
	struct slot slot;
	struct seen seen;
	u64 i;

	for (i = 0; i < BIT_ULL(huge_order(c->mm)); i++) {
		small_slot(c, i, &slot, &seen);
		spin_lock(slot_lock(c->mm, &slot));
		pte_read(c->mm, slot_xchg(&slot, 0), slot.level, &seen);
		head = unmap_seen(c->mm, &seen, slot.level);
		spin_unlock(slot_lock(c->mm, &slot));
		if (head)
			frame_put(c->mm->phys, head);
	}
}

/* Take the table out of reach, to its end, and until nobody is in it. */
static void detach(const struct collapse *c)
{
	struct ptw_mm *mm = c->mm;
	struct ptw_invalidation range;

	announce(mm, &range, PTW_EVENT_CLEAR, c->va, c->va + level_size(mm, HUGE_LEVEL) - 1);
	spin_lock(slot_lock(mm, &c->slot));
	slot_set(&c->slot, 0);
	flush(mm);
	spin_unlock(slot_lock(mm, &c->slot));
	announced(mm, &range); /* A */
	synchronize_rcu();     /* B */
}

static void set_slot(const struct collapse *c, u64 pte, bool deposit)
{
	spin_lock(slot_lock(c->mm, &c->slot));
	if (deposit)
		deposit_put(c->mm, &c->slot, c->table);
	slot_set(&c->slot, pte);
	spin_unlock(slot_lock(c->mm, &c->slot));
}

static void map_block(const struct collapse *c)
{
	struct frame *head = &c->mm->phys->frames[c->nr];

	frame_set_anon(c->mm, c->nr, vma_index(c->mm, c->vma, c->va));
	WRITE_ONCE(head->dirty, 1);
	map_huge(head);
	set_slot(c,
		 pte_mapped(c->mm, HUGE_LEVEL, frame_pa(c->mm->phys, c->nr), c->vma->rights,
			    PTW_ATTR_ACCESSED |
				    (c->vma->rights & PTW_WANT_WRITE ? PTW_ATTR_DIRTY : 0)),
		 true);
}

/*
 * With mmap_lock held for writing. Return: -ENOENT, -EEXIST, -EINVAL, or 0 with all set.
 * A file needs no table.
 */
static int find(struct collapse *c)
{
	u64 span = level_size(c->mm, HUGE_LEVEL) - 1;
	struct seen seen;

	c->va &= ~span;
	c->vma = vma_find(c->mm, c->va);
	if (!c->vma || !(c->vma->flags & PTW_VMA_HUGE) || c->vma->last < (c->va | span) ||
	    !c->vma->rights)
		return -EINVAL;
	tables_find(c->mm, c->va, HUGE_LEVEL, &c->slot);
	pte_read(c->mm, slot_get(&c->slot), c->slot.level, &seen);
	if (c->vma->file && (seen.is == IS_NONE || seen.is == IS_TABLE))
		return 0;
	if (c->slot.level != HUGE_LEVEL || seen.is == IS_NONE)
		return -ENOENT;
	if (seen.is != IS_TABLE)
		return -EEXIST;
	c->table = seen.pa >> c->mm->phys->page_shift;
	return 0;
}

static int collapse_anon(struct collapse *c)
{
	struct ptw_mm *mm = c->mm;
	int ret;

	/* As Linux's anon_vma lock: no rmap walk finds the table while it is detached. */
	down_write(&mm->phys->rmap);
	detach(c);
	ret = isolate(c);
	if (ret)
		set_slot(c, pte_table(mm, HUGE_LEVEL, c->table), false); /* D */
	up_write(&mm->phys->rmap);
	if (ret)
		return ret;
	copy_pages(c);
	clear_table(c);
	map_block(c);
	return 0;
}

int ptw_mm_collapse(struct ptw_mm *mm, __u64 va)
{
	struct collapse c = { .mm = mm, .va = va };
	int ret;

	c.nr = page_alloc(mm->phys, huge_order(mm));
	down_write(&mm->mmap_lock);
	ret = find(&c);
	if (!ret && !c.nr)
		ret = -ENOMEM;
	if (!ret)
		ret = c.vma->file ? collapse_file(mm, c.vma, c.va, c.nr) : collapse_anon(&c);
	up_write(&mm->mmap_lock);
	/* Anonymous, the pte has our reference; those of a cache are its own. */
	if (c.nr && (ret || c.vma->file))
		frame_put(mm->phys, &mm->phys->frames[c.nr]);
	return ret;
}
PTW_EXPORT(ptw_mm_collapse);
