/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the test device and the program in the guest tell each other. One page at a
 * time: what ptw says of it, and what the kernel's own walkers say.
 */
#ifndef PTW_TEST_H
#define PTW_TEST_H

#include <linux/ioctl.h>
#include <linux/types.h>

/* No answer, in place of an address */
#define PTW_TEST_NONE (~0ULL)

/* What the kernel's macros make of the last entry */
enum ptw_test_kind {
	PTW_TEST_HOLE,	   /* p?d_none() */
	PTW_TEST_LEAF,	   /* present, and not PROT_NONE */
	PTW_TEST_PROTNONE, /* present as far as the kernel is concerned */
	PTW_TEST_INVALID,  /* the same, and invalid for a moment */
	PTW_TEST_SWAP,	   /* none of them */
};

/* What its accessors say of it */
#define PTW_TEST_WRITE	    (1u << 0)
#define PTW_TEST_DIRTY	    (1u << 1)
#define PTW_TEST_YOUNG	    (1u << 2)
#define PTW_TEST_SPECIAL    (1u << 3)
#define PTW_TEST_SOFT_DIRTY (1u << 4)
#define PTW_TEST_UFFD_WP    (1u << 5)
#define PTW_TEST_CONT	    (1u << 6)
#define PTW_TEST_EXCLUSIVE  (1u << 7)
#define PTW_TEST_EXEC	    (1u << 8)

/* What a swap pte stands for */
enum ptw_test_state {
	PTW_TEST_STATE_NONE,
	PTW_TEST_STATE_SWAP,
	PTW_TEST_STATE_MIGRATION,
	PTW_TEST_STATE_HWPOISON,
	PTW_TEST_STATE_DEVICE,
	PTW_TEST_STATE_MARKER,
};

/**
 * struct ptw_test_entry - An entry as the kernel's own accessors see it
 * @raw: Its value
 * @pa: Physical address of the byte asked about, or %PTW_TEST_NONE
 * @swap_offset: Of %PTW_TEST_SWAP
 * @swap_type: Of %PTW_TEST_SWAP
 * @kind: enum ptw_test_kind
 * @shift: log2 of the bytes the entry spans
 * @bits: PTW_TEST_WRITE…
 * @state: enum ptw_test_state
 */
struct ptw_test_entry {
	__u64 raw;
	__u64 pa;
	__u64 swap_offset;
	__u32 swap_type;
	__u32 kind;
	__u32 shift;
	__u32 bits;
	__u32 state;
	__u32 pad;
};

/**
 * struct ptw_test_page - Everything known about one address
 * @va: The address; the only field that is read
 * @pa: ptw's leaf
 * @pte: ptw's leaf
 * @info: ptw's leaf
 * @swap_offset: ptw_leaf_soft()
 * @soft_pa: ptw_leaf_soft()
 * @swap_type: ptw_leaf_soft()
 * @marker: ptw_leaf_soft()
 * @attr: ptw_leaf_attr()
 * @follow: What ptw_live_follow() returned, nothing wanted
 * @os_read: The same, a read wanted as GUP judges
 * @os_write: The same, a write
 * @explained: ptw_explain() gave the same answer
 * @entry: The kernel's accessors
 * @gup_read: Address by GUP-fast, or %PTW_TEST_NONE
 * @gup_write: The same, for a write
 * @locked: Address by follow_pte() or follow_pfnmap_start(), or %PTW_TEST_NONE
 * @hmm: Address by hmm_range_fault(), or %PTW_TEST_NONE
 * @hmm_shift: log2 of the size it says
 * @hmm_write: It says writable
 * @at_read: arm64: PAR_EL1 after AT S1E0R; or %PTW_TEST_NONE
 * @at_write: arm64: PAR_EL1 after AT S1E0W; or %PTW_TEST_NONE
 */
struct ptw_test_page {
	__u64 va;
	__u64 pa;
	__u64 pte;
	__u64 info;
	__u64 swap_offset;
	__u64 soft_pa;
	__u32 swap_type;
	__u32 marker;
	__u32 attr;
	__s32 follow;
	__s32 os_read;
	__s32 os_write;
	__u32 explained;
	__u32 pad;
	struct ptw_test_entry entry;
	__u64 gup_read;
	__u64 gup_write;
	__u64 locked;
	__u64 hmm;
	__u32 hmm_shift;
	__u32 hmm_write;
	__u64 at_read;
	__u64 at_write;
};

/**
 * struct ptw_test_space - The space the device has set up
 * @format: Name of its format
 * @error: Why there is none
 * @last: Highest user address
 * @va_bits: Width of user addresses
 * @page_shift: Of the format
 * @swapfiles: Of the dialect
 */
