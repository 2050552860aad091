/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Inside the arena: what is known of each frame, and how frames are taken, held, filled
 * and given back. The array of frames stays as long as the arena, so a walker may look
 * at a frame that it does not hold; what it sees may be of another life of it.
 */
#ifndef PTW_MM_PHYS_H
#define PTW_MM_PHYS_H

#include <ptw/format.h>
#include <ptw/phys.h>
#include "ptw_env_rcu.h"

struct file;
struct ptw_mm;

enum frame_use {
	FRAME_FREE,
	FRAME_PAGE,
	FRAME_TABLE,
};

/*
 * What a page table has besides: Linux keeps it in the same struct page.
 * @lock: Its slots change under it; Linux's PTL
 * @rcu: For when it is freed
 * @phys: Where it is freed to
 * @mm: Whose it is
 * @level: Its level
 * @deposit: Of level 1: tables kept for the split of its huge leaves, the first of a chain
 * @next: In such a chain
 */
struct table {
	spinlock_t lock;
	struct rcu_head rcu;
	struct ptw_phys *phys;
	struct ptw_mm *mm;
	u64 deposit;
	u64 next;
	u32 level;
};

/*
 * Frames of a block have one head, the first; who holds or locks one holds the block.
 *
 * @life: How often it was allocated
 * @refs: Of the head: references, one of them for each pte that maps any of the block
 * @pins: Of the head: those that are pins
 * @mapped: Of the head: ptes that map any of the block
 * @maps: Ptes of level 0 that map this frame
 * @whole: Of the head: ptes that map the block
 * @shared: Of the head: how often a fork, a split or a migration has added to @mapped
 * @dirty, @referenced: Of the head
 * @exclusive: Anonymous, and nobody else's: of the head where it is mapped whole
 * @locked: Of the head: somebody migrates it, writes it back, or maps it from a file
 * @head: Number of the head
 * @order: log2 of the frames of the block
 * @kind: enum ptw_page_kind
 * @use: enum frame_use
 * @secret: Secret memory
 * @index: Of a file: its page there. Anonymous: what linear_page_index() says
 * @family: Anonymous: of the address spaces that can map it
 * @file: Whose page cache it is in, %NULL when anonymous
 * @table: Of a table
 * @seen_maps, @seen_whole: ptw_mm_check() counts here
 */
struct frame {
	u64 life;
	u64 refs;
	u64 pins;
	u64 mapped;
	u64 maps;
	u64 whole;
	u64 shared;
	u64 dirty;
	u64 referenced;
	u64 exclusive;
	u64 locked;
	u64 head;
	u32 order;
	u32 kind;
	u32 use;
	u32 secret;
	u64 index;
	u64 family;
	struct file *file;
	struct table table;
	u64 seen_maps;
	u64 seen_whole;
};

/*
 * @lock: For who is free: @free, @lowest, @refuse, use of frames
 * @mem: Where pa 0 is
 * @bytes: Of @mem
 * @nr: How many frames there are
 * @lowest: No frame below is free
 * @deferred: Tables that wait for the end of a grace period
 * @rmap: The mappings of all address spaces: held to look for those of a page, and for
 *	writing to change one, or to move its tables. Linux: anon_vma and i_mmap locks
 * @mms: Address spaces, in the order in which they came: a child after its parent
 * @families: How many there were
 */
struct ptw_phys {
	spinlock_t lock;
	struct frame *frames;
	void *mem;
	u64 bytes;
	u64 nr;
	u64 free;
	u64 lowest;
	u64 refuse;
	u32 page_shift;
	u32 index_bits;
	u32 words;
	u32 tear;
	u64 deferred;
	struct rw_semaphore rmap;
	struct list_head mms;
	u64 families;
};

/* Number of no frame: 0 is the zero page's, which is never taken or given back. */
#define NO_FRAME 0ULL

static inline u64 frame_pa(const struct ptw_phys *phys, u64 nr)
{
	return nr << phys->page_shift;
}

/* The frame at @pa, or %NULL behind the arena's end */
static inline struct frame *frame_at(const struct ptw_phys *phys, u64 pa)
{
	return pa >> phys->page_shift < phys->nr ? &phys->frames[pa >> phys->page_shift] : NULL;
}

static inline u64 frame_nr(const struct ptw_phys *phys, const struct frame *frame)
{
	return frame - phys->frames;
}

/* Of a frame that is not held, the head may be of another life: look again under a hold. */
static inline struct frame *frame_head(const struct ptw_phys *phys, const struct frame *frame)
{
	return &phys->frames[READ_ONCE(frame->head)];
}

static inline u64 *frame_words(const struct ptw_phys *phys, u64 nr)
{
	return (u64 *)((char *)phys->mem + (nr << phys->page_shift));
}

/* Change a number that others change; it may wrap, for what is subtracted. */
static inline void count_add(u64 *count, u64 nr)
{
	/* What gcc knows of frame_at() makes it warn of a pointer that is nowhere. */
	OPTIMIZER_HIDE_VAR(count);
	fetch_add(count, nr);
}

static inline void frame_get(struct frame *head)
{
	PTW_DEBUG(READ_ONCE(head->refs));
	count_add(&head->refs, 1);
}

/* phys.c: taking and giving back */
u64 page_alloc(struct ptw_phys *phys, unsigned int order);
u64 frame_take(struct ptw_phys *phys, unsigned int order, enum frame_use use);
void frame_give(struct ptw_phys *phys, u64 nr);

/* frame.c: holding, locking, and what is in them */
bool frame_tryget(struct frame *head);
void frame_put(struct ptw_phys *phys, struct frame *head);
bool frame_trylock(struct frame *head);
void frame_lock(struct frame *head);
void frame_unlock(struct frame *head);
void words_fill(struct ptw_phys *phys, u64 nr, unsigned int order, u64 word);
void words_copy(struct ptw_phys *phys, u64 to, u64 from);
u64 word_load(const struct ptw_phys *phys, const u64 *at);
void word_store(const struct ptw_phys *phys, u64 *at, u64 word);
u64 *word_at(const struct ptw_phys *phys, u64 pa);

#endif /* PTW_MM_PHYS_H */
