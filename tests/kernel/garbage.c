// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Random words for tables, and random roots. Nothing a pte says may do more than give an
 * answer: not one that points into a hole of physical memory, beyond its end, into the
 * registers of a device, or at a page that the kernel has taken out of its own map.
 */
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include "garbage.h"
#include "kmod/policy.h"
#include "kmod/ptw_live.h"

#define NR_TABLES    16
#define PER_GUARD    64
#define RANGE_TABLES 16

struct garbage {
	struct ptw_space space;
	unsigned long table[NR_TABLES];
	u64 secret[PTW_TEST_SECRETS]; /* addresses of pages that are in no map */
	u64 state;
	struct ptw_cursor cursor;
};

/* xorshift64*: the run is the seed's alone. */
static u64 garbage_random(struct garbage *g)
{
	g->state ^= g->state >> 12;
	g->state ^= g->state << 25;
	g->state ^= g->state >> 27;
	return g->state * 0x2545f4914f6cdd1dULL;
}

/* Where a pte may point: a table of ours, a secret page, any of memory, anywhere */
static u64 garbage_target(struct garbage *g)
{
	u64 random = garbage_random(g);

	switch (random >> 60) {
	case 0:
	case 1:
		return g->secret[random % PTW_TEST_SECRETS];
	case 2:
	case 3:
		return g->space.mem_first + random % g->space.mem_bytes;
	case 4:
		return random & GENMASK_ULL(51, 0);
	default:
		return __pa(g->table[random % NR_TABLES]);
	}
}

/*
 * Low bits of a pte: mostly those of a table, so that walks go deep. 3 in the lowest bits
 * is present and writable to x86, a table to arm64.
 */
static u64 garbage_pte(struct garbage *g)
{
	u64 random = garbage_random(g);

	if (random >> 62 == 0)
		return random;
	return (garbage_target(g) & PAGE_MASK) | (random >> 61 == 2 ? random & 0xfff : 0x27);
}

static void garbage_fill(struct garbage *g, unsigned int table)
{
	u64 *words = (u64 *)g->table[table];
	unsigned int i;

	for (i = 0; i < PAGE_SIZE / 8; i++)
		WRITE_ONCE(words[i], garbage_pte(g));
}

static void garbage_walks(struct garbage *g, struct ptw_test_garbage *say)
{
	u64 root = __pa(g->table[garbage_random(g) % NR_TABLES]), va;
	struct ptw_leaf leaf;
	unsigned long flags;
	unsigned int i;

	/* Seldom: of a root that cannot be reached every slot is tried. */
	if (garbage_random(g) >> 56 == 0)
		root = garbage_target(g) & PAGE_MASK;
	g->space.half[0].root = root;
	g->space.half[1].root = root;
	local_irq_save(flags);
	for (i = 0; i < PER_GUARD; i++) {
		va = garbage_random(g) & (i % 8 ? g->space.last[0] : ~0ULL);
		__ptw_live_follow(&g->space, va, i % 16, &leaf);
		say->kinds[ptw_leaf_kind(&leaf) % PTW_TEST_KINDS]++;
	}
	local_irq_restore(flags);
}

/* A range of garbage: a table a guard, and never the same one again */
static void garbage_range(struct garbage *g, struct ptw_test_garbage *say)
{
	u64 first = garbage_random(g) & g->space.last[0], next = first;
	unsigned int i;

	ptw_cursor_init(&g->cursor, &g->space, first, g->space.last[0], PTW_ITER_HOLES);
	for (i = 0; i < RANGE_TABLES && !ptw_iterate(&g->cursor); i++) {
		say->items += g->cursor.nr;
		if (!g->cursor.done && g->cursor.next <= next)
			say->range_missed++;
		next = g->cursor.next;
	}
}

