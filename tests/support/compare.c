// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The walks, each compared with the oracle. */
#include <stdio.h>
#include <string.h>
#include "compare.h"

struct compare_counts compare_counts;

static char difference[512];

const char *compare_differ(const char *where, const char *what, __u64 va, __u64 core, __u64 oracle)
{
	snprintf(difference, sizeof(difference),
		 "%s of 0x%llx: %s is 0x%llx, the oracle says 0x%llx", where,
		 (unsigned long long)va, what, (unsigned long long)core,
		 (unsigned long long)oracle);
	return difference;
}

static void count(const struct ref_answer *oracle)
{
	compare_counts.follows++;
	compare_counts.kind[oracle->kind]++;
	compare_counts.reason[oracle->reason]++;
	compare_counts.state[oracle->soft.state]++;
	if (oracle->kind == PTW_LEAF)
		compare_counts.level[oracle->level]++;
}

/* One field of two answers, as a table row */
struct row {
	const char *what;
	__u64 core;
	__u64 oracle;
};

static const char *compare_rows(const char *where, __u64 va, const struct row *rows,
				unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		if (rows[i].core != rows[i].oracle)
			return compare_differ(where, rows[i].what, va, rows[i].core,
					      rows[i].oracle);
	return NULL;
}

#define NR(rows) (sizeof(rows) / sizeof((rows)[0]))

const char *compare_answer(const char *where, __u64 va, const struct ptw_leaf *core,
			   const struct ref_answer *oracle)
{
	const struct row rows[] = {
		{ "kind", ptw_leaf_kind(core), oracle->kind },
		{ "reason", ptw_leaf_reason(core), oracle->reason },
		{ "level", ptw_leaf_level(core), oracle->level },
		{ "shift", ptw_leaf_shift(core), oracle->shift },
		{ "run_shift", ptw_leaf_run_shift(core), oracle->run_shift },
		{ "pa", core->pa, oracle->pa },
		{ "pte", core->pte, oracle->pte },
		{ "rights", ptw_leaf_rights(core), oracle->rights },
		{ "state", ptw_leaf_state(core), oracle->soft.state },
	};

	return compare_rows(where, va, rows, NR(rows));
}

/* What is said of an answer afterwards */
static const char *compare_derived(const struct ptw_space *space, const struct ref_space *ref,
				   __u64 va, unsigned int want, const struct ptw_leaf *core,
				   const struct ref_answer *oracle)
{
	unsigned int need = want & PTW_RIGHTS_USER;
	unsigned int has = want & PTW_WANT_USER ? oracle->rights & 7 : oracle->rights >> 3;
	bool refused = need & ~has || (need && oracle->access_flag_faults);
	struct ptw_soft soft;
	char name[8];

	if (oracle->kind == PTW_LEAF && ref->format->judge)
		refused |= ref->format->judge(ref, oracle, want);
	ptw_leaf_soft(space, va, core, &soft);
	const struct row rows[] = {
		{ "attr", ptw_leaf_attr(space, va, core), oracle->attr },
		{ "memtype", ptw_leaf_memtype(space, core, name), oracle->memtype },
		{ "soft state", soft.state, oracle->soft.state },
		{ "soft pa", soft.pa, oracle->soft.pa },
		{ "swap type", soft.swap_type, oracle->soft.swap_type },
		{ "swap offset", soft.swap_offset, oracle->soft.swap_offset },
		{ "marker", soft.marker, oracle->soft.marker },
		{ "judge", ptw_leaf_judge(space, core, want),
		  oracle->kind != PTW_LEAF ? -ENOENT
		  : refused		   ? -EACCES
					   : 0 },
	};

	return compare_rows("leaf", va, rows, NR(rows));
}

static const char *compare_explain(const struct ptw_space *space, const struct ref_space *ref,
				   __u64 va, unsigned int want, int code,
				   const struct ref_answer *oracle)
{
	struct ptw_step step[PTW_MAX_LEVELS];
	struct ptw_leaf leaf;
	const char *text;
	unsigned int nr, i;
	int ret = ptw_explain(space, va, want, step, &nr, &leaf);

	if (ret != code)
		return compare_differ("explain", "code", va, ret, code);
	text = compare_answer("explain", va, &leaf, oracle);
	if (text || oracle->kind == PTW_RANGE)
		return text;
	if (nr != oracle->top - oracle->level + 1)
		return compare_differ("explain", "steps", va, nr, oracle->top - oracle->level + 1);
	for (i = 0; i + 1 < nr; i++)
		if (step[i].pte != oracle->path[step[i].level] || step[i].kind != PTW_TABLE)
			return compare_differ("explain", "step", va, step[i].pte,
					      oracle->path[step[i].level]);
	if (step[i].slot != oracle->slot || step[i].kind != oracle->kind)
		return compare_differ("explain", "last slot", va, step[i].slot, oracle->slot);
	(void)ref;
	return NULL;
}

const char *compare_follow(const struct ptw_space *space, const struct ref_space *ref, __u64 va,
			   unsigned int want)
{
	struct ref_answer oracle;
	struct ptw_leaf leaf, again;
	const char *text;
	int code = ref_follow(ref, va, want, &oracle), ret;

	count(&oracle);
	ret = ptw_follow(space, va, want, &leaf);
	if (ret != code)
		return compare_differ("follow", "code", va, ret, code);
	text = compare_answer("follow", va, &leaf, &oracle);
	if (!text)
		text = compare_derived(space, ref, va, want, &leaf, &oracle);
	if (text)
		return text;
	ret = __ptw_follow(space, va, want, &again);
	if (ret != code || memcmp(&leaf, &again, sizeof(leaf)))
		return compare_differ("__follow", "info", va, again.info, leaf.info);
	if (oracle.kind == PTW_LEAF && want & PTW_CHECK_RUN) {
		compare_counts.whole_runs += oracle.run_shift > oracle.shift;
		ref_walk(ref, va, &oracle);
		compare_counts.runs += oracle.run_shift > oracle.shift;
		ref_follow(ref, va, want, &oracle);
	}
	return compare_explain(space, ref, va, want, code, &oracle);
}
