// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Encoders against decoders. Whatever an encoder accepts is decoded to exactly what was
 * asked for; and it accepts exactly what some pte decodes to: the reference is every
 * value of the bits that are no address.
 */
#include <criterion/criterion.h>
#include <string.h>
#include "all_vectors.h"

#define NR_RIGHTS   64
#define NR_ATTRS    512
#define NR_MEMTYPES 256

static struct ptw_space space;
static const struct ptw_format *fmt;
static __u64 word;

/* Return: whether it is a configuration that is not refused */
static int make_space(const struct vec_format *vec, const struct vec_set *set)
{
	struct ptw_space_config config = set->config;

	config.registers = set->registers;
	while (set->registers[config.nr_registers].name)
		config.nr_registers++;
	config.mem = &word;
	config.mem_bytes = sizeof(word);
	if (ptw_space_init(&space, vec->format, &config, NULL))
		return 0;
	fmt = space.fmt;
	return 1;
}

static __u64 size_at(unsigned int level)
{
	return 1ULL << (fmt->page_shift + level * fmt->index_bits);
}

/* Every way to set the bits of @mask, from @bits on; 0 is the last. */
static __u64 next_bits(__u64 bits, __u64 mask)
{
	return (bits - mask) & mask;
}

/* What leaves can say: memory type, attributes and rights; and those of any memory type */
static __u8 can_say[NR_MEMTYPES][NR_ATTRS][NR_RIGHTS];
static __u8 can_say_any[NR_ATTRS][NR_RIGHTS];

static void read_mapping(__u64 pte, unsigned int level, struct ptw_mapping *map)
{
	const struct ptw_half *half = &space.half[space.half[0].first > space.last[0]];
	__u64 table = 0;

	cr_assert_eq(fmt->make_table(fmt, &space, 1, 0, &table), 0);
	map->pa = fmt->leaf_pa(fmt, &space, pte, level);
	map->rights = fmt->leaf_grant(fmt, &space, half, pte, table ^ fmt->grants) >>
		      PTW_INFO_RIGHTS_SHIFT;
	map->attr = fmt->attr(fmt, &space, pte, level);
	map->memtype = PTW_MEMTYPE_UNKNOWN;
	if (fmt->memtype)
		map->memtype = fmt->memtype(fmt, &space, pte, level);
}

/* Return: how many ptes are leaves; with none, registers turn leaves of the level off */
static unsigned int learn_what_can_be_said(const struct vec_format *vec, unsigned int level)
{
	__u64 mask = vec->bits | space.enc_mask, pte = 0;
	struct ptw_mapping map;
	unsigned int nr = 0;

	memset(can_say, 0, sizeof(can_say));
	memset(can_say_any, 0, sizeof(can_say_any));
	do {
		pte = next_bits(pte, mask);
		if (fmt->kind(fmt, &space, pte, level) != PTW_LEAF)
			continue;
		read_mapping(pte, level, &map);
		cr_assert(map.attr < NR_ATTRS && map.rights < NR_RIGHTS);
		can_say_any[map.attr][map.rights] = 1;
		if (map.memtype != PTW_MEMTYPE_UNKNOWN)
			can_say[map.memtype & (NR_MEMTYPES - 1)][map.attr][map.rights] = 1;
		nr++;
	} while (pte);
	return nr;
}

