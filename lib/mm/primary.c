// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What a secondary MMU asks: a lockless lookup, judged by the rules of enum ptw_why as
 * GUP judges; and the slow path. Twin of lib/kmod/policy.c.
 *
 *	lookup                           mutator
 *	------                           -------
 *	loads the pte: the page
 *	                                 takes the pte, gives the page back
 *	                                 the frame becomes another page
 *	looks at the frame
 *
 * A. A frame that says "plain memory" is believed as it is. If it is from another life,
 *    the pte has changed since it was loaded, its notifier was told, and the caller's
 *    retry check fails. A caller without that check says HOLD, and nothing is believed
 *    before B.
 * B. What a frame says otherwise is believed under a reference only, and after the pte
 *    has been seen unchanged under it: then the frame is the page that the pte maps,
 *    and stays it until it is put. Looks at the pte again can only refuse.
 * C. A walk that has begun in a table that collapse takes away could see the old pte
 *    twice. So the second look is a walk from the root: it meets the hole.
 */
#include "core/why.h"
#include "mm/fault.h"
#include "mm/primary.h"

/* What a pfn is. Of one that is not held this is a value, like the pfn itself. */
static enum ptw_page_kind kind_of(const struct ptw_phys *phys, u64 pa)
{
	const struct frame *frame = frame_at(phys, pa);

	return frame ? (enum ptw_page_kind)READ_ONCE(frame->kind) : PTW_PAGE_NONE;
}

/* B and C */
static bool unchanged(const struct ptw_mm *mm, u64 va, const struct ptw_leaf *leaf)
{
	struct ptw_leaf again;

	__ptw_follow(&mm->space, va, 0, &again);
	return again.pa == leaf->pa && again.pte == leaf->pte &&
	       ptw_leaf_kind(&again) == PTW_LEAF && ptw_leaf_level(&again) == ptw_leaf_level(leaf);
}

/* B: hold it, judge it, and let go of it unless the caller is to have the reference. */
static enum ptw_why judge_held(const struct ptw_mm *mm, u64 va, unsigned int flags,
			       struct frame *frame, struct ptw_page *page)
{
	struct frame *head = frame_head(mm->phys, frame);
	enum ptw_why why = PTW_WHY_GRANTED;

	if (!frame_tryget(head)) {
		if (!unchanged(mm, va, &page->leaf))
			return PTW_WHY_RACED;
		return PTW_WHY_NO_REFERENCE;
	}
	if (frame_head(mm->phys, frame) != head || !unchanged(mm, va, &page->leaf))
		why = PTW_WHY_RACED;
	else if (READ_ONCE(frame->secret))
		why = PTW_WHY_SECRET;
	if (why == PTW_WHY_GRANTED && flags & PTW_LOOKUP_HOLD)
		page->held = head;
	else
		frame_put(mm->phys, head);
	return why;
}

/* A */
static bool is_plain(const struct frame *frame)
{
	return READ_ONCE(frame->use) == FRAME_PAGE && READ_ONCE(frame->kind) == PTW_PAGE_NORMAL &&
	       !READ_ONCE(frame->secret);
}

static enum ptw_why judge_page(const struct ptw_mm *mm, u64 va, unsigned int flags,
			       struct ptw_page *page)
{
	struct frame *frame = frame_at(mm->phys, page->leaf.pa);

	page->kind = kind_of(mm->phys, page->leaf.pa);
	if (page->kind == PTW_PAGE_NONE)
		return PTW_WHY_NO_PAGE;
	if (page->kind == PTW_PAGE_ZONE_DEVICE)
		return PTW_WHY_ZONE_DEVICE;
	if (likely(!(flags & PTW_LOOKUP_HOLD) && is_plain(frame)))
		return PTW_WHY_GRANTED;
	return judge_held(mm, va, flags, frame, page);
}

static enum ptw_why judge_special(const struct ptw_mm *mm, unsigned int flags,
				  struct ptw_page *page)
{
	page->kind = kind_of(mm->phys, page->leaf.pa);
	if (flags & PTW_LOOKUP_HOLD || !(flags & (PTW_LOOKUP_PFNMAP | PTW_LOOKUP_OWNED)))
		return PTW_WHY_SPECIAL;
	return PTW_WHY_GRANTED;
}

/*
 * The answer of a walk, in a read section. Registers are such that the processor grants
 * all that the dialect does: only special ptes and uffd-wp are the dialect's.
 */
static enum ptw_why judge(const struct ptw_mm *mm, u64 va, unsigned int want, unsigned int flags,
			  int followed, struct ptw_page *page)
{
	unsigned int attr;

	if (unlikely(followed))
		return ptw_why_refused(&mm->space, va, &page->leaf);
	attr = ptw_leaf_attr(&mm->space, va, &page->leaf);
	page->writable = !!(ptw_leaf_rights(&page->leaf) & PTW_RIGHT_UW);
	if (unlikely(attr & PTW_ATTR_SPECIAL || flags & PTW_LOOKUP_OWNED))
		return judge_special(mm, flags, page);
	if (unlikely(attr & PTW_ATTR_UFFD_WP && want & PTW_WANT_WRITE))
		return PTW_WHY_RIGHTS;
	return judge_page(mm, va, flags, page);
}

