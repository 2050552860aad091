// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Two threads that walk the same hot tables, against the same two on copies of their own of
 * equal size: what sharing costs where nothing shared is written. In memory as it is, and
 * in the model, where each walk takes its guard. Every answer is part of a sum that must
 * come out right.
 *
 *	bench_threads [--format F] [--rounds N] [--json]
 */
#include <stdio.h>
#include <string.h>
#include "bench.h"
#include "model.h"
#include "tables.h"

static const char usage[] =
	"usage: bench_threads [--format x86-64|arm64-4k|model] [--rounds N] [--json]\n";

#define WANT   (PTW_WANT_READ | PTW_WANT_USER)
#define WALKS  (1u << 15)
#define REPEAT 4u
#define PAGES  64u /* of the model; the hot regime has as many */
#define FIRST  (1ULL << 30)

/* Tables, and addresses that are asked about */
struct job {
	const struct ptw_space *space;
	const __u64 *va;
};

#define WALK(name, call)                                                                    \
	static __u64 name(const void *arg)                                                  \
	{                                                                                   \
		const struct job *job = arg;                                                \
		struct ptw_leaf leaf;                                                       \
		__u64 i, sum = 0;                                                           \
                                                                                            \
		for (i = 0; i < WALKS * REPEAT; i++)                                        \
			sum += call(job->space, job->va[i % WALKS], WANT, &leaf) ? ~0ULL    \
										 : leaf.pa; \
		return sum;                                                                 \
	}

WALK(walk_x86_64, ptw_x86_64_linux_follow)
WALK(walk_arm64, ptw_arm64_4k_linux_follow)
WALK(walk_model, ptw_follow)

static const struct {
	const char *name;
	__u64 (*walk)(const void *arg);
} formats[] = {
	{ "x86-64", walk_x86_64 },
	{ "arm64-4k", walk_arm64 },
	{ "model", walk_model },
};

static void report(const struct bench_options *options, const char *format,
		   const struct bench_side *side, int nr)
{
	int i;

	for (i = 0; i < nr; i++) {
		const struct bench_team *team = side[i].arg;

		printf(options->json ? "{\"bench\":\"threads\",\"format\":\"%s\",\"side\":\"%s\","
				       "\"ns\":%.3f,\"ratio\":%.4f,\"of_one\":%.4f}\n"
				     : "%-9s %-8s %8.2f %8.3f %8.2f\n",
		       format, side[i].name, side[i].best / (WALKS * REPEAT),
		       side[0].best / side[i].best, team->nr * side[nr - 1].best / side[i].best);
	}
	fflush(stdout);
}

/* @copy: Two copies of the same tables, and what the walks of one of them add up to */
static void run(const struct bench_options *options, int which, const struct job *copy,
		const __u64 *sum)
{
	__u64 (*walk)(const void *arg) = formats[which].walk;
	struct bench_team team[] = {
		{ 2, walk, { &copy[0], &copy[1] }, 0 },
		{ 2, walk, { &copy[0], &copy[1] }, 0 },
		{ 2, walk, { &copy[0], &copy[0] }, 0 },
		{ 1, walk, { &copy[0] }, 0 },
	};
	static const char *const names[] = { "private", "control", "shared", "one" };
	struct bench_side side[4];
	int i;

	for (i = 0; i < 4; i++)
		side[i] = (struct bench_side){
			.name = names[i],
			.run = bench_team_run,
			.took = bench_team_took,
			.arg = &team[i],
			.expected = i < 2 ? sum[0] + sum[1] : team[i].nr * sum[0],
		};
	bench_run(side, 4, options->rounds);
	report(options, formats[which].name, side, 4);
}

static void run_format(const struct bench_options *options, int which)
{
	static struct tables t[2];
	struct job copy[2];
	__u64 sum[2];
	int i;

	for (i = 0; i < 2; i++) {
		tables_build(&t[i], formats[which].name, REGIME_HOT, WALKS);
		copy[i] = (struct job){ &t[i].space, t[i].va };
		sum[i] = t[i].sum * REPEAT;
	}
	run(options, which, copy, sum);
	for (i = 0; i < 2; i++)
		tables_end(&t[i]);
}

/* What a page's address is, the model decides: the first word of the page is what it is of. */
static __u64 model_sum(struct ptw_phys *phys, const struct job *job)
{
	struct ptw_leaf leaf;
	__u64 i, word, sum = 0;

	for (i = 0; i < WALKS; i++) {
		if (ptw_follow(job->space, job->va[i], WANT, &leaf) ||
		    ptw_phys_load(phys, leaf.pa, &word) || word != (job->va[i] | 1))
			return ~0ULL;
		sum += leaf.pa;
	}
	return sum * REPEAT;
}

static void run_model(const struct bench_options *options, int which)
{
	static __u64 va[WALKS];
	struct ptw_phys *phys = model_arena(1024);
	struct ptw_mm *mm[2];
	struct job copy[2];
	__u64 sum[2], state = 1;
	int i;

	for (i = 0; i < (int)WALKS; i++)
		va[i] = FIRST + bench_random(&state) % PAGES * 4096;
	for (i = 0; i < 2; i++) {
		mm[i] = model_space(phys);
		model_map(mm[i], FIRST, PAGES, 0);
		copy[i] = (struct job){ ptw_mm_primary(mm[i])->space, va };
		sum[i] = model_sum(phys, &copy[i]);
	}
	run(options, which, copy, sum);
	for (i = 0; i < 2; i++)
		ptw_mm_destroy(mm[i]);
	ptw_phys_destroy(phys);
}

int main(int argc, char **argv)
{
	struct bench_options options;
	int i, any = 0;

	bench_options(&options, argc, argv, usage);
	for (i = 0; i < 3 && !options.regime && !options.side; i++) {
		if (options.format && strcmp(options.format, formats[i].name))
			continue;
		if (!any && !options.json)
			printf("ns a walk; walks a second, compared; and compared with one "
			       "thread's\n%-9s %-8s %8s %8s %8s\n",
			       "format", "tables", "ns", "ratio", "of one");
		if (i < 2)
			run_format(&options, i);
		else
			run_model(&options, i);
		any = 1;
	}
	if (!any)
		fputs(usage, stderr);
	return any ? 0 : 2;
}
