/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * fmt_arm64_*: VMSAv8-64 stage 1 of the EL1&0 regime, every granule, with 48-bit
 * and 52-bit addresses.
 *
 * Manual: Arm ARM (DDI 0487), chapter D8 "The AArch64 Virtual Memory System
 * Architecture": "Translation table descriptor formats", "Address size faults",
 * "Direct permissions", "Hierarchical control of direct permissions", "Hardware
 * management of the Access flag and dirty state", "The Contiguous bit"; and in the
 * shared pseudocode AArch64.S1Walk() and AArch64.S1DirectBasePermissions().
 *
 *	level 4   level -1  (4K granule with LPA2)
 *	level 3   level 0   512G block with LPA2 (4K)
 *	level 2   level 1   1G block (4K), 64G with LPA2 (16K), 4T with LPA (64K)
 *	level 1   level 2   2M (4K), 32M (16K), 512M (64K) block
 *	level 0   level 3   4K, 16K, 64K page
 *
 * What the registers given to a space decide: TCR_EL1 sizes, granules, EPDn, TBIn,
 * HPDn, HA, HD, E0PDn, DS, MTXn; TCR2_EL1.POE and E0POE; SCTLR_EL1.WXN; MAIR_EL1.
 * Without TCR_EL1 none of its features is on.
 *
 * Where the manual leaves a choice (CONSTRAINED UNPREDICTABLE or IMPLEMENTATION
 * DEFINED), this format's is:
 *	- a Contiguous bit that is not set all over its run: each descriptor maps
 *	  what it says itself;
 *	- a run larger than the address space: it maps, and the run is as large as
 *	  the address space (a Translation fault is the other choice);
 *	- nT in a block descriptor does not fault;
 *	- with LPA, descriptor bits 15:12 are address bits 51:48 whatever IPS says.
 *
 * E0PDn takes all rights of user code away; the processor reports that as a
 * level 0 Translation fault.
 *
 * Not here: FEAT_S1PIE, FEAT_D128, FEAT_AIE and FEAT_THE (a space with those on in
 * TCR2_EL1 is refused), big-endian tables, nested virtualization's NV1, and the
 * rules about an accessor (PAN, EPAN, what an overlay denies). TBIDn is about
 * instruction fetches only. TCR2_EL1.FNGn, which makes every leaf non-global, is not
 * looked at.
 */
#ifndef PTW_ARCH_ARM64_H
#define PTW_ARCH_ARM64_H

#include <ptw/format.h>
#include <ptw/space.h>
#include "ptw_env.h"

PTW_MEMBERS_BEGIN

#define ARM64_VALID	     BIT_ULL(0)
#define ARM64_TYPE	     GENMASK_ULL(1, 0)
#define ARM64_TYPE_BLOCK     1 /* above level 0 */
#define ARM64_TYPE_TABLE     3 /* above level 0; a page at level 0 */
#define ARM64_ATTRINDX_SHIFT 2
#define ARM64_AP_EL0	     BIT_ULL(6)
#define ARM64_AP_RO	     BIT_ULL(7)
#define ARM64_SH_INNER	     (3ULL << 8)
#define ARM64_AF	     BIT_ULL(10)
#define ARM64_NG	     BIT_ULL(11)
#define ARM64_DBM	     BIT_ULL(51)
#define ARM64_CONT	     BIT_ULL(52)
#define ARM64_PXN	     BIT_ULL(53)
#define ARM64_UXN	     BIT_ULL(54)
#define ARM64_IGNORED	     GENMASK_ULL(63, 55) /* of a leaf */
#define ARM64_TABLE_SHIFT    59			 /* PXNTable, UXNTable, APTable[0], APTable[1] */

#define ARM64_TCR_T0SZ	     GENMASK_ULL(5, 0)
#define ARM64_TCR_EPD0	     BIT_ULL(7)
#define ARM64_TCR_TG0_SHIFT  14
#define ARM64_TCR_T1SZ_SHIFT 16
#define ARM64_TCR_EPD1	     BIT_ULL(23)
#define ARM64_TCR_TG1_SHIFT  30
#define ARM64_TCR_IPS_SHIFT  32
#define ARM64_TCR_TBI0	     BIT_ULL(37)
#define ARM64_TCR_HA	     BIT_ULL(39)
#define ARM64_TCR_HD	     BIT_ULL(40)
#define ARM64_TCR_HPD0	     BIT_ULL(41)
#define ARM64_TCR_E0PD0	     BIT_ULL(55)
#define ARM64_TCR_DS	     BIT_ULL(59)
#define ARM64_TCR_MTX0	     BIT_ULL(60)

