/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The environment of what waits, in user space: the kernel's words for locks. Twin
 * of lib/env/kernel/ptw_env_sync.h; lib/env/WORDS lists what both must define. The
 * walk itself needs none of it.
 */
#ifndef PTW_ENV_SYNC_H
#define PTW_ENV_SYNC_H

#include <pthread.h>
#include "ptw_env.h"

struct mutex {
	pthread_mutex_t lock;
};

static inline void mutex_init(struct mutex *mutex)
{
	pthread_mutex_init(&mutex->lock, NULL);
}

static inline void mutex_destroy(struct mutex *mutex)
{
	pthread_mutex_destroy(&mutex->lock);
}

static inline void mutex_lock(struct mutex *mutex)
{
	pthread_mutex_lock(&mutex->lock);
}

static inline void mutex_unlock(struct mutex *mutex)
{
	pthread_mutex_unlock(&mutex->lock);
}

#endif /* PTW_ENV_SYNC_H */
