// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What the core asks of an access, watched by an access of the test's own: one look a
 * level, a second one only where the contract has it, and a guard around all of them.
 */
#include <criterion/criterion.h>
#include "arm64/arm64_linux.h"
#include "core/instance.h"
#include "x86/x86_64_linux.h"
#include "tables.h"

/* What happened, and what shall happen */
static struct {
	unsigned int loads;
	unsigned int loads_of[TABLES][TABLES_SLOTS];
	unsigned int reloads;
	unsigned int enters;
	unsigned int leaves;
	unsigned long cookie;
	unsigned int inside;
	unsigned int loads_inside; /* since the guard was taken */
	unsigned int most_inside;
	unsigned int loads_outside;
	/* From its second load on, this slot holds another value. */
	__u64 changing;
	__u64 changed;
	/* What a reload finds, and whether it does */
	__u64 reloaded;
	int gone;
} watch;

static int watch_load(const struct ptw_space *space, u64 pa, unsigned int bytes, u64 *word)
{
	u64 slot = (pa - TABLES_PA) / 8;
	unsigned int *of;

	(void)space;
	cr_assert_eq(bytes, 8);
	if (pa < TABLES_PA || slot >= TABLES * TABLES_SLOTS)
		return -EFAULT;
	of = &watch.loads_of[slot / TABLES_SLOTS][slot % TABLES_SLOTS];
	*word = table[slot / TABLES_SLOTS][slot % TABLES_SLOTS];
	if (*of && pa == watch.changing)
		*word = watch.changed;
	++*of;
	watch.loads++;
	watch.loads_inside++;
	watch.loads_outside += !watch.inside;
	return 0;
}

static int watch_reload(const struct ptw_space *space, u64 pa, unsigned int bytes, u64 *word)
{
	u64 slot = (pa - TABLES_PA) / 8;

	watch.reloads++;
	if (watch.gone)
		return -EFAULT;
	table[slot / TABLES_SLOTS][slot % TABLES_SLOTS] = watch.reloaded;
	return watch_load(space, pa, bytes, word);
}

static unsigned long watch_enter(const struct ptw_space *space)
{
	(void)space;
	cr_assert_eq(watch.inside, 0);
	watch.inside = 1;
	watch.loads_inside = 0;
	watch.enters++;
	return ++watch.cookie;
}

static void watch_leave(const struct ptw_space *space, unsigned long cookie)
{
	(void)space;
	cr_assert_eq(watch.inside, 1);
	cr_assert_eq(cookie, watch.cookie, "the cookie is enter's");
	watch.inside = 0;
	watch.leaves++;
	if (watch.loads_inside > watch.most_inside)
		watch.most_inside = watch.loads_inside;
}

/* One that is always there, and one that is filled on demand */
static const struct ptw_access acc_watch = {
	.name = "watch",
	.load = watch_load,
	.enter = watch_enter,
	.leave = watch_leave,
};
static const struct ptw_access acc_lazy = {
	.name = "lazy",
	.load = watch_load,
	.reload = watch_reload,
	.enter = watch_enter,
	.leave = watch_leave,
};

PTW_INSTANTIATE(watched_x86, fmt_x86_64, dia_x86_64_linux, acc_watch);
PTW_INSTANTIATE(watched_arm64, fmt_arm64_4k, dia_arm64_linux, acc_watch);
PTW_INSTANTIATE(lazy_x86, fmt_x86_64, dia_x86_64_linux, acc_lazy);
PTW_INSTANTIATE(lazy_arm64, fmt_arm64_4k, dia_arm64_linux, acc_lazy);

static struct ptw_space space;
static struct ptw_cursor cursor;
static struct ptw_leaf leaf;

static void make(const struct ptw_instance *instance)
{
	struct ptw_space_config config = tables_config();
	unsigned int i;

	tables_format = instance->fmt->name;
	cr_assert_eq(ptw_space_init_instance(&space, instance, &config, NULL), 0);
	for (i = 0; i < 3; i++)
		table[i][0] = tables_link(i + 1);
}

