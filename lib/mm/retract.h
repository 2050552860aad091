/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Collapse of a file's pages, and of the table that mapped them.
 */
#ifndef PTW_MM_RETRACT_H
#define PTW_MM_RETRACT_H

#include "mm/mm.h"

int collapse_file(struct ptw_mm *mm, struct vma *vma, u64 va, u64 block);

#endif /* PTW_MM_RETRACT_H */
