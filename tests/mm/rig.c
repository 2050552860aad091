// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include "rig.h"
#include "ptw_env_rcu.h"

static const char *const formats[] = {
	"soft", "soft-tiny", "x86-64", "x86-64-la57", "arm64-4k", "arm64-16k", "arm64-64k",
};

static void tell(struct rig *rig, const struct ptw_invalidation *range, int end)
{
	struct told *told = &rig->told[rig->nr];

	cr_assert_lt(rig->nr, RIG_TOLD);
	rig->nr++;
	told->end = end;
	told->event = range->event;
	told->first = range->first;
	told->last = range->last;
	ptw_follow(rig->primary->space, rig->watch, 0, &told->watched);
	rig->primary->ops->lookup(rig->primary, rig->watch, RO, 0, &told->looked);
}

static int told_begin(struct ptw_subscriber *subscriber, const struct ptw_invalidation *range)
{
	struct rig *rig = container_of(subscriber, struct rig, subscriber);

	if (range->nonblocking && rig->refuse) {
		rig->refuse--;
		return -EAGAIN;
	}
	tell(rig, range, 0);
	return 0;
}

static void told_end(struct ptw_subscriber *subscriber, const struct ptw_invalidation *range)
{
	tell(container_of(subscriber, struct rig, subscriber), range, 1);
}

static int told_young(struct ptw_subscriber *subscriber, __u64 first, __u64 last)
{
	struct rig *rig = container_of(subscriber, struct rig, subscriber);
	unsigned int young = rig->young;

	(void)first;
	(void)last;
	rig->young = 0;
	return young;
}

static void told_release(struct ptw_subscriber *subscriber)
{
	container_of(subscriber, struct rig, subscriber)->released++;
}

static const struct ptw_subscriber_ops ops = {
	.begin = told_begin,
	.end = told_end,
	.clear_young = told_young,
	.release = told_release,
};

void rig_begin(struct rig *rig, const char *format, unsigned int blocks)
{
	struct ptw_phys_config config = { .format = format, .words = 2 };
	const struct ptw_format *fmt = NULL;
	unsigned int i;

	setenv("PTW_WARN_FATAL", "1", 1);
	memset(rig, 0, sizeof(*rig));
	for (i = 0; ptw_instances()[i]; i++)
		if (!strcmp(ptw_instances()[i]->fmt->name, format))
			fmt = ptw_instances()[i]->fmt;
	rig->format = format;
	rig->page = 1ULL << fmt->page_shift;
	rig->pages = 1ULL << fmt->index_bits;
	rig->huge = rig->page << fmt->index_bits;
	rig->base = 2 * (rig->huge << fmt->index_bits);
	/* Where there are blocks, the first has the zero page. */
	config.frames = (blocks ? blocks + 1 : 0) * rig->pages + 200;
	cr_assert_eq(ptw_phys_create(&config, &rig->phys), 0);
	rig->free = ptw_phys_free(rig->phys);
	cr_assert_eq(ptw_mm_create(rig->phys, format, &rig->mm), 0, "%s", format);
	rig->primary = ptw_mm_primary(rig->mm);
	rig->subscriber.ops = &ops;
	rig->subscriber.last = ~0ULL;
	cr_assert_eq(ptw_notifier_subscribe(rig->primary->notifier, &rig->subscriber), 0);
}

void rig_end(struct rig *rig)
{
	rig_check(rig);
	cr_assert_eq(ptw_mm_destroy(rig->mm), -EBUSY);
	cr_assert_eq(ptw_notifier_unsubscribe(&rig->subscriber), 0);
	cr_assert_eq(ptw_mm_destroy(rig->mm), 0);
	ptw_phys_settle(rig->phys);
	cr_assert_eq(ptw_phys_free(rig->phys), rig->free, "%s: %llu frames are lost", rig->format,
		     rig->free - ptw_phys_free(rig->phys));
	cr_assert_eq(ptw_phys_destroy(rig->phys), 0);
}

