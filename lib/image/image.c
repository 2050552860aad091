// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Opening and closing an image, and what is asked of it. Everything a file claims is
 * checked here and in elf.c, before the first walk: a lie is one line, not a crash.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <ptw/walk.h>
#include "acc_image.h"
#include "image.h"
#include "image_formats.h"

int image_error(struct ptw_image_error *error, int ret, const char *format, ...)
{
	va_list args;

	if (!error)
		return ret;
	va_start(args, format);
	vsnprintf(error->text, sizeof(error->text), format, args);
	va_end(args);
	return ret;
}

int image_read(const struct ptw_image *image, u64 offset, void *buffer, u64 bytes)
{
	char *p = buffer;
	ssize_t n;

	while (bytes) {
		n = pread(image->fd, p, bytes, (off_t)offset);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (!n)
			return -ENODATA;
		p += n;
		offset += (u64)n;
		bytes -= (u64)n;
	}
	return 0;
}

int image_read_error(struct ptw_image_error *error, int ret, u64 offset)
{
	return image_error(error, ret, "offset 0x%llx: %s", offset,
			   ret == -ENODATA ? "the file has become shorter since it was opened"
					   : strerror(-ret));
}

const struct image_segment *image_segment_at(const struct ptw_image *image, u64 pa)
{
	u64 low = 0, high = image->nr_segments, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (image->segment[middle].pa + image->segment[middle].bytes <= pa)
			low = middle + 1;
		else
			high = middle;
	}
	return low < image->nr_segments ? &image->segment[low] : NULL;
}

static int compare_segments(const void *a, const void *b)
{
	const struct image_segment *x = a, *y = b;

	if (x->pa != y->pa)
		return x->pa < y->pa ? -1 : 1;
	/* The larger first, so that what is inside another comes behind it. */
	if (x->bytes != y->bytes)
		return x->bytes > y->bytes ? -1 : 1;
	return x->text - y->text;
}

/*
 * Leave out of @segment what @last, which begins before it, shows too. A dump by
 * virtual addresses shows a page as often as it is mapped, always with the same bytes
 * of the file. A vmcore shows the kernel's text a second time, from a copy, at the
 * addresses it is linked to.
 *
 * Return: false when the two contradict each other.
 */
static bool cut_overlap(const struct image_segment *last, struct image_segment *segment)
{
	u64 cut = last->pa + last->bytes - segment->pa;
	bool inside = segment->bytes <= cut;

	if (inside && segment->text) {
		segment->bytes = 0;
		return true;
	}
	if (segment->offset - segment->pa != last->offset - last->pa ||
	    segment->file_bytes != segment->bytes || last->file_bytes != last->bytes)
		return false;
	if (inside)
		cut = segment->bytes;
	segment->pa += cut;
	segment->offset += cut;
	segment->bytes -= cut;
	segment->file_bytes -= cut;
	return true;
}

/* Sort the segments, and make them disjoint. */
static int sort_segments(struct ptw_image *image, struct ptw_image_error *error)
{
	struct image_segment *segment = image->segment, *last;
	u64 i, kept = 0;

	if (!image->nr_segments)
		return image_error(error, -EINVAL, "has no memory segments: is it a full dump?");
	qsort(segment, image->nr_segments, sizeof(*segment), compare_segments);
	for (i = 0; i < image->nr_segments; i++) {
		last = kept ? &segment[kept - 1] : NULL;
		if (last && last->pa + last->bytes > segment[i].pa &&
		    !cut_overlap(last, &segment[i]))
			return image_error(error, -EINVAL,
					   "segments %llu and %llu both have physical address "
					   "0x%llx: the headers are damaged",
					   last->number, segment[i].number, segment[i].pa);
		if (segment[i].bytes)
			segment[kept++] = segment[i];
	}
	image->nr_segments = kept;
	image->first = segment[0].pa & ~(IMAGE_PAGE_SIZE - 1);
	image->span = segment[kept - 1].pa + segment[kept - 1].bytes - image->first;
	image->span = (image->span + IMAGE_PAGE_SIZE - 1) & ~(IMAGE_PAGE_SIZE - 1);
	return 0;
}

static int open_file(struct ptw_image *image, const char *path, struct ptw_image_error *error)
{
	struct stat st;

	image->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (image->fd < 0)
		return image_error(error, -errno, "%s", strerror(errno));
	if (fstat(image->fd, &st))
		return image_error(error, -errno, "%s", strerror(errno));
	if (S_ISDIR(st.st_mode))
		return image_error(error, -EISDIR, "is a directory: an image is a file");
	if (!S_ISREG(st.st_mode))
		return image_error(error, -EINVAL, "is not a regular file: copy it to one");
	if (!st.st_size)
		return image_error(error, -EINVAL, "is empty");
	image->file_bytes = (u64)st.st_size;
	return 0;
}

