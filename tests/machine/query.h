/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * One question, put to libptw and to the processor, and what both say, in the same
 * words.
 */
#ifndef PTW_MACHINE_QUERY_H
#define PTW_MACHINE_QUERY_H

#include "arm64.h"
#include "regime.h"

/* In what a translation can end; level by level, as fault status codes have it */
enum outcome {
	MAPPED,
	TRANSLATION,
	ADDRESS_SIZE,
	ACCESS_FLAG,
	PERMISSION,
	EXTERNAL,
	NO_WALK, /* outside the halves, EPDn, E0PDn: the processor says Translation, level 0 */
	OUTCOMES,
};

extern const char *const outcome_names[OUTCOMES];
extern const char *const access_names[ACCESSES];

/**
 * struct answer - An answer, as far as both sides can give it
 * @outcome: %OUTCOMES for what no manual allows
 * @level: Of the fault
 * @pa: Where it is mapped, by 4K; not of a fetch
 * @memtype: MAIR_EL1's byte; not of a fetch
 */
struct answer {
	enum outcome outcome;
	unsigned int level;
	u64 pa;
	unsigned int memtype;
};

/**
 * struct query - A question and its answers
 * @regime: The regime, which the registers hold
 * @va: The address
 * @access: The access
 * @leaf: libptw's answer
 * @ours: The same
 * @machine: The processor's answer
 * @theirs: The same
 */
struct query {
	const struct regime *regime;
	u64 va;
	enum access access;
	struct ptw_leaf leaf;
	struct answer ours;
	struct machine_answer machine;
	struct answer theirs;
};

static inline bool is_fetch(enum access access)
{
	return access >= ACCESS_ATS;
}

void ask_libptw(struct query *query);

/* After libptw: the processor may set access flags and make leaves dirty. */
void ask_processor(struct query *query);

bool answers_agree(const struct query *query);

void query_say(const struct query *query);

#endif /* PTW_MACHINE_QUERY_H */
