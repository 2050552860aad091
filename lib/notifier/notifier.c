// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The primary's half of the contract: who is told that a range changes, and when.
 *
 *	primary                          subscriber
 *	-------                          ----------
 *	ptw_notifier_begin
 *	                                 begin: drops what it holds of the range
 *	changes tables, frees pages
 *	ptw_notifier_end
 *	                                 end: walks that began before it are stale
 *
 * A. When begin returns 0, every subscriber whose interval the range meets has dropped
 *    it. None is left out for what the event is, or for what the pages are: one that is
 *    skipped holds a page that is freed before end.
 * B. Each begin that a subscriber was told of is followed by its end, and no other end
 *    is told: who refused is not told, who was told before him is.
 * C. Who is told does not change between begin and end: the gate is entered before
 *    subscribers are looked at and left after the last of them was told. So subscribing
 *    waits; from inside it would wait for itself, and is refused.
 * D. No lock is held while a subscriber is told. He may sleep, and announce a range of
 *    his own.
 * E. Progress. begin and end take as long as the subscribers do. Subscribing waits for a
 *    moment in which no range is in progress.
 */
#include <ptw/notifier.h>
#include "notifier/gate.h"
#include "ptw_env_rcu.h"

/*
 * @gate: Entered by every range; closed to change @subscribers
 * @subscribers: In the order in which they came
 * @ranges: Those in progress, under the gate's lock
 */
struct ptw_notifier {
	struct gate gate;
	struct ptw_subscriber *subscribers;
	struct ptw_invalidation *ranges;
};

struct ptw_notifier *ptw_notifier_create(void)
{
	struct ptw_notifier *notifier = kzalloc(sizeof(*notifier), GFP_KERNEL);

	if (notifier)
		gate_init(&notifier->gate);
	return notifier;
}
PTW_EXPORT(ptw_notifier_create);

int ptw_notifier_destroy(struct ptw_notifier *notifier)
{
	bool busy;

	if (!notifier)
		return 0;
	spin_lock(&notifier->gate.lock);
	busy = notifier->subscribers || notifier->gate.inside;
	spin_unlock(&notifier->gate.lock);
	if (busy)
		return -EBUSY;
	kfree(notifier);
	return 0;
}
PTW_EXPORT(ptw_notifier_destroy);

int ptw_notifier_inside(struct ptw_notifier *notifier)
{
	unsigned long task = (unsigned long)current;
	struct ptw_invalidation *range;

	spin_lock(&notifier->gate.lock);
	for (range = notifier->ranges; range; range = range->next)
		if (range->task == task)
			break;
	spin_unlock(&notifier->gate.lock);
	return range != NULL;
}
PTW_EXPORT(ptw_notifier_inside);

int ptw_notifier_subscribe(struct ptw_notifier *notifier, struct ptw_subscriber *subscriber)
{
	struct ptw_subscriber **at;
	int ret = -EBUSY;

	if (!subscriber->ops || !subscriber->ops->begin || !subscriber->ops->end ||
	    subscriber->first > subscriber->last)
		return -EINVAL;
	if (ptw_notifier_inside(notifier))
		return -EDEADLK;
	gate_close(&notifier->gate);
	if (!subscriber->notifier) {
		for (at = &notifier->subscribers; *at; at = &(*at)->next)
			;
		WRITE_ONCE(subscriber->notifier, notifier);
		subscriber->next = NULL;
		*at = subscriber;
		ret = 0;
	}
	gate_open(&notifier->gate);
	return ret;
}
PTW_EXPORT(ptw_notifier_subscribe);

int ptw_notifier_unsubscribe(struct ptw_subscriber *subscriber)
{
	struct ptw_notifier *notifier = READ_ONCE(subscriber->notifier);
	struct ptw_subscriber **at;
	int ret = -ENOENT;

	if (!notifier)
		return -ENOENT;
	if (ptw_notifier_inside(notifier))
		return -EDEADLK;
	gate_close(&notifier->gate);
	/* Of two who end the same one, the second finds out only here. */
	if (subscriber->notifier) {
		for (at = &notifier->subscribers; *at != subscriber; at = &(*at)->next)
			;
		*at = subscriber->next;
		WRITE_ONCE(subscriber->notifier, NULL);
		ret = 0;
	}
	gate_open(&notifier->gate);
	return ret;
}
PTW_EXPORT(ptw_notifier_unsubscribe);

static bool is_told(const struct ptw_subscriber *subscriber, u64 first, u64 last)
{
	return subscriber->first <= last && first <= subscriber->last;
}

