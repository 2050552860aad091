// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Programs in which one rule of the reduced search decides: each was found, or made, so
 * that the search without that rule misses a final state. Of programs drawn from a seed
 * the seed is enough.
 */
#include "explore.h"
#include "ptw_env_rcu.h"

/*
 * 99, 111, 202: sleep sets without a bound; 1125: what a thread waits for; 4874: a thread
 * that a store set free could be left for nothing
 */
const u64 hard_programs[] = { 99, 111, 202, 1125, 4874, 0 };

static struct {
	u64 x;
	u64 y;
	u64 z;
	u64 w;
	u64 r[4];
	spinlock_t spin;
	struct rcu_head head;
} s;

static void setup(void)
{
	spin_lock_init(&s.spin);
}

/*
 * For one preemption: thread 1 is left while its unlock is still in its buffer. Thread 0
 * finds the lock held, and can be left for nothing. Where the unlock had left the buffer
 * before thread 0 came there, that would be a second preemption.
 */
static void wants_lock(void)
{
	s.r[0] = READ_ONCE(s.x);
	WRITE_ONCE(s.w, 1);
	spin_lock(&s.spin);
	s.r[1] = READ_ONCE(s.z);
	spin_unlock(&s.spin);
}

static void gives_lock(void)
{
	spin_lock(&s.spin);
	WRITE_ONCE(s.x, 1);
	spin_unlock(&s.spin);
	xchg(&s.y, 1);
}

static void looks(void)
{
	s.r[2] = READ_ONCE(s.w);
	WRITE_ONCE(s.z, 1);
	s.r[3] = READ_ONCE(s.y);
}

/*
 * For no preemption: thread 1 is to see x while y is in its buffer, and what is called
 * back is to load y then. Where y leaves the buffer before thread 1 loads x, the load of
 * y cannot come before it, since thread 1 could go on.
 */
static void stores_x(void)
{
	WRITE_ONCE(s.z, 3);
	WRITE_ONCE(s.x, 2);
}

static void stores_y_loads_x(void)
{
	rcu_read_lock();
	WRITE_ONCE(s.y, 2);
	s.r[0] = READ_ONCE(s.x);
	rcu_read_unlock();
}

static void loads_y(struct rcu_head *head __maybe_unused)
{
	s.r[1] = READ_ONCE(s.y);
	WRITE_ONCE(s.x, 5);
}

static void calls(void)
{
	call_rcu(&s.head, loads_y);
	s.r[2] = xchg(&s.y, 1);
}

static void finish(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(s.r); i++)
		model_outcome(s.r[i]);
	model_outcome(s.x);
	model_outcome(s.y);
}

const struct explore_case hard_cases[] = {
	{ SCENARIO("free-switch", setup, finish, wants_lock, gives_lock, looks), .bound = 1 },
	{ SCENARIO("too-dear", setup, finish, stores_x, stores_y_loads_x, calls), .bound = 0 },
	NO_MORE,
};
