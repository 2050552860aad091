/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * fmt_soft and fmt_soft_tiny: a format of our own, the simplest one that has every
 * feature of the walk. Read it to learn how a format is written. There is no manual
 * but this comment.
 *
 * A pte is 64 bits:
 *
 *	 1:0	type: 0 invalid, 1 table, 2 leaf, 3 reserved
 *	 7:2	rights granted, as PTW_RIGHT_*: of a leaf, and of everything below a
 *		table; the rights of a mapping are what all levels grant
 *	 8	accessed	of a leaf
 *	 9	dirty		of a leaf
 *	10	global		of a leaf
 *	11	run		of a leaf: part of an aligned run of slots that map one
 *			block, 16 slots of soft, 2 of soft-tiny
 *	51:12	address of the table or of the leaf
 *	55:52	software's
 *	63:56	reserved, must be 0
 *
 * A leaf's address is aligned to its size; other bits of it are reserved. An
 * invalid pte means nothing to the walk: bits 63:2 are software's (soft_sw.h).
 *
 * Addresses are unsigned: soft has 4 levels of 512 slots (48 bits), soft-tiny 4
 * levels of 4 slots (20 bits), for eyes and for programs that try everything.
 * Leaves are at levels 0, 1 and 2. A table of soft-tiny has 32 bytes, but begins a
 * page of its own; only its root may stand anywhere that is aligned to 32 bytes.
 */
#ifndef PTW_ARCH_SOFT_H
#define PTW_ARCH_SOFT_H

#include <ptw/format.h>
#include <ptw/space.h>
#include "ptw_env.h"

PTW_MEMBERS_BEGIN

#define SOFT_TYPE	  GENMASK_ULL(1, 0)
#define SOFT_TYPE_TABLE	  1ULL
#define SOFT_TYPE_LEAF	  2ULL
#define SOFT_RIGHTS_SHIFT 2
#define SOFT_RIGHTS	  GENMASK_ULL(7, 2)
#define SOFT_ACCESSED	  BIT_ULL(8)
#define SOFT_DIRTY	  BIT_ULL(9)
#define SOFT_GLOBAL	  BIT_ULL(10)
#define SOFT_RUN	  BIT_ULL(11)
#define SOFT_ADDRESS	  GENMASK_ULL(51, 12)
#define SOFT_SOFTWARE	  GENMASK_ULL(55, 52)
#define SOFT_RESERVED	  GENMASK_ULL(63, 56)

/* The space's words */
enum {
	SOFT_WORD_TYPE, /* the type, and bits that no pte with one may have set: reserved ones,
			 * and those of addresses beyond the physical width */
};

static const char *const soft_registers[] __maybe_unused = { NULL };

static const struct ptw_field soft_fields[] __maybe_unused = {
	{ "type", 0, 2, 0xff, 0x1f },
	{ "rights", 2, 6, BIT_ULL(PTW_LEAF) | BIT_ULL(PTW_TABLE), 0x1f },
	{ "accessed", 8, 1, BIT_ULL(PTW_LEAF), 0x07 },
	{ "dirty", 9, 1, BIT_ULL(PTW_LEAF), 0x07 },
	{ "global", 10, 1, BIT_ULL(PTW_LEAF), 0x07 },
	{ "run", 11, 1, BIT_ULL(PTW_LEAF), 0x07 },
	{ "software", 52, 4, BIT_ULL(PTW_LEAF), 0x07 },
	{ NULL, 0, 0, 0, 0 },
};

static inline unsigned int soft_va_bits(const struct ptw_format *fmt)
{
	return fmt->page_shift + (fmt->top_max + 1) * fmt->index_bits;
}

static inline const struct ptw_half *soft_half(const struct ptw_format *fmt,
					       const struct ptw_space *space, u64 va)
{
	if (va >> soft_va_bits(fmt))
		return NULL;
	return &space->half[0];
}

static inline enum ptw_reason soft_range_reason(const struct ptw_format *fmt,
						const struct ptw_space *space, u64 va)
{
	return PTW_REASON_NON_CANONICAL;
}

