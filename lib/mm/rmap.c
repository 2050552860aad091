// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Who maps a frame. Counts change with the ptes; who they are is found again by asking
 * every mapping that could: as Linux does with anon_vma and i_mmap, it can find mappings
 * that do not map the page any more, and tells their subscribers nevertheless.
 */
#include "mm/rmap.h"

void map_small(struct ptw_mm *mm, struct frame *frame)
{
	count_add(&frame->maps, 1);
	count_add(&frame_head(mm->phys, frame)->mapped, 1);
}

void map_huge(struct frame *head)
{
	count_add(&head->whole, 1);
	count_add(&head->mapped, 1);
}

/*
 * A pte that mapped a frame is gone: @seen is what it last said. What the processor has
 * written into it is the frame's now.
 * Return: whose reference is to be put, after a flush; %NULL for what is not counted
 */
struct frame *unmap_seen(struct ptw_mm *mm, const struct seen *seen, unsigned int level)
{
	struct frame *frame = seen_frame(mm, seen), *head;

	if (!frame || seen->is != IS_MAPPED)
		return NULL;
	head = frame_head(mm->phys, frame);
	if (seen->attr & PTW_ATTR_DIRTY)
		WRITE_ONCE(head->dirty, 1);
	if (seen->attr & PTW_ATTR_ACCESSED)
		WRITE_ONCE(head->referenced, 1);
	count_add(level ? &head->whole : &frame->maps, -1ULL);
	count_add(&head->mapped, -1ULL);
	return head;
}

/* A new anonymous page, before it is mapped: it is its mapper's alone. */
void frame_set_anon(struct ptw_mm *mm, u64 nr, u64 index)
{
	struct frame *frame = &mm->phys->frames[nr];

	frame->family = mm->family;
	frame->index = index;
	WRITE_ONCE(frame->exclusive, 1);
}

static bool can_map(const struct frame *head, const struct ptw_mm *mm, const struct vma *vma)
{
	if (head->file)
		return vma->file == head->file;
	return vma->kind == PTW_VMA_ANON && mm->family == head->family;
}

/* The part of a mapping that the block's pages have by their indices */
static int walk_vma(struct rmap_walk *walk, struct ptw_mm *mm, const struct vma *vma)
{
	u64 shift = mm->phys->page_shift, head = walk->head->index;
	u64 end = head + BIT_ULL(walk->head->order);
	u64 vma_end = vma_index(mm, vma, vma->last) + 1;
	u64 from = head > vma->index ? head : vma->index;
	u64 to = end < vma_end ? end : vma_end;

	if (from >= to || !can_map(walk->head, mm, vma))
		return 0;
	return walk->found(walk, mm, vma->first + ((from - vma->index) << shift),
			   vma->first + ((to - vma->index) << shift) - 1,
			   frame_nr(walk->phys, walk->head) + (from - head));
}

int rmap_walk(struct rmap_walk *walk)
{
	struct ptw_mm *mm;
	struct vma *vma;
	int ret = 0;

	down_read(&walk->phys->rmap);
	list_for_each_entry(mm, &walk->phys->mms, list)
	{
		for (vma = mm->vmas; vma && !ret; vma = vma->next)
			ret = walk_vma(walk, mm, vma);
		if (ret)
			break;
	}
	up_read(&walk->phys->rmap);
	return ret;
}
