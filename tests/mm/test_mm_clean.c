// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Files: dirty and clean, and what the storage holds.
 */
#include <criterion/criterion.h>
#include "rig.h"

static __u64 stored(struct rig *rig, __u64 va)
{
	__u64 word;

	cr_assert_eq(ptw_mm_stored(rig->mm, va, &word), 0);
	return word;
}

static void clean(struct rig *rig)
{
	__u64 va = rig->base, page = va + rig->page, pa;
	struct ptw_leaf leaf;

	rig_map(rig, va, 2 * rig->page, PTW_VMA_FILE, RW);
	cr_assert_eq(rig_read(rig->mm, page), 0);
	leaf = rig_follow(rig->mm, page);
	cr_assert_not(ptw_leaf_rights(&leaf) & PTW_RIGHT_UW, "a write is to be noticed");
	cr_assert_not(rig_frame(rig, rig->mm, page).dirty);
	pa = leaf.pa;
	rig_write(rig->mm, page, 5);
	cr_assert_eq(rig_pa(rig->mm, page), pa, "no copy: it is shared");
	cr_assert_eq(rig->nr, 0);
	cr_assert(rig_frame(rig, rig->mm, page).dirty);
	cr_assert_eq(stored(rig, page), 0);

	rig->watch = page;
	cr_assert_eq(ptw_mm_clean(rig->mm, page), 0);
	cr_assert_eq(rig->nr, 2);
	rig_expect(rig, 0, 0, PTW_EVENT_PROTECTION_PAGE, page, page + rig->page - 1);
	rig_expect(rig, 1, 1, PTW_EVENT_PROTECTION_PAGE, page, page + rig->page - 1);
	cr_assert(ptw_leaf_rights(&rig->told[0].watched) & PTW_RIGHT_UW);
	leaf = rig->told[1].watched;
	cr_assert_eq(leaf.pa, pa);
	cr_assert_not(ptw_leaf_rights(&leaf) & PTW_RIGHT_UW);
	cr_assert_not(ptw_leaf_attr(rig->primary->space, page, &leaf) & PTW_ATTR_DIRTY);
	cr_assert_not(rig_frame(rig, rig->mm, page).dirty);
	cr_assert_eq(stored(rig, page), 5);
	rig_check(rig);

	rig_write(rig->mm, page, 6);
	cr_assert(rig_frame(rig, rig->mm, page).dirty);
	cr_assert_eq(stored(rig, page), 5);
	cr_assert_eq(ptw_mm_clean(rig->mm, page), 0);
	cr_assert_eq(stored(rig, page), 6);
}

Test(mm_clean, write_back_takes_the_right_to_write_first)
{
	rig_sweep(clean, 0);
}

static void everywhere(struct rig *rig)
{
	__u64 va = rig->base;
	struct ptw_mm *child;
	struct ptw_leaf leaf;

	rig_map(rig, va, rig->page, PTW_VMA_FILE, RW);
	rig_write(rig->mm, va, 1);
	cr_assert_eq(ptw_mm_fork(rig->mm, &child), 0);
	rig_write(child, va, 2);
	rig_forget(rig);
	cr_assert_eq(ptw_mm_clean(child, va), 0);
	cr_assert_eq(rig->nr, 2, "announced to the other one as well");
	leaf = rig_follow(rig->mm, va);
	cr_assert_not(ptw_leaf_rights(&leaf) & PTW_RIGHT_UW);
	leaf = rig_follow(child, va);
	cr_assert_not(ptw_leaf_rights(&leaf) & PTW_RIGHT_UW);
	cr_assert_eq(stored(rig, va), 2);
	rig_check(rig);
	cr_assert_eq(ptw_mm_destroy(child), 0);
}

Test(mm_clean, every_mapping_of_the_page_loses_the_right)
{
	rig_sweep(everywhere, 0);
}

static void marked(struct rig *rig)
{
	const struct ptw_primary_ops *ops = rig->primary->ops;
	struct ptw_page page;
	__u64 va = rig->base;

	rig_map(rig, va, rig->page, PTW_VMA_FILE, RW);
	cr_assert_eq(ops->fault(rig->primary, va, RW, 0, &page), 0);
	cr_assert_eq(ptw_mm_clean(rig->mm, va), 0);
	cr_assert_eq(ptw_phys_store(rig->phys, page.leaf.pa, 7), 0);
	ops->mark(rig->primary, &page, 1);
	cr_assert(rig_frame(rig, rig->mm, va).dirty);
	cr_assert(rig_frame(rig, rig->mm, va).referenced);
	cr_assert_eq(ptw_mm_clean(rig->mm, va), 0);
	cr_assert_eq(stored(rig, va), 7);
}

Test(mm_clean, what_a_mirror_marks_is_written_back)
{
	rig_sweep(marked, 0);
}

static void kept(struct rig *rig)
{
	__u64 va = rig->base;

	rig_map(rig, va, rig->page, PTW_VMA_FILE, RW);
	rig_write(rig->mm, va, 9);
	cr_assert_eq(ptw_mm_discard(rig->mm, va, va + rig->page - 1), 0);
	cr_assert_eq(rig_read(rig->mm, va), 9, "the cache keeps the page");
	cr_assert(rig_frame(rig, rig->mm, va).dirty, "and that it is dirty");
	cr_assert_eq(ptw_mm_clean(rig->mm, va), 0);
	cr_assert_eq(stored(rig, va), 9);
}

Test(mm_clean, dirty_survives_the_pte)
{
	rig_sweep(kept, 0);
}

static void refused(struct rig *rig)
{
	__u64 va = rig->base, word;

	rig_map(rig, va, rig->page, PTW_VMA_ANON, RW);
	rig_map(rig, va + rig->page, rig->page, PTW_VMA_FILE, RW);
	rig_write(rig->mm, va, 9);
	cr_assert_eq(ptw_mm_clean(rig->mm, va), -EOPNOTSUPP);
	cr_assert_eq(ptw_mm_clean(rig->mm, va + rig->page), -ENOENT);
	cr_assert_eq(ptw_mm_clean(rig->mm, va + rig->huge), -ENOENT);
	cr_assert_eq(ptw_mm_stored(rig->mm, va, &word), -ENOENT);
	cr_assert_eq(ptw_mm_stored(rig->mm, va + rig->huge, &word), -ENOENT);
	cr_assert_eq(ptw_mm_stored(rig->mm, va + rig->page + 16, &word), -ENXIO);
	cr_assert_eq(ptw_mm_stored(rig->mm, va + rig->page + 1, &word), -EINVAL);
}

Test(mm_clean, only_files_are_written_back)
{
	rig_sweep(refused, 0);
}
