/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Tables: found, made, visited and freed. A format decides how many levels and slots
 * there are; leaves of level 1 are the huge pages.
 */
#ifndef PTW_MM_TABLES_H
#define PTW_MM_TABLES_H

#include "mm/pte.h"

/* The level of huge pages */
#define HUGE_LEVEL 1

/* log2 of the frames of a huge page */
static inline unsigned int huge_order(const struct ptw_mm *mm)
{
	return mm->phys->index_bits;
}

/**
 * struct visit - A visit to what is in the tables of a range
 * @mm: Whose
 * @first: First address
 * @last: Last address
 * @slot: Called with each slot that is neither empty nor a table's, and an address of
 *	the range in it, under the lock of its table. Return: 0, -EAGAIN for a huge leaf
 *	that is to be split first, or an error that ends the visit
 * @enter: Called before the first slot of a table, to take its lock: slots of level 0
 *	are visited under one hold. %NULL: takes it, and no more. Return: 0, or an error
 * @leave: Gives it back. %NULL with @enter
 */
struct visit {
	struct ptw_mm *mm;
	u64 first;
	u64 last;
	int (*slot)(struct visit *visit, const struct slot *slot, u64 va);
	int (*enter)(struct visit *visit, const struct slot *slot, u64 va);
	void (*leave)(struct visit *visit, const struct slot *slot);
};

/*
 * Both tables' locks, the lower frame's first: a frame can be any mm's table in its next
 * life, so no other order holds.
 */
static inline void slots_lock(const struct ptw_mm *mm, const struct slot *a, const struct slot *b)
{
	spin_lock(slot_lock(mm, a->table < b->table ? a : b));
	if (a->table != b->table)
		spin_lock(slot_lock(mm, a->table < b->table ? b : a));
}

static inline void slots_unlock(const struct ptw_mm *mm, const struct slot *a, const struct slot *b)
{
	if (a->table != b->table)
		spin_unlock(slot_lock(mm, b));
	spin_unlock(slot_lock(mm, a));
}

u64 table_alloc(struct ptw_mm *mm, unsigned int level);
void table_free_rcu(struct ptw_mm *mm, u64 table);
void table_free_now(struct ptw_phys *phys, u64 table);
void slot_of(const struct ptw_mm *mm, u64 table, unsigned int level, u64 va, struct slot *slot);
void tables_find(const struct ptw_mm *mm, u64 va, unsigned int level, struct slot *slot);
int tables_make(struct ptw_mm *mm, u64 va, unsigned int level, struct slot *slot);
int tables_visit(struct visit *visit);
void tables_free(struct ptw_mm *mm, u64 first, u64 last, u64 floor, u64 ceiling);
void deposit_put(const struct ptw_mm *mm, const struct slot *slot, u64 table);
u64 deposit_take(const struct ptw_mm *mm, const struct slot *slot);

#endif /* PTW_MM_TABLES_H */
