// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A walk that marks what it has looked at, as a processor does: a shared write, to be found. */
#include "core/direct.h"
#include "core/instance.h"
#include "soft/soft_sw.h"

static inline int marking_load(const struct ptw_space *space, u64 pa, unsigned int bytes, u64 *word)
{
	int ret = direct_load(space, pa, bytes, word);

	if (!ret)
		WRITE_ONCE(*(u64 *)(unsigned long)(space->mem + pa), *word | 1);
	return ret;
}

static const struct ptw_access acc_marking = { .name = "marking", .load = marking_load };

PTW_INSTANTIATE(marking, fmt_soft, dia_soft, acc_marking);

int main(void)
{
	return 0;
}
