/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The environment of what waits, in the kernel: its own words, included. Twin of
 * lib/env/user/ptw_env_sync.h; lib/env/WORDS lists what both must define.
 */
#ifndef PTW_ENV_SYNC_H
#define PTW_ENV_SYNC_H

#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/processor.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include "ptw_env.h"

/* Process context, rarely, and not for long: no queue is worth its wake-ups. */
#define wait_until(cond)                                     \
	do {                                                 \
		while (!(cond))                              \
			schedule_timeout_uninterruptible(1); \
	} while (0)

#endif /* PTW_ENV_SYNC_H */
