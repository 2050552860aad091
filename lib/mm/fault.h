/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A page fault, on its way through fault.c and wp.c.
 */
#ifndef PTW_MM_FAULT_H
#define PTW_MM_FAULT_H

#include "mm/rmap.h"

/*
 * @mm: Whose; its mmap_lock is held for reading
 * @vma: The mapping
 * @va: The address
 * @want: What must be granted
 * @slot: Where it is mapped, or will be
 * @pte: What was loaded there, without a lock: to be compared under it
 * @seen: What that says
 */
struct fault {
	struct ptw_mm *mm;
	struct vma *vma;
	u64 va;
	u32 want;
	struct slot slot;
	u64 pte;
	struct seen seen;
};

int mm_fault(struct ptw_mm *mm, u64 va, u32 want);
int fault_upgrade(struct fault *fault, u32 rights, u32 attr);
int wp_fault(struct fault *fault);

#endif /* PTW_MM_FAULT_H */
