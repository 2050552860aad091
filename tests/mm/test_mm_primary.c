// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What a secondary MMU is told: one row a rule. A lookup judges as GUP-fast does, the
 * slow path as GUP does; PTW_LOOKUP_PFNMAP is for who wants no page.
 */
#include <criterion/criterion.h>
#include "rig.h"

#define WR   PTW_WANT_WRITE
#define PFN  PTW_LOOKUP_PFNMAP
#define HOLD PTW_LOOKUP_HOLD

/* Where what is, in pages from the rig's base on */
enum at {
	AT_WRITTEN,
	AT_READ,
	AT_EMPTY,
	AT_READ_ONLY,
	AT_PROTNONE,
	AT_FILE,
	AT_SECRET,
	AT_DEVICE,
	AT_RESERVED,
	AT_UNCOUNTED,
	AT_BEHIND,
	AT_NOTHING,
};

struct lookup_row {
	const char *is;
	enum at at;
	unsigned int want;
	unsigned int flags;
	enum ptw_why why;
	enum ptw_page_kind kind;
	unsigned int writable;
};

/* clang-format off */
static const struct lookup_row lookup_rows[] = {
	{ "written memory", AT_WRITTEN, WR, 0, PTW_WHY_GRANTED, PTW_PAGE_NORMAL, 1 },
	{ "the same, to read", AT_WRITTEN, RO, PFN, PTW_WHY_GRANTED, PTW_PAGE_NORMAL, 1 },
	{ "the same, held", AT_WRITTEN, WR, HOLD, PTW_WHY_GRANTED, PTW_PAGE_NORMAL, 1 },
	{ "the zero page", AT_READ, RO, 0, PTW_WHY_SPECIAL, PTW_PAGE_ZERO, 0 },
	{ "the zero page, no page wanted", AT_READ, RO, PFN, PTW_WHY_GRANTED, PTW_PAGE_ZERO, 0 },
	{ "the zero page, held", AT_READ, RO, HOLD | PFN, PTW_WHY_SPECIAL, PTW_PAGE_ZERO, 0 },
	{ "the zero page, to write", AT_READ, WR, PFN, PTW_WHY_RIGHTS, PTW_PAGE_NONE, 0 },
	{ "nothing yet", AT_EMPTY, RO, 0, PTW_WHY_HOLE, PTW_PAGE_NONE, 0 },
	{ "read-only memory", AT_READ_ONLY, RO, 0, PTW_WHY_GRANTED, PTW_PAGE_NORMAL, 0 },
	{ "read-only memory, to write", AT_READ_ONLY, WR, 0, PTW_WHY_RIGHTS, PTW_PAGE_NONE, 0 },
	{ "PROT_NONE", AT_PROTNONE, RO, 0, PTW_WHY_PROTNONE, PTW_PAGE_NONE, 0 },
	{ "a file, read", AT_FILE, RO, 0, PTW_WHY_GRANTED, PTW_PAGE_NORMAL, 0 },
	{ "a file, to write", AT_FILE, WR, 0, PTW_WHY_RIGHTS, PTW_PAGE_NONE, 0 },
	{ "secret memory", AT_SECRET, RO, 0, PTW_WHY_SECRET, PTW_PAGE_NORMAL, 1 },
	{ "secret memory, no page wanted", AT_SECRET, RO, PFN, PTW_WHY_SECRET, PTW_PAGE_NORMAL, 1 },
	{ "secret memory, held", AT_SECRET, WR, HOLD, PTW_WHY_SECRET, PTW_PAGE_NORMAL, 1 },
	{ "device memory", AT_DEVICE, RO, 0, PTW_WHY_ZONE_DEVICE, PTW_PAGE_ZONE_DEVICE, 1 },
	{ "PFNMAP", AT_RESERVED, RO, 0, PTW_WHY_SPECIAL, PTW_PAGE_RESERVED, 1 },
	{ "PFNMAP, no page wanted", AT_RESERVED, WR, PFN, PTW_WHY_GRANTED, PTW_PAGE_RESERVED, 1 },
	{ "PFNMAP, held", AT_RESERVED, WR, PFN | HOLD, PTW_WHY_SPECIAL, PTW_PAGE_RESERVED, 1 },
	{ "uncounted pages", AT_UNCOUNTED, WR, PFN, PTW_WHY_GRANTED, PTW_PAGE_NON_REFCOUNTED, 1 },
	{ "no struct page", AT_BEHIND, WR, PFN, PTW_WHY_GRANTED, PTW_PAGE_NONE, 1 },
	{ "no mapping", AT_NOTHING, RO, 0, PTW_WHY_HOLE, PTW_PAGE_NONE, 0 },
};

