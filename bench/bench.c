// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include "bench.h"

/* How long a run that does not count is repeated, in ns */
#define PATIENCE 60e9

static double clock_ns(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

/* What others do to this core meanwhile is not ours. */
double bench_cpu_time(void)
{
	return clock_ns(CLOCK_THREAD_CPUTIME_ID);
}

double bench_wall_time(void)
{
	return clock_ns(CLOCK_MONOTONIC);
}

static double run_once(const struct bench_side *side)
{
	double t = bench_cpu_time();

	if (side->run(side->arg) != side->expected) {
		fprintf(stderr, "bench: %s gives a wrong answer\n", side->name);
		exit(1);
	}
	t = bench_cpu_time() - t;
	return side->took ? side->took(side->arg) : t;
}

static double run_until_it_counts(const struct bench_side *side)
{
	double until = bench_wall_time() + PATIENCE, t;

	do {
		t = run_once(side);
		if (t >= 0)
			return t;
	} while (bench_wall_time() < until);
	fprintf(stderr, "bench: %s: in a minute it never had the processors it needs\n",
		side->name);
	exit(3);
}

void bench_run(struct bench_side *side, int nr, int rounds)
{
	int round, i, at;
	double t;

	for (round = -1; round < rounds; round++) {
		for (i = 0; i < nr; i++) {
			/* Nobody always runs behind the same neighbour. */
			at = (i + (round < 0 ? 0 : round)) % nr;
			t = run_until_it_counts(&side[at]);
			if (round < 0 || t < side[at].best)
				side[at].best = t;
		}
	}
}

struct member {
	pthread_t thread;
	const struct bench_team *team;
	const void *arg;
	int number;
	int *missing; /* of the team, at the start */
	__u64 sum;
	long preempted;
	double begin;
	double end;
};

/* Each has a processor of its own, where its data stay: the nth that may be used. */
static void stay_on(int nth)
{
	cpu_set_t may, one;
	int cpu;

	if (sched_getaffinity(0, sizeof(may), &may))
		return;
	CPU_ZERO(&one);
	for (cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, &may) && !nth--)
			CPU_SET(cpu, &one);
	sched_setaffinity(0, sizeof(one), &one);
}

static long preemptions(void)
{
	struct rusage usage;

	return getrusage(RUSAGE_THREAD, &usage) ? 0 : usage.ru_nivcsw;
}

static void *member_run(void *arg)
{
	struct member *member = arg;

	stay_on(member->number);
	/* What ran here before has left its own in the cache. */
	member->team->run(member->arg);
	__atomic_sub_fetch(member->missing, 1, __ATOMIC_ACQ_REL);
	while (__atomic_load_n(member->missing, __ATOMIC_ACQUIRE) > 0)
		;
	member->preempted = preemptions();
	member->begin = bench_wall_time();
	member->sum = member->team->run(member->arg);
	member->end = bench_wall_time();
	member->preempted = preemptions() - member->preempted;
	return NULL;
}

/* Nobody else had a processor of theirs, and they began at the same time, or nearly. */
static int ran_together(const struct member *member, int nr)
{
	double off;
	int i;

	for (i = 0; i < nr; i++) {
		off = member[i].begin - member[0].begin;
		if (member[i].preempted ||
		    (off < 0 ? -off : off) > (member[i].end - member[i].begin) * 0.05)
			return 0;
	}
	return 1;
}

__u64 bench_team_run(const void *arg)
{
	struct bench_team *team = (struct bench_team *)arg;
	struct member member[BENCH_THREADS];
	int missing = team->nr, i;
	__u64 sum = 0;

	for (i = 0; i < team->nr; i++) {
		member[i].team = team;
		member[i].arg = team->arg[i];
		member[i].number = i;
		member[i].missing = &missing;
		if (pthread_create(&member[i].thread, NULL, member_run, &member[i]))
			exit(2);
	}
	team->took = 0;
	for (i = 0; i < team->nr; i++) {
		pthread_join(member[i].thread, NULL);
		sum += member[i].sum;
		team->took += (member[i].end - member[i].begin) / team->nr;
	}
	if (!ran_together(member, team->nr))
		team->took = -1;
	return sum;
}

double bench_team_took(const void *arg)
{
	return ((const struct bench_team *)arg)->took;
}

/* A number up to @most, and nothing behind it; exits where it is none. */
static __u64 number(const char *text, __u64 most, const char *usage)
{
	__u64 value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 0);
	if (*text >= '0' && *text <= '9' && !*end && !errno && value <= most)
		return value;
	fputs(usage, stderr);
	exit(2);
}

void bench_options(struct bench_options *options, int argc, char **argv, const char *usage)
{
	static const struct option longs[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "rounds", required_argument, NULL, 'r' },
		{ "format", required_argument, NULL, 'f' },
		{ "regime", required_argument, NULL, 'g' },
		{ "side", required_argument, NULL, 's' },
		{ "count", required_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	*options = (struct bench_options){ .rounds = BENCH_ROUNDS };
	while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		switch (c) {
		case 'j':
			options->json = 1;
			break;
		case 'r':
			options->rounds = number(optarg, INT_MAX, usage);
			break;
		case 'f':
			options->format = optarg;
			break;
		case 'g':
			options->regime = optarg;
			break;
		case 's':
			options->side = optarg;
			break;
		case 'c':
			options->count = number(optarg, ~0ULL, usage);
			break;
		case 'h':
			fputs(usage, stdout);
			exit(0);
		default:
			fputs(usage, stderr);
			exit(2);
		}
	}
	if (optind != argc || options->rounds < 1) {
		fputs(usage, stderr);
		exit(2);
	}
}
