/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The smallest image worth a walk: four tables of x86-64 in one segment each, that map
 * the page at SMALL_VA, and a PTW note. Tests begin with it and spoil it.
 */
#ifndef PTW_TESTS_SMALL_H
#define PTW_TESTS_SMALL_H

#include <linux/types.h>
#include "image_writer.h"

#define SMALL_ROOT     0x1000ULL
#define SMALL_SEGMENTS 4
#define SMALL_VA       0x7000ULL
#define SMALL_PA       0xabc000ULL
#define SMALL_NOTE     "format=x86-64\nroot=0x1000\npa_bits=52\n"

/* Present, writable, user: Intel SDM volume 3, "4-Level Paging" */
#define SMALL_TABLE 0x007ULL

/* The four tables, each of 512 words, from @root on */
static inline void small_tables(__u64 words[4][512], __u64 root)
{
	unsigned int level;

	__builtin_memset(words, 0, 4 * 4096);
	for (level = 0; level < 3; level++)
		words[level][0] = (root + (level + 1) * 4096) | SMALL_TABLE;
	words[3][SMALL_VA >> 12] = SMALL_PA | SMALL_TABLE;
}

/* Segments and note in @writer, to be finished */
static inline void small_write(struct image_writer *writer)
{
	static __u64 words[4][512];
	unsigned int i;

	small_tables(words, SMALL_ROOT);
	image_writer_ptw(writer, SMALL_NOTE);
	for (i = 0; i < SMALL_SEGMENTS; i++)
		image_writer_segment(writer, SMALL_ROOT + i * 4096, 4096, words[i], 4096);
}

static inline unsigned char *small_image(size_t *bytes)
{
	struct image_writer writer = { .narrow = 0 };

	small_write(&writer);
	return image_writer_finish(&writer, bytes);
}

/* Where the file has its headers */
#define SMALL_EHDR(member) offsetof(Elf64_Ehdr, member)
#define SMALL_PHDR(number, member) \
	(sizeof(Elf64_Ehdr) + (number) * sizeof(Elf64_Phdr) + offsetof(Elf64_Phdr, member))
#define SMALL_NOTES (sizeof(Elf64_Ehdr) + (SMALL_SEGMENTS + 1) * sizeof(Elf64_Phdr))

#endif /* PTW_TESTS_SMALL_H */
