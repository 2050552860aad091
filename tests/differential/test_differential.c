// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The walks against the oracle, over random and adversarial tables. Seeds are fixed, and
 * a case that fails says how to run it alone:
 *
 *	PTW_SEED=0x... PTW_FORMAT=name build/tests/differential/test_differential
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "compare.h"
#include "lazy.h"
#include "walk_case.h"

#define CASES_PER_FORMAT  6000
#define RANGES_PER_FORMAT 300

typedef const char *(*compare_fn)(const struct ptw_space *space, const struct ref_space *ref,
				  const struct walk_case *c);

static const char *format_name(unsigned int format)
{
	return ptw_instances()[format]->fmt->name;
}

static void run_case(unsigned int format, __u64 seed, compare_fn compare)
{
	static struct walk_case c;
	struct rng rng = { seed };
	struct ptw_space space;
	struct ref_space ref;
	const char *text;

	case_random(&c, &rng, format);
	case_apply(&c);
	if (case_spaces(&c, &space, &ref))
		return;
	text = compare(&space, &ref, &c);
	cr_assert(!text, "PTW_SEED=0x%llx PTW_FORMAT=%s: %s", (unsigned long long)seed,
		  format_name(format), text);
}

/* Every format, or the one case that was asked for */
static void run_cases(compare_fn compare, unsigned int cases)
{
	const char *seed = getenv("PTW_SEED"), *only = getenv("PTW_FORMAT");
	unsigned int format, i;

	for (format = 0; format < case_nr_formats(); format++) {
		if (only && strcmp(only, format_name(format)))
			continue;
		for (i = 0; i < (seed ? 1 : cases); i++)
			run_case(format, seed ? strtoull(seed, NULL, 0) : 0x5eed000 + i, compare);
	}
}

static unsigned long targets, targets_leaf;

/* The address that the tables were made for, the pages around it, and one far away */
static const char *follow(const struct ptw_space *space, const struct ref_space *ref,
			  const struct walk_case *c)
{
	unsigned long leaves = compare_counts.kind[PTW_LEAF];
	const char *text = compare_follow(space, ref, c->va, c->want);
	unsigned int i;

	targets++;
	targets_leaf += compare_counts.kind[PTW_LEAF] - leaves;
	for (i = 0; i < 4 && !text; i++)
		text = compare_follow(space, ref, c->va ^ 1ULL << (space->page_shift + 2 * i),
				      c->want);
	return text ? text : compare_follow(space, ref, c->va ^ 1ULL << (c->va >> 3 & 63), c->want);
}

static const char *encode(const struct ptw_space *space, const struct ref_space *ref,
			  const struct walk_case *c)
{
	const char *text = compare_encode(space, ref, c->va);

	return text ? text : compare_encode(space, ref, c->va ^ 1ULL << space->page_shift);
}

/* Counts by name; fails when one that can occur is 0 */
static void print_counts(const char *what, const char *const *names, const unsigned long *counts,
			 unsigned int nr)
{
	unsigned int i;

	fprintf(stderr, "%-7s", what);
	for (i = 0; i < nr; i++)
		if (names[i])
			fprintf(stderr, " %s %lu", names[i], counts[i]);
	fprintf(stderr, "\n");
	if (getenv("PTW_FORMAT"))
		return;
	for (i = 0; i < nr; i++)
		cr_assert(!names[i] || counts[i], "%s %s never occurred", what, names[i]);
}

static void print_histogram(void)
{
	static const char *const kinds[] = { "hole", "leaf",	    NULL,   "soft",
					     "bad",  "unreachable", "range" };
	static const char *const reasons[] = {
		"none",	     "not-present", "reserved",	   "non-canonical", "address-size",
		"misconfig", "permission",  "access-flag", "walk-disabled", "unreachable",
	};
	static const char *const levels[] = { "0", "1", "2", "3", "4" };
	static const char *const states[] = { NULL,	  "protnone", "swap",	"migration",
					      "hwpoison", "device",   "marker", "invalid" };
	double share = 100.0 * targets_leaf / targets;

	fprintf(stderr,
		"%lu follows; %.1f %% of %lu targets are leaves; %lu claim a run, %lu hold it\n",
		compare_counts.follows, share, targets, compare_counts.runs,
		compare_counts.whole_runs);
	print_counts("kind", kinds, compare_counts.kind, 7);
	print_counts("reason", reasons, compare_counts.reason, 10);
	print_counts("leaf at", levels, compare_counts.level, 5);
	print_counts("state", states, compare_counts.state, 8);
	cr_assert_geq(share, 50.0);
}

