/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Kinds of memory that a process can have, one row each: how to get it, and what every
 * page of it must look like if it is what it claims to be.
 */
#ifndef GUEST_KINDS_H
#define GUEST_KINDS_H

#include <stddef.h>
#include <ptw/types.h>

/**
 * struct area - Memory of one kind
 * @va: First byte
 * @bytes: How much
 * @step: Bytes from one address asked about to the next
 * @shift: log2 of the size its mappings must have; 0 if it does not matter
 * @run_shift: The same of the contiguous run; 0 if it does not matter
 * @pid: A child that holds it in its state, or 0
 */
struct area {
	char *va;
	size_t bytes;
	size_t step;
	unsigned int shift;
	unsigned int run_shift;
	int pid;
};

/**
 * struct kind - A row
 * @name: Of the test
 * @make: Fill an area. Return: %NULL, or why this kernel or machine has none. Without one
 *	the area is make_owned()'s
 * @min: Pages there must be
 * @kind: What each must be
 * @state: And its state, where it is soft
 * @attr: PTW_ATTR_* that each must have
 * @no_attr: PTW_ATTR_* that none may have
 * @may: MAY_* of pages.h
 */
struct kind {
	const char *name;
	const char *(*make)(struct area *area);
	unsigned int min;
	enum ptw_kind kind;
	enum ptw_state state;
	unsigned int attr;
	unsigned int no_attr;
	unsigned int may;
};

extern const struct kind kinds[];

#endif /* GUEST_KINDS_H */
