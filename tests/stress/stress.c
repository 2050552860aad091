// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * stress READER[,READER...] WRITER[,WRITER...] [--hits N] [--rounds N] [--seconds N]
 *	[--format NAME] [--seed N]
 *
 * Runs them against each other until looks have fallen into windows --hits times, and
 * each writer has done --rounds rounds; or, for --seconds, as long as that. Not getting
 * there in ten minutes is a failure, and so is a thread that then does not come to its
 * end. "all" is everybody. The last line of a failure runs it again.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "stress.h"

#define TIMEOUT	 600
#define PATIENCE 60 /* for a round, in seconds */

struct stress stress;

static struct {
	const char *readers;
	const char *writers;
	const char *format;
	u64 hits;
	u64 rounds;
	u64 seconds;
} options = { NULL, NULL, "x86-64", 1000, 200, 0 };

struct thread {
	pthread_t thread;
	const struct reader *reader;
	const struct writer *writer;
	unsigned int number;
	struct tally tally;
};

static struct thread reading[STRESS_THREADS], writing[STRESS_THREADS];
static unsigned int nr_reading, nr_writing;
static u64 watch_begins, watch_ends;

void wrong(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fprintf(stderr,
		"\nstress %s %s --format %s --hits %llu --rounds %llu --seconds %llu --seed %llu\n",
		options.readers, options.writers, options.format, (unsigned long long)options.hits,
		(unsigned long long)options.rounds, (unsigned long long)options.seconds,
		(unsigned long long)stress.seed);
	_Exit(1);
}

/* xorshift64* */
u64 draw(u64 *random)
{
	*random ^= *random >> 12;
	*random ^= *random << 25;
	*random ^= *random >> 27;
	return *random * 0x2545f4914f6cdd1dULL >> 16;
}

static void add(u64 *word, u64 what)
{
	fetch_add(word, what);
}

/* Knows when the writer is in its window; and refuses one in four of what may be. */
static int watch_begin(struct ptw_subscriber *subscriber, const struct ptw_invalidation *range)
{
	(void)subscriber;
	if (range->nonblocking && !(READ_ONCE(watch_begins) & 3)) {
		add(&watch_begins, 1);
		add(&watch_ends, 1);
		return -EAGAIN;
	}
	add(&watch_begins, 1);
	add(&stress.windows, 1);
	return 0;
}

/* One end in eight comes late: what has changed is in progress still. */
void come_late(void)
{
	unsigned int i;

	for (i = 0; !(READ_ONCE(watch_begins) & 7) && i < 16; i++)
		sched_yield();
}

u64 ranges_begun(void)
{
	return READ_ONCE(watch_begins);
}

static void watch_end(struct ptw_subscriber *subscriber, const struct ptw_invalidation *range)
{
	(void)subscriber;
	(void)range;
	come_late();
	add(&watch_ends, 1);
	add(&stress.windows, -1ULL);
}

static const struct ptw_subscriber_ops watch_ops = { .begin = watch_begin, .end = watch_end };

/* A lookup in whose middle the processor is somebody else's */
static enum ptw_verdict slow_lookup(struct ptw_primary *primary, __u64 va, unsigned int want,
				    unsigned int flags, struct ptw_page *page)
{
	enum ptw_verdict verdict;
	struct ptw_leaf leaf;

	(void)primary;
	verdict = stress.primary->ops->lookup(stress.primary, va, want, flags, page);
	ptw_follow(&stress.slow, va, 0, &leaf);
	return verdict;
}

static int slow_fault(struct ptw_primary *primary, __u64 va, unsigned int want, unsigned int flags,
		      struct ptw_page *page)
{
	(void)primary;
	return stress.primary->ops->fault(stress.primary, va, want, flags, page);
}

static void slow_put(struct ptw_primary *primary, void *held)
{
	(void)primary;
	stress.primary->ops->put(stress.primary, held);
}

