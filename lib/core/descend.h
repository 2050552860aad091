/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The walk, written once. Read this first: ptw_walk() at the end picks the root,
 * ptw_descend() goes down by ptw_step_down(), ptw_fill_leaf() says what a leaf means,
 * and ptw_finish() answers whatever is not a plain, granted leaf.
 *
 * What a lockless walk guarantees; code refers to the letters:
 *
 *  A. One look decides. Kind, address, size and rights of the answer come from
 *     the one value that was loaded, single-copy atomic and of the pte's full
 *     width. A later look (the run's check) can only yield -EAGAIN or a smaller
 *     run. Where a zero may be no look, its reload is the look.
 *  B. Bounded. One load a level, one more of a zero that may be no look, and those
 *     of the run's check. No allocation, no lock, no shared write, no waiting. Every
 *     bit pattern has a defined answer, and cycles of tables are harmless.
 *  C. Alive. Between enter and leave of the access no table that can be reached is
 *     freed; what makes it so is the access's affair.
 *  D. A value, not a promise. Each pte was in its slot when it was loaded, but
 *     their composition need not have been the translation at any one moment.
 *  E. Hardware-exact. The answer is the processor's, with an empty TLB, for these
 *     tables and registers. What the operating system means comes on top.
 */
#ifndef PTW_CORE_DESCEND_H
#define PTW_CORE_DESCEND_H

#include <ptw/format.h>
#include <ptw/space.h>
#include <ptw/types.h>
#include <ptw/walk.h>
#include "ptw_env.h"

/*
 * Of the ptes of the tables on the way: what any of them denies, in the places of the
 * pte's own bits; and the last of them.
 */
struct ptw_tables {
	u64 denied;
	u64 last;
};

static __always_inline void ptw_pass_table(const struct ptw_format *fmt, struct ptw_tables *tables,
					   u64 pte)
{
	tables->denied |= pte ^ fmt->grants;
	tables->last = pte;
}

/*
 * The pte, made again from the one turned over. Where tables are the rule, the walk has
 * that one at hand, and need not keep the other for what is none.
 */
static __always_inline u64 ptw_turned_twice(const struct ptw_format *fmt, u64 pte)
{
	u64 turned = pte ^ fmt->grants;

	if (fmt->grants)
		OPTIMIZER_HIDE_VAR(turned);
	return turned ^ fmt->grants;
}

/*
 * What a walk saw where it stopped: @pte, loaded from @slot, below tables that have
 * @denied. An answer that is not finished carries it in its three words, so that the
 * hot path needs no memory for it; with the pte turned over, as ptw_pass_table() has it
 * at hand, so that the hot path need not keep the other; and with the level in those
 * bits of the slot's address that its alignment leaves.
 */
struct ptw_look {
	u64 slot;
	u64 pte;
	u64 denied;
	u64 level; /* no int: padding keeps a struct in memory, where stacks are cleared */
};

static __always_inline void ptw_put_look(const struct ptw_format *fmt, struct ptw_leaf *leaf,
					 u64 slot, unsigned int level, u64 pte, u64 denied)
{
	PTW_DEBUG(!(slot & (fmt->pte_bytes - 1)));
	leaf->pa = slot | level;
	leaf->pte = pte ^ fmt->grants;
	leaf->info = denied;
}

static __always_inline struct ptw_look ptw_get_look(const struct ptw_format *fmt,
						    const struct ptw_leaf *leaf)
{
	u64 below = fmt->pte_bytes - 1;
	struct ptw_look look = { leaf->pa & ~below, leaf->pte ^ fmt->grants, leaf->info,
				 leaf->pa & below };

	return look;
}

/* In place of a slot, for an address that no root translates: level and all bits set */
#define PTW_NO_SLOT (~0ULL)

/*
 * The cold ends of an instance: ptw_finish(), ptw_lost(), and ptw_look_again() before
 * ptw_finish(), with its descriptors folded in. @leaf carries the look; @lost is for a
 * walk that could not look, @again for one that cannot know whether it has.
 */
struct ptw_cold {
	int (*finish)(const struct ptw_space *space, u64 va, unsigned int want,
		      struct ptw_leaf *leaf);
	int (*lost)(const struct ptw_space *space, u64 va, unsigned int want,
		    struct ptw_leaf *leaf);
	int (*again)(const struct ptw_space *space, u64 va, unsigned int want,
		     struct ptw_leaf *leaf);
};

/* Of a walk without cold ends: anything but a plain, granted leaf */
#define PTW_NOT_PLAIN (-EAGAIN)

/* log2 of the bytes that one slot at @level spans */
static __always_inline unsigned int ptw_level_shift(const struct ptw_format *fmt,
						    unsigned int level)
{
	return fmt->page_shift + level * fmt->index_bits;
}

static __always_inline u64 ptw_info(enum ptw_kind kind, unsigned int level, unsigned int shift,
				    unsigned int run_shift, unsigned int rights,
				    enum ptw_reason reason)
{
	return (u64)kind << PTW_INFO_KIND_SHIFT | (u64)level << PTW_INFO_LEVEL_SHIFT |
	       (u64)shift << PTW_INFO_SHIFT_SHIFT | (u64)run_shift << PTW_INFO_RUN_SHIFT |
	       (u64)rights << PTW_INFO_RIGHTS_SHIFT | (u64)reason << PTW_INFO_REASON_SHIFT;
}

/*
 * The slot that translates @va in a table at @level. The root is indexed by as many
 * bits as are left, which its half knows; what is above them is no index.
 */
static __always_inline u64 ptw_slot(const struct ptw_format *fmt, const struct ptw_half *half,
				    u64 table, u64 va, unsigned int level, unsigned int top)
{
	unsigned int shift = ptw_level_shift(fmt, level);
	u64 index;

	if (level == top)
		return table + (va >> (shift - (fmt->pte_bytes == 8 ? 3 : 2)) & half->root_mask);
	index = va >> shift & (BIT_ULL(fmt->index_bits) - 1);
	OPTIMIZER_KEEP_INDEX(index);
	return table + index * fmt->pte_bytes;
}

/* One look (A). */
static __always_inline int ptw_load(const struct ptw_format *fmt, const struct ptw_access *acc,
				    const struct ptw_space *space, u64 slot, u64 *pte)
{
	u64 word;

	if (unlikely(acc->load(space, slot, fmt->pte_bytes, &word)))
		return -EFAULT;
	*pte = word;
	if (acc->reload && unlikely(!word))
		return acc->reload(space, slot, fmt->pte_bytes, pte);
	return 0;
}

/*
 * log2 of how many leaves make the run a leaf claims. No run is larger than the space;
 * a glance has seen to that.
 */
static __always_inline unsigned int ptw_run_bits(const struct ptw_format *fmt,
						 const struct ptw_half *half, u64 pte,
						 unsigned int level, unsigned int top, bool glanced)
{
	unsigned int bits, most;

	if (!fmt->run_bits || (fmt->whole_runs && glanced && fmt->glance))
		return 0;
	bits = fmt->run_bits(fmt, pte, level);
	if ((glanced && fmt->glance) || level != top)
		return bits;
	most = half->va_bits - ptw_level_shift(fmt, level);
	return bits < most ? bits : most;
}

/* log2 of the bytes that a leaf maps: its own, or those of its run where it maps all of it */
static __always_inline unsigned int ptw_mapped_shift(const struct ptw_format *fmt, u64 pte,
						     unsigned int level, bool glanced)
{
	unsigned int shift = ptw_level_shift(fmt, level);

	if (!fmt->whole_runs || (glanced && fmt->glance))
		return shift;
	return shift + fmt->run_bits(fmt, pte, level);
}

/*
 * Everything there is to say about a leaf, but for what speaks against it; @glanced is
 * whether it was known at a glance.
 *
 * From here to the answer everything waits for the pte. One that is in no cache takes so
 * long that the next walks begin meanwhile, until the processor has no room left for what
 * waits: an instruction saved here can let one more walk begin.
 */
static __always_inline u64 ptw_fill_leaf(const struct ptw_format *fmt,
					 const struct ptw_space *space, const struct ptw_half *half,
					 u64 va, u64 pte, u64 denied, unsigned int level,
					 unsigned int top, bool glanced, struct ptw_leaf *leaf)
{
	unsigned int shift = ptw_level_shift(fmt, level);
	u64 grant = fmt->leaf_grant(fmt, space, half, pte, denied);

	/* A word from here on: gcc would narrow what is done with it, and widen that again. */
	OPTIMIZER_HIDE_VAR(grant);
	leaf->pa = (glanced && fmt->glance_pa ? fmt->glance_pa(fmt, space, pte, level)
					      : fmt->leaf_pa(fmt, space, pte, level)) |
		   (va & (BIT_ULL(ptw_mapped_shift(fmt, pte, level, glanced)) - 1));
	leaf->pte = pte;
	leaf->info = ptw_info(PTW_LEAF, level, shift, shift, 0, PTW_REASON_NONE) +
		     (grant & PTW_GRANT_RIGHTS) +
		     ((u64)ptw_run_bits(fmt, half, pte, level, top, glanced) << PTW_INFO_RUN_SHIFT);
	return grant;
}

/* What one step down has come to */
enum ptw_stepped {
	PTW_STEP_DOWN, /* to the next table */
	PTW_STEP_LEAF, /* a leaf, whose rights are to be judged */
	PTW_STEP_STOP, /* something else */
	PTW_STEP_LOST, /* the slot could not be reached */
	PTW_STEP_ZERO, /* a hole, or no look at all: what is not there may read as zero */
};

/*
 * One step: load the pte of @level, and decide. @level and @top are constants, so
 * that shifts are immediates and only the kinds a level can have are looked for. A zero
 * is a hole whatever the format: where it may be no look, that is a question for later.
 */
static __always_inline enum ptw_stepped
ptw_step_down(const struct ptw_format *fmt, const struct ptw_access *acc,
	      const struct ptw_space *space, const struct ptw_half *half, u64 va,
	      unsigned int level, unsigned int top, u64 *table, struct ptw_tables *tables,
	      struct ptw_look *look)
{
	enum ptw_kind kind;
	u64 pte;

	look->slot = ptw_slot(fmt, half, *table, va, level, top);
	look->level = level;
	/* Not into @look: what an asm goto writes to is in memory, and all around it. */
	if (unlikely(acc->load(space, look->slot, fmt->pte_bytes, &pte)))
		return PTW_STEP_LOST;
	look->pte = pte;
	kind = (fmt->glance ? fmt->glance : fmt->kind)(fmt, space, look->pte, level);
	if (level && likely(kind == PTW_TABLE)) {
		ptw_pass_table(fmt, tables, look->pte);
		*table = fmt->glance_pa ? fmt->glance_pa(fmt, space, look->pte, 0)
					: fmt->table_pa(fmt, space, look->pte);
		return PTW_STEP_DOWN;
	}
	look->denied = tables->denied;
	if (level)
		look->pte = ptw_turned_twice(fmt, look->pte);
	if (likely(kind == PTW_LEAF))
		return PTW_STEP_LEAF;
	return acc->reload && !look->pte ? PTW_STEP_ZERO : PTW_STEP_STOP;
}

/*
 * Nothing speaks against a leaf, and nothing but rights was asked. Where more was, or
 * what is no PTW_WANT_* at all, ptw_finish() looks closer. An access flag that denies is
 * nothing that gets here: no glance takes such a leaf for a common one.
 */
static __always_inline bool ptw_plain(u64 grant, unsigned int want)
{
	if (unlikely(want >= PTW_GRANT_WANTS))
		return false;
	/* Not looked at before: clang would keep the bit until the other branch is taken. */
	OPTIMIZER_HIDE_VAR(grant);
	return likely(grant >> want & 1);
}

/*
 * Go down from the root, whose level is the constant @top. What is refused, lost or
 * no leaf ends in tails that all levels share; so does the judgement of large leaves,
 * but not that of pages, where each instruction counts.
 *
 * Without @cold ends it is %PTW_NOT_PLAIN, and the walk keeps nothing to say more: for
 * whoever then walks again, by an instance that has them.
 */
static __always_inline int ptw_descend(const struct ptw_format *fmt, const struct ptw_access *acc,
				       const struct ptw_cold *cold, const struct ptw_space *space,
				       const struct ptw_half *half, u64 va, unsigned int want,
				       struct ptw_leaf *leaf, unsigned int top)
{
	struct ptw_tables tables = { 0, 0 };
	u64 table = half->root;
	enum ptw_stepped stepped;
	struct ptw_look look;
	u64 grant;

#define STEP(l)                                                                                    \
	do {                                                                                       \
		if ((l) > (int)top)                                                                \
			break;                                                                     \
		stepped =                                                                          \
			ptw_step_down(fmt, acc, space, half, va, l, top, &table, &tables, &look);  \
		if (stepped == PTW_STEP_LEAF) {                                                    \
			grant = ptw_fill_leaf(fmt, space, half, va, look.pte, look.denied, l, top, \
					      true, leaf);                                         \
			if (l)                                                                     \
				goto judge;                                                        \
			if (ptw_plain(grant, want))                                                \
				return 0;                                                          \
			goto stop;                                                                 \
		}                                                                                  \
		if (stepped == PTW_STEP_ZERO)                                                      \
			goto again;                                                                \
		if (stepped == PTW_STEP_STOP)                                                      \
			goto stop;                                                                 \
		if (stepped == PTW_STEP_LOST)                                                      \
			goto lost;                                                                 \
	} while (0)

	STEP(4);
	STEP(3);
	STEP(2);
	STEP(1);
	STEP(0);
#undef STEP
	return -EUCLEAN; /* not reached: no format has tables at level 0 */
judge:
	if (ptw_plain(grant, want))
		return 0;
stop:
	if (!cold)
		return PTW_NOT_PLAIN;
	ptw_put_look(fmt, leaf, look.slot, look.level, look.pte, look.denied);
	return cold->finish(space, va, want, leaf);
lost:
	if (!cold)
		return PTW_NOT_PLAIN;
	ptw_put_look(fmt, leaf, look.slot, look.level, tables.last, 0);
	return cold->lost(space, va, want, leaf);
again:
	if (!cold)
		return PTW_NOT_PLAIN;
	ptw_put_look(fmt, leaf, look.slot, look.level, tables.last, look.denied);
	return cold->again(space, va, want, leaf);
}

/*
 * Look at the whole run that a leaf claims. All of its slots must map, as this one
 * does, one block: each its part, or all of it. A: this can only shrink the run, or find
 * that the pte itself is another by now.
 */
static __always_inline int ptw_check_run(const struct ptw_format *fmt, const struct ptw_access *acc,
					 const struct ptw_space *space, u64 va,
					 const struct ptw_look *look, struct ptw_leaf *leaf)
{
	unsigned int shift = ptw_leaf_shift(leaf), run_shift = ptw_leaf_run_shift(leaf);
	unsigned int level = ptw_leaf_level(leaf);
	u64 nr = BIT_ULL(run_shift - shift), self = va >> shift & (nr - 1), i, pte;
	u64 first = look->slot - self * fmt->pte_bytes, part = fmt->whole_runs ? 0 : BIT_ULL(shift);
	u64 base = fmt->leaf_pa(fmt, space, look->pte, level) - self * part;
	bool whole = !(base & (BIT_ULL(run_shift) - 1)), same;

	for (i = 0; i < nr; i++) {
		if (ptw_load(fmt, acc, space, first + i * fmt->pte_bytes, &pte))
			pte = 0;
		same = fmt->kind(fmt, space, pte, level) == PTW_LEAF &&
		       fmt->leaf_pa(fmt, space, pte, level) == base + i * part &&
		       fmt->run_key(fmt, pte) == fmt->run_key(fmt, look->pte);
		if (i == self && !same) {
			leaf->pa = 0;
			leaf->pte = pte;
			leaf->info = ptw_info(fmt->kind(fmt, space, pte, level), level, shift,
					      shift, 0, PTW_REASON_NONE);
			return -EAGAIN;
		}
		whole &= same;
	}
	if (!whole)
		leaf->info = ptw_info(PTW_LEAF, level, shift, shift, ptw_leaf_rights(leaf),
				      PTW_REASON_NONE);
	return 0;
}

static __always_inline int ptw_refuse(struct ptw_leaf *leaf, enum ptw_reason reason)
{
	leaf->info |= (u64)reason << PTW_INFO_REASON_SHIFT;
	return -EACCES;
}

/* A leaf against which something speaks, or of which more was asked. */
static __always_inline int ptw_finish_leaf(const struct ptw_format *fmt,
					   const struct ptw_dialect *dia,
					   const struct ptw_access *acc,
					   const struct ptw_space *space, u64 va, unsigned int want,
					   const struct ptw_look *look, struct ptw_leaf *leaf)
{
	const struct ptw_half *half = fmt->half(fmt, space, va);
	unsigned int access = want & (PTW_RIGHTS_USER | PTW_WANT_USER), level = look->level;
	u64 grant;
	int ret = 0;

	grant = ptw_fill_leaf(fmt, space, half, va, look->pte, look->denied, level, half->top,
			      false, leaf);
	if (fmt->run_bits && want & PTW_CHECK_RUN &&
	    ptw_leaf_run_shift(leaf) > ptw_leaf_shift(leaf))
		ret = ptw_check_run(fmt, acc, space, va, look, leaf);
	if (ret)
		return ret;
	if (dia->judge && want & PTW_WANT_OS && space->os.layout) {
		if (dia->judge(fmt, space, look->pte, level, ptw_leaf_rights(leaf), want))
			return ptw_refuse(leaf, PTW_REASON_PERMISSION);
		return 0;
	}
	if (access & PTW_RIGHTS_USER && fmt->leaf_faults && fmt->leaf_faults(fmt, space, look->pte))
		return ptw_refuse(leaf, PTW_REASON_ACCESS_FLAG);
	if (!(grant >> access & 1))
		return ptw_refuse(leaf, PTW_REASON_PERMISSION);
	return 0;
}

/* How many slots from @slot on cannot be reached, of the @nr that its table has. */
static __always_inline u64 ptw_unreachable_slots(const struct ptw_format *fmt,
						 const struct ptw_access *acc,
						 const struct ptw_space *space, u64 slot, u64 nr)
{
	u64 i, pte;

	for (i = 0; i < nr; i++)
		if (!ptw_load(fmt, acc, space, slot + i * fmt->pte_bytes, &pte))
			break;
	return i;
}

/* How many slots a table at @level has */
static __always_inline u64 ptw_table_slots(const struct ptw_format *fmt,
					   const struct ptw_half *half, unsigned int level)
{
	if (level == half->top)
		return BIT_ULL(half->va_bits - ptw_level_shift(fmt, level));
	return BIT_ULL(fmt->index_bits);
}

/*
 * The answer of a walk that could not look: an address that no root translates, or
 * a slot that cannot be reached; when it is the root's, perhaps the whole root.
 */
static __always_inline int ptw_lost(const struct ptw_format *fmt, const struct ptw_access *acc,
				    const struct ptw_space *space, u64 va, struct ptw_leaf *leaf)
{
	const struct ptw_half *half = fmt->half(fmt, space, va);
	struct ptw_look look;
	unsigned int shift;
	u64 nr;

	if (leaf->pa == PTW_NO_SLOT) {
		leaf->pte = 0;
		leaf->pa = 0;
		leaf->info = ptw_info(PTW_RANGE, 0, 0, 0, 0, fmt->range_reason(fmt, space, va));
		return -ERANGE;
	}
	look = ptw_get_look(fmt, leaf);
	shift = ptw_level_shift(fmt, look.level);
	leaf->pa = look.slot;
	leaf->pte = look.pte;
	nr = ptw_table_slots(fmt, half, look.level);
	if (look.level == half->top && ptw_unreachable_slots(fmt, acc, space, half->root, nr) == nr)
		shift = half->va_bits;
	leaf->info = ptw_info(PTW_UNREACHABLE, look.level, shift, shift, 0, PTW_REASON_UNREACHABLE);
	return -EFAULT;
}

/* What the hardware calls not present: a hole, or what the dialect makes of it */
static __always_inline int ptw_finish_absent(const struct ptw_format *fmt,
					     const struct ptw_dialect *dia,
					     const struct ptw_space *space, u64 va,
					     unsigned int level, struct ptw_leaf *leaf)
{
	unsigned int shift = ptw_level_shift(fmt, level);
	enum ptw_state state = PTW_STATE_NONE;
	struct ptw_soft soft = { .state = PTW_STATE_NONE };

	if (dia->refine && leaf->pte && space->os.layout)
		state = dia->refine(fmt, space, leaf->pte, level, va, &soft);
	leaf->pa = 0;
	if (ptw_state_has_pa(state))
		leaf->pa = (soft.pa & ~(BIT_ULL(shift) - 1)) | (va & (BIT_ULL(shift) - 1));
	leaf->info = ptw_info(state ? PTW_SOFT : PTW_HOLE, level, shift, shift, 0,
			      PTW_REASON_NOT_PRESENT) |
		     (u64)state << PTW_INFO_STATE_SHIFT;
	return -ENOENT;
}

/*
 * Go on from tables that were not known at a glance, or were not there when the walk came
 * by. Return: 0, or -EFAULT with the answer, where the next one cannot be reached
 */
static __always_inline int ptw_go_on(const struct ptw_format *fmt, const struct ptw_access *acc,
				     const struct ptw_space *space, u64 va, struct ptw_look *look,
				     struct ptw_leaf *leaf)
{
	const struct ptw_half *half = fmt->half(fmt, space, va);
	struct ptw_tables tables = { look->denied, 0 };
	u64 table;

	while (look->level && fmt->kind(fmt, space, look->pte, look->level) == PTW_TABLE) {
		ptw_pass_table(fmt, &tables, look->pte);
		table = fmt->table_pa(fmt, space, look->pte);
		look->level--;
		look->slot = ptw_slot(fmt, half, table, va, look->level, half->top);
		if (ptw_load(fmt, acc, space, look->slot, &look->pte)) {
			ptw_put_look(fmt, leaf, look->slot, look->level, tables.last, 0);
			return ptw_lost(fmt, acc, space, va, leaf);
		}
		look->denied = tables.denied;
	}
	return 0;
}

/*
 * The answer of every walk that found something else than a plain, granted leaf.
 * Cold, and out of line: one copy an instance.
 */
static __always_inline int ptw_finish(const struct ptw_format *fmt, const struct ptw_dialect *dia,
				      const struct ptw_access *acc, const struct ptw_space *space,
				      u64 va, unsigned int want, struct ptw_leaf *leaf)
{
	struct ptw_look look = ptw_get_look(fmt, leaf);
	unsigned int level, shift;

	if ((fmt->glance || acc->reload) && ptw_go_on(fmt, acc, space, va, &look, leaf))
		return -EFAULT;
	level = look.level;
	shift = ptw_level_shift(fmt, level);
	leaf->pte = look.pte;
	switch (fmt->kind(fmt, space, leaf->pte, level)) {
	case PTW_LEAF:
		return ptw_finish_leaf(fmt, dia, acc, space, va, want, &look, leaf);
	case PTW_BAD:
		leaf->pa = 0;
		leaf->info = ptw_info(PTW_BAD, level, shift, shift, 0,
				      fmt->bad_reason(fmt, space, leaf->pte, level));
		return -EUCLEAN;
	default:
		return ptw_finish_absent(fmt, dia, space, va, level, leaf);
	}
}

/*
 * Look again, where a zero may have been no look; @leaf's pte is the table's that points
 * there. Return: 0, with the look, for ptw_finish(); or -EFAULT with the answer
 */
static __always_inline int ptw_look_again(const struct ptw_format *fmt,
					  const struct ptw_access *acc,
					  const struct ptw_space *space, u64 va,
					  struct ptw_leaf *leaf)
{
	struct ptw_look look = ptw_get_look(fmt, leaf);

	if (acc->reload && acc->reload(space, look.slot, fmt->pte_bytes, &look.pte))
		return ptw_lost(fmt, acc, space, va, leaf);
	ptw_put_look(fmt, leaf, look.slot, look.level, look.pte, look.denied);
	return 0;
}

/* Go down from a root, in the copy of the descent that is made for its top level. */
static __always_inline int ptw_walk_half(const struct ptw_format *fmt, const struct ptw_access *acc,
					 const struct ptw_cold *cold, const struct ptw_space *space,
					 const struct ptw_half *half, u64 va, unsigned int want,
					 struct ptw_leaf *leaf)
{
	unsigned int top;

	ptw_unroll
	for (top = fmt->top_max; top > fmt->top_min; top--)
		if (likely(half->top == top))
			return ptw_descend(fmt, acc, cold, space, half, va, want, leaf, top);
	return ptw_descend(fmt, acc, cold, space, half, va, want, leaf, fmt->top_min);
}

/* No root translates the address. */
static __always_inline int ptw_no_root(const struct ptw_cold *cold, const struct ptw_space *space,
				       u64 va, unsigned int want, struct ptw_leaf *leaf)
{
	leaf->pa = PTW_NO_SLOT;
	return cold->lost(space, va, want, leaf);
}

/* Pick the root. */
static __always_inline int ptw_walk(const struct ptw_format *fmt, const struct ptw_access *acc,
				    const struct ptw_cold *cold, const struct ptw_space *space,
				    u64 va, unsigned int want, struct ptw_leaf *leaf)
{
	const struct ptw_half *half = fmt->half(fmt, space, va);

	if (unlikely(!half))
		return ptw_no_root(cold, space, va, want, leaf);
	return ptw_walk_half(fmt, acc, cold, space, half, va, want, leaf);
}

#endif /* PTW_CORE_DESCEND_H */
