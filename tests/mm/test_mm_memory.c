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

static void small_writes(struct rig *rig)
{
	__u64 va = rig->base, life;
	struct ptw_leaf leaf;

	rig_map(rig, va, 4 * rig->page, PTW_VMA_ANON, RW);
	rig_write(rig->mm, va, 5);
	leaf = rig_follow(rig->mm, va);
	cr_assert_eq(ptw_leaf_level(&leaf), 0);
	cr_assert(ptw_leaf_rights(&leaf) & PTW_RIGHT_UW);
	cr_assert_eq(ptw_leaf_attr(rig->primary->space, va, &leaf) &
			     (PTW_ATTR_ACCESSED | PTW_ATTR_DIRTY | PTW_ATTR_SPECIAL),
		     PTW_ATTR_ACCESSED | PTW_ATTR_DIRTY);
	life = rig_frame(rig, rig->mm, va).life;
	rig_forget(rig);
	rig->watch = va;
	cr_assert_eq(ptw_mm_discard(rig->mm, va, va + rig->page - 1), 0);
	cr_assert_eq(rig->nr, 2);
	rig_expect(rig, 0, 0, PTW_EVENT_CLEAR, va, va + rig->page - 1);
	cr_assert_eq(ptw_leaf_kind(&rig->told[0].watched), PTW_LEAF);
	cr_assert_eq(ptw_leaf_kind(&rig->told[1].watched), PTW_HOLE);
	cr_assert_eq(rig_read(rig->mm, va), 0, "discarded memory is zero");
	rig_write(rig->mm, va, 6);
	cr_assert_eq(rig_read(rig->mm, va), 6);
	cr_assert_gt(rig_frame(rig, rig->mm, va).life, life, "another life of the frame");
}

Test(mm_memory, a_written_page_is_dirty_and_goes_when_discarded)
{
	rig_sweep(small_writes, 0);
}

static void tables_go(struct rig *rig)
{
	__u64 before = ptw_phys_free(rig->phys), va = rig->base;
	__u64 pa;

	rig_map(rig, va, rig->huge, PTW_VMA_ANON, RW);
	rig_map(rig, va + rig->huge, rig->huge, PTW_VMA_ANON, RW);
	rig_write(rig->mm, va, 1);
	rig_write(rig->mm, va + rig->huge, 2);
	pa = rig_pa(rig->mm, va);
	rig->watch = va;
	rig_forget(rig);
	cr_assert_eq(ptw_mm_unmap(rig->mm, va, va + rig->huge - 1), 0);
	cr_assert_eq(rig->nr, 2);
	rig_expect(rig, 0, 0, PTW_EVENT_UNMAP, va, va + rig->huge - 1);
	rig_expect(rig, 1, 1, PTW_EVENT_UNMAP, va, va + rig->huge - 1);
	cr_assert_eq(rig->told[0].watched.pa, pa, "intact at begin");
	cr_assert_eq(ptw_leaf_kind(&rig->told[1].watched), PTW_HOLE, "gone at end");
	cr_assert_eq(ptw_leaf_level(&rig->told[1].watched), 0, "its table goes after end");
	cr_assert_eq(rig_read(rig->mm, va + rig->huge), 2);
	rig_check(rig);
	cr_assert_eq(ptw_mm_unmap(rig->mm, va + rig->huge, va + 2 * rig->huge - 1), 0);
	ptw_phys_settle(rig->phys);
	cr_assert_eq(ptw_phys_free(rig->phys), before, "all tables but the root are free");
}

Test(mm_memory, unmap_frees_tables_in_which_nothing_is_left)
{
	rig_sweep(tables_go, 0);
}

/* The table of level 0 that @va is translated by, as it is in memory */
static const __u64 *last_table(struct rig *rig, __u64 va)
{
	const struct ptw_space *space = rig->primary->space;
	struct ptw_step step[PTW_MAX_LEVELS];
	struct ptw_leaf leaf;
	unsigned int nr;
	__u64 bytes;

	ptw_explain(space, va, 0, step, &nr, &leaf);
	cr_assert_eq(step[nr - 1].level, 0);
	return (const __u64 *)((const char *)ptw_phys_memory(rig->phys, &bytes) +
			       step[nr - 1].slot);
}

