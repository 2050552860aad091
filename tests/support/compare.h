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
};

extern struct compare_counts compare_counts;

/*
 * Each returns NULL, or a text that says what differs: in a buffer that lasts until the
 * next call.
 */

/* ptw_follow(), __ptw_follow(), ptw_explain(), and everything derived from the answer */
const char *compare_follow(const struct ptw_space *space, const struct ref_space *ref, __u64 va,
			   unsigned int want);

#endif /* PTW_TESTS_COMPARE_H */
