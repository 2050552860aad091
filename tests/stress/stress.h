/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Real threads on a model of a primary MMU: a reader and a writer, each chosen by name,
 * until the reader was often enough inside the writer's window.
 *
 * Pages hold words that say which page they are and which version of it: page_word().
 * Whoever reads one knows whether it can be right.
 */
#ifndef PTW_TESTS_STRESS_H
#define PTW_TESTS_STRESS_H

#include <ptw/mm.h>
#include <ptw/ptw.h>
#include <ptw/shadow.h>
#include "ptw_env_sync.h"

#define STRESS_PAGES   32u /* of an area */
#define STRESS_THREADS 16u /* readers, and writers: all there are */

/* What one thread counts; each has a line of its own. */
struct tally {
	u64 rounds;
	u64 hits;   /* looks that fell into a window */
	u64 passed; /* answers that passed the retry check, or were used */
	u64 retried;
	u64 unused[4];
};

/*
 * The pages of one writer. On both sides of the shadow they have the same addresses.
 * @first: Address of the first
 * @kind: What they are
 * @pa: Where device memory is
 * @version: Of the next write
 * @epoch: Odd while pages may be gone, and another each time
 * @floor: Of each page the version that a read that begins now must see
 */
struct area {
	u64 first;
	enum ptw_vma_kind kind;
	u64 pa;
	u64 version;
	u64 epoch;
	u64 floor[STRESS_PAGES];
};

/*
 * @primary: The address space's
 * @slow_primary: The same, looked up by a walk that dawdles
 * @slow: Its space
 * @windows: Ranges between begin and end
 * @quiet: Held for a round by who reads; for writing, to look at everything
 * @starving: One of the writers has memory refused
 * @stop: It is enough
 */
struct stress {
	struct ptw_phys *phys;
	struct ptw_mm *mm;
	struct ptw_primary *primary;
	struct ptw_primary slow_primary;
	struct ptw_space slow;
	struct ptw_shadow *shadow;
	u64 page;
	u64 span; /* bytes of an area: a huge page, at least */
	unsigned int areas;
	struct area area[STRESS_THREADS];
	u64 windows;
	struct rw_semaphore quiet;
	bool starving;
	int stop;
	u64 seed;
	struct ptw_subscriber watch;
};

extern struct stress stress;

struct reader {
	const char *name;
	const char *what;
	void (*round)(struct tally *tally, u64 *random, unsigned int vcpu);
};

/*
 * @kind: Of its pages
 * @alone: Not one of "all"
 */
struct writer {
	const char *name;
	const char *what;
	enum ptw_vma_kind kind;
	void (*round)(struct area *area, u64 *random);
	bool alone;
};

extern const struct reader readers[];
extern const struct writer writers[];

/* A claim that does not hold ends the program, and says how to have it again. */
void wrong(const char *format, ...) __attribute__((__format__(__printf__, 1, 2), __noreturn__));

u64 draw(u64 *random);

/* Called in the end of a range, before anything else */
void come_late(void);
/* How many ranges have begun so far */
u64 ranges_begun(void);

static inline u64 page_va(const struct area *area, unsigned int page)
{
	return area->first + page * stress.page;
}

/* Area, page and version; the version is never 0. */
static inline u64 page_word(const struct area *area, unsigned int page, u64 version)
{
	return (u64)(area - stress.area + 1) << 56 | (u64)(page + 1) << 40 | version;
}

/* readers.c */
void readers_start(void);
void readers_stop(void);

/* writers.c */
void area_map(struct area *area);
void area_write(struct area *area);

/* slow.c */
int slow_init(struct ptw_space *slow, const struct ptw_space *space);
/* How many loads the calling thread has done inside a window */
u64 slow_hits(void);

#endif /* PTW_TESTS_STRESS_H */
