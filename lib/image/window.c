// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Physical memory seen through a window: an anonymous reservation of the image's
 * whole span, or a directory of chunks where that much cannot be had. Both read as
 * zero until a walk that found a zero has the page filled.
 *
 * Mapping the file would not do: segments of real images are congruent to pages only
 * by chance, there are more of them than a process may have maps, and a file that is
 * cut short would end in a signal.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "image.h"

/*
 * Address space that costs nothing until it is written to. Tables are scattered: with
 * a huge page for each, an image could cost 512 times what is read of it.
 */
static void *reserve(u64 bytes)
{
	void *p;

	if (bytes > (1ULL << 46))
		return NULL;
	p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
		 -1, 0);
	if (p == MAP_FAILED)
		return NULL;
	madvise(p, bytes, MADV_NOHUGEPAGE);
	return p;
}

static bool memory_init(struct image_memory *memory, u64 bytes)
{
	memory->bytes = bytes;
	memory->mem = reserve(bytes);
	memory->state = memory->mem ? reserve(bytes >> IMAGE_PAGE_SHIFT) : NULL;
	if (memory->state)
		return true;
	if (memory->mem)
		munmap(memory->mem, bytes);
	memory->mem = NULL;
	return false;
}

static void memory_exit(struct image_memory *memory)
{
	if (!memory->mem)
		return;
	munmap(memory->mem, memory->bytes);
	munmap(memory->state, memory->bytes >> IMAGE_PAGE_SHIFT);
}

int image_window_init(struct ptw_image *image, unsigned int flags, struct ptw_image_error *error)
{
	if (!(flags & PTW_IMAGE_CHUNKS) && memory_init(&image->window, image->span))
		return 0;
	image->nr_chunks = (image->span + IMAGE_CHUNK_SIZE - 1) >> IMAGE_CHUNK_SHIFT;
	image->chunk = reserve(image->nr_chunks * sizeof(*image->chunk));
	if (!image->chunk)
		return image_error(error, -ENOMEM,
				   "address space for a directory of %llu chunks cannot be had",
				   image->nr_chunks);
	return 0;
}

void image_window_exit(struct ptw_image *image)
{
	u64 i;

	memory_exit(&image->window);
	if (!image->chunk)
		return;
	for (i = 0; i < image->nr_chunks; i++) {
		if (!image->chunk[i])
			continue;
		memory_exit(image->chunk[i]);
		free(image->chunk[i]);
	}
	munmap(image->chunk, image->nr_chunks * sizeof(*image->chunk));
}

/*
 * Pairs with the release in image_chunk(). Without it we could follow the pointer to
 * a chunk and still see its members as they were before they were set.
 */
static struct image_memory *chunk_at(const struct ptw_image *image, u64 offset)
{
	return smp_load_acquire(&image->chunk[offset >> IMAGE_CHUNK_SHIFT]);
}

const void *image_chunk_word(const struct ptw_image *image, u64 pa)
{
	u64 offset = pa - image->first;
	const struct image_memory *memory = chunk_at(image, offset);

	return memory ? memory->mem + (offset & (IMAGE_CHUNK_SIZE - 1)) : NULL;
}

static struct mutex *page_lock(struct ptw_image *image, u64 offset)
{
	return &image->lock[offset >> 21 & (IMAGE_LOCKS - 1)];
}

/*
 * The first failure is kept. The release pairs with ptw_image_failed()'s acquire: who
 * sees that there is one sees where.
 */
static void note_failure(struct ptw_image *image, int ret, u64 offset)
{
	mutex_lock(&image->lock[0]);
	if (!image->failed) {
		image->failed_offset = offset;
		smp_store_release(&image->failed, ret);
	}
	mutex_unlock(&image->lock[0]);
}

/* The memory around @offset, with a new chunk where there is none yet */
static struct image_memory *image_chunk(struct ptw_image *image, u64 offset)
{
	struct image_memory *memory, *fresh;

	if (!image->chunk)
		return &image->window;
	memory = chunk_at(image, offset);
	if (memory)
		return memory;
	fresh = calloc(1, sizeof(*fresh));
	if (!fresh || !memory_init(fresh, IMAGE_CHUNK_SIZE)) {
		free(fresh);
		return NULL;
	}
	mutex_lock(&image->lock[0]);
	memory = chunk_at(image, offset);
	if (!memory) {
		/* Pairs with the acquire in chunk_at(). */
		smp_store_release(&image->chunk[offset >> IMAGE_CHUNK_SHIFT], fresh);
		memory = fresh;
		fresh = NULL;
	}
	mutex_unlock(&image->lock[0]);
	if (fresh) {
		memory_exit(fresh);
		free(fresh);
	}
	return memory;
}