static inline enum ptw_kind soft_kind(const struct ptw_format *fmt, const struct ptw_space *space,
				      u64 pte, unsigned int level)
{
	u64 below = BIT_ULL(fmt->page_shift + level * fmt->index_bits) - 1;
	u64 turned = pte ^ SOFT_RIGHTS, type = turned & space->word[SOFT_WORD_TYPE];

	/* No bit that is looked at is a right; turned over is how the walk has a pte at hand. */
	if (level && likely(type == SOFT_TYPE_TABLE))
		return PTW_TABLE;
	if (!(turned & SOFT_TYPE))
		return PTW_HOLE;
	if (type != SOFT_TYPE_LEAF)
		return PTW_BAD;
	return level > 2 || turned & below & SOFT_ADDRESS ? PTW_BAD : PTW_LEAF;
}

static inline enum ptw_reason soft_bad_reason(const struct ptw_format *fmt,
					      const struct ptw_space *space, u64 pte,
					      unsigned int level)
{
	return PTW_REASON_RESERVED;
}

static inline u64 soft_table_pa(const struct ptw_format *fmt, const struct ptw_space *space,
				u64 pte)
{
	return pte & SOFT_ADDRESS;
}

static inline u64 soft_leaf_pa(const struct ptw_format *fmt, const struct ptw_space *space, u64 pte,
			       unsigned int level)
{
	return pte & SOFT_ADDRESS;
}

/* ptw_grant() of each of the 64 sets of rights, in a table: the walk is shorter by it. */
/* clang-format off */
#define SOFT_GRANTS(rights)								\
	PTW_GRANT(rights), PTW_GRANT((rights) + 1), PTW_GRANT((rights) + 2),		\
	PTW_GRANT((rights) + 3), PTW_GRANT((rights) + 4), PTW_GRANT((rights) + 5),	\
	PTW_GRANT((rights) + 6), PTW_GRANT((rights) + 7)
/* clang-format on */

static const u32 soft_grant[64] = {
	SOFT_GRANTS(0),	 SOFT_GRANTS(8),  SOFT_GRANTS(16), SOFT_GRANTS(24),
	SOFT_GRANTS(32), SOFT_GRANTS(40), SOFT_GRANTS(48), SOFT_GRANTS(56),
};

/* What the leaf and all tables grant */
static inline u32 soft_leaf_grant(const struct ptw_format *fmt, const struct ptw_space *space,
				  const struct ptw_half *half, u64 pte, u64 denied)
{
	return soft_grant[(pte & ~denied & SOFT_RIGHTS) >> SOFT_RIGHTS_SHIFT];
}

static inline unsigned int soft_run_bits(const struct ptw_format *fmt, u64 pte, unsigned int level)
{
	unsigned int bits = fmt->index_bits == 9 ? 4 : 1;

	return pte & SOFT_RUN ? bits : 0;
}

static inline u64 soft_run_key(const struct ptw_format *fmt, u64 pte)
{
	return pte & ~(SOFT_ADDRESS | SOFT_ACCESSED | SOFT_DIRTY | SOFT_SOFTWARE);
}

static inline unsigned int soft_attr(const struct ptw_format *fmt, const struct ptw_space *space,
				     u64 pte, unsigned int level)
{
	return (pte & SOFT_ACCESSED ? PTW_ATTR_ACCESSED : 0) |
	       (pte & SOFT_DIRTY ? PTW_ATTR_DIRTY : 0) | (pte & SOFT_GLOBAL ? PTW_ATTR_GLOBAL : 0) |
	       (pte & SOFT_RUN ? PTW_ATTR_CONTIGUOUS : 0);
}

