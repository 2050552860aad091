/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * fmt_riscv_sv39, fmt_riscv_sv48 and fmt_riscv_sv57: RISC-V's page-based virtual memory
 * with three, four and five levels, with Svnapot and Svpbmt.
 *
 * Manual: The RISC-V Instruction Set Manual, volume II: Privileged Architecture, chapter
 * "Supervisor-Level ISA": "Virtual Address Translation Process", "Sv39: Page-Based 39-bit
 * Virtual-Memory System", and those of Sv48 and Sv57; chapters "Svnapot", "Svpbmt",
 * "Svade" and "Svadu"; registers satp, sstatus and menvcfg.
 *
 *	level 4   level 4   256T petapage  (sv57 only)
 *	level 3   level 3   512G terapage  (sv48 and sv57)
 *	level 2   level 2   1G gigapage
 *	level 1   level 1   2M megapage
 *	level 0   level 0   4K page, or 64K with N
 *
 * What the registers given to a space decide:
 *	satp		its mode must be the format's. The table it points to is walked
 *			where no root is given
 *	menvcfg		ADUE: whether the hardware sets A and D (Svadu); without it an
 *			access to a page with A clear faults, and a write to one with D
 *			clear (Svade). PBMTE: whether bits 62:61 of a leaf are a memory
 *			type or reserved. Without menvcfg ADUE is 0 and PBMTE 1
 *	sstatus		MXR: whether what can be executed can be read. SUM: whether
 *			privileged code may access what is user code's, which is a rule
 *			about the accessor. Without sstatus MXR is 0 and SUM 1. mstatus
 *			has both at the same places
 * Of a guest's own tables vsatp, henvcfg and vsstatus say the same, at the same places.
 *
 * A page with U set is user code's: privileged code never executes it, and has the other
 * rights if SUM says so. D clear takes the right to write where the hardware does not set
 * it; A clear denies every access, as an access flag does.
 *
 * Each pte of a 64K page maps all of it, whatever its neighbours say; sizes remain those
 * of a pte, and the page is a run. Where the ptes of one differ, the manual leaves open
 * which of them is used: here it is the one at the address.
 *
 * Physical addresses have 56 bits, or as many as are given: the algorithm ignores none of a
 * pte, and an access beyond what the processor has is an access fault, here address-size.
 * A walk with a reserved bit or encoding set anywhere ends there: reserved.
 *
 * A memory type is bits 62:61.
 *
 * Not here: shadow stacks (a space with menvcfg.SSE set is refused), bits 60:59 for
 * software (Svrsw60t59b), the second stage (hgatp), physical memory protection, and
 * pointer masking, which comes before translation. G of a table's pte, which makes all
 * below it global, is not looked at.
 */
#ifndef PTW_ARCH_RISCV_SV39_H
#define PTW_ARCH_RISCV_SV39_H

#include <ptw/format.h>
#include <ptw/space.h>
#include "../none/none.h"
#include "ptw_env.h"

PTW_MEMBERS_BEGIN

#define RISCV_V		 BIT_ULL(0)
#define RISCV_R		 BIT_ULL(1)
#define RISCV_W		 BIT_ULL(2)
#define RISCV_X		 BIT_ULL(3)
#define RISCV_U		 BIT_ULL(4)
#define RISCV_G		 BIT_ULL(5)
#define RISCV_A		 BIT_ULL(6)
#define RISCV_D		 BIT_ULL(7)
#define RISCV_PPN	 GENMASK_ULL(53, 10)
#define RISCV_RESERVED	 GENMASK_ULL(60, 54)
#define RISCV_PBMT_SHIFT 61
#define RISCV_PBMT	 GENMASK_ULL(62, 61)
#define RISCV_N		 BIT_ULL(63)

/* How much further up than in a pte its bits stand in an address */
#define RISCV_PPN_SHIFT 2

/* Svnapot: where N is set the low bits of PPN say how much is mapped; the rest is reserved. */
#define RISCV_NAPOT	 GENMASK_ULL(13, 10)
#define RISCV_NAPOT_64K	 BIT_ULL(13)
#define RISCV_NAPOT_BITS 4