static void slow_mark(struct ptw_primary *primary, const struct ptw_page *page, int dirty)
{
	(void)primary;
	stress.primary->ops->mark(stress.primary, page, dirty);
}

static const struct ptw_primary_ops slow_ops = {
	.lookup = slow_lookup,
	.fault = slow_fault,
	.put = slow_put,
	.mark = slow_mark,
};

/* Of a page of a file that is clean: what is there is what is stored */
static void look_at_page(u64 va)
{
	struct ptw_frame frame;
	struct ptw_leaf leaf;
	u64 word, stored, at;

	for (at = 0; at < 16; at += 8) {
		if (ptw_follow(stress.primary->space, va + at, 0, &leaf) ||
		    ptw_phys_frame(stress.phys, leaf.pa, &frame) || frame.dirty ||
		    ptw_leaf_attr(stress.primary->space, va, &leaf) & PTW_ATTR_DIRTY ||
		    ptw_phys_load(stress.phys, leaf.pa, &word) ||
		    ptw_mm_stored(stress.mm, va + at, &stored))
			return;
		if (word != stored)
			wrong("0x%llx: clean, but 0x%llx is there and 0x%llx is stored",
			      (unsigned long long)(va + at), (unsigned long long)word,
			      (unsigned long long)stored);
	}
}

/* While nobody reads or writes: tables and frames agree, and no write was lost. */
static void look_at_everything(void)
{
	const char *what = "";
	unsigned int i, page;

	for (i = 0; i < stress.areas; i++)
		for (page = 0; stress.area[i].kind == PTW_VMA_FILE && page < STRESS_PAGES; page++)
			look_at_page(page_va(&stress.area[i], page));
	if (ptw_mm_check(stress.mm, &what))
		wrong("%s", what);
}

static void *read_rounds(void *arg)
{
	struct thread *self = arg;
	u64 random = stress.seed + 1 + self->number;
	u64 before = slow_hits();

	while (!READ_ONCE(stress.stop)) {
		down_read(&stress.quiet);
		self->reader->round(&self->tally, &random, self->number);
		up_read(&stress.quiet);
		add(&self->tally.hits, slow_hits() - before);
		before = slow_hits();
		WRITE_ONCE(self->tally.rounds, self->tally.rounds + 1);
	}
	return NULL;
}

/* How many answers were used so far */
static u64 passed(void)
{
	unsigned int i;
	u64 sum = 0;

	for (i = 0; i < nr_reading; i++)
		sum += READ_ONCE(reading[i].tally.passed);
	return sum;
}

/*
 * A writer that never rests can keep readers from ever getting an answer: now and then,
 * wait for one.
 */
static void rest(u64 before)
{
	while (passed() == before && !READ_ONCE(stress.stop))
		sched_yield();
}

static void *write_rounds(void *arg)
{
	struct thread *self = arg;
	u64 random = stress.seed + 1001 + self->number;

	while (!READ_ONCE(stress.stop)) {
		self->writer->round(&stress.area[self->number], &random);
		WRITE_ONCE(self->tally.rounds, self->tally.rounds + 1);
		if (!(self->tally.rounds & 3))
			rest(passed());
		if (nr_writing > 1 || self->tally.rounds & 31)
			continue;
		down_write(&stress.quiet);
		look_at_everything();
		up_write(&stress.quiet);
	}
	return NULL;
}