static int look(const struct ptw_mm *mm, u64 va, unsigned int want, struct ptw_page *page)
{
	page->held = NULL;
	page->kind = PTW_PAGE_NONE;
	page->writable = 0;
	want &= PTW_RIGHTS_USER;
	return __ptw_follow(&mm->space, va, (want ? want : PTW_WANT_READ) | PTW_WANT_USER,
			    &page->leaf);
}

static enum ptw_verdict primary_lookup(struct ptw_primary *primary, __u64 va, unsigned int want,
				       unsigned int flags, struct ptw_page *page)
{
	struct ptw_mm *mm = container_of(primary, struct ptw_mm, primary);

	rcu_read_lock();
	page->why = judge(mm, va, want, flags, look(mm, va, want, page), page);
	rcu_read_unlock();
	return ptw_why_verdict(page->why);
}

/*
 * What is mapped after a fault, judged by the mapping: device memory and the zero page
 * are what GUP hands out, and what is PFNMAP needs no look at a frame.
 */
static enum ptw_why judge_faulted(const struct ptw_mm *mm, const struct vma *vma, u64 va,
				  unsigned int want, unsigned int flags, struct ptw_page *page)
{
	int followed;

	if (vma->kind == PTW_VMA_PFNMAP)
		flags |= PTW_LOOKUP_OWNED;
	followed = look(mm, va, want, page);
	page->why = judge(mm, va, want, flags, followed, page);
	if (page->why == PTW_WHY_SPECIAL && page->kind == PTW_PAGE_ZERO && !followed)
		page->why = PTW_WHY_GRANTED;
	else if (page->why != PTW_WHY_ZONE_DEVICE)
		return page->why;
	if (flags & PTW_LOOKUP_HOLD)
		return judge_held(mm, va, flags, frame_at(mm->phys, page->leaf.pa), page);
	return PTW_WHY_GRANTED;
}

static int refused(enum ptw_why why)
{
	switch (ptw_why_verdict(why)) {
	case PTW_ALLOW:
		return 0;
	case PTW_DENY:
		return why == PTW_WHY_HWPOISON ? -EHWPOISON : -EFAULT;
	default:
		return -EAGAIN;
	}
}

/* Fault and look, until what is found is what was brought. Under mmap_lock */
static int fault_and_look(struct ptw_mm *mm, const struct vma *vma, u64 va, unsigned int want,
			  unsigned int flags, struct ptw_page *page)
{
	int ret = -EAGAIN, i;

	for (i = 0; i < FAULT_TRIES && ret == -EAGAIN; i++) {
		ret = mm_fault(mm, va, want & PTW_RIGHTS_USER ? want : PTW_WANT_READ);
		rcu_read_lock();
		page->why = judge_faulted(mm, vma, va, want, flags, page);
		rcu_read_unlock();
		if (!ret) {
			ret = refused(page->why);
		} else if (page->held) {
			frame_put(mm->phys, page->held);
			page->held = NULL;
		}
	}
	return ret;
}

static int primary_fault(struct ptw_primary *primary, __u64 va, unsigned int want,
			 unsigned int flags, struct ptw_page *page)
{
	struct ptw_mm *mm = container_of(primary, struct ptw_mm, primary);
	const struct vma *vma;
	int ret;

	down_read(&mm->mmap_lock);
	vma = vma_find(mm, va);
	if (!vma || vma->kind == PTW_VMA_SECRET ||
	    (vma->kind == PTW_VMA_PFNMAP && flags & PTW_LOOKUP_HOLD)) {
		primary_lookup(primary, va, want, flags & ~PTW_LOOKUP_HOLD, page);
		ret = vma && vma->kind == PTW_VMA_PFNMAP ? -EOPNOTSUPP : -EFAULT;
		if (vma && vma->kind == PTW_VMA_SECRET)
			page->why = PTW_WHY_SECRET;
	} else {
		ret = fault_and_look(mm, vma, va, want, flags, page);
	}
	up_read(&mm->mmap_lock);
	return ret;
}

static void primary_put(struct ptw_primary *primary, void *held)
{
	struct ptw_mm *mm = container_of(primary, struct ptw_mm, primary);

	frame_put(mm->phys, held);
}

/*
 * Of a page that counts: it is kept by the retry check that the caller has passed, under
 * the lock he holds. A begin waits for that lock, so this comes before what it announces:
 * before write-back takes the dirty flag. Linux: kvm_release_faultin_page()
 */
static void primary_mark(struct ptw_primary *primary, const struct ptw_page *page, int dirty)
{
	struct ptw_mm *mm = container_of(primary, struct ptw_mm, primary);
	struct frame *frame = frame_at(mm->phys, page->leaf.pa), *head;

	if (!frame || (page->kind != PTW_PAGE_NORMAL && page->kind != PTW_PAGE_ZONE_DEVICE))
		return;
	head = frame_head(mm->phys, frame);
	WRITE_ONCE(head->referenced, 1);
	if (dirty)
		WRITE_ONCE(head->dirty, 1);
}

const struct ptw_primary_ops primary_ops = {
	.lookup = primary_lookup,
	.fault = primary_fault,
	.put = primary_put,
	.mark = primary_mark,
};