struct ptw_test_space {
	char format[24];
	char error[96];
	__u64 last;
	__u32 va_bits;
	__u32 page_shift;
	__u32 swapfiles;
	__u32 pad;
};

/* What struct ptw_test_lookup asks for */
enum ptw_test_call {
	PTW_TEST_COUNT,	 /* references only, of what is mapped there */
	PTW_TEST_LOOKUP, /* ptw_live_lookup() */
	PTW_TEST_HVA,	 /* ptw_live_hva_to_pfn() */
};

/**
 * struct ptw_test_lookup - One lookup, and what it does to the references of its page
 * @va: The address; given
 * @call: enum ptw_test_call; given
 * @want: PTW_WANT_*; given
 * @flags: PTW_LOOKUP_* or PTW_HVA_*; given
 * @ret: The verdict, or what was returned
 * @pfn: Where one was found
 * @shift: Of its mapping
 * @writable: Of its mapping
 * @kind: enum ptw_page_kind
 * @served: enum ptw_served
 * @why: enum ptw_why
 * @held: A reference was handed out; it has been put by now
 * @held_refs: References while it was held; 0 where none was
 * @refs: References when all was over; 0 of what has no struct page
 * @gup: Address by GUP-fast for @want, or %PTW_TEST_NONE; asked before
 */
struct ptw_test_lookup {
	__u64 va;
	__u32 call;
	__u32 want;
	__u32 flags;
	__s32 ret;
	__u64 pfn;
	__u32 shift;
	__u32 writable;
	__u32 kind;
	__u32 served;
	__u32 why;
	__u32 held;
	__u32 held_refs;
	__u32 refs;
	__u64 gup;
};

/*
 * What mmap() of the device gives, by the page of the offset: two pages of one allocation
 * that is not compound, so that nobody counts references of the second.
 */
#define PTW_TEST_MAP_FILLED   0 /* remap_pfn_range() */
#define PTW_TEST_MAP_FAULTED  1 /* the same pages, by vmf_insert_pfn() */
#define PTW_TEST_MAP_INSERTED 2 /* a page of its own, by vm_insert_page() */

/*
 * One huge mapping, of the size that is asked for, by vmf_insert_pfn_pmd() or _pud(), once it
 * is looked up. There is nothing behind it. Offset, like address, a multiple of its size
 */
#define PTW_TEST_MAP_HUGE (1u << 18)

/* What a benchmark runs between the sequence and the retry */
enum ptw_test_bench_kind {
	PTW_BENCH_NOTHING,   /* the sequence, the lock and the retry alone */
	PTW_BENCH_FOLLOW,    /* one walk, as the processor judges */
	PTW_BENCH_LOOKUP,    /* one walk with all that GUP respects */
	PTW_BENCH_GUP,	     /* get_user_pages_fast_only() and put_page() */
	PTW_BENCH_GUP_LEVEL, /* the same, and the walk for the level */
	PTW_BENCH_LOCKED,    /* mmap_lock and follow_pte() or follow_pfnmap_start() */
	PTW_BENCH_KINDS,
};

/**
 * struct ptw_test_bench - A benchmark
 * @va: First address; given
 * @step: From one to the next; given
 * @nr: How many addresses; given
 * @rounds: How often over all of them; given, at most 1 << 20
 * @kind: enum ptw_test_bench_kind; given
 * @write: For a write; given
 * @check: Compare each answer that is installed, not those of a look afterwards; given
 * @ns: The time of all
 * @retries: Lookups that were not installed because something had changed
 * @locks: How often the consumer's lock was taken
 * @refused: Lookups without an answer
 * @wrong: Answers that are not what the kernel's accessors say
 */
struct ptw_test_bench {
	__u64 va;
	__u64 step;
	__u32 nr;
	__u32 rounds;
	__u32 kind;
	__u32 write;
	__u32 check;
	__u32 pad;
	__u64 ns;
	__u64 retries;
	__u64 locks;
	__u64 refused;
	__u64 wrong;
};

#define PTW_TEST_SECRETS 8
#define PTW_TEST_KINDS	 8 /* one more than enum ptw_kind has, for what it has not */

/**
 * struct ptw_test_garbage - Walks of random tables
 * @seed: Of the run; given
 * @secret: Addresses of pages of secret memory; given
 * @rounds: How often 64 walks; given
 * @secrets_reached: Of the pages of secret memory, used as tables, those that could be read
 * @range_missed: Of the pages of secret memory, used as roots, those whose range is not one
 *	item that is out of reach
 * @judged_wrong: Of the pages of secret memory, used as roots, those of which a lookup says
 *	something else than that the slow path must decide
 * @edge_missed: Of the two words at the end of memory, those that were not told apart
 * @kinds: How many answers there were, by enum ptw_kind
 * @items: How many items ranges had
 */
