// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Writing paths. Descriptors: Arm ARM (DDI 0487), D8.3 "Translation table descriptor
 * formats". What was written before stays in the tables, and other paths run into it.
 */
#include "arm64.h"
#include "paths.h"
#include "random.h"

/* How a walk shall end */
enum target {
	TARGET_OPEN,	 /* a leaf that every access may use */
	TARGET_ANY_LEAF, /* a leaf with any rights, below tables with any denials */
	TARGET_NO_AF,
	TARGET_HOLE,
	TARGET_RESERVED,
	TARGET_WIDE, /* an address beyond the output size */
	TARGET_NOWHERE,
	TARGETS,
};

static enum target draw_target(void)
{
	/* So that each outcome is had at each level, and a good part of all is mapped. */
	static const u8 weight[TARGETS] = {
		[TARGET_OPEN] = 10,   [TARGET_ANY_LEAF] = 8, [TARGET_NO_AF] = 8,
		[TARGET_HOLE] = 6,    [TARGET_RESERVED] = 1, [TARGET_WIDE] = 6,
		[TARGET_NOWHERE] = 1,
	};

	return random_weighted(weight, TARGETS);
}

u64 path_draw_va(const struct regime *r)
{
	unsigned int half = random_below(2), bits = r->va_bits[half];
	u64 va = random_bits(BIT_ULL(bits) - 1);

	if (half)
		va |= ~(BIT_ULL(bits) - 1);
	if (one_in(r->tcr & (half ? TCR_TBI1 : TCR_TBI0) ? 4 : 64))
		va ^= random_bits(GENMASK_ULL(63, 56));
	if (one_in(64))
		va ^= BIT_ULL(bits + random_below(64 - bits));
	return va;
}

/* Address bits of a descriptor that stand for bits beyond the output size, if any */
static u64 too_wide(const struct regime *r)
{
	const struct geometry *g = r->geometry;
	unsigned int max = g->high == HIGH_NONE ? 48 : 52;

	if (r->pa_bits >= max)
		return 0;
	return geometry_encode(g, BIT_ULL(r->pa_bits + random_below(max - r->pa_bits)));
}

/* A pointer to one of the tables meant for @level, now and then to any */
static u64 draw_table(const struct regime *r, unsigned int level, u64 *table)
{
	u64 bits = ~(DESC_TABLE | geometry_encode(r->geometry, ~0ULL) | DESC_TABLE_DENIES);

	*table = pool_table(one_in(16) ? random_below(PTW_MAX_LEVELS) : level,
			    random_below(POOL_LEVEL_TABLES));
	/* A table of the pool has room for any granule: one smaller may be any part. */
	*table += random_bits(BIT_ULL(POOL_TABLE_SHIFT) - BIT_ULL(r->geometry->shift));
	return random_bits(bits) | geometry_encode(r->geometry, *table) | DESC_TABLE;
}

/* A block or page with any attributes; a block's low address bits mean nothing. */
static u64 draw_leaf(const struct regime *r, unsigned int level)
{
	const struct geometry *g = r->geometry;
	u64 address = geometry_encode(g, random_bits(BIT_ULL(r->pa_bits) - 1));
	u64 bits = ~(geometry_encode(g, ~0ULL) | DESC_TABLE);
	u64 low = GENMASK_ULL(geometry_level_shift(g, level) - 1, 12) &
		  ~geometry_encode(g, GENMASK_ULL(51, 48));

	if (!one_in(8))
		address &= ~low;
	return random_bits(bits) | address | (level ? DESC_BLOCK : DESC_TABLE);
}

/* What stands at the end of the path */
static u64 draw_end(const struct regime *r, enum target target, unsigned int level)
{
	u64 table, pte = draw_leaf(r, level);

	switch (target) {
	case TARGET_OPEN:
		return (pte | DESC_AF | DESC_AP_EL0) & ~DESC_AP_RO;
	case TARGET_ANY_LEAF:
		return pte | DESC_AF;
	case TARGET_NO_AF:
		return pte & ~DESC_AF;
	case TARGET_HOLE:
		return one_in(4) ? 0 : random_word() & ~DESC_VALID;
	case TARGET_RESERVED:
		return (pte & ~DESC_TABLE) | DESC_BLOCK;
	case TARGET_WIDE:
		if (level && (one_in(2) || !(r->geometry->leaves >> level & 1)))
			pte = draw_table(r, level - 1, &table);
		return pte | DESC_AF | too_wide(r);
	default:
		return random_word();
	}
}

/* Leaves only where the format has them: what else is a block is reserved. */
static unsigned int draw_stop(const struct regime *r, unsigned int top, enum target target)
{
	unsigned int stop = random_below(top + 1);

	if (target == TARGET_HOLE || target == TARGET_RESERVED || target == TARGET_NOWHERE ||
	    target == TARGET_WIDE)
		return stop;
	while (!(r->geometry->leaves >> stop & 1))
		stop = random_below(top + 1);
	return stop;
}

static u64 *path_slot(const struct regime *r, const struct path *path, u64 table,
		      unsigned int level)
{
	unsigned int index_bits = r->geometry->shift - 3, shift, bits = index_bits;

	shift = geometry_level_shift(r->geometry, level);
	if (level == r->top[path->half])
		bits = r->va_bits[path->half] - shift;
	return (u64 *)table + (path->va >> shift & (BIT_ULL(bits) - 1));
}

void path_draw(const struct regime *r, struct path *path)
{
	enum target target = draw_target();
	unsigned int level, stop;
	u64 table, next, pte;

	path->va = path_draw_va(r);
	path->half = path->va >> 55 & 1;
	path->nr = 0;
	if (r->wild[path->half])
		return;
	table = r->root[path->half];
	stop = draw_stop(r, r->top[path->half], target);
	for (level = r->top[path->half]; level > stop; level--, table = next) {
		pte = draw_table(r, level - 1, &next);
		if (target == TARGET_ANY_LEAF && one_in(3))
			pte |= random_bits(DESC_TABLE_DENIES);
		if (target == TARGET_NOWHERE && level == stop + 1)
			pte = (pte & ~geometry_encode(r->geometry, ~0ULL)) |
			      geometry_encode(r->geometry,
					      nowhere(r->pa_bits) &
						      ~(BIT_ULL(r->geometry->shift) - 1));
		path->slot[path->nr] = path_slot(r, path, table, level);
		WRITE_ONCE(*path->slot[path->nr++], pte);
		if (target == TARGET_NOWHERE && level == stop + 1)
			return;
	}
	path->slot[path->nr] = path_slot(r, path, table, level);
	WRITE_ONCE(*path->slot[path->nr++], draw_end(r, target, level));
}
