/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * An image from inside: its segments, its notes, and its memory as it is filled.
 */
#ifndef PTW_IMAGE_IMAGE_H
#define PTW_IMAGE_IMAGE_H

#include <ptw/format.h>
#include <ptw/image.h>
#include "ptw_env.h"
#include "ptw_env_sync.h"

/* Memory is filled by pages of this size, whatever the format's are. */
#define IMAGE_PAGE_SHIFT  12
#define IMAGE_PAGE_SIZE	  (1ULL << IMAGE_PAGE_SHIFT)
#define IMAGE_CHUNK_SHIFT 30
#define IMAGE_CHUNK_SIZE  (1ULL << IMAGE_CHUNK_SHIFT)
/* No processor has wider physical addresses. */
#define IMAGE_PA_BITS	  52
#define IMAGE_LOCKS	  16

/*
 * Physical memory [pa, pa + bytes), the first file_bytes of which are in the file at
 * offset; the rest is zero.
 */
struct image_segment {
	u64 pa;
	u64 bytes;
	u64 file_bytes;
	u64 offset;
	u64 number; /* of the program header, for messages */
	bool text;  /* may be a second view of memory another segment has */
};

struct image_note {
	char *key;
	char *value;
};

/* What is known of a page of memory */
enum image_page {
	IMAGE_PAGE_ABSENT,  /* nobody has looked yet */
	IMAGE_PAGE_FULL,    /* filled, all of it from the image */
	IMAGE_PAGE_PARTIAL, /* filled, but the image holds only some of it */
	IMAGE_PAGE_NONE,    /* the image holds nothing of it */
	IMAGE_PAGE_FAILED,  /* it could not be read */
};

/*
 * Memory as walks see it: zero until it is filled. @state has a byte a page.
 *
 *  filling thread                       walking thread
 *  --------------                       --------------
 *  store the page's words
 *  state = FULL (release)
 *                                       load a word: zero
 *                                       load state (acquire): FULL
 *                                       load the word again
 *
 * The second load is ordered behind the acquire and sees the filled word. The first
 * load's zero may be from before the page was filled, and is no look at all; a word
 * that is not zero is final, whoever stores the rest of its page meanwhile.
 */
struct image_memory {
	u8 *mem;
	u8 *state;
	u64 bytes;
};

struct ptw_image {
	int fd;
	u64 file_bytes;
	u32 machine;
	bool raw;
	struct image_segment *segment; /* by pa; disjoint once the image is open */
	u64 nr_segments;
	struct image_note *note;
	u64 nr_notes;
	u64 notes_bytes; /* of all note segments together */
	struct ptw_image_cpu *cpu;
	u64 nr_cpus;
	u64 first; /* span of all segments, in whole pages */
	u64 span;
	struct image_memory window;  /* or, where that much cannot be reserved: */
	struct image_memory **chunk; /* by (pa - first) >> IMAGE_CHUNK_SHIFT */
	u64 nr_chunks;
	struct mutex lock[IMAGE_LOCKS];
	int failed; /* -errno of the first read that failed, and where */
	u64 failed_offset;
};

/* Fill @error, which may be NULL, with a line, and return @ret. */
int image_error(struct ptw_image_error *error, int ret, const char *format, ...)
	__attribute__((__format__(__printf__, 3, 4)));

/* Read exactly @bytes at @offset: 0, -errno, or -ENODATA where the file ends before. */
int image_read(const struct ptw_image *image, u64 offset, void *buffer, u64 bytes);
/* Say that image_read() failed with @ret at @offset, and return @ret. */
int image_read_error(struct ptw_image_error *error, int ret, u64 offset);

/* The ELF side of opening: segments and notes, checked but for overlaps */
int image_read_elf(struct ptw_image *image, struct ptw_image_error *error);
int image_read_notes(struct ptw_image *image, u64 offset, u64 bytes, struct ptw_image_error *error);

/* The first segment that ends behind @pa, or NULL */
const struct image_segment *image_segment_at(const struct ptw_image *image, u64 pa);

int image_window_init(struct ptw_image *image, unsigned int flags, struct ptw_image_error *error);
void image_window_exit(struct ptw_image *image);

/* What walks through a window, and through chunks, need: see acc_image.h. */
bool image_fill(const struct ptw_space *space, u64 pa);
const void *image_peek(const struct ptw_space *space, u64 pa, u64 *bytes);
const void *image_chunk_word(const struct ptw_image *image, u64 pa);

#endif /* PTW_IMAGE_IMAGE_H */
