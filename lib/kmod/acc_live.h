/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * acc_live: tables of a live mm, through the kernel's direct map.
 *
 * What keeps them alive between enter and leave (C): interrupts are off on a CPU that
 * runs the mm.
 *
 *	- Where table freeing waits for RCU (arm64; x86 since 6.15; a paravirtualized
 *	  x86 before), interrupts off hold the grace period back.
 *	- x86 up to 6.14 on bare metal frees tables after it has sent an interrupt to
 *	  every CPU that runs the mm, which waits for us.
 *	- Collapse (khugepaged) and the last unsharing of a hugetlb table reuse a table
 *	  without a grace period, after tlb_remove_table_sync_one(): an interrupt to
 *	  every CPU. RCU alone would not be enough, on any version.
 *
 * The mm of somebody else is not walked: on such an x86 no interrupt is sent to a CPU
 * that does not run it, so nothing would wait for us. Neither is one whose task has
 * left it while this CPU keeps it loaded: active_mm of a lazy kernel thread.
 *
 * What a pte points to is not believed. One comparison keeps the address below the end of
 * the direct map: beyond it, it might be no canonical address, or a device. Below, pages
 * can be missing (holes, memfd_secret takes its own out; where physical addresses do not
 * begin at 0, what is before the map is no address of the kernel's), so the load may
 * fault, and then the table is unreachable. Where the cheapest load says nothing of
 * a fault and reads zero, a zero is loaded again by one that does.
 */
#ifndef PTW_KMOD_ACC_LIVE_H
#define PTW_KMOD_ACC_LIVE_H

#include <linux/irqflags.h>
#include <linux/sched.h>
#include <linux/uaccess.h>
#include <ptw/format.h>
#include <ptw/space.h>
#include "live_arch.h"
#include "ptw_env.h"

static __always_inline int live_load(const struct ptw_space *space, u64 pa, unsigned int bytes,
				     u64 *word)
{
	PTW_DEBUG(irqs_disabled());
	PTW_DEBUG(current->mm == space->cookie);
	if (unlikely(pa >= live_end(space)))
		return -EFAULT;
	/* Every format with a kernel of ours has ptes of 8 bytes. */
	BUILD_BUG_ON(sizeof(pte_t) != sizeof(u64));
	return live_load_nofault(space->mem, pa, word);
}

/* A zero of live_load() may be a fault; it has seen to the range. */
static inline int live_reload(const struct ptw_space *space, u64 pa, unsigned int bytes, u64 *word)
{
	__get_kernel_nofault(word, (u64 *)(unsigned long)(space->mem + pa), u64, fault);
	return 0;
fault:
	return -EFAULT;
}

/* Not local_irq_save(): arm64's looks first whether there is anything to be done. */
static __always_inline unsigned long live_enter(const struct ptw_space *space)
{
	unsigned long flags;

	local_save_flags(flags);
	local_irq_disable();
	return flags;
}

static __always_inline void live_leave(const struct ptw_space *space, unsigned long flags)
{
	local_irq_restore(flags);
}

static const struct ptw_access acc_live __maybe_unused = {
	.name = "live",
	.load = live_load,
	.reload = LIVE_FAULT_IS_ZERO ? live_reload : NULL,
	.enter = live_enter,
	.leave = live_leave,
};

#endif /* PTW_KMOD_ACC_LIVE_H */