#define ARM64_TCR2_PNCH	 BIT_ULL(0)
#define ARM64_TCR2_PIE	 BIT_ULL(1)
#define ARM64_TCR2_E0POE BIT_ULL(2)
#define ARM64_TCR2_POE	 BIT_ULL(3)
#define ARM64_TCR2_AIE	 BIT_ULL(4)
#define ARM64_TCR2_D128	 BIT_ULL(5)

#define ARM64_SCTLR_M	BIT_ULL(0)
#define ARM64_SCTLR_WXN BIT_ULL(19)
#define ARM64_SCTLR_EE	BIT_ULL(25)

#define ARM64_HCR_DC  BIT_ULL(12)
#define ARM64_HCR_NV1 BIT_ULL(43)

/* ptw_format.variant: how wide output addresses are encoded */
enum {
	ARM64_48,   /* bits 47 and below */
	ARM64_LPA,  /* 64K: PA[51:48] in bits 15:12 */
	ARM64_LPA2, /* 4K, 16K: PA[51:50] in bits 9:8 */
};

/* The space's registers, in the order of arm64_registers[] */
enum {
	ARM64_REG_TCR,
	ARM64_REG_TCR2,
	ARM64_REG_MAIR,
	ARM64_REG_SCTLR,
	ARM64_REG_HCR,
};

/* The space's words */
enum {
	ARM64_WORD_OVER,  /* address bits of a pte beyond the physical width */
	ARM64_WORD_TABLE, /* those, and the type: exactly the type is set in a good pte */
	ARM64_WORD_LOW,	  /* those, and address bits that are not in their place */
	ARM64_WORD_SEEN,  /* what a glance at a leaf looks at: those, and AF or CONT */
	ARM64_WORD_PAGE,  /* what it sees set in a page */
	ARM64_WORD_HA,	  /* AF, when the hardware sets it */
	ARM64_WORD_HD,	  /* the bit that DBM stands for, when the hardware manages it */
};

static const char *const arm64_registers[] __maybe_unused = {
	"tcr", "tcr2", "mair", "sctlr", "hcr", NULL,
};

static const struct ptw_field arm64_fields[] __maybe_unused = {
	{ "valid", 0, 1, 0xff, 0x1f },
	{ "type", 1, 1, 0xff, 0x1f },
	{ "AttrIndx", 2, 3, BIT_ULL(PTW_LEAF), 0x0f },
	{ "NS", 5, 1, BIT_ULL(PTW_LEAF), 0x0f },
	{ "AP", 6, 2, BIT_ULL(PTW_LEAF), 0x0f },
	{ "AF", 10, 1, BIT_ULL(PTW_LEAF), 0x0f },
	{ "nG", 11, 1, BIT_ULL(PTW_LEAF), 0x0f },
	{ "nT", 16, 1, BIT_ULL(PTW_LEAF), 0x0e },
	{ "GP", 50, 1, BIT_ULL(PTW_LEAF), 0x0f },
	{ "DBM", 51, 1, BIT_ULL(PTW_LEAF), 0x0f },
	{ "Contiguous", 52, 1, BIT_ULL(PTW_LEAF), 0x0f },
	{ "PXN", 53, 1, BIT_ULL(PTW_LEAF), 0x0f },
	{ "UXN", 54, 1, BIT_ULL(PTW_LEAF), 0x0f },
	{ "software", 55, 4, BIT_ULL(PTW_LEAF), 0x0f },
	{ "PXNTable", 59, 1, BIT_ULL(PTW_TABLE), 0x1e },
	{ "UXNTable", 60, 1, BIT_ULL(PTW_TABLE), 0x1e },
	{ "APTable", 61, 2, BIT_ULL(PTW_TABLE), 0x1e },
	{ NULL, 0, 0, 0, 0 },
};

static inline const struct ptw_half *arm64_half(const struct ptw_format *fmt,
						const struct ptw_space *space, u64 va)
{
	return ptw_half_by_bit(space, va, 55);
}

static inline enum ptw_reason arm64_range_reason(const struct ptw_format *fmt,
						 const struct ptw_space *space, u64 va)
{
	return space->half[va >> 55 & 1].disabled ? PTW_REASON_WALK_DISABLED
						  : PTW_REASON_NON_CANONICAL;
}

/*
 * Bits of a block's pte that have the place of address bits, but are smaller than the
 * block: no address, whatever the physical width (AArch64.LeafBase()).
 */
static inline u64 arm64_below(const struct ptw_format *fmt, unsigned int level)
{
	return fmt->address & (BIT_ULL(fmt->page_shift + level * fmt->index_bits) - 1);
}

