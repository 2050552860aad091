/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * PTW_INSTANTIATE(name, fmt, dia, acc): the walks of one format, dialect and
 * access, as functions with external linkage:
 *
 *	ptw_<name>_follow            takes the guard
 *	__ptw_<name>_follow          the caller holds it
 *	ptw_<name>_iterate, __ptw_<name>_iterate
 *	__ptw_<name>_iterate_block, __ptw_<name>_block_leaf
 *	ptw_<name>                   all of them, for ptw_space_init_instance()
 *
 * The three descriptors are constants, so that the compiler folds every call of a
 * member. PTW_DECLARE_INSTANCE(name) declares them.
 */
#ifndef PTW_CORE_INSTANCE_H
#define PTW_CORE_INSTANCE_H

#include <ptw/instances.h>
#include "descend.h"
#include "iterate.h"

/*
 * Where there is no guard to take, the walk is in the function that would take it, and
 * the other one goes there: who calls the former takes no jump to get to the walk.
 */
static __always_inline bool ptw_guarded(const struct ptw_access *acc)
{
	return acc->enter || acc->leave;
}

static __always_inline unsigned long ptw_enter(const struct ptw_access *acc,
					       const struct ptw_space *space)
{
	return acc->enter ? acc->enter(space) : 0;
}

static __always_inline void ptw_leave(const struct ptw_access *acc, const struct ptw_space *space,
				      unsigned long cookie)
{
	if (acc->leave)
		acc->leave(space, cookie);
}

static __always_inline int ptw_answer_slot(const struct ptw_format *fmt,
					   const struct ptw_cold *cold,
					   const struct ptw_block *block, unsigned int i,
					   unsigned int want, struct ptw_leaf *leaf)
{
	u64 va = block->va + ((u64)i << block->shift);
	u64 pte = READ_ONCE(block->words[i]);

	if (fmt->kind(fmt, block->space, pte, block->level) == PTW_TABLE) {
		leaf->pa = 0;
		leaf->pte = pte;
		leaf->info = ptw_info(PTW_TABLE, block->level, block->shift, block->shift, 0,
				      PTW_REASON_NONE);
		return -EAGAIN;
	}
	ptw_put_look(fmt, leaf, 0, block->level, pte, block->denied);
	return cold->finish(block->space, va, want & ~PTW_CHECK_RUN, leaf);
}

