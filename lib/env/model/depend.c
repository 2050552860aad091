// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Which steps depend on each other: where neither does, both orders end in the same
 * state, and one of them need not be looked at. Whoever adds a step says here what
 * others see of it; one bit too many costs time, one too few misses runs.
 */
#include "run.h"

static const u16 does[MODEL_KINDS] = {
	[MODEL_LOAD] = MODEL_READS,
	[MODEL_STORE] = MODEL_WRITES,
	[MODEL_FILL] = MODEL_WRITES,
	[MODEL_RMW] = MODEL_WRITES,
	[MODEL_LOCK] = MODEL_ACQUIRES | MODEL_WRITES,
	[MODEL_UNLOCK] = MODEL_RELEASES | MODEL_WRITES,
	[MODEL_LOCK_SHARED] = MODEL_ACQUIRES | MODEL_READS,
	[MODEL_UNLOCK_SHARED] = MODEL_RELEASES | MODEL_READS,
	[MODEL_FREE] = MODEL_WRITES,
	[MODEL_WAIT] = MODEL_SLEEPS,
	[MODEL_GRACE_BEGIN] = MODEL_SNAPSHOTS,
	[MODEL_GRACE_END] = MODEL_AWAITS,
	[MODEL_CALL] = MODEL_SNAPSHOTS | MODEL_QUEUES,
	[MODEL_CALLBACK] = MODEL_AWAITS,
	[MODEL_BARRIER_BEGIN] = MODEL_QUEUES,
	[MODEL_BARRIER_END] = MODEL_AWAITS,
};

bool model_has_next(unsigned int proc)
{
	const struct model_thread *thread = &model_run.thread[proc % MODEL_FLUSH];

	return proc < MODEL_FLUSH ? thread->next != NULL
				  : model_run.memory->pending(thread) != NULL;
}

struct model_step model_next_step(unsigned int proc)
{
	const struct model_thread *thread = &model_run.thread[proc % MODEL_FLUSH];
	struct model_step step = { .proc = (u8)proc };
	const struct model_buffered *store;

	if (proc >= MODEL_FLUSH) {
		store = model_run.memory->pending(thread);
		step.does = MODEL_WRITES | (store->unlocks ? MODEL_RELEASES : 0);
		step.p = store->p;
		step.bytes = store->bytes;
		return step;
	}
	step.does = does[thread->next->kind] | (thread->next->unlocks ? MODEL_RELEASES : 0) |
		    (thread->next->section ? MODEL_BEGINS_SECTION : 0);
	/* Into the buffer: nobody sees it. */
	if (thread->next->kind == MODEL_STORE && !model_run.memory->direct)
		step.does &= ~(MODEL_WRITES | MODEL_RELEASES);
	step.p = thread->next->p;
	step.bytes = thread->next->bytes;
	return step;
}

static bool same_memory(const struct model_step *a, const struct model_step *b)
{
	const u16 access = MODEL_READS | MODEL_WRITES;

	return a->does & access && b->does & access && (a->does | b->does) & MODEL_WRITES &&
	       a->p < b->p + b->bytes && b->p < a->p + a->bytes;
}

/* The shared words of grace periods: which sections are open, what is queued */
static bool same_periods(const struct model_step *a, const struct model_step *b)
{
	return (a->does & MODEL_SNAPSHOTS && b->does & MODEL_BEGINS_SECTION) ||
	       (b->does & MODEL_SNAPSHOTS && a->does & MODEL_BEGINS_SECTION) ||
	       (a->does & MODEL_QUEUES && b->does & MODEL_QUEUES);
}

/* A thread sees its own stores in any case: when they leave its buffer is not its affair. */
static bool same_thread(const struct model_step *a, const struct model_step *b)
{
	return a->proc % MODEL_FLUSH == b->proc % MODEL_FLUSH;
}

bool model_independent(const struct model_step *a, const struct model_step *b)
{
	if (same_thread(a, b))
		return a->proc != b->proc;
	return !same_memory(a, b) && !same_periods(a, b);
}

/* Could @next have come first? Not where it needs the lock that @done gave back. */
bool model_races(const struct model_step *done, const struct model_step *next)
{
	if (same_thread(done, next))
		return false;
	if ((done->does | next->does) & MODEL_RELEASES &&
	    (done->does | next->does) & MODEL_ACQUIRES)
		return false;
	return same_memory(done, next) || same_periods(done, next);
}

static bool wakes(const struct model_step *done, const struct model_step *next)
{
	const struct model_thread *thread = &model_run.thread[next->proc];
	unsigned int i;

	for (i = 0; i < thread->nr_watched; i++)
		if (done->p < thread->watched[i] + thread->watched_bytes[i] &&
		    thread->watched[i] < done->p + done->bytes)
			return true;
	return false;
}

/* Could @next wait for @done? Then where it stands decides what is a preemption. */
bool model_enables(const struct model_step *done, const struct model_step *next)
{
	if (same_thread(done, next))
		return false;
	if (next->does & MODEL_ACQUIRES)
		return done->does & MODEL_RELEASES && same_memory(done, next);
	if (next->does & MODEL_SLEEPS)
		return done->does & MODEL_WRITES && wakes(done, next);
	if (next->does & MODEL_AWAITS)
		return done->does & (MODEL_ENDS_SECTION | MODEL_QUEUES) ||
		       done->proc >= MODEL_CALLBACKS;
	return false;
}