static inline enum ptw_kind arm64_kind(const struct ptw_format *fmt, const struct ptw_space *space,
				       u64 pte, unsigned int level)
{
	/* Exactly the type is set: one subtraction, and it is clear with all the rest. */
	if (likely(!((pte - ARM64_TYPE_TABLE) & space->word[ARM64_WORD_TABLE])))
		return level ? PTW_TABLE : PTW_LEAF;
	if (!(pte & ARM64_VALID))
		return PTW_HOLE;
	if (pte & space->word[ARM64_WORD_OVER] & ~arm64_below(fmt, level))
		return PTW_BAD;
	if ((pte & ARM64_TYPE) != ARM64_TYPE_BLOCK)
		return PTW_BAD;
	return level && fmt->leaf_levels >> level & 1 ? PTW_LEAF : PTW_BAD;
}

/* Bits of a pte that hold the highest bits of an address, out of their place */
static inline u64 arm64_misplaced(const struct ptw_format *fmt)
{
	return fmt->variant == ARM64_LPA    ? GENMASK_ULL(15, 12)
	       : fmt->variant == ARM64_LPA2 ? GENMASK_ULL(9, 8)
					    : 0;
}

/*
 * Hardly a machine has memory beyond what the address bits in their place can say: what
 * points there is not known at a glance, and the walk need not put addresses together.
 * Nor is a leaf without the access flag that the hardware wants set, nor, where a root is
 * so small that a run could be larger than its half, one that claims a run.
 */
static inline enum ptw_kind arm64_glance(const struct ptw_format *fmt,
					 const struct ptw_space *space, u64 pte, unsigned int level)
{
	u64 seen = space->word[ARM64_WORD_SEEN], leaf = space->word[ARM64_WORD_PAGE];

	if (level && likely(!((pte - ARM64_TYPE_TABLE) & space->word[ARM64_WORD_LOW])))
		return PTW_TABLE;
	if (level && !(fmt->leaf_levels >> level & 1))
		return PTW_BAD;
	if (level) {
		seen &= ~arm64_below(fmt, level);
		leaf ^= ARM64_TYPE_TABLE ^ ARM64_TYPE_BLOCK;
	}
	return likely((pte & seen) == leaf) ? PTW_LEAF : PTW_BAD;
}

static inline u64 arm64_glance_pa(const struct ptw_format *fmt, const struct ptw_space *space,
				  u64 pte, unsigned int level)
{
	return pte & fmt->address & ~(BIT_ULL(fmt->page_shift + level * fmt->index_bits) - 1);
}

/* A reserved encoding is no block or page whose address could be too wide. */
static inline enum ptw_reason arm64_bad_reason(const struct ptw_format *fmt,
					       const struct ptw_space *space, u64 pte,
					       unsigned int level)
{
	if ((pte & ARM64_TYPE) == ARM64_TYPE_BLOCK && !(level && fmt->leaf_levels >> level & 1))
		return PTW_REASON_RESERVED;
	return PTW_REASON_ADDRESS_SIZE;
}

/* The address in a pte, of which the low @shift bits are something else */
static inline u64 arm64_address(const struct ptw_format *fmt, u64 pte, unsigned int shift)
{
	switch (fmt->variant) {
	case ARM64_LPA:
		return (pte & GENMASK_ULL(47, shift)) | (pte & GENMASK_ULL(15, 12)) << 36;
	case ARM64_LPA2:
		return (pte & GENMASK_ULL(49, shift)) | (pte & GENMASK_ULL(9, 8)) << 42;
	default:
		return pte & GENMASK_ULL(47, shift);
	}
}

static inline u64 arm64_table_pa(const struct ptw_format *fmt, const struct ptw_space *space,
				 u64 pte)
{
	return arm64_address(fmt, pte, fmt->page_shift);
}

static inline u64 arm64_leaf_pa(const struct ptw_format *fmt, const struct ptw_space *space,
				u64 pte, unsigned int level)
{
	return arm64_address(fmt, pte, fmt->page_shift + level * fmt->index_bits);
}

/*
 * The four denials, of a leaf and of the tables above it: PXN, UXN, no access from
 * EL0, read-only. With hardware management of dirty state, DBM makes a read-only
 * leaf writable; what the tables say comes after that.
 */
static __always_inline u32 arm64_leaf_grant(const struct ptw_format *fmt,
					    const struct ptw_space *space,
					    const struct ptw_half *half, u64 pte, u64 denied)
{
	unsigned int index, ap, denies = half->denies;

	/* One of the two is enough for a compiler to see a bound, and which depends on it. */
	if (denies > 15)
		__builtin_unreachable();
	pte &= ~(pte >> 44 & space->word[ARM64_WORD_HD]);
	/* Moved up where it is joined, which costs arm64 nothing; gcc would do it before. */
	ap = (pte >> 6 & 3) ^ 1;
	OPTIMIZER_HIDE_VAR(ap);
	if (ap > 3)
		__builtin_unreachable();
	index = (pte >> 53 & 3) | ap << 2;
	return half->grant[(index | (denied >> ARM64_TABLE_SHIFT & denies)) & 15];
}

