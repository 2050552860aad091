// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * THP split: one huge leaf becomes a table of small ones. (Race D)
 *
 *	mutator                          lockless walker
 *	-------                          ---------------
 *	begin (CLEAR, the whole page)
 *	                                 loads the slot: the huge leaf
 *	slot: invalid, still a leaf
 *	flush
 *	                                 loads the slot: soft, "invalid"
 *	fills the deposited table
 *	slot: that table, by a release
 *	                                 loads the slot: a table; its ptes are filled
 *	end
 *	                                 C: the sequence moved: retry
 *
 * A. Nobody sees a mix: the slot is the huge leaf, or invalid, or points to a table that
 *    is full. Small ptes lead to the same frames as the huge one did.
 * B. What the processor has set until the slot is invalid is in the value that the xchg
 *    returned, and goes to every small pte; after it the processor faults.
 * C. It cannot fail: the table was deposited when the huge page was mapped. Pins keep
 *    the frames, which stay one block, and not the leaf.
 * D. A huge leaf of a PFNMAP mapping, or of a file, is cleared instead, and faults bring
 *    what fits then: of a file from its cache.
 */
#include "mm/rmap.h"
#include "mm/split.h"

/* The block's references and counts become those of its pages. */
static void split_counts(struct ptw_mm *mm, struct frame *head)
{
	u64 nr = frame_nr(mm->phys, head), pages = BIT_ULL(huge_order(mm)), i;

	count_add(&head->refs, pages - 1);
	count_add(&head->shared, 1);
	count_add(&head->mapped, pages - 1);
	for (i = 0; i < pages; i++) {
		count_add(&mm->phys->frames[nr + i].maps, 1);
		WRITE_ONCE(mm->phys->frames[nr + i].exclusive, READ_ONCE(head->exclusive));
	}
	count_add(&head->whole, -1ULL);
}

static void split_huge(struct ptw_mm *mm, const struct slot *slot, const struct seen *old)
{
	u64 table = deposit_take(mm, slot), *words = frame_words(mm->phys, table), i;
	struct seen small;

	pte_read(mm, slot_xchg(slot, pte_invalid(mm, slot->level, old)), slot->level, &small);
	flush(mm);
	split_counts(mm, frame_at(mm->phys, small.pa));
	for (i = 0; i < BIT_ULL(mm->phys->index_bits); i++) {
		WRITE_ONCE(words[i], pte_again(mm, slot->level - 1, &small)); /* B */
		small.pa += page_size(mm);
	}
	slot_set(slot, pte_table(mm, slot->level, table)); /* A */
}

/* D */
static void clear_huge(struct ptw_mm *mm, const struct slot *slot)
{
	struct frame *head;
	struct seen seen;

	pte_read(mm, slot_xchg(slot, 0), slot->level, &seen);
	flush(mm);
	head = unmap_seen(mm, &seen, slot->level);
	if (head)
		frame_put(mm->phys, head);
}

/* Under the lock of the slot's table, and inside an announced range. No-op for no leaf */
void split_locked(struct ptw_mm *mm, const struct slot *slot)
{
	struct seen seen;

	pte_read(mm, slot_get(slot), slot->level, &seen);
	if (!slot->level || seen.is != IS_MAPPED)
		return;
	if (has_deposit(mm, &seen))
		split_huge(mm, slot, &seen);
	else
		clear_huge(mm, slot);
}

/* Split what huge leaf there is at @va. Return: -ENOENT without. Under mmap_lock */
int split_at(struct ptw_mm *mm, u64 va)
{
	struct ptw_invalidation range;
	struct slot slot;
	struct seen seen;
	u64 span;

	tables_find(mm, va, 0, &slot);
	pte_read(mm, slot_get(&slot), slot.level, &seen);
	if (!slot.level || seen.is == IS_NONE)
		return -ENOENT;
	span = level_size(mm, slot.level) - 1;
	announce(mm, &range, PTW_EVENT_CLEAR, va & ~span, va | span);
	spin_lock(slot_lock(mm, &slot));
	split_locked(mm, &slot);
	spin_unlock(slot_lock(mm, &slot));
	announced(mm, &range);
	return 0;
}

/* Leave no huge leaf that reaches over the border before @va */
void split_across(struct ptw_mm *mm, u64 va)
{
	struct slot slot;

	if (!va || va > mm_last(mm))
		return;
	tables_find(mm, va, 0, &slot);
	if (slot.level && slot_get(&slot) && va & (level_size(mm, slot.level) - 1))
		split_at(mm, va);
}

int ptw_mm_split(struct ptw_mm *mm, __u64 va)
{
	int ret = -ENOENT;

	down_read(&mm->mmap_lock);
	if (vma_find(mm, va))
		ret = split_at(mm, va);
	up_read(&mm->mmap_lock);
	return ret;
}
PTW_EXPORT(ptw_mm_split);
