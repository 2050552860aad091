/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A translation regime drawn at random: a format the processor has, its registers,
 * two roots, and the same as a space of libptw. Levels are libptw's: 0 is the last.
 */
#ifndef PTW_MACHINE_REGIME_H
#define PTW_MACHINE_REGIME_H

#include <ptw/space.h>
#include <ptw/walk.h>
#include "ptw_env.h"

/* Where the highest bits of an address are in a descriptor */
enum geometry_high {
	HIGH_NONE, /* 48-bit addresses */
	HIGH_LPA,  /* PA[51:48] in bits 15:12 */
	HIGH_LPA2, /* PA[51:50] in bits 9:8 */
};

/**
 * struct geometry - What the generator must know of a format
 * @name: libptw's
 * @shift: log2 of the granule
 * @top: The highest level a root can have
 * @leaves: Bit (1 << level) for each level that can have a leaf
 * @high: Where the highest address bits are
 */
struct geometry {
	const char *name;
	u8 shift;
	u8 top;
	u8 leaves;
	u8 high;
};

/**
 * struct regime - One regime
 * @geometry: Its format
 * @space: What libptw makes of it
 * @tcr: TCR_EL1
 * @sctlr: SCTLR_EL1
 * @mair: MAIR_EL1
 * @ttbr: TTBR0_EL1, TTBR1_EL1
 * @root: The tables' addresses; %PTW_NO_ROOT where EPDn forbids that half
 * @va_bits: Of each half
 * @top: Level of each root
 * @wild: The root is where no memory is
 * @pa_bits: The output size: TCR_EL1.IPS, no more than the processor and format have
 */
struct regime {
	const struct geometry *geometry;
	struct ptw_space space;
	u64 tcr;
	u64 sctlr;
	u64 mair;
	u64 ttbr[2];
	u64 root[2];
	u8 va_bits[2];
	u8 top[2];
	u8 wild[2];
	u8 pa_bits;
};

/* TCR_EL1 */
#define TCR_EPD0       BIT_ULL(7)
#define TCR_TG0_SHIFT  14
#define TCR_T1SZ_SHIFT 16
#define TCR_EPD1       BIT_ULL(23)
#define TCR_TG1_SHIFT  30
#define TCR_IPS_SHIFT  32
#define TCR_TBI0       BIT_ULL(37)
#define TCR_TBI1       BIT_ULL(38)
#define TCR_HA	       BIT_ULL(39)
#define TCR_HD	       BIT_ULL(40)
#define TCR_HPD	       (BIT_ULL(41) | BIT_ULL(42))
#define TCR_E0PD0      BIT_ULL(55)
#define TCR_E0PD1      BIT_ULL(56)
#define TCR_DS	       BIT_ULL(59)

/* Descriptors */
#define DESC_VALID	  BIT_ULL(0)
#define DESC_BLOCK	  1ULL
#define DESC_TABLE	  3ULL
#define DESC_AP_EL0	  BIT_ULL(6)
#define DESC_AP_RO	  BIT_ULL(7)
#define DESC_AF		  BIT_ULL(10)
#define DESC_UXN	  BIT_ULL(54)
/* APTable, XNTable, PXNTable; NSTable is of no account */
#define DESC_TABLE_DENIES GENMASK_ULL(62, 59)
#define DESC_DBM	  BIT_ULL(51)

/*
 * Tables of the pool: some for each level; where the next level would have its own are
 * the roots, and then what leads to the vectors.
 */
#define POOL_LEVEL_TABLES 3
#define POOL_TABLE_SHIFT  16

static inline unsigned int geometry_level_shift(const struct geometry *g, unsigned int level)
{
	return g->shift + level * (g->shift - 3);
}

/* The pool's table @i for @level: no address of it is another's. */
u64 pool_table(unsigned int level, unsigned int i);

/* A physical address as a descriptor has it */
u64 geometry_encode(const struct geometry *g, u64 pa);

/* An address below 2^@bits and at least 2 GiB, above all that the machine has */
u64 nowhere(unsigned int bits);

/* What this processor has: call before anything is drawn. */
void geometries_find(void);

/* The formats found: of which some regime can have a root, or a leaf, at @level */
bool geometries_have_top(unsigned int level);
bool geometries_have_leaf(unsigned int level);

/* Draw a regime and load it. Return: 0, or what libptw said */
int regime_draw(struct regime *regime, struct ptw_error *error);

/* Give one half a root; the ASID stays, so that little is forgotten. */
void regime_load_root(const struct regime *regime, unsigned int half, u64 root);

void regime_say(const struct regime *regime);

#endif /* PTW_MACHINE_REGIME_H */
