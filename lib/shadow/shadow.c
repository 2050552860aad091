// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A shadow as the notifier sees it: what begin, end and questions about age do, and
 * its creation and end.
 *
 * A. When begin returns, nothing that stands for an address of the range is mapped, and
 *    no vcpu uses what was. Whatever the event is, and whatever the pages are.
 * B. All events come through one place, which moves sequence and in_progress. That the
 *    two are right does not depend on who drops what.
 * C. A range that hits no region takes no lock and causes no retry. That this may be
 *    decided without the lock is due to regions, which do not change while an
 *    invalidation is active.
 */
#include "shadow/shadow.h"

static int lock_held(void *lock)
{
	lockdep_assert_held((spinlock_t *)lock);
	return 1;
}

/* C: the sequence is entered, so the set stays. */
static const struct regions *active_regions(const struct ptw_shadow *shadow)
{
	return rcu_dereference_protected(shadow->regions, true);
}

static bool is_hit(struct ptw_shadow *shadow, const struct hit *hit)
{
	(void)shadow;
	(void)hit;
	return true;
}

static bool zap_hit(struct ptw_shadow *shadow, const struct hit *hit)
{
	return tables_zap(shadow, hit->gpa, hit->last, true);
}

static bool age_hit(struct ptw_shadow *shadow, const struct hit *hit)
{
	return tables_young(shadow, hit->gpa, hit->last, true);
}

static bool test_hit(struct ptw_shadow *shadow, const struct hit *hit)
{
	return tables_young(shadow, hit->gpa, hit->last, false);
}

static bool hits_any(struct ptw_shadow *shadow, const struct ptw_invalidation *range)
{
	return regions_hit(shadow, active_regions(shadow), range->first, range->last, is_hit);
}

static int shadow_begin(struct ptw_subscriber *subscriber, const struct ptw_invalidation *range)
{
	struct ptw_shadow *shadow = container_of(subscriber, struct ptw_shadow, subscriber);

	ptw_sequence_enter(shadow->sequence);
	if (!hits_any(shadow, range))
		return 0;
	spin_lock(&shadow->lock);
	shadow->stats.locks++;
	ptw_sequence_begin(shadow->sequence, range->first, range->last); /* B */
	if (regions_hit(shadow, active_regions(shadow), range->first, range->last, zap_hit))
		guest_flush(shadow);
	spin_unlock(&shadow->lock);
	return 0;
}

static void shadow_end(struct ptw_subscriber *subscriber, const struct ptw_invalidation *range)
{
	struct ptw_shadow *shadow = container_of(subscriber, struct ptw_shadow, subscriber);

	if (hits_any(shadow, range)) {
		spin_lock(&shadow->lock);
		ptw_sequence_end(shadow->sequence);
		spin_unlock(&shadow->lock);
	}
	ptw_sequence_leave(shadow->sequence);
}

/* Without the lock: a table that is replaced meanwhile stays until the section ends. */
static int shadow_ask_young(struct ptw_subscriber *subscriber, u64 first, u64 last,
			    bool (*handle)(struct ptw_shadow *shadow, const struct hit *hit))
{
	struct ptw_shadow *shadow = container_of(subscriber, struct ptw_shadow, subscriber);
	bool young;

	rcu_read_lock();
	/* Pairs with the release of who replaces the set. */
	young = regions_hit(shadow, rcu_dereference(shadow->regions), first, last, handle);
	rcu_read_unlock();
	return young;
}

static int shadow_clear_young(struct ptw_subscriber *subscriber, __u64 first, __u64 last)
{
	return shadow_ask_young(subscriber, first, last, age_hit);
}

static int shadow_test_young(struct ptw_subscriber *subscriber, __u64 first, __u64 last)
{
	return shadow_ask_young(subscriber, first, last, test_hit);
}

/* The address space ends: nothing may stay mapped, and what is found is not mapped again. */
static void shadow_release(struct ptw_subscriber *subscriber)
{
	struct ptw_shadow *shadow = container_of(subscriber, struct ptw_shadow, subscriber);

	spin_lock(&shadow->lock);
	shadow->released = true;
	if (tables_zap(shadow, 0, shadow->space.last[0], true))
		guest_flush(shadow);
	spin_unlock(&shadow->lock);
}

static const struct ptw_subscriber_ops shadow_ops = {
	.begin = shadow_begin,
	.end = shadow_end,
	.clear_young = shadow_clear_young,
	.test_young = shadow_test_young,
	.release = shadow_release,
};

/* Everything that was made so far; all of it is NULL where it was not. */
static void shadow_free(struct ptw_shadow *shadow)
{
	tables_destroy(shadow);
	regions_free(shadow->regions);
	ptw_sequence_destroy(shadow->sequence);
	kfree(shadow->vcpu);
	kfree(shadow);
}

static int shadow_make(struct ptw_shadow *shadow)
{
	const struct ptw_instance *instance = ptw_instance_find(shadow->config.format);

	if (!instance)
		return -ENOENT;
	/* A page of ours may not reach beyond one of the primary's. */
	shadow->fmt = instance->fmt;
	if (shadow->fmt->page_shift > shadow->primary->space->page_shift)
		return -EINVAL;
	spin_lock_init(&shadow->lock);
	spin_lock_init(&shadow->free_lock);
	shadow->sequence = ptw_sequence_create(lock_held, &shadow->lock);
	shadow->regions = regions_alloc(0);
	shadow->vcpu = kcalloc(shadow->config.vcpus ? shadow->config.vcpus : 1,
			       sizeof(*shadow->vcpu), GFP_KERNEL);
	if (!shadow->sequence || !shadow->regions || !shadow->vcpu)
		return -ENOMEM;
	return tables_create(shadow);
}

int ptw_shadow_create(struct ptw_primary *primary, const struct ptw_shadow_config *config,
		      struct ptw_shadow **result)
{
	struct ptw_shadow *shadow;
	int ret;

	if (!config->format || !config->tables || config->tables > (1u << 20) ||
	    config->vcpus > 4096 || config->max_level > PTW_MAX_LEVELS)
		return -EINVAL;
	shadow = kzalloc(sizeof(*shadow), GFP_KERNEL);
	if (!shadow)
		return -ENOMEM;
	shadow->primary = primary;
	shadow->config = *config;
	ret = shadow_make(shadow);
	if (!ret) {
		shadow->subscriber.ops = &shadow_ops;
		shadow->subscriber.last = ~0ULL;
		ret = ptw_notifier_subscribe(primary->notifier, &shadow->subscriber);
	}
	if (ret) {
		shadow_free(shadow);
		return ret;
	}
	*result = shadow;
	return 0;
}
PTW_EXPORT(ptw_shadow_create);

int ptw_shadow_destroy(struct ptw_shadow *shadow)
{
	int ret;

	if (!shadow)
		return 0;
	if (shadow->regions->nr || !guest_is_empty(shadow))
		return -EBUSY;
	ret = ptw_notifier_unsubscribe(&shadow->subscriber);
	if (ret)
		return ret;
	shadow_free(shadow);
	return 0;
}
PTW_EXPORT(ptw_shadow_destroy);

void ptw_shadow_stats(struct ptw_shadow *shadow, struct ptw_shadow_stats *stats)
{
	spin_lock(&shadow->lock);
	*stats = shadow->stats;
	spin_unlock(&shadow->lock);
}
PTW_EXPORT(ptw_shadow_stats);

const struct ptw_space *ptw_shadow_space(const struct ptw_shadow *shadow)
{
	return &shadow->space;
}
PTW_EXPORT(ptw_shadow_space);
