// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The oracle's x86-64, from Intel SDM volume 3A, chapter "Paging": tables "Format of a
 * PML5 Entry" to "Format of a 4-KByte Page", sections "Access Rights", "Page-Fault
 * Exceptions" (reserved bits), "Linear-Address Pre-Processing", "Protection Keys".
 */
#include <string.h>
#include "ref.h"

enum {
	ADDRESS = REF_ADDRESS,
	PRESENT,
	WRITE,
	USER,
	PWT,
	PCD,
	ACCESSED,
	DIRTY,
	PAGE_SIZE,
	PAT,
	GLOBAL,
	RESERVED, /* whatever the registers say */
	KEY,
	NX,
	/* Linux, of what has the bits of a present pte */
	SPECIAL,
	UFFD_WP,
	SOFT_DIRTY,
	SAVED_DIRTY,
	/* Linux, of the others */
	PROTNONE,
	SWAP_SOFT_DIRTY,
	SWAP_UFFD_WP,
	SWAP_EXCLUSIVE,
	SWAP_OFFSET,
	SWAP_TYPE,
};

static const struct ref_field fields[] = {
	{ PRESENT, REF_ANY, REF_ALL, 0, 0, 0 },
	{ WRITE, REF_ANY, REF_ALL, 1, 1, 0 },
	{ USER, REF_ANY, REF_ALL, 2, 2, 0 },
	{ PWT, REF_LEAF, REF_ALL, 3, 3, 0 },
	{ PCD, REF_LEAF, REF_ALL, 4, 4, 0 },
	{ ACCESSED, REF_ANY, REF_ALL, 5, 5, 0 },
	{ DIRTY, REF_ANY, REF_ALL, 6, 6, 0 },
	{ PAGE_SIZE, REF_ANY, 0x06, 7, 7, 0 },
	{ RESERVED, REF_TABLE, 0x18, 7, 7, 0 },
	{ PAT, REF_LEAF, 0x01, 7, 7, 0 },
	{ PAT, REF_LEAF, 0x06, 12, 12, 0 },
	{ GLOBAL, REF_LEAF, REF_ALL, 8, 8, 0 },
	{ RESERVED, REF_LEAF, 0x02, 13, 20, 0 },
	{ RESERVED, REF_LEAF, 0x04, 13, 29, 0 },
	{ ADDRESS, REF_TABLE, REF_ALL, 12, 51, 12 },
	{ ADDRESS, REF_LEAF, REF_ALL, REF_SIZE, 51, REF_SIZE },
	{ KEY, REF_LEAF, REF_ALL, 59, 62, 0 },
	{ NX, REF_TABLE | REF_LEAF, REF_ALL, 63, 63, 0 },
	{ SPECIAL, REF_ANY, REF_ALL, 9, 9, 0 },
	{ UFFD_WP, REF_ANY, REF_ALL, 10, 10, 0 },
	{ SOFT_DIRTY, REF_ANY, REF_ALL, 11, 11, 0 },
	{ SAVED_DIRTY, REF_ANY, REF_ALL, 58, 58, 0 },
	{ PROTNONE, REF_ABSENT, REF_ALL, 8, 8, 0 },
	{ SWAP_SOFT_DIRTY, REF_ABSENT, REF_ALL, 1, 1, 0 },
	{ SWAP_UFFD_WP, REF_ABSENT, REF_ALL, 2, 2, 0 },
	{ SWAP_EXCLUSIVE, REF_ABSENT, REF_ALL, 3, 3, 0 },
	{ SWAP_OFFSET, REF_ABSENT, REF_ALL, 9, 58, 0 },
	{ SWAP_TYPE, REF_ABSENT, REF_ALL, 59, 63, 0 },
	{ 0, 0, 0, 0, 0, 0 },
};

static bool is(const struct ref_space *space, enum ref_role role, unsigned int level,
	       unsigned int meaning, __u64 pte)
{
	return ref_get(space->format, role, level, meaning, pte);
}

static bool bit(__u64 value, unsigned int nr)
{
	return value >> nr & 1;
}

