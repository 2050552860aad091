// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Tables of the real primary that go while they are walked, on soft-tiny. Letters are
 * those of the races: B a table is freed under a walker; C a huge leaf comes where a
 * table was; F the same of a file, where nobody waits for walkers in between.
 *
 * A walker that is never told to retry is here on purpose: what he finds can be old, but
 * it must have been true. He never comes to a table that was given back, nor takes a
 * page for one: the first word of each is one that would lead him astray, a leaf of a frame
 * that nobody maps.
 */
#include <ptw/mm.h>
#include <ptw/walk.h>
#include "explore.h"

#define PAGE  0x1000UL
#define FIRST 0x4000UL /* four pages, one slot of level 1 */
#define LAST  0x7fffUL
#define TRAP  0x000ff0feUL /* as a pte: frame 0xff, for all to use */

enum going { UNMAP, COLLAPSE, RETRACT };

#define ITERATES 0x100 /* the walker looks at all pages, in one section for each table */

static struct {
	struct ptw_phys *phys;
	struct ptw_mm *mm;
	struct ptw_leaf leaf; /* what was found of the first page */
	int change;
} s;

static enum going going(void)
{
	return (enum going)(model_arg() & 0xff);
}

static void must(int ret)
{
	model_check(!ret, "set up");
}

static const struct ptw_space *space(void)
{
	return ptw_mm_primary(s.mm)->space;
}

static void make(void)
{
	const struct ptw_phys_config phys = { .format = "soft-tiny", .frames = 16, .words = 1 };
	const struct ptw_vma vma = {
		.first = FIRST,
		.last = LAST,
		.kind = going() == RETRACT ? PTW_VMA_FILE : PTW_VMA_ANON,
		.rights = PTW_WANT_READ | PTW_WANT_WRITE,
		.flags = going() == UNMAP ? 0 : PTW_VMA_HUGE,
	};

	must(ptw_phys_create(&phys, &s.phys));
	must(ptw_mm_create(s.phys, "soft-tiny", &s.mm));
	must(ptw_mm_map(s.mm, &vma));
	must(ptw_mm_write(s.mm, FIRST, TRAP));
	if (going() == COLLAPSE)
		must(ptw_mm_split(s.mm, FIRST));
}

/* A page of the arena, of a size that there is, or a hole. What is in it may be old. */
static void judge(const struct ptw_leaf *leaf)
{
	struct ptw_frame frame;

	model_check(leaf->pte != PTW_PHYS_POISON, "the walker read a table that was freed");
	if (ptw_leaf_kind(leaf) == PTW_HOLE)
		return;
	model_check(ptw_leaf_kind(leaf) == PTW_LEAF, "the walker read what was no table");
	model_check(leaf->pa != (TRAP & ~(PAGE - 1)), "the walker took a page for a table");
	model_check(!ptw_phys_frame(s.phys, leaf->pa, &frame), "the walker left the arena");
	model_check(ptw_leaf_level(leaf) <= (going() != UNMAP), "a leaf of another size");
}

static void walk(void)
{
	struct ptw_cursor cursor;
	const struct ptw_item *item;

	if (!(model_arg() & ITERATES)) {
		ptw_follow(space(), FIRST, 0, &s.leaf);
		return judge(&s.leaf);
	}
	ptw_cursor_init(&cursor, space(), FIRST, LAST, PTW_ITER_HOLES);
	ptw_for_each_item(item, &cursor, ptw_iterate) {
		judge(&item->leaf);
		if (item->va == FIRST)
			s.leaf = item->leaf;
	}
}

static void change(void)
{
	if (going() == UNMAP)
		s.change = ptw_mm_unmap(s.mm, FIRST, LAST);
	else
		s.change = ptw_mm_collapse(s.mm, FIRST);
	if (going() == RETRACT)
		must(ptw_mm_fault(s.mm, FIRST, PTW_WANT_READ));
}

/* What was found of the first page, and at which level */
static void end(void)
{
	model_check(!s.change, "the change failed");
	model_check(!ptw_mm_check(s.mm, NULL), "tables and frames do not agree");
	model_outcome(ptw_leaf_kind(&s.leaf));
	model_outcome(ptw_leaf_level(&s.leaf));
	must(ptw_mm_destroy(s.mm));
	must(ptw_phys_destroy(s.phys));
}

#define TABLES(title, what, states)                                                               \
	{                                                                                         \
		SCENARIO(title, make, end, walk, change), .scenario.arg = what,                   \
							  .scenario.all_freed = true, .bound = 3, \
							  .outcomes = { states, states },         \
	}

/*
 * Kinds are 0, a hole, and 1, a leaf. B: a hole in an empty table that is out of reach is
 * as good as one above it. C: the old page, no table, the new page. F: an empty table, too.
 */
const struct explore_case table_cases[] = {
	TABLES("mm-B-unmap", UNMAP, "1,0 0,0 0,1 0,2 0,3"),
	TABLES("mm-B-unmap-iterate", UNMAP | ITERATES, "1,0 0,0 0,1"),
	TABLES("mm-C-collapse", COLLAPSE, "1,0 0,1 1,1"),
	TABLES("mm-F-retract-walk", RETRACT, "1,0 0,0 0,1 1,1"),
	NO_MORE,
};
