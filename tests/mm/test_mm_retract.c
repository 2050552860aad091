// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Huge pages of a file: made by a collapse, mapped by faults, and taken away again.
 */
#include <criterion/criterion.h>
#include "rig.h"

static void map_file(struct rig *rig, __u64 first, __u64 bytes)
{
	struct ptw_vma vma = { .first = first, .last = first + bytes - 1, .rights = RW };

	vma.kind = PTW_VMA_FILE;
	vma.flags = PTW_VMA_HUGE;
	cr_assert_eq(ptw_mm_map(rig->mm, &vma), 0);
}

static __u64 stored(struct rig *rig, __u64 va)
{
	__u64 word;

	cr_assert_eq(ptw_mm_stored(rig->mm, va, &word), 0);
	return word;
}

static unsigned int level(struct ptw_mm *mm, __u64 va)
{
	struct ptw_leaf leaf = rig_follow(mm, va);

	cr_assert_eq(ptw_leaf_kind(&leaf), PTW_LEAF);
	return ptw_leaf_level(&leaf);
}

/* Pages at both ends of a huge one, holes elsewhere */
static __u64 make_pages(struct rig *rig)
{
	__u64 last = rig->base + rig->huge - rig->page;

	map_file(rig, rig->base, rig->huge);
	rig_write(rig->mm, rig->base, 1);
	rig_write(rig->mm, last, 2);
	return last;
}

static void collapse(struct rig *rig)
{
	__u64 va = rig->base, last = make_pages(rig);
	struct ptw_frame frame;
	struct ptw_leaf leaf;

	rig_forget(rig);
	rig->watch = va;
	cr_assert_eq(ptw_mm_collapse(rig->mm, va + rig->page), 0);
	cr_assert_eq(rig->nr, 6);
	rig_expect(rig, 0, 0, PTW_EVENT_CLEAR, va, va + rig->page - 1);
	rig_expect(rig, 1, 1, PTW_EVENT_CLEAR, va, va + rig->page - 1);
	rig_expect(rig, 2, 0, PTW_EVENT_CLEAR, last, last + rig->page - 1);
	rig_expect(rig, 3, 1, PTW_EVENT_CLEAR, last, last + rig->page - 1);
	rig_expect(rig, 4, 0, PTW_EVENT_CLEAR, va, va + rig->huge - 1);
	rig_expect(rig, 5, 1, PTW_EVENT_CLEAR, va, va + rig->huge - 1);
	cr_assert_eq(ptw_leaf_kind(&rig->told[0].watched), PTW_LEAF, "intact at begin");
	cr_assert_eq(ptw_leaf_level(&rig->told[4].watched), 0, "an empty table");
	cr_assert_eq(ptw_leaf_kind(&rig->told[5].watched), PTW_HOLE);
	cr_assert_eq(ptw_leaf_level(&rig->told[5].watched), 1, "without its table");
	rig_check(rig);
	cr_assert_eq(rig_read(rig->mm, va + rig->page), 0);
	leaf = rig_follow(rig->mm, va);
	cr_assert_eq(ptw_leaf_size(&leaf), rig->huge, "%s: a fault maps it whole", rig->format);
	cr_assert_not(ptw_leaf_rights(&leaf) & PTW_RIGHT_UW, "a write is to be noticed");
	cr_assert_eq(rig_read(rig->mm, va), 1);
	cr_assert_eq(rig_read(rig->mm, last), 2);
	frame = rig_frame(rig, rig->mm, va);
	cr_assert_eq(frame.refs, rig->pages + 1, "the cache's, and the pte's");
	cr_assert_eq(frame.mapcount, 1);
	cr_assert(frame.dirty, "as the small pages were");
	rig_check(rig);
	cr_assert_eq(ptw_mm_collapse(rig->mm, va), -EEXIST);
}

Test(mm_retract, a_files_pages_become_a_huge_one)
{
	rig_sweep(collapse, 1);
}

static void clean(struct rig *rig)
{
	__u64 va = rig->base, last = make_pages(rig);
	struct ptw_leaf leaf;

	cr_assert_eq(ptw_mm_collapse(rig->mm, va), 0);
	rig_write(rig->mm, va + rig->page, 3);
	cr_assert_eq(level(rig->mm, va), 1);
	rig_forget(rig);
	cr_assert_eq(ptw_mm_clean(rig->mm, last), 0);
	cr_assert_eq(rig->nr, 2);
	rig_expect(rig, 0, 0, PTW_EVENT_PROTECTION_PAGE, va, va + rig->huge - 1);
	cr_assert_eq(stored(rig, va), 1);
	cr_assert_eq(stored(rig, va + rig->page), 3);
	cr_assert_eq(stored(rig, last), 2);
	leaf = rig_follow(rig->mm, va);
	cr_assert_eq(ptw_leaf_level(&leaf), 1);
	cr_assert_not(ptw_leaf_rights(&leaf) & PTW_RIGHT_UW);
	cr_assert_not(rig_frame(rig, rig->mm, va).dirty);
	rig_check(rig);
	rig_write(rig->mm, last, 4);
	cr_assert(rig_frame(rig, rig->mm, va).dirty);
	cr_assert_eq(stored(rig, last), 2);
	rig_check(rig);
}

