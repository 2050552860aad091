// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * libFuzzer: the input is tables, registers and an address (struct walk_case), and the
 * walks are compared with the oracle. Nearly no random input reaches a leaf, so the
 * mutator knows what a case is: it makes new ones that have a way to a leaf, breaks
 * bits of those it is given, and leaves the rest to libFuzzer.
 *
 * At exit it prints how many runs reached what.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "compare.h"
#include "lazy.h"
#include "walk_case.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned int seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);

/* Slots of a range to compare, so that a run is bounded */
#define SLOTS 160

/*
 * Tables that point to each other can make any number of empty tables of few: who is not
 * told of holes, or joins them, goes through all of those in one call. So these get a
 * range of this many of the last level's tables.
 */
#define LAST_TABLES 64ULL

static unsigned long runs, refused, reached[8];

static void print_counts(void)
{
	static const char *const kinds[] = { "hole", "leaf",	    "table", "soft",
					     "bad",  "unreachable", "range" };
	unsigned int i;

	fprintf(stderr, "fuzz_walk: %lu runs, %lu configurations refused, %.1f %% reached a leaf;",
		runs, refused, runs ? 100.0 * reached[PTW_LEAF] / runs : 0.0);
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (reached[i])
			fprintf(stderr, " %s %lu", kinds[i], reached[i]);
	fprintf(stderr, "; %lu items, %lu blocks, %lu items joined, %lu encoded\n",
		compare_counts.items, compare_counts.blocks, compare_counts.merged,
		compare_counts.encoded);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	setenv("PTW_WARN_FATAL", "1", 1);
	atexit(print_counts);
	return 0;
}

/* The bytes of an input as a case; what they do not reach is 0. */
static void read_case(struct walk_case *c, const uint8_t *data, size_t size)
{
	size_t header = offsetof(struct walk_case, record), records;

	memset(c, 0, header);
	memcpy(c, data, size < sizeof(*c) ? size : sizeof(*c));
	records = size > header ? (size - header) / sizeof(c->record[0]) : 0;
	if (c->nr_records > records)
		c->nr_records = records;
	case_mend(c);
}

static void must_agree(const char *difference)
{
	if (!difference)
		return;
	fprintf(stderr, "fuzz_walk: %s\n", difference);
	abort();
}

static void compare_ranges(const struct ptw_space *space, const struct ref_space *ref,
			   const struct walk_case *c)
{
	__u64 near = c->va + (LAST_TABLES << ref_shift(ref->format, 1));

	if (near < c->va || near > c->last)
		near = c->last;
	must_agree(compare_range(space, ref, c->va, c->last, PTW_ITER_HOLES, SLOTS));
	must_agree(compare_range(space, ref, c->va, near, 0, SLOTS));
	must_agree(compare_blocks(space, ref, c->va, c->last, c->want, SLOTS));
	must_agree(compare_merged(space, c->va, near, c->flags, SLOTS));
}

/* Once more, over memory that is not there until it is asked for */
static void compare_lazily(const struct ptw_space *space, const struct ref_space *ref,
			   const struct walk_case *c)
{
	struct ptw_space lazy = *space;

	lazy.instance = lazy_instance(space->fmt);
	if (!lazy.instance)
		return;
	lazy_forget();
	must_agree(compare_follow(&lazy, ref, c->va, c->want));
	lazy_forget();
	must_agree(compare_range(&lazy, ref, c->va, c->last, PTW_ITER_HOLES, SLOTS));
	lazy_forget();
	must_agree(compare_blocks(&lazy, ref, c->va, c->last, c->want, SLOTS));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct walk_case c;
	struct ptw_space space;
	struct ref_answer answer;
	struct ref_space ref;

	read_case(&c, data, size);
	runs++;
	if (case_spaces(&c, &space, &ref)) {
		refused++;
		return 0;
	}
	case_apply(&c);
	ref_walk(&ref, c.va, &answer);
	reached[answer.kind]++;
	must_agree(compare_follow(&space, &ref, c.va, c.want));
	must_agree(compare_encode(&space, &ref, c.va));
	compare_ranges(&space, &ref, &c);
	compare_lazily(&space, &ref, &c);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned int seed)
{
	static struct walk_case c;
	struct rng rng = { seed };

	if (rng_chance(&rng, 10))
		return LLVMFuzzerMutate(data, size, max);
	read_case(&c, data, size);
	if (size < offsetof(struct walk_case, record) || rng_chance(&rng, 20))
		case_random(&c, &rng, rng_below(&rng, case_nr_formats()));
	else
		case_mutate(&c, &rng);
	case_mend(&c);
	if (case_size(&c) > max)
		return LLVMFuzzerMutate(data, size, max);
	memcpy(data, &c, case_size(&c));
	return case_size(&c);
}
