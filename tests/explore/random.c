// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Small programs drawn from a seed, of every word that is a point: to see whether the
 * reduced search ends in the same final states as the plain one.
 */
#include "explore.h"
#include "ptw_env_rcu.h"

#define THREADS 3
#define OPS	5
#define VARS	3

enum op_kind {
	OP_LOAD,
	OP_STORE,
	OP_XCHG,
	OP_CMPXCHG,
	OP_SPIN,
	OP_UNSPIN,
	OP_MUTEX,
	OP_UNMUTEX,
	OP_SECTION,
	OP_UNSECTION,
	OP_SYNC,
	OP_CALL,
	OP_WAIT,
	OP_READ,
	OP_UNREAD,
	OP_KINDS,
};

static const char *const names[OP_KINDS] = { "load",   "store", "xchg",	   "cmpxchg",	"spin",
					     "unspin", "mutex", "unmutex", "section",	"unsection",
					     "sync",   "call",	"wait",	   "down_read", "up_read" };

struct program_op {
	u8 kind;
	u8 var;
	u8 value;
};

static struct {
	unsigned int nr_threads;
	unsigned int nr[THREADS];
	struct program_op op[THREADS][2 * OPS];
} program;

static struct {
	u64 var[VARS];
	u64 seen[THREADS];
	spinlock_t spin;
	struct mutex mutex;
	struct rw_semaphore sem;
	struct rcu_head head[THREADS];
} s;

static u64 draw_state;

static unsigned int draw(unsigned int below)
{
	draw_state ^= draw_state << 13;
	draw_state ^= draw_state >> 7;
	draw_state ^= draw_state << 17;
	return (unsigned int)(draw_state >> 33) % below;
}

static void setup(void)
{
	spin_lock_init(&s.spin);
	mutex_init(&s.mutex);
	init_rwsem(&s.sem);
}

static void called_back(struct rcu_head *head __maybe_unused)
{
	WRITE_ONCE(s.var[0], READ_ONCE(s.var[1]) + 4);
}

/* What locks and periods do is told apart from loads and stores: by @thread's own. */
static void do_order(const struct program_op *op, unsigned int thread)
{
	switch (op->kind) {
	case OP_SPIN:
		spin_lock(&s.spin);
		break;
	case OP_UNSPIN:
		spin_unlock(&s.spin);
		break;
	case OP_MUTEX:
		mutex_lock(&s.mutex);
		break;
	case OP_UNMUTEX:
		mutex_unlock(&s.mutex);
		break;
	case OP_SECTION:
		rcu_read_lock();
		break;
	case OP_UNSECTION:
		rcu_read_unlock();
		break;
	case OP_SYNC:
		synchronize_rcu();
		break;
	case OP_CALL:
		call_rcu(&s.head[thread], called_back);
		break;
	case OP_READ:
		down_read(&s.sem);
		break;
	case OP_UNREAD:
		up_read(&s.sem);
		break;
	}
}

static void do_memory(const struct program_op *op, unsigned int thread)
{
	u64 *var = &s.var[op->var], seen = 0;

	switch (op->kind) {
	case OP_LOAD:
		seen = READ_ONCE(*var);
		break;
	case OP_STORE:
		WRITE_ONCE(*var, op->value);
		return;
	case OP_XCHG:
		seen = xchg(var, op->value);
		break;
	case OP_CMPXCHG:
		(void)try_cmpxchg(var, &seen, op->value);
		break;
	case OP_WAIT:
		wait_until(READ_ONCE(*var));
		return;
	default:
		do_order(op, thread);
		return;
	}
	s.seen[thread] = s.seen[thread] * 16 + seen + 1;
}

static void run(void)
{
	unsigned int thread = (unsigned int)current - 1, i;

	for (i = 0; i < program.nr[thread]; i++)
		do_memory(&program.op[thread][i], thread);
}

static void finish(void)
{
	unsigned int i;

	for (i = 0; i < VARS; i++)
		model_outcome(s.var[i]);
	for (i = 0; i < THREADS; i++)
		model_outcome(s.seen[i]);
}

/* Not const: the number of threads is drawn, too. */
static struct model_scenario scenario = {
	.name = "random",
	.setup = setup,
	.thread = { run, run, run },
	.finish = finish,
	.state = &s,
	.bytes = sizeof(s),
};

const struct model_scenario *random_scenario(void)
{
	return &scenario;
}

static void add(unsigned int thread, enum op_kind kind)
{
	struct program_op *op = &program.op[thread][program.nr[thread]++];

	op->kind = (u8)kind;
	op->var = (u8)draw(VARS - 1 + (kind == OP_STORE));
	op->value = (u8)(1 + draw(3));
}

/* Locks are taken in one order, and not given back twice; waits may wait for ever. */
static void draw_thread(unsigned int thread, unsigned int nr)
{
	static const u8 common[] = { OP_LOAD,  OP_LOAD,	 OP_LOAD, OP_STORE,
				     OP_STORE, OP_STORE, OP_XCHG, OP_CMPXCHG };
	static const u8 pairs[] = { OP_SPIN, OP_MUTEX, OP_SECTION, OP_READ };
	unsigned int i, open = 0;

	program.nr[thread] = 0;
	for (i = 0; i < nr; i++) {
		unsigned int what = draw(16);

		if (what < 11)
			add(thread, common[draw(ARRAY_SIZE(common))]);
		else if (what < 14 && !open)
			add(thread, open = pairs[draw(ARRAY_SIZE(pairs))]);
		else if (open) {
			add(thread, open + 1);
			open = 0;
		} else
			add(thread, OP_SYNC + draw(3));
	}
	if (open)
		add(thread, open + 1);
}

void random_program(u64 seed)
{
	unsigned int t;

	draw_state = seed * 0x9e3779b97f4a7c15 + 1;
	for (t = 0; t < 8; t++)
		draw(2);
	program.nr_threads = 2 + draw(2);
	for (t = 0; t < THREADS; t++) {
		scenario.thread[t] = t < program.nr_threads ? run : NULL;
		program.nr[t] = 0;
		if (t < program.nr_threads)
			draw_thread(t, (program.nr_threads == 2 ? 2 : 1) +
					       draw(OPS - program.nr_threads + 1));
	}
}

void random_print(FILE *out)
{
	unsigned int t, i;

	for (t = 0; t < program.nr_threads; t++) {
		fprintf(out, "  thread %u:", t);
		for (i = 0; i < program.nr[t]; i++) {
			const struct program_op *op = &program.op[t][i];

			fprintf(out, " %s", names[op->kind]);
			if (op->kind <= OP_CMPXCHG || op->kind == OP_WAIT)
				fprintf(out, " %c", 'x' + op->var);
			if (op->kind >= OP_STORE && op->kind <= OP_CMPXCHG)
				fprintf(out, "=%u", op->value);
			fprintf(out, ";");
		}
		fprintf(out, "\n");
	}
}