void rig_sweep(void (*test)(struct rig *rig), unsigned int blocks)
{
	struct rig rig;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(formats); i++) {
		rig_begin(&rig, formats[i], blocks);
		test(&rig);
		rig_end(&rig);
	}
}

void rig_forget(struct rig *rig)
{
	rig->nr = 0;
}

void rig_check(struct rig *rig)
{
	const char *what = "";

	cr_assert_eq(ptw_mm_check(rig->mm, &what), 0, "%s: %s", rig->format, what);
}

void rig_map(struct rig *rig, __u64 first, __u64 bytes, enum ptw_vma_kind kind, __u32 rights)
{
	struct ptw_vma vma = { .first = first, .last = first + bytes - 1, .kind = kind };

	vma.rights = rights;
	cr_assert_eq(ptw_mm_map(rig->mm, &vma), 0);
}

void rig_map_huge(struct rig *rig, __u64 first, __u64 bytes)
{
	struct ptw_vma vma = { .first = first, .last = first + bytes - 1, .rights = RW };

	vma.flags = PTW_VMA_HUGE;
	cr_assert_eq(ptw_mm_map(rig->mm, &vma), 0);
}

void rig_make_small(struct rig *rig, __u64 va)
{
	rig_write(rig->mm, va, 1);
	cr_assert_eq(ptw_mm_discard(rig->mm, va, va + rig->huge - 1), 0);
	ptw_phys_refuse(rig->phys, 1);
	rig_write(rig->mm, va, 1);
}

void rig_map_pa(struct rig *rig, __u64 first, __u64 bytes, enum ptw_vma_kind kind, __u64 pa,
		unsigned int level)
{
	struct ptw_vma vma = { .first = first, .last = first + bytes - 1, .kind = kind };

	vma.rights = RW;
	vma.pa = pa;
	vma.level = level;
	cr_assert_eq(ptw_mm_map(rig->mm, &vma), 0);
}

void rig_write(struct ptw_mm *mm, __u64 va, __u64 word)
{
	int ret = ptw_mm_write(mm, va, word);

	cr_assert_eq(ret, 0, "write to 0x%llx: %d", va, ret);
}

__u64 rig_read(struct ptw_mm *mm, __u64 va)
{
	__u64 word = 0;
	int ret = ptw_mm_read(mm, va, &word);

	cr_assert_eq(ret, 0, "read of 0x%llx: %d", va, ret);
	return word;
}

struct ptw_leaf rig_follow(struct ptw_mm *mm, __u64 va)
{
	struct ptw_leaf leaf;

	ptw_follow(ptw_mm_primary(mm)->space, va, 0, &leaf);
	return leaf;
}

__u64 rig_pa(struct ptw_mm *mm, __u64 va)
{
	struct ptw_leaf leaf = rig_follow(mm, va);

	cr_assert_eq(ptw_leaf_kind(&leaf), PTW_LEAF);
	return leaf.pa;
}

struct ptw_frame rig_frame(struct rig *rig, struct ptw_mm *mm, __u64 va)
{
	struct ptw_frame frame;

	cr_assert_eq(ptw_phys_frame(rig->phys, rig_pa(mm, va), &frame), 0);
	return frame;
}

void rig_expect(const struct rig *rig, unsigned int i, int end, enum ptw_event event, __u64 first,
		__u64 last)
{
	const struct told *told = &rig->told[i];

	cr_assert_lt(i, rig->nr, "%s: nothing was told as number %u", rig->format, i);
	cr_assert_eq(told->end, end, "%s: %u: %s", rig->format, i, told->end ? "end" : "begin");
	cr_assert_eq(told->event, event, "%s: %u: event %d", rig->format, i, told->event);
	cr_assert_eq(told->first, first, "%s: %u: from 0x%llx, not 0x%llx", rig->format, i,
		     told->first, first);
	cr_assert_eq(told->last, last, "%s: %u: to 0x%llx, not 0x%llx", rig->format, i, told->last,
		     last);
}
