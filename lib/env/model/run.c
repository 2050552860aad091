// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * One run: threads go from point to point. A thread that comes to a point says what it
 * is about to do, asks who is next (explore.c), and hands over without a scheduler in
 * between; if it is itself, nothing is switched. What it does between two points,
 * plain accesses among it, is part of the step before.
 *
 * In a memory with store buffers a step that must find its buffer empty waits for that.
 * Emptying is a step of the buffer's own, so nothing is missed: other threads can come
 * between any two stores that become seen.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include "run.h"

#define STACK 65536

struct model_run model_run;

static char stacks[MODEL_ALL][STACK] __attribute__((__aligned__(64)));
static bool starting;

/* The way out of setup and finish */
static jmp_buf way_out;
static bool has_way_out;

/* @drains: The store buffer must be empty; @blocks: it can wait for another thread */
static const struct {
	bool drains;
	bool blocks;
} kinds[MODEL_KINDS] = {
	[MODEL_FILL] = { .drains = true },
	[MODEL_RMW] = { .drains = true },
	[MODEL_LOCK] = { .drains = true, .blocks = true },
	[MODEL_UNLOCK] = { .drains = true },
	[MODEL_LOCK_SHARED] = { .drains = true, .blocks = true },
	[MODEL_UNLOCK_SHARED] = { .drains = true },
	[MODEL_FREE] = { .drains = true },
	[MODEL_WAIT] = { .blocks = true },
	[MODEL_GRACE_BEGIN] = { .drains = true, .blocks = true },
	[MODEL_GRACE_END] = { .blocks = true },
	[MODEL_CALL] = { .drains = true },
	[MODEL_CALLBACK] = { .blocks = true },
	[MODEL_CALLED] = { .drains = true },
	[MODEL_BARRIER_BEGIN] = { .drains = true, .blocks = true },
	[MODEL_BARRIER_END] = { .blocks = true },
};

bool model_alone(void)
{
	return model_run.current == MODEL_NOBODY;
}

struct model_thread *model_self(void)
{
	return model_alone() ? &model_run.alone : &model_run.thread[model_run.current];
}

unsigned long model_current(void)
{
	return model_alone() ? 0 : model_run.current + 1;
}

unsigned long model_arg(void)
{
	return model_run.scenario->arg;
}

bool model_on_stack(const u8 *p)
{
	return p >= (u8 *)stacks && p < (u8 *)stacks + sizeof(stacks);
}

u64 model_peek(const u8 *p, u64 bytes)
{
	u64 value = 0;

	memcpy(&value, p, bytes);
	return value;
}

void model_poke(u8 *p, u64 bytes, u64 value)
{
	memcpy(p, &value, bytes);
}

/* What a thread that does not run would see: its own store, or what all see */
static u64 seen_by(const struct model_thread *thread, const void *p, u64 bytes)
{
	unsigned int i;

	for (i = thread->nr_stores; i; i--)
		if (thread->store[i - 1].p == p)
			return thread->store[i - 1].value;
	return model_peek(p, bytes);
}

static bool ready(const struct model_thread *thread)
{
	const struct model_op *op = thread->next;
	const struct model_lock *lock = (const struct model_lock *)(const void *)op->p;

	switch (op->kind) {
	case MODEL_STORE:
		return model_run.memory->room(thread);
	case MODEL_LOCK:
		return !seen_by(thread, &lock->owner, sizeof(lock->owner)) && !lock->readers;
	case MODEL_LOCK_SHARED:
		return !seen_by(thread, &lock->owner, sizeof(lock->owner));
	case MODEL_WAIT:
		return thread->woken;
	case MODEL_GRACE_END:
		return model_grace_over(&thread->grace);
	case MODEL_CALLBACK:
		return model_run.called < model_run.queued &&
		       model_grace_over(&model_run.call[model_run.called % MODEL_CALLS].grace);
	case MODEL_BARRIER_END:
		return model_run.called >= op->target;
	default:
		return true;
	}
}

