// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Mappings, faults in them, and what becomes of their pages: anonymous and PFNMAP
 * memory, mprotect, MADV_DONTNEED and munmap. Expected counts are Linux's: one reference
 * and one mapping a pte, none for the zero page and for special ptes.
 */
#include <criterion/criterion.h>
#include "rig.h"

static void zero_then_copy(struct rig *rig)
{
	__u64 va = rig->base + rig->page;
	struct ptw_leaf leaf;
	struct ptw_frame frame;

	rig_map(rig, rig->base, 4 * rig->page, PTW_VMA_ANON, RW);
	cr_assert_eq(rig_read(rig->mm, va), 0);
	leaf = rig_follow(rig->mm, va);
	cr_assert_eq(leaf.pa, 0, "a read maps the zero page");
	cr_assert(ptw_leaf_attr(rig->primary->space, va, &leaf) & PTW_ATTR_SPECIAL);
	cr_assert_not(ptw_leaf_rights(&leaf) & PTW_RIGHT_UW);
	frame = rig_frame(rig, rig->mm, va);
	cr_assert_eq(frame.kind, PTW_PAGE_ZERO);
	cr_assert_eq(frame.refs, 1, "the zero page is not counted");
	cr_assert_eq(frame.mapcount, 0);
	cr_assert_eq(rig->nr, 0, "nothing is announced when a hole is filled");

	rig->watch = va;
	rig_write(rig->mm, va, 7);
	cr_assert_eq(rig->nr, 2);
	rig_expect(rig, 0, 0, PTW_EVENT_CLEAR, va, va + rig->page - 1);
	rig_expect(rig, 1, 1, PTW_EVENT_CLEAR, va, va + rig->page - 1);
	cr_assert_eq(rig->told[0].watched.pa, 0, "intact at begin");
	cr_assert_eq(rig->told[1].watched.pa, rig_pa(rig->mm, va), "changed at end");
	cr_assert_eq(rig_read(rig->mm, va), 7);
	cr_assert_eq(rig_read(rig->mm, va + 8), 0);
	frame = rig_frame(rig, rig->mm, va);
	cr_assert_eq(frame.refs, 1);
	cr_assert_eq(frame.mapcount, 1);
	cr_assert_eq(frame.kind, PTW_PAGE_NORMAL);
	cr_assert(frame.exclusive);
}

Test(mm_memory, a_read_maps_the_zero_page_and_a_write_copies_it)
{
	rig_sweep(zero_then_copy, 0);
}
