// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The buffer before stdout. A map prints millions of short pieces: they are copied
 * here, and written when there are many.
 */
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "fail.h"
#include "number.h"
#include "out.h"

static char buffer[1 << 16];
static size_t used;

/* Somebody else may have made the file non-blocking: it is theirs too. */
static void wait_for_stdout(void)
{
	struct pollfd stdout_fd = { .fd = STDOUT_FILENO, .events = POLLOUT };

	poll(&stdout_fd, 1, -1);
}

void out_flush(void)
{
	size_t done = 0;
	ssize_t n;

	while (done < used) {
		n = write(STDOUT_FILENO, buffer + done, used - done);
		if (n >= 0)
			done += (size_t)n;
		else if (errno == EAGAIN)
			wait_for_stdout();
		else if (errno != EINTR)
			fail("standard output: %s", strerror(errno));
	}
	used = 0;
}

/* Some file systems find out that they are full only here. */
void out_finish(void)
{
	out_flush();
	if (close(STDOUT_FILENO) && errno != EBADF)
		fail("standard output: %s", strerror(errno));
}

void out_bytes(const char *bytes, size_t length)
{
	size_t room;

	for (;;) {
		room = sizeof(buffer) - used;
		if (room > length)
			room = length;
		memcpy(buffer + used, bytes, room);
		used += room;
		if (room == length)
			return;
		out_flush();
		bytes += room;
		length -= room;
	}
}

void out_text(const char *text)
{
	out_bytes(text, strlen(text));
}

void out_char(char c)
{
	if (used == sizeof(buffer))
		out_flush();
	buffer[used++] = c;
}

void out_hex(__u64 number)
{
	char text[NUMBER_MAX];
	size_t length = write_hex(text, number);

	out_bytes(text, length);
}

void out_decimal(__u64 number)
{
	char text[NUMBER_MAX];
	size_t length = write_decimal(text, number);

	out_bytes(text, length);
}

void out_column(const char *text, int width)
{
	int length = (int)strlen(text), i;

	if (width < 0)
		out_text(text);
	for (i = length; i < abs(width); i++)
		out_char(' ');
	if (width >= 0)
		out_text(text);
}

static bool find_out_colorful(void)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && !(no_color && *no_color) && term && strcmp(term, "dumb");
}

void out_color(enum color color)
{
	static const char *const codes[] = { "\033[0m", "\033[1m", "\033[2m", "\033[33m",
					     "\033[31m" };
	static enum { UNKNOWN, NO, YES } colorful;

	if (colorful == UNKNOWN)
		colorful = find_out_colorful() ? YES : NO;
	if (colorful == YES)
		out_text(codes[color]);
}
