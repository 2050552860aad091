// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The same lookup by the task itself, by an interrupt of it, and by a kernel thread that
 * has adopted its mm. What is not current->mm is refused.
 */
#include <linux/completion.h>
#include <linux/irq_work.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/mmu_context.h>
#include <linux/sched/task.h>
#include "context.h"
#include "kmod/ptw_live.h"

struct context {
	struct irq_work work;
	struct completion done;
	struct mm_struct *mm;
	const struct ptw_space *space;
	struct ptw_test_context *say;
};

static void context_look(const struct ptw_space *space, u64 va, struct ptw_test_answer *answer)
{
	struct ptw_leaf leaf;

	answer->ret = ptw_live_follow(space, va, 0, &leaf);
	answer->pa = leaf.pa;
	answer->pte = leaf.pte;
	answer->info = leaf.info;
}

static void context_interrupt(struct irq_work *work)
{
	struct context *context = container_of(work, struct context, work);

	context_look(context->space, context->say->va, &context->say->interrupt);
	context->say->in_interrupt = !!in_hardirq();
	complete(&context->done);
}

static int context_thread(void *arg)
{
	struct context *context = arg;
	struct ptw_test_context *say = context->say;
	struct ptw_space space;

	say->foreign = ptw_live_init(&space, context->mm, NULL);
	kthread_use_mm(context->mm);
	say->adopted.ret = ptw_live_init(&space, context->mm, NULL);
	if (!say->adopted.ret)
		context_look(&space, say->va, &say->adopted);
	kthread_unuse_mm(context->mm);
	complete(&context->done);
	return 0;
}

int context_run(const struct ptw_space *space, struct ptw_test_context *say)
{
	struct context context = { .mm = current->mm, .space = space, .say = say };
	struct task_struct *task;

	if (say->va > space->last[0])
		return -EINVAL;
	context_look(space, say->va, &say->task);
	init_completion(&context.done);
	init_irq_work(&context.work, context_interrupt);
	/* It comes to this processor, and finds this task on it. */
	preempt_disable();
	irq_work_queue(&context.work);
	while (!completion_done(&context.done))
		cpu_relax();
	preempt_enable();
	irq_work_sync(&context.work);
	reinit_completion(&context.done);
	task = kthread_create(context_thread, &context, "ptw-adopts");
	if (IS_ERR(task))
		return PTR_ERR(task);
	get_task_struct(task);
	wake_up_process(task);
	wait_for_completion(&context.done);
	/* It has left the module's code when this returns. */
	kthread_stop(task);
	put_task_struct(task);
	return 0;
}
