/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * fmt_arm64_s2_*: VMSAv8-64 stage 2 of the EL1&0 regime, 4K granule, with 48-bit
 * addresses. Its addresses are intermediate physical ones, and a guest's are the rights.
 *
 * Manual: Arm ARM (DDI 0487), chapter D8 "The AArch64 Virtual Memory System
 * Architecture": "Translation table descriptor formats", "Concatenated translation
 * tables", "Stage 2 data accesses" and "Stage 2 instruction execution" under "Direct
 * permissions", "Stage 2 memory type and Cacheability attributes", rules R_DTLMN, R_TDJSG
 * and R_SRKBC; in the shared pseudocode AArch64.S2Walk(), S2StartLevel(), S2InvalidSL(),
 * S2InconsistentSL(), S2MinTxSZ() and S2DirectBasePermissions(); register VTCR_EL2.
 *
 *	level 3   level 0
 *	level 2   level 1   1G block
 *	level 1   level 2   2M block
 *	level 0   level 3   4K page
 *
 * What the two stages have in common is arm64.h's. A walk starts where VTCR_EL2.SL0
 * says; up to 16 tables of that level stand one behind the other as one root, which is
 * aligned to the size of all.
 *
 * What the registers given to a space decide:
 *	vtcr		T0SZ, SL0, PS, HA and HD; without it addresses have as many bits as
 *			pa-bits says, the walk starts at the lowest level that can have the
 *			root (as KVM's does), and nothing is managed by hardware
 *	hcr		FWB, which says how MemAttr reads and what the default is. A space
 *			with VM and DC clear is refused
 *	id_aa64mmfr1	XNX, whether bits 54:53 say who may execute, or bit 54 alone says
 *			whether anyone may. Without it they do
 *
 * The width given as pa-bits is the processor's: no intermediate address is wider, and
 * no walk starts at level 0 with less than 44 bits. Registers against the rules about
 * T0SZ and SL0 are refused, where the processor reports a Translation fault for every
 * address, or where it is IMPLEMENTATION DEFINED how it reads them. EL1 is taken for
 * AArch64, and FEAT_TTST (T0SZ above 39, and walks that start at level 3) for present.
 *
 * Where the manual leaves a choice (CONSTRAINED UNPREDICTABLE), this format's is arm64.h's:
 *	- a Contiguous bit that is not set all over its run: each descriptor maps
 *	  what it says itself;
 *	- a run larger than the address space: it maps, and the run is as large as
 *	  the address space;
 *	- nT in a block descriptor does not fault.
 *
 * A memory type is MemAttr as it stands in the pte. Its bit 3 has no meaning with FWB,
 * but for memory tagging.
 *
 * Not here: FEAT_S2PIE, FEAT_S2POE, FEAT_D128 and FEAT_THE (a space with those on in
 * VTCR_EL2 is refused), big-endian tables, the Secure and Realm states' bits, and
 * HCR_EL2.PTW, which is about a stage 1 walk's accesses.
 */
#ifndef PTW_ARCH_ARM64_S2_H
#define PTW_ARCH_ARM64_S2_H

#include "arm64.h"
#include "../none/none.h"

PTW_MEMBERS_BEGIN

#define ARM64_S2_MEMATTR_SHIFT 2
#define ARM64_S2_R	       BIT_ULL(6) /* S2AP[0] */
#define ARM64_S2_W	       BIT_ULL(7) /* S2AP[1] */
#define ARM64_S2_XN_SHIFT      53
#define ARM64_S2_XN	       (3ULL << 53)

/* Normal memory, written back: of MemAttr, and of MemAttr with FWB */
#define ARM64_S2_NORMAL	    15
#define ARM64_S2_FWB_NORMAL 6

#define ARM64_VTCR_SL0_SHIFT 6
#define ARM64_VTCR_PS_SHIFT  16
#define ARM64_VTCR_HA	     BIT_ULL(21)
#define ARM64_VTCR_HD	     BIT_ULL(22)
#define ARM64_VTCR_DS	     BIT_ULL(32)
/* AssuredOnly, TL1, S2PIE, S2POE, D128; GCSH, TL0 */
#define ARM64_VTCR_UNKNOWN   (GENMASK_ULL(38, 34) | GENMASK_ULL(41, 40))

#define ARM64_HCR_VM	      BIT_ULL(0)
#define ARM64_HCR_FWB	      BIT_ULL(46)
#define ARM64_MMFR1_XNX_SHIFT 28

/* log2 of the most tables that make one root */
#define ARM64_S2_CONCATENATED 4

/* The space's registers, in the order of arm64_s2_registers[] */
enum {
	ARM64_S2_REG_VTCR,
	ARM64_S2_REG_HCR,
	ARM64_S2_REG_MMFR1,
};

static const char *const arm64_s2_registers[] __maybe_unused = {
	"vtcr",
	"hcr",
	"id_aa64mmfr1",
	NULL,
};

static const struct ptw_field arm64_s2_fields[] __maybe_unused = {
	{ "valid", 0, 1, 0xff, 0x1f },
	{ "type", 1, 1, 0xff, 0x1f },
	{ "MemAttr", 2, 4, BIT_ULL(PTW_LEAF), 0x0f },
	{ "S2AP", 6, 2, BIT_ULL(PTW_LEAF), 0x0f },
	{ "SH", 8, 2, BIT_ULL(PTW_LEAF), 0x0f },
	{ "AF", 10, 1, BIT_ULL(PTW_LEAF), 0x0f },
	{ "FnXS", 11, 1, BIT_ULL(PTW_LEAF), 0x0f },
	{ "nT", 16, 1, BIT_ULL(PTW_LEAF), 0x0e },
	{ "DBM", 51, 1, BIT_ULL(PTW_LEAF), 0x0f },
	{ "Contiguous", 52, 1, BIT_ULL(PTW_LEAF), 0x0f },
	{ "XN", 53, 2, BIT_ULL(PTW_LEAF), 0x0f },
	{ "software", 55, 4, BIT_ULL(PTW_LEAF), 0x0f },
	{ NULL, 0, 0, 0, 0 },
};

static inline const struct ptw_half *arm64_s2_half(const struct ptw_format *fmt,
						   const struct ptw_space *space, u64 va)
{
	if (unlikely(va & space->half->va_check))
		return NULL;
	return &space->half[0];
}

static inline enum ptw_reason arm64_s2_range_reason(const struct ptw_format *fmt,
						    const struct ptw_space *space, u64 va)
{
	return PTW_REASON_NON_CANONICAL;
}

/*
 * S2AP, and above it XN. With hardware management of dirty state, DBM makes a leaf
 * writable. Tables have no say.
 */
static inline u32 arm64_s2_leaf_grant(const struct ptw_format *fmt, const struct ptw_space *space,
				      const struct ptw_half *half, u64 pte, u64 denied)
{
	pte |= pte >> 44 & space->word[ARM64_WORD_HD];
	return space->half->grant[(pte >> 6 & 3) | (pte >> (ARM64_S2_XN_SHIFT - 2) & 12)];
}

/* S2DirectBasePermissions(); without XNX the lower bit of XN is RES0. */
static inline unsigned int arm64_s2_rights(unsigned int index, bool xnx)
{
	static const __u8 executes[4] = {
		PTW_RIGHT_UX | PTW_RIGHT_PX,
		PTW_RIGHT_UX,
		0,
		PTW_RIGHT_PX,
	};
	unsigned int xn = index >> 2;

	return (index & 1 ? PTW_RIGHT_UR | PTW_RIGHT_PR : 0) |
	       (index & 2 ? PTW_RIGHT_UW | PTW_RIGHT_PW : 0) | executes[xnx ? xn : xn & 2];
}

static inline unsigned int arm64_s2_attr(const struct ptw_format *fmt,
					 const struct ptw_space *space, u64 pte, unsigned int level)
{
	const u64 dirty = ARM64_DBM | ARM64_S2_W;

	return (pte & ARM64_AF ? PTW_ATTR_ACCESSED : 0) |
	       ((pte & dirty) == dirty ? PTW_ATTR_DIRTY : 0) |
	       (pte & ARM64_CONT && arm64_cont_bits(fmt, level) ? PTW_ATTR_CONTIGUOUS : 0);
}

static inline unsigned int arm64_s2_memtype(const struct ptw_format *fmt,
					    const struct ptw_space *space, u64 pte,
					    unsigned int level)
{
	return pte >> ARM64_S2_MEMATTR_SHIFT & 15;
}

/* Setting up a space */

/* log2 of the bytes that a slot spans */
static inline unsigned int arm64_s2_shift(const struct ptw_format *fmt, unsigned int level)
{
	return fmt->page_shift + level * fmt->index_bits;
}

/* S2StartLevel(), of a 4K granule: 2, 1, 0 and 3 as the manual counts */
static inline unsigned int arm64_s2_start(u64 vtcr)
{
	return ((vtcr >> ARM64_VTCR_SL0_SHIFT & 3) + 1) & 3;
}

/* Bits of address that the slots of a root at @top translate, at least and at most */
static inline bool arm64_s2_consistent(const struct ptw_format *fmt, unsigned int top,
				       unsigned int va_bits)
{
	unsigned int shift = arm64_s2_shift(fmt, top);

	return va_bits > shift && va_bits <= shift + fmt->index_bits + ARM64_S2_CONCATENATED;
}

static inline int arm64_s2_check_registers(const struct ptw_format *fmt,
					   const struct ptw_space *space, struct ptw_error *error)
{
	u64 vtcr = space->reg[ARM64_S2_REG_VTCR], hcr = space->reg[ARM64_S2_REG_HCR];

	if (space->reg_given & BIT_ULL(ARM64_S2_REG_VTCR) &&
	    arm64_granule(vtcr, 0) != fmt->page_shift)
		return ptw_refuse_config(error, "vtcr", "TG0 is another granule than the format's");
	if (vtcr & ARM64_VTCR_UNKNOWN) {
		ptw_refuse_config(error, "vtcr",
				  "AssuredOnly, TL1, TL0, GCSH, S2PIE, S2POE and D128 are not "
				  "walked: all must be clear");
		return -EOPNOTSUPP;
	}
	if (vtcr & ARM64_VTCR_DS) {
		ptw_refuse_config(error, "vtcr", "DS is set: 52-bit addresses are not walked");
		return -EOPNOTSUPP;
	}
	if (space->reg_given & BIT_ULL(ARM64_S2_REG_HCR) && !(hcr & (ARM64_HCR_VM | ARM64_HCR_DC)))
		return ptw_refuse_config(error, "hcr", "VM and DC are clear: stage 2 is off");
	return 0;
}

/* Where the walk starts, and the width of the addresses: what was given and T0SZ must agree. */
static inline int arm64_s2_setup_start(const struct ptw_format *fmt, struct ptw_space *space,
				       const struct ptw_space_config *config,
				       struct ptw_error *error)
{
	bool given = space->reg_given & BIT_ULL(ARM64_S2_REG_VTCR);
	unsigned int most = arm64_va_bits_max(fmt), bits = config->va_bits, top = 0;
	u64 vtcr = space->reg[ARM64_S2_REG_VTCR];
	struct ptw_half *half = &space->half[0];

	if (config->pa_bits && config->pa_bits < most)
		most = config->pa_bits;
	if (given) {
		bits = 64 - (vtcr & ARM64_TCR_T0SZ);
		if (config->va_bits && config->va_bits != bits)
			return ptw_refuse_config(error, "va-bits", "contradicts vtcr, T0SZ");
	} else if (!bits) {
		bits = most;
	}
	if (bits < arm64_va_bits_min(fmt) || bits > most)
		return ptw_refuse_config(error, given ? "vtcr" : "va-bits",
					 "is not a width this format has, or wider than pa-bits");
	if (given)
		top = arm64_s2_start(vtcr);
	while (!given && !arm64_s2_consistent(fmt, top, bits))
		top++;
	if (!arm64_s2_consistent(fmt, top, bits))
		return ptw_refuse_config(error, "vtcr",
					 "SL0 starts at a level that cannot translate as many "
					 "bits as T0SZ says");
	if (top == 3 && most < 44)
		return ptw_refuse_config(error, "vtcr",
					 "SL0 starts at level 0, which takes 44 pa-bits");
	half->top = top;
	half->va_bits = bits;
	return 0;
}

static inline int arm64_s2_setup_half(const struct ptw_format *fmt, struct ptw_space *space,
				      const struct ptw_space_config *config,
				      struct ptw_error *error)
{
	bool xnx = !(space->reg_given & BIT_ULL(ARM64_S2_REG_MMFR1)) ||
		   space->reg[ARM64_S2_REG_MMFR1] >> ARM64_MMFR1_XNX_SHIFT & 15;
	struct ptw_half *half = &space->half[0];
	unsigned int index;
	u64 bytes;

	bytes = 8ULL << (half->va_bits - arm64_s2_shift(fmt, half->top));
	if (config->root & (bytes - 1) || config->root >> space->pa_bits)
		return ptw_refuse_config(error, "root",
					 "must be aligned to the size of all of its tables and "
					 "below the physical width");
	half->root = config->root;
	half->root_mask = bytes - 8;
	half->va_check = ~(BIT_ULL(half->va_bits) - 1);
	half->first = 0;
	for (index = 0; index < 16; index++)
		half->grant[index] = ptw_grant(arm64_s2_rights(index, xnx));
	space->last[0] = BIT_ULL(half->va_bits) - 1;
	space->half[1].first = 1;
	space->last[1] = 0;
	return 0;
}

static inline int arm64_s2_setup(const struct ptw_format *fmt, struct ptw_space *space,
				 const struct ptw_space_config *config, struct ptw_error *error)
{
	u64 vtcr = space->reg[ARM64_S2_REG_VTCR];
	unsigned int ps = vtcr >> ARM64_VTCR_PS_SHIFT & 7;
	int ret = arm64_s2_check_registers(fmt, space, error);

	if (ret)
		return ret;
	if (config->root == PTW_NO_ROOT)
		return ptw_refuse_config(error, "root", "is needed: the table's address in VTTBR");
	if (config->root1 != PTW_NO_ROOT)
		return ptw_refuse_config(error, "root1", "stage 2 has one root");
	if (config->va1_bits)
		return ptw_refuse_config(error, "va1-bits", "stage 2 has no upper half");
	if (config->enc_mask)
		return ptw_refuse_config(error, "enc-mask", "is x86's");
	if (!(space->reg_given & BIT_ULL(ARM64_S2_REG_VTCR)))
		ps = ARM64_PS_ANY;
	ret = arm64_setup_pa_bits(fmt, space, config, ps, error);
	if (!ret)
		ret = arm64_s2_setup_start(fmt, space, config, error);
	if (!ret)
		ret = arm64_s2_setup_half(fmt, space, config, error);
	arm64_setup_words(fmt, space, vtcr & ARM64_VTCR_HA, vtcr & ARM64_VTCR_HD);
	return ret;
}

/* Encoding */

static inline u64 arm64_s2_make_xn(unsigned int rights)
{
	bool user = rights & PTW_RIGHT_UX, priv = rights & PTW_RIGHT_PX;

	return (u64)(user ? !priv : 2 | priv) << ARM64_S2_XN_SHIFT;
}

static inline int arm64_s2_make_leaf(const struct ptw_format *fmt, const struct ptw_space *space,
				     unsigned int level, const struct ptw_mapping *map, u64 *pte)
{
	const unsigned int can = PTW_ATTR_ACCESSED | PTW_ATTR_DIRTY | PTW_ATTR_CONTIGUOUS;
	bool fwb = space->reg[ARM64_S2_REG_HCR] & ARM64_HCR_FWB;
	u64 memtype = fwb ? ARM64_S2_FWB_NORMAL : ARM64_S2_NORMAL;
	bool write = map->rights & PTW_RIGHT_PW;
	u64 leaf = arm64_encode(fmt, map->pa) | arm64_s2_make_xn(map->rights);

	if (!arm64_can_map(fmt, space, level, map->pa))
		return -EINVAL;
	if (map->memtype != PTW_MEMTYPE_DEFAULT)
		memtype = map->memtype;
	if (map->attr & ~can || (map->attr & PTW_ATTR_DIRTY && !write) || memtype > 15 ||
	    (map->attr & PTW_ATTR_CONTIGUOUS && !arm64_cont_bits(fmt, level)))
		return -EOPNOTSUPP;
	leaf |= memtype << ARM64_S2_MEMATTR_SHIFT | (level ? ARM64_TYPE_BLOCK : ARM64_TYPE_TABLE);
	leaf |= fmt->variant == ARM64_LPA2 ? 0 : ARM64_SH_INNER;
	leaf |= map->rights & PTW_RIGHT_PR ? ARM64_S2_R : 0;
	leaf |= map->attr & PTW_ATTR_ACCESSED ? ARM64_AF : 0;
	leaf |= map->attr & PTW_ATTR_CONTIGUOUS ? ARM64_CONT : 0;
	/* Dirty is DBM with W set; writable and clean is DBM alone, where HD is on. */
	if (map->attr & PTW_ATTR_DIRTY)
		leaf |= ARM64_DBM | ARM64_S2_W;
	else if (write)
		leaf |= space->word[ARM64_WORD_HD] ? ARM64_DBM : ARM64_S2_W;
	if (arm64_s2_leaf_grant(fmt, space, space->half, leaf, 0) != ptw_grant(map->rights))
		return -EOPNOTSUPP;
	*pte = leaf;
	return 0;
}

#define ARM64_S2_DECIDES \
	(ARM64_TYPE | ARM64_S2_R | ARM64_S2_W | ARM64_DBM | ARM64_CONT | ARM64_S2_XN)

/* clang-format off */
#define ARM64_S2_FORMAT(fname, shift, top, leaves, how)					\
{											\
	.name = fname,									\
	.page_shift = shift,								\
	.index_bits = shift - 3,							\
	.pte_bytes = 8,									\
	.top_min = 0,									\
	.top_max = top,									\
	.second_stage = 1,								\
	.leaf_levels = leaves,								\
	.variant = how,									\
	.address = GENMASK_ULL(47, shift),						\
	.decides = ARM64_S2_DECIDES,							\
	.table_names = { "level 3", "level 2", "level 1", "level 0", "level -1" },	\
	.registers = arm64_s2_registers,						\
	.width_register = "vtcr",							\
	.fields = arm64_s2_fields,							\
	.setup = arm64_s2_setup,							\
	.half = arm64_s2_half,								\
	.range_reason = arm64_s2_range_reason,						\
	.kind = arm64_kind,								\
	.glance = arm64_glance,								\
	.glance_pa = arm64_glance_pa,							\
	.bad_reason = arm64_bad_reason,							\
	.table_pa = arm64_table_pa,							\
	.leaf_pa = arm64_leaf_pa,							\
	.leaf_grant = arm64_s2_leaf_grant,						\
	.leaf_faults = arm64_leaf_faults,						\
	.run_bits = arm64_run_bits,							\
	.run_key = arm64_run_key,							\
	.attr = arm64_s2_attr,								\
	.memtype = arm64_s2_memtype,							\
	.memtype_name = arm64_memtype_name,						\
	.make_table = arm64_make_table,							\
	.make_leaf = arm64_s2_make_leaf,						\
}
/* clang-format on */

static const struct ptw_format fmt_arm64_s2_4k __maybe_unused =
	ARM64_S2_FORMAT("arm64-s2-4k", 12, 3, 0x07, ARM64_48);

PTW_MEMBERS_END

#endif /* PTW_ARCH_ARM64_S2_H */
