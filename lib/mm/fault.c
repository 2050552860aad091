// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Page faults: what is not there is brought. (Linux: handle_mm_fault())
 *
 *	fault                            lockless walker
 *	-----                            ---------------
 *	takes a page, fills it
 *	                                 loads the slot: a hole
 *	locks the table; still a hole?
 *	slot: the page, by a release
 *	                                 loads the slot: the page; what is in it was there
 *	                                 before the pte was
 *
 * A. From hole to page nothing is announced: nobody mirrors a hole.
 * B. What was seen without the lock decides only what is prepared. Under the lock the
 *    slot is compared, and where it has changed all begins again, FAULT_TRIES times.
 * C. Tables are not taken away while mmap_lock is held for reading.
 * D. Where a page is being migrated, or split, the fault waits for the slot to change.
 *    Who is at it needs no lock of ours to get on.
 */
#include "mm/fault.h"

static u32 fault_attr(const struct fault *fault)
{
	return PTW_ATTR_ACCESSED | (fault->want & PTW_WANT_WRITE ? PTW_ATTR_DIRTY : 0);
}

/* Whether a whole slot of @level lies in the mapping, and its pa, or page, is aligned */
static bool level_fits(const struct fault *fault, unsigned int level)
{
	u64 span = level_size(fault->mm, level) - 1, first = fault->va & ~span;

	if (!(fault->mm->space.fmt->leaf_levels >> level & 1) || first < fault->vma->first ||
	    (first | span) > fault->vma->last)
		return false;
	if (fault->vma->kind == PTW_VMA_FILE)
		return !(vma_index(fault->mm, fault->vma, first) &
			 (span >> fault->mm->phys->page_shift));
	return fault->vma->kind != PTW_VMA_PFNMAP ||
	       !((fault->vma->pa + (first - fault->vma->first)) & span);
}

static unsigned int fault_level(const struct fault *fault)
{
	unsigned int level = fault->vma->level;

	if (fault->vma->flags & PTW_VMA_HUGE)
		level = HUGE_LEVEL;
	while (level && !level_fits(fault, level))
		level--;
	return level;
}

/* B. @frame: Counted, or %NULL; the head where the slot is a huge one */
static int install(struct fault *fault, u64 pte, struct frame *frame)
{
	bool empty;

	spin_lock(slot_lock(fault->mm, &fault->slot));
	empty = !slot_get(&fault->slot);
	if (empty && frame && fault->slot.level)
		map_huge(frame);
	else if (empty && frame)
		map_small(fault->mm, frame);
	if (empty)
		slot_set(&fault->slot, pte);
	spin_unlock(slot_lock(fault->mm, &fault->slot));
	return empty ? 0 : -EAGAIN;
}

static int bring_pfn(struct fault *fault)
{
	u64 first = fault->va & ~(level_size(fault->mm, fault->slot.level) - 1);

	return install(fault,
		       pte_mapped(fault->mm, fault->slot.level,
				  fault->vma->pa + (first - fault->vma->first), fault->vma->rights,
				  fault_attr(fault) | PTW_ATTR_SPECIAL),
		       NULL);
}

/*
 * The owner can have taken it away: SIGBUS, in Linux. Then the frame may be any page, so
 * it is looked at under the reference.
 */
static int bring_device(struct fault *fault)
{
	u64 first = fault->va & ~(page_size(fault->mm) - 1);
	u64 pa = fault->vma->pa + (first - fault->vma->first);
	struct frame *frame = frame_at(fault->mm->phys, pa);
	int ret = -EFAULT;

	if (!frame_tryget(frame))
		return ret;
	if (READ_ONCE(frame->kind) == PTW_PAGE_ZONE_DEVICE)
		ret = install(fault,
			      pte_mapped(fault->mm, 0, pa, fault->vma->rights, fault_attr(fault)),
			      frame);
	if (ret)
		frame_put(fault->mm->phys, frame);
	return ret;
}

