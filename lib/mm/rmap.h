/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Counting who maps a frame, and finding them.
 */
#ifndef PTW_MM_RMAP_H
#define PTW_MM_RMAP_H

#include "mm/tables.h"

/* Under the lock of the slot's table: the count is what the ptes say. */
void map_small(struct ptw_mm *mm, struct frame *frame);
void map_huge(struct frame *head);
struct frame *unmap_seen(struct ptw_mm *mm, const struct seen *seen, unsigned int level);
void frame_set_anon(struct ptw_mm *mm, u64 nr, u64 index);

/**
 * struct rmap_walk - A visit to all that can map a block of frames
 * @phys: The arena
 * @head: The block's head; held
 * @found: Called with a part of a mapping that can map some of the block, and the number
 *	of the frame that the first page of it would be. Return: 0, or an error that ends it
 */
struct rmap_walk {
	struct ptw_phys *phys;
	struct frame *head;
	int (*found)(struct rmap_walk *walk, struct ptw_mm *mm, u64 first, u64 last, u64 nr);
};

int rmap_walk(struct rmap_walk *walk);

#endif /* PTW_MM_RMAP_H */
