/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What is behind the words of the model's environment. Each is a point: before it is
 * done, another thread may run. Each knows where it stands, so that a run can be told
 * in lines of the source. In setup and finish of a scenario, where there is one thread,
 * they just do what they say.
 */
#ifndef PTW_ENV_MODEL_WORDS_H
#define PTW_ENV_MODEL_WORDS_H

#include "../user/ptw_env.h"

/* A place in the source: the word that stands there, and of what */
struct model_at {
	const char *file;
	int line;
	const char *word;
	const char *what;
};

#define MODEL_AT(word, what)                                                                \
	({                                                                                  \
		static const struct model_at model_at = { __FILE__, __LINE__, word, what }; \
		&model_at;                                                                  \
	})

/* What a load or store is ordered with. SC and TSO keep more than any asks for. */
enum model_order {
	MODEL_RELAXED,
	MODEL_DEPENDENT,
	MODEL_ACQUIRE,
	MODEL_RELEASE,
};

u64 model_load(const struct model_at *at, const volatile void *p, unsigned int bytes,
	       enum model_order order);
void model_store(const struct model_at *at, volatile void *p, unsigned int bytes, u64 value,
		 enum model_order order);
void model_fill(const struct model_at *at, u64 *p, u64 value, size_t nr);
u64 model_xchg(const struct model_at *at, volatile void *p, unsigned int bytes, u64 value);
u64 model_fetch_add(const struct model_at *at, volatile void *p, unsigned int bytes, u64 value);
bool model_try_cmpxchg(const struct model_at *at, volatile void *p, unsigned int bytes, u64 *old,
		       u64 value);

/* A finding, and the end of the run */
void model_warn(const struct model_at *at);

/* 1 and up: a thread of the scenario, or the one that calls back; 0: setup and finish */
unsigned long model_current(void);

/*
 * Sleeping: from model_wait_begin() on, what the thread loads is noted; then
 * model_wait() sleeps until some of it has been written since, and notes anew.
 */
void model_wait_begin(void);
void model_wait(const struct model_at *at);

/* Locks. @owner: who has it for himself; @readers: how many have it together */
struct model_lock {
	unsigned long owner;
	unsigned long readers;
	bool ready;
};

void model_lock_init(struct model_lock *lock);
void model_lock_destroy(const struct model_at *at, struct model_lock *lock);
void model_lock(const struct model_at *at, struct model_lock *lock);
void model_unlock(const struct model_at *at, struct model_lock *lock);
void model_unlock_later(const struct model_at *at, struct model_lock *lock);
void model_lock_shared(const struct model_at *at, struct model_lock *lock);
void model_unlock_shared(const struct model_at *at, struct model_lock *lock);
void model_lock_asserted(const struct model_at *at, const struct model_lock *lock);

/* Grace periods */
struct rcu_head;
void model_rcu_enter(void);
void model_rcu_leave(const struct model_at *at);
bool model_rcu_inside(void);
void *model_rcu_found(const struct model_at *at, const void *p);
void model_rcu_wait(const struct model_at *at);
void model_rcu_call(const struct model_at *at, struct rcu_head *head,
		    void (*func)(struct rcu_head *head));
void model_rcu_barrier(const struct model_at *at);

/* Memory, numbered: the n-th of a thread is at one place in every run. */
void *model_zalloc(const struct model_at *at, size_t nr, size_t bytes);
void model_free(const struct model_at *at, const void *p);

#endif /* PTW_ENV_MODEL_WORDS_H */
