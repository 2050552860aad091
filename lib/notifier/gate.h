/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A gate: many go in and out, and now and then one keeps it closed, for a moment in
 * which nobody is inside. It keeps what invalidations look at as it is while one of
 * them is active: who subscribes to a notifier, what a mirror covers.
 *
 *	invalidation                     change
 *	------------                     ------
 *	gate_enter: inside++
 *	  looks: not there yet
 *	                                 gate_close: waits; without the wait, it
 *	                                 publishes, a walk finds a page, and installs
 *	  frees the page
 *	gate_leave: inside--
 *	                                 publishes
 *	                                 gate_open
 *
 * A. Between enter and leave what the gate keeps does not change: closing waits for
 *    inside == 0, under the lock that entering takes.
 * B. Who enters sees every change before: his lock comes after the unlock in
 *    gate_open().
 * C. Progress. Entering waits for a lock that is held shortly, but for what is done
 *    behind a closed gate. Closing waits for those inside, and can be overtaken by new
 *    ones: so one who is inside may enter again.
 */
#ifndef PTW_NOTIFIER_GATE_H
#define PTW_NOTIFIER_GATE_H

#include "ptw_env_sync.h"

struct gate {
	spinlock_t lock;
	u64 inside;
};

static inline void gate_init(struct gate *gate)
{
	spin_lock_init(&gate->lock);
	gate->inside = 0;
}

/* For who holds the gate's lock, because there is more to do under it */
static inline void __gate_enter(struct gate *gate)
{
	WRITE_ONCE(gate->inside, gate->inside + 1);
}

static inline int __gate_leave(struct gate *gate)
{
	if (!gate->inside)
		return -EINVAL;
	WRITE_ONCE(gate->inside, gate->inside - 1);
	return 0;
}

static inline void gate_enter(struct gate *gate)
{
	spin_lock(&gate->lock);
	__gate_enter(gate);
	spin_unlock(&gate->lock);
}

static inline int gate_leave(struct gate *gate)
{
	int ret;

	spin_lock(&gate->lock);
	ret = __gate_leave(gate);
	spin_unlock(&gate->lock);
	return ret;
}

/* Returns with the gate's lock held. The wait is a hint, what counts is seen locked. */
static inline void gate_close(struct gate *gate)
{
	spin_lock(&gate->lock);
	while (gate->inside) {
		spin_unlock(&gate->lock);
		wait_until(!READ_ONCE(gate->inside));
		spin_lock(&gate->lock);
	}
}

static inline void gate_open(struct gate *gate)
{
	spin_unlock(&gate->lock);
}

#endif /* PTW_NOTIFIER_GATE_H */
