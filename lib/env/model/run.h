/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * One run of a scenario: its threads, what each is about to do, and who does it. The
 * inside of the explorer, for the files of this directory.
 */
#ifndef PTW_ENV_MODEL_RUN_H
#define PTW_ENV_MODEL_RUN_H

#include "model.h"
#include "switch.h"

/* Who can be chosen: threads, the one that calls back, and their store buffers */
#define MODEL_CALLBACKS MODEL_THREADS
#define MODEL_ALL	(MODEL_THREADS + 1)
#define MODEL_FLUSH	MODEL_ALL /* MODEL_FLUSH + t: what t stored first becomes seen */
#define MODEL_PROCS	(2 * MODEL_ALL)
#define MODEL_NOBODY	0xff

#define MODEL_WATCHED 64   /* loads that one wait looks at */
#define MODEL_STORES  32   /* stores in a buffer */
#define MODEL_CALLS   32   /* functions to be called back */
#define MODEL_STEPS   2048 /* of one run, with flushes */

/* What a thread is about to do */
enum model_kind {
	MODEL_LOAD,
	MODEL_STORE,
	MODEL_FILL,
	MODEL_RMW,
	MODEL_LOCK,
	MODEL_UNLOCK,
	MODEL_LOCK_SHARED,
	MODEL_UNLOCK_SHARED,
	MODEL_FREE,
	MODEL_WAIT,
	MODEL_SECTION,
	MODEL_GRACE_BEGIN,
	MODEL_GRACE_END,
	MODEL_CALL,
	MODEL_CALLBACK,
	MODEL_CALLED,
	MODEL_BARRIER_BEGIN,
	MODEL_BARRIER_END,
	MODEL_KINDS,
};

/*
 * @section: A read section begins with it
 * @unlocks: A store that gives a lock back
 * @target: Of a barrier: how many functions must have been called
 */
struct model_op {
	enum model_kind kind;
	const struct model_at *at;
	u8 *p;
	u64 bytes;
	enum model_order order;
	bool section;
	bool unlocks;
	u64 target;
};

/* What others see of a step; the orders of two that have no bit against each other agree. */
enum {
	MODEL_READS = 1 << 0,
	MODEL_WRITES = 1 << 1,
	MODEL_ACQUIRES = 1 << 2, /* and READS or WRITES the lock */
	MODEL_RELEASES = 1 << 3,
	MODEL_BEGINS_SECTION = 1 << 4,
	MODEL_ENDS_SECTION = 1 << 5,
	MODEL_SNAPSHOTS = 1 << 6, /* which sections are open */
	MODEL_QUEUES = 1 << 7,
	MODEL_AWAITS = 1 << 8, /* a grace period's end, or a function's call */
	MODEL_SLEEPS = 1 << 9,
};

struct model_step {
	u8 proc;
	u16 does;
	const u8 *p;
	u64 bytes;
};

/*
 * A grace period that waits: for which sections, and which of the stores of those that
 * have ended must have been seen.
 */
enum model_waits { MODEL_WAITS_SECTION, MODEL_WAITS_STORES };

struct model_grace {
	enum model_waits waits[MODEL_ALL];
	u64 stores[MODEL_ALL];
};

/* A store that only its own thread sees */
struct model_buffered {
	const struct model_at *at;
	u8 *p;
	unsigned int bytes;
	bool unlocks;
	u64 value;
	u64 under; /* what others see there, while the thread runs */
};

struct model_thread {
	struct model_context context;
	const struct model_op *next; /* NULL: done */
	/* what it has loaded since it last slept, and whether that was written */
	const u8 *watched[MODEL_WATCHED];
	u8 watched_bytes[MODEL_WATCHED];
	unsigned int nr_watched;
	bool woken;
	/* its store buffer, oldest first; how many stores went in, and out */
	struct model_buffered store[MODEL_STORES];
	unsigned int nr_stores;
	u64 stored;
	u64 seen;
	/* read sections: how deep, not yet begun, open */
	unsigned int nesting;
	bool about_to;
	bool open;
	struct model_op found; /* what rcu_dereference() last found in it; p NULL: nothing */
	u64 stored_in_section; /* how many, when the last one ended */
	struct model_grace grace;
	unsigned int locks;
};

