// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "flat.h"

struct flat flat;
struct ptw_shadow *shadow;
struct ptw_shadow_found found;
struct ptw_shadow_stats stats;

static struct flat_mapping *mapping_of(__u64 hva)
{
	unsigned int i;

	for (i = 0; i < FLAT_MAPPINGS; i++)
		if (flat.mapping[i].shift &&
		    hva >> flat.mapping[i].shift == flat.mapping[i].hva >> flat.mapping[i].shift)
			return &flat.mapping[i];
	return NULL;
}

static enum ptw_why judge(const struct flat_mapping *mapping, unsigned int want, unsigned int flags)
{
	if (!mapping || mapping->absent)
		return PTW_WHY_HOLE;
	if (mapping->why != PTW_WHY_GRANTED)
		return mapping->why;
	if (want & PTW_WANT_WRITE && !mapping->writable)
		return PTW_WHY_RIGHTS;
	(void)flags;
	return PTW_WHY_GRANTED;
}

static void fill(const struct flat_mapping *mapping, __u64 hva, unsigned int flags,
		 struct ptw_page *page)
{
	__u64 offset = hva & ((1ULL << mapping->shift) - 1);

	page->leaf.pa = mapping->pa + offset;
	page->leaf.info = (__u64)PTW_LEAF << PTW_INFO_KIND_SHIFT |
			  (__u64)mapping->shift << PTW_INFO_SHIFT_SHIFT |
			  (__u64)mapping->shift << PTW_INFO_RUN_SHIFT;
	page->writable = mapping->writable;
	page->kind = PTW_PAGE_NORMAL;
	if (flags & PTW_LOOKUP_HOLD) {
		page->held = &flat;
		flat.held++;
	}
}

static enum ptw_verdict flat_lookup(struct ptw_primary *primary, __u64 va, unsigned int want,
				    unsigned int flags, struct ptw_page *page)
{
	const struct flat_mapping *mapping = mapping_of(va);

	cr_assert_eq(primary, &flat.primary);
	flat.lookups++;
	memset(page, 0, sizeof(*page));
	page->why = judge(mapping, want, flags);
	if (page->why == PTW_WHY_GRANTED)
		fill(mapping, va, flags, page);
	if (flat.meanwhile)
		flat.meanwhile();
	return ptw_why_verdict(page->why);
}

/* It makes what is absent present, and what is read-only writable. */
static int flat_fault(struct ptw_primary *primary, __u64 va, unsigned int want, unsigned int flags,
		      struct ptw_page *page)
{
	struct flat_mapping *mapping = mapping_of(va);

	cr_assert_eq(primary, &flat.primary);
	flat.faults++;
	memset(page, 0, sizeof(*page));
	if (!mapping)
		return -EFAULT;
	mapping->absent = 0;
	mapping->why = PTW_WHY_GRANTED;
	if (want & PTW_WANT_WRITE)
		mapping->writable = 1;
	fill(mapping, va, flags, page);
	return 0;
}

static void flat_put(struct ptw_primary *primary, void *held)
{
	cr_assert(primary == &flat.primary && held == &flat);
	flat.put++;
}

static void flat_mark(struct ptw_primary *primary, const struct ptw_page *page, int dirty)
{
	cr_assert_eq(primary, &flat.primary);
	flat.marked++;
	flat.dirtied += !!dirty;
	flat.marked_pa = page->leaf.pa;
}

static const struct ptw_primary_ops flat_ops = {
	.lookup = flat_lookup,
	.fault = flat_fault,
	.put = flat_put,
	.mark = flat_mark,
};

/* What the last flat_make() made, and the regions it was given since */
static struct ptw_shadow *made;
static __u64 added[16];
static unsigned int nr_added;

static void end(void)
{
	while (nr_added) {
		int ret = ptw_shadow_remove_region(made, added[--nr_added]);

		cr_assert(!ret || ret == -ENOENT);
	}
	cr_assert_eq(ptw_shadow_destroy(made), 0);
	cr_assert_eq(ptw_notifier_destroy(flat.primary.notifier), 0);
}

void flat_make(const char *format)
{
	const struct ptw_shadow_config config = {
		.format = format,
		.tables = 64,
		.vcpus = 2,
		.retries = 2,
		.max_level = PTW_MAX_LEVELS,
	};
	static struct ptw_space space;

	end();
	space.page_shift = 12;
	memset(&flat, 0, sizeof(flat));
	flat.primary.ops = &flat_ops;
	flat.primary.space = &space;
	flat.primary.notifier = ptw_notifier_create();
	cr_assert_not_null(flat.primary.notifier);
	cr_assert_eq(ptw_shadow_create(&flat.primary, &config, &shadow), 0, "%s", format);
	made = shadow;
}

void flat_map(unsigned int i, __u64 hva, __u64 pa, unsigned int shift, int writable)
{
	const struct flat_mapping mapping = {
		.hva = hva, .pa = pa, .shift = shift, .writable = writable
	};

	flat.mapping[i] = mapping;
}

void flat_region_flags(__u64 gpa, __u64 hva, __u64 bytes, unsigned int flags)
{
	const struct ptw_region region = { gpa, hva, bytes, flags };

	cr_assert_eq(ptw_shadow_add_region(shadow, &region), 0);
	cr_assert_lt(nr_added, 16);
	added[nr_added++] = gpa;
}

void flat_region(__u64 gpa, __u64 hva, __u64 bytes)
{
	flat_region_flags(gpa, hva, bytes, 0);
}

void flat_invalidate(__u64 first, __u64 last, enum ptw_event event, void (*change)(void))
{
	struct ptw_invalidation range = { .first = first, .last = last, .event = event };

	cr_assert_eq(ptw_notifier_begin(flat.primary.notifier, &range), 0);
	if (change)
		change();
	cr_assert_eq(ptw_notifier_end(&range), 0);
}

static __u64 translate(__u64 gpa, unsigned int want, unsigned int *shift)
{
	struct ptw_leaf leaf;
	int ret;

	cr_assert_eq(ptw_shadow_enter_guest(shadow, 0), 0);
	ret = ptw_shadow_translate(shadow, 0, gpa, want, &leaf);
	cr_assert_eq(ptw_shadow_leave_guest(shadow, 0), 0);
	*shift = ptw_leaf_shift(&leaf);
	return ret ? ~0ULL : leaf.pa;
}

__u64 flat_read(__u64 gpa)
{
	unsigned int shift;

	return translate(gpa, PTW_WANT_READ, &shift);
}

__u64 flat_write(__u64 gpa)
{
	unsigned int shift;

	return translate(gpa, PTW_WANT_WRITE, &shift);
}

unsigned int flat_shift(__u64 gpa)
{
	unsigned int shift;

	translate(gpa, PTW_WANT_READ, &shift);
	return shift;
}

void flat_stats(void)
{
	ptw_shadow_stats(shadow, &stats);
}
