/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The environment of the walk, in user space: the kernel's words for loads,
 * bits, hints and warnings, spelled with compiler builtins. This header is
 * installed and depends on no library; lib/env/kernel has its twin, -I chooses
 * between them, and lib/env/WORDS lists what both must define.
 */
#ifndef PTW_ENV_H
#define PTW_ENV_H

#include <linux/errno.h>
#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s64 s64;

/* Hints and linkage */

#define likely(x)      __builtin_expect(!!(x), 1)
#define unlikely(x)    __builtin_expect(!!(x), 0)
#define noinline       __attribute__((__noinline__))
#define __cold	       __attribute__((__cold__))
#define __maybe_unused __attribute__((__unused__))
#define prefetch(p)    __builtin_prefetch(p)

/* The compiler forgets what it knows of a variable. */
#define OPTIMIZER_HIDE_VAR(var) __asm__("" : "=r"(var) : "0"(var))

/*
 * What was loaded for one use and is as good loaded again for the next. gcc, which has no
 * register for it in a process' walk, would copy and overwrite what it is tested against.
 */
#define OPTIMIZER_RELOAD_VAR(var) OPTIMIZER_HIDE_VAR(var)

/*
 * An index that is scaled where it is added, which costs nothing. gcc would scale it where
 * it is made, which takes arm64 an instruction more; clang 14 does well by itself.
 */
#if defined(__clang__)
#define OPTIMIZER_KEEP_INDEX(var) ((void)0)
#else
#define OPTIMIZER_KEEP_INDEX(var) OPTIMIZER_HIDE_VAR(var)
#endif

/* Last, because UAPI's <linux/stddef.h> also has one: ours must win. */
#undef __always_inline
#define __always_inline inline __attribute__((__always_inline__))

/*
 * Copies of the body, one per turn, so that a level becomes a constant. gcc
 * needs to be told; clang 14 unrolls a loop with constant bounds by itself and
 * makes worse code when it is told to.
 */
#if defined(__clang__)
#define ptw_unroll
#else
#define ptw_unroll _Pragma("GCC unroll 8")
#endif

/* Nothing to do for the linker: the version script says what is exported. */
#define PTW_EXPORT(sym) struct ptw_export_##sym

/* Loads and stores that another thread may race with */

#define READ_ONCE(x)		__atomic_load_n(&(x), __ATOMIC_RELAXED)
#define WRITE_ONCE(x, v)	__atomic_store_n(&(x), (v), __ATOMIC_RELAXED)
#define smp_load_acquire(p)	__atomic_load_n((p), __ATOMIC_ACQUIRE)
#define smp_store_release(p, v) __atomic_store_n((p), (v), __ATOMIC_RELEASE)

/*
 * A load that leads on: what is loaded through its value comes after it, as by
 * rcu_dereference(), for a word that is no pointer of C. Processors keep that order by
 * themselves; TSan knows no dependencies, and hears of an acquire.
 */
#if defined(__SANITIZE_THREAD__)
#define PTW_TSAN
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define PTW_TSAN
#endif
#endif
#ifdef PTW_TSAN
#define load_dependent(x) __atomic_load_n(&(x), __ATOMIC_ACQUIRE)
#else
#define load_dependent(x) READ_ONCE(x)
#endif

/* Word by word: who looks meanwhile finds some of them changed */
static inline void memset64(u64 *p, u64 value, size_t nr)
{
	for (; nr; nr--)
		WRITE_ONCE(*p++, value);
}

/*
 * Read, change and write in one, in order with all that comes before and after, as the
 * kernel's: who stores by one of these and then loads is seen by who does the same the
 * other way round, or sees him. A locked instruction of x86 does that by itself. C's own
 * exchanges do not: arm64 may do a later load before the store. TSan sees no fences, and
 * orders exchanges without.
 */
#if defined(__x86_64__) || defined(__i386__) || defined(PTW_TSAN)
#define ptw_env_fence() ((void)0)
#else
#define ptw_env_fence() __atomic_thread_fence(__ATOMIC_SEQ_CST)
#endif

#define xchg(p, v)                                                                          \
	({                                                                                  \
		ptw_env_fence();                                                            \
		__typeof__(*(p)) ptw_old = __atomic_exchange_n((p), (v), __ATOMIC_SEQ_CST); \
		ptw_env_fence();                                                            \
		ptw_old;                                                                    \
	})
#define fetch_add(p, v)                                                                    \
	({                                                                                 \
		ptw_env_fence();                                                           \
		__typeof__(*(p)) ptw_old = __atomic_fetch_add((p), (v), __ATOMIC_SEQ_CST); \
		ptw_env_fence();                                                           \
		ptw_old;                                                                   \
	})
#define try_cmpxchg(p, old, new)                                                                 \
	({                                                                                       \
		ptw_env_fence();                                                                 \
		bool ptw_done = __atomic_compare_exchange_n((p), (old), (new), false,            \
							    __ATOMIC_SEQ_CST, __ATOMIC_RELAXED); \
		ptw_env_fence();                                                                 \
		ptw_done;                                                                        \
	})

/* Bits */

#define BIT_ULL(n)	  (1ULL << (n))
#define GENMASK_ULL(h, l) ((~0ULL << (l)) & (~0ULL >> (63 - (h))))
#define ARRAY_SIZE(a)	  (sizeof(a) / sizeof((a)[0]))

/**
 * fls64() - One more than the number of the highest bit set
 * @x: Any value
 *
 * Return: 0 for 0, 64 for a value with bit 63 set.
 */
static inline int fls64(u64 x)
{
	return x ? 64 - __builtin_clzll(x) : 0;
}

/* Assertions */

#ifdef __cplusplus
#define BUILD_BUG_ON(cond) static_assert(!(cond), #cond)
extern "C" {
#else
#define BUILD_BUG_ON(cond) _Static_assert(!(cond), #cond)
#endif

/**
 * ptw_env_warn() - Report an invariant of ours that broke
 * @what: The expression that should have been false
 * @file: Where it stands
 * @line: Where it stands
 *
 * Prints one line on stderr, and a backtrace where the library was built with
 * one. With PTW_WARN_FATAL in the environment it then aborts: tests and fuzzers
 * set it, so that the first warning fails the run.
 *
 * Context: Any thread.
 */
void ptw_env_warn(const char *what, const char *file, int line);

#ifdef __cplusplus
}
#endif

#define WARN_ON_ONCE(cond)                                                                        \
	({                                                                                        \
		static int ptw_warned;                                                            \
		int ptw_cond = !!(cond);                                                          \
		if (unlikely(ptw_cond) && !__atomic_exchange_n(&ptw_warned, 1, __ATOMIC_RELAXED)) \
			ptw_env_warn(#cond, __FILE__, __LINE__);                                  \
		unlikely(ptw_cond);                                                               \
	})

/* Expensive, and compiled out of a release */
#ifdef PTW_DEBUG_CHECKS
#define PTW_DEBUG(cond) ((void)WARN_ON_ONCE(!(cond)))
#else
#define PTW_DEBUG(cond) ((void)sizeof(!(cond)))
#endif

#endif /* PTW_ENV_H */
