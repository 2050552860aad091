// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What the image does not hold is unreachable, what it holds and is zero is a hole, to
 * the word, wherever segments begin and end; through a window and through chunks.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <criterion/criterion.h>
#include <ptw/image.h>
#include <ptw/ptw.h>
#include "image_writer.h"
#include "small.h"

static const unsigned int views[] = { 0, PTW_IMAGE_CHUNKS };

#define FOR_EACH_VIEW(view) for (view = views; view < views + 2; view++)

/* An open image and a space of it */
struct opened {
	struct ptw_image *image;
	struct ptw_space space;
	int fd;
};

static void make_space(struct opened *opened, const char *format, __u64 root, unsigned int va_bits)
{
	struct ptw_space_config config = {
		.root = root,
		.root1 = PTW_NO_ROOT,
		.va_bits = va_bits,
	};
	struct ptw_error error = { "", "" };

	cr_assert_eq(ptw_image_space(opened->image, &opened->space, format, &config, &error), 0,
		     "%s: %s", error.field, error.text);
}

/* What @writer has, as x86-64 from SMALL_ROOT on; @writer is empty afterwards. */
static void open_writer(struct opened *opened, struct image_writer *writer, unsigned int flags)
{
	struct ptw_image_error error = { "" };
	size_t bytes;
	unsigned char *file = image_writer_finish(writer, &bytes);
	char path[32];

	opened->fd = image_file(file, bytes, path);
	free(file);
	cr_assert_eq(ptw_image_open(path, flags, &opened->image, &error), 0, "%s", error.text);
	make_space(opened, "x86-64", SMALL_ROOT, 0);
}

static void close_opened(struct opened *opened)
{
	ptw_image_close(opened->image);
	close(opened->fd);
}

static void check_window(const struct opened *opened, const char *window)
{
	struct ptw_image_info info;

	ptw_image_info(opened->image, &info);
	cr_assert_str_eq(info.window, window);
}

/* What a walk of @va answers: kind, and where it is one, a pa */
static void check_walk(const struct opened *opened, __u64 va, enum ptw_kind kind, __u64 pa)
{
	struct ptw_leaf leaf;

	ptw_follow(&opened->space, va, 0, &leaf);
	cr_assert_eq(ptw_leaf_kind(&leaf), kind, "0x%llx: kind %d, not %d", va,
		     ptw_leaf_kind(&leaf), kind);
	cr_assert_eq(leaf.pa, pa, "0x%llx: 0x%llx, not 0x%llx", va, leaf.pa, pa);
}

/* The small image's walk; its last table is at @table. */
static void check_small(const struct opened *opened)
{
	check_walk(opened, SMALL_VA + 8, PTW_LEAF, SMALL_PA + 8);
	check_walk(opened, SMALL_VA + 4096, PTW_HOLE, 0);
}

/* -- spans -- */

/* The small image with its last two tables at @third and @last */
static void write_far(struct image_writer *writer, __u64 third, __u64 last)
{
	__u64 words[4][512];

	small_tables(words, SMALL_ROOT);
	words[1][0] = third | SMALL_TABLE;
	words[2][0] = last | SMALL_TABLE;
	image_writer_segment(writer, SMALL_ROOT, 8192, words[0], 8192);
	image_writer_segment(writer, third, 4096, words[2], 4096);
	image_writer_segment(writer, last, 4096, words[3], 4096);
}

Test(window, an_image_may_span_more_than_memory_has)
{
	struct image_writer writer = { .narrow = 0 };
	const unsigned int *view;
	struct opened opened;

	FOR_EACH_VIEW(view)
	{
		write_far(&writer, 0x140000000, 0xffffffff000);
		open_writer(&opened, &writer, *view);
		check_window(&opened, *view ? "chunks" : "window");
		check_small(&opened);
		close_opened(&opened);
	}
}

Test(window, a_span_of_2_52_is_seen_through_chunks)
{
	struct image_writer writer = { .narrow = 0 };
	struct ptw_image_info info;
	struct opened opened;

	write_far(&writer, 1ULL << 51, (1ULL << 52) - 4096);
	open_writer(&opened, &writer, 0);
	check_window(&opened, "chunks");
	ptw_image_info(opened.image, &info);
	cr_assert_eq(info.last, (1ULL << 52) - 1);
	check_small(&opened);
	close_opened(&opened);
}

