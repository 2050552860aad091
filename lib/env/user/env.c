// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What WARN_ON_ONCE() does in user space: say it, with a backtrace where the library
 * was built with libunwind, and stop where that is wanted.
 */
#include <stdio.h>
#include <stdlib.h>
#include "ptw_env.h"

#ifdef PTW_HAVE_LIBUNWIND
#define UNW_LOCAL_ONLY
#include <libunwind.h>

static void backtrace(void)
{
	unw_context_t context;
	unw_cursor_t cursor;
	unw_word_t offset;
	char name[128];

	if (unw_getcontext(&context) || unw_init_local(&cursor, &context))
		return;
	while (unw_step(&cursor) > 0) {
		if (unw_get_proc_name(&cursor, name, sizeof(name), &offset))
			continue;
		fprintf(stderr, "  %s+0x%lx\n", name, (unsigned long)offset);
	}
}
#else
static void backtrace(void)
{
}
#endif

void ptw_env_warn(const char *what, const char *file, int line)
{
	fprintf(stderr, "libptw: %s:%d: WARN_ON_ONCE(%s)\n", file, line, what);
	backtrace();
	if (getenv("PTW_WARN_FATAL"))
		abort();
}
