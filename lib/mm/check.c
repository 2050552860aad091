// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Whether everything agrees, while nothing moves: every pte with its mapping, every count
 * with the ptes that it counts, every table with the tree it hangs in. What is found
 * first is said.
 */
#include "mm/rmap.h"

/* @what: The first thing wrong */
struct check {
	struct visit visit;
	struct ptw_phys *phys;
	u64 tables;
	u64 huge;
	const char *what;
};

static int say(struct check *check, const char *what)
{
	if (!check->what)
		check->what = what;
	return -EUCLEAN;
}

static int check_frame(struct check *check, const struct vma *vma, const struct seen *seen,
		       const struct slot *slot)
{
	struct frame *frame = seen_frame(check->visit.mm, seen);

	if (!frame || frame->use != FRAME_PAGE)
		return say(check, "a pte maps a frame that is no page");
	if (slot->level)
		frame->seen_whole++;
	else
		frame->seen_maps++;
	if (slot->level && frame->order != huge_order(check->visit.mm))
		return say(check, "a huge pte maps something else than a huge page");
	if (vma->kind == PTW_VMA_ANON && seen->rights & PTW_WANT_WRITE && !frame->exclusive)
		return say(check, "a pte grants a write to a page that is shared");
	if (vma->kind == PTW_VMA_FILE && seen->rights & PTW_WANT_WRITE &&
	    !frame_head(check->phys, frame)->dirty)
		return say(check, "a pte grants a write to a clean page of a file");
	if ((vma->kind == PTW_VMA_DEVICE) != (frame->kind == PTW_PAGE_ZONE_DEVICE))
		return say(check, "a pte maps a page that is not of its mapping's kind");
	if (vma->file != frame->file)
		return say(check, "a pte maps a page that is not of its mapping's file");
	return 0;
}

static int check_special(struct check *check, const struct vma *vma, const struct seen *seen)
{
	if (vma->kind == PTW_VMA_PFNMAP)
		return 0;
	if (vma->kind != PTW_VMA_ANON || seen->pa || seen->rights & PTW_WANT_WRITE)
		return say(check, "a special pte where there should be none");
	return 0;
}

static int check_slot(struct visit *visit, const struct slot *slot, u64 va)
{
	struct check *check = container_of(visit, struct check, visit);
	struct ptw_mm *mm = visit->mm;
	struct vma *vma = vma_find(mm, va);
	struct seen seen;

	pte_read(mm, slot_get(slot), slot->level, &seen);
	if (!vma || (va | (level_size(mm, slot->level) - 1)) > vma->last)
		return say(check, "a pte without a mapping");
	if (seen.is != IS_MAPPED)
		return say(check, "a pte that nothing is in the middle of changing");
	if (seen.rights & ~vma->rights)
		return say(check, "a pte grants what its mapping does not");
	if (seen.attr & PTW_ATTR_SPECIAL)
		return check_special(check, vma, &seen);
	if (slot->level && has_deposit(mm, &seen))
		check->huge++;
	return check_frame(check, vma, &seen, slot);
}

static int check_table(struct check *check, u64 nr, unsigned int level)
{
	struct frame *frame = &check->phys->frames[nr];

	check->tables++;
	if (frame->use != FRAME_TABLE)
		return say(check, "a table is in a frame that is none");
	if (frame->table.level != level || frame->table.mm != check->visit.mm)
		return say(check, "a table is in another place than it was made for");
	return 0;
}

/* The chain is as long as there are huge ptes in the space. */
static int count_deposits(struct check *check, u64 nr, u64 *deposits)
{
	u64 kept = check->phys->frames[nr].table.deposit;

	for (; kept; kept = check->phys->frames[kept].table.next) {
		++*deposits;
		if (check_table(check, kept, HUGE_LEVEL - 1))
			return -EUCLEAN;
	}
	return 0;
}

