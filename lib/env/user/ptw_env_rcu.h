/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The environment of what is published and freed, in user space: the kernel's words
 * for grace periods and lists, said by liburcu, and for memory. Twin of
 * lib/env/kernel/ptw_env_rcu.h; lib/env/WORDS lists what both must define. Its own
 * header, because libptw.so needs locks and no liburcu.
 *
 * The flavour is liburcu-bp: a thread of the caller's, of which we know nothing, may
 * read without having been registered, and neither beginning nor ending a read section
 * writes to a line that another thread writes to; not even while a grace period
 * waits, which liburcu-memb's readers then have to wake. The price is paid by who
 * waits: he polls, up to 10 ms apart, while a reader stays long.
 */
#ifndef PTW_ENV_RCU_H
#define PTW_ENV_RCU_H

#include "ptw_env_sync.h"

/* Its functions are called, not inlined: they stay what the library has, in any build. */
#include <urcu/urcu-bp.h>
#include "ptw_env_list.h"

#ifdef PTW_TSAN
void __tsan_acquire(void *address);
void __tsan_release(void *address);
#else
#define __tsan_acquire(address) ((void)(address))
#define __tsan_release(address) ((void)(address))
#endif

/*
 * Each section that ended is before each wait that ended after it. TSan is told no more:
 * of a wait that began before the table was taken out of reach, it shows what it missed.
 */
extern char ptw_env_sections;

#define rcu_read_lock() urcu_bp_read_lock()

static inline void rcu_read_unlock(void)
{
	__tsan_release(&ptw_env_sections);
	urcu_bp_read_unlock();
}

/* Asked by a reader, about himself */
#define rcu_read_lock_held() urcu_bp_read_ongoing()

static inline void synchronize_rcu(void)
{
	urcu_bp_synchronize_rcu();
	__tsan_acquire(&ptw_env_sections);
}

/**
 * ptw_env_call_rcu() - Have a function called after a grace period
 * @head: In what is to be freed
 * @func: Called with @head, by a thread of liburcu's
 */
void ptw_env_call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head));
#define call_rcu(head, func) ptw_env_call_rcu(head, func)

/* Until every function that was asked for so far has been called */
#ifdef PTW_TSAN
void ptw_env_rcu_barrier(void);
#define rcu_barrier() ptw_env_rcu_barrier()
#else
#define rcu_barrier() urcu_bp_barrier()
#endif

/* A dependency, not an acquire, see load_dependent(); liburcu's are of its own words. */
#undef rcu_dereference
#undef rcu_assign_pointer
#define rcu_dereference(p)		load_dependent(p)
#define rcu_dereference_protected(p, c) (PTW_DEBUG(c), READ_ONCE(p))
#define rcu_assign_pointer(p, v)	smp_store_release(&(p), (v))

/* Memory that can be refused */

#define GFP_KERNEL 0

/**
 * ptw_env_zalloc() - Zeroed memory
 * @nr: How many
 * @bytes: Of what size
 *
 * Return: %NULL where there is none, or where ptw_env_refuse_alloc() says so.
 */
void *ptw_env_zalloc(size_t nr, size_t bytes);

/**
 * ptw_env_refuse_alloc() - Have one allocation refused
 * @nth: Which, counted from 1 on; 0: none
 *
 * For tests of what happens then.
 *
 * Context: Any thread; counts the allocations of all.
 */
void ptw_env_refuse_alloc(unsigned long nth);

void ptw_env_free(const void *p);

#define kzalloc(bytes, gfp)	((void)(gfp), ptw_env_zalloc(1, bytes))
#define kcalloc(nr, bytes, gfp) ((void)(gfp), ptw_env_zalloc(nr, bytes))
#define kfree(p)		ptw_env_free(p)

#endif /* PTW_ENV_RCU_H */
