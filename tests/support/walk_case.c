// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Cases: memory, spaces, and how to make them at random. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "walk_case.h"

static __u64 memory[CASE_BYTES / 8];
static struct walk_case applied;

static const char *const linuxes[] = {
	NULL,
	"linux-6.1",
	"linux-6.12",
	"linux-6.15",
	"linux-6.6",
	"linux-6.1,swapfiles=22",
	"linux-6.12,swapfiles=23",
	"linux-7.2,swapfiles=27",
};

__u64 rng_next(struct rng *rng)
{
	__u64 z = rng->state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return z ^ z >> 31;
}

__u64 rng_below(struct rng *rng, __u64 n)
{
	return rng_next(rng) % n;
}

bool rng_chance(struct rng *rng, unsigned int percent)
{
	return rng_below(rng, 100) < percent;
}

unsigned int case_nr_formats(void)
{
	unsigned int nr = 0;

	while (ptw_instances()[nr])
		nr++;
	return nr;
}

size_t case_size(const struct walk_case *c)
{
	return offsetof(struct walk_case, record) + c->nr_records * sizeof(c->record[0]);
}

void case_mend(struct walk_case *c)
{
	unsigned int i;

	c->format %= case_nr_formats();
	c->nr_records = c->nr_records > CASE_RECORDS ? CASE_RECORDS : c->nr_records;
	c->mem_bytes = c->mem_bytes > CASE_BYTES ? CASE_BYTES : c->mem_bytes;
	c->mem_pa &= ~7ULL;
	if (c->mem_pa > -(__u64)CASE_BYTES)
		c->mem_pa = -(__u64)CASE_BYTES;
	for (i = 0; i < c->nr_records; i++)
		c->record[i].word %= CASE_BYTES / 8;
}

static __u32 record_slots(const struct case_record *r)
{
	__u32 nr = r->nr ? r->nr : 1;

	return r->word + nr > CASE_BYTES / 8 ? CASE_BYTES / 8 - r->word : nr;
}

static void write_record(const struct case_record *r)
{
	__u32 nr = record_slots(r), i;

	for (i = 0; i < nr; i++)
		memory[r->word + i] = r->pte + (r->step < 64 ? (__u64)i << r->step : 0);
}

void case_apply(const struct walk_case *c)
{
	unsigned int i;

	for (i = 0; i < applied.nr_records; i++)
		memset(&memory[applied.record[i].word], 0, 8 * record_slots(&applied.record[i]));
	memcpy(&applied, c, case_size(c));
	for (i = 0; i < c->nr_records; i++)
		write_record(&c->record[i]);
}

/* What the case says, as a configuration; @reg must stay as long as it is used. */
static void case_config(const struct walk_case *c, struct ptw_space_config *config,
			struct ptw_register reg[PTW_MAX_REGISTERS])
{
	const struct ptw_format *fmt = ptw_instances()[c->format]->fmt;
	unsigned int i;

	memset(config, 0, sizeof(*config));
	config->root = c->root;
	config->root1 = c->root1;
	config->va_bits = c->va_bits;
	config->va1_bits = c->va1_bits;
	config->pa_bits = c->pa_bits;
	config->lower_only = c->flags & CASE_LOWER_ONLY;
	config->enc_mask = c->enc_mask;
	config->os = linuxes[c->os % (sizeof(linuxes) / sizeof(linuxes[0]))];
	if (config->os && !strncmp(fmt->name, "soft", 4))
		config->os = "soft";
	if (!ptw_instances()[c->format]->dia->setup)
		config->os = NULL;
	config->registers = reg;
	for (i = 0; fmt->registers[i]; i++) {
		if (!(c->reg_given >> i & 1))
			continue;
		reg[config->nr_registers].name = fmt->registers[i];
		reg[config->nr_registers].value = c->reg[i];
		config->nr_registers++;
	}
	config->mem = memory;
	config->mem_pa = c->mem_pa;
	config->mem_bytes = c->mem_bytes;
}

