/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * fmt_ept and fmt_ept_5l: Intel's extended page tables with four and five levels. Their
 * addresses are a guest's physical ones, and a guest's are the rights.
 *
 * Manual: Intel SDM volume 3C, chapter "VMX Support for Address Translation": "EPT
 * Translation Mechanism" with the tables "Format of an EPT …", "EPT Misconfigurations",
 * "EPT Violations", "Accessed and Dirty Flags for EPT", "EPT and Memory Typing"; chapter
 * "Virtual Machine Control Structures": "Extended-Page-Table Pointer (EPTP)"; appendix
 * "VPID and EPT Capabilities".
 *
 *	level 4   EPT PML5E   (ept-5l only)
 *	level 3   EPT PML4E
 *	level 2   EPT PDPTE   1G leaf when bit 7 is set
 *	level 1   EPT PDE     2M leaf when bit 7 is set
 *	level 0   EPT PTE     4K leaf
 *
 * What the registers given to a space decide:
 *	eptp		the walk's length, which must be the format's, and whether there are
 *			accessed and dirty flags; without it there are. The table's address
 *			is the root's, not looked for here
 *	mbec		1 when the VM-execution control "mode-based execute control for
 *			EPT" is 1: bit 10 is then the right to execute for user-mode
 *			linear addresses, bit 2 for the others. Without it 0
 *	ept_vpid_cap	IA32_VMX_EPT_VPID_CAP: whether pages can be executable and not
 *			readable, and as large as 2M and 1G. Without it all of them can
 *
 * User code's rights are those of accesses by user-mode linear addresses; they differ
 * from privileged code's in nothing but mode-based execution. Every misconfiguration
 * has the one reason. A guest-physical address with more bits than the tables
 * translate, which the processor calls an EPT violation, is out of range. Five levels
 * translate 57 bits, though no processor makes a guest-physical address of more than 52.
 *
 * A memory type is the EPT's own, and in bit 3 whether the guest's PAT is ignored.
 *
 * Not here: sub-page write permissions, supervisor shadow stacks (EPTP bit 7), guest
 * paging verification and paging-write access, which shape single accesses, and #VE
 * (bit 63 suppresses it); all their bits are ignored.
 */
#ifndef PTW_ARCH_X86_EPT_H
#define PTW_ARCH_X86_EPT_H

#include <ptw/format.h>
#include <ptw/space.h>
#include "../none/none.h"
#include "ptw_env.h"

PTW_MEMBERS_BEGIN

#define EPT_R		  BIT_ULL(0)
#define EPT_W		  BIT_ULL(1)
#define EPT_X		  BIT_ULL(2) /* of supervisor-mode addresses, with mode-based execution */
#define EPT_MEMTYPE_SHIFT 3
#define EPT_MEMTYPE	  GENMASK_ULL(5, 3) /* of a leaf */
#define EPT_MEMTYPE_1	  BIT_ULL(3)
#define EPT_MEMTYPE_2	  BIT_ULL(4)
#define EPT_MEMTYPE_4	  BIT_ULL(5)
#define EPT_MEMTYPE_WB	  6ULL
#define EPT_PS		  BIT_ULL(7)	    /* above level 0 */
#define EPT_NO_TABLE	  GENMASK_ULL(7, 3) /* bits that a pte of a table has clear */
#define EPT_A		  BIT_ULL(8)
#define EPT_D		  BIT_ULL(9)
#define EPT_XU		  BIT_ULL(10) /* of user-mode addresses */
#define EPT_ADDRESS	  GENMASK_ULL(51, 12)

/* What grants when it is set */
#define EPT_GRANTS (EPT_R | EPT_W | EPT_X | EPT_XU)

/* What nearly every leaf is: it can be read, and its memory is written back */
#define EPT_COMMON	(EPT_R | EPT_MEMTYPE_WB << EPT_MEMTYPE_SHIFT)
#define EPT_COMMON_BITS (EPT_R | EPT_MEMTYPE)

#define EPT_EPTP_WB	  6ULL
#define EPT_EPTP_LENGTH	  GENMASK_ULL(5, 3) /* levels less one */
#define EPT_EPTP_AD	  BIT_ULL(6)
#define EPT_CAP_EXEC_ONLY BIT_ULL(0)
#define EPT_CAP_2M	  BIT_ULL(16)
#define EPT_CAP_1G	  BIT_ULL(17)
#define EPT_CAP_AD	  BIT_ULL(21)

