// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What one walk is worth to a hypervisor, in the model: pfn and size by one lockless walk,
 * against a reference and a second walk as KVM does it, and against the locks. Each lookup
 * is that of a fault: sequence, lookup, lock, retry check. Threads have a mirror of their
 * own, as virtual machines have, and share the tables and what counts references.
 *
 *	none		sequence, lock and check alone
 *	walk		one follow
 *	lookup		one follow, judged as GUP judges: what is allowed without a reference
 *	gup		walk, reference, second look at the pte; put
 *	gup+level	that, and a walk for the size: what KVM does
 *	hold		the library's own lookup with a reference; put
 *	locked		mmap_lock, walk, the table's lock
 *
 *	bench_lookup [--regime R] [--rounds N] [--json]
 *	bench_lookup --side S --count N    only lookups, of many-4k if no regime is named, for an
 *					   instruction counter
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "bench.h"
#include "hand_gup.h"
#include "model.h"
#include "tables.h"

static const char usage[] =
	"usage: bench_lookup [--regime one-4k|many-4k|one-2m|many-2m] [--rounds N] [--json]\n"
	"       bench_lookup --side none|walk|lookup|gup|gup+level|hold|locked --count N\n"
	"                    [--regime R]\n";

#define WANT	(PTW_WANT_READ | PTW_WANT_USER)
#define LOOKUPS (1u << 14) /* a run */
#define FIRST	(1ULL << 30)

/* @pages: Of each thread; 0: all look at one */
struct regime_of {
	const char *name;
	__u64 pages;
	int huge;
};

static const struct regime_of regimes[] = {
	{ "one-4k", 0, 0 },
	{ "many-4k", 2048, 0 },
	{ "one-2m", 0, 1 },
	{ "many-2m", 8, 1 },
};

/* What one thread looks up, and what it must find */
struct job {
	struct ptw_mm *mm;
	struct ptw_primary *primary;
	struct mirror mirror;
	__u64 nr;
	unsigned int shift;
	__u64 va[LOOKUPS];
	__u64 pa[LOOKUPS];
};

/* A loop around what sets @pa, to WRONG where it fails; @held is given back after the lock is. */
#define WRONG (1ULL << 63)
#define LOOKUP(name, find, put)                                                                 \
	static __u64 name(const void *arg)                                                      \
	{                                                                                       \
		struct job *job = (struct job *)arg;                                            \
		struct mirror *mirror = &job->mirror;                                           \
		__u64 i, sum = 0, va, pa, sequence;                                             \
                                                                                                \
		for (i = 0; i < job->nr; i++) {                                                 \
			va = job->va[i];                                                        \
			pa = WRONG;                                                             \
			sequence = ptw_sequence_read(mirror->sequence);                         \
			find;                                                                   \
			spin_lock(&mirror->lock);                                               \
			sum += ptw_sequence_retry(mirror->sequence, sequence, va) ? WRONG : pa; \
			spin_unlock(&mirror->lock);                                             \
			put;                                                                    \
		}                                                                               \
		return sum;                                                                     \
	}

/* The pa of a leaf of the size that is there */
static __u64 leaf_pa(const struct job *job, const struct ptw_leaf *leaf)
{
	return ptw_leaf_shift(leaf) == job->shift ? leaf->pa : WRONG;
}

static __u64 judged_pa(struct job *job, __u64 va, unsigned int flags, struct ptw_page *page)
{
	if (job->primary->ops->lookup(job->primary, va, PTW_WANT_READ, flags, page) != PTW_ALLOW)
		return WRONG;
	return leaf_pa(job, &page->leaf);
}

LOOKUP(none, pa = job->pa[i], )
LOOKUP(walk, struct ptw_leaf leaf;
       if (!ptw_follow(job->primary->space, va, WANT, &leaf)) pa = leaf_pa(job, &leaf), )
LOOKUP(lookup, struct ptw_page page; pa = judged_pa(job, va, 0, &page), )
LOOKUP(gup, void *held = hand_gup_get(job->mm, va, &pa);
       if (!held) pa = WRONG, if (held) hand_gup_put(job->mm, held))
LOOKUP(gup_level, void *held = hand_gup_get(job->mm, va, &pa);
       if (!held || hand_mapping_shift(job->mm, va) != job->shift) pa = WRONG,
       if (held) hand_gup_put(job->mm, held))
LOOKUP(hold, struct ptw_page page; pa = judged_pa(job, va, PTW_LOOKUP_HOLD, &page),
				   if (page.held) job->primary->ops->put(job->primary, page.held))
LOOKUP(locked, if (hand_locked(job->mm, va, &pa) != job->shift) pa = WRONG, )

/* The yardstick comes first, and once more as its own control. */
static const struct {
	const char *name;
	__u64 (*run)(const void *arg);
} contestants[] = {
	{ "gup+level", gup_level }, { "control", gup_level }, { "none", none },
	{ "walk", walk },	    { "lookup", lookup },     { "gup", gup },
	{ "hold", hold },	    { "locked", locked },
};

#define NR_SIDES 8

/* The model decides where a page is; the first word of it says which one it is. */
static void expect(struct ptw_phys *phys, struct job *job)
{
	__u64 offset = (1ULL << job->shift) - 1, i, word;
	struct ptw_leaf leaf;

	for (i = 0; i < LOOKUPS; i++) {
		if (ptw_follow(job->primary->space, job->va[i] & ~offset, WANT, &leaf) ||
		    ptw_leaf_shift(&leaf) != job->shift || ptw_phys_load(phys, leaf.pa, &word) ||
		    word != ((job->va[i] & ~offset) | 1)) {
			fprintf(stderr, "bench: 0x%llx is not mapped as it should be\n",
				job->va[i]);
			exit(1);
		}
		job->pa[i] = leaf.pa | (job->va[i] & offset);
	}
}

