// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Page tables of real kernels against what QEMU, the processor's own translation
 * instruction and Linux say about them: tests/images/README.md has the columns.
 * Every test runs through a window and through chunks.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <criterion/criterion.h>
#include "sample.h"

static const unsigned int views[] = { 0, PTW_IMAGE_CHUNKS };

#define FOR_EACH_VIEW(view) for (view = views; view < views + 2; view++)

/* Criterion's own comparisons cost too much for a million of them. */
static void same(const char *what, __u64 va, __u64 ours, __u64 theirs)
{
	if (ours != theirs)
		cr_assert_fail("0x%llx: %s is 0x%llx, not 0x%llx", va, what, ours, theirs);
}

/* /proc/pid/pagemap */
#define PAGEMAP_PRESENT	      (1ULL << 63)
#define PAGEMAP_SWAP	      (1ULL << 62)
#define PAGEMAP_PFN(p)	      ((p) & ((1ULL << 55) - 1))
#define PAGEMAP_SWAP_TYPE(p)  ((p)&31)
#define PAGEMAP_SWAP_START(p) (PAGEMAP_PFN(p) >> 5)

/*
 * What Linux says of a soft pte: the frame of a page that is mapped for it, or type
 * and offset of what is swapped out.
 */
static void check_pagemap(const struct ptw_space *space, __u64 va, const struct ptw_leaf *leaf,
			  __u64 pagemap)
{
	struct ptw_soft soft;

	ptw_leaf_soft(space, va, leaf, &soft);
	same("pagemap knows it", va, !!(pagemap & (PAGEMAP_PRESENT | PAGEMAP_SWAP)), 1);
	if (pagemap & PAGEMAP_PRESENT) {
		same("pfn", va, ptw_leaf_pfn(space, leaf), PAGEMAP_PFN(pagemap));
		return;
	}
	same("swap type", va, soft.swap_type, PAGEMAP_SWAP_TYPE(pagemap));
	if (soft.state == PTW_STATE_SWAP)
		same("swap offset", va, soft.swap_offset, PAGEMAP_SWAP_START(pagemap));
	else
		same("pfn", va, ptw_leaf_pfn(space, leaf), PAGEMAP_SWAP_START(pagemap));
}

/* The state that a kind of mapping puts its absent ptes in */
struct kind_state {
	const char *kind;
	enum ptw_state state;
};

static enum ptw_state kind_state(const struct kind_state *known, const char *kind)
{
	for (; known->kind; known++)
		if (!strcmp(known->kind, kind))
			return known->state;
	cr_assert_fail("no state is known for %s", kind);
	return PTW_STATE_NONE;
}

/* -- x86-64, Linux 6.1: every leaf of one process and of the kernel -- */

enum x86_column {
	X86_VA,
	X86_PA,
	X86_SIZE,
	X86_PTE,
	X86_FLAGS,
	X86_KIND,
	X86_PAGEMAP,
	X86_COLUMNS,
};

#define X86_IMAGE	  "x86-64-linux-6.1"
#define X86_ANSWERS	  PTW_TEST_ANSWERS "/" X86_IMAGE ".tsv"
#define X86_LEAVES	  83434
#define X86_SOFT_USER	  674
#define X86_SOFT_KERNEL	  16
#define X86_DIRECT_MAP	  0xffff888000000000ULL
#define X86_DIRECT_MAPPED (1ULL << 46)

static const struct kind_state x86_states[] = {
	{ "[stack]", PTW_STATE_PROTNONE },	 { "anon4k_protnone_touched", PTW_STATE_PROTNONE },
	{ "thp_protnone", PTW_STATE_PROTNONE },	 { "numa_hint_4k", PTW_STATE_PROTNONE },
	{ "numa_hint_thp", PTW_STATE_PROTNONE }, { "swapped", PTW_STATE_SWAP },
	{ "swapped_thp", PTW_STATE_SWAP },	 { "hwpoison", PTW_STATE_HWPOISON },
	{ "kernel", PTW_STATE_INVALID },	 { NULL, PTW_STATE_NONE },
};

