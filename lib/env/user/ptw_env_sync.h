/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The environment of what waits, in user space: the kernel's words for locks. Twin
 * of lib/env/kernel/ptw_env_sync.h; lib/env/WORDS lists what both must define. The
 * walk itself needs none of it.
 */
#ifndef PTW_ENV_SYNC_H
#define PTW_ENV_SYNC_H

#include <pthread.h>
#include <sched.h>
#include "ptw_env.h"

/* Who runs: for comparing, nothing else */
#define current pthread_self()

/* The owner is written by who holds the lock, and read by who asks whether he does. */
struct mutex {
	pthread_mutex_t lock;
	pthread_t owner;
};

static inline void mutex_init(struct mutex *mutex)
{
	pthread_mutex_init(&mutex->lock, NULL);
	WRITE_ONCE(mutex->owner, (pthread_t)0);
}

static inline void mutex_destroy(struct mutex *mutex)
{
	pthread_mutex_destroy(&mutex->lock);
}

static inline void mutex_lock(struct mutex *mutex)
{
	pthread_mutex_lock(&mutex->lock);
	WRITE_ONCE(mutex->owner, current);
}

static inline void mutex_unlock(struct mutex *mutex)
{
	WRITE_ONCE(mutex->owner, (pthread_t)0);
	pthread_mutex_unlock(&mutex->lock);
}

/*
 * A lock that is held shortly. Threads here can be put aside while they hold one, so
 * who waits sleeps.
 */
typedef struct mutex spinlock_t;

#define spin_lock_init(lock) mutex_init(lock)
#define spin_lock(lock)	     mutex_lock(lock)
#define spin_unlock(lock)    mutex_unlock(lock)

struct rw_semaphore {
	pthread_rwlock_t lock;
	pthread_t owner; /* while it is held for writing */
};

static inline void init_rwsem(struct rw_semaphore *sem)
{
	pthread_rwlock_init(&sem->lock, NULL);
	WRITE_ONCE(sem->owner, (pthread_t)0);
}

static inline void down_read(struct rw_semaphore *sem)
{
	pthread_rwlock_rdlock(&sem->lock);
}

static inline void up_read(struct rw_semaphore *sem)
{
	pthread_rwlock_unlock(&sem->lock);
}

static inline void down_write(struct rw_semaphore *sem)
{
	pthread_rwlock_wrlock(&sem->lock);
	WRITE_ONCE(sem->owner, current);
}

static inline void up_write(struct rw_semaphore *sem)
{
	WRITE_ONCE(sem->owner, (pthread_t)0);
	pthread_rwlock_unlock(&sem->lock);
}

/* Checked where PTW_DEBUG() is: by this thread, a rw_semaphore for writing */
#define lockdep_assert_held(lock) PTW_DEBUG(READ_ONCE((lock)->owner) == current)

/* Waiting for what another thread does */

#if defined(__x86_64__) || defined(__i386__)
#define cpu_relax() __builtin_ia32_pause()
#elif defined(__aarch64__)
#define cpu_relax() __asm__ __volatile__("yield" ::: "memory")
#else
#define cpu_relax() __asm__ __volatile__("" ::: "memory")
#endif

/* The condition must load what it looks at by words. */
#define wait_until(cond)               \
	do {                           \
		while (!(cond))        \
			sched_yield(); \
	} while (0)

#endif /* PTW_ENV_SYNC_H */
