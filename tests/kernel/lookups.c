// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Lookups with policy, and hva_to_pfn, watched from the side of the page's references.
 */
#include <linux/mm.h>
#include "kmod/hva_to_pfn.h"
#include "lookups.h"
#include "oracles.h"

static u32 refs_of(u64 pfn)
{
	return pfn_valid(pfn) ? page_count(pfn_to_page(pfn)) : 0;
}

/* What is mapped there now, by the kernel's accessors */
static void count(struct ptw_test_lookup *lookup)
{
	struct ptw_test_entry entry;

	oracle_entry(lookup->va, &entry);
	if (entry.pa == PTW_TEST_NONE)
		return;
	lookup->pfn = entry.pa >> PAGE_SHIFT;
	lookup->refs = refs_of(lookup->pfn);
}

static void put_held(struct ptw_test_lookup *lookup, struct page *held)
{
	lookup->held = !!held;
	if (held) {
		lookup->held_refs = page_count(held);
		put_page(held);
	}
	if (lookup->pfn)
		lookup->refs = refs_of(lookup->pfn);
}

static void look_up(const struct ptw_space *space, struct ptw_test_lookup *lookup)
{
	struct ptw_page page;

	lookup->ret = ptw_live_lookup(space, lookup->va, lookup->want, lookup->flags, &page);
	lookup->why = page.why;
	lookup->kind = page.kind;
	lookup->writable = page.writable;
	if (ptw_leaf_kind(&page.leaf) == PTW_LEAF) {
		lookup->pfn = page.leaf.pa >> PAGE_SHIFT;
		lookup->shift = ptw_leaf_shift(&page.leaf);
	}
	put_held(lookup, page.held);
}

static void hva_to_pfn(const struct ptw_space *space, struct ptw_test_lookup *lookup)
{
	const struct ptw_hva hva = {
		.space = space,
		.va = lookup->va,
		.want = lookup->want,
		.flags = lookup->flags,
	};
	struct ptw_hva_pfn answer;

	lookup->ret = ptw_live_hva_to_pfn(&hva, &answer);
	lookup->why = answer.why;
	lookup->kind = answer.kind;
	lookup->writable = answer.writable;
	lookup->pfn = answer.pfn;
	lookup->shift = answer.shift;
	lookup->served = answer.served;
	put_held(lookup, answer.page);
}

int lookup_run(const struct ptw_space *space, struct ptw_test_lookup *lookup)
{
	const struct ptw_test_lookup given = *lookup;

	if (given.va > space->last[0])
		return -ERANGE;
	*lookup = (struct ptw_test_lookup){
		.va = given.va,
		.call = given.call,
		.want = given.want & (PTW_WANT_READ | PTW_WANT_WRITE),
		.flags = given.flags,
		.gup = oracle_gup(given.va, given.want & PTW_WANT_WRITE),
	};
	switch (lookup->call) {
	case PTW_TEST_COUNT:
		count(lookup);
		break;
	case PTW_TEST_LOOKUP:
		look_up(space, lookup);
		break;
	case PTW_TEST_HVA:
		hva_to_pfn(space, lookup);
		break;
	}
	return 0;
}
