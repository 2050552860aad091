// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * fork and copy on write: what is shared, what is announced, who gets the copy.
 */
#include <criterion/criterion.h>
#include "rig.h"

static struct ptw_mm *forked(struct rig *rig)
{
	struct ptw_mm *child;

	cr_assert_eq(ptw_mm_fork(rig->mm, &child), 0);
	return child;
}

static void writes_in_both(struct rig *rig)
{
	__u64 va = rig->base, end = va + 4 * rig->page - 1, pa;
	struct ptw_mm *child;
	struct ptw_frame frame;

	rig_map(rig, va, 4 * rig->page, PTW_VMA_ANON, RW);
	rig_write(rig->mm, va, 1);
	rig_write(rig->mm, va + rig->page, 2);
	pa = rig_pa(rig->mm, va);
	rig->watch = va;
	rig_forget(rig);
	child = forked(rig);
	cr_assert_eq(rig->nr, 2);
	rig_expect(rig, 0, 0, PTW_EVENT_PROTECTION_PAGE, va, end);
	rig_expect(rig, 1, 1, PTW_EVENT_PROTECTION_PAGE, va, end);
	cr_assert(ptw_leaf_rights(&rig->told[0].watched) & PTW_RIGHT_UW);
	cr_assert_not(ptw_leaf_rights(&rig->told[1].watched) & PTW_RIGHT_UW);
	cr_assert_eq(rig_pa(child, va), pa);
	frame = rig_frame(rig, rig->mm, va);
	cr_assert_eq(frame.refs, 2);
	cr_assert_eq(frame.mapcount, 2);
	cr_assert_not(frame.exclusive);
	rig_check(rig);

	rig_forget(rig);
	rig_write(rig->mm, va, 11);
	rig_expect(rig, 0, 0, PTW_EVENT_CLEAR, va, va + rig->page - 1);
	cr_assert_eq(rig->told[0].watched.pa, pa, "intact at begin");
	cr_assert_neq(rig->told[1].watched.pa, pa, "the copy at end");
	cr_assert_neq(rig_pa(rig->mm, va), pa, "the parent has the copy");
	cr_assert_eq(rig_pa(child, va), pa);
	cr_assert_eq(rig_read(child, va), 1);
	frame = rig_frame(rig, child, va);
	cr_assert_eq(frame.refs, 1);
	cr_assert_eq(frame.mapcount, 1);

	rig_write(child, va, 21);
	cr_assert_eq(rig_pa(child, va), pa, "the last one needs no copy");
	cr_assert(rig_frame(rig, child, va).exclusive);
	cr_assert_eq(rig_read(rig->mm, va), 11);
	cr_assert_eq(rig_read(child, va), 21);
	cr_assert_eq(rig_read(child, va + rig->page), 2);
	rig_check(rig);
	cr_assert_eq(ptw_mm_destroy(child), 0);
}

Test(mm_fork, who_writes_first_gets_the_copy)
{
	rig_sweep(writes_in_both, 0);
}

static void held(struct rig *rig)
{
	struct ptw_mm *child;
	struct ptw_page page;
	__u64 pa;

	rig_map(rig, rig->base, rig->page, PTW_VMA_ANON, RW);
	rig_write(rig->mm, rig->base, 1);
	child = forked(rig);
	cr_assert_eq(ptw_mm_destroy(child), 0);
	pa = rig_pa(rig->mm, rig->base);
	cr_assert_eq(rig->primary->ops->lookup(rig->primary, rig->base, RO, PTW_LOOKUP_HOLD, &page),
		     PTW_ALLOW);
	rig_write(rig->mm, rig->base, 2);
	cr_assert_neq(rig_pa(rig->mm, rig->base), pa, "somebody holds it: a copy");
	rig->primary->ops->put(rig->primary, page.held);
}

Test(mm_fork, a_page_that_is_held_and_not_exclusive_is_copied)
{
	rig_sweep(held, 0);
}

static void pinned(struct rig *rig)
{
	struct ptw_frame frame;
	struct ptw_mm *child;
	__u64 pa;

	rig_map(rig, rig->base, rig->page, PTW_VMA_ANON, RW);
	rig_write(rig->mm, rig->base, 5);
	pa = rig_pa(rig->mm, rig->base);
	cr_assert_eq(ptw_phys_pin(rig->phys, pa), 0);
	child = forked(rig);
	cr_assert_neq(rig_pa(child, rig->base), pa, "the child has a copy at once");
	cr_assert_eq(rig_read(child, rig->base), 5);
	rig_forget(rig);
	rig_write(rig->mm, rig->base, 6);
	cr_assert_eq(rig->nr, 0);
	cr_assert_eq(rig_pa(rig->mm, rig->base), pa, "the parent keeps what is pinned");
	frame = rig_frame(rig, rig->mm, rig->base);
	cr_assert_eq(frame.pins, 1);
	cr_assert_eq(frame.refs, 2);
	rig_check(rig);
	cr_assert_eq(ptw_phys_unpin(rig->phys, pa), 0);
	cr_assert_eq(ptw_mm_destroy(child), 0);
}

Test(mm_fork, a_pinned_page_is_not_shared)
{
	rig_sweep(pinned, 0);
}

