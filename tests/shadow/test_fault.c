// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What a fault maps, how large, with which rights; what it marks, and what it refuses. */
#include "flat.h"

#define M(n) ((__u64)(n) << 20)

static int fault(__u64 gpa, unsigned int want)
{
	memset(&found, 0xaa, sizeof(found));
	return ptw_shadow_fault(shadow, gpa, want, &found);
}

Test(fault, maps_what_the_primary_maps)
{
	static const char *const formats[] = { "soft", "soft-tiny", "x86-64",	  "x86-64-la57",
					       "ept",  "ept-5l",    "arm64-s2-4k" };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(formats); i++) {
		flat_make(formats[i]);
		flat_map(0, 0x7000, 0x123000, 12, 1);
		flat_region(0x2000, 0x7000, 0x1000);
		cr_assert_eq(flat_read(0x2000), ~0ULL, "%s", formats[i]);
		cr_assert_eq(fault(0x2468, PTW_WANT_READ), 0, "%s", formats[i]);
		cr_assert_eq(flat_read(0x2468), 0x123468, "%s", formats[i]);
		cr_assert_eq(flat_write(0x2008), 0x123008, "%s", formats[i]);
		cr_assert(found.shift == 12 && !found.slow && found.why == PTW_WHY_GRANTED);
		cr_assert_eq(found.retries, 0);
	}
}

Test(fault, outside_of_regions_is_nothing)
{
	flat_make("soft");
	flat_map(0, 0x7000, 0x123000, 12, 1);
	cr_assert_eq(fault(0x2000, PTW_WANT_READ), -ENOENT);
	flat_region(0x2000, 0x7000, 0x1000);
	cr_assert_eq(fault(0x1fff, PTW_WANT_READ), -ENOENT);
	cr_assert_eq(fault(0x3000, PTW_WANT_READ), -ENOENT);
	cr_assert_eq(fault(0x2fff, PTW_WANT_READ), 0);
	cr_assert_eq(flat.lookups, 1);
}

/* Where the primary grants writes a read maps them too, and is marked as one that may. */
Test(fault, a_page_is_marked_when_it_is_mapped)
{
	flat_make("x86-64");
	flat_map(0, 0x7000, 0x123000, 12, 1);
	flat_map(1, 0x8000, 0x456000, 12, 0);
	flat_region(0x2000, 0x7000, 0x2000);
	cr_assert_eq(fault(0x2000, PTW_WANT_READ), 0);
	cr_assert(flat.marked == 1 && flat.dirtied == 1 && flat.marked_pa == 0x123000);
	cr_assert_eq(fault(0x3000, PTW_WANT_READ), 0);
	cr_assert(flat.marked == 2 && flat.dirtied == 1 && flat.marked_pa == 0x456000);
	cr_assert_eq(flat_write(0x3000), ~0ULL);
	flat_invalidate(0x7000, 0x8fff, PTW_EVENT_CLEAR, NULL);
	cr_assert(flat.marked == 2 && flat.dirtied == 1, "nothing is marked when it is dropped");
}

Test(fault, a_write_goes_the_slow_path_where_the_primary_has_no_right)
{
	flat_make("x86-64");
	flat_map(0, 0x7000, 0x123000, 12, 0);
	flat_region(0x2000, 0x7000, 0x1000);
	cr_assert_eq(fault(0x2000, PTW_WANT_READ), 0);
	cr_assert_eq(flat.faults, 0);
	cr_assert_eq(fault(0x2000, PTW_WANT_WRITE), 0);
	cr_assert(found.slow && found.why == PTW_WHY_RIGHTS && flat.faults == 1);
	cr_assert_eq(flat_write(0x2010), 0x123010);
	flat_stats();
	cr_assert(stats.faults == 2 && stats.fast == 1);
}

