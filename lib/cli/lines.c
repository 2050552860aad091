// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Reading lines.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>
#include "fail.h"
#include "lines.h"
#include "out.h"

static void wait_for_stdin(void)
{
	struct pollfd stdin_fd = { .fd = STDIN_FILENO, .events = POLLIN };

	poll(&stdin_fd, 1, -1);
}

static void read_more(struct lines *lines)
{
	ssize_t n;

	memmove(lines->buffer, lines->buffer + lines->begin, lines->end - lines->begin);
	lines->end -= lines->begin;
	lines->begin = 0;
	out_flush();
	if (lines->end == sizeof(lines->buffer))
		fail("standard input, line %llu: is longer than any address", lines->number + 1);
	while ((n = read(STDIN_FILENO, lines->buffer + lines->end,
			 sizeof(lines->buffer) - lines->end)) < 0) {
		if (errno == EAGAIN)
			wait_for_stdin();
		else if (errno != EINTR)
			fail("standard input: %s", strerror(errno));
	}
	lines->end += (size_t)n;
	lines->at_end = !n;
}

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

bool lines_next(struct lines *lines, const char **line, size_t *length)
{
	const char *begin, *end;

	do {
		while (!(end = memchr(lines->buffer + lines->begin, '\n',
				      lines->end - lines->begin)) &&
		       !lines->at_end)
			read_more(lines);
		begin = lines->buffer + lines->begin;
		if (!end)
			end = lines->buffer + lines->end;
		if (end == lines->buffer + lines->end && begin == end)
			return false;
		lines->begin = (size_t)(end - lines->buffer) + (end < lines->buffer + lines->end);
		lines->number++;
		while (begin < end && blank(*begin))
			begin++;
		while (begin < end && blank(end[-1]))
			end--;
	} while (begin == end);
	*line = begin;
	*length = (size_t)(end - begin);
	return true;
}
