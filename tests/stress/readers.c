// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Readers: who uses what the primary maps, and knows what must be true of it.
 *
 * Ground truth. Under a mirror's lock, after its retry check, no change of the range can
 * have begun that the mirror has not been told of; so what a second walk finds there and
 * then is what the first must have found: address and size equal, rights no fewer.
 */
#include <sched.h>
#include <string.h>
#include "stress.h"

/* A mirror without tables: it takes part in the protocol, and holds nothing. */
static struct {
	struct ptw_subscriber subscriber;
	struct ptw_sequence *sequence;
	spinlock_t lock;
} mirror;

static int mirror_begin(struct ptw_subscriber *subscriber, const struct ptw_invalidation *range)
{
	(void)subscriber;
	spin_lock(&mirror.lock);
	ptw_sequence_begin(mirror.sequence, range->first, range->last);
	spin_unlock(&mirror.lock);
	return 0;
}

static void mirror_end(struct ptw_subscriber *subscriber, const struct ptw_invalidation *range)
{
	(void)subscriber;
	(void)range;
	come_late();
	spin_lock(&mirror.lock);
	ptw_sequence_end(mirror.sequence);
	spin_unlock(&mirror.lock);
}

static const struct ptw_subscriber_ops mirror_ops = { .begin = mirror_begin, .end = mirror_end };

void readers_start(void)
{
	spin_lock_init(&mirror.lock);
	mirror.sequence = ptw_sequence_create(NULL, NULL);
	mirror.subscriber.ops = &mirror_ops;
	mirror.subscriber.last = ~0ULL;
	if (!mirror.sequence ||
	    ptw_notifier_subscribe(stress.primary->notifier, &mirror.subscriber))
		wrong("no mirror");
}

void readers_stop(void)
{
	if (ptw_notifier_unsubscribe(&mirror.subscriber) || ptw_sequence_destroy(mirror.sequence))
		wrong("the mirror cannot be ended");
}

/* A page to look at, and what is known of it before: its version, unless it may be gone */
struct target {
	struct area *area;
	unsigned int page;
	u64 va;
	u64 epoch;
	u64 floor;
};

static struct target aim(u64 *random)
{
	struct target t;
	u64 drawn = draw(random);

	t.area = &stress.area[drawn % stress.areas];
	t.page = (drawn >> 16) % STRESS_PAGES;
	t.va = page_va(t.area, t.page);
	t.epoch = smp_load_acquire(&t.area->epoch);
	t.floor = t.epoch & 1 ? 0 : smp_load_acquire(&t.area->floor[t.page]);
	return t;
}

/* A word of the page that was found for the target */
static void check_word(const struct target *t, u64 word)
{
	u64 version = word & (BIT_ULL(40) - 1);

	if (word == PTW_PHYS_POISON)
		wrong("0x%llx: poison was read", (unsigned long long)t->va);
	if (word && word - version != page_word(t->area, t->page, 0))
		wrong("0x%llx: 0x%llx is another page's", (unsigned long long)t->va,
		      (unsigned long long)word);
	if (version < t->floor && READ_ONCE(t->area->epoch) == t->epoch)
		wrong("0x%llx: version %llu, but %llu had been written", (unsigned long long)t->va,
		      (unsigned long long)version, (unsigned long long)t->floor);
}

static void same_as_locked(const struct target *t, const struct ptw_leaf *found)
{
	struct ptw_leaf truth;

	if (ptw_follow(stress.primary->space, t->va, 0, &truth))
		wrong("0x%llx: 0x%llx was found, and nothing is there", (unsigned long long)t->va,
		      (unsigned long long)found->pa);
	if (truth.pa != found->pa || ptw_leaf_shift(&truth) != ptw_leaf_shift(found))
		wrong("0x%llx: 0x%llx of %u bits was found, 0x%llx of %u is there",
		      (unsigned long long)t->va, (unsigned long long)found->pa,
		      ptw_leaf_shift(found), (unsigned long long)truth.pa, ptw_leaf_shift(&truth));
	if (ptw_leaf_rights(found) & ~ptw_leaf_rights(&truth))
		wrong("0x%llx: rights 0x%x were found, 0x%x are there", (unsigned long long)t->va,
		      ptw_leaf_rights(found), ptw_leaf_rights(&truth));
}