static void check_leaf(unsigned int level, const struct ptw_mapping *map, int can)
{
	struct ptw_mapping got;
	__u64 pte = 0;
	int ret = fmt->make_leaf(fmt, &space, level, map, &pte);

	cr_assert_eq(ret, can ? 0 : -EOPNOTSUPP,
		     "%s level %u: make_leaf of rights 0x%x attr 0x%x memtype 0x%x is %d, can %d",
		     fmt->name, level, map->rights, map->attr, map->memtype, ret, can);
	if (ret)
		return;
	read_mapping(pte, level, &got);
	cr_assert(fmt->kind(fmt, &space, pte, level) == PTW_LEAF && got.pa == map->pa &&
			  got.rights == map->rights && got.attr == map->attr &&
			  (map->memtype == PTW_MEMTYPE_DEFAULT || got.memtype == map->memtype),
		  "%s level %u: pte 0x%llx: pa 0x%llx rights 0x%x attr 0x%x memtype 0x%x, should "
		  "be 0x%llx 0x%x 0x%x 0x%x",
		  fmt->name, level, pte, got.pa, got.rights, got.attr, got.memtype, map->pa,
		  map->rights, map->attr, map->memtype);
}

/* Addresses a leaf or a table can have, and such it cannot */
static void check_addresses(unsigned int level)
{
	__u64 size = size_at(level), end = 1ULL << space.pa_bits, pte, last, bad[4];
	struct ptw_mapping map = { 0, 0, 0, PTW_MEMTYPE_DEFAULT };
	unsigned int i;

	while (!can_say_any[map.attr][map.rights])
		map.rights++;
	for (last = end; last & ~space.enc_mask; last >>= 1) {
		map.pa = (last - 1) & ~(size - 1) & ~space.enc_mask;
		check_leaf(level, &map, 1);
	}
	bad[0] = size / 2;
	bad[1] = end > size ? end : size;
	bad[2] = 1;
	bad[3] = space.enc_mask ? space.enc_mask : 1;
	for (i = 0; i < 4; i++) {
		map.pa = bad[i];
		cr_assert_eq(fmt->make_leaf(fmt, &space, level, &map, &pte), -EINVAL,
			     "%s level %u: a leaf at 0x%llx", fmt->name, level, map.pa);
	}
}

static void check_tables(unsigned int level)
{
	__u64 size = 1ULL << fmt->page_shift, end = 1ULL << space.pa_bits, pte, pa;

	if (!level) {
		cr_assert_eq(fmt->make_table(fmt, &space, level, 0, &pte), -EINVAL);
		return;
	}
	for (pa = 0; pa < end; pa = pa ? pa << 1 : size) {
		int ret = fmt->make_table(fmt, &space, level, pa, &pte);

		cr_assert_eq(ret, pa == space.enc_mask && pa ? -EINVAL : 0);
		cr_assert(ret || fmt->kind(fmt, &space, pte, level) == PTW_TABLE);
		cr_assert(ret || fmt->table_pa(fmt, &space, pte) == pa);
	}
	cr_assert_eq(fmt->make_table(fmt, &space, level, end, &pte), -EINVAL);
	cr_assert_eq(fmt->make_table(fmt, &space, level, size / 2, &pte), -EINVAL);
}

static void check_level(const struct vec_format *vec, unsigned int level)
{
	static const __u32 memtypes[] = { PTW_MEMTYPE_DEFAULT,
					  0,
					  1,
					  2,
					  3,
					  4,
					  5,
					  6,
					  7,
					  0x0a,
					  0x0c,
					  0x0e,
					  0x0f,
					  0x44,
					  0x4f,
					  0xbb,
					  0xf0,
					  0xff };
	struct ptw_mapping map = { 0, 0, 0, 0 };
	__u64 pte;
	unsigned int i;

	check_tables(level);
	if (!(fmt->leaf_levels >> level & 1)) {
		cr_assert_eq(fmt->make_leaf(fmt, &space, level, &map, &pte), -EINVAL);
		return;
	}
	if (!learn_what_can_be_said(vec, level)) {
		cr_assert_eq(fmt->make_leaf(fmt, &space, level, &map, &pte), -EINVAL);
		return;
	}
	check_addresses(level);
	for (i = 0; i < sizeof(memtypes) / sizeof(memtypes[0]); i++)
		for (map.attr = 0; map.attr < NR_ATTRS; map.attr++)
			for (map.rights = 0; map.rights < NR_RIGHTS; map.rights++) {
				map.memtype = memtypes[i];
				check_leaf(level, &map,
					   i ? can_say[map.memtype][map.attr][map.rights]
					     : can_say_any[map.attr][map.rights]);
			}
}

