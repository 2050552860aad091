/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Lines of standard input. Before it waits for more of them, what is buffered for
 * stdout is written: who asks one line at a time gets each answer at once, and a
 * million lines are answered in large pieces.
 */
#ifndef PTW_CLI_LINES_H
#define PTW_CLI_LINES_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

struct lines {
	char buffer[1 << 16];
	size_t begin;
	size_t end;
	bool at_end;
	__u64 number; /* of the line that was read last */
};

/*
 * The next line that is not blank, without the blanks around it; false at the end.
 * Good until the next call.
 */
bool lines_next(struct lines *lines, const char **line, size_t *length);

#endif /* PTW_CLI_LINES_H */
