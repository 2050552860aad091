// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The progress line. Nothing is shown in the first second; then it is renewed four
 * times a second.
 */
#include <stdbool.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>
#include "progress.h"

#define FIRST_MS 1000
#define EVERY_MS 250

static bool shown;

static __u64 now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
	return (__u64)t.tv_sec * 1000 + (__u64)t.tv_nsec / 1000000;
}

void progress(__u64 done, __u64 va)
{
	static bool known, wanted;
	static __u64 due;
	__u64 now;

	if (!known) {
		known = true;
		wanted = isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO);
		due = now_ms() + FIRST_MS;
	}
	if (!wanted)
		return;
	now = now_ms();
	if (now < due)
		return;
	due = now + EVERY_MS;
	shown = true;
	fprintf(stderr, "\r%llu answers, at 0x%llx\033[K", done, va);
}

void progress_clear(void)
{
	if (shown)
		fputs("\r\033[K", stderr);
	shown = false;
}
