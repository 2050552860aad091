// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Ptes that no process can hold still: the device has the kernel's own encoders make
 * them, in tables that no mm has. Counted apart from the pages of compare.c.
 */
#include <errno.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <ptw/types.h>
#include "encoded.h"
#include "pages.h"
#include "report.h"

#define PER_KIND 16

static bool is_right(struct pages *pages, const struct ptw_test_encoded *encoded, char why[256])
{
	const struct ptw_test_page *page = &encoded->page;
	struct ptw_leaf leaf = { .pa = page->pa, .pte = page->pte, .info = page->info };

	if (!pages_agree(pages, page, MAY_NO_PAGEMAP, why))
		return false;
	snprintf(why, 256, "pte %#llx is state %u, %u wanted; why %u, %u wanted", encoded->raw,
		 ptw_leaf_state(&leaf), encoded->state, encoded->said, encoded->why);
	return ptw_leaf_kind(&leaf) == PTW_SOFT && ptw_leaf_state(&leaf) == encoded->state &&
	       encoded->said == encoded->why;
}

/* Return: 0 when there is no such kind */
static int compare_kind(struct pages *pages, unsigned int nr)
{
	struct ptw_test_encoded encoded = { .nr = nr };
	char name[64], why[256];

	for (encoded.at = 0; encoded.at < PER_KIND; encoded.at++) {
		int ret = ioctl(pages->device, PTW_TEST_IOC_ENCODED, &encoded);

		if (ret && errno == ENOENT)
			return 0;
		snprintf(name, sizeof(name), "scratch-%s", encoded.name);
		if (ret)
			not_ok(name, "ioctl: %m");
		else if (encoded.missing[0])
			skip(name, "the kernel is without %s", encoded.missing);
		else if (!is_right(pages, &encoded, why))
			not_ok(name, "the pte after %u: %s", encoded.at, why);
		else
			continue;
		return 1;
	}
	ok(name, "%u ptes", encoded.at);
	return 1;
}

void compare_encoded(void)
{
	struct pages pages;
	unsigned int nr = 0;

	if (pages_open(&pages)) {
		not_ok("scratch", "/dev/ptw-test: %m %s", pages.space.error);
		return;
	}
	while (compare_kind(&pages, nr))
		nr++;
	if (!nr)
		not_ok("scratch", "no kinds");
	pages_close(&pages);
}
