// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A system that does not play along: reads that are interrupted, short or fail, and
 * memory that is refused. The library calls this file's own pread() and mmap(), and
 * its allocations are wrapped by the linker; they misbehave as a test says.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <criterion/criterion.h>
#include <ptw/image.h>
#include <ptw/ptw.h>
#include "image_writer.h"
#include "small.h"

/*
 * How many calls succeed before one fails with EIO; calls so far; the longest read
 * there is, 0 for any; every other call is interrupted
 */
static unsigned int good = ~0U, calls, longest, interrupted;

ssize_t pread(int fd, void *buffer, size_t bytes, off_t offset);

ssize_t pread(int fd, void *buffer, size_t bytes, off_t offset)
{
	if (interrupted && calls++ & 1) {
		errno = EINTR;
		return -1;
	}
	if (!good) {
		errno = EIO;
		return -1;
	}
	good--;
	if (longest && bytes > longest)
		bytes = longest;
	return syscall(SYS_pread64, fd, buffer, bytes, offset);
}

/*
 * The largest reservation the system grants, how many more it grants, and how many bytes
 * of them are there
 */
static size_t largest = ~0UL, grants = ~0UL, reserved;

void *mmap(void *address, size_t bytes, int prot, int flags, int fd, off_t offset)
{
	if (flags & MAP_NORESERVE && (bytes > largest || !grants)) {
		errno = ENOMEM;
		return MAP_FAILED;
	}
	if (flags & MAP_NORESERVE) {
		grants--;
		reserved += bytes;
	}
	return (void *)syscall(SYS_mmap, address, bytes, prot, flags, fd, offset);
}

int __wrap_munmap(void *address, size_t bytes);

int __wrap_munmap(void *address, size_t bytes)
{
	reserved -= bytes;
	return (int)syscall(SYS_munmap, address, bytes);
}

/* How many allocations succeed before one fails */
static size_t allocations = ~0UL;

static int allocation_fails(void)
{
	return allocations-- == 0;
}

void *__real_malloc(size_t bytes);
void *__wrap_malloc(size_t bytes);
void *__real_calloc(size_t nr, size_t bytes);
void *__wrap_calloc(size_t nr, size_t bytes);
void *__real_realloc(void *p, size_t bytes);
void *__wrap_realloc(void *p, size_t bytes);
char *__real_strndup(const char *text, size_t bytes);
char *__wrap_strndup(const char *text, size_t bytes);

void *__wrap_malloc(size_t bytes)
{
	return allocation_fails() ? NULL : __real_malloc(bytes);
}

void *__wrap_calloc(size_t nr, size_t bytes)
{
	return allocation_fails() ? NULL : __real_calloc(nr, bytes);
}

void *__wrap_realloc(void *p, size_t bytes)
{
	return allocation_fails() ? NULL : __real_realloc(p, bytes);
}

char *__wrap_strndup(const char *text, size_t bytes)
{
	return allocation_fails() ? NULL : __real_strndup(text, bytes);
}

static int open_small(struct ptw_image **image, struct ptw_image_error *error, int *fd)
{
	size_t bytes;
	unsigned char *file = small_image(&bytes);
	char path[32];

	*fd = image_file(file, bytes, path);
	free(file);
	return ptw_image_open(path, 0, image, error);
}

static int walk(struct ptw_image *image, struct ptw_leaf *leaf)
{
	struct ptw_space_config config = { .root = SMALL_ROOT, .root1 = PTW_NO_ROOT };
	struct ptw_space space;

	cr_assert_eq(ptw_image_space(image, &space, "x86-64", &config, NULL), 0);
	return ptw_follow(&space, SMALL_VA, 0, leaf);
}

static void check_walk(void)
{
	struct ptw_image_error error = { "" };
	struct ptw_image *image;
	struct ptw_leaf leaf;
	int fd;

	cr_assert_eq(open_small(&image, &error, &fd), 0, "%s", error.text);
	cr_assert_eq(walk(image, &leaf), 0);
	cr_assert_eq(leaf.pa, SMALL_PA);
	cr_assert_eq(ptw_image_failed(image, NULL), 0);
	ptw_image_close(image);
	close(fd);
}