/* Read what the image holds of the page at @pa into @page. */
static enum image_page read_page(struct ptw_image *image, u64 pa, u64 *page)
{
	u64 end = pa + IMAGE_PAGE_SIZE, held = 0, from, to, file_to, i;
	const struct image_segment *segment = image_segment_at(image, pa);
	const struct image_segment *last = image->segment + image->nr_segments;
	int ret;

	memset(page, 0, IMAGE_PAGE_SIZE);
	for (; segment && segment < last && segment->pa < end; segment++) {
		from = segment->pa > pa ? segment->pa : pa;
		to = segment->pa + segment->bytes < end ? segment->pa + segment->bytes : end;
		held += to - from;
		file_to = segment->pa + segment->file_bytes;
		if (file_to > to)
			file_to = to;
		if (from >= file_to)
			continue;
		ret = image_read(image, segment->offset + (from - segment->pa),
				 (char *)page + (from - pa), file_to - from);
		if (ret) {
			note_failure(image, ret, segment->offset + (from - segment->pa));
			return IMAGE_PAGE_FAILED;
		}
	}
	if (!held)
		return IMAGE_PAGE_NONE;
	if (held == IMAGE_PAGE_SIZE)
		return IMAGE_PAGE_FULL;
	/* Half a word is no word: what is not zero would be taken for a pte. */
	for (i = 0; i < IMAGE_PAGE_SIZE / sizeof(u64); i++)
		if (!ptw_image_covers(image, pa + i * sizeof(u64), sizeof(u64)))
			page[i] = 0;
	return IMAGE_PAGE_PARTIAL;
}

/* The state of the page at @offset of the span, which is filled where nobody has. */
static enum image_page page_state(struct ptw_image *image, u64 offset)
{
	struct image_memory *memory = image_chunk(image, offset);
	u64 page[IMAGE_PAGE_SIZE / sizeof(u64)], i, *words;
	enum image_page known;
	u8 *state;

	if (!memory) {
		note_failure(image, -ENOMEM, 0);
		return IMAGE_PAGE_FAILED;
	}
	if (image->chunk)
		words = (u64 *)(memory->mem +
				(offset & (IMAGE_CHUNK_SIZE - 1) & ~(IMAGE_PAGE_SIZE - 1)));
	else
		words = (u64 *)(memory->mem + (offset & ~(IMAGE_PAGE_SIZE - 1)));
	state = &memory->state[((u8 *)words - memory->mem) >> IMAGE_PAGE_SHIFT];
	/*
	 * Pairs with the release below. Without it the walk's second load could
	 * still see the zero from before the page was filled, and call it a hole.
	 */
	known = smp_load_acquire(state);
	if (known != IMAGE_PAGE_ABSENT)
		return known;
	known = read_page(image, image->first + (offset & ~(IMAGE_PAGE_SIZE - 1)), page);
	mutex_lock(page_lock(image, offset));
	if (READ_ONCE(*state) == IMAGE_PAGE_ABSENT) {
		if (known == IMAGE_PAGE_FULL || known == IMAGE_PAGE_PARTIAL)
			for (i = 0; i < ARRAY_SIZE(page); i++)
				if (page[i])
					WRITE_ONCE(words[i], page[i]);
		smp_store_release(state, (u8)known);
	}
	known = READ_ONCE(*state);
	mutex_unlock(page_lock(image, offset));
	return known;
}

/* Have the page filled that @pa is in. Return: whether the word around @pa is there */
bool image_fill(const struct ptw_space *space, u64 pa)
{
	struct ptw_image *image = space->cookie;

	switch (page_state(image, pa - image->first)) {
	case IMAGE_PAGE_FULL:
		return true;
	case IMAGE_PAGE_PARTIAL:
		return ptw_image_covers(image, pa & ~(sizeof(u64) - 1), sizeof(u64));
	default:
		return false;
	}
}

/* Only pages that are there as a whole can be pointed to: their zeros are holes. */
const void *image_peek(const struct ptw_space *space, u64 pa, u64 *bytes)
{
	struct ptw_image *image = space->cookie;
	u64 offset = pa - image->first, wanted = *bytes, good = 0;
	u64 piece = IMAGE_PAGE_SIZE - (pa & (IMAGE_PAGE_SIZE - 1));

	while (good < wanted && offset + good < image->span) {
		if (page_state(image, offset + good) != IMAGE_PAGE_FULL)
			break;
		good += piece;
		piece = IMAGE_PAGE_SIZE;
		if (image->chunk && !((offset + good) & (IMAGE_CHUNK_SIZE - 1)))
			break;
	}
	if (!good)
		return NULL;
	*bytes = good < wanted ? good : wanted;
	return image->chunk ? image_chunk_word(image, pa) : image->window.mem + offset;
}
