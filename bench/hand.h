/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The yardstick: walkers as an expert writes them by hand, for one format, with
 * nothing generic in them. They do the same work as libptw's follow: the same three
 * words, the same checks, the same bounds. The bare ones look at the present bit and
 * nothing else, and say how far the yardstick itself is from no work at all.
 */
#ifndef PTW_BENCH_HAND_H
#define PTW_BENCH_HAND_H

#include <ptw/types.h>

/* What a walk needs to know, computed once. */
struct hand_x86_64 {
	__u64 cr3;
	__u64 reserved; /* bits no present entry may have */
	__u64 address;	/* address bits of an entry */
	/*
	 * By what all levels deny, NX 1, RW 4, US 8: rights << 18, and bit w for each
	 * combination w of wants (read 1, write 2, exec 4, user 8) that they grant
	 */
	__u32 grant[16];
	__u64 mem; /* where the byte at pa 0 would be */
	__u64 first;
	__u64 bytes;
};

struct hand_arm64 {
	__u64 ttbr[2];
	__u64 over;	    /* address bits beyond the output size */
	__u64 af;	    /* bit 10 when the hardware sets the access flag */
	__u64 dirty;	    /* bit 7 when the hardware manages dirty state */
	__u64 hierarchy[2]; /* bits 62:59, or 0 with HPDn */
	__u64 wxn;
	__u64 mem;
	__u64 first;
	__u64 bytes;
};

int hand_x86_64_follow(const struct hand_x86_64 *mm, __u64 va, unsigned int want,
		       struct ptw_leaf *leaf);
__u64 bare_x86_64_follow(const struct hand_x86_64 *mm, __u64 va);

/* 4K granule, 48-bit addresses in both halves */
int hand_arm64_follow(const struct hand_arm64 *mm, __u64 va, unsigned int want,
		      struct ptw_leaf *leaf);
__u64 bare_arm64_follow(const struct hand_arm64 *mm, __u64 va);

#endif /* PTW_BENCH_HAND_H */
