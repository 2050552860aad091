// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The walk once more, slowly, remembering each level. The descriptors are ordinary
 * tables of operations here; the answer comes from the same ptw_finish() that gives
 * follow's, so that the two cannot disagree about the ptes they saw.
 */
#include "descend.h"

int ptw_explain(const struct ptw_space *space, __u64 va, unsigned int want,
		struct ptw_step step[PTW_MAX_LEVELS], unsigned int *nr, struct ptw_leaf *leaf)
{
	const struct ptw_instance *instance = space->instance;
	const struct ptw_format *fmt = instance->fmt;
	const struct ptw_access *acc = instance->acc;
	const struct ptw_half *half = fmt->half(fmt, space, va);
	struct ptw_tables tables = { 0, 0 };
	u64 table;
	unsigned long cookie = 0;
	unsigned int level;
	int ret;

	*nr = 0;
	if (!half) {
		leaf->pa = PTW_NO_SLOT;
		return ptw_lost(fmt, acc, space, va, leaf);
	}
	if (acc->enter)
		cookie = acc->enter(space);
	table = half->root;
	for (level = half->top;; level--, step++) {
		step->slot = ptw_slot(fmt, half, table, va, level, half->top);
		step->pte = 0;
		step->level = level;
		step->kind = PTW_UNREACHABLE;
		++*nr;
		if (ptw_load(fmt, acc, space, step->slot, &step->pte))
			break;
		step->kind = fmt->kind(fmt, space, step->pte, level);
		if (!level || step->kind != PTW_TABLE)
			break;
		ptw_pass_table(fmt, &tables, step->pte);
		table = fmt->table_pa(fmt, space, step->pte);
	}
	ptw_put_look(fmt, leaf, step->slot, level,
		     step->kind == PTW_UNREACHABLE ? tables.last : step->pte, tables.denied);
	if (step->kind == PTW_UNREACHABLE)
		ret = ptw_lost(fmt, acc, space, va, leaf);
	else
		ret = ptw_finish(fmt, instance->dia, acc, space, va, want, leaf);
	if (acc->leave)
		acc->leave(space, cookie);
	if (ptw_leaf_kind(leaf) == PTW_SOFT)
		step->kind = PTW_SOFT;
	return ret;
}
PTW_EXPORT(ptw_explain);
