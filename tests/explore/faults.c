// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What the explorer must find: each of these has one fault, and in some schedule only.
 */
#include "explore.h"
#include "ptw_env_rcu.h"

static struct {
	struct mutex a;
	struct mutex b;
	struct rw_semaphore sem;
	u64 flag;
	u64 got;
	u64 *p;
	struct mutex never_made;
} s;

static void setup(void)
{
	mutex_init(&s.a);
	mutex_init(&s.b);
	init_rwsem(&s.sem);
	s.p = kzalloc(sizeof(*s.p), GFP_KERNEL);
}

static void give_back(void)
{
	kfree(s.p);
}

/* Two locks, taken in two orders */
static void lock_a_b(void)
{
	mutex_lock(&s.a);
	mutex_lock(&s.b);
	mutex_unlock(&s.b);
	mutex_unlock(&s.a);
}

static void lock_b_a(void)
{
	mutex_lock(&s.b);
	mutex_lock(&s.a);
	mutex_unlock(&s.a);
	mutex_unlock(&s.b);
}

/* Readers may be together, and keep the writer out. */
static void read_twice(void)
{
	down_read(&s.sem);
	s.got += READ_ONCE(s.flag);
	down_read(&s.sem);
	s.got += READ_ONCE(s.flag);
	up_read(&s.sem);
	up_read(&s.sem);
}

static void write_twice(void)
{
	down_write(&s.sem);
	lockdep_assert_held(&s.sem);
	WRITE_ONCE(s.flag, 1);
	WRITE_ONCE(s.flag, 0);
	up_write(&s.sem);
}

static void saw_nothing(void)
{
	give_back();
	model_check(!s.got, "a reader saw what a writer had not finished");
}

/* Waits for what comes, and for what comes only if it was quicker */
static void wait_for_flag(void)
{
	wait_until(READ_ONCE(s.flag) == 1);
}

static void raise_flag(void)
{
	WRITE_ONCE(s.flag, 1);
}

static void raise_and_lower_flag(void)
{
	WRITE_ONCE(s.flag, 1);
	WRITE_ONCE(s.flag, 2);
}

/* Each of two words that it looks at wakes who waits, whichever was seen first. */
static void wait_for_two(void)
{
	wait_until(READ_ONCE(s.flag) + READ_ONCE(s.got) == 2);
}

static void raise_got(void)
{
	WRITE_ONCE(s.got, 1);
}

static void spin_for_flag(void)
{
	while (!READ_ONCE(s.flag))
		cpu_relax();
}

static void no_end(void)
{
	while (!READ_ONCE(s.flag))
		;
}

/* Memory */
static void read_p(void)
{
	s.got = READ_ONCE(*s.p);
}

static void free_p(void)
{
	kfree(s.p);
}

static void behind_p(void)
{
	if (READ_ONCE(s.flag))
		s.got = READ_ONCE(s.p[1]);
}

static void allocate_two(void)
{
	u64 *first = kzalloc(8, GFP_KERNEL), *second = kcalloc(2, 8, GFP_KERNEL);

	s.got = (first ? 1 : 0) + (second ? 2 : 0);
	kfree(second);
	kfree(first);
}

static void refuse_second(void)
{
	setup();
	model_refuse(0, 2);
}

static void say_got(void)
{
	give_back();
	model_outcome(s.got);
}

/* Locks that are used wrongly where another was quicker */
static void unlock_only(void)
{
	if (READ_ONCE(s.flag))
		mutex_unlock(&s.a);
}

static void lock_what_is_none(void)
{
	if (READ_ONCE(s.flag))
		mutex_lock(&s.never_made);
}

static void keep_lock(void)
{
	mutex_lock(&s.a);
	if (!READ_ONCE(s.flag))
		mutex_unlock(&s.a);
}

static void assert_only(void)
{
	if (READ_ONCE(s.flag))
		lockdep_assert_held(&s.a);
}

static void warn(void)
{
	WARN_ON_ONCE(READ_ONCE(s.flag));
}

/* What stands behind an allowance of two retries: the third shows nothing new. */
static void retry_twice(void)
{
	int tries;

	for (tries = 0; READ_ONCE(s.flag) != 2; tries++)
		if (tries == 2)
			model_cut();
}

/* In every memory the same */
#define FAULT(name, one, two, finish, what)                                                  \
	{                                                                                    \
		SCENARIO(name, setup, finish, one, two), .bound = 2, .finds = { what, what } \
	}

const struct explore_case fault_cases[] = {
	FAULT("two-locks-crossed", lock_a_b, lock_b_a, NULL, "deadlock:"),
	FAULT("two-locks-in-order", lock_a_b, lock_a_b, NULL, NULL),
	FAULT("lock-shared", read_twice, write_twice, saw_nothing, NULL),
	FAULT("wait-satisfied", wait_for_flag, raise_flag, NULL, NULL),
	FAULT("wait-missed", wait_for_flag, raise_and_lower_flag, NULL, "deadlock: thread 0"),
	{ SCENARIO("wait-for-two", setup, give_back, wait_for_two, raise_flag, raise_got),
	  .scenario.all_freed = true, .bound = MODEL_UNBOUNDED },
	FAULT("relax-satisfied", spin_for_flag, raise_flag, NULL, NULL),
	FAULT("points", no_end, raise_flag, NULL, "more than 200 points"),
	FAULT("use-after-free", read_p, free_p, NULL, "in memory that was freed"),
	FAULT("freed-twice", free_p, free_p, NULL, "was freed, at"),
	FAULT("beyond-the-end", behind_p, raise_flag, give_back, "in memory that is nobody's"),
	FAULT("unlock-only", unlock_only, raise_flag, NULL, "is not held"),
	FAULT("no-lock", lock_what_is_none, raise_flag, NULL, "was never made a lock"),
	FAULT("lock-kept", keep_lock, raise_flag, NULL, "ends and holds a lock"),
	FAULT("assert-held", assert_only, raise_flag, NULL, "lockdep_assert_held &s.a"),
	FAULT("warning", warn, raise_flag, NULL, "WARN_ON_ONCE"),
	FAULT("cut-short", retry_twice, raise_and_lower_flag, NULL, NULL),
	{ SCENARIO("leak", setup, NULL, read_p), .scenario.all_freed = true,
	  .finds = { "were not given back", "were not given back" } },
	{ SCENARIO("refused", refuse_second, say_got, allocate_two), .scenario.all_freed = true,
	  .outcomes = { "1", "1" } },
	NO_MORE,
};