struct fault_row {
	const char *is;
	enum at at;
	unsigned int want;
	unsigned int flags;
	int ret;
	enum ptw_page_kind kind;
	unsigned int writable;
};

static const struct fault_row fault_rows[] = {
	{ "written memory", AT_WRITTEN, WR, 0, 0, PTW_PAGE_NORMAL, 1 },
	{ "written memory, held", AT_WRITTEN, WR, HOLD, 0, PTW_PAGE_NORMAL, 1 },
	{ "the zero page is handed out", AT_READ, RO, 0, 0, PTW_PAGE_ZERO, 0 },
	{ "and can be held", AT_READ, RO, HOLD, 0, PTW_PAGE_ZERO, 0 },
	{ "and copied", AT_READ, WR, 0, 0, PTW_PAGE_NORMAL, 1 },
	{ "nothing yet", AT_EMPTY, WR, 0, 0, PTW_PAGE_NORMAL, 1 },
	{ "read-only memory", AT_READ_ONLY, RO, 0, 0, PTW_PAGE_NORMAL, 0 },
	{ "read-only memory, to write", AT_READ_ONLY, WR, 0, -EFAULT, PTW_PAGE_NONE, 0 },
	{ "PROT_NONE", AT_PROTNONE, RO, 0, -EFAULT, PTW_PAGE_NONE, 0 },
	{ "a file, to write", AT_FILE, WR, 0, 0, PTW_PAGE_NORMAL, 1 },
	{ "secret memory", AT_SECRET, RO, 0, -EFAULT, PTW_PAGE_NORMAL, 1 },
	{ "device memory", AT_DEVICE, WR, 0, 0, PTW_PAGE_ZONE_DEVICE, 1 },
	{ "device memory, held", AT_DEVICE, WR, HOLD, 0, PTW_PAGE_ZONE_DEVICE, 1 },
	{ "PFNMAP", AT_RESERVED, WR, 0, 0, PTW_PAGE_RESERVED, 1 },
	{ "PFNMAP cannot be held", AT_RESERVED, WR, HOLD, -EOPNOTSUPP, PTW_PAGE_RESERVED, 1 },
	{ "no struct page", AT_BEHIND, WR, 0, 0, PTW_PAGE_NONE, 1 },
	{ "no mapping", AT_NOTHING, RO, 0, -EFAULT, PTW_PAGE_NONE, 0 },
};
/* clang-format on */

static __u64 address(const struct rig *rig, enum at at)
{
	return rig->base + at * rig->page;
}

