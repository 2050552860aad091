// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Mapping the vectors, in whatever geometry the other half has. They are read-only, so
 * that no rule about what is writable forbids to execute them.
 */
#include "arm64.h"
#include "vectors.h"

static u64 vectors_table(unsigned int level)
{
	return pool_table(PTW_MAX_LEVELS + 1, level);
}

/* HVC #0, where synchronous exceptions of EL1 and of EL0 arrive */
static void write_vectors(u64 page)
{
	WRITE_ONCE(*(u32 *)(page + 0x200), 0xd4000002);
	WRITE_ONCE(*(u32 *)(page + 0x400), 0xd4000002);
	asm volatile("dsb ish\n\tic iallu\n\tdsb ish\n\tisb" : : : "memory");
}

u64 vectors_map(const struct regime *r, unsigned int half)
{
	const struct geometry *g = r->geometry;
	unsigned int other = !half, level;
	u64 page = vectors_table(PTW_MAX_LEVELS), root = vectors_table(r->top[other]), pte;

	write_vectors(page);
	for (level = r->top[other]; level; level--)
		WRITE_ONCE(*(u64 *)vectors_table(level),
			   geometry_encode(g, vectors_table(level - 1)) | DESC_TABLE);
	/* Read-only, for WXN; the memory type is Normal, MAIR's last. */
	pte = geometry_encode(g, page) | DESC_AF | DESC_AP_RO | DESC_UXN | 7 << 2 | DESC_TABLE;
	WRITE_ONCE(*(u64 *)vectors_table(0), pte);
	regime_load_root(r, other, root);
	return other ? ~(BIT_ULL(r->va_bits[1]) - 1) : 0;
}

void vectors_unmap(const struct regime *r, unsigned int half)
{
	regime_load_root(r, !half, r->root[!half]);
}
