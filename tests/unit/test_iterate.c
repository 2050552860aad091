// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What a cursor, its blocks and a merger hand out, one fact a test. */
#include <criterion/criterion.h>
#include "tables.h"

/* SDM, "Page-Table Entries": a 4K page with P, R/W, U/S, A, D; the same with PS */
#define PAGE  0x67ULL
#define LARGE 0xe7ULL

#define NOWHERE 0x12345678000ULL

static struct ptw_space space;
static struct ptw_cursor cursor;
static struct ptw_block block;

/* The items of a range; there are @expected */
static const struct ptw_item *collect(__u64 first, __u64 last, unsigned int flags,
				      unsigned int expected)
{
	static struct ptw_item items[2048];
	const struct ptw_item *item;
	unsigned int nr = 0;

	ptw_cursor_init(&cursor, &space, first, last, flags);
	ptw_for_each_item(item, &cursor, ptw_iterate) {
		cr_assert_lt(nr, 2048);
		items[nr++] = *item;
	}
	cr_assert_eq(nr, expected, "%u items, not %u", nr, expected);
	return items;
}

/* Tables 0 to 3 follow each other from slot 0 on; table 3 is the last level's. */
static void make(void)
{
	unsigned int i;

	space = tables_space("x86-64");
	for (i = 0; i < 3; i++)
		table[i][0] = tables_link(i + 1);
}

static void check(const struct ptw_item *item, __u64 va, enum ptw_kind kind, unsigned int shift,
		  __u64 nr)
{
	cr_assert_eq(item->va, va);
	cr_assert_eq(ptw_leaf_kind(&item->leaf), kind);
	cr_assert_eq(ptw_leaf_shift(&item->leaf), shift);
	cr_assert_eq(ptw_item_nr(item), nr);
}

Test(iterate, leaves_of_every_size_come_in_ascending_order)
{
	const struct ptw_item *items;

	make();
	table[3][1] = 0x5000 | PAGE;
	table[3][511] = 0x6000 | PAGE;
	table[2][1] = 0x200000 | LARGE;
	table[1][511] = 0x40000000 | LARGE;
	items = collect(0, ~0ULL, 0, 4);
	check(&items[0], 0x1000, PTW_LEAF, 12, 1);
	check(&items[1], 0x1ff000, PTW_LEAF, 12, 1);
	check(&items[2], 0x200000, PTW_LEAF, 21, 1);
	check(&items[3], 511ULL << 30, PTW_LEAF, 30, 1);
	cr_assert_eq(items[2].leaf.pa, 0x200000);
}

Test(iterate, holes_are_passed_over_unless_asked_for)
{
	const struct ptw_item *items;

	make();
	table[3][1] = 0x5000 | PAGE;
	collect(0, 0x1fffff, 0, 1);
	items = collect(0, 0x1fffff, PTW_ITER_HOLES, 3);
	check(&items[0], 0, PTW_HOLE, 12, 1);
	check(&items[1], 0x1000, PTW_LEAF, 12, 1);
	check(&items[2], 0x2000, PTW_HOLE, 12, 510);
}

/* One step for each: slots of one table, not of two. */
Test(iterate, an_empty_space_is_a_run_of_holes_a_half)
{
	const struct ptw_item *items;

	space = tables_space("x86-64");
	collect(0, ~0ULL, 0, 0);
	items = collect(0, ~0ULL, PTW_ITER_HOLES, 2);
	check(&items[0], 0, PTW_HOLE, 39, 256);
	check(&items[1], 0xffff800000000000, PTW_HOLE, 39, 256);
}

/* Holes that hold different bits are holes all the same. */
Test(iterate, holes_are_joined_whatever_stands_in_them)
{
	const struct ptw_item *items;

	make();
	table[3][2] = 0x60;
	table[3][3] = ~1ULL;
	table[3][5] = PAGE;
	items = collect(0, 0x5fff, PTW_ITER_HOLES, 2);
	check(&items[0], 0, PTW_HOLE, 12, 5);
	check(&items[1], 0x5000, PTW_LEAF, 12, 1);
}

Test(iterate, a_mapping_that_begins_before_the_range_is_handed_out_whole)
{
	const struct ptw_item *items;

	make();
	table[2][1] = 0x200000 | LARGE;
	items = collect(0x3ff000, 0x3ff000, 0, 1);
	check(&items[0], 0x200000, PTW_LEAF, 21, 1);
	cr_assert_eq(items[0].leaf.pa, 0x200000);
}