/* One page of each. Return in @pa what was reserved */
static void map_all(struct rig *rig, __u64 pa[3])
{
	__u64 page = rig->page;

	rig_map(rig, rig->base, 5 * page, PTW_VMA_ANON, RW);
	rig_write(rig->mm, address(rig, AT_WRITTEN), 1);
	rig_read(rig->mm, address(rig, AT_READ));
	rig_write(rig->mm, address(rig, AT_READ_ONLY), 2);
	rig_write(rig->mm, address(rig, AT_PROTNONE), 3);
	cr_assert_eq(ptw_mm_protect(rig->mm, address(rig, AT_READ_ONLY),
				    address(rig, AT_READ_ONLY) + page - 1, RO),
		     0);
	cr_assert_eq(ptw_mm_protect(rig->mm, address(rig, AT_PROTNONE),
				    address(rig, AT_PROTNONE) + page - 1, 0),
		     0);
	rig_map(rig, address(rig, AT_FILE), page, PTW_VMA_FILE, RW);
	rig_map(rig, address(rig, AT_SECRET), page, PTW_VMA_SECRET, RW);
	rig_read(rig->mm, address(rig, AT_FILE));
	rig_write(rig->mm, address(rig, AT_SECRET), 4);
	cr_assert_eq(ptw_phys_reserve(rig->phys, PTW_PAGE_ZONE_DEVICE, 0, &pa[0]), 0);
	cr_assert_eq(ptw_phys_reserve(rig->phys, PTW_PAGE_RESERVED, 0, &pa[1]), 0);
	cr_assert_eq(ptw_phys_reserve(rig->phys, PTW_PAGE_NON_REFCOUNTED, 0, &pa[2]), 0);
	rig_map_pa(rig, address(rig, AT_DEVICE), page, PTW_VMA_DEVICE, pa[0], 0);
	rig_map_pa(rig, address(rig, AT_RESERVED), page, PTW_VMA_PFNMAP, pa[1], 0);
	rig_map_pa(rig, address(rig, AT_UNCOUNTED), page, PTW_VMA_PFNMAP, pa[2], 0);
	rig_map_pa(rig, address(rig, AT_BEHIND), page, PTW_VMA_PFNMAP, 1ULL << 40, 0);
	rig_write(rig->mm, address(rig, AT_DEVICE), 5);
	rig_write(rig->mm, address(rig, AT_RESERVED), 6);
	rig_write(rig->mm, address(rig, AT_UNCOUNTED), 7);
	cr_assert_eq(ptw_mm_fault(rig->mm, address(rig, AT_BEHIND), RW), 0);
}

static void unmap_all(struct rig *rig, const __u64 pa[3])
{
	unsigned int i;

	rig_check(rig);
	cr_assert_eq(ptw_mm_unmap(rig->mm, rig->base, address(rig, AT_NOTHING) - 1), 0);
	for (i = 0; i < 3; i++)
		cr_assert_eq(ptw_phys_release(rig->phys, pa[i]), 0, "reference %u is lost", i);
}

static void look(struct rig *rig, const struct lookup_row *row)
{
	__u64 va = address(rig, row->at) + 8;
	enum ptw_verdict verdict;
	struct ptw_page page;

	verdict = rig->primary->ops->lookup(rig->primary, va, row->want, row->flags, &page);
	cr_assert_eq(page.why, row->why, "%s: %s: why %u", rig->format, row->is, page.why);
	cr_assert_eq(verdict, ptw_why_verdict(row->why));
	cr_assert_eq(page.kind, row->kind, "%s: %s: kind %u", rig->format, row->is, page.kind);
	cr_assert_eq(page.writable, row->writable, "%s: %s", rig->format, row->is);
	cr_assert_eq(page.held != NULL, row->flags & HOLD && verdict == PTW_ALLOW);
	if (page.held)
		rig->primary->ops->put(rig->primary, page.held);
}

static void lookups(struct rig *rig)
{
	unsigned int i;
	__u64 pa[3];

	map_all(rig, pa);
	for (i = 0; i < sizeof(lookup_rows) / sizeof(lookup_rows[0]); i++)
		look(rig, &lookup_rows[i]);
	unmap_all(rig, pa);
}

Test(mm_primary, lookups_judge_as_gup_fast_does)
{
	rig_sweep(lookups, 0);
}