/*
 * S1DirectBasePermissions(), for one combination of denials. What EL0 can write EL1
 * cannot execute.
 */
static inline unsigned int arm64_rights(unsigned int denied, bool wxn, bool e0pd)
{
	unsigned int rights = PTW_RIGHT_PR;

	if (!(denied & 8))
		rights |= PTW_RIGHT_PW;
	if (!(denied & 4))
		rights |= PTW_RIGHT_UR | (denied & 8 ? 0 : PTW_RIGHT_UW);
	if (!(denied & 2) && !(wxn && rights & PTW_RIGHT_UW))
		rights |= PTW_RIGHT_UX;
	if (!(denied & 1) && !(rights & PTW_RIGHT_UW) && !(wxn && rights & PTW_RIGHT_PW))
		rights |= PTW_RIGHT_PX;
	return e0pd ? rights & PTW_RIGHTS_PRIV : rights;
}

static inline int arm64_leaf_faults(const struct ptw_format *fmt, const struct ptw_space *space,
				    u64 pte)
{
	return !((pte | space->word[ARM64_WORD_HA]) & ARM64_AF);
}

/* log2 of the slots of a run, by granule and level; 0 where the bit is RES0 */
static inline unsigned int arm64_cont_bits(const struct ptw_format *fmt, unsigned int level)
{
	switch (fmt->page_shift) {
	case 12:
		return level <= 2 ? 4 : 0;
	case 14:
		return level == 0 ? 7 : level == 1 ? 5 : 0;
	default:
		return level <= 1 ? 5 : 0;
	}
}

static inline unsigned int arm64_run_bits(const struct ptw_format *fmt, u64 pte, unsigned int level)
{
	return pte & ARM64_CONT ? arm64_cont_bits(fmt, level) : 0;
}

/* Access flag and dirty state are the run's; software may put them into any of it. */
static inline u64 arm64_run_key(const struct ptw_format *fmt, u64 pte)
{
	u64 key = pte & ~ARM64_IGNORED & ~ARM64_AF & ~GENMASK_ULL(49, 12);

	if (fmt->variant == ARM64_LPA2)
		key &= ~GENMASK_ULL(9, 8);
	return pte & ARM64_DBM ? key & ~ARM64_AP_RO : key;
}

static inline unsigned int arm64_attr(const struct ptw_format *fmt, const struct ptw_space *space,
				      u64 pte, unsigned int level)
{
	return (pte & ARM64_AF ? PTW_ATTR_ACCESSED : 0) |
	       ((pte & (ARM64_DBM | ARM64_AP_RO)) == ARM64_DBM ? PTW_ATTR_DIRTY : 0) |
	       (pte & ARM64_NG ? 0 : PTW_ATTR_GLOBAL) |
	       (pte & ARM64_CONT && arm64_cont_bits(fmt, level) ? PTW_ATTR_CONTIGUOUS : 0);
}

static inline unsigned int arm64_memtype(const struct ptw_format *fmt,
					 const struct ptw_space *space, u64 pte, unsigned int level)
{
	if (!(space->reg_given & BIT_ULL(ARM64_REG_MAIR)))
		return PTW_MEMTYPE_UNKNOWN;
	return space->reg[ARM64_REG_MAIR] >> (8 * (pte >> ARM64_ATTRINDX_SHIFT & 7)) & 0xff;
}

static inline void arm64_memtype_name(unsigned int memtype, char name[8])
{
	static const char digits[] = "0123456789abcdef";

	name[0] = '0';
	name[1] = 'x';
	name[2] = digits[memtype >> 4 & 15];
	name[3] = digits[memtype & 15];
	name[4] = 0;
}

/* Setting up a space */

static inline unsigned int arm64_va_bits_min(const struct ptw_format *fmt)
{
	return fmt->page_shift == 16 ? 17 : 16;
}

static inline unsigned int arm64_va_bits_max(const struct ptw_format *fmt)
{
	return fmt->variant == ARM64_48 ? 48 : 52;
}

static inline unsigned int arm64_pa_bits_max(const struct ptw_format *fmt)
{
	return fmt->variant == ARM64_48 ? 48 : 52;
}

/* Log2 of the granule that TGn selects, 0 for a reserved value */
static inline unsigned int arm64_granule(u64 tcr, unsigned int upper)
{
	static const __u8 tg0[4] = { 12, 16, 14, 0 }, tg1[4] = { 0, 14, 12, 16 };

	return upper ? tg1[tcr >> ARM64_TCR_TG1_SHIFT & 3] : tg0[tcr >> ARM64_TCR_TG0_SHIFT & 3];
}

static inline int arm64_check_registers(const struct ptw_format *fmt, const struct ptw_space *space,
					struct ptw_error *error)
{
	u64 tcr = space->reg[ARM64_REG_TCR], tcr2 = space->reg[ARM64_REG_TCR2];
	u64 sctlr = space->reg[ARM64_REG_SCTLR], hcr = space->reg[ARM64_REG_HCR];

