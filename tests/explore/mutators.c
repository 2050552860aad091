// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The real primary by itself, on soft-tiny: its mutators and its processors against one
 * another. What must hold in every schedule: no write is lost, no page is mapped that is
 * another's by now, and in the end tables, frames and mappings agree.
 */
#include <ptw/mm.h>
#include <ptw/walk.h>
#include "explore.h"

#define PAGE  0x1000UL
#define FIRST 0x4000UL /* a page, or a huge page */
#define OTHER 0x8000UL /* anonymous pages */
#define WORD  0x50UL
#define NEXT  0x60UL /* what is written later */

static struct {
	struct ptw_phys *phys;
	struct ptw_mm *mm;
	u64 reserved[32]; /* where */
	unsigned int nr;
	struct ptw_mm *child;
	struct ptw_mm *grandchild;
	u64 shared; /* what the child read */
	u64 pinned; /* where */
	int pin;    /* what that said */
} s;

static void must(int ret)
{
	model_check(!ret, "set up");
}

static void map(u64 first, unsigned int pages, enum ptw_vma_kind kind, u64 pa)
{
	const struct ptw_vma vma = {
		.first = first,
		.last = first + pages * PAGE - 1,
		.kind = kind,
		.rights = PTW_WANT_READ | PTW_WANT_WRITE,
		.flags = pages == 4 ? PTW_VMA_HUGE : 0,
		.pa = pa,
	};

	must(ptw_mm_map(s.mm, &vma));
}

static void make_of(unsigned int frames)
{
	const struct ptw_phys_config phys = { .format = "soft-tiny", .frames = frames, .words = 1 };

	must(ptw_phys_create(&phys, &s.phys));
	must(ptw_mm_create(s.phys, "soft-tiny", &s.mm));
	map(OTHER, 3, PTW_VMA_ANON, 0);
}

static void make(void)
{
	make_of(16);
}

static u64 pa_of(u64 va)
{
	struct ptw_leaf leaf;

	must(ptw_follow(ptw_mm_primary(s.mm)->space, va, 0, &leaf));
	return leaf.pa;
}

static void end(void)
{
	model_check(!ptw_mm_check(s.mm, NULL), "tables and frames do not agree");
	must(ptw_mm_destroy(s.mm));
	while (s.nr)
		must(ptw_phys_release(s.phys, s.reserved[--s.nr]));
	must(ptw_phys_destroy(s.phys));
}

static void discard(void)
{
	must(ptw_mm_discard(s.mm, FIRST, FIRST + PAGE - 1));
}

/*
 * Write-back while the page is discarded, by a thread that has taken the pte and not yet
 * waited for the processor that has it at hand.
 */
static void make_file(void)
{
	make();
	map(FIRST, 1, PTW_VMA_FILE, 0);
	must(ptw_mm_write(s.mm, FIRST, WORD));
}

/* A processor writes while its page goes elsewhere, or is shared. */
static void make_page(void)
{
	make();
	map(FIRST, 1, PTW_VMA_ANON, 0);
	must(ptw_mm_write(s.mm, FIRST, WORD));
	/* Now its pte has neither flag: they are set in the race. */
	must(ptw_mm_migrate(s.mm, FIRST));
}

static void migrate(void)
{
	must(ptw_mm_migrate(s.mm, FIRST));
}

/* The frame of what is discarded is the next page's. */
static void discard_and_write(void)
{
	discard();
	must(ptw_mm_write(s.mm, OTHER, WORD));
}

static void end_other(void)
{
	u64 word;

	must(ptw_mm_read(s.mm, OTHER, &word));
	model_check(word == WORD, "a write went to a page that had been given back");
	end();
}

static void make_fork(void)
{
	make();
	map(FIRST, 1, PTW_VMA_ANON, 0);
	must(ptw_mm_write(s.mm, FIRST, WORD));
}

static void make_child(void)
{
	must(ptw_mm_fork(s.mm, &s.child));
	must(ptw_mm_read(s.child, FIRST, &s.shared));
}

static void end_page(void)
{
	u64 word;

	must(ptw_mm_read(s.mm, FIRST, &word));
	model_check(word == NEXT, "a write was lost");
	if (s.child) {
		must(ptw_mm_read(s.child, FIRST, &word));
		model_check(word == s.shared, "a write of the parent's is the child's");
		must(ptw_mm_destroy(s.child));
	}
	end();
}

