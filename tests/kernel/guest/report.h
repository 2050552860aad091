/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the host reads on the second serial port: a line a test, "ok NAME TEXT", "not ok
 * NAME TEXT" or "skip NAME TEXT", and at the end the sentinel.
 */
#ifndef GUEST_REPORT_H
#define GUEST_REPORT_H

#define GUEST_SENTINEL "ptw-test: the end"

void report_open(const char *tty);
void report_end(void);

__attribute__((format(printf, 2, 3))) void ok(const char *name, const char *format, ...);
__attribute__((format(printf, 2, 3))) void not_ok(const char *name, const char *format, ...);
__attribute__((format(printf, 2, 3))) void skip(const char *name, const char *format, ...);
__attribute__((format(printf, 1, 2))) void note(const char *format, ...);

#endif /* GUEST_REPORT_H */
