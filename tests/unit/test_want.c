// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What is wanted, what is granted, and the code and reason when it is not. */
#include <criterion/criterion.h>
#include "tables.h"

/* SDM, "Page-Table Entries": P, R/W, U/S, and XD in bit 63 */
#define P  1ULL
#define RW 2ULL
#define US 4ULL
#define NX (1ULL << 63)

/* Arm ARM, "Translation table descriptor formats": a page; AP[1], AP[2], AF, PXN, UXN */
#define PAGE 3ULL
#define EL0  (1ULL << 6)
#define RO   (1ULL << 7)
#define AF   (1ULL << 10)
#define PXN  (1ULL << 53)
#define UXN  (1ULL << 54)

/* One page at address 0x1000 */
static struct ptw_space one_page(const char *format, __u64 pte)
{
	struct ptw_space space = tables_space(format);
	unsigned int level;

	for (level = space.half[0].top; level; level--)
		table[space.half[0].top - level][0] = tables_link(space.half[0].top - level + 1);
	table[space.half[0].top][1] = pte;
	return space;
}

static void check(const struct ptw_space *space, unsigned int want, int code,
		  enum ptw_reason reason)
{
	struct ptw_leaf leaf;

	cr_assert_eq(ptw_follow(space, 0x1000, want, &leaf), code, "want %x", want);
	cr_assert_eq(ptw_leaf_reason(&leaf), reason, "want %x", want);
	cr_assert_eq(ptw_leaf_kind(&leaf), PTW_LEAF);
	cr_assert_eq(leaf.pa, 0x7000);
}

Test(want, nothing_wanted_is_content_with_any_leaf)
{
	struct ptw_space space = one_page("x86-64", 0x7000 | P | NX);

	check(&space, 0, 0, PTW_REASON_NONE);
	check(&space, PTW_WANT_USER, 0, PTW_REASON_NONE);
}

Test(want, with_user_the_rights_of_user_code_are_judged)
{
	struct ptw_space space = one_page("x86-64", 0x7000 | P | US);

	check(&space, PTW_WANT_READ | PTW_WANT_USER, 0, PTW_REASON_NONE);
	check(&space, PTW_WANT_WRITE | PTW_WANT_USER, -EACCES, PTW_REASON_PERMISSION);
	check(&space, PTW_WANT_EXEC | PTW_WANT_USER, 0, PTW_REASON_NONE);
}

Test(want, without_user_the_rights_of_privileged_code_are_judged)
{
	struct ptw_space space = one_page("x86-64", 0x7000 | P | RW);

	check(&space, PTW_WANT_READ | PTW_WANT_WRITE | PTW_WANT_EXEC, 0, PTW_REASON_NONE);
	check(&space, PTW_WANT_READ | PTW_WANT_USER, -EACCES, PTW_REASON_PERMISSION);
}

/* TCR_EL1.HA is clear: software has to set the flag, on a fault. */
Test(want, a_clear_access_flag_denies_whatever_is_wanted)
{
	struct ptw_space space = one_page("arm64-4k", 0x7000 | PAGE | EL0);

	check(&space, 0, 0, PTW_REASON_NONE);
	check(&space, PTW_WANT_READ, -EACCES, PTW_REASON_ACCESS_FLAG);
	check(&space, PTW_WANT_READ | PTW_WANT_USER, -EACCES, PTW_REASON_ACCESS_FLAG);
}

/* Arm ARM, "Prioritization of synchronous aborts from a single stage of address translation" */
Test(want, a_clear_access_flag_is_named_before_a_missing_right)
{
	struct ptw_space space = one_page("arm64-4k", 0x7000 | PAGE | RO);

	check(&space, PTW_WANT_WRITE | PTW_WANT_USER, -EACCES, PTW_REASON_ACCESS_FLAG);
}

Test(want, what_el0_can_write_el1_cannot_execute)
{
	struct ptw_space space = one_page("arm64-4k", 0x7000 | PAGE | AF | EL0);

	check(&space, PTW_WANT_EXEC | PTW_WANT_USER, 0, PTW_REASON_NONE);
	check(&space, PTW_WANT_EXEC, -EACCES, PTW_REASON_PERMISSION);
}

Test(want, execute_only_is_not_readable_by_user_code)
{
	struct ptw_space space = one_page("arm64-4k", 0x7000 | PAGE | AF | RO | PXN);

	check(&space, PTW_WANT_EXEC | PTW_WANT_USER, 0, PTW_REASON_NONE);
	check(&space, PTW_WANT_READ | PTW_WANT_USER, -EACCES, PTW_REASON_PERMISSION);
}

/* GUP: a clean pte that is writable (DBM, bit 51) grants a write; AF stops nobody. */
Test(want, the_operating_system_judges_by_its_own_rules)
{
	const unsigned int write = PTW_WANT_WRITE | PTW_WANT_USER;
	__u64 clean = 0x7000 | PAGE | EL0 | RO | PXN | UXN | 1ULL << 51;
	struct ptw_space space = one_page("arm64-4k", clean);

	check(&space, write, -EACCES, PTW_REASON_ACCESS_FLAG);
	cr_assert_eq(tables_give_os(&space, "linux-6.12"), 0);
	check(&space, write, -EACCES, PTW_REASON_ACCESS_FLAG);
	check(&space, write | PTW_WANT_OS, 0, PTW_REASON_NONE);
	table[3][1] = clean | 1ULL << 56; /* special */
	check(&space, PTW_WANT_READ | PTW_WANT_OS, -EACCES, PTW_REASON_PERMISSION);
}

Test(want, without_an_operating_system_os_changes_nothing)
{
	struct ptw_space space = one_page("x86-64", 0x7000 | P | RW);

	check(&space, PTW_WANT_READ | PTW_WANT_OS, 0, PTW_REASON_NONE);
	check(&space, PTW_WANT_READ | PTW_WANT_USER | PTW_WANT_OS, -EACCES, PTW_REASON_PERMISSION);
}

/*
 * Regression: found by the fuzzer. With USER, bits 4 and 5 were taken for the rights of
 * privileged code, so that user code was refused what it had. tests/fuzz/corpus has it.
 */
Test(want, bits_that_mean_nothing_are_ignored)
{
	struct ptw_space space = one_page("x86-64", 0x7000 | P | US);
	unsigned int bit;

	for (bit = 4; bit < 32; bit++) {
		if (1u << bit == PTW_WANT_OS || 1u << bit == PTW_CHECK_RUN)
			continue;
		check(&space, PTW_WANT_READ | PTW_WANT_USER | 1u << bit, 0, PTW_REASON_NONE);
		check(&space, 1u << bit, 0, PTW_REASON_NONE);
	}
}