/* The space's registers, in the order of ept_registers[] */
enum {
	EPT_REG_EPTP,
	EPT_REG_MBEC,
	EPT_REG_CAP,
};

/* The space's words */
enum {
	EPT_WORD_TABLE,	  /* what denies that a pte is a table's, and that it can be read */
	EPT_WORD_PAGE,	  /* where a pte must be like EPT_COMMON to be known for a page */
	EPT_WORD_EXECUTE, /* rights that a pte may have without the one to read */
	EPT_WORD_LEAF,	  /* bits that a leaf has clear, of level 0 and, behind it, 1 and 2 */
};

static const char *const ept_registers[] __maybe_unused = { "eptp", "mbec", "ept_vpid_cap", NULL };

static const struct ptw_field ept_fields[] __maybe_unused = {
	{ "R", 0, 1, 0xff, 0x1f },
	{ "W", 1, 1, 0xff, 0x1f },
	{ "X", 2, 1, 0xff, 0x1f },
	{ "memtype", 3, 3, BIT_ULL(PTW_LEAF), 0x07 },
	{ "IPAT", 6, 1, BIT_ULL(PTW_LEAF), 0x07 },
	{ "PS", 7, 1, 0xff, 0x1e },
	{ "A", 8, 1, 0xff, 0x1f },
	{ "D", 9, 1, BIT_ULL(PTW_LEAF), 0x07 },
	{ "XU", 10, 1, 0xff, 0x1f },
	{ "VGP", 57, 1, BIT_ULL(PTW_LEAF), 0x07 },
	{ "PWA", 58, 1, BIT_ULL(PTW_LEAF), 0x07 },
	{ "SSS", 60, 1, BIT_ULL(PTW_LEAF), 0x07 },
	{ "SPP", 61, 1, BIT_ULL(PTW_LEAF), 0x01 },
	{ "SVE", 63, 1, 0xff, 0x07 },
	{ NULL, 0, 0, 0, 0 },
};

/* log2 of the bytes of guest-physical address space: 48 or 57 */
static inline unsigned int ept_va_bits(const struct ptw_format *fmt)
{
	return fmt->page_shift + (fmt->top_max + 1) * fmt->index_bits;
}

static inline const struct ptw_half *ept_half(const struct ptw_format *fmt,
					      const struct ptw_space *space, u64 va)
{
	const struct ptw_half *half = &space->half[0];

	if (unlikely(va >> ept_va_bits(fmt)))
		return NULL;
	/* The kernel has its compilers believe that the address of a member can be NULL. */
	if (!half)
		__builtin_unreachable();
	return half;
}

static inline enum ptw_reason ept_range_reason(const struct ptw_format *fmt,
					       const struct ptw_space *space, u64 va)
{
	return PTW_REASON_NON_CANONICAL;
}

/* What a pte denies, or several together: an index for half.grant[] */
#define EPT_DENIES_R  1
#define EPT_DENIES_W  2
#define EPT_DENIES_X  4
#define EPT_DENIES_XU 8

static inline unsigned int ept_denies(u64 denied)
{
	return (denied & 7) | (denied >> 7 & EPT_DENIES_XU);
}

/* The rights there are: a pte without any of them is not present. */
static inline u64 ept_rights_of(const struct ptw_space *space)
{
	return EPT_R | EPT_W | EPT_X | (space->reg[EPT_REG_MBEC] ? EPT_XU : 0);
}

/* Memory types 2, 3 and 7 */
static inline bool ept_memtype_reserved(u64 pte)
{
	return pte & EPT_MEMTYPE_2 && (pte & (EPT_MEMTYPE_4 | EPT_MEMTYPE_1)) != EPT_MEMTYPE_4;
}