static struct job *prepare(const struct regime_of *regime, struct ptw_phys *phys, struct ptw_mm *mm)
{
	struct job *jobs = aligned_alloc(128, BENCH_THREADS * sizeof(*jobs)), *job;
	__u64 size = regime->huge ? 1 << 21 : 1 << 12, state = 1, pages, first, i, page;
	int t;

	if (!jobs)
		exit(2);
	pages = regime->pages ? regime->pages : 1;
	model_map(mm, FIRST, regime->pages ? BENCH_THREADS * pages : 1, regime->huge);
	for (t = 0; t < BENCH_THREADS; t++) {
		job = &jobs[t];
		job->mm = mm;
		job->primary = ptw_mm_primary(mm);
		job->nr = LOOKUPS;
		job->shift = regime->huge ? 21 : 12;
		mirror_subscribe(&job->mirror, mm);
		first = FIRST + (regime->pages ? t * pages * size : 0);
		for (i = 0; i < LOOKUPS; i++) {
			page = bench_random(&state);
			job->va[i] = first + page % pages * size + (page >> 32) % size;
		}
		expect(phys, job);
	}
	return jobs;
}

static __u64 expected(const struct job *job)
{
	__u64 i, sum = 0;

	for (i = 0; i < job->nr; i++)
		sum += job->pa[i];
	return sum;
}

static void report(const struct bench_options *options, const char *regime, int threads,
		   const struct bench_side *side)
{
	int i;

	if (!options->json)
		printf("%-8s %d %8.2f", regime, threads, side[0].best / LOOKUPS);
	for (i = 0; i < NR_SIDES; i++) {
		if (options->json)
			printf("{\"bench\":\"lookup\",\"regime\":\"%s\",\"threads\":%d,\"side\":"
			       "\"%s\",\"ns\":%.3f,\"ratio\":%.4f}\n",
			       regime, threads, side[i].name, side[i].best / LOOKUPS,
			       side[i].best / side[0].best);
		else if (i)
			printf(" %8.2f %5.2f", side[i].best / LOOKUPS, side[i].best / side[0].best);
	}
	if (!options->json)
		printf("\n");
	fflush(stdout);
}

static void run(const struct bench_options *options, const struct regime_of *regime, int threads,
		struct job *jobs)
{
	struct bench_side side[NR_SIDES];
	struct bench_team team[NR_SIDES];
	int i, t;

	for (i = 0; i < NR_SIDES; i++) {
		team[i] = (struct bench_team){ .nr = threads, .run = contestants[i].run };
		side[i] = (struct bench_side){ .name = contestants[i].name,
					       .run = bench_team_run,
					       .took = bench_team_took,
					       .arg = &team[i] };
		for (t = 0; t < threads; t++) {
			team[i].arg[t] = &jobs[t];
			side[i].expected += expected(&jobs[t]);
		}
	}
	bench_run(side, NR_SIDES, options->rounds);
	report(options, regime->name, threads, side);
}

/* Nothing but lookups, by one thread */
static int count(const struct bench_options *options, struct job *job)
{
	__u64 left, sum = 0;
	int i;

	for (i = 0; i < NR_SIDES; i++) {
		if (strcmp(contestants[i].name, options->side))
			continue;
		for (left = options->count; left; left -= job->nr) {
			job->nr = left < LOOKUPS ? left : LOOKUPS;
			sum += contestants[i].run(job);
		}
		return sum == 1; /* never: keeps the sum */
	}
	fputs(usage, stderr);
	return 2;
}

/* Return: what main() returns */
static int run_regime(const struct bench_options *options, const struct regime_of *regime)
{
	struct ptw_phys *phys = model_arena(16384);
	struct ptw_mm *mm = model_space(phys);
	struct job *jobs = prepare(regime, phys, mm);
	int threads, ret = 0;

	if (options->side)
		ret = count(options, &jobs[0]);
	for (threads = 1; threads <= BENCH_THREADS && !options->side; threads++)
		run(options, regime, threads, jobs);
	for (threads = 0; threads < BENCH_THREADS; threads++)
		mirror_unsubscribe(&jobs[threads].mirror);
	free(jobs);
	ptw_mm_destroy(mm);
	ptw_phys_destroy(phys);
	return ret;
}

int main(int argc, char **argv)
{
	struct bench_options options;
	int i, any = 0;

	bench_options(&options, argc, argv, usage);
	if (options.format && strcmp(options.format, "x86-64")) {
		fputs(usage, stderr);
		return 2;
	}
	if (options.side && !options.regime)
		options.regime = regimes[1].name;
	for (i = 0; i < 4; i++) {
		if (options.regime && strcmp(options.regime, regimes[i].name))
			continue;
		if (options.side)
			return run_regime(&options, &regimes[i]);
		if (!any && !options.json) {
			printf("the model's: ns a lookup; times compared\n"
			       "%-8s %s %8s",
			       "pages", "t", contestants[0].name);
			for (any = 1; any < NR_SIDES; any++)
				printf(" %14s", contestants[any].name);
			printf("\n");
		}
		run_regime(&options, &regimes[i]);
		any = 1;
	}
	if (!any)
		fputs(usage, stderr);
	return any ? 0 : 2;
}
