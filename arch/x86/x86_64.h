/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * fmt_x86_64 and fmt_x86_64_la57: IA-32e paging with four and five levels.
 *
 * Manual: Intel SDM volume 3A, chapter "Paging": "4-Level Paging and 5-Level
 * Paging", "Linear-Address Pre-Processing" (LAM), "Access Rights", "Page-Fault
 * Exceptions", "Paging and Memory Typing".
 *
 *	level 4   PML5E   (la57 only)
 *	level 3   PML4E
 *	level 2   PDPTE   1G leaf when PS is set
 *	level 1   PDE     2M leaf when PS is set
 *	level 0   PTE     4K leaf
 *
 * Words of the space: which bits of a present pte are reserved depends on the
 * physical width, on EFER.NXE and on the encryption bit, and is computed once.
 *
 * Implementations differ, and this format follows Intel's: AMD reserves bit 8 of
 * the ptes above a PDE that point to tables; Intel ignores it. 1G pages are taken
 * as supported.
 *
 * Not here: HLAT paging, shadow-stack accesses, and the rules about an accessor
 * that depend on a flag of its own (SMAP with EFLAGS.AC).
 */
#ifndef PTW_ARCH_X86_64_H
#define PTW_ARCH_X86_64_H

#include <ptw/format.h>
#include <ptw/space.h>
#include "ptw_env.h"

PTW_MEMBERS_BEGIN

#define X86_P	       BIT_ULL(0)
#define X86_RW	       BIT_ULL(1)
#define X86_US	       BIT_ULL(2)
#define X86_PWT	       BIT_ULL(3)
#define X86_PCD	       BIT_ULL(4)
#define X86_A	       BIT_ULL(5)
#define X86_D	       BIT_ULL(6)
#define X86_PS	       BIT_ULL(7) /* above level 0 */
#define X86_PAT	       BIT_ULL(7) /* at level 0 */
#define X86_G	       BIT_ULL(8)
#define X86_PAT_LARGE  BIT_ULL(12) /* of a leaf above level 0 */
#define X86_ADDRESS    GENMASK_ULL(51, 12)
#define X86_ENCRYPTION GENMASK_ULL(51, 32) /* where the encryption bit can be */
#define X86_PKEY_SHIFT 59
#define X86_NX	       BIT_ULL(63)

/* What grants when it is set; NX denies */
#define X86_GRANTS (X86_P | X86_RW | X86_US)

#define X86_64_CR0_WP	   BIT_ULL(16)
#define X86_64_CR0_PG	   BIT_ULL(31)
#define X86_64_CR3_LAM_U57 BIT_ULL(61)
#define X86_64_CR3_LAM_U48 BIT_ULL(62)
#define X86_64_CR4_PAE	   BIT_ULL(5)
#define X86_64_CR4_LA57	   BIT_ULL(12)
#define X86_64_CR4_SMEP	   BIT_ULL(20)
#define X86_64_CR4_PKE	   BIT_ULL(22)
#define X86_64_CR4_PKS	   BIT_ULL(24)
#define X86_64_CR4_LAM_SUP BIT_ULL(28)
#define X86_64_EFER_LMA	   BIT_ULL(10)
#define X86_64_EFER_NXE	   BIT_ULL(11)

/* The PAT's value after reset: wb wt uc- uc, twice */
#define X86_PAT_RESET 0x0007040600070406ULL

/* The space's registers, in the order of x86_64_registers[] */
enum {
	X86_REG_CR0,
	X86_REG_CR3,
	X86_REG_CR4,
	X86_REG_EFER,
	X86_REG_PAT,
	X86_REG_PKRU,
	X86_REG_PKRS,
};

/* The space's words */
enum {
	X86_WORD_RESERVED, /* bits no present pte may have set */
	X86_WORD_PAGE,	   /* what denies that a pte is a page's: those, and P */
	X86_WORD_TABLE,	   /* what denies that it is a table's: those, P and PS */
	X86_WORD_ADDRESS,  /* bits of the physical address in a pte */
	X86_WORD_BIAS,	   /* four levels: added to an address to make the translated ones */
	X86_WORD_SPAN,	   /* the lowest, this many */
};

