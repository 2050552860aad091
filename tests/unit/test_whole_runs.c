// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Runs of which each leaf maps all, as RISC-V has them: 16 equal ptes for 64K, out of which
 * the address selects a page. And leaves in whose ptes the address stands further down.
 */
#include <criterion/criterion.h>
#include "tables.h"

#define VA  0x20000ULL /* slot 32 of the last table */
#define PA  0x12340000ULL
#define N   (1ULL << 63)
#define RW  0xd7ULL		     /* V R W U A D */
#define S64 (N | (PA | 0x8000) >> 2) /* the low bits of PPN are 8 */

static struct ptw_space space;
static struct ptw_cursor cursor;
static struct ptw_leaf leaf;

static void make(void)
{
	unsigned int i;

	space = tables_space("riscv-sv39");
	cr_assert_not_null(space.instance);
	table[0][0] = tables_link(1);
	table[1][0] = tables_link(2);
	for (i = 0; i < 16; i++)
		table[2][32 + i] = S64 | RW;
}

static unsigned int checked_run(__u64 va)
{
	cr_assert_eq(ptw_follow(&space, va, PTW_CHECK_RUN, &leaf), 0);
	cr_assert_eq(leaf.pa, PA + (va - VA));
	cr_assert_eq(ptw_leaf_shift(&leaf), 12);
	return ptw_leaf_run_shift(&leaf);
}

Test(whole_runs, the_address_selects_the_page)
{
	unsigned int i;

	make();
	for (i = 0; i < 16; i++) {
		cr_assert_eq(ptw_follow(&space, VA + i * 0x1000 + 0xabc, PTW_WANT_WRITE, &leaf), 0);
		cr_assert_eq(leaf.pa, PA + i * 0x1000 + 0xabc);
		cr_assert_eq(leaf.pte, S64 | RW);
		cr_assert_eq(ptw_leaf_run_shift(&leaf), 16);
	}
}

Test(whole_runs, the_cursor_goes_through_the_pages)
{
	const struct ptw_item *item;
	unsigned int i = 0;

	make();
	ptw_cursor_init(&cursor, &space, 0, 0xffffff, 0);
	ptw_for_each_item(item, &cursor, ptw_iterate) {
		cr_assert_eq(item->va, VA + i * 0x1000);
		cr_assert_eq(item->leaf.pa, PA + i * 0x1000);
		cr_assert_eq(ptw_leaf_run_shift(&item->leaf), 16);
		i++;
	}
	cr_assert_eq(i, 16);
}

Test(whole_runs, the_merger_joins_them)
{
	struct ptw_merger merger = { .cursor = &cursor };
	struct ptw_run run;

	make();
	table[2][48] = (PA + 0x10000) >> 2 | RW; /* goes on, but is no part of a run */
	ptw_cursor_init(&cursor, &space, 0, 0xffffff, 0);
	cr_assert_eq(ptw_merger_next(&merger, &run), 0);
	cr_assert(run.va == VA && run.nr == 16 && run.leaf.pa == PA);
	cr_assert_eq(ptw_merger_next(&merger, &run), 0);
	cr_assert(run.nr == 1 && run.leaf.pa == PA + 0x10000);
	cr_assert_eq(ptw_merger_next(&merger, &run), -ENOENT);
}

Test(whole_runs, equal_ptes_are_a_run)
{
	make();
	cr_assert_eq(checked_run(VA), 16);
	cr_assert_eq(checked_run(VA + 0xf123), 16);
}

/* Svnapot: A and D may be in any of them, and RSW is the supervisor's. */
Test(whole_runs, flags_and_software_bits_may_differ)
{
	make();
	table[2][35] ^= 0x3c0;
	cr_assert_eq(checked_run(VA + 0x5000), 16);
}

Test(whole_runs, ptes_that_differ_are_none)
{
	static const __u64 bits[] = { 4, 8, 16, 32, 0x10000 >> 2, 1ULL << 61 };
	unsigned int i;

	for (i = 0; i < sizeof(bits) / sizeof(bits[0]); i++) {
		make();
		table[2][47] ^= bits[i];
		cr_assert_eq(checked_run(VA + 0x5000), 12, "bit 0x%llx", bits[i]);
	}
	/* Its own page at the same place, as one that maps its own part would have it */
	make();
	table[2][47] = (PA + 0xf000) >> 2 | RW;
	cr_assert_eq(checked_run(VA), 12);
	table[2][47] = 0;
	cr_assert_eq(checked_run(VA), 12);
}

/* Equal ptes that are at different addresses: comparing ptes says nothing of them. */
Test(whole_runs, no_leaf_of_a_block_is_like_one_of_a_run)
{
	struct ptw_alike alike;
	struct ptw_block block;
	unsigned int i;

	make();
	ptw_cursor_init(&cursor, &space, VA, VA + 0xffff, 0);
	cr_assert_eq(__ptw_iterate_block(&cursor, &block), 0);
	cr_assert_eq(block.nr, 16);
	for (i = 0; i < 16; i++) {
		cr_assert_eq(__ptw_block_leaf(&block, i, 0, &leaf), 0);
		cr_assert_eq(leaf.pa, PA + i * 0x1000);
		ptw_block_alike(&block, &leaf, &alike);
		cr_assert_eq(alike.decides, 0);
	}
}

/* PPN begins at bit 10; a change of any of the bits that decide is seen. */
Test(whole_runs, addresses_of_others_are_further_up_than_in_the_pte)
{
	static const struct {
		__u64 pte;
		bool like;
	} rows[] = {
		{ 0x5000 >> 2 | RW, true },
		{ 0xfffffffffff000 >> 2 | RW, true },
		{ 0x5000 >> 2 | (RW ^ 0x40), true },  /* A clear */
		{ 0x5000 >> 2 | RW | 0x320, true },   /* G, RSW */
		{ 0x5000 >> 2 | (RW ^ 0x80), false }, /* D clear: not to be written */
		{ 0x5000 >> 2 | (RW ^ 0x04), false },
		{ 0x5000 >> 2 | (RW ^ 0x10), false },
		{ 0x5000 >> 2 | RW | 1ULL << 54, false },
		{ 0x5000 >> 2 | RW | 1ULL << 61, false },
		{ 0x8000 >> 2 | RW | N, false },
	};
	struct ptw_alike alike;
	struct ptw_block block;
	unsigned int i;

	make();
	table[2][0] = 0x3000 >> 2 | RW;
	ptw_cursor_init(&cursor, &space, 0, 0xfff, 0);
	cr_assert_eq(__ptw_iterate_block(&cursor, &block), 0);
	cr_assert_eq(__ptw_block_leaf(&block, 0, 0, &leaf), 0);
	ptw_block_alike(&block, &leaf, &alike);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		cr_assert_eq(!((rows[i].pte ^ alike.pte) & alike.decides), rows[i].like, "row %u",
			     i);
		if (rows[i].like)
			cr_assert_eq((rows[i].pte & alike.address) << alike.shift | alike.pa,
				     rows[i].pte << 2 & 0xfffffffffff000, "row %u", i);
	}
}
