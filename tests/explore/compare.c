// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The reduced search ends in the same final states as the plain one, under the same
 * bound, and finds something where that does. What neither can finish is passed over,
 * and counted.
 */
#include <string.h>
#include "explore.h"

struct comparison comparison;

static struct model_result plain, reduced;

static bool has_outcome(const struct model_result *result, const struct model_outcome *outcome)
{
	unsigned int i;

	for (i = 0; i < result->nr_outcomes; i++)
		if (result->outcome[i].nr == outcome->nr &&
		    !memcmp(result->outcome[i].value, outcome->value, outcome->nr * sizeof(u64)))
			return true;
	return false;
}

static bool same_outcomes(void)
{
	unsigned int i;

	if (!plain.finding[0] != !reduced.finding[0])
		return false;
	if (plain.finding[0])
		return true; /* and the search stopped there */
	for (i = 0; i < plain.nr_outcomes; i++)
		if (!has_outcome(&reduced, &plain.outcome[i]))
			return false;
	for (i = 0; i < reduced.nr_outcomes; i++)
		if (!has_outcome(&plain, &reduced.outcome[i]))
			return false;
	return true;
}

static bool compare(const struct model_scenario *scenario, const struct model_memory *memory,
		    unsigned int bound, u64 most)
{
	struct model_search search = { memory, bound, true, most };

	model_explore(scenario, &search, &plain);
	if (plain.stopped) {
		comparison.passed_over++;
		return true;
	}
	search.plain = false;
	search.schedules = 0;
	model_explore(scenario, &search, &reduced);
	comparison.compared++;
	comparison.plain += plain.schedules;
	comparison.reduced += reduced.schedules + reduced.again;
	if (same_outcomes())
		return true;
	printf("FAIL %s, %s, bound %u: plain %u final states (%s), reduced %u (%s)\n",
	       scenario->name, model_memory_name(memory), bound, plain.nr_outcomes, plain.finding,
	       reduced.nr_outcomes, reduced.finding);
	return false;
}

bool compare_searches(const struct model_scenario *scenario, u64 most)
{
	static const unsigned int bounds[] = { 0, 1, 2, 3, MODEL_UNBOUNDED };
	bool same = true;
	unsigned int m, i;

	for (m = 0; m < MEMORIES; m++)
		for (i = 0; i < ARRAY_SIZE(bounds); i++)
			same &= compare(scenario, memories[m], bounds[i], most);
	return same;
}
