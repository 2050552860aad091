// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Who is told what, in which order, and what bad use is answered. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <ptw/notifier.h>
#include "ptw_env.h"

/* A subscriber that writes down what he is told */
struct recorder {
	struct ptw_subscriber subscriber;
	unsigned int begins;
	unsigned int ends;
	unsigned int released;
	unsigned int asked;
	unsigned int order; /* when he was told last */
	int refuses;
	int young;
};

static unsigned int told;

static int record_begin(struct ptw_subscriber *subscriber, const struct ptw_invalidation *range)
{
	struct recorder *r = (struct recorder *)subscriber;

	if (r->refuses && range->nonblocking)
		return -EAGAIN;
	r->begins++;
	r->order = ++told;
	return 0;
}

static void record_end(struct ptw_subscriber *subscriber, const struct ptw_invalidation *range)
{
	struct recorder *r = (struct recorder *)subscriber;

	(void)range;
	r->ends++;
	r->order = ++told;
}

static int record_young(struct ptw_subscriber *subscriber, __u64 first, __u64 last)
{
	struct recorder *r = (struct recorder *)subscriber;

	cr_assert_leq(first, last);
	r->asked++;
	return r->young;
}

static void record_release(struct ptw_subscriber *subscriber)
{
	struct recorder *r = (struct recorder *)subscriber;

	r->released++;
	/* It would wait for itself. */
	cr_assert_eq(ptw_notifier_unsubscribe(subscriber), -EDEADLK);
}

static const struct ptw_subscriber_ops record = {
	.begin = record_begin,
	.end = record_end,
	.clear_young = record_young,
	.test_young = record_young,
	.release = record_release,
};

static struct ptw_notifier *notifier;
static struct recorder all, low, high;

static void add(struct recorder *r, __u64 first, __u64 last)
{
	r->subscriber.ops = &record;
	r->subscriber.first = first;
	r->subscriber.last = last;
	cr_assert_eq(ptw_notifier_subscribe(notifier, &r->subscriber), 0);
}

/* Three subscribers: to everything, to what is below 0x10000, and to what is above. */
static void make(void)
{
	notifier = ptw_notifier_create();
	cr_assert_not_null(notifier);
	add(&all, 0, ~0ULL);
	add(&low, 0, 0xffff);
	add(&high, 0x10000, ~0ULL);
}

static struct ptw_invalidation range_of(__u64 first, __u64 last)
{
	struct ptw_invalidation range = { .first = first, .last = last, .event = PTW_EVENT_UNMAP };

	return range;
}

Test(notifier, tells_those_whose_interval_the_range_meets)
{
	struct ptw_invalidation range = range_of(0x1000, 0xffff);

	make();
	cr_assert_eq(ptw_notifier_begin(notifier, &range), 0);
	cr_assert(all.begins == 1 && low.begins == 1 && high.begins == 0);
	cr_assert(all.ends == 0 && low.ends == 0);
	cr_assert_eq(ptw_notifier_end(&range), 0);
	cr_assert(all.ends == 1 && low.ends == 1 && high.ends == 0);
	range.last = 0x10000;
	cr_assert_eq(ptw_notifier_begin(notifier, &range), 0);
	cr_assert(all.begins == 2 && low.begins == 2 && high.begins == 1);
	cr_assert_eq(ptw_notifier_end(&range), 0);
	range.first = range.last = ~0ULL;
	cr_assert_eq(ptw_notifier_begin(notifier, &range), 0);
	cr_assert(all.begins == 3 && low.begins == 2 && high.begins == 2);
	cr_assert_eq(ptw_notifier_end(&range), 0);
}

/* Who refused has no end, who was told before him has one, who came behind heard nothing. */
Test(notifier, a_refusal_ends_what_had_begun)
{
	struct ptw_invalidation range = range_of(0, ~0ULL);

	make();
	low.refuses = 1;
	range.nonblocking = 1;
	cr_assert_eq(ptw_notifier_begin(notifier, &range), -EAGAIN);
	cr_assert(all.begins == 1 && all.ends == 1);
	cr_assert(low.begins == 0 && low.ends == 0);
	cr_assert(high.begins == 0 && high.ends == 0);
	cr_assert_eq(ptw_notifier_inside(notifier), 0);
	cr_assert_eq(ptw_notifier_end(&range), -EINVAL);
	range.nonblocking = 0;
	cr_assert_eq(ptw_notifier_begin(notifier, &range), 0);
	cr_assert(all.begins == 2 && low.begins == 1 && high.begins == 1);
	cr_assert_eq(ptw_notifier_end(&range), 0);
}