/* The leaf's own flags, as QEMU prints them: X is NX. Rights can only be fewer. */
static void check_x86_flags(const struct ptw_space *space, __u64 va, const struct ptw_leaf *leaf,
			    const char *flags)
{
	unsigned int attr = ptw_leaf_attr(space, va, leaf), rights = ptw_leaf_rights(leaf);

	same("accessed", va, !!(attr & PTW_ATTR_ACCESSED), !!strchr(flags, 'A'));
	same("dirty", va, !!(attr & PTW_ATTR_DIRTY), !!strchr(flags, 'D'));
	same("global", va, !!(attr & PTW_ATTR_GLOBAL), !!strchr(flags, 'G'));
	if (!strchr(flags, 'U'))
		same("user rights", va, rights & PTW_RIGHTS_USER, 0);
	if (!strchr(flags, 'W'))
		same("write rights", va, rights & (PTW_RIGHT_UW | PTW_RIGHT_PW), 0);
	if (strchr(flags, 'X'))
		same("execute rights", va, rights & (PTW_RIGHT_UX | PTW_RIGHT_PX), 0);
}

static void check_x86_soft(const struct ptw_space *space, const struct answers *answers, size_t row,
			   __u64 va, const struct ptw_leaf *leaf)
{
	const char *kind = answers_text(answers, row, X86_KIND);

	same("kind", va, ptw_leaf_kind(leaf), PTW_SOFT);
	same("state", va, ptw_leaf_state(leaf), kind_state(x86_states, kind));
	same("reason", va, ptw_leaf_reason(leaf), PTW_REASON_NOT_PRESENT);
	if (!strcmp(kind, "kernel")) {
		/* Pages of secret memory, taken out of the direct map */
		same("direct-mapped", va, va - X86_DIRECT_MAP < X86_DIRECT_MAPPED, 1);
		same("pa", va, leaf->pa, va - X86_DIRECT_MAP);
	} else if (strcmp(kind, "[stack]")) {
		/* The stack was written to between pagemap's report and the image. */
		check_pagemap(space, va, leaf, answers_hex(answers, row, X86_PAGEMAP));
	}
}

static void check_x86_row(const struct ptw_space *space, const struct answers *answers, size_t row,
			  __u64 va, const struct ptw_leaf *leaf)
{
	same("va", va, va, answers_hex(answers, row, X86_VA));
	same("pte", va, leaf->pte, answers_hex(answers, row, X86_PTE));
	same("size", va, ptw_leaf_size(leaf), answers_hex(answers, row, X86_SIZE));
	if (answers_none(answers, row, X86_PA)) {
		check_x86_soft(space, answers, row, va, leaf);
		return;
	}
	same("kind", va, ptw_leaf_kind(leaf), PTW_LEAF);
	same("pa", va, leaf->pa, answers_hex(answers, row, X86_PA));
	check_x86_flags(space, va, leaf, answers_text(answers, row, X86_FLAGS));
}

Test(real_x86_64, iterate_finds_every_leaf_and_soft_pte_and_invents_none)
{
	static struct ptw_cursor cursor;
	const unsigned int *view;
	struct answers answers;
	struct sample sample;
	size_t row, leaves, soft;

	answers_read(&answers, X86_ANSWERS, X86_COLUMNS);
	cr_assert_eq(answers.rows, X86_LEAVES + X86_SOFT_USER + X86_SOFT_KERNEL);
	FOR_EACH_VIEW(view)
	{
		sample_open(&sample, X86_IMAGE, *view);
		ptw_cursor_init(&cursor, &sample.space, 0, ~0ULL, 0);
		row = leaves = soft = 0;
		while (!ptw_iterate(&cursor)) {
			for (; cursor.at < cursor.nr; cursor.at++, row++) {
				const struct ptw_item *item = &cursor.item[cursor.at];

				same("there are more items than leaves", item->va,
				     row < answers.rows, 1);
				same("slots", item->va, ptw_item_nr(item), 1);
				check_x86_row(&sample.space, &answers, row, item->va, &item->leaf);
				leaves += ptw_leaf_kind(&item->leaf) == PTW_LEAF;
				soft += ptw_leaf_kind(&item->leaf) == PTW_SOFT;
			}
		}
		cr_assert_eq(leaves, X86_LEAVES);
		cr_assert_eq(soft, X86_SOFT_USER + X86_SOFT_KERNEL);
		sample_close(&sample);
	}
	answers_free(&answers);
}