Test(fault, says_why_the_lockless_walk_did_not_serve)
{
	static const enum ptw_why whys[] = { PTW_WHY_HOLE, PTW_WHY_PROTNONE, PTW_WHY_MIGRATION,
					     PTW_WHY_SPECIAL, PTW_WHY_RACED };
	unsigned int i;

	flat_make("soft");
	flat_region(0x2000, 0x7000, 0x1000);
	for (i = 0; i < ARRAY_SIZE(whys); i++) {
		flat_map(0, 0x7000, 0x123000, 12, 1);
		flat.mapping[0].why = whys[i];
		cr_assert_eq(fault(0x2000, PTW_WANT_READ), 0);
		cr_assert(found.slow && found.why == whys[i]);
	}
}

Test(fault, what_is_denied_is_not_asked_for_again)
{
	flat_make("soft");
	flat_region(0x2000, 0x7000, 0x1000);
	flat_map(0, 0x7000, 0x123000, 12, 1);
	flat.mapping[0].why = PTW_WHY_SECRET;
	cr_assert_eq(fault(0x2000, PTW_WANT_READ), -EFAULT);
	cr_assert_eq(found.why, PTW_WHY_SECRET);
	flat.mapping[0].why = PTW_WHY_HWPOISON;
	cr_assert_eq(fault(0x2000, PTW_WANT_READ), -EHWPOISON);
	cr_assert_eq(flat.faults, 0);
	cr_assert_eq(flat_read(0x2000), ~0ULL);
}

Test(fault, a_read_only_region_maps_no_write)
{
	flat_make("x86-64");
	flat_map(0, 0x7000, 0x123000, 12, 1);
	flat_region_flags(0x2000, 0x7000, 0x1000, PTW_REGION_READ_ONLY);
	cr_assert_eq(fault(0x2000, PTW_WANT_WRITE), -EACCES);
	cr_assert_eq(flat.lookups, 0);
	cr_assert_eq(fault(0x2000, PTW_WANT_READ), 0);
	cr_assert_eq(flat_read(0x2000), 0x123000);
	cr_assert_eq(flat_write(0x2000), ~0ULL);
	cr_assert_eq(flat.dirtied, 0);
}

/* The size is the smallest of what the primary, both addresses, the region and policy say. */
Test(fault, a_mapping_is_as_large_as_it_may_be)
{
	static const struct {
		__u64 gpa, hva, bytes, at;
		unsigned int flags, primary, shift;
	} rows[] = {
		{ M(2), M(4), M(2), 0x123000, 0, 21, 21 }, /* everything fits */
		{ M(2), M(4), M(2), 0x123000, 0, 12, 12 }, /* the primary has pages */
		{ M(2), M(4), M(2), 0x123000, PTW_REGION_SMALL, 21, 12 }, /* policy */
		{ M(2), M(4), M(2) - 0x1000, 0x123000, 0, 21, 12 }, /* the region ends before */
		{ M(2) + 0x1000, M(4) + 0x1000, M(2), 0x1000, 0, 21, 12 }, /* begins behind */
		{ M(2) + 0x1000, M(4) + 0x1000, M(4), M(2), 0, 21, 21 },   /* not its first */
		{ M(2) + 0x1000, M(4), M(4), M(2), 0, 21, 12 },		   /* other offset */
		{ M(1024), M(2048), M(1024), 0x123000, 0, 30, 30 },	   /* 1 GiB */
		{ M(1024), M(2048), M(1022), 0x123000, 0, 30, 21 },	   /* not all of it */
		{ M(1024) + M(2), M(2048), M(2048), M(1024), 0, 30, 21 },  /* congruent to 2 MiB */
	};
	unsigned int i;
	__u64 hva, gpa;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		flat_make("x86-64");
		flat_region_flags(rows[i].gpa, rows[i].hva, rows[i].bytes, rows[i].flags);
		hva = rows[i].hva + rows[i].at;
		gpa = rows[i].gpa + rows[i].at;
		flat_map(0, hva >> rows[i].primary << rows[i].primary, M(8192), rows[i].primary, 1);
		cr_assert_eq(fault(gpa, PTW_WANT_READ), 0, "row %u", i);
		cr_assert_eq(found.shift, rows[i].shift, "row %u: %u", i, found.shift);
		cr_assert_eq(flat_shift(gpa), rows[i].shift, "row %u", i);
		cr_assert_eq(flat_read(gpa), M(8192) + (hva & ((1ULL << rows[i].primary) - 1)),
			     "row %u", i);
	}
}