Test(notifier, tells_in_the_order_of_subscription)
{
	struct ptw_invalidation range = range_of(0, ~0ULL);

	make();
	cr_assert_eq(ptw_notifier_begin(notifier, &range), 0);
	cr_assert(all.order == 1 && low.order == 2 && high.order == 3);
	cr_assert_eq(ptw_notifier_end(&range), 0);
	cr_assert(all.order == 4 && low.order == 5 && high.order == 6);
}

Test(notifier, one_range_may_be_in_another)
{
	struct ptw_invalidation outer = range_of(0, 0xffff), inner = range_of(0x1000, 0x1fff);

	make();
	cr_assert_eq(ptw_notifier_begin(notifier, &outer), 0);
	cr_assert_eq(ptw_notifier_begin(notifier, &inner), 0);
	cr_assert(low.begins == 2 && low.ends == 0);
	cr_assert_eq(ptw_notifier_end(&outer), 0);
	cr_assert_eq(ptw_notifier_inside(notifier), 1);
	cr_assert_eq(ptw_notifier_end(&inner), 0);
	cr_assert_eq(ptw_notifier_inside(notifier), 0);
	cr_assert_eq(low.ends, 2);
}

Test(notifier, a_range_that_is_none_is_refused)
{
	struct ptw_invalidation range = range_of(1, 0);

	make();
	cr_assert_eq(ptw_notifier_begin(notifier, &range), -EINVAL);
	range = range_of(0, 1);
	range.event = PTW_EVENTS;
	cr_assert_eq(ptw_notifier_begin(notifier, &range), -EINVAL);
	range.event = (enum ptw_event) - 1;
	cr_assert_eq(ptw_notifier_begin(notifier, &range), -EINVAL);
	cr_assert_eq(told, 0);
}

Test(notifier, an_end_without_begin_is_refused)
{
	struct ptw_invalidation range = range_of(0, 1);

	make();
	cr_assert_eq(ptw_notifier_end(&range), -EINVAL);
	cr_assert_eq(ptw_notifier_begin(notifier, &range), 0);
	cr_assert_eq(ptw_notifier_begin(notifier, &range), -EINVAL);
	cr_assert_eq(ptw_notifier_end(&range), 0);
	cr_assert_eq(ptw_notifier_end(&range), -EINVAL);
	cr_assert(all.begins == 1 && all.ends == 1);
}

static void *end_it(void *range)
{
	return (void *)(long)ptw_notifier_end(range);
}

Test(notifier, an_end_by_another_thread_is_refused)
{
	struct ptw_invalidation range = range_of(0, 1);
	pthread_t thread;
	void *ret;

	make();
	cr_assert_eq(ptw_notifier_begin(notifier, &range), 0);
	cr_assert_eq(pthread_create(&thread, NULL, end_it, &range), 0);
	pthread_join(thread, &ret);
	cr_assert_eq((long)ret, -EINVAL);
	cr_assert_eq(all.ends, 0);
	cr_assert_eq(ptw_notifier_end(&range), 0);
}