/* The gate's lock is held from the look at the range to its entry into the list. */
static int enter_range(struct ptw_notifier *notifier, struct ptw_invalidation *range)
{
	int ret = -EINVAL;

	spin_lock(&notifier->gate.lock);
	if (!range->notifier) {
		range->notifier = notifier;
		range->task = (unsigned long)current;
		range->next = notifier->ranges;
		notifier->ranges = range;
		__gate_enter(&notifier->gate);
		ret = 0;
	}
	spin_unlock(&notifier->gate.lock);
	return ret;
}

static void leave_range(struct ptw_notifier *notifier, struct ptw_invalidation *range)
{
	struct ptw_invalidation **at;

	spin_lock(&notifier->gate.lock);
	for (at = &notifier->ranges; *at != range; at = &(*at)->next)
		;
	*at = range->next;
	range->notifier = NULL;
	__gate_leave(&notifier->gate);
	spin_unlock(&notifier->gate.lock);
}

/* C: the list is read without its lock, because we are inside. */
static void tell_end(struct ptw_notifier *notifier, const struct ptw_invalidation *range,
		     const struct ptw_subscriber *until)
{
	struct ptw_subscriber *subscriber;

	for (subscriber = notifier->subscribers; subscriber != until; subscriber = subscriber->next)
		if (is_told(subscriber, range->first, range->last))
			subscriber->ops->end(subscriber, range);
}

int ptw_notifier_begin(struct ptw_notifier *notifier, struct ptw_invalidation *range)
{
	struct ptw_subscriber *subscriber;
	int ret;

	if (range->first > range->last || (unsigned int)range->event >= PTW_EVENTS)
		return -EINVAL;
	ret = enter_range(notifier, range);
	if (ret)
		return ret;
	for (subscriber = notifier->subscribers; subscriber; subscriber = subscriber->next) {
		if (!is_told(subscriber, range->first, range->last))
			continue;
		ret = subscriber->ops->begin(subscriber, range);
		/* Only who may not sleep may refuse; what else could the caller do. */
		if (WARN_ON_ONCE(ret && !range->nonblocking))
			ret = 0;
		if (ret)
			break;
	}
	if (!subscriber)
		return 0;
	tell_end(notifier, range, subscriber); /* B */
	leave_range(notifier, range);
	return -EAGAIN;
}
PTW_EXPORT(ptw_notifier_begin);

int ptw_notifier_end(struct ptw_invalidation *range)
{
	struct ptw_notifier *notifier = range->notifier;

	if (!notifier || range->task != (unsigned long)current)
		return -EINVAL;
	tell_end(notifier, range, NULL);
	leave_range(notifier, range);
	return 0;
}
PTW_EXPORT(ptw_notifier_end);

/* Whether one of the subscribers answers yes; all are asked, since asking also forgets. */
static int ask_young(struct ptw_notifier *notifier, u64 first, u64 last, bool clear)
{
	int (*ask)(struct ptw_subscriber * subscriber, u64 first, u64 last);
	struct ptw_invalidation inside = { .notifier = NULL };
	struct ptw_subscriber *subscriber;
	int young = 0;

	enter_range(notifier, &inside);
	for (subscriber = notifier->subscribers; subscriber; subscriber = subscriber->next) {
		ask = clear ? subscriber->ops->clear_young : subscriber->ops->test_young;
		if (ask && is_told(subscriber, first, last))
			young |= ask(subscriber, first, last);
	}
	leave_range(notifier, &inside);
	return young != 0;
}

int ptw_notifier_clear_young(struct ptw_notifier *notifier, __u64 first, __u64 last)
{
	return ask_young(notifier, first, last, true);
}
PTW_EXPORT(ptw_notifier_clear_young);

int ptw_notifier_test_young(struct ptw_notifier *notifier, __u64 first, __u64 last)
{
	return ask_young(notifier, first, last, false);
}
PTW_EXPORT(ptw_notifier_test_young);

void ptw_notifier_release(struct ptw_notifier *notifier)
{
	struct ptw_invalidation inside = { .notifier = NULL };
	struct ptw_subscriber *subscriber;

	enter_range(notifier, &inside);
	for (subscriber = notifier->subscribers; subscriber; subscriber = subscriber->next)
		if (subscriber->ops->release)
			subscriber->ops->release(subscriber);
	leave_range(notifier, &inside);
}
PTW_EXPORT(ptw_notifier_release);
