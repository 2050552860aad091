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
	cr_assert_eq(nr, 10);
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
