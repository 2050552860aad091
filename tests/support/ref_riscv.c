// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The oracle's RISC-V, from the Privileged Architecture: "Virtual Address Translation
 * Process" as Sv32 has it, what Sv39, Sv48 and Sv57 change of it, "Svnapot", "Svpbmt",
 * "Svade" and "Svadu", and the fields of sstatus, satp and menvcfg.
 */
#include <stddef.h>
#include "ref.h"

enum {
	ADDRESS = REF_ADDRESS,
	VALID,
	READ,
	WRITE,
	EXECUTE,
	USER,
	GLOBAL,
	ACCESSED,
	DIRTY,
	LOW, /* of PPN: what a superpage is aligned to */
	NAPOT_SIZE,
	RESERVED,
	MEMORY_TYPE,
	NAPOT,
	RUN, /* what the ptes of a 64K region have in common */
};

static const struct ref_field fields[] = {
	{ VALID, REF_ANY, REF_ALL, 0, 0, 0 },
	{ READ, REF_ANY, REF_ALL, 1, 1, 0 },
	{ WRITE, REF_ANY, REF_ALL, 2, 2, 0 },
	{ EXECUTE, REF_ANY, REF_ALL, 3, 3, 0 },
	{ USER, REF_LEAF, REF_ALL, 4, 4, 0 },
	{ RESERVED, REF_TABLE, REF_ALL, 4, 4, 0 },
	{ GLOBAL, REF_LEAF, REF_ALL, 5, 5, 0 },
	{ ACCESSED, REF_LEAF, REF_ALL, 6, 6, 0 },
	{ DIRTY, REF_LEAF, REF_ALL, 7, 7, 0 },
	{ RESERVED, REF_TABLE, REF_ALL, 6, 7, 6 },
	{ ADDRESS, REF_TABLE, REF_ALL, 10, 53, 12 },
	{ ADDRESS, REF_LEAF, 0x01, 10, 53, 12 },
	{ ADDRESS, REF_LEAF, 0x02, 19, 53, 21 },
	{ ADDRESS, REF_LEAF, 0x04, 28, 53, 30 },
	{ ADDRESS, REF_LEAF, 0x08, 37, 53, 39 },
	{ ADDRESS, REF_LEAF, 0x10, 46, 53, 48 },
	{ NAPOT_SIZE, REF_LEAF, 0x01, 10, 13, 0 },
	{ LOW, REF_LEAF, 0x02, 10, 18, 0 },
	{ LOW, REF_LEAF, 0x04, 10, 27, 0 },
	{ LOW, REF_LEAF, 0x08, 10, 36, 0 },
	{ LOW, REF_LEAF, 0x10, 10, 45, 0 },
	{ RESERVED, REF_ANY, REF_ALL, 54, 60, 54 },
	{ MEMORY_TYPE, REF_LEAF, REF_ALL, 61, 62, 0 },
	{ NAPOT, REF_LEAF, REF_ALL, 63, 63, 0 },
	{ RESERVED, REF_TABLE, REF_ALL, 61, 63, 61 },
	{ RUN, REF_LEAF, REF_ALL, 0, 5, 0 },
	{ RUN, REF_LEAF, REF_ALL, 10, 63, 10 },
	{ 0, 0, 0, 0, 0, 0 },
};

static __u64 get(const struct ref_space *space, enum ref_role role, unsigned int level,
		 unsigned int meaning, __u64 pte)
{
	return ref_get(space->format, role, level, meaning, pte);
}

/* Of menvcfg: what Svpbmt and Svadu are turned on by */
static bool has_memory_types(const struct ref_space *space)
{
	return ref_register(space, "menvcfg", 1ULL << 62) >> 62 & 1;
}

static bool hardware_sets_flags(const struct ref_space *space)
{
	return ref_register(space, "menvcfg", 0) >> 61 & 1;
}

static bool status(const struct ref_space *space, unsigned int bit, bool otherwise)
{
	return ref_register(space, "sstatus", (__u64)otherwise << bit) >> bit & 1;
}

/* One root has all addresses: the lowest and the highest of what 64 bits can say. */
static void riscv_setup(struct ref_space *space)
{
	unsigned int bits = 12 + 9 * (space->format->top + 1), i;

	space->pa_bits = space->config.pa_bits ? space->config.pa_bits : 56;
	for (i = 0; i < 2; i++) {
		space->root[i].present = !i || !space->config.lower_only;
		space->root[i].pa = space->config.root;
		space->root[i].va_bits = bits;
	}
	space->root[0].last = (1ULL << (bits - 1)) - 1;
	space->root[1].first = -1ULL << (bits - 1);
	space->root[1].last = -1ULL;
}

/* Bits 63 to VALEN equal bit VALEN - 1: sign extension changes nothing. */
static const struct ref_root *riscv_locate(const struct ref_space *space, __u64 va, __u64 *offset,
					   enum ptw_reason *reason)
{
	const struct ref_root *root = &space->root[va >> 63];
	unsigned int above = 64 - root->va_bits;

