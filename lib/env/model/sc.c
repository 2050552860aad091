// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Sequentially consistent memory: each word is done at once, for all to see. No
 * processor is like that; what fails here fails everywhere, and is easily read.
 */
#include "run.h"

/* Members of a table: not each needs all it is given. */
#pragma GCC diagnostic ignored "-Wunused-parameter"

static u64 sc_load(struct model_thread *thread, const struct model_op *op)
{
	return model_peek(op->p, op->bytes);
}

static void sc_store(struct model_thread *thread, const struct model_op *op, u64 value)
{
	model_poke(op->p, op->bytes, value);
	model_written(op->p, op->bytes, thread);
}

static bool sc_drained(const struct model_thread *thread)
{
	return true;
}

static const struct model_buffered *sc_pending(const struct model_thread *thread)
{
	return NULL;
}

static void sc_flush(struct model_thread *thread)
{
}

static void sc_view(struct model_thread *thread, bool inside)
{
}

const struct model_memory model_sc = {
	.name = "sc",
	.direct = true,
	.load = sc_load,
	.store = sc_store,
	.rmw = sc_store,
	.drained = sc_drained,
	.room = sc_drained,
	.pending = sc_pending,
	.flush = sc_flush,
	.view = sc_view,
};
