/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Ranges, one table at a time. Every call starts at the root again (a walk costs
 * little beside the table it leads to), so that nothing a cursor keeps between two
 * calls depends on tables being alive (C).
 *
 *  1. Find the half that cursor->next belongs to; pass over what no root translates.
 *  2. Go down to the slot of cursor->next that does not point to a table.
 *  3. Scan that table from there on, until it ends, the range ends, the batch is
 *     full, or a slot points to a table: the next call goes down there.
 */
#ifndef PTW_CORE_ITERATE_H
#define PTW_CORE_ITERATE_H

#include "descend.h"

/* A place in a table: the slot that translates @va, and what was seen there. */
struct ptw_place {
	const struct ptw_half *half;
	u64 va;
	struct ptw_look look;
	enum ptw_kind kind;
	unsigned int level;
};

/* Let cursor->next be an address that a root translates, or the cursor be done. */
static inline const struct ptw_half *ptw_cursor_half(struct ptw_cursor *cursor)
{
	const struct ptw_space *space = cursor->space;
	unsigned int i;

	for (i = 0; i < 2 && !cursor->done; i++) {
		const struct ptw_half *half = &space->half[i];

		if (half->first > space->last[i] || cursor->next > space->last[i])
			continue;
		if (cursor->next < half->first)
			cursor->next = half->first;
		if (cursor->next > cursor->last)
			break;
		return half;
	}
	cursor->done = 1;
	return NULL;
}

/* Everything up to @va is visited; with 0, that is all there is. */
static __always_inline void ptw_cursor_advance(struct ptw_cursor *cursor, u64 va)
{
	cursor->next = va;
	if (!va || va > cursor->last)
		cursor->done = 1;
}

/* Step 2. The place has the slot's own first address. */
static __always_inline bool ptw_find_place(const struct ptw_format *fmt,
					   const struct ptw_access *acc, struct ptw_cursor *cursor,
					   struct ptw_place *place)
{
	const struct ptw_half *half = ptw_cursor_half(cursor);
	struct ptw_look *look = &place->look;
	const struct ptw_space *space = cursor->space;
	struct ptw_tables tables = { 0, ~0ULL };
	u64 table;

	if (!half)
		return false;
	table = half->root;
	look->pte = 0;
	for (place->level = half->top;; place->level--) {
		look->slot = ptw_slot(fmt, half, table, cursor->next, place->level, half->top);
		if (ptw_load(fmt, acc, space, look->slot, &look->pte)) {
			place->kind = PTW_UNREACHABLE;
			break;
		}
		place->kind = fmt->kind(fmt, space, look->pte, place->level);
		if (!place->level || place->kind != PTW_TABLE)
			break;
		tables.any |= look->pte;
		tables.all &= look->pte;
		table = fmt->table_pa(fmt, space, look->pte);
	}
	look->above = fmt->above(fmt, tables.any, tables.all);
	place->half = half;
	place->va = cursor->next & ~(BIT_ULL(ptw_level_shift(fmt, place->level)) - 1);
	return true;
}

/* How many slots are left in the table of a place, its own among them */
static __always_inline u64 ptw_place_slots(const struct ptw_format *fmt,
					   const struct ptw_place *place)
{
	u64 nr = ptw_table_slots(fmt, place->half, place->level);

	return nr - (place->va >> ptw_level_shift(fmt, place->level) & (nr - 1));
}

/*
 * Slots from @slot on, as words that may be read: as many as the access can point
 * to, or one copy of a word loaded (A holds for either: the reader loads each word
 * once). NULL where the first cannot be reached.
 */
static __always_inline const u64 *ptw_words(const struct ptw_format *fmt,
					    const struct ptw_access *acc,
					    const struct ptw_space *space, u64 slot, u64 *nr,
					    u64 *copy)
{
	const u64 *words = NULL;
	u64 bytes = *nr * fmt->pte_bytes;

	if (acc->peek)
		words = acc->peek(space, slot, &bytes);
	if (words) {
		*nr = bytes / fmt->pte_bytes;
		return words;
	}
	*nr = 1;
	if (ptw_load(fmt, acc, space, slot, copy))
		return NULL;
	return copy;
}

