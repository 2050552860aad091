// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Migration: of small pages, shared ones, files and huge pages; and what keeps it from
 * happening.
 */
#include <criterion/criterion.h>
#include "rig.h"

static void small(struct rig *rig)
{
	__u64 va = rig->base, pa;
	struct ptw_frame frame;
	struct ptw_leaf leaf;

	rig_map(rig, va, 2 * rig->page, PTW_VMA_ANON, RW);
	rig_write(rig->mm, va, 1);
	rig_write(rig->mm, va + 8, 2);
	pa = rig_pa(rig->mm, va);
	rig_forget(rig);
	rig->watch = va;
	cr_assert_eq(ptw_mm_migrate(rig->mm, va), 0);
	cr_assert_eq(rig->nr, 2);
	rig_expect(rig, 0, 0, PTW_EVENT_CLEAR, va, va + rig->page - 1);
	rig_expect(rig, 1, 1, PTW_EVENT_CLEAR, va, va + rig->page - 1);
	cr_assert_eq(rig->told[0].watched.pa, pa, "intact at begin");
	cr_assert_eq(ptw_leaf_state(&rig->told[1].watched), PTW_STATE_MIGRATION, "%s", rig->format);
	cr_assert_eq(rig->told[1].watched.pa, pa, "from where it migrates");
	leaf = rig_follow(rig->mm, va);
	cr_assert_eq(ptw_leaf_kind(&leaf), PTW_LEAF);
	cr_assert_neq(leaf.pa, pa);
	cr_assert(ptw_leaf_rights(&leaf) & PTW_RIGHT_UW, "still writable");
	cr_assert_eq(rig_read(rig->mm, va), 1);
	cr_assert_eq(rig_read(rig->mm, va + 8), 2);
	frame = rig_frame(rig, rig->mm, va);
	cr_assert_eq(frame.refs, 1);
	cr_assert_eq(frame.mapcount, 1);
	cr_assert(frame.dirty, "what the pte said went with the page");
	cr_assert(frame.exclusive);
	cr_assert_eq(ptw_phys_frame(rig->phys, pa, &frame), 0);
	cr_assert_eq(frame.refs, 0);
	rig_check(rig);
}

Test(mm_migrate, a_page_moves_and_nobody_sees_it_twice)
{
	rig_sweep(small, 0);
}

static unsigned int flags(struct rig *rig, __u64 va)
{
	struct ptw_leaf leaf = rig_follow(rig->mm, va);

	return ptw_leaf_attr(rig->primary->space, va, &leaf) & (PTW_ATTR_ACCESSED | PTW_ATTR_DIRTY);
}

/* A new pte is old and clean, so what a processor sets can be seen. */
static void processor(struct rig *rig)
{
	__u64 va = rig->base;

	rig_map(rig, va, rig->page, PTW_VMA_ANON, RW);
	rig_write(rig->mm, va, 1);
	cr_assert_eq(ptw_mm_migrate(rig->mm, va), 0);
	cr_assert_eq(flags(rig, va), 0);
	rig_read(rig->mm, va);
	cr_assert_eq(flags(rig, va), PTW_ATTR_ACCESSED);
	cr_assert_eq(ptw_mm_migrate(rig->mm, va), 0);
	rig_write(rig->mm, va, 2);
	cr_assert_eq(flags(rig, va), PTW_ATTR_ACCESSED | PTW_ATTR_DIRTY);
}

Test(mm_migrate, a_processor_sets_accessed_and_dirty)
{
	rig_sweep(processor, 0);
}