/* Could it go on, as far as others let it? Its own store buffer is no reason to stop. */
bool model_able(unsigned int thread)
{
	const struct model_thread *t = &model_run.thread[thread];

	return t->next && ready(t);
}

bool model_enabled(unsigned int proc)
{
	const struct model_thread *t = &model_run.thread[proc % MODEL_FLUSH];

	if (proc >= MODEL_FLUSH)
		return model_run.memory->pending(t);
	return t->next && (!kinds[t->next->kind].drains || model_run.memory->drained(t)) &&
	       ready(t);
}

/* The one that calls back has nothing to do while nobody asked for it. */
bool model_running(void)
{
	unsigned int t;

	for (t = 0; t < MODEL_ALL; t++)
		if ((t != MODEL_CALLBACKS && model_run.thread[t].next) ||
		    model_run.memory->pending(&model_run.thread[t]))
			return true;
	return model_run.called < model_run.queued;
}

static void flush(unsigned int thread)
{
	struct model_thread *t = &model_run.thread[thread];
	const struct model_buffered *store = model_run.memory->pending(t);
	char value[MODEL_TEXT];

	if (model_run.trace) {
		model_value_text(store->value, value, sizeof(value));
		model_trace(MODEL_FLUSH + thread, store->at, "%s = %s", store->at->what, value);
	}
	model_run.memory->flush(t);
}

static void leave_run(struct model_context *from)
{
	model_run.current = MODEL_NOBODY;
	model_context_switch(from, &model_run.outside);
}

/* Until this one is chosen */
static void hand_over(struct model_context *from, unsigned int self)
{
	unsigned int proc;

	while ((proc = model_choose()) != MODEL_NOBODY && proc >= MODEL_FLUSH)
		flush(proc - MODEL_FLUSH);
	if (proc == MODEL_NOBODY) {
		leave_run(from);
		return;
	}
	model_run.current = proc;
	if (proc != self)
		model_context_switch(from, &model_run.thread[proc].context);
}

static void stop_at(struct model_thread *self, const struct model_op *op)
{
	unsigned int index = model_run.current;

	self->next = op;
	model_run.memory->view(self, false);
	if (starting)
		leave_run(&self->context);
	else
		hand_over(&self->context, index);
	model_run.memory->view(self, true);
}

/*
 * A section that was announced begins with the step that follows: the later it begins,
 * the less waits for it. Only where that step may have to wait it begins before, since
 * what it keeps waiting may be what is waited for.
 */
void model_point(struct model_op *op)
{
	struct model_thread *self = model_self();
	struct model_op begin = { .kind = MODEL_SECTION, .at = op->at, .section = true };

	if (self->about_to && kinds[op->kind].blocks) {
		stop_at(self, &begin);
		model_section_begin(self);
	}
	op->section = self->about_to;
	stop_at(self, op);
	if (op->section)
		model_section_begin(self);
}

void model_written(const u8 *p, u64 bytes, const struct model_thread *by)
{
	struct model_thread *t;
	unsigned int i;

	for (t = model_run.thread; t < model_run.thread + MODEL_ALL; t++)
		for (i = 0; i < t->nr_watched && t != by; i++)
			if (p < t->watched[i] + t->watched_bytes[i] && t->watched[i] < p + bytes)
				t->woken = true;
}

static void stop_run(void)
{
	model_run.ended = true;
	if (!model_alone())
		leave_run(&model_self()->context);
	if (has_way_out)
		longjmp(way_out, 1);
}

/* Setup or finish, up to what fails in it */
static void run_alone(void (*function)(void))
{
	if (!function)
		return;
	has_way_out = true;
	if (!setjmp(way_out))
		function();
	has_way_out = false;
}