	*offset = va << above >> above;
	*reason = PTW_REASON_NON_CANONICAL;
	if ((__u64)((__s64)(va << above) >> above) != va || !root->present)
		return NULL;
	*reason = PTW_REASON_NONE;
	return root;
}

/* Step 3, and step 6, of a leaf: reserved encodings, and superpages that are misaligned */
static bool leaf_faults(const struct ref_space *space, __u64 pte, unsigned int level)
{
	__u64 type = get(space, REF_LEAF, level, MEMORY_TYPE, pte);

	if (get(space, REF_LEAF, level, RESERVED, pte) || get(space, REF_LEAF, level, LOW, pte))
		return true;
	if (type == 3 || (type && !has_memory_types(space)))
		return true;
	if (!get(space, REF_LEAF, level, NAPOT, pte))
		return false;
	return level || get(space, REF_LEAF, level, NAPOT_SIZE, pte) != 8;
}

static enum ptw_kind riscv_classify(const struct ref_space *space, __u64 pte, unsigned int level,
				    enum ptw_reason *reason)
{
	bool read = get(space, REF_ANY, level, READ, pte);
	bool write = get(space, REF_ANY, level, WRITE, pte);
	bool leaf = read || get(space, REF_ANY, level, EXECUTE, pte);
	enum ref_role role = leaf ? REF_LEAF : REF_TABLE;

	if (!get(space, REF_ANY, level, VALID, pte))
		return PTW_HOLE;
	*reason = PTW_REASON_RESERVED;
	if (write && !read)
		return PTW_BAD;
	if (leaf ? leaf_faults(space, pte, level) : get(space, REF_TABLE, level, RESERVED, pte))
		return PTW_BAD;
	/* Step 4: below level 0 there is no table. */
	if (!leaf && !level)
		return PTW_BAD;
	/* No address is cut; what is not there cannot be accessed. */
	*reason = PTW_REASON_ADDRESS_SIZE;
	if (get(space, role, level, ADDRESS, pte) >> space->pa_bits)
		return PTW_BAD;
	*reason = PTW_REASON_NONE;
	return leaf ? PTW_LEAF : PTW_TABLE;
}

static unsigned int riscv_whole_run(const struct ref_space *space, unsigned int level, __u64 pte)
{
	return get(space, REF_LEAF, level, NAPOT, pte) ? 4 : 0;
}

static void riscv_describe(const struct ref_space *space, struct ref_answer *answer)
{
	unsigned int level = answer->level, rights = 0;
	__u64 pte = answer->pte;
	bool execute = get(space, REF_LEAF, level, EXECUTE, pte);
	bool dirty = get(space, REF_LEAF, level, DIRTY, pte) || hardware_sets_flags(space);

	if (get(space, REF_LEAF, level, READ, pte) || (execute && status(space, 19, false)))
		rights |= 1;
	if (get(space, REF_LEAF, level, WRITE, pte) && dirty)
		rights |= 2;
	if (get(space, REF_LEAF, level, USER, pte))
		answer->rights = rights * 9 | (execute ? PTW_RIGHT_UX : 0);
	else
		answer->rights = rights * 8 | (execute ? PTW_RIGHT_PX : 0);
	if (get(space, REF_LEAF, level, ACCESSED, pte))
		answer->attr |= PTW_ATTR_ACCESSED;
	else
		answer->access_flag_faults = !hardware_sets_flags(space);
	if (get(space, REF_LEAF, level, DIRTY, pte))
		answer->attr |= PTW_ATTR_DIRTY;
	if (get(space, REF_LEAF, level, GLOBAL, pte))
		answer->attr |= PTW_ATTR_GLOBAL;
	if (get(space, REF_LEAF, level, NAPOT, pte)) {
		answer->attr |= PTW_ATTR_CONTIGUOUS;
		answer->run_shift += 4;
	}
	answer->memtype = get(space, REF_LEAF, level, MEMORY_TYPE, pte);
}

/* Without SUM privileged code keeps off the pages of user code. */
static bool riscv_judge(const struct ref_space *space, const struct ref_answer *answer,
			unsigned int want)
{
	if (want & PTW_WANT_USER || status(space, 18, true))
		return false;
	return get(space, REF_LEAF, answer->level, USER, answer->pte) &&
	       want & (PTW_WANT_READ | PTW_WANT_WRITE);
}

static bool riscv_same_run(const struct ref_space *space, __u64 a, __u64 b)
{
	return get(space, REF_LEAF, 0, RUN, a) == get(space, REF_LEAF, 0, RUN, b);
}

#define RISCV(name, top)                                                                         \
	{                                                                                        \
		name, 12, 9, top, fields, riscv_setup, riscv_locate, riscv_classify,             \
			riscv_describe, NULL, NULL, riscv_judge, riscv_same_run, riscv_whole_run \
	}

const struct ref_format ref_riscv_formats[] = {
	RISCV("riscv-sv39", 2),
	RISCV("riscv-sv48", 3),
	RISCV("riscv-sv57", 4),
	{ 0 },
};
