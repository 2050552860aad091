// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Tables, and when they die.
 *
 *	unmap                            walker
 *	-----                            ------
 *	                                 enter; loads the pte that points to the table
 *	clears all slots of the table
 *	clears the pte that points to it
 *	call_rcu
 *	                                 loads a slot: a hole, never poison
 *	                                 leave
 *	poison, back to the allocator
 *
 * A. A new table is zero before the pte that points to it can be seen.
 * B. A table that walkers could reach is poisoned and given back in a callback of RCU:
 *    by then no section is left that began before it was out of reach.
 * C. A table that no walker could reach is given back at once: one that lost the race to
 *    be installed, and one that was deposited. A deposited table can have been reached
 *    once, before a collapse; that is why collapse waits before it deposits.
 * D. Tables are taken out of reach with mmap_lock held for writing, and when no mapping
 *    is left above them, or under phys->rmap, held for writing as well: faults and rmap
 *    walks never meet one that is going.
 * E. A slot of level 0 that is empty for a moment, between two stores under the table's
 *    lock, is not passed over: these are visited under that lock. Further up a look
 *    without it is enough: there a slot is empty for a moment only while mmap_lock is
 *    held for writing, by one who does not visit it twice.
 */
#include "mm/split.h"
#include "mm/tables.h"

static void fill(struct ptw_phys *phys, u64 table, u64 word)
{
	memset64(frame_words(phys, table), word, BIT_ULL(phys->index_bits));
}

/* Return: %NO_FRAME without memory */
u64 table_alloc(struct ptw_mm *mm, unsigned int level)
{
	u64 nr = frame_take(mm->phys, 0, FRAME_TABLE);
	struct table *table;

	if (!nr)
		return NO_FRAME;
	fill(mm->phys, nr, 0); /* A */
	table = &mm->phys->frames[nr].table;
	table->mm = mm;
	table->level = level;
	table->deposit = NO_FRAME;
	table->next = NO_FRAME;
	return nr;
}

/* C */
void table_free_now(struct ptw_phys *phys, u64 table)
{
	fill(phys, table, PTW_PHYS_POISON);
	frame_give(phys, table);
}

static void table_freed(struct rcu_head *rcu)
{
	struct frame *frame = container_of(rcu, struct frame, table.rcu);
	struct ptw_phys *phys = frame->table.phys;

	table_free_now(phys, frame_nr(phys, frame));
	count_add(&phys->deferred, -1ULL);
}

/* B */
void table_free_rcu(struct ptw_mm *mm, u64 table)
{
	struct frame *frame = &mm->phys->frames[table];

	WARN_ON_ONCE(frame->table.deposit);
	count_add(&mm->phys->deferred, 1);
	call_rcu(&frame->table.rcu, table_freed);
}

/* The slot for @va in a table */
void slot_of(const struct ptw_mm *mm, u64 table, unsigned int level, u64 va, struct slot *slot)
{
	const struct ptw_half *half = &mm->space.half[0];
	u64 pa = ptw_slot(mm->space.fmt, half, frame_pa(mm->phys, table), va, level, half->top);

	slot->at = (u64 *)((char *)mm->phys->mem + pa);
	slot->table = table;
	slot->level = level;
}

/* Number of the table that a pte points to, %NO_FRAME where it does not */
static u64 table_below(const struct ptw_mm *mm, u64 pte, unsigned int level)
{
	struct seen seen;

	if (!level)
		return NO_FRAME;
	pte_read(mm, pte, level, &seen);
	return seen.is == IS_TABLE ? seen.pa >> mm->phys->page_shift : NO_FRAME;
}

/*
 * The slot for @va at @level, or further up where there is no table. Under mmap_lock, or
 * phys->rmap in a mapping, or in a read section.
 */
void tables_find(const struct ptw_mm *mm, u64 va, unsigned int level, struct slot *slot)
{
	u64 table = mm->root;
	unsigned int at;

	for (at = mm->space.half[0].top; table; at--) {
		slot_of(mm, table, at, va, slot);
		if (at == level)
			return;
		table = table_below(mm, slot_get(slot), at);
	}
}

/* Install a new table, or one that somebody else was faster with */
static int make_table(struct ptw_mm *mm, const struct slot *slot)
{
	u64 table = table_alloc(mm, slot->level - 1);
	bool installed = false;

	if (!table)
		return -ENOMEM;
	spin_lock(slot_lock(mm, slot));
	if (!slot_get(slot)) {
		slot_set(slot, pte_table(mm, slot->level, table));
		installed = true;
	}
	spin_unlock(slot_lock(mm, slot));
	if (!installed)
		table_free_now(mm->phys, table);
	return 0;
}

/*
 * As tables_find(), but makes the tables that are not there. It still ends further up
 * where something else than a table is in the way. Under mmap_lock.
 */
