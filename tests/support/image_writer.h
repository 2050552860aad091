/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Makes ELF cores for tests: segments, notes, and as many program headers as wanted.
 * What comes out is well-formed bytes in memory; a test that wants lies tells them
 * there.
 *
 * The file is: file header, program headers (the notes' first), notes, memory, and for
 * PN_XNUM one section header.
 */
#ifndef PTW_TESTS_IMAGE_WRITER_H
#define PTW_TESTS_IMAGE_WRITER_H

#include <elf.h>
#include <stddef.h>
#include <linux/types.h>

struct image_writer {
	int narrow;	  /* ELF32 */
	int long_count;	  /* PN_XNUM, however few segments there are */
	__u16 machine;	  /* 0: x86-64 */
	Elf64_Phdr *phdr; /* of memory; offsets from the beginning of memory */
	size_t nr;
	unsigned char *notes;
	size_t notes_bytes;
	unsigned char *memory;
	size_t memory_bytes;
};

/* Memory of @bytes at @pa, the first @file_bytes of which are @data and the rest zero */
void image_writer_segment(struct image_writer *writer, __u64 pa, __u64 bytes, const void *data,
			  size_t file_bytes);
void image_writer_note(struct image_writer *writer, const char *name, __u32 type, const void *desc,
		       size_t bytes);
/* A PTW note */
void image_writer_ptw(struct image_writer *writer, const char *text);
/* QEMU's note of an x86 CPU with these CR0 to CR4 */
void image_writer_qemu(struct image_writer *writer, const __u64 cr[5]);

/* The file. To be freed; @writer is empty afterwards. */
unsigned char *image_writer_finish(struct image_writer *writer, size_t *bytes);

/*
 * A file of the given bytes that nobody else has.
 *
 * Return: its descriptor, to be closed, and in @path a name it can be opened by.
 */
int image_file(const void *bytes, size_t nr, char path[32]);

#endif /* PTW_TESTS_IMAGE_WRITER_H */
