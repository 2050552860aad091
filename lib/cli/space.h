/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * From options and image to an address space.
 */
#ifndef PTW_CLI_SPACE_H
#define PTW_CLI_SPACE_H

#include <stdbool.h>
#include <ptw/ptw.h>
#include "value.h"

#define MAX_ASSUMED (PTW_MAX_REGISTERS + 4)

/**
 * struct setup - An image, and the space in it
 * @from: Where its values come from
 * @format: The format's name, %NULL where nothing says it
 * @config: What the space was made from
 * @reg: Its registers
 * @space: The space
 * @assumed: Names of what nobody said and was therefore assumed
 * @nr_assumed: How many
 */
struct setup {
	struct sources from;
	const char *format;
	struct ptw_space_config config;
	struct ptw_register reg[PTW_MAX_REGISTERS];
	struct ptw_space space;
	const char *assumed[MAX_ASSUMED];
	unsigned int nr_assumed;
};

/* Open the image that the first argument names; fails where that cannot be done. */
void setup_open(struct setup *setup, const struct options *options);

/*
 * Make the space; fails where options or image contradict themselves or each other.
 * Return: %NULL, or what is missing, as a line.
 */
const char *setup_space(struct setup *setup);

/* Both, and fail where something is missing. */
void setup_walk(struct setup *setup, const struct options *options);

/* A line for people: what was assumed, with the values */
void setup_print_assumed(const struct setup *setup);

/* Close the image; fails when the file could not be read on the way. */
void setup_close(struct setup *setup);

#endif /* PTW_CLI_SPACE_H */
