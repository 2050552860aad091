// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Ranges against the oracle, which goes through them slot by slot: cursor, blocks, and
 * the merger against the cursor.
 */
#include <stddef.h>
#include "compare.h"

/* Where the oracle is in a range */
struct march {
	const struct ref_space *ref;
	__u64 va;
	__u64 last;
	bool holes; /* are looked at too */
	bool over;
	unsigned int left; /* slots to look at, before it is enough */
	struct ref_answer answer;
};

/* Look at the slot that the march has come to, from its first address. */
static void look(struct march *m)
{
	unsigned int shift;

	while (!m->over && m->va <= m->last && m->left) {
		ref_walk(m->ref, m->va, &m->answer);
		shift = ref_shift(m->ref->format, m->answer.level);
		m->va = m->va >> shift << shift;
		ref_walk(m->ref, m->va, &m->answer);
		m->left--;
		if (m->holes || m->answer.kind != PTW_HOLE)
			return;
		m->over = !ref_next(m->ref, &m->answer, &m->va);
	}
	m->over |= m->va > m->last;
}

static void begin(struct march *m, const struct ref_space *ref, __u64 first, __u64 last, bool holes,
		  unsigned int most)
{
	m->ref = ref;
	m->va = first;
	m->last = last;
	m->holes = holes;
	m->left = most;
	m->over = first > last || !ref_first(ref, &m->va);
	look(m);
}

static void step(struct march *m)
{
	m->over = !ref_next(m->ref, &m->answer, &m->va);
	look(m);
}

/* A slot that cannot be reached, and how much of its table cannot, is the item's to say. */
static const char *compare_unreachable(const struct ptw_item *item, struct march *m)
{
	__u64 bytes = ptw_item_nr(item) << ptw_leaf_shift(&item->leaf);

	if (item->leaf.pa != m->answer.slot || item->leaf.pte != m->answer.pte)
		return compare_differ("unreachable item", "pa or pte", item->va, item->leaf.pa,
				      m->answer.slot);
	/* The oracle counts it slot by slot; the last of a half may be cut short. */
	while (!m->over && m->left && m->va - item->va < bytes) {
		if (m->answer.kind != PTW_UNREACHABLE)
			return compare_differ("unreachable item", "kind", m->va, PTW_UNREACHABLE,
					      m->answer.kind);
		if (ptw_leaf_level(&item->leaf) != m->answer.level)
			return compare_differ("unreachable item", "level", m->va,
					      ptw_leaf_level(&item->leaf), m->answer.level);
		step(m);
	}
	return NULL;
}

static const char *compare_hole(const struct ptw_item *item, struct march *m)
{
	unsigned int shift = ptw_leaf_shift(&item->leaf);
	__u64 i;

	for (i = 0; i < ptw_item_nr(item) && m->left; i++, step(m)) {
		if (m->over)
			return compare_differ("hole", "end", item->va, ptw_item_nr(item), i);
		if (m->va != item->va + (i << shift) || m->answer.kind != PTW_HOLE ||
		    m->answer.shift != shift)
			return compare_differ("hole", "slot", m->va, item->va + (i << shift),
					      m->va);
	}
	return NULL;
}

static const char *compare_item(const struct ptw_item *item, struct march *m)
{
	const char *text;

	if (m->over)
		return compare_differ("item", "va", item->va, item->va, m->last);
	if (item->va != m->va || ptw_leaf_kind(&item->leaf) != m->answer.kind)
		return compare_differ("item", "va", m->va, item->va, m->va);
	if (m->answer.kind == PTW_UNREACHABLE)
		return compare_unreachable(item, m);
	text = compare_answer("item", item->va, &item->leaf, &m->answer);
	if (text)
		return text;
	if (m->answer.kind == PTW_HOLE)
		return compare_hole(item, m);
	if (ptw_item_nr(item) != 1)
		return compare_differ("item", "nr", item->va, ptw_item_nr(item), 1);
	step(m);
	return NULL;
}

const char *compare_range(const struct ptw_space *space, const struct ref_space *ref, __u64 first,
			  __u64 last, unsigned int flags, unsigned int most)
{
	const struct ptw_item *item;
	struct ptw_cursor cursor;
	const char *text;
	struct march m;

	begin(&m, ref, first, last, flags & PTW_ITER_HOLES, most);
	ptw_cursor_init(&cursor, space, first, last, flags);
	while (m.left && (item = ptw_cursor_next(&cursor, ptw_iterate))) {
		compare_counts.items++;
		text = compare_item(item, &m);
		if (text)
			return text;
	}
	if (m.left && !m.over)
		return compare_differ("cursor", "end", m.va, last, m.va);
	return NULL;
}

/*
 * A word that is like the leaf before it is what that leaf says, or becomes what others
 * are compared with.
 */
static const char *compare_alike(const struct ptw_block *block, unsigned int i,
				 const struct march *m, __u64 va, struct ptw_alike *alike)
{
	struct ref_answer oracle;
	struct ptw_leaf leaf;

	leaf.pte = block->words[i];
	if (!alike->decides || (leaf.pte ^ alike->pte) & alike->decides) {
		if (!__ptw_block_leaf(block, i, 0, &leaf))
			ptw_block_alike(block, &leaf, alike);
		return NULL;
	}
	leaf.pa = (leaf.pte & alike->address) << alike->shift | alike->pa;
	leaf.info = alike->info;
	ref_follow(m->ref, va, 0, &oracle);
	return compare_answer("block_alike", va, &leaf, &oracle);
}

