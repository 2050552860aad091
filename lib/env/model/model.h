/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Exploring: every order in which the threads of a scenario can meet, up to a bound, by
 * running the real code once for each. A scenario is a setup, a few threads, and a
 * finish that checks; all of its state is in what it names and in what it allocates, is
 * saved after setup, and put back before each run.
 *
 *	schedule     one order: who does the next step, and when what a thread has stored
 *	             leaves its store buffer
 *	point        before each word of a thread: there another may run
 *	preemption   a switch from a thread that could have gone on when it stopped
 *	final state  what finish says of it by model_outcome()
 *	finding      what should not be: a check or warning that failed, memory used after
 *	             it was freed or given back never, a deadlock, too many points
 *
 * For who writes scenarios:
 *
 * - What threads share is in the struct that the scenario names, in what setup or a
 *   thread allocates, or on a thread's stack while it waits; words on other memory are
 *   a finding. Other static variables would not be put back.
 * - A thread's n-th allocation is at one place in all runs. Of memory with an allocator
 *   of its own, inside one allocation, the explorer does not know what was freed: poison
 *   it, and check.
 * - Plain accesses are no points. They are for what is private, or under a lock;
 *   ThreadSanitizer finds those that are not.
 * - What is tried again and again is cut after the second retry by model_cut(). What
 *   waits says so by wait_until() or cpu_relax(), else it uses up its points.
 * - Everything is decided by the words: no time, no addresses, no random numbers.
 */
#ifndef PTW_ENV_MODEL_MODEL_H
#define PTW_ENV_MODEL_MODEL_H

#include <stdio.h>
#include "words.h"

#define MODEL_THREADS  4
#define MODEL_VALUES   8
#define MODEL_OUTCOMES 1024
#define MODEL_SCHEDULE 4096
#define MODEL_TEXT     256

/**
 * struct model_scenario - A few threads, and what is true when they are done
 * @name: One word
 * @setup: Makes the state, %NULL: nothing to make. No other thread runs
 * @thread: What runs at once, %NULL behind the last
 * @finish: Checks, says what came out, and gives back. No other thread runs. Not called
 *	where a run ended early
 * @state: A static struct of the scenario's, zero before setup
 * @bytes: Of what size
 * @arg: For scenarios that share functions, see model_arg()
 * @points: How many a run may have; 0: 200
 * @all_freed: Memory that is not given back by finish is a finding
 */
struct model_scenario {
	const char *name;
	void (*setup)(void);
	void (*thread[MODEL_THREADS])(void);
	void (*finish)(void);
	void *state;
	size_t bytes;
	unsigned long arg;
	unsigned int points;
	bool all_freed;
};

/* Sequentially consistent; total store order, as x86 */
struct model_memory;
extern const struct model_memory model_sc;
extern const struct model_memory model_tso;

/* Preemptions without bound */
#define MODEL_UNBOUNDED 0xff

/**
 * struct model_search - How a scenario is explored
 * @memory: In what memory
 * @bound: How many preemptions a run may have, or %MODEL_UNBOUNDED
 * @plain: Every schedule, not one of each kind
 * @schedules: How many at the most; 0: all
 */
struct model_search {
	const struct model_memory *memory;
	unsigned int bound;
	bool plain;
	u64 schedules;
};

/* One final state, and how many runs ended in it */
struct model_outcome {
	u64 value[MODEL_VALUES];
	unsigned int nr;
	u64 runs;
};

/**
 * struct model_result - What exploring found
 * @schedules: Runs that ended
 * @cut: Of them, those that the scenario cut short
 * @again: Runs that were given up because another one shows as much
 * @points: Of the longest run
 * @all: Every schedule was looked at; else only those within the bound
 * @stopped: Not even these: there were too many
 * @seconds: How long it took
 * @outcome: Final states, those that have other values than all before
 * @nr_outcomes: How many
 * @finding: What was found, empty: nothing. The search stops there
 * @schedule: How to get there again
 */
struct model_result {
	u64 schedules;
	u64 cut;
	u64 again;
	unsigned int points;
	bool all;
	bool stopped;
	double seconds;
	struct model_outcome outcome[MODEL_OUTCOMES];
	unsigned int nr_outcomes;
	char finding[MODEL_TEXT];
	char schedule[MODEL_SCHEDULE];
};

void model_explore(const struct model_scenario *scenario, const struct model_search *search,
		   struct model_result *result);

/**
 * model_replay() - Run one schedule, and print it
 * @scenario: The scenario
 * @schedule: As of model_result.schedule; names the memory, too
 * @out: A column for each thread, and one for what leaves their store buffers
 *
 * Return: 0, or -EINVAL for a schedule that is none of the scenario's.
 */
int model_replay(const struct model_scenario *scenario, const char *schedule, FILE *out);

const char *model_memory_name(const struct model_memory *memory);

/* For scenarios */

#define model_check(cond, text)                                    \
	do {                                                       \
		if (unlikely(!(cond)))                             \
			model_warn(MODEL_AT("model_check", text)); \
	} while (0)

unsigned long model_arg(void);

/* One value of the final state; from finish, at most MODEL_VALUES times */
void model_outcome(u64 value);

/* This run shows nothing new: a third retry of what is asked twice. From a thread */
void model_cut(void);

/* From setup: the @nth allocation, from 1 on, of thread @thread, from 0 on, is refused. */
void model_refuse(unsigned int thread, unsigned int nth);

#endif /* PTW_ENV_MODEL_MODEL_H */
