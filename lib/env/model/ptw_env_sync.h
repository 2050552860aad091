/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The environment of what waits, in the explorer: locks that the scheduler knows, and
 * waits that sleep until something was written. Twin of lib/env/user/ptw_env_sync.h;
 * lib/env/WORDS lists what both must define.
 */
#ifndef PTW_ENV_SYNC_H
#define PTW_ENV_SYNC_H

#include "ptw_env.h"

/* Who runs: for comparing, nothing else */
#define current model_current()

struct mutex {
	struct model_lock lock;
};

#define mutex_init(mutex)    model_lock_init(&(mutex)->lock)
#define mutex_destroy(mutex) model_lock_destroy(MODEL_AT("mutex_destroy", #mutex), &(mutex)->lock)
#define mutex_lock(mutex)    model_lock(MODEL_AT("mutex_lock", #mutex), &(mutex)->lock)
#define mutex_unlock(mutex)  model_unlock(MODEL_AT("mutex_unlock", #mutex), &(mutex)->lock)

/* Given back by a mere store, as on x86: others see it when it leaves the store buffer. */
typedef struct model_spinlock {
	struct model_lock lock;
} spinlock_t;

#define spin_lock_init(spin) model_lock_init(&(spin)->lock)
#define spin_lock(spin)	     model_lock(MODEL_AT("spin_lock", #spin), &(spin)->lock)
#define spin_unlock(spin)    model_unlock_later(MODEL_AT("spin_unlock", #spin), &(spin)->lock)

struct rw_semaphore {
	struct model_lock lock;
};

#define init_rwsem(sem) model_lock_init(&(sem)->lock)
#define down_read(sem)	model_lock_shared(MODEL_AT("down_read", #sem), &(sem)->lock)
#define up_read(sem)	model_unlock_shared(MODEL_AT("up_read", #sem), &(sem)->lock)
#define down_write(sem) model_lock(MODEL_AT("down_write", #sem), &(sem)->lock)
#define up_write(sem)	model_unlock(MODEL_AT("up_write", #sem), &(sem)->lock)

/* By this thread, a rw_semaphore for writing */
#define lockdep_assert_held(held) \
	model_lock_asserted(MODEL_AT("lockdep_assert_held", #held), &(held)->lock)

/* Waiting for what another thread does */

#define cpu_relax() model_wait(MODEL_AT("cpu_relax", ""))

/* The condition must load what it looks at by words. */
#define wait_until(cond)                                           \
	do {                                                       \
		model_wait_begin();                                \
		while (!(cond))                                    \
			model_wait(MODEL_AT("wait_until", #cond)); \
	} while (0)

#endif /* PTW_ENV_SYNC_H */
