// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Regions: which guest addresses stand for which of the primary's. Invalidations and
 * questions about age find them by address of the primary, faults by guest address.
 *
 *	invalidation                     adding a region
 *	------------                     ---------------
 *	sequence entered
 *	  finds regions: the new one
 *	  is not among them
 *	                                 closes the sequence: waits for what is active
 *	sequence left
 *	                                 publishes
 *	                                 opens
 *
 * A. A set of regions is not changed once it is published. Who found it under RCU may
 *    keep a copy of a region; whether it is still one is asked under the lock, where the
 *    set that is published cannot be replaced.
 * B. From the time an invalidation becomes active until it is over it sees one set:
 *    without that, what a fault installs in a new region could outlive the page.
 * C. What is removed is dropped under the same hold of the lock in which the set without
 *    it is published: a fault after that finds no region.
 */
#include "shadow/shadow.h"

static u64 hva_last(const struct ptw_region *region)
{
	return region->hva + region->bytes - 1;
}

static u64 gpa_last(const struct ptw_region *region)
{
	return region->gpa + region->bytes - 1;
}

void regions_free(struct regions *regions)
{
	if (!regions)
		return;
	kfree(regions->by_gpa);
	kfree(regions->by_hva);
	kfree(regions->reach);
	kfree(regions);
}

static void regions_free_rcu(struct rcu_head *rcu)
{
	regions_free(container_of(rcu, struct regions, rcu));
}

struct regions *regions_alloc(unsigned int nr)
{
	struct regions *regions = kzalloc(sizeof(*regions), GFP_KERNEL);
	unsigned int room = nr ? nr : 1;

	if (!regions)
		return NULL;
	regions->nr = nr;
	regions->by_gpa = kcalloc(room, sizeof(*regions->by_gpa), GFP_KERNEL);
	regions->by_hva = kcalloc(room, sizeof(*regions->by_hva), GFP_KERNEL);
	regions->reach = kcalloc(room, sizeof(*regions->reach), GFP_KERNEL);
	if (regions->by_gpa && regions->by_hva && regions->reach)
		return regions;
	regions_free(regions);
	return NULL;
}

/* Insert into a sorted row that has room; regions change rarely. */
static void insert(struct ptw_region *row, unsigned int nr, const struct ptw_region *region,
		   bool by_hva)
{
	for (; nr; nr--) {
		if (by_hva ? row[nr - 1].hva <= region->hva : row[nr - 1].gpa < region->gpa)
			break;
		row[nr] = row[nr - 1];
	}
	row[nr] = *region;
}

/* A copy of @old without the region at @without, if any, and with @with, if not NULL */
static struct regions *regions_copy(const struct regions *old, u64 without,
				    const struct ptw_region *with)
{
	struct regions *regions = regions_alloc(with ? old->nr + 1 : old->nr - 1);
	unsigned int i, nr = 0;
	u64 reach = 0;

	if (!regions)
		return NULL;
	regions->number = old->number + 1;
	for (i = 0; i < old->nr; i++) {
		if (!with && old->by_gpa[i].gpa == without)
			continue;
		insert(regions->by_gpa, nr, &old->by_gpa[i], false);
		insert(regions->by_hva, nr++, &old->by_gpa[i], true);
	}
	if (with) {
		insert(regions->by_gpa, nr, with, false);
		insert(regions->by_hva, nr++, with, true);
	}
	for (i = 0; i < nr; i++) {
		if (hva_last(&regions->by_hva[i]) > reach)
			reach = hva_last(&regions->by_hva[i]);
		regions->reach[i] = reach;
	}
	return regions;
}

/* The region with the highest first address that is not above @gpa, or NULL */
static const struct ptw_region *region_below(const struct regions *regions, u64 gpa)
{
	unsigned int low = 0, high = regions->nr, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (regions->by_gpa[mid].gpa <= gpa)
			low = mid + 1;
		else
			high = mid;
	}
	return low ? &regions->by_gpa[low - 1] : NULL;
}

bool region_of(const struct regions *regions, u64 gpa, struct ptw_region *region)
{
	const struct ptw_region *below = region_below(regions, gpa);

	if (!below || gpa > gpa_last(below))
		return false;
	*region = *below;
	return true;
}

