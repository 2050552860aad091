/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Tables for unit tests: some pages of memory at PA 0x100000, the first of which is the
 * root. Ptes are written by hand, as the manual has them.
 */
#ifndef PTW_TESTS_TABLES_H
#define PTW_TESTS_TABLES_H

#include <string.h>
#include <ptw/ptw.h>

#define TABLES	     8
#define TABLES_SLOTS 512
#define TABLES_PA    0x100000ULL

static __u64 table[TABLES][TABLES_SLOTS] __attribute__((aligned(4096), unused));
static const char *tables_format __attribute__((unused));

/* Physical address of a slot */
static inline __u64 tables_slot(unsigned int t, unsigned int slot)
{
	return TABLES_PA + t * sizeof(table[0]) + 8 * slot;
}

/* A pte that points to a table and denies nothing, in the format of the space */
static inline __u64 tables_link(unsigned int t)
{
	if (!strncmp(tables_format, "x86", 3))
		return tables_slot(t, 0) | 7; /* P, R/W, U/S */
	if (!strncmp(tables_format, "arm", 3))
		return tables_slot(t, 0) | 3; /* table descriptor */
	if (!strncmp(tables_format, "riscv", 5))
		return tables_slot(t, 0) >> 2 | 1; /* V */
	return tables_slot(t, 0) | 0xfd;	   /* every right, type 1 */
}

/* Every field but registers; the memory is all of the tables. */
static inline struct ptw_space_config tables_config(void)
{
	struct ptw_space_config config = {
		.root = TABLES_PA,
		.root1 = PTW_NO_ROOT,
		.mem = table,
		.mem_pa = TABLES_PA,
		.mem_bytes = sizeof(table),
	};

	return config;
}

/* An empty root, and a space over it; no space at all (all zero) if that is refused */
static inline struct ptw_space tables_space(const char *format)
{
	struct ptw_space_config config = tables_config();
	struct ptw_space space;

	memset(table, 0, sizeof(table));
	tables_format = format;
	if (ptw_space_init(&space, format, &config, NULL))
		memset(&space, 0, sizeof(space));
	return space;
}

/* The same space with a dialect. Return: as ptw_space_init() */
static inline int tables_give_os(struct ptw_space *space, const char *os)
{
	struct ptw_space_config config = tables_config();

	config.os = os;
	return ptw_space_init(space, tables_format, &config, NULL);
}

#endif /* PTW_TESTS_TABLES_H */
