// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * mremap: whole tables, single ptes, huge leaves.
 */
#include <criterion/criterion.h>
#include "rig.h"

static void tables(struct rig *rig)
{
	__u64 va = rig->base, to = va + 2 * rig->huge, last = va + rig->huge - 1, pa, frames;
	struct ptw_leaf leaf;

	rig_map(rig, va, rig->huge, PTW_VMA_ANON, RW);
	rig_write(rig->mm, va, 1);
	rig_write(rig->mm, last - 7 - (rig->page - 8), 2);
	pa = rig_pa(rig->mm, va);
	frames = ptw_phys_free(rig->phys);
	rig_forget(rig);
	rig->watch = va;
	cr_assert_eq(ptw_mm_move(rig->mm, va, last, to), 0);
	rig_expect(rig, 0, 0, PTW_EVENT_UNMAP, va, last);
	rig_expect(rig, 1, 1, PTW_EVENT_UNMAP, va, last);
	cr_assert_eq(rig->told[0].watched.pa, pa, "intact at begin");
	cr_assert_eq(ptw_leaf_kind(&rig->told[1].watched), PTW_HOLE, "gone at end");
	cr_assert_eq(ptw_leaf_level(&rig->told[1].watched), 1, "with its table");
	leaf = rig_follow(rig->mm, va);
	cr_assert_eq(ptw_leaf_kind(&leaf), PTW_HOLE);
	cr_assert_eq(rig_pa(rig->mm, to), pa);
	cr_assert_eq(rig_read(rig->mm, to), 1);
	cr_assert_eq(rig_read(rig->mm, to + rig->huge - rig->page), 2);
	cr_assert_eq(ptw_phys_free(rig->phys), frames, "the table is the same");
	cr_assert_eq(ptw_mm_read(rig->mm, va, &pa), -EFAULT);
	rig_check(rig);
	rig_write(rig->mm, to + rig->page, 3);
	rig_check(rig);
}

Test(mm_move, an_aligned_move_moves_the_table)
{
	rig_sweep(tables, 0);
}

static void upper(struct rig *rig)
{
	__u64 span = rig->huge * rig->pages, va = rig->base, to = va + 2 * span, pa;

	rig_map(rig, va, span, PTW_VMA_ANON, RW);
	rig_write(rig->mm, va + rig->huge, 1);
	pa = rig_pa(rig->mm, va + rig->huge);
	cr_assert_eq(ptw_mm_move(rig->mm, va, va + span - 1, to), 0);
	cr_assert_eq(rig_pa(rig->mm, to + rig->huge), pa);
	cr_assert_eq(rig_read(rig->mm, to + rig->huge), 1);
	rig_check(rig);
}

Test(mm_move, an_aligned_move_moves_a_table_of_tables)
{
	rig_sweep(upper, 0);
}

static void small(struct rig *rig)
{
	__u64 va = rig->base, to = va + 2 * rig->huge + 2 * rig->page, page = rig->page, pa, zero;
	struct ptw_leaf leaf;

	rig_map(rig, va, 4 * page, PTW_VMA_ANON, RW);
	rig_write(rig->mm, va, 1);
	rig_write(rig->mm, va + page, 2);
	zero = rig_read(rig->mm, va + 2 * page);
	rig_write(rig->mm, va + 3 * page, 4);
	pa = rig_pa(rig->mm, va + page);
	rig_forget(rig);
	cr_assert_eq(ptw_mm_move(rig->mm, va + page, va + 3 * page - 1, to), 0);
	rig_expect(rig, 0, 0, PTW_EVENT_UNMAP, va + page, va + 3 * page - 1);
	cr_assert_eq(rig_pa(rig->mm, to), pa);
	cr_assert_eq(rig_read(rig->mm, to + page), zero);
	cr_assert_eq(rig_read(rig->mm, va), 1);
	cr_assert_eq(rig_read(rig->mm, va + 3 * page), 4);
	leaf = rig_follow(rig->mm, va + page);
	cr_assert_eq(ptw_leaf_kind(&leaf), PTW_HOLE);
	rig_check(rig);
	cr_assert_eq(ptw_mm_migrate(rig->mm, to), 0, "found at its new address");
	cr_assert_eq(rig_read(rig->mm, to), 2);
	rig_check(rig);
}

Test(mm_move, a_part_of_a_mapping_moves_by_ptes)
{
	rig_sweep(small, 0);
}

static void huge(struct rig *rig)
{
	__u64 va = rig->base, to = va + 2 * rig->huge, back = va + rig->page, pa;
	struct ptw_leaf leaf;

	rig_map_huge(rig, va, rig->huge);
	rig_write(rig->mm, va + rig->page, 1);
	pa = rig_pa(rig->mm, va);
	cr_assert_eq(ptw_mm_move(rig->mm, va, va + rig->huge - 1, to), 0);
	leaf = rig_follow(rig->mm, to);
	cr_assert_eq(leaf.pa, pa);
	cr_assert_eq(ptw_leaf_level(&leaf), 1, "moved whole");
	rig_check(rig);
	rig_forget(rig);
	cr_assert_eq(ptw_mm_move(rig->mm, to, to + rig->huge - 1, back), 0);
	rig_expect(rig, 0, 0, PTW_EVENT_CLEAR, to, to + rig->huge - 1);
	leaf = rig_follow(rig->mm, back);
	cr_assert_eq(leaf.pa, pa);
	cr_assert_eq(ptw_leaf_level(&leaf), 0, "where it is not aligned it is split");
	cr_assert_eq(rig_read(rig->mm, back + rig->page), 1);
	rig_check(rig);
}

Test(mm_move, a_huge_leaf_moves_whole_where_it_fits)
{
	rig_sweep(huge, 1);
}

static void file(struct rig *rig)
{
	__u64 va = rig->base, to = va + 2 * rig->huge, word;

	rig_map(rig, va, 2 * rig->page, PTW_VMA_FILE, RW);
	rig_write(rig->mm, va + rig->page, 6);
	cr_assert_eq(ptw_mm_move(rig->mm, va, va + 2 * rig->page - 1, to), 0);
	cr_assert_eq(rig_read(rig->mm, to + rig->page), 6);
	cr_assert_eq(ptw_mm_clean(rig->mm, to + rig->page), 0);
	cr_assert_eq(ptw_mm_stored(rig->mm, to + rig->page, &word), 0);
	cr_assert_eq(word, 6);
	rig_check(rig);
}

Test(mm_move, a_file_keeps_its_pages)
{
	rig_sweep(file, 0);
}