Test(real_x86_64, follow_agrees_at_first_and_last_byte_of_every_leaf)
{
	const unsigned int *view;
	struct answers answers;
	struct sample sample;
	struct ptw_leaf leaf;
	__u64 va, in;
	size_t row;

	answers_read(&answers, X86_ANSWERS, X86_COLUMNS);
	FOR_EACH_VIEW(view)
	{
		sample_open(&sample, X86_IMAGE, *view);
		for (row = 0; row < answers.rows; row++) {
			va = answers_hex(&answers, row, X86_VA);
			in = answers_hex(&answers, row, X86_SIZE) - 1;
			same("return value", va, (__u64)ptw_follow(&sample.space, va, 0, &leaf),
			     answers_none(&answers, row, X86_PA) ? (__u64)-ENOENT : 0);
			check_x86_row(&sample.space, &answers, row, va, &leaf);
			ptw_follow(&sample.space, va + in, 0, &leaf);
			if (!answers_none(&answers, row, X86_PA))
				same("pa of the last byte", va, leaf.pa,
				     answers_hex(&answers, row, X86_PA) + in);
		}
		sample_close(&sample);
	}
	answers_free(&answers);
}

Test(real_x86_64, follow_finds_nothing_between_the_leaves)
{
	struct answers answers;
	struct sample sample;
	struct ptw_leaf leaf;
	__u64 va, next;
	size_t row;

	answers_read(&answers, X86_ANSWERS, X86_COLUMNS);
	sample_open(&sample, X86_IMAGE, 0);
	for (row = 0; row + 1 < answers.rows; row++) {
		va = answers_hex(&answers, row, X86_VA) + answers_hex(&answers, row, X86_SIZE);
		next = answers_hex(&answers, row + 1, X86_VA);
		if (va == next || (va >> 47 && ~va >> 47 & 1))
			continue;
		same("return value", va, (__u64)ptw_follow(&sample.space, va, 0, &leaf),
		     va >> 47 && va >> 47 != 0x1ffff ? (__u64)-ERANGE : (__u64)-ENOENT);
		same("return value", next - 1, (__u64)ptw_follow(&sample.space, next - 1, 0, &leaf),
		     (__u64)-ENOENT);
		same("kind", next - 1, ptw_leaf_kind(&leaf), PTW_HOLE);
	}
	sample_close(&sample);
	answers_free(&answers);
}

/* -- arm64: addresses of one process, asked in the guest -- */

enum arm64_column {
	ARM64_KIND,
	ARM64_VA,
	ARM64_PA,
	ARM64_VALID,
	ARM64_LEVEL,
	ARM64_DESC,
	ARM64_WPA,
	ARM64_SIZE,
	ARM64_RUN,
	ARM64_PAGEMAP,
	ARM64_KPAGEFLAGS,
	ARM64_E0R,
	ARM64_E0W,
	ARM64_E1R,
	ARM64_GUP_R,
	ARM64_GUP_W,
	ARM64_FPTE,
	ARM64_COLUMNS,
};

struct arm64_image {
	const char *name;
	size_t rows;
	/*
	 * What GUP refuses for the page's sake, which no pte tells: secret memory, and in
	 * 6.12 pages without a mapping (gup_fast_folio_allowed() in mm/gup.c)
	 */
	const char *refused_page[3];
};

static const struct arm64_image arm64_images[] = {
	{ "arm64-4k-linux-6.1", 1079, { "secretmem" } },
	{ "arm64-16k-linux-6.12", 1536, { "secretmem", "mixedmap", "maps:[vdso]" } },
};

#define FOR_EACH_ARM64(image) for (image = arm64_images; image < arm64_images + 2; image++)

/*
 * The guest was asked about these addresses of the 4K image before their access flag
 * was cleared: PAR says mapped, but the table has AF=0, and TCR no hardware update.
 */
static const __u64 arm64_late[] = {
	0xffff8e2d2000, 0xffff8e2d3000, 0xffff8e2d4000, 0xffff8e2d5000,
	0xffff8e2d6000, 0xffff8e2d7000, 0xffff8e2d8000, 0xffff8e2d9000,
};

