// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What a writer costs readers: sequence, walk, lock, retry check, until the answer may be
 * used; while another thread changes pages that one read in sixteen is of. Compared with
 * the same readers while it does the same to another address space. Time is the reader's
 * CPU time, a round counts only if the writer has kept its pace in it, and all answers
 * that pass are checked.
 *
 *	bench_writer [--regime R] [--rounds N] [--json]
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "bench.h"
#include "model.h"
#include "tables.h"

static const char usage[] =
	"usage: bench_writer [--regime protect|discard|storm] [--rounds N] [--json]\n";

#define READS	     (1u << 15) /* a round */
#define FIRST	     (1ULL << 30)
#define QUIET_PAGES  60ULL
#define CHANGE_PAGES 4ULL /* one in sixteen of all */
#define PAGE	     4096ULL
#define CHANGE	     (FIRST + (QUIET_PAGES + 1) * PAGE) /* in the same table */

/*
 * @mutate: Change once what is at CHANGE
 * @pace: ns from one to the next; 0: as fast as it can
 * @required: Mutations a second without which a round does not count
 */
struct change {
	const char *name;
	int (*mutate)(struct ptw_mm *mm, __u64 nr);
	double pace;
	double required;
};

static int protect(struct ptw_mm *mm, __u64 nr)
{
	return ptw_mm_protect(mm, CHANGE, CHANGE + CHANGE_PAGES * PAGE - 1,
			      nr & 1 ? PTW_WANT_READ | PTW_WANT_WRITE : PTW_WANT_READ);
}

/* The page goes, and another comes. */
static int discard(struct ptw_mm *mm, __u64 nr)
{
	__u64 va = CHANGE + nr % CHANGE_PAGES * PAGE;
	int ret = ptw_mm_discard(mm, va, va + PAGE - 1);

	return ret ? ret : ptw_mm_write(mm, va, va | 1);
}

static const struct change changes[] = {
	{ "protect", protect, 50000, 10000 },
	{ "discard", discard, 50000, 10000 },
	{ "storm", discard, 0, 10000 },
};

#define NR_CHANGES 3

/*
 * The writer. Its target changes while it waits between rounds.
 * @go: It writes
 * @idle: It does not
 * @nr: How many mutations so far
 */
static struct {
	pthread_t thread;
	const struct change *change;
	struct ptw_mm *mm;
	int go;
	int idle;
	int end;
	__u64 nr;
} writer;

/*
 * One side: reads of @mm, while the writer is at @target
 * @retries: Answers thrown away, in all rounds
 * @retried: Reads that passed after that
 * @took: Of the last round, CPU time; -1 if the writer was not at its pace
 * @pace: Fewest mutations a second in a round that counts
 */
struct job {
	struct ptw_phys *phys;
	struct ptw_mm *mm;
	struct ptw_mm *target;
	struct mirror *mirror;
	const __u64 *va;
	__u64 reads;
	__u64 retries;
	__u64 retried;
	double took;
	double pace;
};

static void *write_on(void *unused)
{
	double due = 0, now;

	(void)unused;
	while (!READ_ONCE(writer.end)) {
		if (!smp_load_acquire(&writer.go)) {
			smp_store_release(&writer.idle, 1);
			wait_until(smp_load_acquire(&writer.go) || READ_ONCE(writer.end));
			continue;
		}
		if (writer.change->mutate(writer.mm, writer.nr))
			abort();
		WRITE_ONCE(writer.nr, writer.nr + 1);
		/* What was missed is not made up for: no bursts. */
		now = bench_wall_time();
		due = due + writer.change->pace > now ? due + writer.change->pace : now;
		while (bench_wall_time() < due && READ_ONCE(writer.go))
			cpu_relax();
	}
	return NULL;
}

/* Let the writer begin, or wait until it has ended. */
static void writer_go(struct ptw_mm *mm)
{
	writer.mm = mm;
	smp_store_release(&writer.idle, 0);
	smp_store_release(&writer.go, 1);
}

static void writer_stop(void)
{
	smp_store_release(&writer.go, 0);
	wait_until(smp_load_acquire(&writer.idle));
}

/*
 * Under the mirror's lock, after its check: the answer is what the tables say. A page that
 * was discarded may be absent, or not written to yet.
 * Return: 1 if it is right
 */
static int is_right(const struct job *job, __u64 va, int ret, const struct ptw_leaf *leaf)
{
	__u64 word;

	if (ret)
		return va >= CHANGE && writer.change->mutate == discard;
	if (ptw_phys_load(job->phys, leaf->pa, &word))
		return 0;
	return word == (va | 1) || (!word && va >= CHANGE);
}