int case_spaces(const struct walk_case *c, struct ptw_space *space, struct ref_space *ref)
{
	static struct ptw_register reg[PTW_MAX_REGISTERS];
	const char *format = ptw_instances()[c->format]->fmt->name;
	struct ptw_space_config config;
	struct ptw_error error;
	int ret;

	case_config(c, &config, reg);
	ret = ptw_space_init(space, format, &config, &error);
	if (!ret)
		ref_space_init(ref, format, &config);
	return ret;
}

/* Configurations at random */

static bool is_format(const struct walk_case *c, const char *prefix)
{
	const char *name = ptw_instances()[c->format]->fmt->name;

	return !strncmp(name, prefix, strlen(prefix));
}

static bool has_suffix(const struct walk_case *c, const char *suffix)
{
	const char *name = ptw_instances()[c->format]->fmt->name;
	size_t n = strlen(name), m = strlen(suffix);

	return n >= m && !strcmp(name + n - m, suffix);
}

/* Some of @bits */
static __u64 rng_some(struct rng *rng, __u64 bits)
{
	return rng_next(rng) & bits;
}

#define BIT(n) (1ULL << (n))

/* Names and order of the registers: those the formats publish */
enum { CR0, CR3, CR4, EFER, PAT, PKRU, PKRS };
enum { TCR, TCR2, MAIR, SCTLR, HCR };
enum { EPTP, MBEC, EPT_CAP };
enum { VTCR, S2_HCR, MMFR1 };
enum { SATP, MENVCFG, SSTATUS };

static unsigned int configure_x86(struct walk_case *c, struct rng *rng)
{
	c->root1 = PTW_NO_ROOT;
	c->reg_given = rng_some(rng, 0x7f);
	c->reg[CR0] = BIT(31) | rng_some(rng, BIT(16));
	c->reg[CR3] = rng_chance(rng, 30) ? rng_some(rng, BIT(61) | BIT(62)) : 0;
	c->reg[CR4] = BIT(5) | rng_some(rng, BIT(20) | BIT(22) | BIT(24) | BIT(28)) |
		      (has_suffix(c, "la57") ? BIT(12) : 0);
	c->reg[EFER] = BIT(10) | (rng_chance(rng, 80) ? BIT(11) : 0);
	c->reg[PAT] = rng_next(rng);
	c->reg[PKRU] = rng_some(rng, 0xffffffff);
	c->reg[PKRS] = rng_some(rng, 0xffffffff);
	c->pa_bits = rng_chance(rng, 60) ? 0 : 32 + rng_below(rng, 21);
	c->enc_mask = rng_chance(rng, 25) ? BIT(32 + rng_below(rng, 20)) : 0;
	return c->pa_bits ? c->pa_bits : 52;
}

/* TnSZ, TGn and the other fields of one half, in the lower half's places */
static __u64 random_tcr_half(struct walk_case *c, struct rng *rng, unsigned int va_bits, bool upper)
{
	static const __u8 tg[3][2] = { { 0, 2 }, { 2, 1 }, { 1, 3 } }; /* 4K, 16K, 64K */
	unsigned int granule = is_format(c, "arm64-4k") ? 0 : is_format(c, "arm64-16k") ? 1 : 2;
	__u64 tcr = (__u64)(64 - va_bits) << (upper ? 16 : 0);

	tcr |= (__u64)tg[granule][upper] << (upper ? 30 : 14);
	if (rng_chance(rng, 4))
		tcr |= BIT(upper ? 23 : 7); /* EPDn */
	if (rng_chance(rng, 30))
		tcr |= BIT(37 + upper); /* TBIn */
	if (rng_chance(rng, 20))
		tcr |= BIT(41 + upper); /* HPDn */
	if (rng_chance(rng, 10))
		tcr |= BIT(55 + upper); /* E0PDn */
	if (rng_chance(rng, 10))
		tcr |= BIT(60 + upper); /* MTXn */
	return tcr;
}