static unsigned int va_bits(const struct ref_space *space)
{
	return space->format->top == 4 ? 57 : 48;
}

/* Which bit is extended into those above it, for LAM; 63 where nothing is */
static unsigned int lam_bit(const struct ref_space *space, __u64 va)
{
	__u64 cr3 = ref_register(space, "cr3", 0);

	if (bit(va, 63))
		return bit(ref_register(space, "cr4", 0), 28) ? va_bits(space) - 1 : 63;
	if (bit(cr3, 61))
		return 56;
	return bit(cr3, 62) ? 47 : 63;
}

/* Bit 63 stays what it is. */
static __u64 drop_metadata(const struct ref_space *space, __u64 va)
{
	unsigned int from = lam_bit(space, va), i;

	for (i = from + 1; i < 63; i++) {
		va &= ~(1ULL << i);
		va |= (va >> from & 1) << i;
	}
	return va;
}

static const struct ref_root *x86_locate(const struct ref_space *space, __u64 va, __u64 *offset,
					 enum ptw_reason *reason)
{
	unsigned int i;

	va = drop_metadata(space, va);
	for (i = va_bits(space); i < 64; i++) {
		if (bit(va, i) != bit(va, va_bits(space) - 1)) {
			*reason = PTW_REASON_NON_CANONICAL;
			return NULL;
		}
	}
	*offset = va % (1ULL << va_bits(space));
	if (space->root[bit(va, 63)].present)
		return &space->root[bit(va, 63)];
	*reason = PTW_REASON_NON_CANONICAL;
	return NULL;
}

static void x86_setup(struct ref_space *space)
{
	unsigned int i, bits = va_bits(space);

	space->pa_bits = space->config.pa_bits ? space->config.pa_bits : 52;
	for (i = 0; i < 2; i++) {
		space->root[i].present = !i || !space->config.lower_only;
		space->root[i].pa = space->config.root & ~space->config.enc_mask;
		space->root[i].va_bits = bits;
	}
	space->root[0].first = 0;
	space->root[0].last = (1ULL << (bits - 1)) - 1;
	space->root[1].first = -(1ULL << (bits - 1));
	space->root[1].last = -1ULL;
	/* Five levels with LAM48: what LAM does to bit 47 leaves 47 bits of addresses. */
	if (lam_bit(space, 0) < bits - 1)
		space->root[0].last = (1ULL << lam_bit(space, 0)) - 1;
}

static enum ptw_kind x86_classify(const struct ref_space *space, __u64 pte, unsigned int level,
				  enum ptw_reason *reason)
{
	bool leaf = !level || is(space, REF_ANY, level, PAGE_SIZE, pte);
	enum ref_role role = leaf ? REF_LEAF : REF_TABLE;
	bool nxe = bit(ref_register(space, "efer", 1 << 11), 11);
	__u64 plain = pte & ~space->config.enc_mask;

	if (!is(space, REF_ANY, level, PRESENT, pte))
		return PTW_HOLE;
	*reason = PTW_REASON_RESERVED;
	if (is(space, role, level, RESERVED, pte))
		return PTW_BAD;
	if (ref_get(space->format, role, level, ADDRESS, plain) >> space->pa_bits)
		return PTW_BAD;
	if (is(space, role, level, NX, pte) && !nxe)
		return PTW_BAD;
	*reason = PTW_REASON_NONE;
	return leaf ? PTW_LEAF : PTW_TABLE;
}

/* What Linux keeps where it has a choice, of a user page */
static unsigned int linux_kept(const struct ref_space *space, enum ref_role role,
			       unsigned int level, __u64 pte)
{
	unsigned int attr = 0;

	if (is(space, role, level, SPECIAL, pte))
		attr |= PTW_ATTR_SPECIAL;
	if (is(space, role, level, UFFD_WP, pte))
		attr |= PTW_ATTR_UFFD_WP;
	if (is(space, role, level, SOFT_DIRTY, pte))
		attr |= PTW_ATTR_SOFT_DIRTY;
	if (is(space, role, level, SAVED_DIRTY, pte) && ref_linux_since(space, 6, 6))
		attr |= PTW_ATTR_DIRTY;
	return attr;
}

