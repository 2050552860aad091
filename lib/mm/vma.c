// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Mappings: a sorted list. It changes under mmap_lock and phys->rmap, both held for
 * writing, so that either is enough to read it.
 */
#include "mm/split.h"
#include "mm/tables.h"

/* The mapping of @va, %NULL without */
struct vma *vma_find(const struct ptw_mm *mm, u64 va)
{
	return vma_meeting(mm, va, va);
}

/* The first that meets a range */
struct vma *vma_meeting(const struct ptw_mm *mm, u64 first, u64 last)
{
	struct vma *vma;

	for (vma = mm->vmas; vma && vma->last < first; vma = vma->next)
		;
	return vma && vma->first <= last ? vma : NULL;
}

/* Whether each address of a range is mapped */
bool vmas_cover(const struct ptw_mm *mm, u64 first, u64 last)
{
	struct vma *vma;

	for (vma = vma_find(mm, first); vma; vma = vma->next) {
		if (vma->last >= last)
			return true;
		if (!vma->next || vma->next->first != vma->last + 1)
			return false;
	}
	return false;
}

/* The addresses around an unmapped range, up to its neighbours */
void vmas_bounds(const struct ptw_mm *mm, u64 first, u64 last, u64 *floor, u64 *ceiling)
{
	struct vma *vma;

	*floor = 0;
	*ceiling = mm_last(mm);
	for (vma = mm->vmas; vma; vma = vma->next) {
		if (vma->last < first)
			*floor = vma->last + 1;
		if (vma->first > last && vma->first - 1 < *ceiling)
			*ceiling = vma->first - 1;
	}
}

/* What the page at @va calls itself. Linux: linear_page_index() */
u64 vma_index(const struct ptw_mm *mm, const struct vma *vma, u64 va)
{
	return vma->index + ((va - vma->first) >> mm->phys->page_shift);
}

struct vma *vma_copy(const struct vma *vma)
{
	struct vma *copy = kzalloc(sizeof(*copy), GFP_KERNEL);

	if (!copy)
		return NULL;
	*copy = *vma;
	copy->next = NULL;
	if (copy->file)
		file_get(copy->file);
	return copy;
}

void vma_free(struct ptw_mm *mm, struct vma *vma)
{
	if (vma->file)
		file_put(mm->phys, vma->file);
	kfree(vma);
}

void vma_link(struct ptw_mm *mm, struct vma *vma)
{
	struct vma **at;

	for (at = &mm->vmas; *at && (*at)->first < vma->first; at = &(*at)->next)
		;
	vma->next = *at;
	*at = vma;
}

void vma_unlink(struct ptw_mm *mm, struct vma *vma)
{
	struct vma **at;

	for (at = &mm->vmas; *at != vma; at = &(*at)->next)
		;
	*at = vma->next;
}

/*
 * Cut a mapping in two at @va, and a huge page that reaches over it. Linux:
 * split_vma(), which calls vma_adjust_trans_huge(). With mmap_lock held for writing.
 */
int vma_cut(struct ptw_mm *mm, u64 va)
{
	struct vma *vma = vma_find(mm, va), *rest;

	if (!vma || vma->first == va)
		return 0;
	rest = vma_copy(vma);
	if (!rest)
		return -ENOMEM;
	split_across(mm, va);
	rest->index = vma_index(mm, vma, va);
	if (vma->kind == PTW_VMA_PFNMAP || vma->kind == PTW_VMA_DEVICE)
		rest->pa = vma->pa + (va - vma->first);
	rest->first = va;
	down_write(&mm->phys->rmap);
	vma->last = va - 1;
	vma_link(mm, rest);
	up_write(&mm->phys->rmap);
	return 0;
}

static bool continues(const struct ptw_mm *mm, const struct vma *vma, const struct vma *next)
{
	return next && next->first == vma->last + 1 && next->kind == vma->kind &&
	       next->rights == vma->rights && next->flags == vma->flags &&
	       next->level == vma->level && next->file == vma->file &&
	       next->index == vma_index(mm, vma, next->first) &&
	       next->pa == vma->pa + (vma->kind == PTW_VMA_PFNMAP || vma->kind == PTW_VMA_DEVICE
					      ? next->first - vma->first
					      : 0);
}

