/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * One answer of a walk, printed: as an object, or as a row of a table.
 */
#ifndef PTW_CLI_ANSWER_H
#define PTW_CLI_ANSWER_H

#include <stdbool.h>
#include <ptw/ptw.h>

/**
 * struct answer - What is printed
 * @space: The space
 * @va: The address; the first, of several slots
 * @leaf: The answer
 * @reason: Why not, of the leaf or of who judged it
 * @count: How many slots say the same; 0: not to be printed
 */
struct answer {
	const struct ptw_space *space;
	__u64 va;
	struct ptw_leaf leaf;
	enum ptw_reason reason;
	__u64 count;
};

void answer_json(const struct answer *answer);

/* A table; with @counts it has a column for them, else the odd one is said behind. */
void answer_header(bool counts);
void answer_row(const struct answer *answer, bool counts);

const char *kind_name(enum ptw_kind kind);

#endif /* PTW_CLI_ANSWER_H */
