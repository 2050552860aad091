// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Every kind of memory, page by page. A kind of which there are too few pages fails.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <ptw/types.h>
#include "compare.h"
#include "kinds.h"
#include "owned.h"
#include "pages.h"
#include "report.h"

/* Whether the page is of the kind it should be, apart from who agrees about it */
static bool is_kind(const struct kind *kind, const struct area *area,
		    const struct ptw_test_page *page)
{
	struct ptw_leaf leaf = { .pa = page->pa, .pte = page->pte, .info = page->info };

	return ptw_leaf_kind(&leaf) == kind->kind && ptw_leaf_state(&leaf) == kind->state &&
	       (page->attr & kind->attr) == kind->attr && !(page->attr & kind->no_attr) &&
	       (!area->shift || ptw_leaf_shift(&leaf) == area->shift) &&
	       (!area->run_shift || ptw_leaf_run_shift(&leaf) == area->run_shift);
}

/* Items and blocks of a range against lookups; the device does the comparing. */
static bool ranges_agree(const struct pages *pages, __u64 first, __u64 last, char why[256])
{
	struct ptw_test_range range = { .first = first, .last = last };

	for (range.blocks = 0; range.blocks < 2; range.blocks++) {
		int ret = ioctl(pages->device, PTW_TEST_IOC_RANGE, &range);

		snprintf(why, 256, "%llu slots by %s, %llu gaps, %llu differ, ioctl %d",
			 range.slots, range.blocks ? "block" : "item", range.gaps, range.differ,
			 ret);
		if (ret || !range.slots || range.gaps || range.differ)
			return false;
	}
	return true;
}

static void compare_area(struct pages *pages, const struct kind *kind, const struct area *area)
{
	unsigned int asked = 0, right = 0, differ = 0;
	struct ptw_test_page page, odd = {};
	char why[256], first[256] = "";
	size_t at;

	for (at = 0; at < area->bytes; at += area->step) {
		if (pages_ask(pages, area->va + at + at / area->step % 512, &page)) {
			not_ok(kind->name, "ioctl: %m");
			return;
		}
		asked++;
		if (is_kind(kind, area, &page))
			right++;
		else
			odd = page;
		if (!pages_agree(pages, &page, kind->may, why) && !differ++)
			memcpy(first, why, sizeof(first));
	}
	if (!ranges_agree(pages, (uintptr_t)area->va, (uintptr_t)area->va + area->bytes - 1, why) &&
	    !differ++)
		memcpy(first, why, sizeof(first));
	if (differ)
		not_ok(kind->name, "%u of %u pages differ: %s", differ, asked, first);
	else if (right < kind->min)
		not_ok(kind->name, "%u pages of %u wanted; one has pte %llx info %llx attr %x",
		       right, kind->min, odd.pte, odd.info, odd.attr);
	else
		ok(kind->name, "%u pages", right);
}

/* All of user space at once */
static void compare_all(const struct pages *pages)
{
	char why[256];

	(ranges_agree(pages, 0, pages->space.last, why) ? ok : not_ok)("range", "%s", why);
}

void compare_kinds(void)
{
	const struct kind *kind;
	struct pages pages;

	if (pages_open(&pages)) {
		not_ok("open", "/dev/ptw-test: %m %s", pages.space.error);
		return;
	}
	for (kind = kinds; kind->name; kind++) {
		struct area area = {};
		const char *why = make_area(kind->name, &area);

		if (!area.step)
			area.step = pages.page_size;
		if (why)
			skip(kind->name, "%s", why);
		else
			compare_area(&pages, kind, &area);
		if (!why)
			drop_area(&area);
	}
	compare_all(&pages);
	pages_close(&pages);
}