/* Join what was cut, and is the same again. With mmap_lock held for writing */
void vmas_merge(struct ptw_mm *mm)
{
	struct vma *vma, *next;

	for (vma = mm->vmas; vma;) {
		next = vma->next;
		if (!continues(mm, vma, next)) {
			vma = next;
			continue;
		}
		down_write(&mm->phys->rmap);
		vma->last = next->last;
		vma->next = next->next;
		up_write(&mm->phys->rmap);
		vma_free(mm, next);
	}
}

bool rights_ok(u32 rights)
{
	return !(rights & ~(u32)(PTW_WANT_READ | PTW_WANT_WRITE | PTW_WANT_EXEC)) &&
	       (!rights || rights & PTW_WANT_READ);
}

/* Each page of the range in the arena must be of the kind that may be mapped so. */
static bool frames_ok(const struct ptw_mm *mm, const struct ptw_vma *ask)
{
	u64 pa, bytes = ask->last - ask->first + 1;
	struct frame *frame;
	u32 kind;

	for (pa = ask->pa; pa < ask->pa + bytes; pa += page_size(mm)) {
		frame = frame_at(mm->phys, pa);
		if (!frame)
			return ask->kind == PTW_VMA_PFNMAP;
		kind = READ_ONCE(frame->kind);
		if (READ_ONCE(frame->use) != FRAME_PAGE)
			return false;
		if (ask->kind == PTW_VMA_DEVICE && kind != PTW_PAGE_ZONE_DEVICE)
			return false;
		if (ask->kind == PTW_VMA_PFNMAP && kind != PTW_PAGE_RESERVED &&
		    kind != PTW_PAGE_NON_REFCOUNTED && kind != PTW_PAGE_NONE)
			return false;
	}
	return true;
}

static bool memory_ok(const struct ptw_mm *mm, const struct ptw_vma *ask)
{
	u64 bytes = ask->last - ask->first + 1;

	if (ask->kind != PTW_VMA_PFNMAP && ask->level)
		return false;
	if (ask->kind != PTW_VMA_PFNMAP && ask->kind != PTW_VMA_DEVICE)
		return !ask->pa;
	if (ask->level >= PTW_MAX_LEVELS || !(mm->space.fmt->leaf_levels >> ask->level & 1))
		return false;
	if (ask->pa & (page_size(mm) - 1) || ask->pa + bytes < ask->pa ||
	    (ask->pa + bytes - 1) >> mm->space.pa_bits)
		return false;
	return frames_ok(mm, ask);
}

static bool ask_ok(const struct ptw_mm *mm, const struct ptw_vma *ask)
{
	return range_ok(mm, ask->first, ask->last) && ask->kind <= PTW_VMA_DEVICE &&
	       rights_ok(ask->rights) && !(ask->flags & ~PTW_VMA_HUGE) &&
	       (!ask->flags || ask->kind == PTW_VMA_ANON || ask->kind == PTW_VMA_FILE) &&
	       memory_ok(mm, ask);
}

static struct vma *vma_make(struct ptw_mm *mm, const struct ptw_vma *ask)
{
	struct vma *vma = kzalloc(sizeof(*vma), GFP_KERNEL);
	u64 pages = (ask->last - ask->first + 1) >> mm->phys->page_shift;

	if (!vma)
		return NULL;
	vma->first = ask->first;
	vma->last = ask->last;
	vma->kind = ask->kind;
	vma->rights = ask->rights;
	vma->flags = ask->flags;
	vma->level = ask->level;
	vma->pa = ask->pa;
	if (ask->kind == PTW_VMA_ANON)
		vma->index = ask->first >> mm->phys->page_shift;
	if (ask->kind != PTW_VMA_FILE && ask->kind != PTW_VMA_SECRET)
		return vma;
	vma->file = file_create(mm->phys, pages, ask->kind == PTW_VMA_FILE);
	if (vma->file)
		return vma;
	kfree(vma);
	return NULL;
}

int ptw_mm_map(struct ptw_mm *mm, const struct ptw_vma *ask)
{
	struct vma *vma;
	int ret = 0;

	if (!ask_ok(mm, ask))
		return -EINVAL;
	vma = vma_make(mm, ask);
	if (!vma)
		return -ENOMEM;
	down_write(&mm->mmap_lock);
	if (vma_meeting(mm, ask->first, ask->last)) {
		ret = -EEXIST;
	} else {
		down_write(&mm->phys->rmap);
		vma_link(mm, vma);
		up_write(&mm->phys->rmap);
	}
	up_write(&mm->mmap_lock);
	if (ret)
		vma_free(mm, vma);
	return ret;
}
PTW_EXPORT(ptw_mm_map);
