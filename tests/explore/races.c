// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The real primary and the real shadow, on soft-tiny: a guest that faults and uses its
 * page, against one change of the primary. Letters are those of the races that Linux's
 * own comments tell of: A unmapping, D split, E collapse, G migration, K fork, L writing
 * back, N pinned pages, V moving a table, W a region that comes or goes meanwhile; H
 * somebody who takes a reference, as GUP does.
 *
 * What must hold in every schedule: the guest never reads a page that was freed, nor
 * another page's words, nor words older than what had been written before it asked; and
 * in the end the shadow maps nothing that the primary does not.
 */
#include <ptw/mm.h>
#include <ptw/shadow.h>
#include <ptw/walk.h>
#include "explore.h"
#include "ptw_env_rcu.h"

#define PAGE  0x1000UL
#define FIRST 0x4000UL /* four pages, one slot of level 1 */
#define LAST  0x7fffUL
#define OTHER 0x14000UL /* where they can be moved to */
#define WORD  0x50UL	/* of page 0; the others follow */
#define NEXT  0x60UL	/* what is written later */
#define PAGES 2		/* are there, of the four */

enum race {
	UNMAP,
	DISCARD,
	PROTECT,
	SPLIT,
	COLLAPSE,
	MIGRATE,
	FORK,
	COW,
	MOVE,
	CLEAN,
	RETRACT,
	REMOVE
};

#define PINNED 0x100  /* page 1 is */
#define COMES  0x200  /* the region does */
#define WRITES 0x400  /* the guest does */
#define GOES   0x1000 /* the change takes the pages away in the end */
#define HOLDS  0x800  /* instead of faulting, takes a reference, and writes */

static struct {
	struct ptw_phys *phys;
	struct ptw_mm *mm;
	struct ptw_mm *child;
	struct ptw_shadow *shadow;
	u64 pinned;
	u64 held;   /* what was written under a reference, 0: nothing */
	u64 read;   /* what the guest read, 0: nothing */
	int fault;  /* what its fault said */
	int change; /* what the change said */
} s;

static enum race race(void)
{
	return (enum race)(model_arg() & 0xff);
}

static bool with(unsigned long what)
{
	return model_arg() & what;
}

static void must(int ret)
{
	model_check(!ret, "set up");
}

static void add_region(void)
{
	const struct ptw_region region = { FIRST, FIRST, 4 * PAGE, 0 };

	must(ptw_shadow_add_region(s.shadow, &region));
}

static u64 page_1(void)
{
	struct ptw_leaf leaf;

	must(ptw_follow(ptw_mm_primary(s.mm)->space, FIRST + PAGE, 0, &leaf));
	return leaf.pa;
}

static void make(void)
{
	const struct ptw_phys_config phys = { .format = "soft-tiny", .frames = 32, .words = 1 };
	const struct ptw_shadow_config shadow = { .format = "soft-tiny",
						  .tables = 6,
						  .vcpus = 1,
						  .retries = 1,
						  .max_level = PTW_MAX_LEVELS };
	struct ptw_vma vma = { .first = FIRST,
			       .last = LAST,
			       .kind = PTW_VMA_ANON,
			       .rights = PTW_WANT_READ | PTW_WANT_WRITE };
	unsigned int i;

	if (race() == CLEAN || race() == RETRACT)
		vma.kind = PTW_VMA_FILE;
	if (race() == SPLIT || race() == COLLAPSE || race() == RETRACT)
		vma.flags = PTW_VMA_HUGE;
	must(ptw_phys_create(&phys, &s.phys));
	must(ptw_mm_create(s.phys, "soft-tiny", &s.mm));
	must(ptw_shadow_create(ptw_mm_primary(s.mm), &shadow, &s.shadow));
	must(ptw_mm_map(s.mm, &vma));
	for (i = race() == RETRACT; i < (race() == RETRACT ? 2 : PAGES); i++)
		must(ptw_mm_write(s.mm, FIRST + i * PAGE, WORD + i));
	if (race() == COLLAPSE) {
		must(ptw_mm_split(s.mm, FIRST));
		must(ptw_mm_discard(s.mm, FIRST + PAGES * PAGE, LAST));
	}
	if (race() == COW)
		must(ptw_mm_fork(s.mm, &s.child));
	if (!with(COMES))
		add_region();
	if (with(PINNED))
		must(ptw_phys_pin(s.phys, s.pinned = page_1()));
}