static void walked(struct rig *rig)
{
	const struct ptw_space *space = rig->primary->space;
	const struct ptw_access *acc = space->instance->acc;
	const __u64 *slot;
	unsigned long cookie;
	__u64 free;

	rig_map(rig, rig->base, rig->page, PTW_VMA_ANON, RW);
	rig_write(rig->mm, rig->base, 1);
	slot = last_table(rig, rig->base);
	free = ptw_phys_free(rig->phys);
	cookie = acc->enter(space);
	cr_assert_eq(ptw_mm_unmap(rig->mm, rig->base, rig->base + rig->page - 1), 0);
	cr_assert_eq(*slot, 0, "a walker inside finds a hole");
	cr_assert_eq(ptw_phys_free(rig->phys), free + 1, "the page goes, its tables do not");
	acc->leave(space, cookie);
	ptw_phys_settle(rig->phys);
	cr_assert_eq(*slot, PTW_PHYS_POISON);
	cr_assert_geq(ptw_phys_free(rig->phys), free + 3);
}

Test(mm_memory, a_table_stays_while_somebody_walks)
{
	rig_sweep(walked, 0);
}

static void poison(struct rig *rig)
{
	__u64 va = rig->base, pa, word;

	rig_map(rig, va, rig->page, PTW_VMA_ANON, RW);
	rig_write(rig->mm, va, 1);
	pa = rig_pa(rig->mm, va);
	cr_assert_eq(ptw_mm_unmap(rig->mm, va, va + rig->page - 1), 0);
	cr_assert_eq(ptw_phys_load(rig->phys, pa, &word), 0);
	cr_assert_eq(word, PTW_PHYS_POISON);
	cr_assert_eq(ptw_phys_load(rig->phys, pa + 8, &word), 0);
	cr_assert_eq(word, PTW_PHYS_POISON);
}

Test(mm_memory, what_is_freed_is_poisoned)
{
	rig_sweep(poison, 0);
}

static void middle(struct rig *rig)
{
	__u64 va = rig->base, page = rig->page, i;
	struct ptw_leaf leaf;

	rig_map(rig, va, 4 * page, PTW_VMA_ANON, RW);
	for (i = 0; i < 4; i++)
		rig_write(rig->mm, va + i * page, 10 + i);
	cr_assert_eq(ptw_mm_unmap(rig->mm, va + page, va + 3 * page - 1), 0);
	rig_check(rig);
	cr_assert_eq(rig_read(rig->mm, va), 10);
	cr_assert_eq(rig_read(rig->mm, va + 3 * page), 13);
	leaf = rig_follow(rig->mm, va + page);
	cr_assert_eq(ptw_leaf_kind(&leaf), PTW_HOLE);
	cr_assert_eq(ptw_mm_write(rig->mm, va + page, 1), -EFAULT);
	rig_map(rig, va + page, page, PTW_VMA_ANON, RW);
	cr_assert_eq(rig_read(rig->mm, va + page), 0);
}

Test(mm_memory, a_hole_can_be_cut_into_a_mapping)
{
	rig_sweep(middle, 0);
}

static void protection(struct rig *rig)
{
	__u64 va = rig->base, end = va + 2 * rig->page - 1, pa;
	struct ptw_leaf leaf;

	rig_map(rig, va, 2 * rig->page, PTW_VMA_ANON, RW);
	rig_write(rig->mm, va, 3);
	pa = rig_pa(rig->mm, va);
	rig->watch = va;
	rig_forget(rig);
	cr_assert_eq(ptw_mm_protect(rig->mm, va, end, RO), 0);
	cr_assert_eq(rig->nr, 2);
	rig_expect(rig, 0, 0, PTW_EVENT_PROTECTION_VMA, va, end);
	rig_expect(rig, 1, 1, PTW_EVENT_PROTECTION_VMA, va, end);
	cr_assert(ptw_leaf_rights(&rig->told[0].watched) & PTW_RIGHT_UW);
	cr_assert_not(ptw_leaf_rights(&rig->told[1].watched) & PTW_RIGHT_UW);
	leaf = rig_follow(rig->mm, va);
	cr_assert_eq(leaf.pa, pa);
	cr_assert(ptw_leaf_attr(rig->primary->space, va, &leaf) & PTW_ATTR_DIRTY,
		  "dirty stays with the pte");
	cr_assert_eq(ptw_mm_write(rig->mm, va, 4), -EFAULT);
	cr_assert_eq(rig_read(rig->mm, va), 3);

	cr_assert_eq(ptw_mm_protect(rig->mm, va, end, 0), 0);
	leaf = rig_follow(rig->mm, va);
	cr_assert_eq(ptw_leaf_state(&leaf), PTW_STATE_PROTNONE);
	cr_assert_eq(leaf.pa, pa);
	cr_assert_eq(ptw_mm_fault(rig->mm, va, PTW_WANT_READ), -EFAULT);
	rig_check(rig);

	cr_assert_eq(ptw_mm_protect(rig->mm, va, end, RW), 0);
	leaf = rig_follow(rig->mm, va);
	cr_assert(ptw_leaf_rights(&leaf) & PTW_RIGHT_UW, "exclusive: no copy is due");
	rig_forget(rig);
	rig_write(rig->mm, va, 4);
	cr_assert_eq(rig->nr, 0);
	cr_assert_eq(rig_pa(rig->mm, va), pa);
}