static unsigned int configure_arm64(struct walk_case *c, struct rng *rng)
{
	static const __u8 ips_bits[8] = { 32, 36, 40, 42, 44, 48, 52, 52 };
	bool lpa2 = has_suffix(c, "lpa2"), wide = lpa2 || has_suffix(c, "lpa");
	unsigned int most = wide ? 52 : 48, least = is_format(c, "arm64-64k") ? 17 : 16;
	unsigned int va[2], pa = most, ips = 5 + wide, i;

	if (rng_chance(rng, 30))
		ips = rng_below(rng, 8);
	for (i = 0; i < 2; i++) {
		va[i] = rng_chance(rng, 50) ? least + rng_below(rng, most - least + 1) : most;
		/* Small roots deserve to be seen often. */
		if (rng_chance(rng, 15))
			va[i] = least + rng_below(rng, 10);
	}
	c->reg[TCR] = random_tcr_half(c, rng, va[0], false) | random_tcr_half(c, rng, va[1], true) |
		      (__u64)ips << 32 | rng_some(rng, BIT(39) | BIT(40)) | (lpa2 ? BIT(59) : 0);
	c->reg[TCR2] = rng_chance(rng, 20) ? rng_some(rng, BIT(2) | BIT(3)) : 0;
	c->reg[MAIR] = rng_next(rng);
	c->reg[SCTLR] = BIT(0) | rng_some(rng, BIT(19));
	c->reg[HCR] = rng_some(rng, BIT(31) | BIT(34));
	c->reg_given = rng_some(rng, 0x1f);
	c->pa_bits = rng_chance(rng, 60) ? 0 : 32 + rng_below(rng, 21);
	if (!(c->reg_given & BIT(TCR))) {
		c->va_bits = va[0];
		c->va1_bits = rng_chance(rng, 20) ? 0 : va[1];
	} else if (ips_bits[ips] < pa) {
		pa = ips_bits[ips];
	}
	c->root1 = rng_chance(rng, 25) ? PTW_NO_ROOT : 0;
	c->root = rng_chance(rng, 10) && c->root1 != PTW_NO_ROOT ? PTW_NO_ROOT : 0;
	return c->pa_bits && c->pa_bits < pa ? c->pa_bits : pa;
}

static unsigned int configure_ept(struct walk_case *c, struct rng *rng)
{
	bool ad = rng_chance(rng, 70);

	c->root1 = PTW_NO_ROOT;
	c->reg_given = rng_some(rng, 7);
	c->reg[EPTP] = 6 | (has_suffix(c, "5l") ? 4 : 3) << 3 | (ad ? BIT(6) : 0);
	c->reg[MBEC] = rng_chance(rng, 40);
	c->reg[EPT_CAP] = rng_next(rng) | BIT(21);
	if (rng_chance(rng, 60))
		c->reg[EPT_CAP] |= BIT(16) | BIT(17);
	c->pa_bits = rng_chance(rng, 60) ? 0 : 32 + rng_below(rng, 21);
	return c->pa_bits ? c->pa_bits : 52;
}

/* A level that a walk of so many bits can start at: with two slots at least, 16 tables at most */
static unsigned int random_start(struct rng *rng, unsigned int bits, unsigned int processor)
{
	unsigned int top;

	do
		top = rng_below(rng, processor < 44 ? 3 : 4);
	while (bits <= 12 + 9 * top || bits > 12 + 9 * top + 13);
	return top;
}

