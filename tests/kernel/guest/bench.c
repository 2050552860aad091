// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What one lookup costs, each way, by size of the mapping and by access. A figure is the
 * best of several runs, so that no timer's interrupt is in it. Under QEMU's icount a
 * nanosecond is an instruction; on hardware it is time.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "bench.h"
#include "kinds.h"
#include "owned.h"
#include "pages.h"
#include "report.h"

#define RUNS	31
#define LOOKUPS 1024 /* in one run */

const char *const bench_names[PTW_BENCH_KINDS] = {
	"nothing", "follow", "lookup", "gup", "gup+level", "locked",
};

int bench_once(int device, const struct area *area, unsigned int kind, unsigned int write,
	       unsigned int check, struct ptw_test_bench *bench)
{
	memset(bench, 0, sizeof(*bench));
	bench->va = (uintptr_t)area->va;
	bench->step = area->step ? area->step : (size_t)sysconf(_SC_PAGESIZE);
	bench->nr = area->bytes / bench->step;
	bench->rounds = (LOOKUPS + bench->nr - 1) / bench->nr;
	bench->kind = kind;
	bench->write = write;
	bench->check = check;
	return ioctl(device, PTW_TEST_IOC_BENCH, bench);
}

/* Nanoseconds a lookup; 0 where it is refused, negative where it went wrong */
static double best_of(int device, const struct area *area, unsigned int kind, unsigned int write)
{
	struct ptw_test_bench bench;
	uint64_t best = UINT64_MAX;
	unsigned int i;

	for (i = 0; i < RUNS; i++) {
		if (bench_once(device, area, kind, write, 0, &bench) || bench.wrong)
			return -1;
		if (bench.refused)
			return 0;
		if (bench.ns < best)
			best = bench.ns;
	}
	return (double)best / ((uint64_t)bench.nr * bench.rounds);
}

/*
 * What a lookup may cost, as a share of GUP and the walk for the level: one walk, and one
 * with all that GUP respects. The sequence and the retry, which all of them need, are on
 * both sides.
 */
#define FOLLOW_AT_MOST 0.30
#define LOOKUP_AT_MOST 0.40

/* Memory that is not of these must be held to be judged: bench/RESULTS.md says why. */
static const char *const gated[] = { "anon", "shared-file", "huge", "hugetlb-pmd", "hugetlb-pud" };

static void judge_one(const char *row, const char *what, double share, double gate)
{
	char name[80];

	snprintf(name, sizeof(name), "bench-%s-%s", row, what);
	(share <= gate ? ok : not_ok)(name, "%.3f of GUP and the level, at most %.2f", share, gate);
}

static void judge(const char *kind, const char *row, const double *ns)
{
	size_t i;

	for (i = 0; i < sizeof(gated) / sizeof(gated[0]); i++) {
		if (strcmp(gated[i], kind))
			continue;
		judge_one(row, "follow", ns[PTW_BENCH_FOLLOW] / ns[PTW_BENCH_GUP_LEVEL],
			  FOLLOW_AT_MOST);
		judge_one(row, "lookup", ns[PTW_BENCH_LOOKUP] / ns[PTW_BENCH_GUP_LEVEL],
			  LOOKUP_AT_MOST);
	}
}

static void bench_area(int device, const char *name, const struct area *area, unsigned int write)
{
	double ns[PTW_BENCH_KINDS];
	unsigned int kind;
	char row[64];

	snprintf(row, sizeof(row), "%s-%s", name, write ? "write" : "read");
	for (kind = 0; kind < PTW_BENCH_KINDS; kind++) {
		ns[kind] = best_of(device, area, kind, write);
		if (ns[kind] < 0)
			not_ok(row, "%s: a wrong answer, or %m", bench_names[kind]);
		else if (ns[kind] > 0)
			note("bench %s %s %.1f", row, bench_names[kind], ns[kind]);
		else
			note("bench %s %s refused", row, bench_names[kind]);
	}
	if (ns[PTW_BENCH_GUP_LEVEL] > 0)
		judge(name, row, ns);
}

/*
 * Nobody's work but ours is to be counted: what the kernel has left to do behind its own
 * start would take turns with us, for longer than all runs of a row together.
 */
static int come_first(void)
{
	struct sched_param first = { .sched_priority = 1 };

	return sched_setscheduler(0, SCHED_FIFO, &first);
}

void bench_all(void)
{
	static const char *const which[] = {
		"anon",	       "shared-file", "plain-file", "huge",
		"hugetlb-pmd", "hugetlb-pud", "counted",
	};
	struct pages pages;
	unsigned int i;

	if (come_first()) {
		not_ok("bench", "sched_setscheduler: %m");
		return;
	}
	if (pages_open(&pages)) {
		not_ok("bench", "/dev/ptw-test: %m %s", pages.space.error);
		return;
	}
	for (i = 0; i < sizeof(which) / sizeof(which[0]); i++) {
		struct area area;
		const char *why = make_area(which[i], &area);

		if (why) {
			skip("bench", "%s: %s", which[i], why);
			continue;
		}
		bench_area(pages.device, which[i], &area, 0);
		bench_area(pages.device, which[i], &area, 1);
		drop_area(&area);
	}
	pages_close(&pages);
}