Test(mm_memory, mprotect_takes_rights_at_once)
{
	rig_sweep(protection, 0);
}

/* Between two spans of level 2: nothing is mapped in the first, so begin starts later. */
static void protection_range(struct rig *rig)
{
	__u64 span = rig->huge * rig->pages, va = rig->base + span - rig->page;
	__u64 end = rig->base + span + 2 * rig->page - 1;

	rig_map(rig, va, 3 * rig->page, PTW_VMA_ANON, RW);
	cr_assert_eq(ptw_mm_protect(rig->mm, va, end, RO), 0);
	cr_assert_eq(rig->nr, 0, "where there are no tables nothing is announced");
	cr_assert_eq(ptw_mm_protect(rig->mm, va, end, RW), 0);
	rig_write(rig->mm, va + 2 * rig->page, 1);
	cr_assert_eq(ptw_mm_protect(rig->mm, va, end, RO), 0);
	cr_assert_eq(rig->nr, 2);
	rig_expect(rig, 0, 0, PTW_EVENT_PROTECTION_VMA, rig->base + span, end);
}

Test(mm_memory, mprotect_announces_from_the_first_table_on)
{
	rig_sweep(protection_range, 0);
}

static void read_then_write_mapping(struct rig *rig)
{
	__u64 va = rig->base;
	struct ptw_leaf leaf;

	rig_map(rig, va, rig->page, PTW_VMA_ANON, RW);
	rig_read(rig->mm, va);
	cr_assert_eq(ptw_mm_protect(rig->mm, va, va + rig->page - 1, 0), 0);
	rig_check(rig);
	cr_assert_eq(ptw_mm_protect(rig->mm, va, va + rig->page - 1, RW), 0);
	leaf = rig_follow(rig->mm, va);
	cr_assert_eq(leaf.pa, 0);
	cr_assert_not(ptw_leaf_rights(&leaf) & PTW_RIGHT_UW, "never to the zero page");
	rig_write(rig->mm, va, 1);
	cr_assert_neq(rig_pa(rig->mm, va), 0);
}

Test(mm_memory, mprotect_never_grants_writes_to_the_zero_page)
{
	rig_sweep(read_then_write_mapping, 0);
}

static void execution(struct rig *rig)
{
	__u64 va = rig->base;
	struct ptw_leaf leaf;

	rig_map(rig, va, rig->page, PTW_VMA_ANON, RW);
	rig_write(rig->mm, va, 1);
	leaf = rig_follow(rig->mm, va);
	cr_assert_not(ptw_leaf_rights(&leaf) & PTW_RIGHT_UX);
	cr_assert_eq(ptw_mm_fault(rig->mm, va, PTW_WANT_EXEC), -EFAULT);
	cr_assert_eq(ptw_mm_protect(rig->mm, va, va + rig->page - 1, RO | PTW_WANT_EXEC), 0);
	leaf = rig_follow(rig->mm, va);
	cr_assert(ptw_leaf_rights(&leaf) & PTW_RIGHT_UX);
	cr_assert_eq(ptw_mm_fault(rig->mm, va, PTW_WANT_EXEC), 0);
}

Test(mm_memory, the_right_to_execute_is_in_the_pte)
{
	rig_sweep(execution, 0);
}