static void fault(struct rig *rig, const struct fault_row *row)
{
	__u64 va = address(rig, row->at) + 8;
	struct ptw_frame frame;
	struct ptw_page page;
	int ret;

	ret = rig->primary->ops->fault(rig->primary, va, row->want, row->flags, &page);
	cr_assert_eq(ret, row->ret, "%s: %s: %d", rig->format, row->is, ret);
	cr_assert_eq(page.held != NULL, row->flags & HOLD && !ret, "%s: %s", rig->format, row->is);
	if (page.held) {
		ptw_phys_frame(rig->phys, page.leaf.pa, &frame);
		cr_assert_eq(frame.refs, row->at == AT_DEVICE ? 3 : 2, "%s: %s: %llu refs",
			     rig->format, row->is, frame.refs);
		rig->primary->ops->put(rig->primary, page.held);
	}
	cr_assert_eq(page.why == PTW_WHY_GRANTED, !ret, "%s: %s", rig->format, row->is);
	cr_assert_eq(page.kind, row->kind, "%s: %s: kind %u", rig->format, row->is, page.kind);
	cr_assert_eq(page.writable, row->writable, "%s: %s", rig->format, row->is);
	if (!ret)
		cr_assert_eq(page.leaf.pa, rig_pa(rig->mm, va));
}

static void faults(struct rig *rig)
{
	unsigned int i;
	__u64 pa[3];

	map_all(rig, pa);
	for (i = 0; i < sizeof(fault_rows) / sizeof(fault_rows[0]); i++)
		fault(rig, &fault_rows[i]);
	unmap_all(rig, pa);
}

Test(mm_primary, the_slow_path_judges_as_gup_does)
{
	rig_sweep(faults, 0);
}

static void migrating(struct rig *rig)
{
	rig_map(rig, rig->base, rig->page, PTW_VMA_ANON, RW);
	rig_write(rig->mm, rig->base, 1);
	rig->watch = rig->base;
	rig_forget(rig);
	cr_assert_eq(ptw_mm_migrate(rig->mm, rig->base), 0);
	cr_assert_eq(rig->told[0].looked.why, PTW_WHY_GRANTED);
	cr_assert_eq(rig->told[1].looked.why, PTW_WHY_MIGRATION);
}

Test(mm_primary, a_page_that_is_being_migrated_is_unknown)
{
	rig_sweep(migrating, 0);
}

static void out_of_range(struct rig *rig)
{
	struct ptw_page page;

	cr_assert_eq(rig->primary->ops->lookup(rig->primary, 1ULL << 63, RO, 0, &page), PTW_DENY);
	cr_assert_eq(page.why, PTW_WHY_RANGE);
	cr_assert_eq(rig->primary->ops->fault(rig->primary, 1ULL << 63, RO, 0, &page), -EFAULT);
}

Test(mm_primary, no_address_of_user_space_is_denied)
{
	rig_sweep(out_of_range, 0);
}

static void marks(struct rig *rig)
{
	const struct ptw_primary_ops *ops = rig->primary->ops;
	struct ptw_page page;
	struct ptw_frame frame;
	__u64 pa[3];

	map_all(rig, pa);
	ops->lookup(rig->primary, address(rig, AT_WRITTEN), RO, 0, &page);
	ops->mark(rig->primary, &page, 0);
	frame = rig_frame(rig, rig->mm, address(rig, AT_WRITTEN));
	cr_assert(frame.referenced);
	cr_assert_not(frame.dirty);
	ops->mark(rig->primary, &page, 1);
	cr_assert(rig_frame(rig, rig->mm, address(rig, AT_WRITTEN)).dirty);
	ops->lookup(rig->primary, address(rig, AT_RESERVED), WR, PFN, &page);
	ops->mark(rig->primary, &page, 1);
	cr_assert_not(rig_frame(rig, rig->mm, address(rig, AT_RESERVED)).dirty,
		      "nobody keeps track of reserved pages");
	ops->lookup(rig->primary, address(rig, AT_BEHIND), WR, PFN, &page);
	ops->mark(rig->primary, &page, 1);
	unmap_all(rig, pa);
}

Test(mm_primary, a_mark_is_the_frames)
{
	rig_sweep(marks, 0);
}