Test(system, short_and_interrupted_reads_are_continued)
{
	longest = 3;
	check_walk();
	longest = 0;
	interrupted = 1;
	check_walk();
	longest = 1;
	check_walk();
}

/* Opening reads the file header, the program headers and the notes. */
Test(system, a_read_that_fails_while_opening_is_an_error_with_its_offset)
{
	static const char *const places[] = { "offset 0x0: ", "offset 0x40: ", "offset 0x158: " };
	struct ptw_image_error error;
	struct ptw_image *image;
	unsigned int i;
	int fd;

	for (i = 0; i < 3; i++) {
		good = i;
		cr_assert_eq(open_small(&image, &error, &fd), -EIO);
		cr_assert_null(image);
		cr_assert(!strncmp(error.text, places[i], strlen(places[i])), "%s", error.text);
		cr_assert(strstr(error.text, "Input/output error"), "%s", error.text);
		close(fd);
	}
}

Test(system, a_read_of_the_long_count_that_fails_is_no_missing_header)
{
	struct image_writer writer = { .long_count = 1 };
	struct ptw_image_error error;
	struct ptw_image *image;
	unsigned char *file;
	size_t bytes;
	char path[32];
	int fd;

	small_write(&writer);
	file = image_writer_finish(&writer, &bytes);
	fd = image_file(file, bytes, path);
	free(file);
	good = 1;
	cr_assert_eq(ptw_image_open(path, 0, &image, &error), -EIO);
	cr_assert(strstr(error.text, "Input/output error"), "%s", error.text);
	close(fd);
}

/* A walk reads a page a level. */
Test(system, a_read_that_fails_while_walking_is_unreachable_and_said)
{
	struct ptw_image_error error;
	struct ptw_image *image;
	struct ptw_leaf leaf;
	unsigned int level;
	int fd;

	for (level = 0; level < 4; level++) {
		good = ~0U;
		cr_assert_eq(open_small(&image, &error, &fd), 0);
		good = level;
		cr_assert_eq(walk(image, &leaf), -EFAULT);
		cr_assert_eq(ptw_leaf_kind(&leaf), PTW_UNREACHABLE);
		cr_assert_eq(ptw_leaf_level(&leaf), 3 - level);
		cr_assert_eq(ptw_image_failed(image, &error), -EIO);
		cr_assert(!strncmp(error.text, "offset 0x", 9));
		cr_assert(strstr(error.text, "Input/output error"));
		/* What failed once stays failed: answers do not change with the weather. */
		good = ~0U;
		cr_assert_eq(walk(image, &leaf), -EFAULT);
		ptw_image_close(image);
		close(fd);
	}
}

/* The small image's tables far apart: 1, 5 and 8 GiB */
static void open_far(struct ptw_image **image, int *fd)
{
	struct image_writer writer = { .narrow = 0 };
	struct ptw_image_error error;
	__u64 words[4][512];
	unsigned char *file;
	size_t bytes;
	char path[32];

	small_tables(words, SMALL_ROOT);
	words[1][0] = 0x140000000 | SMALL_TABLE;
	words[2][0] = 0x200000000 | SMALL_TABLE;
	image_writer_segment(&writer, SMALL_ROOT, 8192, words[0], 8192);
	image_writer_segment(&writer, 0x140000000, 4096, words[2], 4096);
	image_writer_segment(&writer, 0x200000000, 4096, words[3], 4096);
	file = image_writer_finish(&writer, &bytes);
	*fd = image_file(file, bytes, path);
	free(file);
	cr_assert_eq(ptw_image_open(path, 0, image, &error), 0, "%s", error.text);
}

Test(system, chunks_serve_where_the_window_is_refused)
{
	struct ptw_image *image;
	struct ptw_image_info info;
	struct ptw_leaf leaf;
	int fd;

	largest = 1UL << 30;
	open_far(&image, &fd);
	ptw_image_info(image, &info);
	cr_assert_str_eq(info.window, "chunks");
	cr_assert_eq(walk(image, &leaf), 0);
	cr_assert_eq(leaf.pa, SMALL_PA);
	cr_assert_eq(ptw_image_failed(image, NULL), 0);
	ptw_image_close(image);
	close(fd);
}