/* A page that is held is the page, and nobody copies it before it is let go of. */
static void hold(void)
{
	struct ptw_shadow_found found;
	u64 pa;

	s.fault = ptw_shadow_find(s.shadow, FIRST + PAGE, PTW_WANT_WRITE, PTW_LOOKUP_HOLD, &found);
	if (s.fault)
		return;
	pa = found.page.leaf.pa;
	must(ptw_phys_load(s.phys, pa, &s.read));
	model_check(!s.read || s.read == WORD + 1, "another page is held");
	must(ptw_phys_store(s.phys, pa, s.held = NEXT));
	ptw_shadow_put(s.shadow, &found);
}

/* A walk, and nothing else: each word it loads must be of a table. */
static void look(void)
{
	struct ptw_leaf leaf;

	ptw_follow(ptw_mm_primary(s.mm)->space, FIRST + PAGE, 0, &leaf);
	model_check(ptw_leaf_kind(&leaf) != PTW_BAD, "a walk found what was no table");
}

/* A guest's access to page 1; the page may be gone, or hold what is written later. */
static void guest(void)
{
	struct ptw_shadow_found found;
	struct ptw_leaf leaf;
	unsigned int want = with(WRITES) ? PTW_WANT_WRITE : PTW_WANT_READ;
	u64 gpa = FIRST + PAGE;

	if (with(HOLDS))
		return hold();
	if (with(GOES))
		return look();
	if (with(COMES))
		add_region();
	s.fault = ptw_shadow_fault(s.shadow, gpa, want, &found);
	if (s.fault) {
		if (s.fault == -EAGAIN)
			model_cut();
		model_check(race() == UNMAP || race() == PROTECT || race() == MOVE ||
				    race() == REMOVE,
			    "there is a page, and the guest gets none");
		return;
	}
	must(ptw_shadow_enter_guest(s.shadow, 0));
	if (!ptw_shadow_translate(s.shadow, 0, gpa, want, &leaf)) {
		if (with(WRITES))
			must(ptw_phys_store(s.phys, leaf.pa, NEXT));
		must(ptw_phys_load(s.phys, leaf.pa, &s.read));
		model_check(s.read != PTW_PHYS_POISON, "the guest read a page that was freed");
		model_check(s.read == WORD + 1 || s.read == NEXT || (!s.read && race() == DISCARD),
			    "the guest read another page");
	}
	must(ptw_shadow_leave_guest(s.shadow, 0));
}

/* What is written after a copy, or a move of the frame, is what is read from then on. */
static void write_next(void)
{
	struct ptw_leaf leaf;
	u64 word;

	if (with(HOLDS))
		return;
	s.change |= ptw_mm_write(s.mm, FIRST + PAGE, NEXT);
	rcu_read_lock();
	if (!__ptw_follow(ptw_shadow_space(s.shadow), FIRST + PAGE, 0, &leaf)) {
		must(ptw_phys_load(s.phys, leaf.pa, &word));
		model_check(word == NEXT, "the shadow has a page that is no longer the one");
	}
	rcu_read_unlock();
}

static void change(void)
{
	switch (race()) {
	case UNMAP:
		s.change = ptw_mm_unmap(s.mm, FIRST, LAST);
		return;
	case DISCARD:
		s.change = ptw_mm_discard(s.mm, FIRST + PAGE, FIRST + 2 * PAGE - 1);
		if (with(HOLDS)) /* The frame becomes another page. */
			s.change |= ptw_mm_write(s.mm, FIRST + 3 * PAGE, WORD + 3);
		return;
	case PROTECT:
		s.change = ptw_mm_protect(s.mm, FIRST, LAST, 0);
		return;
	case SPLIT:
		s.change = ptw_mm_split(s.mm, FIRST);
		return write_next();
	case COLLAPSE:
		s.change = ptw_mm_collapse(s.mm, FIRST);
		if (!with(GOES))
			return write_next();
		/* With the huge page its deposited table goes, at once. */
		s.change |= ptw_mm_discard(s.mm, FIRST, LAST);
		return;
	case RETRACT:
		s.change = ptw_mm_collapse(s.mm, FIRST);
		return;
	case MIGRATE:
		s.change = ptw_mm_migrate(s.mm, FIRST + PAGE);
		return write_next();
	case FORK:
		s.change = ptw_mm_fork(s.mm, &s.child);
		return;
	case COW:
		return write_next();
	case MOVE:
		s.change = ptw_mm_move(s.mm, FIRST, LAST, OTHER);
		return;
	case CLEAN:
		s.change = ptw_mm_clean(s.mm, FIRST + PAGE);
		if (!with(WRITES))
			write_next();
		return;
	case REMOVE:
		s.change = ptw_shadow_remove_region(s.shadow, FIRST);
		return;
	}
}

/*
 * What the shadow maps, the primary maps: the same page, with no fewer rights. Where the
 * region went it maps nothing.
 */
