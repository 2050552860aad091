/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The contract that makes a lockless answer safe to use. A primary MMU announces each
 * change of its tables: begin, change, end. Who mirrors them drops what he holds before
 * begin returns, and checks under his own lock, before he installs what a walk found,
 * that nothing was announced in between:
 *
 *	sequence = ptw_sequence_read(s);
 *	ptw_follow(space, va, want, &leaf);
 *	lock(mine);
 *	if (ptw_sequence_retry(s, sequence, va))
 *		again, after unlock(mine);
 *	install(&leaf);
 *	unlock(mine);
 *
 * struct ptw_notifier is the primary's half: who is to be told. struct ptw_sequence is
 * the mirror's: what it has been told of. lib/notifier says what each guarantees.
 */
#ifndef PTW_NOTIFIER_H
#define PTW_NOTIFIER_H

#include <linux/errno.h>
#include <ptw/types.h>

struct ptw_invalidation;
struct ptw_notifier;
struct ptw_sequence;
struct ptw_subscriber;

#pragma GCC visibility push(default)
#ifdef __cplusplus
extern "C" {
#endif

/**
 * enum ptw_event - Why a range is invalidated, as Linux's enum mmu_notifier_event
 * @PTW_EVENT_UNMAP: The mapping goes away: munmap, mremap
 * @PTW_EVENT_CLEAR: Pages are taken out or replaced: zap, reclaim, CoW, split, collapse
 * @PTW_EVENT_PROTECTION_VMA: The rights of whole mappings change: mprotect, NUMA hints
 * @PTW_EVENT_PROTECTION_PAGE: Single ptes lose a right: fork, write-back, write-protect
 * @PTW_EVENT_SOFT_DIRTY: Soft-dirty bits are cleared, and rights with them
 * @PTW_EVENT_RELEASE: The address space ends
 * @PTW_EVENT_MIGRATE: Pages are moved to or from a device
 * @PTW_EVENT_EXCLUSIVE: A device takes pages for itself
 * @PTW_EVENTS: How many there are
 *
 * For who wants to know: no event is less than another, all are to be obeyed.
 */
enum ptw_event {
	PTW_EVENT_UNMAP,
	PTW_EVENT_CLEAR,
	PTW_EVENT_PROTECTION_VMA,
	PTW_EVENT_PROTECTION_PAGE,
	PTW_EVENT_SOFT_DIRTY,
	PTW_EVENT_RELEASE,
	PTW_EVENT_MIGRATE,
	PTW_EVENT_EXCLUSIVE,
	PTW_EVENTS,
};

/**
 * struct ptw_invalidation - One range between its begin and its end
 * @first: First address
 * @last: Last address
 * @event: Why
 * @nonblocking: Subscribers may not sleep, and may refuse
 * @notifier: Private: where it is in progress
 * @next: Private: others that are
 * @task: Private: whose it is
 *
 * The caller's memory, zeroed but for the first four. It stays from begin to end.
 */
struct ptw_invalidation {
	__u64 first;
	__u64 last;
	enum ptw_event event;
	int nonblocking;
	struct ptw_notifier *notifier;
	struct ptw_invalidation *next;
	unsigned long task;
};

/**
 * struct ptw_subscriber_ops - What a subscriber does when he is told
 * @begin: Drop everything that mirrors the range, before returning. Return: 0, or, of a
 *	non-blocking range only, -EAGAIN where it could not be done: then there is no @end
 * @end: The tables have changed
 * @clear_young: Say whether the range was accessed through the mirror, and forget it.
 *	%NULL: it never was
 * @test_young: Say whether it was. %NULL: it never was
 * @release: The address space ends: drop everything, for good. %NULL: not interested
 *
 * All are called without a lock of the notifier's held, by the thread that changes the
 * tables, and may sleep unless the range is non-blocking. From inside any of them nobody
 * can be subscribed or unsubscribed: -EDEADLK.
 */
struct ptw_subscriber_ops {
	int (*begin)(struct ptw_subscriber *subscriber, const struct ptw_invalidation *range);
	void (*end)(struct ptw_subscriber *subscriber, const struct ptw_invalidation *range);
	int (*clear_young)(struct ptw_subscriber *subscriber, __u64 first, __u64 last);
	int (*test_young)(struct ptw_subscriber *subscriber, __u64 first, __u64 last);
	void (*release)(struct ptw_subscriber *subscriber);
};

/**
 * struct ptw_subscriber - Who is told
 * @ops: What he does
 * @first: First address he wants to be told of
 * @last: Last address; 0 and ~0: all
 * @notifier: Private: whose he is
 * @next: Private: others
 */
struct ptw_subscriber {
	const struct ptw_subscriber_ops *ops;
	__u64 first;
	__u64 last;
	struct ptw_notifier *notifier;
	struct ptw_subscriber *next;
};

/**
 * ptw_notifier_create() - A notifier without subscribers
 *
 * Context: May sleep.
 * Return: %NULL without memory.
 */
struct ptw_notifier *ptw_notifier_create(void);

/**
 * ptw_notifier_destroy() - End a notifier
 * @notifier: The notifier, or %NULL
 *
 * Context: Any.
 * Return: 0, or -EBUSY while there are subscribers, or ranges in progress.
 */
int ptw_notifier_destroy(struct ptw_notifier *notifier);

/**
 * ptw_notifier_subscribe() - Be told from now on
 * @notifier: The notifier
 * @subscriber: Filled, but for what is private; stays until it is unsubscribed
 *
 * Waits until no range is in progress: a subscriber hears both ends of a range or
 * neither.
 *
 * Context: Sleeps.
 * Return: 0; -EINVAL for a range without addresses or ops without begin and end;
 * -EBUSY for a subscriber that is one already; -EDEADLK between begin and end, or in an
 * op, where the wait would be for the caller himself.
 */
int ptw_notifier_subscribe(struct ptw_notifier *notifier, struct ptw_subscriber *subscriber);

/**
 * ptw_notifier_unsubscribe() - Be told no more
 * @subscriber: Who was
 *
 * After this returns, no op is running or will be called. Of several at once for the
 * same subscriber one succeeds; the notifier outlives them all.
 *
 * Context: Sleeps.
 * Return: 0; -ENOENT for who is no subscriber; -EDEADLK between begin and end, or in an op.
 */
int ptw_notifier_unsubscribe(struct ptw_subscriber *subscriber);

/**
 * ptw_notifier_begin() - Announce that a range will change
 * @notifier: The notifier
 * @range: What and why; private members zero
 *
 * When this returns 0 no subscriber holds anything of the range, and every walk that
 * began before ptw_notifier_end() will be told to retry. Ranges may overlap, and one
 * thread may have several, one in the other.
 *
 * Context: Sleeps, unless @range is non-blocking. No lock held that a subscriber takes.
 * Return: 0, and then ptw_notifier_end() must follow, by the same thread; -EAGAIN where
 * a subscriber refused, and then nothing is in progress; -EINVAL for a range without
 * addresses, an unknown event, or a range that is in progress already.
 */
int ptw_notifier_begin(struct ptw_notifier *notifier, struct ptw_invalidation *range);

/**
 * ptw_notifier_end() - Announce that a range has changed
 * @range: What ptw_notifier_begin() returned 0 for
 *
 * Context: As ptw_notifier_begin(). By the thread that began.
 * Return: 0, or -EINVAL for a range that is not in progress, or another thread's.
 */
int ptw_notifier_end(struct ptw_invalidation *range);

/**
 * ptw_notifier_inside() - Is the caller between a begin and its end, or in an op
 * @notifier: The notifier
 *
 * Context: Any.
 * Return: 1 if he is, else 0.
 */
int ptw_notifier_inside(struct ptw_notifier *notifier);

/**
 * ptw_notifier_clear_young() - Was a range accessed through a mirror, and forget it
 * @notifier: The notifier
 * @first: First address
 * @last: Last address
 *
 * Changes nothing that needs a begin.
 *
 * Context: May sleep.
 * Return: 1 if a subscriber says so, else 0.
 */
int ptw_notifier_clear_young(struct ptw_notifier *notifier, __u64 first, __u64 last);

/**
 * ptw_notifier_test_young() - Was a range accessed through a mirror
 * @notifier: The notifier
 * @first: First address
 * @last: Last address
 *
 * Context: May sleep.
 * Return: 1 if a subscriber says so, else 0.
 */
int ptw_notifier_test_young(struct ptw_notifier *notifier, __u64 first, __u64 last);

/**
 * ptw_notifier_release() - Tell all subscribers that the address space ends
 * @notifier: The notifier
 *
 * Context: May sleep. Not between begin and end.
 */
void ptw_notifier_release(struct ptw_notifier *notifier);

/**
 * ptw_sequence_create() - What a mirror has been told of: nothing yet
 * @held: Whether the calling thread holds the mirror's lock; asked in debug builds,
 *	%NULL is never asked
 * @lock: For @held
 *
 * Context: May sleep.
 * Return: %NULL without memory.
 */
struct ptw_sequence *ptw_sequence_create(int (*held)(void *lock), void *lock);

/**
 * ptw_sequence_destroy() - End it
 * @sequence: The sequence, or %NULL
 *
 * Context: Any.
 * Return: 0, or -EBUSY while an invalidation is active.
 */
int ptw_sequence_destroy(struct ptw_sequence *sequence);

/**
 * ptw_sequence_enter() - An invalidation is active, whether or not it hits the mirror
 * @sequence: The sequence
 *
 * First thing in a begin. What the mirror covers does not change until
 * ptw_sequence_leave(), the last thing in the end: see ptw_sequence_close().
 *
 * Context: Takes a lock of its own, shortly. Does not sleep.
 */
void ptw_sequence_enter(struct ptw_sequence *sequence);

/**
 * ptw_sequence_leave() - It is over
 * @sequence: The sequence
 *
 * Context: As ptw_sequence_enter().
 * Return: 0, or -EINVAL where none is active.
 */
int ptw_sequence_leave(struct ptw_sequence *sequence);

/**
 * ptw_sequence_close() - Keep invalidations out, to change what the mirror covers
 * @sequence: The sequence
 *
 * Waits until none is active. Without it, an invalidation that looked before a region
 * was there would let a fault in that region install a page that is about to be freed.
 * From inside an invalidation this waits for ever: ptw_notifier_inside() can tell.
 *
 * Context: Sleeps; returns with a lock held that ptw_sequence_enter() takes.
 */
void ptw_sequence_close(struct ptw_sequence *sequence);

/**
 * ptw_sequence_open() - Let them in again
 * @sequence: Closed by the caller
 *
 * Context: Gives the lock back.
 */
void ptw_sequence_open(struct ptw_sequence *sequence);

/**
 * ptw_sequence_begin() - An invalidation hits the mirror
 * @sequence: The sequence
 * @first: First address it hits, in whatever addresses the mirror asks with
 * @last: Last address
 *
 * Then drop what is there, under the same hold of the lock.
 *
 * Context: The mirror's lock held.
 */
void ptw_sequence_begin(struct ptw_sequence *sequence, __u64 first, __u64 last);

/**
 * ptw_sequence_end() - What it hit has changed
 * @sequence: The sequence
 *
 * Context: The mirror's lock held.
 * Return: 0, or -EINVAL where nothing is in progress.
 */
int ptw_sequence_end(struct ptw_sequence *sequence);

/**
 * ptw_sequence_read() - The sequence, to be taken before a walk
 * @sequence: The sequence
 *
 * Before enter, too: a walk that is held up with a sequence taken inside its section
 * could be of tables that had changed, and been announced, before it.
 *
 * Context: Any.
 */
__u64 ptw_sequence_read(const struct ptw_sequence *sequence);

/**
 * ptw_sequence_retry() - Must a walk's answer be thrown away
 * @sequence: The sequence
 * @read: What ptw_sequence_read() said before the walk
 * @address: What was asked for, as of ptw_sequence_begin()
 *
 * As long as the lock is held after a 0, the answer is what the tables say.
 *
 * Context: The mirror's lock held; debug builds check.
 * Return: 1 to retry: an invalidation is in progress that overlaps @address, or one has
 * ended since; else 0.
 */
int ptw_sequence_retry(const struct ptw_sequence *sequence, __u64 read, __u64 address);

/**
 * ptw_sequence_hint() - Is it worthwhile to take the lock and ask
 * @sequence: The sequence
 * @read: What ptw_sequence_read() said
 * @address: What was asked for, as of ptw_sequence_begin()
 *
 * Wrong either way at times: only ptw_sequence_retry() decides. But once the last
 * invalidation has ended it says no to who reads the sequence anew: who asks in a loop
 * gets on.
 *
 * Context: Any.
 * Return: 1 if a retry is likely, else 0.
 */
int ptw_sequence_hint(const struct ptw_sequence *sequence, __u64 read, __u64 address);

#ifdef __cplusplus
}
#endif
#pragma GCC visibility pop

#endif /* PTW_NOTIFIER_H */