	if (space->reg_given & BIT_ULL(ARM64_REG_TCR) && fmt->page_shift != 16 &&
	    !(tcr & ARM64_TCR_DS) != (fmt->variant != ARM64_LPA2))
		return ptw_refuse_config(error, "tcr",
					 tcr & ARM64_TCR_DS
						 ? "DS is set: the format is one with -lpa2"
						 : "DS is clear: the format is one without -lpa2");
	if (tcr2 & (ARM64_TCR2_PIE | ARM64_TCR2_D128 | ARM64_TCR2_AIE | ARM64_TCR2_PNCH)) {
		ptw_refuse_config(error, "tcr2",
				  "PIE, D128, AIE and PnCH are not walked: all must be clear");
		return -EOPNOTSUPP;
	}
	if (space->reg_given & BIT_ULL(ARM64_REG_SCTLR) && !(sctlr & ARM64_SCTLR_M))
		return ptw_refuse_config(error, "sctlr", "M is clear: translation is off");
	if (sctlr & ARM64_SCTLR_EE) {
		ptw_refuse_config(error, "sctlr", "EE is set: big-endian tables are not walked");
		return -EOPNOTSUPP;
	}
	if (hcr & ARM64_HCR_DC)
		return ptw_refuse_config(error, "hcr", "DC is set: stage 1 is off");
	if (hcr & ARM64_HCR_NV1) {
		ptw_refuse_config(error, "hcr", "NV1 is set: its permissions are not walked");
		return -EOPNOTSUPP;
	}
	return 0;
}

/* Of a register's field that has an output size: what sets no limit */
#define ARM64_PS_ANY 7

/*
 * The output size: the smaller of what was given and of @ps, which is TCR_EL1.IPS or
 * VTCR_EL2.PS
 */
static inline int arm64_setup_pa_bits(const struct ptw_format *fmt, struct ptw_space *space,
				      const struct ptw_space_config *config, unsigned int ps,
				      struct ptw_error *error)
{
	static const __u8 ps_bits[8] = { 32, 36, 40, 42, 44, 48, 52, 52 };
	unsigned int bits = config->pa_bits ? config->pa_bits : 52;

	if (bits < 32 || bits > 52)
		return ptw_refuse_config(error, "pa-bits", "must be 32 to 52");
	if (bits > ps_bits[ps])
		bits = ps_bits[ps];
	if (bits > arm64_pa_bits_max(fmt))
		bits = arm64_pa_bits_max(fmt);
	space->pa_bits = bits;
	return 0;
}

/* The address bits of a pte that stand for PA bits @pa_bits and above */
static inline u64 arm64_over(const struct ptw_format *fmt, unsigned int pa_bits)
{
	u64 over = ~(BIT_ULL(pa_bits) - 1) & GENMASK_ULL(51, 0);

	switch (fmt->variant) {
	case ARM64_LPA:
		return (over & GENMASK_ULL(47, 0)) | (over >> 48 & 15) << 12;
	case ARM64_LPA2:
		return (over & GENMASK_ULL(49, 0)) | (over >> 50 & 3) << 8;
	default:
		return over & GENMASK_ULL(47, 0);
	}
}

/* No address belongs to this half. */
static inline void arm64_disable_half(struct ptw_space *space, unsigned int upper)
{
	struct ptw_half *half = &space->half[upper];

	half->va_check = BIT_ULL(55);
	half->va_value = upper ? 0 : BIT_ULL(55);
	half->first = 1;
	space->last[upper] = 0;
}

/* The width of a half's addresses: what was given and TnSZ must agree. */
static inline int arm64_half_va_bits(const struct ptw_format *fmt, const struct ptw_space *space,
				     const struct ptw_space_config *config, unsigned int upper,
				     unsigned int *va_bits, struct ptw_error *error)
{
	const char *field = upper ? "va1-bits" : "va-bits";
	u64 tcr = space->reg[ARM64_REG_TCR];
	unsigned int given = upper ? config->va1_bits : config->va_bits;
	unsigned int bits = given;

	if (space->reg_given & BIT_ULL(ARM64_REG_TCR)) {
		bits = 64 - (tcr >> (upper ? ARM64_TCR_T1SZ_SHIFT : 0) & ARM64_TCR_T0SZ);
		if (given && given != bits)
			return ptw_refuse_config(error, field, "contradicts tcr, T0SZ or T1SZ");
		if (arm64_granule(tcr, upper) != fmt->page_shift)
			return ptw_refuse_config(
				error, "tcr",
				upper ? "TG1 is another granule than the format's"
				      : "TG0 is another granule than the format's");
	}
	if (!bits)
		bits = upper && config->va_bits ? config->va_bits : arm64_va_bits_max(fmt);
	if (bits < arm64_va_bits_min(fmt) || bits > arm64_va_bits_max(fmt))
		return ptw_refuse_config(error, field, "is not a width this format has");
	*va_bits = bits;
	return 0;
}

