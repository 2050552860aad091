// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Ptes of four bytes: a format of the test's own, after the i386's 32-bit paging (SDM
 * volume 3, "32-Bit Paging"): two levels of 1024 slots, P, R/W, U/S and PS, large pages
 * of 4 MiB. Slots with odd numbers are where a walk that reads words goes wrong.
 */
#include <criterion/criterion.h>
#include "core/direct.h"
#include "core/instance.h"

#define NARROW_P	BIT_ULL(0)
#define NARROW_RW	BIT_ULL(1)
#define NARROW_US	BIT_ULL(2)
#define NARROW_PS	BIT_ULL(7)
#define NARROW_ADDRESS	GENMASK_ULL(31, 12)
#define NARROW_RESERVED GENMASK_ULL(21, 13) /* of a large page without PAT and PSE-36 */

PTW_MEMBERS_BEGIN

static const char *const narrow_registers[] = { NULL };
static const struct ptw_field narrow_fields[] = { { NULL, 0, 0, 0, 0 } };

static inline int narrow_setup(const struct ptw_format *fmt, struct ptw_space *space,
			       const struct ptw_space_config *config, struct ptw_error *error)
{
	space->pa_bits = 32;
	space->half[0].root = config->root;
	space->half[0].root_mask = 1023 * 4;
	space->half[0].top = 1;
	space->half[0].va_bits = 32;
	space->last[0] = 0xffffffff;
	space->half[1].first = 1;
	return 0;
}

static inline const struct ptw_half *narrow_half(const struct ptw_format *fmt,
						 const struct ptw_space *space, u64 va)
{
	return va >> 32 ? NULL : &space->half[0];
}

static inline enum ptw_reason narrow_range_reason(const struct ptw_format *fmt,
						  const struct ptw_space *space, u64 va)
{
	return PTW_REASON_NON_CANONICAL;
}

static inline enum ptw_kind narrow_kind(const struct ptw_format *fmt, const struct ptw_space *space,
					u64 pte, unsigned int level)
{
	if (!(pte & NARROW_P))
		return PTW_HOLE;
	if (!level)
		return PTW_LEAF;
	if (!(pte & NARROW_PS))
		return PTW_TABLE;
	return pte & NARROW_RESERVED ? PTW_BAD : PTW_LEAF;
}

static inline enum ptw_reason narrow_bad_reason(const struct ptw_format *fmt,
						const struct ptw_space *space, u64 pte,
						unsigned int level)
{
	return PTW_REASON_RESERVED;
}

static inline u64 narrow_table_pa(const struct ptw_format *fmt, const struct ptw_space *space,
				  u64 pte)
{
	return pte & NARROW_ADDRESS;
}

static inline u64 narrow_leaf_pa(const struct ptw_format *fmt, const struct ptw_space *space,
				 u64 pte, unsigned int level)
{
	return pte & NARROW_ADDRESS & ~(level ? NARROW_RESERVED | BIT_ULL(12) : 0);
}

static inline __u32 narrow_leaf_grant(const struct ptw_format *fmt, const struct ptw_space *space,
				      const struct ptw_half *half, u64 pte, u64 denied)
{
	unsigned int rights = PTW_RIGHT_PR | PTW_RIGHT_PX;

	pte &= ~denied;
	if (pte & NARROW_RW)
		rights |= PTW_RIGHT_PW;
	if (pte & NARROW_US)
		rights |= PTW_RIGHT_UR | PTW_RIGHT_UX;
	if ((pte & (NARROW_RW | NARROW_US)) == (NARROW_RW | NARROW_US))
		rights |= PTW_RIGHT_UW;
	return ptw_grant(rights);
}

static inline unsigned int narrow_attr(const struct ptw_format *fmt, const struct ptw_space *space,
				       u64 pte, unsigned int level)
{
	return 0;
}

static const struct ptw_format fmt_narrow = {
	.name = "narrow",
	.page_shift = 12,
	.index_bits = 10,
	.pte_bytes = 4,
	.top_min = 1,
	.top_max = 1,
	.leaf_levels = 3,
	.address = NARROW_ADDRESS,
	.decides = NARROW_P | NARROW_RW | NARROW_US | NARROW_PS,
	.grants = NARROW_RW | NARROW_US,
	.table_names = { "PTE", "PDE" },
	.registers = narrow_registers,
	.fields = narrow_fields,
	.setup = narrow_setup,
	.half = narrow_half,
	.range_reason = narrow_range_reason,
	.kind = narrow_kind,
	.bad_reason = narrow_bad_reason,
	.table_pa = narrow_table_pa,
	.leaf_pa = narrow_leaf_pa,
	.leaf_grant = narrow_leaf_grant,
	.attr = narrow_attr,
};
static const struct ptw_dialect dia_narrow = { .name = "none" };

PTW_MEMBERS_END

PTW_INSTANTIATE(narrow, fmt_narrow, dia_narrow, acc_direct);

/* Pages 0x100 and 0x101: the directory and a table */
static __u32 memory[2][1024] __attribute__((aligned(4096)));
static struct ptw_space space;
static struct ptw_leaf leaf;

