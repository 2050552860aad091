// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The mirror's half of the contract: what it has been told of, and whether the answer
 * of a walk may still be installed. KVM keeps the same four words in struct kvm
 * (mmu_invalidate_seq, _in_progress, _range_start, _range_end).
 *
 *	mirror                           primary
 *	------                           -------
 *	S: reads the sequence
 *	   walks: finds a page
 *	                                 begin: in_progress++, drops the range
 *	                                 takes the page out, frees it
 *	                                 end: sequence++, in_progress--
 *	C: lock; sequence moved: retry
 *
 * A. No stale install. If C says 0, then no invalidation that overlaps the address was
 *    in progress at C, and none ended between S and C. One that began before C and had
 *    not ended is caught by in_progress, one that had ended by the sequence; one that
 *    begins after C waits for the lock, and drops what was installed.
 * B. The sequence moves at end, not at begin: a walk between begin and end may find
 *    what is about to go, and one that took its sequence after end cannot. So the
 *    sequence is read before the walk and before its section.
 * C. The sequence moves before in_progress falls. Between the two a mirror that looks
 *    without the lock retries in vain; in the other order it could miss both.
 * D. One range stands for all that are in progress: their hull, which grows while there
 *    are any. Two that are far apart make what is between them retry, until both ended.
 * E. Progress. The hint never waits, and a mirror that retries only while it says so
 *    gets on once the last invalidation has ended. Who never stops invalidating can
 *    keep a mirror from installing in the hull, and nowhere else but by the sequence.
 */
#include <ptw/notifier.h>
#include "notifier/gate.h"
#include "ptw_env_rcu.h"

/*
 * @sequence: How many invalidations have ended
 * @in_progress: How many have begun and not ended
 * @first: Of the hull of those in progress
 * @last: Of the hull
 * @gate: Those active, whether or not they hit; closed to change what can be hit
 * @held: See ptw_sequence_create()
 * @lock: For @held
 *
 * The first four change under the mirror's lock, and are looked at without it.
 */
struct ptw_sequence {
	u64 sequence;
	u64 in_progress;
	u64 first;
	u64 last;
	struct gate gate;
	int (*held)(void *lock);
	void *lock;
};

struct ptw_sequence *ptw_sequence_create(int (*held)(void *lock), void *lock)
{
	struct ptw_sequence *s = kzalloc(sizeof(*s), GFP_KERNEL);

	if (!s)
		return NULL;
	gate_init(&s->gate);
	s->held = held;
	s->lock = lock;
	return s;
}
PTW_EXPORT(ptw_sequence_create);

int ptw_sequence_destroy(struct ptw_sequence *s)
{
	bool busy;

	if (!s)
		return 0;
	spin_lock(&s->gate.lock);
	busy = s->gate.inside;
	spin_unlock(&s->gate.lock);
	if (busy)
		return -EBUSY;
	kfree(s);
	return 0;
}
PTW_EXPORT(ptw_sequence_destroy);

void ptw_sequence_enter(struct ptw_sequence *s)
{
	gate_enter(&s->gate);
}
PTW_EXPORT(ptw_sequence_enter);

int ptw_sequence_leave(struct ptw_sequence *s)
{
	return gate_leave(&s->gate);
}
PTW_EXPORT(ptw_sequence_leave);

void ptw_sequence_close(struct ptw_sequence *s)
{
	gate_close(&s->gate);
}
PTW_EXPORT(ptw_sequence_close);

void ptw_sequence_open(struct ptw_sequence *s)
{
	gate_open(&s->gate);
}
PTW_EXPORT(ptw_sequence_open);

static void assert_held(const struct ptw_sequence *s)
{
	PTW_DEBUG(!s->held || s->held(s->lock));
}

void ptw_sequence_begin(struct ptw_sequence *s, __u64 first, __u64 last)
{
	assert_held(s);
	if (!s->in_progress || first < s->first)
		WRITE_ONCE(s->first, first);
	if (!s->in_progress || last > s->last)
		WRITE_ONCE(s->last, last);
	WRITE_ONCE(s->in_progress, s->in_progress + 1);
}
PTW_EXPORT(ptw_sequence_begin);

int ptw_sequence_end(struct ptw_sequence *s)
{
	assert_held(s);
	if (!s->in_progress)
		return -EINVAL;
	/*
	 * Pairs with the acquire in ptw_sequence_read(): who reads this sequence walks the
	 * tables as they are now. Without the release he could find the page that was there
	 * before, with a sequence that says he did not. Linux needs none here, because there
	 * the unlock of the tables' lock and the lock of the mirror's order as much; C's locks
	 * do not.
	 */
	smp_store_release(&s->sequence, s->sequence + 1);
	/* Pairs with the acquire in ptw_sequence_hint(), see C above. */
	smp_store_release(&s->in_progress, s->in_progress - 1);
	return 0;
}
PTW_EXPORT(ptw_sequence_end);

__u64 ptw_sequence_read(const struct ptw_sequence *s)
{
	/*
	 * Pairs with the release in ptw_sequence_end(); and without the acquire, loads of the
	 * walk could come before this one, and find what had gone before the sequence moved.
	 */
	return smp_load_acquire(&s->sequence);
}
PTW_EXPORT(ptw_sequence_read);

int ptw_sequence_retry(const struct ptw_sequence *s, __u64 read, __u64 address)
{
	assert_held(s);
	if (unlikely(s->in_progress) && address >= s->first && address <= s->last)
		return 1;
	return s->sequence != read;
}
PTW_EXPORT(ptw_sequence_retry);

int ptw_sequence_hint(const struct ptw_sequence *s, __u64 read, __u64 address)
{
	/*
	 * Pairs with the second release in ptw_sequence_end(): who sees that nothing is in
	 * progress any more sees the sequence that says why. The hull may be half of one and
	 * half of another: that is what makes this a hint.
	 */
	if (smp_load_acquire(&s->in_progress) && address >= READ_ONCE(s->first) &&
	    address <= READ_ONCE(s->last))
		return 1;
	return READ_ONCE(s->sequence) != read;
}
PTW_EXPORT(ptw_sequence_hint);
