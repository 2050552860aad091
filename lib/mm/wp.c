// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Write faults on what is mapped without the right to write: copy on write, and the
 * first write to a file's page. (Race K; Linux: do_wp_page())
 *
 *	fault                            lockless walker
 *	-----                            ---------------
 *	holds the old page, copies it
 *	                                 S: reads the sequence
 *	                                 loads the pte: the old page, read-only
 *	begin (CLEAR, the page)
 *	pte: empty; flush
 *	pte: the new page
 *	end
 *	lets go of the old page
 *	                                 C: the sequence moved: retry
 *
 * A. Without begin before the new pte, a mirror that reads the old page would never see
 *    what is written to the new one.
 * B. The old page does not change while it is copied: no pte grants a write to it, and
 *    the reference we hold keeps others from taking it for theirs alone.
 * C. An exclusive page, or one to which the pte has the only reference, is not copied.
 */
#include "mm/fault.h"
#include "mm/split.h"

#define WRITTEN (PTW_ATTR_ACCESSED | PTW_ATTR_DIRTY)

/*
 * Hold the page that the pte maps. Return: %NULL where the pte has changed, or where it is
 * what it was again, and C speaks for the page by now
 */
static struct frame *hold(struct fault *fault)
{
	struct ptw_mm *mm = fault->mm;
	struct frame *frame = seen_frame(mm, &fault->seen);
	bool same;

	spin_lock(slot_lock(mm, &fault->slot));
	same = slot_get(&fault->slot) == fault->pte && !READ_ONCE(frame->exclusive);
	if (same)
		frame_get(frame_head(mm->phys, frame));
	spin_unlock(slot_lock(mm, &fault->slot));
	return same ? frame : NULL;
}

/* C: under the lock of the table. Linux: wp_can_reuse_anon_folio() */
static bool can_reuse(const struct fault *fault, struct frame *frame)
{
	if (READ_ONCE(frame->exclusive))
		return true;
	if (!fault->slot.level && READ_ONCE(frame->order))
		return false;
	return READ_ONCE(frame_head(fault->mm->phys, frame)->refs) == 1;
}

static bool reuse(struct fault *fault, struct frame *frame)
{
	struct seen seen = fault->seen;
	bool done = false;

	seen.rights = fault->vma->rights;
	seen.attr |= WRITTEN;
	spin_lock(slot_lock(fault->mm, &fault->slot));
	if (slot_get(&fault->slot) == fault->pte && can_reuse(fault, frame)) {
		WRITE_ONCE(frame->exclusive, 1);
		done = slot_try(&fault->slot, fault->pte,
				pte_again(fault->mm, fault->slot.level, &seen));
	}
	spin_unlock(slot_lock(fault->mm, &fault->slot));
	return done;
}

/* Put the new page where the old one is, if that is still there. */
static bool replace(struct fault *fault, struct frame *new)
{
	struct ptw_mm *mm = fault->mm;
	u64 pte = pte_mapped(mm, 0, frame_pa(mm->phys, frame_nr(mm->phys, new)), fault->vma->rights,
			     WRITTEN);
	u64 page = fault->va & ~(page_size(mm) - 1);
	struct ptw_invalidation range;
	struct frame *head = NULL;
	bool done;

	announce(mm, &range, PTW_EVENT_CLEAR, page, page + page_size(mm) - 1); /* A */
	spin_lock(slot_lock(mm, &fault->slot));
	done = slot_try(&fault->slot, fault->pte, 0);
	if (done) {
		flush(mm);
		head = unmap_seen(mm, &fault->seen, 0);
		map_small(mm, new);
		slot_set(&fault->slot, pte);
	}
	spin_unlock(slot_lock(mm, &fault->slot));
	announced(mm, &range);
	if (head)
		frame_put(mm->phys, head);
	return done;
}

/* @old: Held, or %NULL for the zero page */
static int copy(struct fault *fault, struct frame *old)
{
	struct ptw_phys *phys = fault->mm->phys;
	u64 nr = page_alloc(phys, 0);

	if (!nr)
		return -ENOMEM;
	if (old)
		words_copy(phys, nr, frame_nr(phys, old)); /* B */
	frame_set_anon(fault->mm, nr, vma_index(fault->mm, fault->vma, fault->va));
	if (replace(fault, &phys->frames[nr]))
		return 0;
	frame_put(phys, &phys->frames[nr]);
	return -EAGAIN;
}

static int wp_anon(struct fault *fault)
{
	struct frame *frame = seen_frame(fault->mm, &fault->seen);
	int ret;

	if (!frame)
		return copy(fault, NULL);
	if (reuse(fault, frame))
		return 0;
	if (fault->slot.level) {
		split_at(fault->mm, fault->va);
		return -EAGAIN;
	}
	frame = hold(fault);
	if (!frame)
		return -EAGAIN;
	ret = copy(fault, frame);
	frame_put(fault->mm->phys, frame_head(fault->mm->phys, frame));
	return ret;
}

/*
 * The page is called dirty before the pte grants the write, and under the frame's lock:
 * write-back is before that, and has taken the right away, or after it, and takes it
 * again. Linux: wp_page_shared()
 */
static int wp_file(struct fault *fault)
{
	struct frame *frame = hold(fault), *head;
	int ret = -EAGAIN;

	if (!frame)
		return ret;
	head = frame_head(fault->mm->phys, frame);
	frame_lock(head);
	if (head->file) {
		WRITE_ONCE(head->dirty, 1);
		ret = fault_upgrade(fault, fault->vma->rights, WRITTEN);
	}
	frame_unlock(head);
	frame_put(fault->mm->phys, head);
	return ret;
}

int wp_fault(struct fault *fault)
{
	switch (fault->vma->kind) {
	case PTW_VMA_ANON:
		return wp_anon(fault);
	case PTW_VMA_FILE:
		return wp_file(fault);
	default:
		return fault_upgrade(fault, fault->vma->rights, WRITTEN);
	}
}