static void set_up(void)
{
	struct ptw_phys_config phys = { .format = options.format, .words = 2 };
	struct ptw_shadow_config shadow = { .format = options.format,
					    .tables = 256,
					    .vcpus = STRESS_THREADS,
					    .retries = 4,
					    .max_level = PTW_MAX_LEVELS };
	struct ptw_region region = { 0 };
	unsigned int i;

	phys.frames = 16384;
	init_rwsem(&stress.quiet);
	if (ptw_phys_create(&phys, &stress.phys) ||
	    ptw_mm_create(stress.phys, options.format, &stress.mm))
		wrong("no address space of format %s", options.format);
	stress.primary = ptw_mm_primary(stress.mm);
	if (slow_init(&stress.slow, stress.primary->space))
		wrong("no slow walk of format %s", options.format);
	stress.slow_primary = *stress.primary;
	stress.slow_primary.ops = &slow_ops;
	stress.page = 1ULL << stress.primary->space->page_shift;
	stress.span = stress.page << stress.primary->space->fmt->index_bits;
	stress.watch.ops = &watch_ops;
	stress.watch.last = ~0ULL;
	readers_start();
	if (ptw_notifier_subscribe(stress.primary->notifier, &stress.watch) ||
	    ptw_shadow_create(&stress.slow_primary, &shadow, &stress.shadow))
		wrong("no shadow");
	for (i = 0; i < stress.areas; i++) {
		stress.area[i].first = (2 * i + 2) * stress.span;
		stress.area[i].kind = writing[i].writer->kind;
		region.gpa = region.hva = stress.area[i].first;
		region.bytes = stress.span;
		if (ptw_shadow_add_region(stress.shadow, &region))
			wrong("no region");
		area_map(&stress.area[i]);
		area_write(&stress.area[i]);
	}
}

static void tear_down(void)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < stress.areas; i++)
		ret |= ptw_shadow_remove_region(stress.shadow, stress.area[i].first);
	ret |= ptw_shadow_destroy(stress.shadow);
	ret |= ptw_notifier_unsubscribe(&stress.watch);
	readers_stop();
	ret |= ptw_mm_destroy(stress.mm);
	for (i = 0; i < stress.areas; i++)
		if (stress.area[i].kind == PTW_VMA_DEVICE)
			ret |= ptw_phys_release(stress.phys, stress.area[i].pa);
	ret |= ptw_phys_destroy(stress.phys);
	if (ret)
		wrong("something was left");
	if (watch_begins != watch_ends)
		wrong("%llu begins, %llu ends", (unsigned long long)watch_begins,
		      (unsigned long long)watch_ends);
}

/* Each name of a list; "all" is every one. */
static bool listed(const char *list, const char *name)
{
	size_t n = strlen(name);

	if (!strcmp(list, "all"))
		return true;
	for (; *list; list += strcspn(list, ","), list += *list == ',')
		if (!strncmp(list, name, n) && (list[n] == ',' || !list[n]))
			return true;
	return false;
}

static void choose(void)
{
	unsigned int i;

	for (i = 0; readers[i].name; i++)
		if (listed(options.readers, readers[i].name))
			reading[nr_reading++].reader = &readers[i];
	for (i = 0; writers[i].name; i++)
		if (listed(options.writers, writers[i].name) &&
		    !(writers[i].alone && !strcmp(options.writers, "all")))
			writing[nr_writing++].writer = &writers[i];
	for (i = 0; i < nr_writing; i++)
		stress.starving |= !strcmp(writing[i].writer->name, "starve");
	stress.areas = nr_writing;
	if (nr_reading && nr_writing)
		return;
	fprintf(stderr, "usage: stress READER,... WRITER,... [--hits N] [--rounds N] "
			"[--seconds N] [--format NAME] [--seed N]\nreaders:\n");
	for (i = 0; readers[i].name; i++)
		fprintf(stderr, "  %-12s %s\n", readers[i].name, readers[i].what);
	fprintf(stderr, "writers:\n");
	for (i = 0; writers[i].name; i++)
		fprintf(stderr, "  %-12s %s\n", writers[i].name, writers[i].what);
	exit(2);
}

static u64 hits(void)
{
	unsigned int i;
	u64 sum = 0;

	for (i = 0; i < nr_reading; i++)
		sum += READ_ONCE(reading[i].tally.hits);
	return sum;
}

static bool enough(u64 elapsed)
{
	unsigned int i;

	if (options.seconds)
		return elapsed >= options.seconds;
	for (i = 0; i < nr_writing; i++)
		if (READ_ONCE(writing[i].tally.rounds) < options.rounds)
			return false;
	return hits() >= options.hits;
}

