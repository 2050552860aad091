/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Tables that no mm has: one a level, each with one slot in use, walked as a live mm's
 * are. For ptes that no process can be made to have, or to hold still.
 */
#ifndef PTW_TEST_SCRATCH_H
#define PTW_TEST_SCRATCH_H

#include <ptw/space.h>
#include <ptw/types.h>

/**
 * struct scratch - Tables, and a space of them
 * @space: Walk it as any live space
 * @va: The address that all of the slots translate
 * @table: A page a level
 */
struct scratch {
	struct ptw_space space;
	u64 va;
	unsigned long table[PTW_MAX_LEVELS];
};

/**
 * scratch_init() - Make tables whose slots lead to the last, and that to nothing
 * @scratch: To be filled; scratch_free() it, whatever is returned
 * @space: Of the live mm
 */
int scratch_init(struct scratch *scratch, const struct ptw_space *space);

void scratch_free(struct scratch *scratch);

/* The slot at a level */
u64 *scratch_slot(const struct scratch *scratch, unsigned int level);

/* What the slot of the level above the table at @level has */
u64 scratch_table_word(const struct scratch *scratch, unsigned int level);

#endif /* PTW_TEST_SCRATCH_H */
