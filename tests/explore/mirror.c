// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The smallest mirror and primary: see mirror.h. Where a mutant of the scenario's says
 * so, one thing is left out.
 */
#include "mirror.h"

static bool is(enum mirror_mutant mutant)
{
	return model_arg() == mutant;
}

static int held(void *lock)
{
	return ((spinlock_t *)lock)->lock.owner == current + 1;
}

static void hit(struct mirror *mirror, const struct ptw_invalidation *range)
{
	u64 page;

	spin_lock(&mirror->lock);
	ptw_sequence_begin(mirror->sequence, range->first, range->last);
	for (page = range->first; page <= range->last && page < PAGES; page++)
		if (!is(MUTANT_NOT_DROPPED))
			mirror->installed[page] = NULL;
	if (is(MUTANT_SEQUENCE_EARLY))
		ptw_sequence_end(mirror->sequence);
	spin_unlock(&mirror->lock);
}

/* What is covered does not change from here to the end, so both look at it alike. */
static int begin(struct ptw_subscriber *subscriber, const struct ptw_invalidation *range)
{
	struct mirror *mirror = container_of(subscriber, struct mirror, subscriber);

	if (range->nonblocking && READ_ONCE(mirror->busy)) {
		mirror->refused++;
		return -EAGAIN;
	}
	mirror->begun++;
	ptw_sequence_enter(mirror->sequence);
	if (READ_ONCE(mirror->covers))
		hit(mirror, range);
	return 0;
}

static void end(struct ptw_subscriber *subscriber,
		const struct ptw_invalidation *range __maybe_unused)
{
	struct mirror *mirror = container_of(subscriber, struct mirror, subscriber);

	if (READ_ONCE(mirror->covers) && !is(MUTANT_SEQUENCE_EARLY)) {
		spin_lock(&mirror->lock);
		/* Without the wait for regions it can be the end of what had no begin. */
		if (ptw_sequence_end(mirror->sequence) && !is(MUTANT_REGION_UNGUARDED))
			model_check(false, "an end without a begin");
		spin_unlock(&mirror->lock);
	}
	mirror->ended++;
	model_check(!ptw_sequence_leave(mirror->sequence), "left what was not entered");
}

static const struct ptw_subscriber_ops ops = { .begin = begin, .end = end };

void mirror_init(struct mirror *mirror, bool covers)
{
	spin_lock_init(&mirror->lock);
	mirror->covers = covers;
	mirror->subscriber.ops = &ops;
	mirror->subscriber.last = ~0ULL;
	mirror->sequence = ptw_sequence_create(held, &mirror->lock);
}

void mirror_subscribe(struct mirror *mirror, struct primary *primary)
{
	model_check(!ptw_notifier_subscribe(primary->notifier, &mirror->subscriber),
		    "could not subscribe");
}

static int must_retry(struct mirror *mirror, u64 read, u64 page)
{
	if (is(MUTANT_RETRY_DROPPED))
		return 0;
	if (is(MUTANT_IN_PROGRESS))
		return ptw_sequence_read(mirror->sequence) != read;
	return ptw_sequence_retry(mirror->sequence, read, page);
}

/* Under the lock, what is installed is there: freed memory would be found here. */
static void look(struct mirror *mirror, u64 page)
{
	struct frame *frame = mirror->installed[page];

	if (frame)
		model_check(READ_ONCE(frame->value) == page + 1, "another page's frame");
}

/* Returns whether it is to be tried again. */
static bool try_fault(struct mirror *mirror, struct primary *primary, u64 page)
{
	u64 read = ptw_sequence_read(mirror->sequence);
	struct frame *frame = READ_ONCE(primary->pte[page]);
	bool retry, asked = is(MUTANT_RETRY_UNLOCKED);

	if (is(MUTANT_SEQUENCE_LATE))
		read = ptw_sequence_read(mirror->sequence);
	if (asked)
		spin_lock(&mirror->lock);
	retry = asked && must_retry(mirror, read, page);
	if (asked)
		spin_unlock(&mirror->lock);
	spin_lock(&mirror->lock);
	if (!asked)
		retry = must_retry(mirror, read, page);
	if (!retry) {
		mirror->installed[page] = frame;
		look(mirror, page);
	}
	spin_unlock(&mirror->lock);
	return retry;
}

void mirror_fault(struct mirror *mirror, struct primary *primary, u64 page)
{
	int tries;

	for (tries = 0; try_fault(mirror, primary, page); tries++)
		if (tries == 2)
			model_cut();
}

void mirror_finish(struct mirror *mirror, struct primary *primary)
{
	u64 page;

	for (page = 0; page < PAGES; page++)
		model_check(!mirror->installed[page] ||
				    mirror->installed[page] == primary->pte[page],
			    "a frame is held that the tables do not have");
	model_check(mirror->begun == mirror->ended, "begins and ends are not balanced");
	model_outcome(mirror->installed[0] != NULL);
	model_outcome(mirror->begun);
	if (mirror->subscriber.notifier)
		ptw_notifier_unsubscribe(&mirror->subscriber);
	model_check(!ptw_sequence_destroy(mirror->sequence), "something is active still");
}

void primary_init(struct primary *primary)
{
	u64 page;

	primary->notifier = ptw_notifier_create();
	for (page = 0; page < PAGES; page++) {
		primary->pte[page] = kzalloc(sizeof(struct frame), GFP_KERNEL);
		primary->pte[page]->value = page + 1;
	}
}

void primary_finish(struct primary *primary)
{
	u64 page;

	model_check(!ptw_notifier_destroy(primary->notifier), "a range is in progress still");
	for (page = 0; page < PAGES; page++)
		kfree(primary->pte[page]);
}

/* Frames are freed before end, as unmapping does. */
static void free_pages(struct primary *primary, u64 first, u64 last)
{
	struct frame *frame;
	u64 page;

	for (page = first; page <= last; page++) {
		frame = primary->pte[page];
		WRITE_ONCE(primary->pte[page], NULL);
		kfree(frame);
	}
}

int primary_unmap(struct primary *primary, u64 first, u64 last, bool nonblocking)
{
	struct ptw_invalidation range = {
		.first = first, .last = last, .event = PTW_EVENT_UNMAP, .nonblocking = nonblocking
	};
	int ret;

	if (is(MUTANT_CHANGE_EARLY))
		free_pages(primary, first, last);
	ret = ptw_notifier_begin(primary->notifier, &range);
	if (ret)
		return ret;
	if (!is(MUTANT_CHANGE_EARLY))
		free_pages(primary, first, last);
	model_check(!ptw_notifier_end(&range), "end is refused");
	return 0;
}