static void write_next(void)
{
	must(ptw_mm_write(s.mm, FIRST, NEXT));
}

/* A huge page that is migrated, and so split in parent and child, while it is shared. */
static void make_huge(void)
{
	make_of(32);
	map(FIRST, 4, PTW_VMA_ANON, 0);
	must(ptw_mm_write(s.mm, FIRST, NEXT));
}

static void try_migrate(void)
{
	int ret = ptw_mm_migrate(s.mm, FIRST);

	model_check(!ret || ret == -EBUSY, "another error");
}

static void end_huge(void)
{
	model_check(s.shared == NEXT, "a page was not shared");
	end_page();
}

/*
 * Who pins a page looks again whether it is still mapped. From then on a fork does not
 * share it, even one that meets a migration that is about to give up because of the pin.
 */
static void make_pin(void)
{
	make_of(32);
	map(FIRST, 1, PTW_VMA_ANON, 0);
	must(ptw_mm_write(s.mm, FIRST, WORD));
	s.pinned = pa_of(FIRST);
}

static void pin_and_look(void)
{
	struct ptw_leaf leaf;

	s.pin = ptw_phys_pin(s.phys, s.pinned);
	if (s.pin)
		return;
	s.pin = ptw_follow(ptw_mm_primary(s.mm)->space, FIRST, 0, &leaf) || leaf.pa != s.pinned ||
		!(ptw_leaf_rights(&leaf) & PTW_RIGHT_UW);
	if (s.pin)
		must(ptw_phys_unpin(s.phys, s.pinned));
}

static void pin_and_fork(void)
{
	pin_and_look();
	if (s.pin)
		return;
	must(ptw_mm_fork(s.mm, &s.child));
	must(ptw_mm_read(s.child, FIRST, &s.shared));
}

static void end_pin(void)
{
	write_next();
	if (!s.pin) {
		model_check(pa_of(FIRST) == s.pinned, "a page that is pinned was shared");
		must(ptw_phys_unpin(s.phys, s.pinned));
	}
	end_page();
}

/*
 * A page that is left to one address space becomes its own by a write. The processor can
 * set a flag in the pte meanwhile, and another thread clear it: then the fault finds the
 * pte unchanged, and a page that is exclusive by now, and may be pinned.
 */
static void make_left(void)
{
	make_fork();
	make_child();
	must(ptw_mm_destroy(s.child));
	s.child = NULL;
	ptw_mm_age(s.mm, FIRST, FIRST + PAGE - 1);
	s.pinned = pa_of(FIRST);
}

static void read_pin_and_age(void)
{
	struct ptw_frame frame;
	u64 word;

	must(ptw_mm_read(s.mm, FIRST, &word));
	s.pin = ptw_phys_pin(s.phys, s.pinned);
	if (s.pin)
		return;
	must(ptw_phys_frame(s.phys, s.pinned, &frame));
	s.shared = !frame.exclusive; /* then a write may go to a copy */
	ptw_mm_age(s.mm, FIRST, FIRST + PAGE - 1);
}

static void end_left(void)
{
	if (!s.pin) {
		model_check(s.shared || pa_of(FIRST) == s.pinned,
			    "a page that is pinned was copied");
		must(ptw_phys_unpin(s.phys, s.pinned));
	}
	end_page();
}

/* A page that is pinned is collapsed while one who shares it forks. */
static void make_shared(void)
{
	make_of(32);
	map(FIRST, 4, PTW_VMA_ANON, 0);
	must(ptw_mm_write(s.mm, FIRST, NEXT));
	must(ptw_mm_split(s.mm, FIRST));
	must(ptw_mm_discard(s.mm, FIRST + PAGE, FIRST + 4 * PAGE - 1));
	make_child();
	s.pinned = pa_of(FIRST);
	must(ptw_phys_pin(s.phys, s.pinned));
}

static void collapse_pinned(void)
{
	model_check(ptw_mm_collapse(s.mm, FIRST) == -EBUSY, "a page that is pinned was collapsed");
}