/* Memory without struct pages, far behind the arena; as large as alignment allows */
static void pfnmap(struct rig *rig)
{
	__u64 span[3] = { rig->page, rig->huge, rig->huge * rig->pages };
	const struct ptw_format *fmt = rig->primary->space->fmt;
	__u64 pa = 1ULL << 45, va = rig->base, bytes, word;
	unsigned int top = fmt->leaf_levels >> 2 & 1 ? 2 : 1, level;
	struct ptw_leaf leaf;

	bytes = (top == 2 ? span[2] : 0) + span[1] + span[0];
	rig_map_pa(rig, va, bytes, PTW_VMA_PFNMAP, pa, top);
	for (level = top + 1; level--;) {
		cr_assert_eq(ptw_mm_fault(rig->mm, va, RW), 0);
		cr_assert_eq(ptw_follow(rig->primary->space, va + 24, PTW_WANT_WRITE, &leaf), 0);
		cr_assert_eq(ptw_leaf_size(&leaf), span[level], "%s: level %u", rig->format, level);
		cr_assert_eq(leaf.pa, pa + 24);
		cr_assert(ptw_leaf_attr(rig->primary->space, va, &leaf) & PTW_ATTR_SPECIAL);
		va += span[level];
		pa += span[level];
	}
	cr_assert_eq(ptw_mm_read(rig->mm, rig->base, &word), -ENXIO, "nothing answers there");
	rig_check(rig);
	rig_forget(rig);
	cr_assert_eq(ptw_mm_split(rig->mm, rig->base), 0);
	rig_expect(rig, 0, 0, PTW_EVENT_CLEAR, rig->base, rig->base + span[top] - 1);
	leaf = rig_follow(rig->mm, rig->base);
	cr_assert_eq(ptw_leaf_kind(&leaf), PTW_HOLE, "cleared, to come back");
}

Test(mm_memory, pfnmap_has_leaves_of_every_size)
{
	rig_sweep(pfnmap, 0);
}

static void not_counted(struct rig *rig)
{
	static const enum ptw_page_kind kinds[] = {
		PTW_PAGE_RESERVED,
		PTW_PAGE_NON_REFCOUNTED,
		PTW_PAGE_NONE,
	};
	struct ptw_frame frame;
	unsigned int i;
	__u64 pa;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		cr_assert_eq(ptw_phys_reserve(rig->phys, kinds[i], 0, &pa), 0);
		rig_map_pa(rig, rig->base, rig->page, PTW_VMA_PFNMAP, pa, 0);
		rig_write(rig->mm, rig->base, 9);
		cr_assert_eq(rig_pa(rig->mm, rig->base), pa);
		frame = rig_frame(rig, rig->mm, rig->base);
		cr_assert_eq(frame.kind, kinds[i]);
		cr_assert_eq(frame.refs, 0);
		cr_assert_eq(frame.mapcount, 0);
		rig_check(rig);
		cr_assert_eq(ptw_mm_unmap(rig->mm, rig->base, rig->base + rig->page - 1), 0);
		cr_assert_eq(ptw_phys_release(rig->phys, pa), 0);
	}
}

Test(mm_memory, pages_of_pfnmap_are_never_counted)
{
	rig_sweep(not_counted, 0);
}

static void device(struct rig *rig)
{
	struct ptw_frame frame;
	__u64 pa;

	cr_assert_eq(ptw_phys_reserve(rig->phys, PTW_PAGE_ZONE_DEVICE, 1, &pa), 0);
	rig_map_pa(rig, rig->base, 2 * rig->page, PTW_VMA_DEVICE, pa, 0);
	rig_write(rig->mm, rig->base + rig->page, 9);
	frame = rig_frame(rig, rig->mm, rig->base + rig->page);
	cr_assert_eq(frame.refs, 2, "the owner's and the pte's");
	cr_assert_eq(frame.mapcount, 1);
	cr_assert_eq(ptw_phys_release(rig->phys, pa), -EBUSY);
	rig_check(rig);
	cr_assert_eq(ptw_mm_unmap(rig->mm, rig->base, rig->base + 2 * rig->page - 1), 0);
	cr_assert_eq(ptw_phys_frame(rig->phys, pa + rig->page, &frame), 0);
	cr_assert(frame.dirty, "what the pte said is the frame's now");
	cr_assert_eq(frame.refs, 1);
	cr_assert_eq(ptw_phys_release(rig->phys, pa), 0);
}

