/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Walking: one address, a range of them, one table at a time, or one walk in
 * words. The functions here choose format and access at run time, by one
 * indirect call a walk; <ptw/core/instance.h> makes the same functions for one
 * format and access, without it.
 */
#ifndef PTW_WALK_H
#define PTW_WALK_H

#include <ptw/format.h>
#include <ptw/space.h>
#include <ptw/types.h>

#pragma GCC visibility push(default)
#ifdef __cplusplus
extern "C" {
#endif

/* The most items one call of iterate hands out */
#define PTW_BATCH 64

/* Flags of a cursor */
#define PTW_ITER_HOLES (1u << 0)

/**
 * struct ptw_item - A slot, or a run of slots that say the same
 * @va: First address
 * @leaf: The answer of the first slot; its pa belongs to @va
 */
struct ptw_item {
	__u64 va;
	struct ptw_leaf leaf;
};

/**
 * ptw_item_nr() - How many slots of ptw_leaf_size(&leaf) bytes an item has
 * @item: An item
 *
 * Return: 1, or the length of a run of holes or of slots that cannot be reached.
 */
static inline __u64 ptw_item_nr(const struct ptw_item *item)
{
	return (item->leaf.info >> PTW_INFO_MORE_SHIFT) + 1;
}

/**
 * struct ptw_cursor - A walk over a range of addresses
 * @space: The space
 * @next: First address not yet visited
 * @last: Last address of the range, inclusive
 * @flags: PTW_ITER_*
 * @done: The range is exhausted
 * @nr: Items the last call of iterate has left in @item
 * @at: Those the caller has taken
 * @item: The items, in ascending order of va
 *
 * Items are values and outlive the guard. A mapping that begins before the range
 * or ends behind it is handed out whole.
 */
struct ptw_cursor {
	const struct ptw_space *space;
	__u64 next;
	__u64 last;
	__u32 flags;
	__u32 done;
	__u32 nr;
	__u32 at;
	struct ptw_item item[PTW_BATCH];
};

/**
 * struct ptw_block - Neighbouring slots of one table, as words in memory
 * @va: Address that the first slot translates
 * @words: The slots; load each once, with READ_ONCE() or its like
 * @nr: How many
 * @level: Their level
 * @shift: log2 of the bytes one slot spans
 * @half: The half of the space they belong to
 * @denied: What the tables above deny, in the places of a pte's bits
 * @space: The space
 * @copy: Where the words are when the access has no memory to point to
 *
 * Valid inside the guard it was made in, and no longer.
 */
struct ptw_block {
	__u64 va;
	const __u64 *words;
	__u32 nr;
	__u8 level;
	__u8 shift;
	const struct ptw_half *half;
	__u64 denied;
	const struct ptw_space *space;
	__u64 copy[PTW_BATCH];
};

/**
 * struct ptw_alike - What leaves of a block have in common with one of them
 * @pte: Of that one
 * @decides: Bits of a pte in which another one must be equal to it; 0: none is like it
 * @address: Bits of a pte that are bits of its pa
 * @pa: Bits of the pa that are not among them
 * @info: As of struct ptw_leaf
 * @shift: How much further up the bits of @address stand in the pa
 *
 * Where @decides is not 0 and (other ^ @pte) & @decides is, other is a leaf of the same
 * size, run and rights, at (other & @address) << @shift | @pa. Its attributes, the accessed
 * flag among them, are its own. A leaf that maps a whole run is like none, though the run's
 * leaves be equal: where each begins is in no pte.
 */
struct ptw_alike {
	__u64 pte;
	__u64 decides;
	__u64 address;
	__u64 pa;
	__u64 info;
	__u32 shift;
};

/**
 * struct ptw_instance - The functions of one format, dialect and access
 * @name: Of the format, for a built-in one
 * @fmt: Its format
 * @dia: Its dialect
 * @acc: Its access
 * @follow: Takes the guard
 * @__follow: The caller holds it
 * @iterate: Takes the guard for one table at a time
 * @__iterate: The caller holds it
 * @__iterate_block: The caller holds it
 * @__block_leaf: The caller holds it
 */
struct ptw_instance {
	const char *name;
	const struct ptw_format *fmt;
	const struct ptw_dialect *dia;
	const struct ptw_access *acc;
	int (*follow)(const struct ptw_space *space, __u64 va, unsigned int want,
		      struct ptw_leaf *leaf);
	int (*__follow)(const struct ptw_space *space, __u64 va, unsigned int want,
			struct ptw_leaf *leaf);
	int (*iterate)(struct ptw_cursor *cursor);
	int (*__iterate)(struct ptw_cursor *cursor);
	int (*__iterate_block)(struct ptw_cursor *cursor, struct ptw_block *block);
	int (*__block_leaf)(const struct ptw_block *block, unsigned int i, unsigned int want,
			    struct ptw_leaf *leaf);
};

/**
 * ptw_instances() - The formats the library was built with
 *
 * Return: Instances that read memory directly, ending with a %NULL.
 */
const struct ptw_instance *const *ptw_instances(void);

/**
 * ptw_instance_find() - A format the library was built with, by its name
 * @format: "x86-64", "arm64-4k"…
 *
 * Context: Any.
 * Return: %NULL where there is none.
 */
const struct ptw_instance *ptw_instance_find(const char *format);

/**
 * ptw_follow() - Translate one address
 * @space: The space
 * @va: The address
 * @want: PTW_WANT_*, and %PTW_CHECK_RUN
 * @leaf: Filled, whatever is returned
 *
 * One load a level decides. The answer is a value, not a promise: the pte was in
 * its slot when it was loaded. Only the notifier's retry check, under the
 * consumer's own lock and with a sequence taken before, makes it more.
 *
 * Context: What the access's enter() allows; direct access and images: any.
 * Takes no lock, writes nothing shared; an image's first touch of a page reads
 * the file.
 * Return: 0 for a leaf that grants @want; -EACCES for one that does not; -ENOENT
 * for a hole or a soft pte; -EUCLEAN for a bad pte; -EFAULT where a table could
 * not be reached; -ERANGE for an address that is not translated; -EAGAIN when a
 * later look saw something else than the first.
 */
static inline int ptw_follow(const struct ptw_space *space, __u64 va, unsigned int want,
			     struct ptw_leaf *leaf)
{
	return space->instance->follow(space, va, want, leaf);
}

/**
 * __ptw_follow() - ptw_follow() for a caller that holds the guard
 * @space: The space
 * @va: The address
 * @want: PTW_WANT_*, and %PTW_CHECK_RUN
 * @leaf: Filled, whatever is returned
 *
 * Context: Between the access's enter() and leave().
 * Return: As ptw_follow().
 */
static inline int __ptw_follow(const struct ptw_space *space, __u64 va, unsigned int want,
			       struct ptw_leaf *leaf)
{
	return space->instance->__follow(space, va, want, leaf);
}

/**
 * ptw_cursor_init() - Begin a walk over a range
 * @cursor: To be filled
 * @space: The space
 * @first: First address of the range
 * @last: Last address of the range, inclusive
 * @flags: PTW_ITER_HOLES to be told of holes too
 *
 * Addresses that no root translates are passed over, and so are tagged ones: each
 * address is visited once. No item or block reaches from one half of a space into the
 * other; an unreachable root that both share is an item of each.
 *
 * Context: Any.
 */
static inline void ptw_cursor_init(struct ptw_cursor *cursor, const struct ptw_space *space,
				   __u64 first, __u64 last, unsigned int flags)
{
	cursor->space = space;
	cursor->next = first;
	cursor->last = last;
	cursor->flags = flags;
	cursor->done = first > last;
	cursor->nr = 0;
	cursor->at = 0;
}

/**
 * ptw_iterate() - Visit the next table's worth of a range
 * @cursor: Its items are replaced by up to %PTW_BATCH new ones
 *
 * Leaves, soft ptes, bad ptes and unreachable slots are items of one slot; holes
 * are passed over in one step, or handed out as runs. The guard is taken for one
 * table or %PTW_BATCH items at a time.
 *
 * Context: As ptw_follow().
 * Return: 0 with at least one item, -ENOENT when the range is exhausted.
 */
static inline int ptw_iterate(struct ptw_cursor *cursor)
{
	return cursor->space->instance->iterate(cursor);
}

/**
 * __ptw_iterate() - ptw_iterate() for a caller that holds the guard
 * @cursor: Its items are replaced by new ones, possibly none
 *
 * Visits no more than one table, so that the caller may leave the guard between
 * two calls: nothing the cursor keeps depends on it.
 *
 * Context: Between the access's enter() and leave().
 * Return: 0 while there may be more, -ENOENT when the range is exhausted.
 */
static inline int __ptw_iterate(struct ptw_cursor *cursor)
{
	return cursor->space->instance->__iterate(cursor);
}

/**
 * __ptw_iterate_block() - The next table of a range, as words
 * @cursor: A cursor; its items are not touched
 * @block: Filled
 *
 * The cheap way to scan: the caller loads the words. A block holds neighbouring
 * slots of one table, clipped to the range, none of which pointed to a table when
 * it was made. Holes above the last level come as blocks too.
 *
 * Context: Between the access's enter() and leave(); @block dies with leave().
 * Return: 0; -ENOENT when the range is exhausted; -EFAULT where the table at
 * cursor->next could not be reached: then @block has va, shift and level of the
 * span that was passed over, and no words.
 */
static inline int __ptw_iterate_block(struct ptw_cursor *cursor, struct ptw_block *block)
{
	return cursor->space->instance->__iterate_block(cursor, block);
}

/**
 * __ptw_block_leaf() - The full answer for one slot of a block
 * @block: A block
 * @i: Which slot
 * @want: As ptw_follow()
 * @leaf: Filled, whatever is returned; its pa is that of the slot's first byte
 *
 * Context: Inside the guard the block was made in.
 * Return: As ptw_follow(); -EAGAIN where the slot points to a table by now.
 */
static inline int __ptw_block_leaf(const struct ptw_block *block, unsigned int i, unsigned int want,
				   struct ptw_leaf *leaf)
{
	return block->space->instance->__block_leaf(block, i, want, leaf);
}

/**
 * ptw_block_alike() - What other slots of a block need not be asked for
 * @block: The block
 * @leaf: The leaf that __ptw_block_leaf() found in a slot of it
 * @alike: Filled
 *
 * Most neighbours differ by their address alone. Who scans asks in full for one, and
 * compares the words that follow: of each a few instructions remain.
 *
 * Context: Any; reads the answer, not the tables.
 */
void ptw_block_alike(const struct ptw_block *block, const struct ptw_leaf *leaf,
		     struct ptw_alike *alike);

/**
 * ptw_cursor_next() - The next item of a range
 * @cursor: A cursor
 * @iterate: ptw_iterate, or ptw_<instance>_iterate
 *
 * Context: As ptw_follow().
 * Return: An item, good until the next call; %NULL when the range is exhausted.
 */
static inline const struct ptw_item *ptw_cursor_next(struct ptw_cursor *cursor,
						     int (*iterate)(struct ptw_cursor *cursor))
{
	if (cursor->at == cursor->nr && iterate(cursor))
		return 0;
	return &cursor->item[cursor->at++];
}

/* Every item of a range, by a cursor that was made for it */
#define ptw_for_each_item(item, cursor, iterate) while (((item) = ptw_cursor_next(cursor, iterate)))

/**
 * struct ptw_run - Neighbouring items, joined
 * @va: First address
 * @nr: How many slots of ptw_leaf_size(&leaf) bytes
 * @leaf: The answer of the first
 */
struct ptw_run {
	__u64 va;
	__u64 nr;
	struct ptw_leaf leaf;
};

/**
 * struct ptw_merger - Joins the neighbouring items of a cursor
 * @cursor: The cursor
 * @pending: An item was read ahead
 * @item: That item
 */
struct ptw_merger {
	struct ptw_cursor *cursor;
	__u32 pending;
	struct ptw_item item;
};

/**
 * ptw_merger_next() - The next item, joined with those that continue it
 * @merger: With @cursor set and @pending 0 at first
 * @run: Filled
 *
 * Two items are joined when va, and pa where there is one, are consecutive and
 * kind, level, size, run, rights, attributes, memory type, state and reason are
 * equal (swap: the same type, consecutive offsets).
 *
 * Context: As ptw_follow().
 * Return: 0, or -ENOENT when the range is exhausted.
 */
int ptw_merger_next(struct ptw_merger *merger, struct ptw_run *run);

/**
 * struct ptw_step - One level of a walk, for explain
 * @slot: Physical address of the pte
 * @pte: The pte; 0 where it could not be read
 * @level: Its level
 * @kind: What it is
 */
struct ptw_step {
	__u64 slot;
	__u64 pte;
	__u32 level;
	enum ptw_kind kind;
};

/**
 * ptw_explain() - Walk again, slowly, and say each level
 * @space: The space
 * @va: The address
 * @want: As ptw_follow()
 * @step: Filled from the top down
 * @nr: How many were filled
 * @leaf: What ptw_follow() answers, of this walk
 *
 * Context: As ptw_follow().
 * Return: As ptw_follow().
 */
int ptw_explain(const struct ptw_space *space, __u64 va, unsigned int want,
		struct ptw_step step[PTW_MAX_LEVELS], unsigned int *nr, struct ptw_leaf *leaf);

/**
 * ptw_leaf_attr() - Attributes of a leaf or of a soft pte
 * @space: The space the answer is from
 * @va: The address asked about
 * @leaf: The answer
 *
 * Context: Any; reads the answer, not the tables. So for all ptw_leaf_*() here.
 * Return: PTW_ATTR_*.
 */
unsigned int ptw_leaf_attr(const struct ptw_space *space, __u64 va, const struct ptw_leaf *leaf);

/**
 * ptw_leaf_memtype() - Memory type of a leaf
 * @space: The space the answer is from
 * @leaf: The answer, of kind %PTW_LEAF
 * @name: If not %NULL, a buffer for its name: "wb", "0xff"…
 *
 * Return: x86: the PAT's encoding; EPT: the same, and in bit 3 whether the guest's PAT is
 * ignored; arm64: the byte of MAIR; stage 2: MemAttr; RISC-V: PBMT.
 */
unsigned int ptw_leaf_memtype(const struct ptw_space *space, const struct ptw_leaf *leaf,
			      char name[8]);

/**
 * ptw_leaf_soft() - Spell a soft pte out
 * @space: The space the answer is from
 * @va: The address asked about
 * @leaf: The answer
 * @soft: Filled; its state is %PTW_STATE_NONE unless the answer is a soft pte
 */
void ptw_leaf_soft(const struct ptw_space *space, __u64 va, const struct ptw_leaf *leaf,
		   struct ptw_soft *soft);

/**
 * ptw_leaf_judge() - Whether an access is granted, with the accessor's rules on top
 * @space: The space the answer is from
 * @leaf: The answer
 * @want: PTW_WANT_READ, _WRITE, _EXEC, _USER
 *
 * Rights are what the tables grant. Registers that are rules about who accesses
 * (x86: SMEP and protection keys; RISC-V: SUM; SMAP and PAN depend on a flag of the
 * accessor that no space has) come on top, where the space was given them.
 *
 * Return: 0 when all of @want is granted, else -EACCES; -ENOENT for no leaf.
 */
int ptw_leaf_judge(const struct ptw_space *space, const struct ptw_leaf *leaf, unsigned int want);

/**
 * ptw_leaf_pfn() - Page frame number of an answer that has a pa
 * @space: The space the answer is from
 * @leaf: The answer
 *
 * Return: pa in pages of the format.
 */
static inline __u64 ptw_leaf_pfn(const struct ptw_space *space, const struct ptw_leaf *leaf)
{
	return leaf->pa >> space->page_shift;
}

#ifdef __cplusplus
}
#endif
#pragma GCC visibility pop

#endif /* PTW_WALK_H */