Test(mm_retract, a_huge_page_is_written_back_whole)
{
	rig_sweep(clean, 1);
}

/* Another process keeps its table, and gives it up when it collapses by itself. */
static void shared(struct rig *rig)
{
	__u64 va = rig->base, last = make_pages(rig);
	struct ptw_mm *child;

	cr_assert_eq(ptw_mm_fork(rig->mm, &child), 0);
	cr_assert_eq(rig_read(child, va), 1);
	cr_assert_eq(ptw_mm_collapse(rig->mm, va), 0);
	cr_assert_eq(rig_read(child, va), 1);
	rig_write(child, last, 5);
	cr_assert_eq(rig_read(rig->mm, last), 5);
	cr_assert_eq(level(child, va), 0);
	cr_assert_eq(level(rig->mm, va), 1);
	cr_assert_eq(rig_pa(child, last), rig_pa(rig->mm, last));
	rig_check(rig);
	cr_assert_eq(ptw_mm_collapse(child, va), 0, "the cache has one already");
	rig_check(rig);
	cr_assert_eq(rig_read(child, last), 5);
	cr_assert_eq(level(child, va), 1);
	rig_check(rig);
	cr_assert_eq(ptw_mm_destroy(child), 0);
}

Test(mm_retract, each_address_space_gives_up_its_own_table)
{
	rig_sweep(shared, 2);
}

static void taken(struct rig *rig)
{
	__u64 va = rig->base, last = make_pages(rig), pa;

	cr_assert_eq(ptw_mm_collapse(rig->mm, va), 0);
	rig_write(rig->mm, va, 6);
	pa = rig_pa(rig->mm, va);
	cr_assert_eq(ptw_mm_split(rig->mm, va), 0);
	rig_check(rig);
	cr_assert_eq(rig_read(rig->mm, va), 6);
	cr_assert_eq(rig_pa(rig->mm, va), pa, "from the cache");
	cr_assert_eq(ptw_mm_discard(rig->mm, va, va + rig->page - 1), 0);
	rig_check(rig);
	cr_assert_eq(rig_read(rig->mm, va), 6);
	cr_assert_eq(ptw_mm_migrate(rig->mm, last), 0);
	rig_check(rig);
	cr_assert_eq(rig_read(rig->mm, va), 6);
	cr_assert_neq(rig_pa(rig->mm, va), pa, "the block has moved");
	cr_assert_eq(rig_read(rig->mm, last), 2);
	cr_assert_eq(ptw_mm_move(rig->mm, va, va + rig->huge - 1, va + 2 * rig->huge), 0);
	rig_check(rig);
	cr_assert_eq(rig_read(rig->mm, va + 2 * rig->huge), 6);
	cr_assert_eq(ptw_mm_unmap(rig->mm, va + 2 * rig->huge, va + 2 * rig->huge + rig->page - 1),
		     0);
	cr_assert_eq(rig_read(rig->mm, last + 2 * rig->huge), 2);
	cr_assert_eq(level(rig->mm, last + 2 * rig->huge), 0, "it has no room any more");
	rig_check(rig);
}

Test(mm_retract, a_huge_page_is_split_moved_and_cut)
{
	rig_sweep(taken, 2);
}

static void refused(struct rig *rig)
{
	__u64 va = rig->base, other = va + 2 * rig->huge, pa;

	map_file(rig, va, rig->huge);
	cr_assert_eq(ptw_mm_collapse(rig->mm, va), -ENOENT, "no page in the cache");
	rig_write(rig->mm, va, 1);
	pa = rig_pa(rig->mm, va);
	cr_assert_eq(ptw_phys_pin(rig->phys, pa), 0);
	cr_assert_eq(ptw_mm_collapse(rig->mm, va), -EBUSY);
	rig_check(rig);
	cr_assert_eq(rig_read(rig->mm, va), 1);
	cr_assert_eq(rig_pa(rig->mm, va), pa, "the page that it was");
	cr_assert_eq(ptw_phys_unpin(rig->phys, pa), 0);
	ptw_phys_refuse(rig->phys, 1);
	cr_assert_eq(ptw_mm_collapse(rig->mm, va), -ENOMEM);
	cr_assert_eq(rig_pa(rig->mm, va), pa);
	map_file(rig, other + rig->page, 2 * rig->huge);
	rig_write(rig->mm, other + rig->huge, 1);
	cr_assert_eq(ptw_mm_collapse(rig->mm, other + rig->huge), -EINVAL,
		     "its pages are not aligned in the file");
	rig_check(rig);
}

Test(mm_retract, what_is_held_or_askew_stays)
{
	rig_sweep(refused, 1);
}
