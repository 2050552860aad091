/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Physical memory of the model: an arena of frames, from pa 0 on, that tables and pages
 * of several address spaces come from. It has a fixed size, and what it knows of a
 * frame is what Linux keeps in a struct page. A pa behind its end is memory without
 * struct pages: it can be mapped, but nothing answers there.
 *
 * A frame that was freed holds %PTW_PHYS_POISON in every slot, or in every word of data.
 */
#ifndef PTW_PHYS_H
#define PTW_PHYS_H

#include <linux/errno.h>
#include <ptw/policy.h>
#include <ptw/types.h>

struct ptw_phys;

#pragma GCC visibility push(default)
#ifdef __cplusplus
extern "C" {
#endif

/* What a freed frame holds: as a pte it is bad, or leads out of any arena. */
#define PTW_PHYS_POISON 0x6b6b6b6b6b6b6b6bULL

/**
 * struct ptw_phys_config - What an arena is made from
 * @format: Tables of this format, or of one with the same pages and slots, will be in it
 * @frames: How many pages of the format it has
 * @words: How many words of 8 bytes of a page hold data, from its first byte on; at
 *	least 1. Fewer make copies and comparisons cheap
 * @tear: Each word of data is loaded and stored in two halves
 */
struct ptw_phys_config {
	const char *format;
	__u32 frames;
	__u32 words;
	__u32 tear;
};

/**
 * struct ptw_frame - What is known of a frame at one moment
 * @life: How often it was allocated: another life is another page
 * @refs: References to it, or to the block it is part of; 0 when it is free, and of a
 *	kind whose references nobody counts
 * @pins: Those of them that are pins
 * @mapcount: How many ptes map it, those that map the whole block among them
 * @order: log2 of the frames of its block
 * @kind: enum ptw_page_kind
 * @table: It is a page table
 * @dirty: It, or the block, was written to since it was last called clean
 * @referenced: It, or the block, was accessed
 * @secret: Secret memory
 * @exclusive: Anonymous, and nobody else's: may be written to without a copy
 */
struct ptw_frame {
	__u64 life;
	__u64 refs;
	__u64 pins;
	__u64 mapcount;
	__u8 order;
	__u8 kind;
	__u8 table;
	__u8 dirty;
	__u8 referenced;
	__u8 secret;
	__u8 exclusive;
};

/**
 * ptw_phys_create() - Make an arena
 * @config: What from
 * @phys: The arena; %NULL where there is none
 *
 * Frame 0 is the zero page.
 *
 * Context: May sleep.
 * Return: 0; -EINVAL for a format that cannot be written, for a number of words that is
 * 0 or more than a page has, for less than 2 frames or more than 64 GiB of them;
 * -ENOMEM.
 */
int ptw_phys_create(const struct ptw_phys_config *config, struct ptw_phys **phys);

/**
 * ptw_phys_destroy() - End an arena
 * @phys: The arena, or %NULL
 *
 * Waits for what was freed, see ptw_phys_settle().
 *
 * Context: Sleeps.
 * Return: 0, or -EBUSY while a frame is in use, but for the zero page.
 */
int ptw_phys_destroy(struct ptw_phys *phys);

/**
 * ptw_phys_settle() - Wait until what was freed is free
 * @phys: The arena
 *
 * Tables are freed after a grace period.
 *
 * Context: Sleeps; in no section that a grace period waits for.
 */
void ptw_phys_settle(struct ptw_phys *phys);

/**
 * ptw_phys_free() - How many frames are free
 * @phys: The arena
 *
 * Context: Any.
 */
__u64 ptw_phys_free(struct ptw_phys *phys);

/**
 * ptw_phys_refuse() - Have one allocation of a frame, or a block, refused
 * @phys: The arena
 * @nth: Which, counted from 1 on; 0: none
 *
 * For tests of what happens then.
 *
 * Context: Any.
 * Return: What was left of the last request: 0 where it has been met.
 */
unsigned long ptw_phys_refuse(struct ptw_phys *phys, unsigned long nth);

/**
 * ptw_phys_frame() - What is known of a frame
 * @phys: The arena
 * @pa: Any address in it
 * @frame: Filled
 *
 * Context: Any. Takes no lock: while others change the frame, members may be of
 * different moments.
 * Return: 0, or -EFAULT behind the arena's end.
 */
int ptw_phys_frame(struct ptw_phys *phys, __u64 pa, struct ptw_frame *frame);

/**
 * ptw_phys_pin() - Keep a page, as DMA does
 * @phys: The arena
 * @pa: Any address in it
 *
 * A pin keeps the page, not what maps it. It is a reference as well, and keeps the page
 * from being migrated, merged and shared by fork.
 *
 * Context: Any.
 * Return: 0; -EFAULT behind the arena's end; -ENOENT for a page that nobody holds;
 * -EOPNOTSUPP for a table, and for one without references.
 */
int ptw_phys_pin(struct ptw_phys *phys, __u64 pa);

/**
 * ptw_phys_unpin() - Keep it no longer
 * @phys: The arena
 * @pa: As for ptw_phys_pin()
 *
 * Context: Any.
 * Return: 0; -EFAULT behind the arena's end; -ENOENT for a page without a pin.
 */
int ptw_phys_unpin(struct ptw_phys *phys, __u64 pa);

/**
 * ptw_phys_reserve() - Take a block of frames away, to be of a special kind
 * @phys: The arena
 * @kind: %PTW_PAGE_RESERVED, %PTW_PAGE_ZONE_DEVICE, %PTW_PAGE_NON_REFCOUNTED, or
 *	%PTW_PAGE_NONE: as if there was no struct page
 * @order: log2 of how many; the block is aligned to its size
 * @pa: Its address
 *
 * Context: Any.
 * Return: 0; -EINVAL for another kind; -ENOMEM where no such block is free.
 */
int ptw_phys_reserve(struct ptw_phys *phys, enum ptw_page_kind kind, unsigned int order, __u64 *pa);

/**
 * ptw_phys_release() - Give a reserved block back
 * @phys: The arena
 * @pa: As it came from ptw_phys_reserve()
 *
 * Whether memory without references is still mapped somewhere nobody counts: who
 * releases it must know.
 *
 * Context: Any.
 * Return: 0; -EINVAL for what is no reserved block; -EBUSY for device memory that is
 * mapped, or held.
 */
int ptw_phys_release(struct ptw_phys *phys, __u64 pa);

/**
 * ptw_phys_load() - Load a word of data, as a device would, or a guest
 * @phys: The arena
 * @pa: Aligned to 8 bytes
 * @word: The word
 *
 * Nothing is checked but that there is data: that of a free frame is poison.
 *
 * Context: Any.
 * Return: 0; -EINVAL for an address that is not aligned; -EFAULT where there is no data.
 */
int ptw_phys_load(struct ptw_phys *phys, __u64 pa, __u64 *word);

/**
 * ptw_phys_store() - Store a word of data, as a device would, or a guest
 * @phys: The arena
 * @pa: Aligned to 8 bytes
 * @word: The word
 *
 * Context: Any.
 * Return: As ptw_phys_load(); and -EFAULT for a table.
 */
int ptw_phys_store(struct ptw_phys *phys, __u64 pa, __u64 word);

/**
 * ptw_phys_memory() - The arena as it is in memory
 * @phys: The arena
 * @bytes: How long it is
 *
 * For who walks it by himself; words must be loaded as walks load them.
 *
 * Context: Any.
 * Return: Where pa 0 is.
 */
const void *ptw_phys_memory(struct ptw_phys *phys, __u64 *bytes);

#ifdef __cplusplus
}
#endif
#pragma GCC visibility pop

#endif /* PTW_PHYS_H */