/*
 * Whether bits 5:2 of the TTBRs are bits 51:48 of the root's address, so that no root
 * is aligned to less than 64 bytes: with TCR_EL1.DS, and with a 64K granule where the
 * output size is 52 bits (AArch64.TTBaseAddress()).
 */
static inline bool arm64_wide_root(const struct ptw_format *fmt, const struct ptw_space *space)
{
	return fmt->variant == ARM64_LPA2 || (fmt->variant == ARM64_LPA && space->pa_bits == 52);
}

/*
 * Which hierarchical denials count: none with HPDn set, nor with permission overlays
 * on, for EL0 or for EL1 alone, in either half (rule R_BVXDG).
 */
static inline __u8 arm64_denies(const struct ptw_space *space, unsigned int upper)
{
	if (space->reg[ARM64_REG_TCR] & ARM64_TCR_HPD0 << upper ||
	    space->reg[ARM64_REG_TCR2] & (ARM64_TCR2_POE | ARM64_TCR2_E0POE))
		return 0;
	return 15;
}

static inline int arm64_setup_half(const struct ptw_format *fmt, struct ptw_space *space,
				   const struct ptw_space_config *config, unsigned int upper,
				   struct ptw_error *error)
{
	u64 root = upper ? config->root1 : config->root, tcr = space->reg[ARM64_REG_TCR];
	u64 slots, align;
	bool wxn = space->reg[ARM64_REG_SCTLR] & ARM64_SCTLR_WXN;
	bool there = root != PTW_NO_ROOT && !(upper && config->lower_only);
	struct ptw_half *half = &space->half[upper];
	unsigned int va_bits = 0, denied;
	int ret;

	/* A register turns off only what is there: a root that is to be walked. */
	half->disabled = there && tcr & (upper ? ARM64_TCR_EPD1 : ARM64_TCR_EPD0);
	if (!there || half->disabled) {
		arm64_disable_half(space, upper);
		return 0;
	}
	ret = arm64_half_va_bits(fmt, space, config, upper, &va_bits, error);
	if (ret)
		return ret;
	half->root = root;
	half->va_bits = va_bits;
	half->top = (va_bits - fmt->page_shift - 1) / fmt->index_bits;
	slots = 1ULL << (va_bits - fmt->page_shift - half->top * fmt->index_bits);
	align = slots * 8;
	if (align < 64 && arm64_wide_root(fmt, space))
		align = 64;
	if (root & (align - 1) || root >> space->pa_bits)
		return ptw_refuse_config(error, upper ? "root1" : "root",
					 "must be aligned to the size of its table and below the "
					 "physical width");
	half->root_mask = (slots - 1) * 8;
	half->va_value = upper ? ~0ULL : 0;
	half->va_check = ~(BIT_ULL(va_bits) - 1);
	if (tcr & ARM64_TCR_MTX0 << upper)
		half->va_check &= ~GENMASK_ULL(59, 56);
	if (tcr & ARM64_TCR_TBI0 << upper)
		half->va_check &= GENMASK_ULL(55, 0);
	half->first = upper ? ~(BIT_ULL(va_bits) - 1) : 0;
	space->last[upper] = upper ? ~0ULL : BIT_ULL(va_bits) - 1;
	half->denies = arm64_denies(space, upper);
	for (denied = 0; denied < 16; denied++)
		half->grant[denied] =
			ptw_grant(arm64_rights(denied, wxn, tcr & ARM64_TCR_E0PD0 << upper));
	return 0;
}

/* Whether a run can be claimed that is larger than the half, as its root is that small */
static inline bool arm64_run_exceeds(const struct ptw_format *fmt, const struct ptw_half *half)
{
	unsigned int shift = fmt->page_shift + half->top * fmt->index_bits;

	return half->va_bits && shift + arm64_cont_bits(fmt, half->top) > half->va_bits;
}

/* Of either stage: HD has an effect only together with HA. */
static inline void arm64_setup_words(const struct ptw_format *fmt, struct ptw_space *space, bool ha,
				     bool hd)
{
	bool cont =
		arm64_run_exceeds(fmt, &space->half[0]) || arm64_run_exceeds(fmt, &space->half[1]);

	space->word[ARM64_WORD_OVER] = arm64_over(fmt, space->pa_bits);
	space->word[ARM64_WORD_TABLE] = space->word[ARM64_WORD_OVER] | ARM64_TYPE;
	space->word[ARM64_WORD_LOW] = space->word[ARM64_WORD_TABLE] | arm64_misplaced(fmt);
	space->word[ARM64_WORD_PAGE] = ARM64_TYPE_TABLE | (ha ? 0 : ARM64_AF);
	space->word[ARM64_WORD_SEEN] = space->word[ARM64_WORD_LOW] | space->word[ARM64_WORD_PAGE] |
				       (cont ? ARM64_CONT : 0);
	space->word[ARM64_WORD_HA] = ha ? ARM64_AF : 0;
	space->word[ARM64_WORD_HD] = ha && hd ? ARM64_AP_RO : 0; /* or ARM64_S2_W, the same bit */
}

