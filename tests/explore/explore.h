/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the explorer's command runs: scenarios, and what is known of them beforehand.
 */
#ifndef PTW_TESTS_EXPLORE_H
#define PTW_TESTS_EXPLORE_H

#include "model.h"

/* In what memory: the order of what is expected */
enum { IN_SC, IN_TSO, MEMORIES };

/**
 * struct explore_case - A scenario, and what must come out
 * @scenario: The scenario
 * @bound: Preemptions, every day; --long adds one
 * @finds: By memory: words of the finding that there must be, "one|other"; %NULL: none
 * @outcomes: By memory: exactly the final states, as "0,1 1,1"; %NULL: any
 * @heavy: Only with --long
 */
struct explore_case {
	struct model_scenario scenario;
	unsigned int bound;
	const char *finds[MEMORIES];
	const char *outcomes[MEMORIES];
	bool heavy;
};

/* A scenario whose state is the file's static struct s; what else there is to say follows. */
#define SCENARIO(title, begin, end, ...)                                         \
	.scenario.name = title, .scenario.setup = begin, .scenario.finish = end, \
	.scenario.thread = { __VA_ARGS__ }, .scenario.state = &s, .scenario.bytes = sizeof(s)

/* Behind the last */
#define NO_MORE                        \
	{                              \
		.scenario.name = NULL, \
	}

extern const struct explore_case litmus_cases[];
extern const struct explore_case fault_cases[];
extern const struct explore_case period_cases[];
extern const struct explore_case notifier_cases[];
extern const struct explore_case walk_cases[];
extern const struct explore_case race_cases[];
extern const struct explore_case mutator_cases[];
extern const struct explore_case refuse_cases[];
extern const struct explore_case table_cases[];
extern const struct explore_case hard_cases[];
extern const u64 hard_programs[]; /* seeds, 0 behind the last */

extern const struct model_memory *const memories[MEMORIES];

/* judge.c: @trace: print each finding's run; @schedules: stop after so many */
struct judge_options {
	bool plain;
	bool trace;
	u64 schedules;
};

extern struct judge_options judge_options;

/* True if all was as expected */
bool judge_case(const struct explore_case *c, unsigned int memory, unsigned int bound);

/* compare.c: how many searches were compared, and how many schedules they took */
struct comparison {
	u64 compared;
	u64 passed_over;
	u64 plain;
	u64 reduced;
};

extern struct comparison comparison;

/*
 * Every memory, several bounds; where the plain search needs more than @most it is passed
 * over. True if final states agree.
 */
bool compare_searches(const struct model_scenario *scenario, u64 most);

/* random.c: programs drawn from a seed */
void random_program(u64 seed);
void random_print(FILE *out);
const struct model_scenario *random_scenario(void);

#endif /* PTW_TESTS_EXPLORE_H */
