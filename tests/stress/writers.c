// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Writers: who changes what is mapped. Each has an area of its own, writes to its pages
 * before and after, and says while they may be gone.
 */
#include <sched.h>
#include "stress.h"

static void must(int ret, const char *what)
{
	if (ret)
		wrong("%s: %d", what, ret);
}

/*
 * Memory was refused because "starve" wanted it so: the next time there is some. Without
 * such a writer there is enough, unless some of it is lost.
 */
static bool starved(int ret)
{
	return ret == -ENOMEM && stress.starving;
}

static u64 area_last(const struct area *area)
{
	return area->first + stress.span - 1;
}

/* Frames for a whole area: to be mapped, or to be something else for a while */
static u64 reserve(enum ptw_page_kind kind)
{
	unsigned int order = stress.primary->space->fmt->index_bits;
	u64 pa;
	int ret;

	do
		ret = ptw_phys_reserve(stress.phys, kind, order, &pa);
	while (starved(ret));
	must(ret, "reserve");
	return pa;
}

void area_map(struct area *area)
{
	const struct ptw_vma vma = {
		.first = area->first,
		.last = area_last(area),
		.kind = area->kind,
		.rights = PTW_WANT_READ | PTW_WANT_WRITE,
		.flags = area->kind == PTW_VMA_DEVICE ? 0 : PTW_VMA_HUGE,
		.pa = area->kind == PTW_VMA_DEVICE ? reserve(PTW_PAGE_ZONE_DEVICE) : 0,
	};

	area->pa = vma.pa;
	must(ptw_mm_map(stress.mm, &vma), "map");
}

/* The next version, to every page */
void area_write(struct area *area)
{
	unsigned int page;
	int ret;

	area->version++;
	for (page = 0; page < STRESS_PAGES; page++) {
		do
			ret = ptw_mm_write(stress.mm, page_va(area, page),
					   page_word(area, page, area->version));
		while (starved(ret));
		must(ret, "write");
		smp_store_release(&area->floor[page], area->version);
	}
}

/* From here on, and until area_back(), pages may be gone. */
static void area_goes(struct area *area)
{
	xchg(&area->epoch, area->epoch + 1);
}

static void area_back(struct area *area)
{
	area_write(area);
	xchg(&area->epoch, area->epoch + 1);
}

static void unmap_round(struct area *area, u64 *random)
{
	(void)random;
	area_goes(area);
	must(ptw_mm_unmap(stress.mm, area->first, area_last(area)), "unmap");
	area_map(area);
	area_back(area);
}

static void discard_round(struct area *area, u64 *random)
{
	unsigned int page = draw(random) % STRESS_PAGES;

	area_goes(area);
	must(ptw_mm_discard(stress.mm, page_va(area, page), page_va(area, page) + stress.page - 1),
	     "discard");
	area_back(area);
}

static void protect_round(struct area *area, u64 *random)
{
	unsigned int page = draw(random) % STRESS_PAGES, rights = draw(random) & PTW_WANT_READ;

	must(ptw_mm_protect(stress.mm, page_va(area, page), area_last(area), rights), "protect");
	must(ptw_mm_protect(stress.mm, page_va(area, page), area_last(area),
			    PTW_WANT_READ | PTW_WANT_WRITE),
	     "protect");
	area_write(area);
}

/* The child keeps what was there, while every page is copied on write. */
static void fork_round(struct area *area, u64 *random)
{
	unsigned int page = draw(random) % STRESS_PAGES;
	u64 version = area->version, word;
	struct ptw_mm *child;
	int ret = ptw_mm_fork(stress.mm, &child);

	if (starved(ret))
		return;
	must(ret, "fork");
	area_write(area);
	do
		ret = ptw_mm_read(child, page_va(area, page), &word);
	while (starved(ret));
	must(ret, "read");
	if (word != page_word(area, page, version))
		wrong("a child reads 0x%llx, not version %llu", (unsigned long long)word,
		      (unsigned long long)version);
	must(ptw_mm_destroy(child), "destroy");
}

static void collapse_round(struct area *area, u64 *random)
{
	unsigned int page = draw(random) % STRESS_PAGES;
	int ret = ptw_mm_collapse(stress.mm, area->first);

	/* Readers that hold a page are in the way. */
	if (ret != -EEXIST && ret != -EBUSY && !starved(ret))
		must(ret, "collapse");
	area_write(area);
	ret = ptw_mm_split(stress.mm, page_va(area, page));
	if (ret != -ENOENT)
		must(ret, "split");
	area_write(area);
}

/* A file's pages become a huge one: always another file, whose pages are small at first. */
static void retract_round(struct area *area, u64 *random)
{
	int ret;

	(void)random;
	area_goes(area);
	must(ptw_mm_unmap(stress.mm, area->first, area_last(area)), "unmap");
	area_map(area);
	area_back(area);
	ret = ptw_mm_collapse(stress.mm, area->first);
	if (ret != -EBUSY && !starved(ret))
		must(ret, "collapse");
	area_write(area);
}