static int is_late(const struct arm64_image *image, __u64 va)
{
	size_t i;

	for (i = 0; i < sizeof(arm64_late) / sizeof(arm64_late[0]); i++)
		if (image == &arm64_images[0] && va == arm64_late[i])
			return 1;
	return 0;
}

/*
 * Arm ARM (DDI 0487), PAR_EL1: F, FST, ATTR and PA; the fault status codes end with
 * the manual's level.
 */
#define PAR_F		1ULL
#define PAR_FST(p)	((p) >> 1 & 0x3f)
#define PAR_PA		0x000ffffffffff000ULL
#define PAR_ATTR(p)	((p) >> 56)
#define FST_TRANSLATION 0x04
#define FST_ACCESS_FLAG 0x08
#define FST_PERMISSION	0x0c

static enum ptw_reason fault_reason(__u64 va, __u64 par)
{
	switch (PAR_FST(par) & ~3ULL) {
	case FST_TRANSLATION:
		return PTW_REASON_NOT_PRESENT;
	case FST_ACCESS_FLAG:
		return PTW_REASON_ACCESS_FLAG;
	case FST_PERMISSION:
		return PTW_REASON_PERMISSION;
	default:
		cr_assert_fail("0x%llx: PAR 0x%llx", va, par);
		return PTW_REASON_NONE;
	}
}

/* One access, judged by us and by the processor */
static void check_par(const struct ptw_space *space, __u64 va, unsigned int want, __u64 par)
{
	struct ptw_leaf leaf;
	int ret = ptw_follow(space, va, want, &leaf);

	same("faults", va, ret != 0, par & PAR_F);
	if (!(par & PAR_F)) {
		same("pa", va, leaf.pa & PAR_PA, par & PAR_PA);
		same("memory type", va, ptw_leaf_memtype(space, &leaf, NULL), PAR_ATTR(par));
		return;
	}
	same("reason", va, ptw_leaf_reason(&leaf), fault_reason(va, par));
	same("level", va, 3 - ptw_leaf_level(&leaf), PAR_FST(par) & 3);
}

/* What the independent walker says: mapped or not, address, size, run */
static void check_arm64_row(const struct answers *answers, size_t row, __u64 va,
			    const struct ptw_leaf *leaf)
{
	same("mapped", va, ptw_leaf_kind(leaf) == PTW_LEAF, answers_hex(answers, row, ARM64_VALID));
	same("level", va, 3 - ptw_leaf_level(leaf), answers_hex(answers, row, ARM64_LEVEL));
	same("pte", va, leaf->pte, answers_hex(answers, row, ARM64_DESC));
	if (ptw_leaf_kind(leaf) != PTW_LEAF)
		return;
	same("pa", va, leaf->pa, answers_hex(answers, row, ARM64_WPA));
	same("size", va, ptw_leaf_size(leaf), answers_hex(answers, row, ARM64_SIZE));
	same("run", va, 1ULL << ptw_leaf_run_shift(leaf), answers_hex(answers, row, ARM64_RUN));
	/* QEMU's own answer is for user code, and does not look at the access flag. */
	if (answers_none(answers, row, ARM64_PA))
		same("user rights", va, ptw_leaf_rights(leaf) & PTW_RIGHT_UR, 0);
	else
		same("pa", va, leaf->pa, answers_hex(answers, row, ARM64_PA));
}

static void open_arm64(const struct arm64_image *image, unsigned int flags, struct sample *sample,
		       struct answers *answers)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s.tsv", PTW_TEST_IMAGES, image->name);
	answers_read(answers, path, ARM64_COLUMNS);
	cr_assert_eq(answers->rows, image->rows);
	sample_open(sample, image->name, flags);
}

static void close_arm64(struct sample *sample, struct answers *answers)
{
	sample_close(sample);
	answers_free(answers);
}

