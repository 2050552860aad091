// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>
#include "model.h"

static void must(int ret, const char *what)
{
	if (!ret)
		return;
	fprintf(stderr, "bench: the model fails to %s: %d\n", what, ret);
	exit(2);
}

static int mirror_begin(struct ptw_subscriber *subscriber, const struct ptw_invalidation *range)
{
	struct mirror *mirror = (struct mirror *)subscriber;

	spin_lock(&mirror->lock);
	ptw_sequence_begin(mirror->sequence, range->first, range->last);
	spin_unlock(&mirror->lock);
	return 0;
}

static void mirror_end(struct ptw_subscriber *subscriber, const struct ptw_invalidation *range)
{
	struct mirror *mirror = (struct mirror *)subscriber;

	(void)range;
	spin_lock(&mirror->lock);
	ptw_sequence_end(mirror->sequence);
	spin_unlock(&mirror->lock);
}

static const struct ptw_subscriber_ops mirror_ops = { .begin = mirror_begin, .end = mirror_end };

void mirror_subscribe(struct mirror *mirror, struct ptw_mm *mm)
{
	spin_lock_init(&mirror->lock);
	mirror->sequence = ptw_sequence_create(NULL, NULL);
	must(mirror->sequence ? 0 : -ENOMEM, "make a sequence");
	mirror->subscriber = (struct ptw_subscriber){ .ops = &mirror_ops, .last = ~0ULL };
	must(ptw_notifier_subscribe(ptw_mm_primary(mm)->notifier, &mirror->subscriber),
	     "subscribe");
}

void mirror_unsubscribe(struct mirror *mirror)
{
	must(ptw_notifier_unsubscribe(&mirror->subscriber), "unsubscribe");
	must(ptw_sequence_destroy(mirror->sequence), "end a sequence");
}

struct ptw_phys *model_arena(unsigned int frames)
{
	struct ptw_phys_config config = { .format = "x86-64", .frames = frames, .words = 1 };
	struct ptw_phys *phys;

	must(ptw_phys_create(&config, &phys), "make an arena");
	return phys;
}

struct ptw_mm *model_space(struct ptw_phys *phys)
{
	struct ptw_mm *mm;

	must(ptw_mm_create(phys, "x86-64", &mm), "make an address space");
	return mm;
}

void model_map(struct ptw_mm *mm, __u64 first, __u64 pages, int huge)
{
	__u64 size = huge ? 1 << 21 : 1 << 12, i;
	struct ptw_vma vma = {
		.first = first,
		.last = first + pages * size - 1,
		.kind = PTW_VMA_ANON,
		.rights = PTW_WANT_READ | PTW_WANT_WRITE,
		.flags = huge ? PTW_VMA_HUGE : 0,
	};

	must(ptw_mm_map(mm, &vma), "map");
	for (i = 0; i < pages; i++)
		must(ptw_mm_write(mm, first + i * size, (first + i * size) | 1), "write");
}
