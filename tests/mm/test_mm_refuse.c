// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Each operation, with its first allocation refused, its second, and so on: of frames,
 * and of memory. It must say so, leave all as it was, and succeed when it is tried again;
 * and nothing may be lost.
 */
#include <criterion/criterion.h>
#include "rig.h"
#include "ptw_env_rcu.h"

/* More memory than any operation here allocates */
#define MOST 5

struct trial {
	const char *is;
	unsigned int blocks;
	void (*prepare)(struct rig *rig);
	int (*operation)(struct rig *rig);
	void (*after)(struct rig *rig);
};

static void some_pages(struct rig *rig)
{
	rig_map(rig, rig->base, 4 * rig->page, PTW_VMA_ANON, RW);
	rig_write(rig->mm, rig->base, 1);
	rig_write(rig->mm, rig->base + rig->page, 2);
	rig_write(rig->mm, rig->base + 2 * rig->page, 3);
}

static void after_pages(struct rig *rig)
{
	cr_assert_eq(rig_read(rig->mm, rig->base), 1);
	cr_assert_eq(rig_read(rig->mm, rig->base + 2 * rig->page), 3);
}

static void huge_page(struct rig *rig)
{
	rig_map_huge(rig, rig->base, rig->huge);
	rig_write(rig->mm, rig->base, 1);
	rig_write(rig->mm, rig->base + rig->page, 2);
	rig_write(rig->mm, rig->base + 2 * rig->page, 3);
}

static void small_pages(struct rig *rig)
{
	rig_map_huge(rig, rig->base, rig->huge);
	rig_make_small(rig, rig->base);
	rig_write(rig->mm, rig->base + 2 * rig->page, 3);
}

static void nothing(struct rig *rig)
{
	(void)rig;
}

static int map_file(struct rig *rig)
{
	struct ptw_vma vma = { .first = rig->base, .last = rig->base + 2 * rig->page - 1 };

	vma.kind = PTW_VMA_FILE;
	vma.rights = RW;
	return ptw_mm_map(rig->mm, &vma);
}

static void empty_file(struct rig *rig)
{
	cr_assert_eq(map_file(rig), 0);
}

static void empty_memory(struct rig *rig)
{
	rig_map(rig, rig->base, rig->page, PTW_VMA_ANON, RW);
}

static void empty_huge(struct rig *rig)
{
	rig_map_huge(rig, rig->base, rig->huge);
}

static void zero_page(struct rig *rig)
{
	empty_memory(rig);
	rig_read(rig->mm, rig->base);
}

static int write_word(struct rig *rig)
{
	return ptw_mm_write(rig->mm, rig->base, 4);
}

static int read_word(struct rig *rig)
{
	__u64 word;

	return ptw_mm_read(rig->mm, rig->base, &word);
}

static void after_write(struct rig *rig)
{
	cr_assert_eq(rig_read(rig->mm, rig->base), 4);
}

static int unmap_middle(struct rig *rig)
{
	return ptw_mm_unmap(rig->mm, rig->base + rig->page, rig->base + 2 * rig->page - 1);
}

static int protect_middle(struct rig *rig)
{
	return ptw_mm_protect(rig->mm, rig->base + rig->page, rig->base + 2 * rig->page - 1, RO);
}

static int move_middle(struct rig *rig)
{
	__u64 to = rig->base + rig->huge * rig->pages + rig->page;

	return ptw_mm_move(rig->mm, rig->base + rig->page, rig->base + 2 * rig->page - 1, to);
}

static int move_whole(struct rig *rig)
{
	__u64 to = rig->base + rig->huge * rig->pages;

	return ptw_mm_move(rig->mm, rig->base, rig->base + rig->huge - 1, to);
}

static void after_move(struct rig *rig)
{
	rig->base += rig->huge * rig->pages;
	after_pages(rig);
}

static int fork_once(struct rig *rig)
{
	struct ptw_mm *child;
	int ret = ptw_mm_fork(rig->mm, &child);

	cr_assert_eq(ret == 0, child != NULL);
	cr_assert_eq(ptw_mm_destroy(child), 0);
	return ret;
}

static void pinned_huge_page(struct rig *rig)
{
	huge_page(rig);
	cr_assert_eq(ptw_phys_pin(rig->phys, rig_pa(rig->mm, rig->base)), 0);
}

static void after_pinned(struct rig *rig)
{
	after_pages(rig);
	cr_assert_eq(ptw_phys_unpin(rig->phys, rig_pa(rig->mm, rig->base)), 0);
}

static int collapse(struct rig *rig)
{
	return ptw_mm_collapse(rig->mm, rig->base);
}

static int migrate(struct rig *rig)
{
	return ptw_mm_migrate(rig->mm, rig->base);
}

static int discard_middle(struct rig *rig)
{
	return ptw_mm_discard(rig->mm, rig->base + rig->page, rig->base + 2 * rig->page - 1);
}

