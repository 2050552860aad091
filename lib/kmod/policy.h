/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What GUP respects beyond the pte, asked of a live mm. A lookup is a follow whose answer
 * has been judged by the rules of enum ptw_why.
 */
#ifndef PTW_KMOD_POLICY_H
#define PTW_KMOD_POLICY_H

#include <ptw/policy.h>
#include <ptw/space.h>

/**
 * ptw_live_lookup() - Translate one user address, and judge the answer as GUP does
 * @space: Made by ptw_live_init()
 * @va: The address
 * @want: %PTW_WANT_READ or %PTW_WANT_WRITE
 * @flags: PTW_LOOKUP_*
 * @page: Filled, whatever is returned
 *
 * Without %PTW_LOOKUP_HOLD an allowed page may be used by a caller tied to an
 * mmu_notifier only, after its retry check: nothing keeps the page. Such a caller may
 * map what a read found read-only, for a copy on write is announced.
 *
 * With it the reference keeps the page, not the translation: copy on write, migration
 * and munmap go on behind it.
 *
 * Context: Any in which the mm is current->mm, see ptw_live.h. Takes no lock.
 * Return: enum ptw_verdict, of @page->why.
 */
enum ptw_verdict ptw_live_lookup(const struct ptw_space *space, __u64 va, unsigned int want,
				 unsigned int flags, struct ptw_page *page);

/**
 * __ptw_live_lookup() - ptw_live_lookup() for a caller that has interrupts off
 * @space: Made by ptw_live_init()
 * @va: The address
 * @want: %PTW_WANT_READ or %PTW_WANT_WRITE
 * @flags: PTW_LOOKUP_*
 * @page: Filled, whatever is returned
 *
 * Context: Interrupts off, the mm is current->mm.
 * Return: enum ptw_verdict, of @page->why.
 */
enum ptw_verdict __ptw_live_lookup(const struct ptw_space *space, __u64 va, unsigned int want,
				   unsigned int flags, struct ptw_page *page);

/**
 * ptw_live_page_kind() - What the pfn of a leaf is
 * @leaf: A leaf
 *
 * Context: Interrupts off since the leaf was loaded, or the page held.
 */
enum ptw_page_kind ptw_live_page_kind(const struct ptw_leaf *leaf);

#endif /* PTW_KMOD_POLICY_H */