static void huge(struct rig *rig)
{
	__u64 va = rig->base, pa;
	struct ptw_frame frame;
	struct ptw_mm *child;
	struct ptw_leaf leaf;

	rig_map_huge(rig, va, rig->huge);
	rig_write(rig->mm, va, 1);
	rig_write(rig->mm, va + rig->page, 2);
	pa = rig_pa(rig->mm, va);
	child = forked(rig);
	frame = rig_frame(rig, child, va);
	cr_assert_eq(frame.refs, 2);
	cr_assert_eq(frame.mapcount, 2);
	rig_check(rig);
	rig_forget(rig);
	rig_write(child, va, 3);
	cr_assert_eq(rig->nr, 0, "nothing changes for the parent");
	leaf = rig_follow(child, va);
	cr_assert_eq(ptw_leaf_level(&leaf), 0, "the child's is split");
	cr_assert_neq(leaf.pa, pa);
	cr_assert_eq(rig_pa(child, va + rig->page), pa + rig->page, "and one page is copied");
	leaf = rig_follow(rig->mm, va);
	cr_assert_eq(ptw_leaf_level(&leaf), 1);
	cr_assert_eq(rig_read(rig->mm, va), 1);
	rig_check(rig);
	cr_assert_eq(ptw_mm_destroy(child), 0);
	frame = rig_frame(rig, rig->mm, va);
	cr_assert_eq(frame.refs, 1);
	rig_write(rig->mm, va, 4);
	leaf = rig_follow(rig->mm, va);
	cr_assert_eq(ptw_leaf_level(&leaf), 1, "the last one keeps it whole");
	cr_assert_eq(leaf.pa, pa);
}

Test(mm_fork, a_huge_page_is_shared_whole_and_split_for_a_copy)
{
	rig_sweep(huge, 1);
}

static void huge_pinned(struct rig *rig)
{
	__u64 va = rig->base, pa;
	struct ptw_mm *child;
	struct ptw_leaf leaf;

	rig_map_huge(rig, va, rig->huge);
	rig_write(rig->mm, va, 1);
	pa = rig_pa(rig->mm, va);
	cr_assert_eq(ptw_phys_pin(rig->phys, pa + rig->page), 0);
	rig_forget(rig);
	child = forked(rig);
	rig_expect(rig, 0, 0, PTW_EVENT_PROTECTION_PAGE, va, va + rig->huge - 1);
	rig_expect(rig, 1, 0, PTW_EVENT_CLEAR, va, va + rig->huge - 1);
	leaf = rig_follow(rig->mm, va);
	cr_assert_eq(ptw_leaf_level(&leaf), 0, "split, so that pages can be copied");
	cr_assert_eq(leaf.pa, pa);
	cr_assert_neq(rig_pa(child, va), pa);
	cr_assert_eq(rig_read(child, va), 1);
	rig_check(rig);
	cr_assert_eq(ptw_phys_unpin(rig->phys, pa + rig->page), 0);
	cr_assert_eq(ptw_mm_destroy(child), 0);
}

Test(mm_fork, a_pinned_huge_page_is_split_and_copied)
{
	rig_sweep(huge_pinned, 2);
}

static void others(struct rig *rig)
{
	__u64 file = rig->base, zero = file + 4 * rig->page, pfn = zero + 4 * rig->page;
	struct ptw_mm *child;
	struct ptw_leaf leaf;
	__u64 pa;

	cr_assert_eq(ptw_phys_reserve(rig->phys, PTW_PAGE_RESERVED, 0, &pa), 0);
	rig_map(rig, file, rig->page, PTW_VMA_FILE, RW);
	rig_map(rig, zero, rig->page, PTW_VMA_ANON, RW);
	rig_map_pa(rig, pfn, rig->page, PTW_VMA_PFNMAP, pa, 0);
	rig_write(rig->mm, file, 1);
	rig_read(rig->mm, zero);
	rig_write(rig->mm, pfn, 3);
	rig_forget(rig);
	child = forked(rig);
	cr_assert_eq(rig->nr, 2, "only where pages are copied on write");
	rig_expect(rig, 0, 0, PTW_EVENT_PROTECTION_PAGE, zero, zero + rig->page - 1);
	leaf = rig_follow(child, file);
	cr_assert_eq(ptw_leaf_kind(&leaf), PTW_HOLE, "found by a fault");
	cr_assert_eq(rig_pa(child, zero), 0);
	cr_assert_eq(rig_pa(child, pfn), pa);
	rig_write(child, file, 7);
	cr_assert_eq(rig_read(rig->mm, file), 7, "shared");
	cr_assert_eq(rig_frame(rig, child, file).mapcount, 2);
	cr_assert_eq(rig_frame(rig, child, file).refs, 3, "two ptes and the page cache");
	rig_check(rig);
	cr_assert_eq(ptw_mm_destroy(child), 0);
	cr_assert_eq(ptw_mm_unmap(rig->mm, pfn, pfn + rig->page - 1), 0);
	cr_assert_eq(ptw_phys_release(rig->phys, pa), 0);
}

Test(mm_fork, only_anonymous_memory_is_copied_on_write)
{
	rig_sweep(others, 0);
}
