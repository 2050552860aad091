// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A user's own access: tables that are reached by calling somebody, as a debugger or
 * an introspection library reaches a guest's memory. The format is the library's.
 */
#include <ptw/arch/x86/x86_64_linux.h>
#include <ptw/core/instance.h>
#include <ptw/ptw.h>
#include <string.h>
#include "expect.h"

struct remote {
	int (*read)(struct remote *remote, u64 pa, void *data, unsigned int bytes);
	unsigned int calls;
};

static inline int remote_load(const struct ptw_space *space, u64 pa, unsigned int bytes, u64 *word)
{
	struct remote *remote = space->cookie;

	*word = 0;
	return remote->read(remote, pa, word, bytes) ? -EFAULT : 0;
}

static const struct ptw_access acc_remote = { .name = "remote", .load = remote_load };

PTW_INSTANTIATE(remote_x86_64, fmt_x86_64, dia_x86_64_linux, acc_remote);

/*
 * The other side: a few words at their addresses, and one table that does not answer.
 * A 4-level walk of 0x40201008: indices 0, 1, 1, 1.
 */
static int answer(struct remote *remote, u64 pa, void *data, unsigned int bytes)
{
	static const struct {
		u64 pa, word;
	} memory[] = {
		{ 0x1000, 0x2007 },
		{ 0x1008, 0x9007 },
		{ 0x2008, 0x3007 },
		{ 0x3008, 0x4007 },
		{ 0x4008, 0xabcde067 },
		{ 0x4010, 0x54321bULL << 8 }, /* a swap pte: not present, not zero */
	};
	unsigned int i;

	remote->calls++;
	if (pa >= 0x9000)
		return -1;
	memset(data, 0, bytes);
	for (i = 0; i < sizeof(memory) / sizeof(memory[0]); i++)
		if (memory[i].pa == pa)
			memcpy(data, &memory[i].word, bytes);
	return 0;
}

int main(void)
{
	struct ptw_space_config config = { .root = 0x1000, .root1 = PTW_NO_ROOT };
	struct remote remote = { .read = answer };
	static struct ptw_cursor cursor;
	struct ptw_space space;
	struct ptw_leaf leaf;
	unsigned int nr = 0;

	EXPECT(!ptw_space_init_instance(&space, &ptw_remote_x86_64, &config, NULL));
	space.cookie = &remote;
	EXPECT(!ptw_remote_x86_64_follow(&space, 0x40201008, PTW_WANT_WRITE, &leaf));
	EXPECT(leaf.pa == 0xabcde008 && ptw_leaf_shift(&leaf) == 12);
	EXPECT(remote.calls == 4); /* one look a level */
	EXPECT(ptw_follow(&space, 0x40202000, 0, &leaf) == -ENOENT);
	EXPECT(ptw_follow(&space, 1ULL << 39, 0, &leaf) == -EFAULT);
	EXPECT(ptw_leaf_kind(&leaf) == PTW_UNREACHABLE && leaf.pa == 0x9000);

	ptw_cursor_init(&cursor, &space, 0, 0x7fffffffffff, 0);
	while (ptw_cursor_next(&cursor, ptw_remote_x86_64_iterate))
		nr++;
	EXPECT(nr == 2); /* the page, and the 512 GiB that cannot be reached */
	return 0;
}
