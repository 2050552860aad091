// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Every vector of every format: what the manual says, against follow, cursor, block
 * and explain. A pte is tried where it stands, below tables that deny nothing.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "all_vectors.h"

#define MEMORY	  (1u << 20)
#define TABLE	  (1u << 16) /* room for one table, of any format */
#define ALL_INFO  ((1ULL << PTW_INFO_MORE_SHIFT) - 1)
#define IN_A_PAGE 0x128

static __u64 memory[MEMORY / 8] __attribute__((aligned(TABLE)));
static struct ptw_space space;
static char where[256];

static const char *const attr_names[] = {
	"accessed",   "dirty",	   "global",	"special",    "uffd-wp",
	"soft-dirty", "exclusive", "encrypted", "contiguous",
};

static const char *attr_text(unsigned int attr)
{
	static char text[128];
	unsigned int i;

	text[0] = 0;
	for (i = 0; i < 9; i++)
		if (attr >> i & 1)
			snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%s",
				 text[0] ? " " : "", attr_names[i]);
	return text;
}

static const char *rights_text(unsigned int rights)
{
	static char text[8];
	static const char letters[] = "rwxrwx";
	unsigned int i;

	strcpy(text, "--- ---");
	for (i = 0; i < 6; i++)
		if (rights >> i & 1)
			text[i + (i > 2)] = letters[i];
	return text;
}

static void is_number(const char *what, __u64 got, __u64 expected)
{
	cr_expect(got == expected, "%s: %s is 0x%llx, should be 0x%llx", where, what, got,
		  expected);
}

static void is_text(const char *what, const char *got, const char *expected)
{
	expected = expected ? expected : "";
	cr_expect(!strcmp(got, expected), "%s: %s is '%s', should be '%s'", where, what, got,
		  expected);
}

static __u64 *word_at(__u64 pa)
{
	cr_assert(pa < MEMORY && !(pa & 7), "%s: memory has no word at 0x%llx", where, pa);
	return &memory[pa / 8];
}

static unsigned int level_shift(unsigned int level)
{
	return space.fmt->page_shift + level * space.fmt->index_bits;
}

/* An address of the half that has index 1 in its table at every level. */
static __u64 address(const struct ptw_half *half)
{
	__u64 va = half->first | IN_A_PAGE;
	unsigned int level;

	for (level = 0; level <= half->top; level++)
		va |= 1ULL << level_shift(level);
	return va;
}

/* Tables from the root down to @level, and @pte there. Return: where it stands */
static __u64 put_pte(const struct vec_format *vec, const struct vec_pte *row, __u64 va)
{
	const struct ptw_half *half = &space.half[row->upper];
	unsigned int bits = half->va_bits - level_shift(half->top), level = half->top;
	__u64 table = half->root, slot, below = TABLE;

	memset(memory, 0, sizeof(memory));
	for (;; level--, below += TABLE) {
		slot = table + (va >> level_shift(level) & ((1ULL << bits) - 1)) * 8;
		if (level == row->level)
			break;
		*word_at(slot) = vec->table | below >> vec->shift;
		table = below;
		bits = space.fmt->index_bits;
	}
	*word_at(slot) = row->pte;
	return slot;
}

