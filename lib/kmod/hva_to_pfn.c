// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * hva_to_pfn: three paths, in the order of what they cost.
 *
 *	fast	one lockless lookup. It serves what is mapped, with the right that is
 *		wanted, and is allowed without a look at the VMA.
 *	gup	get_user_pages_unlocked(): faults in what is not there, breaks copy on
 *		write, waits for migration, refuses by VMA (secret, execute-only).
 *	pfnmap	VMAs that GUP refuses because their memory has no pages: mmap_lock keeps
 *		the VMA what it is, fixup_user_fault() fills it, and the lookup reads it.
 *
 * The slow paths end with a lookup of their own, which knows the size of the mapping: a
 * struct page does not (a large folio can be mapped by small ptes).
 */
#include <linux/mm.h>
#include <linux/sched.h>
#include "acc_live.h"
#include "core/descend.h"
#include "hva_to_pfn.h"

/* How often a VMA may be found filled, and empty again at the next look */
#define HVA_TRIES 3

static void hva_answer(struct ptw_hva_pfn *answer, const struct ptw_page *page,
		       enum ptw_served served)
{
	answer->pfn = page->leaf.pa >> PAGE_SHIFT;
	answer->page = page->held;
	answer->shift = ptw_leaf_shift(&page->leaf);
	answer->writable = page->writable;
	answer->kind = page->kind;
	answer->served = served;
}

/*
 * GUP has @got. What maps it now says size and right, if it is still mapped; if it is not,
 * a page is what there was, with the right that was asked for.
 */
static void hva_answer_got(const struct ptw_hva *hva, struct page *got, struct ptw_hva_pfn *answer)
{
	struct ptw_page page;

	ptw_live_lookup(hva->space, hva->va, hva->want, PTW_LOOKUP_PFNMAP, &page);
	if (ptw_leaf_kind(&page.leaf) != PTW_LEAF ||
	    page.leaf.pa >> PAGE_SHIFT != page_to_pfn(got)) {
		page.leaf.pa = PFN_PHYS((u64)page_to_pfn(got));
		page.writable = 0;
		page.leaf.info = ptw_info(PTW_LEAF, 0, PAGE_SHIFT, PAGE_SHIFT, 0, 0);
		page.kind = ptw_live_page_kind(&page.leaf);
	}
	page.writable |= !!(hva->want & PTW_WANT_WRITE);
	page.held = hva->flags & PTW_HVA_REF ? got : NULL;
	hva_answer(answer, &page, PTW_SERVED_GUP);
	if (!page.held)
		put_page(got);
}

/* Under mmap_lock. Return: -EAGAIN after a fault was served: look again. */
static int hva_look_pfnmap(const struct ptw_hva *hva, struct ptw_hva_pfn *answer)
{
	struct vm_area_struct *vma = vma_lookup(current->mm, hva->va);
	unsigned int fault = hva->want & PTW_WANT_WRITE ? FAULT_FLAG_WRITE : 0;
	bool unlocked = false;
	struct ptw_page page;
	int ret;

	if (!vma || !(vma->vm_flags & (VM_IO | VM_PFNMAP)))
		return -EFAULT;
	if (hva->flags & PTW_HVA_REF)
		return -EOPNOTSUPP;
	if (ptw_live_lookup(hva->space, hva->va, hva->want, PTW_LOOKUP_OWNED, &page) == PTW_ALLOW) {
		hva_answer(answer, &page, PTW_SERVED_PFNMAP);
		return 0;
	}
	ret = fixup_user_fault(current->mm, hva->va, fault, &unlocked);
	return ret ? ret : -EAGAIN;
}

static int hva_pfnmap(const struct ptw_hva *hva, struct ptw_hva_pfn *answer)
{
	int ret = -EAGAIN, i;

	mmap_read_lock(current->mm);
	for (i = 0; i < HVA_TRIES && ret == -EAGAIN; i++)
		ret = hva_look_pfnmap(hva, answer);
	mmap_read_unlock(current->mm);
	return ret;
}

static int hva_slow(const struct ptw_hva *hva, struct ptw_hva_pfn *answer)
{
	unsigned int flags = FOLL_HWPOISON | (hva->want & PTW_WANT_WRITE ? FOLL_WRITE : 0);
	struct page *got;
	long nr;

	might_sleep();
	nr = get_user_pages_unlocked(hva->va & PAGE_MASK, 1, &got, flags);
	if (nr == 1) {
		hva_answer_got(hva, got, answer);
		return 0;
	}
	return nr == -EFAULT ? hva_pfnmap(hva, answer) : nr;
}

int ptw_live_hva_to_pfn(const struct ptw_hva *hva, struct ptw_hva_pfn *answer)
{
	unsigned int flags = hva->flags & PTW_HVA_REF ? PTW_LOOKUP_HOLD : PTW_LOOKUP_PFNMAP;
	struct ptw_page page;
	enum ptw_verdict verdict;

	memset(answer, 0, sizeof(*answer));
	verdict = ptw_live_lookup(hva->space, hva->va, hva->want, flags, &page);
	answer->why = page.why;
	if (likely(verdict == PTW_ALLOW)) {
		hva_answer(answer, &page, PTW_SERVED_FAST);
		return 0;
	}
	if (verdict == PTW_DENY)
		return page.why == PTW_WHY_HWPOISON ? -EHWPOISON : -EFAULT;
	if (hva->flags & PTW_HVA_ATOMIC)
		return -EAGAIN;
	return hva_slow(hva, answer);
}
PTW_EXPORT(ptw_live_hva_to_pfn);
