/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The tables of a live user address space, walked by the kernel that runs it. What is
 * made here is an ordinary space: ptw_follow(), ptw_iterate(), ptw_explain() and their
 * unguarded twins take it; ptw_live_follow() is the same without an indirect call.
 *
 * The rules about context hold for all of them:
 *
 *	- The mm must be current->mm: that of the running task, or one a kernel thread
 *	  has adopted with kthread_use_mm(). Interrupt handlers may walk the mm of the
 *	  task they interrupt.
 *	- Between enter and leave interrupts are off. The guarded calls see to it, the
 *	  unguarded ones (__ptw_) want it done: local_irq_save() around them, for no
 *	  more than 64 walks or one table.
 *	- ptw_iterate() takes the guard for one table at a time: a load a slot, after
 *	  those that lead there. A slot that cannot be reached costs a fault instead;
 *	  of a root that is out of reach all slots are tried, by a single walk as well.
 *	  Interrupts come in between, other tasks need not: a caller who has a large
 *	  range cuts it, and lets them run with cond_resched().
 *	- Nothing sleeps, allocates or takes a lock.
 *
 * An answer is a value, not a promise. Only an mmu_notifier's retry check, under the
 * consumer's own lock and with the sequence taken before the walk, makes it more.
 */
#ifndef PTW_KMOD_PTW_LIVE_H
#define PTW_KMOD_PTW_LIVE_H

#include <ptw/space.h>
#include <ptw/walk.h>

struct mm_struct;

/**
 * ptw_live_init() - Make a space of a live user address space
 * @space: To be filled
 * @mm: current->mm, or what kthread_use_mm() made it
 * @error: Filled when the kernel is refused; may be %NULL
 *
 * Geometry and registers are read from the running kernel and processor, and so was the
 * format when the module was loaded; the dialect, and how deep tables of that format are,
 * come from the headers it was built with. The space holds no reference to @mm: it is good
 * as long as @mm is. Addresses are without tags, as GUP wants them, and those above the
 * user half are %PTW_RANGE: nothing here keeps the tables of the kernel.
 *
 * Protection keys are rules about who accesses, and a consumer tied to a notifier is
 * not the thread whose keys happen to be loaded: they refuse nothing here.
 *
 * Where memory ends is read here once. Tables in memory that is added later are out of
 * reach: a walk says %PTW_UNREACHABLE, a lookup %PTW_UNKNOWN.
 *
 * Context: Process context with @mm as current->mm. Does not sleep.
 * Return: 0; -EOPNOTSUPP for a kernel that is not understood: a Xen PV guest, memory
 * encryption other than SME, tables of a shape or depth, or a register of a feature, that
 * is not walked; -EINVAL for registers that contradict each other, or an mm that is not the
 * current one.
 */
int ptw_live_init(struct ptw_space *space, struct mm_struct *mm, struct ptw_error *error);

/**
 * ptw_live_follow() - Translate one user address
 * @space: Made by ptw_live_init()
 * @va: The address
 * @want: PTW_WANT_*; %PTW_WANT_OS judges as GUP does
 * @leaf: Filled, whatever is returned
 *
 * Context: Any in which the mm is current->mm, see above.
 * Return: As ptw_follow().
 */
int ptw_live_follow(const struct ptw_space *space, __u64 va, unsigned int want,
		    struct ptw_leaf *leaf);

/**
 * __ptw_live_follow() - ptw_live_follow() for a caller that has interrupts off
 * @space: Made by ptw_live_init()
 * @va: The address
 * @want: PTW_WANT_*
 * @leaf: Filled, whatever is returned
 *
 * Context: Interrupts off, the mm is current->mm.
 * Return: As ptw_follow().
 */
int __ptw_live_follow(const struct ptw_space *space, __u64 va, unsigned int want,
		      struct ptw_leaf *leaf);

#endif /* PTW_KMOD_PTW_LIVE_H */
