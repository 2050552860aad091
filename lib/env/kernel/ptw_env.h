/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The environment of the walk, in the kernel: its own words, included. Twin of
 * lib/env/user/ptw_env.h; lib/env/WORDS lists what both must define.
 */
#ifndef PTW_ENV_H
#define PTW_ENV_H

#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/prefetch.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/types.h>
#include <asm/barrier.h>

/* See the twin for why clang goes without. */
#if defined(__clang__)
#define ptw_unroll
#else
#define ptw_unroll _Pragma("GCC unroll 8")
#endif

/* With the flags of a kernel gcc has a register for it; another copy is of no use. */
#define OPTIMIZER_RELOAD_VAR(var) ((void)0)

/* See the twin for both. */
#if defined(__clang__)
#define OPTIMIZER_KEEP_INDEX(var) ((void)0)
#else
#define OPTIMIZER_KEEP_INDEX(var) OPTIMIZER_HIDE_VAR(var)
#endif

#define PTW_EXPORT(sym) EXPORT_SYMBOL_GPL(sym)

/* The kernel's READ_ONCE() keeps dependencies in order. */
#define load_dependent(x) READ_ONCE(x)

/* Of a u64: returns what it was. For counts, which wrap. */
#define fetch_add(p, v) ((u64)atomic64_fetch_add((s64)(v), (atomic64_t *)(p)))

#ifdef PTW_DEBUG_CHECKS
#define PTW_DEBUG(cond) ((void)WARN_ON_ONCE(!(cond)))
#else
#define PTW_DEBUG(cond) ((void)sizeof(!(cond)))
#endif

#endif /* PTW_ENV_H */