/* What the frames of an area are */
static enum ptw_page_kind kind_of(const struct area *area)
{
	return area->kind == PTW_VMA_DEVICE ? PTW_PAGE_ZONE_DEVICE : PTW_PAGE_NORMAL;
}

/* Sleep between the walk and the check, until something begins, or it has been enough. */
static void oversleep(void)
{
	u64 begun = ranges_begun();
	unsigned int i;

	for (i = 0; i < 64 && ranges_begun() == begun; i++)
		sched_yield();
}

/* The slow walk, and the retry check */
static void walk(struct tally *tally, u64 *random, bool sleeps)
{
	struct target t = aim(random);
	struct ptw_leaf leaf;
	u64 sequence, word;
	int ret;

	sequence = ptw_sequence_read(mirror.sequence);
	ret = ptw_follow(&stress.slow, t.va, 0, &leaf);
	if (ret)
		return;
	if (sleeps)
		oversleep();
	spin_lock(&mirror.lock);
	if (ptw_sequence_retry(mirror.sequence, sequence, t.va)) {
		tally->retried++;
	} else {
		WRITE_ONCE(tally->passed, tally->passed + 1);
		same_as_locked(&t, &leaf);
		if (!ptw_phys_load(stress.phys, leaf.pa, &word))
			check_word(&t, word);
	}
	spin_unlock(&mirror.lock);
}

static void walk_round(struct tally *tally, u64 *random, unsigned int vcpu)
{
	(void)vcpu;
	walk(tally, random, false);
}

static void oversleeping_round(struct tally *tally, u64 *random, unsigned int vcpu)
{
	(void)vcpu;
	walk(tally, random, draw(random) & 1);
}

/* Fault until it is mapped, as often as a guest would. Return: 0, and the vcpu is inside */
static int guest_find(const struct target *t, unsigned int vcpu, unsigned int want,
		      struct ptw_leaf *leaf)
{
	struct ptw_shadow_found found;
	unsigned int tries;
	int ret;

	for (tries = 0; tries < 8; tries++) {
		if (ptw_shadow_enter_guest(stress.shadow, vcpu))
			wrong("vcpu %u cannot enter", vcpu);
		if (!ptw_shadow_translate(stress.shadow, vcpu, t->va, want, leaf))
			return 0;
		ptw_shadow_leave_guest(stress.shadow, vcpu);
		ret = ptw_shadow_fault(stress.shadow, t->va, want, &found);
		if (ret && ret != -EAGAIN)
			break;
	}
	if (ret && ret != -EAGAIN && ret != -EFAULT && ret != -ENOENT && ret != -ENOMEM)
		wrong("0x%llx: a fault says %d", (unsigned long long)t->va, ret);
	return ret ? ret : -EAGAIN;
}

/* A guest that reads: what it reads is the page, and not older than what was written. */
static void guest_round(struct tally *tally, u64 *random, unsigned int vcpu)
{
	struct target t = aim(random);
	struct ptw_leaf leaf;
	u64 word;

	if (guest_find(&t, vcpu, PTW_WANT_READ, &leaf)) {
		tally->retried++;
		return;
	}
	if (ptw_phys_load(stress.phys, leaf.pa, &word))
		wrong("0x%llx: 0x%llx is no memory", (unsigned long long)t.va,
		      (unsigned long long)leaf.pa);
	check_word(&t, word);
	WRITE_ONCE(tally->passed, tally->passed + 1);
	ptw_shadow_leave_guest(stress.shadow, vcpu);
}

/*
 * A guest that writes what it has read: the page keeps its version, and becomes dirty. A
 * write that comes after the page was called clean, and before it is dirty again, is lost:
 * that is found when everything is quiet.
 */
static void guest_write_round(struct tally *tally, u64 *random, unsigned int vcpu)
{
	struct target t = aim(random);
	struct ptw_leaf leaf;

	if (guest_find(&t, vcpu, PTW_WANT_WRITE, &leaf)) {
		tally->retried++;
		return;
	}
	/* The second word of the page is the guest's own. */
	if (ptw_phys_store(stress.phys, leaf.pa + 8, draw(random) | 1))
		wrong("0x%llx: 0x%llx is no memory", (unsigned long long)t.va,
		      (unsigned long long)leaf.pa);
	WRITE_ONCE(tally->passed, tally->passed + 1);
	ptw_shadow_leave_guest(stress.shadow, vcpu);
}

