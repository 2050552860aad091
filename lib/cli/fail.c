// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Dying with one line.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include "fail.h"
#include "progress.h"

void fail(const char *format, ...)
{
	char line[1024];
	va_list args;
	char *p;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	/* A file name or a line of stdin may hold anything, terminal controls too. */
	for (p = line; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = '?';
	progress_clear();
	fprintf(stderr, "ptwalk: %s\n", line);
	exit(STATUS_ERROR);
}