Test(roundtrip, encoders_make_what_ptes_can_say_and_nothing_else)
{
	const struct vec_format *const *vec;
	const struct vec_set *set;
	unsigned int level;

	for (vec = all_vectors; *vec; vec++)
		for (set = (*vec)->sets; set->is; set++)
			for (level = 0; make_space(*vec, set) && level <= fmt->top_max; level++)
				check_level(*vec, level);
}

/* Whether a state has a swap type: of the types of a state make_soft() may choose. */
static int has_type(enum ptw_state state)
{
	return state != PTW_STATE_PROTNONE && state != PTW_STATE_INVALID;
}

static int same_soft(const struct ptw_soft *a, const struct ptw_soft *b)
{
	return a->state == b->state && a->pa == b->pa && a->swap_offset == b->swap_offset &&
	       a->marker == b->marker && a->attr == b->attr &&
	       (a->swap_type == b->swap_type || a->swap_type == PTW_SWAP_TYPE_ANY);
}

/* Encode, and decode again. Return: what make_soft() did */
static int check_soft(const struct ptw_soft *soft, unsigned int level)
{
	struct ptw_soft got = { .state = PTW_STATE_NONE };
	__u64 pte = 0;
	int ret = space.dia->make_soft(fmt, &space, soft, level, &pte);

	if (ret)
		return ret;
	if (pte)
		space.dia->refine(fmt, &space, pte, level, 0x1000, &got);
	cr_assert(fmt->kind(fmt, &space, pte, level) == PTW_HOLE && same_soft(soft, &got),
		  "%s %u.%u level %u: pte 0x%llx: state %d type %u pa 0x%llx offset 0x%llx marker "
		  "0x%x attr 0x%x, should be %d %u 0x%llx 0x%llx 0x%x 0x%x",
		  fmt->name, space.os.major, space.os.minor, level, pte, got.state, got.swap_type,
		  got.pa, got.swap_offset, got.marker, got.attr, soft->state, soft->swap_type,
		  soft->pa, soft->swap_offset, soft->marker, soft->attr);
	return 0;
}

/*
 * One state, type and attributes, with payloads up to what is too much; every other
 * address is that of a small page
 */
static void check_payloads(struct ptw_soft *soft, unsigned int level)
{
	unsigned int bits;

	for (bits = 0; bits < 64; bits += 5) {
		__u64 payload = (1ULL << bits) - 1;

		if (ptw_state_has_pa(soft->state))
			soft->pa = payload & ~(size_at(bits & 1 ? 0 : level) - 1);
		if (soft->state == PTW_STATE_SWAP)
			soft->swap_offset = payload;
		if (soft->state == PTW_STATE_MARKER)
			soft->marker = payload;
		check_soft(soft, level);
	}
}

/* Every state, with every type and all attributes */
static void check_states(unsigned int level)
{
	unsigned int state, type, attr;

	for (state = 0; state < 8; state++)
		for (type = 0; type < (has_type(state) ? 34 : 1); type++)
			for (attr = 0; attr < NR_ATTRS; attr++) {
				struct ptw_soft soft = { .state = state };

				soft.swap_type = type == 33 ? PTW_SWAP_TYPE_ANY : type;
				soft.attr = attr;
				check_payloads(&soft, level);
			}
}

static __u64 random_word(void)
{
	static __u64 x = 0x9e3779b97f4a7c15;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return x;
}

