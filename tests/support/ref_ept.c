// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The oracle's EPT, from Intel SDM volume 3C, chapter "VMX Support for Address
 * Translation": tables "Format of an EPT PML4 Entry" to "Format of an EPT Page-Table
 * Entry that Maps a 4-KByte Page", sections "EPT Misconfigurations", "EPT Violations",
 * "Accessed and Dirty Flags for EPT"; appendix "VPID and EPT Capabilities".
 */
#include <stddef.h>
#include "ref.h"

enum {
	ADDRESS = REF_ADDRESS,
	READ,
	WRITE,
	EXECUTE,
	MEMORY_TYPE,
	IGNORE_PAT,
	MAPS, /* a page, of an entry that could point to a table */
	ACCESSED,
	DIRTY,
	EXECUTE_USER,
	RESERVED, /* whatever the width of addresses */
};

static const struct ref_field fields[] = {
	{ READ, REF_ANY, REF_ALL, 0, 0, 0 },
	{ WRITE, REF_ANY, REF_ALL, 1, 1, 0 },
	{ EXECUTE, REF_ANY, REF_ALL, 2, 2, 0 },
	{ RESERVED, REF_TABLE, 0x06, 3, 6, 0 },
	{ RESERVED, REF_TABLE, 0x18, 3, 7, 0 },
	{ MEMORY_TYPE, REF_LEAF, 0x07, 3, 5, 0 },
	{ IGNORE_PAT, REF_LEAF, 0x07, 6, 6, 0 },
	{ MAPS, REF_ANY, 0x06, 7, 7, 0 },
	{ ACCESSED, REF_LEAF, 0x07, 8, 8, 0 },
	{ DIRTY, REF_LEAF, 0x07, 9, 9, 0 },
	{ EXECUTE_USER, REF_ANY, REF_ALL, 10, 10, 0 },
	{ RESERVED, REF_LEAF, 0x02, 12, 20, 0 },
	{ RESERVED, REF_LEAF, 0x04, 12, 29, 0 },
	{ ADDRESS, REF_TABLE, REF_ALL, 12, 51, 12 },
	{ ADDRESS, REF_LEAF, REF_ALL, REF_SIZE, 51, REF_SIZE },
	{ 0, 0, 0, 0, 0, 0 },
};

static bool is(const struct ref_space *space, enum ref_role role, unsigned int level,
	       unsigned int meaning, __u64 pte)
{
	return ref_get(space->format, role, level, meaning, pte);
}

/* What the processor can, by bit of IA32_VMX_EPT_VPID_CAP; everything where it is not known */
static bool can(const struct ref_space *space, unsigned int capability)
{
	return ref_register(space, "ept_vpid_cap", ~0ULL) >> capability & 1;
}

static bool by_mode(const struct ref_space *space)
{
	return ref_register(space, "mbec", 0);
}

static void ept_setup(struct ref_space *space)
{
	struct ref_root *root = &space->root[0];

	space->pa_bits = space->config.pa_bits ? space->config.pa_bits : 52;
	root->present = true;
	root->pa = space->config.root;
	root->va_bits = space->format->top == 4 ? 57 : 48;
	root->last = (1ULL << root->va_bits) - 1;
}

static const struct ref_root *ept_locate(const struct ref_space *space, __u64 va, __u64 *offset,
					 enum ptw_reason *reason)
{
	const struct ref_root *root = &space->root[0];

	*offset = va;
	*reason = va > root->last ? PTW_REASON_NON_CANONICAL : PTW_REASON_NONE;
	return va > root->last ? NULL : root;
}

/* "EPT Misconfigurations", but for what is about reserved bits and memory types */
static bool rights_are_misconfigured(const struct ref_space *space, __u64 pte, unsigned int level)
{
	if (is(space, REF_ANY, level, READ, pte))
		return false;
	if (is(space, REF_ANY, level, WRITE, pte))
		return true;
	if (can(space, 0))
		return false;
	return is(space, REF_ANY, level, EXECUTE, pte) ||
	       (by_mode(space) && is(space, REF_ANY, level, EXECUTE_USER, pte));
}

