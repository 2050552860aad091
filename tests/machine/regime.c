// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Drawing regimes. Registers and their fields: Arm ARM (DDI 0487), D23.2 "General
 * system control registers", TCR_EL1, TTBR0_EL1, SCTLR_EL1, ID_AA64MMFRn_EL1.
 */
#include "arm64.h"
#include "random.h"
#include "regime.h"

/* Cacheability and shareability of the walks, A1, AS: of no account to an answer */
#define TCR_FREE (GENMASK_ULL(13, 8) | BIT_ULL(22) | GENMASK_ULL(29, 24) | BIT_ULL(36))

/* RES1, and the bits that turn translation and caches on */
#define SCTLR_ON  0x30d01805ULL
#define SCTLR_WXN BIT_ULL(19)

#define TTBR_CNP BIT_ULL(0)

#define HCR_RW BIT_ULL(31)

enum {
	GEOMETRY_4K,
	GEOMETRY_4K_LPA2,
	GEOMETRY_16K,
	GEOMETRY_16K_LPA2,
	GEOMETRY_64K,
	GEOMETRY_64K_LPA,
	GEOMETRIES,
};

static const struct geometry geometries[GEOMETRIES] = {
	[GEOMETRY_4K] = { "arm64-4k", 12, 3, 0x07, HIGH_NONE },
	[GEOMETRY_4K_LPA2] = { "arm64-4k-lpa2", 12, 4, 0x0f, HIGH_LPA2 },
	[GEOMETRY_16K] = { "arm64-16k", 14, 3, 0x03, HIGH_NONE },
	[GEOMETRY_16K_LPA2] = { "arm64-16k-lpa2", 14, 3, 0x07, HIGH_LPA2 },
	[GEOMETRY_64K] = { "arm64-64k", 16, 2, 0x03, HIGH_NONE },
	[GEOMETRY_64K_LPA] = { "arm64-64k-lpa", 16, 2, 0x07, HIGH_LPA },
};

/* How often each is drawn; the one with most levels most often. 0: not on this processor */
static u8 weights[GEOMETRIES] = {
	[GEOMETRY_4K] = 3,	 [GEOMETRY_4K_LPA2] = 9, [GEOMETRY_16K] = 2,
	[GEOMETRY_16K_LPA2] = 2, [GEOMETRY_64K] = 2,	 [GEOMETRY_64K_LPA] = 2,
};

static struct {
	u64 tcr; /* optional bits that it has */
	u8 pa_bits;
	u8 va_bits_min;
	u8 lva;
} processor;

static const u8 pa_sizes[7] = { 32, 36, 40, 42, 44, 48, 52 };

static unsigned int id_field(u64 id, unsigned int shift)
{
	return id >> shift & 15;
}

void geometries_find(void)
{
	u64 mmfr0 = machine_read(id_aa64mmfr0_el1), mmfr1 = machine_read(id_aa64mmfr1_el1);
	u64 mmfr2 = machine_read(S3_0_C0_C7_2); /* ID_AA64MMFR2_EL1 */
	unsigned int parange = id_field(mmfr0, 0), tgran4 = id_field(mmfr0, 28);
	unsigned int tgran16 = id_field(mmfr0, 20), tgran64 = id_field(mmfr0, 24);

	processor.pa_bits = pa_sizes[parange < 7 ? parange : 6];
	processor.lva = id_field(mmfr2, 16) != 0;
	processor.va_bits_min = id_field(mmfr2, 28) ? 16 : 25;
	processor.tcr = TCR_TBI0 | TCR_TBI1 | (id_field(mmfr1, 0) >= 1 ? TCR_HA : 0) |
			(id_field(mmfr1, 0) >= 2 ? TCR_HD : 0) |
			(id_field(mmfr1, 12) ? TCR_HPD : 0) |
			(id_field(mmfr2, 60) ? TCR_E0PD0 | TCR_E0PD1 : 0);
	if (tgran4 == 15)
		weights[GEOMETRY_4K] = 0;
	if (tgran4 != 1)
		weights[GEOMETRY_4K_LPA2] = 0;
	if (!tgran16)
		weights[GEOMETRY_16K] = 0;
	if (tgran16 != 2)
		weights[GEOMETRY_16K_LPA2] = 0;
	/* D8.2: with 52-bit addresses a 64K descriptor always has PA[51:48] in 15:12. */
	if (tgran64 == 15 || processor.pa_bits == 52)
		weights[GEOMETRY_64K] = 0;
	if (tgran64 == 15 || processor.pa_bits != 52)
		weights[GEOMETRY_64K_LPA] = 0;
}

