// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Any bytes as an image. What is refused is so in one printable line; what is opened
 * gives the same answers through a window and through chunks, and calls unreachable
 * exactly what no segment holds.
 *
 * The last two bytes choose the format and what is asked. Mutations begin with
 * well-formed images, so that the corpus may be empty.
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <ptw/image.h>
#include <ptw/ptw.h>
#include "image_writer.h"
#include "../image/small.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned int seed);

#define CHECK(claim)                                                                        \
	do {                                                                                \
		if (!(claim)) {                                                             \
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #claim); \
			abort();                                                            \
		}                                                                           \
	} while (0)

/* -- what mutations begin with -- */

static size_t well_formed(uint8_t *data, size_t max, unsigned int seed)
{
	const __u64 cr[5] = { 0x80050033, 0, 0, SMALL_ROOT, 0x20 };
	struct image_writer writer = { .narrow = seed & 1, .long_count = seed >> 1 & 1 };
	static __u64 words[4][512];
	unsigned char *file;
	size_t bytes, cut = 3 * 4096 + (seed >> 8) % 4096, gap = seed >> 20 & 15;

	small_tables(words, SMALL_ROOT);
	image_writer_ptw(&writer, SMALL_NOTE);
	image_writer_qemu(&writer, cr);
	if (seed & 4) {
		image_writer_segment(&writer, SMALL_ROOT, cut, words, cut);
		image_writer_segment(&writer, SMALL_ROOT + cut + gap, sizeof(words) - cut,
				     (char *)words + cut, sizeof(words) - cut);
	} else {
		image_writer_segment(&writer, SMALL_ROOT, sizeof(words), words, cut);
	}
	file = image_writer_finish(&writer, &bytes);
	if (bytes > max)
		bytes = max;
	memcpy(data, file, bytes);
	free(file);
	return bytes;
}

/* One to eight bytes of @data, aligned, become others. */
static void poke(uint8_t *data, size_t size, unsigned int seed)
{
	size_t width = 1UL << (seed & 3), at = (seed >> 2) % (size - 8) & ~(width - 1);

	LLVMFuzzerMutate(data + at, width, width);
}

/* Most lies are told in the headers; pointers follow behind them. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned int seed)
{
	unsigned int how = seed & 7, where = seed >> 3;

	if (size < 64 || !how)
		return well_formed(data, max, where);
	if (how < 4)
		poke(data, size < 512 ? size : 512, where);
	else if (how < 7)
		poke(data, size, where);
	else
		return LLVMFuzzerMutate(data, size, max);
	return size;
}

/* -- how well it goes -- */

static unsigned long runs, opened, reached;

static void report(void)
{
	fprintf(stderr, "fuzz_image: %lu runs, %lu %% opened, %lu %% reached a leaf\n", runs,
		opened * 100 / (runs + !runs), reached * 100 / (runs + !runs));
}

int LLVMFuzzerInitialize(int *argc, char ***argv);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	setenv("PTW_WARN_FATAL", "1", 1);
	return atexit(report);
}

/* -- one input -- */

static void check_line(const char *text)
{
	CHECK(*text);
	for (; *text; text++)
		CHECK((unsigned char)*text >= ' ' && *text != 0x7f);
}

static struct ptw_image *open_view(const char *path, unsigned int flags)
{
	struct ptw_image_error error = { "" };
	struct ptw_image *image;
	int ret = ptw_image_open(path, flags, &image, &error);

	CHECK(!ret == (image != NULL));
	if (ret)
		check_line(error.text);
	return image;
}

static int same(const struct ptw_leaf *a, const struct ptw_leaf *b)
{
	return a->pa == b->pa && a->pte == b->pte && a->info == b->info;
}