/* All that the manual calls a misconfiguration is looked for; what is none has a kind. */
static inline enum ptw_kind ept_kind(const struct ptw_format *fmt, const struct ptw_space *space,
				     u64 pte, unsigned int level)
{
	if (!(pte & ept_rights_of(space)))
		return PTW_HOLE;
	if (!(pte & EPT_R) && (pte & EPT_W || !(pte & space->word[EPT_WORD_EXECUTE])))
		return PTW_BAD;
	if (level && !(pte & space->word[EPT_WORD_TABLE] & ~EPT_R))
		return PTW_TABLE;
	if (level > 2 || (level && !(pte & EPT_PS)) || pte & space->word[EPT_WORD_LEAF + level])
		return PTW_BAD;
	return ept_memtype_reserved(pte) ? PTW_BAD : PTW_LEAF;
}

/* Nearly every table can be read, and nearly every leaf; and its memory is written back. */
static inline enum ptw_kind ept_glance(const struct ptw_format *fmt, const struct ptw_space *space,
				       u64 pte, unsigned int level)
{
	/* Turned over is how the walk has a table's pte at hand. */
	if (level && likely(!((pte ^ EPT_GRANTS) & space->word[EPT_WORD_TABLE])))
		return PTW_TABLE;
	if (!level)
		return (pte ^ EPT_COMMON) & space->word[EPT_WORD_PAGE] ? PTW_BAD : PTW_LEAF;
	if (level > 2 || (pte & (EPT_COMMON_BITS | EPT_PS)) != (EPT_COMMON | EPT_PS))
		return PTW_BAD;
	return pte & space->word[EPT_WORD_LEAF + level] ? PTW_BAD : PTW_LEAF;
}

static inline enum ptw_reason ept_bad_reason(const struct ptw_format *fmt,
					     const struct ptw_space *space, u64 pte,
					     unsigned int level)
{
	return PTW_REASON_MISCONFIG;
}

static inline u64 ept_table_pa(const struct ptw_format *fmt, const struct ptw_space *space, u64 pte)
{
	return pte & EPT_ADDRESS;
}

/* What is no address of a large leaf is reserved, and clear. */
static inline u64 ept_leaf_pa(const struct ptw_format *fmt, const struct ptw_space *space, u64 pte,
			      unsigned int level)
{
	return pte & EPT_ADDRESS;
}

static inline u32 ept_leaf_grant(const struct ptw_format *fmt, const struct ptw_space *space,
				 const struct ptw_half *half, u64 pte, u64 denied)
{
	return space->half->grant[ept_denies(denied | (pte ^ EPT_GRANTS))];
}

/* What is left where so much is denied */
static inline unsigned int ept_rights(unsigned int denied, bool mbec)
{
	unsigned int rights = 0;

	if (!(denied & EPT_DENIES_R))
		rights |= PTW_RIGHT_UR | PTW_RIGHT_PR;
	if (!(denied & EPT_DENIES_W))
		rights |= PTW_RIGHT_UW | PTW_RIGHT_PW;
	if (!(denied & EPT_DENIES_X))
		rights |= PTW_RIGHT_PX;
	if (!(denied & (mbec ? EPT_DENIES_XU : EPT_DENIES_X)))
		rights |= PTW_RIGHT_UX;
	return rights;
}

/* The flags that there are */
static inline u64 ept_flags(const struct ptw_space *space)
{
	return space->reg[EPT_REG_EPTP] & EPT_EPTP_AD ? EPT_A | EPT_D : 0;
}

static inline unsigned int ept_attr(const struct ptw_format *fmt, const struct ptw_space *space,
				    u64 pte, unsigned int level)
{
	pte &= ept_flags(space);
	return (pte & EPT_A ? PTW_ATTR_ACCESSED : 0) | (pte & EPT_D ? PTW_ATTR_DIRTY : 0);
}

/* The type, and above it whether the guest's PAT is ignored */
static inline unsigned int ept_memtype(const struct ptw_format *fmt, const struct ptw_space *space,
				       u64 pte, unsigned int level)
{
	return pte >> EPT_MEMTYPE_SHIFT & 15;
}

static inline void ept_memtype_name(unsigned int memtype, char name[8])
{
	static const char names[8][3] = { "uc", "wc", "?2", "?3", "wt", "wp", "wb", "?7" };
	static const char ipat[6] = "/ipat";
	unsigned int i;

	name[0] = names[memtype & 7][0];
	name[1] = names[memtype & 7][1];
	for (i = 0; i < sizeof(ipat); i++)
		name[i + 2] = memtype & 8 ? ipat[i] : 0;
}

