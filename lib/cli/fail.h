/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How the command ends: its statuses, and the one line it dies with.
 */
#ifndef PTW_CLI_FAIL_H
#define PTW_CLI_FAIL_H

enum status {
	STATUS_OK = 0,
	STATUS_NO = 1,	  /* done, but not every answer is the one that was hoped for */
	STATUS_ERROR = 2, /* bad usage, or an image that cannot be used */
};

/*
 * One line on stderr, whatever is in the arguments, and STATUS_ERROR. What is still
 * buffered for stdout is dropped.
 */
void fail(const char *format, ...) __attribute__((__noreturn__, __format__(__printf__, 1, 2)));

#endif /* PTW_CLI_FAIL_H */