Test(real_arm64, follow_agrees_with_an_independent_walker)
{
	const struct arm64_image *image;
	const unsigned int *view;
	struct answers answers;
	struct sample sample;
	struct ptw_leaf leaf;
	size_t row;
	__u64 va;

	FOR_EACH_ARM64(image) FOR_EACH_VIEW(view)
	{
		open_arm64(image, *view, &sample, &answers);
		for (row = 0; row < answers.rows; row++) {
			va = answers_hex(&answers, row, ARM64_VA);
			ptw_follow(&sample.space, va, 0, &leaf);
			check_arm64_row(&answers, row, va, &leaf);
		}
		close_arm64(&sample, &answers);
	}
}

Test(real_arm64, runs_that_linux_claims_are_runs)
{
	const struct arm64_image *image;
	const unsigned int *view;
	struct answers answers;
	struct sample sample;
	struct ptw_leaf leaf;
	size_t row;
	__u64 va;

	FOR_EACH_ARM64(image) FOR_EACH_VIEW(view)
	{
		open_arm64(image, *view, &sample, &answers);
		for (row = 0; row < answers.rows; row++) {
			va = answers_hex(&answers, row, ARM64_VA);
			ptw_follow(&sample.space, va, PTW_CHECK_RUN, &leaf);
			check_arm64_row(&answers, row, va, &leaf);
		}
		close_arm64(&sample, &answers);
	}
}

Test(real_arm64, rights_and_access_flag_are_those_of_the_processor)
{
	const struct arm64_image *image;
	const unsigned int *view;
	struct answers answers;
	struct sample sample;
	struct ptw_leaf leaf;
	size_t row;
	__u64 va;

	FOR_EACH_ARM64(image) FOR_EACH_VIEW(view)
	{
		open_arm64(image, *view, &sample, &answers);
		for (row = 0; row < answers.rows; row++) {
			va = answers_hex(&answers, row, ARM64_VA);
			if (is_late(image, va)) {
				same("return value", va,
				     (__u64)ptw_follow(&sample.space, va, PTW_WANT_READ, &leaf),
				     (__u64)-EACCES);
				same("reason", va, ptw_leaf_reason(&leaf), PTW_REASON_ACCESS_FLAG);
				continue;
			}
			check_par(&sample.space, va, PTW_WANT_READ | PTW_WANT_USER,
				  answers_hex(&answers, row, ARM64_E0R));
			check_par(&sample.space, va, PTW_WANT_WRITE | PTW_WANT_USER,
				  answers_hex(&answers, row, ARM64_E0W));
			check_par(&sample.space, va, PTW_WANT_READ,
				  answers_hex(&answers, row, ARM64_E1R));
		}
		close_arm64(&sample, &answers);
	}
}

static int is_refused_page(const struct arm64_image *image, const char *kind)
{
	size_t i;

	for (i = 0; i < 3; i++)
		if (image->refused_page[i] && !strcmp(kind, image->refused_page[i]))
			return 1;
	return 0;
}

/* Linux' own lockless walk, for a read or a write */
static void check_gup(const struct ptw_space *space, const struct answers *answers, size_t row,
		      unsigned int want, enum arm64_column column)
{
	__u64 va = answers_hex(answers, row, ARM64_VA);
	struct ptw_leaf leaf;
	int ret = ptw_follow(space, va, want | PTW_WANT_USER | PTW_WANT_OS, &leaf);

	same("GUP refuses", va, ret != 0, answers_none(answers, row, column));
	if (!ret)
		same("pa", va, leaf.pa, answers_hex(answers, row, column));
}

Test(real_arm64, want_os_grants_what_gup_granted)
{
	const struct arm64_image *image;
	struct answers answers;
	struct sample sample;
	size_t row;

	FOR_EACH_ARM64(image)
	{
		open_arm64(image, 0, &sample, &answers);
		for (row = 0; row < answers.rows; row++) {
			if (is_refused_page(image, answers_text(&answers, row, ARM64_KIND)))
				continue;
			check_gup(&sample.space, &answers, row, PTW_WANT_READ, ARM64_GUP_R);
			check_gup(&sample.space, &answers, row, PTW_WANT_WRITE, ARM64_GUP_W);
		}
		close_arm64(&sample, &answers);
	}
}

