// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What the words for loads, stores, locks and waits do: say what is about to be done,
 * stop there, and do it. Alone, in setup and finish, nothing stops.
 */
#include "run.h"

static void trace_value(const struct model_at *at, const char *sign, u64 value)
{
	char text[MODEL_TEXT];

	if (!model_run.trace || model_alone())
		return;
	model_value_text(value, text, sizeof(text));
	model_trace(model_run.current, at, "%s %s %s %s", at->word, at->what, sign, text);
}

static void trace_word(const struct model_at *at)
{
	if (model_run.trace && !model_alone())
		model_trace(model_run.current, at, "%s %s", at->word, at->what);
}

/*
 * Stop, and come back when it is this thread's turn. Memory is asked about then: it can
 * have been freed meanwhile.
 */
static bool come_to(struct model_op *op)
{
	if (!model_alone())
		model_point(op);
	return !op->bytes || model_arena_check(op->at, op->p, op->bytes);
}

static void watch(const u8 *p, unsigned int bytes)
{
	struct model_thread *self = model_self();

	if (model_alone())
		return;
	if (self->nr_watched == MODEL_WATCHED) {
		self->woken = true;
		return;
	}
	self->watched[self->nr_watched] = p;
	self->watched_bytes[self->nr_watched++] = (u8)bytes;
}

u64 model_load(const struct model_at *at, const volatile void *p, unsigned int bytes,
	       enum model_order order)
{
	struct model_op op = {
		.kind = MODEL_LOAD, .at = at, .p = (u8 *)p, .bytes = bytes, .order = order
	};
	u64 value;

	if (!come_to(&op))
		return 0;
	value = model_run.memory->load(model_self(), &op);
	watch(op.p, bytes);
	trace_value(at, "is", value);
	return value;
}

static void store(struct model_op *op, u64 value)
{
	if (model_alone())
		model_poke(op->p, op->bytes, value);
	else if (op->kind == MODEL_STORE)
		model_run.memory->store(model_self(), op, value);
	else
		model_run.memory->rmw(model_self(), op, value);
}

void model_store(const struct model_at *at, volatile void *p, unsigned int bytes, u64 value,
		 enum model_order order)
{
	struct model_op op = {
		.kind = MODEL_STORE, .at = at, .p = (u8 *)p, .bytes = bytes, .order = order
	};

	if (!come_to(&op))
		return;
	store(&op, value);
	trace_value(at, "=", value);
}

void model_fill(const struct model_at *at, u64 *p, u64 value, size_t nr)
{
	struct model_op op = {
		.kind = MODEL_FILL, .at = at, .p = (u8 *)p, .bytes = nr * sizeof(*p)
	};
	size_t i;

	if (!come_to(&op))
		return;
	for (i = 0; i < nr; i++)
		p[i] = value;
	model_written(op.p, op.bytes, model_self());
	trace_value(at, "=", value);
}

static u64 exchange(const struct model_at *at, volatile void *p, unsigned int bytes, u64 value,
		    bool add)
{
	struct model_op op = { .kind = MODEL_RMW, .at = at, .p = (u8 *)p, .bytes = bytes };
	u64 old;

	if (!come_to(&op))
		return 0;
	old = model_peek(op.p, bytes);
	watch(op.p, bytes);
	store(&op, add ? old + value : value);
	trace_value(at, "was", old);
	return old;
}

u64 model_xchg(const struct model_at *at, volatile void *p, unsigned int bytes, u64 value)
{
	return exchange(at, p, bytes, value, false);
}

u64 model_fetch_add(const struct model_at *at, volatile void *p, unsigned int bytes, u64 value)
{
	return exchange(at, p, bytes, value, true);
}

bool model_try_cmpxchg(const struct model_at *at, volatile void *p, unsigned int bytes, u64 *old,
		       u64 value)
{
	struct model_op op = { .kind = MODEL_RMW, .at = at, .p = (u8 *)p, .bytes = bytes };
	u64 found, mask = bytes < 8 ? BIT_ULL(bytes * 8) - 1 : ~0ULL;

	if (!come_to(&op))
		return false;
	found = model_peek(op.p, bytes);
	watch(op.p, bytes);
	if (found != (*old & mask)) {
		trace_value(at, "fails, is", found);
		*old = found;
		return false;
	}
	store(&op, value);
	trace_value(at, "=", value);
	return true;
}