static inline int arm64_setup(const struct ptw_format *fmt, struct ptw_space *space,
			      const struct ptw_space_config *config, struct ptw_error *error)
{
	u64 tcr = space->reg[ARM64_REG_TCR];
	unsigned int ips = tcr >> ARM64_TCR_IPS_SHIFT & 7;
	int ret = arm64_check_registers(fmt, space, error);

	if (!(space->reg_given & BIT_ULL(ARM64_REG_TCR)))
		ips = ARM64_PS_ANY;
	if (config->root == PTW_NO_ROOT && config->root1 == PTW_NO_ROOT)
		return ptw_refuse_config(error, "root", "is needed: the table's address in TTBR0");
	if (config->enc_mask)
		return ptw_refuse_config(error, "enc-mask", "is x86's");
	if (!ret)
		ret = arm64_setup_pa_bits(fmt, space, config, ips, error);
	if (!ret)
		ret = arm64_setup_half(fmt, space, config, 0, error);
	if (!ret)
		ret = arm64_setup_half(fmt, space, config, 1, error);
	arm64_setup_words(fmt, space, tcr & ARM64_TCR_HA, tcr & ARM64_TCR_HD);
	return ret;
}

/* Encoding */

/* The inverse of arm64_address() */
static inline u64 arm64_encode(const struct ptw_format *fmt, u64 pa)
{
	switch (fmt->variant) {
	case ARM64_LPA:
		return (pa & GENMASK_ULL(47, 0)) | (pa >> 48 & 15) << 12;
	case ARM64_LPA2:
		return (pa & GENMASK_ULL(49, 0)) | (pa >> 50 & 3) << 8;
	default:
		return pa;
	}
}

static inline int arm64_make_table(const struct ptw_format *fmt, const struct ptw_space *space,
				   unsigned int level, u64 pa, u64 *pte)
{
	if (!level || level > fmt->top_max || pa >> space->pa_bits ||
	    pa & (BIT_ULL(fmt->page_shift) - 1))
		return -EINVAL;
	*pte = arm64_encode(fmt, pa) | ARM64_TYPE_TABLE;
	return 0;
}

static inline int arm64_make_memtype(const struct ptw_space *space, unsigned int memtype, u64 *pte)
{
	u64 index;

	if (!(space->reg_given & BIT_ULL(ARM64_REG_MAIR)))
		return -EOPNOTSUPP;
	for (index = 0; index < 8; index++) {
		if ((space->reg[ARM64_REG_MAIR] >> (8 * index) & 0xff) == memtype) {
			*pte |= index << ARM64_ATTRINDX_SHIFT;
			return 0;
		}
	}
	return -EOPNOTSUPP;
}

/* Whether a leaf of this level can be at @pa */
static inline bool arm64_can_map(const struct ptw_format *fmt, const struct ptw_space *space,
				 unsigned int level, u64 pa)
{
	return level <= fmt->top_max && fmt->leaf_levels >> level & 1 && !(pa >> space->pa_bits) &&
	       !(pa & (BIT_ULL(fmt->page_shift + level * fmt->index_bits) - 1));
}

