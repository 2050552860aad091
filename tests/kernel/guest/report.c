// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The lines that the host reads.
 */
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include "report.h"

static int fd = 1;

void report_open(const char *tty)
{
	struct termios raw;
	char path[64];

	snprintf(path, sizeof(path), "/dev/%s", tty);
	fd = open(path, O_RDWR | O_NOCTTY);
	if (fd < 0 || tcgetattr(fd, &raw))
		return;
	cfmakeraw(&raw);
	tcsetattr(fd, TCSANOW, &raw);
}

/* One write a line, so that no two lines mix. */
static void say(const char *word, const char *name, const char *format, va_list args)
{
	char line[512];
	int len = snprintf(line, sizeof(line) - 2, "%s %s ", word, name);

	len += vsnprintf(line + len, sizeof(line) - 2 - len, format, args);
	if (len > (int)sizeof(line) - 2)
		len = sizeof(line) - 2;
	line[len++] = '\n';
	if (write(fd, line, len) != len)
		_exit(1);
}

#define SAY(function, word)                                      \
	void function(const char *name, const char *format, ...) \
	{                                                        \
		va_list args;                                    \
                                                                 \
		va_start(args, format);                          \
		say(word, name, format, args);                   \
		va_end(args);                                    \
	}

SAY(ok, "ok")
SAY(not_ok, "not ok")
SAY(skip, "skip")

void note(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say("#", "", format, args);
	va_end(args);
}

void report_end(void)
{
	static const char line[] = GUEST_SENTINEL "\n";

	if (write(fd, line, sizeof(line) - 1) != sizeof(line) - 1)
		_exit(1);
	tcdrain(fd);
}
