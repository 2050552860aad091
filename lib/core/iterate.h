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

/*
 * A place in a table: the slot that translates @va, and what was seen there. Up to
 * @last the cursor and the half go: one table can serve both halves, or more
 * addresses than its half has.
 */
struct ptw_place {
	const struct ptw_half *half;
	u64 va;
	u64 last;
	struct ptw_look look;
	enum ptw_kind kind;
	struct ptw_alike alike; /* nothing decides before there was a leaf */
};

/*
 * Let cursor->next be an address that a root translates, and @last be how far the half
 * goes within the range; or the cursor be done.
 */
static inline const struct ptw_half *ptw_cursor_half(struct ptw_cursor *cursor, u64 *last)
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
		*last = space->last[i] < cursor->last ? space->last[i] : cursor->last;
		return half;
	}
	cursor->done = 1;
	return NULL;
}

/* Every slot of the place before @va is visited. What follows the last address is 0. */
static __always_inline void ptw_cursor_advance(struct ptw_cursor *cursor,
					       const struct ptw_place *place, u64 va)
{
	cursor->next = va;
	if (va - 1 < place->last)
		return;
	cursor->next = place->last + 1;
	cursor->done = place->last == cursor->last;
}

/*
 * Ask for the beginning of the table behind the one that is about to be scanned: tables
 * stand anywhere, and the processor's own prefetching ends with each. @slot points to
 * the table to be scanned. A hint: nothing is decided from this look.
 */
static __always_inline void ptw_prefetch_next(const struct ptw_format *fmt,
					      const struct ptw_access *acc,
					      const struct ptw_space *space, u64 slot)
{
	u64 pte, bytes = 8 * 64, i;
	const char *words;

	if (!acc->peek || acc->reload)
		return;
	slot += fmt->pte_bytes;
	if (!(slot & ((fmt->pte_bytes << fmt->index_bits) - 1)) ||
	    acc->load(space, slot, fmt->pte_bytes, &pte) ||
	    fmt->kind(fmt, space, pte, 1) != PTW_TABLE)
		return;
	words = acc->peek(space, fmt->table_pa(fmt, space, pte), &bytes);
	if (!words)
		return;
	for (i = 0; i < bytes; i += 64)
		prefetch(words + i);
}

/* Step 2. The place has the slot's own first address. */
static __always_inline bool ptw_find_place(const struct ptw_format *fmt,
					   const struct ptw_access *acc, struct ptw_cursor *cursor,
					   struct ptw_place *place)
{
	const struct ptw_half *half = ptw_cursor_half(cursor, &place->last);
	struct ptw_look *look = &place->look;
	const struct ptw_space *space = cursor->space;
	struct ptw_tables tables = { 0, 0 };
	u64 table, parent = 0;

	if (!half)
		return false;
	table = half->root;
	for (place->look.level = half->top;; place->look.level--) {
		look->slot = ptw_slot(fmt, half, table, cursor->next, place->look.level, half->top);
		if (ptw_load(fmt, acc, space, look->slot, &look->pte)) {
			look->pte = tables.last;
			place->kind = PTW_UNREACHABLE;
			break;
		}
		place->kind = fmt->kind(fmt, space, look->pte, place->look.level);
		if (!place->look.level || place->kind != PTW_TABLE)
			break;
		ptw_pass_table(fmt, &tables, look->pte);
		table = fmt->table_pa(fmt, space, look->pte);
		parent = look->slot;
	}
	if (!place->look.level && half->top && look->slot == table)
		ptw_prefetch_next(fmt, acc, space, parent);
	look->denied = tables.denied;
	place->alike.decides = 0;
	place->half = half;
	place->va = cursor->next & ~(BIT_ULL(ptw_level_shift(fmt, place->look.level)) - 1);
	return true;
}