static void move_area(u64 from, u64 to)
{
	int ret;

	do
		ret = ptw_mm_move(stress.mm, from, from + stress.span - 1, to);
	while (starved(ret));
	must(ret, "move");
}

/* Away and back: the place between areas is free. */
static void move_round(struct area *area, u64 *random)
{
	u64 away = area->first + stress.span;

	(void)random;
	area_goes(area);
	move_area(area->first, away);
	move_area(away, area->first);
	area_back(area);
}

static void migrate_round(struct area *area, u64 *random)
{
	unsigned int page = draw(random) % STRESS_PAGES;
	int ret = ptw_mm_migrate(stress.mm, page_va(area, page));

	if (ret != -EBUSY && ret != -EAGAIN && !starved(ret))
		must(ret, "migrate");
	area_write(area);
}

static void clean_round(struct area *area, u64 *random)
{
	unsigned int page = draw(random) % STRESS_PAGES;

	must(ptw_mm_clean(stress.mm, page_va(area, page)), "clean");
	if (!(draw(random) & 7))
		area_write(area);
}

/*
 * Device memory goes for good, its frames are something else for a while, and device memory
 * again. (Linux: memunmap_pages(), which waits for references, too)
 */
static void teardown_round(struct area *area, u64 *random)
{
	static const enum ptw_page_kind kinds[] = { PTW_PAGE_RESERVED, PTW_PAGE_NON_REFCOUNTED,
						    PTW_PAGE_NONE };
	u64 pa;
	int ret;

	area_goes(area);
	must(ptw_mm_unmap(stress.mm, area->first, area_last(area)), "unmap");
	do {
		ret = ptw_phys_release(stress.phys, area->pa);
		sched_yield();
	} while (ret == -EBUSY);
	must(ret, "release");
	pa = reserve(kinds[draw(random) % ARRAY_SIZE(kinds)]);
	must(ptw_phys_release(stress.phys, pa), "release");
	area_map(area);
	area_back(area);
}

/* A region goes and comes while others invalidate: what it maps then must be true. */
static void region_round(struct area *area, u64 *random)
{
	const struct ptw_region region = { area->first, area->first, stress.span, 0 };

	(void)random;
	must(ptw_shadow_remove_region(stress.shadow, area->first), "remove a region");
	must(ptw_shadow_add_region(stress.shadow, &region), "add a region");
	area_write(area);
}

/*
 * A process that the reaper takes its pages from, and that has a moment to write them
 * again. Each range may be refused, and now and then is: all ends balance. The reaper
 * takes everybody's pages: no other writer can count on his.
 */
static void reap_round(struct area *area, u64 *random)
{
	int ret;

	(void)random;
	area_goes(area);
	ret = ptw_mm_reap(stress.mm);
	if (ret != -EAGAIN)
		must(ret, "reap");
	area_back(area);
}

/* Ranges that a subscriber may refuse, in which nothing changes */
static void refuse_round(struct area *area, u64 *random)
{
	struct ptw_invalidation range = {
		.first = area->first,
		.last = page_va(area, draw(random) % STRESS_PAGES) + stress.page - 1,
		.event = PTW_EVENT_CLEAR,
		.nonblocking = 1,
	};
	int ret = ptw_notifier_begin(stress.primary->notifier, &range);

	if (ret != -EAGAIN) {
		must(ret, "begin");
		must(ptw_notifier_end(&range), "end");
	}
	area_write(area);
}

/* Whoever allocates the n-th frame from here on does not get it: mostly this writer. */
static void starve_round(struct area *area, u64 *random)
{
	ptw_phys_refuse(stress.phys, 1 + draw(random) % 6);
	if (draw(random) & 1)
		fork_round(area, random);
	else
		collapse_round(area, random);
	ptw_phys_refuse(stress.phys, 0);
}

const struct writer writers[] = {
	{ "unmap", "unmaps and maps", PTW_VMA_ANON, unmap_round, false },
	{ "discard", "gives pages back", PTW_VMA_ANON, discard_round, false },
	{ "protect", "takes rights and gives them back", PTW_VMA_ANON, protect_round, false },
	{ "fork", "forks, and copies on write", PTW_VMA_ANON, fork_round, false },
	{ "collapse", "collapses and splits", PTW_VMA_ANON, collapse_round, false },
	{ "move", "moves pages to other addresses", PTW_VMA_ANON, move_round, false },
	{ "migrate", "moves pages to other frames", PTW_VMA_ANON, migrate_round, false },
	{ "clean", "writes pages back", PTW_VMA_FILE, clean_round, false },
	{ "teardown", "takes device memory away", PTW_VMA_DEVICE, teardown_round, false },
	{ "retract", "collapses a file's pages", PTW_VMA_FILE, retract_round, false },
	{ "region", "takes regions away", PTW_VMA_ANON, region_round, false },
	{ "starve", "runs out of memory, and goes on", PTW_VMA_ANON, starve_round, false },
	{ "refuse", "announces what may be refused", PTW_VMA_ANON, refuse_round, false },
	{ "reap", "reaps all there is", PTW_VMA_ANON, reap_round, true },
	{ NULL, NULL, PTW_VMA_ANON, NULL, false },
};
