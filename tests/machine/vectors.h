/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Where EL1 lands when its fetch is aborted: the half that is not asked about translates
 * its first page to vectors that call EL2.
 */
#ifndef PTW_MACHINE_VECTORS_H
#define PTW_MACHINE_VECTORS_H

#include "regime.h"

/* Before a fetch from @half. Return: the address for VBAR_EL1 */
u64 vectors_map(const struct regime *regime, unsigned int half);

/* After it: the other half has its own root back. */
void vectors_unmap(const struct regime *regime, unsigned int half);

#endif /* PTW_MACHINE_VECTORS_H */