bool geometries_have_top(unsigned int level)
{
	unsigned int i;

	for (i = 0; i < GEOMETRIES; i++)
		if (weights[i] && geometries[i].top >= level)
			return true;
	return false;
}

bool geometries_have_leaf(unsigned int level)
{
	unsigned int i;

	for (i = 0; i < GEOMETRIES; i++)
		if (weights[i] && geometries[i].leaves >> level & 1)
			return true;
	return false;
}

u64 pool_table(unsigned int level, unsigned int i)
{
	return MACHINE_POOL + ((u64)(level * POOL_LEVEL_TABLES + i) << POOL_TABLE_SHIFT);
}

static u64 pool_root(unsigned int half)
{
	return pool_table(PTW_MAX_LEVELS, half);
}

u64 geometry_encode(const struct geometry *g, u64 pa)
{
	switch (g->high) {
	case HIGH_LPA:
		return (pa & GENMASK_ULL(47, 16)) | (pa >> 48 & 15) << 12;
	case HIGH_LPA2:
		return (pa & GENMASK_ULL(49, 12)) | (pa >> 50 & 3) << 8;
	default:
		return pa & GENMASK_ULL(47, 12);
	}
}

u64 nowhere(unsigned int bits)
{
	return random_bits(BIT_ULL(bits) - 1) | BIT_ULL(31);
}

/* Half of them as wide as can be, where the most levels are */
static unsigned int draw_va_bits(const struct geometry *g)
{
	unsigned int max = g->high == HIGH_LPA2 || (g->shift == 16 && processor.lva) ? 52 : 48;
	unsigned int min = processor.va_bits_min;

	if (g->shift == 16 && min == 16)
		min = 17;
	if (one_in(2))
		return max - random_below(4);
	return min + random_below(max - min + 1);
}

/* BADDR has PA[51:48] in bits 5:2. */
static u64 make_ttbr(u64 asid, u64 root)
{
	return (asid & GENMASK_ULL(63, 48)) | (root & GENMASK_ULL(47, 0)) | (root >> 48 & 15) << 2;
}

/* A root inside its page of the pool, as small and as aligned as it may be */
static void draw_root(struct regime *r, unsigned int half)
{
	const struct geometry *g = r->geometry;
	unsigned int bits = draw_va_bits(g), top = (bits - g->shift - 1) / (g->shift - 3);
	u64 align = 8ULL << (bits - geometry_level_shift(g, top)), root;

	/* Where the TTBR's bits 5:2 are bits 51:48 of the address */
	if ((g->high == HIGH_LPA2 || r->pa_bits == 52) && align < 64)
		align = 64;
	r->va_bits[half] = bits;
	r->top[half] = top;
	r->wild[half] = one_in(8);
	if (r->wild[half])
		root = nowhere(r->pa_bits);
	else
		root = pool_root(half) + random_bits((1ULL << g->shift) - 1);
	r->root[half] = root &= ~(align - 1);
	r->ttbr[half] = make_ttbr(random_word(), root) | random_bits(TTBR_CNP);
}

