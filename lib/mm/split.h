/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Huge pages, mapped by small ptes.
 */
#ifndef PTW_MM_SPLIT_H
#define PTW_MM_SPLIT_H

#include "mm/tables.h"

void split_locked(struct ptw_mm *mm, const struct slot *slot);
int split_at(struct ptw_mm *mm, u64 va);
void split_across(struct ptw_mm *mm, u64 va);

#endif /* PTW_MM_SPLIT_H */