static const char *compare_block(const struct ptw_block *block, struct march *m, unsigned int want,
				 bool reached)
{
	struct ptw_alike alike = { .decides = 0 };
	struct ref_answer oracle;
	struct ptw_leaf leaf;
	const char *text;
	unsigned int i;
	int code, ret;

	for (i = 0; i < block->nr && m->left; i++, step(m)) {
		__u64 va = block->va + ((__u64)i << block->shift);

		if (m->over || va != m->va)
			return compare_differ("block", "va", m->va, va, m->va);
		if (m->answer.level != block->level)
			return compare_differ("block", "level", va, block->level, m->answer.level);
		if (reached != (m->answer.kind != PTW_UNREACHABLE))
			return compare_differ("block", "reached", va, reached, m->answer.kind);
		if (!reached)
			continue;
		code = ref_follow(m->ref, va, want, &oracle);
		ret = __ptw_block_leaf(block, i, want, &leaf);
		if (ret != code)
			return compare_differ("block_leaf", "code", va, ret, code);
		text = compare_answer("block_leaf", va, &leaf, &oracle);
		if (!text)
			text = compare_alike(block, i, m, va, &alike);
		if (text)
			return text;
	}
	return NULL;
}

const char *compare_blocks(const struct ptw_space *space, const struct ref_space *ref, __u64 first,
			   __u64 last, unsigned int want, unsigned int most)
{
	struct ptw_cursor cursor;
	struct ptw_block block;
	const char *text;
	struct march m;
	int ret;

	begin(&m, ref, first, last, true, most);
	ptw_cursor_init(&cursor, space, first, last, 0);
	/* Direct access has no guard to hold. */
	while (m.left && (ret = __ptw_iterate_block(&cursor, &block)) != -ENOENT) {
		compare_counts.blocks++;
		text = compare_block(&block, &m, want & ~PTW_CHECK_RUN, !ret);
		if (text)
			return text;
	}
	if (m.left && !m.over)
		return compare_differ("blocks", "end", m.va, last, m.va);
	return NULL;
}

/* Whether an item goes on where a run of @nr slots ends, and says the same */
static bool goes_on(const struct ptw_space *space, const struct ptw_run *run, __u64 nr,
		    const struct ptw_item *item)
{
	const struct ptw_leaf *a = &run->leaf, *b = &item->leaf;
	__u64 bytes = nr << ptw_leaf_shift(a);
	struct ptw_soft soft_a, soft_b;
	bool has_pa = ptw_leaf_kind(a) == PTW_LEAF || ptw_state_has_pa(ptw_leaf_state(a));

	ptw_leaf_soft(space, run->va, a, &soft_a);
	ptw_leaf_soft(space, item->va, b, &soft_b);
	if (soft_a.state == PTW_STATE_SWAP &&
	    soft_b.swap_offset - soft_a.swap_offset != bytes >> space->page_shift)
		return false;
	return item->va - run->va == bytes && (!has_pa || b->pa - a->pa == bytes) &&
	       ptw_leaf_kind(a) == ptw_leaf_kind(b) && ptw_leaf_level(a) == ptw_leaf_level(b) &&
	       ptw_leaf_shift(a) == ptw_leaf_shift(b) &&
	       ptw_leaf_run_shift(a) == ptw_leaf_run_shift(b) &&
	       ptw_leaf_rights(a) == ptw_leaf_rights(b) &&
	       ptw_leaf_reason(a) == ptw_leaf_reason(b) && ptw_leaf_state(a) == ptw_leaf_state(b) &&
	       ptw_leaf_attr(space, run->va, a) == ptw_leaf_attr(space, item->va, b) &&
	       ptw_leaf_memtype(space, a, NULL) == ptw_leaf_memtype(space, b, NULL) &&
	       soft_a.swap_type == soft_b.swap_type && soft_a.marker == soft_b.marker;
}

const char *compare_merged(const struct ptw_space *space, __u64 first, __u64 last,
			   unsigned int flags, unsigned int most)
{
	struct ptw_cursor plain, merged;
	struct ptw_merger merger = { .cursor = &merged };
	const struct ptw_item *item;
	struct ptw_run run;
	__u64 nr;

	ptw_cursor_init(&plain, space, first, last, flags);
	ptw_cursor_init(&merged, space, first, last, flags);
	item = ptw_cursor_next(&plain, ptw_iterate);
	while (most && !ptw_merger_next(&merger, &run)) {
		if (!item || run.va != item->va || run.leaf.pa != item->leaf.pa ||
		    run.leaf.pte != item->leaf.pte)
			return compare_differ("run", "va", run.va, run.va, item ? item->va : 0);
		nr = ptw_item_nr(item);
		while ((item = ptw_cursor_next(&plain, ptw_iterate)) && --most &&
		       goes_on(space, &run, nr, item)) {
			compare_counts.merged++;
			nr += ptw_item_nr(item);
		}
		if (most && run.nr != nr)
			return compare_differ("run", "nr", run.va, run.nr, nr);
	}
	if (most && item)
		return compare_differ("merger", "end", item->va, last, item->va);
	return NULL;
}