/* The answer of the cursor, and of a block's slot, for the slot that @va is in */
static void other_ways_agree(__u64 va, const struct ptw_leaf *leaf)
{
	__u64 below = va & (ptw_leaf_size(leaf) - 1), pa = leaf->pa;
	static struct ptw_cursor cursor;
	const struct ptw_item *item;
	struct ptw_step steps[PTW_MAX_LEVELS];
	struct ptw_block block;
	struct ptw_leaf other;
	unsigned int nr;

	ptw_explain(&space, va, 0, steps, &nr, &other);
	is_number("explain's pa", other.pa, leaf->pa);
	is_number("explain's info", other.info, leaf->info);
	is_number("the last level explained", steps[nr - 1].level, ptw_leaf_level(leaf));
	is_number("its pte", steps[nr - 1].pte,
		  ptw_leaf_kind(leaf) == PTW_UNREACHABLE ? 0 : leaf->pte);
	if (ptw_leaf_kind(leaf) == PTW_LEAF || ptw_state_has_pa(ptw_leaf_state(leaf)))
		pa -= below;
	ptw_cursor_init(&cursor, &space, va, va, PTW_ITER_HOLES);
	item = ptw_cursor_next(&cursor, ptw_iterate);
	cr_assert_not_null(item, "%s: the cursor finds nothing", where);
	if (ptw_leaf_kind(leaf) == PTW_UNREACHABLE) {
		is_number("cursor's kind", ptw_leaf_kind(&item->leaf), PTW_UNREACHABLE);
		return;
	}
	is_number("cursor's va", item->va, va - below);
	is_number("cursor's pa", item->leaf.pa, pa);
	is_number("cursor's pte", item->leaf.pte, leaf->pte);
	is_number("cursor's info", item->leaf.info & ALL_INFO, leaf->info);
	ptw_cursor_init(&cursor, &space, va, va, 0);
	is_number("block's return", __ptw_iterate_block(&cursor, &block), 0);
	is_number("block's slots", block.nr, 1);
	__ptw_block_leaf(&block, 0, 0, &other);
	is_number("block's pa", other.pa, pa);
	is_number("block's info", other.info, leaf->info);
}

static void check_soft(const struct vec_pte *row, __u64 va, const struct ptw_leaf *leaf)
{
	__u64 below = ptw_leaf_size(leaf) - 1;
	struct ptw_soft soft;

	ptw_leaf_soft(&space, va, leaf, &soft);
	is_number("state", soft.state, row->soft.state);
	is_number("the state in the answer", ptw_leaf_state(leaf), row->soft.state);
	is_number("soft pa", soft.pa, row->soft.pa);
	is_number("swap type", soft.swap_type, row->soft.swap_type);
	is_number("swap offset", soft.swap_offset, row->soft.swap_offset);
	is_number("marker", soft.marker, row->soft.marker);
	if (ptw_leaf_kind(leaf) == PTW_LEAF)
		return;
	is_number("pa", leaf->pa,
		  ptw_state_has_pa(soft.state) ? (soft.pa & ~below) | (va & below) : 0);
}

/* What the operating system's own walk grants, right by right */
static void check_os(const struct vec_pte *row, __u64 va)
{
	char granted[] = "rwx";
	struct ptw_leaf leaf;
	unsigned int i;

	for (i = 0; i < 3; i++)
		if (ptw_follow(&space, va, PTW_WANT_OS | 1u << i, &leaf) == -EACCES)
			granted[i] = '-';
	is_text("what the operating system grants", granted, row->os);
}

static void check_leaf(const struct vec_pte *row, __u64 va, const struct ptw_leaf *leaf)
{
	struct ptw_leaf denied;
	char memtype[8];

	is_number("pa", leaf->pa, row->pa + (va & (ptw_leaf_size(leaf) - 1)));
	is_number("run", ptw_leaf_run_shift(leaf), row->run ? row->run : ptw_leaf_shift(leaf));
	is_text("rights", rights_text(ptw_leaf_rights(leaf)), row->rights);
	ptw_leaf_memtype(&space, leaf, memtype);
	if (row->memtype)
		is_text("memtype", memtype, row->memtype);
	if (row->os)
		check_os(row, va);
	ptw_follow(&space, va, PTW_WANT_READ, &denied);
	is_number("whether the access flag denies a read",
		  ptw_leaf_reason(&denied) == PTW_REASON_ACCESS_FLAG,
		  row->reason == PTW_REASON_ACCESS_FLAG);
}

/* A pte that points to a table shows by the slot that the walk could not reach. */
static void check_table(const struct vec_pte *row, __u64 va, const struct ptw_leaf *leaf)
{
	__u64 slots = 1ULL << space.fmt->index_bits;

	is_number("kind", ptw_leaf_kind(leaf), PTW_UNREACHABLE);
	is_number("level", ptw_leaf_level(leaf), row->level - 1);
	is_number("slot below", leaf->pa,
		  row->pa + (va >> level_shift(row->level - 1) & (slots - 1)) * 8);
}

