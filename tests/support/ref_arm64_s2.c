// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The oracle's stage 2 of the EL1&0 regime, 4K granule: from the Arm ARM (DDI 0487),
 * chapter D8, and the shared pseudocode AArch64.S2Walk(), S2StartLevel(),
 * S2DirectBasePermissions(), OAOutOfRange(), ContiguousSize().
 */
#include <stddef.h>
#include "ref.h"

enum {
	ADDRESS = REF_ADDRESS,
	VALID,
	TYPE, /* table or page when set, else a block */
	MEM_ATTR,
	READ,
	WRITE,
	ACCESS_FLAG,
	DBM,
	CONTIGUOUS,
	XN,
	ALIKE, /* all over a contiguous run, besides the address */
};

static const struct ref_field fields[] = {
	{ VALID, REF_ANY, REF_ALL, 0, 0, 0 },
	{ TYPE, REF_ANY, REF_ALL, 1, 1, 0 },
	{ MEM_ATTR, REF_LEAF, REF_ALL, 2, 5, 0 },
	{ READ, REF_LEAF, REF_ALL, 6, 6, 0 },
	{ WRITE, REF_LEAF, REF_ALL, 7, 7, 0 },
	{ ACCESS_FLAG, REF_LEAF, REF_ALL, 10, 10, 0 },
	{ DBM, REF_LEAF, REF_ALL, 51, 51, 0 },
	{ CONTIGUOUS, REF_LEAF, REF_ALL, 52, 52, 0 },
	{ XN, REF_LEAF, REF_ALL, 53, 54, 0 },
	{ ALIKE, REF_LEAF, REF_ALL, 0, 6, 0 },
	{ ALIKE, REF_LEAF, REF_ALL, 8, 9, 8 },
	{ ALIKE, REF_LEAF, REF_ALL, 11, 11, 11 },
	{ ALIKE, REF_LEAF, REF_ALL, 50, 54, 50 },
	{ ADDRESS, REF_TABLE, REF_ALL, REF_PAGE, 47, REF_PAGE },
	{ ADDRESS, REF_LEAF, REF_ALL, REF_SIZE, 47, REF_SIZE },
	{ 0, 0, 0, 0, 0, 0 },
};

static __u64 get(const struct ref_space *space, unsigned int level, unsigned int meaning, __u64 pte)
{
	return ref_get(space->format, REF_LEAF, level, meaning, pte);
}

static bool vtcr(const struct ref_space *space, unsigned int bit)
{
	return ref_register(space, "vtcr", 0) >> bit & 1;
}

