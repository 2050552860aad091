// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The oracle's arm64: stage 1 of the EL1&0 regime, from the Arm ARM (DDI 0487), chapter
 * D8, and the shared pseudocode AArch64.S1Walk(), AArch64.LeafBase(), NextTableBase(),
 * OAOutOfRange(), VAIsOutOfRange(), S1DirectBasePermissions(), ContiguousSize().
 */
#include <string.h>
#include "ref.h"

enum {
	ADDRESS = REF_ADDRESS,
	VALID,
	TYPE, /* table or page when set, else a block */
	INDEX,
	EL0,
	READ_ONLY,
	ACCESS_FLAG,
	NOT_GLOBAL,
	DBM,
	CONTIGUOUS,
	PXN,
	UXN,
	PXN_TABLE,
	UXN_TABLE,
	NO_EL0_TABLE,
	READ_ONLY_TABLE,
	RUN, /* what "The Contiguous bit" wants to be alike, besides the address */
	/* Linux, of what has the bits of a valid pte */
	SW_DIRTY,
	SPECIAL,
	/* Linux, of the others */
	SWAP_EXCLUSIVE,
};

#define FIELDS                                                                                     \
	{ VALID, REF_ANY, REF_ALL, 0, 0, 0 }, { TYPE, REF_ANY, REF_ALL, 1, 1, 0 },                 \
		{ INDEX, REF_LEAF, REF_ALL, 2, 4, 0 }, { EL0, REF_ANY, REF_ALL, 6, 6, 0 },         \
		{ READ_ONLY, REF_ANY, REF_ALL, 7, 7, 0 },                                          \
		{ ACCESS_FLAG, REF_ANY, REF_ALL, 10, 10, 0 },                                      \
		{ NOT_GLOBAL, REF_LEAF, REF_ALL, 11, 11, 0 },                                      \
		{ DBM, REF_ANY, REF_ALL, 51, 51, 0 }, { CONTIGUOUS, REF_ANY, REF_ALL, 52, 52, 0 }, \
		{ PXN, REF_LEAF, REF_ALL, 53, 53, 0 }, { UXN, REF_ANY, REF_ALL, 54, 54, 0 },       \
		{ PXN_TABLE, REF_TABLE, REF_ALL, 59, 59, 0 },                                      \
		{ UXN_TABLE, REF_TABLE, REF_ALL, 60, 60, 0 },                                      \
		{ NO_EL0_TABLE, REF_TABLE, REF_ALL, 61, 61, 0 },                                   \
		{ READ_ONLY_TABLE, REF_TABLE, REF_ALL, 62, 62, 0 },                                \
		{ RUN, REF_LEAF, REF_ALL, 0, 6, 0 }, { RUN, REF_LEAF, REF_ALL, 11, 11, 11 },       \
		{ RUN, REF_LEAF, REF_ALL, 50, 54, 50 }, { SW_DIRTY, REF_ANY, REF_ALL, 55, 55, 0 }, \
		{ SPECIAL, REF_ANY, REF_ALL, 56, 56, 0 },                                          \
	{                                                                                          \
		SWAP_EXCLUSIVE, REF_ABSENT, REF_ALL, 2, 2, 0                                       \
	}

/* 48 bits of output address; bits 9:8 are SH */
static const struct ref_field fields_48[] = {
	FIELDS,
	{ RUN, REF_LEAF, REF_ALL, 8, 9, 8 },
	{ ADDRESS, REF_TABLE, REF_ALL, REF_PAGE, 47, REF_PAGE },
	{ ADDRESS, REF_LEAF, REF_ALL, REF_SIZE, 47, REF_SIZE },
	{ 0, 0, 0, 0, 0, 0 },
};