/* Who still waits for something long after it is enough has been forgotten. */
static void join(const struct thread *thread)
{
	struct timespec until = { .tv_sec = time(NULL) + PATIENCE };

	if (pthread_timedjoin_np(thread->thread, NULL, &until))
		wrong("%s %s %u does not come to its end",
		      thread->reader ? thread->reader->name : thread->writer->name,
		      thread->reader ? "reader" : "writer", thread->number);
}

static void run(void)
{
	const struct timespec moment = { 0, 2000000 };
	time_t begin = time(NULL);
	unsigned int i;

	for (i = 0; i < nr_reading + nr_writing; i++) {
		struct thread *thread = i < nr_reading ? &reading[i] : &writing[i - nr_reading];

		thread->number = i < nr_reading ? i : i - nr_reading;
		if (pthread_create(&thread->thread, NULL,
				   i < nr_reading ? read_rounds : write_rounds, thread))
			wrong("no thread");
	}
	while (!enough(time(NULL) - begin)) {
		nanosleep(&moment, NULL);
		if (!options.seconds && time(NULL) - begin > TIMEOUT)
			wrong("%llu hits in %d seconds", (unsigned long long)hits(), TIMEOUT);
	}
	WRITE_ONCE(stress.stop, 1);
	for (i = 0; i < nr_reading; i++)
		join(&reading[i]);
	for (i = 0; i < nr_writing; i++)
		join(&writing[i]);
}

static void report(void)
{
	struct ptw_shadow_stats stats;
	unsigned int i;

	ptw_shadow_stats(stress.shadow, &stats);
	for (i = 0; i < nr_reading; i++)
		printf("%-12s %llu rounds, %llu passed, %llu retried, %llu hits\n",
		       reading[i].reader->name, (unsigned long long)reading[i].tally.rounds,
		       (unsigned long long)reading[i].tally.passed,
		       (unsigned long long)reading[i].tally.retried,
		       (unsigned long long)reading[i].tally.hits);
	for (i = 0; i < nr_writing; i++)
		printf("%-12s %llu rounds\n", writing[i].writer->name,
		       (unsigned long long)writing[i].tally.rounds);
	printf("shadow: %llu faults, %llu fast, %llu retries, %llu zaps, %llu wasted\n",
	       (unsigned long long)stats.faults, (unsigned long long)stats.fast,
	       (unsigned long long)(stats.retries + stats.hinted), (unsigned long long)stats.zaps,
	       (unsigned long long)stats.wasted);
}

static void parse(int argc, char **argv)
{
	int i;

	stress.seed = (u64)time(NULL);
	for (i = 1; i < argc; i++) {
		const char *value = i + 1 < argc ? argv[i + 1] : "";

		if (argv[i][0] != '-' && !options.readers)
			options.readers = argv[i];
		else if (argv[i][0] != '-' && !options.writers)
			options.writers = argv[i];
		else if (!strcmp(argv[i], "--hits"))
			options.hits = strtoull(value, NULL, 0), i++;
		else if (!strcmp(argv[i], "--rounds"))
			options.rounds = strtoull(value, NULL, 0), i++;
		else if (!strcmp(argv[i], "--seconds"))
			options.seconds = strtoull(value, NULL, 0), i++;
		else if (!strcmp(argv[i], "--seed"))
			stress.seed = strtoull(value, NULL, 0), i++;
		else if (!strcmp(argv[i], "--format"))
			options.format = value, i++;
		else
			options.readers = options.writers = "";
	}
	if (!options.readers || !options.writers)
		options.readers = options.writers = "";
}

int main(int argc, char **argv)
{
	parse(argc, argv);
	choose();
	set_up();
	run();
	look_at_everything();
	report();
	tear_down();
	printf("seed %llu, %llu hits\n", (unsigned long long)stress.seed,
	       (unsigned long long)hits());
	return 0;
}
