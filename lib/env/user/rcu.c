// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What the words of ptw_env_rcu.h need beside liburcu: what TSan is told of grace
 * periods, and memory that can be refused.
 */
#include <stdlib.h>
#include "ptw_env_rcu.h"

char ptw_env_sections;

#ifdef PTW_TSAN
/* liburcu is not instrumented: how a call got to its thread is told here. */
struct called {
	struct rcu_head head;
	struct rcu_head *of;
	void (*func)(struct rcu_head *head);
};

static unsigned long pending;

static void call(struct rcu_head *head)
{
	struct called *called = container_of(head, struct called, head);

	__tsan_acquire(called);
	__tsan_acquire(&ptw_env_sections);
	called->func(called->of);
	free(called);
	__atomic_sub_fetch(&pending, 1, __ATOMIC_RELEASE);
}

void ptw_env_call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head))
{
	struct called *called = malloc(sizeof(*called));

	if (!called)
		abort();
	called->of = head;
	called->func = func;
	__atomic_add_fetch(&pending, 1, __ATOMIC_RELAXED);
	__tsan_release(called);
	urcu_bp_call_rcu(&called->head, call);
}

/* Not liburcu's, for the same reason. Waits for what is asked for meanwhile, too. */
void ptw_env_rcu_barrier(void)
{
	wait_until(!smp_load_acquire(&pending));
}
#else
void ptw_env_call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head))
{
	urcu_bp_call_rcu(head, func);
}

void ptw_env_rcu_barrier(void)
{
	urcu_bp_barrier();
}
#endif

/* How many allocations are let through before one is refused; 0: all */
static unsigned long refuse;

void ptw_env_refuse_alloc(unsigned long nth)
{
	WRITE_ONCE(refuse, nth);
}

void *ptw_env_zalloc(size_t nr, size_t bytes)
{
	unsigned long left = READ_ONCE(refuse);

	while (left && !try_cmpxchg(&refuse, &left, left - 1))
		;
	return left == 1 ? NULL : calloc(nr, bytes);
}

void ptw_env_free(const void *p)
{
	free((void *)p);
}