static unsigned int configure_arm64_s2(struct walk_case *c, struct rng *rng)
{
	static const __u8 ps_bits[8] = { 32, 36, 40, 42, 44, 48, 52, 52 };
	unsigned int ps = rng_chance(rng, 70) ? 5 : rng_below(rng, 8), most, bits, start;

	c->root1 = PTW_NO_ROOT;
	c->pa_bits = rng_chance(rng, 60) ? 0 : 32 + rng_below(rng, 21);
	most = c->pa_bits && c->pa_bits < 48 ? c->pa_bits : 48;
	bits = rng_chance(rng, 30) ? most : 16 + rng_below(rng, most - 15);
	start = random_start(rng, bits, most);
	/* SL0 counts 2, 1, 0, 3: from our level 1 on. The rest is cacheability, and VMIDs. */
	c->reg[VTCR] = (64 - bits) | ((start + 3) & 3) << 6 | ps << 16 |
		       rng_some(rng, BIT(21) | BIT(22) | 0x3f00 | BIT(19) | BIT(31));
	c->reg[S2_HCR] = BIT(0) | rng_some(rng, BIT(46) | BIT(31));
	c->reg[MMFR1] = rng_next(rng);
	c->reg_given = rng_some(rng, 7);
	if (!(c->reg_given & BIT(VTCR)))
		c->va_bits = rng_chance(rng, 30) ? 0 : bits;
	else if (ps_bits[ps] < most)
		most = ps_bits[ps];
	return most;
}

static unsigned int configure_riscv(struct walk_case *c, struct rng *rng)
{
	__u64 mode = has_suffix(c, "39") ? 8 : has_suffix(c, "48") ? 9 : 10;

	c->root1 = PTW_NO_ROOT;
	c->reg_given = rng_some(rng, 7);
	c->reg[SATP] = mode << 60 | rng_some(rng, BIT(60) - 1);
	c->reg[MENVCFG] = rng_next(rng) & ~BIT(3);
	c->reg[SSTATUS] = rng_next(rng);
	c->pa_bits = rng_chance(rng, 60) ? 0 : 32 + rng_below(rng, 25);
	return c->pa_bits ? c->pa_bits : 56;
}

static unsigned int configure_soft(struct walk_case *c, struct rng *rng)
{
	c->root1 = PTW_NO_ROOT;
	c->pa_bits = rng_chance(rng, 60) ? 0 : 32 + rng_below(rng, 21);
	return c->pa_bits ? c->pa_bits : 52;
}

/* Where memory is, and how much of it there is: PA 0, the usual places, the far end */
static void place_memory(struct walk_case *c, struct rng *rng, unsigned int pa_bits)
{
	__u64 pages = BIT(pa_bits) / CASE_BYTES;

	switch (rng_below(rng, 4)) {
	case 0:
		c->mem_pa = 0;
		break;
	case 1:
		c->mem_pa = 0x40000000;
		break;
	case 2:
		c->mem_pa = rng_below(rng, pages) * CASE_BYTES;
		break;
	default:
		c->mem_pa = (pages - 1) * CASE_BYTES;
		break;
	}
	c->mem_pa &= ~c->enc_mask;
	c->mem_bytes = CASE_BYTES;
	if (rng_chance(rng, 15))
		c->mem_bytes = rng_below(rng, CASE_BYTES);
}

/* A page of memory that a table can begin at */
static __u64 random_page(const struct walk_case *c, struct rng *rng)
{
	unsigned int shift = ptw_instances()[c->format]->fmt->page_shift;

	return c->mem_pa + (rng_below(rng, CASE_PAGES) << shift);
}

/* Ptes at random */

static __u64 random_pa(const struct ref_space *ref, struct rng *rng)
{
	__u64 pa = rng_next(rng) % BIT(ref->pa_bits);

	if (rng_chance(rng, 30))
		pa >>= rng_below(rng, 40);
	return pa & ~ref->config.enc_mask;
}

/* Leaves and tables' ptes that the manual allows, but for their addresses */

