// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The classic little programs that tell one memory from another, with exactly the final
 * states that each allows. Names as in Alglave, Maranget, Tautschnig: Herding Cats
 * (TOPLAS 36(2), 2014); n6 is from Owens, Sarkar, Sewell: A better x86 memory model
 * (TPHOLs 2009). TSO differs from SC in one thing: a load may be done before an earlier
 * store of the same thread, to another word, is seen by others.
 */
#include "explore.h"
#include "ptw_env_sync.h"

static struct {
	u64 x;
	u64 y;
	u64 r[4];
	struct mutex mutex[2];
	spinlock_t spin[2];
} s;

static void two_registers(void)
{
	model_outcome(s.r[0]);
	model_outcome(s.r[1]);
}

/* SB, store buffering: could both loads be done before both stores are seen? */
static void sb_0(void)
{
	WRITE_ONCE(s.x, 1);
	s.r[0] = READ_ONCE(s.y);
}

static void sb_1(void)
{
	WRITE_ONCE(s.y, 1);
	s.r[1] = READ_ONCE(s.x);
}

/* The same with read-modify-writes, which are in order with what follows. */
static void sb_rmw_0(void)
{
	xchg(&s.x, 1);
	s.r[0] = READ_ONCE(s.y);
}

static void sb_rmw_1(void)
{
	xchg(&s.y, 1);
	s.r[1] = READ_ONCE(s.x);
}

/* Stores again, with a read-modify-write of something else behind them */
static void sb_fence_0(void)
{
	WRITE_ONCE(s.x, 1);
	xchg(&s.r[2], 1);
	s.r[0] = READ_ONCE(s.y);
}

static void sb_fence_1(void)
{
	WRITE_ONCE(s.y, 1);
	xchg(&s.r[3], 1);
	s.r[1] = READ_ONCE(s.x);
}

static void locks_setup(void)
{
	mutex_init(&s.mutex[0]);
	mutex_init(&s.mutex[1]);
	spin_lock_init(&s.spin[0]);
	spin_lock_init(&s.spin[1]);
}

/* Each in a section of a lock of its own. Giving back a mutex is a read-modify-write... */
static void sb_mutex_0(void)
{
	mutex_lock(&s.mutex[0]);
	WRITE_ONCE(s.x, 1);
	mutex_unlock(&s.mutex[0]);
	s.r[0] = READ_ONCE(s.y);
}

static void sb_mutex_1(void)
{
	mutex_lock(&s.mutex[1]);
	WRITE_ONCE(s.y, 1);
	mutex_unlock(&s.mutex[1]);
	s.r[1] = READ_ONCE(s.x);
}

/* ... and giving back a spinlock one more store in the buffer. */
static void sb_spin_0(void)
{
	spin_lock(&s.spin[0]);
	WRITE_ONCE(s.x, 1);
	spin_unlock(&s.spin[0]);
	s.r[0] = READ_ONCE(s.y);
}

static void sb_spin_1(void)
{
	spin_lock(&s.spin[1]);
	WRITE_ONCE(s.y, 1);
	spin_unlock(&s.spin[1]);
	s.r[1] = READ_ONCE(s.x);
}

/* MP, message passing: who sees the flag sees the message. */
static void mp_0(void)
{
	WRITE_ONCE(s.x, 1);
	smp_store_release(&s.y, 1);
}

static void mp_1(void)
{
	s.r[0] = smp_load_acquire(&s.y);
	s.r[1] = READ_ONCE(s.x);
}

/* LB, load buffering: no store is seen before the loads that stand before it are done. */
static void lb_0(void)
{
	s.r[0] = READ_ONCE(s.x);
	WRITE_ONCE(s.y, 1);
}

static void lb_1(void)
{
	s.r[1] = READ_ONCE(s.y);
	WRITE_ONCE(s.x, 1);
}

/* IRIW, independent reads of independent writes: all see the stores in one order. */
static void iriw_0(void)
{
	WRITE_ONCE(s.x, 1);
}

static void iriw_1(void)
{
	WRITE_ONCE(s.y, 1);
}

static void iriw_2(void)
{
	s.r[0] = READ_ONCE(s.x);
	s.r[1] = READ_ONCE(s.y);
}

static void iriw_3(void)
{
	s.r[2] = READ_ONCE(s.y);
	s.r[3] = READ_ONCE(s.x);
}

static void iriw_finish(void)
{
	two_registers();
	model_outcome(s.r[2]);
	model_outcome(s.r[3]);
}

/* 2+2W: both first stores last would be a cycle of two orders that are kept. */
static void ww_0(void)
{
	WRITE_ONCE(s.x, 1);
	WRITE_ONCE(s.y, 2);
}

static void ww_1(void)
{
	WRITE_ONCE(s.y, 1);
	WRITE_ONCE(s.x, 2);
}

static void ww_finish(void)
{
	model_outcome(s.x);
	model_outcome(s.y);
}

/* n6: a thread sees its own store before others do. */
static void n6_0(void)
{
	WRITE_ONCE(s.x, 1);
	s.r[0] = READ_ONCE(s.x);
	s.r[1] = READ_ONCE(s.y);
}

static void n6_1(void)
{
	WRITE_ONCE(s.y, 2);
	WRITE_ONCE(s.x, 2);
}

static void n6_finish(void)
{
	two_registers();
	model_outcome(s.x);
}

/*
 * R: one side of SB, and who stored last of the other word; S: the same, of a load and a
 * store, and in order.
 */
static void r_0(void)
{
	WRITE_ONCE(s.x, 1);
	WRITE_ONCE(s.y, 1);
}