static void fork_child(void)
{
	must(ptw_mm_fork(s.child, &s.grandchild));
}

static void end_shared(void)
{
	must(ptw_phys_unpin(s.phys, s.pinned));
	must(ptw_mm_destroy(s.grandchild));
	end_page();
}

/* Who works on the page has it locked. */
static void migrate_if(void)
{
	int ret = ptw_mm_migrate(s.mm, FIRST);

	model_check(!ret || ret == -EBUSY || ret == -EAGAIN || ret == -ENOENT, "another error");
}

/* A page that is being migrated is written back nevertheless. */
static void write_and_clean(void)
{
	u64 stored;

	write_next();
	must(ptw_mm_clean(s.mm, FIRST));
	must(ptw_mm_stored(s.mm, FIRST, &stored));
	model_check(stored == NEXT, "a write was not written back");
}

/* Two pages of one table, that is not there: each who brings one makes it. */
static void make_tableless(void)
{
	make();
	map(FIRST, 2, PTW_VMA_ANON, 0);
	must(ptw_mm_fault(s.mm, OTHER, PTW_WANT_READ)); /* those above it are there */
}

static void write_beside(void)
{
	must(ptw_mm_write(s.mm, FIRST + PAGE, WORD));
}

static void end_pages(void)
{
	u64 word;

	must(ptw_mm_read(s.mm, FIRST + PAGE, &word));
	model_check(word == WORD, "a write was lost");
	end_page();
}

static void clean(void)
{
	int ret = ptw_mm_clean(s.mm, FIRST);

	model_check(!ret || ret == -ENOENT, "the page cannot be written back");
}

static void end_file(void)
{
	struct ptw_frame frame;
	u64 word, stored;

	must(ptw_mm_read(s.mm, FIRST, &word));
	must(ptw_mm_stored(s.mm, FIRST, &stored));
	must(ptw_phys_frame(s.phys, pa_of(FIRST), &frame));
	model_check(word == NEXT, "a write was lost");
	model_check(frame.dirty || stored == NEXT, "a write was lost: the page is clean");
	end();
}

/* Rights that change while the page is migrated: they come back with it. */
static void protect_and_write(void)
{
	must(ptw_mm_protect(s.mm, FIRST, FIRST + 4 * PAGE - 1, PTW_WANT_READ));
	must(ptw_mm_protect(s.mm, FIRST, FIRST + 4 * PAGE - 1, PTW_WANT_READ | PTW_WANT_WRITE));
	must(ptw_mm_write(s.mm, FIRST + PAGE, WORD));
}

/* A page of a file that parent and child map: one makes a block of it. */
static void make_forked_file(void)
{
	make_of(32);
	map(FIRST, 4, PTW_VMA_FILE, 0);
	must(ptw_mm_write(s.mm, FIRST, NEXT));
	make_child();
}

static void collapse_in_child(void)
{
	int ret = ptw_mm_collapse(s.child, FIRST);

	model_check(!ret || ret == -EBUSY, "another error");
}

static void make_huge_file(void)
{
	make_of(32);
	map(FIRST, 4, PTW_VMA_FILE, 0);
	must(ptw_mm_write(s.mm, FIRST, WORD));
	must(ptw_mm_collapse(s.mm, FIRST));
	must(ptw_mm_write(s.mm, FIRST, WORD));
}

static void split_and_write(void)
{
	must(ptw_mm_split(s.mm, FIRST));
	write_next();
}

/* Device memory that its owner takes back, and another page in its place */
static void make_device(void)
{
	make();
	must(ptw_phys_reserve(s.phys, PTW_PAGE_ZONE_DEVICE, 0, &s.reserved[s.nr++]));
	map(FIRST, 1, PTW_VMA_DEVICE, s.reserved[0]);
	must(ptw_mm_fault(s.mm, OTHER, PTW_WANT_READ)); /* its tables are there */
}

static void fault_device(void)
{
	int ret = ptw_mm_fault(s.mm, FIRST, PTW_WANT_WRITE);

	model_check(!ret || ret == -EFAULT, "another error");
}

static void release_device(void)
{
	if (ptw_phys_release(s.phys, s.reserved[0]))
		return;
	s.nr = 0;
	must(ptw_mm_write(s.mm, OTHER, WORD));
}