Test(window, tables_on_both_sides_of_a_chunk_border_are_one_memory)
{
	struct image_writer writer = { .narrow = 0 };
	struct opened opened;

	/* Chunks are counted from the first page: their border is 1 GiB behind it. */
	write_far(&writer, SMALL_ROOT + (1ULL << 30) - 4096, SMALL_ROOT + (1ULL << 30));
	open_writer(&opened, &writer, PTW_IMAGE_CHUNKS);
	check_small(&opened);
	close_opened(&opened);
}

/* -- raw memory -- */

Test(window, raw_memory_begins_at_its_base)
{
	struct ptw_image_error error = { "" };
	const unsigned int *view;
	struct ptw_image_info info;
	struct opened opened;
	__u64 words[4][512];
	char path[32];

	small_tables(words, SMALL_ROOT);
	opened.fd = image_file(words, sizeof(words), path);
	FOR_EACH_VIEW(view)
	{
		cr_assert_eq(ptw_image_open_raw(path, SMALL_ROOT, *view, &opened.image, &error), 0,
			     "%s", error.text);
		make_space(&opened, "x86-64", SMALL_ROOT, 0);
		check_small(&opened);
		ptw_image_info(opened.image, &info);
		cr_assert_str_eq(info.kind, "raw");
		cr_assert_eq(info.first, SMALL_ROOT);
		cr_assert_eq(info.last, SMALL_ROOT + sizeof(words) - 1);
		ptw_image_close(opened.image);
	}
	/* The same file a slot higher: nothing is where it says. */
	cr_assert_eq(ptw_image_open_raw(path, SMALL_ROOT + 8, 0, &opened.image, &error), 0);
	make_space(&opened, "x86-64", SMALL_ROOT, 0);
	check_walk(&opened, SMALL_VA, PTW_UNREACHABLE, SMALL_ROOT);
	ptw_image_close(opened.image);
	close(opened.fd);
}

Test(window, a_raw_base_that_cannot_be_is_refused)
{
	struct ptw_image_error error;
	struct ptw_image *image;
	char path[32];
	int fd = image_file("sixteen bytes...", 16, path);

	cr_assert_eq(ptw_image_open_raw(path, 4, 0, &image, &error), -EINVAL);
	cr_assert_str_eq(error.text, "the base 0x4 is not aligned to 8 bytes");
	cr_assert_eq(ptw_image_open_raw(path, 1ULL << 52, 0, &image, &error), -EINVAL);
	cr_assert_eq(ptw_image_open_raw(path, ~7ULL, 0, &image, &error), -EINVAL);
	cr_assert_eq(ptw_image_open_raw(path, (1ULL << 52) - 8, 0, &image, &error), -EINVAL);
	cr_assert_str_eq(error.text,
			 "memory of 0x10 bytes from 0xffffffffffff8 on ends above 2^52");
	cr_assert_eq(ptw_image_open_raw(path, (1ULL << 52) - 16, 0, &image, &error), 0);
	ptw_image_close(image);
	close(fd);
}

Test(window, half_a_word_at_the_end_of_raw_memory_is_no_word)
{
	struct ptw_image_error error;
	const unsigned int *view;
	struct opened opened;
	__u64 words[4][512];
	char path[32];

	small_tables(words, SMALL_ROOT);
	opened.fd = image_file(words, 3 * 4096 + (SMALL_VA >> 9) + 7, path);
	FOR_EACH_VIEW(view)
	{
		cr_assert_eq(ptw_image_open_raw(path, SMALL_ROOT, *view, &opened.image, &error), 0);
		make_space(&opened, "x86-64", SMALL_ROOT, 0);
		check_walk(&opened, SMALL_VA - 4096, PTW_HOLE, 0);
		check_walk(&opened, SMALL_VA, PTW_UNREACHABLE,
			   SMALL_ROOT + 3 * 4096 + (SMALL_VA >> 9));
		ptw_image_close(opened.image);
	}
	close(opened.fd);
}

