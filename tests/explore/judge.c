// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * One case in one memory: explored, told in one line, and judged. What was found though
 * it should not is printed with its run, by the fewest preemptions that show it.
 */
#include <stdlib.h>
#include <string.h>
#include "explore.h"

struct judge_options judge_options;

static struct model_result result;

/* "0,1": its values, and where it ends */
static const char *read_outcome(const char *text, struct model_outcome *outcome)
{
	char *end;

	for (outcome->nr = 0; outcome->nr < MODEL_VALUES; text = end + 1) {
		outcome->value[outcome->nr++] = strtoull(text, &end, 0);
		if (*end != ',')
			return end;
	}
	return "";
}

static bool has(const struct model_outcome *outcome)
{
	unsigned int i;

	for (i = 0; i < result.nr_outcomes; i++)
		if (result.outcome[i].nr == outcome->nr &&
		    !memcmp(result.outcome[i].value, outcome->value, outcome->nr * sizeof(u64)))
			return true;
	return false;
}

/* Exactly these, each named once */
static bool outcomes_are(const char *expected)
{
	struct model_outcome outcome;
	unsigned int nr = 0;

	while (*expected) {
		expected = read_outcome(expected, &outcome);
		if (!has(&outcome))
			return false;
		nr++;
		expected += *expected == ' ';
	}
	return nr == result.nr_outcomes;
}

/* Is one of @words, "one|other", in the finding? */
static bool found_one_of(const char *words)
{
	char word[MODEL_TEXT];
	size_t length;

	for (; *words; words += length + (words[length] == '|')) {
		length = strcspn(words, "|");
		snprintf(word, sizeof(word), "%.*s", (int)length, words);
		if (strstr(result.finding, word))
			return true;
	}
	return false;
}

static void print_outcomes(void)
{
	unsigned int i, v;

	printf("  final states:");
	for (i = 0; i < result.nr_outcomes; i++)
		for (v = 0; v < result.outcome[i].nr; v++)
			printf("%c%llu", v ? ',' : ' ',
			       (unsigned long long)result.outcome[i].value[v]);
	printf("\n");
}

/* With fewer preemptions, if that is enough */
static void explore_case(const struct explore_case *c, struct model_search *search)
{
	unsigned int bound = search->bound;

	model_explore(&c->scenario, search, &result);
	if (!result.finding[0])
		return;
	for (search->bound = 0; search->bound < bound && search->bound < 5; search->bound++) {
		model_explore(&c->scenario, search, &result);
		if (result.finding[0])
			return;
	}
	search->bound = bound;
	model_explore(&c->scenario, search, &result);
}

static void print_line(const struct explore_case *c, const struct model_search *search)
{
	char bound[8] = "none", reached[16];

	if (search->bound != MODEL_UNBOUNDED)
		snprintf(bound, sizeof(bound), "%u", search->bound);
	snprintf(reached, sizeof(reached), "%s",
		 result.finding[0] ? "finding"
		 : result.stopped  ? "stopped"
		 : result.all	   ? "complete"
				   : "bound");
	printf("%-26s %-3s %5s %9llu %5u %8s %6u %7.2f  ", c->scenario.name,
	       model_memory_name(search->memory), bound, (unsigned long long)result.schedules,
	       result.points, reached, result.nr_outcomes, result.seconds);
}

static void print_run(const struct explore_case *c)
{
	model_replay(&c->scenario, result.schedule, stdout);
	printf("again: explore --replay %s %s\n", c->scenario.name, result.schedule);
}

bool judge_case(const struct explore_case *c, unsigned int memory, unsigned int bound)
{
	struct model_search search = {
		.memory = memories[memory],
		.bound = bound,
		.plain = judge_options.plain,
		.schedules = judge_options.schedules,
	};
	const char *finds = c->finds[memory], *wrong = NULL;

	explore_case(c, &search);
	print_line(c, &search);
	if (result.stopped)
		wrong = "too many schedules";
	else if (!finds && result.finding[0])
		wrong = result.finding;
	else if (finds && !found_one_of(finds))
		wrong = result.finding[0] ? result.finding : "found nothing";
	else if (c->outcomes[memory] && !outcomes_are(c->outcomes[memory]))
		wrong = "other final states";
	if (wrong)
		printf("FAIL: %s\n", wrong);
	else if (result.cut)
		printf("ok, %llu cut short\n", (unsigned long long)result.cut);
	else
		printf("ok%s%s\n", finds ? ": " : "", result.finding);
	if (c->outcomes[memory] && wrong && !result.finding[0])
		print_outcomes();
	if (result.schedule[0] && (wrong || judge_options.trace))
		print_run(c);
	return !wrong;
}