/* An item that is no leaf: the cold ends say what it is. */
static inline void ptw_add_item(struct ptw_cursor *cursor, const struct ptw_cold *cold,
				const struct ptw_place *place, u64 nr)
{
	struct ptw_item *item = &cursor->item[cursor->nr];
	struct ptw_item *before = cursor->nr ? item - 1 : NULL;
	unsigned int shift;

	ptw_put_look(&item->leaf, place->look.slot, place->look.pte, place->look.above);
	if (place->kind == PTW_UNREACHABLE)
		cold->lost(cursor->space, place->va, place->level, &item->leaf);
	else
		cold->finish(cursor->space, place->va, 0, place->level, &item->leaf);
	item->va = place->va;
	item->nr = nr;
	if (ptw_leaf_kind(&item->leaf) != PTW_HOLE) {
		cursor->nr++;
		return;
	}
	if (!(cursor->flags & PTW_ITER_HOLES))
		return;
	shift = ptw_leaf_shift(&item->leaf);
	if (before && ptw_leaf_kind(&before->leaf) == PTW_HOLE &&
	    ptw_leaf_shift(&before->leaf) == shift &&
	    before->va + (before->nr << shift) == item->va)
		before->nr += nr;
	else
		cursor->nr++;
}

/*
 * Slots that cannot be reached, from the place's on. A table that is missing as a
 * whole is one item of the table's span.
 */
static inline u64 ptw_add_unreachable(const struct ptw_format *fmt, const struct ptw_access *acc,
				      struct ptw_cursor *cursor, const struct ptw_cold *cold,
				      const struct ptw_place *place)
{
	u64 slots = ptw_place_slots(fmt, place);
	u64 nr = ptw_unreachable_slots(fmt, acc, cursor->space, place->look.slot, slots);
	unsigned int shift = ptw_level_shift(fmt, place->level);
	struct ptw_item *item = &cursor->item[cursor->nr];

	/* It was not to be reached a moment ago; that is the look that counts. */
	if (!nr)
		nr = 1;
	ptw_add_item(cursor, cold, place, nr);
	if (nr == ptw_table_slots(fmt, place->half, place->level)) {
		shift += fls64(nr) - 1;
		item->nr = 1;
		item->leaf.info = ptw_info(PTW_UNREACHABLE, place->level, shift, shift, 0,
					   PTW_REASON_UNREACHABLE);
	}
	return nr;
}

/*
 * Step 3, over words[0..nr), the first of which is the place's. @level is a
 * constant for the last table, where most of the work is.
 *
 * Return: how many slots were visited; fewer than @nr when the batch is full, or
 * the next one points to a table.
 */
static __always_inline u64 ptw_scan(const struct ptw_format *fmt, const struct ptw_cold *cold,
				    struct ptw_cursor *cursor, struct ptw_place *place,
				    const u64 *words, u64 nr, unsigned int level)
{
	const struct ptw_space *space = cursor->space;
	const struct ptw_half *half = place->half;
	unsigned int shift = ptw_level_shift(fmt, level);
	u64 i, va = place->va, above = place->look.above, pte;
	struct ptw_item *item = &cursor->item[cursor->nr];
	enum ptw_kind kind;

	for (i = 0; i < nr; i++, va += BIT_ULL(shift)) {
		pte = READ_ONCE(words[i]);
		if (!pte && !(cursor->flags & PTW_ITER_HOLES))
			continue;
		kind = fmt->kind(fmt, space, pte, level);
		if (item == &cursor->item[PTW_BATCH] || (level && kind == PTW_TABLE))
			break;
		if (likely(kind == PTW_LEAF)) {
			item->va = va;
			item->nr = 1;
			ptw_fill_leaf(fmt, space, half, va, pte, above, level, half->top,
				      &item->leaf);
			item++;
			continue;
		}
		cursor->nr = item - cursor->item;
		place->va = va;
		place->look.pte = pte;
		place->kind = kind;
		ptw_add_item(cursor, cold, place, 1);
		item = &cursor->item[cursor->nr];
	}
	cursor->nr = item - cursor->item;
	place->va = va;
	place->look.slot += i * fmt->pte_bytes;
	return i;
}

