// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The walk itself, lib/core as it is, on tables of soft-tiny that change under it: one
 * table comes, with a page in it, or goes. The tables stand where the arena put them, so
 * that a table that is walked after it was freed is found.
 */
#include <ptw/formats.h>
#include <ptw/walk.h>
#include "explore.h"
#include "soft_sw.h"
#include "ptw_env_rcu.h"

#define LEVELS 4
#define PAGE   4096
#define VA     0x7000UL /* slot 3 of the last table, slot 1 of the one above */

enum walk_mutant {
	MUTANT_NONE,
	MUTANT_NO_WAIT,	    /* the table is freed at once */
	MUTANT_WAIT_FIRST,  /* the wait begins before the table is out of reach */
	MUTANT_NO_SECTION,  /* the walk is in no section */
	MUTANT_FILLED_LATE, /* the table is within reach before it is filled */
};

static struct {
	struct ptw_space space;
	u64 *table[LEVELS]; /* by level */
	struct ptw_leaf leaf;
	int ret;
} s;

static u64 pa_of(const u64 *table)
{
	return (u64)((const char *)table - (const char *)s.table[3]);
}

static u64 *slot(unsigned int level)
{
	return s.table[level] + (VA >> (12 + 2 * level) & 3);
}

static u64 table_pte(const u64 *table)
{
	u64 pte = 0;

	model_check(!fmt_soft_tiny.make_table(&fmt_soft_tiny, &s.space, 1, pa_of(table), &pte),
		    "no table");
	return pte;
}

static u64 leaf_pte(void)
{
	struct ptw_mapping map = { .pa = 5 * PAGE,
				   .rights = PTW_RIGHTS_ALL,
				   .memtype = PTW_MEMTYPE_DEFAULT };
	u64 pte = 0;

	model_check(!fmt_soft_tiny.make_leaf(&fmt_soft_tiny, &s.space, 0, &map, &pte), "no leaf");
	return pte;
}

/* Tables down to level 1; the root is at pa 0. */
static void setup(void)
{
	struct ptw_space_config config = { .root1 = PTW_NO_ROOT, .mem_bytes = 1 << 20 };
	unsigned int level;

	for (level = LEVELS; level--;)
		s.table[level] = kzalloc(PAGE, GFP_KERNEL);
	config.mem = s.table[3];
	model_check(!ptw_space_init_instance(&s.space, &ptw_soft_tiny, &config, NULL), "no space");
	for (level = LEVELS - 1; level > 1; level--)
		*slot(level) = table_pte(s.table[level - 1]);
}

/* And the last one, with a page in it */
static void setup_mapped(void)
{
	setup();
	*slot(0) = leaf_pte();
	*slot(1) = table_pte(s.table[0]);
}

static void walk(void)
{
	if (model_arg() != MUTANT_NO_SECTION)
		rcu_read_lock();
	s.ret = ptw_soft_tiny_follow(&s.space, VA, PTW_WANT_READ, &s.leaf);
	if (model_arg() != MUTANT_NO_SECTION)
		rcu_read_unlock();
}

static void unmap(void)
{
	u64 *table = s.table[0];

	if (model_arg() == MUTANT_WAIT_FIRST)
		synchronize_rcu();
	WRITE_ONCE(*slot(1), 0);
	if (model_arg() != MUTANT_NO_WAIT && model_arg() != MUTANT_WAIT_FIRST)
		synchronize_rcu();
	kfree(table);
	s.table[0] = NULL;
}

static void map(void)
{
	if (model_arg() == MUTANT_FILLED_LATE)
		smp_store_release(slot(1), table_pte(s.table[0]));
	WRITE_ONCE(*slot(0), leaf_pte());
	if (model_arg() != MUTANT_FILLED_LATE)
		smp_store_release(slot(1), table_pte(s.table[0]));
}

/* What was found, and at which level */
static void finish(void)
{
	unsigned int level;

	model_check(s.ret == (ptw_leaf_kind(&s.leaf) == PTW_LEAF ? 0 : -ENOENT), "another answer");
	model_check(s.ret || s.leaf.pa == 5 * PAGE, "another page");
	model_outcome(ptw_leaf_kind(&s.leaf));
	model_outcome(ptw_leaf_level(&s.leaf));
	for (level = 0; level < LEVELS; level++)
		kfree(s.table[level]);
}

/* A leaf at level 0, or a hole at level 1; and with a table that is not filled: at 0 */
#define WALK(title, begin, other, mutant, what, states)                     \
	{                                                                   \
		SCENARIO(title, begin, finish, walk, other),                \
			.scenario.arg = mutant, .scenario.all_freed = true, \
			.bound = MODEL_UNBOUNDED, .finds = { what, what },  \
			.outcomes = { states, states },                     \
	}
#define FREED "in memory that was freed"

const struct explore_case walk_cases[] = {
	WALK("walk-unmap", setup_mapped, unmap, MUTANT_NONE, NULL, "1,0 0,1"),
	WALK("walk-unmap-no-wait", setup_mapped, unmap, MUTANT_NO_WAIT, FREED, NULL),
	WALK("walk-unmap-wait-first", setup_mapped, unmap, MUTANT_WAIT_FIRST, FREED, NULL),
	WALK("walk-unmap-no-section", setup_mapped, unmap, MUTANT_NO_SECTION, FREED, NULL),
	WALK("walk-map", setup, map, MUTANT_NONE, NULL, "1,0 0,1"),
	WALK("walk-map-filled-late", setup, map, MUTANT_FILLED_LATE, NULL, "1,0 0,1 0,0"),
	NO_MORE,
};