#define RISCV_SATP_MODE_SHIFT 60
#define RISCV_SATP_PPN	      GENMASK_ULL(43, 0)
#define RISCV_SSTATUS_SUM     BIT_ULL(18)
#define RISCV_SSTATUS_MXR     BIT_ULL(19)
#define RISCV_MENVCFG_SSE     BIT_ULL(3)
#define RISCV_MENVCFG_ADUE    BIT_ULL(61)
#define RISCV_MENVCFG_PBMTE   BIT_ULL(62)

/* satp.MODE of three levels; each level more is one more */
#define RISCV_MODE_SV39 8

#define RISCV_PA_BITS 56

/* The space's registers, in the order of riscv_registers[] */
enum {
	RISCV_REG_SATP,
	RISCV_REG_MENVCFG,
	RISCV_REG_SSTATUS,
};

/* The space's words */
enum {
	RISCV_WORD_OVER,  /* bits of PPN beyond the physical width */
	RISCV_WORD_TABLE, /* those, and what else a table's pte has clear; and V */
	RISCV_WORD_LEAF,  /* those, and what else any leaf has clear */
	RISCV_WORD_SEEN,  /* what a glance at a leaf looks at */
	RISCV_WORD_PAGE,  /* what it sees set */
	RISCV_WORD_WRITE, /* of the index for half.grant[]: what stays with D clear */
	RISCV_WORD_BIAS,  /* added to an address to make the translated ones */
	RISCV_WORD_SPAN,  /* the lowest, this many */
};

static const char *const riscv_registers[] __maybe_unused = { "satp", "menvcfg", "sstatus", NULL };

static const struct ptw_field riscv_fields[] __maybe_unused = {
	{ "V", 0, 1, 0xff, 0x1f },
	{ "R", 1, 1, 0xff, 0x1f },
	{ "W", 2, 1, 0xff, 0x1f },
	{ "X", 3, 1, 0xff, 0x1f },
	{ "U", 4, 1, BIT_ULL(PTW_LEAF), 0x1f },
	{ "G", 5, 1, 0xff, 0x1f },
	{ "A", 6, 1, BIT_ULL(PTW_LEAF), 0x1f },
	{ "D", 7, 1, BIT_ULL(PTW_LEAF), 0x1f },
	{ "RSW", 8, 2, 0xff, 0x1f },
	{ "PBMT", 61, 2, BIT_ULL(PTW_LEAF), 0x1f },
	{ "N", 63, 1, BIT_ULL(PTW_LEAF), 0x01 },
	{ NULL, 0, 0, 0, 0 },
};

/* log2 of the bytes of virtual address space: 39, 48 or 57 */
static inline unsigned int riscv_va_bits(const struct ptw_format *fmt)
{
	return fmt->page_shift + (fmt->top_max + 1) * fmt->index_bits;
}

/* The addresses whose highest bits are equal are one interval around 0. */
static inline const struct ptw_half *riscv_half(const struct ptw_format *fmt,
						const struct ptw_space *space, u64 va)
{
	const struct ptw_half *half = &space->half[1];

	if (unlikely(va + space->word[RISCV_WORD_BIAS] >= space->word[RISCV_WORD_SPAN]))
		return NULL;
	/* The kernel has its compilers believe that the address of a member can be NULL. */
	if (!half)
		__builtin_unreachable();
	return half;
}

static inline enum ptw_reason riscv_range_reason(const struct ptw_format *fmt,
						 const struct ptw_space *space, u64 va)
{
	return PTW_REASON_NON_CANONICAL;
}

/* Bits of PPN that are smaller than a leaf of this level: clear, or it is misaligned */
static inline u64 riscv_below(const struct ptw_format *fmt, unsigned int level)
{
	return RISCV_PPN & (BIT_ULL(10 + level * fmt->index_bits) - 1);
}

static inline enum ptw_kind riscv_kind(const struct ptw_format *fmt, const struct ptw_space *space,
				       u64 pte, unsigned int level)
{
	/* V less V, and all the rest: clear */
	if (level && likely(!((pte - RISCV_V) & space->word[RISCV_WORD_TABLE])))
		return PTW_TABLE;
	if (!(pte & RISCV_V))
		return PTW_HOLE;
	/* Neither R nor X is no leaf, and no good table; W is only with R. */
	if (!(pte & (RISCV_R | RISCV_X)) || (pte & (RISCV_R | RISCV_W)) == RISCV_W)
		return PTW_BAD;
	if (pte & (space->word[RISCV_WORD_LEAF] | riscv_below(fmt, level)))
		return PTW_BAD;
	if ((pte & RISCV_PBMT) == RISCV_PBMT)
		return PTW_BAD;
	if (pte & RISCV_N && (level || (pte & RISCV_NAPOT) != RISCV_NAPOT_64K))
		return PTW_BAD;
	return PTW_LEAF;
}