Test(mm_memory, device_memory_is_counted)
{
	rig_sweep(device, 0);
}

static void age(struct rig *rig)
{
	__u64 va = rig->base, last = va + 2 * rig->page - 1;
	struct ptw_leaf leaf;

	rig_map(rig, va, 2 * rig->page, PTW_VMA_ANON, RW);
	rig_write(rig->mm, va, 1);
	rig_forget(rig);
	cr_assert_eq(ptw_mm_age(rig->mm, va, last), 1);
	leaf = rig_follow(rig->mm, va);
	cr_assert_eq(ptw_leaf_attr(rig->primary->space, va, &leaf) &
			     (PTW_ATTR_ACCESSED | PTW_ATTR_DIRTY),
		     PTW_ATTR_DIRTY);
	cr_assert_eq(ptw_mm_age(rig->mm, va, last), 0);
	rig->young = 1;
	cr_assert_eq(ptw_mm_age(rig->mm, va, last), 1, "a mirror was accessed");
	cr_assert_eq(ptw_mm_age(rig->mm, va, last), 0);
	rig_read(rig->mm, va);
	cr_assert_eq(ptw_mm_age(rig->mm, va, last), 1);
	cr_assert_eq(rig->nr, 0, "aging takes no right");
}

Test(mm_memory, aging_asks_ptes_and_mirrors)
{
	rig_sweep(age, 0);
}

static void ends(struct rig *rig)
{
	rig_map(rig, rig->base, 2 * rig->page, PTW_VMA_ANON, RW);
	rig_write(rig->mm, rig->base, 1);
	rig_forget(rig);
	ptw_mm_exit(rig->mm);
	cr_assert_eq(rig->released, 1);
	cr_assert_eq(rig->nr, 2);
	cr_assert_eq(rig->told[0].event, PTW_EVENT_UNMAP);
	cr_assert_eq(rig->told[0].first, 0);
	cr_assert_eq(ptw_mm_read(rig->mm, rig->base, &rig->watch), -EFAULT);
}

Test(mm_memory, an_exit_releases_and_unmaps)
{
	rig_sweep(ends, 0);
}

/* Three mappings: one that is refused, one that is reaped, one that is nobody's to reap */
static void reaped(struct rig *rig)
{
	__u64 first = rig->base, second = first + rig->huge, file = second + rig->huge, pa;
	struct ptw_leaf leaf;

	rig_map(rig, first, rig->page, PTW_VMA_ANON, RW);
	rig_map(rig, second, 2 * rig->page, PTW_VMA_ANON, RW);
	rig_map(rig, file, rig->page, PTW_VMA_FILE, RW);
	rig_write(rig->mm, first, 1);
	rig_write(rig->mm, second + rig->page, 2);
	rig_write(rig->mm, file, 3);
	pa = rig_pa(rig->mm, first);
	rig_forget(rig);
	rig->refuse = 1;
	cr_assert_eq(ptw_mm_reap(rig->mm), -EAGAIN);
	cr_assert_eq(rig->nr, 2, "no end of what was refused");
	rig_expect(rig, 0, 0, PTW_EVENT_UNMAP, second, second + 2 * rig->page - 1);
	rig_expect(rig, 1, 1, PTW_EVENT_UNMAP, second, second + 2 * rig->page - 1);
	cr_assert_eq(rig_pa(rig->mm, first), pa, "what was refused stays as it is");
	leaf = rig_follow(rig->mm, second + rig->page);
	cr_assert_eq(ptw_leaf_kind(&leaf), PTW_HOLE);
	cr_assert_eq(ptw_mm_reap(rig->mm), 0);
	leaf = rig_follow(rig->mm, first);
	cr_assert_eq(ptw_leaf_kind(&leaf), PTW_HOLE);
	cr_assert_eq(rig_read(rig->mm, first), 0, "still mapped");
	cr_assert_eq(rig_read(rig->mm, file), 3);
	rig_check(rig);
}

Test(mm_memory, the_reaper_passes_over_what_is_refused)
{
	rig_sweep(reaped, 0);
}