static inline int soft_setup(const struct ptw_format *fmt, struct ptw_space *space,
			     const struct ptw_space_config *config, struct ptw_error *error)
{
	unsigned int va_bits = soft_va_bits(fmt);
	struct ptw_half *half = &space->half[0];
	u64 table = 8ULL << fmt->index_bits;

	if (config->root == PTW_NO_ROOT)
		return ptw_refuse_config(error, "root", "is needed");
	if (config->root1 != PTW_NO_ROOT)
		return ptw_refuse_config(error, "root1", "this format has no upper half");
	if (config->va_bits && config->va_bits != va_bits)
		return ptw_refuse_config(error, "va-bits", "is 48 for soft, 20 for soft-tiny");
	if (config->va1_bits)
		return ptw_refuse_config(error, "va1-bits", "this format has no upper half");
	if (config->enc_mask)
		return ptw_refuse_config(error, "enc-mask", "is x86's");
	space->pa_bits = config->pa_bits ? config->pa_bits : 52;
	if (space->pa_bits < 32 || space->pa_bits > 52)
		return ptw_refuse_config(error, "pa-bits", "must be 32 to 52");
	if (config->root & (table - 1) || config->root >> space->pa_bits)
		return ptw_refuse_config(error, "root",
					 "must be aligned to the size of its table and below the "
					 "physical width");
	space->word[SOFT_WORD_TYPE] =
		SOFT_TYPE | SOFT_RESERVED | (SOFT_ADDRESS & ~(BIT_ULL(space->pa_bits) - 1));
	half->root = config->root;
	half->root_mask = table - 8;
	half->top = fmt->top_max;
	half->va_bits = va_bits;
	half->first = 0;
	space->last[0] = BIT_ULL(va_bits) - 1;
	space->half[1].first = 1;
	space->last[1] = 0;
	return 0;
}

static inline int soft_make_table(const struct ptw_format *fmt, const struct ptw_space *space,
				  unsigned int level, u64 pa, u64 *pte)
{
	if (!level || level > fmt->top_max || pa & ~SOFT_ADDRESS || pa >> space->pa_bits)
		return -EINVAL;
	*pte = pa | SOFT_RIGHTS | SOFT_TYPE_TABLE;
	return 0;
}

static inline int soft_make_leaf(const struct ptw_format *fmt, const struct ptw_space *space,
				 unsigned int level, const struct ptw_mapping *map, u64 *pte)
{
	const unsigned int can =
		PTW_ATTR_ACCESSED | PTW_ATTR_DIRTY | PTW_ATTR_GLOBAL | PTW_ATTR_CONTIGUOUS;

	if (level > 2 || map->pa >> space->pa_bits ||
	    map->pa & (BIT_ULL(fmt->page_shift + level * fmt->index_bits) - 1))
		return -EINVAL;
	if (map->attr & ~can || map->memtype != PTW_MEMTYPE_DEFAULT)
		return -EOPNOTSUPP;
	*pte = map->pa | (u64)(map->rights & PTW_RIGHTS_ALL) << SOFT_RIGHTS_SHIFT | SOFT_TYPE_LEAF |
	       (map->attr & PTW_ATTR_ACCESSED ? SOFT_ACCESSED : 0) |
	       (map->attr & PTW_ATTR_DIRTY ? SOFT_DIRTY : 0) |
	       (map->attr & PTW_ATTR_GLOBAL ? SOFT_GLOBAL : 0) |
	       (map->attr & PTW_ATTR_CONTIGUOUS ? SOFT_RUN : 0);
	return 0;
}

/* clang-format off */
#define SOFT_FORMAT(fname, bits)					\
{									\
	.name = fname,							\
	.page_shift = 12,						\
	.index_bits = bits,						\
	.pte_bytes = 8,							\
	.top_min = 3,							\
	.top_max = 3,							\
	.writable = 1,							\
	.leaf_levels = 0x7,						\
	.address = SOFT_ADDRESS,					\
	.decides = SOFT_TYPE | SOFT_RIGHTS | SOFT_RUN | SOFT_RESERVED,	\
	.table_names = { "level 0", "level 1", "level 2", "level 3" },	\
	.registers = soft_registers,					\
	.fields = soft_fields,						\
	.setup = soft_setup,						\
	.half = soft_half,						\
	.range_reason = soft_range_reason,				\
	.kind = soft_kind,						\
	.bad_reason = soft_bad_reason,					\
	.table_pa = soft_table_pa,					\
	.leaf_pa = soft_leaf_pa,					\
	.grants = SOFT_RIGHTS,						\
	.leaf_grant = soft_leaf_grant,					\
	.run_bits = soft_run_bits,					\
	.run_key = soft_run_key,					\
	.attr = soft_attr,						\
	.make_table = soft_make_table,					\
	.make_leaf = soft_make_leaf,					\
}
/* clang-format on */

static const struct ptw_format fmt_soft __maybe_unused = SOFT_FORMAT("soft", 9);
static const struct ptw_format fmt_soft_tiny __maybe_unused = SOFT_FORMAT("soft-tiny", 2);

PTW_MEMBERS_END

#endif /* PTW_ARCH_SOFT_H */