/* Nearly every leaf can be read, is ordinary memory, and 4K, 2M or 1G large. */
static inline enum ptw_kind riscv_glance(const struct ptw_format *fmt,
					 const struct ptw_space *space, u64 pte, unsigned int level)
{
	u64 seen = space->word[RISCV_WORD_SEEN];

	if (level && likely(!((pte - RISCV_V) & space->word[RISCV_WORD_TABLE])))
		return PTW_TABLE;
	if (level > 2)
		return PTW_BAD;
	seen |= riscv_below(fmt, level);
	return likely((pte & seen) == space->word[RISCV_WORD_PAGE]) ? PTW_LEAF : PTW_BAD;
}

/* All that stands above PPN was seen to be clear. */
static inline u64 riscv_glance_pa(const struct ptw_format *fmt, const struct ptw_space *space,
				  u64 pte, unsigned int level)
{
	return pte << RISCV_PPN_SHIFT & ~(BIT_ULL(fmt->page_shift) - 1);
}

/* A page fault comes before the access that faults: what is reserved is reserved first. */
static inline enum ptw_reason riscv_bad_reason(const struct ptw_format *fmt,
					       const struct ptw_space *space, u64 pte,
					       unsigned int level)
{
	u64 over = space->word[RISCV_WORD_OVER];

	if (pte & (RISCV_R | RISCV_X))
		over &= ~riscv_below(fmt, level);
	return riscv_kind(fmt, space, pte & ~over, level) == PTW_BAD ? PTW_REASON_RESERVED
								     : PTW_REASON_ADDRESS_SIZE;
}

static inline u64 riscv_table_pa(const struct ptw_format *fmt, const struct ptw_space *space,
				 u64 pte)
{
	return (pte & RISCV_PPN) << RISCV_PPN_SHIFT;
}

/* What is no address of a large leaf is clear, but for how much one with N maps. */
static inline u64 riscv_leaf_pa(const struct ptw_format *fmt, const struct ptw_space *space,
				u64 pte, unsigned int level)
{
	u64 ppn = pte & RISCV_PPN;

	return (pte & RISCV_N ? ppn & ~RISCV_NAPOT : ppn) << RISCV_PPN_SHIFT;
}

/* What a pte grants: an index for half.grant[]; W goes with D where the hardware sets none */
#define RISCV_GRANTS_R 1
#define RISCV_GRANTS_W 2
#define RISCV_GRANTS_X 4
#define RISCV_GRANTS_U 8

/* Rights are the same in both halves, and tables have no say. */
static inline u32 riscv_leaf_grant(const struct ptw_format *fmt, const struct ptw_space *space,
				   const struct ptw_half *half, u64 pte, u64 denied)
{
	return space->half->grant[pte >> 1 & (pte >> 6 | space->word[RISCV_WORD_WRITE]) & 15];
}

static inline unsigned int riscv_rights(unsigned int grants, bool mxr)
{
	unsigned int user, priv;

	if (mxr && grants & RISCV_GRANTS_X)
		grants |= RISCV_GRANTS_R;
	user = grants & RISCV_GRANTS_R ? PTW_RIGHT_UR : 0;
	user |= grants & RISCV_GRANTS_W ? PTW_RIGHT_UW : 0;
	user |= grants & RISCV_GRANTS_X ? PTW_RIGHT_UX : 0;
	priv = user << 3;
	return grants & RISCV_GRANTS_U ? user | (priv & ~PTW_RIGHT_PX) : priv;
}

static inline int riscv_leaf_faults(const struct ptw_format *fmt, const struct ptw_space *space,
				    u64 pte)
{
	return !(pte & RISCV_A || space->reg[RISCV_REG_MENVCFG] & RISCV_MENVCFG_ADUE);
}

static inline unsigned int riscv_run_bits(const struct ptw_format *fmt, u64 pte, unsigned int level)
{
	return pte & RISCV_N ? RISCV_NAPOT_BITS : 0;
}

