// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * arm64, 4K granule, 48-bit addresses, TTBR0 and TTBR1, by hand. Levels are ours: 0 is
 * the manual's level 3.
 */
#include <linux/errno.h>
#include "hand.h"

#define TYPE		3ULL
#define BLOCK		1ULL
#define TABLE		3ULL
#define AP_EL0		(1ULL << 6)
#define AP_RO		(1ULL << 7)
#define AF		(1ULL << 10)
#define CONT_SHIFT	52
#define PXN		(1ULL << 53)
#define UXN		(1ULL << 54)
#define PXN_TABLE	(1ULL << 59)
#define UXN_TABLE	(1ULL << 60)
#define AP_TABLE_NO_EL0 (1ULL << 61)
#define AP_TABLE_RO	(1ULL << 62)
#define ADDRESS		0x0000fffffffff000ULL

#define INFO(kind, level, shift) \
	((__u64)(kind) | (__u64)(level) << 3 | (__u64)(shift) << 6 | (__u64)(shift) << 12)

static __attribute__((__noinline__, __cold__)) int stop(__u64 slot, __u64 e, int level,
							int reachable, struct ptw_leaf *leaf)
{
	int shift = 12 + 9 * level;
	__u64 reason = PTW_REASON_ADDRESS_SIZE;

	leaf->pa = 0;
	leaf->pte = e;
	if (!reachable) {
		leaf->pa = slot;
		leaf->info = INFO(PTW_UNREACHABLE, level, shift) | (__u64)PTW_REASON_UNREACHABLE
									   << 24;
		return -EFAULT;
	}
	if (!(e & 1)) {
		leaf->info = INFO(PTW_HOLE, level, shift) | (__u64)PTW_REASON_NOT_PRESENT << 24;
		return -ENOENT;
	}
	if ((e & TYPE) == BLOCK && (level == 0 || level == 3))
		reason = PTW_REASON_RESERVED;
	leaf->info = INFO(PTW_BAD, level, shift) | reason << 24;
	return -EUCLEAN;
}

static __attribute__((__noinline__, __cold__)) int refuse(struct ptw_leaf *leaf, int reason)
{
	leaf->info |= (__u64)reason << 24;
	return -EACCES;
}

static inline __attribute__((__always_inline__)) int
leaf_at(const struct hand_arm64 *mm, unsigned int upper, __u64 va, unsigned int want, __u64 e,
	__u64 tables, int level, struct ptw_leaf *leaf)
{
	__u64 offset = (1ULL << (12 + 9 * level)) - 1, d = e, user, priv, rights, run;
	unsigned int need = want & PTW_WANT_USER ? want ^ PTW_WANT_USER : want << 3;

	/* DBM, where the hardware manages dirty state, makes read-only writable. */
	d &= ~(d >> 44 & mm->dirty);
	/* What the tables deny joins what the leaf denies, bit by bit. */
	tables &= mm->hierarchy[upper];
	d |= (tables & (PXN_TABLE | UXN_TABLE)) >> 6 | (tables & AP_TABLE_RO) >> 55;
	d &= ~((tables & AP_TABLE_NO_EL0) >> 55);

	/* R is bit 0, W bit 1, X bit 2. */
	user = d & AP_EL0 ? (d & AP_RO ? 1 : 3) : 0;
	priv = d & AP_RO ? 1 : 3;
	if (!(d & UXN) && !(mm->wxn & user))
		rights = user | 4;
	else
		rights = user;
	if (!(d & PXN) && !(user & 2) && !(mm->wxn & priv))
		priv |= 4;
	rights |= priv << 3;

	run = e >> (CONT_SHIFT - 2) & 4;
	leaf->pa = (e & ADDRESS & ~offset) | (va & offset);
	leaf->pte = e;
	leaf->info = (INFO(PTW_LEAF, level, 12 + 9 * level) + (run << 12)) | rights << 18;
	if (!need)
		return 0;
	if (!((e | mm->af) & AF))
		return refuse(leaf, PTW_REASON_ACCESS_FLAG);
	return need & ~rights ? refuse(leaf, PTW_REASON_PERMISSION) : 0;
}

int hand_arm64_follow(const struct hand_arm64 *mm, __u64 va, unsigned int want,
		      struct ptw_leaf *leaf)
{
	__u64 good = mm->over | TYPE, slot, e, tables;
	unsigned int upper = va >> 55 & 1;

	if (va >> 48 != (upper ? 0xffff : 0)) {
		leaf->pa = 0;
		leaf->pte = 0;
		leaf->info = PTW_RANGE | (__u64)PTW_REASON_NON_CANONICAL << 24;
		return -ERANGE;
	}

	slot = mm->ttbr[upper] + (va >> 39 & 511) * 8;
	if (slot - mm->first >= mm->bytes)
		return stop(slot, 0, 3, 0, leaf);
	e = __atomic_load_n((const __u64 *)(mm->mem + slot), __ATOMIC_RELAXED);
	if ((e - TABLE) & good)
		return stop(slot, e, 3, 1, leaf);
	tables = e;

	slot = (e & ADDRESS) + (va >> 30 & 511) * 8;
	if (slot - mm->first >= mm->bytes)
		return stop(slot, e, 2, 0, leaf);
	e = __atomic_load_n((const __u64 *)(mm->mem + slot), __ATOMIC_RELAXED);
	if ((e - TABLE) & good) {
		if ((e & good) == BLOCK)
			return leaf_at(mm, upper, va, want, e, tables, 2, leaf);
		return stop(slot, e, 2, 1, leaf);
	}
	tables |= e;

	slot = (e & ADDRESS) + (va >> 21 & 511) * 8;
	if (slot - mm->first >= mm->bytes)
		return stop(slot, e, 1, 0, leaf);
	e = __atomic_load_n((const __u64 *)(mm->mem + slot), __ATOMIC_RELAXED);
	if ((e - TABLE) & good) {
		if ((e & good) == BLOCK)
			return leaf_at(mm, upper, va, want, e, tables, 1, leaf);
		return stop(slot, e, 1, 1, leaf);
	}
	tables |= e;

	slot = (e & ADDRESS) + (va >> 12 & 511) * 8;
	if (slot - mm->first >= mm->bytes)
		return stop(slot, e, 0, 0, leaf);
	e = __atomic_load_n((const __u64 *)(mm->mem + slot), __ATOMIC_RELAXED);
	if ((e - TABLE) & good)
		return stop(slot, e, 0, 1, leaf);
	return leaf_at(mm, upper, va, want, e, tables, 0, leaf);
}

__u64 bare_arm64_follow(const struct hand_arm64 *mm, __u64 va)
{
	__u64 e = mm->ttbr[va >> 55 & 1];
	int shift;

	for (shift = 39; shift >= 12; shift -= 9) {
		e = __atomic_load_n(
			(const __u64 *)(mm->mem + (e & ADDRESS) + (va >> shift & 511) * 8),
			__ATOMIC_RELAXED);
		if (!(e & 1))
			return ~0ULL;
		if (!(e & 2) || shift == 12)
			break;
	}
	return (e & ADDRESS & ~((1ULL << shift) - 1)) | (va & ((1ULL << shift) - 1));
}