static void r_1(void)
{
	WRITE_ONCE(s.y, 2);
	s.r[0] = READ_ONCE(s.x);
}

static void r_finish(void)
{
	model_outcome(s.r[0]);
	model_outcome(s.y);
}

static void s_0(void)
{
	WRITE_ONCE(s.x, 2);
	WRITE_ONCE(s.y, 1);
}

static void s_1(void)
{
	s.r[0] = READ_ONCE(s.y);
	WRITE_ONCE(s.x, 1);
}

static void s_finish(void)
{
	model_outcome(s.r[0]);
	model_outcome(s.x);
}

/* WRC, write to read causality: who sees what was stored for what was seen sees that, too. */
static void wrc_1(void)
{
	s.r[0] = READ_ONCE(s.x);
	WRITE_ONCE(s.y, 1);
}

static void wrc_2(void)
{
	s.r[1] = READ_ONCE(s.y);
	s.r[2] = READ_ONCE(s.x);
}

static void wrc_finish(void)
{
	two_registers();
	model_outcome(s.r[2]);
}

/*
 * Intel's "Intra-Processor Forwarding Is Allowed": each sees its own store, and not yet
 * the other's.
 */
static void forward_0(void)
{
	WRITE_ONCE(s.x, 1);
	s.r[0] = READ_ONCE(s.x);
	s.r[1] = READ_ONCE(s.y);
}

static void forward_1(void)
{
	WRITE_ONCE(s.y, 1);
	s.r[2] = READ_ONCE(s.y);
	s.r[3] = READ_ONCE(s.x);
}

/* All of four bits but 1,0,1,0: one reader x before y, the other y before x */
#define IRIW                                                                               \
	"0,0,0,0 0,0,0,1 0,0,1,0 0,0,1,1 0,1,0,0 0,1,0,1 0,1,1,0 0,1,1,1 1,0,0,0 1,0,0,1 " \
	"1,0,1,1 1,1,0,0 1,1,0,1 1,1,1,0 1,1,1,1"

const struct explore_case litmus_cases[] = {
	{ SCENARIO("sb", NULL, two_registers, sb_0, sb_1), .bound = MODEL_UNBOUNDED,
	  .outcomes = { "0,1 1,0 1,1", "0,0 0,1 1,0 1,1" } },
	{ SCENARIO("sb-rmw", NULL, two_registers, sb_rmw_0, sb_rmw_1), .bound = MODEL_UNBOUNDED,
	  .outcomes = { "0,1 1,0 1,1", "0,1 1,0 1,1" } },
	{ SCENARIO("sb-fence", NULL, two_registers, sb_fence_0, sb_fence_1),
	  .bound = MODEL_UNBOUNDED, .outcomes = { "0,1 1,0 1,1", "0,1 1,0 1,1" } },
	{ SCENARIO("sb-mutex", locks_setup, two_registers, sb_mutex_0, sb_mutex_1),
	  .bound = MODEL_UNBOUNDED, .outcomes = { "0,1 1,0 1,1", "0,1 1,0 1,1" } },
	{ SCENARIO("sb-spin", locks_setup, two_registers, sb_spin_0, sb_spin_1),
	  .bound = MODEL_UNBOUNDED, .outcomes = { "0,1 1,0 1,1", "0,0 0,1 1,0 1,1" } },
	{ SCENARIO("mp", NULL, two_registers, mp_0, mp_1), .bound = MODEL_UNBOUNDED,
	  .outcomes = { "0,0 0,1 1,1", "0,0 0,1 1,1" } },
	{ SCENARIO("lb", NULL, two_registers, lb_0, lb_1), .bound = MODEL_UNBOUNDED,
	  .outcomes = { "0,0 0,1 1,0", "0,0 0,1 1,0" } },
	{ SCENARIO("iriw", NULL, iriw_finish, iriw_0, iriw_1, iriw_2, iriw_3),
	  .bound = MODEL_UNBOUNDED, .outcomes = { IRIW, IRIW } },
	{ SCENARIO("2+2w", NULL, ww_finish, ww_0, ww_1), .bound = MODEL_UNBOUNDED,
	  .outcomes = { "1,2 2,1 2,2", "1,2 2,1 2,2" } },
	{ SCENARIO("n6", NULL, n6_finish, n6_0, n6_1), .bound = MODEL_UNBOUNDED,
	  .outcomes = { "1,2,1 2,2,2 1,0,2 1,2,2", "1,2,1 2,2,2 1,0,2 1,2,2 1,0,1" } },
	{ SCENARIO("r", NULL, r_finish, r_0, r_1), .bound = MODEL_UNBOUNDED,
	  .outcomes = { "0,1 1,1 1,2", "0,1 0,2 1,1 1,2" } },
	{ SCENARIO("s", NULL, s_finish, s_0, s_1), .bound = MODEL_UNBOUNDED,
	  .outcomes = { "0,1 0,2 1,1", "0,1 0,2 1,1" } },
	{ SCENARIO("wrc", NULL, wrc_finish, iriw_0, wrc_1, wrc_2), .bound = MODEL_UNBOUNDED,
	  .outcomes = { "0,0,0 0,0,1 0,1,0 0,1,1 1,0,0 1,0,1 1,1,1",
			"0,0,0 0,0,1 0,1,0 0,1,1 1,0,0 1,0,1 1,1,1" } },
	{ SCENARIO("forwarding", NULL, iriw_finish, forward_0, forward_1), .bound = MODEL_UNBOUNDED,
	  .outcomes = { "1,0,1,1 1,1,1,0 1,1,1,1", "1,0,1,0 1,0,1,1 1,1,1,0 1,1,1,1" } },
	NO_MORE,
};