/* Accessed and dirty are the run's, in any of its ptes; two bits are software's. */
static inline u64 riscv_run_key(const struct ptw_format *fmt, u64 pte)
{
	return pte & ~(GENMASK_ULL(9, 8) | RISCV_A | RISCV_D);
}

static inline unsigned int riscv_attr(const struct ptw_format *fmt, const struct ptw_space *space,
				      u64 pte, unsigned int level)
{
	return (pte & RISCV_A ? PTW_ATTR_ACCESSED : 0) | (pte & RISCV_D ? PTW_ATTR_DIRTY : 0) |
	       (pte & RISCV_G ? PTW_ATTR_GLOBAL : 0) | (pte & RISCV_N ? PTW_ATTR_CONTIGUOUS : 0);
}

static inline unsigned int riscv_memtype(const struct ptw_format *fmt,
					 const struct ptw_space *space, u64 pte, unsigned int level)
{
	return pte >> RISCV_PBMT_SHIFT & 3;
}

static inline void riscv_memtype_name(unsigned int memtype, char name[8])
{
	static const char names[4][4] = { "pma", "nc", "io", "?3" };
	unsigned int i;

	for (i = 0; i < sizeof(names[0]); i++)
		name[i] = names[memtype & 3][i];
}

/* SUM; that privileged code executes no page of user code's is no matter of a register. */
static inline unsigned int riscv_judge(const struct ptw_format *fmt, const struct ptw_space *space,
				       u64 pte, unsigned int rights, unsigned int want)
{
	if (want & PTW_WANT_USER || !(pte & RISCV_U) ||
	    space->reg[RISCV_REG_SSTATUS] & RISCV_SSTATUS_SUM)
		return 0;
	return want & (PTW_WANT_READ | PTW_WANT_WRITE);
}

/* Setting up a space */

static inline int riscv_check_registers(const struct ptw_format *fmt, struct ptw_space *space,
					struct ptw_error *error)
{
	u64 mode = RISCV_MODE_SV39 + fmt->top_max - 2;

	if (!(space->reg_given & BIT_ULL(RISCV_REG_SATP)))
		space->reg[RISCV_REG_SATP] = mode << RISCV_SATP_MODE_SHIFT;
	if (!(space->reg_given & BIT_ULL(RISCV_REG_MENVCFG)))
		space->reg[RISCV_REG_MENVCFG] = RISCV_MENVCFG_PBMTE;
	if (!(space->reg_given & BIT_ULL(RISCV_REG_SSTATUS)))
		space->reg[RISCV_REG_SSTATUS] = RISCV_SSTATUS_SUM;
	if (space->reg[RISCV_REG_SATP] >> RISCV_SATP_MODE_SHIFT != mode)
		return ptw_refuse_config(error, "satp",
					 fmt->top_max == 2   ? "MODE is not 8: not Sv39"
					 : fmt->top_max == 3 ? "MODE is not 9: not Sv48"
							     : "MODE is not 10: not Sv57");
	if (space->reg[RISCV_REG_MENVCFG] & RISCV_MENVCFG_SSE) {
		ptw_refuse_config(error, "menvcfg", "SSE is set: shadow stacks are not walked");
		return -EOPNOTSUPP;
	}
	return 0;
}

static inline void riscv_setup_words(struct ptw_space *space)
{
	u64 over = RISCV_PPN & ~((BIT_ULL(space->pa_bits) - 1) >> RISCV_PPN_SHIFT);
	u64 menvcfg = space->reg[RISCV_REG_MENVCFG], *word = space->word;
	bool adue = menvcfg & RISCV_MENVCFG_ADUE;

	word[RISCV_WORD_OVER] = over;
	word[RISCV_WORD_TABLE] = over | RISCV_V | RISCV_R | RISCV_W | RISCV_X | RISCV_U | RISCV_A |
				 RISCV_D | RISCV_RESERVED | RISCV_PBMT | RISCV_N;
	word[RISCV_WORD_LEAF] = over | RISCV_RESERVED;
	if (!(menvcfg & RISCV_MENVCFG_PBMTE))
		word[RISCV_WORD_LEAF] |= RISCV_PBMT;
	word[RISCV_WORD_PAGE] = RISCV_V | RISCV_R | (adue ? 0 : RISCV_A);
	word[RISCV_WORD_SEEN] =
		word[RISCV_WORD_PAGE] | over | RISCV_RESERVED | RISCV_PBMT | RISCV_N;
	word[RISCV_WORD_WRITE] =
		RISCV_GRANTS_R | RISCV_GRANTS_X | RISCV_GRANTS_U | (adue ? RISCV_GRANTS_W : 0);
}

