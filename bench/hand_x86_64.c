// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* x86-64, four levels, by hand. */
#include <linux/errno.h>
#include "hand.h"

#define P  (1ULL << 0)
#define RW (1ULL << 1)
#define US (1ULL << 2)
#define PS (1ULL << 7)
#define NX (1ULL << 63)

#define INFO(kind, level, shift) \
	((__u64)(kind) | (__u64)(level) << 3 | (__u64)(shift) << 6 | (__u64)(shift) << 12)

static __attribute__((__noinline__, __cold__)) int stop(__u64 slot, __u64 e, int level,
							int reachable, struct ptw_leaf *leaf)
{
	int shift = 12 + 9 * level;

	leaf->pa = 0;
	leaf->pte = e;
	if (!reachable) {
		leaf->pa = slot;
		leaf->info = INFO(PTW_UNREACHABLE, level, shift) | (__u64)PTW_REASON_UNREACHABLE
									   << 24;
		return -EFAULT;
	}
	if (!(e & P)) {
		leaf->info = INFO(PTW_HOLE, level, shift) | (__u64)PTW_REASON_NOT_PRESENT << 24;
		return -ENOENT;
	}
	leaf->info = INFO(PTW_BAD, level, shift) | (__u64)PTW_REASON_RESERVED << 24;
	return -EUCLEAN;
}

static __attribute__((__noinline__, __cold__)) int refuse(struct ptw_leaf *leaf)
{
	leaf->info |= (__u64)PTW_REASON_PERMISSION << 24;
	return -EACCES;
}

static inline __attribute__((__always_inline__)) int leaf_at(const struct hand_x86_64 *mm, __u64 va,
							     unsigned int want, __u64 e,
							     __u64 denied, int level,
							     struct ptw_leaf *leaf)
{
	__u64 offset = (1ULL << (12 + 9 * level)) - 1;
	__u32 grant = mm->grant[(denied << 1 | denied >> 63) & 15];

	leaf->pa = (e & mm->address & ~offset) | (va & offset);
	leaf->pte = e;
	leaf->info = INFO(PTW_LEAF, level, 12 + 9 * level) | (grant & 077 << 18);
	return want < 16 && grant >> want & 1 ? 0 : refuse(leaf);
}

int hand_x86_64_follow(const struct hand_x86_64 *mm, __u64 va, unsigned int want,
		       struct ptw_leaf *leaf)
{
	__u64 bad = mm->reserved | PS | P, slot, e, d, denied;

	if ((__u64)((__s64)(va << 16) >> 16) != va) {
		leaf->pa = 0;
		leaf->pte = 0;
		leaf->info = PTW_RANGE | (__u64)PTW_REASON_NON_CANONICAL << 24;
		return -ERANGE;
	}

	slot = mm->cr3 + (va >> 39 & 511) * 8;
	if (slot - mm->first >= mm->bytes)
		return stop(slot, 0, 3, 0, leaf);
	e = __atomic_load_n((const __u64 *)(mm->mem + slot), __ATOMIC_RELAXED);
	denied = e ^ (P | RW | US);
	if (denied & bad)
		return stop(slot, e, 3, 1, leaf);

	slot = (e & mm->address) + (va >> 30 & 511) * 8;
	if (slot - mm->first >= mm->bytes)
		return stop(slot, e, 2, 0, leaf);
	e = __atomic_load_n((const __u64 *)(mm->mem + slot), __ATOMIC_RELAXED);
	d = e ^ (P | RW | US);
	if (d & bad) {
		if ((e & (mm->reserved | 0x3fffe000 | PS | P)) == (PS | P))
			return leaf_at(mm, va, want, e, denied | d, 2, leaf);
		return stop(slot, e, 2, 1, leaf);
	}
	denied |= d;

	slot = (e & mm->address) + (va >> 21 & 511) * 8;
	if (slot - mm->first >= mm->bytes)
		return stop(slot, e, 1, 0, leaf);
	e = __atomic_load_n((const __u64 *)(mm->mem + slot), __ATOMIC_RELAXED);
	d = e ^ (P | RW | US);
	if (d & bad) {
		if ((e & (mm->reserved | 0x1fe000 | PS | P)) == (PS | P))
			return leaf_at(mm, va, want, e, denied | d, 1, leaf);
		return stop(slot, e, 1, 1, leaf);
	}
	denied |= d;

	slot = (e & mm->address) + (va >> 12 & 511) * 8;
	if (slot - mm->first >= mm->bytes)
		return stop(slot, e, 0, 0, leaf);
	e = __atomic_load_n((const __u64 *)(mm->mem + slot), __ATOMIC_RELAXED);
	d = e ^ (P | RW | US);
	if (d & (mm->reserved | P))
		return stop(slot, e, 0, 1, leaf);
	return leaf_at(mm, va, want, e, denied | d, 0, leaf);
}

__u64 bare_x86_64_follow(const struct hand_x86_64 *mm, __u64 va)
{
	const __u64 mask = 0x000ffffffffff000ULL;
	__u64 e = mm->cr3;
	int shift;

	for (shift = 39; shift >= 12; shift -= 9) {
		e = __atomic_load_n((const __u64 *)(mm->mem + (e & mask) + (va >> shift & 511) * 8),
				    __ATOMIC_RELAXED);
		if (!(e & P))
			return ~0ULL;
		if (shift < 39 && shift > 12 && e & PS)
			break;
		if (shift == 12)
			break;
	}
	return (e & mask & ~((1ULL << shift) - 1)) | (va & ((1ULL << shift) - 1));
}