Test(notifier, subscribers_change_outside_ranges_only)
{
	static struct recorder more;
	struct ptw_invalidation range = range_of(0, 1);

	make();
	more.subscriber.ops = &record;
	more.subscriber.last = ~0ULL;
	cr_assert_eq(ptw_notifier_begin(notifier, &range), 0);
	cr_assert_eq(ptw_notifier_subscribe(notifier, &more.subscriber), -EDEADLK);
	cr_assert_eq(ptw_notifier_unsubscribe(&low.subscriber), -EDEADLK);
	cr_assert_eq(ptw_notifier_end(&range), 0);
	cr_assert_eq(ptw_notifier_subscribe(notifier, &more.subscriber), 0);
	cr_assert_eq(ptw_notifier_subscribe(notifier, &more.subscriber), -EBUSY);
	cr_assert_eq(ptw_notifier_unsubscribe(&low.subscriber), 0);
	cr_assert_eq(ptw_notifier_unsubscribe(&low.subscriber), -ENOENT);
	cr_assert_eq(ptw_notifier_begin(notifier, &range), 0);
	cr_assert(more.begins == 1 && low.begins == 1 && all.begins == 2);
	cr_assert_eq(ptw_notifier_end(&range), 0);
}

static void *subscribe_more(void *more)
{
	return (void *)(long)ptw_notifier_subscribe(notifier, more);
}

/* He waits until the range has ended, so he hears neither of its ends. */
Test(notifier, who_subscribes_meanwhile_hears_neither_end)
{
	static struct recorder more;
	struct ptw_invalidation range = range_of(0, 1);
	pthread_t thread;
	void *ret;

	make();
	more.subscriber.ops = &record;
	more.subscriber.last = ~0ULL;
	cr_assert_eq(ptw_notifier_begin(notifier, &range), 0);
	cr_assert_eq(pthread_create(&thread, NULL, subscribe_more, &more), 0);
	cr_assert_eq(ptw_notifier_end(&range), 0);
	pthread_join(thread, &ret);
	cr_assert_eq((long)ret, 0);
	cr_assert(more.begins == 0 && more.ends == 0);
}

Test(notifier, a_subscriber_must_know_what_to_do)
{
	static const struct ptw_subscriber_ops none, half = { .begin = record_begin };
	struct ptw_subscriber subscriber = { .first = 0, .last = 1 };

	make();
	cr_assert_eq(ptw_notifier_subscribe(notifier, &subscriber), -EINVAL);
	subscriber.ops = &none;
	cr_assert_eq(ptw_notifier_subscribe(notifier, &subscriber), -EINVAL);
	subscriber.ops = &half;
	cr_assert_eq(ptw_notifier_subscribe(notifier, &subscriber), -EINVAL);
	subscriber.ops = &record;
	subscriber.first = 2;
	cr_assert_eq(ptw_notifier_subscribe(notifier, &subscriber), -EINVAL);
}

Test(notifier, every_subscriber_is_asked_whether_it_is_young)
{
	make();
	cr_assert_eq(ptw_notifier_clear_young(notifier, 0, ~0ULL), 0);
	all.young = 1;
	cr_assert_eq(ptw_notifier_clear_young(notifier, 0, ~0ULL), 1);
	cr_assert(all.asked == 2 && low.asked == 2 && high.asked == 2);
	cr_assert_eq(ptw_notifier_test_young(notifier, 0x10000, ~0ULL), 1);
	cr_assert(all.asked == 3 && low.asked == 2 && high.asked == 3);
	all.young = 0;
	high.young = 1;
	cr_assert_eq(ptw_notifier_test_young(notifier, 0, 0xffff), 0);
}

Test(notifier, a_release_is_told_to_all)
{
	make();
	ptw_notifier_release(notifier);
	cr_assert(all.released == 1 && low.released == 1 && high.released == 1);
}

Test(notifier, is_not_destroyed_under_its_users)
{
	struct ptw_invalidation range = range_of(0, 1);

	make();
	cr_assert_eq(ptw_notifier_destroy(notifier), -EBUSY);
	cr_assert_eq(ptw_notifier_unsubscribe(&all.subscriber), 0);
	cr_assert_eq(ptw_notifier_unsubscribe(&low.subscriber), 0);
	cr_assert_eq(ptw_notifier_unsubscribe(&high.subscriber), 0);
	cr_assert_eq(ptw_notifier_begin(notifier, &range), 0);
	cr_assert_eq(ptw_notifier_destroy(notifier), -EBUSY);
	cr_assert_eq(ptw_notifier_end(&range), 0);
	cr_assert_eq(ptw_notifier_destroy(notifier), 0);
	cr_assert_eq(ptw_notifier_destroy(NULL), 0);
}
