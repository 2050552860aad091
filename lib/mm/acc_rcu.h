/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * acc_rcu: tables of the model, in its arena.
 *
 * What keeps them alive between enter and leave (C of core/descend.h): a read section of
 * RCU. A table that is taken out of reach by unmapping, or by the collapse of a file's
 * pages, is freed after a grace period; one that is taken out by the collapse of
 * anonymous pages is touched only after a wait for all sections.
 *
 * A pte can point behind the arena's end; no table is there.
 */
#ifndef PTW_MM_ACC_RCU_H
#define PTW_MM_ACC_RCU_H

#include <ptw/format.h>
#include <ptw/phys.h>
#include <ptw/space.h>
#include "ptw_env_rcu.h"

/* Tables of the model have ptes of 8 bytes. */
static inline int rcu_load(const struct ptw_space *space, u64 pa, unsigned int bytes, u64 *word)
{
	PTW_DEBUG(rcu_read_lock_held());
	(void)bytes;
	if (unlikely(pa - space->mem_first >= space->mem_bytes))
		return -EFAULT;
	/*
	 * Pairs with the release in slot_set(). Without the dependency we could follow the
	 * pointer to a new table and find there what was in it before it was filled.
	 */
	*word = load_dependent(*(const u64 *)(unsigned long)(space->mem + pa));
	PTW_DEBUG(*word != PTW_PHYS_POISON);
	return 0;
}

static inline unsigned long rcu_enter(const struct ptw_space *space)
{
	(void)space;
	rcu_read_lock();
	return 0;
}

static inline void rcu_leave(const struct ptw_space *space, unsigned long cookie)
{
	(void)space;
	(void)cookie;
	rcu_read_unlock();
}

static const struct ptw_access acc_rcu __maybe_unused = {
	.name = "rcu",
	.load = rcu_load,
	.enter = rcu_enter,
	.leave = rcu_leave,
};

#endif /* PTW_MM_ACC_RCU_H */
