// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The arena: which frames are free. Single frames come from its lower end, blocks from
 * its upper, so that a few pages do not cost many blocks.
 */
#include <ptw/formats.h>
#include <ptw/walk.h>
#include "mm/phys.h"

/* Frames of @order from @nr on are free; under the lock. */
static bool is_free(const struct ptw_phys *phys, u64 nr, unsigned int order)
{
	u64 i;

	for (i = 0; i < BIT_ULL(order); i++)
		if (phys->frames[nr + i].use != FRAME_FREE)
			return false;
	return true;
}

static u64 find_frame(struct ptw_phys *phys)
{
	while (phys->lowest < phys->nr && phys->frames[phys->lowest].use != FRAME_FREE)
		phys->lowest++;
	return phys->lowest < phys->nr ? phys->lowest : NO_FRAME;
}

static u64 find_block(const struct ptw_phys *phys, unsigned int order)
{
	u64 nr;

	if (order > 31)
		return NO_FRAME;
	for (nr = phys->nr >> order << order; nr >= BIT_ULL(order);) {
		nr -= BIT_ULL(order);
		if (is_free(phys, nr, order))
			return nr;
	}
	return NO_FRAME;
}

/* ptw_phys_refuse(): whether this is the one */
static bool is_refused(struct ptw_phys *phys)
{
	if (!phys->refuse)
		return false;
	return --phys->refuse == 0;
}

/* A block of frames that nobody has, with nothing in it yet. Return: %NO_FRAME without */
u64 frame_take(struct ptw_phys *phys, unsigned int order, enum frame_use use)
{
	struct frame *frame;
	u64 nr = NO_FRAME, i;

	spin_lock(&phys->lock);
	if (!is_refused(phys))
		nr = order ? find_block(phys, order) : find_frame(phys);
	for (i = 0; nr && i < BIT_ULL(order); i++) {
		frame = &phys->frames[nr + i];
		WRITE_ONCE(frame->use, use);
		WRITE_ONCE(frame->order, order);
		WRITE_ONCE(frame->head, nr);
		WRITE_ONCE(frame->life, frame->life + 1);
	}
	if (nr)
		phys->free -= BIT_ULL(order);
	spin_unlock(&phys->lock);
	return nr;
}

/* What is known of a page, and of no table */
static void forget_page(struct frame *frame)
{
	WRITE_ONCE(frame->kind, PTW_PAGE_NORMAL);
	WRITE_ONCE(frame->secret, 0);
	WRITE_ONCE(frame->dirty, 0);
	WRITE_ONCE(frame->referenced, 0);
	WRITE_ONCE(frame->exclusive, 0);
	frame->file = NULL;
	frame->family = 0;
	frame->index = 0;
}

static void forget(struct ptw_phys *phys, u64 nr)
{
	struct frame *frame = &phys->frames[nr];

	if (frame->use == FRAME_PAGE)
		forget_page(frame);
	WRITE_ONCE(frame->use, FRAME_FREE);
	WRITE_ONCE(frame->head, nr);
	WRITE_ONCE(frame->order, 0);
}

/* Nobody holds or maps the block any more. It is poisoned before it can be taken. */
void frame_give(struct ptw_phys *phys, u64 nr)
{
	unsigned int order = phys->frames[nr].order;
	u64 i;

	PTW_DEBUG(!READ_ONCE(phys->frames[nr].refs));
	if (phys->frames[nr].use == FRAME_PAGE)
		words_fill(phys, nr, order, PTW_PHYS_POISON);
	spin_lock(&phys->lock);
	for (i = 0; i < BIT_ULL(order); i++)
		forget(phys, nr + i);
	phys->free += BIT_ULL(order);
	if (nr < phys->lowest)
		phys->lowest = nr;
	spin_unlock(&phys->lock);
}

/* A block that holds zeros, with one reference. Return: %NO_FRAME without */
u64 page_alloc(struct ptw_phys *phys, unsigned int order)
{
	u64 nr = frame_take(phys, order, FRAME_PAGE);

	if (!nr)
		return NO_FRAME;
	words_fill(phys, nr, order, 0);
	/*
	 * Pairs with the try_cmpxchg() in frame_tryget(): who gets a reference to the page
	 * as it is now sees what it is. Otherwise he could take it for what it was before.
	 */
	smp_store_release(&phys->frames[nr].refs, 1);
	return nr;
}

static void init_frames(struct ptw_phys *phys)
{
	u64 nr;

	for (nr = 0; nr < phys->nr; nr++) {
		phys->frames[nr].head = nr;
		phys->frames[nr].table.phys = phys;
		spin_lock_init(&phys->frames[nr].table.lock);
	}
	phys->frames[0].use = FRAME_PAGE;
	phys->frames[0].kind = PTW_PAGE_ZERO;
	phys->frames[0].refs = 1;
	phys->frames[0].life = 1;
	phys->free = phys->nr - 1;
	phys->lowest = 1;
}