static void shared(struct rig *rig)
{
	__u64 va = rig->base, pa;
	struct ptw_mm *child;
	struct ptw_leaf leaf;

	rig_map(rig, va, rig->page, PTW_VMA_ANON, RW);
	rig_write(rig->mm, va, 1);
	cr_assert_eq(ptw_mm_fork(rig->mm, &child), 0);
	pa = rig_pa(rig->mm, va);
	rig_forget(rig);
	cr_assert_eq(ptw_mm_migrate(child, va), 0);
	cr_assert_eq(rig->nr, 2, "announced to the other one as well");
	rig_expect(rig, 0, 0, PTW_EVENT_CLEAR, va, va + rig->page - 1);
	cr_assert_neq(rig_pa(child, va), pa);
	cr_assert_eq(rig_pa(child, va), rig_pa(rig->mm, va));
	leaf = rig_follow(rig->mm, va);
	cr_assert_not(ptw_leaf_rights(&leaf) & PTW_RIGHT_UW, "still shared");
	cr_assert_eq(rig_frame(rig, child, va).refs, 2);
	rig_check(rig);
	rig_write(child, va, 2);
	cr_assert_eq(rig_read(rig->mm, va), 1);
	cr_assert_eq(ptw_mm_destroy(child), 0);
}

Test(mm_migrate, all_who_share_a_page_follow_it)
{
	rig_sweep(shared, 0);
}

static void file(struct rig *rig)
{
	__u64 va = rig->base, pa, word;

	rig_map(rig, va, 2 * rig->page, PTW_VMA_FILE, RW);
	rig_write(rig->mm, va + rig->page, 3);
	pa = rig_pa(rig->mm, va + rig->page);
	cr_assert_eq(ptw_mm_migrate(rig->mm, va + rig->page), 0);
	cr_assert_neq(rig_pa(rig->mm, va + rig->page), pa);
	cr_assert_eq(rig_frame(rig, rig->mm, va + rig->page).refs, 2, "a pte and the cache");
	cr_assert(rig_frame(rig, rig->mm, va + rig->page).dirty);
	rig_check(rig);
	cr_assert_eq(ptw_mm_clean(rig->mm, va + rig->page), 0);
	cr_assert_eq(ptw_mm_stored(rig->mm, va + rig->page, &word), 0);
	cr_assert_eq(word, 3);
	cr_assert_eq(ptw_mm_discard(rig->mm, va, va + 2 * rig->page - 1), 0);
	cr_assert_eq(rig_read(rig->mm, va + rig->page), 3, "the cache has the new page");
}

Test(mm_migrate, a_page_of_a_file_moves_in_its_cache)
{
	rig_sweep(file, 0);
}

static void huge(struct rig *rig)
{
	__u64 va = rig->base, i, pa;
	struct ptw_leaf leaf;

	rig_map_huge(rig, va, rig->huge);
	for (i = 0; i < rig->pages; i++)
		rig_write(rig->mm, va + i * rig->page, 100 + i);
	pa = rig_pa(rig->mm, va);
	rig_forget(rig);
	cr_assert_eq(ptw_mm_migrate(rig->mm, va + rig->page), 0);
	rig_expect(rig, 0, 0, PTW_EVENT_CLEAR, va, va + rig->huge - 1);
	for (i = 0; i < rig->pages; i++)
		cr_assert_eq(rig_read(rig->mm, va + i * rig->page), 100 + i);
	leaf = rig_follow(rig->mm, va);
	cr_assert_eq(ptw_leaf_level(&leaf), 0);
	cr_assert_neq(leaf.pa, pa);
	cr_assert_eq(rig_frame(rig, rig->mm, va).refs, rig->pages);
	rig_check(rig);
}

Test(mm_migrate, a_huge_page_moves_as_one_block_of_small_ptes)
{
	rig_sweep(huge, 2);
}

