/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * acc_direct: tables in memory that can be read as it is. The simplest access, and
 * the one to learn from.
 */
#ifndef PTW_CORE_DIRECT_H
#define PTW_CORE_DIRECT_H

#include <ptw/format.h>
#include <ptw/space.h>
#include "ptw_env.h"

/* Slots and the memory are aligned to a pte's size: what starts inside ends inside. */
static inline int direct_load(const struct ptw_space *space, u64 pa, unsigned int bytes, u64 *word)
{
	if (unlikely(pa - space->mem_first >= space->mem_bytes))
		return -EFAULT;
	if (bytes == 4)
		*word = load_dependent(*(const u32 *)(unsigned long)(space->mem + pa));
	else
		*word = load_dependent(*(const u64 *)(unsigned long)(space->mem + pa));
	return 0;
}

static inline const void *direct_peek(const struct ptw_space *space, u64 pa, u64 *bytes)
{
	u64 offset = pa - space->mem_first;

	if (unlikely(offset >= space->mem_bytes))
		return NULL;
	if (*bytes > space->mem_bytes - offset)
		*bytes = space->mem_bytes - offset;
	return (const void *)(unsigned long)(space->mem + pa);
}

/*
 * Nothing is entered: who gives us the memory keeps it until no walk is left.
 */
static const struct ptw_access acc_direct __maybe_unused = {
	.name = "direct",
	.load = direct_load,
	.peek = direct_peek,
};

#endif /* PTW_CORE_DIRECT_H */
