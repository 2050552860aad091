// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Has the device walk a slot that another processor writes all the time.
 */
#include <errno.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include "flip.h"
#include "pages.h"
#include "report.h"

#define WANT 20000

void watch_flips(void)
{
	static const char *const names[PTW_TEST_FLIP_KINDS] = {
		"flip-hole",
		"flip-protnone",
		"flip-huge",
	};
	struct ptw_test_flip flip = { .want = WANT };
	struct pages pages;

	if (pages_open(&pages)) {
		not_ok("flip", "/dev/ptw-test: %m %s", pages.space.error);
		return;
	}
	for (flip.kind = 0; flip.kind < PTW_TEST_FLIP_KINDS; flip.kind++) {
		if (ioctl(pages.device, PTW_TEST_IOC_FLIP, &flip))
			(errno == ENODEV ? skip : not_ok)(names[flip.kind], "%m");
		else if (flip.wrong)
			not_ok(names[flip.kind], "%llu answers that are neither, in %llu walks",
			       flip.wrong, flip.walks);
		else
			ok(names[flip.kind], "%llu walks, %llu turns", flip.walks, flip.turns);
	}
	pages_close(&pages);
}
