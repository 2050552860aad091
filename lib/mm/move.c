// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * mremap: ptes, and whole tables, at other addresses. (Race V)
 *
 *	mutator                          lockless walker
 *	-------                          ---------------
 *	begin (UNMAP, the old range)
 *	                                 loads the old slot: the table; enters it
 *	old slot: empty
 *	new slot: the table
 *	                                 loads a pte: the page, as of the old address
 *	flush
 *	end
 *	                                 C: the sequence moved: retry
 *
 * A. The old slot is emptied before the new one is filled, under the locks of both: what
 *    is found at the new address is at the old one no more.
 * B. A table that moves is neither freed nor changed. A walker can be in it all the
 *    time, and what he finds is a page that was there; that it is there no more, at that
 *    address, only the sequence says.
 * C. phys->rmap is held for writing: who looks for the mappings of a page would find it
 *    at neither address. (Linux: take_rmap_locks())
 * D. All tables are made before the first pte moves, so that nothing fails half way.
 */
#include "mm/rmap.h"
#include "mm/split.h"
#include "mm/unmap.h"

/* The highest level of which slots are moved. Linux: PUDs */
#define MOVE_LEVEL 2

/* @first, @last: The old range. @to: First address of the new one */
struct move {
	struct ptw_mm *mm;
	u64 first;
	u64 last;
	u64 to;
};

/* One slot that moves, or a span of nothing */
struct moved {
	struct slot from;
	u64 va;
	u64 bytes;
};

static u64 to_va(const struct move *move, u64 va)
{
	return move->to + (va - move->first);
}

/* Whether a whole slot of @level begins at @va, in both ranges */
static bool fits(const struct move *move, u64 va, unsigned int level)
{
	u64 size = level_size(move->mm, level);

	return level <= move->mm->space.half[0].top && !((va | to_va(move, va)) & (size - 1)) &&
	       move->last - va >= size - 1;
}

/* What moves at @va in one step, or how far nothing does */
static void look(const struct move *move, u64 va, struct moved *moved)
{
	unsigned int level = MOVE_LEVEL;
	u64 span;

	moved->va = va;
	while (level && !fits(move, va, level))
		level--;
	tables_find(move->mm, va, level, &moved->from);
	span = level_size(move->mm, moved->from.level) - 1;
	moved->bytes = (va | span) - va + 1;
}

/* Make room for one step. A huge leaf that does not fit is split. */
static int prepare_step(const struct move *move, struct moved *moved)
{
	struct slot to;

	look(move, moved->va, moved);
	if (!slot_get(&moved->from))
		return 0;
	if (!fits(move, moved->va, moved->from.level)) {
		split_at(move->mm, moved->va);
		return -EAGAIN;
	}
	return tables_make(move->mm, to_va(move, moved->va), moved->from.level, &to);
}

/* D */
static int prepare(const struct move *move)
{
	struct moved moved = { .va = move->first };
	u64 floor, ceiling;
	int ret;

	for (;;) {
		ret = prepare_step(move, &moved);
		if (ret == -EAGAIN)
			continue;
		if (ret)
			break;
		if (move->last - moved.va < moved.bytes)
			return 0;
		moved.va += moved.bytes;
	}
	vmas_bounds(move->mm, move->to, to_va(move, move->last), &floor, &ceiling);
	tables_free(move->mm, move->to, to_va(move, move->last), floor, ceiling);
	return ret;
}

static void move_slot(const struct move *move, const struct moved *moved)
{
	const struct slot *from = &moved->from;
	struct ptw_mm *mm = move->mm;
	struct seen seen;
	struct slot to;
	u64 pte;

	tables_find(mm, to_va(move, moved->va), from->level, &to);
	if (WARN_ON_ONCE(to.level != from->level || slot_get(&to)))
		return;
	slots_lock(mm, from, &to);
	pte = slot_xchg(from, 0); /* A */
	pte_read(mm, pte, from->level, &seen);
	if (from->level == HUGE_LEVEL && seen.is == IS_MAPPED && has_deposit(mm, &seen))
		deposit_put(mm, &to, deposit_take(mm, from));
	slot_set(&to, pte);
	slots_unlock(mm, from, &to);
}

static void move_slots(const struct move *move)
{
	struct moved moved;
	u64 va = move->first;

	for (;;) {
		look(move, va, &moved);
		if (slot_get(&moved.from))
			move_slot(move, &moved);
		if (move->last - va < moved.bytes)
			break;
		va += moved.bytes;
	}
	flush(move->mm);
}

/* The mapping is exactly the old range, and @copy will be at the new one. */
static void move_vma(const struct move *move, struct vma *vma, struct vma *copy)
{
	struct ptw_mm *mm = move->mm;
	struct ptw_invalidation range;

	announce(mm, &range, PTW_EVENT_UNMAP, move->first, move->last);
	down_write(&mm->phys->rmap); /* C */
	copy->first = move->to;
	copy->last = to_va(move, move->last);
	vma_link(mm, copy);
	move_slots(move);
	up_write(&mm->phys->rmap);
	announced(mm, &range);
	unmap_vmas(mm, vma->first, vma->last);
}

static int move_range(const struct move *move)
{
	struct ptw_mm *mm = move->mm;
	struct vma *vma = vma_find(mm, move->first), *copy;
	int ret;

	if (!vma || vma->last < move->last)
		return -ENOENT;
	if (vma_meeting(mm, move->to, to_va(move, move->last)))
		return -EEXIST;
	ret = vma_cut(mm, move->first);
	if (!ret)
		ret = vma_cut(mm, move->last + 1);
	if (ret)
		return ret;
	vma = vma_find(mm, move->first);
	copy = vma_copy(vma);
	if (!copy)
		return -ENOMEM;
	ret = prepare(move);
	if (ret)
		vma_free(mm, copy);
	else
		move_vma(move, vma, copy);
	return ret;
}

int ptw_mm_move(struct ptw_mm *mm, __u64 first, __u64 last, __u64 to)
{
	struct move move = { mm, first, last, to };
	int ret;

	if (!range_ok(mm, first, last) || to + (last - first) < to ||
	    !range_ok(mm, to, to + (last - first)) || (to <= last && first <= to + (last - first)))
		return -EINVAL;
	down_write(&mm->mmap_lock);
	ret = move_range(&move);
	if (ret)
		vmas_merge(mm);
	up_write(&mm->mmap_lock);
	return ret;
}
PTW_EXPORT(ptw_mm_move);