int tables_make(struct ptw_mm *mm, u64 va, unsigned int level, struct slot *slot)
{
	u64 table = mm->root, pte;
	unsigned int at;

	for (at = mm->space.half[0].top;; at--) {
		slot_of(mm, table, at, va, slot);
		if (at == level)
			return 0;
		pte = slot_get(slot);
		if (!pte && make_table(mm, slot))
			return -ENOMEM;
		table = table_below(mm, pte ? pte : slot_get(slot), at);
		if (!table)
			return 0;
	}
}

static int visit_enter(struct visit *visit, const struct slot *slot, u64 va)
{
	if (visit->enter)
		return visit->enter(visit, slot, va);
	spin_lock(slot_lock(visit->mm, slot));
	return 0;
}

static void visit_leave(struct visit *visit, const struct slot *slot)
{
	if (visit->leave)
		visit->leave(visit, slot);
	else
		spin_unlock(slot_lock(visit->mm, slot));
}

/*
 * E: slots of one table of level 0, or one of a table further up that was none by itself.
 * Return: -EAGAIN where, by the time it is locked, it is one to be gone down to. Who
 * asked that behind the lock would visit twice what was split in between.
 */
static int visit_slots(struct visit *visit, const struct slot *first, u64 va, u64 last)
{
	struct slot slot = *first;
	int ret = visit_enter(visit, &slot, va);
	u64 pte;

	if (ret)
		return ret;
	for (;;) {
		pte = slot_get(&slot);
		if (table_below(visit->mm, pte, slot.level))
			ret = -EAGAIN;
		else if (pte)
			ret = visit->slot(visit, &slot, va);
		if (ret || last - va < level_size(visit->mm, slot.level))
			break;
		va += level_size(visit->mm, slot.level);
		slot.at++;
	}
	visit_leave(visit, &slot);
	if (ret != -EAGAIN)
		return ret;
	split_at(visit->mm, va);
	return -EAGAIN;
}

/* The part of a table that is in a range */
static int visit_table(struct visit *visit, u64 table, unsigned int level, u64 first, u64 last)
{
	u64 span = level_size(visit->mm, level) - 1, va = first, end, below;
	struct slot slot;
	int ret;

	slot_of(visit->mm, table, level, first, &slot);
	if (!level)
		return visit_slots(visit, &slot, first, last);
	for (;;) {
		ret = 0;
		slot_of(visit->mm, table, level, va, &slot);
		end = (va | span) < last ? va | span : last;
		below = table_below(visit->mm, slot_get(&slot), level);
		if (below)
			ret = visit_table(visit, below, level - 1, va, end);
		else if (slot_get(&slot))
			ret = visit_slots(visit, &slot, va, end);
		if (ret == -EAGAIN)
			continue;
		if (ret || end == last)
			return ret;
		va = end + 1;
	}
}

int tables_visit(struct visit *visit)
{
	struct ptw_mm *mm = visit->mm;

	return visit_table(visit, mm->root, mm->space.half[0].top, visit->first, visit->last);
}

/* Those below one table. Whole spans between @floor and @ceiling have no mapping left. */
static void free_below(struct ptw_mm *mm, u64 table, unsigned int level, u64 first, u64 last,
		       u64 floor, u64 ceiling)
{
	u64 span = level_size(mm, level) - 1, va = first, end, below;
	struct slot slot;

	for (;; va = end + 1) {
		slot_of(mm, table, level, va, &slot);
		end = (va | span) < last ? va | span : last;
		below = table_below(mm, slot_get(&slot), level);
		if (below)
			free_below(mm, below, level - 1, va, end, floor, ceiling);
		if (below && (va & ~span) >= floor && (va | span) <= ceiling) {
			slot_set(&slot, 0);
			table_free_rcu(mm, below);
		}
		if (end == last)
			return;
	}
}

/*
 * Free the tables of a range that has been unmapped; D. @floor and @ceiling bound what
 * lies between its neighbours. Linux: free_pgtables()
 */
void tables_free(struct ptw_mm *mm, u64 first, u64 last, u64 floor, u64 ceiling)
{
	free_below(mm, mm->root, mm->space.half[0].top, first, last, floor, ceiling);
}

/* A table for the day a huge page is split: kept with the table of level 1, under its lock. */
void deposit_put(const struct ptw_mm *mm, const struct slot *slot, u64 table)
{
	struct table *keeper = &mm->phys->frames[slot->table].table;

	mm->phys->frames[table].table.next = keeper->deposit;
	keeper->deposit = table;
}

u64 deposit_take(const struct ptw_mm *mm, const struct slot *slot)
{
	struct table *keeper = &mm->phys->frames[slot->table].table;
	u64 table = keeper->deposit;

	if (WARN_ON_ONCE(!table))
		return NO_FRAME;
	keeper->deposit = mm->phys->frames[table].table.next;
	mm->phys->frames[table].table.next = NO_FRAME;
	return table;
}