struct model_call {
	struct rcu_head *head;
	void (*func)(struct rcu_head *head);
	struct model_grace grace;
};

/*
 * @alone: Who is neither: setup and finish
 * @current: Who runs, MODEL_NOBODY in setup and finish
 * @outside: Who started the run
 * @ended: No thread goes on: there is a finding
 * @cut: It did not come to its end: nothing is to be checked
 */
struct model_run {
	const struct model_scenario *scenario;
	const struct model_memory *memory;
	struct model_thread thread[MODEL_ALL];
	struct model_thread alone;
	unsigned int nr_threads;
	unsigned int current;
	struct model_context outside;
	struct model_call call[MODEL_CALLS];
	u64 called;
	u64 queued;
	bool ended;
	bool cut;
	char finding[MODEL_TEXT];
	struct model_outcome outcome;
	FILE *trace;
};

extern struct model_run model_run;

/*
 * A kind of memory: the seam for weaker ones. Words call load, store and rmw when their
 * thread is to do them; flush is what the memory does by itself, one at a time.
 *
 * @name: For people
 * @direct: Others see what is stored as it is stored
 * @load: The value the thread sees
 * @store: Put a value where the thread sees it, and others now or after a flush
 * @rmw: Put a value where all see it; only when drained
 * @drained: Nothing of the thread's is left to be seen
 * @room: There is room for a store
 * @pending: The store that the next flush of a thread makes seen, or %NULL
 * @flush: Do so
 * @view: Memory is @inside what the thread sees, for plain accesses; else what all see
 */
struct model_memory {
	const char *name;
	bool direct;
	u64 (*load)(struct model_thread *thread, const struct model_op *op);
	void (*store)(struct model_thread *thread, const struct model_op *op, u64 value);
	void (*rmw)(struct model_thread *thread, const struct model_op *op, u64 value);
	bool (*drained)(const struct model_thread *thread);
	bool (*room)(const struct model_thread *thread);
	const struct model_buffered *(*pending)(const struct model_thread *thread);
	void (*flush)(struct model_thread *thread);
	void (*view)(struct model_thread *thread, bool inside);
};

/* run.c */
void model_setup(const struct model_scenario *scenario, const struct model_memory *memory);
void model_run_once(const struct model_scenario *scenario, const struct model_memory *memory,
		    FILE *trace);
struct model_thread *model_self(void);
bool model_alone(void);
bool model_able(unsigned int thread);
bool model_enabled(unsigned int proc);
bool model_running(void);
void model_point(struct model_op *op);
void model_written(const u8 *p, u64 bytes, const struct model_thread *by);
void model_fail(const struct model_at *at, const char *text, ...)
	__attribute__((format(printf, 2, 3)));
bool model_on_stack(const u8 *p);
u64 model_peek(const u8 *p, u64 bytes);
void model_poke(u8 *p, u64 bytes, u64 value);

/* depend.c */
struct model_step model_next_step(unsigned int proc);
bool model_has_next(unsigned int proc);
bool model_independent(const struct model_step *a, const struct model_step *b);
bool model_races(const struct model_step *done, const struct model_step *next);
bool model_enables(const struct model_step *done, const struct model_step *next);

/* rcu.c */
void model_section_begin(struct model_thread *thread);
bool model_grace_over(const struct model_grace *grace);
void model_callbacks(void) __attribute__((__noreturn__));

/* arena.c */
void model_arena_reset(void);
void model_arena_save(void);
void model_arena_restore(void);
bool model_arena_has(const void *p);
bool model_arena_check(const struct model_at *at, const volatile void *p, u64 bytes);
void model_arena_leaks(void);
void model_arena_name(const void *p, char *text, size_t size);
const u8 *model_block(const struct model_at *at, const void *p, u64 *bytes);

/* explore.c: who is next, and what the last step turned out to do */
unsigned int model_choose(void);
void model_amend(u16 does);

/* trace.c */
void model_trace(unsigned int proc, const struct model_at *at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void model_trace_head(FILE *out);
void model_value_text(u64 value, char *text, size_t size);

#endif /* PTW_ENV_MODEL_RUN_H */
