/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A primary MMU that is a list: what it maps is what the test wrote down. A shadow over
 * it can be looked at alone, and told to change its mind in the middle of a lookup.
 */
#ifndef PTW_TESTS_FLAT_H
#define PTW_TESTS_FLAT_H

#include <criterion/criterion.h>
#include <ptw/shadow.h>
#include "ptw_env_rcu.h"

#define FLAT_MAPPINGS 16

/* @shift is of the mapping, whose first address @hva is, and whose page @pa is. */
struct flat_mapping {
	__u64 hva;
	__u64 pa;
	unsigned int shift;
	int writable;
	int absent;	  /* until the slow path was asked */
	enum ptw_why why; /* PTW_WHY_GRANTED, or why the slow path is asked, or why not */
};

/* What the shadow asked of it */
struct flat {
	struct ptw_primary primary;
	struct flat_mapping mapping[FLAT_MAPPINGS];
	unsigned int lookups;
	unsigned int faults;
	unsigned int held;
	unsigned int put;
	unsigned int marked;
	unsigned int dirtied;
	__u64 marked_pa;
	/* Called in a lookup, after the answer was found */
	void (*meanwhile)(void);
};

extern struct flat flat;
extern struct ptw_shadow *shadow;
extern struct ptw_shadow_found found;
extern struct ptw_shadow_stats stats;

/* The primary, and a shadow with two vcpus and 64 tables of @format */
void flat_make(const char *format);
void flat_map(unsigned int i, __u64 hva, __u64 pa, unsigned int shift, int writable);

/* A region without flags, and one with them */
void flat_region(__u64 gpa, __u64 hva, __u64 bytes);
void flat_region_flags(__u64 gpa, __u64 hva, __u64 bytes, unsigned int flags);

/* Begin, change, end; the change may be NULL */
void flat_invalidate(__u64 first, __u64 last, enum ptw_event event, void (*change)(void));

/* What vcpu 0 finds: the pa, or ~0 for a fault */
__u64 flat_read(__u64 gpa);
__u64 flat_write(__u64 gpa);

/* log2 of the bytes of the mapping vcpu 0 finds */
unsigned int flat_shift(__u64 gpa);

void flat_stats(void);

#endif /* PTW_TESTS_FLAT_H */
