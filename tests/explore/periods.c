// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Grace periods: what they promise, in final states, and what goes wrong without them.
 * A section that saw something from before a period has ended when the period has: see
 * Alglave, Maranget, McKenney, Parri, Stern: Frightening Small Children and
 * Disconcerting Grown-ups (ASPLOS 2018), "the fundamental law of RCU".
 */
#include "explore.h"
#include "ptw_env_rcu.h"

struct thing {
	u64 value;
	struct rcu_head head;
};

static struct {
	u64 x;
	u64 y;
	u64 r[2];
	struct thing *thing;
	struct thing *none;
	struct mutex mutex;
	u64 called;
} s;

static void two_registers(void)
{
	model_outcome(s.r[0]);
	model_outcome(s.r[1]);
}

/* Not before and behind: x not yet there, y already */
static void read_x_y(void)
{
	rcu_read_lock();
	s.r[0] = READ_ONCE(s.x);
	s.r[1] = READ_ONCE(s.y);
	rcu_read_unlock();
}

static void write_wait_write(void)
{
	WRITE_ONCE(s.x, 1);
	synchronize_rcu();
	WRITE_ONCE(s.y, 1);
}

static void set_y(struct rcu_head *head __maybe_unused)
{
	WRITE_ONCE(s.y, 1);
}

static void write_call_write(void)
{
	WRITE_ONCE(s.x, 1);
	call_rcu(&s.thing->head, set_y);
}

/* The same, without a section */
static void read_x_y_bare(void)
{
	s.r[0] = READ_ONCE(s.x);
	s.r[1] = READ_ONCE(s.y);
}

/* A section that has ended has been seen, too: r0 before the period, x behind it. */
static void read_x_write_y(void)
{
	rcu_read_lock();
	s.r[0] = READ_ONCE(s.x);
	WRITE_ONCE(s.y, 1);
	rcu_read_unlock();
}

static void write_wait_read(void)
{
	WRITE_ONCE(s.x, 1);
	synchronize_rcu();
	s.r[1] = READ_ONCE(s.y);
}

/* Publishing and freeing */
static void thing_setup(void)
{
	s.thing = kzalloc(sizeof(*s.thing), GFP_KERNEL);
	s.thing->value = 1;
	mutex_init(&s.mutex);
}

static void read_thing(void)
{
	struct thing *thing;

	rcu_read_lock();
	thing = rcu_dereference(s.thing);
	if (thing)
		model_check(READ_ONCE(thing->value) == 1, "the thing is not as it was made");
	rcu_read_unlock();
}

/* As most do who found something: nobody comes between the words */
static void read_thing_plainly(void)
{
	struct thing *thing;

	rcu_read_lock();
	thing = rcu_dereference(s.thing);
	if (thing)
		model_check(thing->value == 1, "the thing is not as it was made");
	rcu_read_unlock();
}

/* As who goes to the end of a list: there he finds nothing, and has what he found before. */
static void read_thing_and_none(void)
{
	rcu_read_lock();
	if (rcu_dereference(s.thing))
		model_check(!rcu_dereference(s.none), "there is another thing");
	rcu_read_unlock();
}

static void replace(bool wait_before, bool wait)
{
	struct thing *old = s.thing, *new = kzalloc(sizeof(*new), GFP_KERNEL);

	WRITE_ONCE(new->value, 1);
	if (wait_before)
		synchronize_rcu();
	rcu_assign_pointer(s.thing, new);
	if (wait)
		synchronize_rcu();
	kfree(old);
}

static void replace_wait_free(void)
{
	replace(false, true);
}

static void replace_free(void)
{
	replace(false, false);
}

/* By one that is never freed, and in no memory that the scenario has */
static void replace_by_static(void)
{
	static struct thing always = { .value = 1 };
	struct thing *old = s.thing;

	rcu_assign_pointer(s.thing, &always);
	synchronize_rcu();
	kfree(old);
	rcu_assign_pointer(s.thing, NULL);
}

static void wait_replace_free(void)
{
	replace(true, false);
}

static void free_thing(struct rcu_head *head)
{
	kfree(container_of(head, struct thing, head));
	WRITE_ONCE(s.called, READ_ONCE(s.called) + 1);
}

static void replace_call(void)
{
	struct thing *old = s.thing;

	rcu_assign_pointer(s.thing, NULL);
	call_rcu(&old->head, free_thing);
}

static void replace_call_barrier(void)
{
	replace_call();
	rcu_barrier();
	model_check(READ_ONCE(s.called) == 1, "the barrier did not wait");
}

static void free_last(void)
{
	kfree(s.thing);
}

/* The lock of who waits for the reader, wanted by the reader */
static void lock_in_section(void)
{
	rcu_read_lock();
	mutex_lock(&s.mutex);
	mutex_unlock(&s.mutex);
	rcu_read_unlock();
}

static void wait_under_lock(void)
{
	mutex_lock(&s.mutex);
	synchronize_rcu();
	mutex_unlock(&s.mutex);
}

static void wait_in_section(void)
{
	rcu_read_lock();
	synchronize_rcu();
	rcu_read_unlock();
}

#define LAW(name, one, two, states)                                                             \
	{                                                                                       \
		SCENARIO(name, thing_setup, two_registers, one, two), .bound = MODEL_UNBOUNDED, \
								      .outcomes = {             \
									      states,           \
									      states            \
								      }                         \
	}
#define THING(name, one, two, what)                                                           \
	{                                                                                     \
		SCENARIO(name, thing_setup, free_last, one, two), .scenario.all_freed = true, \
								  .bound = 3, .finds = {      \
									  what,               \
									  what                \
								  }                           \
	}

const struct explore_case period_cases[] = {
	LAW("rcu-read-read", read_x_y, write_wait_write, "0,0 1,0 1,1"),
	LAW("rcu-read-read-call", read_x_y, write_call_write, "0,0 1,0 1,1"),
	LAW("rcu-no-section", read_x_y_bare, write_wait_write, "0,0 0,1 1,0 1,1"),
	LAW("rcu-read-write", read_x_write_y, write_wait_read, "0,1 1,0 1,1"),
	THING("publish-wait-free", read_thing, replace_wait_free, NULL),
	THING("publish-free", read_thing, replace_free, "in memory that was freed"),
	THING("plain-wait-free", read_thing_plainly, replace_wait_free, NULL),
	THING("plain-free", read_thing_plainly, replace_free, "in memory that was freed"),
	THING("plain-static", read_thing_plainly, replace_by_static, NULL),
	THING("none-wait-free", read_thing_and_none, replace_wait_free, NULL),
	THING("none-free", read_thing_and_none, replace_free, "in memory that was freed"),
	THING("wait-publish-free", read_thing, wait_replace_free, "in memory that was freed"),
	THING("publish-call", read_thing, replace_call, NULL),
	THING("publish-call-barrier", read_thing, replace_call_barrier, NULL),
	THING("lock-in-section", lock_in_section, wait_under_lock, "deadlock:"),
	THING("wait-in-section", wait_in_section, NULL, "waits for itself"),
	NO_MORE,
};