/* -- segments that begin and end inside a page -- */

Test(window, segments_need_not_begin_where_pages_do)
{
	struct image_writer writer = { .narrow = 0 };
	const unsigned int *view;
	struct opened opened;
	__u64 words[4][512];

	FOR_EACH_VIEW(view)
	{
		small_tables(words, SMALL_ROOT);
		image_writer_segment(&writer, SMALL_ROOT - 0x123, 0x123, NULL, 0x123);
		image_writer_segment(&writer, SMALL_ROOT, sizeof(words), words, sizeof(words));
		image_writer_segment(&writer, SMALL_ROOT + sizeof(words), 0x77, NULL, 0x77);
		open_writer(&opened, &writer, *view);
		check_small(&opened);
		close_opened(&opened);
	}
}

/*
 * The last table in pieces: a word of it is in no segment, one is cut by a border, and
 * one is there only by half. Every slot that is whole maps SMALL_PA.
 */
#define PIECES	   (SMALL_ROOT + 3 * 4096)
#define PIECE_GONE 200 /* slots */
#define PIECE_CUT  300
#define PIECE_HALF 400

static void write_pieces(struct image_writer *writer)
{
	__u64 words[4][512];
	const char *last = (const char *)words[3];
	const size_t cut = PIECE_CUT * 8 + 4, half = PIECE_HALF * 8 + 4;
	size_t i;

	small_tables(words, SMALL_ROOT);
	for (i = 0; i < 512; i++)
		words[3][i] = i & 1 ? 0 : SMALL_PA | SMALL_TABLE;
	image_writer_segment(writer, PIECES + cut, half - cut, last + cut, half - cut);
	image_writer_segment(writer, SMALL_ROOT, 3 * 4096, words, 3 * 4096);
	image_writer_segment(writer, PIECES + (PIECE_HALF + 1) * 8, 4096 - (PIECE_HALF + 1) * 8,
			     last + (PIECE_HALF + 1) * 8, 4096 - (PIECE_HALF + 1) * 8);
	image_writer_segment(writer, PIECES, PIECE_GONE * 8, last, PIECE_GONE * 8);
	image_writer_segment(writer, PIECES + (PIECE_GONE + 1) * 8, cut - (PIECE_GONE + 1) * 8,
			     last + (PIECE_GONE + 1) * 8, cut - (PIECE_GONE + 1) * 8);
}

static enum ptw_kind piece_kind(__u64 slot)
{
	if (slot == PIECE_GONE || slot == PIECE_HALF)
		return PTW_UNREACHABLE;
	return slot & 1 ? PTW_HOLE : PTW_LEAF;
}

Test(window, each_word_of_a_page_in_pieces_answers_for_itself)
{
	struct image_writer writer = { .narrow = 0 };
	const unsigned int *view;
	struct opened opened;
	__u64 slot, pa;

	FOR_EACH_VIEW(view)
	{
		write_pieces(&writer);
		open_writer(&opened, &writer, *view);
		for (slot = 0; slot < 512; slot++) {
			pa = piece_kind(slot) == PTW_LEAF ? SMALL_PA : 0;
			if (piece_kind(slot) == PTW_UNREACHABLE)
				pa = PIECES + slot * 8;
			check_walk(&opened, slot << 12, piece_kind(slot), pa);
		}
		close_opened(&opened);
	}
}

/*
 * The kinds of @nr slots of 2^@shift bytes from va 0 on, as iterate finds them; each is
 * told exactly once.
 */
static void iterate_kinds(const struct ptw_space *space, unsigned char *kinds, size_t nr,
			  unsigned int shift)
{
	static struct ptw_cursor cursor;
	__u64 i, first, slots;

	memset(kinds, 0xff, nr);
	ptw_cursor_init(&cursor, space, 0, ((__u64)nr << shift) - 1, PTW_ITER_HOLES);
	while (!ptw_iterate(&cursor)) {
		for (; cursor.at < cursor.nr; cursor.at++) {
			const struct ptw_item *item = &cursor.item[cursor.at];

			first = item->va >> shift;
			slots = ptw_item_nr(item) << (ptw_leaf_shift(&item->leaf) - shift);
			for (i = first; i < first + slots && i < nr; i++) {
				cr_assert_eq(kinds[i], 0xff, "slot %llu is told twice", i);
				kinds[i] = (unsigned char)ptw_leaf_kind(&item->leaf);
			}
		}
	}
}