struct ptw_test_garbage {
	__u64 seed;
	__u64 secret[PTW_TEST_SECRETS];
	__u32 rounds;
	__u32 secrets_reached;
	__u32 range_missed;
	__u32 judged_wrong;
	__u32 edge_missed;
	__u32 pad;
	__u64 kinds[PTW_TEST_KINDS];
	__u64 items;
};

/* What a slot is made to be, by turns */
enum ptw_test_flip_kind {
	PTW_TEST_FLIP_HOLE,	/* a leaf, and nothing */
	PTW_TEST_FLIP_PROTNONE, /* a leaf, and another that is PROT_NONE */
	PTW_TEST_FLIP_HUGE,	/* a large leaf, and a table */
	PTW_TEST_FLIP_KINDS,
};

/**
 * struct ptw_test_flip - Walks of a slot that another processor writes
 * @kind: enum ptw_test_flip_kind; given
 * @want: How often an answer is to be another than the one before; given
 * @walks: How many there were
 * @turns: How often the answer was another
 * @wrong: Answers that are neither; they end the run
 */
struct ptw_test_flip {
	__u32 kind;
	__u32 want;
	__u64 walks;
	__u64 turns;
	__u64 wrong;
};

/**
 * struct ptw_test_encoded - A pte that the kernel's own encoders have made
 * @nr: Of the kind; given. -ENOENT is behind the last
 * @at: Which of the many ptes of that kind; given
 * @name: Of the kind
 * @missing: What this kernel would have to have; empty where it has
 * @raw: The pte
 * @level: Where it was put
 * @state: enum ptw_state that must be found
 * @why: enum ptw_why that a lookup must say
 * @said: The one it says
 * @page: ptw's answers, and in @entry what the kernel's accessors make of the pte
 */
struct ptw_test_encoded {
	__u32 nr;
	__u32 at;
	char name[32];
	char missing[56];
	__u64 raw;
	__u32 level;
	__u32 state;
	__u32 why;
	__u32 said;
	struct ptw_test_page page;
};

/**
 * struct ptw_test_range - A range, slot by slot
 * @first: Its first address; given
 * @last: Its last; given
 * @blocks: As blocks, not as items; given
 * @slots: How many there are
 * @gaps: Addresses that belong to no slot, or to two
 * @differ: Slots of which a lookup says something else
 */
struct ptw_test_range {
	__u64 first;
	__u64 last;
	__u32 blocks;
	__u32 pad;
	__u64 slots;
	__u64 gaps;
	__u64 differ;
};

/**
 * struct ptw_test_answer - What a follow has found, nothing wanted
 * @pa: Of the leaf
 * @pte: Of the leaf
 * @info: Of the leaf
 * @ret: What was returned
 */
struct ptw_test_answer {
	__u64 pa;
	__u64 pte;
	__u64 info;
	__s32 ret;
	__u32 pad;
};

/**
 * struct ptw_test_context - One lookup from several contexts
 * @va: The address; given
 * @task: By the task
 * @interrupt: By an interrupt of it
 * @adopted: By a kernel thread that has adopted its mm
 * @in_interrupt: That was an interrupt
 * @foreign: What ptw_live_init() said before the thread had
 */
struct ptw_test_context {
	__u64 va;
	struct ptw_test_answer task;
	struct ptw_test_answer interrupt;
	struct ptw_test_answer adopted;
	__u32 in_interrupt;
	__s32 foreign;
};

#define PTW_TEST_IOC_SPACE   _IOR('P', 1, struct ptw_test_space)
#define PTW_TEST_IOC_PAGE    _IOWR('P', 2, struct ptw_test_page)
#define PTW_TEST_IOC_LOOKUP  _IOWR('P', 3, struct ptw_test_lookup)
#define PTW_TEST_IOC_BENCH   _IOWR('P', 4, struct ptw_test_bench)
#define PTW_TEST_IOC_FLIP    _IOWR('P', 5, struct ptw_test_flip)
#define PTW_TEST_IOC_ENCODED _IOWR('P', 6, struct ptw_test_encoded)
#define PTW_TEST_IOC_RANGE   _IOWR('P', 7, struct ptw_test_range)
#define PTW_TEST_IOC_GARBAGE _IOWR('P', 8, struct ptw_test_garbage)
#define PTW_TEST_IOC_CONTEXT _IOWR('P', 9, struct ptw_test_context)

#endif /* PTW_TEST_H */
