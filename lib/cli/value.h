/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Where each value of a space comes from: an option, else the image's PTW note, else
 * QEMU's note of the CPU. --cpu is an option: what it names comes before the PTW note.
 *
 * A key is a value's name in the PTW note: "root", "va_bits", "cr4"…
 */
#ifndef PTW_CLI_VALUE_H
#define PTW_CLI_VALUE_H

#include <stdbool.h>
#include <ptw/ptw.h>
#include "options.h"

/**
 * struct sources - Who can say something
 * @options: The command's
 * @path: The image's file
 * @image: The image
 * @info: About it
 * @options_only: What the image says is about other tables than those to be walked
 */
struct sources {
	const struct options *options;
	const char *path;
	struct ptw_image *image;
	struct ptw_image_info info;
	bool options_only;
};

enum source { SOURCE_NONE, SOURCE_OPTION, SOURCE_REG, SOURCE_NOTE, SOURCE_CPU };

/* What was said, as text; of a CPU's register as number */
struct value {
	enum source source;
	const char *text;
	__u64 number;
};

struct value find_value(const struct sources *from, const char *key);

/* Die of a value, naming it and who said it. */
void refuse(const struct sources *from, const char *key, const char *why)
	__attribute__((__noreturn__));

/* The same of what the library calls wrong, which spells as the command line does */
void refuse_field(const struct sources *from, const struct ptw_error *error)
	__attribute__((__noreturn__));

/* A value as number; false where nobody says it. Fail where it is none. */
bool take_hex(const struct sources *from, const char *key, __u64 *number);
bool take_bits(const struct sources *from, const char *key, __u32 *bits);

/* The CPU whose note counts: --cpu, or the first. Fails where there is no such note. */
unsigned int chosen_cpu(const struct sources *from);

#endif /* PTW_CLI_VALUE_H */