static const char *const x86_64_registers[] __maybe_unused = {
	"cr0", "cr3", "cr4", "efer", "pat", "pkru", "pkrs", NULL,
};

static const struct ptw_field x86_64_fields[] __maybe_unused = {
	{ "P", 0, 1, 0xff, 0x1f },
	{ "RW", 1, 1, 0xff, 0x1f },
	{ "US", 2, 1, 0xff, 0x1f },
	{ "PWT", 3, 1, 0xff, 0x1f },
	{ "PCD", 4, 1, 0xff, 0x1f },
	{ "A", 5, 1, 0xff, 0x1f },
	{ "D", 6, 1, BIT_ULL(PTW_LEAF), 0x07 },
	{ "PS", 7, 1, 0xff, 0x1e },
	{ "PAT", 7, 1, BIT_ULL(PTW_LEAF), 0x01 },
	{ "G", 8, 1, BIT_ULL(PTW_LEAF), 0x07 },
	{ "PAT", 12, 1, BIT_ULL(PTW_LEAF), 0x06 },
	{ "PKEY", 59, 4, BIT_ULL(PTW_LEAF), 0x07 },
	{ "XD", 63, 1, 0xff, 0x1f },
	{ NULL, 0, 0, 0, 0 },
};

/* log2 of the bytes of linear address space: 48 or 57 */
static inline unsigned int x86_64_va_bits(const struct ptw_format *fmt)
{
	return fmt->page_shift + (fmt->top_max + 1) * fmt->index_bits;
}

/* log2 of the bytes that a slot of the root spans */
static inline unsigned int x86_64_root_shift(const struct ptw_format *fmt)
{
	return fmt->page_shift + fmt->top_max * fmt->index_bits;
}

/*
 * Four levels: the canonical addresses are one interval around 0, and one comparison
 * finds them. LAM does not change them.
 */
static inline const struct ptw_half *x86_64_half(const struct ptw_format *fmt,
						 const struct ptw_space *space, u64 va)
{
	const struct ptw_half *half = &space->half[1];

	if (fmt->top_max != 3 ||
	    unlikely(va + space->word[X86_WORD_BIAS] >= space->word[X86_WORD_SPAN]))
		return ptw_half_by_bit(space, va, 63);
	/* The kernel has its compilers believe that the address of a member can be NULL. */
	if (!half)
		__builtin_unreachable();
	return half;
}

static inline enum ptw_reason x86_64_range_reason(const struct ptw_format *fmt,
						  const struct ptw_space *space, u64 va)
{
	return PTW_REASON_NON_CANONICAL;
}

/* Bits that a leaf above level 0 must have clear: between its PAT and its address */
static inline u64 x86_64_leaf_gap(const struct ptw_format *fmt, unsigned int level)
{
	return GENMASK_ULL(fmt->page_shift + level * fmt->index_bits - 1, 13);
}

static inline enum ptw_kind x86_64_kind(const struct ptw_format *fmt, const struct ptw_space *space,
					u64 pte, unsigned int level)
{
	u64 denied = pte ^ X86_GRANTS, denies;

	/*
	 * What denies goes through a register: gcc would copy each pte to have the copy
	 * overwritten by what is tested. The walk wants the same of a table; of a page, less
	 * P is an instruction less.
	 */
	if (level) {
		denies = space->word[X86_WORD_TABLE];
		OPTIMIZER_RELOAD_VAR(denies);
		if (likely(!(denied & denies)))
			return PTW_TABLE;
	} else {
		denies = space->word[X86_WORD_PAGE];
		OPTIMIZER_RELOAD_VAR(denies);
		if (likely(!((pte - X86_P) & denies)))
			return PTW_LEAF;
	}
	if (denied & X86_P)
		return PTW_HOLE;
	if (denied & space->word[X86_WORD_RESERVED])
		return PTW_BAD;
	return level > 2 || denied & x86_64_leaf_gap(fmt, level) ? PTW_BAD : PTW_LEAF;
}

static inline enum ptw_reason x86_64_bad_reason(const struct ptw_format *fmt,
						const struct ptw_space *space, u64 pte,
						unsigned int level)
{
	return PTW_REASON_RESERVED;
}