/* FEAT_LPA, 64K granule: bits 51:48 of the address are bits 15:12 */
static const struct ref_field fields_lpa[] = {
	FIELDS,
	{ RUN, REF_LEAF, REF_ALL, 8, 9, 8 },
	{ ADDRESS, REF_TABLE, REF_ALL, REF_PAGE, 47, REF_PAGE },
	{ ADDRESS, REF_LEAF, REF_ALL, REF_SIZE, 47, REF_SIZE },
	{ ADDRESS, REF_TABLE | REF_LEAF, REF_ALL, 12, 15, 48 },
	{ 0, 0, 0, 0, 0, 0 },
};

/* FEAT_LPA2 with DS set: bits 51:50 of the address are bits 9:8, and SH is in TCR */
static const struct ref_field fields_lpa2[] = {
	FIELDS,
	{ ADDRESS, REF_TABLE, REF_ALL, REF_PAGE, 49, REF_PAGE },
	{ ADDRESS, REF_LEAF, REF_ALL, REF_SIZE, 49, REF_SIZE },
	{ ADDRESS, REF_TABLE | REF_LEAF, REF_ALL, 8, 9, 50 },
	{ 0, 0, 0, 0, 0, 0 },
};

/* What differs by granule and by width of the output address */
struct granule {
	const struct ref_field *fields;
	unsigned int page_shift;
	unsigned int blocks; /* bit (1 << level) where a block descriptor is allowed */
	unsigned int run[4]; /* log2 of the slots of a contiguous run, by level */
};

static const struct granule granules[] = {
	{ fields_48, 12, 0x6, { 4, 4, 4, 0 } },	  { fields_48, 14, 0x2, { 7, 5, 0, 0 } },
	{ fields_48, 16, 0x2, { 5, 5, 0, 0 } },	  { fields_lpa, 16, 0x6, { 5, 5, 0, 0 } },
	{ fields_lpa2, 12, 0xe, { 4, 4, 4, 0 } }, { fields_lpa2, 14, 0x6, { 7, 5, 0, 0 } },
};

static const struct granule *granule_of(const struct ref_space *space)
{
	const struct granule *g = granules;

	while (g->fields != space->format->fields || g->page_shift != space->format->page_shift)
		g++;
	return g;
}

static bool is(const struct ref_space *space, enum ref_role role, unsigned int level,
	       unsigned int meaning, __u64 pte)
{
	return ref_get(space->format, role, level, meaning, pte);
}

static bool tcr(const struct ref_space *space, unsigned int bit)
{
	return ref_register(space, "tcr", 0) >> bit & 1;
}

static bool wide(const struct ref_space *space)
{
	return space->format->fields != fields_48;
}

static void setup_pa_bits(struct ref_space *space)
{
	static const unsigned int ips[8] = { 32, 36, 40, 42, 44, 48, 52, 52 };
	unsigned int bits = space->config.pa_bits ? space->config.pa_bits : 52, by_tcr;

	if (ref_register_given(space, "tcr")) {
		by_tcr = ips[ref_register(space, "tcr", 0) >> 32 & 7];
		bits = bits < by_tcr ? bits : by_tcr;
	}
	if (!wide(space) && bits > 48)
		bits = 48;
	space->pa_bits = bits;
}

static unsigned int half_va_bits(const struct ref_space *space, unsigned int upper)
{
	const struct ptw_space_config *config = &space->config;

	if (ref_register_given(space, "tcr"))
		return 64 - (ref_register(space, "tcr", 0) >> (upper ? 16 : 0) & 63);
	if (upper && config->va1_bits)
		return config->va1_bits;
	if (config->va_bits)
		return config->va_bits;
	return wide(space) ? 52 : 48;
}

static void arm64_setup(struct ref_space *space)
{
	unsigned int upper;

	setup_pa_bits(space);
	for (upper = 0; upper < 2; upper++) {
		struct ref_root *root = &space->root[upper];

		root->pa = upper ? space->config.root1 : space->config.root;
		root->present = root->pa != PTW_NO_ROOT && !(upper && space->config.lower_only);
		root->disabled = root->present && tcr(space, upper ? 23 : 7); /* EPDn */
		root->present &= !root->disabled;
		root->va_bits = half_va_bits(space, upper);
		if (upper)
			root->first = -(1ULL << root->va_bits);
		root->last = root->first + ((1ULL << root->va_bits) - 1);
	}
}