Test(window, iterate_meets_each_word_of_a_page_in_pieces)
{
	struct image_writer writer = { .narrow = 0 };
	unsigned char kinds[512];
	const unsigned int *view;
	struct opened opened;
	__u64 slot;

	FOR_EACH_VIEW(view)
	{
		write_pieces(&writer);
		open_writer(&opened, &writer, *view);
		iterate_kinds(&opened.space, kinds, 512, 12);
		for (slot = 0; slot < 512; slot++)
			cr_assert_eq(kinds[slot], piece_kind(slot), "slot %llu: %d", slot,
				     kinds[slot]);
		close_opened(&opened);
	}
}

/*
 * A word that is not zero is an answer before its page has been filled, but a zero beside
 * it is none: cold images, one question each.
 */
Test(window, the_first_question_about_a_page_gets_the_final_answer)
{
	static const __u64 slots[] = { 0, 1, PIECE_GONE, PIECE_CUT, PIECE_HALF, 511 };
	struct image_writer writer = { .narrow = 0 };
	const unsigned int *view;
	struct opened opened;
	struct ptw_leaf leaf;
	size_t i;

	FOR_EACH_VIEW(view)
	{
		for (i = 0; i < sizeof(slots) / sizeof(slots[0]); i++) {
			write_pieces(&writer);
			open_writer(&opened, &writer, *view);
			ptw_follow(&opened.space, slots[i] << 12, 0, &leaf);
			cr_assert_eq(ptw_leaf_kind(&leaf), piece_kind(slots[i]));
			close_opened(&opened);
		}
	}
}

/* -- arm64: tables that are smaller and larger than the pages images are filled by -- */

/* Arm ARM (DDI 0487), "Translation table descriptor formats": table; page with AF, AP */
#define ARM64_TABLE 0x3ULL
#define ARM64_PAGE  0x443ULL

/* 34 bits of address, 4K pages: the root has 16 slots at level 2, which is 128 bytes. */
Test(window, a_root_of_128_bytes_needs_nothing_beside_it)
{
	struct image_writer writer = { .narrow = 0 };
	const __u64 root = 0x1080;
	const unsigned int *view;
	struct opened opened;
	__u64 slots[16] = { 0 };

	FOR_EACH_VIEW(view)
	{
		slots[3] = 0x80000000 | 0x441; /* a block of 1 GiB */
		slots[15] = 0x9000 | ARM64_TABLE;
		image_writer_segment(&writer, root, sizeof(slots), slots, sizeof(slots));
		image_writer_segment(&writer, 0x100000, 8, NULL, 8);
		open_writer(&opened, &writer, *view);
		make_space(&opened, "arm64-4k", root, 34);
		check_walk(&opened, 0, PTW_HOLE, 0);
		check_walk(&opened, 3ULL << 30, PTW_LEAF, 0x80000000);
		check_walk(&opened, 14ULL << 30, PTW_HOLE, 0);
		check_walk(&opened, 15ULL << 30, PTW_UNREACHABLE, 0x9000);
		check_walk(&opened, 16ULL << 30, PTW_RANGE, 0);
		/* Its neighbours in the page */
		make_space(&opened, "arm64-4k", root + 128, 34);
		check_walk(&opened, 0, PTW_UNREACHABLE, root + 128);
		make_space(&opened, "arm64-4k", root - 128, 34);
		check_walk(&opened, 0, PTW_UNREACHABLE, root - 128);
		close_opened(&opened);
	}
}

/*
 * 30 bits of address, 64K pages: a root of 2 slots, and tables of 8192 slots, 16 pages
 * of the window each. Page @gone of the last table is not in the image.
 */
#define WIDE_TABLE 0x100000ULL
#define WIDE_GONE  5ULL

