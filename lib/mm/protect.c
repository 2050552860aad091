// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * mprotect: other rights for a range. (Linux: change_protection())
 *
 *	mutator                          lockless walker
 *	-------                          ---------------
 *	begin (PROTECTION_VMA)
 *	                                 S: reads the sequence
 *	                                 loads the pte: writable
 *	pte: empty, by an xchg
 *	                                 loads the pte: a hole, for a moment
 *	pte: the page, without the right
 *	flush
 *	end
 *	                                 C: the sequence moved: retry
 *
 * A. Between the two stores the processor sets neither accessed nor dirty: what the xchg
 *    returned is all there is, and is in the new pte.
 * B. begin comes once for what a slot of level 3 spans, and begins with the first slot
 *    of level 2 that is not empty: where there are no tables nobody mirrors anything.
 */
#include "mm/rmap.h"
#include "mm/split.h"

/* @vma: The mapping at hand, which has its new rights */
struct protect {
	struct visit visit;
	struct vma *vma;
};

/* Linux: can_change_pte_writable(): no copy is due, nor is a notice */
static bool can_write(const struct protect *protect, const struct seen *seen)
{
	const struct frame *frame = seen_frame(protect->visit.mm, seen);

	if (!(protect->vma->rights & PTW_WANT_WRITE))
		return false;
	if (protect->vma->kind == PTW_VMA_ANON)
		return frame && READ_ONCE(frame->exclusive);
	return protect->vma->kind != PTW_VMA_FILE || seen->attr & PTW_ATTR_DIRTY;
}

static void protect_mapped(struct protect *protect, const struct slot *slot)
{
	struct ptw_mm *mm = protect->visit.mm;
	struct seen seen;

	pte_read(mm, slot_xchg(slot, 0), slot->level, &seen); /* A */
	seen.rights = protect->vma->rights & ~(u32)PTW_WANT_WRITE;
	if (can_write(protect, &seen))
		seen.rights = protect->vma->rights;
	slot_set(slot, pte_again(mm, slot->level, &seen));
}

/* Its page comes back without the right to write, and with the mapping's others. */
static void protect_migration(struct protect *protect, const struct slot *slot,
			      const struct seen *seen)
{
	if (seen->migration == MIGRATION_WRITE)
		slot_set(slot, pte_migration(protect->visit.mm, seen->pa, MIGRATION_EXCLUSIVE));
}

static int protect_slot(struct visit *visit, const struct slot *slot, u64 va)
{
	struct protect *protect = container_of(visit, struct protect, visit);
	struct ptw_mm *mm = visit->mm;
	struct seen seen;

	(void)va;
	pte_read(mm, slot_get(slot), slot->level, &seen);
	if (seen.is == IS_MAPPED)
		protect_mapped(protect, slot);
	if (seen.is == IS_MIGRATION)
		protect_migration(protect, slot, &seen);
	return 0;
}

/* B: from where on there are tables between two addresses; false for nowhere */
static bool find_tables(const struct ptw_mm *mm, u64 *first, u64 last)
{
	struct slot slot;
	u64 span;

	for (;;) {
		tables_find(mm, *first, 2, &slot);
		if (slot_get(&slot))
			return true;
		span = level_size(mm, slot.level) - 1;
		if ((*first | span) >= last)
			return false;
		*first = (*first | span) + 1;
	}
}

static void protect_chunk(struct protect *protect, u64 first, u64 last)
{
	struct ptw_mm *mm = protect->visit.mm;
	struct ptw_invalidation range;

	if (!find_tables(mm, &first, last))
		return;
	announce(mm, &range, PTW_EVENT_PROTECTION_VMA, first, last);
	protect->visit.first = first;
	protect->visit.last = last;
	tables_visit(&protect->visit);
	flush(mm);
	announced(mm, &range);
}

/* A whole mapping. Linux: mprotect_fixup() */
static void protect_vma(struct ptw_mm *mm, struct vma *vma, u32 rights)
{
	struct protect protect = { .visit = { .mm = mm, .slot = protect_slot }, .vma = vma };
	unsigned int top = mm->space.half[0].top;
	u64 span = level_size(mm, top < 3 ? 2 : 3) - 1, va, end;

	down_write(&mm->phys->rmap);
	vma->rights = rights;
	up_write(&mm->phys->rmap);
	for (va = vma->first;; va = end + 1) {
		end = (va | span) < vma->last ? va | span : vma->last;
		protect_chunk(&protect, va, end);
		if (end == vma->last)
			return;
	}
}

int ptw_mm_protect(struct ptw_mm *mm, __u64 first, __u64 last, __u32 rights)
{
	struct vma *vma;
	int ret = -ENOENT;

	if (!range_ok(mm, first, last) || !rights_ok(rights))
		return -EINVAL;
	down_write(&mm->mmap_lock);
	if (vmas_cover(mm, first, last)) {
		ret = vma_cut(mm, first);
		if (!ret)
			ret = vma_cut(mm, last + 1);
	}
	for (vma = vma_find(mm, first); !ret && vma && vma->first <= last; vma = vma->next)
		if (vma->rights != rights)
			protect_vma(mm, vma, rights);
	vmas_merge(mm);
	up_write(&mm->mmap_lock);
	return ret;
}
PTW_EXPORT(ptw_mm_protect);