static inline int arm64_make_leaf(const struct ptw_format *fmt, const struct ptw_space *space,
				  unsigned int level, const struct ptw_mapping *map, u64 *pte)
{
	const unsigned int can =
		PTW_ATTR_ACCESSED | PTW_ATTR_DIRTY | PTW_ATTR_GLOBAL | PTW_ATTR_CONTIGUOUS;
	bool write = map->rights & (PTW_RIGHT_UW | PTW_RIGHT_PW), upper;
	u64 leaf = arm64_encode(fmt, map->pa);

	if (!arm64_can_map(fmt, space, level, map->pa))
		return -EINVAL;
	if (map->attr & ~can || (map->attr & PTW_ATTR_DIRTY && !write) ||
	    (map->attr & PTW_ATTR_CONTIGUOUS && !arm64_cont_bits(fmt, level)))
		return -EOPNOTSUPP;
	leaf |= level ? ARM64_TYPE_BLOCK : ARM64_TYPE_TABLE;
	leaf |= fmt->variant == ARM64_LPA2 ? 0 : ARM64_SH_INNER;
	leaf |= map->rights & (PTW_RIGHT_UR | PTW_RIGHT_UW) ? ARM64_AP_EL0 : 0;
	leaf |= map->rights & PTW_RIGHT_UX ? 0 : ARM64_UXN;
	leaf |= map->rights & PTW_RIGHT_PX ? 0 : ARM64_PXN;
	leaf |= map->attr & PTW_ATTR_ACCESSED ? ARM64_AF : 0;
	leaf |= map->attr & PTW_ATTR_GLOBAL ? 0 : ARM64_NG;
	leaf |= map->attr & PTW_ATTR_CONTIGUOUS ? ARM64_CONT : 0;
	/* Dirty is DBM with AP_RO clear; writable and clean is both, where HD is on. */
	if (!write)
		leaf |= ARM64_AP_RO;
	else if (map->attr & PTW_ATTR_DIRTY)
		leaf |= ARM64_DBM;
	else if (space->word[ARM64_WORD_HD])
		leaf |= ARM64_DBM | ARM64_AP_RO;
	if (map->memtype != PTW_MEMTYPE_DEFAULT && arm64_make_memtype(space, map->memtype, &leaf))
		return -EOPNOTSUPP;
	/* As the lower half sees it, or the upper where there is no lower. */
	upper = space->half[0].first > space->last[0];
	if (arm64_leaf_grant(fmt, space, &space->half[upper], leaf, 0) != ptw_grant(map->rights))
		return -EOPNOTSUPP;
	*pte = leaf;
	return 0;
}

/* Where LPA and LPA2 put the highest address bits, no pte has them as they are. */
#define ARM64_DECIDES(how)                                                              \
	(ARM64_TYPE | ARM64_AP_EL0 | ARM64_AP_RO | ARM64_DBM | ARM64_CONT | ARM64_PXN | \
	 ARM64_UXN | ((how) == ARM64_LPA ? GENMASK_ULL(15, 12) : 0) |                   \
	 ((how) == ARM64_LPA2 ? GENMASK_ULL(9, 8) : 0))

/* clang-format off */
#define ARM64_FORMAT(fname, shift, top, leaves, how, primary)				\
{											\
	.name = fname,									\
	.page_shift = shift,								\
	.index_bits = shift - 3,							\
	.pte_bytes = 8,									\
	.top_min = 0,									\
	.top_max = top,									\
	.writable = primary,								\
	.leaf_levels = leaves,								\
	.variant = how,									\
	.address = GENMASK_ULL((how) == ARM64_LPA2 ? 49 : 47, shift),			\
	.decides = ARM64_DECIDES(how),							\
	.table_names = { "level 3", "level 2", "level 1", "level 0", "level -1" },	\
	.registers = arm64_registers,							\
	.width_register = "tcr",							\
	.fields = arm64_fields,								\
	.setup = arm64_setup,								\
	.half = arm64_half,								\
	.range_reason = arm64_range_reason,						\
	.kind = arm64_kind,								\
	.glance = arm64_glance,								\
	.glance_pa = arm64_glance_pa,							\
	.bad_reason = arm64_bad_reason,							\
	.table_pa = arm64_table_pa,							\
	.leaf_pa = arm64_leaf_pa,							\
	.leaf_grant = arm64_leaf_grant,							\
	.leaf_faults = arm64_leaf_faults,						\
	.run_bits = arm64_run_bits,							\
	.run_key = arm64_run_key,							\
	.attr = arm64_attr,								\
	.memtype = arm64_memtype,							\
	.memtype_name = arm64_memtype_name,						\
	.make_table = arm64_make_table,							\
	.make_leaf = arm64_make_leaf,							\
}
/* clang-format on */

static const struct ptw_format fmt_arm64_4k __maybe_unused =
	ARM64_FORMAT("arm64-4k", 12, 3, 0x07, ARM64_48, 1);
static const struct ptw_format fmt_arm64_16k __maybe_unused =
	ARM64_FORMAT("arm64-16k", 14, 3, 0x03, ARM64_48, 1);
static const struct ptw_format fmt_arm64_64k __maybe_unused =
	ARM64_FORMAT("arm64-64k", 16, 2, 0x03, ARM64_48, 1);
static const struct ptw_format fmt_arm64_64k_lpa __maybe_unused =
	ARM64_FORMAT("arm64-64k-lpa", 16, 2, 0x07, ARM64_LPA, 0);
static const struct ptw_format fmt_arm64_4k_lpa2 __maybe_unused =
	ARM64_FORMAT("arm64-4k-lpa2", 12, 4, 0x0f, ARM64_LPA2, 0);
static const struct ptw_format fmt_arm64_16k_lpa2 __maybe_unused =
	ARM64_FORMAT("arm64-16k-lpa2", 14, 3, 0x07, ARM64_LPA2, 0);

PTW_MEMBERS_END

#endif /* PTW_ARCH_ARM64_H */