/* Waiting */

static void watch_nothing(void)
{
	model_self()->nr_watched = 0;
	model_self()->woken = false;
}

void model_wait_begin(void)
{
	watch_nothing();
}

void model_wait(const struct model_at *at)
{
	struct model_op op = { .kind = MODEL_WAIT, .at = at };

	if (model_alone()) {
		model_fail(at, "%s: nobody is there to wait for", at->word);
		return;
	}
	if (!model_self()->nr_watched)
		model_self()->woken = true;
	trace_word(at);
	come_to(&op);
	watch_nothing();
}

/* Locks. A lock's words are the scheduler's, and code can ask who has it. */

void model_lock_init(struct model_lock *lock)
{
	lock->owner = 0;
	lock->readers = 0;
	lock->ready = true;
}

static bool come_to_lock(enum model_kind kind, const struct model_at *at, struct model_lock *lock)
{
	struct model_op op = {
		.kind = kind, .at = at, .p = (u8 *)&lock->owner, .bytes = sizeof(lock->owner)
	};

	if (!come_to(&op))
		return false;
	if (!lock->ready) {
		model_fail(at, "%s %s: was never made a lock", at->word, at->what);
		return false;
	}
	return true;
}

void model_lock_destroy(const struct model_at *at, struct model_lock *lock)
{
	if (lock->owner || lock->readers || !lock->ready)
		model_fail(at, "%s %s: is held, or no lock", at->word, at->what);
	lock->ready = false;
}

static bool is_mine(const struct model_at *at, const struct model_lock *lock)
{
	if (lock->owner == model_current() + 1)
		return true;
	model_fail(at, "%s %s: is not held", at->word, at->what);
	return false;
}

void model_lock_asserted(const struct model_at *at, const struct model_lock *lock)
{
	is_mine(at, lock);
}

static void set_owner(struct model_lock *lock, const struct model_at *at, unsigned long owner)
{
	struct model_op op = {
		.kind = MODEL_RMW, .at = at, .p = (u8 *)&lock->owner, .bytes = sizeof(lock->owner)
	};

	store(&op, owner);
	if (owner)
		model_self()->locks++;
	else
		model_self()->locks--;
	trace_word(at);
}

void model_lock(const struct model_at *at, struct model_lock *lock)
{
	if (!model_alone() && lock->owner == model_current() + 1)
		model_fail(at, "%s %s: is held already, by the same thread", at->word, at->what);
	if (come_to_lock(MODEL_LOCK, at, lock))
		set_owner(lock, at, model_current() + 1);
}

void model_unlock(const struct model_at *at, struct model_lock *lock)
{
	if (come_to_lock(MODEL_UNLOCK, at, lock) && is_mine(at, lock))
		set_owner(lock, at, 0);
}

void model_unlock_later(const struct model_at *at, struct model_lock *lock)
{
	struct model_op op = { .kind = MODEL_STORE,
			       .at = at,
			       .p = (u8 *)&lock->owner,
			       .bytes = sizeof(lock->owner),
			       .unlocks = true };

	if (!come_to(&op) || !is_mine(at, lock))
		return;
	store(&op, 0);
	model_self()->locks--;
	trace_word(at);
}

static void set_readers(struct model_lock *lock, const struct model_at *at, unsigned long readers)
{
	if (readers > lock->readers)
		model_self()->locks++;
	else
		model_self()->locks--;
	lock->readers = readers;
	trace_word(at);
}

void model_lock_shared(const struct model_at *at, struct model_lock *lock)
{
	if (come_to_lock(MODEL_LOCK_SHARED, at, lock))
		set_readers(lock, at, lock->readers + 1);
}

void model_unlock_shared(const struct model_at *at, struct model_lock *lock)
{
	if (!come_to_lock(MODEL_UNLOCK_SHARED, at, lock))
		return;
	if (!lock->readers)
		model_fail(at, "%s %s: is not held", at->word, at->what);
	else
		set_readers(lock, at, lock->readers - 1);
}
