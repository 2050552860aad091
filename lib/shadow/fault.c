// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A guest's fault: find the page without a lock, and map it if it is still the page.
 *
 *	fault                            primary
 *	-----                            -------
 *	S: reads the sequence
 *	finds the region
 *	walks, judges; or has the slow
 *	path make the page present
 *	                                 begin: drops what is mapped of the range
 *	                                 takes the page out, frees it
 *	                                 end: the sequence moves
 *	lock
 *	C: the sequence has moved
 *	unlock; from S again
 *
 * A. The sequence is read before the region is looked for, and before the walk's
 *    section: what is found is not older than the sequence.
 * B. Under the lock, after the retry check, the page is mapped by the primary as it was
 *    found, until the lock is dropped. So it may be marked, and needs no reference.
 * C. Marked accessed and, where the mapping grants writes, dirty, when it is made. When
 *    it is dropped the page may be clean already, and written back.
 * D. Progress. Who is told to retry by the hint does not take the lock. Retries are
 *    counted, and end.
 */
#include "shadow/shadow.h"

/* A region as it was when it was looked for, and the number of the set that it was in */
struct place {
	struct ptw_region region;
	u64 number;
};

static int find_region(struct ptw_shadow *shadow, u64 gpa, unsigned int want, struct place *place,
		       struct ptw_shadow_found *found)
{
	const struct regions *regions;
	int ret = -ENOENT;

	rcu_read_lock();
	/* Pairs with the release in replace(). */
	regions = rcu_dereference(shadow->regions);
	place->number = regions->number;
	if (region_of(regions, gpa, &place->region))
		ret = 0;
	rcu_read_unlock();
	if (ret)
		return ret;
	if (want & PTW_WANT_WRITE && place->region.flags & PTW_REGION_READ_ONLY)
		return -EACCES;
	found->hva = place->region.hva + (gpa - place->region.gpa);
	return 0;
}

/* What the lockless walk says, and if that is not enough, the slow path */
static int find_page(struct ptw_shadow *shadow, unsigned int want, unsigned int flags,
		     struct ptw_shadow_found *found)
{
	const struct ptw_primary_ops *ops = shadow->primary->ops;

	/* Who holds nothing may have a page that cannot be held. */
	if (!(flags & PTW_LOOKUP_HOLD))
		flags |= PTW_LOOKUP_PFNMAP;
	found->slow = 0;
	switch (ops->lookup(shadow->primary, found->hva, want, flags, &found->page)) {
	case PTW_ALLOW:
		found->why = found->page.why;
		return 0;
	case PTW_DENY:
		found->why = found->page.why;
		return found->why == PTW_WHY_HWPOISON ? -EHWPOISON : -EFAULT;
	default:
		found->why = found->page.why;
	}
	found->slow = 1;
	return ops->fault(shadow->primary, found->hva, want, flags, &found->page);
}

static const struct ptw_shadow_found nothing = { .why = PTW_WHY_RANGE };

int ptw_shadow_find(struct ptw_shadow *shadow, __u64 gpa, unsigned int want, unsigned int flags,
		    struct ptw_shadow_found *found)
{
	struct place place;
	int ret;

	*found = nothing;
	ret = find_region(shadow, gpa, want, &place, found);
	return ret ? ret : find_page(shadow, want, flags & PTW_LOOKUP_HOLD, found);
}
PTW_EXPORT(ptw_shadow_find);

void ptw_shadow_put(struct ptw_shadow *shadow, struct ptw_shadow_found *found)
{
	if (found->page.held)
		shadow->primary->ops->put(shadow->primary, found->page.held);
	found->page.held = NULL;
}
PTW_EXPORT(ptw_shadow_put);

/* May a mapping of the span of @level stand for the part of the region around @gpa */
static bool level_fits(const struct ptw_shadow *shadow, const struct ptw_region *region, u64 gpa,
		       const struct ptw_shadow_found *found, unsigned int level)
{
	unsigned int shift = ptw_level_shift(shadow->fmt, level);
	u64 mask = BIT_ULL(shift) - 1, first = gpa & ~mask;

	if (!(shadow->fmt->leaf_levels >> level & 1) || shift > ptw_leaf_shift(&found->page.leaf))
		return false;
	if (level > shadow->config.max_level || region->flags & PTW_REGION_SMALL)
		return false;
	if ((gpa ^ found->hva) & mask || (gpa ^ found->page.leaf.pa) & mask)
		return false;
	return first >= region->gpa && first + mask <= region->gpa + region->bytes - 1;
}

/* Under the lock, after the retry check (B). */
static int install(struct ptw_shadow *shadow, const struct ptw_region *region, u64 gpa,
		   struct ptw_shadow_found *found)
{
	bool writable = found->page.writable && !(region->flags & PTW_REGION_READ_ONLY);
	unsigned int level = shadow->space.half[0].top;
	u64 mask;
	int ret;

	while (level && !level_fits(shadow, region, gpa, found, level))
		level--;
	mask = BIT_ULL(ptw_level_shift(shadow->fmt, level)) - 1;
	ret = tables_map(shadow, gpa, found->page.leaf.pa & ~mask, level, writable);
	if (ret)
		return ret;
	shadow->primary->ops->mark(shadow->primary, &found->page, writable); /* C */
	found->shift = ptw_level_shift(shadow->fmt, level);
	shadow->stats.faults++;
	shadow->stats.fast += !found->slow;
	return 0;
}

/*
 * One try. Return: -EAGAIN where the notifier, or a change of regions, came in between;
 * @hinted then says that the lock was left to who needs it more
 */
static int try_fault(struct ptw_shadow *shadow, u64 gpa, unsigned int want, bool *hinted,
		     struct ptw_shadow_found *found)
{
	u64 sequence = ptw_sequence_read(shadow->sequence); /* A */
	struct place place;
	int ret;

	*hinted = false;
	*found = nothing;
	ret = find_region(shadow, gpa, want, &place, found);
	if (!ret)
		ret = find_page(shadow, want, 0, found);
	if (ret)
		return ret;
	*hinted = ptw_sequence_hint(shadow->sequence, sequence, found->hva); /* D */
	if (*hinted)
		return -EAGAIN;
	spin_lock(&shadow->lock);
	if (shadow->released) {
		ret = -EFAULT;
	} else if (place.number != shadow->regions->number ||
		   ptw_sequence_retry(shadow->sequence, sequence, found->hva)) {
		shadow->stats.retries++;
		ret = -EAGAIN;
	} else {
		ret = install(shadow, &place.region, gpa, found);
	}
	spin_unlock(&shadow->lock);
	return ret;
}

int ptw_shadow_fault(struct ptw_shadow *shadow, __u64 gpa, unsigned int want,
		     struct ptw_shadow_found *found)
{
	u32 tries, hints = 0;
	bool hinted = false;
	int ret;

	for (tries = 0;; tries++) {
		ret = try_fault(shadow, gpa, want, &hinted, found);
		if (ret != -EAGAIN)
			break;
		hints += hinted;
		if (tries == shadow->config.retries)
			break;
		/* What has ended needs no waiting for; what has not gets a moment. */
		if (ptw_sequence_hint(shadow->sequence, ptw_sequence_read(shadow->sequence),
				      found->hva))
			cpu_relax();
	}
	found->retries = tries;
	if (hints) {
		spin_lock(&shadow->lock);
		shadow->stats.hinted += hints;
		spin_unlock(&shadow->lock);
	}
	return ret;
}
PTW_EXPORT(ptw_shadow_fault);
