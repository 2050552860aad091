/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Memory images: ELF cores by physical address, and raw memory, as the physical
 * memory of a space. User space only.
 */
#ifndef PTW_IMAGE_H
#define PTW_IMAGE_H

#include <ptw/space.h>
#include <ptw/types.h>

#pragma GCC visibility push(default)
#ifdef __cplusplus
extern "C" {
#endif

struct ptw_image;

/* Do not reserve the whole span of addresses at once, even where that works. */
#define PTW_IMAGE_CHUNKS (1u << 0)

/**
 * struct ptw_image_error - Why an image cannot be used
 * @text: One line: the offset or segment, what is wrong, what would mend it
 */
struct ptw_image_error {
	char text[256];
};

/**
 * struct ptw_image_info - What there is to know about an image
 * @kind: "elf" or "raw"
 * @window: "window": one reservation over the whole span; "chunks": a directory
 * @machine: ELF's e_machine; 0 for raw memory
 * @cpus: CPUs whose registers QEMU has left a note of
 * @segments: Ranges of physical memory
 * @bytes: Physical memory in them
 * @first: Lowest physical address
 * @last: Highest
 */
struct ptw_image_info {
	const char *kind;
	const char *window;
	__u32 machine;
	__u32 cpus;
	__u64 segments;
	__u64 bytes;
	__u64 first;
	__u64 last;
};

/**
 * struct ptw_image_cpu - Control registers in QEMU's note of a CPU
 * @cr: CR0 to CR4
 */
struct ptw_image_cpu {
	__u64 cr[5];
};

/**
 * ptw_image_open() - Open an image whose file says what it is
 * @path: An ELF core whose segments have physical addresses: a dump by QEMU, a
 *	vmcore, one of libptw's own
 * @flags: PTW_IMAGE_*
 * @image: Filled
 * @error: Filled when the image cannot be used; may be %NULL
 *
 * Headers and notes are read and checked; memory is read as walks touch it.
 *
 * Context: May sleep.
 * Return: 0 or -errno.
 */
int ptw_image_open(const char *path, unsigned int flags, struct ptw_image **image,
		   struct ptw_image_error *error);

/**
 * ptw_image_open_raw() - Open a file that is memory and nothing else
 * @path: The file
 * @base: Physical address of its first byte, aligned to 8
 * @flags: PTW_IMAGE_*
 * @image: Filled
 * @error: Filled when the image cannot be used; may be %NULL
 *
 * Context: May sleep.
 * Return: 0 or -errno.
 */
int ptw_image_open_raw(const char *path, __u64 base, unsigned int flags, struct ptw_image **image,
		       struct ptw_image_error *error);

/**
 * ptw_image_close() - Close an image
 * @image: The image, or %NULL. No space of it may be in use any more
 */
void ptw_image_close(struct ptw_image *image);

/**
 * ptw_image_info() - What there is to know about an image
 * @image: The image
 * @info: Filled
 */
void ptw_image_info(const struct ptw_image *image, struct ptw_image_info *info);

/**
 * ptw_image_note() - A value of the PTW note
 * @image: The image
 * @key: "format", "root", "tcr"…
 *
 * Return: The value, or %NULL where the note does not have the key.
 */
const char *ptw_image_note(const struct ptw_image *image, const char *key);

/**
 * ptw_image_cpu() - Registers of one CPU, as QEMU noted them
 * @image: The image
 * @cpu: Which, below ptw_image_info.cpus
 * @state: Filled
 *
 * Return: 0, or -ENOENT for a CPU the image has no note of.
 */
int ptw_image_cpu(const struct ptw_image *image, unsigned int cpu, struct ptw_image_cpu *state);

/**
 * ptw_image_covers() - Whether the image holds a range of physical memory
 * @image: The image
 * @pa: First byte
 * @bytes: How many
 *
 * Return: 1 when all of it is inside segments.
 */
int ptw_image_covers(const struct ptw_image *image, __u64 pa, __u64 bytes);

/**
 * ptw_image_space() - Make a space whose memory is an image
 * @image: The image; must stay open as long as the space is used
 * @space: To be filled
 * @format: "x86-64", "arm64-4k"…
 * @config: Roots, geometry, registers; its memory is not looked at
 * @error: Filled when the configuration is refused; may be %NULL
 *
 * Any number of threads may walk the space. A word the image does not hold is
 * %PTW_UNREACHABLE, and so is one that cannot be read any more: see
 * ptw_image_failed().
 *
 * Return: As ptw_space_init().
 */
int ptw_image_space(struct ptw_image *image, struct ptw_space *space, const char *format,
		    const struct ptw_space_config *config, struct ptw_error *error);

/**
 * ptw_image_failed() - Whether reading the image's file has failed since it was opened
 * @image: The image
 * @error: Filled with the first failure; may be %NULL
 *
 * Return: 0 or -errno.
 */
int ptw_image_failed(const struct ptw_image *image, struct ptw_image_error *error);

#ifdef __cplusplus
}
#endif
#pragma GCC visibility pop

#endif /* PTW_IMAGE_H */
