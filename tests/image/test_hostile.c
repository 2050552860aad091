// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Images that lie. Opening one fails with one line that says where and what, or it
 * opens, and walks say what cannot be known; nothing crashes, hangs or leaks.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <criterion/criterion.h>
#include "sample.h"
#include "small.h"

/* One line of plain text, that fits */
static void check_text(const char *text)
{
	size_t length = strlen(text), i;

	cr_assert(length && length + 1 < sizeof(struct ptw_image_error));
	for (i = 0; i < length; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			cr_assert_fail("byte 0x%02x in \"%s\"", text[i], text);
}

static int lowest_free_fd(void)
{
	int fd = open("/dev/null", O_RDONLY);

	close(fd);
	return fd;
}

/* Opening @path fails with @ret, and says @says; what was opened is closed again. */
static void refused_path(const char *path, int ret, const char *says)
{
	struct ptw_image *image = (struct ptw_image *)1;
	struct ptw_image_error error = { "" };
	int fd = lowest_free_fd();

	cr_assert_eq(ptw_image_open(path, 0, &image, &error), ret, "%s: %s", path, error.text);
	cr_assert_null(image);
	check_text(error.text);
	cr_assert(strstr(error.text, says), "\"%s\" does not say \"%s\"", error.text, says);
	cr_assert_eq(lowest_free_fd(), fd);
	cr_assert_eq(ptw_image_open(path, 0, &image, NULL), ret);
}

static void refused(const void *bytes, size_t nr, const char *says)
{
	char path[32];
	int fd = image_file(bytes, nr, path);

	refused_path(path, -EINVAL, says);
	close(fd);
}

static void refused_writer(struct image_writer *writer, const char *says)
{
	size_t bytes;
	unsigned char *file = image_writer_finish(writer, &bytes);

	refused(file, bytes, says);
	free(file);
}

/* Open what @writer has; to be closed by accept_close(). */
struct accepted {
	struct ptw_image *image;
	struct ptw_space space;
	int fd;
};

static void accept_bytes(struct accepted *accepted, const void *bytes, size_t nr)
{
	struct ptw_image_error error = { "" };
	char path[32];

	accepted->fd = image_file(bytes, nr, path);
	cr_assert_eq(ptw_image_open(path, 0, &accepted->image, &error), 0, "%s", error.text);
	sample_space(accepted->image, &accepted->space);
}

static void accept_writer(struct accepted *accepted, struct image_writer *writer)
{
	size_t bytes;
	unsigned char *file = image_writer_finish(writer, &bytes);

	accept_bytes(accepted, file, bytes);
	free(file);
}

static void accept_close(struct accepted *accepted)
{
	ptw_image_close(accepted->image);
	close(accepted->fd);
}

static void check_small_walk(const struct ptw_space *space)
{
	struct ptw_leaf leaf;

	cr_assert_eq(ptw_follow(space, SMALL_VA + 5, 0, &leaf), 0);
	cr_assert_eq(leaf.pa, SMALL_PA + 5);
	cr_assert_eq(ptw_follow(space, SMALL_VA + 4096, 0, &leaf), -ENOENT);
}

/* -- files that are no images -- */

Test(hostile, what_is_no_file_is_refused_by_name, .timeout = 20)
{
	char name[] = "/tmp/ptw-hostile-XXXXXX", fifo[64];

	refused_path("/nowhere/at/all", -ENOENT, "No such file");
	refused_path("/", -EISDIR, "is a directory");
	refused_path("/dev/zero", -EINVAL, "is not a regular file");
	refused_path("/dev/null", -EINVAL, "is not a regular file");
	cr_assert(mkdtemp(name));
	snprintf(fifo, sizeof(fifo), "%s/fifo", name);
	cr_assert_eq(mkfifo(fifo, 0600), 0);
	refused_path(fifo, -EINVAL, "is not a regular file");
	unlink(fifo);
	rmdir(name);
}

Test(hostile, what_is_no_elf_core_is_refused_by_kind)
{
	refused("", 0, "is empty");
	refused("\x7f", 1, "is not an ELF core");
	refused("plain memory, or whatever", 25, "is not an ELF core");
	refused("KDUMP   \6\0\0\0", 12, "is a compressed kdump: dump again as ELF");
	refused("DISKDUMP\6\0\0\0", 12, "is a compressed kdump: dump again as ELF");
	refused("EMiL\1\0\0\0", 8, "LiME");
	refused("\x7f"
		"ELF",
		4, "offset 0x4: ends inside the ELF header");
}

/* -- one lie at a time -- */

/* @bytes at @at of the small image are @value: opening must say @says. */
struct lie {
	size_t at;
	size_t bytes;
	__u64 value;
	const char *says;
};

static const struct lie lies[] = {
	{ SMALL_EHDR(e_ident[EI_CLASS]), 1, 0, "offset 0x4: unknown ELF class 0" },
	{ SMALL_EHDR(e_ident[EI_CLASS]), 1, 3, "offset 0x4: unknown ELF class 3" },
	/* Read as ELF32: phentsize is where flags' upper half is. */
	{ SMALL_EHDR(e_ident[EI_CLASS]), 1, ELFCLASS32, "has no memory segments" },
	{ SMALL_EHDR(e_ident[EI_DATA]), 1, ELFDATA2MSB, "offset 0x5: only little-endian" },
	{ SMALL_EHDR(e_type), 2, ET_EXEC, "offset 0x10: is an ELF file of type 2, not a core" },
	{ SMALL_EHDR(e_type), 2, 0xffff, "offset 0x10: is an ELF file of type 65535" },
	{ SMALL_EHDR(e_phentsize), 2, 0, "offset 0x36: program headers of 0 bytes" },
	{ SMALL_EHDR(e_phentsize), 2, 57, "offset 0x36: program headers of 57 bytes" },
	{ SMALL_EHDR(e_phnum), 2, 0, "has no memory segments" },
	{ SMALL_EHDR(e_phnum), 2, 1, "has no memory segments" },
	{ SMALL_EHDR(e_phnum), 2, 0xfffe, "offset 0x40: 65534 program headers" },
	{ SMALL_EHDR(e_phnum), 2, PN_XNUM, "offset 0x0: the section header" },
	{ SMALL_EHDR(e_phoff), 8, ~0ULL, "offset 0xffffffffffffffff: 5 program headers" },
	{ SMALL_EHDR(e_phoff), 8, 1ULL << 40, "offset 0x10000000000: 5 program headers" },
	{ SMALL_PHDR(2, p_filesz), 8, 4097, "segment 2: has more bytes in the file" },
	{ SMALL_PHDR(2, p_memsz), 8, ~0ULL, "segment 2: 0xffffffffffffffff bytes" },
	{ SMALL_PHDR(2, p_memsz), 8, (1ULL << 52) - 0x1fff, "segment 2: 0xfffffffffe001" },
	{ SMALL_PHDR(2, p_memsz), 8, 8192, "segments 2 and 3 both have physical address 0x3000" },
	{ SMALL_PHDR(2, p_paddr), 8, 1ULL << 52, "segment 2: 0x1000 bytes from 0x10000000000000" },
	{ SMALL_PHDR(2, p_paddr), 8, (1ULL << 52) - 1, "segment 2: 0x1000 bytes from 0xf" },
	{ SMALL_PHDR(2, p_paddr), 8, 0x1001, "segments 1 and 2 both have physical" },
	{ SMALL_PHDR(2, p_paddr), 8, SMALL_ROOT, "segments 1 and 2 both have physical" },
	{ SMALL_PHDR(2, p_offset), 8, ~0ULL, "segment 2: 0x1000 bytes at offset 0xff" },
	{ SMALL_PHDR(2, p_offset), 8, ~0ULL - 4095, "segment 2: 0x1000 bytes at offset 0xff" },
	{ SMALL_PHDR(2, p_offset), 8, 1ULL << 62, "segment 2: 0x1000 bytes at offset 0x40" },
	{ SMALL_PHDR(0, p_offset), 8, ~0ULL, "offset 0xffffffffffffffff: 0x" },
	{ SMALL_PHDR(0, p_filesz), 8, ~0ULL, "0xffffffffffffffff bytes of notes" },
	{ SMALL_PHDR(0, p_filesz), 8, 1ULL << 40, "0x10000000000 bytes of notes" },
	{ SMALL_NOTES + offsetof(Elf64_Nhdr, n_namesz), 4, ~0U, "a note of 4294967295 and" },
	{ SMALL_NOTES + offsetof(Elf64_Nhdr, n_namesz), 4, ~0U - 2, "a note of 4294967293 and" },
	{ SMALL_NOTES + offsetof(Elf64_Nhdr, n_descsz), 4, ~0U, "4294967295 bytes is larger" },
	{ SMALL_NOTES + offsetof(Elf64_Nhdr, n_descsz), 4, 1000, "1000 bytes is larger" },
	{ SMALL_NOTES + 16, 1, 0x1b, "the PTW note has a byte 0x1b" },
};

Test(hostile, each_lie_is_named_with_its_place)
{
	size_t bytes, i;
	unsigned char *file = small_image(&bytes), *copy = malloc(bytes);

	cr_assert(copy);
	for (i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		memcpy(copy, file, bytes);
		memcpy(copy + lies[i].at, &lies[i].value, lies[i].bytes);
		refused(copy, bytes, lies[i].says);
	}
	free(copy);
	free(file);
}

Test(hostile, the_same_image_without_a_lie_is_walked)
{
	struct image_writer writer = { .narrow = 0 };
	struct accepted accepted;

	small_write(&writer);
	accept_writer(&accepted, &writer);
	check_small_walk(&accepted.space);
	accept_close(&accepted);
}

Test(hostile, elf32_is_read_too)
{
	struct image_writer writer = { .narrow = 1, .machine = EM_386 };
	struct accepted accepted;
	struct ptw_image_info info;

	small_write(&writer);
	accept_writer(&accepted, &writer);
	ptw_image_info(accepted.image, &info);
	cr_assert_eq(info.machine, EM_386);
	check_small_walk(&accepted.space);
	accept_close(&accepted);
}

/* -- segments -- */

/* A vmcore shows the kernel's text at the addresses it is linked to as well. */
Test(hostile, a_second_view_of_memory_inside_another_is_left_out)
{
	struct image_writer writer = { .narrow = 0 };
	struct ptw_image_info info;
	struct accepted accepted;
	__u64 words[4][512];

	small_tables(words, SMALL_ROOT);
	image_writer_ptw(&writer, SMALL_NOTE);
	image_writer_segment(&writer, SMALL_ROOT + 4096, 8192, words[1], 8192);
	writer.phdr[0].p_vaddr = 0xffffffff81000000;
	image_writer_segment(&writer, SMALL_ROOT, sizeof(words), words, sizeof(words));
	accept_writer(&accepted, &writer);
	ptw_image_info(accepted.image, &info);
	cr_assert_eq(info.segments, 1);
	cr_assert_eq(info.bytes, sizeof(words));
	check_small_walk(&accepted.space);
	accept_close(&accepted);

	image_writer_segment(&writer, SMALL_ROOT + 4096, sizeof(words), words, sizeof(words));
	writer.phdr[0].p_vaddr = 0xffffffff81000000;
	image_writer_segment(&writer, SMALL_ROOT, sizeof(words), words, sizeof(words));
	refused_writer(&writer, "segments 2 and 1 both have physical address 0x2000");
}

/* QEMU's dump-guest-memory -p: a page is in as many segments as it has mappings. */
Test(hostile, segments_that_show_the_same_bytes_of_the_file_may_overlap)
{
	/* Of the four tables, in quarters of a page: first, last */
	static const unsigned int part[][2] = { { 0, 7 },  { 2, 3 }, { 2, 9 },	{ 4, 8 },
						{ 5, 15 }, { 0, 7 }, { 6, 12 }, { 9, 15 } };
	struct image_writer writer = { .narrow = 0 };
	struct ptw_image_info info;
	struct accepted accepted;
	__u64 words[4][512];
	Elf64_Phdr *phdr;
	size_t i;

	small_tables(words, SMALL_ROOT);
	image_writer_ptw(&writer, SMALL_NOTE);
	for (i = 0; i < sizeof(part) / sizeof(part[0]); i++) {
		image_writer_segment(&writer, SMALL_ROOT, sizeof(words), words,
				     i ? 0 : sizeof(words));
		phdr = &writer.phdr[i];
		phdr->p_offset = part[i][0] * 1024;
		phdr->p_paddr += phdr->p_offset;
		phdr->p_memsz = phdr->p_filesz = (part[i][1] + 1 - part[i][0]) * 1024;
	}
	accept_writer(&accepted, &writer);
	ptw_image_info(accepted.image, &info);
	cr_assert_eq(info.bytes, sizeof(words));
	cr_assert_eq(info.first, SMALL_ROOT);
	cr_assert_eq(info.last, SMALL_ROOT + sizeof(words) - 1);
	check_small_walk(&accepted.space);
	accept_close(&accepted);
}

/* QEMU says so with an offset of -1: not zero, but not there. */
Test(hostile, memory_that_was_left_out_of_the_file_is_not_zero)
{
	struct image_writer writer = { .narrow = 0 };
	struct accepted accepted;
	struct ptw_leaf leaf;
	__u64 words[4][512];
	size_t bytes;
	unsigned char *file;
	__u64 nowhere = ~0ULL;

	small_tables(words, SMALL_ROOT);
	image_writer_ptw(&writer, SMALL_NOTE);
	image_writer_segment(&writer, SMALL_ROOT, 3 * 4096, words, 3 * 4096);
	image_writer_segment(&writer, SMALL_ROOT + 3 * 4096, 4096, NULL, 0);
	file = image_writer_finish(&writer, &bytes);
	memcpy(file + SMALL_PHDR(2, p_offset), &nowhere, sizeof(nowhere));
	accept_bytes(&accepted, file, bytes);
	cr_assert_eq(ptw_follow(&accepted.space, SMALL_VA, 0, &leaf), -EFAULT);
	accept_close(&accepted);
	free(file);
}

/* elf(5): what is in memory and not in the file is zero. */
Test(hostile, the_tail_that_is_not_in_the_file_is_zero)
{
	struct image_writer writer = { .narrow = 0 };
	struct accepted accepted;
	struct ptw_leaf leaf;
	__u64 words[4][512];

	small_tables(words, SMALL_ROOT);
	image_writer_ptw(&writer, SMALL_NOTE);
	/* The last table is cut behind the slot of SMALL_VA. */
	image_writer_segment(&writer, SMALL_ROOT, sizeof(words), words,
			     3 * 4096 + (SMALL_VA >> 12) * 8 + 8);
	accept_writer(&accepted, &writer);
	check_small_walk(&accepted.space);
	cr_assert_eq(ptw_follow(&accepted.space, 511 << 12, 0, &leaf), -ENOENT);
	cr_assert_eq(ptw_leaf_kind(&leaf), PTW_HOLE);
	accept_close(&accepted);
}

Test(hostile, a_segment_of_nothing_and_one_without_address_are_no_memory)
{
	struct image_writer writer = { .narrow = 0 };
	struct ptw_image_info info;
	struct accepted accepted;

	small_write(&writer);
	image_writer_segment(&writer, SMALL_ROOT, 0, NULL, 0);
	image_writer_segment(&writer, ~0ULL, 4096, NULL, 4096);
	accept_writer(&accepted, &writer);
	ptw_image_info(accepted.image, &info);
	cr_assert_eq(info.segments, SMALL_SEGMENTS);
	check_small_walk(&accepted.space);
	accept_close(&accepted);
}

/* -- more segments than e_phnum can say -- */

#define MANY 70000

static void write_many(struct image_writer *writer)
{
	__u64 word = 0;
	size_t i;

	small_write(writer);
	for (i = SMALL_SEGMENTS; i < MANY; i++)
		image_writer_segment(writer, 0x100000 + i * 4096, 8, &word, 8);
}

Test(hostile, more_than_65535_segments_are_counted_in_a_section_header)
{
	struct image_writer writer = { .narrow = 0 };
	struct ptw_image_info info;
	struct accepted accepted;

	write_many(&writer);
	accept_writer(&accepted, &writer);
	ptw_image_info(accepted.image, &info);
	cr_assert_eq(info.segments, MANY);
	check_small_walk(&accepted.space);
	accept_close(&accepted);

	writer = (struct image_writer){ .narrow = 1 };
	write_many(&writer);
	accept_writer(&accepted, &writer);
	ptw_image_info(accepted.image, &info);
	cr_assert_eq(info.segments, MANY);
	accept_close(&accepted);

	writer = (struct image_writer){ .long_count = 1 };
	small_write(&writer);
	accept_writer(&accepted, &writer);
	check_small_walk(&accepted.space);
	accept_close(&accepted);
}

Test(hostile, a_section_header_that_lies_about_the_count_is_refused)
{
	struct image_writer writer = { .long_count = 1 };
	size_t bytes, shoff, info;
	unsigned char *file;
	__u64 far = ~0ULL;
	__u32 count;

	small_write(&writer);
	file = image_writer_finish(&writer, &bytes);
	shoff = bytes - sizeof(Elf64_Shdr);
	info = shoff + offsetof(Elf64_Shdr, sh_info);
	count = 0;
	memcpy(file + info, &count, sizeof(count));
	refused(file, bytes, "has no memory segments");
	count = ~0U;
	memcpy(file + info, &count, sizeof(count));
	refused(file, bytes, "4294967295 program headers are behind the end");
	refused(file, bytes - 1, "the section header that counts the segments is not in the file");
	memcpy(file + SMALL_EHDR(e_shoff), &far, sizeof(far));
	refused(file, bytes, "offset 0xffffffffffffffff: the section header");
	free(file);
}

/* -- notes -- */

static void refused_note(const char *text, const char *says)
{
	struct image_writer writer = { .narrow = 0 };

	image_writer_ptw(&writer, text);
	image_writer_segment(&writer, 0x1000, 4096, NULL, 4096);
	refused_writer(&writer, says);
}

Test(hostile, lines_that_are_no_keys_are_ignored)
{
	static const char junk[] = "\n=\n==\n=x\nroot\nRoot=1\nro ot=2\n root=3\n\xff=4\nmine=5\n"
				   "format=x86-64\nroot=0x1000\npa_bits=52\nempty=\nlast=a=b\0"
				   "root=7\n\x1b";
	struct image_writer writer = { .narrow = 0 };
	struct accepted accepted;
	__u64 words[4][512];

	small_tables(words, SMALL_ROOT);
	image_writer_note(&writer, "PTW", 2, "root=8", 6);
	image_writer_note(&writer, "PTX", 1, "root=9", 6);
	image_writer_note(&writer, "PTW2", 1, "root=10", 7);
	image_writer_note(&writer, "", 1, NULL, 0);
	image_writer_note(&writer, "PTW", 1, junk, sizeof(junk) - 1);
	image_writer_segment(&writer, SMALL_ROOT, sizeof(words), words, sizeof(words));
	accept_writer(&accepted, &writer);
	cr_assert_str_eq(ptw_image_note(accepted.image, "root"), "0x1000");
	cr_assert_str_eq(ptw_image_note(accepted.image, "mine"), "5");
	cr_assert_str_eq(ptw_image_note(accepted.image, "empty"), "");
	cr_assert_str_eq(ptw_image_note(accepted.image, "last"), "a=b");
	cr_assert_null(ptw_image_note(accepted.image, ""));
	cr_assert_null(ptw_image_note(accepted.image, "Root"));
	check_small_walk(&accepted.space);
	accept_close(&accepted);
}

Test(hostile, a_note_that_contradicts_itself_or_has_no_end_is_refused)
{
	char many[4096] = "";
	size_t at = 0;
	int i;

	refused_note("root=0x1000\nformat=x86-64\nroot=0x1000\n", "has the key root twice");
	refused_note("root=1\x1b[2J\n", "the PTW note has a byte 0x1b");
	refused_note("root=1\r\n", "the PTW note has a byte 0x0d");
	for (i = 0; i < 257; i++)
		at += (size_t)sprintf(many + at, "key_%d=\n", i);
	refused_note(many, "the PTW note has more than 256 keys");
}

Test(hostile, two_ptw_notes_may_not_contradict_each_other)
{
	struct image_writer writer = { .narrow = 0 };

	image_writer_ptw(&writer, "root=0x1000\n");
	image_writer_ptw(&writer, "root=0x2000\n");
	image_writer_segment(&writer, 0x1000, 4096, NULL, 4096);
	refused_writer(&writer, "has the key root twice");
}

Test(hostile, notes_are_bounded_all_together)
{
	struct image_writer writer = { .narrow = 0 };
	size_t bytes, notes = 40UL << 20;
	unsigned char *file;
	Elf64_Phdr note = { .p_type = PT_NOTE, .p_filesz = notes };
	char path[32];
	int fd;

	image_writer_segment(&writer, 0x1000, 4096, NULL, 4096);
	image_writer_segment(&writer, 0x2000, 4096, NULL, 4096);
	file = image_writer_finish(&writer, &bytes);
	note.p_offset = bytes;
	memcpy(file + SMALL_PHDR(0, p_type), &note, sizeof(note));
	memcpy(file + SMALL_PHDR(1, p_type), &note, sizeof(note));
	fd = image_file(file, bytes, path);
	cr_assert_eq(ftruncate(fd, (off_t)(bytes + notes)), 0);
	refused_path(path, -EINVAL, "bytes of notes are more than 0x4000000 in all");
	close(fd);
	free(file);
}

static void refused_qemu(const void *desc, size_t bytes, const char *says)
{
	struct image_writer writer = { .narrow = 0 };

	image_writer_note(&writer, "QEMU", 0, desc, bytes);
	image_writer_segment(&writer, 0x1000, 4096, NULL, 4096);
	refused_writer(&writer, says);
}

Test(hostile, qemu_notes_of_another_size_or_version_are_refused)
{
	__u32 desc[110] = { 1, sizeof(desc) };

	refused_qemu(desc, 4, "QEMU's note of CPU 0 has 4 bytes");
	refused_qemu(desc, sizeof(desc) - 4, "claims 440");
	desc[1] = 8;
	refused_qemu(desc, 8, "QEMU's note of CPU 0 has 8 bytes");
	desc[0] = 2;
	desc[1] = sizeof(desc);
	refused_qemu(desc, sizeof(desc), "QEMU's note of CPU 0 has version 2, not 1");
}

Test(hostile, cpus_are_counted_and_told_apart)
{
	const __u64 cr[2][5] = { { 0x80050033, 0, 1, 0x1000, 0x20 }, { 0x11, 0, 2, 0x2000, 0 } };
	struct image_writer writer = { .narrow = 0 };
	struct ptw_image_cpu cpu;
	struct ptw_image_info info;
	struct accepted accepted;

	small_write(&writer);
	image_writer_qemu(&writer, cr[0]);
	image_writer_note(&writer, "CORE", 1, "prstatus", 8);
	image_writer_qemu(&writer, cr[1]);
	accept_writer(&accepted, &writer);
	ptw_image_info(accepted.image, &info);
	cr_assert_eq(info.cpus, 2);
	cr_assert_eq(ptw_image_cpu(accepted.image, 0, &cpu), 0);
	cr_assert_arr_eq(cpu.cr, cr[0], sizeof(cr[0]));
	cr_assert_eq(ptw_image_cpu(accepted.image, 1, &cpu), 0);
	cr_assert_arr_eq(cpu.cr, cr[1], sizeof(cr[1]));
	cr_assert_eq(ptw_image_cpu(accepted.image, 2, &cpu), -ENOENT);
	cr_assert_eq(ptw_image_cpu(accepted.image, ~0U, &cpu), -ENOENT);
	accept_close(&accepted);
}

/* -- sweeps -- */

static const char *const samples[] = { "arm64-4k-linux-6.1", "arm64-16k-linux-6.12",
				       "x86-64-linux-6.1" };

/* A sample's file; to be freed */
static unsigned char *read_sample(const char *name, size_t *bytes)
{
	unsigned char *file;
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s.elf", PTW_TEST_IMAGES, name);
	f = fopen(path, "r");
	cr_assert(f);
	fseek(f, 0, SEEK_END);
	*bytes = (size_t)ftell(f);
	rewind(f);
	file = malloc(*bytes);
	cr_assert(file && fread(file, 1, *bytes, f) == *bytes);
	fclose(f);
	return file;
}

/* Where the memory of an image begins in its file: behind headers and notes */
static size_t headers_end(const unsigned char *file)
{
	Elf64_Ehdr ehdr;
	Elf64_Phdr phdr;

	memcpy(&ehdr, file, sizeof(ehdr));
	memcpy(&phdr, file + ehdr.e_phoff + sizeof(phdr), sizeof(phdr));
	return phdr.p_offset;
}

static void check_cut(const char *path)
{
	struct ptw_image_error error = { "" };
	struct ptw_image *image;

	cr_assert_lt(ptw_image_open(path, 0, &image, &error), 0);
	check_text(error.text);
	if (!strstr(error.text, "offset 0x") && !strstr(error.text, "segment ") &&
	    strcmp(error.text, "is empty") && !strstr(error.text, "is not an ELF core"))
		cr_assert_fail("\"%s\" says no place", error.text);
}

Test(hostile, a_sample_cut_anywhere_in_its_headers_is_refused)
{
	size_t i, bytes, cut;
	unsigned char *file;
	char path[32];
	int fd;

	for (i = 0; i < 3; i++) {
		file = read_sample(samples[i], &bytes);
		fd = image_file(file, bytes, path);
		for (cut = bytes - 1; cut > headers_end(file); cut -= cut > 5000 ? 4999 : 1) {
			cr_assert_eq(ftruncate(fd, (off_t)cut), 0);
			check_cut(path);
		}
		for (cut = headers_end(file); cut + 1; cut--) {
			if (ftruncate(fd, (off_t)cut))
				cr_assert_fail("ftruncate");
			check_cut(path);
		}
		close(fd);
		free(file);
	}
}

/* Walk whatever the image says it is, for a while. */
static void walk_a_while(struct ptw_image *image)
{
	static struct ptw_cursor cursor;
	struct ptw_space_config config = { .root = SMALL_ROOT, .root1 = PTW_NO_ROOT };
	struct ptw_image_info info;
	struct ptw_space space;
	struct ptw_leaf leaf;
	unsigned int i;

	ptw_image_info(image, &info);
	config.root = (info.first + 4095) & ~4095ULL;
	if (ptw_image_space(image, &space, "x86-64", &config, NULL))
		return;
	for (i = 0; i < 16; i++)
		ptw_follow(&space, SMALL_VA << i, 0, &leaf);
	ptw_cursor_init(&cursor, &space, 0, ~0ULL, PTW_ITER_HOLES);
	for (i = 0; i < 20 && !ptw_iterate(&cursor); i++)
		;
}

static __u64 next_random(__u64 *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* What a field may be set to: limits, and what is near them */
static __u64 nasty(__u64 *random)
{
	__u64 r = next_random(random);

	switch (r >> 60 & 3) {
	case 0:
		return r >> 32;
	case 1:
		return (1ULL << (r & 63)) - (r >> 6 & 1);
	case 2:
		return 0 - (r & 0x1fff);
	default:
		return r & 0xffff;
	}
}

/* The headers of @name with 1 to 4 fields or bytes of them spoiled, @rounds times */
static void spoil(const unsigned char *file, size_t bytes, unsigned int rounds, __u64 random)
{
	unsigned char *copy = malloc(bytes);
	size_t end = headers_end(file), at, width;
	struct ptw_image_error error;
	struct ptw_image *image;
	char path[32];
	unsigned int i;
	__u64 value;
	int fd = image_file(file, bytes, path);

	cr_assert(copy);
	while (rounds--) {
		memcpy(copy, file, end);
		for (i = 0; i <= (next_random(&random) >> 40 & 3); i++) {
			width = 1ULL << (next_random(&random) >> 40 & 3);
			at = next_random(&random) % (end - 8) & ~(width - 1);
			value = nasty(&random);
			memcpy(copy + at, &value, width);
		}
		if (pwrite(fd, copy, end, 0) != (ssize_t)end)
			cr_assert_fail("pwrite");
		error.text[0] = 0;
		if (ptw_image_open(path, rounds & 1 ? PTW_IMAGE_CHUNKS : 0, &image, &error)) {
			check_text(error.text);
			continue;
		}
		walk_a_while(image);
		ptw_image_close(image);
	}
	close(fd);
	free(copy);
}

Test(hostile, spoiled_headers_are_refused_or_walked)
{
	unsigned char *file;
	size_t bytes, i;

	file = small_image(&bytes);
	spoil(file, bytes, 20000, 0x9e3779b97f4a7c15);
	free(file);
	for (i = 0; i < 3; i++) {
		file = read_sample(samples[i], &bytes);
		spoil(file, bytes, 500, 0x9e3779b97f4a7c15 + i);
		free(file);
	}
}
