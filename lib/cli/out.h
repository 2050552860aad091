/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Standard output, in large pieces, and loud when it cannot be written.
 */
#ifndef PTW_CLI_OUT_H
#define PTW_CLI_OUT_H

#include <linux/types.h>
#include <stddef.h>

void out_bytes(const char *bytes, size_t length);
void out_text(const char *text);
void out_char(char c);
void out_hex(__u64 number);
void out_decimal(__u64 number);

/* @text in a column of @width characters, negative: to the left of it */
void out_column(const char *text, int width);

/* Colours a terminal: nothing where stdout is none, or NO_COLOR says so. */
enum color { COLOR_NONE, COLOR_HEAD, COLOR_FAINT, COLOR_WARN, COLOR_BAD };
void out_color(enum color color);

/* Write what is buffered. A closed pipe ends the command quietly, by SIGPIPE. */
void out_flush(void);

/* The last words: everything is written, or the command fails. */
void out_finish(void);

#endif /* PTW_CLI_OUT_H */
