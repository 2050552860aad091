/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A line on stderr that says how far long work has come, when stderr is a terminal
 * and stdout is not.
 */
#ifndef PTW_CLI_PROGRESS_H
#define PTW_CLI_PROGRESS_H

#include <linux/types.h>

/* @done answers are out, the last of them about @va. Cheap; call it often. */
void progress(__u64 done, __u64 va);

/* Take the line off the terminal. */
void progress_clear(void);

#endif /* PTW_CLI_PROGRESS_H */