/* Bits of an address that are not looked at: its tag */
static bool is_tag(const struct ref_space *space, unsigned int bit, unsigned int upper)
{
	if (bit >= 56 && tcr(space, 37 + upper)) /* TBIn */
		return true;
	return bit >= 56 && bit <= 59 && tcr(space, 60 + upper); /* MTXn */
}

static const struct ref_root *arm64_locate(const struct ref_space *space, __u64 va, __u64 *offset,
					   enum ptw_reason *reason)
{
	unsigned int upper = va >> 55 & 1, bit;
	const struct ref_root *root = &space->root[upper];

	*reason = root->disabled ? PTW_REASON_WALK_DISABLED : PTW_REASON_NON_CANONICAL;
	if (!root->present)
		return NULL;
	for (bit = root->va_bits; bit < 64; bit++)
		if (!is_tag(space, bit, upper) && (va >> bit & 1) != upper)
			return NULL;
	*reason = PTW_REASON_NONE;
	*offset = va % (1ULL << root->va_bits);
	return root;
}

static enum ptw_kind arm64_classify(const struct ref_space *space, __u64 pte, unsigned int level,
				    enum ptw_reason *reason)
{
	bool type = is(space, REF_ANY, level, TYPE, pte), leaf = !level || !type;

	if (!is(space, REF_ANY, level, VALID, pte))
		return PTW_HOLE;
	*reason = PTW_REASON_RESERVED;
	if (!level && !type)
		return PTW_BAD;
	if (level && !type && !(granule_of(space)->blocks >> level & 1))
		return PTW_BAD;
	*reason = PTW_REASON_ADDRESS_SIZE;
	if (ref_get(space->format, leaf ? REF_LEAF : REF_TABLE, level, ADDRESS, pte) >>
	    space->pa_bits)
		return PTW_BAD;
	*reason = PTW_REASON_NONE;
	return leaf ? PTW_LEAF : PTW_TABLE;
}

/* Permissions, in the steps of S1DirectBasePermissions() */
struct permissions {
	bool ur, uw, ux, pr, pw, px;
};

static void apply_tables(const struct ref_space *space, const struct ref_answer *answer,
			 struct permissions *p, bool *pxn, bool *uxn)
{
	unsigned int level;

	for (level = answer->level + 1; level <= answer->top; level++) {
		__u64 pte = answer->path[level];

		if (is(space, REF_TABLE, level, NO_EL0_TABLE, pte))
			p->ur = p->uw = false;
		if (is(space, REF_TABLE, level, READ_ONLY_TABLE, pte))
			p->pw = p->uw = false;
		*pxn |= is(space, REF_TABLE, level, PXN_TABLE, pte);
		*uxn |= is(space, REF_TABLE, level, UXN_TABLE, pte);
	}
}

static unsigned int arm64_rights(const struct ref_space *space, const struct ref_answer *answer)
{
	unsigned int level = answer->level, upper = answer->root == &space->root[1];
	bool read_only = is(space, REF_LEAF, level, READ_ONLY, answer->pte);
	bool el0 = is(space, REF_LEAF, level, EL0, answer->pte);
	bool pxn = is(space, REF_LEAF, level, PXN, answer->pte);
	bool uxn = is(space, REF_LEAF, level, UXN, answer->pte);
	struct permissions p = { .pr = true };

	/* Hardware makes a clean page dirty when it is written, with HA and HD. */
	if (is(space, REF_LEAF, level, DBM, answer->pte) && tcr(space, 39) && tcr(space, 40))
		read_only = false;
	p.pw = !read_only;
	p.ur = el0;
	p.uw = el0 && !read_only;
	/* HPDn, or permission overlays (rule R_BVXDG): hierarchical permissions are off. */
	if (!tcr(space, 41 + upper) && !(ref_register(space, "tcr2", 0) & (1 << 2 | 1 << 3)))
		apply_tables(space, answer, &p, &pxn, &uxn);
	p.ux = !uxn;
	p.px = !pxn && !p.uw;
	if (ref_register(space, "sctlr", 1) >> 19 & 1) { /* WXN */
		p.ux = p.ux && !p.uw;
		p.px = p.px && !p.pw;
	}
	if (tcr(space, 55 + upper)) /* E0PDn */
		p.ur = p.uw = p.ux = false;
	return (p.ur ? PTW_RIGHT_UR : 0) | (p.uw ? PTW_RIGHT_UW : 0) | (p.ux ? PTW_RIGHT_UX : 0) |
	       (p.pr ? PTW_RIGHT_PR : 0) | (p.pw ? PTW_RIGHT_PW : 0) | (p.px ? PTW_RIGHT_PX : 0);
}