Test(iterate, a_range_has_its_last_address_and_not_the_next)
{
	make();
	table[3][1] = table[3][2] = PAGE;
	collect(0x1000, 0x1fff, 0, 1);
	collect(0x1000, 0x2000, 0, 2);
	collect(0x1fff, 0x2000, 0, 2);
	collect(0x3000, 0x2fff, 0, 0);
}

Test(iterate, the_last_page_of_all_ends_the_range)
{
	const struct ptw_item *items;

	make();
	table[0][511] = tables_link(4);
	table[4][511] = tables_link(5);
	table[5][511] = tables_link(6);
	table[6][511] = 0x7000 | PAGE;
	items = collect(0, ~0ULL, 0, 1);
	check(&items[0], ~0xfffULL, PTW_LEAF, 12, 1);
	collect(~0ULL, ~0ULL, 0, 1);
	collect(~0xfffULL, ~0xfffULL, PTW_ITER_HOLES, 1);
}

Test(iterate, soft_ptes_and_bad_ptes_are_items_of_one_slot)
{
	const struct ptw_item *items;

	make();
	cr_assert_eq(tables_give_os(&space, "linux-6.1"), 0);
	table[3][1] = table[3][2] = (~0x5000ULL & 0x000ffffffffff000) | 0x100; /* PROT_NONE */
	table[3][3] = table[3][4] = PAGE;
	table[2][1] = table[2][2] = LARGE | 0x2000; /* reserved bit 13 */
	items = collect(0x1000, 0x2fff, 0, 2);
	check(&items[0], 0x1000, PTW_SOFT, 12, 1);
	cr_assert_eq(ptw_leaf_state(&items[0].leaf), PTW_STATE_PROTNONE);
	cr_assert_eq(items[0].leaf.pa, 0x5000);
	items = collect(0x200000, 0x5fffff, 0, 2);
	check(&items[0], 0x200000, PTW_BAD, 21, 1);
	check(&items[1], 0x400000, PTW_BAD, 21, 1);
}

Test(iterate, a_table_that_is_missing_is_one_item_of_its_span)
{
	const struct ptw_item *items;

	make();
	table[2][1] = NOWHERE | 7;
	items = collect(0, ~0ULL, 0, 1);
	check(&items[0], 0x200000, PTW_UNREACHABLE, 21, 1);
	cr_assert_eq(items[0].leaf.pa, NOWHERE);
	cr_assert_eq(items[0].leaf.pte, NOWHERE | 7);
	cr_assert_eq(ptw_leaf_level(&items[0].leaf), 0);
}

/* Memory ends in the middle of table 3. */
Test(iterate, the_part_of_a_table_that_is_missing_is_one_item)
{
	struct ptw_space_config config = tables_config();
	const struct ptw_item *items;

	make();
	config.mem_bytes = 3 * sizeof(table[0]) + 8 * 100;
	cr_assert_eq(ptw_space_init(&space, "x86-64", &config, NULL), 0);
	table[3][99] = PAGE;
	items = collect(0, ~0ULL, 0, 2);
	check(&items[0], 99 * 0x1000, PTW_LEAF, 12, 1);
	check(&items[1], 100 * 0x1000, PTW_UNREACHABLE, 12, 412);
	cr_assert_eq(items[1].leaf.pa, tables_slot(3, 100));
}

/*
 * Regression: found by the fuzzer. From the middle of a missing root on, each slot of the
 * item was said to be as large as the root.
 */
Test(iterate, the_rest_of_a_missing_root_is_as_many_slots)
{
	struct ptw_space_config config = tables_config();
	const struct ptw_item *items;

	config.root = 0x7000000;
	cr_assert_eq(ptw_space_init(&space, "x86-64", &config, NULL), 0);
	items = collect(1ULL << 46, (1ULL << 47) - 1, 0, 1);
	check(&items[0], 1ULL << 46, PTW_UNREACHABLE, 39, 128);
}

Test(iterate, a_table_below_two_slots_is_visited_for_each)
{
	make();
	table[2][5] = tables_link(3);
	table[3][1] = PAGE;
	collect(0, ~0ULL, 0, 2);
}

