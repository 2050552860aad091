// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "bench.h"

static double now(void)
{
	struct timespec t;

	/* CPU time: what others do to this core meanwhile is not ours. */
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

void bench_run(struct bench_side *side, int nr, int rounds)
{
	int round, i, at;
	double t;

	for (round = -1; round < rounds; round++) {
		for (i = 0; i < nr; i++) {
			/* Nobody always runs behind the same neighbour. */
			at = (i + (round < 0 ? 0 : round)) % nr;
			t = now();
			if (side[at].run(side[at].arg) != side[at].expected) {
				fprintf(stderr, "bench: %s gives a wrong answer\n", side[at].name);
				exit(1);
			}
			t = now() - t;
			if (round < 0 || t < side[at].best)
				side[at].best = t;
		}
	}
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
			options->rounds = atoi(optarg);
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
			options->count = strtoull(optarg, NULL, 0);
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
