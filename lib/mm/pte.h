/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a pte of the model says, in whatever format it is, and the way back. Everything
 * above speaks of struct seen; bits are known to formats and dialects alone.
 */
#ifndef PTW_MM_PTE_H
#define PTW_MM_PTE_H

#include "mm/mm.h"

/*
 * @IS_NONE: A hole
 * @IS_TABLE: Points to a table
 * @IS_MAPPED: A leaf, or PROT_NONE: present, as far as the model is concerned
 * @IS_MIGRATION: Its page is being migrated
 * @IS_INVALID: A huge page, during its split
 * @IS_OTHER: Nothing the model writes
 */
enum seen_is {
	IS_NONE,
	IS_TABLE,
	IS_MAPPED,
	IS_MIGRATION,
	IS_INVALID,
	IS_OTHER,
};

/* What comes back with the page. Linux: SWP_MIGRATION_READ and its like */
enum migration {
	MIGRATION_READ,
	MIGRATION_EXCLUSIVE,
	MIGRATION_WRITE,
};

/*
 * @is: What it is
 * @pa: Of what is mapped, migrates, or is split: the first byte
 * @rights: Of what is mapped: PTW_WANT_*, 0 for PROT_NONE
 * @attr: PTW_ATTR_ACCESSED, _DIRTY, _SPECIAL
 * @migration: enum migration
 */
struct seen {
	enum seen_is is;
	u64 pa;
	u32 rights;
	u32 attr;
	u32 migration;
};

void pte_read(const struct ptw_mm *mm, u64 pte, unsigned int level, struct seen *seen);

/* What is mapped. Return: 0 where the format cannot say it, which ptw_mm_map() rules out */
u64 pte_mapped(const struct ptw_mm *mm, unsigned int level, u64 pa, u32 rights, u32 attr);
u64 pte_again(const struct ptw_mm *mm, unsigned int level, const struct seen *seen);
u64 pte_table(const struct ptw_mm *mm, unsigned int level, u64 table);
u64 pte_migration(const struct ptw_mm *mm, u64 pa, enum migration migration);
u64 pte_invalid(const struct ptw_mm *mm, unsigned int level, const struct seen *seen);

/* The frame that a pte maps and counts: %NULL for special ones */
static inline struct frame *seen_frame(const struct ptw_mm *mm, const struct seen *seen)
{
	return seen->attr & PTW_ATTR_SPECIAL ? NULL : frame_at(mm->phys, seen->pa);
}

/* Whether a huge leaf is anonymous: then a table is deposited for its split */
static inline bool has_deposit(const struct ptw_mm *mm, const struct seen *seen)
{
	const struct frame *head = seen_frame(mm, seen);

	return head && !head->file;
}

#endif /* PTW_MM_PTE_H */