static void compare_shadow(void)
{
	struct ptw_leaf mirror, primary;
	unsigned int i;

	for (i = 0; i < 4; i++) {
		if (__ptw_follow(ptw_shadow_space(s.shadow), FIRST + i * PAGE, 0, &mirror))
			continue;
		model_check(race() != REMOVE, "a region is gone, and mapped");
		model_check(!ptw_follow(ptw_mm_primary(s.mm)->space, FIRST + i * PAGE, 0, &primary),
			    "the shadow maps what is not mapped");
		model_check(mirror.pa == primary.pa, "the shadow maps another page");
		model_check(ptw_leaf_shift(&mirror) <= ptw_leaf_shift(&primary),
			    "the shadow's mapping is larger");
		model_check(!(ptw_leaf_rights(&mirror) & PTW_RIGHT_PW) ||
				    ptw_leaf_rights(&primary) & PTW_RIGHT_UW,
			    "the shadow grants what the primary does not");
	}
}

/* A page that is called clean holds what was written back: no write was lost. */
static void compare_storage(void)
{
	struct ptw_frame frame;
	u64 word, stored;

	must(ptw_phys_frame(s.phys, page_1(), &frame));
	must(ptw_phys_load(s.phys, page_1(), &word));
	must(ptw_mm_stored(s.mm, FIRST + PAGE, &stored));
	model_check(frame.dirty || word == stored, "a write was lost: the page is clean");
}

/* The child has what was there when it was made. */
static void compare_child(void)
{
	u64 word;

	must(ptw_mm_read(s.child, FIRST + PAGE, &word));
	model_check(word == WORD + 1, "a child sees what its parent wrote");
}

static void compare_held(void)
{
	u64 word;

	must(ptw_mm_read(s.mm, FIRST + PAGE, &word));
	model_check(!s.held || race() == DISCARD || word == s.held,
		    "what was written under a reference is lost");
}

static void end(void)
{
	model_check(!s.change || s.change == -EBUSY, "the change failed");
	compare_shadow();
	if (race() == CLEAN)
		compare_storage();
	if (s.child)
		compare_child();
	if (with(HOLDS))
		compare_held();
	if (with(PINNED))
		model_check(page_1() == s.pinned, "a page that is pinned has moved");
	if (with(PINNED))
		must(ptw_phys_unpin(s.phys, s.pinned));
	model_check(!ptw_mm_check(s.mm, NULL), "tables and frames do not agree");
	model_outcome(s.read);
	if (race() != REMOVE)
		must(ptw_shadow_remove_region(s.shadow, FIRST));
	must(ptw_shadow_destroy(s.shadow));
	must(ptw_mm_destroy(s.child));
	must(ptw_mm_destroy(s.mm));
	must(ptw_phys_destroy(s.phys));
}

/*
 * At most 200 points, unless a block of four frames is taken, a page is followed from one
 * frame to the next, or another is copied: these are as long as that.
 */
#define RACE(title, race_arg) RACE_OF(title, race_arg, 200)
#define RACE_OF(title, race_arg, most)                                                           \
	{                                                                                        \
		SCENARIO(title, make, end, guest, change), .scenario.arg = race_arg, .bound = 3, \
							   .scenario.points = most,              \
							   .scenario.all_freed = true            \
	}

const struct explore_case race_cases[] = {
	RACE("mm-A-unmap", UNMAP),
	RACE("mm-A-discard", DISCARD),
	RACE("mm-A-protect", PROTECT),
	RACE("mm-D-split", SPLIT),
	RACE_OF("mm-E-collapse", COLLAPSE, 300),
	RACE_OF("mm-E-collapse-discard", COLLAPSE | GOES, 300),
	RACE_OF("mm-G-migrate", MIGRATE, 250),
	RACE("mm-H-discard", DISCARD | HOLDS),
	RACE_OF("mm-H-collapse", COLLAPSE | HOLDS, 250),
	RACE("mm-H-migrate", MIGRATE | HOLDS),
	RACE_OF("mm-H-retract", RETRACT | HOLDS, 300),
	RACE("mm-K-fork", FORK),
	RACE("mm-K-copy", COW),
	RACE("mm-V-move", MOVE),
	RACE_OF("mm-F-retract", RETRACT, 300),
	RACE("mm-L-clean", CLEAN),
	RACE("mm-L-guest-writes", CLEAN | WRITES),
	RACE("mm-N-split", SPLIT | PINNED),
	RACE("mm-N-migrate", MIGRATE | PINNED),
	RACE_OF("mm-N-fork", FORK | PINNED, 250),
	RACE("mm-W-discard", DISCARD | COMES),
	RACE("mm-W-remove", REMOVE),
	NO_MORE,
};