static inline u64 x86_64_table_pa(const struct ptw_format *fmt, const struct ptw_space *space,
				  u64 pte)
{
	return pte & space->word[X86_WORD_ADDRESS];
}

static inline u64 x86_64_leaf_pa(const struct ptw_format *fmt, const struct ptw_space *space,
				 u64 pte, unsigned int level)
{
	u64 pa = pte & space->word[X86_WORD_ADDRESS];

	return level ? pa & ~(BIT_ULL(fmt->page_shift + level * fmt->index_bits) - 1) : pa;
}

/* What all levels together deny, rotated by one: an index for half.grant[] */
#define X86_DENIES_EXEC	 1 /* NX */
#define X86_DENIES_WRITE 4 /* RW */
#define X86_DENIES_USER	 8 /* US */

/* Rights are the same in both halves: looking them up in the first frees a register. */
static inline u32 x86_64_leaf_grant(const struct ptw_format *fmt, const struct ptw_space *space,
				    const struct ptw_half *half, u64 pte, u64 denied)
{
	denied |= pte ^ X86_GRANTS;
	return space->half->grant[(denied << 1 | denied >> 63) & 15];
}

/* What is left where so much is denied */
static inline unsigned int x86_64_rights(unsigned int denied, bool wp)
{
	unsigned int rights = PTW_RIGHT_PR;

	if (!(denied & X86_DENIES_WRITE && wp))
		rights |= PTW_RIGHT_PW;
	if (!(denied & X86_DENIES_EXEC))
		rights |= PTW_RIGHT_PX;
	if (denied & X86_DENIES_USER)
		return rights;
	rights |= PTW_RIGHT_UR;
	if (!(denied & X86_DENIES_WRITE))
		rights |= PTW_RIGHT_UW;
	if (!(denied & X86_DENIES_EXEC))
		rights |= PTW_RIGHT_UX;
	return rights;
}

static inline unsigned int x86_64_attr(const struct ptw_format *fmt, const struct ptw_space *space,
				       u64 pte, unsigned int level)
{
	return (pte & X86_A ? PTW_ATTR_ACCESSED : 0) | (pte & X86_D ? PTW_ATTR_DIRTY : 0) |
	       (pte & X86_G ? PTW_ATTR_GLOBAL : 0) |
	       (pte & space->enc_mask ? PTW_ATTR_ENCRYPTED : 0);
}

static inline unsigned int x86_64_memtype(const struct ptw_format *fmt,
					  const struct ptw_space *space, u64 pte,
					  unsigned int level)
{
	unsigned int index = (pte & X86_PWT ? 1 : 0) | (pte & X86_PCD ? 2 : 0);

	if (pte & (level ? X86_PAT_LARGE : X86_PAT))
		index |= 4;
	return space->reg[X86_REG_PAT] >> (8 * index) & 7;
}

static inline void x86_64_memtype_name(unsigned int memtype, char name[8])
{
	static const char names[8][4] = { "uc", "wc", "?2", "?3", "wt", "wp", "wb", "uc-" };
	unsigned int i;

	for (i = 0; i < sizeof(names[0]); i++)
		name[i] = names[memtype & 7][i];
	name[i] = 0;
}

/*
 * SMEP, and protection keys: those of user pages under PKRU, those of supervisor
 * pages under PKRS. A key's two bits: access disabled, write disabled.
 */
static inline unsigned int x86_64_judge(const struct ptw_format *fmt, const struct ptw_space *space,
					u64 pte, unsigned int rights, unsigned int want)
{
	unsigned int key = pte >> X86_PKEY_SHIFT & 15, refused = 0, bits = 0;
	bool user_page = rights & PTW_RIGHT_UR, user = want & PTW_WANT_USER;
	u64 cr4 = space->reg[X86_REG_CR4];

	if (user_page && cr4 & X86_64_CR4_PKE)
		bits = space->reg[X86_REG_PKRU] >> (2 * key) & 3;
	else if (!user_page && cr4 & X86_64_CR4_PKS)
		bits = space->reg[X86_REG_PKRS] >> (2 * key) & 3;
	if (bits & 1)
		refused |= PTW_WANT_READ | PTW_WANT_WRITE;
	if (bits & 2 && (user || space->reg[X86_REG_CR0] & X86_64_CR0_WP))
		refused |= PTW_WANT_WRITE;
	if (!user && user_page && cr4 & X86_64_CR4_SMEP)
		refused |= PTW_WANT_EXEC;
	return want & refused;
}