static void draw_registers(struct regime *r)
{
	const struct geometry *g = r->geometry;
	unsigned int ips = random_below(7), half;
	u64 granule = g->shift, tg0 = granule == 12 ? 0 : granule == 14 ? 2 : 1;
	u64 tg1 = granule == 12 ? 2 : granule == 14 ? 1 : 3;

	r->pa_bits = pa_sizes[ips] < processor.pa_bits ? pa_sizes[ips] : processor.pa_bits;
	if (g->high == HIGH_NONE && r->pa_bits > 48)
		r->pa_bits = 48;
	for (half = 0; half < 2; half++)
		draw_root(r, half);
	r->tcr = random_bits(TCR_FREE) | (u64)ips << TCR_IPS_SHIFT | tg0 << TCR_TG0_SHIFT |
		 tg1 << TCR_TG1_SHIFT | (64 - r->va_bits[0]) |
		 (u64)(64 - r->va_bits[1]) << TCR_T1SZ_SHIFT |
		 random_bits(processor.tcr & (TCR_TBI0 | TCR_TBI1 | TCR_HD)) |
		 (g->high == HIGH_LPA2 ? TCR_DS : 0);
	/* These hide more than they show. */
	if (one_in(3))
		r->tcr |= processor.tcr & TCR_HA;
	if (one_in(4))
		r->tcr |= random_bits(processor.tcr & TCR_HPD);
	if (one_in(8))
		r->tcr |= random_bits(processor.tcr & (TCR_E0PD0 | TCR_E0PD1));
	if (one_in(16))
		r->tcr |= one_in(2) ? TCR_EPD0 : TCR_EPD1;
	r->sctlr = SCTLR_ON | random_bits(SCTLR_WXN);
	/* Device, and Normal memory of several kinds: 0b0000dd00 and 0booooiiii */
	r->mair = 0xff440c0400bbee44ULL;
}

static int init_space(struct regime *r, struct ptw_error *error)
{
	const struct ptw_register registers[] = {
		{ "tcr", r->tcr },
		{ "sctlr", r->sctlr },
		{ "mair", r->mair },
		{ "hcr", HCR_RW },
	};
	const struct ptw_space_config config = {
		.root = r->tcr & TCR_EPD0 && one_in(2) ? PTW_NO_ROOT : r->root[0],
		.root1 = r->tcr & TCR_EPD1 && one_in(2) ? PTW_NO_ROOT : r->root[1],
		.pa_bits = processor.pa_bits,
		.registers = registers,
		.nr_registers = ARRAY_SIZE(registers),
		.mem = (const void *)MACHINE_POOL,
		.mem_pa = MACHINE_POOL,
		.mem_bytes = MACHINE_POOL_BYTES,
	};

	return ptw_space_init(&r->space, r->geometry->name, &config, error);
}

void regime_load_root(const struct regime *r, unsigned int half, u64 root)
{
	u64 ttbr = make_ttbr(r->ttbr[half], root);

	if (half)
		machine_write(ttbr1_el1, ttbr);
	else
		machine_write(ttbr0_el1, ttbr);
	machine_forget();
}

static void load(const struct regime *r)
{
	machine_write(hcr_el2, HCR_RW);
	machine_write(tcr_el1, r->tcr);
	machine_write(sctlr_el1, r->sctlr);
	machine_write(mair_el1, r->mair);
	machine_write(ttbr0_el1, r->ttbr[0]);
	machine_write(ttbr1_el1, r->ttbr[1]);
	machine_forget();
}

int regime_draw(struct regime *r, struct ptw_error *error)
{
	r->geometry = &geometries[random_weighted(weights, GEOMETRIES)];
	draw_registers(r);
	load(r);
	return init_space(r, error);
}

void regime_say(const struct regime *r)
{
	say("  %s tcr %x sctlr %x mair %x ttbr0 %x ttbr1 %x pa-bits %u va-bits %u va1-bits %u\n",
	    r->geometry->name, r->tcr, r->sctlr, r->mair, r->ttbr[0], r->ttbr[1], (u64)r->pa_bits,
	    (u64)r->va_bits[0], (u64)r->va_bits[1]);
}