static void pinned(struct rig *rig)
{
	__u64 va = rig->base, pa, frames;
	struct ptw_leaf before, after;
	struct ptw_frame frame;
	struct ptw_page page;

	rig_map(rig, va, rig->page, PTW_VMA_ANON, RW);
	rig_write(rig->mm, va, 1);
	pa = rig_pa(rig->mm, va);
	frames = ptw_phys_free(rig->phys);
	cr_assert_eq(ptw_phys_pin(rig->phys, pa), 0);
	before = rig_follow(rig->mm, va);
	cr_assert_eq(ptw_mm_migrate(rig->mm, va), -EBUSY);
	after = rig_follow(rig->mm, va);
	cr_assert_eq(after.pte, before.pte, "pinned: the pte as it was");
	cr_assert_eq(ptw_phys_unpin(rig->phys, pa), 0);
	cr_assert_eq(rig->primary->ops->lookup(rig->primary, va, RO, PTW_LOOKUP_HOLD, &page),
		     PTW_ALLOW);
	cr_assert_eq(ptw_mm_migrate(rig->mm, va), -EBUSY);
	rig->primary->ops->put(rig->primary, page.held);
	frame = rig_frame(rig, rig->mm, va);
	cr_assert_eq(rig_pa(rig->mm, va), pa);
	cr_assert_eq(frame.refs, 1);
	cr_assert(frame.exclusive);
	cr_assert(frame.dirty);
	cr_assert_eq(ptw_phys_free(rig->phys), frames);
	rig_check(rig);
	rig_forget(rig);
	rig_write(rig->mm, va, 2);
	cr_assert_eq(rig->nr, 0, "still writable");
}

Test(mm_migrate, who_holds_a_page_keeps_it_where_it_is)
{
	rig_sweep(pinned, 0);
}

static void protected(struct rig *rig)
{
	__u64 va = rig->base;
	struct ptw_leaf leaf;

	rig_map(rig, va, rig->page, PTW_VMA_ANON, RW);
	rig_write(rig->mm, va, 1);
	cr_assert_eq(ptw_mm_protect(rig->mm, va, va + rig->page - 1, 0), 0);
	cr_assert_eq(ptw_mm_migrate(rig->mm, va), 0);
	leaf = rig_follow(rig->mm, va);
	cr_assert_eq(ptw_leaf_state(&leaf), PTW_STATE_PROTNONE);
	cr_assert_eq(ptw_mm_protect(rig->mm, va, va + rig->page - 1, RO), 0);
	cr_assert_eq(rig_read(rig->mm, va), 1);
	rig_check(rig);
}

Test(mm_migrate, rights_stay_what_they_were)
{
	rig_sweep(protected, 0);
}

static void never(struct rig *rig)
{
	__u64 va = rig->base, pa;

	rig_map(rig, va, rig->page, PTW_VMA_ANON, RW);
	cr_assert_eq(ptw_mm_migrate(rig->mm, va), -ENOENT);
	rig_read(rig->mm, va);
	cr_assert_eq(ptw_mm_migrate(rig->mm, va), -EOPNOTSUPP, "the zero page");
	cr_assert_eq(ptw_mm_migrate(rig->mm, va + rig->huge), -ENOENT);
	rig_map(rig, va + rig->page, rig->page, PTW_VMA_SECRET, RW);
	rig_write(rig->mm, va + rig->page, 1);
	cr_assert_eq(ptw_mm_migrate(rig->mm, va + rig->page), -EOPNOTSUPP);
	cr_assert_eq(ptw_phys_reserve(rig->phys, PTW_PAGE_ZONE_DEVICE, 0, &pa), 0);
	rig_map_pa(rig, va + 2 * rig->page, rig->page, PTW_VMA_DEVICE, pa, 0);
	rig_write(rig->mm, va + 2 * rig->page, 1);
	cr_assert_eq(ptw_mm_migrate(rig->mm, va + 2 * rig->page), -EOPNOTSUPP);
	cr_assert_eq(ptw_mm_unmap(rig->mm, va, va + 3 * rig->page - 1), 0);
	cr_assert_eq(ptw_phys_release(rig->phys, pa), 0);
}

Test(mm_migrate, some_pages_never_move)
{
	rig_sweep(never, 0);
}