static __u64 leaf_of_x86(const struct ref_space *ref, struct rng *rng, unsigned int level)
{
	bool nxe = ref_register(ref, "efer", BIT(11)) & BIT(11);
	__u64 pte = rng_next(rng);

	pte &= 0x7ff0000000000fffULL | (nxe ? BIT(63) : 0) | (level ? BIT(12) : 0);
	pte |= BIT(0) | (rng_chance(rng, 70) ? BIT(1) | BIT(2) : 0) | (level ? BIT(7) : 0);
	if (rng_chance(rng, 50))
		pte &= ~(BIT(9) | BIT(10));
	return pte | rng_some(rng, ref->config.enc_mask);
}

static __u64 table_of_x86(const struct ref_space *ref, struct rng *rng)
{
	__u64 pte = rng_next(rng);

	pte &= 0x7ff0000000000f7fULL; /* NX would hide too many leaves' own */
	pte |= BIT(0) | (rng_chance(rng, 80) ? BIT(1) | BIT(2) : 0);
	if (rng_chance(rng, 10) && ref_register(ref, "efer", BIT(11)) & BIT(11))
		pte |= BIT(63);
	return pte | rng_some(rng, ref->config.enc_mask);
}

/* Rights to execute without the one to read, where the processor can */
static __u64 rights_of_ept(const struct ref_space *ref, struct rng *rng)
{
	bool only = ref_register(ref, "ept_vpid_cap", 1) & 1 && rng_chance(rng, 10);

	return only ? BIT(2) | rng_some(rng, BIT(10)) : BIT(0) | rng_some(rng, 6 | BIT(10));
}

static __u64 leaf_of_ept(const struct ref_space *ref, struct rng *rng, unsigned int level)
{
	static const __u8 types[] = { 0, 1, 4, 5, 6 };
	__u64 type = rng_chance(rng, 60) ? 6 : types[rng_below(rng, 5)];

	return rng_some(rng, 0xfff0000000000bc0ULL) | rights_of_ept(ref, rng) | type << 3 |
	       (level ? BIT(7) : 0);
}

static __u64 table_of_ept(const struct ref_space *ref, struct rng *rng)
{
	__u64 rights = rng_chance(rng, 80) ? 7 | BIT(10) : rights_of_ept(ref, rng);

	return rng_some(rng, 0xfff0000000000b00ULL) | rights;
}

static __u64 leaf_of_arm64(const struct ref_space *ref, struct rng *rng, unsigned int level)
{
	__u64 pte = rng_some(rng, 0xfff8000000000ffcULL);

	(void)ref;
	pte |= (rng_chance(rng, 80) ? BIT(10) : 0) | (rng_chance(rng, 70) ? BIT(6) : 0);
	pte &= rng_chance(rng, 70) ? ~(BIT(7) | BIT(53) | BIT(54) | BIT(56)) : ~0ULL;
	return pte | (level ? 1 : 3);
}

static __u64 table_of_arm64(const struct ref_space *ref, struct rng *rng)
{
	__u64 pte = rng_next(rng);

	(void)ref;
	pte &= rng_chance(rng, 70) ? 0x07f0000000000ffcULL : 0xfff0000000000ffcULL;
	return pte | 3;
}

static __u64 leaf_of_riscv(const struct ref_space *ref, struct rng *rng, unsigned int level)
{
	static const __u8 rights[] = { 2, 6, 8, 10, 14 }; /* R, R W, X, R X, R W X */
	__u64 pte = 1 | rights[rng_below(rng, 5)] | rng_some(rng, 0x330);

	pte |= (rng_chance(rng, 80) ? BIT(6) : 0) | (rng_chance(rng, 70) ? BIT(7) : 0);
	if (rng_chance(rng, 20) && ref_register(ref, "menvcfg", BIT(62)) & BIT(62))
		pte |= BIT(61 + rng_below(rng, 2));
	return pte | (!level && rng_chance(rng, 30) ? BIT(63) : 0);
}

/* Of 64K, the low bits of PPN are 8, whatever the address. */
static __u64 mend_riscv(__u64 pte)
{
	return pte >> 63 ? (pte & ~(15ULL << 10)) | BIT(13) : pte;
}