static unsigned int smaller(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/* How many levels a walk has, from SL0: the manual's 2, 1, 0 and 3 end with 3 */
static unsigned int levels_by_sl0(unsigned int sl0)
{
	static const unsigned int start[4] = { 2, 1, 0, 3 };

	return 3 - start[sl0] + 1;
}

/* As few levels as there can be, with up to 16 tables at the first: 4 more bits */
static unsigned int fewest_levels(unsigned int bits)
{
	unsigned int levels = 1;

	while (12 + 9 * levels + 4 < bits)
		levels++;
	return levels;
}

static void s2_setup(struct ref_space *space)
{
	static const unsigned int ps[8] = { 32, 36, 40, 42, 44, 48, 52, 52 };
	unsigned int processor = space->config.pa_bits ? space->config.pa_bits : 48;
	__u64 reg = ref_register(space, "vtcr", 0);
	struct ref_root *root = &space->root[0];

	processor = smaller(processor, 48);
	space->pa_bits = processor;
	root->present = true;
	root->pa = space->config.root;
	if (ref_register_given(space, "vtcr")) {
		space->pa_bits = smaller(processor, ps[reg >> 16 & 7]);
		root->va_bits = 64 - (reg & 63);
		root->levels = levels_by_sl0(reg >> 6 & 3);
	} else {
		root->va_bits = space->config.va_bits ? space->config.va_bits : processor;
		root->levels = fewest_levels(root->va_bits);
	}
	root->last = (1ULL << root->va_bits) - 1;
}

static const struct ref_root *s2_locate(const struct ref_space *space, __u64 va, __u64 *offset,
					enum ptw_reason *reason)
{
	if (va > space->root[0].last) {
		*reason = PTW_REASON_NON_CANONICAL;
		return NULL;
	}
	*offset = va;
	return &space->root[0];
}

static enum ptw_kind s2_classify(const struct ref_space *space, __u64 pte, unsigned int level,
				 enum ptw_reason *reason)
{
	bool table = level && get(space, level, TYPE, pte);
	__u64 pa = ref_get(space->format, table ? REF_TABLE : REF_LEAF, level, ADDRESS, pte);

	if (!get(space, level, VALID, pte))
		return PTW_HOLE;
	/* Blocks are of 2M and 1G; at the last level nothing but a page is defined. */
	if (!table && (level == 0) != get(space, level, TYPE, pte)) {
		*reason = PTW_REASON_RESERVED;
		return PTW_BAD;
	}
	if (!table && level > 2) {
		*reason = PTW_REASON_RESERVED;
		return PTW_BAD;
	}
	if (pa >> space->pa_bits) {
		*reason = PTW_REASON_ADDRESS_SIZE;
		return PTW_BAD;
	}
	return table ? PTW_TABLE : PTW_LEAF;
}

/* Who may execute, by XN: everybody, EL0, nobody, EL1. Without FEAT_XNX its high bit counts. */
static unsigned int executes(const struct ref_space *space, __u64 xn)
{
	static const unsigned int who[4] = { PTW_RIGHT_UX | PTW_RIGHT_PX, PTW_RIGHT_UX, 0,
					     PTW_RIGHT_PX };

	if (!(ref_register(space, "id_aa64mmfr1", ~0ULL) >> 28 & 15))
		return xn < 2 ? who[0] : who[2];
	return who[xn];
}

static void s2_describe(const struct ref_space *space, struct ref_answer *answer)
{
	bool ha = vtcr(space, 21), hd = vtcr(space, 22);
	unsigned int level = answer->level;
	__u64 pte = answer->pte;
	bool dbm = get(space, level, DBM, pte), write = get(space, level, WRITE, pte);
	bool af = get(space, level, ACCESS_FLAG, pte);

	answer->rights = executes(space, get(space, level, XN, pte));
	if (get(space, level, READ, pte))
		answer->rights |= PTW_RIGHT_UR | PTW_RIGHT_PR;
	if (write || (dbm && ha && hd))
		answer->rights |= PTW_RIGHT_UW | PTW_RIGHT_PW;
	answer->access_flag_faults = !af && !ha;
	answer->memtype = get(space, level, MEM_ATTR, pte);
	answer->attr = (af ? PTW_ATTR_ACCESSED : 0) | (dbm && write ? PTW_ATTR_DIRTY : 0);
	/* 16 pages, 16 blocks of 2M, 16 of 1G */
	if (get(space, level, CONTIGUOUS, pte)) {
		answer->attr |= PTW_ATTR_CONTIGUOUS;
		answer->run_shift += 4;
	}
}

/* What the hardware may change in one of them, W where it manages dirty state, can differ. */
static bool s2_same_run(const struct ref_space *space, __u64 a, __u64 b)
{
	return get(space, 0, ALIKE, a) == get(space, 0, ALIKE, b) &&
	       (get(space, 0, DBM, a) || get(space, 0, WRITE, a) == get(space, 0, WRITE, b));
}

const struct ref_format ref_arm64_s2_formats[] = {
	{ "arm64-s2-4k", 12, 9, 3, fields, s2_setup, s2_locate, s2_classify, s2_describe, NULL,
	  NULL, NULL, s2_same_run, NULL },
	{ 0 },
};
