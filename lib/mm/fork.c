// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * fork: the child shares anonymous pages until one of the two writes. (Race K)
 *
 *	mutator                          lockless walker of the parent
 *	-------                          -----------------------------
 *	begin (PROTECTION_PAGE, the mapping)
 *	                                 S: reads the sequence
 *	                                 loads the pte: writable
 *	pte: read-only, by one RMW
 *	child's pte: the same page, read-only
 *	flush
 *	end
 *	                                 C: the sequence moved: retry
 *
 * A. Protected first, shared then: there is no moment in which the child maps a page
 *    that the parent can write to.
 * B. A page that is pinned is not shared: who pinned it would go on writing to it, and
 *    the parent's next write would go to a copy. The child gets the copy at once, and
 *    the parent's pte is again what it was. A huge page is split for that. Pins are looked
 *    at when the pte is protected already: who pins the page later sees that. Before it,
 *    one could come in between.
 * C. Files, secret and device memory are not copied: the child's faults find them.
 * D. The child's mapping is there before its ptes are, so that who looks for the
 *    mappings of a page, the parent's first, finds a pte in one of the two, or in both.
 */
#include "mm/rmap.h"
#include "mm/split.h"
#include "mm/unmap.h"

/*
 * @visit: Of the parent
 * @vma: Its mapping at hand
 * @to: In the child's table that goes with the parent's at hand
 * @spare: A table to be deposited with a huge page
 */
struct fork {
	struct visit visit;
	struct ptw_mm *child;
	struct vma *vma;
	struct slot to;
	u64 spare;
};

/* Other rights for the parent, whatever the processor sets meanwhile */
static void set_rights(struct ptw_mm *mm, const struct slot *from, u32 rights, struct seen *seen)
{
	u64 pte;

	do {
		pte = slot_get(from);
		pte_read(mm, pte, from->level, seen);
		seen->rights = rights;
	} while (!slot_try(from, pte, pte_again(mm, from->level, seen)));
}

/* B: the child's own copy of a pinned page */
static int copy_pinned(struct fork *fork, const struct slot *to, const struct seen *seen, u64 va)
{
	struct ptw_mm *child = fork->child;
	u64 nr = page_alloc(child->phys, 0);

	if (!nr)
		return -ENOMEM;
	words_copy(child->phys, nr, seen->pa >> child->phys->page_shift);
	frame_set_anon(child, nr, vma_index(child, fork->vma, va));
	map_small(child, &child->phys->frames[nr]);
	slot_set(to, pte_mapped(child, 0, frame_pa(child->phys, nr), fork->vma->rights,
				PTW_ATTR_ACCESSED |
					(fork->vma->rights & PTW_WANT_WRITE ? PTW_ATTR_DIRTY : 0)));
	return 0;
}

/* @seen: What the parent's pte says since it is protected */
static void share(struct fork *fork, const struct slot *from, const struct slot *to,
		  struct frame *frame, struct seen *seen)
{
	struct ptw_mm *mm = fork->visit.mm;

	frame_get(frame_head(mm->phys, frame));
	count_add(&frame_head(mm->phys, frame)->shared, 1);
	if (from->level)
		map_huge(frame);
	else
		map_small(mm, frame);
	seen->attr &= ~(u32)PTW_ATTR_ACCESSED;
	if (from->level) {
		deposit_put(fork->child, to, fork->spare);
		fork->spare = NO_FRAME;
	}
	slot_set(to, pte_again(mm, from->level, seen));
}

/* Return: -EAGAIN for a huge page that must be split first */
static int copy_mapped(struct fork *fork, const struct slot *from, const struct slot *to,
		       const struct seen *seen, u64 va)
{
	struct ptw_mm *mm = fork->visit.mm;
	struct frame *frame = seen_frame(mm, seen);
	struct seen now;
	bool exclusive;

	if (!frame) {
		slot_set(to, slot_get(from));
		return 0;
	}
	exclusive = READ_ONCE(frame->exclusive);
	WRITE_ONCE(frame->exclusive, 0);
	set_rights(mm, from, seen->rights & ~(u32)PTW_WANT_WRITE, &now); /* A */
	if (exclusive && READ_ONCE(frame_head(mm->phys, frame)->pins)) {
		WRITE_ONCE(frame->exclusive, 1);
		set_rights(mm, from, seen->rights, &now); /* B */
		return from->level ? -EAGAIN : copy_pinned(fork, to, seen, va);
	}
	share(fork, from, to, frame, &now);
	return 0;
}

