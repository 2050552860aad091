// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Aging: was a range accessed, and forget it. (Linux: folio_referenced_one())
 *
 * Nothing is announced: an accessed flag that is cleared takes no right. A mirror is asked
 * about its own, through which accesses go that no pte of ours sees. There is no flush: a
 * processor that has the old pte at hand is as good as one that was there before.
 */
#include "mm/tables.h"

struct age {
	struct visit visit;
	bool young;
};

static int age_slot(struct visit *visit, const struct slot *slot, u64 va)
{
	struct age *age = container_of(visit, struct age, visit);
	struct ptw_mm *mm = visit->mm;
	struct seen seen;
	u64 pte;

	(void)va;
	do {
		pte = slot_get(slot);
		pte_read(mm, pte, slot->level, &seen);
		if (seen.is != IS_MAPPED || !(seen.attr & PTW_ATTR_ACCESSED))
			return 0;
		age->young = true;
		seen.attr &= ~(u32)PTW_ATTR_ACCESSED;
	} while (!slot_try(slot, pte, pte_again(mm, slot->level, &seen)));
	return 0;
}

int ptw_mm_age(struct ptw_mm *mm, __u64 first, __u64 last)
{
	struct age age = { .visit = { .mm = mm, .slot = age_slot } };
	int mirrored;

	if (!range_ok(mm, first, last))
		return -EINVAL;
	age.visit.first = first;
	age.visit.last = last;
	down_read(&mm->mmap_lock);
	tables_visit(&age.visit);
	mirrored = ptw_notifier_clear_young(mm->primary.notifier, first, last);
	up_read(&mm->mmap_lock);
	return age.young || mirrored;
}
PTW_EXPORT(ptw_mm_age);