/* Of a root that cannot be reached the whole half is one item. */
static void garbage_root(struct garbage *g, struct ptw_test_garbage *say)
{
	const struct ptw_item *item = &g->cursor.item[0];

	ptw_cursor_init(&g->cursor, &g->space, 0, g->space.last[0], 0);
	if (ptw_iterate(&g->cursor) || g->cursor.nr != 1 || !g->cursor.done ||
	    ptw_leaf_kind(&item->leaf) != PTW_UNREACHABLE || item->va ||
	    (ptw_item_nr(item) << ptw_leaf_shift(&item->leaf)) - 1 != g->space.last[0])
		say->range_missed++;
}

/*
 * Tables in pages that are in no map: not one may be reached. That is no reason to deny
 * anything: a live mm has none of them, but for memory added since the space was made.
 */
static void garbage_secrets(struct garbage *g, struct ptw_test_garbage *say)
{
	struct ptw_leaf leaf;
	struct ptw_page page;
	unsigned int i;

	for (i = 0; i < PTW_TEST_SECRETS; i++) {
		g->space.half[0].root = g->space.half[1].root = g->secret[i];
		if (ptw_live_follow(&g->space, 0, 0, &leaf) != -EFAULT)
			say->secrets_reached++;
		if (ptw_live_lookup(&g->space, 0, PTW_WANT_READ, 0, &page) != PTW_UNKNOWN ||
		    page.why != PTW_WHY_NO_TABLE)
			say->judged_wrong++;
		garbage_root(g, say);
	}
}

/* The last word of memory is read, and nothing behind it. */
static void garbage_edge(struct garbage *g, struct ptw_test_garbage *say)
{
	u64 slot = __pa(g->table[0]), bytes = g->space.mem_bytes;
	struct ptw_leaf leaf;

	g->space.half[0].root = g->space.half[1].root = slot;
	*(u64 *)g->table[0] = 0;
	g->space.mem_bytes = slot + 8 - g->space.mem_first;
	if (ptw_live_follow(&g->space, 0, 0, &leaf) != -ENOENT)
		say->edge_missed++;
	g->space.mem_bytes -= 8;
	if (ptw_live_follow(&g->space, 0, 0, &leaf) != -EFAULT)
		say->edge_missed++;
	g->space.mem_bytes = bytes;
}

static int garbage_setup(struct garbage *g, const struct ptw_space *space,
			 const struct ptw_test_garbage *say)
{
	struct ptw_leaf leaf;
	unsigned int i;

	g->space = *space;
	g->state = say->seed | 1;
	for (i = 0; i < PTW_TEST_SECRETS; i++) {
		if (ptw_live_follow(space, say->secret[i], 0, &leaf))
			return -EINVAL;
		g->secret[i] = leaf.pa & PAGE_MASK;
	}
	for (i = 0; i < NR_TABLES; i++) {
		g->table[i] = get_zeroed_page(GFP_KERNEL);
		if (!g->table[i])
			return -ENOMEM;
	}
	for (i = 0; i < NR_TABLES; i++)
		garbage_fill(g, i);
	return 0;
}

int garbage_run(const struct ptw_space *space, struct ptw_test_garbage *say)
{
	struct garbage *g = kzalloc(sizeof(*g), GFP_KERNEL);
	u32 i;
	int ret;

	if (!g)
		return -ENOMEM;
	memset(say->kinds, 0, sizeof(say->kinds));
	say->secrets_reached = say->range_missed = say->judged_wrong = say->edge_missed = 0;
	say->items = 0;
	ret = garbage_setup(g, space, say);
	for (i = 0; i < say->rounds && !ret; i++) {
		garbage_walks(g, say);
		if (i % 16 == 0)
			garbage_range(g, say);
		if (i % 64 == 0)
			garbage_fill(g, i / 64 % NR_TABLES);
		cond_resched();
		ret = signal_pending(current) ? -EINTR : 0;
	}
	if (!ret) {
		garbage_secrets(g, say);
		garbage_edge(g, say);
	}
	for (i = 0; i < NR_TABLES; i++)
		free_page(g->table[i]);
	kfree(g);
	return ret;
}
