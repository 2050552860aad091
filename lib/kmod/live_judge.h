/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The judgement of what most lookups find, to be inlined behind the walk; policy.c has the
 * rest, and the argument.
 */
#ifndef PTW_KMOD_LIVE_JUDGE_H
#define PTW_KMOD_LIVE_JUDGE_H

#include <linux/mm.h>
#include <linux/uaccess.h>
#include "live_arch.h"
#include "policy.h"
#include "ptw_env.h"

/* policy.c: everything but what live_judge() sees at once */
enum ptw_verdict live_judge_closely(const struct ptw_space *space, u64 va, unsigned int want,
				    unsigned int flags, int followed, struct ptw_page *page);

/*
 * The struct page of a leaf, or %NULL. What pfn_valid() looks up in three tables, the
 * virtual map of struct pages knows by itself: where it has none, a load faults. Pages
 * that are there without being anything have every flag, and so are not plain.
 */
static __always_inline struct page *live_page(u64 pa)
{
	struct page *page = NULL;
	unsigned long flags;

	if (!IS_ENABLED(CONFIG_SPARSEMEM_VMEMMAP))
		return pfn_valid(pa >> PAGE_SHIFT) ? pfn_to_page(pa >> PAGE_SHIFT) : NULL;
	if (unlikely(pa >> MAX_PHYSMEM_BITS))
		return NULL;
	page = pfn_to_page(pa >> PAGE_SHIFT);
	__get_kernel_nofault(&flags, (unsigned long *)page, unsigned long, missing);
	return page;
missing:
	return NULL;
}

/*
 * Policy's A and D: whether a page can be neither secret memory, nor a zero page, nor
 * anything else that is not plain memory
 */
static __always_inline bool live_is_plain(struct page *page)
{
	struct folio *folio = page_folio(page);

	if (unlikely(PageReserved(page) || is_zone_device_page(page)))
		return false;
	if (likely(folio_test_anon(folio)))
		return true;
	return folio_test_large(folio) ? READ_ONCE(folio->mapping) != NULL
				       : folio_test_swapbacked(folio);
}

/*
 * What the processor grants to user code GUP grants as well, but for ptes that have one of
 * a few bits, and pages that are not plain.
 */
static __always_inline enum ptw_verdict live_judge(const struct ptw_space *space, u64 va,
						   unsigned int want, unsigned int flags,
						   int followed, struct ptw_page *page)
{
	const struct ptw_leaf *leaf = &page->leaf;
	struct page *at = NULL;

	if (likely(!followed && !(leaf->pte & LIVE_SUSPECT) && !(flags & ~PTW_LOOKUP_PFNMAP)))
		at = live_page(leaf->pa);
	if (unlikely(!at || !live_is_plain(at)))
		return live_judge_closely(space, va, want, flags, followed, page);
	page->held = NULL;
	page->why = PTW_WHY_GRANTED;
	page->kind = PTW_PAGE_NORMAL;
	page->writable =
		!!(ptw_leaf_rights(leaf) & PTW_RIGHT_UW) || live_clean_writable(__pte(leaf->pte));
	return PTW_ALLOW;
}

#endif /* PTW_KMOD_LIVE_JUDGE_H */