static int read_raw(struct ptw_image *image, u64 base, struct ptw_image_error *error)
{
	if (base & 7)
		return image_error(error, -EINVAL, "the base 0x%llx is not aligned to 8 bytes",
				   base);
	if (base >> IMAGE_PA_BITS || image->file_bytes > (1ULL << IMAGE_PA_BITS) - base)
		return image_error(error, -EINVAL,
				   "memory of 0x%llx bytes from 0x%llx on ends above 2^52",
				   image->file_bytes, base);
	image->raw = true;
	image->segment = calloc(1, sizeof(*image->segment));
	if (!image->segment)
		return image_error(error, -ENOMEM, "out of memory");
	image->nr_segments = 1;
	image->segment[0].pa = base;
	image->segment[0].bytes = image->file_bytes;
	image->segment[0].file_bytes = image->file_bytes;
	return 0;
}

static int open_image(const char *path, bool raw, u64 base, unsigned int flags,
		      struct ptw_image **result, struct ptw_image_error *error)
{
	struct ptw_image *image = calloc(1, sizeof(*image));
	unsigned int i;
	int ret;

	*result = NULL;
	if (!image)
		return image_error(error, -ENOMEM, "out of memory");
	for (i = 0; i < IMAGE_LOCKS; i++)
		mutex_init(&image->lock[i]);
	ret = open_file(image, path, error);
	if (!ret)
		ret = raw ? read_raw(image, base, error) : image_read_elf(image, error);
	if (!ret)
		ret = sort_segments(image, error);
	if (!ret)
		ret = image_window_init(image, flags, error);
	if (ret) {
		ptw_image_close(image);
		return ret;
	}
	*result = image;
	return 0;
}

int ptw_image_open(const char *path, unsigned int flags, struct ptw_image **image,
		   struct ptw_image_error *error)
{
	return open_image(path, false, 0, flags, image, error);
}

int ptw_image_open_raw(const char *path, __u64 base, unsigned int flags, struct ptw_image **image,
		       struct ptw_image_error *error)
{
	return open_image(path, true, base, flags, image, error);
}

void ptw_image_close(struct ptw_image *image)
{
	u64 i;

	if (!image)
		return;
	image_window_exit(image);
	for (i = 0; i < IMAGE_LOCKS; i++)
		mutex_destroy(&image->lock[i]);
	for (i = 0; i < image->nr_notes; i++) {
		free(image->note[i].key);
		free(image->note[i].value);
	}
	free(image->note);
	free(image->cpu);
	free(image->segment);
	if (image->fd >= 0)
		close(image->fd);
	free(image);
}

void ptw_image_info(const struct ptw_image *image, struct ptw_image_info *info)
{
	u64 i;

	memset(info, 0, sizeof(*info));
	info->kind = image->raw ? "raw" : "elf";
	info->window = image->chunk ? "chunks" : "window";
	info->machine = image->machine;
	info->cpus = (u32)image->nr_cpus;
	info->segments = image->nr_segments;
	for (i = 0; i < image->nr_segments; i++)
		info->bytes += image->segment[i].bytes;
	info->first = image->segment[0].pa;
	info->last = image->segment[image->nr_segments - 1].pa +
		     image->segment[image->nr_segments - 1].bytes - 1;
}

const char *ptw_image_note(const struct ptw_image *image, const char *key)
{
	u64 i;

	for (i = 0; i < image->nr_notes; i++)
		if (!strcmp(image->note[i].key, key))
			return image->note[i].value;
	return NULL;
}

int ptw_image_cpu(const struct ptw_image *image, unsigned int cpu, struct ptw_image_cpu *state)
{
	if (cpu >= image->nr_cpus)
		return -ENOENT;
	*state = image->cpu[cpu];
	return 0;
}

int ptw_image_covers(const struct ptw_image *image, __u64 pa, __u64 bytes)
{
	const struct image_segment *segment;
	u64 inside;

	while (bytes) {
		segment = image_segment_at(image, pa);
		if (!segment || segment->pa > pa)
			return 0;
		inside = segment->pa + segment->bytes - pa;
		if (inside >= bytes)
			return 1;
		pa += inside;
		bytes -= inside;
	}
	return 1;
}

int ptw_image_space(struct ptw_image *image, struct ptw_space *space, const char *format,
		    const struct ptw_space_config *config, struct ptw_error *error)
{
	struct ptw_space_config memory = *config;
	unsigned int i;
	int ret;

	memory.mem = image->chunk ? NULL : image->window.mem;
	memory.mem_pa = image->first;
	memory.mem_bytes = image->span;
	for (i = 0; i < ARRAY_SIZE(image_formats); i++)
		if (!strcmp(image_formats[i].window->fmt->name, format))
			break;
	if (i == ARRAY_SIZE(image_formats)) {
		if (error)
			ptw_refuse_config(error, "format", "does not exist");
		return -ENOENT;
	}
	ret = ptw_space_init_instance(
		space, image->chunk ? image_formats[i].chunks : image_formats[i].window, &memory,
		error);
	space->cookie = image;
	return ret;
}

int ptw_image_failed(const struct ptw_image *image, struct ptw_image_error *error)
{
	int failed = smp_load_acquire(&image->failed);

	if (!failed)
		return 0;
	if (failed == -ENOMEM)
		return image_error(error, failed, "no address space is left to see memory through");
	return image_read_error(error, failed, image->failed_offset);
}
