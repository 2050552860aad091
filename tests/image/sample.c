// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Opens sample images and reads tables of answers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <criterion/criterion.h>
#include "sample.h"

static __u64 note_number(const struct ptw_image *image, const char *key, __u64 otherwise)
{
	const char *value = ptw_image_note(image, key);

	return value ? strtoull(value, NULL, 0) : otherwise;
}

void sample_space(struct ptw_image *image, struct ptw_space *space)
{
	static const char *const names[] = { "cr0", "cr4", "efer", "tcr", "mair" };
	struct ptw_register registers[5];
	struct ptw_space_config config = {
		.root = note_number(image, "root", PTW_NO_ROOT),
		.root1 = note_number(image, "root1", PTW_NO_ROOT),
		.va_bits = (__u32)note_number(image, "va_bits", 0),
		.va1_bits = (__u32)note_number(image, "va1_bits", 0),
		.pa_bits = (__u32)note_number(image, "pa_bits", 0),
		.os = ptw_image_note(image, "os"),
		.registers = registers,
	};
	struct ptw_error error = { "", "" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (ptw_image_note(image, names[i]))
			registers[config.nr_registers++] =
				(struct ptw_register){ names[i], note_number(image, names[i], 0) };
	cr_assert_eq(ptw_image_space(image, space, ptw_image_note(image, "format"), &config,
				     &error),
		     0, "%s: %s", error.field, error.text);
}

void sample_open(struct sample *sample, const char *name, unsigned int flags)
{
	struct ptw_image_error error;
	char path[512];

	snprintf(path, sizeof(path), "%s/%s.elf", PTW_TEST_IMAGES, name);
	cr_assert_eq(ptw_image_open(path, flags, &sample->image, &error), 0, "%s %s", path,
		     error.text);
	sample_space(sample->image, &sample->space);
}

void sample_close(struct sample *sample)
{
	ptw_image_close(sample->image);
}

static char *read_text(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text;
	long bytes;

	cr_assert(file, "%s cannot be read", path);
	fseek(file, 0, SEEK_END);
	bytes = ftell(file);
	rewind(file);
	text = calloc(1, (size_t)bytes + 1);
	cr_assert(text && fread(text, 1, (size_t)bytes, file) == (size_t)bytes);
	fclose(file);
	return text;
}

void answers_read(struct answers *answers, const char *path, size_t columns)
{
	size_t lines = 1, column;
	char *p, *line, *next;

	memset(answers, 0, sizeof(*answers));
	answers->text = read_text(path);
	answers->columns = columns;
	for (p = answers->text; *p; p++)
		lines += *p == '\n';
	answers->cell = calloc(lines * columns, sizeof(*answers->cell));
	cr_assert(answers->cell);
	for (line = answers->text; line && *line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = 0;
		/* A comment, or the names of the columns */
		if (*line == '#' || !strncmp(line, "kind\t", 5))
			continue;
		for (column = 0; column < columns; column++)
			answers->cell[answers->rows * columns + column] = strsep(&line, "\t");
		cr_assert(!line && answers->cell[answers->rows * columns + columns - 1],
			  "%s: row %zu has not %zu columns", path, answers->rows, columns);
		answers->rows++;
	}
}

void answers_free(struct answers *answers)
{
	free(answers->cell);
	free(answers->text);
}

const char *answers_text(const struct answers *answers, size_t row, size_t column)
{
	return answers->cell[row * answers->columns + column];
}

int answers_none(const struct answers *answers, size_t row, size_t column)
{
	return !strcmp(answers_text(answers, row, column), "-");
}

__u64 answers_hex(const struct answers *answers, size_t row, size_t column)
{
	const char *text = answers_text(answers, row, column);
	char *end;
	__u64 value = strtoull(text, &end, 16);

	cr_assert(*text && !*end, "row %zu, column %zu: \"%s\" is no number", row, column, text);
	return value;
}