static unsigned int x86_attributes(const struct ref_space *space, const struct ref_answer *answer)
{
	unsigned int attr = 0, level = answer->level;
	__u64 pte = answer->pte;

	if (is(space, REF_LEAF, level, ACCESSED, pte))
		attr |= PTW_ATTR_ACCESSED;
	if (is(space, REF_LEAF, level, DIRTY, pte))
		attr |= PTW_ATTR_DIRTY;
	if (is(space, REF_LEAF, level, GLOBAL, pte))
		attr |= PTW_ATTR_GLOBAL;
	if (pte & space->config.enc_mask)
		attr |= PTW_ATTR_ENCRYPTED;
	if (space->major && is(space, REF_LEAF, level, USER, pte))
		attr |= linux_kept(space, REF_LEAF, level, pte);
	return attr;
}

static unsigned int x86_memory_type(const struct ref_space *space, const struct ref_answer *answer)
{
	unsigned int level = answer->level, index;
	/* "PAT Entry Encodings" at reset: WB WT UC- UC, twice */
	__u64 pat = ref_register(space, "pat", 0x0007040600070406ULL);

	index = 4 * is(space, REF_LEAF, level, PAT, answer->pte) +
		2 * is(space, REF_LEAF, level, PCD, answer->pte) +
		is(space, REF_LEAF, level, PWT, answer->pte);
	return pat >> (8 * index) & 7;
}

static void x86_describe(const struct ref_space *space, struct ref_answer *answer)
{
	bool write = true, user = true, nx = false;
	bool wp = bit(ref_register(space, "cr0", 1 << 16), 16);
	unsigned int level;

	for (level = answer->level; level <= answer->top; level++) {
		enum ref_role role = level == answer->level ? REF_LEAF : REF_TABLE;
		__u64 pte = level == answer->level ? answer->pte : answer->path[level];

		write &= is(space, role, level, WRITE, pte);
		user &= is(space, role, level, USER, pte);
		nx |= is(space, role, level, NX, pte);
	}
	answer->rights = PTW_RIGHT_PR;
	if (write || !wp)
		answer->rights |= PTW_RIGHT_PW;
	if (!nx)
		answer->rights |= PTW_RIGHT_PX;
	if (user)
		answer->rights |=
			PTW_RIGHT_UR | (write ? PTW_RIGHT_UW : 0) | (nx ? 0 : PTW_RIGHT_UX);
	answer->attr = x86_attributes(space, answer);
	answer->memtype = x86_memory_type(space, answer);
}

/* The address was stored inverted, against L1TF. */
static void refine_mapped(const struct ref_space *space, bool kernel, struct ref_answer *answer)
{
	struct ptw_soft *soft = &answer->soft;
	unsigned int level = answer->level;
	__u64 pte = answer->pte;

	soft->pa = ref_get(space->format, REF_LEAF, level, ADDRESS, ~pte & ~space->config.enc_mask);
	if (kernel)
		return;
	if (is(space, REF_ABSENT, level, ACCESSED, pte))
		soft->attr |= PTW_ATTR_ACCESSED;
	if (is(space, REF_ABSENT, level, DIRTY, pte))
		soft->attr |= PTW_ATTR_DIRTY;
	if (pte & space->config.enc_mask)
		soft->attr |= PTW_ATTR_ENCRYPTED;
	soft->attr |= linux_kept(space, REF_ABSENT, level, pte);
}