#define PTW_INSTANTIATE(iname, ifmt, idia, iacc)                                              \
	PTW_DECLARE_INSTANCE(iname)                                                           \
                                                                                              \
	static noinline __cold int iname##_finish(const struct ptw_space *space, u64 va,      \
						  unsigned int want, struct ptw_leaf *leaf)   \
	{                                                                                     \
		return ptw_finish(&(ifmt), &(idia), &(iacc), space, va, want, leaf);          \
	}                                                                                     \
                                                                                              \
	static noinline __cold int iname##_lost(const struct ptw_space *space, u64 va,        \
						unsigned int want, struct ptw_leaf *leaf)     \
	{                                                                                     \
		(void)want;                                                                   \
		return ptw_lost(&(ifmt), &(iacc), space, va, leaf);                           \
	}                                                                                     \
                                                                                              \
	static noinline __cold int iname##_again(const struct ptw_space *space, u64 va,       \
						 unsigned int want, struct ptw_leaf *leaf)    \
	{                                                                                     \
		if (ptw_look_again(&(ifmt), &(iacc), space, va, leaf))                        \
			return -EFAULT;                                                       \
		return iname##_finish(space, va, want, leaf);                                 \
	}                                                                                     \
                                                                                              \
	static const struct ptw_cold iname##_cold = { iname##_finish, iname##_lost,           \
						      iname##_again };                        \
                                                                                              \
	static __always_inline int iname##_walk(const struct ptw_space *space, u64 va,        \
						unsigned int want, struct ptw_leaf *leaf)     \
	{                                                                                     \
		return ptw_walk(&(ifmt), &(iacc), &iname##_cold, space, va, want, leaf);      \
	}                                                                                     \
                                                                                              \
	int __ptw_##iname##_follow(const struct ptw_space *space, u64 va, unsigned int want,  \
				   struct ptw_leaf *leaf)                                     \
	{                                                                                     \
		if (!ptw_guarded(&(iacc)))                                                    \
			return ptw_##iname##_follow(space, va, want, leaf);                   \
		return iname##_walk(space, va, want, leaf);                                   \
	}                                                                                     \
	PTW_EXPORT(__ptw_##iname##_follow);                                                   \
                                                                                              \
	int ptw_##iname##_follow(const struct ptw_space *space, u64 va, unsigned int want,    \
				 struct ptw_leaf *leaf)                                       \
	{                                                                                     \
		unsigned long cookie;                                                         \
		int ret;                                                                      \
                                                                                              \
		if (!ptw_guarded(&(iacc)))                                                    \
			return iname##_walk(space, va, want, leaf);                           \
		cookie = ptw_enter(&(iacc), space);                                           \
		ret = __ptw_##iname##_follow(space, va, want, leaf);                          \
		ptw_leave(&(iacc), space, cookie);                                            \
		return ret;                                                                   \
	}                                                                                     \
	PTW_EXPORT(ptw_##iname##_follow);                                                     \
                                                                                              \
	int __ptw_##iname##_iterate(struct ptw_cursor *cursor)                                \
	{                                                                                     \
		return ptw_iterate_table(&(ifmt), &(iacc), &iname##_cold, cursor);            \
	}                                                                                     \
	PTW_EXPORT(__ptw_##iname##_iterate);                                                  \
                                                                                              \
	int ptw_##iname##_iterate(struct ptw_cursor *cursor)                                  \
	{                                                                                     \
		unsigned long cookie;                                                         \
		int ret;                                                                      \
                                                                                              \
		do {                                                                          \
			cookie = ptw_enter(&(iacc), cursor->space);                           \
			ret = __ptw_##iname##_iterate(cursor);                                \
			ptw_leave(&(iacc), cursor->space, cookie);                            \
		} while (!ret && !cursor->nr);                                                \
		return ret;                                                                   \
	}                                                                                     \
	PTW_EXPORT(ptw_##iname##_iterate);                                                    \
                                                                                              \
	int __ptw_##iname##_iterate_block(struct ptw_cursor *cursor, struct ptw_block *block) \
	{                                                                                     \
		return ptw_iterate_words(&(ifmt), &(iacc), cursor, block);                    \
	}                                                                                     \
	PTW_EXPORT(__ptw_##iname##_iterate_block);                                            \
                                                                                              \
	int __ptw_##iname##_block_leaf(const struct ptw_block *block, unsigned int i,         \
				       unsigned int want, struct ptw_leaf *leaf)              \
	{                                                                                     \
		return ptw_answer_slot(&(ifmt), &iname##_cold, block, i, want, leaf);         \
	}                                                                                     \
	PTW_EXPORT(__ptw_##iname##_block_leaf);                                               \
                                                                                              \
	const struct ptw_instance ptw_##iname = {                                             \
		.name = #iname,                                                               \
		.fmt = &(ifmt),                                                               \
		.dia = &(idia),                                                               \
		.acc = &(iacc),                                                               \
		.follow = ptw_##iname##_follow,                                               \
		.__follow = __ptw_##iname##_follow,                                           \
		.iterate = ptw_##iname##_iterate,                                             \
		.__iterate = __ptw_##iname##_iterate,                                         \
		.__iterate_block = __ptw_##iname##_iterate_block,                             \
		.__block_leaf = __ptw_##iname##_block_leaf,                                   \
	};                                                                                    \
	PTW_EXPORT(ptw_##iname)

#endif /* PTW_CORE_INSTANCE_H */
