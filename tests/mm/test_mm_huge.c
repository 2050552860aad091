// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Huge pages: faulted in, split, collapsed.
 */
#include <criterion/criterion.h>
#include <pthread.h>
#include <time.h>
#include "rig.h"

static void fault(struct rig *rig)
{
	__u64 va = rig->base, before = ptw_phys_free(rig->phys);
	struct ptw_frame frame;
	struct ptw_leaf leaf;

	rig_map_huge(rig, va, 2 * rig->huge);
	rig_write(rig->mm, va + rig->page + 8, 4);
	cr_assert_eq(ptw_follow(rig->primary->space, va, PTW_WANT_WRITE, &leaf), 0);
	cr_assert_eq(ptw_leaf_size(&leaf), rig->huge);
	cr_assert_eq(leaf.pa & (rig->huge - 1), 0);
	frame = rig_frame(rig, rig->mm, va + rig->page);
	cr_assert_eq(frame.refs, 1);
	cr_assert_eq(frame.mapcount, 1);
	cr_assert_eq(1ULL << frame.order, rig->pages);
	cr_assert_eq(rig_read(rig->mm, va + rig->page + 8), 4);
	rig_check(rig);
	rig_write(rig->mm, va + rig->huge, 5);
	leaf = rig_follow(rig->mm, va + rig->huge);
	cr_assert_eq(ptw_leaf_level(&leaf), 0, "no second block: a small page does");
	cr_assert_eq(ptw_mm_unmap(rig->mm, va, va + 2 * rig->huge - 1), 0);
	ptw_phys_settle(rig->phys);
	cr_assert_eq(ptw_phys_free(rig->phys), before, "the deposited table too");
}

/* Few formats have huge pages so small that some hundred spare pages make another. */
Test(mm_huge, a_fault_brings_a_huge_page_or_a_small_one)
{
	static const char *const formats[] = { "x86-64", "arm64-16k" };
	struct rig rig;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		rig_begin(&rig, formats[i], 1);
		fault(&rig);
		rig_end(&rig);
	}
}

static void split(struct rig *rig)
{
	__u64 va = rig->base, i, pa;
	struct ptw_frame frame;
	struct ptw_leaf leaf;

	rig_map_huge(rig, va, rig->huge);
	for (i = 0; i < rig->pages; i++)
		rig_write(rig->mm, va + i * rig->page, 100 + i);
	pa = rig_pa(rig->mm, va);
	cr_assert_eq(ptw_phys_pin(rig->phys, pa), 0);
	rig_forget(rig);
	rig->watch = va + rig->page;
	cr_assert_eq(ptw_mm_split(rig->mm, va + rig->page), 0);
	cr_assert_eq(rig->nr, 2);
	rig_expect(rig, 0, 0, PTW_EVENT_CLEAR, va, va + rig->huge - 1);
	rig_expect(rig, 1, 1, PTW_EVENT_CLEAR, va, va + rig->huge - 1);
	cr_assert_eq(ptw_leaf_level(&rig->told[0].watched), 1, "intact at begin");
	cr_assert_eq(ptw_leaf_level(&rig->told[1].watched), 0, "split at end");
	cr_assert_eq(rig->told[1].watched.pa, pa + rig->page, "the same frame");
	for (i = 0; i < rig->pages; i++) {
		leaf = rig_follow(rig->mm, va + i * rig->page);
		cr_assert_eq(leaf.pa, pa + i * rig->page);
		cr_assert(ptw_leaf_rights(&leaf) & PTW_RIGHT_UW);
		cr_assert(ptw_leaf_attr(rig->primary->space, va, &leaf) & PTW_ATTR_DIRTY);
		cr_assert_eq(rig_read(rig->mm, va + i * rig->page), 100 + i);
	}
	frame = rig_frame(rig, rig->mm, va + rig->page);
	cr_assert_eq(frame.refs, rig->pages + 1, "a pte each, and the pin");
	cr_assert_eq(frame.mapcount, 1);
	cr_assert(frame.exclusive);
	rig_check(rig);
	cr_assert_eq(ptw_mm_split(rig->mm, va), -ENOENT);
	cr_assert_eq(ptw_phys_unpin(rig->phys, pa), 0);
}

Test(mm_huge, a_split_keeps_frames_and_counts_pinned_or_not)
{
	rig_sweep(split, 1);
}

static void cut(struct rig *rig)
{
	__u64 va = rig->base, at = va + rig->page;
	struct ptw_leaf leaf;

	rig_map_huge(rig, va, rig->huge);
	rig_write(rig->mm, va, 1);
	rig_write(rig->mm, at, 2);
	rig_forget(rig);
	cr_assert_eq(ptw_mm_unmap(rig->mm, at, at + rig->page - 1), 0);
	rig_expect(rig, 0, 0, PTW_EVENT_CLEAR, va, va + rig->huge - 1);
	rig_expect(rig, 1, 1, PTW_EVENT_CLEAR, va, va + rig->huge - 1);
	rig_expect(rig, 2, 0, PTW_EVENT_UNMAP, at, at + rig->page - 1);
	rig_expect(rig, 3, 1, PTW_EVENT_UNMAP, at, at + rig->page - 1);
	leaf = rig_follow(rig->mm, at);
	cr_assert_eq(ptw_leaf_kind(&leaf), PTW_HOLE);
	cr_assert_eq(rig_read(rig->mm, va), 1);
	cr_assert_eq(rig_frame(rig, rig->mm, va).refs, rig->pages - 1);
	rig_check(rig);
}

