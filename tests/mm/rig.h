/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * An address space to try things on, in an arena of its own, and a subscriber who writes
 * down what he is told and what he finds in the tables then.
 */
#ifndef PTW_TESTS_MM_RIG_H
#define PTW_TESTS_MM_RIG_H

#include <ptw/mm.h>
#include <ptw/walk.h>

#define RIG_TOLD 64

#define RW (PTW_WANT_READ | PTW_WANT_WRITE)
#define RO PTW_WANT_READ

/*
 * One begin or end.
 * @watched: What was found at rig.watch
 * @looked: What a lookup for a read says of it
 */
struct told {
	int end;
	enum ptw_event event;
	__u64 first;
	__u64 last;
	struct ptw_leaf watched;
	struct ptw_page looked;
};

/*
 * @page, @huge: Bytes of a page and of a huge page
 * @pages: Pages of a huge page
 * @base: An address aligned to two spans of level 2, with room for four of them behind
 * @watch: The address that is looked at whenever something is told
 * @told, @nr: What was
 */
struct rig {
	const char *format;
	struct ptw_phys *phys;
	struct ptw_mm *mm;
	struct ptw_primary *primary;
	__u64 page;
	__u64 huge;
	__u64 pages;
	__u64 base;
	__u64 free;
	struct ptw_subscriber subscriber;
	__u64 watch;
	struct told told[RIG_TOLD];
	unsigned int nr;
	unsigned int young;
	unsigned int released;
	unsigned int refuse; /* so many of the ranges that may be refused */
};

/* @blocks: Huge pages that fit into the arena, beside some hundred pages */
void rig_begin(struct rig *rig, const char *format, unsigned int blocks);

/* Ends all; nothing may be left, and nothing wrong. */
void rig_end(struct rig *rig);

/* Everything again for each format that can be written */
void rig_sweep(void (*test)(struct rig *rig), unsigned int blocks);

void rig_forget(struct rig *rig);
void rig_check(struct rig *rig);
void rig_map(struct rig *rig, __u64 first, __u64 bytes, enum ptw_vma_kind kind, __u32 rights);
void rig_map_huge(struct rig *rig, __u64 first, __u64 bytes);
void rig_map_pa(struct rig *rig, __u64 first, __u64 bytes, enum ptw_vma_kind kind, __u64 pa,
		unsigned int level);

/* Write 1 to a small page where there would be a huge one: no block is had for it. */
void rig_make_small(struct rig *rig, __u64 va);
void rig_write(struct ptw_mm *mm, __u64 va, __u64 word);
__u64 rig_read(struct ptw_mm *mm, __u64 va);
struct ptw_leaf rig_follow(struct ptw_mm *mm, __u64 va);
struct ptw_frame rig_frame(struct rig *rig, struct ptw_mm *mm, __u64 va);
__u64 rig_pa(struct ptw_mm *mm, __u64 va);
void rig_expect(const struct rig *rig, unsigned int i, int end, enum ptw_event event, __u64 first,
		__u64 last);

#endif /* PTW_TESTS_MM_RIG_H */