Test(system, memory_that_cannot_be_seen_through_anything_is_unreachable_and_said)
{
	struct ptw_image_error error = { "" };
	struct ptw_image *image;
	struct ptw_leaf leaf;
	int fd;

	largest = 512UL << 20;
	open_far(&image, &fd);
	cr_assert_eq(walk(image, &leaf), -EFAULT);
	cr_assert_eq(ptw_leaf_kind(&leaf), PTW_UNREACHABLE);
	cr_assert_eq(ptw_image_failed(image, &error), -ENOMEM);
	cr_assert_str_eq(error.text, "no address space is left to see memory through");
	/* Memory may be there again a moment later. */
	largest = 1UL << 30;
	cr_assert_eq(walk(image, &leaf), 0);
	ptw_image_close(image);
	close(fd);
}

Test(system, an_image_is_refused_where_not_even_a_directory_can_be_had)
{
	struct ptw_image_error error = { "" };
	struct ptw_image *image;
	int fd;

	largest = 0;
	cr_assert_eq(open_small(&image, &error, &fd), -ENOMEM);
	cr_assert(strstr(error.text, "a directory of 1 chunks cannot be had"), "%s", error.text);
	close(fd);
}

/* Every allocation of opening fails once; with AddressSanitizer, nothing is lost. */
Test(system, an_image_is_refused_where_memory_is_used_up)
{
	const __u64 cr[5] = { 0 };
	struct image_writer writer = { .narrow = 0 };
	struct ptw_image_error error = { "" };
	struct ptw_image *image;
	unsigned char *file;
	size_t bytes, i;
	char path[32];
	int fd, ret = -ENOMEM;

	small_write(&writer);
	image_writer_qemu(&writer, cr);
	image_writer_qemu(&writer, cr);
	file = image_writer_finish(&writer, &bytes);
	fd = image_file(file, bytes, path);
	free(file);
	for (i = 0; ret; i++) {
		allocations = i;
		ret = ptw_image_open(path, 0, &image, &error);
		allocations = ~0UL;
		if (!ret)
			break;
		cr_assert_eq(ret, -ENOMEM);
		cr_assert_null(image);
		cr_assert_str_eq(error.text, "out of memory");
	}
	/* Image, segments, notes, three keys with values, two CPUs */
	cr_assert_geq(i, 8);
	ptw_image_close(image);
	cr_assert_eq(ptw_image_open_raw(path, 0, 0, &image, NULL), 0);
	ptw_image_close(image);
	allocations = 1;
	cr_assert_eq(ptw_image_open_raw(path, 0, 0, &image, &error), -ENOMEM);
	close(fd);
}

/* Of every number of reservations, what was had is given back. */
Test(system, reservations_are_given_back)
{
	struct ptw_image_info info;
	struct ptw_image *image;
	struct ptw_leaf leaf;
	size_t i;
	int fd, ret;

	for (i = 0; i < 6; i++) {
		grants = i;
		ret = open_small(&image, NULL, &fd);
		/* Memory and its states; or memory, and a directory without memory */
		cr_assert_eq(ret, i < 2 ? -ENOMEM : 0);
		if (!ret) {
			ptw_image_info(image, &info);
			cr_assert_str_eq(info.window, "window");
			cr_assert_eq(walk(image, &leaf), 0);
			ptw_image_close(image);
		}
		cr_assert_eq(reserved, 0, "%zu bytes are left of %zu reservations", reserved, i);
		close(fd);
	}
}

Test(system, a_chunk_without_room_for_its_states_is_given_back)
{
	struct ptw_image *image;
	struct ptw_leaf leaf;
	size_t i;
	int fd;

	/* A directory, and three chunks with their states */
	for (i = 1; i <= 7; i++) {
		largest = 1UL << 30;
		grants = i;
		open_far(&image, &fd);
		cr_assert_eq(walk(image, &leaf), i < 7 ? -EFAULT : 0);
		ptw_image_close(image);
		cr_assert_eq(reserved, 0, "%zu bytes are left of %zu reservations", reserved, i);
		close(fd);
	}
}