#define PAGE	   0x67ULL	/* x86: P, R/W, U/S, A, D */
#define ARM64_PAGE 0x443ULL	/* AF, EL0, a page */
#define CONT	   (1ULL << 52) /* part of 16 pages at the last level */

Test(look, a_walk_loads_one_pte_a_level)
{
	make(&ptw_watched_x86);
	table[3][1] = 0x5000 | PAGE;
	cr_assert_eq(ptw_follow(&space, 0x1000, 0, &leaf), 0);
	cr_assert_eq(watch.loads, 4);
	cr_assert_eq(ptw_follow(&space, 1ULL << 39, 0, &leaf), -ENOENT);
	cr_assert_eq(watch.loads, 5);
}

Test(look, a_refused_want_costs_no_second_look)
{
	make(&ptw_watched_x86);
	table[3][1] = 0x5000 | 1;
	cr_assert_eq(ptw_follow(&space, 0x1000, PTW_WANT_WRITE | PTW_WANT_USER, &leaf), -EACCES);
	cr_assert_eq(watch.loads, 4);
	table[3][1] = 0x5000 | 1 | 1ULL << 51;
	table[3][2] = 0x100; /* PROT_NONE, if there were an operating system */
	cr_assert_eq(ptw_follow(&space, 0x2000, 0, &leaf), -ENOENT);
	cr_assert_eq(watch.loads, 8);
}

/* Whatever the slot holds by then: the answer is that of the first load. */
Test(look, the_answer_comes_from_the_first_load_of_each_slot)
{
	unsigned int level;

	for (level = 0; level < 4; level++) {
		memset(&watch, 0, sizeof(watch));
		make(&ptw_watched_x86);
		table[3][0] = 0x5000 | PAGE;
		watch.changing = tables_slot(3 - level, 0);
		watch.changed = 0;
		cr_assert_eq(ptw_follow(&space, 0x123, PTW_WANT_READ, &leaf), 0);
		cr_assert_eq(leaf.pa, 0x5123);
		cr_assert_eq(watch.loads_of[3 - level][0], 1);
	}
}

Test(look, explain_takes_one_look_too)
{
	struct ptw_step step[PTW_MAX_LEVELS];
	unsigned int nr;

	make(&ptw_watched_x86);
	table[3][1] = 0x5000 | PAGE;
	cr_assert_eq(ptw_explain(&space, 0x1000, 0, step, &nr, &leaf), 0);
	cr_assert_eq(nr, 4);
	cr_assert_eq(watch.loads, 4);
	cr_assert_eq(watch.enters, 1);
	cr_assert_eq(watch.leaves, 1);
}

/* A contiguous run of 16 pages, from slot 16 on */
static void make_run(void)
{
	unsigned int i;

	make(&ptw_watched_arm64);
	for (i = 0; i < 16; i++)
		table[3][16 + i] = (0x40000 + i * 0x1000) | ARM64_PAGE | CONT;
}

Test(look, a_claimed_run_is_not_looked_at)
{
	make_run();
	cr_assert_eq(ptw_follow(&space, 0x13000, 0, &leaf), 0);
	cr_assert_eq(ptw_leaf_run_shift(&leaf), 16);
	cr_assert_eq(watch.loads, 4);
}

Test(look, a_checked_run_is_looked_at_once)
{
	unsigned int i;

	make_run();
	cr_assert_eq(ptw_follow(&space, 0x13000, PTW_CHECK_RUN, &leaf), 0);
	cr_assert_eq(ptw_leaf_run_shift(&leaf), 16);
	cr_assert_eq(leaf.pa, 0x43000);
	for (i = 0; i < 16; i++)
		cr_assert_eq(watch.loads_of[3][16 + i], 1 + (i == 3));
}