/* The rest of that list, of what is present */
static bool bits_are_misconfigured(const struct ref_space *space, __u64 pte, unsigned int level,
				   bool leaf)
{
	enum ref_role role = leaf ? REF_LEAF : REF_TABLE;
	__u64 type;

	if (is(space, role, level, RESERVED, pte) ||
	    ref_get(space->format, role, level, ADDRESS, pte) >> space->pa_bits)
		return true;
	if (!leaf)
		return false;
	/* Bit 7 is reserved where pages of that size are not supported. */
	if ((level == 1 && !can(space, 16)) || (level == 2 && !can(space, 17)))
		return true;
	type = ref_get(space->format, REF_LEAF, level, MEMORY_TYPE, pte);
	return type == 2 || type == 3 || type == 7;
}

static enum ptw_kind ept_classify(const struct ref_space *space, __u64 pte, unsigned int level,
				  enum ptw_reason *reason)
{
	bool leaf = !level || is(space, REF_ANY, level, MAPS, pte);
	bool present = is(space, REF_ANY, level, READ, pte) ||
		       is(space, REF_ANY, level, WRITE, pte) ||
		       is(space, REF_ANY, level, EXECUTE, pte);

	if (by_mode(space) && is(space, REF_ANY, level, EXECUTE_USER, pte))
		present = true;
	if (!present)
		return PTW_HOLE;
	*reason = PTW_REASON_MISCONFIG;
	if (rights_are_misconfigured(space, pte, level) ||
	    bits_are_misconfigured(space, pte, level, leaf))
		return PTW_BAD;
	*reason = PTW_REASON_NONE;
	return leaf ? PTW_LEAF : PTW_TABLE;
}

static void ept_describe(const struct ref_space *space, struct ref_answer *answer)
{
	bool read = true, write = true, execute = true, execute_user = true;
	unsigned int level = answer->level;
	__u64 pte = answer->pte;

	for (;; pte = answer->path[level]) {
		read &= is(space, REF_ANY, level, READ, pte);
		write &= is(space, REF_ANY, level, WRITE, pte);
		execute &= is(space, REF_ANY, level, EXECUTE, pte);
		execute_user &= is(space, REF_ANY, level, EXECUTE_USER, pte);
		if (++level > answer->top)
			break;
	}
	if (!by_mode(space))
		execute_user = execute;
	answer->rights = (read ? PTW_RIGHT_UR | PTW_RIGHT_PR : 0) |
			 (write ? PTW_RIGHT_UW | PTW_RIGHT_PW : 0) | (execute ? PTW_RIGHT_PX : 0) |
			 (execute_user ? PTW_RIGHT_UX : 0);
	pte = answer->pte;
	level = answer->level;
	answer->memtype = ref_get(space->format, REF_LEAF, level, MEMORY_TYPE, pte) +
			  8 * is(space, REF_LEAF, level, IGNORE_PAT, pte);
	if (!(ref_register(space, "eptp", 1 << 6) >> 6 & 1))
		return;
	if (is(space, REF_LEAF, level, ACCESSED, pte))
		answer->attr |= PTW_ATTR_ACCESSED;
	if (is(space, REF_LEAF, level, DIRTY, pte))
		answer->attr |= PTW_ATTR_DIRTY;
}

const struct ref_format ref_ept_formats[] = {
	{ "ept", 12, 9, 3, fields, ept_setup, ept_locate, ept_classify, ept_describe, NULL, NULL,
	  NULL, NULL, NULL },
	{ "ept-5l", 12, 9, 4, fields, ept_setup, ept_locate, ept_classify, ept_describe, NULL, NULL,
	  NULL, NULL, NULL },
	{ 0 },
};
