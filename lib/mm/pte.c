// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Ptes, read and made through the space's own format and dialect.
 */
#include "mm/pte.h"

#define ATTRS (PTW_ATTR_ACCESSED | PTW_ATTR_DIRTY | PTW_ATTR_SPECIAL)

static void read_soft(const struct ptw_mm *mm, u64 pte, unsigned int level, struct seen *seen)
{
	const struct ptw_space *space = &mm->space;
	struct ptw_soft soft = { .state = PTW_STATE_NONE };

	if (!pte)
		return;
	space->dia->refine(space->fmt, space, pte, level, 0, &soft);
	seen->pa = soft.pa;
	seen->attr = soft.attr & ATTRS;
	switch (soft.state) {
	case PTW_STATE_PROTNONE:
		seen->is = IS_MAPPED;
		break;
	case PTW_STATE_MIGRATION:
		seen->is = IS_MIGRATION;
		seen->migration = soft.swap_type - mm->migration;
		break;
	case PTW_STATE_INVALID:
		seen->is = IS_INVALID;
		break;
	default:
		seen->is = IS_OTHER;
	}
}

void pte_read(const struct ptw_mm *mm, u64 pte, unsigned int level, struct seen *seen)
{
	const struct ptw_space *space = &mm->space;
	const struct ptw_format *fmt = space->fmt;
	u32 attr;

	*seen = (struct seen){ .is = IS_NONE };
	switch (fmt->kind(fmt, space, pte, level)) {
	case PTW_HOLE:
		read_soft(mm, pte, level, seen);
		break;
	case PTW_TABLE:
		seen->is = IS_TABLE;
		seen->pa = fmt->table_pa(fmt, space, pte);
		break;
	case PTW_LEAF:
		seen->is = IS_MAPPED;
		seen->pa = fmt->leaf_pa(fmt, space, pte, level);
		seen->rights = fmt->leaf_grant(fmt, space, &space->half[0], pte, 0) >>
				       PTW_INFO_RIGHTS_SHIFT &
			       PTW_RIGHTS_USER;
		attr = fmt->attr(fmt, space, pte, level);
		seen->attr = space->dia->attr(fmt, space, pte, level, attr) & ATTRS;
		break;
	default:
		seen->is = IS_OTHER;
	}
}

/*
 * The rights of privileged code that go with those of user code differ by format: no
 * right to execute where that can be had, else the same as the user's.
 */
static int make_leaf(const struct ptw_space *space, unsigned int level, struct ptw_mapping *map,
		     u32 rights, u64 *pte)
{
	u32 priv = rights * PTW_RIGHT_PR;
	int ret;

	map->rights = rights | (priv & ~PTW_RIGHT_PX);
	ret = space->fmt->make_leaf(space->fmt, space, level, map, pte);
	if (ret != -EOPNOTSUPP || !(priv & PTW_RIGHT_PX))
		return ret;
	map->rights = rights | priv;
	return space->fmt->make_leaf(space->fmt, space, level, map, pte);
}

/*
 * Dirty is the hardware's bit where it can be; beside a pte that grants no write it is
 * sometimes the dialect's.
 */
static int make_leaf_attr(const struct ptw_space *space, unsigned int level, u64 pa, u32 rights,
			  u32 attr, u64 *pte)
{
	struct ptw_mapping map = { .pa = pa, .memtype = PTW_MEMTYPE_DEFAULT };
	u32 kept = attr & PTW_ATTR_SPECIAL;
	int ret;

	map.attr = attr & (PTW_ATTR_ACCESSED | PTW_ATTR_DIRTY);
	ret = make_leaf(space, level, &map, rights, pte);
	if (ret == -EOPNOTSUPP && attr & PTW_ATTR_DIRTY) {
		map.attr = attr & PTW_ATTR_ACCESSED;
		kept |= PTW_ATTR_DIRTY;
		ret = make_leaf(space, level, &map, rights, pte);
	}
	if (!ret && kept)
		ret = space->dia->make_attr(space->fmt, space, kept, pte);
	return ret;
}

static u64 make_soft(const struct ptw_mm *mm, unsigned int level, const struct ptw_soft *soft)
{
	const struct ptw_space *space = &mm->space;
	u64 pte;

	return space->dia->make_soft(space->fmt, space, soft, level, &pte) ? 0 : pte;
}

u64 pte_mapped(const struct ptw_mm *mm, unsigned int level, u64 pa, u32 rights, u32 attr)
{
	struct ptw_soft soft = { .state = PTW_STATE_PROTNONE, .pa = pa, .attr = attr };
	u64 pte;

	if (!rights)
		return make_soft(mm, level, &soft);
	return make_leaf_attr(&mm->space, level, pa, rights, attr, &pte) ? 0 : pte;
}

u64 pte_again(const struct ptw_mm *mm, unsigned int level, const struct seen *seen)
{
	u64 pte = pte_mapped(mm, level, seen->pa, seen->rights, seen->attr);

	WARN_ON_ONCE(!pte);
	return pte;
}

u64 pte_table(const struct ptw_mm *mm, unsigned int level, u64 table)
{
	const struct ptw_space *space = &mm->space;
	u64 pte = 0;

	if (WARN_ON_ONCE(space->fmt->make_table(space->fmt, space, level, frame_pa(mm->phys, table),
						&pte)))
		return 0;
	return pte;
}

u64 pte_migration(const struct ptw_mm *mm, u64 pa, enum migration migration)
{
	struct ptw_soft soft = { .state = PTW_STATE_MIGRATION, .pa = pa };
	u64 pte;

	soft.swap_type = mm->migration + migration;
	pte = make_soft(mm, 0, &soft);
	WARN_ON_ONCE(!pte);
	return pte;
}

u64 pte_invalid(const struct ptw_mm *mm, unsigned int level, const struct seen *seen)
{
	struct ptw_soft soft = { .state = PTW_STATE_INVALID, .pa = seen->pa };
	u64 pte;

	soft.attr = seen->attr;
	pte = make_soft(mm, level, &soft);
	WARN_ON_ONCE(!pte);
	return pte;
}
