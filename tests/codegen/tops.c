// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Prints each instance and how many constant top levels its walk has a copy for. */
#include <ptw/ptw.h>
#include <stdio.h>

int main(void)
{
	const struct ptw_instance *const *i;

	for (i = ptw_instances(); *i; i++)
		printf("%s %d\n", (*i)->name, (*i)->fmt->top_max - (*i)->fmt->top_min + 1);
	return 0;
}
