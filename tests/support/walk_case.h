/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A case: tables, registers and an address, as plain data. The random tests make cases,
 * the fuzzer's input is one, and either can be read back from a file.
 */
#ifndef PTW_TESTS_WALK_CASE_H
#define PTW_TESTS_WALK_CASE_H

#include <ptw/ptw.h>
#include "ref.h"

/* The memory that holds the tables: 16 pages of the largest granule */
#define CASE_PAGES   16
#define CASE_BYTES   (CASE_PAGES << 16)
#define CASE_RECORDS 192

#define CASE_LOWER_ONLY 0x80

/**
 * struct case_record - Slots that are not zero
 * @pte: What the first holds
 * @word: Which word of memory that is
 * @nr: How many slots; 0 counts as 1
 * @step: log2 of what each adds to the one before it
 */
struct case_record {
	__u64 pte;
	__u32 word;
	__u16 nr;
	__u16 step;
};

/* A case; what follows the records that are used is not written or read. */
struct walk_case {
	__u64 root;
	__u64 root1;
	__u64 enc_mask;
	__u64 mem_pa;
	__u64 va;
	__u64 last; /* end of the range that begins at va */
	__u64 reg[PTW_MAX_REGISTERS];
	__u32 mem_bytes;
	__u32 want;
	__u8 format; /* index of an instance */
	__u8 os;
	__u8 reg_given;
	__u8 va_bits;
	__u8 va1_bits;
	__u8 pa_bits;
	__u8 nr_records;
	__u8 flags; /* PTW_ITER_HOLES of the cursor, CASE_LOWER_ONLY */
	struct case_record record[CASE_RECORDS];
};

/* Numbers from a seed: splitmix64 */
struct rng {
	__u64 state;
};

__u64 rng_next(struct rng *rng);

/* 0 to @n - 1 */
__u64 rng_below(struct rng *rng, __u64 n);

/* True in @percent of 100 cases */
bool rng_chance(struct rng *rng, unsigned int percent);

/* Bytes of a case without the records that are not used */
size_t case_size(const struct walk_case *c);

/* Make @c something that can be run, whatever bytes it was read from. */
void case_mend(struct walk_case *c);

/* A case whose walks often reach a leaf, of instance number @format */
void case_random(struct walk_case *c, struct rng *rng, unsigned int format);

/* Another case, not far from this one */
void case_mutate(struct walk_case *c, struct rng *rng);

/* Fill the memory. There is one; what the last case left in it is gone. */
void case_apply(const struct walk_case *c);

/**
 * case_spaces() - The two spaces of a case: the one judged and the one that judges
 * @c: A case; apply it before walking
 * @space: Filled
 * @ref: Filled
 *
 * Return: 0, or what ptw_space_init() says; then neither is filled
 */
int case_spaces(const struct walk_case *c, struct ptw_space *space, struct ref_space *ref);

unsigned int case_nr_formats(void);

#endif /* PTW_TESTS_WALK_CASE_H */