int ptw_phys_create(const struct ptw_phys_config *config, struct ptw_phys **out)
{
	const struct ptw_instance *instance =
		config->format ? ptw_instance_find(config->format) : NULL;
	const struct ptw_format *fmt = instance ? instance->fmt : NULL;
	struct ptw_phys *phys;

	*out = NULL;
	if (!fmt || !fmt->writable || !config->words || config->frames < 2 ||
	    config->words > BIT_ULL(fmt->page_shift - 3) ||
	    config->frames > BIT_ULL(36 - fmt->page_shift))
		return -EINVAL;
	phys = kzalloc(sizeof(*phys), GFP_KERNEL);
	if (!phys)
		return -ENOMEM;
	phys->page_shift = fmt->page_shift;
	phys->index_bits = fmt->index_bits;
	phys->words = config->words;
	phys->tear = config->tear;
	phys->nr = config->frames;
	phys->bytes = phys->nr << phys->page_shift;
	phys->mem = kcalloc(phys->nr, BIT_ULL(phys->page_shift), GFP_KERNEL);
	phys->frames = kcalloc(phys->nr, sizeof(*phys->frames), GFP_KERNEL);
	if (!phys->mem || !phys->frames) {
		kfree(phys->mem);
		kfree(phys->frames);
		kfree(phys);
		return -ENOMEM;
	}
	spin_lock_init(&phys->lock);
	init_rwsem(&phys->rmap);
	INIT_LIST_HEAD(&phys->mms);
	init_frames(phys);
	*out = phys;
	return 0;
}
PTW_EXPORT(ptw_phys_create);

int ptw_phys_destroy(struct ptw_phys *phys)
{
	if (!phys)
		return 0;
	ptw_phys_settle(phys);
	if (ptw_phys_free(phys) != phys->nr - 1 || READ_ONCE(phys->frames[0].refs) != 1)
		return -EBUSY;
	kfree(phys->mem);
	kfree(phys->frames);
	kfree(phys);
	return 0;
}
PTW_EXPORT(ptw_phys_destroy);

void ptw_phys_settle(struct ptw_phys *phys)
{
	/* Pairs with the count in table_freed(): after its end nobody looks at the arena. */
	if (smp_load_acquire(&phys->deferred))
		rcu_barrier();
}
PTW_EXPORT(ptw_phys_settle);

__u64 ptw_phys_free(struct ptw_phys *phys)
{
	u64 nr;

	spin_lock(&phys->lock);
	nr = phys->free;
	spin_unlock(&phys->lock);
	return nr;
}
PTW_EXPORT(ptw_phys_free);

unsigned long ptw_phys_refuse(struct ptw_phys *phys, unsigned long nth)
{
	unsigned long left;

	spin_lock(&phys->lock);
	left = phys->refuse;
	phys->refuse = nth;
	spin_unlock(&phys->lock);
	return left;
}
PTW_EXPORT(ptw_phys_refuse);

int ptw_phys_reserve(struct ptw_phys *phys, enum ptw_page_kind kind, unsigned int order, __u64 *pa)
{
	u64 nr, i;

	if (kind != PTW_PAGE_RESERVED && kind != PTW_PAGE_ZONE_DEVICE &&
	    kind != PTW_PAGE_NON_REFCOUNTED && kind != PTW_PAGE_NONE)
		return -EINVAL;
	nr = frame_take(phys, order, FRAME_PAGE);
	if (!nr)
		return -ENOMEM;
	words_fill(phys, nr, order, 0);
	for (i = 0; i < BIT_ULL(order); i++) {
		WRITE_ONCE(phys->frames[nr + i].kind, kind);
		if (kind != PTW_PAGE_ZONE_DEVICE)
			continue;
		/* The owner's reference; each page counts its own. */
		WRITE_ONCE(phys->frames[nr + i].head, nr + i);
		smp_store_release(&phys->frames[nr + i].refs, 1);
	}
	*pa = frame_pa(phys, nr);
	return 0;
}
PTW_EXPORT(ptw_phys_reserve);

/* Take the owner's references back, from those of @nr frames that have no other. */
static u64 take_back(struct frame *frame, u64 nr)
{
	u64 i, one;

	for (i = 0; i < nr; i++) {
		one = 1;
		if (!try_cmpxchg(&frame[i].refs, &one, 0))
			break;
	}
	return i;
}

int ptw_phys_release(struct ptw_phys *phys, __u64 pa)
{
	struct frame *frame = frame_at(phys, pa);
	u64 nr = pa >> phys->page_shift, blocks, i;

	if (!frame || frame_pa(phys, nr) != pa || READ_ONCE(frame->use) != FRAME_PAGE ||
	    frame->kind == PTW_PAGE_NORMAL || frame->kind == PTW_PAGE_ZERO ||
	    nr & (BIT_ULL(frame->order) - 1))
		return -EINVAL;
	blocks = BIT_ULL(frame->order);
	if (frame->kind == PTW_PAGE_ZONE_DEVICE) {
		i = take_back(frame, blocks);
		if (i < blocks) {
			while (i--)
				WRITE_ONCE(frame[i].refs, 1);
			return -EBUSY;
		}
	}
	frame_give(phys, nr);
	return 0;
}
PTW_EXPORT(ptw_phys_release);

const void *ptw_phys_memory(struct ptw_phys *phys, __u64 *bytes)
{
	*bytes = phys->bytes;
	return phys->mem;
}
PTW_EXPORT(ptw_phys_memory);
