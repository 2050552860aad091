// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A user's own format, in memory that can be read as it is. */
#include <ptw/core/direct.h>
#include <ptw/core/instance.h>
#include <ptw/ptw.h>
#include "expect.h"
#include "own_format.h"

PTW_INSTANTIATE(tower, fmt_tower, dia_tower, acc_direct);

/* Pages 0x500, 0x501 and 0x502 */
static u64 memory[3][512];

static int scan(const struct ptw_space *space)
{
	static struct ptw_cursor cursor;
	const struct ptw_item *item;
	u64 va = 0x123456000;

	ptw_cursor_init(&cursor, space, 0, ~0ULL, 0);
	ptw_for_each_item(item, &cursor, ptw_iterate) {
		EXPECT(item->va == va && ptw_leaf_size(&item->leaf) == 4096);
		va += 4096;
	}
	EXPECT(va == 0x123459000); /* two leaves and a bad one */
	return 0;
}

int main(void)
{
	struct ptw_space_config config = {
		.root = 0x500000,
		.mem = memory,
		.mem_pa = 0x500000,
		.mem_bytes = sizeof(memory),
	};
	struct ptw_space space;
	struct ptw_leaf leaf;

	/* 0x123456789: slots 0x12 and 0x34 and 0x56 */
	memory[0][0x12] = TOWER_VALID | TOWER_TABLE | 0x501;
	memory[1][0x34] = TOWER_VALID | TOWER_TABLE | 0x502;
	memory[2][0x56] = TOWER_VALID | TOWER_WRITE | 0xfeed;
	memory[2][0x57] = TOWER_VALID;
	memory[2][0x58] = TOWER_VALID | TOWER_TABLE;
	EXPECT(!ptw_space_init_instance(&space, &ptw_tower, &config, NULL));
	EXPECT(!ptw_tower_follow(&space, 0x123456789, PTW_WANT_WRITE, &leaf));
	EXPECT(leaf.pa == 0xfeed789 && ptw_leaf_shift(&leaf) == 12);
	EXPECT(ptw_follow(&space, 0x123457789, PTW_WANT_WRITE, &leaf) == -EACCES);
	EXPECT(leaf.pa == 0x789); /* page 0 is a page */
	EXPECT(ptw_follow(&space, 0x123458000, 0, &leaf) == -EUCLEAN);
	EXPECT(ptw_follow(&space, 0x123500000, 0, &leaf) == -ENOENT);
	EXPECT(ptw_leaf_shift(&leaf) == 20);
	EXPECT(ptw_follow(&space, 1ULL << 36, 0, &leaf) == -ERANGE);
	return scan(&space);
}