static __u64 table_of_riscv(const struct ref_space *ref, struct rng *rng)
{
	(void)ref;
	return 1 | rng_some(rng, 0x320);
}

static __u64 leaf_of_soft(const struct ref_space *ref, struct rng *rng, unsigned int level)
{
	(void)ref;
	(void)level;
	return rng_some(rng, 0x00f0000000000ffcULL) | 2 | (rng_chance(rng, 70) ? 0xfc : 0);
}

static __u64 table_of_soft(const struct ref_space *ref, struct rng *rng)
{
	(void)ref;
	return rng_some(rng, 0x00f0000000000ffcULL) | 1 | (rng_chance(rng, 80) ? 0xfc : 0);
}

/**
 * struct family - Formats that cases are made for in the same way
 * @prefix: What their names begin with; of two that fit, the first in the list
 * @configure: Fill in everything but what all formats have. Return: the width of addresses
 * @leaf: A leaf at a level, without its address
 * @table: A pte of a table, without its address
 * @root_shift: What every root is aligned to; 0 where it may be smaller than a page
 * @mend: What a leaf must say in place of bits of its address, %NULL for nothing
 */
struct family {
	const char *prefix;
	unsigned int (*configure)(struct walk_case *c, struct rng *rng);
	__u64 (*leaf)(const struct ref_space *ref, struct rng *rng, unsigned int level);
	__u64 (*table)(const struct ref_space *ref, struct rng *rng);
	unsigned int root_shift;
	__u64 (*mend)(__u64 pte);
};

static const struct family families[] = {
	{ "x86", configure_x86, leaf_of_x86, table_of_x86, 12, NULL },
	{ "ept", configure_ept, leaf_of_ept, table_of_ept, 12, NULL },
	/* Sixteen tables one behind the other are the largest root. */
	{ "arm64-s2", configure_arm64_s2, leaf_of_arm64, table_of_arm64, 16, NULL },
	{ "arm64", configure_arm64, leaf_of_arm64, table_of_arm64, 0, NULL },
	{ "riscv", configure_riscv, leaf_of_riscv, table_of_riscv, 12, mend_riscv },
	{ "soft", configure_soft, leaf_of_soft, table_of_soft, 0, NULL },
};

