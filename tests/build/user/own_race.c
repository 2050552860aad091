// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A race of your own in the model: a cache of one page, as in consumer.c, and an
 * unmapping, run in every order in which the two can meet. What the threads share is in
 * one struct, and what they do to it is said by words: READ_ONCE(), spin_lock(), kfree()
 * and the like are those of the explorer. "model.h" tells the rest.
 *
 *	own_race                    explores; tells what was found, and in which schedule
 *	own_race NAME SCHEDULE      runs that schedule again, and prints it
 */
#include <ptw/notifier.h>
#include <string.h>
#include "model.h"
#include "ptw_env_rcu.h"

struct page {
	unsigned long value;
};

static struct {
	struct ptw_notifier *notifier;
	struct ptw_subscriber subscriber;
	struct ptw_sequence *sequence;
	spinlock_t lock;
	struct page *mapped; /* the primary's, with one slot */
	struct page *cached;
} s;

static int begin(struct ptw_subscriber *subscriber, const struct ptw_invalidation *range)
{
	(void)subscriber;
	spin_lock(&s.lock);
	ptw_sequence_begin(s.sequence, range->first, range->last);
	s.cached = NULL;
	spin_unlock(&s.lock);
	return 0;
}

static void end(struct ptw_subscriber *subscriber, const struct ptw_invalidation *range)
{
	(void)subscriber;
	(void)range;
	spin_lock(&s.lock);
	ptw_sequence_end(s.sequence);
	spin_unlock(&s.lock);
}

static const struct ptw_subscriber_ops ops = { .begin = begin, .end = end };

static void set_up(void)
{
	spin_lock_init(&s.lock);
	s.notifier = ptw_notifier_create();
	s.sequence = ptw_sequence_create(NULL, NULL);
	s.subscriber.ops = &ops;
	s.subscriber.last = ~0ULL;
	ptw_notifier_subscribe(s.notifier, &s.subscriber);
	s.mapped = kzalloc(sizeof(*s.mapped), GFP_KERNEL);
	s.mapped->value = 1;
}

/* Thread 0. In the scenario whose arg is not 0 the sequence is read after the walk. */
static void fill_and_use(void)
{
	u64 sequence = ptw_sequence_read(s.sequence);
	struct page *page = READ_ONCE(s.mapped);

	if (model_arg())
		sequence = ptw_sequence_read(s.sequence);
	spin_lock(&s.lock);
	if (!ptw_sequence_retry(s.sequence, sequence, 0))
		s.cached = page;
	if (s.cached)
		model_check(READ_ONCE(s.cached->value) == 1, "another page");
	spin_unlock(&s.lock);
}

/* Thread 1 */
static void unmap(void)
{
	struct ptw_invalidation range = { .first = 0, .last = 0, .event = PTW_EVENT_UNMAP };
	struct page *page = s.mapped;

	model_check(!ptw_notifier_begin(s.notifier, &range), "refused");
	WRITE_ONCE(s.mapped, NULL);
	kfree(page);
	ptw_notifier_end(&range);
}

static void finish(void)
{
	model_check(!s.cached, "a page is cached that is not mapped");
	ptw_notifier_unsubscribe(&s.subscriber);
	ptw_notifier_destroy(s.notifier);
	ptw_sequence_destroy(s.sequence);
}

static const struct model_scenario scenarios[] = {
	{ .name = "right",
	  .setup = set_up,
	  .thread = { fill_and_use, unmap },
	  .finish = finish,
	  .state = &s,
	  .bytes = sizeof(s),
	  .all_freed = true },
	{ .name = "late",
	  .setup = set_up,
	  .thread = { fill_and_use, unmap },
	  .finish = finish,
	  .state = &s,
	  .bytes = sizeof(s),
	  .all_freed = true,
	  .arg = 1 },
};

/* In one memory; without a bound, since it is small. Return: 0 for what was expected */
static int explore(const struct model_scenario *scenario, const struct model_memory *memory)
{
	const struct model_search search = { .memory = memory, .bound = MODEL_UNBOUNDED };
	static struct model_result result;

	model_explore(scenario, &search, &result);
	printf("%s, %s: %llu schedules, %s\n", scenario->name, model_memory_name(memory),
	       (unsigned long long)result.schedules,
	       result.finding[0] ? result.finding : "nothing was found");
	if (result.finding[0])
		printf("again: own_race %s %s\n", scenario->name, result.schedule);
	return !result.finding[0] == (scenario->arg != 0);
}

int main(int argc, char **argv)
{
	int ret = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(scenarios); i++) {
		if (argc == 3 && !strcmp(argv[1], scenarios[i].name))
			return model_replay(&scenarios[i], argv[2], stdout) ? 2 : 0;
		ret |= explore(&scenarios[i], &model_sc);
		ret |= explore(&scenarios[i], &model_tso);
	}
	return ret;
}