/* log2 of the slots of the run a pte is part of; 0 where the bit is RES0 */
static unsigned int run_bits(const struct ref_space *space, unsigned int level, __u64 pte)
{
	if (!is(space, REF_ANY, level, CONTIGUOUS, pte) || level > 3)
		return 0;
	return granule_of(space)->run[level];
}

static bool writable_and_not_clean(const struct ref_space *space, unsigned int level, __u64 pte)
{
	return is(space, REF_ANY, level, DBM, pte) && !is(space, REF_ANY, level, READ_ONLY, pte);
}

/* Bit 58 is uffd-wp since 6.10. */
static unsigned int linux_kept(const struct ref_space *space, unsigned int level, __u64 pte)
{
	unsigned int attr = 0;

	if (is(space, REF_ANY, level, SW_DIRTY, pte))
		attr |= PTW_ATTR_DIRTY;
	if (is(space, REF_ANY, level, SPECIAL, pte))
		attr |= PTW_ATTR_SPECIAL;
	if (pte >> 58 & 1 && ref_linux_since(space, 6, 10))
		attr |= PTW_ATTR_UFFD_WP;
	return attr;
}

/* Attributes that a pte has whether it is valid or not */
static unsigned int common_attributes(const struct ref_space *space, unsigned int level, __u64 pte)
{
	unsigned int attr = 0;

	if (is(space, REF_ANY, level, ACCESS_FLAG, pte))
		attr |= PTW_ATTR_ACCESSED;
	if (writable_and_not_clean(space, level, pte))
		attr |= PTW_ATTR_DIRTY;
	if (run_bits(space, level, pte))
		attr |= PTW_ATTR_CONTIGUOUS;
	return attr;
}

/* Every mapping of user space is for EL0, to read or to execute. */
static bool for_el0(const struct ref_space *space, unsigned int level, __u64 pte)
{
	return is(space, REF_ANY, level, EL0, pte) || !is(space, REF_ANY, level, UXN, pte);
}

static void arm64_describe(const struct ref_space *space, struct ref_answer *answer)
{
	unsigned int level = answer->level;
	__u64 pte = answer->pte;

	answer->rights = arm64_rights(space, answer);
	answer->run_shift = answer->shift + run_bits(space, level, pte);
	answer->access_flag_faults =
		!is(space, REF_LEAF, level, ACCESS_FLAG, pte) && !tcr(space, 39); /* HA */
	answer->attr = common_attributes(space, level, pte);
	if (!is(space, REF_LEAF, level, NOT_GLOBAL, pte))
		answer->attr |= PTW_ATTR_GLOBAL;
	if (space->major && for_el0(space, level, pte))
		answer->attr |= linux_kept(space, level, pte);
	if (ref_register_given(space, "mair"))
		answer->memtype =
			ref_register(space, "mair", 0) >>
				(8 * ref_get(space->format, REF_LEAF, level, INDEX, pte)) &
			0xff;
}

