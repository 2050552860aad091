// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Finding the nearest name, by edit distance.
 */
#include <stddef.h>
#include <string.h>
#include <ptw/ptw.h>
#include "nearest.h"

#define NAME_MAX_LENGTH 32

static unsigned int least(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/*
 * How many characters must be put in, taken out or replaced to make @a into @b:
 * Levenshtein's table, of which the last row is kept. Of names that are too long to be
 * any of ours, more than any other.
 */
static unsigned int edit_distance(const char *a, const char *b)
{
	size_t columns = strlen(b), i, j;
	unsigned int row[NAME_MAX_LENGTH + 1], diagonal, above;

	if (strlen(a) > NAME_MAX_LENGTH || columns > NAME_MAX_LENGTH)
		return ~0u;
	for (j = 0; j <= columns; j++)
		row[j] = (unsigned int)j;
	for (i = 1; a[i - 1]; i++) {
		diagonal = row[0];
		row[0] = (unsigned int)i;
		for (j = 1; j <= columns; j++) {
			above = row[j];
			row[j] = least(least(above, row[j - 1]) + 1,
				       diagonal + (a[i - 1] != b[j - 1]));
			diagonal = above;
		}
	}
	return row[columns];
}

const char *nearest_format(const char *name)
{
	const struct ptw_instance *const *instance = ptw_instances();
	const char *nearest = (*instance)->fmt->name;

	for (; *instance; instance++)
		if (edit_distance(name, (*instance)->fmt->name) < edit_distance(name, nearest))
			nearest = (*instance)->fmt->name;
	return nearest;
}