Test(mm_huge, what_is_cut_is_split_first)
{
	rig_sweep(cut, 1);
}

static void discard_part(struct rig *rig)
{
	__u64 va = rig->base;

	rig_map_huge(rig, va, rig->huge);
	rig_write(rig->mm, va, 1);
	rig_write(rig->mm, va + rig->page, 2);
	cr_assert_eq(ptw_mm_discard(rig->mm, va, va + rig->page - 1), 0);
	cr_assert_eq(rig_read(rig->mm, va), 0);
	cr_assert_eq(rig_read(rig->mm, va + rig->page), 2);
	rig_check(rig);
}

Test(mm_huge, a_part_can_be_discarded)
{
	rig_sweep(discard_part, 1);
}

static void protect(struct rig *rig)
{
	__u64 va = rig->base;
	struct ptw_leaf leaf;

	rig_map_huge(rig, va, rig->huge);
	rig_write(rig->mm, va, 1);
	cr_assert_eq(ptw_mm_protect(rig->mm, va, va + rig->huge - 1, RO), 0);
	leaf = rig_follow(rig->mm, va);
	cr_assert_eq(ptw_leaf_level(&leaf), 1);
	cr_assert_not(ptw_leaf_rights(&leaf) & PTW_RIGHT_UW);
	cr_assert_eq(ptw_mm_protect(rig->mm, va, va + rig->huge - 1, 0), 0);
	leaf = rig_follow(rig->mm, va);
	cr_assert_eq(ptw_leaf_state(&leaf), PTW_STATE_PROTNONE);
	cr_assert_eq(ptw_leaf_level(&leaf), 1);
	rig_check(rig);
	cr_assert_eq(ptw_mm_protect(rig->mm, va, va + rig->huge - 1, RW), 0);
	rig_write(rig->mm, va, 2);
	leaf = rig_follow(rig->mm, va);
	cr_assert_eq(ptw_leaf_level(&leaf), 1);
}

Test(mm_huge, mprotect_of_a_whole_one_keeps_it_whole)
{
	rig_sweep(protect, 1);
}

/* Pages at both ends, a zero page between, holes elsewhere */
static void collapse(struct rig *rig)
{
	__u64 va = rig->base, last = (rig->pages - 1) * rig->page;
	struct ptw_frame frame;
	struct ptw_leaf leaf;

	rig_map_huge(rig, va, rig->huge);
	rig_make_small(rig, va);
	rig_write(rig->mm, va + last, 2);
	rig_read(rig->mm, va + rig->page);
	leaf = rig_follow(rig->mm, va);
	cr_assert_eq(ptw_leaf_level(&leaf), 0);
	rig_forget(rig);
	rig->watch = va;
	cr_assert_eq(ptw_mm_collapse(rig->mm, va + rig->page), 0);
	cr_assert_eq(rig->nr, 2);
	rig_expect(rig, 0, 0, PTW_EVENT_CLEAR, va, va + rig->huge - 1);
	rig_expect(rig, 1, 1, PTW_EVENT_CLEAR, va, va + rig->huge - 1);
	cr_assert_eq(ptw_leaf_kind(&rig->told[0].watched), PTW_LEAF, "intact at begin");
	cr_assert_eq(ptw_leaf_kind(&rig->told[1].watched), PTW_HOLE, "a hole at end");
	cr_assert_eq(ptw_leaf_level(&rig->told[1].watched), 1, "without its table");
	cr_assert_eq(ptw_follow(rig->primary->space, va, PTW_WANT_WRITE, &leaf), 0);
	cr_assert_eq(ptw_leaf_size(&leaf), rig->huge);
	cr_assert_eq(rig_read(rig->mm, va), 1);
	cr_assert_eq(rig_read(rig->mm, va + rig->page), 0);
	cr_assert_eq(rig_read(rig->mm, va + last), 2);
	frame = rig_frame(rig, rig->mm, va);
	cr_assert_eq(frame.refs, 1);
	cr_assert_eq(frame.mapcount, 1);
	cr_assert(frame.exclusive);
	rig_check(rig);
	cr_assert_eq(ptw_mm_collapse(rig->mm, va), -EEXIST);
	cr_assert_eq(ptw_mm_split(rig->mm, va), 0, "by the table that was deposited");
	cr_assert_eq(rig_read(rig->mm, va + last), 2);
	rig_check(rig);
	cr_assert_eq(ptw_mm_collapse(rig->mm, va), 0);
	cr_assert_eq(rig_read(rig->mm, va + last), 2);
}

