// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Where a walk stops, and how much that says: kinds, codes, sizes, by level. */
#include <criterion/criterion.h>
#include "tables.h"

/* SDM, "Page-Table Entries": a 4K page with P, R/W, U/S, A, D; the same with PS */
#define PAGE  0x67ULL
#define LARGE 0xe7ULL

static struct ptw_space space;
static struct ptw_leaf leaf;

/* Tables 0 to 3 follow each other from slot 0 on; x86-64's last level is table 3. */
static void make(const char *format)
{
	unsigned int i;

	space = tables_space(format);
	for (i = 0; i < space.half[0].top; i++)
		table[i][0] = tables_link(i + 1);
}

static void check(__u64 va, int code, enum ptw_kind kind, unsigned int level, unsigned int shift)
{
	memset(&leaf, 0xaa, sizeof(leaf));
	cr_assert_eq(ptw_follow(&space, va, 0, &leaf), code);
	cr_assert_eq(ptw_leaf_kind(&leaf), kind);
	cr_assert_eq(ptw_leaf_level(&leaf), level);
	cr_assert_eq(ptw_leaf_shift(&leaf), shift);
	cr_assert_eq(ptw_leaf_run_shift(&leaf), shift);
	if (kind != PTW_LEAF)
		cr_assert_eq(ptw_leaf_rights(&leaf), 0);
}

Test(descend, a_hole_has_the_span_of_its_slot)
{
	make("x86-64");
	check(0x1000, -ENOENT, PTW_HOLE, 0, 12);
	check(1ULL << 21, -ENOENT, PTW_HOLE, 1, 21);
	check(1ULL << 30, -ENOENT, PTW_HOLE, 2, 30);
	check(1ULL << 39, -ENOENT, PTW_HOLE, 3, 39);
	cr_assert_eq(ptw_leaf_reason(&leaf), PTW_REASON_NOT_PRESENT);
	cr_assert_eq(leaf.pa, 0);
	cr_assert_eq(leaf.pte, 0);
}

Test(descend, a_hole_of_five_levels_has_the_span_of_its_slot)
{
	make("x86-64-la57");
	check(1ULL << 48, -ENOENT, PTW_HOLE, 4, 48);
	check(1ULL << 39, -ENOENT, PTW_HOLE, 3, 39);
}

Test(descend, a_hole_of_soft_tiny_has_the_span_of_its_slot)
{
	make("soft-tiny");
	check(1ULL << 12, -ENOENT, PTW_HOLE, 0, 12);
	check(1ULL << 14, -ENOENT, PTW_HOLE, 1, 14);
	check(1ULL << 16, -ENOENT, PTW_HOLE, 2, 16);
	check(1ULL << 18, -ENOENT, PTW_HOLE, 3, 18);
}

/* P is clear: the other bits are software's. */
Test(descend, what_stands_in_a_hole_is_reported_and_means_nothing)
{
	make("x86-64");
	table[3][1] = 0xdeadbeef12345678 & ~1ULL;
	check(0x1000, -ENOENT, PTW_HOLE, 0, 12);
	cr_assert_eq(leaf.pte, 0xdeadbeef12345678);
	cr_assert_eq(leaf.pa, 0);
}

Test(descend, a_leaf_adds_the_offset_of_the_address)
{
	make("x86-64");
	table[3][1] = 0x12345000 | PAGE;
	table[2][1] = 0x40000000 | LARGE;
	table[1][1] = 0x80000000 | LARGE;
	check(0x1abc, 0, PTW_LEAF, 0, 12);
	cr_assert_eq(leaf.pa, 0x12345abc);
	cr_assert_eq(leaf.pte, 0x12345000 | PAGE);
	check((1ULL << 21) + 0x12345, 0, PTW_LEAF, 1, 21);
	cr_assert_eq(leaf.pa, 0x40012345);
	check((1ULL << 30) + 0x1234567, 0, PTW_LEAF, 2, 30);
	cr_assert_eq(leaf.pa, 0x81234567);
}

Test(descend, pa_0_is_a_page_like_any_other)
{
	make("x86-64");
	table[3][1] = PAGE;
	check(0x1000, 0, PTW_LEAF, 0, 12);
	cr_assert_eq(leaf.pa, 0);
	cr_assert_eq(ptw_leaf_pfn(&space, &leaf), 0);
}

Test(descend, pa_0_is_a_table_like_any_other)
{
	struct ptw_space_config config = tables_config();

	memset(table, 0, sizeof(table));
	config.root = 0;
	config.mem_pa = 0;
	table[0][0] = 7; /* itself, at every level: the last reads it as a page */
	cr_assert_eq(ptw_space_init(&space, "x86-64", &config, NULL), 0);
	check(0x123, 0, PTW_LEAF, 0, 12);
	cr_assert_eq(leaf.pa, 0x123);
}

/* SDM, "Page-Fault Exceptions": bit 7 of a PML4E, bits of an address above MAXPHYADDR */
Test(descend, a_bad_pte_is_bad_at_its_level)
{
	make("x86-64");
	table[3][1] = 0x67 | 1ULL << 51;
	table[0][1] = LARGE;
	check(1ULL << 39, -EUCLEAN, PTW_BAD, 3, 39);
	cr_assert_eq(ptw_leaf_reason(&leaf), PTW_REASON_RESERVED);
	cr_assert_eq(leaf.pte, LARGE);
	cr_assert_eq(leaf.pa, 0);
	space = tables_space("x86-64");
	struct ptw_space_config config = tables_config();
	config.pa_bits = 40;
	cr_assert_eq(ptw_space_init(&space, "x86-64", &config, NULL), 0);
	table[0][0] = tables_link(1);
	table[1][0] = 1ULL << 40 | 7;
	check(0, -EUCLEAN, PTW_BAD, 2, 30);
}

