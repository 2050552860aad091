// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What ptw_space_init() accepts, and what it refuses with which words. */
#include <criterion/criterion.h>
#include <ptw/ptw.h>

static struct ptw_space_config config(__u64 root)
{
	struct ptw_space_config c = { .root = root, .root1 = PTW_NO_ROOT };

	return c;
}

Test(space, every_instance_has_a_name_of_its_own)
{
	const struct ptw_instance *const *a, *const *b;
	unsigned int nr = 0;

	for (a = ptw_instances(); *a; a++, nr++)
		for (b = a + 1; *b; b++)
			cr_assert_str_neq((*a)->fmt->name, (*b)->fmt->name);
	cr_assert_gt(nr, 1);
}

/* The walk leaves the access flag to the glance. */
Test(space, a_format_with_an_access_flag_has_a_glance)
{
	const struct ptw_instance *const *a;
	unsigned int nr = 0;

	for (a = ptw_instances(); *a; a++) {
		cr_assert(!(*a)->fmt->leaf_faults || (*a)->fmt->glance, "%s", (*a)->fmt->name);
		nr += !!(*a)->fmt->leaf_faults;
	}
	cr_assert_gt(nr, 0);
}

Test(space, a_format_that_does_not_exist_is_refused)
{
	struct ptw_space_config c = config(0);
	struct ptw_error error;
	struct ptw_space space;

	cr_assert_eq(ptw_space_init(&space, "x86-65", &c, &error), -ENOENT);
	cr_assert_str_eq(error.field, "format");
}

Test(space, pa_0_is_an_ordinary_root)
{
	struct ptw_space_config c = config(0);
	struct ptw_space space;

	cr_assert_eq(ptw_space_init(&space, "x86-64", &c, NULL), 0);
	cr_assert_eq(ptw_space_init(&space, "arm64-4k", &c, NULL), 0);
	cr_assert_eq(ptw_space_init(&space, "soft-tiny", &c, NULL), 0);
}

/*
 * One zeroed table is root of both halves: an address that is translated finds a hole,
 * one that is not is out of range, and a cursor finds as many holes as there are halves.
 */
static void check_lower_only(const char *format, unsigned int va_bits, __u64 root1)
{
	static __u64 table[512] __attribute__((aligned(4096)));
	struct ptw_space_config c = config(0);
	const __u64 first = ~0ULL << (va_bits - 1), last = ~first;
	struct ptw_cursor cursor;
	struct ptw_space space;
	struct ptw_leaf leaf;
	unsigned int spans;

	c.root1 = root1;
	c.mem = table;
	c.mem_bytes = sizeof(table);
	for (c.lower_only = 0; c.lower_only < 2; c.lower_only++) {
		cr_assert_eq(ptw_space_init(&space, format, &c, NULL), 0);
		cr_expect_eq(ptw_follow(&space, 0, 0, &leaf), -ENOENT);
		cr_expect_eq(ptw_follow(&space, last, 0, &leaf), -ENOENT);
		cr_expect_eq(ptw_follow(&space, last + 1, 0, &leaf), -ERANGE);
		cr_expect_eq(ptw_follow(&space, first - 1, 0, &leaf), -ERANGE);
		cr_expect_eq(ptw_follow(&space, first, 0, &leaf), c.lower_only ? -ERANGE : -ENOENT);
		cr_expect_eq(ptw_follow(&space, ~0ULL, 0, &leaf), c.lower_only ? -ERANGE : -ENOENT);
		ptw_cursor_init(&cursor, &space, 0, ~0ULL, PTW_ITER_HOLES);
		for (spans = 0; ptw_cursor_next(&cursor, ptw_iterate); spans++)
			;
		cr_expect_eq(spans, c.lower_only ? 1 : 2, "%s: %u", format, spans);
	}
}

Test(space, lower_only_translates_no_address_of_the_upper_half)
{
	check_lower_only("x86-64", 48, PTW_NO_ROOT);
	check_lower_only("x86-64-la57", 57, PTW_NO_ROOT);
	/* arm64's 48 bits are those of each half. */
	check_lower_only("arm64-4k", 49, 0);
}
