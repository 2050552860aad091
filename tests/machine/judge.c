// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The arm64 processor as judge: libptw and the AT instruction are asked about the same
 * addresses, in the same tables, under the same registers, and must agree about the
 * physical address and memory type, or about kind and level of the fault.
 *
 * A serial line comes out: seed, histogram, the first differences in full, and at the
 * end one line that says passed or failed. Without that line nothing was proved.
 */
#include "exclusions.h"
#include "paths.h"
#include "query.h"
#include "random.h"

#define PATHS_PER_REGIME 16
#define FETCH_PATHS	 4 /* one path in so many is fetched from: that is slow */
#define SPANS		 4 /* one answer in so many is tried all over its span */
#define SHOWN		 10

u64 random_state;

static u64 queries, mismatches, asked[ACCESSES], granted[ACCESSES];
static u64 histogram[OUTCOMES][PTW_MAX_LEVELS];

/* The processor's turn. Return: whether both agree */
static bool compare(struct query *q)
{
	ask_processor(q);
	if (!answers_agree(q)) {
		if (exclude_after(q))
			return false;
		queries++;
		if (mismatches++ < SHOWN)
			query_say(q);
		return false;
	}
	queries++;
	asked[q->access]++;
	granted[q->access] += q->ours.outcome == MAPPED;
	histogram[q->ours.outcome][q->ours.level]++;
	return true;
}

/* An answer holds for the whole span it claims: ask the processor elsewhere in it. */
static void judge_span(const struct query *q)
{
	u64 flip = random_bits(ptw_leaf_size(&q->leaf) - 1) & ~3ULL;
	struct query other = *q;

	other.va ^= flip;
	if (ptw_leaf_kind(&other.leaf) == PTW_LEAF)
		other.leaf.pa ^= flip;
	if (other.ours.outcome == MAPPED && !is_fetch(other.access))
		other.ours.pa ^= flip & GENMASK_ULL(51, 12);
	if (!exclude_before(&other))
		compare(&other);
}

static void judge(const struct regime *r, u64 va, enum access access)
{
	struct query q = { .regime = r, .va = va, .access = access };

	ask_libptw(&q);
	if (exclude_before(&q))
		return;
	if (compare(&q) && ptw_leaf_kind(&q.leaf) != PTW_RANGE && one_in(SPANS))
		judge_span(&q);
}

/* All accesses to one address; then with one bit of a descriptor flipped */
static void judge_path(const struct regime *r)
{
	unsigned int first, nr, i;
	struct path path;
	u64 pte, *slot;

	path_draw(r, &path);
	machine_forget();
	path.va &= ~3ULL; /* an instruction's alignment */
	/* Which comes first matters: a write makes dirty, any access sets AF. */
	nr = one_in(FETCH_PATHS) ? ACCESSES : ACCESS_ATS;
	first = random_below(nr);
	for (i = 0; i < nr; i++)
		judge(r, path.va, (first + i) % nr);
	if (path.nr) {
		slot = path.slot[random_below(path.nr)];
		pte = READ_ONCE(*slot);
		WRITE_ONCE(*slot, pte ^ BIT_ULL(random_below(64)));
		machine_forget();
		judge(r, path.va, random_below(nr));
		WRITE_ONCE(*slot, pte);
		machine_forget();
	}
	judge(r, path_draw_va(r), random_below(ACCESS_ATS));
}

/* Whether there can be such an outcome on this processor */
static bool possible(enum outcome outcome, unsigned int level)
{
	switch (outcome) {
	case MAPPED:
	case ACCESS_FLAG:
	case PERMISSION:
		return geometries_have_leaf(level);
	case NO_WALK:
		return level == 3;
	default:
		return geometries_have_top(level);
	}
}

/* Return: how many possible outcomes are too rare to have been tested */
static unsigned int say_histogram(void)
{
	unsigned int outcome, level, rare = 0;
	u64 share, mapped = 0;
	enum access access;

	say("%14s%9s%9s%9s%9s%9s\n", "1/10000 at", "level -1", "level 0", "level 1", "level 2",
	    "level 3");
	for (outcome = 0; outcome < OUTCOMES; outcome++) {
		say("%14s", outcome_names[outcome]);
		for (level = PTW_MAX_LEVELS; level--;) {
			share = histogram[outcome][level] * 10000 / queries;
			mapped += outcome == MAPPED ? share : 0;
			if (possible(outcome, level))
				say("%8u%s", share, share < 50 ? "!" : " ");
			else
				say("%8s ", share ? "?" : "-");
			rare += possible(outcome, level) && share < 50;
		}
		say("\n");
	}
	say("mapped in all: %u in 10000\n", mapped);
	for (access = 0; access < ACCESSES; access++)
		say("%14s %u asked, %u mapped\n", access_names[access], asked[access],
		    granted[access]);
	return rare + (mapped < 2000);
}

int main(void)
{
	const u64 *request = (const u64 *)MACHINE_REQUEST;
	struct ptw_error error;
	struct regime regime;
	u64 begin = machine_read(cntpct_el0), seconds;
	unsigned int i, rare;

	random_state = request[0];
	say("judge: seed %u\n", request[0]);
	geometries_find();
	while (queries < request[1]) {
		if (regime_draw(&regime, &error)) {
			regime_say(&regime);
			say("judge: libptw refuses that: %s: %s\n", error.field, error.text);
			return 1;
		}
		for (i = 0; i < PATHS_PER_REGIME; i++)
			judge_path(&regime);
	}
	rare = say_histogram();
	exclusions_say();
	seconds = (machine_read(cntpct_el0) - begin) / machine_read(cntfrq_el0);
	say("judge: %s: %u queries, %u mismatches, %u too rare, %u seconds\n",
	    mismatches || rare ? "failed" : "passed", queries, mismatches, (u64)rare, seconds);
	return 0;
}