static void make(void)
{
	const struct ptw_space_config config = {
		.root = 0x100000,
		.root1 = PTW_NO_ROOT,
		.mem = memory,
		.mem_pa = 0x100000,
		.mem_bytes = sizeof(memory),
	};

	memory[0][0] = 0x101000 | 7;
	memory[0][3] = 0x40000000 | 0x87; /* 4M at 0xc00000 */
	memory[0][5] = 0x40002000 | 0x87; /* a reserved bit */
	memory[0][7] = 0x900000 | 7;	  /* a table that cannot be reached */
	memory[1][1] = 0x12345000 | 7;
	memory[1][2] = 0x12346000 | 7;
	memory[1][3] = 0x12347000 | 5;
	memory[1][1023] = 0x1000 | 7;
	cr_assert_eq(ptw_space_init_instance(&space, &ptw_narrow, &config, NULL), 0);
}

static void expect(__u64 va, int code, __u64 pa, __u64 pte, unsigned int shift)
{
	memset(&leaf, 0xaa, sizeof(leaf));
	cr_assert_eq(ptw_follow(&space, va, 0, &leaf), code, "0x%llx", va);
	cr_assert_eq(leaf.pa, pa, "0x%llx: 0x%llx", va, leaf.pa);
	cr_assert_eq(leaf.pte, pte, "0x%llx: 0x%llx", va, leaf.pte);
	cr_assert_eq(ptw_leaf_shift(&leaf), shift);
}

Test(narrow, slots_of_four_bytes_are_followed)
{
	make();
	expect(0x1abc, 0, 0x12345abc, 0x12345007, 12);
	expect(0x2abc, 0, 0x12346abc, 0x12346007, 12);
	expect(0x3abc, 0, 0x12347abc, 0x12347005, 12);
	expect(0x3ff123, 0, 0x1123, 0x1007, 12);
	expect(0xd23456, 0, 0x40123456, 0x40000087, 22);
	expect(0x0, -ENOENT, 0, 0, 12);
	expect(0x400000, -ENOENT, 0, 0, 22);
	expect(0x1400000, -EUCLEAN, 0, 0x40002087, 22);
	expect(0x1c01000, -EFAULT, 0x900004, 0x900007, 12);
	expect(0x100000000, -ERANGE, 0, 0, 0);
}

Test(narrow, rights_are_those_of_both_levels)
{
	make();
	cr_assert_eq(ptw_follow(&space, 0x2000, PTW_WANT_USER | PTW_WANT_WRITE, &leaf), 0);
	cr_assert_eq(ptw_follow(&space, 0x3000, PTW_WANT_USER | PTW_WANT_WRITE, &leaf), -EACCES);
	memory[0][0] = 0x101000 | 5;
	cr_assert_eq(ptw_follow(&space, 0x2000, PTW_WANT_USER | PTW_WANT_WRITE, &leaf), -EACCES);
	cr_assert_eq(ptw_follow(&space, 0x2000, PTW_WANT_USER | PTW_WANT_EXEC, &leaf), 0);
}

/* What a cursor from @from on gives, in order */
static void expect_items(__u64 from, const __u64 (*items)[2], unsigned int nr)
{
	static struct ptw_cursor cursor;
	const struct ptw_item *item;
	unsigned int i = 0;

	ptw_cursor_init(&cursor, &space, from, ~0ULL, 0);
	ptw_for_each_item(item, &cursor, ptw_iterate) {
		cr_assert_lt(i, nr);
		cr_assert_eq(item->va, items[i][0], "0x%llx", item->va);
		cr_assert_eq(item->leaf.pte, items[i][1], "0x%llx", item->leaf.pte);
		i++;
	}
	cr_assert_eq(i, nr);
}

Test(narrow, a_cursor_sees_every_slot)
{
	static const __u64 items[][2] = {
		{ 0x1000, 0x12345007 },	 { 0x2000, 0x12346007 },   { 0x3000, 0x12347005 },
		{ 0x3ff000, 0x1007 },	 { 0xc00000, 0x40000087 }, { 0x1400000, 0x40002087 },
		{ 0x1c00000, 0x900007 },
	};

	make();
	expect_items(0, items, ARRAY_SIZE(items));
	expect_items(0x2000, items + 1, ARRAY_SIZE(items) - 1);
	expect_items(0x3fe000, items + 3, ARRAY_SIZE(items) - 3);
}

/* A block of ptes that are no words is a copy, whose words hold one pte each. */
Test(narrow, a_block_answers_for_the_slots_it_has)
{
	static struct ptw_cursor cursor;
	static struct ptw_block block;
	unsigned int i, leaves = 0;
	__u64 va = 0;

	make();
	ptw_cursor_init(&cursor, &space, 0, 0x3fffff, 0);
	while (!__ptw_narrow_iterate_block(&cursor, &block)) {
		cr_assert_eq(block.va, va);
		cr_assert_eq(block.level, 0);
		for (i = 0; i < block.nr; i++, va += 0x1000) {
			cr_assert_eq(block.words[i], memory[1][va >> 12]);
			if (__ptw_narrow_block_leaf(&block, i, 0, &leaf))
				continue;
			cr_assert_eq(leaf.pa, memory[1][va >> 12] & ~0xfffu);
			cr_assert_eq(leaf.pte, memory[1][va >> 12]);
			leaves++;
		}
	}
	cr_assert_eq(va, 0x400000);
	cr_assert_eq(leaves, 4);
}
