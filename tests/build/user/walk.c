// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The smallest user of the library, as C11 and as C++17: an x86-64 table written by
 * hand, followed and scanned, by name and by instance.
 *
 * Intel SDM volume 3, "4-Level Paging and 5-Level Paging": bit 0 present, 1 write,
 * 2 user, 5 accessed, 6 dirty, 7 page size, 63 execute-disable; indices from bits
 * 47:39, 38:30, 29:21 and 20:12 of the linear address.
 */
#include <ptw/ptw.h>
#include <stddef.h>
#include "expect.h"

/* Physical 0x100000 to 0x103fff: PML4, page directory pointers, directory, table */
static __u64 memory[4][512] __attribute__((aligned(4096)));

static void fill(void)
{
	memory[0][254] = 0x101027;
	memory[1][3] = 0x102027;
	memory[2][5] = 0x103027;
	memory[2][6] = 0x400000e7;	   /* 2M, user, written */
	memory[3][7] = 0x8000000012345067; /* 4K, user, written, no execute */
}

static int follow(const struct ptw_space *space)
{
	const unsigned int user = PTW_WANT_USER | PTW_WANT_READ;
	const unsigned int touched = PTW_ATTR_ACCESSED | PTW_ATTR_DIRTY;
	struct ptw_leaf leaf;

	EXPECT(!ptw_follow(space, 0x7f00c0a07123, user | PTW_WANT_WRITE, &leaf));
	EXPECT(leaf.pa == 0x12345123 && leaf.pte == 0x8000000012345067);
	EXPECT(ptw_leaf_kind(&leaf) == PTW_LEAF && ptw_leaf_shift(&leaf) == 12);
	EXPECT(ptw_leaf_pfn(space, &leaf) == 0x12345);
	EXPECT(ptw_leaf_attr(space, 0x7f00c0a07123, &leaf) == touched);
	EXPECT(ptw_follow(space, 0x7f00c0a07123, user | PTW_WANT_EXEC, &leaf) == -EACCES);
	EXPECT(!ptw_x86_64_linux_follow(space, 0x7f00c0c54321, user | PTW_WANT_EXEC, &leaf));
	EXPECT(leaf.pa == 0x40054321 && ptw_leaf_shift(&leaf) == 21);
	EXPECT(ptw_follow(space, 0x7f00c0e00000, 0, &leaf) == -ENOENT);
	EXPECT(ptw_leaf_kind(&leaf) == PTW_HOLE && ptw_leaf_shift(&leaf) == 21);
	EXPECT(ptw_follow(space, 0x800000000000, 0, &leaf) == -ERANGE);
	return 0;
}

static int scan(const struct ptw_space *space)
{
	static struct ptw_cursor cursor;
	const struct ptw_item *item;
	int nr = 0;

	ptw_cursor_init(&cursor, space, 0, ~0ULL, 0);
	ptw_for_each_item(item, &cursor, ptw_iterate) {
		EXPECT(item->va == (nr ? 0x7f00c0c00000 : 0x7f00c0a07000));
		EXPECT(item->leaf.pa == (nr ? 0x40000000 : 0x12345000));
		nr++;
	}
	EXPECT(nr == 2);
	return 0;
}

int main(void)
{
	static struct ptw_space_config config;
	struct ptw_image_error error;
	struct ptw_image *image;
	struct ptw_space space;

	config.root = 0x100000;
	config.root1 = PTW_NO_ROOT;
	config.mem = memory;
	config.mem_pa = 0x100000;
	config.mem_bytes = sizeof(memory);
	fill();
	EXPECT(!ptw_space_init(&space, "x86-64", &config, NULL));
	EXPECT(ptw_image_open("/nonexistent", 0, &image, &error) == -ENOENT);
	return follow(&space) || scan(&space);
}
