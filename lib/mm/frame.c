// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Frames: who holds them, and the words in them.
 *
 * A. A frame with a reference is not given back, and does not become another page.
 * B. A reference to a frame of which nobody holds one can be had only while there is
 *    one: never of a free frame, of a table, or of a kind that nobody counts.
 * C. Who got one of a frame that he saw in a pte must look at the pte again: it could
 *    have been freed, and taken for another page, before he had it. So it is with the
 *    head that he saw in a frame.
 */
#include "mm/phys.h"

/* B */
bool frame_tryget(struct frame *head)
{
	u64 refs = READ_ONCE(head->refs);

	do {
		if (!refs)
			return false;
	} while (!try_cmpxchg(&head->refs, &refs, refs + 1));
	return true;
}

void frame_put(struct ptw_phys *phys, struct frame *head)
{
	u64 refs = READ_ONCE(head->refs);

	do {
		if (WARN_ON_ONCE(!refs))
			return;
	} while (!try_cmpxchg(&head->refs, &refs, refs - 1));
	if (refs == 1)
		frame_give(phys, frame_nr(phys, head));
}

bool frame_trylock(struct frame *head)
{
	u64 unlocked = 0;

	return try_cmpxchg(&head->locked, &unlocked, 1);
}

void frame_lock(struct frame *head)
{
	while (!frame_trylock(head))
		wait_until(!READ_ONCE(head->locked));
}

void frame_unlock(struct frame *head)
{
	/* Pairs with frame_trylock(): the next one sees what this one has done to the page. */
	smp_store_release(&head->locked, 0);
}

/* In halves, where tearing is to be seen */
u64 word_load(const struct ptw_phys *phys, const u64 *at)
{
	const u32 *half = (const u32 *)at;
	union {
		u32 half[2];
		u64 word;
	} both;

	if (!phys->tear)
		return READ_ONCE(*at);
	both.half[0] = READ_ONCE(half[0]);
	both.half[1] = READ_ONCE(half[1]);
	return both.word;
}

void word_store(const struct ptw_phys *phys, u64 *at, u64 word)
{
	u32 *half = (u32 *)at;
	union {
		u32 half[2];
		u64 word;
	} both;

	if (!phys->tear) {
		WRITE_ONCE(*at, word);
		return;
	}
	both.word = word;
	WRITE_ONCE(half[0], both.half[0]);
	WRITE_ONCE(half[1], both.half[1]);
}

void words_fill(struct ptw_phys *phys, u64 nr, unsigned int order, u64 word)
{
	u64 i, w;

	for (i = 0; i < BIT_ULL(order); i++)
		for (w = 0; w < phys->words; w++)
			word_store(phys, frame_words(phys, nr + i) + w, word);
}

/* One frame's */
void words_copy(struct ptw_phys *phys, u64 to, u64 from)
{
	u64 w;

	for (w = 0; w < phys->words; w++)
		word_store(phys, frame_words(phys, to) + w,
			   word_load(phys, frame_words(phys, from) + w));
}

/* Where the word of data at @pa is, %NULL where there is none */
u64 *word_at(const struct ptw_phys *phys, u64 pa)
{
	u64 word = (pa & (BIT_ULL(phys->page_shift) - 1)) >> 3;

	if (!frame_at(phys, pa) || word >= phys->words)
		return NULL;
	return frame_words(phys, pa >> phys->page_shift) + word;
}

int ptw_phys_load(struct ptw_phys *phys, __u64 pa, __u64 *word)
{
	const u64 *at = word_at(phys, pa);

	if (pa & 7)
		return -EINVAL;
	if (!at)
		return -EFAULT;
	*word = word_load(phys, at);
	return 0;
}
PTW_EXPORT(ptw_phys_load);

int ptw_phys_store(struct ptw_phys *phys, __u64 pa, __u64 word)
{
	u64 *at = word_at(phys, pa);

	if (pa & 7)
		return -EINVAL;
	if (!at || READ_ONCE(frame_at(phys, pa)->use) == FRAME_TABLE)
		return -EFAULT;
	word_store(phys, at, word);
	return 0;
}
PTW_EXPORT(ptw_phys_store);

int ptw_phys_frame(struct ptw_phys *phys, __u64 pa, struct ptw_frame *out)
{
	struct frame *frame = frame_at(phys, pa), *head;

	if (!frame)
		return -EFAULT;
	head = frame_head(phys, frame);
	out->life = READ_ONCE(frame->life);
	out->refs = READ_ONCE(head->refs);
	out->pins = READ_ONCE(head->pins);
	out->mapcount = READ_ONCE(frame->maps) + READ_ONCE(head->whole);
	out->order = READ_ONCE(frame->order);
	out->kind = READ_ONCE(frame->kind);
	out->table = READ_ONCE(frame->use) == FRAME_TABLE;
	out->dirty = READ_ONCE(head->dirty) != 0;
	out->referenced = READ_ONCE(head->referenced) != 0;
	out->secret = READ_ONCE(frame->secret) != 0;
	out->exclusive = READ_ONCE((head->whole ? head : frame)->exclusive) != 0;
	return 0;
}
PTW_EXPORT(ptw_phys_frame);

static bool counts(const struct frame *frame)
{
	u32 kind = READ_ONCE(frame->kind);

	return READ_ONCE(frame->use) != FRAME_TABLE && kind != PTW_PAGE_RESERVED &&
	       kind != PTW_PAGE_NON_REFCOUNTED && kind != PTW_PAGE_NONE;
}

int ptw_phys_pin(struct ptw_phys *phys, __u64 pa)
{
	struct frame *frame = frame_at(phys, pa), *head;

	if (!frame)
		return -EFAULT;
	if (!counts(frame))
		return -EOPNOTSUPP;
	head = frame_head(phys, frame);
	if (!frame_tryget(head))
		return -ENOENT;
	if (frame_head(phys, frame) != head) { /* C: the frame was given back meanwhile */
		frame_put(phys, head);
		return -ENOENT;
	}
	count_add(&head->pins, 1);
	return 0;
}
PTW_EXPORT(ptw_phys_pin);

int ptw_phys_unpin(struct ptw_phys *phys, __u64 pa)
{
	struct frame *frame = frame_at(phys, pa), *head;
	u64 pins;

	if (!frame)
		return -EFAULT;
	head = frame_head(phys, frame);
	pins = READ_ONCE(head->pins);
	do {
		if (!pins)
			return -ENOENT;
	} while (!try_cmpxchg(&head->pins, &pins, pins - 1));
	frame_put(phys, head);
	return 0;
}
PTW_EXPORT(ptw_phys_unpin);
