/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What is not judged: where asking would disturb the machine, and where the emulator is
 * known to be wrong. Each has a name and is counted.
 */
#ifndef PTW_MACHINE_EXCLUSIONS_H
#define PTW_MACHINE_EXCLUSIONS_H

#include "query.h"

/* Whether this cannot be asked; libptw has been, the processor has not. */
bool exclude_before(const struct query *query);

/* Whether this difference is one of those known; asked about differences only */
bool exclude_after(const struct query *query);

void exclusions_say(void);

#endif /* PTW_MACHINE_EXCLUSIONS_H */