Test(look, a_page_without_a_run_is_not_looked_at_again)
{
	make_run();
	table[3][0] = 0x40000 | ARM64_PAGE;
	cr_assert_eq(ptw_follow(&space, 0, PTW_CHECK_RUN, &leaf), 0);
	cr_assert_eq(ptw_leaf_run_shift(&leaf), 12);
	cr_assert_eq(watch.loads, 4);
}

Test(look, a_run_with_a_slot_that_differs_shrinks_to_the_page)
{
	make_run();
	table[3][31] ^= 1ULL << 54; /* UXN */
	cr_assert_eq(ptw_follow(&space, 0x13000, PTW_CHECK_RUN, &leaf), 0);
	cr_assert_eq(ptw_leaf_run_shift(&leaf), 12);
	table[3][31] = 0;
	cr_assert_eq(ptw_follow(&space, 0x13000, PTW_CHECK_RUN, &leaf), 0);
	cr_assert_eq(ptw_leaf_run_shift(&leaf), 12);
}

/* Arm ARM, "The Contiguous bit": a run is aligned to its size, in both addresses. */
Test(look, a_run_whose_address_is_not_aligned_shrinks_to_the_page)
{
	unsigned int i;

	make_run();
	for (i = 0; i < 16; i++)
		table[3][16 + i] += 0x1000;
	cr_assert_eq(ptw_follow(&space, 0x13000, PTW_CHECK_RUN, &leaf), 0);
	cr_assert_eq(ptw_leaf_run_shift(&leaf), 12);
	cr_assert_eq(leaf.pa, 0x44000);
}

/* Access flag and dirty state may stand in any of the run's ptes. */
Test(look, a_run_may_differ_in_access_flag_and_software_bits)
{
	make_run();
	table[3][20] ^= 1ULL << 10 | 1ULL << 55 | 1ULL << 58;
	cr_assert_eq(ptw_follow(&space, 0x13000, PTW_CHECK_RUN, &leaf), 0);
	cr_assert_eq(ptw_leaf_run_shift(&leaf), 16);
}

Test(look, a_pte_that_changed_before_the_run_was_checked_is_again)
{
	make_run();
	watch.changing = tables_slot(3, 19);
	watch.changed = 0x99000 | ARM64_PAGE | CONT;
	cr_assert_eq(ptw_follow(&space, 0x13000, PTW_CHECK_RUN, &leaf), -EAGAIN);
	cr_assert_eq(ptw_leaf_kind(&leaf), PTW_LEAF);
	cr_assert_eq(leaf.pte, watch.changed);
	memset(watch.loads_of, 0, sizeof(watch.loads_of));
	watch.changed = 0;
	cr_assert_eq(ptw_follow(&space, 0x13000, PTW_CHECK_RUN, &leaf), -EAGAIN);
	cr_assert_eq(ptw_leaf_kind(&leaf), PTW_HOLE);
}

Test(look, only_a_zero_is_loaded_again)
{
	make(&ptw_lazy_x86);
	table[3][1] = 0x5000 | PAGE;
	table[3][2] = 2; /* not present, but there */
	cr_assert_eq(ptw_follow(&space, 0x1000, 0, &leaf), 0);
	cr_assert_eq(ptw_follow(&space, 0x2000, 0, &leaf), -ENOENT);
	cr_assert_eq(watch.reloads, 0);
}

Test(look, a_zero_that_stays_one_is_a_hole)
{
	make(&ptw_lazy_x86);
	cr_assert_eq(ptw_follow(&space, 0x1000, 0, &leaf), -ENOENT);
	cr_assert_eq(ptw_leaf_kind(&leaf), PTW_HOLE);
	cr_assert_eq(watch.reloads, 1);
	cr_assert_eq(watch.loads, 5);
}

