/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The environment of the walk, in the explorer: the words of user space, but for those
 * by which threads see each other, and warnings. These are points at which another
 * thread may run, and a warning is a finding. Twin of lib/env/user/ptw_env.h, which it
 * takes the others from.
 */
#ifndef PTW_ENV_MODEL_H
#define PTW_ENV_MODEL_H

#include "words.h"

/* The type of a value of @x; a comma's is without the qualifiers of what it was read from. */
#define MODEL_VALUE(x) __typeof__(((void)0, (x)))

/* Loads and stores that another thread may race with */

#undef READ_ONCE
#undef WRITE_ONCE
#undef smp_load_acquire
#undef smp_store_release
#undef load_dependent
#define READ_ONCE(x) \
	((MODEL_VALUE(x))model_load(MODEL_AT("READ_ONCE", #x), &(x), sizeof(x), MODEL_RELAXED))
#define WRITE_ONCE(x, v)                                         \
	model_store(MODEL_AT("WRITE_ONCE", #x), &(x), sizeof(x), \
		    (u64)(unsigned long)(MODEL_VALUE(x))(v), MODEL_RELAXED)
#define smp_load_acquire(p)                                                                 \
	((MODEL_VALUE(*(p)))model_load(MODEL_AT("smp_load_acquire", #p), (p), sizeof(*(p)), \
				       MODEL_ACQUIRE))
#define smp_store_release(p, v)                                           \
	model_store(MODEL_AT("smp_store_release", #p), (p), sizeof(*(p)), \
		    (u64)(unsigned long)(MODEL_VALUE(*(p)))(v), MODEL_RELEASE)
#define load_dependent(x)                                                            \
	((MODEL_VALUE(x))model_load(MODEL_AT("load_dependent", #x), &(x), sizeof(x), \
				    MODEL_DEPENDENT))

/* One step, and at once: of what nobody else should use, nothing is lost by that. */
#define memset64(p, value, nr) model_fill(MODEL_AT("memset64", #p), p, value, nr)

/* Read, change and write in one; in order with all that comes before and after */

#undef xchg
#undef fetch_add
#undef try_cmpxchg
#define xchg(p, v)                                                              \
	((MODEL_VALUE(*(p)))model_xchg(MODEL_AT("xchg", #p), (p), sizeof(*(p)), \
				       (u64)(unsigned long)(MODEL_VALUE(*(p)))(v)))
#define fetch_add(p, v) \
	((MODEL_VALUE(*(p)))model_fetch_add(MODEL_AT("fetch_add", #p), (p), sizeof(*(p)), (u64)(v)))
#define try_cmpxchg(p, old, new)                                                                   \
	({                                                                                         \
		u64 model_old = (u64)(unsigned long)*(old);                                        \
		bool model_done = model_try_cmpxchg(MODEL_AT("try_cmpxchg", #p), (p),              \
						    sizeof(*(p)), &model_old,                      \
						    (u64)(unsigned long)(MODEL_VALUE(*(p)))(new)); \
		*(old) = (MODEL_VALUE(*(p)))model_old;                                             \
		model_done;                                                                        \
	})

/* Assertions: the expensive ones are always in. */

#undef WARN_ON_ONCE
#undef PTW_DEBUG
#define WARN_ON_ONCE(cond)                                           \
	({                                                           \
		int model_cond = !!(cond);                           \
		if (unlikely(model_cond))                            \
			model_warn(MODEL_AT("WARN_ON_ONCE", #cond)); \
		unlikely(model_cond);                                \
	})
#define PTW_DEBUG(cond) ((void)WARN_ON_ONCE(!(cond)))

#endif /* PTW_ENV_MODEL_H */
