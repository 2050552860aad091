// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What GUP respects beyond the pte: rules about the page that a leaf points to.
 *
 * A struct page can be read without a reference here, though not believed. Interrupts
 * are off since before the pte was loaded, and
 *
 *	- the struct pages of ordinary memory stay, as for GUP-fast, which looks at them
 *	  (and writes) under nothing more;
 *	- device memory is unmapped before its owner kills the count that keeps its struct
 *	  pages (memunmap_pages() in mm/memremap.c), and the end of that count waits for
 *	  an RCU grace period, which we hold back.
 *
 * But between the pte and its page the page may have been freed and used again: what is
 * read may belong to another life of it. So
 *
 * A. A flag that clears a page (anonymous, swap-backed, part of a large folio) is
 *    believed as it is. If it is from another life, then the pte has changed since it was
 *    loaded, its notifier has been told, and the caller's retry check fails. A caller
 *    that has no such check says HOLD, and then nothing is believed before B.
 *
 * B. A pointer is followed only under a reference, and only after the pte has been seen
 *    unchanged under it: then it is this page of which the reference was had, and it is
 *    not freed before we put it. The second look can only refuse.
 *
 * C. The reference keeps the folio, not its inode: truncation can take the folio out of
 *    the page cache meanwhile. folio->mapping is read once. If it is not NULL, the inode
 *    had not yet been truncated for good when it was read; inodes and super blocks are
 *    freed after an RCU grace period that begins later than that (destroy_inode() in
 *    fs/inode.c, __put_super() in fs/super.c), which interrupts hold back.
 *
 * D. Secret memory is in small folios of its own file system's page cache, never
 *    anonymous and never swap-backed (mm/secretmem.c). Its operations are not exported;
 *    the magic number of its super block is nobody else's.
 */
#include <linux/fs.h>
#include <linux/hugetlb.h>
#include <linux/magic.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include "acc_live.h"
#include "core/descend.h"
#include "core/why.h"
#include "live_arch.h"
#include "live_judge.h"
#include "policy.h"
#include "ptw_live.h"

/* page->mapping: what the low bits say makes it no pointer to an address_space */
#define LIVE_MAPPING_BITS 3UL

/*
 * Whether the dialect grants what the processor would not: a clean pte of arm64, an old
 * one. It refuses every special pte, which is for live_judge_special() to say.
 */
static bool live_os_grants(const struct ptw_space *space, const struct ptw_leaf *leaf,
			   unsigned int want)
{
	return ptw_leaf_kind(leaf) == PTW_LEAF &&
	       !space->dia->judge(space->fmt, space, leaf->pte & ~LIVE_SPECIAL,
				  ptw_leaf_level(leaf), ptw_leaf_rights(leaf),
				  want | PTW_WANT_OS | PTW_WANT_USER);
}

/*
 * The huge zero page is not exported either. Nothing else is a large folio outside every
 * page cache, not of hugetlb, and mapped whole and read-only by a PMD.
 */
static bool live_is_huge_zero(const struct ptw_leaf *leaf, struct folio *folio)
{
	return ptw_leaf_shift(leaf) == PMD_SHIFT && !(ptw_leaf_rights(leaf) & PTW_RIGHT_UW) &&
	       folio_test_large(folio) && folio_order(folio) == PMD_SHIFT - PAGE_SHIFT &&
	       !folio_test_hugetlb(folio) && !READ_ONCE(folio->mapping);
}

enum ptw_page_kind ptw_live_page_kind(const struct ptw_leaf *leaf)
{
	unsigned long pfn = leaf->pa >> PAGE_SHIFT;
	struct page *page;

	if (is_zero_pfn(pfn))
		return PTW_PAGE_ZERO;
	if (!pfn_valid(pfn))
		return PTW_PAGE_NONE;
	page = pfn_to_page(pfn);
	if (is_zone_device_page(page))
		return PTW_PAGE_ZONE_DEVICE;
	if (PageReserved(page))
		return PTW_PAGE_RESERVED;
	if (live_is_huge_zero(leaf, page_folio(page)))
		return PTW_PAGE_HUGE_ZERO;
	return page_count(page) ? PTW_PAGE_NORMAL : PTW_PAGE_NON_REFCOUNTED;
}

static enum ptw_why live_judge_special(unsigned int flags, struct ptw_page *page)
{
	page->kind = ptw_live_page_kind(&page->leaf);
	if (flags & PTW_LOOKUP_HOLD || !(flags & (PTW_LOOKUP_PFNMAP | PTW_LOOKUP_OWNED)))
		return PTW_WHY_SPECIAL;
	return PTW_WHY_GRANTED;
}

