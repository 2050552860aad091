// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Where a cursor begins, ends, and what it never visits: the halves of a space, and
 * the last address of all.
 */
#include <criterion/criterion.h>
#include <ptw/ptw.h>

#define TABLE 0x1000ULL
#define NR    512

static __u64 tables[2][NR] __attribute__((aligned(4096)));
static struct ptw_space space;
static struct ptw_cursor cursor;

/* A space whose root is tables[0], at pa 0; tables[1] is at pa 0x1000. */
static void make(const char *format, struct ptw_space_config config)
{
	struct ptw_error error;

	config.root = 0;
	config.root1 = PTW_NO_ROOT;
	config.mem = tables;
	config.mem_bytes = config.mem_bytes ? config.mem_bytes : sizeof(tables);
	cr_assert_eq(ptw_space_init(&space, format, &config, &error), 0);
}

static unsigned int count(unsigned int flags, __u64 from, __u64 to, __u64 *first, __u64 *last)
{
	const struct ptw_item *item;
	unsigned int nr = 0;

	ptw_cursor_init(&cursor, &space, from, to, flags);
	ptw_for_each_item(item, &cursor, ptw_iterate) {
		if (!nr++)
			*first = item->va;
		*last = item->va;
	}
	return nr;
}

/* Slot 255 of the root ends the lower half, slot 256 begins the upper one. */
Test(range, slots_of_a_shared_root_belong_to_their_half)
{
	struct ptw_space_config config = { 0 };
	__u64 first, last;

	tables[0][255] = tables[0][256] = tables[0][511] = TABLE | 7;
	tables[1][0] = 0xe7; /* a 1G page at pa 0 */
	make("x86-64", config);
	cr_assert_eq(count(0, 0, ~0ULL, &first, &last), 3);
	cr_assert_eq(first, 0x00007f8000000000);
	cr_assert_eq(last, 0xffffff8000000000);
	cr_assert_eq(count(0, 0, 0x00007fffffffffff, &first, &last), 1);
	cr_assert_eq(count(0, 0x0000800000000000, 0xffff7fffffffffff, &first, &last), 0);
	cr_assert_eq(count(0, 0x0000800000000000, 0xffff800000000000, &first, &last), 1);
	cr_assert_eq(first, 0xffff800000000000);
	cr_assert_eq(count(0, ~0ULL, ~0ULL, &first, &last), 0);
}

/* Holes: 512G slots from 0 to 2^47, then from -2^47 on; nothing in between. */
Test(range, no_item_lies_between_the_halves)
{
	struct ptw_space_config config = { 0 };
	const struct ptw_item *item;
	__u64 bytes[2] = { 0, 0 };

	make("x86-64", config);
	ptw_cursor_init(&cursor, &space, 0, ~0ULL, PTW_ITER_HOLES);
	ptw_for_each_item(item, &cursor, ptw_iterate) {
		bytes[item->va >> 63] += ptw_item_nr(item) << ptw_leaf_shift(&item->leaf);
		cr_assert(item->va < 1ULL << 47 || item->va >= 0xffff800000000000);
	}
	cr_assert_eq(bytes[0], 1ULL << 47);
	cr_assert_eq(bytes[1], 1ULL << 47);
}

/*
 * With LAM_U48, half of what five levels translate is metadata: SDM, "Linear-Address
 * Pre-Processing". The lower half is 2^47 bytes, of a slot that spans 2^48.
 */
Test(range, a_half_can_be_smaller_than_a_slot_of_its_root)
{
	struct ptw_register cr3 = { "cr3", 1ULL << 62 };
	struct ptw_space_config config = { .registers = &cr3, .nr_registers = 1 };
	__u64 first, last;

	tables[0][0] = TABLE | 7;
	tables[1][255] = tables[1][256] = 0x87; /* PS is reserved in a PML4E */
	make("x86-64-la57", config);
	cr_assert_eq(count(0, 0, (1ULL << 57) - 1, &first, &last), 1);
	cr_assert_eq(first, 255ULL << 39);
}

/* An item for each half, as large as the half is. */
Test(range, an_unreachable_root_is_one_item_a_half)
{
	struct ptw_space_config config = { .mem_pa = 0x100000 };
	unsigned int i;

	make("x86-64", config);
	ptw_cursor_init(&cursor, &space, 0, ~0ULL, 0);
	for (i = 0; i < 2; i++) {
		const struct ptw_item *item = ptw_cursor_next(&cursor, ptw_iterate);

		cr_assert_not_null(item);
		cr_assert_eq(item->va, i ? 0xffff800000000000 : 0);
		cr_assert_eq(ptw_leaf_kind(&item->leaf), PTW_UNREACHABLE);
		cr_assert_eq(ptw_leaf_shift(&item->leaf), 47);
		cr_assert_eq(ptw_item_nr(item), 1);
	}
	cr_assert_null(ptw_cursor_next(&cursor, ptw_iterate));
}

/* Blocks: what they cover, by half. */
Test(range, blocks_stay_inside_their_half)
{
	struct ptw_space_config config = { 0 };
	struct ptw_block block;
	__u64 bytes[2] = { 0, 0 };

	make("x86-64", config);
	ptw_cursor_init(&cursor, &space, 0, ~0ULL, 0);
	while (__ptw_iterate_block(&cursor, &block) != -ENOENT) {
		cr_assert(block.va < 1ULL << 47 || block.va >= 0xffff800000000000);
		bytes[block.va >> 63] += (__u64)block.nr << block.shift;
	}
	cr_assert_eq(bytes[0], 1ULL << 47);
	cr_assert_eq(bytes[1], 1ULL << 47);
}
