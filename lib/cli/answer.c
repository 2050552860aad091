// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What an answer says, in words: the same words in JSON and in the table.
 */
#include <string.h>
#include "answer.h"
#include "json.h"
#include "number.h"
#include "out.h"

static const char *const kinds[] = {
	[PTW_HOLE] = "hole",   [PTW_LEAF] = "leaf", [PTW_TABLE] = "table",
	[PTW_SOFT] = "soft",   [PTW_BAD] = "bad",   [PTW_UNREACHABLE] = "unreachable",
	[PTW_RANGE] = "range",
};

static const char *const reasons[] = {
	[PTW_REASON_NONE] = NULL,
	[PTW_REASON_NOT_PRESENT] = "not-present",
	[PTW_REASON_RESERVED] = "reserved",
	[PTW_REASON_NON_CANONICAL] = "non-canonical",
	[PTW_REASON_ADDRESS_SIZE] = "address-size",
	[PTW_REASON_MISCONFIG] = "misconfig",
	[PTW_REASON_PERMISSION] = "permission",
	[PTW_REASON_ACCESS_FLAG] = "access-flag",
	[PTW_REASON_WALK_DISABLED] = "walk-disabled",
	[PTW_REASON_UNREACHABLE] = "unreachable",
};

static const char *const states[] = {
	[PTW_STATE_NONE] = NULL,	   [PTW_STATE_PROTNONE] = "protnone",
	[PTW_STATE_SWAP] = "swap",	   [PTW_STATE_MIGRATION] = "migration",
	[PTW_STATE_HWPOISON] = "hwpoison", [PTW_STATE_DEVICE] = "device",
	[PTW_STATE_MARKER] = "marker",	   [PTW_STATE_INVALID] = "invalid",
};

/* By bit */
static const char *const attrs[] = { "accessed",   "dirty",	"global",    "special",	  "uffd-wp",
				     "soft-dirty", "exclusive", "encrypted", "contiguous" };
static const char *const markers[] = { "none",		 "uffd-wp",
				       "poisoned",	 "uffd-wp,poisoned",
				       "guard",		 "uffd-wp,guard",
				       "poisoned,guard", "uffd-wp,poisoned,guard" };

#define NR_ATTRS (sizeof(attrs) / sizeof(attrs[0]))

const char *kind_name(enum ptw_kind kind)
{
	return kinds[kind];
}

static bool is_leaf(const struct answer *a)
{
	return ptw_leaf_kind(&a->leaf) == PTW_LEAF;
}

/* Whether pa is the address of a page */
static bool has_page(const struct answer *a)
{
	return is_leaf(a) || ptw_state_has_pa(ptw_leaf_state(&a->leaf));
}

/* An unreachable answer has the address of the slot. */
static bool has_pa(const struct answer *a)
{
	return has_page(a) || ptw_leaf_kind(&a->leaf) == PTW_UNREACHABLE;
}

static bool has_slot(const struct answer *a)
{
	return ptw_leaf_kind(&a->leaf) != PTW_RANGE;
}

/*
 * No pte was loaded before a root that cannot be reached; those that point to a table
 * are not 0.
 */
static bool has_pte(const struct answer *a)
{
	return has_slot(a) && (ptw_leaf_kind(&a->leaf) != PTW_UNREACHABLE || a->leaf.pte);
}

static bool has_run(const struct answer *a)
{
	return is_leaf(a) && ptw_leaf_run_shift(&a->leaf) > ptw_leaf_shift(&a->leaf);
}

/* These two live in ptes without a swap type. */
static bool has_swap_type(enum ptw_state state)
{
	return state != PTW_STATE_NONE && state != PTW_STATE_PROTNONE && state != PTW_STATE_INVALID;
}

static void spell_rights(unsigned int rights, char text[4])
{
	text[0] = rights & PTW_RIGHT_UR ? 'r' : '-';
	text[1] = rights & PTW_RIGHT_UW ? 'w' : '-';
	text[2] = rights & PTW_RIGHT_UX ? 'x' : '-';
	text[3] = 0;
}

/*
 * User code's rights where it has any, else privileged code's; then @priv is empty,
 * as it is where both have the same.
 */
static void spell_prot(const struct answer *a, char prot[5], char priv[4])
{
	unsigned int rights = ptw_leaf_rights(&a->leaf), user = rights & PTW_RIGHTS_USER;

	priv[0] = 0;
	spell_rights(user ? user : rights >> 3, prot);
	prot[3] = user ? 'u' : '-';
	prot[4] = 0;
	if (user && user != rights >> 3)
		spell_rights(rights >> 3, priv);
}

static void json_state(const struct answer *a)
{
	enum ptw_state state = ptw_leaf_state(&a->leaf);
	struct ptw_soft soft;

	json_string("state", states[state]);
	ptw_leaf_soft(a->space, a->va, &a->leaf, &soft);
	if (has_swap_type(state))
		json_number("swap_type", soft.swap_type);
	if (state == PTW_STATE_SWAP)
		json_hex("swap_offset", soft.swap_offset);
	if (state == PTW_STATE_MARKER)
		json_string("marker", markers[soft.marker & 7]);
}

static void json_leaf(const struct answer *a)
{
	char prot[5], priv[4], memtype[8];

	if (has_run(a))
		json_hex("run", 1ULL << ptw_leaf_run_shift(&a->leaf));
	spell_prot(a, prot, priv);
	json_string("prot", prot);
	if (priv[0])
		json_string("priv", priv);
	ptw_leaf_memtype(a->space, &a->leaf, memtype);
	if (memtype[0])
		json_string("memtype", memtype);
}

static void json_attr(const struct answer *a)
{
	unsigned int attr = ptw_leaf_attr(a->space, a->va, &a->leaf), i;

	json_list("attr");
	for (i = 0; i < NR_ATTRS; i++)
		if (attr & 1u << i)
			json_item(attrs[i]);
	json_list_end();
}