Test(differential, follow_says_what_the_oracle_says)
{
	run_cases(follow, CASES_PER_FORMAT);
	print_histogram();
}

Test(differential, what_was_found_can_be_encoded_again)
{
	run_cases(encode, CASES_PER_FORMAT);
	fprintf(stderr, "%lu encoded\n", compare_counts.encoded);
	cr_assert_gt(compare_counts.encoded, 10000);
}

/* Slots to compare of a range: some of these have billions. */
#define SLOTS 1500

/* What to do with the ranges of a case */
typedef const char *(*range_fn)(const struct ptw_space *space, const struct ref_space *ref,
				const struct walk_case *c, __u64 first, __u64 last);

/* The case's own, everything, and the end of all addresses */
static const char *each_range(const struct ptw_space *space, const struct ref_space *ref,
			      const struct walk_case *c, range_fn compare)
{
	const char *text = compare(space, ref, c, c->va, c->last);

	if (!text)
		text = compare(space, ref, c, 0, ~0ULL);
	return text ? text : compare(space, ref, c, ~(c->va >> (c->last & 63)), ~0ULL);
}

static const char *items_of(const struct ptw_space *space, const struct ref_space *ref,
			    const struct walk_case *c, __u64 first, __u64 last)
{
	return compare_range(space, ref, first, last, c->flags, SLOTS);
}

static const char *blocks_of(const struct ptw_space *space, const struct ref_space *ref,
			     const struct walk_case *c, __u64 first, __u64 last)
{
	return compare_blocks(space, ref, first, last, c->want, SLOTS);
}

static const char *runs_of(const struct ptw_space *space, const struct ref_space *ref,
			   const struct walk_case *c, __u64 first, __u64 last)
{
	(void)ref;
	return compare_merged(space, first, last, c->flags, SLOTS);
}

static const char *items(const struct ptw_space *space, const struct ref_space *ref,
			 const struct walk_case *c)
{
	return each_range(space, ref, c, items_of);
}

static const char *blocks(const struct ptw_space *space, const struct ref_space *ref,
			  const struct walk_case *c)
{
	return each_range(space, ref, c, blocks_of);
}

static const char *runs(const struct ptw_space *space, const struct ref_space *ref,
			const struct walk_case *c)
{
	return each_range(space, ref, c, runs_of);
}

/* The same walks over the same tables, which are not there until they are asked for */
static const char *lazily(const struct ptw_space *space, const struct ref_space *ref,
			  const struct walk_case *c)
{
	struct ptw_space lazy = *space;
	const char *text;

	lazy.instance = lazy_instance(space->fmt);
	if (!lazy.instance)
		return NULL;
	lazy_forget();
	text = compare_follow(&lazy, ref, c->va, c->want);
	if (text)
		return text;
	lazy_forget();
	text = compare_range(&lazy, ref, c->va, c->last, c->flags | PTW_ITER_HOLES, SLOTS);
	if (text)
		return text;
	lazy_forget();
	return compare_blocks(&lazy, ref, c->va, c->last, c->want, SLOTS);
}

Test(differential, memory_that_is_filled_on_demand_is_walked_alike)
{
	run_cases(lazily, RANGES_PER_FORMAT);
	cr_assert_gt(compare_counts.follows, 3 * RANGES_PER_FORMAT / 2);
}

Test(differential, a_cursor_hands_out_every_slot_of_a_range)
{
	run_cases(items, RANGES_PER_FORMAT);
	fprintf(stderr, "%lu items\n", compare_counts.items);
	cr_assert_gt(compare_counts.items, 100000);
}

Test(differential, blocks_hold_every_slot_of_a_range)
{
	run_cases(blocks, RANGES_PER_FORMAT);
	fprintf(stderr, "%lu blocks\n", compare_counts.blocks);
	cr_assert_gt(compare_counts.blocks, 5000);
}

Test(differential, a_merger_joins_what_goes_on_and_nothing_else)
{
	run_cases(runs, RANGES_PER_FORMAT);
	fprintf(stderr, "%lu items joined\n", compare_counts.merged);
	cr_assert_gt(compare_counts.merged, 10000);
}
