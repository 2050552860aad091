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
 * The struct page of a leaf, and its flags, which it begins with; or %NULL, beyond the end
 * of memory too. What pfn_valid() looks up in three tables, the virtual map of struct
 * pages knows by itself: where it has none, a load faults. Holes beside memory have the
 * flag of reserved ones, and so are not plain; no ordinary pte points to memory that is not
 * online yet. Where a load that faults reads zero, no flags at all are no page either.
 */
static __always_inline struct page *live_page(const struct ptw_space *space, u64 pa,
					      unsigned long *flags)
{
	struct page *page;
	u64 word;

	if (!IS_ENABLED(CONFIG_SPARSEMEM_VMEMMAP) && !pfn_valid(pa >> PAGE_SHIFT))
		return NULL;
	if (unlikely(pa - live_first(space) >= space->mem_bytes))
		return NULL;
	page = pfn_to_page(pa >> PAGE_SHIFT);
	if (unlikely(live_load_nofault((unsigned long)page, 0, &word)))
		return NULL;
	*flags = word;
	if (LIVE_FAULT_IS_ZERO && unlikely(!word))
		return NULL;
	if (!page)
		__builtin_unreachable();
	return page;
}

/*
 * Flags of a page that is none of plain memory: reserved, or in the zone of devices. A
 * zone that shares a bit of its number with that one is only looked at more closely.
 */
#ifdef CONFIG_ZONE_DEVICE
#define LIVE_ODD_PAGE (BIT(PG_reserved) | (unsigned long)ZONE_DEVICE << ZONES_PGSHIFT)
#else
#define LIVE_ODD_PAGE BIT(PG_reserved)
#endif

/*
 * Policy's A and D: whether a page can be neither secret memory, nor a zero page, nor
 * anything else that is not plain memory
 */
static __always_inline bool live_is_plain(struct page *page, unsigned long flags)
{
	struct folio *folio = page_folio(page);
	unsigned long mapping;

	if (unlikely(flags & LIVE_ODD_PAGE))
		return false;
	mapping = (unsigned long)READ_ONCE(folio->mapping);
	if (likely(mapping & LIVE_MAPPING_ANON))
		return true;
	return folio_test_large(folio) ? mapping : folio_test_swapbacked(folio);
}

/*
 * What the processor grants to user code GUP grants as well, but for ptes that have one of
 * a few bits, and pages that are not plain. Return: whether that is all there is to say
 */
static __always_inline bool live_judge(const struct ptw_space *space, const struct ptw_leaf *leaf,
				       unsigned int flags, struct ptw_page *page)
{
	unsigned long page_flags;
	struct page *at;

	if (unlikely(leaf->pte & LIVE_SUSPECT || flags & ~PTW_LOOKUP_PFNMAP))
		return false;
	at = live_page(space, leaf->pa, &page_flags);
	if (unlikely(!at || !live_is_plain(at, page_flags)))
		return false;
	page->held = NULL;
	page->why = PTW_WHY_GRANTED;
	page->kind = PTW_PAGE_NORMAL;
	page->writable =
		!!(ptw_leaf_rights(leaf) & PTW_RIGHT_UW) || live_clean_writable(__pte(leaf->pte));
	return true;
}

#endif /* PTW_KMOD_LIVE_JUDGE_H */
