// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Write-back: a page is called clean, and then copied to the storage. (Race L)
 *
 *	mutator                          processor, mirror
 *	-------                          -----------------
 *	                                 writes
 *	begin (PROTECTION_PAGE)
 *	                                 the mirror drops the page
 *	pte: read-only and clean, by one RMW
 *	flush
 *	end
 *	                                 the next write faults: waits for the frame's lock
 *	frame: clean
 *	copies it to the storage
 *	unlocks the frame
 *	                                 the fault: frame dirty, then pte writable
 *
 * A. The right to write is gone everywhere before the frame is called clean. In the
 *    other order, what is written between the two is dirty in no pte and in no frame: it
 *    would never be written back.
 * B. Dirty moves from the pte to the frame in the RMW that clears it, before the frame's
 *    own flag is taken: a page that was written to is never seen clean before its copy.
 */
#include "mm/rmap.h"

/* B, with the table locked. Linux: page_vma_mkclean_one() */
static void clean_pte(struct ptw_mm *mm, const struct slot *slot, struct frame *head)
{
	struct seen seen;
	u64 pte;

	do {
		pte = slot_get(slot);
		pte_read(mm, pte, slot->level, &seen);
		if (seen.is != IS_MAPPED || frame_head(mm->phys, seen_frame(mm, &seen)) != head ||
		    !(seen.rights & PTW_WANT_WRITE || seen.attr & PTW_ATTR_DIRTY))
			return;
		if (seen.attr & PTW_ATTR_DIRTY)
			WRITE_ONCE(head->dirty, 1);
		seen.rights &= ~(u32)PTW_WANT_WRITE;
		seen.attr &= ~(u32)PTW_ATTR_DIRTY;
	} while (!slot_try(slot, pte, pte_again(mm, slot->level, &seen)));
	flush(mm);
}

static int clean_range(struct rmap_walk *walk, struct ptw_mm *mm, u64 first, u64 last, u64 nr)
{
	struct ptw_invalidation range;
	struct slot slot;
	u64 va;

	(void)nr;
	announce(mm, &range, PTW_EVENT_PROTECTION_PAGE, first, last);
	for (va = first; va < last; va = (va | (level_size(mm, slot.level) - 1)) + 1) {
		tables_find(mm, va, 0, &slot);
		spin_lock(slot_lock(mm, &slot));
		clean_pte(mm, &slot, walk->head);
		spin_unlock(slot_lock(mm, &slot));
	}
	announced(mm, &range);
	return 0;
}

/* A locked block of a file. Linux: folio_clear_dirty_for_io() */
static void write_back(struct ptw_phys *phys, struct frame *head)
{
	struct rmap_walk walk = { phys, head, clean_range };

	rmap_walk(&walk);
	if (xchg(&head->dirty, 0)) /* A */
		file_store(phys, head);
}

/*
 * The head of the page of the file that is mapped at @va, with a reference. Return: -EAGAIN
 * where it was being migrated. Under mmap_lock
 */
static int find_page(struct ptw_mm *mm, u64 va, struct frame **head)
{
	struct vma *vma = vma_find(mm, va);
	struct slot slot;
	struct seen seen;
	int ret = -ENOENT;
	u64 pte;

	if (!vma)
		return -ENOENT;
	if (vma->kind != PTW_VMA_FILE)
		return -EOPNOTSUPP;
	tables_find(mm, va, 0, &slot);
	spin_lock(slot_lock(mm, &slot));
	pte = slot_get(&slot);
	pte_read(mm, pte, slot.level, &seen);
	if (seen.is == IS_MAPPED) {
		*head = frame_head(mm->phys, seen_frame(mm, &seen));
		frame_get(*head);
		ret = 0;
	}
	spin_unlock(slot_lock(mm, &slot));
	if (seen.is != IS_MIGRATION)
		return ret;
	wait_until(READ_ONCE(*slot.at) != pte); /* As a fault does */
	return -EAGAIN;
}

/* Return: -EAGAIN where the page has been migrated before it was locked */
static int clean_once(struct ptw_mm *mm, u64 va)
{
	struct frame *head;
	int ret;

	down_read(&mm->mmap_lock);
	ret = find_page(mm, va, &head);
	up_read(&mm->mmap_lock);
	if (ret)
		return ret;
	frame_lock(head);
	if (head->file)
		write_back(mm->phys, head);
	else
		ret = -EAGAIN;
	frame_unlock(head);
	frame_put(mm->phys, head);
	return ret;
}

int ptw_mm_clean(struct ptw_mm *mm, __u64 va)
{
	int ret = -EAGAIN, i;

	for (i = 0; i < FAULT_TRIES && ret == -EAGAIN; i++)
		ret = clean_once(mm, va);
	return ret;
}
PTW_EXPORT(ptw_mm_clean);

int ptw_mm_stored(struct ptw_mm *mm, __u64 va, __u64 *word)
{
	u64 offset = va & (page_size(mm) - 1);
	int ret = -ENOENT;
	struct vma *vma;

	if (va & 7)
		return -EINVAL;
	down_read(&mm->mmap_lock);
	vma = vma_find(mm, va);
	if (vma)
		ret = file_stored(mm->phys, vma->file, vma_index(mm, vma, va), offset, word);
	up_read(&mm->mmap_lock);
	return ret;
}
PTW_EXPORT(ptw_mm_stored);
