/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The kernel's own walkers, asked about one address of current->mm.
 */
#ifndef PTW_TEST_ORACLES_H
#define PTW_TEST_ORACLES_H

#include <linux/mmu_notifier.h>
#include "ptw_test.h"

/* By p?d_offset() and the accessors of the architecture, interrupts off */
void oracle_entry(unsigned long va, struct ptw_test_entry *entry);

/* The same of a pte of level 0 or 1 that stands anywhere */
void oracle_value(u64 raw, unsigned int level, unsigned long va, struct ptw_test_entry *entry);

/* get_user_pages_fast_only(), and the reference put at once */
u64 oracle_gup(unsigned long va, bool write);

/* follow_pte(), or follow_pfnmap_start() where that is what there is */
u64 oracle_locked(unsigned long va);

/* hmm_range_fault() that faults nothing in */
void oracle_hmm(struct mmu_interval_notifier *notifier, unsigned long va,
		struct ptw_test_page *page);

/* The processor's own translation, where there is an instruction for it */
void oracle_at(unsigned long va, struct ptw_test_page *page);

#endif /* PTW_TEST_ORACLES_H */