static enum ptw_kind wide_kind(__u64 slot)
{
	if (slot >> 9 == WIDE_GONE)
		return PTW_UNREACHABLE;
	return slot % 3 ? PTW_HOLE : PTW_LEAF;
}

static void write_wide(struct image_writer *writer)
{
	static __u64 table[8192];
	const __u64 root[2] = { WIDE_TABLE | ARM64_TABLE, 0 };
	const size_t before = WIDE_GONE * 4096, behind = (WIDE_GONE + 1) * 4096;
	size_t i;

	for (i = 0; i < 8192; i++)
		table[i] = i % 3 ? 0 : ARM64_PAGE | i << 16;
	image_writer_segment(writer, SMALL_ROOT, sizeof(root), root, sizeof(root));
	image_writer_segment(writer, WIDE_TABLE, before, table, before);
	image_writer_segment(writer, WIDE_TABLE + behind, sizeof(table) - behind,
			     (const char *)table + behind, sizeof(table) - behind);
}

Test(window, a_64k_table_may_lack_a_page)
{
	struct image_writer writer = { .narrow = 0 };
	static unsigned char kinds[8192];
	const unsigned int *view;
	struct opened opened;
	struct ptw_leaf leaf;
	__u64 slot;

	FOR_EACH_VIEW(view)
	{
		write_wide(&writer);
		open_writer(&opened, &writer, *view);
		make_space(&opened, "arm64-64k", SMALL_ROOT, 30);
		iterate_kinds(&opened.space, kinds, 8192, 16);
		for (slot = 0; slot < 8192; slot++) {
			cr_assert_eq(kinds[slot], wide_kind(slot), "slot %llu: %d", slot,
				     kinds[slot]);
			ptw_follow(&opened.space, slot << 16, 0, &leaf);
			cr_assert_eq(ptw_leaf_kind(&leaf), wide_kind(slot), "slot %llu", slot);
		}
		close_opened(&opened);
	}
}

/* Chunks are counted from the image's first page, tables are aligned to their size. */
Test(window, a_64k_table_may_lie_across_a_chunk_border)
{
	const __u64 table = 1ULL << 30, root[2] = { table | ARM64_TABLE, 0 };
	struct image_writer writer = { .narrow = 0 };
	static unsigned char kinds[8192];
	static __u64 slots[8192];
	const unsigned int *view;
	struct opened opened;
	size_t i;

	for (i = 0; i < 8192; i++)
		slots[i] = i % 3 ? 0 : ARM64_PAGE | i << 16;
	FOR_EACH_VIEW(view)
	{
		image_writer_segment(&writer, SMALL_ROOT, sizeof(root), root, sizeof(root));
		image_writer_segment(&writer, table, sizeof(slots), slots, sizeof(slots));
		open_writer(&opened, &writer, *view);
		make_space(&opened, "arm64-64k", SMALL_ROOT, 30);
		iterate_kinds(&opened.space, kinds, 8192, 16);
		for (i = 0; i < 8192; i++)
			cr_assert_eq(kinds[i], i % 3 ? PTW_HOLE : PTW_LEAF, "slot %zu: %d", i,
				     kinds[i]);
		close_opened(&opened);
	}
}

Test(window, blocks_never_show_words_that_are_not_there)
{
	static struct ptw_cursor cursor;
	static unsigned char kinds[8192];
	struct image_writer writer = { .narrow = 0 };
	const unsigned int *view;
	struct ptw_block block;
	struct opened opened;
	__u64 slot;
	__u32 i;
	int ret;

	FOR_EACH_VIEW(view)
	{
		write_wide(&writer);
		open_writer(&opened, &writer, *view);
		make_space(&opened, "arm64-64k", SMALL_ROOT, 30);
		memset(kinds, 0xff, sizeof(kinds));
		ptw_cursor_init(&cursor, &opened.space, 0, (1ULL << 29) - 1, 0);
		while ((ret = __ptw_iterate_block(&cursor, &block)) != -ENOENT) {
			for (i = 0; i < block.nr; i++) {
				slot = (block.va >> 16) + i;
				cr_assert_eq(kinds[slot], 0xff, "slot %llu is told twice", slot);
				kinds[slot] = ret ? PTW_UNREACHABLE
						  : (block.words[i] ? PTW_LEAF : PTW_HOLE);
			}
		}
		for (slot = 0; slot < 8192; slot++)
			cr_assert_eq(kinds[slot], wide_kind(slot), "slot %llu: %d", slot,
				     kinds[slot]);
		close_opened(&opened);
	}
}