/* Each slot of the walk is in a segment, but for one that is called unreachable. */
static void check_steps(const struct ptw_image *image, const struct ptw_space *space, __u64 va,
			const struct ptw_leaf *leaf)
{
	struct ptw_step step[PTW_MAX_LEVELS];
	struct ptw_leaf again;
	unsigned int nr, i;

	ptw_explain(space, va, 0, step, &nr, &again);
	CHECK(again.pa == leaf->pa && again.pte == leaf->pte);
	for (i = 0; i < nr; i++)
		CHECK((step[i].kind == PTW_UNREACHABLE) ==
		      !ptw_image_covers(image, step[i].slot & ~7ULL, 8));
}

static void follow_both(struct ptw_image *image, const struct ptw_space *window,
			const struct ptw_space *chunks, unsigned int choice)
{
	struct ptw_leaf a, b;
	unsigned int i;
	__u64 va;
	int ret, leaves = 0;

	for (i = 0; i < 24; i++) {
		va = i & 1 ? (0 - 1ULL) << (i + 12) : SMALL_VA << i;
		ret = ptw_follow(window, va, choice & 0x20f, &a);
		CHECK(ret == ptw_follow(chunks, va, choice & 0x20f, &b));
		CHECK(same(&a, &b));
		check_steps(image, window, va, &a);
		leaves |= ptw_leaf_kind(&a) == PTW_LEAF;
	}
	reached += leaves;
}

static void iterate_both(const struct ptw_space *window, const struct ptw_space *chunks,
			 unsigned int choice)
{
	static struct ptw_cursor a, b;
	unsigned int rounds, i;
	int ret;

	ptw_cursor_init(&a, window, 0, ~0ULL, choice & PTW_ITER_HOLES);
	ptw_cursor_init(&b, chunks, 0, ~0ULL, choice & PTW_ITER_HOLES);
	for (rounds = 0; rounds < 32; rounds++) {
		ret = ptw_iterate(&a);
		CHECK(ret == ptw_iterate(&b));
		if (ret)
			break;
		CHECK(a.nr && a.nr == b.nr && a.next == b.next);
		for (i = 0; i < a.nr; i++)
			CHECK(a.item[i].va == b.item[i].va &&
			      same(&a.item[i].leaf, &b.item[i].leaf));
	}
}

static void walk(struct ptw_image *window, struct ptw_image *chunks, unsigned int format,
		 unsigned int choice)
{
	const struct ptw_instance *const *instance = ptw_instances();
	struct ptw_space_config config = { .root1 = PTW_NO_ROOT };
	struct ptw_space in_window, in_chunks;
	struct ptw_image_info info;
	unsigned int nr = 0;
	const char *name, *root = ptw_image_note(window, "root");

	while (instance[nr])
		nr++;
	name = ptw_image_note(window, "format");
	if (!name || !(format & 3))
		name = instance[(format >> 2) % nr]->fmt->name;
	ptw_image_info(window, &info);
	CHECK(info.segments && info.first <= info.last && info.last >> 52 == 0);
	config.root = root ? strtoull(root, NULL, 0) : (info.first + 0xffff) & ~0xffffULL;
	config.os = ptw_image_note(window, "os");
	if (ptw_image_space(window, &in_window, name, &config, NULL)) {
		CHECK(ptw_image_space(chunks, &in_chunks, name, &config, NULL));
		return;
	}
	CHECK(!ptw_image_space(chunks, &in_chunks, name, &config, NULL));
	follow_both(window, &in_window, &in_chunks, choice);
	iterate_both(&in_window, &in_chunks, choice);
	CHECK(!ptw_image_failed(window, NULL) && !ptw_image_failed(chunks, NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int fd = -1;
	struct ptw_image *window, *chunks;
	char path[32];

	if (fd < 0)
		fd = memfd_create("image", MFD_CLOEXEC);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	CHECK(!ftruncate(fd, 0) && pwrite(fd, data, size, 0) == (ssize_t)size);
	window = open_view(path, 0);
	chunks = open_view(path, PTW_IMAGE_CHUNKS);
	CHECK(!window == !chunks);
	runs++;
	opened += !!window;
	if (window)
		walk(window, chunks, data[size - 1], data[size - 2]);
	ptw_image_close(window);
	ptw_image_close(chunks);
	return 0;
}
