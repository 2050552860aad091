/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The notation of arch/<isa>/<format>_vectors.h: what the manual says of a pte, of a
 * walk and of a configuration, derived by hand and written down as data. Every row
 * begins with what it is in words. tests/format/test_vectors.c tries them all.
 *
 * Rights are written as "rwx rwx", user code's and privileged code's, with '-' for
 * one that is not granted; attributes and memory types as ptwalk prints them. What a
 * row does not give must be nothing, but for a memory type, which then is not looked
 * at.
 */
#ifndef PTW_TESTS_VECTORS_H
#define PTW_TESTS_VECTORS_H

#include <ptw/ptw.h>

/**
 * struct vec_pte - A pte at a level, below tables that deny nothing
 * @is: What it is
 * @level: Where it stands
 * @upper: In the upper half
 * @kind: PTW_TABLE of a pte that points to one
 * @reason: Of a bad pte; %PTW_REASON_ACCESS_FLAG of a leaf that denies every access
 * @pte: The pte
 * @pa: What it points to, or the first byte of what it maps
 * @shift: log2 of the bytes it spans; 0 in rows that formats of other sizes share
 * @run: log2 of those of its run; 0 without one
 * @rights: Of a leaf
 * @attr: Of a leaf or a soft pte
 * @memtype: Of a leaf
 * @os: Of a leaf, with a dialect: what the operating system's own walk grants, as "rw-";
 *	not looked at where it is not given
 * @soft: Of a soft pte; its attr is @attr
 */
struct vec_pte {
	const char *is;
	unsigned int level;
	int upper;
	enum ptw_kind kind;
	enum ptw_reason reason;
	__u64 pte;
	__u64 pa;
	unsigned int shift;
	unsigned int run;
	const char *rights;
	const char *attr;
	const char *memtype;
	const char *os;
	struct ptw_soft soft;
};

/* A word of memory; all others are 0. */
struct vec_word {
	__u64 pa;
	__u64 word;
};

/**
 * struct vec_walk - Memory, an address, and the answer
 * @is: What it shows
 * @va: The address
 * @want: What is wanted of it
 * @ret: What follow returns
 * @kind: Of the answer, and so on
 * @words: Memory; a pair of zeros ends it
 */
struct vec_walk {
	const char *is;
	__u64 va;
	unsigned int want;
	int ret;
	enum ptw_kind kind;
	enum ptw_reason reason;
	unsigned int level;
	__u64 pa;
	__u64 pte;
	unsigned int shift;
	unsigned int run;
	const char *rights;
	struct vec_word words[8];
};

/**
 * struct vec_set - Rows that share a configuration
 * @is: What it is; %NULL ends a list of sets
 * @config: Without registers and memory: those are 1 MiB from pa 0 on
 * @registers: Up to one without name
 * @ptes: Rows, up to one without @is; or %NULL
 * @walks: The same
 * @ret: 0, or what the configuration is refused with
 * @field: Which field is wrong then
 */
struct vec_set {
	const char *is;
	struct ptw_space_config config;
	struct ptw_register registers[5];
	const struct vec_pte *ptes;
	const struct vec_walk *walks;
	int ret;
	const char *field;
};

/**
 * struct vec_format - All vectors of a format
 * @format: Its name
 * @table: A pte that points to a table at pa 0 and denies nothing
 * @shift: How much further down than in the table's address its bits stand in the pte
 * @bits: Bits of a leaf that the hardware looks at and that are no address, at any level;
 *	but for an encryption bit
 * @sets: Its sets; those that are not refused are what its encoders are tried under
 */
struct vec_format {
	const char *format;
	__u64 table;
	unsigned int shift;
	__u64 bits;
	const struct vec_set *sets;
};

#endif /* PTW_TESTS_VECTORS_H */