Test(descend, an_address_no_root_translates_has_no_size)
{
	make("x86-64");
	check(1ULL << 47, -ERANGE, PTW_RANGE, 0, 0);
	cr_assert_eq(ptw_leaf_reason(&leaf), PTW_REASON_NON_CANONICAL);
	cr_assert_eq(ptw_leaf_size(&leaf), 0);
	cr_assert_eq(leaf.pte, 0);
	make("soft-tiny");
	check(1ULL << 20, -ERANGE, PTW_RANGE, 0, 0);
	check(~0ULL, -ERANGE, PTW_RANGE, 0, 0);
}

/* The pte is the last one loaded, the pa is that of the slot that was not. */
Test(descend, a_table_outside_memory_is_unreachable)
{
	make("x86-64");
	table[2][3] = 0x12345678000 | 7;
	check(0x600000 + 0x5000, -EFAULT, PTW_UNREACHABLE, 0, 12);
	cr_assert_eq(leaf.pa, 0x12345678000 + 5 * 8);
	cr_assert_eq(leaf.pte, 0x12345678000 | 7);
	cr_assert_eq(ptw_leaf_reason(&leaf), PTW_REASON_UNREACHABLE);
	table[0][1] = 0x23456789000 | 7;
	check((1ULL << 39) + (2ULL << 30), -EFAULT, PTW_UNREACHABLE, 2, 30);
	cr_assert_eq(leaf.pa, 0x23456789000 + 2 * 8);
}

Test(descend, a_root_that_is_missing_as_a_whole_has_its_own_span)
{
	struct ptw_space_config config = tables_config();

	config.root = 0x7000000;
	cr_assert_eq(ptw_space_init(&space, "x86-64", &config, NULL), 0);
	check(0x1000, -EFAULT, PTW_UNREACHABLE, 3, 48);
	cr_assert_eq(leaf.pa, 0x7000000);
	cr_assert_eq(leaf.pte, 0);
}

Test(descend, a_root_that_is_missing_in_part_has_the_span_of_the_slot)
{
	struct ptw_space_config config = tables_config();

	config.mem_bytes = 256 * 8;
	memset(table, 0, sizeof(table));
	cr_assert_eq(ptw_space_init(&space, "x86-64", &config, NULL), 0);
	check(0x1000, -ENOENT, PTW_HOLE, 3, 39);
	check(~0ULL, -EFAULT, PTW_UNREACHABLE, 3, 39);
	cr_assert_eq(leaf.pa, TABLES_PA + 511 * 8);
}

/* A root that points to itself is walked as often as there are levels. */
Test(descend, cycles_of_tables_are_harmless)
{
	__u64 va;

	make("x86-64");
	table[0][0] = tables_link(0);
	table[0][1] = tables_link(1);
	table[1][1] = tables_link(0);
	for (va = 0; va < 1ULL << 40; va += (1ULL << 39) + (1ULL << 30) + (1ULL << 21) + 0x1000)
		cr_assert_eq(ptw_follow(&space, va, 0, &leaf), 0);
	check(0x123, 0, PTW_LEAF, 0, 12);
	cr_assert_eq(leaf.pa, TABLES_PA + 0x123);
}

/* VA bit 55 chooses; each half has its own root and width. */
Test(descend, two_halves_have_their_own_roots)
{
	struct ptw_space_config config = tables_config();

	memset(table, 0, sizeof(table));
	config.root1 = tables_slot(1, 0);
	config.va_bits = 21;
	config.va1_bits = 25;
	cr_assert_eq(ptw_space_init(&space, "arm64-4k", &config, NULL), 0);
	table[0][1] = 0x1000 | 0x403; /* one level: pages with AF */
	table[1][0] = tables_slot(2, 0) | 3;
	table[2][1] = 0x2000 | 0x403;
	check(0x1000, 0, PTW_LEAF, 0, 12);
	cr_assert_eq(leaf.pa, 0x1000);
	check(-(1ULL << 25) + 0x1000, 0, PTW_LEAF, 0, 12);
	cr_assert_eq(leaf.pa, 0x2000);
	check(1ULL << 21, -ERANGE, PTW_RANGE, 0, 0);
	check(-(1ULL << 25) - 1, -ERANGE, PTW_RANGE, 0, 0);
	check(-(1ULL << 21), -ENOENT, PTW_HOLE, 1, 21);
}

Test(descend, the_answer_is_filled_whatever_is_returned)
{
	static const __u64 vas[] = { 0, 0x1000, 1ULL << 21, 1ULL << 39, 1ULL << 47, ~0ULL };
	struct ptw_leaf other;
	unsigned int i;

	make("x86-64");
	table[3][1] = PAGE;
	table[0][1] = 0x12345678000 | 7;
	for (i = 0; i < sizeof(vas) / sizeof(vas[0]); i++) {
		memset(&leaf, 0x00, sizeof(leaf));
		memset(&other, 0xff, sizeof(other));
		ptw_follow(&space, vas[i], 0, &leaf);
		ptw_follow(&space, vas[i], 0, &other);
		cr_assert_arr_eq(&leaf, &other, sizeof(leaf));
	}
}