static inline int ept_check_registers(const struct ptw_format *fmt, struct ptw_space *space,
				      struct ptw_error *error)
{
	u64 length = (u64)fmt->top_max << 3;

	if (!(space->reg_given & BIT_ULL(EPT_REG_EPTP)))
		space->reg[EPT_REG_EPTP] = EPT_EPTP_WB | length | EPT_EPTP_AD;
	if (!(space->reg_given & BIT_ULL(EPT_REG_CAP)))
		space->reg[EPT_REG_CAP] = EPT_CAP_EXEC_ONLY | EPT_CAP_2M | EPT_CAP_1G | EPT_CAP_AD;
	if ((space->reg[EPT_REG_EPTP] & EPT_EPTP_LENGTH) != length)
		return ptw_refuse_config(error, "eptp",
					 fmt->top_max == 4 ? "bits 5:3 are not 4: not five levels"
							   : "bits 5:3 are not 3: not four levels");
	if (space->reg[EPT_REG_EPTP] & EPT_EPTP_AD && !(space->reg[EPT_REG_CAP] & EPT_CAP_AD))
		return ptw_refuse_config(error, "eptp",
					 "bit 6 is set, and bit 21 of ept_vpid_cap is clear: no "
					 "processor enters a guest with that");
	if (space->reg[EPT_REG_MBEC] > 1)
		return ptw_refuse_config(error, "mbec", "must be 0 or 1");
	return 0;
}

static inline void ept_setup_words(struct ptw_space *space)
{
	u64 cap = space->reg[EPT_REG_CAP], reserved, *word = space->word;

	reserved = EPT_ADDRESS & ~(BIT_ULL(space->pa_bits) - 1);
	word[EPT_WORD_TABLE] = reserved | EPT_R | EPT_NO_TABLE;
	word[EPT_WORD_PAGE] = reserved | EPT_COMMON_BITS;
	if (cap & EPT_CAP_EXEC_ONLY)
		word[EPT_WORD_EXECUTE] = ept_rights_of(space) & (EPT_X | EPT_XU);
	/* A large leaf has bit 7 set; where the processor has none, clear as well. */
	word[EPT_WORD_LEAF] = reserved;
	word[EPT_WORD_LEAF + 1] = reserved | GENMASK_ULL(20, 12) | (cap & EPT_CAP_2M ? 0 : EPT_PS);
	word[EPT_WORD_LEAF + 2] = reserved | GENMASK_ULL(29, 12) | (cap & EPT_CAP_1G ? 0 : EPT_PS);
}

static inline int ept_setup(const struct ptw_format *fmt, struct ptw_space *space,
			    const struct ptw_space_config *config, struct ptw_error *error)
{
	unsigned int va_bits = ept_va_bits(fmt), denied;
	struct ptw_half *half = &space->half[0];
	int ret = ept_check_registers(fmt, space, error);

	if (ret)
		return ret;
	if (config->root == PTW_NO_ROOT)
		return ptw_refuse_config(error, "root", "is needed: the address in EPTP");
	if (config->root1 != PTW_NO_ROOT)
		return ptw_refuse_config(error, "root1", "EPT has one root");
	if (config->va_bits && config->va_bits != va_bits)
		return ptw_refuse_config(error, "va-bits", "is 48 for ept, 57 for ept-5l");
	if (config->va1_bits)
		return ptw_refuse_config(error, "va1-bits", "EPT has no upper half");
	if (config->enc_mask)
		return ptw_refuse_config(error, "enc-mask", "is none of EPT's");
	space->pa_bits = config->pa_bits ? config->pa_bits : 52;
	if (space->pa_bits < 32 || space->pa_bits > 52)
		return ptw_refuse_config(error, "pa-bits", "must be 32 to 52");
	if (config->root & ~EPT_ADDRESS || config->root >> space->pa_bits)
		return ptw_refuse_config(error, "root",
					 "must be 4K-aligned and below the physical width");
	ept_setup_words(space);
	half->root = config->root;
	half->root_mask = (BIT_ULL(fmt->index_bits) - 1) * 8;
	half->top = fmt->top_max;
	half->va_bits = va_bits;
	half->first = 0;
	for (denied = 0; denied < 16; denied++)
		half->grant[denied] = ptw_grant(ept_rights(denied, space->reg[EPT_REG_MBEC]));
	space->last[0] = BIT_ULL(va_bits) - 1;
	space->half[1].first = 1;
	space->last[1] = 0;
	return 0;
}

