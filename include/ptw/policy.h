/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What is respected beyond the pte. An answer of the walk is judged: may a caller that
 * holds no reference use this page, and what sort of page is it? The rules, each with
 * the verdict it leads to, are enum ptw_why. Who judges is the owner of the tables: the
 * kernel (lib/kmod), or the model of one (lib/mm).
 */
#ifndef PTW_POLICY_H
#define PTW_POLICY_H

#include <ptw/types.h>

/**
 * enum ptw_verdict - Whether the page may be used
 * @PTW_ALLOW: Yes
 * @PTW_UNKNOWN: Not from here: the kernel's slow path must decide, perhaps by a fault
 * @PTW_DENY: No, and the slow path would say the same
 */
enum ptw_verdict {
	PTW_ALLOW,
	PTW_UNKNOWN,
	PTW_DENY,
};

/**
 * enum ptw_why - The rule that decided; the first that applies
 *
 * Allowed:
 * @PTW_WHY_GRANTED: No rule speaks against it
 *
 * Unknown, from the pte:
 * @PTW_WHY_HOLE: Nothing is mapped yet
 * @PTW_WHY_PROTNONE: PROT_NONE or a NUMA hint; a fault tells them apart
 * @PTW_WHY_SWAPPED: On a swap device, with a device, or taken away for a moment
 * @PTW_WHY_MIGRATION: Being migrated; a fault waits for it
 * @PTW_WHY_MARKER: A uffd-wp marker
 * @PTW_WHY_RIGHTS: Mapped without the right: read-only, copy on write, uffd-wp, shadow
 *	stack, not readable
 * @PTW_WHY_EXEC_ONLY: Readable but for the protection key of execute-only memory
 * @PTW_WHY_SPECIAL: No ordinary page: VM_PFNMAP memory, or a zero page
 * @PTW_WHY_NO_TABLE: A table that cannot be reached: of memory that was added after
 *	the space was made, or bad
 *
 * Unknown, from the page:
 * @PTW_WHY_NO_PAGE: An ordinary pte, and no struct page
 * @PTW_WHY_ZONE_DEVICE: Device memory: its owner must be asked whether it is still there
 * @PTW_WHY_NO_REFERENCE: Nobody holds it, so no reference can be had to look at it
 * @PTW_WHY_NO_MAPPING: Of a file, and no longer or never in its page cache
 * @PTW_WHY_RACED: The pte changed under the look at its page
 *
 * Denied:
 * @PTW_WHY_SECRET: Secret memory
 * @PTW_WHY_HWPOISON: A memory error
 * @PTW_WHY_GUARD: A guard marker
 * @PTW_WHY_BAD: A pte the manual forbids
 * @PTW_WHY_RANGE: No address of user memory
 */
enum ptw_why {
	PTW_WHY_GRANTED,
	PTW_WHY_HOLE,
	PTW_WHY_PROTNONE,
	PTW_WHY_SWAPPED,
	PTW_WHY_MIGRATION,
	PTW_WHY_MARKER,
	PTW_WHY_RIGHTS,
	PTW_WHY_EXEC_ONLY,
	PTW_WHY_SPECIAL,
	PTW_WHY_NO_TABLE,
	PTW_WHY_NO_PAGE,
	PTW_WHY_ZONE_DEVICE,
	PTW_WHY_NO_REFERENCE,
	PTW_WHY_NO_MAPPING,
	PTW_WHY_RACED,
	PTW_WHY_SECRET,
	PTW_WHY_HWPOISON,
	PTW_WHY_GUARD,
	PTW_WHY_BAD,
	PTW_WHY_RANGE,
};

/**
 * ptw_why_verdict() - What a rule leads to
 * @why: The rule
 */
static inline enum ptw_verdict ptw_why_verdict(enum ptw_why why)
{
	if (why == PTW_WHY_GRANTED)
		return PTW_ALLOW;
	return why < PTW_WHY_SECRET ? PTW_UNKNOWN : PTW_DENY;
}

/**
 * enum ptw_page_kind - What a pfn is
 * @PTW_PAGE_NORMAL: Memory with a struct page that counts references
 * @PTW_PAGE_ZERO: The zero page
 * @PTW_PAGE_HUGE_ZERO: The huge zero page
 * @PTW_PAGE_RESERVED: PG_reserved: the kernel's or the firmware's own
 * @PTW_PAGE_ZONE_DEVICE: Device memory with struct pages
 * @PTW_PAGE_NON_REFCOUNTED: A struct page that nobody counts references of, such as
 *	the tail of an allocation that is not compound: never to be get or put
 * @PTW_PAGE_NONE: No struct page
 *
 * Of a pfn that is not held this is a value, like the pfn itself: true if the notifier's
 * retry check says so, under the caller's lock, with a sequence from before the walk. Of one
 * that is held (%PTW_LOOKUP_HOLD) it is true until it is put.
 */
enum ptw_page_kind {
	PTW_PAGE_NORMAL,
	PTW_PAGE_ZERO,
	PTW_PAGE_HUGE_ZERO,
	PTW_PAGE_RESERVED,
	PTW_PAGE_ZONE_DEVICE,
	PTW_PAGE_NON_REFCOUNTED,
	PTW_PAGE_NONE,
};

/* Flags of a lookup */
#define PTW_LOOKUP_PFNMAP (1u << 0) /* special ptes too: the caller wants no page */
#define PTW_LOOKUP_HOLD	  (1u << 1) /* a reference, for the caller to put */
#define PTW_LOOKUP_OWNED  (1u << 2) /* the VMA is VM_IO or VM_PFNMAP: the pte is enough */

/**
 * struct ptw_page - A judged answer
 * @leaf: Of the walk
 * @held: Under %PTW_LOOKUP_HOLD the page that is allowed, with a reference (in the
 *	kernel a struct page); else %NULL
 * @why: enum ptw_why
 * @kind: enum ptw_page_kind, where there is a leaf that grants what was wanted
 * @writable: The mapping grants writes, wanted or not; where it is allowed
 */
struct ptw_page {
	struct ptw_leaf leaf;
	void *held;
	__u8 why;
	__u8 kind;
	__u8 writable;
};

#endif /* PTW_POLICY_H */