/*
 * A pin of a frame of a block that is given back; its head is taken for a small page. No
 * other frame is free.
 */
static void make_block(void)
{
	make();
	map(FIRST, 4, PTW_VMA_ANON, 0);
	must(ptw_mm_write(s.mm, FIRST, WORD));
	must(ptw_mm_write(s.mm, OTHER, WORD));
	s.pinned = pa_of(FIRST) + PAGE;
	while (!ptw_phys_reserve(s.phys, PTW_PAGE_RESERVED, 0, &s.reserved[s.nr]))
		s.nr++;
}

static void pin(void)
{
	u64 word;

	s.pin = ptw_phys_pin(s.phys, s.pinned);
	if (s.pin)
		return;
	must(ptw_phys_load(s.phys, s.pinned, &word));
	model_check(word != PTW_PHYS_POISON, "a page that is pinned was given back");
}

static void replace_block(void)
{
	must(ptw_mm_discard(s.mm, FIRST, FIRST + 4 * PAGE - 1));
	/* The first takes the frame of the table that was kept for the block's split. */
	if (!ptw_mm_write(s.mm, OTHER + PAGE, WORD))
		ptw_mm_write(s.mm, OTHER + 2 * PAGE, WORD);
}

static void end_block(void)
{
	if (!s.pin)
		must(ptw_phys_unpin(s.phys, s.pinned));
	end();
}

const struct explore_case mutator_cases[] = {
	{ SCENARIO("mm-clean-discard", make_file, end_file, write_next, discard, clean),
	  .scenario.all_freed = true, .bound = 2 },
	{ SCENARIO("mm-write-migrate", make_page, end_page, write_next, migrate),
	  .scenario.all_freed = true, .bound = 3 },
	{ SCENARIO("mm-write-discard", make_page, end_other, write_next, discard_and_write),
	  .scenario.all_freed = true, .bound = 3 },
	{ SCENARIO("mm-write-fork", make_fork, end_page, write_next, make_child),
	  .scenario.all_freed = true, .scenario.points = 250, .bound = 3 },
	{ SCENARIO("mm-migrate-fork", make_huge, end_huge, try_migrate, make_child),
	  .scenario.all_freed = true, .scenario.points = 800, .bound = 2 },
	{ SCENARIO("mm-pin-migrate", make_pin, end_pin, try_migrate, pin_and_fork),
	  .scenario.all_freed = true, .scenario.points = 800, .bound = 2 },
	{ SCENARIO("mm-pin-fork", make_pin, end_pin, pin_and_look, make_child),
	  .scenario.all_freed = true, .scenario.points = 800, .bound = 2 },
	{ SCENARIO("mm-pin-write", make_left, end_left, write_next, read_pin_and_age),
	  .scenario.all_freed = true, .bound = 3 },
	{ SCENARIO("mm-collapse-fork", make_shared, end_shared, collapse_pinned, fork_child),
	  .scenario.all_freed = true, .scenario.points = 800, .bound = 2 },
	{ SCENARIO("mm-clean-migrate", make_file, end_file, write_and_clean, migrate_if),
	  .scenario.all_freed = true, .scenario.points = 800, .bound = 2 },
	{ SCENARIO("mm-migrate-protect", make_huge, end_pages, try_migrate, protect_and_write),
	  .scenario.all_freed = true, .scenario.points = 800, .bound = 2 },
	{ SCENARIO("mm-migrate-retract", make_forked_file, end_page, migrate_if, collapse_in_child),
	  .scenario.all_freed = true, .scenario.points = 800, .bound = 2 },
	{ SCENARIO("mm-clean-split", make_huge_file, end_file, clean, split_and_write),
	  .scenario.all_freed = true, .bound = 2 },
	{ SCENARIO("mm-write-write", make_tableless, end_pages, write_next, write_beside),
	  .scenario.all_freed = true, .bound = 3 },
	{ SCENARIO("mm-device-release", make_device, end, fault_device, release_device),
	  .scenario.all_freed = true, .bound = 3 },
	{ SCENARIO("mm-pin-discard", make_block, end_block, pin, replace_block),
	  .scenario.all_freed = true, .bound = 3 },
	NO_MORE,
};