Test(mm_huge, a_collapse_copies_and_ends_before_it_looks)
{
	rig_sweep(collapse, 2);
}

/* A walker who stays in his section for a while */
struct walker {
	const struct ptw_space *space;
	int inside;
	int left;
};

static void *stay(void *arg)
{
	struct timespec while_it_lasts = { 0, 50000000 };
	struct walker *walker = arg;
	unsigned long cookie = walker->space->instance->acc->enter(walker->space);

	__atomic_store_n(&walker->inside, 1, __ATOMIC_RELEASE);
	nanosleep(&while_it_lasts, NULL);
	__atomic_store_n(&walker->left, 1, __ATOMIC_RELEASE);
	walker->space->instance->acc->leave(walker->space, cookie);
	return NULL;
}

static void collapse_waits(struct rig *rig)
{
	struct walker walker = { rig->primary->space, 0, 0 };
	pthread_t id;

	rig_map_huge(rig, rig->base, rig->huge);
	rig_make_small(rig, rig->base);
	cr_assert_eq(pthread_create(&id, NULL, stay, &walker), 0);
	while (!__atomic_load_n(&walker.inside, __ATOMIC_ACQUIRE))
		;
	cr_assert_eq(ptw_mm_collapse(rig->mm, rig->base), 0);
	cr_assert(__atomic_load_n(&walker.left, __ATOMIC_ACQUIRE),
		  "the old table was used again under a walker");
	pthread_join(id, NULL);
}

Test(mm_huge, a_collapse_waits_for_who_is_in_the_old_table)
{
	rig_sweep(collapse_waits, 1);
}

static void collapse_joined(struct rig *rig)
{
	__u64 va = rig->base, page = rig->page;
	struct ptw_leaf leaf;

	rig_map_huge(rig, va, rig->huge);
	rig_write(rig->mm, va, 1);
	cr_assert_eq(ptw_mm_protect(rig->mm, va + page, va + 2 * page - 1, RO), 0);
	leaf = rig_follow(rig->mm, va);
	cr_assert_eq(ptw_leaf_level(&leaf), 0);
	cr_assert_eq(ptw_mm_collapse(rig->mm, va), -EINVAL, "in three mappings");
	cr_assert_eq(ptw_mm_protect(rig->mm, va + page, va + 2 * page - 1, RW), 0);
	cr_assert_eq(ptw_mm_collapse(rig->mm, va), 0, "in one again");
	cr_assert_eq(rig_read(rig->mm, va), 1);
	rig_check(rig);
}

Test(mm_huge, what_mprotect_cuts_and_makes_equal_again_is_joined)
{
	rig_sweep(collapse_joined, 2);
}

static void collapse_held(struct rig *rig)
{
	__u64 va = rig->base, pa;

	rig_map_huge(rig, va, rig->huge);
	rig_make_small(rig, va);
	rig_write(rig->mm, va + rig->page, 2);
	pa = rig_pa(rig->mm, va);
	cr_assert_eq(ptw_phys_pin(rig->phys, pa), 0);
	cr_assert_eq(ptw_mm_collapse(rig->mm, va), -EBUSY);
	rig_check(rig);
	cr_assert_eq(rig_pa(rig->mm, va), pa, "as it was");
	cr_assert_eq(rig_read(rig->mm, va + rig->page), 2);
	cr_assert_eq(ptw_phys_unpin(rig->phys, pa), 0);
	cr_assert_eq(ptw_mm_collapse(rig->mm, va), 0);
	cr_assert_eq(rig_read(rig->mm, va), 1);
}

Test(mm_huge, a_page_that_is_held_is_not_collapsed)
{
	rig_sweep(collapse_held, 1);
}

static void collapse_nothing(struct rig *rig)
{
	__u64 va = rig->base;

	rig_map_huge(rig, va, rig->huge);
	cr_assert_eq(ptw_mm_collapse(rig->mm, va), -ENOENT);
	rig_make_small(rig, va);
	cr_assert_eq(ptw_mm_discard(rig->mm, va, va + rig->huge - 1), 0);
	cr_assert_eq(ptw_mm_collapse(rig->mm, va), -ENOENT, "no page in the table");
	cr_assert_eq(ptw_mm_unmap(rig->mm, va, va + rig->page - 1), 0);
	cr_assert_eq(ptw_mm_collapse(rig->mm, va + rig->page), -EINVAL, "not all is mapped");
	rig_map(rig, va + rig->huge, rig->huge, PTW_VMA_ANON, RW);
	cr_assert_eq(ptw_mm_collapse(rig->mm, va + rig->huge), -EINVAL, "no huge pages wanted");
}

Test(mm_huge, nothing_is_collapsed_where_nothing_is)
{
	rig_sweep(collapse_nothing, 1);
}