/* B: whether the tables still say what they said */
static bool live_unchanged(const struct ptw_space *space, u64 va, const struct ptw_leaf *leaf)
{
	struct ptw_leaf again;

	__ptw_live_follow(space, va, 0, &again);
	return again.pa == leaf->pa && again.pte == leaf->pte &&
	       ptw_leaf_kind(&again) == PTW_LEAF && ptw_leaf_level(&again) == ptw_leaf_level(leaf);
}

/* C: what a folio is that we hold */
static enum ptw_why live_judge_held(struct folio *folio, struct ptw_page *page)
{
	struct address_space *mapping = READ_ONCE(folio->mapping);

	if ((unsigned long)mapping & LIVE_MAPPING_BITS)
		return PTW_WHY_GRANTED;
	if (live_is_huge_zero(&page->leaf, folio)) {
		page->kind = PTW_PAGE_HUGE_ZERO;
		return PTW_WHY_GRANTED;
	}
	if (!mapping || !mapping->host)
		return PTW_WHY_NO_MAPPING;
	if (mapping->host->i_sb->s_magic == SECRETMEM_MAGIC)
		return PTW_WHY_SECRET;
	return PTW_WHY_GRANTED;
}

/* Hold it, judge it, and let go of it unless the caller is to have the reference. */
static enum ptw_why live_judge_folio(const struct ptw_space *space, u64 va, unsigned int flags,
				     struct page *at, struct ptw_page *page)
{
	struct folio *folio = page_folio(at);
	enum ptw_why why;

	if (!folio_try_get(folio)) {
		if (!live_unchanged(space, va, &page->leaf))
			return PTW_WHY_RACED;
		page->kind = PTW_PAGE_NON_REFCOUNTED;
		return PTW_WHY_NO_REFERENCE;
	}
	if (page_folio(at) != folio || !live_unchanged(space, va, &page->leaf))
		why = PTW_WHY_RACED;
	else
		why = live_judge_held(folio, page);
	if (why == PTW_WHY_GRANTED && flags & PTW_LOOKUP_HOLD)
		page->held = at;
	else
		folio_put(folio);
	return why;
}

static enum ptw_why live_judge_page(const struct ptw_space *space, u64 va, unsigned int flags,
				    struct ptw_page *page)
{
	unsigned long pfn = page->leaf.pa >> PAGE_SHIFT;
	unsigned long page_flags;
	struct page *at;

	page->kind = PTW_PAGE_NONE;
	if (unlikely(!pfn_valid(pfn)))
		return PTW_WHY_NO_PAGE;
	at = pfn_to_page(pfn);
	/* Of memory that is not online nothing is written yet; at best it is poisoned. */
	page_flags = READ_ONCE(*(unsigned long *)at);
	if (unlikely(page_flags == ~0UL))
		return PTW_WHY_NO_PAGE;
	page->kind = PageReserved(at) ? PTW_PAGE_RESERVED : PTW_PAGE_NORMAL;
	if (unlikely(is_zone_device_page(at))) {
		page->kind = PTW_PAGE_ZONE_DEVICE;
		return PTW_WHY_ZONE_DEVICE;
	}
	if (unlikely(flags & PTW_LOOKUP_HOLD) || unlikely(!live_is_plain(at, page_flags)))
		return live_judge_folio(space, va, flags, at, page);
	return PTW_WHY_GRANTED;
}

static enum ptw_why live_judge_leaf(const struct ptw_space *space, u64 va, unsigned int want,
				    unsigned int flags, int followed, struct ptw_page *page)
{
	const struct ptw_leaf *leaf = &page->leaf;
	pte_t pte = __pte(leaf->pte);

	if (followed && !live_os_grants(space, leaf, want))
		return ptw_why_refused(space, va, leaf);
	page->writable =
		ptw_leaf_rights(leaf) & PTW_RIGHT_UW || live_os_grants(space, leaf, PTW_WANT_WRITE);
	/* The bit is in the same place at every level. */
	if (pte_special(pte) || flags & PTW_LOOKUP_OWNED)
		return live_judge_special(flags, page);
	if (leaf->pte & LIVE_UFFD && want & PTW_WANT_WRITE)
		return PTW_WHY_RIGHTS;
	if (live_exec_only(space->cookie, pte))
		return PTW_WHY_EXEC_ONLY;
	return live_judge_page(space, va, flags, page);
}

noinline enum ptw_verdict live_judge_closely(const struct ptw_space *space, u64 va,
					     unsigned int want, unsigned int flags, int followed,
					     struct ptw_page *page)
{
	page->held = NULL;
	page->kind = PTW_PAGE_NONE;
	page->writable = 0;
	page->why = live_judge_leaf(space, va, want, flags, followed, page);
	return ptw_why_verdict(page->why);
}