/* Whatever a pte can keep can be kept: of a million, the dense, sparse and full ones */
static void check_completeness(unsigned int level)
{
	struct ptw_soft soft;
	unsigned int i;
	__u64 pte;
	int ret;

	for (i = 0; i < 200000; i++) {
		pte = random_word();
		if (i % 3)
			pte &= random_word();
		if (i % 3 == 2)
			pte |= random_word();
		pte &= ~1ULL; /* x86 and arm64: not present */
		memset(&soft, 0, sizeof(soft));
		if (!pte || fmt->kind(fmt, &space, pte, level) != PTW_HOLE ||
		    !space.dia->refine(fmt, &space, pte, level, 0x1000, &soft) ||
		    soft.pa >> space.pa_bits)
			continue;
		ret = check_soft(&soft, level);
		/* And as any type of that state; of swap devices, the first cannot say all. */
		soft.swap_type = PTW_SWAP_TYPE_ANY;
		if (!ret && has_type(soft.state) && soft.state != PTW_STATE_SWAP)
			ret = check_soft(&soft, level);
		cr_assert_eq(ret, 0,
			     "%s %u.%u level %u: pte 0x%llx is state %d type %u pa 0x%llx attr "
			     "0x%x, which cannot be made: %d",
			     fmt->name, space.os.major, space.os.minor, level, pte, soft.state,
			     soft.swap_type, soft.pa, soft.attr, ret);
	}
}

static void check_dialect(void)
{
	unsigned int level;

	for (level = 0; level <= fmt->top_max; level++) {
		check_states(level);
		check_completeness(level);
	}
}

Test(roundtrip, dialects_keep_what_ptes_can_keep)
{
	const struct vec_format *const *vec;
	const struct vec_set *set;

	for (vec = all_vectors; *vec; vec++)
		for (set = (*vec)->sets; set->is; set++)
			if (set->config.os && make_space(*vec, set))
				check_dialect();
}

/* A leaf for user code to read and write, without attributes */
static int plain_leaf(unsigned int level, __u64 *pte)
{
	const __u32 rights = PTW_RIGHT_UR | PTW_RIGHT_UW | PTW_RIGHT_PR | PTW_RIGHT_PW;
	struct ptw_mapping map = { .rights = rights, .memtype = PTW_MEMTYPE_DEFAULT };

	return fmt->make_leaf(fmt, &space, level, &map, pte);
}

/* What is added to a leaf is found there, and nothing else has changed. */
static void check_attrs(unsigned int level)
{
	__u64 plain, pte;
	unsigned int attr, before;
	int ret;

	if (plain_leaf(level, &plain))
		return;
	before = space.dia->attr(fmt, &space, plain, level, fmt->attr(fmt, &space, plain, level));
	for (attr = 0; attr < NR_ATTRS; attr++) {
		pte = plain;
		ret = space.dia->make_attr(fmt, &space, attr, &pte);
		if (ret) {
			cr_assert(ret == -EOPNOTSUPP && pte == plain && attr != PTW_ATTR_SPECIAL);
			continue;
		}
		cr_assert_eq(fmt->kind(fmt, &space, pte, level), PTW_LEAF);
		cr_assert_eq(space.dia->attr(fmt, &space, pte, level,
					     fmt->attr(fmt, &space, pte, level)),
			     before | attr, "%s %u.%u level %u: attr 0x%x", fmt->name,
			     space.os.major, space.os.minor, level, attr);
		cr_assert_eq(fmt->leaf_pa(fmt, &space, pte, level), 0);
		cr_assert_eq(fmt->leaf_grant(fmt, &space, &space.half[0], pte, 0),
			     fmt->leaf_grant(fmt, &space, &space.half[0], plain, 0));
	}
}

Test(roundtrip, dialects_write_what_they_keep_in_a_leaf)
{
	const struct vec_format *const *vec;
	const struct vec_set *set;
	unsigned int level;

	for (vec = all_vectors; *vec; vec++)
		for (set = (*vec)->sets; set->is; set++)
			for (level = 0;
			     set->config.os && make_space(*vec, set) && level <= fmt->top_max;
			     level++)
				check_attrs(level);
}

