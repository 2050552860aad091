// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Race Q, on the real primary and the real shadow: the OOM reaper announces ranges that
 * may be refused, and the first one is. Who had agreed to it is told its end, who refused
 * is not, and its pages stay; meanwhile a guest faults and uses one of them. The one who
 * refuses is told before the shadow, or after it.
 */
#include <ptw/mm.h>
#include <ptw/shadow.h>
#include <ptw/walk.h>
#include "explore.h"

#define PAGE  0x1000UL
#define FIRST 0x4000UL
#define OTHER 0x8000UL
#define WORD  0x50UL

enum refuses { BEFORE_SHADOW, AFTER_SHADOW };

static struct {
	struct ptw_phys *phys;
	struct ptw_mm *mm;
	struct ptw_shadow *shadow;
	struct ptw_subscriber subscriber;
	u64 refused;
	u64 begun;
	u64 ended;
	u64 read; /* what the guest read */
} s;

static void must(int ret)
{
	model_check(!ret, "set up");
}

static int refuse_begin(struct ptw_subscriber *subscriber, const struct ptw_invalidation *range)
{
	(void)subscriber;
	if (range->nonblocking && !s.refused) {
		s.refused = 1;
		return -EAGAIN;
	}
	s.begun++;
	return 0;
}

static void refuse_end(struct ptw_subscriber *subscriber, const struct ptw_invalidation *range)
{
	(void)subscriber;
	(void)range;
	s.ended++;
}

static const struct ptw_subscriber_ops ops = { .begin = refuse_begin, .end = refuse_end };

static void subscribe(void)
{
	s.subscriber.ops = &ops;
	s.subscriber.last = ~0UL;
	must(ptw_notifier_subscribe(ptw_mm_primary(s.mm)->notifier, &s.subscriber));
}

static void map(u64 first)
{
	const struct ptw_vma vma = {
		.first = first,
		.last = first + PAGE - 1,
		.rights = PTW_WANT_READ | PTW_WANT_WRITE,
	};

	must(ptw_mm_map(s.mm, &vma));
	must(ptw_mm_write(s.mm, first, WORD));
}

/* Who subscribes last is told first. */
static void make(void)
{
	const struct ptw_phys_config phys = { .format = "soft-tiny", .frames = 16, .words = 1 };
	const struct ptw_shadow_config shadow = { .format = "soft-tiny",
						  .tables = 6,
						  .vcpus = 1,
						  .retries = 1,
						  .max_level = PTW_MAX_LEVELS };
	const struct ptw_region region = { FIRST, FIRST, PAGE, 0 };

	must(ptw_phys_create(&phys, &s.phys));
	must(ptw_mm_create(s.phys, "soft-tiny", &s.mm));
	if (model_arg() == AFTER_SHADOW)
		subscribe();
	must(ptw_shadow_create(ptw_mm_primary(s.mm), &shadow, &s.shadow));
	if (model_arg() == BEFORE_SHADOW)
		subscribe();
	must(ptw_shadow_add_region(s.shadow, &region));
	map(FIRST);
	map(OTHER);
}

static void guest(void)
{
	struct ptw_shadow_found found;
	struct ptw_leaf leaf;

	if (ptw_shadow_fault(s.shadow, FIRST, PTW_WANT_READ, &found))
		return;
	must(ptw_shadow_enter_guest(s.shadow, 0));
	if (!ptw_shadow_translate(s.shadow, 0, FIRST, PTW_WANT_READ, &leaf)) {
		must(ptw_phys_load(s.phys, leaf.pa, &s.read));
		model_check(s.read == WORD || !s.read, "the guest read another page");
	}
	must(ptw_shadow_leave_guest(s.shadow, 0));
}

static void reap(void)
{
	struct ptw_leaf leaf;
	u64 word = 0;

	model_check(ptw_mm_reap(s.mm) == -EAGAIN, "nobody refused");
	must(ptw_follow(ptw_mm_primary(s.mm)->space, FIRST, 0, &leaf));
	must(ptw_phys_load(s.phys, leaf.pa, &word));
	model_check(word == WORD, "what was refused was reaped");
	model_check(ptw_follow(ptw_mm_primary(s.mm)->space, OTHER, 0, &leaf) == -ENOENT,
		    "what was not refused is still there");
	model_check(!ptw_mm_reap(s.mm), "what is not refused is not reaped");
}

static void end(void)
{
	struct ptw_shadow_found found;
	struct ptw_leaf mirror, primary;

	model_check(s.begun == s.ended, "not as many ends as begins");
	if (!__ptw_follow(ptw_shadow_space(s.shadow), FIRST, 0, &mirror))
		model_check(!ptw_follow(ptw_mm_primary(s.mm)->space, FIRST, 0, &primary) &&
				    mirror.pa == primary.pa,
			    "the shadow maps what is not mapped");
	model_check(!ptw_shadow_fault(s.shadow, FIRST, PTW_WANT_READ, &found) && !found.retries,
		    "something is in progress still");
	model_check(!ptw_mm_check(s.mm, NULL), "tables and frames do not agree");
	model_outcome(s.read);
	must(ptw_notifier_unsubscribe(&s.subscriber));
	must(ptw_shadow_remove_region(s.shadow, FIRST));
	must(ptw_shadow_destroy(s.shadow));
	must(ptw_mm_destroy(s.mm));
	must(ptw_phys_destroy(s.phys));
}

#define REFUSE(title, where)                                                                \
	{                                                                                   \
		SCENARIO(title, make, end, guest, reap), .scenario.arg = where, .bound = 3, \
							 .scenario.points = 250,            \
							 .scenario.all_freed = true         \
	}

const struct explore_case refuse_cases[] = {
	REFUSE("mm-Q-refused-before", BEFORE_SHADOW),
	REFUSE("mm-Q-refused-after", AFTER_SHADOW),
	NO_MORE,
};
