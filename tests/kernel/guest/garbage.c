// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Has the device walk garbage, with pages of secret memory among the targets.
 */
#include <stdint.h>
#include <sys/ioctl.h>
#include <ptw/types.h>
#include "garbage.h"
#include "owned.h"
#include "pages.h"
#include "report.h"

#define PER_ROUND 64
#define SEED	  20240325

void walk_garbage(unsigned long walks)
{
	struct ptw_test_garbage garbage = { .seed = SEED, .rounds = walks / PER_ROUND };
	struct area area = {};
	const char *why = make_area("secret", &area);
	struct pages pages;
	unsigned int i, ret;
	__u64 sum = 0;

	if (why) {
		skip("garbage", "secret memory: %s", why);
		return;
	}
	if (pages_open(&pages)) {
		not_ok("garbage", "/dev/ptw-test: %m");
		return;
	}
	for (i = 0; i < PTW_TEST_SECRETS; i++)
		garbage.secret[i] = (uintptr_t)area.va + i * area.step;
	ret = ioctl(pages.device, PTW_TEST_IOC_GARBAGE, &garbage);
	for (i = 0; i < PTW_TEST_KINDS; i++)
		sum += garbage.kinds[i];
	if (ret)
		not_ok("garbage", "ioctl: %m");
	else if (garbage.secrets_reached)
		not_ok("garbage", "%u of %u secret pages reached", garbage.secrets_reached,
		       PTW_TEST_SECRETS);
	else if (garbage.range_missed)
		not_ok("garbage", "%u ranges go wrong", garbage.range_missed);
	else if (garbage.judged_wrong)
		not_ok("garbage", "%u tables out of reach are judged", garbage.judged_wrong);
	else if (garbage.edge_missed)
		not_ok("garbage", "memory does not end where it ends");
	else if (sum != walks / PER_ROUND * PER_ROUND || !garbage.kinds[PTW_HOLE] ||
		 !garbage.kinds[PTW_LEAF] || !garbage.kinds[PTW_SOFT] || !garbage.kinds[PTW_BAD] ||
		 !garbage.kinds[PTW_UNREACHABLE] || !garbage.kinds[PTW_RANGE])
		not_ok("garbage", "%llu walks, not of every kind", sum);
	else
		ok("garbage", "%llu walks, %llu leaves, %llu out of reach, %llu items, seed %u",
		   sum, garbage.kinds[PTW_LEAF], garbage.kinds[PTW_UNREACHABLE], garbage.items,
		   SEED);
	drop_area(&area);
	pages_close(&pages);
}