/*
 * PAGE_NONE of include/asm/pgtable-prot.h is a page's type less PTE_VALID: the other bit of
 * the type stays. That of a block has none (PMD_TYPE_SECT).
 */
Test(roundtrip, an_arm64_page_of_prot_none_keeps_its_type)
{
	static const char *const versions[] = { "linux-6.1", "linux-6.12" };
	struct ptw_soft soft = { .state = PTW_STATE_PROTNONE, .pa = 0x12200000 };
	struct ptw_space_config config = { .root1 = PTW_NO_ROOT, .mem = &word, .mem_bytes = 8 };
	unsigned int i, level;
	__u64 pte;

	for (i = 0; i < 2; i++) {
		config.os = versions[i];
		cr_assert_eq(ptw_space_init(&space, "arm64-4k", &config, NULL), 0);
		for (level = 0; level < 2; level++) {
			cr_assert_eq(space.dia->make_soft(space.fmt, &space, &soft, level, &pte),
				     0);
			cr_assert_eq(pte & 3, level ? 0 : 2, "%s: 0x%llx", versions[i], pte);
		}
	}
}

/* What a second stage's leaf has, that its owner says nothing special about */
struct plain_leaf {
	const char *format;
	struct ptw_register reg;
	unsigned int level;
	__u64 pte;
};

/*
 * Intel SDM, "Format of an EPT Page-Table Entry": R W X, type 6, bits 8 and 9. Arm ARM,
 * stage 2: S2AP 11, XN 00, SH 11, AF, DBM; MemAttr 15 is Normal, Write-Back, and with FWB 6.
 */
static const struct plain_leaf plain_leaves[] = {
	{ "ept", { "eptp", 0x5e }, 0, 0x12200337 },
	{ "ept", { "eptp", 0x5e }, 1, 0x122003b7 },
	{ "ept", { "mbec", 1 }, 0, 0x12200737 },
	{ "ept-5l", { "eptp", 0x66 }, 1, 0x122003b7 },
	{ "arm64-s2-4k", { "hcr", 1 }, 0, 0x00080000122007ff },
	{ "arm64-s2-4k", { "hcr", 1 }, 1, 0x00080000122007fd },
	{ "arm64-s2-4k", { "hcr", 0x400000000001 }, 0, 0x00080000122007db },
};

/* As a second MMU writes it: everything granted, accessed and dirty; then without W */
Test(roundtrip, leaves_of_a_second_stage_are_written_back_unless_they_are_told_otherwise)
{
	const struct plain_leaf *plain = plain_leaves;
	struct ptw_space_config config = { .root1 = PTW_NO_ROOT, .mem = &word, .mem_bytes = 8 };
	struct ptw_mapping map = { 0x12200000, 0, 0, PTW_MEMTYPE_DEFAULT }, got;
	const __u32 write = PTW_RIGHT_UW | PTW_RIGHT_PW;
	__u64 pte;

	config.nr_registers = 1;
	for (; plain < plain_leaves + sizeof(plain_leaves) / sizeof(plain_leaves[0]); plain++) {
		config.registers = &plain->reg;
		cr_assert_eq(ptw_space_init(&space, plain->format, &config, NULL), 0);
		fmt = space.fmt;
		map.rights = PTW_RIGHTS_ALL;
		map.attr = PTW_ATTR_ACCESSED | PTW_ATTR_DIRTY;
		cr_assert_eq(fmt->make_leaf(fmt, &space, plain->level, &map, &pte), 0);
		cr_assert_eq(pte, plain->pte, "%s: 0x%llx", plain->format, pte);
		map.rights = PTW_RIGHTS_ALL & ~write;
		map.attr = PTW_ATTR_ACCESSED;
		cr_assert_eq(fmt->make_leaf(fmt, &space, plain->level, &map, &pte), 0);
		read_mapping(pte, plain->level, &got);
		cr_assert(got.rights == map.rights && got.attr == map.attr && got.pa == map.pa);
	}
}