static inline int x86_64_check_registers(const struct ptw_format *fmt, struct ptw_space *space,
					 struct ptw_error *error)
{
	bool la57 = fmt->top_max == 4;

	if (!(space->reg_given & BIT_ULL(X86_REG_CR0)))
		space->reg[X86_REG_CR0] = X86_64_CR0_PG | X86_64_CR0_WP;
	if (!(space->reg_given & BIT_ULL(X86_REG_CR4)))
		space->reg[X86_REG_CR4] = X86_64_CR4_PAE | (la57 ? X86_64_CR4_LA57 : 0);
	if (!(space->reg_given & BIT_ULL(X86_REG_EFER)))
		space->reg[X86_REG_EFER] = X86_64_EFER_LMA | X86_64_EFER_NXE;
	if (!(space->reg_given & BIT_ULL(X86_REG_PAT)))
		space->reg[X86_REG_PAT] = X86_PAT_RESET;
	if (!(space->reg[X86_REG_CR0] & X86_64_CR0_PG))
		return ptw_refuse_config(error, "cr0", "PG is clear: paging is off");
	if (!(space->reg[X86_REG_CR4] & X86_64_CR4_PAE))
		return ptw_refuse_config(error, "cr4", "PAE is clear: this is not 64-bit paging");
	if (!(space->reg[X86_REG_EFER] & X86_64_EFER_LMA))
		return ptw_refuse_config(error, "efer", "LMA is clear: this is not 64-bit paging");
	if (la57 && !(space->reg[X86_REG_CR4] & X86_64_CR4_LA57))
		return ptw_refuse_config(error, "cr4", "LA57 is clear: the format is x86-64");
	if (!la57 && space->reg[X86_REG_CR4] & X86_64_CR4_LA57)
		return ptw_refuse_config(error, "cr4", "LA57 is set: the format is x86-64-la57");
	return 0;
}

/*
 * Which addresses each half translates. Without LAM the canonical ones: the bits
 * from the highest one used to 63 are equal. With LAM software keeps metadata in
 * the bits above 47 or 56, and the processor puts bit 63 in their place before it
 * asks whether the address is canonical; so those are neither checked nor used.
 */
static inline void x86_64_setup_addresses(const struct ptw_format *fmt, struct ptw_space *space,
					  bool lower_only)
{
	unsigned int va_bits = x86_64_va_bits(fmt), low = 64, used = va_bits - 1;
	struct ptw_half *user = &space->half[0], *kernel = &space->half[1];

	if (space->reg[X86_REG_CR3] & X86_64_CR3_LAM_U57)
		low = 57;
	else if (space->reg[X86_REG_CR3] & X86_64_CR3_LAM_U48)
		low = 48;
	if (low <= used)
		used = low - 1;
	user->va_check = (GENMASK_ULL(low - 1, used)) | BIT_ULL(63);
	user->va_value = 0;
	user->root_mask = ((BIT_ULL(used) - 1) >> x86_64_root_shift(fmt)) * 8;
	user->first = 0;
	space->last[0] = BIT_ULL(used) - 1;

	low = space->reg[X86_REG_CR4] & X86_64_CR4_LAM_SUP ? va_bits : 64;
	kernel->va_check = GENMASK_ULL(low - 1, va_bits - 1) | BIT_ULL(63);
	kernel->va_value = ~0ULL;
	kernel->root_mask = ((BIT_ULL(va_bits) - 1) >> x86_64_root_shift(fmt)) * 8;
	kernel->first = ~(BIT_ULL(va_bits - 1) - 1);
	space->last[1] = ~0ULL;
	space->word[X86_WORD_BIAS] = BIT_ULL(va_bits - 1);
	space->word[X86_WORD_SPAN] = BIT_ULL(va_bits);
	if (!lower_only)
		return;
	kernel->va_check = BIT_ULL(63);
	kernel->va_value = 0;
	kernel->first = 1;
	space->last[1] = 0;
	space->word[X86_WORD_BIAS] = 0;
	space->word[X86_WORD_SPAN] = BIT_ULL(va_bits - 1);
}

