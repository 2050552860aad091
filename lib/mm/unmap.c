// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * munmap, MADV_DONTNEED, the OOM reaper, and the end of a process. (Races A, B, Q)
 *
 *	mutator                          lockless walker
 *	-------                          ---------------
 *	begin (UNMAP or CLEAR)
 *	                                 S: reads the sequence
 *	                                 loads the pte: the page
 *	clears the pte
 *	                                 loads the next pte: a hole, in a table that is
 *	                                 going to be freed
 *	flush
 *	gives the page back
 *	end
 *	                                 C: the sequence moved: retry
 *	takes the tables out of reach
 *	gives them back after a grace period
 *
 * A. The page goes before end: a mirror that still had it would use another's page.
 * B. A pte is taken by one xchg: what the processor has set of accessed and dirty until
 *    then is the frame's, and after it the processor sets no more, for its own RMW fails.
 * C. Pages are collected until they have been flushed (Linux: struct mmu_gather). A dirty
 *    page of a file not beyond its table's lock: write-back, which looks for ptes under
 *    that lock and finds none, would call the page clean and copy it before the processor
 *    that has the pte at hand has stored. (Linux: force_flush in zap_pte_range())
 * D. Tables go after end, when the mappings above them are gone: no fault and no rmap
 *    walk comes there any more, and who walks without a lock is waited for.
 */
#include "mm/rmap.h"
#include "mm/split.h"
#include "mm/unmap.h"

#define GATHER 16

/* C: @nr heads, each with one reference to put */
struct gather {
	struct visit visit;
	u32 nr;
	struct frame *head[GATHER];
};

static void gather_flush(struct gather *gather)
{
	struct ptw_mm *mm = gather->visit.mm;
	u32 i;

	flush(mm);
	for (i = 0; i < gather->nr; i++)
		frame_put(mm->phys, gather->head[i]);
	gather->nr = 0;
}

/* Of a huge page: the table that was kept for its split. No walker ever reached it. */
static void zap_deposited(const struct ptw_mm *mm, const struct slot *slot)
{
	table_free_now(mm->phys, deposit_take(mm, slot));
}

/* C: whether it is to be flushed under the lock */
static bool is_dirty_file(const struct seen *seen, const struct frame *head)
{
	return seen->attr & PTW_ATTR_DIRTY && head->file;
}

/* Faults can bring a huge page while the range is visited, one that reaches out of it. */
static bool is_inside(const struct visit *visit, const struct slot *slot, u64 va)
{
	u64 span = level_size(visit->mm, slot->level) - 1;

	return (va & ~span) >= visit->first && (va | span) <= visit->last;
}

static int zap_slot(struct visit *visit, const struct slot *slot, u64 va)
{
	struct gather *gather = container_of(visit, struct gather, visit);
	struct ptw_mm *mm = visit->mm;
	struct frame *head;
	struct seen seen;

	if (!is_inside(visit, slot, va))
		return -EAGAIN;
	pte_read(mm, slot_xchg(slot, 0), slot->level, &seen); /* B */
	head = unmap_seen(mm, &seen, slot->level);
	if (!head)
		return 0;
	if (slot->level && has_deposit(mm, &seen))
		zap_deposited(mm, slot);
	gather->head[gather->nr++] = head;
	if (gather->nr == GATHER || is_dirty_file(&seen, head))
		gather_flush(gather);
	return 0;
}

/* Empty the slots of a range. Under mmap_lock */
void zap(struct ptw_mm *mm, u64 first, u64 last)
{
	struct gather gather = { .visit = { .mm = mm, .slot = zap_slot } };

	gather.visit.first = first;
	gather.visit.last = last;
	tables_visit(&gather.visit);
	gather_flush(&gather);
}

/* Mappings that are cut at both ends of the range: unlinked, and their tables freed */
static void free_vmas(struct ptw_mm *mm, u64 first, u64 last)
{
	struct vma *vma, *gone = NULL;
	u64 floor, ceiling;

	down_write(&mm->phys->rmap);
	while ((vma = vma_meeting(mm, first, last))) {
		vma_unlink(mm, vma);
		vma->next = gone;
		gone = vma;
	}
	up_write(&mm->phys->rmap);
	vmas_bounds(mm, first, last, &floor, &ceiling);
	tables_free(mm, first, last, floor, ceiling); /* D */
	while (gone) {
		vma = gone;
		gone = vma->next;
		vma_free(mm, vma);
	}
}

/* With mmap_lock held for writing, and mappings cut at both ends */
void unmap_vmas(struct ptw_mm *mm, u64 first, u64 last)
{
	struct ptw_invalidation range;

	announce(mm, &range, PTW_EVENT_UNMAP, first, last);
	zap(mm, first, last);
	announced(mm, &range);
	free_vmas(mm, first, last);
}

/* Linux: exit_mmap() */
void unmap_all(struct ptw_mm *mm)
{
	if (mm->vmas)
		unmap_vmas(mm, 0, mm_last(mm));
}

int ptw_mm_unmap(struct ptw_mm *mm, __u64 first, __u64 last)
{
	int ret = -ENOENT;

	if (!range_ok(mm, first, last))
		return -EINVAL;
	down_write(&mm->mmap_lock);
	if (vma_meeting(mm, first, last)) {
		ret = vma_cut(mm, first);
		if (!ret)
			ret = vma_cut(mm, last + 1);
		if (!ret)
			unmap_vmas(mm, first, last);
		else
			vmas_merge(mm);
	}
	up_write(&mm->mmap_lock);
	return ret;
}
PTW_EXPORT(ptw_mm_unmap);

/* Linux: __oom_reap_task_mm() */
int ptw_mm_reap(struct ptw_mm *mm)
{
	struct ptw_invalidation range;
	const struct vma *vma;
	int ret = 0;

	down_read(&mm->mmap_lock);
	for (vma = mm->vmas; vma; vma = vma->next) {
		if (vma->kind != PTW_VMA_ANON)
			continue;
		if (try_announce(mm, &range, PTW_EVENT_UNMAP, vma->first, vma->last)) {
			ret = -EAGAIN;
			continue;
		}
		zap(mm, vma->first, vma->last);
		announced(mm, &range);
	}
	up_read(&mm->mmap_lock);
	return ret;
}
PTW_EXPORT(ptw_mm_reap);

/* Linux: zap_page_range_single() */
int ptw_mm_discard(struct ptw_mm *mm, __u64 first, __u64 last)
{
	struct ptw_invalidation range;
	int ret = -ENOENT;

	if (!range_ok(mm, first, last))
		return -EINVAL;
	down_read(&mm->mmap_lock);
	if (vmas_cover(mm, first, last)) {
		announce(mm, &range, PTW_EVENT_CLEAR, first, last);
		zap(mm, first, last);
		announced(mm, &range);
		ret = 0;
	}
	up_read(&mm->mmap_lock);
	return ret;
}
PTW_EXPORT(ptw_mm_discard);