/*
 * What is written back is mapped without the right to write until somebody writes: that
 * fault calls it dirty. Under the frame's lock, so that write-back comes before or after.
 */
static int install_file(struct fault *fault, struct frame *frame, struct frame *head)
{
	struct ptw_phys *phys = fault->mm->phys;
	u32 rights = fault->vma->rights;

	if (fault->want & PTW_WANT_WRITE)
		WRITE_ONCE(head->dirty, 1);
	else if (fault->vma->kind == PTW_VMA_FILE)
		rights &= ~(u32)PTW_WANT_WRITE;
	return install(fault,
		       pte_mapped(fault->mm, fault->slot.level,
				  frame_pa(phys, frame_nr(phys, frame)), rights, fault_attr(fault)),
		       frame);
}

/* A block of the cache is mapped huge where it fits, and where no table is. */
static int bring_file(struct fault *fault)
{
	u64 index = vma_index(fault->mm, fault->vma, fault->va);
	struct ptw_phys *phys = fault->mm->phys;
	u64 nr = file_page(phys, fault->vma, index);
	struct frame *frame = &phys->frames[nr], *head = frame_head(phys, frame);
	bool whole = fault->slot.level && head->order == huge_order(fault->mm);
	int ret = 0;

	if (!nr)
		return -ENOMEM;
	if (!whole)
		ret = tables_make(fault->mm, fault->va, 0, &fault->slot);
	if (!ret && fault->slot.level != whole)
		ret = -EAGAIN;
	if (!ret)
		ret = install_file(fault, whole ? head : frame, head);
	frame_unlock(head);
	if (ret)
		frame_put(phys, head);
	return ret;
}

/* A read finds the zero page: special, and counted by nobody. */
static int bring_zero(struct fault *fault)
{
	return install(fault,
		       pte_mapped(fault->mm, 0, 0, fault->vma->rights & ~(u32)PTW_WANT_WRITE,
				  PTW_ATTR_ACCESSED | PTW_ATTR_SPECIAL),
		       NULL);
}

static int bring_small(struct fault *fault)
{
	struct ptw_phys *phys = fault->mm->phys;
	u64 nr;
	int ret;

	if (!(fault->want & PTW_WANT_WRITE))
		return bring_zero(fault);
	nr = page_alloc(phys, 0);
	if (!nr)
		return -ENOMEM;
	frame_set_anon(fault->mm, nr, vma_index(fault->mm, fault->vma, fault->va));
	ret = install(fault,
		      pte_mapped(fault->mm, 0, frame_pa(phys, nr), fault->vma->rights,
				 fault_attr(fault)),
		      &phys->frames[nr]);
	if (ret)
		frame_put(phys, &phys->frames[nr]);
	return ret;
}

/* With its table for the day it is split. There is no huge zero page: a read takes one. */
static int install_huge(struct fault *fault, u64 nr, u64 table)
{
	u32 write = fault->vma->rights & PTW_WANT_WRITE ? PTW_ATTR_DIRTY : 0;
	u64 pte = pte_mapped(fault->mm, HUGE_LEVEL, frame_pa(fault->mm->phys, nr),
			     fault->vma->rights, PTW_ATTR_ACCESSED | write);
	bool empty;

	spin_lock(slot_lock(fault->mm, &fault->slot));
	empty = !slot_get(&fault->slot);
	if (empty) {
		map_huge(&fault->mm->phys->frames[nr]);
		deposit_put(fault->mm, &fault->slot, table);
		slot_set(&fault->slot, pte);
	}
	spin_unlock(slot_lock(fault->mm, &fault->slot));
	return empty ? 0 : -EAGAIN;
}

