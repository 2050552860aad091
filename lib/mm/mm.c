// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Address spaces: made and ended; and what every mutator does around a change.
 *
 *	mutator                          walker, mirror, processor
 *	-------                          -------------------------
 *	announce: begin
 *	                                 the mirror drops the range
 *	changes ptes
 *	flush                            the last access through the old ptes ends
 *	announced: end                   walks that began before are stale
 *	gives pages back
 *
 * A. No pte of a range changes before its begin returned, and none after its end.
 * B. No page is given back, and none is copied that must stay as it is, before flush().
 *    A processor is counted from its look at a pte to the end of its access, see cpus.h.
 */
#include "mm/primary.h"
#include "mm/tables.h"
#include "mm/unmap.h"
#include "mm_formats.h"

void announce(struct ptw_mm *mm, struct ptw_invalidation *range, enum ptw_event event, u64 first,
	      u64 last)
{
	*range = (struct ptw_invalidation){ .first = first, .last = last, .event = event };
	if (mm->primary.notifier)
		WARN_ON_ONCE(ptw_notifier_begin(mm->primary.notifier, range));
}

/*
 * Without waiting for anybody. Return: -EAGAIN where a subscriber would have had to: then
 * nothing is announced
 */
int try_announce(struct ptw_mm *mm, struct ptw_invalidation *range, enum ptw_event event, u64 first,
		 u64 last)
{
	*range = (struct ptw_invalidation){
		.first = first, .last = last, .event = event, .nonblocking = 1
	};
	return mm->primary.notifier ? ptw_notifier_begin(mm->primary.notifier, range) : 0;
}

void announced(struct ptw_mm *mm, struct ptw_invalidation *range)
{
	if (mm->primary.notifier)
		WARN_ON_ONCE(ptw_notifier_end(range));
}

/* B */
void flush(struct ptw_mm *mm)
{
	cpus_flush(&mm->cpus);
}

bool range_ok(const struct ptw_mm *mm, u64 first, u64 last)
{
	u64 within = page_size(mm) - 1;

	return !(first & within) && (last & within) == within && first < last &&
	       last <= mm_last(mm);
}

