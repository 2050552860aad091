// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * QEMU 7.2's deviations; the manual's word on each is in the shared pseudocode of
 * DDI 0487.
 */
#include "exclusions.h"

enum exclusion {
	OWN_MEMORY,
	BLOCK_ABORTS,
	NO_VECTORS,
	FETCH_ASTRAY,
	BLOCK_ACCEPTED,
	HIGH_BITS_IGNORED,
	LOW_BITS_CHECKED,
	CLEAN_IS_READ_ONLY,
	EXCLUSIONS,
};

static const char *const exclusion_names[EXCLUSIONS] = {
	"not asked: a table in the machine's own memory or devices",
	"not asked: a block at level -1, on which QEMU aborts",
	"not asked: a fetch, with walks of the other half, where the vectors are, off",
	"not asked: a fetch that a deviation below could let through to anywhere",
	"QEMU accepts a block where there can be none (AArch64.BlockDescSupported())",
	"QEMU ignores OA[51:48] or OA[51:50] unless IPS is 52 bits (AArch64.OAOutOfRange())",
	"QEMU takes a block's RES0 bits for address bits (AArch64.LeafBase())",
	"QEMU fetches what is writable and clean as if read-only (AArch64.S1ApplyOutputPerms())",
};

static u64 excluded[EXCLUSIONS];

/* The descriptor at which libptw's walk ended, were it a block at that level */
static bool is_block(const struct ptw_leaf *leaf)
{
	return ptw_leaf_level(leaf) && (leaf->pte & 3) == 1;
}

/* The address is too wide, but not because of the bits that are encoded elsewhere */
static bool only_high(const struct query *q)
{
	const struct geometry *g = q->regime->geometry;
	u64 high = g->high == HIGH_LPA ? GENMASK_ULL(51, 48) : GENMASK_ULL(51, 50);
	u64 address = q->leaf.pte & geometry_encode(g, ~high & GENMASK_ULL(51, 0));

	return ptw_leaf_reason(&q->leaf) == PTW_REASON_ADDRESS_SIZE && g->high != HIGH_NONE &&
	       !(address >> q->regime->pa_bits);
}

/* A block has bits set below its size, where an address would be too wide */
static bool has_low(const struct query *q)
{
	unsigned int shift = ptw_leaf_shift(&q->leaf), pa_bits = q->regime->pa_bits;

	return is_block(&q->leaf) && shift > pa_bits &&
	       q->leaf.pte & (BIT_ULL(shift) - BIT_ULL(pa_bits));
}

/* Denied because it counts as writable, although hardware has not made it so yet */
static bool writable_clean(const struct query *q)
{
	return ptw_leaf_reason(&q->leaf) == PTW_REASON_PERMISSION && q->regime->tcr & TCR_HA &&
	       q->regime->tcr & TCR_HD && q->leaf.pte & DESC_DBM && q->leaf.pte & DESC_AP_RO;
}

/* A block at a level that has none */
static bool no_block(const struct query *q)
{
	return ptw_leaf_reason(&q->leaf) == PTW_REASON_RESERVED && is_block(&q->leaf) &&
	       !(q->regime->geometry->leaves >> ptw_leaf_level(&q->leaf) & 1);
}

static bool exclude(enum exclusion exclusion, bool holds)
{
	excluded[exclusion] += holds;
	return holds;
}

static bool exclude_fetch(const struct query *q)
{
	const u64 disabled = q->va & BIT_ULL(55) ? TCR_EPD0 : TCR_EPD1;

	return exclude(NO_VECTORS, q->regime->tcr & disabled) ||
	       exclude(FETCH_ASTRAY, no_block(q) || only_high(q)) ||
	       exclude(OWN_MEMORY, ptw_leaf_kind(&q->leaf) == PTW_LEAF &&
					   q->leaf.pa < MACHINE_RAM + MACHINE_RAM_BYTES);
}

bool exclude_before(const struct query *q)
{
	const struct ptw_leaf *leaf = &q->leaf;
	enum ptw_kind kind = ptw_leaf_kind(leaf);

	return exclude(OWN_MEMORY,
		       kind == PTW_UNREACHABLE && leaf->pa < MACHINE_RAM + MACHINE_RAM_BYTES) ||
	       exclude(BLOCK_ABORTS,
		       kind != PTW_RANGE && ptw_leaf_level(leaf) == 4 && is_block(leaf)) ||
	       (is_fetch(q->access) && exclude_fetch(q));
}

bool exclude_after(const struct query *q)
{
	enum outcome theirs = q->theirs.outcome;
	bool here = theirs == MAPPED || q->theirs.level == ptw_leaf_level(&q->leaf);

	return exclude(BLOCK_ACCEPTED, no_block(q) && here) ||
	       exclude(HIGH_BITS_IGNORED, only_high(q)) ||
	       exclude(LOW_BITS_CHECKED, has_low(q) && here && theirs == ADDRESS_SIZE) ||
	       exclude(CLEAN_IS_READ_ONLY,
		       writable_clean(q) && is_fetch(q->access) && theirs == MAPPED);
}

void exclusions_say(void)
{
	unsigned int i;

	for (i = 0; i < EXCLUSIONS; i++)
		say("%u %s\n", excluded[i], exclusion_names[i]);
}