static inline int x86_64_setup(const struct ptw_format *fmt, struct ptw_space *space,
			       const struct ptw_space_config *config, struct ptw_error *error)
{
	unsigned int va_bits = x86_64_va_bits(fmt), i, denied;
	u64 reserved, root;
	int ret = x86_64_check_registers(fmt, space, error);

	if (ret)
		return ret;
	if (config->root == PTW_NO_ROOT)
		return ptw_refuse_config(error, "root", "is needed: the address in CR3");
	if (config->root1 != PTW_NO_ROOT)
		return ptw_refuse_config(error, "root1", "x86 has one root for both halves");
	if ((config->va_bits && config->va_bits != va_bits) ||
	    (config->va1_bits && config->va1_bits != va_bits))
		return ptw_refuse_config(error, config->va_bits ? "va-bits" : "va1-bits",
					 fmt->top_max == 4 ? "is 57 for this format"
							   : "is 48 for this format");
	space->pa_bits = config->pa_bits ? config->pa_bits : 52;
	if (space->pa_bits < 32 || space->pa_bits > 52)
		return ptw_refuse_config(error, "pa-bits", "must be 32 to 52");
	if (config->enc_mask & (config->enc_mask - 1) || config->enc_mask & ~X86_ENCRYPTION)
		return ptw_refuse_config(error, "enc-mask", "must be one of bits 32 to 51");
	space->enc_mask = config->enc_mask;
	/* CR3 may have the encryption bit as well; an address does not. */
	root = config->root & ~space->enc_mask;
	if (root & ~X86_ADDRESS || root >> space->pa_bits)
		return ptw_refuse_config(error, "root",
					 "must be 4K-aligned and below the physical width");

	/* SDM, "Page-Fault Exceptions": reserved bits set in any present pte */
	reserved = X86_ADDRESS & ~(BIT_ULL(space->pa_bits) - 1) & ~space->enc_mask;
	if (!(space->reg[X86_REG_EFER] & X86_64_EFER_NXE))
		reserved |= X86_NX;
	space->word[X86_WORD_RESERVED] = reserved;
	space->word[X86_WORD_PAGE] = reserved | X86_P;
	space->word[X86_WORD_TABLE] = reserved | X86_P | X86_PS;
	space->word[X86_WORD_ADDRESS] = X86_ADDRESS & ~space->enc_mask;

	x86_64_setup_addresses(fmt, space, config->lower_only);
	for (i = 0; i < 2; i++) {
		struct ptw_half *half = &space->half[i];

		half->root = root;
		half->top = fmt->top_max;
		half->va_bits = va_bits;
		for (denied = 0; denied < 16; denied++)
			half->grant[denied] = ptw_grant(
				x86_64_rights(denied, space->reg[X86_REG_CR0] & X86_64_CR0_WP));
	}
	return 0;
}

static inline int x86_64_make_table(const struct ptw_format *fmt, const struct ptw_space *space,
				    unsigned int level, u64 pa, u64 *pte)
{
	if (!level || level > fmt->top_max || pa & ~X86_ADDRESS || pa >> space->pa_bits ||
	    pa & space->enc_mask)
		return -EINVAL;
	*pte = pa | space->enc_mask | X86_P | X86_RW | X86_US | X86_A;
	return 0;
}

/* The bits that give a leaf memory type @memtype, if an entry of the PAT has it */
static inline int x86_64_make_memtype(const struct ptw_space *space, unsigned int level,
				      unsigned int memtype, u64 *pte)
{
	unsigned int index;

	for (index = 0; index < 8; index++) {
		if ((space->reg[X86_REG_PAT] >> (8 * index) & 7) != memtype)
			continue;
		*pte |= (index & 1 ? X86_PWT : 0) | (index & 2 ? X86_PCD : 0);
		if (index & 4)
			*pte |= level ? X86_PAT_LARGE : X86_PAT;
		return 0;
	}
	return -EOPNOTSUPP;
}

