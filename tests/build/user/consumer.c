// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A consumer of the notifier: a cache of one translation, which never gives out a page
 * that is gone, and holds no reference to any. One thread moves the page from frame to
 * frame and frees the one it leaves; the other uses what is cached, and walks for what
 * is not.
 */
#include <pthread.h>
#include <ptw/notifier.h>
#include <ptw/ptw.h>
#include <sched.h>
#include <string.h>
#include "expect.h"

#define VA    0x7f00c0a07000ULL /* slots 254, 3, 5, 7 */
#define FILLS 1000

/* The primary: an x86-64 table written by hand, and two frames, one of them free */
static __u64 table[4][512] __attribute__((aligned(4096)));
static int in_use[2] = { 1, 0 };
static struct ptw_space space;
static struct ptw_notifier *notifier;

/* The cache: what it holds is valid while it holds it, under its lock. */
static struct {
	struct ptw_subscriber subscriber;
	struct ptw_sequence *sequence;
	pthread_mutex_t lock;
	int holds;
	__u64 pa;
	unsigned int fills;
	unsigned int retries;
	int done;
} cache = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* Before the primary changes anything of the range: drop it, and remember that it does. */
static int cache_begin(struct ptw_subscriber *subscriber, const struct ptw_invalidation *range)
{
	(void)subscriber;
	pthread_mutex_lock(&cache.lock);
	ptw_sequence_begin(cache.sequence, range->first, range->last);
	cache.holds = 0;
	pthread_mutex_unlock(&cache.lock);
	return 0;
}

static void cache_end(struct ptw_subscriber *subscriber, const struct ptw_invalidation *range)
{
	(void)subscriber;
	(void)range;
	pthread_mutex_lock(&cache.lock);
	ptw_sequence_end(cache.sequence);
	pthread_mutex_unlock(&cache.lock);
}

static const struct ptw_subscriber_ops cache_ops = { .begin = cache_begin, .end = cache_end };

/* Fill the cache. Return: 0, with the lock held; else what the walk said */
static int cache_fill(void)
{
	struct ptw_leaf leaf;
	__u64 sequence;
	int ret;

	for (;;) {
		sequence = ptw_sequence_read(cache.sequence);
		ret = ptw_follow(&space, VA, PTW_WANT_USER | PTW_WANT_READ, &leaf);
		if (ret)
			return ret;
		pthread_mutex_lock(&cache.lock);
		if (!ptw_sequence_retry(cache.sequence, sequence, VA))
			break;
		cache.retries++;
		pthread_mutex_unlock(&cache.lock);
		sched_yield(); /* let the primary come to its end */
	}
	cache.holds = 1;
	cache.pa = leaf.pa;
	cache.fills++;
	return 0;
}

/* Use the page until the cache was filled often enough. Return: how often it was free */
static void *use(void *unused)
{
	long wrong = 0;

	(void)unused;
	while (cache.fills < FILLS) {
		pthread_mutex_lock(&cache.lock);
		if (!cache.holds) {
			pthread_mutex_unlock(&cache.lock);
			if (cache_fill())
				break;
		}
		wrong += !in_use[cache.pa >> 12 & 1];
		pthread_mutex_unlock(&cache.lock);
	}
	__atomic_store_n(&cache.done, 1, __ATOMIC_RELAXED);
	return (void *)wrong;
}

/* Move the page to the other frame. */
static int move(int to)
{
	struct ptw_invalidation range = { 0 };

	range.first = VA;
	range.last = VA + 4095;
	range.event = PTW_EVENT_CLEAR;
	EXPECT(!ptw_notifier_begin(notifier, &range));
	in_use[to] = 1;
	__atomic_store_n(&table[3][7], 0x200000 + ((__u64)to << 12) + 0x67, __ATOMIC_RELAXED);
	in_use[!to] = 0;
	sched_yield(); /* so that there is more to see, even on one processor */
	EXPECT(!ptw_notifier_end(&range));
	return 0;
}

static int set_up(void)
{
	struct ptw_space_config config;

	memset(&config, 0, sizeof(config));
	config.root = 0x100000;
	config.root1 = PTW_NO_ROOT;
	config.mem = table;
	config.mem_pa = 0x100000;
	config.mem_bytes = sizeof(table);
	table[0][254] = 0x101027;
	table[1][3] = 0x102027;
	table[2][5] = 0x103027;
	table[3][7] = 0x200067;
	EXPECT(!ptw_space_init(&space, "x86-64", &config, NULL));
	notifier = ptw_notifier_create();
	cache.sequence = ptw_sequence_create(NULL, NULL);
	cache.subscriber.ops = &cache_ops;
	cache.subscriber.last = ~0ULL;
	EXPECT(notifier && cache.sequence);
	EXPECT(!ptw_notifier_subscribe(notifier, &cache.subscriber));
	return 0;
}

int main(void)
{
	pthread_t user;
	void *wrong;
	int i;

	if (set_up() || pthread_create(&user, NULL, use, NULL))
		return 1;
	for (i = 1; !__atomic_load_n(&cache.done, __ATOMIC_RELAXED); i++)
		if (move(i & 1))
			return 1;
	pthread_join(user, &wrong);
	EXPECT(!wrong && cache.fills == FILLS);
	EXPECT(!ptw_notifier_unsubscribe(&cache.subscriber));
	EXPECT(!ptw_notifier_destroy(notifier));
	EXPECT(!ptw_sequence_destroy(cache.sequence));
	printf("%d moves, %u fills, %u retries\n", i - 1, cache.fills, cache.retries);
	return 0;
}
