/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The pfn of a host virtual address, for a secondary MMU or whoever else needs one: the
 * lockless lookup first, the kernel's own slow path second, and in the answer which of
 * them served, and why the first did not.
 */
#ifndef PTW_KMOD_HVA_TO_PFN_H
#define PTW_KMOD_HVA_TO_PFN_H

#include "policy.h"

/* Flags of a request */
#define PTW_HVA_REF    (1u << 0) /* a reference, for the caller to put */
#define PTW_HVA_ATOMIC (1u << 1) /* no slow path: it may sleep */

/**
 * struct ptw_hva - What is asked for
 * @space: Made by ptw_live_init()
 * @va: The address
 * @want: %PTW_WANT_READ or %PTW_WANT_WRITE
 * @flags: PTW_HVA_*
 */
struct ptw_hva {
	const struct ptw_space *space;
	__u64 va;
	unsigned int want;
	unsigned int flags;
};

/**
 * enum ptw_served - Which path has found the pfn
 * @PTW_SERVED_NOT: None
 * @PTW_SERVED_FAST: The lockless lookup
 * @PTW_SERVED_GUP: get_user_pages_unlocked()
 * @PTW_SERVED_PFNMAP: A lookup under mmap_lock, in a VMA of memory without pages
 */
enum ptw_served {
	PTW_SERVED_NOT,
	PTW_SERVED_FAST,
	PTW_SERVED_GUP,
	PTW_SERVED_PFNMAP,
};

/**
 * struct ptw_hva_pfn - The answer
 * @pfn: In pages of the kernel
 * @page: The page a reference was taken of: put_page() it. %NULL unless %PTW_HVA_REF
 * @shift: log2 of the bytes of the mapping that @pfn was seen in
 * @writable: That mapping grants writes; a read may be mapped writable then
 * @kind: enum ptw_page_kind
 * @served: enum ptw_served
 * @why: enum ptw_why of the fast path: %PTW_WHY_GRANTED where it served
 */
struct ptw_hva_pfn {
	__u64 pfn;
	struct page *page;
	__u8 shift;
	__u8 writable;
	__u8 kind;
	__u8 served;
	__u8 why;
};

/**
 * ptw_live_hva_to_pfn() - Find the pfn behind a host virtual address
 * @hva: What is asked for
 * @answer: Filled, whatever is returned
 *
 * Without %PTW_HVA_REF nothing is held when this returns, whichever path served: one
 * that the slow path took is put at once. The answer is good for a caller who took his
 * mmu_notifier's sequence before the call, and finds it unchanged under his own lock
 * after it; and for that caller every pfn is good, also one that has no struct page, or
 * one whose references nobody counts: neither is ever got or put here.
 *
 * With it the page stays, not its translation: it may be copied on write, migrated or
 * unmapped the moment this returns. A pfn that no reference can be had of is refused.
 *
 * Nothing is marked dirty or accessed; that is due when the mapping is made.
 *
 * Context: Process context with the space's mm as current->mm, no locks held; may sleep.
 * With %PTW_HVA_ATOMIC any context that ptw_live_follow() is good in.
 * Return: 0; -EAGAIN where only the slow path could say and %PTW_HVA_ATOMIC forbids it;
 * -EHWPOISON for a memory error; -EOPNOTSUPP for a reference to what has none; -EFAULT
 * where there is nothing the caller may have; or what the fault of the slow path said.
 */
int ptw_live_hva_to_pfn(const struct ptw_hva *hva, struct ptw_hva_pfn *answer);

#endif /* PTW_KMOD_HVA_TO_PFN_H */
