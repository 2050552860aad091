/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The walks, each compared with the oracle. For the random tests and the fuzzer. */
#ifndef PTW_TESTS_COMPARE_H
#define PTW_TESTS_COMPARE_H

#include <ptw/ptw.h>
#include "ref.h"

/* What was seen, counted */
struct compare_counts {
	unsigned long follows;
	unsigned long kind[8];
	unsigned long reason[16];
	unsigned long level[PTW_MAX_LEVELS]; /* of leaves */
	unsigned long state[8];
	unsigned long runs;	  /* leaves that claim one */
	unsigned long whole_runs; /* and hold it */
	unsigned long items;
	unsigned long blocks;
	unsigned long merged;  /* items that were joined to a run */
	unsigned long encoded; /* ptes that could be made again */
};

extern struct compare_counts compare_counts;

/*
 * Each returns NULL, or a text that says what differs: in a buffer that lasts until the
 * next call.
 */

/* ptw_follow(), __ptw_follow(), ptw_explain(), and everything derived from the answer */
const char *compare_follow(const struct ptw_space *space, const struct ref_space *ref, __u64 va,
			   unsigned int want);

/* An answer, by the name of who gave it. For one slot, @va is the slot's first address. */
const char *compare_answer(const char *where, __u64 va, const struct ptw_leaf *core,
			   const struct ref_answer *oracle);

/*
 * Ranges, compared slot by slot for as many slots as @most: the cursor with these flags,
 * the blocks with every slot's answer to @want, and the merger
 */
const char *compare_range(const struct ptw_space *space, const struct ref_space *ref, __u64 first,
			  __u64 last, unsigned int flags, unsigned int most);
const char *compare_blocks(const struct ptw_space *space, const struct ref_space *ref, __u64 first,
			   __u64 last, unsigned int want, unsigned int most);
const char *compare_merged(const struct ptw_space *space, __u64 first, __u64 last,
			   unsigned int flags, unsigned int most);

/* The encoders, on what a walk finds: the oracle must read from the new ptes the same. */
const char *compare_encode(const struct ptw_space *space, const struct ref_space *ref, __u64 va);

/* Make the text of a difference. */
const char *compare_differ(const char *where, const char *what, __u64 va, __u64 core, __u64 oracle);

#endif /* PTW_TESTS_COMPARE_H */