void answer_json(const struct answer *a)
{
	enum ptw_kind kind = ptw_leaf_kind(&a->leaf);

	json_begin();
	json_hex("va", a->va);
	json_string("kind", kinds[kind]);
	if (has_pa(a))
		json_hex("pa", a->leaf.pa);
	if (has_page(a))
		json_hex("pfn", ptw_leaf_pfn(a->space, &a->leaf));
	if (has_pte(a))
		json_hex("pte", a->leaf.pte);
	if (has_slot(a)) {
		json_number("level", ptw_leaf_level(&a->leaf));
		json_hex("size", ptw_leaf_size(&a->leaf));
	}
	if (a->count)
		json_number("count", a->count);
	if (is_leaf(a))
		json_leaf(a);
	if (is_leaf(a) || kind == PTW_SOFT)
		json_attr(a);
	if (kind == PTW_SOFT)
		json_state(a);
	if (a->reason)
		json_string("reason", reasons[a->reason]);
	json_end();
}

/* The columns of the table; negative: to the left */
enum {
	WIDTH_VA = 18,
	WIDTH_PA = 15,
	WIDTH_SIZE = 5,
	WIDTH_RUN = 5,
	WIDTH_COUNT = 8,
	WIDTH_PROT = -4,
	WIDTH_PRIV = -4,
	WIDTH_TYPE = -4,
	WIDTH_PTE = 18,
};

static void column(const char *text, int width)
{
	out_column(text[0] ? text : "-", width);
	out_char(' ');
}

void answer_header(bool counts)
{
	out_color(COLOR_HEAD);
	column("VA", WIDTH_VA);
	column("PA", WIDTH_PA);
	column("SIZE", WIDTH_SIZE);
	column("RUN", WIDTH_RUN);
	if (counts)
		column("COUNT", WIDTH_COUNT);
	column("PROT", WIDTH_PROT);
	column("PRIV", WIDTH_PRIV);
	column("TYPE", WIDTH_TYPE);
	column("PTE", WIDTH_PTE);
	out_text("WHAT");
	out_color(COLOR_NONE);
	out_char('\n');
}

static void row_soft(const struct answer *a)
{
	enum ptw_state state = ptw_leaf_state(&a->leaf);
	struct ptw_soft soft;

	out_char(' ');
	out_text(states[state]);
	ptw_leaf_soft(a->space, a->va, &a->leaf, &soft);
	if (state == PTW_STATE_SWAP) {
		out_text(" device ");
		out_decimal(soft.swap_type);
		out_text(" offset ");
		out_hex(soft.swap_offset);
	}
	if (state == PTW_STATE_MARKER) {
		out_char(' ');
		out_text(markers[soft.marker & 7]);
	}
}

static void row_reason(const struct answer *a)
{
	/* These two say no more than the kind. */
	if (!a->reason || a->reason == PTW_REASON_NOT_PRESENT ||
	    a->reason == PTW_REASON_UNREACHABLE)
		return;
	out_text(is_leaf(a) ? ", refused: " : " ");
	out_text(reasons[a->reason]);
}

/* The last column: what it is, what else is known, and why it is not more */
static void row_what(const struct answer *a)
{
	enum ptw_kind kind = ptw_leaf_kind(&a->leaf);
	unsigned int attr = ptw_leaf_attr(a->space, a->va, &a->leaf), i;

	out_text(kinds[kind]);
	if (kind == PTW_SOFT)
		row_soft(a);
	for (i = 0; i < NR_ATTRS; i++) {
		if (!(attr & 1u << i))
			continue;
		out_char(' ');
		out_text(attrs[i]);
	}
	row_reason(a);
}

static enum color color_of(const struct answer *a)
{
	switch (ptw_leaf_kind(&a->leaf)) {
	case PTW_LEAF:
		return a->reason ? COLOR_BAD : COLOR_NONE;
	case PTW_SOFT:
		return COLOR_WARN;
	case PTW_BAD:
	case PTW_UNREACHABLE:
		return COLOR_BAD;
	default:
		return COLOR_FAINT;
	}
}

static void number_column(bool has, __u64 number, int width)
{
	char text[NUMBER_MAX] = "";

	if (has)
		write_hex(text, number);
	column(text, width);
}

static void size_column(bool has, unsigned int shift, int width)
{
	char text[NUMBER_MAX] = "";

	if (has)
		write_size(text, shift);
	column(text, width);
}

void answer_row(const struct answer *a, bool counts)
{
	char prot[5] = "", priv[4] = "", memtype[8] = "", count[NUMBER_MAX];
	enum color color = color_of(a);

	if (is_leaf(a)) {
		spell_prot(a, prot, priv);
		ptw_leaf_memtype(a->space, &a->leaf, memtype);
	}
	if (color)
		out_color(color);
	number_column(true, a->va, WIDTH_VA);
	number_column(has_pa(a), a->leaf.pa, WIDTH_PA);
	size_column(has_slot(a), ptw_leaf_shift(&a->leaf), WIDTH_SIZE);
	size_column(has_run(a), ptw_leaf_run_shift(&a->leaf), WIDTH_RUN);
	if (counts) {
		write_decimal(count, a->count);
		column(count, WIDTH_COUNT);
	}
	column(prot, WIDTH_PROT);
	column(priv, WIDTH_PRIV);
	column(memtype, WIDTH_TYPE);
	number_column(has_pte(a), a->leaf.pte, WIDTH_PTE);
	row_what(a);
	if (!counts && a->count) {
		out_text(", slots: ");
		out_decimal(a->count);
	}
	if (color)
		out_color(COLOR_NONE);
	out_char('\n');
}