Test(fault, no_mapping_is_larger_than_the_configuration_says)
{
	const struct ptw_shadow_config config = {
		.format = "x86-64", .tables = 8, .vcpus = 1, .max_level = 1
	};
	const struct ptw_region region = { M(1024), M(2048), M(1024), 0 };

	flat_make("x86-64");
	cr_assert_eq(ptw_shadow_create(&flat.primary, &config, &shadow), 0);
	cr_assert_eq(ptw_shadow_add_region(shadow, &region), 0);
	flat_map(0, M(2048), M(8192), 30, 1);
	cr_assert_eq(fault(M(1024) + 0x123000, PTW_WANT_READ), 0);
	cr_assert_eq(found.shift, 21);
}

/* The primary's pages have become one large one: so do the shadow's, and its table goes. */
Test(fault, a_mapping_grows_with_the_primarys)
{
	unsigned int i, round;

	flat_make("x86-64");
	flat_region(0, 0, M(4));
	for (round = 0; round < 200; round++) {
		flat_map(0, 0, M(2), 12, 1);
		flat_map(1, 0x1000, M(2) + 0x1000, 12, 1);
		for (i = 0; i < 2; i++)
			cr_assert_eq(fault(i * 0x1000, PTW_WANT_WRITE), 0, "round %u", round);
		cr_assert_eq(flat_shift(0x1000), 12);
		flat_invalidate(0, M(2) - 1, PTW_EVENT_CLEAR, NULL);
		flat_map(0, 0, M(2), 21, 1);
		flat.mapping[1].shift = 0;
		cr_assert_eq(fault(0x1234, PTW_WANT_WRITE), 0);
		cr_assert_eq(flat_shift(0x5000), 21);
		cr_assert_eq(flat_read(0x5678), M(2) + 0x5678);
		flat_invalidate(0, M(2) - 1, PTW_EVENT_CLEAR, NULL);
		rcu_barrier();
	}
	flat_stats();
	cr_assert_eq(stats.grown, 200);
}

Test(fault, who_holds_a_page_gives_it_back)
{
	flat_make("soft");
	flat_map(0, 0x7000, 0x123000, 12, 1);
	flat_region(0x2000, 0x7000, 0x1000);
	cr_assert_eq(fault(0x2000, PTW_WANT_WRITE), 0);
	cr_assert_eq(flat.held, 0, "a mapping holds nothing");
	cr_assert_eq(ptw_shadow_find(shadow, 0x2345, PTW_WANT_READ, 0, &found), 0);
	cr_assert(flat.held == 0 && found.page.leaf.pa == 0x123345);
	ptw_shadow_put(shadow, &found);
	cr_assert_eq(flat.put, 0);
	cr_assert_eq(ptw_shadow_find(shadow, 0x2345, PTW_WANT_READ, PTW_LOOKUP_HOLD, &found), 0);
	cr_assert_eq(flat.held, 1);
	ptw_shadow_put(shadow, &found);
	ptw_shadow_put(shadow, &found);
	cr_assert_eq(flat.put, 1);
}

/*
 * A root, and room for two tables where three are needed: nothing is mapped, and what
 * fits is.
 */