Test(iterate, a_batch_that_is_full_goes_on_at_the_next_slot)
{
	const struct ptw_item *items;
	unsigned int i;

	make();
	for (i = 0; i < TABLES_SLOTS; i++)
		table[3][i] = (__u64)(511 - i) << 12 | PAGE;
	items = collect(0, ~0ULL, 0, 512);
	for (i = 0; i < TABLES_SLOTS; i++) {
		cr_assert_eq(items[i].va, i * 0x1000);
		cr_assert_eq(items[i].leaf.pa, (511 - i) * 0x1000);
	}
}

Test(block, a_block_is_the_slots_of_a_table_up_to_the_next_table)
{
	make();
	table[2][3] = 0x200000 | LARGE;
	table[2][7] = tables_link(4);
	ptw_cursor_init(&cursor, &space, 0x200000, ~0ULL, 0);
	cr_assert_eq(__ptw_iterate_block(&cursor, &block), 0);
	cr_assert_eq(block.va, 0x200000);
	cr_assert_eq(block.nr, 6);
	cr_assert_eq(block.level, 1);
	cr_assert_eq(block.shift, 21);
	cr_assert_eq(block.words[2], 0x200000 | LARGE);
	cr_assert_eq(__ptw_iterate_block(&cursor, &block), 0);
	cr_assert_eq(block.va, 7 << 21);
	cr_assert_eq(block.nr, 512);
	cr_assert_eq(block.level, 0);
}

Test(block, a_block_is_clipped_to_the_range)
{
	make();
	ptw_cursor_init(&cursor, &space, 0x3000, 0x5000, 0);
	cr_assert_eq(__ptw_iterate_block(&cursor, &block), 0);
	cr_assert_eq(block.va, 0x3000);
	cr_assert_eq(block.nr, 3);
	cr_assert_eq(__ptw_iterate_block(&cursor, &block), -ENOENT);
}

Test(block, a_table_that_is_missing_is_passed_over)
{
	make();
	table[2][1] = NOWHERE | 7;
	ptw_cursor_init(&cursor, &space, 0x200000, 0x5fffff, 0);
	cr_assert_eq(__ptw_iterate_block(&cursor, &block), -EFAULT);
	cr_assert_eq(block.va, 0x200000);
	cr_assert_eq(block.level, 0);
	cr_assert_null(block.words);
	cr_assert_eq(__ptw_iterate_block(&cursor, &block), 0);
	cr_assert_eq(block.va, 0x400000);
}

Test(block, a_slot_of_a_block_has_the_answer_of_a_walk)
{
	struct ptw_leaf leaf, walked;
	unsigned int i;

	make();
	table[1][0] &= ~2ULL; /* read-only from here down */
	table[3][0] = 0x5000 | PAGE;
	table[3][1] = 0x5000 | PAGE | 1ULL << 63;
	table[3][2] = 2;
	ptw_cursor_init(&cursor, &space, 0, 0x2fff, 0);
	cr_assert_eq(__ptw_iterate_block(&cursor, &block), 0);
	for (i = 0; i < block.nr; i++) {
		int ret = __ptw_block_leaf(&block, i, PTW_WANT_WRITE | PTW_WANT_USER, &leaf);

		cr_assert_eq(ret, ptw_follow(&space, i * 0x1000, PTW_WANT_WRITE | PTW_WANT_USER,
					     &walked));
		cr_assert_arr_eq(&leaf, &walked, sizeof(leaf));
	}
}

/* SDM, "Page-Table Entries": R/W, U/S and XD are rights; A, D, G and 58:52 are none. */
Test(block, neighbours_are_alike_in_all_but_address_and_attributes)
{
	static const struct {
		__u64 pte;
		bool like;
	} rows[] = {
		{ 0x5000 | PAGE, true },
		{ 0x123456789000 | PAGE, true },
		{ 0x5000 | (PAGE & ~0x60ULL), true }, /* A and D clear */
		{ 0x07f0000000005f00 | PAGE, true },  /* G, what is ignored */
		{ 0x5000 | (PAGE & ~2ULL), false },   /* read-only */
		{ 0x5000 | (PAGE & ~4ULL), false },   /* the kernel's */
		{ 0x8000000000005000 | PAGE, false }, /* not to be executed */
		{ 0x5000 | (PAGE & ~1ULL), false },   /* not present */
	};
	struct ptw_alike alike;
	struct ptw_leaf leaf;
	unsigned int i;

	make();
	table[3][0] = 0x3000 | PAGE;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		table[3][1 + i] = rows[i].pte;
	ptw_cursor_init(&cursor, &space, 0, 0xffff, 0);
	cr_assert_eq(__ptw_iterate_block(&cursor, &block), 0);
	cr_assert_eq(__ptw_block_leaf(&block, 0, 0, &leaf), 0);
	ptw_block_alike(&block, &leaf, &alike);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		cr_assert_eq(!((rows[i].pte ^ alike.pte) & alike.decides), rows[i].like, "row %u",
			     i);
		if (rows[i].like)
			cr_assert_eq((rows[i].pte & alike.address) | alike.pa,
				     rows[i].pte & 0xffffffffff000, "row %u", i);
	}
	cr_assert_eq(alike.info, leaf.info);
}