/* -- the file while it is in use -- */

Test(window, a_file_that_shrinks_is_unreachable_and_said)
{
	struct image_writer writer = { .narrow = 0 };
	struct ptw_image_error error = { "" };
	const unsigned int *view;
	struct opened opened;

	FOR_EACH_VIEW(view)
	{
		small_write(&writer);
		open_writer(&opened, &writer, *view);
		cr_assert_eq(ptw_image_failed(opened.image, &error), 0);
		/* The root has been read by then, the next table not. */
		check_walk(&opened, 1ULL << 39, PTW_HOLE, 0);
		cr_assert_eq(ftruncate(opened.fd, 0), 0);
		check_walk(&opened, 1ULL << 39, PTW_HOLE, 0);
		check_walk(&opened, SMALL_VA, PTW_UNREACHABLE, SMALL_ROOT + 4096);
		cr_assert_eq(ptw_image_failed(opened.image, &error), -ENODATA);
		cr_assert(!strncmp(error.text, "offset 0x", 9) &&
				  strstr(error.text, "has become shorter"),
			  "%s", error.text);
		close_opened(&opened);
	}
}

/* What a page's words are does not change when the file does. */
Test(window, what_was_read_stays)
{
	struct image_writer writer = { .narrow = 0 };
	struct opened opened;

	small_write(&writer);
	open_writer(&opened, &writer, 0);
	check_small(&opened);
	cr_assert_eq(ftruncate(opened.fd, 0), 0);
	check_small(&opened);
	cr_assert_eq(ptw_image_failed(opened.image, NULL), 0);
	close_opened(&opened);
}

/* -- questions about memory itself -- */

Test(window, covers_says_what_segments_hold_together)
{
	struct image_writer writer = { .narrow = 0 };
	struct opened opened;

	write_pieces(&writer);
	open_writer(&opened, &writer, 0);
	cr_assert(ptw_image_covers(opened.image, SMALL_ROOT, 3 * 4096 + PIECE_GONE * 8));
	cr_assert_not(ptw_image_covers(opened.image, SMALL_ROOT, 3 * 4096 + PIECE_GONE * 8 + 1));
	cr_assert_not(ptw_image_covers(opened.image, SMALL_ROOT - 1, 2));
	cr_assert(ptw_image_covers(opened.image, PIECES + PIECE_CUT * 8, 8));
	cr_assert_not(ptw_image_covers(opened.image, PIECES + PIECE_HALF * 8, 8));
	cr_assert(ptw_image_covers(opened.image, PIECES + PIECE_HALF * 8, 4));
	cr_assert_not(ptw_image_covers(opened.image, SMALL_ROOT, ~0ULL));
	cr_assert_not(ptw_image_covers(opened.image, ~0ULL, 1));
	cr_assert(ptw_image_covers(opened.image, ~0ULL, 0));
	close_opened(&opened);
}

Test(window, a_format_that_does_not_exist_is_refused)
{
	struct ptw_space_config config = { .root = SMALL_ROOT, .root1 = PTW_NO_ROOT };
	struct image_writer writer = { .narrow = 0 };
	struct opened opened;
	struct ptw_error error;

	small_write(&writer);
	open_writer(&opened, &writer, 0);
	cr_assert_eq(ptw_image_space(opened.image, &opened.space, "x86-65", &config, &error),
		     -ENOENT);
	cr_assert_str_eq(error.field, "format");
	cr_assert_eq(ptw_image_space(opened.image, &opened.space, "", &config, NULL), -ENOENT);
	config.root++;
	cr_assert_eq(ptw_image_space(opened.image, &opened.space, "x86-64", &config, &error),
		     -EINVAL);
	cr_assert_str_eq(error.field, "root");
	close_opened(&opened);
}
