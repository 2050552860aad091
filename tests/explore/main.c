// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * explore: a line for each scenario in each memory, and whether all was as expected.
 */
#include <stdlib.h>
#include <string.h>
#include "explore.h"

const struct model_memory *const memories[MEMORIES] = { &model_sc, &model_tso };

static const struct explore_case *const lists[] = { litmus_cases, fault_cases, period_cases,
						    notifier_cases };

static const char usage[] =
	"usage: explore [OPTION...] [SCENARIO...]   explore these, or all\n"
	"       explore --replay SCENARIO SCHEDULE  run one schedule and print it\n"
	"       explore --compare SEED NR           the reduced search with the plain one, of the\n"
	"                                           litmus tests and of NR programs from SEED on\n"
	"       explore --list                      names of scenarios\n"
	"  --memory NAME   only in sc or tso\n"
	"  --bound N       of preemptions, or none\n"
	"  --long          heavy scenarios too, and one preemption more\n"
	"  --plain         every schedule\n"
	"  --most N        stop a scenario after so many schedules\n"
	"  --trace         print the run of each finding, expected or not\n"
	"  --fail-fast     end with the first that is not as expected\n";

static struct {
	const char *memory;
	int bound; /* -1: the case's */
	bool all;
	bool fail_fast;
} options = { .bound = -1 };

static const struct explore_case *find_case(const char *name)
{
	const struct explore_case *c;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lists); i++)
		for (c = lists[i]; c->scenario.name; c++)
			if (!strcmp(c->scenario.name, name))
				return c;
	fprintf(stderr, "explore: no scenario %s; --list names them\n", name);
	exit(2);
}

static unsigned int bound_of(const struct explore_case *c)
{
	if (options.bound >= 0)
		return (unsigned int)options.bound;
	return c->bound + (options.all && c->bound != MODEL_UNBOUNDED && !c->heavy);
}

static bool run_case(const struct explore_case *c)
{
	bool ok = true;
	unsigned int m;

	for (m = 0; m < MEMORIES; m++)
		if (!options.memory || !strcmp(options.memory, model_memory_name(memories[m])))
			ok &= judge_case(c, m, bound_of(c));
	return ok;
}

static int run_all(void)
{
	const struct explore_case *c;
	int failed = 0;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lists); i++)
		for (c = lists[i]; c->scenario.name; c++) {
			if (c->heavy && !options.all)
				continue;
			failed |= !run_case(c);
			if (failed && options.fail_fast)
				return 1;
		}
	return failed;
}

static int list_all(void)
{
	const struct explore_case *c;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lists); i++)
		for (c = lists[i]; c->scenario.name; c++)
			printf("%s%s\n", c->scenario.name, c->heavy ? " (--long)" : "");
	return 0;
}

static int compare(u64 seed, u64 nr)
{
	const struct explore_case *c;
	u64 i, differ = 0;

	for (c = litmus_cases; c->scenario.name; c++)
		differ += !compare_searches(&c->scenario, 1000000);
	for (c = period_cases; c->scenario.name; c++)
		differ += !compare_searches(&c->scenario, 20000);
	for (i = seed; i < seed + nr; i++) {
		random_program(i);
		if (compare_searches(random_scenario(), 5000))
			continue;
		differ++;
		printf("program %llu:\n", (unsigned long long)i);
		random_print(stdout);
	}
	printf("%llu searches agree, %llu do not, %llu too large: "
	       "%llu schedules plain, %llu reduced\n",
	       (unsigned long long)(comparison.compared - differ), (unsigned long long)differ,
	       (unsigned long long)comparison.passed_over, (unsigned long long)comparison.plain,
	       (unsigned long long)comparison.reduced);
	return differ != 0;
}

static int bad_usage(void)
{
	fputs(usage, stderr);
	return 2;
}

/* The option's own argument is next; how many words it took, 0: no such option */
static int take_option(char **word, int nr)
{
	if (!strcmp(word[0], "--long"))
		options.all = true;
	else if (!strcmp(word[0], "--plain"))
		judge_options.plain = true;
	else if (!strcmp(word[0], "--trace"))
		judge_options.trace = true;
	else if (!strcmp(word[0], "--fail-fast"))
		options.fail_fast = true;
	else if (nr < 2)
		return 0;
	else if (!strcmp(word[0], "--memory"))
		options.memory = word[1];
	else if (!strcmp(word[0], "--bound"))
		options.bound = strcmp(word[1], "none") ? atoi(word[1]) : MODEL_UNBOUNDED;
	else if (!strcmp(word[0], "--most"))
		judge_options.schedules = strtoull(word[1], NULL, 0);
	else
		return 0;
	return !strcmp(word[0], "--memory") || !strcmp(word[0], "--bound") ||
			       !strcmp(word[0], "--most")
		       ? 2
		       : 1;
}

int main(int argc, char **argv)
{
	int i, taken, failed = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc == 2 && !strcmp(argv[1], "--list"))
		return list_all();
	if (argc == 4 && !strcmp(argv[1], "--compare"))
		return compare(strtoull(argv[2], NULL, 0), strtoull(argv[3], NULL, 0));
	if (argc == 4 && !strcmp(argv[1], "--replay"))
		return model_replay(&find_case(argv[2])->scenario, argv[3], stdout) ? bad_usage()
										    : 0;
	for (i = 1; i < argc && argv[i][0] == '-'; i += taken) {
		taken = take_option(argv + i, argc - i);
		if (!taken)
			return bad_usage();
	}
	if (i == argc)
		return run_all();
	for (; i < argc; i++)
		failed |= !run_case(find_case(argv[i]));
	return failed;
}
