/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The smallest primary and the smallest mirror that the protocol of <ptw/notifier.h>
 * makes sense for: a few ptes that are pointers to frames, and as many slots in which
 * the mirror holds what it found. An address is the number of a pte. Both can be wrong in
 * ways that the explorer must find.
 */
#ifndef PTW_TESTS_EXPLORE_MIRROR_H
#define PTW_TESTS_EXPLORE_MIRROR_H

#include <ptw/notifier.h>
#include "explore.h"
#include "ptw_env_rcu.h"

#define PAGES 4

/* What is wrong */
enum mirror_mutant {
	MUTANT_NONE,
	MUTANT_SEQUENCE_LATE,	 /* the sequence is read after the walk */
	MUTANT_IN_PROGRESS,	 /* who is in progress is not asked about */
	MUTANT_SEQUENCE_EARLY,	 /* the sequence moves before the tables change */
	MUTANT_RETRY_DROPPED,	 /* nothing is asked */
	MUTANT_RETRY_UNLOCKED,	 /* asked before the lock is taken */
	MUTANT_NOT_DROPPED,	 /* begin leaves what is installed */
	MUTANT_CHANGE_EARLY,	 /* the tables change before begin */
	MUTANT_REGION_UNGUARDED, /* a region appears without waiting */
};

struct frame {
	u64 value;
};

/*
 * @covers: Whether there is a region at all; only then does it look at ranges
 * @busy: Refuses ranges that may not sleep
 * @begun, @ended: How many it was told of, or refused
 */
struct mirror {
	struct ptw_subscriber subscriber;
	struct ptw_sequence *sequence;
	spinlock_t lock;
	struct frame *installed[PAGES];
	u64 covers;
	u64 busy;
	u64 begun;
	u64 ended;
	u64 refused;
};

struct primary {
	struct ptw_notifier *notifier;
	struct frame *pte[PAGES];
};

void mirror_init(struct mirror *mirror, bool covers);
void mirror_subscribe(struct mirror *mirror, struct primary *primary);

/* Mirror one page, and look at it: again, at most twice, while there is reason to. */
void mirror_fault(struct mirror *mirror, struct primary *primary, u64 page);

/* All is over: nothing is in progress, and no frame is held that the tables do not have. */
void mirror_finish(struct mirror *mirror, struct primary *primary);

void primary_init(struct primary *primary);
void primary_finish(struct primary *primary);

/* Take the pages out, and free them. -EAGAIN if a mirror refused */
int primary_unmap(struct primary *primary, u64 first, u64 last, bool nonblocking);

#endif /* PTW_TESTS_EXPLORE_MIRROR_H */
