/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a secondary MMU knows of the primary whose mappings it mirrors: a space to walk,
 * a notifier to subscribe to, and a few functions. lib/mm has one such primary, Linux
 * could be another; lib/shadow is who asks.
 */
#ifndef PTW_PRIMARY_H
#define PTW_PRIMARY_H

#include <ptw/notifier.h>
#include <ptw/policy.h>
#include <ptw/space.h>

struct ptw_primary;

/**
 * struct ptw_primary_ops - What a primary does for its secondaries
 * @lookup: Walk without a lock, and judge. @page is filled, whatever is returned. With
 *	%PTW_LOOKUP_HOLD an allowed page comes with a reference. Takes its own guard, does
 *	not sleep. Return: enum ptw_verdict of @page->why
 * @fault: The slow path: make the address present with what is wanted, under the
 *	primary's locks, and look it up there; may sleep. @page as of @lookup; without
 *	%PTW_LOOKUP_HOLD no reference is left. Return: 0; -EFAULT where no mapping allows
 *	it; -EHWPOISON for a memory error; -ENOMEM; -EOPNOTSUPP for a reference to what has
 *	none; -EAGAIN where something is in the way that only time moves
 * @put: Give back a reference that came in ptw_page.held
 * @mark: The mapping of @page was made: it was accessed, and @dirty: will be written.
 *	Called under the secondary's lock after the retry check, which keeps the page:
 *	takes no lock that is held over a begin
 */
struct ptw_primary_ops {
	enum ptw_verdict (*lookup)(struct ptw_primary *primary, __u64 va, unsigned int want,
				   unsigned int flags, struct ptw_page *page);
	int (*fault)(struct ptw_primary *primary, __u64 va, unsigned int want, unsigned int flags,
		     struct ptw_page *page);
	void (*put)(struct ptw_primary *primary, void *held);
	void (*mark)(struct ptw_primary *primary, const struct ptw_page *page, int dirty);
};

/**
 * struct ptw_primary - A primary MMU, as its secondaries see it
 * @ops: What it does
 * @notifier: Tells what changes
 * @space: Its tables
 */
struct ptw_primary {
	const struct ptw_primary_ops *ops;
	struct ptw_notifier *notifier;
	const struct ptw_space *space;
};

#endif /* PTW_PRIMARY_H */