void model_fail(const struct model_at *at, const char *text, ...)
{
	size_t used = 0;
	va_list args;

	if (!model_run.finding[0]) {
		if (at)
			used = (size_t)snprintf(model_run.finding, MODEL_TEXT, "%s:%d: ", at->file,
						at->line);
		va_start(args, text);
		if (used < MODEL_TEXT)
			vsnprintf(model_run.finding + used, MODEL_TEXT - used, text, args);
		va_end(args);
	}
	stop_run();
}

void model_warn(const struct model_at *at)
{
	model_fail(at, "%s: %s", at->word, at->what);
}

void model_outcome(u64 value)
{
	if (model_run.outcome.nr < MODEL_VALUES)
		model_run.outcome.value[model_run.outcome.nr++] = value;
}

/* It does no more. Others go on, alone or until the run is over. */
static void end_thread(void)
{
	struct model_thread *self = model_self();

	self->next = NULL;
	model_run.memory->view(self, false);
	if (starting)
		leave_run(&self->context);
	hand_over(&self->context, MODEL_NOBODY);
}

/*
 * The others run to their end: what they do to each other, and to what this thread did
 * before, tells the search which other runs there are.
 */
void model_cut(void)
{
	model_run.cut = true;
	if (!model_alone())
		end_thread();
}

/* A thread's first function; model_run.current says whose. */
static void begin(void)
{
	unsigned int index = model_run.current;
	struct model_thread *self = model_self();

	if (index == MODEL_CALLBACKS)
		model_callbacks();
	model_run.scenario->thread[index]();
	if (self->nesting)
		model_fail(NULL, "thread %u ends in a read section", index);
	if (self->locks)
		model_fail(NULL, "thread %u ends and holds a lock", index);
	end_thread();
}

static void start_threads(void)
{
	unsigned int t;

	starting = true;
	for (t = 0; t < MODEL_ALL && !model_run.ended; t++) {
		if (t != MODEL_CALLBACKS && t >= model_run.nr_threads)
			continue;
		model_context_init(&model_run.thread[t].context, stacks[t] + STACK, begin);
		model_run.current = t;
		model_context_switch(&model_run.outside, &model_run.thread[t].context);
	}
	starting = false;
}

static void reset(const struct model_scenario *scenario, const struct model_memory *memory,
		  FILE *trace)
{
	unsigned int t;

	for (t = 0; t < MODEL_ALL; t++) {
		struct model_thread *thread = &model_run.thread[t];

		thread->next = NULL;
		thread->nr_watched = 0;
		thread->woken = false;
		thread->nr_stores = 0;
		thread->stored = thread->seen = thread->stored_in_section = 0;
		thread->nesting = thread->locks = 0;
		thread->about_to = thread->open = false;
		thread->found.p = NULL;
	}
	model_run.scenario = scenario;
	model_run.memory = memory;
	model_run.trace = trace;
	model_run.current = MODEL_NOBODY;
	model_run.called = model_run.queued = 0;
	model_run.ended = model_run.cut = false;
	model_run.finding[0] = '\0';
	model_run.outcome.nr = 0;
	for (t = 0; t < MODEL_THREADS && scenario->thread[t]; t++)
		;
	model_run.nr_threads = t;
}

void model_setup(const struct model_scenario *scenario, const struct model_memory *memory)
{
	reset(scenario, memory, NULL);
	model_arena_reset();
	if (scenario->bytes)
		memset(scenario->state, 0, scenario->bytes);
	run_alone(scenario->setup);
	model_arena_save();
}

void model_run_once(const struct model_scenario *scenario, const struct model_memory *memory,
		    FILE *trace)
{
	reset(scenario, memory, trace);
	model_arena_restore();
	start_threads();
	if (!model_run.ended)
		hand_over(&model_run.outside, MODEL_NOBODY);
	model_run.current = MODEL_NOBODY;
	if (model_run.ended || model_run.cut)
		return;
	run_alone(scenario->finish);
	if (scenario->all_freed && !model_run.ended)
		model_arena_leaks();
}
