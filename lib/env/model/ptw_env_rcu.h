/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The environment of what is published and freed, in the explorer: grace periods that
 * the scheduler knows, and memory of which it is known when it was freed. Twin of
 * lib/env/user/ptw_env_rcu.h; lib/env/WORDS lists what both must define.
 */
#ifndef PTW_ENV_RCU_H
#define PTW_ENV_RCU_H

#include "ptw_env_sync.h"
#include "../user/ptw_env_list.h"

struct rcu_head {
	struct rcu_head *next;
	void (*func)(struct rcu_head *head);
};

/*
 * Entering is no point, and leaving only where something was found: see lib/env/model/rcu.c
 * for why nothing is missed.
 */
#define rcu_read_lock()	     model_rcu_enter()
#define rcu_read_unlock()    model_rcu_leave(MODEL_AT("rcu_read_unlock", ""))
#define rcu_read_lock_held() model_rcu_inside()
#define synchronize_rcu()    model_rcu_wait(MODEL_AT("synchronize_rcu", ""))
#define call_rcu(head, func) model_rcu_call(MODEL_AT("call_rcu", #head), head, func)
#define rcu_barrier()	     model_rcu_barrier(MODEL_AT("rcu_barrier", ""))

#define rcu_dereference(p) \
	((MODEL_VALUE(p))model_rcu_found(MODEL_AT("rcu_dereference", #p), load_dependent(p)))
#define rcu_dereference_protected(p, c) (PTW_DEBUG(c), READ_ONCE(p))
#define rcu_assign_pointer(p, v)	smp_store_release(&(p), (v))

#define GFP_KERNEL 0

#define kzalloc(bytes, gfp) ((void)(gfp), model_zalloc(MODEL_AT("kzalloc", #bytes), 1, bytes))
#define kcalloc(nr, bytes, gfp) \
	((void)(gfp), model_zalloc(MODEL_AT("kcalloc", #nr ", " #bytes), nr, bytes))
#define kfree(p) model_free(MODEL_AT("kfree", #p), p)

#endif /* PTW_ENV_RCU_H */