static void x86_refine(const struct ref_space *space, __u64 va, struct ref_answer *answer)
{
	const struct ref_format *format = space->format;
	struct ptw_soft *soft = &answer->soft;
	unsigned int level = answer->level, bits = format->top == 4 ? 52 : 46;
	bool kernel = bit(va, 63);
	__u64 pte = answer->pte, nothing = 0;

	nothing = ref_put(format, REF_ANY, level, ACCESSED, nothing, 1);
	nothing = ref_put(format, REF_ANY, level, DIRTY, nothing, 1);
	if (!(pte & ~nothing) || (level > 2 && !kernel))
		return;
	if (kernel)
		soft->state = PTW_STATE_INVALID;
	else if (is(space, REF_ABSENT, level, PROTNONE, pte))
		soft->state = PTW_STATE_PROTNONE;
	else if (is(space, REF_ABSENT, level, PAGE_SIZE, pte))
		soft->state = PTW_STATE_INVALID;
	if (soft->state != PTW_STATE_NONE) {
		refine_mapped(space, kernel, answer);
		return;
	}
	if (bits > space->pa_bits)
		bits = space->pa_bits;
	ref_linux_swap(space, ref_get(format, REF_ABSENT, level, SWAP_TYPE, pte),
		       ref_get(format, REF_ABSENT, level, SWAP_OFFSET, ~pte), bits - 12, soft);
	if (is(space, REF_ABSENT, level, SWAP_SOFT_DIRTY, pte))
		soft->attr |= PTW_ATTR_SOFT_DIRTY;
	if (is(space, REF_ABSENT, level, SWAP_UFFD_WP, pte))
		soft->attr |= PTW_ATTR_UFFD_WP;
	if (is(space, REF_ABSENT, level, SWAP_EXCLUSIVE, pte))
		soft->attr |= PTW_ATTR_EXCLUSIVE;
}

/* Two bits a key: accesses are off, writes are off */
static bool key_refuses(__u64 keys, unsigned int key, bool access, bool write)
{
	return (access && bit(keys, 2 * key)) || (write && bit(keys, 2 * key + 1));
}

/* pte_access_permitted() and the checks around it: the leaf's own bits count. */
static bool x86_os_grants(const struct ref_space *space, const struct ref_answer *answer,
			  unsigned int want)
{
	unsigned int level = answer->level;
	__u64 pte = answer->pte;
	bool write = want & PTW_WANT_WRITE;

	if (!is(space, REF_LEAF, level, USER, pte) || is(space, REF_LEAF, level, SPECIAL, pte))
		return false;
	if (write && !is(space, REF_LEAF, level, WRITE, pte))
		return false;
	if (write && is(space, REF_LEAF, level, UFFD_WP, pte))
		return false;
	if (want & PTW_WANT_EXEC && is(space, REF_LEAF, level, NX, pte))
		return false;
	if (!bit(ref_register(space, "cr4", 0), 22))
		return true;
	return !key_refuses(ref_register(space, "pkru", 0),
			    ref_get(space->format, REF_LEAF, level, KEY, pte), true, write);
}

/* SMEP and protection keys: a page's key is a user key when its walk grants user code. */
static bool x86_judge(const struct ref_space *space, const struct ref_answer *answer,
		      unsigned int want)
{
	bool user_page = answer->rights & PTW_RIGHT_UR, user = want & PTW_WANT_USER;
	bool write = want & PTW_WANT_WRITE, data = want & (PTW_WANT_READ | PTW_WANT_WRITE);
	__u64 cr0 = ref_register(space, "cr0", 1 << 16), cr4 = ref_register(space, "cr4", 0);
	unsigned int key = ref_get(space->format, REF_LEAF, answer->level, KEY, answer->pte);

	/* Supervisor writes to a key that forbids them go through when WP is clear. */
	write = write && (user || bit(cr0, 16));
	if (user_page && bit(cr4, 22) &&
	    key_refuses(ref_register(space, "pkru", 0), key, data, write))
		return true;
	if (!user_page && bit(cr4, 24) &&
	    key_refuses(ref_register(space, "pkrs", 0), key, data, write))
		return true;
	return want & PTW_WANT_EXEC && !user && user_page && bit(cr4, 20);
}

const struct ref_format ref_x86_formats[] = {
	{ "x86-64", 12, 9, 3, fields, x86_setup, x86_locate, x86_classify, x86_describe, x86_refine,
	  x86_os_grants, x86_judge, NULL, NULL },
	{ "x86-64-la57", 12, 9, 4, fields, x86_setup, x86_locate, x86_classify, x86_describe,
	  x86_refine, x86_os_grants, x86_judge, NULL, NULL },
	{ 0 },
};