/* Return: how many answers were right, if all: READS */
static __u64 read_all(struct job *job)
{
	struct mirror *mirror = job->mirror;
	const struct ptw_space *space = ptw_mm_primary(job->mm)->space;
	__u64 i, va, sequence, tries, right = 0;
	struct ptw_leaf leaf;
	int ret;

	for (i = 0; i < READS; i++) {
		va = job->va[i];
		for (tries = 0;; tries++) {
			sequence = ptw_sequence_read(mirror->sequence);
			ret = ptw_follow(space, va, 0, &leaf);
			spin_lock(&mirror->lock);
			if (!ptw_sequence_retry(mirror->sequence, sequence, va))
				break;
			spin_unlock(&mirror->lock);
		}
		right += is_right(job, va, ret, &leaf);
		spin_unlock(&mirror->lock);
		job->retries += tries;
		job->retried += tries != 0;
	}
	job->reads += READS;
	return right;
}

static __u64 round_of(const void *arg)
{
	struct job *job = (struct job *)arg;
	__u64 before = writer.nr, right;
	double wall, pace;

	writer_go(job->target);
	wait_until(READ_ONCE(writer.nr) != before);
	before = READ_ONCE(writer.nr);
	wall = bench_wall_time();
	job->took = bench_cpu_time();
	right = read_all(job);
	job->took = bench_cpu_time() - job->took;
	wall = bench_wall_time() - wall;
	pace = (READ_ONCE(writer.nr) - before) * 1e9 / wall;
	writer_stop();
	if (pace < writer.change->required)
		job->took = -1;
	else if (!job->pace || pace < job->pace)
		job->pace = pace;
	return right;
}

static double took(const void *arg)
{
	return ((const struct job *)arg)->took;
}

static void report(const struct bench_options *options, const struct bench_side *side, int nr)
{
	const struct job *job;
	const char *line = options->json
				   ? "{\"bench\":\"writer\",\"regime\":\"%s\",\"side\":\"%s\","
				     "\"ns\":%.3f,\"ratio\":%.4f,\"mutations\":%.0f,\"reads\":%llu,"
				     "\"retries\":%llu,\"retried\":%llu}\n"
				   : "%-8s %-8s %8.2f %6.3f %10.0f %9llu %8llu %8llu\n";
	int i;

	for (i = 0; i < nr; i++) {
		job = side[i].arg;
		printf(line, writer.change->name, side[i].name, side[i].best / READS,
		       side[0].best / side[i].best, job->pace, job->reads, job->retries,
		       job->retried);
	}
	fflush(stdout);
}

static void run(const struct bench_options *options, const struct change *change)
{
	static struct mirror mirror[2];
	static __u64 va[READS];
	struct ptw_phys *phys = model_arena(1024);
	struct ptw_mm *mm[2];
	struct job job[3];
	struct bench_side side[3] = { { .name = "another" },
				      { .name = "control" },
				      { .name = "same" } };
	__u64 state = 1, page;
	int i;

	for (i = 0; i < 2; i++) {
		mm[i] = model_space(phys);
		model_map(mm[i], FIRST, QUIET_PAGES, 0);
		model_map(mm[i], CHANGE, CHANGE_PAGES, 0);
		mirror_subscribe(&mirror[i], mm[i]);
	}
	for (i = 0; i < (int)READS; i++) {
		page = bench_random(&state) % (QUIET_PAGES + CHANGE_PAGES);
		va[i] = page < QUIET_PAGES ? FIRST + page * PAGE
					   : CHANGE + (page - QUIET_PAGES) * PAGE;
	}
	for (i = 0; i < 3; i++) {
		job[i] = (struct job){ phys, mm[0], mm[i < 2], &mirror[0], va, 0, 0, 0, 0, 0 };
		side[i].run = round_of;
		side[i].took = took;
		side[i].arg = &job[i];
		side[i].expected = READS;
	}
	writer.change = change;
	writer.end = 0;
	if (pthread_create(&writer.thread, NULL, write_on, NULL))
		exit(2);
	writer_stop();
	bench_run(side, 3, options->rounds);
	WRITE_ONCE(writer.end, 1);
	pthread_join(writer.thread, NULL);
	report(options, side, 3);
	for (i = 0; i < 2; i++) {
		mirror_unsubscribe(&mirror[i]);
		ptw_mm_destroy(mm[i]);
	}
	ptw_phys_destroy(phys);
}

int main(int argc, char **argv)
{
	struct bench_options options;
	int i, any = 0;

	bench_options(&options, argc, argv, usage);
	for (i = 0; i < NR_CHANGES && !options.format && !options.side; i++) {
		if (options.regime && strcmp(options.regime, changes[i].name))
			continue;
		if (!any && !options.json)
			printf("ns of CPU time a read; reads a second, compared; mutations a "
			       "second\n%-8s %-8s %8s %6s %10s %9s %8s %8s\n",
			       "regime", "writes", "ns", "ratio", "mutations", "reads", "retries",
			       "retried");
		run(&options, &changes[i]);
		any = 1;
	}
	if (!any)
		fputs(usage, stderr);
	return any ? 0 : 2;
}
