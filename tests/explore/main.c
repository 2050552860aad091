// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * explore: a line for each scenario in each memory, and whether all was as expected.
 */
#include <stdlib.h>
#include <string.h>
#include "explore.h"

const struct model_memory *const memories[MEMORIES] = { &model_sc, &model_tso };

static const struct explore_case *const lists[] = { litmus_cases,  fault_cases,	   period_cases,
						    walk_cases,	   notifier_cases, race_cases,
						    mutator_cases, table_cases,	   refuse_cases,
						    hard_cases };

static const char usage[] =
	"usage: explore [OPTION...] [SCENARIO...]   explore these, or all, and compare a little\n"
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
	if (!ok)
		printf("[FAIL] explore::%s\n", c->scenario.name);
	return ok;
}

static bool run_list(const struct explore_case *c)
{
	bool ok = true;

	for (; c->scenario.name && (ok || !options.fail_fast); c++)
		if (!c->heavy || options.all)
			ok &= run_case(c);
	return ok;
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

static u64 compare_list(const struct explore_case *c, u64 most)
{
	u64 differ = 0;

	for (; c->scenario.name; c++)
		differ += !compare_searches(&c->scenario, most);
	return differ;
}

static u64 compare_program(u64 seed)
{
	random_program(seed);
	if (compare_searches(random_scenario(), 30000))
		return 0;
	printf("program %llu:\n", (unsigned long long)seed);
	random_print(stdout);
	return 1;
}

static bool compare(u64 seed, u64 nr)
{
	u64 i, differ;

	differ = compare_list(litmus_cases, 1000000) + compare_list(period_cases, 30000) +
		 compare_list(hard_cases, 200000);
	for (i = 0; hard_programs[i]; i++)
		differ += compare_program(hard_programs[i]);
	for (i = seed; i < seed + nr && !(differ && options.fail_fast); i++)
		differ += compare_program(i);
	printf("reduced and plain search: %llu agree, %llu do not, %llu too large; "
	       "%llu schedules, not %llu\n",
	       (unsigned long long)(comparison.compared - differ), (unsigned long long)differ,
	       (unsigned long long)comparison.passed_over, (unsigned long long)comparison.reduced,
	       (unsigned long long)comparison.plain);
	if (differ)
		printf("[FAIL] explore::compare\n");
	return !differ;
}

/* A few programs; --compare for more */
static bool run_all(void)
{
	bool ok = true;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lists) && (ok || !options.fail_fast); i++)
		ok &= run_list(lists[i]);
	if (ok || !options.fail_fast)
		ok &= compare(1, 200);
	return ok;
}

static int bad_usage(void)
{
	fputs(usage, stderr);
	return 2;
}

static bool take_flag(const char *name)
{
	if (!strcmp(name, "--long"))
		options.all = true;
	else if (!strcmp(name, "--plain"))
		judge_options.plain = true;
	else if (!strcmp(name, "--trace"))
		judge_options.trace = true;
	else if (!strcmp(name, "--fail-fast"))
		options.fail_fast = true;
	else
		return false;
	return true;
}

static bool take_value(const char *name, const char *value)
{
	char *end = NULL;
	unsigned int m;

	if (!strcmp(name, "--bound") && !strcmp(value, "none")) {
		options.bound = MODEL_UNBOUNDED;
		return true;
	}
	if (!strcmp(name, "--bound"))
		options.bound = (int)strtoul(value, &end, 10);
	if (!strcmp(name, "--most"))
		judge_options.schedules = strtoull(value, &end, 10);
	if (end)
		return *value >= '0' && *value <= '9' && !*end && options.bound < MODEL_UNBOUNDED;
	for (m = 0; m < MEMORIES && !strcmp(name, "--memory"); m++)
		if (!strcmp(value, model_memory_name(memories[m])))
			options.memory = value;
	return options.memory == value;
}

/* How many words it took, 0: no such option */
static int take_option(char **word, int nr)
{
	if (take_flag(word[0]))
		return 1;
	return nr > 1 && take_value(word[0], word[1]) ? 2 : 0;
}

int main(int argc, char **argv)
{
	bool ok = true;
	int i, taken;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc == 2 && !strcmp(argv[1], "--list"))
		return list_all();
	if (argc == 4 && !strcmp(argv[1], "--compare"))
		return !compare(strtoull(argv[2], NULL, 0), strtoull(argv[3], NULL, 0));
	if (argc == 4 && !strcmp(argv[1], "--replay"))
		return model_replay(&find_case(argv[2])->scenario, argv[3], stdout) ? bad_usage()
										    : 0;
	for (i = 1; i < argc && argv[i][0] == '-'; i += taken) {
		taken = take_option(argv + i, argc - i);
		if (!taken)
			return bad_usage();
	}
	if (i == argc)
		return !run_all();
	for (; i < argc; i++)
		ok &= run_case(find_case(argv[i]));
	return !ok;
}