/* One root for both halves, and one interval of addresses, which lower_only cuts in two */
static inline void riscv_setup_halves(const struct ptw_format *fmt, struct ptw_space *space,
				      u64 root, bool lower_only)
{
	bool mxr = space->reg[RISCV_REG_SSTATUS] & RISCV_SSTATUS_MXR;
	unsigned int va_bits = riscv_va_bits(fmt), i, grants;
	u64 upper = BIT_ULL(va_bits - 1);

	for (i = 0; i < 2; i++) {
		struct ptw_half *half = &space->half[i];

		half->root = root;
		half->root_mask = (BIT_ULL(fmt->index_bits) - 1) * 8;
		half->top = fmt->top_max;
		half->va_bits = va_bits;
		for (grants = 0; grants < 16; grants++)
			half->grant[grants] = ptw_grant(riscv_rights(grants, mxr));
	}
	space->half[0].first = 0;
	space->last[0] = upper - 1;
	space->half[1].first = lower_only ? 1 : ~(upper - 1);
	space->last[1] = lower_only ? 0 : ~0ULL;
	space->word[RISCV_WORD_BIAS] = lower_only ? 0 : upper;
	space->word[RISCV_WORD_SPAN] = lower_only ? upper : 2 * upper;
}

static inline int riscv_setup(const struct ptw_format *fmt, struct ptw_space *space,
			      const struct ptw_space_config *config, struct ptw_error *error)
{
	int ret = riscv_check_registers(fmt, space, error);
	unsigned int va_bits = riscv_va_bits(fmt);
	u64 root = config->root;

	if (ret)
		return ret;
	if (root == PTW_NO_ROOT && space->reg_given & BIT_ULL(RISCV_REG_SATP))
		root = (space->reg[RISCV_REG_SATP] & RISCV_SATP_PPN) << fmt->page_shift;
	if (root == PTW_NO_ROOT)
		return ptw_refuse_config(error, "root", "is needed: the address in satp");
	if (config->root1 != PTW_NO_ROOT)
		return ptw_refuse_config(error, "root1", "RISC-V has one root for both halves");
	if ((config->va_bits && config->va_bits != va_bits) ||
	    (config->va1_bits && config->va1_bits != va_bits))
		return ptw_refuse_config(
			error,
			config->va_bits && config->va_bits != va_bits ? "va-bits" : "va1-bits",
			"is 39 for riscv-sv39, 48 for riscv-sv48, 57 for riscv-sv57");
	if (config->enc_mask)
		return ptw_refuse_config(error, "enc-mask", "is x86's");
	space->pa_bits = config->pa_bits ? config->pa_bits : RISCV_PA_BITS;
	if (space->pa_bits < 32 || space->pa_bits > RISCV_PA_BITS)
		return ptw_refuse_config(error, "pa-bits", "must be 32 to 56");
	if (root & (BIT_ULL(fmt->page_shift) - 1) || root >> space->pa_bits)
		return ptw_refuse_config(error, "root",
					 "must be 4K-aligned and below the physical width");
	riscv_setup_words(space);
	riscv_setup_halves(fmt, space, root, config->lower_only);
	return 0;
}

/* Encoding */

static inline int riscv_make_table(const struct ptw_format *fmt, const struct ptw_space *space,
				   unsigned int level, u64 pa, u64 *pte)
{
	if (!level || level > fmt->top_max || pa & (BIT_ULL(fmt->page_shift) - 1) ||
	    pa >> space->pa_bits)
		return -EINVAL;
	*pte = pa >> RISCV_PPN_SHIFT | RISCV_V;
	return 0;
}

/*
 * The bits of @leaf that make it grant exactly @rights, if there are any; they differ with
 * D and MXR. Of two that do, the one that says readable of its own.
 */
static inline int riscv_make_rights(const struct ptw_format *fmt, const struct ptw_space *space,
				    unsigned int level, unsigned int rights, u64 *leaf)
{
	u64 grants, pte;

	for (grants = 0; grants < 16; grants++) {
		pte = *leaf | (grants ^ RISCV_GRANTS_R) << 1;
		if (riscv_kind(fmt, space, pte, level) != PTW_LEAF ||
		    riscv_leaf_grant(fmt, space, space->half, pte, 0) != ptw_grant(rights))
			continue;
		*leaf = pte;
		return 0;
	}
	return -EOPNOTSUPP;
}