/* Where there is no block left, a small page does. */
static int bring_huge(struct fault *fault)
{
	struct ptw_mm *mm = fault->mm;
	u64 nr = page_alloc(mm->phys, huge_order(mm)), table;
	u64 first = fault->va & ~(level_size(mm, HUGE_LEVEL) - 1);
	int ret = -ENOMEM;

	if (!nr) {
		ret = tables_make(mm, fault->va, 0, &fault->slot);
		if (ret)
			return ret;
		return fault->slot.level ? -EAGAIN : bring_small(fault);
	}
	frame_set_anon(mm, nr, vma_index(mm, fault->vma, first));
	table = table_alloc(mm, HUGE_LEVEL - 1);
	if (table)
		ret = install_huge(fault, nr, table);
	if (ret && table)
		table_free_now(mm->phys, table);
	if (ret)
		frame_put(mm->phys, &mm->phys->frames[nr]);
	return ret;
}

static int bring(struct fault *fault)
{
	switch (fault->vma->kind) {
	case PTW_VMA_ANON:
		return fault->slot.level ? bring_huge(fault) : bring_small(fault);
	case PTW_VMA_PFNMAP:
		return bring_pfn(fault);
	case PTW_VMA_DEVICE:
		return bring_device(fault);
	default:
		return bring_file(fault);
	}
}

/* Rights and attributes on top of what the pte had, if it is still what it was */
int fault_upgrade(struct fault *fault, u32 rights, u32 attr)
{
	struct seen seen = fault->seen;
	bool done;

	seen.rights = rights;
	seen.attr |= attr;
	spin_lock(slot_lock(fault->mm, &fault->slot));
	done = slot_try(&fault->slot, fault->pte, pte_again(fault->mm, fault->slot.level, &seen));
	spin_unlock(slot_lock(fault->mm, &fault->slot));
	return done ? 0 : -EAGAIN;
}

static int fault_mapped(struct fault *fault)
{
	u32 missing = fault->want & ~fault->seen.rights;

	if (!missing)
		return fault_upgrade(fault, fault->seen.rights, fault_attr(fault));
	/* Other rights than that to write are in the pte as soon as in the mapping. */
	return missing == PTW_WANT_WRITE ? wp_fault(fault) : -EAGAIN;
}

static int fault_once(struct fault *fault)
{
	unsigned int level;
	int ret;

	fault->vma = vma_find(fault->mm, fault->va);
	if (!fault->vma || fault->want & ~fault->vma->rights || !fault->vma->rights)
		return -EFAULT;
	level = fault_level(fault);
	for (;; level--) {
		ret = tables_make(fault->mm, fault->va, level, &fault->slot);
		if (ret)
			return ret;
		fault->pte = slot_get(&fault->slot);
		pte_read(fault->mm, fault->pte, fault->slot.level, &fault->seen);
		if (fault->seen.is != IS_TABLE || !level)
			break;
	}
	switch (fault->seen.is) {
	case IS_NONE:
		/* A huge leaf stood here, where none fits, and was taken away. */
		return fault->slot.level > level ? -EAGAIN : bring(fault);
	case IS_MAPPED:
		return fault_mapped(fault);
	case IS_MIGRATION:
	case IS_INVALID:
		wait_until(READ_ONCE(*fault->slot.at) != fault->pte); /* D */
		return -EAGAIN;
	default:
		return -EFAULT;
	}
}

/* Under mmap_lock */
int mm_fault(struct ptw_mm *mm, u64 va, u32 want)
{
	struct fault fault = { .mm = mm, .va = va };
	int ret = -EAGAIN, i;

	fault.want = want & PTW_RIGHTS_USER;
	for (i = 0; i < FAULT_TRIES && ret == -EAGAIN; i++)
		ret = fault_once(&fault);
	return ret;
}

int ptw_mm_fault(struct ptw_mm *mm, __u64 va, unsigned int want)
{
	int ret;

	down_read(&mm->mmap_lock);
	ret = mm_fault(mm, va, want);
	up_read(&mm->mmap_lock);
	return ret;
}
PTW_EXPORT(ptw_mm_fault);
