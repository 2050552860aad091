// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Total store order, the memory of x86: a thread's stores go through a buffer of its own,
 * first in, first out, and when one leaves it is the memory's affair. The thread itself
 * sees its latest store at once. (Sewell, Sarkar, Owens, Zappa Nardelli, Myreen:
 * x86-TSO, CACM 53(7), 2010; and Intel's and AMD's manuals on memory ordering.)
 *
 * While a thread runs, memory is as it sees it: its buffer is laid over what all see,
 * and taken off when another runs. So plain loads, of a word under its lock, find what
 * the thread stored before. A plain store is seen by all at once: who is to see it comes
 * by a lock or a word that leaves the buffer later.
 */
#include "run.h"

/* Members of a table: not each needs all it is given. */
#pragma GCC diagnostic ignored "-Wunused-parameter"

static u64 tso_load(struct model_thread *thread, const struct model_op *op)
{
	return model_peek(op->p, op->bytes);
}

static void tso_store(struct model_thread *thread, const struct model_op *op, u64 value)
{
	struct model_buffered *store = &thread->store[thread->nr_stores++];

	store->at = op->at;
	store->p = op->p;
	store->bytes = (unsigned int)op->bytes;
	store->unlocks = op->unlocks;
	store->value = value;
	store->under = model_peek(op->p, op->bytes);
	model_poke(op->p, op->bytes, value);
	thread->stored++;
}

static void tso_rmw(struct model_thread *thread, const struct model_op *op, u64 value)
{
	model_poke(op->p, op->bytes, value);
	model_written(op->p, op->bytes, thread);
}

static bool tso_drained(const struct model_thread *thread)
{
	return !thread->nr_stores;
}

static bool tso_room(const struct model_thread *thread)
{
	return thread->nr_stores < MODEL_STORES;
}

static const struct model_buffered *tso_pending(const struct model_thread *thread)
{
	return thread->nr_stores ? &thread->store[0] : NULL;
}

static void tso_flush(struct model_thread *thread)
{
	struct model_buffered first = thread->store[0];
	unsigned int i;

	for (i = 1; i < thread->nr_stores; i++)
		thread->store[i - 1] = thread->store[i];
	thread->nr_stores--;
	thread->seen++;
	model_poke(first.p, first.bytes, first.value);
	model_written(first.p, first.bytes, thread);
}

static void tso_view(struct model_thread *thread, bool inside)
{
	struct model_buffered *store = thread->store;
	unsigned int i;

	for (i = 0; inside && i < thread->nr_stores; i++) {
		store[i].under = model_peek(store[i].p, store[i].bytes);
		model_poke(store[i].p, store[i].bytes, store[i].value);
	}
	/* Newest first. What is other than was stored is a plain store that came after. */
	for (i = thread->nr_stores; !inside && i; i--) {
		store[i - 1].value = model_peek(store[i - 1].p, store[i - 1].bytes);
		model_poke(store[i - 1].p, store[i - 1].bytes, store[i - 1].under);
	}
}

const struct model_memory model_tso = {
	.name = "tso",
	.load = tso_load,
	.store = tso_store,
	.rmw = tso_rmw,
	.drained = tso_drained,
	.room = tso_room,
	.pending = tso_pending,
	.flush = tso_flush,
	.view = tso_view,
};
