/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A secondary MMU: it mirrors mappings of a primary in tables of its own, as KVM does in
 * stage 2 or EPT. Regions (KVM's memslots) say which guest addresses stand for which
 * addresses of the primary; a fault walks the primary without a lock, and installs what
 * it found if the notifier lets it. It holds no reference to any page.
 *
 *   gpa   guest physical address: what the shadow's tables translate
 *   hva   host virtual address: what the primary's tables translate
 *   vcpu  a processor of the guest, which uses the shadow's tables by itself
 */
#ifndef PTW_SHADOW_H
#define PTW_SHADOW_H

#include <ptw/primary.h>

struct ptw_shadow;

#pragma GCC visibility push(default)
#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct ptw_shadow_config - What a shadow is made of
 * @format: Of its tables, by name: any whose ptes are words and that has encoders
 * @tables: How many tables it may have, the root among them
 * @vcpus: How many processors the guest has
 * @retries: How often a fault that was told to retry does so before it gives up
 * @max_level: The highest level a mapping may have; %PTW_MAX_LEVELS: any
 */
struct ptw_shadow_config {
	const char *format;
	__u32 tables;
	__u32 vcpus;
	__u32 retries;
	__u32 max_level;
};

/* Flags of a region */
#define PTW_REGION_READ_ONLY (1u << 0) /* the guest may not write */
#define PTW_REGION_SMALL     (1u << 1) /* pages only: writes are being logged */

/**
 * struct ptw_region - Guest addresses that stand for addresses of the primary
 * @gpa: First guest address
 * @hva: First address of the primary
 * @bytes: How many; like both addresses a multiple of the smallest page of either MMU
 * @flags: PTW_REGION_*
 */
struct ptw_region {
	__u64 gpa;
	__u64 hva;
	__u64 bytes;
	__u32 flags;
};

/**
 * struct ptw_shadow_found - The page behind a guest address
 * @page: The primary's answer, of the path that served
 * @hva: The address it was asked for
 * @why: enum ptw_why of the lockless walk: %PTW_WHY_GRANTED where it served
 * @slow: The primary's slow path served
 * @shift: Of a fault: log2 of the bytes that were mapped
 * @retries: Of a fault: how often it tried again
 */
struct ptw_shadow_found {
	struct ptw_page page;
	__u64 hva;
	__u8 why;
	__u8 slow;
	__u8 shift;
	__u32 retries;
};

/**
 * struct ptw_shadow_stats - What a shadow has done
 * @faults: Mappings installed or found to be there
 * @fast: Of them, those that the lockless walk served
 * @retries: Answers thrown away under the lock, because the notifier or a change of
 *	regions had come in between
 * @hinted: Answers thrown away without taking it
 * @locks: Invalidations that took the lock: those that hit a region
 * @zaps: Mappings dropped by the notifier
 * @wasted: Of those, how many a later fault made again as they were: same page, same
 *	rights
 * @grown: Tables replaced by one mapping, because the primary's had become larger
 * @flushes: Waits for vcpus
 */
struct ptw_shadow_stats {
	__u64 faults;
	__u64 fast;
	__u64 retries;
	__u64 hinted;
	__u64 locks;
	__u64 zaps;
	__u64 wasted;
	__u64 grown;
	__u64 flushes;
};

/**
 * ptw_shadow_create() - A shadow without regions
 * @primary: Whose mappings it will mirror; must outlive it
 * @config: What it is made of
 * @shadow: Filled
 *
 * Context: Sleeps. Not between a begin and an end of the primary's notifier.
 * Return: 0; -EINVAL for numbers that make no shadow, or for a format whose pages are
 * larger than the primary's; -ENOENT for an unknown format;
 * -EOPNOTSUPP for one that cannot be a shadow's; -ENOMEM; -EDEADLK between begin and
 * end.
 */
int ptw_shadow_create(struct ptw_primary *primary, const struct ptw_shadow_config *config,
		      struct ptw_shadow **shadow);

/**
 * ptw_shadow_destroy() - End it
 * @shadow: The shadow, or %NULL
 *
 * Context: Sleeps. No other call of this shadow's may be running.
 * Return: 0; -EBUSY while it has regions, or vcpus inside; -EDEADLK between begin and
 * end.
 */
int ptw_shadow_destroy(struct ptw_shadow *shadow);

/**
 * ptw_shadow_add_region() - Let guest addresses stand for addresses of the primary
 * @shadow: The shadow
 * @region: Copied
 *
 * Waits until no invalidation is active: one that missed the region could not drop what
 * a fault in it would install. Regions may share addresses of the primary.
 *
 * Context: Sleeps. One change of regions at a time.
 * Return: 0; -EINVAL for a size or an alignment it cannot have; -ERANGE beyond the
 * addresses of the shadow's tables; -EEXIST for guest addresses that have a region;
 * -ENOMEM; -EDEADLK between begin and end.
 */
int ptw_shadow_add_region(struct ptw_shadow *shadow, const struct ptw_region *region);

/**
 * ptw_shadow_remove_region() - Let them stand for nothing
 * @shadow: The shadow
 * @gpa: First address of the region
 *
 * When this returns, nothing of it is mapped.
 *
 * Context: As ptw_shadow_add_region().
 * Return: 0; -ENOENT where no region begins there; -ENOMEM; -EDEADLK.
 */
int ptw_shadow_remove_region(struct ptw_shadow *shadow, __u64 gpa);

/**
 * ptw_shadow_region() - The region that a guest address is in
 * @shadow: The shadow
 * @gpa: The guest address
 * @region: Filled
 *
 * Context: Any.
 * Return: 0; -ENOENT outside of regions.
 */
int ptw_shadow_region(struct ptw_shadow *shadow, __u64 gpa, struct ptw_region *region);

/**
 * ptw_shadow_find() - The page behind a guest address, mapped nowhere
 * @shadow: The shadow
 * @gpa: The guest address
 * @want: %PTW_WANT_READ or %PTW_WANT_WRITE
 * @flags: %PTW_LOOKUP_HOLD for a reference in @found->page.held, to be given back by
 *	ptw_shadow_put()
 * @found: Filled, whatever is returned
 *
 * For who uses the page by other ways than the shadow's tables. Without a reference the
 * answer is good under a sequence that was taken before, and no longer; with it the
 * page stays, and the translation may change.
 *
 * Context: Sleeps, where the lockless walk does not serve.
 * Return: 0; -ENOENT outside of regions; -EACCES for a write to one that is read-only;
 * or what the primary's slow path says.
 */
int ptw_shadow_find(struct ptw_shadow *shadow, __u64 gpa, unsigned int want, unsigned int flags,
		    struct ptw_shadow_found *found);

/**
 * ptw_shadow_put() - Give a reference back
 * @shadow: The shadow
 * @found: Filled by ptw_shadow_find(); nothing happens without a reference
 */
void ptw_shadow_put(struct ptw_shadow *shadow, struct ptw_shadow_found *found);

/**
 * ptw_shadow_fault() - Map the page behind a guest address
 * @shadow: The shadow
 * @gpa: The guest address
 * @want: %PTW_WANT_READ or %PTW_WANT_WRITE
 * @found: Filled, whatever is returned
 *
 * The mapping is the largest that the primary's mapping, the alignment of both
 * addresses, the region and the configuration allow. Where the primary grants writes it
 * grants them too, and the page is marked accessed, and dirty, now: never when the
 * mapping is dropped.
 *
 * Context: Sleeps. Not inside the guest. Takes the shadow's lock.
 * Return: 0; -ENOENT, -EACCES or what the slow path says, as ptw_shadow_find();
 * -EAGAIN where invalidations came in between more often than the configuration
 * allows; -ENOMEM where there are no more tables; -EOPNOTSUPP for a page whose address
 * the format of the shadow does not have; -EFAULT once the primary was released.
 */
int ptw_shadow_fault(struct ptw_shadow *shadow, __u64 gpa, unsigned int want,
		     struct ptw_shadow_found *found);

/**
 * ptw_shadow_enter_guest() - A vcpu begins to use the tables
 * @shadow: The shadow
 * @vcpu: Its number
 *
 * What is dropped while it is inside is dropped for good when it leaves, or when it
 * enters again; begin waits for that. So nothing is called inside that waits for a
 * change of the primary.
 *
 * Context: One thread a vcpu.
 * Return: 0; -EINVAL for a vcpu that is none, or inside.
 */
int ptw_shadow_enter_guest(struct ptw_shadow *shadow, unsigned int vcpu);

/**
 * ptw_shadow_leave_guest() - It uses them no longer
 * @shadow: The shadow
 * @vcpu: Its number
 *
 * Return: 0; -EINVAL for one that is not inside.
 */
int ptw_shadow_leave_guest(struct ptw_shadow *shadow, unsigned int vcpu);

/**
 * ptw_shadow_translate() - What the guest's processor finds
 * @shadow: The shadow
 * @vcpu: Which one; it is inside
 * @gpa: The guest address
 * @want: %PTW_WANT_READ or %PTW_WANT_WRITE
 * @leaf: Filled
 *
 * Marks the pte accessed, and for a write dirty, as the processor would. The page may
 * be used until the vcpu leaves.
 *
 * Return: 0; -ENOENT or -EACCES for what would be a fault, and ptw_shadow_fault()
 * mends; -EINVAL for a vcpu that is not inside; -ERANGE for an address beyond the
 * tables.
 */
int ptw_shadow_translate(struct ptw_shadow *shadow, unsigned int vcpu, __u64 gpa, unsigned int want,
			 struct ptw_leaf *leaf);

/**
 * ptw_shadow_stats() - What it has done so far
 * @shadow: The shadow
 * @stats: Filled
 *
 * Context: Takes the shadow's lock.
 */
void ptw_shadow_stats(struct ptw_shadow *shadow, struct ptw_shadow_stats *stats);

/**
 * ptw_shadow_space() - Its tables, as a space to be walked
 * @shadow: The shadow
 *
 * Context: Walks of it need rcu_read_lock(), or the certainty that no table is replaced.
 */
const struct ptw_space *ptw_shadow_space(const struct ptw_shadow *shadow);

#ifdef __cplusplus
}
#endif
#pragma GCC visibility pop

#endif /* PTW_SHADOW_H */
