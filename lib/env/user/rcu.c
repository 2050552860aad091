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

static void call(struct rcu_head *head)
{
	struct called *called = container_of(head, struct called, head);

	__tsan_acquire(called);
	__tsan_acquire(&ptw_env_sections);
	called->func(called->of);
	free(called);
}

void ptw_env_call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head))
{
	struct called *called = malloc(sizeof(*called));

	if (!called)
		abort();
	called->of = head;
	called->func = func;
	__tsan_release(called);
	urcu_bp_call_rcu(&called->head, call);
}

struct barrier {
	struct rcu_head head;
	int passed;
};

static void pass(struct rcu_head *head)
{
	smp_store_release(&container_of(head, struct barrier, head)->passed, 1);
}

/*
 * liburcu's own frees in one thread what it allocated in another, which TSan sees without
 * seeing why it may. Functions are called one after the other by one thread, so the last
 * one tells of all.
 */
void ptw_env_rcu_barrier(void)
{
	struct barrier barrier = { .passed = 0 };

	ptw_env_call_rcu(&barrier.head, pass);
	wait_until(smp_load_acquire(&barrier.passed));
}
#else
void ptw_env_call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head))
{
	urcu_bp_call_rcu(head, func);
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