static const struct kind_state arm64_states[] = {
	{ "protnone", PTW_STATE_PROTNONE },	    { "thp-protnone", PTW_STATE_PROTNONE },
	{ "thp-split-detail", PTW_STATE_PROTNONE }, { "hugetlb-pmd", PTW_STATE_PROTNONE },
	{ "hugetlb-contpmd", PTW_STATE_PROTNONE },  { "swapped", PTW_STATE_SWAP },
	{ "hwpoison", PTW_STATE_HWPOISON },	    { NULL, PTW_STATE_NONE },
};

Test(real_arm64, soft_ptes_are_what_pagemap_says)
{
	const struct arm64_image *image;
	struct answers answers;
	struct sample sample;
	struct ptw_leaf leaf;
	size_t row;
	__u64 va;

	FOR_EACH_ARM64(image)
	{
		open_arm64(image, 0, &sample, &answers);
		for (row = 0; row < answers.rows; row++) {
			va = answers_hex(&answers, row, ARM64_VA);
			if (!ptw_follow(&sample.space, va, 0, &leaf))
				continue;
			if (!answers_hex(&answers, row, ARM64_DESC)) {
				same("kind", va, ptw_leaf_kind(&leaf), PTW_HOLE);
				continue;
			}
			same("kind", va, ptw_leaf_kind(&leaf), PTW_SOFT);
			same("state", va, ptw_leaf_state(&leaf),
			     kind_state(arm64_states, answers_text(&answers, row, ARM64_KIND)));
			check_pagemap(&sample.space, va, &leaf,
				      answers_hex(&answers, row, ARM64_PAGEMAP));
		}
		close_arm64(&sample, &answers);
	}
}

/* Everything iterate finds, to be searched by address */
struct items {
	struct ptw_item *item;
	size_t nr;
};

static void collect(const struct ptw_space *space, struct items *items)
{
	static struct ptw_cursor cursor;

	memset(items, 0, sizeof(*items));
	ptw_cursor_init(&cursor, space, 0, ~0ULL, 0);
	while (!ptw_iterate(&cursor)) {
		items->item = realloc(items->item, (items->nr + cursor.nr) * sizeof(*items->item));
		cr_assert(items->item);
		memcpy(items->item + items->nr, cursor.item, cursor.nr * sizeof(*items->item));
		items->nr += cursor.nr;
	}
}

/* The items that cover @va: how many, and the last of them */
static size_t covering(const struct items *items, __u64 va, struct ptw_item *found)
{
	size_t i, nr = 0;

	for (i = 0; i < items->nr; i++) {
		if (va - items->item[i].va >= ptw_leaf_size(&items->item[i].leaf))
			continue;
		*found = items->item[i];
		nr++;
	}
	return nr;
}

Test(real_arm64, iterate_agrees_with_an_independent_walker)
{
	const struct arm64_image *image;
	const unsigned int *view;
	struct answers answers;
	struct ptw_item found;
	struct sample sample;
	struct items items;
	size_t row;
	__u64 va;

	FOR_EACH_ARM64(image) FOR_EACH_VIEW(view)
	{
		open_arm64(image, *view, &sample, &answers);
		collect(&sample.space, &items);
		for (row = 0; row < answers.rows; row++) {
			va = answers_hex(&answers, row, ARM64_VA);
			same("items", va, covering(&items, va, &found),
			     answers_hex(&answers, row, ARM64_DESC) != 0);
			if (!answers_hex(&answers, row, ARM64_DESC))
				continue;
			if (ptw_leaf_kind(&found.leaf) == PTW_LEAF)
				found.leaf.pa += va - found.va;
			check_arm64_row(&answers, row, va, &found.leaf);
		}
		free(items.item);
		close_arm64(&sample, &answers);
	}
}

Test(real_arm64, tables_of_the_whole_process_are_in_the_image)
{
	const struct arm64_image *image;
	struct sample sample;
	struct items items;
	size_t i;

	FOR_EACH_ARM64(image)
	{
		sample_open(&sample, image->name, 0);
		collect(&sample.space, &items);
		cr_assert_gt(items.nr, 0);
		for (i = 0; i < items.nr; i++)
			same("is a leaf or soft", items.item[i].va,
			     ptw_leaf_kind(&items.item[i].leaf) == PTW_LEAF ||
				     ptw_leaf_kind(&items.item[i].leaf) == PTW_SOFT,
			     1);
		free(items.item);
		sample_close(&sample);
	}
}