/* Its page comes back to both, shared. */
static void copy_migration(struct fork *fork, const struct slot *from, const struct slot *to,
			   const struct seen *seen)
{
	u64 pte = pte_migration(fork->visit.mm, seen->pa, MIGRATION_READ);

	slot_set(from, pte);
	slot_set(to, pte);
}

static int fork_slot(struct visit *visit, const struct slot *from, u64 va)
{
	struct fork *fork = container_of(visit, struct fork, visit);
	struct seen seen;
	struct slot to;

	slot_of(fork->child, fork->to.table, fork->to.level, va, &to);
	pte_read(visit->mm, slot_get(from), from->level, &seen);
	if (seen.is == IS_MAPPED)
		return copy_mapped(fork, from, &to, &seen, va);
	if (seen.is == IS_MIGRATION)
		copy_migration(fork, from, &to, &seen);
	return 0;
}

/* The child's table, a table to be deposited there, and both locks */
static int fork_enter(struct visit *visit, const struct slot *from, u64 va)
{
	struct fork *fork = container_of(visit, struct fork, visit);

	if (from->level == HUGE_LEVEL && !fork->spare) {
		fork->spare = table_alloc(fork->child, HUGE_LEVEL - 1);
		if (!fork->spare)
			return -ENOMEM;
	}
	if (tables_make(fork->child, va, from->level, &fork->to))
		return -ENOMEM;
	slots_lock(visit->mm, from, &fork->to);
	return 0;
}

static void fork_leave(struct visit *visit, const struct slot *from)
{
	struct fork *fork = container_of(visit, struct fork, visit);

	slots_unlock(visit->mm, from, &fork->to);
}

/* Linux: copy_page_range() */
static int copy_ptes(struct fork *fork)
{
	struct ptw_mm *mm = fork->visit.mm;
	struct vma *vma = fork->vma;
	struct ptw_invalidation range;
	int ret;

	if (vma->kind == PTW_VMA_ANON)
		announce(mm, &range, PTW_EVENT_PROTECTION_PAGE, vma->first, vma->last);
	fork->visit.first = vma->first;
	fork->visit.last = vma->last;
	ret = tables_visit(&fork->visit);
	if (vma->kind == PTW_VMA_ANON) {
		flush(mm);
		announced(mm, &range);
	}
	return ret;
}

/* Linux: dup_mmap() */
static int copy_vmas(struct fork *fork)
{
	struct ptw_mm *child = fork->child;
	struct vma *vma, *copy;
	int ret = 0;

	for (vma = fork->visit.mm->vmas; vma && !ret; vma = vma->next) {
		copy = vma_copy(vma);
		if (!copy)
			return -ENOMEM;
		down_write(&child->phys->rmap);
		vma_link(child, copy); /* D */
		up_write(&child->phys->rmap);
		fork->vma = vma;
		if (vma->kind == PTW_VMA_ANON || vma->kind == PTW_VMA_PFNMAP) /* C */
			ret = copy_ptes(fork);
	}
	return ret;
}

int ptw_mm_fork(struct ptw_mm *mm, struct ptw_mm **out)
{
	struct fork fork = {
		.visit = { .mm = mm, .slot = fork_slot, .enter = fork_enter, .leave = fork_leave },
	};
	int ret;

	*out = NULL;
	down_write(&mm->mmap_lock);
	fork.child = mm_alloc(mm->phys, mm->space.instance, &ret);
	if (fork.child) {
		fork.child->family = mm->family;
		ret = copy_vmas(&fork);
		if (fork.spare)
			table_free_now(mm->phys, fork.spare);
	}
	up_write(&mm->mmap_lock);
	if (!ret)
		*out = fork.child;
	else
		ptw_mm_destroy(fork.child);
	return ret;
}
PTW_EXPORT(ptw_mm_fork);
