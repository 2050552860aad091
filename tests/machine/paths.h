/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Ways down the tables: an address, and descriptors written so that its walk ends
 * where and how it was meant to.
 */
#ifndef PTW_MACHINE_PATHS_H
#define PTW_MACHINE_PATHS_H

#include "regime.h"

/**
 * struct path - A way down
 * @va: The address
 * @half: The half it belongs to, by bit 55
 * @nr: Slots that were written, none below a root that is nowhere
 * @slot: Them, from the root down
 */
struct path {
	u64 va;
	unsigned int half;
	unsigned int nr;
	u64 *slot[PTW_MAX_LEVELS];
};

/* Draw an address of either half, now and then one that no root translates. */
u64 path_draw_va(const struct regime *regime);

void path_draw(const struct regime *regime, struct path *path);

#endif /* PTW_MACHINE_PATHS_H */
