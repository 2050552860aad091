// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Grace periods: one that begins waits for the sections that are open then, and for the
 * stores made in them to be seen. It gives no more than it must, so that what an
 * implementation could get wrong is not made right here:
 *
 * A. A section begins with the step after rcu_read_lock(), as late as it can, and ends
 *    with the step before rcu_read_unlock(), as early as it can. Where it begins
 *    earlier or ends later, a grace period can only wait longer, and whatever happens
 *    then happens here in a run in which the scheduler lets it wait as long. So neither
 *    is a point.
 * B. call_rcu() begins its grace period at once. Functions are called in the order in
 *    which they were asked for, by a thread of their own.
 * C. Who waits has nothing left in its store buffer when it begins; nobody else's is
 *    emptied but as far as a section stored into it, one that is waited for or one that
 *    had ended before.
 * D. What rcu_dereference() found must be there until the section ends, and most of it is
 *    read by plain accesses, which are no points. So the last it found that was allocated
 *    is loaded once more where the section ends: another thread may come before that, and
 *    free it.
 */
#include "run.h"

void model_rcu_enter(void)
{
	struct model_thread *self = model_self();

	if (!self->nesting++)
		self->about_to = true;
}

bool model_rcu_inside(void)
{
	return model_self()->nesting;
}

void model_section_begin(struct model_thread *thread)
{
	thread->about_to = false;
	thread->open = true;
}

static void section_over(struct model_grace *grace, unsigned int thread)
{
	if (grace->waits[thread] != MODEL_WAITS_SECTION)
		return;
	grace->waits[thread] = MODEL_WAITS_STORES;
	grace->stores[thread] = model_run.thread[thread].stored;
}

void *model_rcu_found(const struct model_at *at, const void *p)
{
	const struct model_op again = { .kind = MODEL_LOAD, .at = at, .p = (u8 *)p, .bytes = 1 };

	if (model_self()->nesting && !model_alone() && model_arena_has(p))
		model_self()->found = again;
	return (void *)p;
}

/* D */
static void look_again(struct model_thread *self, const struct model_at *at)
{
	struct model_op *op = &self->found;

	model_point(op);
	model_arena_check(op->at, op->p, op->bytes);
	if (model_run.trace)
		model_trace(model_run.current, at, "%s", at->word);
	op->p = NULL;
}

void model_rcu_leave(const struct model_at *at)
{
	struct model_thread *self = model_self();
	u64 i;

	if (!self->nesting) {
		model_fail(at, "%s: in no section", at->word);
		return;
	}
	if (self->nesting == 1 && self->found.p)
		look_again(self, at);
	if (--self->nesting)
		return;
	self->about_to = false;
	if (!self->open)
		return;
	self->open = false;
	self->stored_in_section = self->stored;
	for (i = 0; i < MODEL_ALL; i++)
		section_over(&model_run.thread[i].grace, model_run.current);
	for (i = model_run.called; i < model_run.queued; i++)
		section_over(&model_run.call[i % MODEL_CALLS].grace, model_run.current);
	model_amend(MODEL_ENDS_SECTION);
}

static void grace_begin(struct model_grace *grace)
{
	unsigned int t;

	for (t = 0; t < MODEL_ALL; t++) {
		const struct model_thread *thread = &model_run.thread[t];

		grace->waits[t] = thread->open ? MODEL_WAITS_SECTION : MODEL_WAITS_STORES;
		grace->stores[t] = thread->stored_in_section;
	}
}

bool model_grace_over(const struct model_grace *grace)
{
	unsigned int t;

	for (t = 0; t < MODEL_ALL; t++) {
		if (grace->waits[t] == MODEL_WAITS_SECTION)
			return false;
		if (grace->waits[t] == MODEL_WAITS_STORES &&
		    model_run.thread[t].seen < grace->stores[t])
			return false;
	}
	return true;
}

static void step(enum model_kind kind, const struct model_at *at, u64 target, const char *text)
{
	struct model_op op = { .kind = kind, .at = at, .target = target };

	model_point(&op);
	if (model_run.trace && text)
		model_trace(model_run.current, at, "%s %s%s", at->word, at->what, text);
}

void model_rcu_wait(const struct model_at *at)
{
	struct model_thread *self = model_self();

	if (self->nesting)
		model_fail(at, "%s: in a section, waits for itself", at->word);
	if (model_alone())
		return;
	step(MODEL_GRACE_BEGIN, at, 0, "begins");
	grace_begin(&self->grace);
	step(MODEL_GRACE_END, at, 0, "ends");
}

void model_rcu_call(const struct model_at *at, struct rcu_head *head,
		    void (*func)(struct rcu_head *head))
{
	struct model_call *call;

	if (model_alone()) {
		func(head);
		return;
	}
	step(MODEL_CALL, at, 0, "");
	if (model_run.queued - model_run.called == MODEL_CALLS)
		model_fail(at, "%s: more than %u functions wait", at->word, MODEL_CALLS);
	call = &model_run.call[model_run.queued++ % MODEL_CALLS];
	call->head = head;
	call->func = func;
	grace_begin(&call->grace);
}

void model_rcu_barrier(const struct model_at *at)
{
	if (model_self()->nesting)
		model_fail(at, "%s: in a section, waits for itself", at->word);
	if (model_alone())
		return;
	step(MODEL_BARRIER_BEGIN, at, 0, "begins");
	step(MODEL_BARRIER_END, at, model_run.queued, "ends");
}

/*
 * The thread that calls back. What a function stored has been seen when it counts as
 * called: who waits for that relies on it. There is no end to it: a run ends when there
 * is nothing to do.
 */
void model_callbacks(void)
{
	static const struct model_at at = { "call_rcu", 0, "", "" };
	struct model_call call;

	for (;;) {
		step(MODEL_CALLBACK, &at, 0, "calls back");
		call = model_run.call[model_run.called % MODEL_CALLS];
		call.func(call.head);
		step(MODEL_CALLED, &at, 0, "returns");
		model_run.called++;
	}
}
