// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What ThreadSanitizer sees of a grace period in user space. One thread publishes a
 * table after the other and poisons the one before, another reads what is published:
 * all by plain loads and stores, so that the words of the environment are what keeps
 * them apart. Right, nothing is reported; without the wait, or with the wait before the
 * table is out of reach, a race.
 *
 *	publish_threads right|no-wait|wait-first [SECTIONS]
 *
 * Tables are used again in turn and never freed: what is to be seen is the race, not
 * what comes of it. What is right goes on for so many sections of the reader's, what is
 * wrong until he has read poison. A program of its own, because Criterion does not start under
 * ThreadSanitizer.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "ptw_env_rcu.h"

#define TABLES 64
#define SLOTS  8
#define POISON 0x6b6b6b6b6b6b6b6bULL

struct table {
	u64 slot[SLOTS];
};

static struct table tables[TABLES];
static struct table *published = &tables[0];
static u64 done;
static u64 sections;
static u64 poison_seen;

static void *read_tables(void *unused __maybe_unused)
{
	const struct table *table;
	unsigned int i, poisoned;

	while (!READ_ONCE(done)) {
		rcu_read_lock();
		table = rcu_dereference(published);
		for (i = 0, poisoned = 0; i < SLOTS; i++)
			poisoned += table->slot[i] == POISON;
		rcu_read_unlock();
		WRITE_ONCE(poison_seen, poison_seen + poisoned);
		WRITE_ONCE(sections, sections + 1);
	}
	return NULL;
}

static void fill(struct table *table, u64 value)
{
	unsigned int i;

	for (i = 0; i < SLOTS; i++)
		table->slot[i] = value;
}

static void publish_tables(u64 nr_sections, bool wait_first, bool wait)
{
	unsigned long i;

	for (i = 1; wait ? READ_ONCE(sections) < nr_sections : !READ_ONCE(poison_seen); i++) {
		struct table *old = &tables[(i - 1) % TABLES], *new = &tables[i % TABLES];

		fill(new, i);
		if (wait_first)
			synchronize_rcu();
		rcu_assign_pointer(published, new);
		if (wait)
			synchronize_rcu();
		fill(old, POISON);
	}
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "";
	u64 nr_sections = argc > 2 ? strtoull(argv[2], NULL, 0) : 100000;
	bool wait_first = !strcmp(how, "wait-first"), wait = !strcmp(how, "right");
	pthread_t reader;

	if (!wait_first && !wait && strcmp(how, "no-wait") != 0) {
		fprintf(stderr, "usage: publish_threads right|no-wait|wait-first [SECTIONS]\n");
		return 2;
	}
	if (pthread_create(&reader, NULL, read_tables, NULL))
		return 2;
	publish_tables(nr_sections, wait_first, wait);
	WRITE_ONCE(done, 1);
	pthread_join(reader, NULL);
	printf("%s: %llu sections, poison seen %llu times\n", how, (unsigned long long)sections,
	       (unsigned long long)poison_seen);
	return wait && poison_seen;
}