Test(look, a_zero_that_was_not_there_is_loaded_again)
{
	make(&ptw_lazy_x86);
	watch.reloaded = 0x6000 | PAGE;
	cr_assert_eq(ptw_follow(&space, 0x1abc, 0, &leaf), 0);
	cr_assert_eq(leaf.pa, 0x6abc);
	cr_assert_eq(watch.reloads, 1);
	cr_assert_eq(watch.loads, 5);
}

/*
 * The root denies writes by the bits @denies, @page is the leaf, and the slot at each level
 * reads zero at first: what was denied above it stays so, and what is below is gone through.
 */
static void look_again_at_any_level(const struct ptw_instance *instance, u64 denies, u64 page)
{
	unsigned int level, slot;
	u64 *word;

	for (level = 0; level < 4; level++) {
		memset(&watch, 0, sizeof(watch));
		make(instance);
		table[0][0] ^= denies;
		table[3][1] = page;
		slot = level ? 0 : 1;
		word = &table[3 - level][slot];
		watch.reloaded = *word;
		*word = 0;
		cr_assert_eq(ptw_follow(&space, 0x1abc, PTW_WANT_READ, &leaf), 0, "level %u",
			     level);
		cr_assert_eq(leaf.pa, 0x7abc);
		cr_assert_eq(ptw_leaf_rights(&leaf) & (PTW_RIGHT_UR | PTW_RIGHT_UW), PTW_RIGHT_UR);
		cr_assert_eq(watch.reloads, 1);
		cr_assert_eq(watch.loads, 5);
		cr_assert_eq(watch.loads_of[3 - level][slot], 2);
	}
}

/* Without a glance, and with one */
Test(look, a_zero_of_any_level_is_loaded_again)
{
	look_again_at_any_level(&ptw_lazy_x86, 2, 0x7000 | PAGE);
	look_again_at_any_level(&ptw_lazy_arm64, 1ULL << 62, 0x7000 | ARM64_PAGE);
}

/* So does a scan: holes cost a second load, and pages do not. */
Test(look, a_cursor_loads_a_zero_again_once)
{
	const struct ptw_item *item;
	unsigned int i, nr = 0;

	make(&ptw_lazy_x86);
	table[3][0] = 0x5000 | PAGE;
	table[3][TABLES_SLOTS - 1] = 0x6000 | PAGE;
	ptw_cursor_init(&cursor, &space, 0, (1ULL << 21) - 1, 0);
	ptw_for_each_item(item, &cursor, ptw_iterate)
		nr++;
	cr_assert_eq(nr, 2);
	for (i = 1; i < TABLES_SLOTS - 1; i++)
		cr_assert_eq(watch.loads_of[3][i], 2, "slot %u", i);
	cr_assert_eq(watch.loads_of[3][0], 1);
	cr_assert_eq(watch.loads_of[3][TABLES_SLOTS - 1], 1);
	cr_assert_eq(watch.reloads, TABLES_SLOTS - 2);
}

Test(look, a_zero_that_cannot_be_had_is_unreachable)
{
	make(&ptw_lazy_x86);
	watch.gone = 1;
	cr_assert_eq(ptw_follow(&space, 0x1000, 0, &leaf), -EFAULT);
	cr_assert_eq(ptw_leaf_kind(&leaf), PTW_UNREACHABLE);
	cr_assert_eq(leaf.pa, tables_slot(3, 1));
	cr_assert_eq(leaf.pte, table[2][0]);
}

static void check_guard(unsigned int pairs)
{
	cr_assert_eq(watch.enters, pairs);
	cr_assert_eq(watch.leaves, pairs);
	cr_assert_eq(watch.inside, 0);
}