Test(fault, without_tables_there_is_an_error_and_no_mapping)
{
	const struct ptw_shadow_config config = {
		.format = "x86-64", .tables = 3, .vcpus = 1, .max_level = PTW_MAX_LEVELS
	};
	const struct ptw_region region = { 0, 0, M(1024), 0 };

	flat_make("x86-64");
	cr_assert_eq(ptw_shadow_create(&flat.primary, &config, &shadow), 0);
	cr_assert_eq(ptw_shadow_add_region(shadow, &region), 0);
	flat_map(0, 0, M(8192), 12, 1);
	flat_map(1, M(2), M(8194), 21, 1);
	cr_assert_eq(fault(0, PTW_WANT_READ), -ENOMEM);
	cr_assert_eq(flat_read(0), ~0ULL);
	cr_assert_eq(flat.marked, 0);
	cr_assert_eq(fault(M(2), PTW_WANT_READ), 0);
	cr_assert_eq(flat_read(M(2)), M(8194));
}

/*
 * soft has 52 bits of address. What the format cannot say leaves everything as it was:
 * with room for one page's tables, the next fault finds all of it.
 */
Test(fault, a_page_beyond_the_formats_addresses_is_refused)
{
	const struct ptw_shadow_config config = {
		.format = "soft", .tables = 4, .vcpus = 1, .max_level = PTW_MAX_LEVELS
	};
	const struct ptw_region region = { 0, 0, 1ULL << 40, 0 };

	flat_make("soft");
	cr_assert_eq(ptw_shadow_create(&flat.primary, &config, &shadow), 0);
	cr_assert_eq(ptw_shadow_add_region(shadow, &region), 0);
	flat_map(0, 1ULL << 39, 1ULL << 53, 12, 1);
	flat_map(1, 0x7000, 0x5000, 12, 1);
	cr_assert_eq(fault(1ULL << 39, PTW_WANT_READ), -EOPNOTSUPP);
	cr_assert_eq(flat_read(1ULL << 39), ~0ULL);
	cr_assert_eq(flat.marked, 0);
	cr_assert_eq(fault(0x7000, PTW_WANT_READ), 0);
	cr_assert_eq(flat_read(0x7000), 0x5000);
}

Test(fault, a_vcpu_is_inside_or_not)
{
	struct ptw_leaf leaf;

	flat_make("soft");
	cr_assert_eq(ptw_shadow_translate(shadow, 0, 0, PTW_WANT_READ, &leaf), -EINVAL);
	cr_assert_eq(ptw_shadow_leave_guest(shadow, 0), -EINVAL);
	cr_assert_eq(ptw_shadow_enter_guest(shadow, 2), -EINVAL);
	cr_assert_eq(ptw_shadow_enter_guest(shadow, 0), 0);
	cr_assert_eq(ptw_shadow_enter_guest(shadow, 0), -EINVAL);
	cr_assert_eq(ptw_shadow_translate(shadow, 1, 0, PTW_WANT_READ, &leaf), -EINVAL);
	cr_assert_eq(ptw_shadow_translate(shadow, 0, 0, PTW_WANT_READ, &leaf), -ENOENT);
	cr_assert_eq(ptw_shadow_translate(shadow, 0, 1ULL << 60, PTW_WANT_READ, &leaf), -ERANGE);
	cr_assert_eq(ptw_shadow_destroy(shadow), -EBUSY);
	cr_assert_eq(ptw_shadow_leave_guest(shadow, 0), 0);
	cr_assert_eq(ptw_shadow_destroy(shadow), 0);
	cr_assert_eq(ptw_shadow_destroy(NULL), 0);
}

Test(fault, a_shadow_that_cannot_be_is_refused)
{
	struct ptw_shadow_config config = { .format = "nonsense", .tables = 8 };

	flat_make("soft");
	cr_assert_eq(ptw_shadow_create(&flat.primary, &config, &shadow), -ENOENT);
	config.format = NULL;
	cr_assert_eq(ptw_shadow_create(&flat.primary, &config, &shadow), -EINVAL);
	config.format = "arm64-16k"; /* a page of it would be four of the primary's */
	cr_assert_eq(ptw_shadow_create(&flat.primary, &config, &shadow), -EINVAL);
	config.format = "soft";
	config.tables = 0;
	cr_assert_eq(ptw_shadow_create(&flat.primary, &config, &shadow), -EINVAL);
}
