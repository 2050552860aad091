// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A run for the eye: a line a step, in the column of who did it, and between the columns
 * what left a store buffer. Addresses are told by the number of the allocation, so that
 * the same run prints the same wherever it is run.
 */
#include <stdarg.h>
#include <string.h>
#include "run.h"

#define COLUMN 54
#define MIDDLE 30

void model_value_text(u64 value, char *text, size_t size)
{
	const void *p = (const void *)(unsigned long)value;
	char name[64];

	model_arena_name(p, name, sizeof(name));
	if (name[0] == '#')
		snprintf(text, size, "%s", name);
	else if (value < 1024)
		snprintf(text, size, "%llu", (unsigned long long)value);
	else if (model_on_stack(p))
		snprintf(text, size, "on a stack");
	else
		snprintf(text, size, "0x%llx", (unsigned long long)value);
}

/* The column of what leaves store buffers is behind the first thread's. */
static unsigned int indent_of(unsigned int proc)
{
	unsigned int middle = model_run.memory->direct ? 0 : MIDDLE;

	if (proc >= MODEL_FLUSH)
		return COLUMN;
	return proc ? COLUMN * (proc < model_run.nr_threads ? proc : model_run.nr_threads) + middle
		    : 0;
}

/* Lines that are too long go on in the next, a bit further in. */
static void print_in_column(FILE *out, unsigned int proc, const char *text)
{
	int width = (proc >= MODEL_FLUSH ? MIDDLE : COLUMN) - 2, more = 0;
	int length = (int)strlen(text);

	do {
		fprintf(out, "%*s%.*s\n", (int)indent_of(proc) + more, "", width - more, text);
		length -= width - more;
		text += length > 0 ? width - more : 0;
		more = 2;
	} while (length > 0);
}

static const char *base_name(const char *file)
{
	const char *slash = strrchr(file, '/');

	return slash ? slash + 1 : file;
}

void model_trace(unsigned int proc, const struct model_at *at, const char *format, ...)
{
	char text[2 * MODEL_TEXT];
	size_t used = 0;
	va_list args;

	if (proc < MODEL_FLUSH)
		used = (size_t)snprintf(text, sizeof(text), "%s:%d ", base_name(at->file),
					at->line);
	else
		used = (size_t)snprintf(text, sizeof(text), "seen of %u: ", proc - MODEL_FLUSH);
	va_start(args, format);
	vsnprintf(text + used, sizeof(text) - used, format, args);
	va_end(args);
	print_in_column(model_run.trace, proc, text);
}

void model_trace_head(FILE *out)
{
	unsigned int t;

	for (t = 0; t < model_run.nr_threads; t++) {
		fprintf(out, "thread %-*u", COLUMN - 7, t);
		if (!t && !model_run.memory->direct)
			fprintf(out, "%-*s", MIDDLE, "store buffers");
	}
	fprintf(out, "\n");
}