static void check_pte(const struct vec_format *vec, const struct vec_pte *row)
{
	static const int returns[] = {
		[PTW_HOLE] = -ENOENT, [PTW_LEAF] = 0,	    [PTW_TABLE] = -EFAULT,
		[PTW_SOFT] = -ENOENT, [PTW_BAD] = -EUCLEAN,
	};
	__u64 va = address(&space.half[row->upper]);
	struct ptw_leaf leaf;

	put_pte(vec, row, va);
	is_number("return", ptw_follow(&space, va, 0, &leaf), returns[row->kind]);
	is_number("pte", leaf.pte, row->pte);
	other_ways_agree(va, &leaf);
	if (row->kind == PTW_TABLE) {
		check_table(row, va, &leaf);
		return;
	}
	is_number("kind", ptw_leaf_kind(&leaf), row->kind);
	is_number("level", ptw_leaf_level(&leaf), row->level);
	if (row->shift)
		is_number("shift", ptw_leaf_shift(&leaf), row->shift);
	is_text("attr", attr_text(ptw_leaf_attr(&space, va, &leaf)), row->attr);
	check_soft(row, va, &leaf);
	if (row->kind == PTW_LEAF)
		check_leaf(row, va, &leaf);
	else
		is_text("rights", rights_text(ptw_leaf_rights(&leaf)), "--- ---");
	if (row->kind == PTW_BAD)
		is_number("reason", ptw_leaf_reason(&leaf), row->reason);
}

static void check_walk(const struct vec_walk *row)
{
	const struct vec_word *word = row->words;
	struct ptw_leaf leaf;

	memset(memory, 0, sizeof(memory));
	for (; word < row->words + 8 && (word->pa || word->word); word++)
		*word_at(word->pa) = word->word;
	is_number("return", ptw_follow(&space, row->va, row->want, &leaf), row->ret);
	is_number("kind", ptw_leaf_kind(&leaf), row->kind);
	is_number("reason", ptw_leaf_reason(&leaf), row->reason);
	is_number("level", ptw_leaf_level(&leaf), row->level);
	is_number("pa", leaf.pa, row->pa);
	is_number("pte", leaf.pte, row->pte);
	is_number("shift", ptw_leaf_shift(&leaf), row->shift);
	if (row->kind == PTW_LEAF) {
		is_number("run", ptw_leaf_run_shift(&leaf), row->run ? row->run : row->shift);
		is_text("rights", rights_text(ptw_leaf_rights(&leaf)), row->rights);
	}
}

static unsigned int check_set(const struct vec_format *vec, const struct vec_set *set)
{
	struct ptw_space_config config = set->config;
	struct ptw_error error = { "", "" };
	const struct vec_walk *walk;
	const struct vec_pte *pte;
	unsigned int nr = 0;

	snprintf(where, sizeof(where), "%s, %s", vec->format, set->is);
	config.registers = set->registers;
	while (set->registers[config.nr_registers].name)
		config.nr_registers++;
	config.mem = memory;
	config.mem_bytes = sizeof(memory);
	is_number("setup", ptw_space_init(&space, vec->format, &config, &error), set->ret);
	is_text("field", error.field, set->field);
	if (set->ret || *error.field)
		return 1;
	for (pte = set->ptes; pte && pte->is; pte++, nr++) {
		snprintf(where, sizeof(where), "%s, %s, %s", vec->format, set->is, pte->is);
		check_pte(vec, pte);
	}
	for (walk = set->walks; walk && walk->is; walk++, nr++) {
		snprintf(where, sizeof(where), "%s, %s, %s", vec->format, set->is, walk->is);
		check_walk(walk);
	}
	return nr;
}

Test(vectors, every_row_is_what_the_manual_says)
{
	const struct vec_format *const *vec;
	const struct vec_set *set;
	unsigned int nr, all = 0;

	for (vec = all_vectors; *vec; vec++, all += nr) {
		for (set = (*vec)->sets, nr = 0; set->is; set++)
			nr += check_set(*vec, set);
		cr_assert(nr > 10, "%s has only %u vectors", (*vec)->format, nr);
	}
	printf("%u vectors\n", all);
}

/* The list is made from the same one as the registry, in the same order. */
Test(vectors, every_format_has_some)
{
	const struct ptw_instance *const *instance;
	const struct vec_format *const *vec = all_vectors;

	for (instance = ptw_instances(); *instance; instance++, vec++)
		cr_assert_str_eq((*instance)->fmt->name, (*vec)->format);
	cr_assert_null(*vec);
}
