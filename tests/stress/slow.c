// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * An access that dawdles between levels, so that a walk is in the middle of the tables
 * while they change, and counts how often they were being changed when it looked.
 */
#include <string.h>
#include <sched.h>
#include "arm64/arm64_linux.h"
#include "core/instance.h"
#include "mm/acc_rcu.h"
#include "soft/soft_sw.h"
#include "stress.h"
#include "x86/x86_64_linux.h"

static __thread u64 hits;
static __thread unsigned int loads;

u64 slow_hits(void)
{
	return hits;
}

static inline int slow_load(const struct ptw_space *space, u64 pa, unsigned int bytes, u64 *word)
{
	hits += READ_ONCE(stress.windows) != 0;
	/* Now and then the processor is somebody else's. */
	if (!(++loads & 3))
		sched_yield();
	return rcu_load(space, pa, bytes, word);
}

static const struct ptw_access acc_slow = {
	.name = "slow",
	.load = slow_load,
	.enter = rcu_enter,
	.leave = rcu_leave,
};

PTW_INSTANTIATE(slow_x86_64, fmt_x86_64, dia_x86_64_linux, acc_slow);
PTW_INSTANTIATE(slow_arm64_4k, fmt_arm64_4k, dia_arm64_linux, acc_slow);
PTW_INSTANTIATE(slow_soft, fmt_soft, dia_soft, acc_slow);
PTW_INSTANTIATE(slow_soft_tiny, fmt_soft_tiny, dia_soft, acc_slow);

/* The same space, walked slowly */
int slow_init(struct ptw_space *slow, const struct ptw_space *space)
{
	static const struct ptw_instance *const instances[] = { &ptw_slow_x86_64,
								&ptw_slow_arm64_4k, &ptw_slow_soft,
								&ptw_slow_soft_tiny };
	unsigned int i;

	*slow = *space;
	for (i = 0; i < ARRAY_SIZE(instances); i++) {
		if (strcmp(instances[i]->fmt->name, space->fmt->name))
			continue;
		slow->instance = instances[i];
		return 0;
	}
	return -ENOENT;
}