/*
 * The bits of a leaf that grant exactly @rights, if there are any; they differ with
 * CR0.WP and EFER.NXE. Of two that do, the one that says writable of its own.
 */
static inline int x86_64_make_rights(const struct ptw_space *space, unsigned int rights, u64 *pte)
{
	unsigned int denied;

	for (denied = 0; denied < 16; denied++) {
		if (space->half[0].grant[denied] != ptw_grant(rights) ||
		    (denied & X86_DENIES_EXEC && space->word[X86_WORD_RESERVED] & X86_NX))
			continue;
		*pte |= denied & X86_DENIES_EXEC ? X86_NX : 0;
		*pte |= denied & X86_DENIES_WRITE ? 0 : X86_RW;
		*pte |= denied & X86_DENIES_USER ? 0 : X86_US;
		return 0;
	}
	return -EOPNOTSUPP;
}

static inline int x86_64_make_leaf(const struct ptw_format *fmt, const struct ptw_space *space,
				   unsigned int level, const struct ptw_mapping *map, u64 *pte)
{
	const unsigned int can =
		PTW_ATTR_ACCESSED | PTW_ATTR_DIRTY | PTW_ATTR_GLOBAL | PTW_ATTR_ENCRYPTED;
	u64 leaf = map->pa | X86_P;

	if (level > 2 || map->pa >> space->pa_bits || map->pa & space->enc_mask ||
	    map->pa & (BIT_ULL(fmt->page_shift + level * fmt->index_bits) - 1))
		return -EINVAL;
	if (map->attr & ~can || (map->attr & PTW_ATTR_ENCRYPTED && !space->enc_mask))
		return -EOPNOTSUPP;
	leaf |= level ? X86_PS : 0;
	leaf |= map->attr & PTW_ATTR_ACCESSED ? X86_A : 0;
	leaf |= map->attr & PTW_ATTR_DIRTY ? X86_D : 0;
	leaf |= map->attr & PTW_ATTR_GLOBAL ? X86_G : 0;
	leaf |= map->attr & PTW_ATTR_ENCRYPTED ? space->enc_mask : 0;
	if (map->memtype != PTW_MEMTYPE_DEFAULT &&
	    x86_64_make_memtype(space, level, map->memtype, &leaf))
		return -EOPNOTSUPP;
	if (x86_64_make_rights(space, map->rights, &leaf))
		return -EOPNOTSUPP;
	*pte = leaf;
	return 0;
}

/* clang-format off */
#define X86_64_FORMAT(fname, top)					\
{									\
	.name = fname,							\
	.page_shift = 12,						\
	.index_bits = 9,						\
	.pte_bytes = 8,							\
	.top_min = top,							\
	.top_max = top,							\
	.writable = 1,							\
	.leaf_levels = 0x7,						\
	.address = X86_ADDRESS,						\
	.decides = X86_P | X86_RW | X86_US | X86_PS | X86_NX,		\
	.table_names = { "PTE", "PDE", "PDPTE", "PML4E", "PML5E" },	\
	.registers = x86_64_registers,					\
	.fields = x86_64_fields,					\
	.setup = x86_64_setup,						\
	.half = x86_64_half,						\
	.range_reason = x86_64_range_reason,				\
	.kind = x86_64_kind,						\
	.bad_reason = x86_64_bad_reason,				\
	.table_pa = x86_64_table_pa,					\
	.leaf_pa = x86_64_leaf_pa,					\
	.grants = X86_GRANTS,						\
	.leaf_grant = x86_64_leaf_grant,				\
	.attr = x86_64_attr,						\
	.memtype = x86_64_memtype,					\
	.memtype_name = x86_64_memtype_name,				\
	.judge = x86_64_judge,						\
	.make_table = x86_64_make_table,				\
	.make_leaf = x86_64_make_leaf,					\
}
/* clang-format on */

static const struct ptw_format fmt_x86_64 __maybe_unused = X86_64_FORMAT("x86-64", 3);
static const struct ptw_format fmt_x86_64_la57 __maybe_unused = X86_64_FORMAT("x86-64-la57", 4);

PTW_MEMBERS_END

#endif /* PTW_ARCH_X86_64_H */