static bool same(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

/*
 * What a format must be told to be a primary MMU's under Linux. arm64's ptes mean what
 * Linux writes with hardware management of access flag and dirty state: TCR_EL1 with HA
 * and HD, the granule, 48 bits of input and output.
 */
static u32 set_registers(const struct ptw_format *fmt, struct ptw_register *tcr)
{
	static const u64 tg0[] = { [12] = 0, [14] = 2, [16] = 1 };

	if (!fmt->registers[0] || !same(fmt->registers[0], "tcr"))
		return 0;
	tcr->name = "tcr";
	tcr->value = 16 | tg0[fmt->page_shift] << 14 | 5ULL << 32 | BIT_ULL(39) | BIT_ULL(40);
	return 1;
}

static int set_space(struct ptw_mm *mm, const struct ptw_instance *instance)
{
	struct ptw_space_config config = { .root1 = PTW_NO_ROOT, .lower_only = 1 };
	struct ptw_soft soft = { .state = PTW_STATE_MIGRATION, .swap_type = PTW_SWAP_TYPE_ANY };
	struct ptw_register tcr;
	const struct ptw_space *space = &mm->space;
	u64 pte;
	int ret;

	config.root = frame_pa(mm->phys, mm->root);
	config.os = same(instance->dia->name, "linux") ? "linux-7.1" : instance->dia->name;
	config.registers = &tcr;
	config.nr_registers = set_registers(instance->fmt, &tcr);
	config.mem = mm->phys->mem;
	config.mem_bytes = mm->phys->bytes;
	ret = ptw_space_init_instance(&mm->space, instance, &config, NULL);
	if (WARN_ON_ONCE(ret))
		return ret;
	/* The first of the types that mean migration; the other two follow. */
	ret = space->dia->make_soft(space->fmt, space, &soft, 0, &pte);
	if (WARN_ON_ONCE(ret))
		return ret;
	space->dia->refine(space->fmt, space, pte, 0, 0, &soft);
	mm->migration = soft.swap_type;
	return 0;
}

/* One without a family; its parent's, or a new one, follows. */
struct ptw_mm *mm_alloc(struct ptw_phys *phys, const struct ptw_instance *instance, int *ret)
{
	struct ptw_mm *mm = kzalloc(sizeof(*mm), GFP_KERNEL);

	*ret = -ENOMEM;
	if (!mm)
		return NULL;
	mm->phys = phys;
	mm->primary.ops = &primary_ops;
	mm->primary.space = &mm->space;
	mm->primary.notifier = ptw_notifier_create();
	if (!mm->primary.notifier)
		goto out_mm;
	mm->root = table_alloc(mm, instance->fmt->top_max);
	if (!mm->root)
		goto out_notifier;
	*ret = set_space(mm, instance);
	if (*ret)
		goto out_root;
	mm->phys->frames[mm->root].table.level = mm->space.half[0].top;
	init_rwsem(&mm->mmap_lock);
	cpus_init(&mm->cpus);
	down_write(&phys->rmap);
	list_add_tail(&mm->list, &phys->mms);
	up_write(&phys->rmap);
	return mm;
out_root:
	table_free_now(phys, mm->root);
out_notifier:
	ptw_notifier_destroy(mm->primary.notifier);
out_mm:
	kfree(mm);
	return NULL;
}

/* Of one that has no mapping any more, and nobody who is told */
void mm_free(struct ptw_mm *mm)
{
	down_write(&mm->phys->rmap);
	list_del(&mm->list);
	up_write(&mm->phys->rmap);
	table_free_rcu(mm, mm->root);
	kfree(mm);
}

int ptw_mm_create(struct ptw_phys *phys, const char *format, struct ptw_mm **out)
{
	const struct ptw_instance *instance = NULL;
	struct ptw_mm *mm;
	unsigned int i;
	int ret;

	*out = NULL;
	for (i = 0; i < ARRAY_SIZE(mm_formats); i++)
		if (same(mm_formats[i]->fmt->name, format))
			instance = mm_formats[i];
	if (!instance)
		return -ENOENT;
	if (!instance->fmt->writable || instance->fmt->page_shift != phys->page_shift ||
	    instance->fmt->index_bits != phys->index_bits)
		return -EINVAL;
	mm = mm_alloc(phys, instance, &ret);
	if (!mm)
		return ret;
	down_write(&phys->rmap);
	mm->family = ++phys->families;
	up_write(&phys->rmap);
	*out = mm;
	return 0;
}
PTW_EXPORT(ptw_mm_create);

int ptw_mm_destroy(struct ptw_mm *mm)
{
	int ret;

	if (!mm)
		return 0;
	/* Who looks for the mappings of a page may be announcing something here. */
	down_write(&mm->phys->rmap);
	ret = ptw_notifier_destroy(mm->primary.notifier);
	if (!ret)
		mm->primary.notifier = NULL;
	up_write(&mm->phys->rmap);
	if (ret)
		return ret;
	down_write(&mm->mmap_lock);
	unmap_all(mm);
	up_write(&mm->mmap_lock);
	mm_free(mm);
	return 0;
}
PTW_EXPORT(ptw_mm_destroy);

void ptw_mm_exit(struct ptw_mm *mm)
{
	ptw_notifier_release(mm->primary.notifier);
	down_write(&mm->mmap_lock);
	unmap_all(mm);
	up_write(&mm->mmap_lock);
}
PTW_EXPORT(ptw_mm_exit);

struct ptw_primary *ptw_mm_primary(struct ptw_mm *mm)
{
	return &mm->primary;
}
PTW_EXPORT(ptw_mm_primary);
