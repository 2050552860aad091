/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * acc_image and acc_image_chunks: tables in an image, filled page by page as walks
 * need them. The hot path is direct access to the window; only a zero has its page filled.
 *
 * Nothing is entered: pages are filled and never taken away before the image is
 * closed, and words that are filled do not change.
 */
#ifndef PTW_IMAGE_ACC_IMAGE_H
#define PTW_IMAGE_ACC_IMAGE_H

#include "core/direct.h"
#include "image.h"

static inline int image_reload(const struct ptw_space *space, u64 pa, unsigned int bytes, u64 *word)
{
	return image_fill(space, pa) ? direct_load(space, pa, bytes, word) : -EFAULT;
}

static const struct ptw_access acc_image __maybe_unused = {
	.name = "image",
	.load = direct_load,
	.reload = image_reload,
	.peek = image_peek,
};

/*
 * Where the whole span could not be reserved. A chunk that is not there reads as
 * zero, and filling a page of it makes it.
 */
static inline int image_chunk_load(const struct ptw_space *space, u64 pa, unsigned int bytes,
				   u64 *word)
{
	const void *p;

	if (unlikely(pa - space->mem_first >= space->mem_bytes))
		return -EFAULT;
	p = image_chunk_word(space->cookie, pa);
	if (unlikely(!p))
		*word = 0;
	else if (bytes == 4)
		*word = READ_ONCE(*(const u32 *)p);
	else
		*word = READ_ONCE(*(const u64 *)p);
	return 0;
}

static inline int image_chunk_reload(const struct ptw_space *space, u64 pa, unsigned int bytes,
				     u64 *word)
{
	return image_fill(space, pa) ? image_chunk_load(space, pa, bytes, word) : -EFAULT;
}

static const struct ptw_access acc_image_chunks __maybe_unused = {
	.name = "image-chunks",
	.load = image_chunk_load,
	.reload = image_chunk_reload,
	.peek = image_peek,
};

#endif /* PTW_IMAGE_ACC_IMAGE_H */
