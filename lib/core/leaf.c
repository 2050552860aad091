// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What can be said of an answer afterwards, from the pte it carries: nothing here
 * looks at a table.
 */
#include <ptw/walk.h>
#include "core/iterate.h"

void ptw_leaf_soft(const struct ptw_space *space, __u64 va, const struct ptw_leaf *leaf,
		   struct ptw_soft *soft)
{
	static const struct ptw_soft none;

	*soft = none;
	if (ptw_leaf_kind(leaf) == PTW_SOFT && space->os.layout)
		space->dia->refine(space->fmt, space, leaf->pte, ptw_leaf_level(leaf), va, soft);
}
PTW_EXPORT(ptw_leaf_soft);

unsigned int ptw_leaf_attr(const struct ptw_space *space, __u64 va, const struct ptw_leaf *leaf)
{
	unsigned int level = ptw_leaf_level(leaf), attr;
	struct ptw_soft soft;

	if (ptw_leaf_kind(leaf) != PTW_LEAF) {
		ptw_leaf_soft(space, va, leaf, &soft);
		return soft.attr;
	}
	attr = space->fmt->attr(space->fmt, space, leaf->pte, level);
	if (space->os.layout)
		attr = space->dia->attr(space->fmt, space, leaf->pte, level, attr);
	return attr;
}
PTW_EXPORT(ptw_leaf_attr);

unsigned int ptw_leaf_memtype(const struct ptw_space *space, const struct ptw_leaf *leaf,
			      char name[8])
{
	unsigned int memtype = PTW_MEMTYPE_UNKNOWN;

	if (space->fmt->memtype && ptw_leaf_kind(leaf) == PTW_LEAF)
		memtype = space->fmt->memtype(space->fmt, space, leaf->pte, ptw_leaf_level(leaf));
	if (!name)
		return memtype;
	name[0] = 0;
	if (memtype != PTW_MEMTYPE_UNKNOWN)
		space->fmt->memtype_name(memtype, name);
	return memtype;
}
PTW_EXPORT(ptw_leaf_memtype);

int ptw_leaf_judge(const struct ptw_space *space, const struct ptw_leaf *leaf, unsigned int want)
{
	unsigned int rights = ptw_leaf_rights(leaf), need = want & PTW_RIGHTS_USER;
	unsigned int has = want & PTW_WANT_USER ? rights : rights >> 3;
	const struct ptw_format *fmt = space->fmt;

	if (ptw_leaf_kind(leaf) != PTW_LEAF)
		return -ENOENT;
	if (need & ~has || (need && fmt->leaf_faults && fmt->leaf_faults(fmt, space, leaf->pte)))
		return -EACCES;
	if (fmt->judge && fmt->judge(fmt, space, leaf->pte, rights, want))
		return -EACCES;
	return 0;
}
PTW_EXPORT(ptw_leaf_judge);

void ptw_block_alike(const struct ptw_block *block, const struct ptw_leaf *leaf,
		     struct ptw_alike *alike)
{
	ptw_set_alike(block->space->fmt, block->space, block->shift, leaf, alike);
	alike->shift = block->space->fmt->address_shift;
}
PTW_EXPORT(ptw_block_alike);