/* How many slots are left in the table of a place up to @last, its own among them */
static __always_inline u64 ptw_place_slots(const struct ptw_format *fmt,
					   const struct ptw_place *place, u64 last)
{
	u64 nr = ptw_table_slots(fmt, place->half, place->look.level);
	u64 slots = nr - (place->va >> ptw_level_shift(fmt, place->look.level) & (nr - 1));
	u64 range = (last - place->va) >> ptw_level_shift(fmt, place->look.level);

	return range < slots ? range + 1 : slots;
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

	/* Ptes of another size than a word come as copies. */
	if (acc->peek && fmt->pte_bytes == sizeof(*words))
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
static __always_inline void ptw_add_item(const struct ptw_format *fmt, struct ptw_cursor *cursor,
					 const struct ptw_cold *cold, const struct ptw_place *place,
					 u64 nr)
{
	struct ptw_item *item = &cursor->item[cursor->nr];
	struct ptw_item *before = cursor->nr ? item - 1 : NULL;
	unsigned int shift;

	ptw_put_look(fmt, &item->leaf, place->look.slot, place->look.level, place->look.pte,
		     place->look.denied);
	cold->finish(cursor->space, place->va, 0, &item->leaf);
	item->va = place->va;
	item->leaf.info |= (nr - 1) << PTW_INFO_MORE_SHIFT;
	if (ptw_leaf_kind(&item->leaf) != PTW_HOLE) {
		cursor->nr++;
		return;
	}
	if (!(cursor->flags & PTW_ITER_HOLES))
		return;
	shift = ptw_leaf_shift(&item->leaf);
	if (before && ptw_leaf_kind(&before->leaf) == PTW_HOLE &&
	    ptw_leaf_shift(&before->leaf) == shift &&
	    before->va + (ptw_item_nr(before) << shift) == item->va)
		before->leaf.info += nr << PTW_INFO_MORE_SHIFT;
	else
		cursor->nr++;
}

/*
 * Slots that cannot be reached, from the place's on. A table that is missing as a
 * whole is one item of the table's span, or of what the half has of it.
 */
static __always_inline u64 ptw_add_unreachable(const struct ptw_format *fmt,
					       const struct ptw_access *acc,
					       struct ptw_cursor *cursor,
					       const struct ptw_place *place)
{
	const struct ptw_half *half = place->half;
	unsigned int shift = ptw_level_shift(fmt, place->look.level);
	u64 table = ptw_table_slots(fmt, half, place->look.level);
	u64 slots = ptw_place_slots(fmt, place, cursor->space->last[half != cursor->space->half]);
	u64 nr = ptw_unreachable_slots(fmt, acc, cursor->space, place->look.slot, slots), more;
	struct ptw_item *item = &cursor->item[cursor->nr];
	bool first = place->va == half->first || !(place->va >> shift & (table - 1));

	/* It was not to be reached a moment ago; that is the look that counts. */
	if (!nr)
		nr = 1;
	more = nr - 1;
	item->va = place->va;
	item->leaf.pa = place->look.slot;
	item->leaf.pte = place->look.pte;
	/* Not by lost(), which would try the slots again: this may begin in a root's middle. */
	if (first && nr == slots) {
		shift += fls64(nr) - 1;
		more = 0;
	}
	item->leaf.info = ptw_info(PTW_UNREACHABLE, place->look.level, shift, shift, 0,
				   PTW_REASON_UNREACHABLE) |
			  more << PTW_INFO_MORE_SHIFT;
	cursor->nr++;
	return nr;
}

/* But for @alike's shift, which is the format's, and known here. */
static __always_inline void ptw_set_alike(const struct ptw_format *fmt,
					  const struct ptw_space *space, unsigned int shift,
					  const struct ptw_leaf *leaf, struct ptw_alike *alike)
{
	u64 width = (BIT_ULL(space->pa_bits) - 1) & ~(BIT_ULL(shift) - 1);

	width >>= fmt->address_shift;
	alike->pte = leaf->pte;
	alike->decides = fmt->decides | (fmt->address & ~width);
	if (fmt->whole_runs && fmt->run_bits(fmt, leaf->pte, ptw_leaf_level(leaf)))
		alike->decides = 0;
	alike->address = fmt->address & width & ~space->enc_mask;
	alike->pa = leaf->pa & ~(alike->address << fmt->address_shift);
	alike->info = leaf->info;
}

/*
 * A run of words that are looked at one after the other, each once: @pte was loaded
 * from words[at], where there is one.
 */
struct ptw_words {
	const u64 *words;
	u64 nr;
	u64 at;
	u64 pte;
};

static __always_inline void ptw_next_word(struct ptw_words *w)
{
	if (++w->at < w->nr)
		w->pte = READ_ONCE(w->words[w->at]);
}

/*
 * Leaves that are like the one before them, at most @room; the word behind those is not
 * loaded any more, because there is no room for it either. Return: how many
 */
static __always_inline u64 ptw_scan_alike(const struct ptw_format *fmt, struct ptw_words *w,
					  const struct ptw_alike *alike, u64 room, u64 va,
					  unsigned int shift, struct ptw_item *item)
{
	u64 first = w->at, end = room < w->nr - first ? first + room : w->nr;

	for (; !((w->pte ^ alike->pte) & alike->decides); item++, va += BIT_ULL(shift)) {
		item->va = va;
		item->leaf.pa = (w->pte & alike->address) << fmt->address_shift | alike->pa;
		item->leaf.pte = w->pte;
		item->leaf.info = alike->info;
		if (++w->at == end)
			break;
		w->pte = READ_ONCE(w->words[w->at]);
	}
	return w->at - first;
}

/*
 * Zeros, which most tables are full of: four at once, each a load of its own. Where one
 * of four is not zero they are looked at again, one by one, and that look decides (A).
 * Return: how many
 */
static __always_inline u64 ptw_scan_zeros(struct ptw_words *w)
{
	u64 first = w->at, at = first, pte = w->pte;
	const u64 *words = w->words;

	while (!pte && at + 4 < w->nr &&
	       !(READ_ONCE(words[at + 1]) | READ_ONCE(words[at + 2]) | READ_ONCE(words[at + 3]) |
		 READ_ONCE(words[at + 4])))
		at += 4;
	while (!pte && ++at < w->nr)
		pte = READ_ONCE(words[at]);
	w->at = at;
	w->pte = pte;
	return at - first;
}

/*
 * Step 3, over @nr words, the first of which is the place's. @level is a constant for
 * the last table, where most of the work is.
 *
 * Return: how many slots were visited; fewer than @nr when the batch is full, or the
 * next one points to a table.
 */
static __always_inline u64 ptw_scan(const struct ptw_format *fmt, const struct ptw_cold *cold,
				    struct ptw_cursor *cursor, struct ptw_place *place,
				    const u64 *words, u64 nr, unsigned int level)
{
	struct ptw_words w = { words, nr, 0, READ_ONCE(words[0]) };
	unsigned int shift = ptw_level_shift(fmt, level);
	u64 first = place->va, zeros;
	struct ptw_item *item;

	while (w.at < nr && cursor->nr < PTW_BATCH) {
		item = &cursor->item[cursor->nr];
		place->va = first + (w.at << shift);
		if (place->alike.decides && !((w.pte ^ place->alike.pte) & place->alike.decides)) {
			cursor->nr += ptw_scan_alike(fmt, &w, &place->alike, PTW_BATCH - cursor->nr,
						     place->va, shift, item);
			continue;
		}
		zeros = ptw_scan_zeros(&w);
		place->look.pte = zeros ? 0 : w.pte;
		place->kind = fmt->kind(fmt, cursor->space, place->look.pte, level);
		if (level && place->kind == PTW_TABLE)
			break;
		if (place->kind == PTW_LEAF) {
			item->va = place->va;
			ptw_fill_leaf(fmt, cursor->space, place->half, place->va, w.pte,
				      place->look.denied, level, place->half->top, false,
				      &item->leaf);
			ptw_set_alike(fmt, cursor->space, shift, &item->leaf, &place->alike);
			cursor->nr++;
		} else if (!zeros || cursor->flags & PTW_ITER_HOLES) {
			ptw_add_item(fmt, cursor, cold, place, zeros ? zeros : 1);
		}
		if (!zeros)
			ptw_next_word(&w);
	}
	place->va = first + (w.at << shift);
	place->look.slot += w.at * fmt->pte_bytes;
	return w.at;
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
		nr = ptw_add_unreachable(fmt, acc, cursor, &place);
		place.va += nr << ptw_level_shift(fmt, place.look.level);
		ptw_cursor_advance(cursor, &place, place.va);
		return 0;
	}
	for (slots = ptw_place_slots(fmt, &place, place.last); slots && words; slots -= visited) {
		if (place.look.level)
			visited = ptw_scan(fmt, cold, cursor, &place, words, nr, place.look.level);
		else
			visited = ptw_scan(fmt, cold, cursor, &place, words, nr, 0);
		if (visited < nr)
			break;
		nr = slots - visited;
		words = nr ? ptw_words(fmt, acc, cursor->space, place.look.slot, &nr, &copy) : NULL;
	}
	ptw_cursor_advance(cursor, &place, place.va);
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
	shift = ptw_level_shift(fmt, place.look.level);
	block->va = place.va;
	block->level = place.look.level;
	block->shift = shift;
	block->half = place.half;
	block->denied = place.look.denied;
	block->space = cursor->space;
	block->words = NULL;
	nr = ptw_place_slots(fmt, &place, place.last);
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
	ptw_cursor_advance(cursor, &place, place.va + ((u64)block->nr << shift));
	return block->words ? 0 : -EFAULT;
}

#endif /* PTW_CORE_ITERATE_H */