/* Runs of a range; there are @expected */
static const struct ptw_run *merge(__u64 first, __u64 last, unsigned int flags,
				   unsigned int expected)
{
	static struct ptw_run runs[64];
	struct ptw_merger merger = { .cursor = &cursor };
	unsigned int nr = 0;

	ptw_cursor_init(&cursor, &space, first, last, flags);
	while (nr < 64 && !ptw_merger_next(&merger, &runs[nr]))
		nr++;
	cr_assert_eq(nr, expected, "%u runs, not %u", nr, expected);
	return runs;
}

Test(merge, neighbours_that_go_on_are_one_run)
{
	const struct ptw_run *runs;
	unsigned int i;

	make();
	table[2][1] = tables_link(4);
	for (i = 0; i < TABLES_SLOTS; i++) {
		table[3][i] = (0x800000 + (__u64)i * 0x1000) | PAGE;
		table[4][i] = (0xa00000 + (__u64)i * 0x1000) | PAGE;
	}
	runs = merge(0, ~0ULL, 0, 1);
	cr_assert_eq(runs[0].nr, 1024);
	cr_assert_eq(runs[0].leaf.pa, 0x800000);
}

/* pa, rights, dirty, memory type (PCD), size */
Test(merge, what_differs_in_anything_begins_another_run)
{
	static const __u64 others[] = { 0x9000, 2, 0x40, 0x10 };
	unsigned int i;

	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		make();
		table[3][0] = 0x4000 | PAGE;
		table[3][1] = (0x5000 | PAGE) ^ others[i];
		merge(0, ~0ULL, 0, 2);
		table[3][1] = 0x5000 | PAGE;
		merge(0, ~0ULL, 0, 1);
	}
	table[3][511] = 0x1ff000 | PAGE;
	table[2][1] = 0x200000 | LARGE;
	merge(0x1ff000, ~0ULL, 0, 2);
}

Test(merge, a_hole_between_ends_a_run)
{
	make();
	table[3][0] = 0x4000 | PAGE;
	table[3][2] = 0x6000 | PAGE;
	merge(0, 0x2fff, 0, 2);
	merge(0, 0x2fff, PTW_ITER_HOLES, 3);
}

/* Linux, x86: type in 63:59, the offset inverted in 58:9 */
static __u64 swapped(__u64 type, __u64 offset)
{
	return type << 59 | (~offset & ((1ULL << 50) - 1)) << 9;
}

Test(merge, swap_is_joined_by_type_and_consecutive_offsets)
{
	const struct ptw_run *runs;

	make();
	cr_assert_eq(tables_give_os(&space, "linux-6.1"), 0);
	table[3][0] = swapped(1, 100);
	table[3][1] = swapped(1, 101);
	table[3][2] = swapped(1, 103);
	table[3][3] = swapped(2, 104);
	runs = merge(0, 0x3fff, 0, 3);
	cr_assert_eq(runs[0].nr, 2);
	cr_assert_eq(ptw_leaf_state(&runs[0].leaf), PTW_STATE_SWAP);
}

Test(merge, runs_do_not_reach_from_one_half_into_the_other)
{
	struct ptw_space_config config = tables_config();

	memset(table, 0, sizeof(table));
	config.root1 = tables_slot(1, 0);
	config.va_bits = 21;
	config.va1_bits = 21;
	cr_assert_eq(ptw_space_init(&space, "arm64-4k", &config, NULL), 0);
	table[0][511] = 0x4000 | 0x403;
	table[1][0] = 0x5000 | 0x403;
	merge(0, ~0ULL, 0, 2);
}
