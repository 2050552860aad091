// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Tables that no mm has.
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include "scratch.h"

#define INDEX_BITS (PAGE_SHIFT - 3)

u64 *scratch_slot(const struct scratch *scratch, unsigned int level)
{
	u64 index = scratch->va >> (PAGE_SHIFT + level * INDEX_BITS);

	return (u64 *)scratch->table[level] + (index & (BIT(INDEX_BITS) - 1));
}

u64 scratch_table_word(const struct scratch *scratch, unsigned int level)
{
	u64 pa = __pa(scratch->table[level]);

#ifdef CONFIG_ARM64
	return __phys_to_pte_val(pa) | PMD_TYPE_TABLE;
#else
	return pa | _PAGE_TABLE;
#endif
}

int scratch_init(struct scratch *scratch, const struct ptw_space *space)
{
	unsigned int top = space->half[0].top, level;

	memset(scratch, 0, sizeof(*scratch));
	scratch->space = *space;
	/* No index of its is 0, nor the last one of its table. */
	scratch->va = space->last[0] & 0x5555555555555555ULL & PAGE_MASK;
	for (level = 0; level <= top; level++) {
		scratch->table[level] = get_zeroed_page(GFP_KERNEL);
		if (!scratch->table[level])
			return -ENOMEM;
		if (level)
			*scratch_slot(scratch, level) = scratch_table_word(scratch, level - 1);
	}
	/* Where one root serves both halves, both have it. */
	scratch->space.half[0].root = __pa(scratch->table[top]);
	scratch->space.half[1].root = scratch->space.half[0].root;
	return 0;
}

void scratch_free(struct scratch *scratch)
{
	unsigned int level;

	for (level = 0; level < PTW_MAX_LEVELS; level++)
		free_page(scratch->table[level]);
}