/* The slots of the place's table that are left in it and in the cursor's range */
static __always_inline u64 ptw_range_slots(const struct ptw_format *fmt,
					   const struct ptw_cursor *cursor,
					   const struct ptw_place *place)
{
	u64 slots = ptw_place_slots(fmt, place);
	u64 range = (cursor->last - place->va) >> ptw_level_shift(fmt, place->level);

	return range < slots ? range + 1 : slots;
}

/* One table's worth of a range: __ptw_iterate() */
static __always_inline int ptw_iterate_table(const struct ptw_format *fmt,
					     const struct ptw_access *acc,
					     const struct ptw_cold *cold, struct ptw_cursor *cursor)
{
	struct ptw_place place;
	u64 slots, nr = 1, visited, copy;
	const u64 *words = &place.look.pte;

	cursor->nr = 0;
	cursor->at = 0;
	if (!ptw_find_place(fmt, acc, cursor, &place))
		return -ENOENT;
	if (unlikely(place.kind == PTW_UNREACHABLE)) {
		nr = ptw_add_unreachable(fmt, acc, cursor, cold, &place);
		place.va += nr << ptw_level_shift(fmt, place.level);
		ptw_cursor_advance(cursor, place.va);
		return 0;
	}
	for (slots = ptw_range_slots(fmt, cursor, &place); slots && words; slots -= visited) {
		if (place.level)
			visited = ptw_scan(fmt, cold, cursor, &place, words, nr, place.level);
		else
			visited = ptw_scan(fmt, cold, cursor, &place, words, nr, 0);
		if (visited < nr)
			break;
		nr = slots - visited;
		words = nr ? ptw_words(fmt, acc, cursor->space, place.look.slot, &nr, &copy) : NULL;
	}
	ptw_cursor_advance(cursor, place.va);
	return 0;
}

/* The rest of a table as a block: __ptw_iterate_block() */
static __always_inline int ptw_iterate_words(const struct ptw_format *fmt,
					     const struct ptw_access *acc,
					     struct ptw_cursor *cursor, struct ptw_block *block)
{
	struct ptw_place place;
	unsigned int shift;
	u64 nr, i;

	if (!ptw_find_place(fmt, acc, cursor, &place))
		return -ENOENT;
	shift = ptw_level_shift(fmt, place.level);
	block->va = place.va;
	block->level = place.level;
	block->shift = shift;
	block->half = place.half;
	block->above = place.look.above;
	block->space = cursor->space;
	block->words = NULL;
	nr = ptw_range_slots(fmt, cursor, &place);
	if (likely(place.kind != PTW_UNREACHABLE))
		block->words =
			ptw_words(fmt, acc, cursor->space, place.look.slot, &nr, block->copy);
	if (unlikely(!block->words))
		nr = ptw_unreachable_slots(fmt, acc, cursor->space, place.look.slot, nr);
	if (block->words && block->level)
		for (i = 1; i < nr; i++)
			if (fmt->kind(fmt, cursor->space, READ_ONCE(block->words[i]),
				      block->level) == PTW_TABLE)
				nr = i;
	block->nr = nr ? nr : 1;
	ptw_cursor_advance(cursor, place.va + (nr << shift));
	return block->words ? 0 : -EFAULT;
}

#endif /* PTW_CORE_ITERATE_H */
