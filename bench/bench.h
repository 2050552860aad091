/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How things are timed. Machines are shared and noisy, so only ratios within one run
 * mean something: every side runs once in each of many rounds, in turn, and its time
 * is the smallest of its rounds. A second copy of the yardstick runs as one more
 * side: what it differs from the first is what the run is worth.
 */
#ifndef PTW_BENCH_BENCH_H
#define PTW_BENCH_BENCH_H

#include <ptw/types.h>

#ifndef __OPTIMIZE__
#error "Figures of a build without optimisation mean nothing: build with -O2"
#endif

#define BENCH_ROUNDS	21
#define BENCH_MAX_SIDES 8
#define BENCH_THREADS	2

/*
 * One way to do the work
 * @run: Returns the sum it must come to
 * @took: How long the last run took, in ns, or -1 if it does not count, to be run again;
 *	%NULL: the CPU time of the calling thread
 * @best: ns, the smallest of all rounds
 */
struct bench_side {
	const char *name;
	__u64 (*run)(const void *arg);
	double (*took)(const void *arg);
	const void *arg;
	__u64 expected;
	double best;
};

/*
 * Threads that do the same at the same time, as a side whose @arg this is
 * @run: What each does with its @arg; returns a sum
 * @took: Of the last run: a thread's time, on the average, sleep for a lock included; -1
 *	where one was put aside for somebody else, or they did not begin together
 */
struct bench_team {
	int nr;
	__u64 (*run)(const void *arg);
	const void *arg[BENCH_THREADS];
	double took;
};

struct bench_options {
	int rounds;
	int json;
	const char *format; /* or NULL for all */
	const char *regime; /* or NULL for all */
	const char *side;   /* count instructions of this one, see bench_count() */
	__u64 count;
};

/* Parse the options that all benches have. Exits with 2 for bad ones. */
void bench_options(struct bench_options *options, int argc, char **argv, const char *usage);

/*
 * Run all sides, interleaved, and fill best. Exits with 1 for a wrong answer, and with 3
 * where no run counts.
 */
void bench_run(struct bench_side *side, int nr, int rounds);

__u64 bench_team_run(const void *team);
double bench_team_took(const void *team);

/* ns; differences mean something */
double bench_cpu_time(void);
double bench_wall_time(void);

#endif /* PTW_BENCH_BENCH_H */
