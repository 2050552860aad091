/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The parts of a shadow, for lib/shadow alone. Who holds what:
 *
 *	gate of the sequence > lock > nothing
 *
 * The lock is taken in a begin, so nothing under it waits for a begin.
 */
#ifndef PTW_SHADOW_SHADOW_H
#define PTW_SHADOW_SHADOW_H

#include <ptw/shadow.h>
#include <ptw/walk.h>
#include "core/descend.h"
#include "ptw_env_rcu.h"

/*
 * Regions never change: a change makes another set, publishes it and frees this one
 * after a grace period.
 * @number: Of the set: another for each
 * @by_gpa: Sorted by guest address, which they do not share
 * @by_hva: Sorted by address of the primary, which they may
 * @reach: Of by_hva: the last address of the primary that this region or one before it
 *	has. It never falls, so who looks for a range can begin in the middle
 */
struct regions {
	struct rcu_head rcu;
	u64 number;
	unsigned int nr;
	struct ptw_region *by_gpa;
	struct ptw_region *by_hva;
	u64 *reach;
};

/*
 * What is kept of a table beside its slots.
 * @rcu: For freeing it
 * @shadow: Whose
 * @next: Of those that are free
 */
struct shadow_table {
	struct rcu_head rcu;
	struct ptw_shadow *shadow;
	struct shadow_table *next;
};

/*
 * @seen: Odd while the vcpu is inside; moves when it enters and when it leaves
 * Each has a line of its own: a vcpu writes to no other's.
 */
struct vcpu {
	u64 seen;
	u64 unused[7];
};

/*
 * @lock: Held to change tables, and to check a retry
 * @released: The primary's address space has ended; under the lock
 * @regions: Changed with the sequence closed and the lock held, read under either, or
 *	under RCU
 * @fmt: Of the tables
 * @space: Of the tables; address 0 is that of the root
 * @attr: Those of PTW_ATTR_ACCESSED and _DIRTY that the format can express
 * @memory: The tables' slots
 * @table: What is kept of each
 * @zapped: Of each slot of each table: what the notifier dropped there, see zapped_of()
 * @free_lock: For @free, which callbacks of grace periods add to
 * @free: Tables that are free
 */
struct ptw_shadow {
	spinlock_t lock;
	bool released;
	struct ptw_subscriber subscriber;
	struct ptw_primary *primary;
	struct ptw_sequence *sequence;
	struct regions *regions;
	struct ptw_shadow_config config;
	struct ptw_shadow_stats stats;
	const struct ptw_format *fmt;
	struct ptw_space space;
	unsigned int attr;
	u64 *memory;
	struct shadow_table *table;
	u64 *zapped;
	spinlock_t free_lock;
	struct shadow_table *free;
	struct vcpu *vcpu;
};

/* regions.c */

/* A part of a region that an invalidation or a question is about */
struct hit {
	u64 gpa;
	u64 last;
};

/*
 * Call @handle for the part of each region that has addresses of the primary's from
 * @first to @last. Who calls keeps @regions. Return: whether one of the calls said so
 */
bool regions_hit(struct ptw_shadow *shadow, const struct regions *regions, u64 first, u64 last,
		 bool (*handle)(struct ptw_shadow *shadow, const struct hit *hit));

/* Return: whether @gpa is in a region, which is copied */
bool region_of(const struct regions *regions, u64 gpa, struct ptw_region *region);

/* Return: a set of @nr regions that are still to be filled in, or NULL */
struct regions *regions_alloc(unsigned int nr);
void regions_free(struct regions *regions);

/* tables.c */

int tables_create(struct ptw_shadow *shadow);
void tables_destroy(struct ptw_shadow *shadow);

/*
 * Drop what is mapped in the range, under the lock. @told: By the notifier. Return: whether
 * there was anything
 */
bool tables_zap(struct ptw_shadow *shadow, u64 first, u64 last, bool told);

/*
 * Map, under the lock. Return: 0; -ENOMEM; -EOPNOTSUPP for an address that the format does
 * not have
 */
int tables_map(struct ptw_shadow *shadow, u64 gpa, u64 pa, unsigned int level, bool writable);

/* Was anything in the range accessed; @clear: forget it. Under RCU, without the lock. */
bool tables_young(struct ptw_shadow *shadow, u64 first, u64 last, bool clear);

/*
 * Give a leaf attributes as well, unless it has changed; without the lock, by a vcpu that
 * is inside, or under RCU.
 */
void tables_mark(struct ptw_shadow *shadow, u64 gpa, const struct ptw_leaf *leaf,
		 unsigned int attr);

/* guest.c */

/* Wait until no vcpu uses what was dropped before. */
void guest_flush(struct ptw_shadow *shadow);

bool guest_is_empty(struct ptw_shadow *shadow);

#endif /* PTW_SHADOW_SHADOW_H */