static int check_tables(struct check *check, u64 nr, unsigned int level, u64 slots, u64 *deposits)
{
	struct ptw_mm *mm = check->visit.mm;
	struct seen seen;
	u64 i;

	if (check_table(check, nr, level))
		return -EUCLEAN;
	if (level == HUGE_LEVEL && count_deposits(check, nr, deposits))
		return -EUCLEAN;
	for (i = 0; level && i < slots; i++) {
		pte_read(mm, READ_ONCE(frame_words(mm->phys, nr)[i]), level, &seen);
		if (seen.is == IS_TABLE &&
		    check_tables(check, seen.pa >> mm->phys->page_shift, level - 1,
				 BIT_ULL(mm->phys->index_bits), deposits))
			return -EUCLEAN;
	}
	return 0;
}

static int check_vmas(struct check *check)
{
	const struct vma *vma;

	for (vma = check->visit.mm->vmas; vma; vma = vma->next) {
		if (!range_ok(check->visit.mm, vma->first, vma->last))
			return say(check, "a mapping of no whole pages");
		if (vma->next && vma->next->first <= vma->last)
			return say(check, "mappings overlap, or are not in order");
	}
	return 0;
}

static int check_mm(struct check *check, struct ptw_mm *mm)
{
	const struct ptw_half *half = &mm->space.half[0];
	u64 deposits = 0;

	check->visit = (struct visit){ .mm = mm, .last = mm_last(mm), .slot = check_slot };
	check->huge = 0;
	if (check_vmas(check) || tables_visit(&check->visit) ||
	    check_tables(check, mm->root, half->top,
			 ptw_table_slots(mm->space.fmt, half, half->top), &deposits))
		return -EUCLEAN;
	if (deposits != check->huge)
		return say(check, "not as many deposited tables as huge ptes");
	return 0;
}

/* References that are known: ptes, page cache, pins, and a device's owner */
static u64 known_refs(const struct frame *frame, u64 nr)
{
	bool owned = frame->kind == PTW_PAGE_ZONE_DEVICE || frame->kind == PTW_PAGE_ZERO;

	bool cached = frame->file && file_has(frame->file, frame->index, nr);

	return frame->mapped + frame->pins + owned + (cached ? BIT_ULL(frame->order) : 0);
}

static int check_page(struct check *check, const struct frame *frame, u64 nr, u64 *mapped)
{
	const struct frame *head = &check->phys->frames[frame->head];

	if (frame->maps != frame->seen_maps || frame->whole != frame->seen_whole)
		return say(check, "a frame is not mapped as often as it says");
	*mapped += frame->maps + frame->whole;
	if (frame->locked)
		return say(check, "a frame is locked");
	if (head != frame)
		return 0;
	if (frame->kind == PTW_PAGE_NORMAL && !frame->refs)
		return say(check, "a page that nobody holds was not given back");
	if (frame->refs < known_refs(frame, nr))
		return say(check, "a page has less references than holders");
	return 0;
}

static int check_frames(struct check *check)
{
	struct ptw_phys *phys = check->phys;
	u64 nr, tables = 0, free = 0, mapped = 0, total = 0;
	struct frame *frame;

	for (nr = 0; nr < phys->nr; nr++) {
		frame = &phys->frames[nr];
		tables += frame->use == FRAME_TABLE;
		free += frame->use == FRAME_FREE;
		if (frame->use == FRAME_PAGE && check_page(check, frame, nr, &mapped))
			return -EUCLEAN;
		total += frame->use == FRAME_PAGE ? frame->mapped : 0;
	}
	if (mapped != total)
		return say(check, "a block is not mapped as often as its frames");
	if (free != phys->free)
		return say(check, "not as many frames are free as the arena says");
	if (tables != check->tables)
		return say(check, "a table hangs in no tree, or in two");
	return 0;
}

int ptw_mm_check(struct ptw_mm *mm, const char **what)
{
	struct check check = { .phys = mm->phys };
	struct ptw_mm *each;
	int ret = 0;
	u64 nr;

	ptw_phys_settle(mm->phys);
	for (nr = 0; nr < mm->phys->nr; nr++) {
		mm->phys->frames[nr].seen_maps = 0;
		mm->phys->frames[nr].seen_whole = 0;
	}
	list_for_each_entry(each, &mm->phys->mms, list)
	{
		ret = check_mm(&check, each);
		if (ret)
			break;
	}
	if (!ret)
		ret = check_frames(&check);
	if (what)
		*what = check.what;
	return ret;
}
PTW_EXPORT(ptw_mm_check);