/* PROT_NONE, or a huge page during its split: mapped, as far as Linux is concerned */
static enum ptw_state still_mapped(const struct ref_space *space, unsigned int level, __u64 pte)
{
	if (ref_linux_since(space, 6, 10)) {
		if (!(pte >> 11 & 1))
			return PTW_STATE_NONE;
		return for_el0(space, level, pte) ? PTW_STATE_INVALID : PTW_STATE_PROTNONE;
	}
	if (pte >> 58 & 1)
		return PTW_STATE_PROTNONE;
	return level && pte >> 59 & 1 ? PTW_STATE_INVALID : PTW_STATE_NONE;
}

static void arm64_refine(const struct ref_space *space, __u64 va, struct ref_answer *answer)
{
	bool kernel = va >> 55 & 1, new = ref_linux_since(space, 6, 10);
	struct ptw_soft *soft = &answer->soft;
	unsigned int level = answer->level;
	__u64 pte = answer->pte;

	if (level > 2 && !kernel)
		return;
	soft->state = kernel ? PTW_STATE_INVALID : still_mapped(space, level, pte);
	if (soft->state != PTW_STATE_NONE) {
		soft->pa = ref_get(space->format, REF_LEAF, level, ADDRESS, pte);
		if (!kernel)
			soft->attr = common_attributes(space, level, pte) |
				     linux_kept(space, level, pte);
		return;
	}
	ref_linux_swap(space, pte >> (new ? 6 : 3) & 31, pte >> (new ? 12 : 8) & ((1ULL << 50) - 1),
		       space->pa_bits - space->format->page_shift, soft);
	if (is(space, REF_ABSENT, level, SWAP_EXCLUSIVE, pte))
		soft->attr |= PTW_ATTR_EXCLUSIVE;
	if (new &&pte >> 3 & 1)
		soft->attr |= PTW_ATTR_UFFD_WP;
}

/* pte_access_permitted() and the checks around it; shadow stacks are since 6.13 */
static bool arm64_os_grants(const struct ref_space *space, const struct ref_answer *answer,
			    unsigned int want)
{
	unsigned int level = answer->level;
	__u64 pte = answer->pte;
	bool uxn = is(space, REF_LEAF, level, UXN, pte), pxn = is(space, REF_LEAF, level, PXN, pte);

	if (!is(space, REF_LEAF, level, EL0, pte) || is(space, REF_LEAF, level, SPECIAL, pte))
		return false;
	if (want & PTW_WANT_EXEC && uxn)
		return false;
	if (!(want & PTW_WANT_WRITE))
		return true;
	if (!is(space, REF_LEAF, level, DBM, pte) ||
	    linux_kept(space, level, pte) & PTW_ATTR_UFFD_WP)
		return false;
	return !(ref_linux_since(space, 6, 13) && uxn && !pxn);
}

/* Access flag and dirty state are the run's: hardware may keep them in any of it. */
static bool arm64_same_run(const struct ref_space *space, __u64 a, __u64 b)
{
	if (ref_get(space->format, REF_LEAF, 0, RUN, a) !=
	    ref_get(space->format, REF_LEAF, 0, RUN, b))
		return false;
	return is(space, REF_LEAF, 0, DBM, a) ||
	       is(space, REF_LEAF, 0, READ_ONLY, a) == is(space, REF_LEAF, 0, READ_ONLY, b);
}

#define ARM64(name, shift, top, fields)                                                           \
	{                                                                                         \
		name, shift, shift - 3, top, fields, arm64_setup, arm64_locate, arm64_classify,   \
			arm64_describe, arm64_refine, arm64_os_grants, NULL, arm64_same_run, NULL \
	}

const struct ref_format ref_arm64_formats[] = {
	ARM64("arm64-4k", 12, 3, fields_48),
	ARM64("arm64-16k", 14, 3, fields_48),
	ARM64("arm64-64k", 16, 2, fields_48),
	ARM64("arm64-64k-lpa", 16, 2, fields_lpa),
	ARM64("arm64-4k-lpa2", 12, 4, fields_lpa2),
	ARM64("arm64-16k-lpa2", 14, 3, fields_lpa2),
	{ 0 },
};