static inline int ept_make_table(const struct ptw_format *fmt, const struct ptw_space *space,
				 unsigned int level, u64 pa, u64 *pte)
{
	if (!level || level > fmt->top_max || pa & ~EPT_ADDRESS || pa >> space->pa_bits)
		return -EINVAL;
	*pte = pa | ept_rights_of(space) | (ept_flags(space) & EPT_A);
	return 0;
}

static inline int ept_make_leaf(const struct ptw_format *fmt, const struct ptw_space *space,
				unsigned int level, const struct ptw_mapping *map, u64 *pte)
{
	u64 memtype = map->memtype == PTW_MEMTYPE_DEFAULT ? EPT_MEMTYPE_WB : map->memtype;
	u64 leaf = map->pa | (level ? EPT_PS : 0), flags = 0;

	if (level > 2 || map->pa & ~EPT_ADDRESS || leaf & space->word[EPT_WORD_LEAF + level])
		return -EINVAL;
	flags |= map->attr & PTW_ATTR_ACCESSED ? EPT_A : 0;
	flags |= map->attr & PTW_ATTR_DIRTY ? EPT_D : 0;
	if (map->attr & ~(PTW_ATTR_ACCESSED | PTW_ATTR_DIRTY) || flags & ~ept_flags(space) ||
	    memtype > 15)
		return -EOPNOTSUPP;
	leaf |= flags | memtype << EPT_MEMTYPE_SHIFT;
	leaf |= map->rights & PTW_RIGHT_PR ? EPT_R : 0;
	leaf |= map->rights & PTW_RIGHT_PW ? EPT_W : 0;
	leaf |= map->rights & PTW_RIGHT_PX ? EPT_X : 0;
	leaf |= map->rights & PTW_RIGHT_UX && space->reg[EPT_REG_MBEC] ? EPT_XU : 0;
	/* Rights and types that make it no leaf, or another than was asked for */
	if (ept_kind(fmt, space, leaf, level) != PTW_LEAF ||
	    ept_leaf_grant(fmt, space, space->half, leaf, 0) != ptw_grant(map->rights))
		return -EOPNOTSUPP;
	*pte = leaf;
	return 0;
}

/* clang-format off */
#define EPT_FORMAT(fname, top)							\
{										\
	.name = fname,								\
	.page_shift = 12,							\
	.index_bits = 9,							\
	.pte_bytes = 8,								\
	.top_min = top,								\
	.top_max = top,								\
	.second_stage = 1,							\
	.leaf_levels = 0x7,							\
	.address = EPT_ADDRESS,							\
	.decides = EPT_GRANTS | EPT_MEMTYPE | EPT_PS,				\
	.table_names = { "PTE", "PDE", "PDPTE", "PML4E", "PML5E" },		\
	.registers = ept_registers,						\
	.fields = ept_fields,							\
	.setup = ept_setup,							\
	.half = ept_half,							\
	.range_reason = ept_range_reason,					\
	.kind = ept_kind,							\
	.glance = ept_glance,							\
	.bad_reason = ept_bad_reason,						\
	.table_pa = ept_table_pa,						\
	.leaf_pa = ept_leaf_pa,							\
	.grants = EPT_GRANTS,							\
	.leaf_grant = ept_leaf_grant,						\
	.attr = ept_attr,							\
	.memtype = ept_memtype,							\
	.memtype_name = ept_memtype_name,					\
	.make_table = ept_make_table,						\
	.make_leaf = ept_make_leaf,						\
}
/* clang-format on */

static const struct ptw_format fmt_ept __maybe_unused = EPT_FORMAT("ept", 3);
static const struct ptw_format fmt_ept_5l __maybe_unused = EPT_FORMAT("ept-5l", 4);

PTW_MEMBERS_END

#endif /* PTW_ARCH_X86_EPT_H */