/* Who holds a reference keeps the page, whatever becomes of its translation. */
static void hold_round(struct tally *tally, u64 *random, unsigned int vcpu)
{
	struct target t = aim(random);
	struct ptw_shadow_found found;
	struct ptw_frame before, after;
	u64 word, pa;

	(void)vcpu;
	if (ptw_shadow_find(stress.shadow, t.va, PTW_WANT_READ, PTW_LOOKUP_HOLD, &found)) {
		tally->retried++;
		return;
	}
	pa = found.page.leaf.pa;
	t.floor = 0; /* It may be the page of a moment ago. */
	ptw_phys_frame(stress.phys, pa, &before);
	if (!ptw_phys_load(stress.phys, pa, &word))
		check_word(&t, word);
	cpu_relax();
	ptw_phys_frame(stress.phys, pa, &after);
	if (before.life != after.life || !after.refs)
		wrong("0x%llx: the page was held, and is another one now",
		      (unsigned long long)t.va);
	ptw_shadow_put(stress.shadow, &found);
	WRITE_ONCE(tally->passed, tally->passed + 1);
}

/* Others get on, by a little or by a whole round. */
static void dawdle(u64 *random)
{
	unsigned int times = draw(random) & 63;

	while (times--)
		sched_yield();
}

/*
 * What a frame is, looked up without holding it. It is believed after the retry check, under
 * the lock: a frame of another life, or one that has become something else, comes with a pte
 * that has changed since, and that was announced.
 */
static void classify_round(struct tally *tally, u64 *random, unsigned int vcpu)
{
	struct target t = aim(random);
	struct ptw_frame seen, truth;
	struct ptw_leaf leaf;
	struct ptw_page page;
	u64 sequence, word;

	(void)vcpu;
	sequence = ptw_sequence_read(mirror.sequence);
	if (ptw_follow(&stress.slow, t.va, 0, &leaf))
		return;
	dawdle(random);
	ptw_phys_frame(stress.phys, leaf.pa, &seen);
	stress.primary->ops->lookup(stress.primary, t.va, PTW_WANT_READ, 0, &page);
	dawdle(random);
	spin_lock(&mirror.lock);
	if (ptw_sequence_retry(mirror.sequence, sequence, t.va)) {
		tally->retried++;
	} else {
		WRITE_ONCE(tally->passed, tally->passed + 1);
		ptw_phys_frame(stress.phys, leaf.pa, &truth);
		if (seen.life != truth.life || seen.kind != truth.kind || seen.table ||
		    (seen.kind != PTW_PAGE_ZERO && seen.kind != kind_of(t.area)))
			wrong("0x%llx: life %llu of kind %u was found, %llu of %u is there",
			      (unsigned long long)t.va, (unsigned long long)seen.life, seen.kind,
			      (unsigned long long)truth.life, truth.kind);
		if (page.leaf.pa != leaf.pa || page.kind != truth.kind)
			wrong("0x%llx: kind %u of 0x%llx was said, it is %u of 0x%llx",
			      (unsigned long long)t.va, page.kind, (unsigned long long)page.leaf.pa,
			      truth.kind, (unsigned long long)leaf.pa);
		if (!ptw_phys_load(stress.phys, leaf.pa, &word))
			check_word(&t, word);
	}
	spin_unlock(&mirror.lock);
}

/* Asking for age changes nothing that the others would notice. */
static void age_round(struct tally *tally, u64 *random, unsigned int vcpu)
{
	struct target t = aim(random);

	(void)vcpu;
	WRITE_ONCE(tally->hits, tally->hits + (READ_ONCE(stress.windows) != 0));
	ptw_notifier_clear_young(stress.primary->notifier, t.va, t.va + stress.page - 1);
	WRITE_ONCE(tally->passed, tally->passed + 1);
}

const struct reader readers[] = {
	{ "walk", "walks slowly, checks for a retry, and compares with the truth", walk_round },
	{ "oversleep", "the same, and sleeps before it checks", oversleeping_round },
	{ "guest", "reads through the shadow", guest_round },
	{ "guest-write", "writes through the shadow", guest_write_round },
	{ "hold", "takes a reference", hold_round },
	{ "classify", "asks what a frame is, without holding it", classify_round },
	{ "age", "asks the shadow for age", age_round },
	{ NULL, NULL, NULL },
};
