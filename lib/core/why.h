/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Why a walk's answer is not a mapping that grants what was wanted, in the words of
 * enum ptw_why: the same for every owner of tables.
 */
#ifndef PTW_CORE_WHY_H
#define PTW_CORE_WHY_H

#include <ptw/policy.h>
#include <ptw/walk.h>
#include "ptw_env.h"

static inline enum ptw_why ptw_why_soft(const struct ptw_space *space, u64 va,
					const struct ptw_leaf *leaf)
{
	struct ptw_soft soft;

	switch (ptw_leaf_state(leaf)) {
	case PTW_STATE_PROTNONE:
		return PTW_WHY_PROTNONE;
	case PTW_STATE_MIGRATION:
		return PTW_WHY_MIGRATION;
	case PTW_STATE_HWPOISON:
		return PTW_WHY_HWPOISON;
	case PTW_STATE_MARKER:
		break;
	default:
		return PTW_WHY_SWAPPED;
	}
	ptw_leaf_soft(space, va, leaf, &soft);
	if (soft.marker & PTW_MARKER_POISONED)
		return PTW_WHY_HWPOISON;
	return soft.marker & PTW_MARKER_GUARD ? PTW_WHY_GUARD : PTW_WHY_MARKER;
}

static inline enum ptw_why ptw_why_refused(const struct ptw_space *space, u64 va,
					   const struct ptw_leaf *leaf)
{
	switch (ptw_leaf_kind(leaf)) {
	case PTW_LEAF:
		return PTW_WHY_RIGHTS;
	case PTW_HOLE:
		return PTW_WHY_HOLE;
	case PTW_UNREACHABLE:
		return PTW_WHY_NO_TABLE;
	case PTW_RANGE:
		return PTW_WHY_RANGE;
	case PTW_SOFT:
		return ptw_why_soft(space, va, leaf);
	default:
		return PTW_WHY_BAD;
	}
}

#endif /* PTW_CORE_WHY_H */