static inline int riscv_make_leaf(const struct ptw_format *fmt, const struct ptw_space *space,
				  unsigned int level, const struct ptw_mapping *map, u64 *pte)
{
	const unsigned int can =
		PTW_ATTR_ACCESSED | PTW_ATTR_DIRTY | PTW_ATTR_GLOBAL | PTW_ATTR_CONTIGUOUS;
	u64 memtype = map->memtype == PTW_MEMTYPE_DEFAULT ? 0 : map->memtype;
	u64 leaf = map->pa >> RISCV_PPN_SHIFT | RISCV_V;

	if (level > fmt->top_max || map->pa >> space->pa_bits ||
	    map->pa & (BIT_ULL(fmt->page_shift + level * fmt->index_bits) - 1))
		return -EINVAL;
	if (map->attr & ~can || memtype > 3)
		return -EOPNOTSUPP;
	leaf |= memtype << RISCV_PBMT_SHIFT;
	leaf |= map->attr & PTW_ATTR_ACCESSED ? RISCV_A : 0;
	leaf |= map->attr & PTW_ATTR_DIRTY ? RISCV_D : 0;
	leaf |= map->attr & PTW_ATTR_GLOBAL ? RISCV_G : 0;
	/* Its ptes are all alike: none of them says an address inside a run. */
	if (map->attr & PTW_ATTR_CONTIGUOUS) {
		if (leaf & RISCV_NAPOT)
			return -EOPNOTSUPP;
		leaf |= RISCV_N | RISCV_NAPOT_64K;
	}
	if (riscv_make_rights(fmt, space, level, map->rights, &leaf))
		return -EOPNOTSUPP;
	*pte = leaf;
	return 0;
}

/* A is an attribute here, though it can deny: an access flag is no right. */
#define RISCV_DECIDES                                                                              \
	(RISCV_V | RISCV_R | RISCV_W | RISCV_X | RISCV_U | RISCV_D | RISCV_RESERVED | RISCV_PBMT | \
	 RISCV_N)

/* clang-format off */
#define RISCV_FORMAT(fname, top)							\
{											\
	.name = fname,									\
	.page_shift = 12,								\
	.index_bits = 9,								\
	.pte_bytes = 8,									\
	.top_min = top,									\
	.top_max = top,									\
	.leaf_levels = (2 << (top)) - 1,						\
	.whole_runs = 1,								\
	.address_shift = RISCV_PPN_SHIFT,						\
	.address = RISCV_PPN,								\
	.decides = RISCV_DECIDES,							\
	.table_names = { "level 0", "level 1", "level 2", "level 3", "level 4" },	\
	.registers = riscv_registers,							\
	.fields = riscv_fields,								\
	.setup = riscv_setup,								\
	.half = riscv_half,								\
	.range_reason = riscv_range_reason,						\
	.kind = riscv_kind,								\
	.glance = riscv_glance,								\
	.glance_pa = riscv_glance_pa,							\
	.bad_reason = riscv_bad_reason,							\
	.table_pa = riscv_table_pa,							\
	.leaf_pa = riscv_leaf_pa,							\
	.leaf_grant = riscv_leaf_grant,							\
	.leaf_faults = riscv_leaf_faults,						\
	.run_bits = riscv_run_bits,							\
	.run_key = riscv_run_key,							\
	.attr = riscv_attr,								\
	.memtype = riscv_memtype,							\
	.memtype_name = riscv_memtype_name,						\
	.judge = riscv_judge,								\
	.make_table = riscv_make_table,							\
	.make_leaf = riscv_make_leaf,							\
}
/* clang-format on */

static const struct ptw_format fmt_riscv_sv39 __maybe_unused = RISCV_FORMAT("riscv-sv39", 2);
static const struct ptw_format fmt_riscv_sv48 __maybe_unused = RISCV_FORMAT("riscv-sv48", 3);
static const struct ptw_format fmt_riscv_sv57 __maybe_unused = RISCV_FORMAT("riscv-sv57", 4);

PTW_MEMBERS_END

#endif /* PTW_ARCH_RISCV_SV39_H */
