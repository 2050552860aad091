// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * One slot, two values, and another processor that writes one after the other, as fast
 * as it can. Each answer must be one that a table at rest gives: what a second look at
 * the slot decides or says is neither.
 */
#include <linux/cpumask.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include "flip.h"
#include "kmod/ptw_live.h"
#include "scratch.h"

#define PER_GUARD 64

struct flipper {
	struct scratch scratch;
	u64 *slot;
	u64 word[2];
	struct ptw_leaf still[2]; /* the answers to them, of tables at rest */
};

static int flip_thread(void *arg)
{
	struct flipper *flipper = arg;
	unsigned int i;

	while (!kthread_should_stop()) {
		for (i = 0; i < 1024; i++)
			WRITE_ONCE(*flipper->slot, flipper->word[i & 1]);
		cond_resched();
	}
	return 0;
}

/* A leaf of all rights, some way up in memory; nobody looks at what is there. */
static u64 flip_leaf(unsigned int level)
{
	unsigned long pfn = BIT(34 - PAGE_SHIFT);

	if (!level)
		return pte_val(pte_mkyoung(pfn_pte(pfn, PAGE_SHARED)));
	return pmd_val(pmd_mkhuge(pmd_mkyoung(pfn_pmd(pfn, PAGE_SHARED))));
}

static u64 flip_protnone(void)
{
	return pte_val(pfn_pte(BIT(33 - PAGE_SHIFT), PAGE_NONE));
}

static int flip_setup(struct flipper *flipper, const struct ptw_space *space,
		      enum ptw_test_flip_kind kind)
{
	unsigned int level = kind == PTW_TEST_FLIP_HUGE, i;
	int ret = scratch_init(&flipper->scratch, space);

	if (ret)
		return ret;
	flipper->slot = scratch_slot(&flipper->scratch, level);
	flipper->word[0] = flip_leaf(level);
	if (kind == PTW_TEST_FLIP_PROTNONE)
		flipper->word[1] = flip_protnone();
	else if (kind == PTW_TEST_FLIP_HUGE)
		flipper->word[1] = *flipper->slot;
	if (kind == PTW_TEST_FLIP_HUGE)
		*scratch_slot(&flipper->scratch, 0) = flip_protnone();
	for (i = 0; i < 2; i++) {
		*flipper->slot = flipper->word[i];
		ptw_live_follow(&flipper->scratch.space, flipper->scratch.va, 0,
				&flipper->still[i]);
	}
	return 0;
}

static bool same(const struct ptw_leaf *a, const struct ptw_leaf *b)
{
	return a->pa == b->pa && a->pte == b->pte && a->info == b->info;
}

static void flip_walks(const struct flipper *flipper, struct ptw_test_flip *flip)
{
	struct ptw_leaf leaf, before = flipper->still[0];
	unsigned long flags;
	unsigned int i;

	local_irq_save(flags);
	for (i = 0; i < PER_GUARD; i++) {
		__ptw_live_follow(&flipper->scratch.space, flipper->scratch.va, 0, &leaf);
		if (!same(&leaf, &flipper->still[0]) && !same(&leaf, &flipper->still[1]))
			flip->wrong++;
		flip->turns += !same(&leaf, &before);
		before = leaf;
	}
	local_irq_restore(flags);
	flip->walks += PER_GUARD;
}

/*
 * Turns are counted, not walks: two processors that do not run at the same time, as those
 * of a busy host's guest, see none.
 */
static int flip_watch(const struct flipper *flipper, struct ptw_test_flip *flip)
{
	while (flip->turns < flip->want && !flip->wrong) {
		flip_walks(flipper, flip);
		cond_resched();
		if (signal_pending(current))
			return -EINTR;
	}
	return 0;
}

static int flip_start(struct flipper *flipper, struct ptw_test_flip *flip)
{
	unsigned int other = cpumask_any_but(cpu_online_mask, raw_smp_processor_id());
	struct task_struct *task;
	int ret;

	if (other >= nr_cpu_ids)
		return -ENODEV;
	task = kthread_create(flip_thread, flipper, "ptw-flip");
	if (IS_ERR(task))
		return PTR_ERR(task);
	kthread_bind(task, other);
	wake_up_process(task);
	ret = flip_watch(flipper, flip);
	kthread_stop(task);
	return ret;
}

int flip_run(const struct ptw_space *space, struct ptw_test_flip *flip)
{
	struct flipper *flipper = kzalloc(sizeof(*flipper), GFP_KERNEL);
	int ret;

	if (!flipper)
		return -ENOMEM;
	flip->walks = flip->turns = flip->wrong = 0;
	ret = flip_setup(flipper, space, flip->kind);
	if (!ret)
		ret = flip_start(flipper, flip);
	scratch_free(&flipper->scratch);
	kfree(flipper);
	return ret;
}