Test(look, follow_takes_the_guard_once_whatever_it_answers)
{
	static const __u64 vas[] = { 0x1000, 0x2000, 0x3000, 1ULL << 39, 1ULL << 47 };
	unsigned int i;

	make(&ptw_watched_x86);
	table[3][1] = 0x5000 | PAGE;
	table[3][2] = 0x5000 | PAGE | 1ULL << 52;
	table[0][1] = 0x12345678000 | 7;
	for (i = 0; i < sizeof(vas) / sizeof(vas[0]); i++) {
		ptw_follow(&space, vas[i], 0, &leaf);
		check_guard(i + 1);
	}
	cr_assert_eq(watch.loads_outside, 0);
}

Test(look, the_callers_guard_is_the_callers)
{
	struct ptw_block block;

	make(&ptw_watched_x86);
	table[3][1] = 0x5000 | PAGE;
	cr_assert_eq(__ptw_follow(&space, 0x1000, 0, &leaf), 0);
	ptw_cursor_init(&cursor, &space, 0, 0x3000, PTW_ITER_HOLES);
	cr_assert_eq(__ptw_iterate(&cursor), 0);
	ptw_cursor_init(&cursor, &space, 0x1000, 0x3000, 0);
	cr_assert_eq(__ptw_iterate_block(&cursor, &block), 0);
	cr_assert_eq(__ptw_block_leaf(&block, 0, 0, &leaf), 0);
	check_guard(0);
}

/* So a live kernel is never held up: 64 slots that were found, or one table. */
Test(look, a_cursor_takes_the_guard_for_one_table_or_one_batch_at_a_time)
{
	const struct ptw_item *item;
	unsigned int i, nr = 0;

	make(&ptw_watched_x86);
	table[2][1] = tables_link(4);
	for (i = 0; i < TABLES_SLOTS; i++)
		table[3][i] = table[4][i] = (i << 12) | PAGE;
	ptw_cursor_init(&cursor, &space, 0, ~0ULL, 0);
	ptw_for_each_item(item, &cursor, ptw_iterate) {
		cr_assert_leq(cursor.nr, PTW_BATCH);
		cr_assert_eq(item->va >> 21, cursor.item[0].va >> 21, "of one table");
		nr++;
	}
	cr_assert_eq(nr, 2 * TABLES_SLOTS);
	check_guard(watch.enters);
	cr_assert_geq(watch.enters, 2 * TABLES_SLOTS / PTW_BATCH);
	cr_assert_eq(watch.loads_outside, 0);
	/* Levels on the way down, the batch, and the slot behind it */
	cr_assert_leq(watch.most_inside, TABLES_SLOTS);
}

Test(look, a_cursor_at_its_end_takes_no_look)
{
	make(&ptw_watched_x86);
	ptw_cursor_init(&cursor, &space, 5, 4, 0);
	cr_assert_eq(ptw_iterate(&cursor), -ENOENT);
	cr_assert_eq(watch.loads, 0);
	check_guard(watch.enters);
}

/* A slot that became a table after the block was made */
Test(look, a_block_answers_again_where_a_table_is_by_now)
{
	struct ptw_block block;
	__u64 words[2] = { 0x200000 | 0xe7, 0x400000 | 0xe7 };

	make(&ptw_watched_x86);
	table[2][1] = words[0];
	ptw_cursor_init(&cursor, &space, 1ULL << 21, (1ULL << 22) - 1, 0);
	cr_assert_eq(__ptw_iterate_block(&cursor, &block), 0);
	block.words = words;
	cr_assert_eq(__ptw_block_leaf(&block, 0, 0, &leaf), 0);
	cr_assert_eq(leaf.pa, 0x200000);
	words[0] = tables_link(3);
	cr_assert_eq(__ptw_block_leaf(&block, 0, 0, &leaf), -EAGAIN);
	cr_assert_eq(ptw_leaf_kind(&leaf), PTW_TABLE);
	cr_assert_eq(ptw_leaf_level(&leaf), 1);
	cr_assert_eq(ptw_leaf_shift(&leaf), 21);
	cr_assert_eq(leaf.pte, words[0]);
	cr_assert_eq(leaf.pa, 0);
}