bool regions_hit(struct ptw_shadow *shadow, const struct regions *regions, u64 first, u64 last,
		 bool (*handle)(struct ptw_shadow *shadow, const struct hit *hit))
{
	unsigned int low = 0, high = regions->nr, mid;
	const struct ptw_region *region;
	struct hit hit;
	bool any = false;

	/* All before the first whose reach is that far end below the range. */
	while (low < high) {
		mid = low + (high - low) / 2;
		if (regions->reach[mid] < first)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < regions->nr && regions->by_hva[low].hva <= last; low++) {
		region = &regions->by_hva[low];
		if (hva_last(region) < first)
			continue;
		hit.gpa = region->gpa + (first > region->hva ? first - region->hva : 0);
		hit.last = region->gpa +
			   ((last < hva_last(region) ? last : hva_last(region)) - region->hva);
		any |= handle(shadow, &hit);
	}
	return any;
}

static int check_region(const struct ptw_shadow *shadow, const struct ptw_region *region)
{
	u64 page = BIT_ULL(shadow->fmt->page_shift),
	    other = BIT_ULL(shadow->primary->space->page_shift);
	u64 mask = (page > other ? page : other) - 1;

	if (!region->bytes || (region->bytes | region->gpa | region->hva) & mask ||
	    region->flags & ~(PTW_REGION_READ_ONLY | PTW_REGION_SMALL) ||
	    hva_last(region) < region->hva)
		return -EINVAL;
	if (gpa_last(region) < region->gpa || gpa_last(region) > shadow->space.last[0])
		return -ERANGE;
	return 0;
}

/* Publish, with the sequence closed (B) and under the lock (C). */
static void replace(struct ptw_shadow *shadow, struct regions *old, struct regions *fresh,
		    const struct ptw_region *removed)
{
	ptw_sequence_close(shadow->sequence);
	spin_lock(&shadow->lock);
	/* Pairs with the rcu_dereference() of who looks for regions: a set is whole. */
	rcu_assign_pointer(shadow->regions, fresh);
	if (removed && tables_zap(shadow, removed->gpa, gpa_last(removed), false))
		guest_flush(shadow);
	spin_unlock(&shadow->lock);
	ptw_sequence_open(shadow->sequence);
	call_rcu(&old->rcu, regions_free_rcu);
}

int ptw_shadow_add_region(struct ptw_shadow *shadow, const struct ptw_region *region)
{
	struct regions *old = shadow->regions, *fresh;
	const struct ptw_region *below;
	int ret = check_region(shadow, region);

	if (ret)
		return ret;
	if (ptw_notifier_inside(shadow->primary->notifier))
		return -EDEADLK;
	below = region_below(old, gpa_last(region));
	if (below && gpa_last(below) >= region->gpa)
		return -EEXIST;
	fresh = regions_copy(old, 0, region);
	if (!fresh)
		return -ENOMEM;
	replace(shadow, old, fresh, NULL);
	return 0;
}
PTW_EXPORT(ptw_shadow_add_region);

int ptw_shadow_remove_region(struct ptw_shadow *shadow, __u64 gpa)
{
	struct regions *old = shadow->regions, *fresh;
	struct ptw_region removed;

	if (!region_of(old, gpa, &removed) || removed.gpa != gpa)
		return -ENOENT;
	if (ptw_notifier_inside(shadow->primary->notifier))
		return -EDEADLK;
	fresh = regions_copy(old, gpa, NULL);
	if (!fresh)
		return -ENOMEM;
	replace(shadow, old, fresh, &removed);
	return 0;
}
PTW_EXPORT(ptw_shadow_remove_region);

int ptw_shadow_region(struct ptw_shadow *shadow, __u64 gpa, struct ptw_region *region)
{
	bool found;

	rcu_read_lock();
	/* Pairs with the release in replace(). */
	found = region_of(rcu_dereference(shadow->regions), gpa, region);
	rcu_read_unlock();
	return found ? 0 : -ENOENT;
}
PTW_EXPORT(ptw_shadow_region);
