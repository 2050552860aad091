// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Which regions there may be, and what becomes of what they mapped. */
#include "flat.h"

static int add(__u64 gpa, __u64 hva, __u64 bytes, unsigned int flags)
{
	const struct ptw_region region = { gpa, hva, bytes, flags };

	return ptw_shadow_add_region(shadow, &region);
}

Test(regions, a_region_that_cannot_be_is_refused)
{
	flat_make("soft-tiny"); /* 20 bits of address */
	cr_assert_eq(add(0, 0, 0, 0), -EINVAL);
	cr_assert_eq(add(0x800, 0, 0x1000, 0), -EINVAL);
	cr_assert_eq(add(0, 0x800, 0x1000, 0), -EINVAL);
	cr_assert_eq(add(0, 0, 0x1800, 0), -EINVAL);
	cr_assert_eq(add(0, 0, 0x1000, 4), -EINVAL);
	cr_assert_eq(add(0, ~0xfffULL, 0x2000, 0), -EINVAL);
	cr_assert_eq(add(0x100000, 0, 0x1000, 0), -ERANGE);
	cr_assert_eq(add(0xff000, 0, 0x2000, 0), -ERANGE);
	cr_assert_eq(add(~0xfffULL, 0, 0x2000, 0), -ERANGE);
	cr_assert_eq(add(0xff000, ~0xfffULL, 0x1000, 0), 0);
}

Test(regions, guest_addresses_are_not_shared)
{
	struct ptw_region region;

	flat_make("soft");
	cr_assert_eq(add(0x4000, 0, 0x4000, 0), 0);
	cr_assert_eq(add(0x4000, 0x100000, 0x4000, 0), -EEXIST);
	cr_assert_eq(add(0x3000, 0x100000, 0x2000, 0), -EEXIST);
	cr_assert_eq(add(0x7000, 0x100000, 0x2000, 0), -EEXIST);
	cr_assert_eq(add(0x5000, 0x100000, 0x1000, 0), -EEXIST);
	cr_assert_eq(add(0x1000, 0x100000, 0x8000, 0), -EEXIST);
	cr_assert_eq(add(0x3000, 0x100000, 0x1000, 0), 0);
	cr_assert_eq(add(0x8000, 0x0, 0x1000, 0), 0, "addresses of the primary are");
	cr_assert_eq(ptw_shadow_region(shadow, 0x2fff, &region), -ENOENT);
	cr_assert_eq(ptw_shadow_region(shadow, 0x7fff, &region), 0);
	cr_assert(region.gpa == 0x4000 && region.hva == 0 && region.bytes == 0x4000);
	cr_assert_eq(ptw_shadow_region(shadow, 0x8fff, &region), 0);
	cr_assert(region.gpa == 0x8000 && region.bytes == 0x1000);
	cr_assert_eq(ptw_shadow_region(shadow, 0x9000, &region), -ENOENT);
}

Test(regions, what_is_removed_is_mapped_no_more)
{
	flat_make("x86-64");
	flat_map(0, 0x7000, 0x123000, 12, 1);
	flat_map(1, 0x8000, 0x124000, 12, 1);
	flat_region(0x2000, 0x7000, 0x1000);
	flat_region(0x3000, 0x8000, 0x1000);
	cr_assert_eq(ptw_shadow_fault(shadow, 0x2000, PTW_WANT_READ, &found), 0);
	cr_assert_eq(ptw_shadow_fault(shadow, 0x3000, PTW_WANT_READ, &found), 0);
	cr_assert_eq(ptw_shadow_destroy(shadow), -EBUSY);
	cr_assert_eq(ptw_shadow_remove_region(shadow, 0x2800), -ENOENT);
	cr_assert_eq(ptw_shadow_remove_region(shadow, 0x2000), 0);
	cr_assert_eq(ptw_shadow_remove_region(shadow, 0x2000), -ENOENT);
	cr_assert_eq(flat_read(0x2000), ~0ULL);
	cr_assert_eq(flat_read(0x3000), 0x124000);
	cr_assert_eq(ptw_shadow_fault(shadow, 0x2000, PTW_WANT_READ, &found), -ENOENT);
	cr_assert_eq(ptw_shadow_remove_region(shadow, 0x3000), 0);
	cr_assert_eq(ptw_shadow_destroy(shadow), 0);
}

/* What a removal drops the notifier did not drop. */
Test(regions, a_removal_is_not_counted_among_the_notifiers_zaps)
{
	flat_make("x86-64");
	flat_map(0, 0x7000, 0x123000, 12, 1);
	cr_assert_eq(add(0x2000, 0x7000, 0x1000, 0), 0);
	cr_assert_eq(ptw_shadow_fault(shadow, 0x2000, PTW_WANT_READ, &found), 0);
	cr_assert_eq(ptw_shadow_remove_region(shadow, 0x2000), 0);
	cr_assert_eq(add(0x2000, 0x7000, 0x1000, 0), 0);
	cr_assert_eq(ptw_shadow_fault(shadow, 0x2000, PTW_WANT_READ, &found), 0);
	flat_stats();
	cr_assert(stats.zaps == 0 && stats.wasted == 0);
	cr_assert_eq(ptw_shadow_remove_region(shadow, 0x2000), 0);
	cr_assert_eq(ptw_shadow_destroy(shadow), 0);
}

/* It would wait for itself. */
Test(regions, do_not_change_between_begin_and_end)
{
	struct ptw_invalidation range = { .first = 0, .last = 1 };
	const struct ptw_shadow_config config = { .format = "soft", .tables = 4 };
	struct ptw_shadow *other;

	flat_make("soft");
	cr_assert_eq(add(0x1000, 0, 0x1000, 0), 0);
	cr_assert_eq(ptw_notifier_begin(flat.primary.notifier, &range), 0);
	cr_assert_eq(add(0x2000, 0, 0x1000, 0), -EDEADLK);
	cr_assert_eq(ptw_shadow_remove_region(shadow, 0x1000), -EDEADLK);
	cr_assert_eq(ptw_shadow_create(&flat.primary, &config, &other), -EDEADLK);
	cr_assert_eq(ptw_notifier_end(&range), 0);
	cr_assert_eq(ptw_shadow_remove_region(shadow, 0x1000), 0);
	cr_assert_eq(ptw_shadow_destroy(shadow), 0);
}

/*
 * Eight regions that nest, follow or overlap in the primary's addresses are searched as a
 * list would be.
 */
Test(regions, the_search_finds_what_a_list_would)
{
	static const __u64 at[8][2] = { { 0x10000, 0x10000 }, { 0x11000, 0x1000 },
					{ 0x11000, 0x4000 },  { 0x20000, 0x1000 },
					{ 0x08000, 0x30000 }, { 0x40000, 0x1000 },
					{ 0x3f000, 0x3000 },  { 0x00000, 0x1000 } };
	__u64 first, last;
	unsigned int i, expected;

	flat_make("soft");
	for (i = 0; i < 8; i++)
		cr_assert_eq(add(0x1000000 + i * 0x100000, at[i][0], at[i][1], 0), 0);
	for (first = 0; first < 0x44000; first += 0x800) {
		for (last = first; last < 0x44000; last += 0x1800) {
			for (i = 0, expected = 0; i < 8; i++)
				expected |= at[i][0] <= last && at[i][0] + at[i][1] > first;
			flat_stats();
			stats.faults = stats.locks;
			flat_invalidate(first, last, PTW_EVENT_UNMAP, NULL);
			expected += stats.faults;
			flat_stats();
			cr_assert_eq(stats.locks, expected, "0x%llx 0x%llx", first, last);
		}
	}
}
