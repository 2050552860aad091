/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Processors in the middle of an access, and the flush that waits for them: what a TLB
 * and its shootdown are to a real machine.
 *
 *	processor                        mutator
 *	---------                        -------
 *	cpus_enter: counted in phase 0
 *	  loads the pte: the page
 *	                                 pte: empty
 *	                                 cpus_flush: phase 1; waits for those of phase 0
 *	  loads or stores the word
 *	cpus_leave
 *	                                 copies the page, or gives it back
 *
 * A. Who is counted before the phase changes is waited for. Who is counted after it, in
 *    the new phase, looks at the pte after it was changed: both the count and the change
 *    of the phase are RMWs, and come in one order.
 * B. Who counted himself in a phase that is no more goes out, and in again: he may have
 *    come too late to be waited for.
 * C. Progress. A flush waits for accesses that were there before it, each of which ends
 *    without waiting for anybody; those that come meanwhile are in the other phase.
 */
#ifndef PTW_MM_CPUS_H
#define PTW_MM_CPUS_H

#include "mm/phys.h"

/*
 * @lock: One flush at a time
 * @phase: 0 or 1
 * @inside: How many accesses there are of each phase
 */
struct cpus {
	spinlock_t lock;
	u64 phase;
	u64 inside[2];
};

static inline void cpus_init(struct cpus *cpus)
{
	spin_lock_init(&cpus->lock);
	cpus->phase = 0;
	cpus->inside[0] = 0;
	cpus->inside[1] = 0;
}

static inline void cpus_leave(struct cpus *cpus, u64 phase)
{
	count_add(&cpus->inside[phase], -1ULL);
}

/* Return: the phase, for cpus_leave() */
static inline u64 cpus_enter(struct cpus *cpus)
{
	u64 phase = READ_ONCE(cpus->phase);

	for (;;) {
		count_add(&cpus->inside[phase], 1);
		if (likely(READ_ONCE(cpus->phase) == phase))
			return phase;
		cpus_leave(cpus, phase); /* B */
		phase = READ_ONCE(cpus->phase);
	}
}

static inline void cpus_flush(struct cpus *cpus)
{
	u64 old;

	spin_lock(&cpus->lock);
	old = cpus->phase;
	xchg(&cpus->phase, old ^ 1);
	/* Pairs with the RMW in cpus_leave(): what was stored in the access is seen after. */
	wait_until(!smp_load_acquire(&cpus->inside[old]));
	spin_unlock(&cpus->lock);
}

#endif /* PTW_MM_CPUS_H */
