/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * fmt_tower: a user's own format, with no more than a format needs. 4 KiB pages, three
 * levels of 256 slots, so 36 bits of address; leaves at the last level only.
 *
 *	63	valid
 *	62	points to a table, above level 0
 *	61	writable, of a leaf
 *	39:0	page number of the table or of the leaf
 *	others	must be 0
 */
#ifndef OWN_FORMAT_H
#define OWN_FORMAT_H

#include <ptw/format.h>
#include <ptw/space.h>
#include "ptw_env.h"

PTW_MEMBERS_BEGIN

#define TOWER_VALID BIT_ULL(63)
#define TOWER_TABLE BIT_ULL(62)
#define TOWER_WRITE BIT_ULL(61)
#define TOWER_PAGE  GENMASK_ULL(39, 0)

static const char *const tower_registers[] = { NULL };
static const struct ptw_field tower_fields[] = { { NULL, 0, 0, 0, 0 } };

static inline int tower_setup(const struct ptw_format *fmt, struct ptw_space *space,
			      const struct ptw_space_config *config, struct ptw_error *error)
{
	if (config->root & 4095)
		return ptw_refuse_config(error, "root", "must be aligned to a page");
	space->pa_bits = 52;
	space->half[0].root = config->root;
	space->half[0].root_mask = 255 * 8;
	space->half[0].top = 2;
	space->half[0].va_bits = 36;
	space->last[0] = BIT_ULL(36) - 1;
	space->half[1].first = 1;
	return 0;
}

static inline const struct ptw_half *tower_half(const struct ptw_format *fmt,
						const struct ptw_space *space, u64 va)
{
	return va >> 36 ? NULL : &space->half[0];
}

static inline enum ptw_reason tower_range_reason(const struct ptw_format *fmt,
						 const struct ptw_space *space, u64 va)
{
	return PTW_REASON_NON_CANONICAL;
}

static inline enum ptw_kind tower_kind(const struct ptw_format *fmt, const struct ptw_space *space,
				       u64 pte, unsigned int level)
{
	if (!(pte & TOWER_VALID))
		return PTW_HOLE;
	if (level)
		return (pte & ~TOWER_PAGE) == (TOWER_VALID | TOWER_TABLE) ? PTW_TABLE : PTW_BAD;
	return pte & ~(TOWER_VALID | TOWER_WRITE | TOWER_PAGE) ? PTW_BAD : PTW_LEAF;
}

static inline enum ptw_reason tower_bad_reason(const struct ptw_format *fmt,
					       const struct ptw_space *space, u64 pte,
					       unsigned int level)
{
	return PTW_REASON_RESERVED;
}

static inline u64 tower_table_pa(const struct ptw_format *fmt, const struct ptw_space *space,
				 u64 pte)
{
	return (pte & TOWER_PAGE) << 12;
}

static inline u64 tower_leaf_pa(const struct ptw_format *fmt, const struct ptw_space *space,
				u64 pte, unsigned int level)
{
	return (pte & TOWER_PAGE) << 12;
}

static inline __u32 tower_leaf_grant(const struct ptw_format *fmt, const struct ptw_space *space,
				     const struct ptw_half *half, u64 pte, u64 denied)
{
	const unsigned int writable = PTW_RIGHT_UW | PTW_RIGHT_PW;

	return ptw_grant(PTW_RIGHT_UR | PTW_RIGHT_PR | (pte & TOWER_WRITE ? writable : 0));
}

static inline unsigned int tower_attr(const struct ptw_format *fmt, const struct ptw_space *space,
				      u64 pte, unsigned int level)
{
	return 0;
}

/* No bit of a pte is the same bit of an address here, so every bit decides. */
static const struct ptw_format fmt_tower = {
	.name = "tower",
	.page_shift = 12,
	.index_bits = 8,
	.pte_bytes = 8,
	.top_min = 2,
	.top_max = 2,
	.leaf_levels = 1,
	.decides = ~0ULL,
	.table_names = { "page", "floor", "tower" },
	.registers = tower_registers,
	.fields = tower_fields,
	.setup = tower_setup,
	.half = tower_half,
	.range_reason = tower_range_reason,
	.kind = tower_kind,
	.bad_reason = tower_bad_reason,
	.table_pa = tower_table_pa,
	.leaf_pa = tower_leaf_pa,
	.leaf_grant = tower_leaf_grant,
	.attr = tower_attr,
};

/* Nobody keeps anything in its holes. */
static const struct ptw_dialect dia_tower = { .name = "none" };

PTW_MEMBERS_END

#endif /* OWN_FORMAT_H */
