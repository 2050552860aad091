/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Taking pages out of the tables, and giving them back after a flush.
 */
#ifndef PTW_MM_UNMAP_H
#define PTW_MM_UNMAP_H

#include "mm/tables.h"

void zap(struct ptw_mm *mm, u64 first, u64 last);
void unmap_all(struct ptw_mm *mm);
void unmap_vmas(struct ptw_mm *mm, u64 first, u64 last);

#endif /* PTW_MM_UNMAP_H */