static const struct family *family_of(const char *format)
{
	unsigned int i;

	for (i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		if (!strncmp(format, families[i].prefix, strlen(families[i].prefix)))
			return &families[i];
	fprintf(stderr, "walk_case does not know how to make cases of the format %s\n", format);
	abort();
}

/* @pa loses what its size has no bits for. */
static __u64 random_leaf(const struct ref_space *ref, struct rng *rng, unsigned int level, __u64 pa)
{
	const struct family *family = family_of(ref->format->name);
	__u64 pte = family->leaf(ref, rng, level);

	pte = ref_put(ref->format, REF_LEAF, level, REF_ADDRESS, pte, pa);
	return family->mend ? family->mend(pte) : pte;
}

/* log2 of what is added to @leaf to map what is behind it: nothing where it maps that too */
static unsigned int leaf_step(const struct ref_space *ref, unsigned int level, __u64 leaf)
{
	unsigned int shift = ref_shift(ref->format, level), step = 0;
	__u64 bit = ref_put(ref->format, REF_LEAF, level, REF_ADDRESS, 0, 1ULL << shift);

	if (ref_mapped(ref, level, leaf) > shift)
		return 64;
	while (bit >> step > 1)
		step++;
	return step;
}

static __u64 random_table(const struct ref_space *ref, struct rng *rng, unsigned int level,
			  __u64 pa)
{
	const struct ref_format *format = ref->format;
	__u64 pte = family_of(format->name)->table(ref, rng);

	return ref_put(format, REF_TABLE, level, REF_ADDRESS, pte, pa);
}

/* A root may be smaller than a page, and then stands anywhere in it. */
static __u64 random_root(const struct walk_case *c, struct rng *rng, unsigned int shift)
{
	__u64 pa = random_page(c, rng);

	if (shift)
		return c->mem_pa + (rng_below(rng, CASE_PAGES) << shift);
	if (rng_chance(rng, 20))
		pa += 64 * rng_below(rng, 16);
	return pa;
}

static void configure(struct walk_case *c, struct rng *rng)
{
	const struct family *family = family_of(ptw_instances()[c->format]->fmt->name);
	unsigned int pa_bits = family->configure(c, rng);

	c->os = rng_next(rng);
	c->flags = rng_chance(rng, 10) ? CASE_LOWER_ONLY : 0;
	place_memory(c, rng, pa_bits);
	if (c->root != PTW_NO_ROOT)
		c->root = random_root(c, rng, family->root_shift);
	if (c->root1 != PTW_NO_ROOT)
		c->root1 = random_root(c, rng, family->root_shift);
	c->root |= rng_some(rng, c->enc_mask);
}

/* Neither leaf nor table, most of the time: not present, or anything at all */
static __u64 random_other(struct rng *rng)
{
	__u64 pte = rng_next(rng);

	switch (rng_below(rng, 6)) {
	case 0:
		return 0;
	case 1:
		return pte;
	case 2:
		return pte & 0x60 & ~3ULL;
	default:
		return pte & ~3ULL;
	}
}

static bool can_be_leaf(const struct walk_case *c, unsigned int level)
{
	return ptw_instances()[c->format]->fmt->leaf_levels >> level & 1;
}

static struct case_record *add_record(struct walk_case *c, __u64 slot, __u64 pte)
{
	struct case_record *r = &c->record[c->nr_records];

	if (c->nr_records == CASE_RECORDS || slot < c->mem_pa || slot - c->mem_pa >= CASE_BYTES)
		return NULL;
	r->word = (slot - c->mem_pa) / 8;
	r->pte = pte;
	r->nr = 1;
	r->step = 0;
	c->nr_records++;
	return r;
}

/* A leaf, or neighbours that map a block together */
static void add_leaf(struct walk_case *c, struct rng *rng, const struct ref_space *ref,
		     const struct ref_answer *at)
{
	unsigned int before = rng_below(rng, 40), shift = ref_shift(ref->format, at->level);
	__u64 pa = random_pa(ref, rng), slot = at->slot;
	struct case_record *r;

	if (rng_chance(rng, 60)) {
		add_record(c, slot, random_leaf(ref, rng, at->level, pa));
		return;
	}
	if (rng_chance(rng, 70)) {
		slot &= ~255ULL;
		pa &= -BIT(shift + 7);
	} else if (slot / 8 % 512 >= before) {
		slot -= 8 * before;
	}
	r = add_record(c, slot, random_leaf(ref, rng, at->level, pa));
	if (!r)
		return;
	r->nr = 1 + rng_below(rng, 150);
	r->step = leaf_step(ref, at->level, r->pte);
}

/* One more pte on the way to @va. Return: whether the way can go on from there. */
static bool add_pte(struct walk_case *c, struct rng *rng, const struct ref_space *ref,
		    const struct ref_answer *at)
{
	bool leaf = can_be_leaf(c, at->level) && (!at->level || rng_chance(rng, 25));
	__u64 table = random_page(c, rng);

	if (rng_chance(rng, 6)) {
		add_record(c, at->slot, random_other(rng));
		return false;
	}
	if (leaf) {
		add_leaf(c, rng, ref, at);
		return false;
	}
	if (!at->level)
		return false;
	if (rng_chance(rng, 2))
		table = random_pa(ref, rng);
	return add_record(c, at->slot, random_table(ref, rng, at->level, table));
}

static __u64 random_va(const struct ref_space *ref, struct rng *rng)
{
	const struct ref_root *root = &ref->root[rng_below(rng, 2)];
	__u64 offset = rng_next(rng);

	if (!root->present)
		root = &ref->root[root == &ref->root[0]];
	switch (rng_below(rng, 8)) {
	case 0:
		offset = 0;
		break;
	case 1:
		offset = -1ULL;
		break;
	case 2:
		offset >>= rng_below(rng, 50);
		break;
	case 3:
		offset = -1ULL >> rng_below(rng, 60) << rng_below(rng, 50);
		break;
	default:
		break;
	}
	if (root->last - root->first == -1ULL)
		return offset;
	return root->first + offset % (root->last - root->first + 1);
}

static void add_way(struct walk_case *c, struct rng *rng, const struct ref_space *ref, __u64 va)
{
	struct ref_answer at;
	unsigned int i;

	for (i = 0; i < PTW_MAX_LEVELS; i++) {
		case_apply(c);
		ref_walk(ref, va, &at);
		if (at.kind != PTW_HOLE || at.pte)
			return;
		if (!add_pte(c, rng, ref, &at))
			return;
	}
}

static unsigned int random_want(struct rng *rng)
{
	return rng_some(rng, 0xf) | (rng_chance(rng, 20) ? PTW_WANT_OS : 0) |
	       (rng_chance(rng, 40) ? PTW_CHECK_RUN : 0);
}

/* Break one bit of one pte. */
static void flip_bit(struct walk_case *c, struct rng *rng)
{
	if (c->nr_records)
		c->record[rng_below(rng, c->nr_records)].pte ^= BIT(rng_below(rng, 64));
}

void case_random(struct walk_case *c, struct rng *rng, unsigned int format)
{
	unsigned int ways = 1 + rng_below(rng, 8), i;
	struct ptw_space space;
	struct ref_space ref;

	do {
		memset(c, 0, sizeof(*c));
		c->format = format;
		configure(c, rng);
	} while (case_spaces(c, &space, &ref));
	for (i = 0; i < ways; i++) {
		c->va = random_va(&ref, rng);
		add_way(c, rng, &ref, c->va);
		/* The next ways share tables with this one. */
		if (rng_chance(rng, 60))
			add_way(c, rng, &ref, c->va ^ BIT(12 + rng_below(rng, 30)));
	}
	if (rng_chance(rng, 20))
		flip_bit(c, rng);
	c->va ^= rng_below(rng, 4096);
	if (rng_chance(rng, 8))
		c->va ^= BIT(rng_below(rng, 64));
	/* A tag, for the spaces that have those */
	if (rng_chance(rng, 4))
		c->va ^= rng_some(rng, 0x7fULL << 56 | (is_format(c, "x86") ? 0xffULL << 48 : 0));
	c->last = rng_chance(rng, 50) ? c->va + (rng_next(rng) >> rng_below(rng, 64)) : -1ULL;
	if (c->last < c->va)
		c->last = -1ULL;
	c->want = random_want(rng);
	c->flags |= rng_below(rng, 2) ? PTW_ITER_HOLES : 0;
}

void case_mutate(struct walk_case *c, struct rng *rng)
{
	struct ptw_space space;
	struct ref_space ref;
	unsigned int i;

	switch (rng_below(rng, 8)) {
	case 0:
		c->reg[rng_below(rng, PTW_MAX_REGISTERS)] ^= BIT(rng_below(rng, 64));
		return;
	case 1:
		c->reg_given ^= BIT(rng_below(rng, 7));
		c->os = rng_next(rng);
		return;
	case 2:
		c->want = random_want(rng);
		c->flags ^= PTW_ITER_HOLES;
		return;
	case 3:
		c->va ^= BIT(rng_below(rng, 64));
		return;
	case 4:
		c->mem_bytes = rng_below(rng, CASE_BYTES);
		return;
	case 5:
		if (case_spaces(c, &space, &ref))
			return;
		c->va = random_va(&ref, rng);
		add_way(c, rng, &ref, c->va);
		return;
	default:
		for (i = rng_below(rng, 3); i < 3; i++)
			flip_bit(c, rng);
		return;
	}
}