static const struct trial trials[] = {
	{ "map", 0, nothing, map_file, nothing },
	{ "a read", 0, empty_memory, read_word, nothing },
	{ "a write", 0, empty_memory, write_word, after_write },
	{ "a write to the zero page", 0, zero_page, write_word, after_write },
	{ "a write to a file", 0, empty_file, write_word, after_write },
	{ "a huge page", 1, empty_huge, write_word, after_write },
	{ "unmap", 0, some_pages, unmap_middle, after_pages },
	{ "unmap of a huge page", 1, huge_page, unmap_middle, after_pages },
	{ "discard", 1, huge_page, discard_middle, after_pages },
	{ "mprotect", 0, some_pages, protect_middle, after_pages },
	{ "mprotect of a huge page", 1, huge_page, protect_middle, after_pages },
	{ "mremap", 0, some_pages, move_middle, after_pages },
	{ "mremap of a part of a huge page", 1, huge_page, move_middle, after_pages },
	{ "mremap of a huge page", 1, huge_page, move_whole, after_move },
	{ "mremap of a table", 1, small_pages, move_whole, after_move },
	{ "fork", 0, some_pages, fork_once, after_pages },
	{ "fork with a huge page", 1, huge_page, fork_once, after_pages },
	{ "fork with a pinned huge page", 2, pinned_huge_page, fork_once, after_pinned },
	{ "collapse", 1, small_pages, collapse, after_pages },
	{ "migration", 0, some_pages, migrate, after_pages },
	{ "migration of a huge page", 2, huge_page, migrate, after_pages },
};

/* What was done before it was refused must be undone, and it must succeed the next time. */
static void again(struct rig *rig, const struct trial *trial, __u64 free)
{
	int ret;

	ptw_phys_settle(rig->phys);
	/* Tables that a fault has made stay for the next one. */
	if (trial->operation != write_word && trial->operation != read_word)
		cr_assert_geq(ptw_phys_free(rig->phys), free, "%s: %s", rig->format, trial->is);
	ret = trial->operation(rig);
	cr_assert_eq(ret, 0, "%s: %s, again: %d", rig->format, trial->is, ret);
}

/* Return: 1 where frame number @frame was refused, plus 2 where the operation failed */
static int try(const struct trial *trial, const char *format, unsigned int frame,
	       unsigned int memory)
{
	struct rig rig;
	int ret, left;
	__u64 free;

	rig_begin(&rig, format, trial->blocks);
	trial->prepare(&rig);
	ptw_phys_settle(rig.phys);
	free = ptw_phys_free(rig.phys);
	ptw_phys_refuse(rig.phys, frame);
	ptw_env_refuse_alloc(memory);
	ret = trial->operation(&rig);
	left = ptw_phys_refuse(rig.phys, 0);
	ptw_env_refuse_alloc(0);
	cr_assert(!ret || ret == -ENOMEM, "%s: %s: %d", format, trial->is, ret);
	rig_check(&rig);
	if (ret)
		again(&rig, trial, free);
	trial->after(&rig);
	rig_end(&rig);
	return !left + (ret ? 2 : 0);
}

static void try_all(const char *format, unsigned int memory)
{
	unsigned int i, n, failed = 0;
	int tried;

	for (i = 0; i < sizeof(trials) / sizeof(trials[0]); i++) {
		for (n = 1, tried = 1; tried & 1; n++) {
			tried = try(&trials[i], format, n, 0);
			failed += tried >> 1;
		}
		for (n = 1; n <= memory; n++)
			failed += try(&trials[i], format, 0, n) >> 1;
	}
	cr_assert_gt(failed, 30, "%s: only %u failed", format, failed);
}

Test(mm_refuse, every_allocation_of_the_eyes_format)
{
	try_all("soft-tiny", MOST);
}

/* Where there are more levels; memory is no matter of formats. */
Test(mm_refuse, every_frame_of_x86)
{
	try_all("x86-64", 0);
}

/* Leave 40 frames. */
static void full(struct rig *rig)
{
	__u64 i, n, pa[256], eaten = 0;
	int ret = 0;

	while (ptw_phys_free(rig->phys) > 40)
		cr_assert_eq(ptw_phys_reserve(rig->phys, PTW_PAGE_RESERVED, 0, &pa[eaten++]), 0);
	rig_map(rig, rig->base, 60 * rig->page, PTW_VMA_ANON, RW);
	for (i = 0; !ret; i++)
		ret = ptw_mm_write(rig->mm, rig->base + i * rig->page, i);
	cr_assert_eq(ret, -ENOMEM);
	rig_check(rig);
	for (n = 0; n < i - 1; n++)
		cr_assert_eq(rig_read(rig->mm, rig->base + n * rig->page), n);
	cr_assert_eq(ptw_mm_discard(rig->mm, rig->base, rig->base + rig->page - 1), 0);
	rig_write(rig->mm, rig->base + (i - 2) * rig->page, 7);
	while (eaten--)
		cr_assert_eq(ptw_phys_release(rig->phys, pa[eaten]), 0);
}

Test(mm_refuse, an_arena_that_is_full_goes_on_when_something_is_freed)
{
	rig_sweep(full, 0);
}

Test(mm_refuse, nothing_is_made_by_halves)
{
	struct ptw_phys_config config = { .format = "x86-64", .frames = 8, .words = 1 };
	struct ptw_phys *phys;
	struct ptw_mm *mm;
	unsigned int n;
	__u64 free;

	for (n = 1; n <= 3; n++) {
		ptw_env_refuse_alloc(n);
		cr_assert_eq(ptw_phys_create(&config, &phys), -ENOMEM);
		cr_assert_null(phys);
	}
	ptw_env_refuse_alloc(0);
	cr_assert_eq(ptw_phys_create(&config, &phys), 0);
	free = ptw_phys_free(phys);
	for (n = 1; n <= 2; n++) {
		ptw_env_refuse_alloc(n);
		cr_assert_eq(ptw_mm_create(phys, "x86-64", &mm), -ENOMEM);
		cr_assert_null(mm);
	}
	ptw_env_refuse_alloc(0);
	ptw_phys_refuse(phys, 1);
	cr_assert_eq(ptw_mm_create(phys, "x86-64", &mm), -ENOMEM);
	cr_assert_eq(ptw_phys_free(phys), free);
	cr_assert_eq(ptw_phys_destroy(phys), 0);
}
