// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Bad use gets the answer the header documents, and changes nothing.
 */
#include <criterion/criterion.h>
#include "rig.h"

static void ranges(struct rig *rig)
{
	__u64 va = rig->base, page = rig->page, end = va + page - 1, word;

	rig_map(rig, va, page, PTW_VMA_ANON, RW);
	rig_write(rig->mm, va, 1);
	rig_forget(rig);
	cr_assert_eq(ptw_mm_unmap(rig->mm, va + 8, end), -EINVAL);
	cr_assert_eq(ptw_mm_unmap(rig->mm, va, end - 1), -EINVAL);
	cr_assert_eq(ptw_mm_unmap(rig->mm, end + 1, va - 1), -EINVAL);
	cr_assert_eq(ptw_mm_unmap(rig->mm, 0, ~0ULL), -EINVAL);
	cr_assert_eq(ptw_mm_unmap(rig->mm, va + page, end + page), -ENOENT);
	cr_assert_eq(ptw_mm_discard(rig->mm, va, end + page), -ENOENT);
	cr_assert_eq(ptw_mm_discard(rig->mm, va + 1, end), -EINVAL);
	cr_assert_eq(ptw_mm_protect(rig->mm, va, end + page, RO), -ENOENT);
	cr_assert_eq(ptw_mm_protect(rig->mm, va - page, end, RO), -ENOENT);
	cr_assert_eq(ptw_mm_protect(rig->mm, va, end - 1, RO), -EINVAL);
	cr_assert_eq(ptw_mm_protect(rig->mm, va, end, PTW_WANT_WRITE), -EINVAL);
	cr_assert_eq(ptw_mm_protect(rig->mm, va, end, PTW_WANT_USER | RO), -EINVAL);
	cr_assert_eq(ptw_mm_age(rig->mm, va + 1, end), -EINVAL);
	cr_assert_eq(ptw_mm_read(rig->mm, va + 4, &word), -EINVAL);
	cr_assert_eq(ptw_mm_read(rig->mm, va + page, &word), -EFAULT);
	cr_assert_eq(ptw_mm_read(rig->mm, ~7ULL, &word), -EFAULT);
	cr_assert_eq(ptw_mm_write(rig->mm, va + 16, 1), -ENXIO, "two words have data");
	cr_assert_eq(ptw_mm_fault(rig->mm, va + page, RO), -EFAULT);
	cr_assert_eq(ptw_mm_split(rig->mm, va), -ENOENT);
	cr_assert_eq(ptw_mm_split(rig->mm, va + page), -ENOENT);
	cr_assert_eq(ptw_mm_collapse(rig->mm, va), -EINVAL);
	cr_assert_eq(ptw_mm_collapse(rig->mm, va + rig->huge), -EINVAL);
	cr_assert_eq(rig->nr, 0, "and nothing is announced");
	cr_assert_eq(rig_read(rig->mm, va), 1);
}

Test(mm_use, ranges_and_addresses)
{
	rig_sweep(ranges, 0);
}

static void moves(struct rig *rig)
{
	__u64 va = rig->base, page = rig->page, end = va + 2 * page - 1, to = va + rig->huge;

	rig_map(rig, va, 2 * page, PTW_VMA_ANON, RW);
	rig_map(rig, to, page, PTW_VMA_ANON, RW);
	rig_write(rig->mm, va, 1);
	rig_forget(rig);
	cr_assert_eq(ptw_mm_move(rig->mm, va, end, to), -EEXIST);
	cr_assert_eq(ptw_mm_move(rig->mm, va, end, to - page), -EEXIST);
	cr_assert_eq(ptw_mm_move(rig->mm, va, end, va + page), -EINVAL);
	cr_assert_eq(ptw_mm_move(rig->mm, va, end, va), -EINVAL);
	cr_assert_eq(ptw_mm_move(rig->mm, va, end, to + 8), -EINVAL);
	cr_assert_eq(ptw_mm_move(rig->mm, va, end, ~(page - 1)), -EINVAL);
	cr_assert_eq(ptw_mm_move(rig->mm, va, end + page, va + 2 * rig->huge), -ENOENT);
	cr_assert_eq(ptw_mm_move(rig->mm, va - page, end, va + 2 * rig->huge), -ENOENT);
	cr_assert_eq(rig->nr, 0);
	cr_assert_eq(rig_read(rig->mm, va), 1);
}

Test(mm_use, moves)
{
	rig_sweep(moves, 0);
}

static int ask(struct rig *rig, struct ptw_vma vma)
{
	if (!vma.first) {
		vma.first = rig->base;
		vma.last = rig->base + rig->page - 1;
	}
	return ptw_mm_map(rig->mm, &vma);
}

static void mappings(struct rig *rig)
{
	__u64 page = rig->page, normal, reserved, device;
	struct ptw_vma vma = { .kind = PTW_VMA_PFNMAP, .rights = RW };

	cr_assert_eq(ptw_phys_reserve(rig->phys, PTW_PAGE_RESERVED, 0, &reserved), 0);
	cr_assert_eq(ptw_phys_reserve(rig->phys, PTW_PAGE_ZONE_DEVICE, 0, &device), 0);
	rig_map(rig, rig->base + page, page, PTW_VMA_ANON, RW);
	rig_write(rig->mm, rig->base + page, 1);
	normal = rig_pa(rig->mm, rig->base + page);
	cr_assert_eq(ask(rig, (struct ptw_vma){ .kind = 5, .rights = RW }), -EINVAL);
	cr_assert_eq(ask(rig, (struct ptw_vma){ .rights = PTW_WANT_EXEC }), -EINVAL);
	cr_assert_eq(ask(rig, (struct ptw_vma){ .rights = RW, .flags = 2 }), -EINVAL);
	cr_assert_eq(ask(rig, (struct ptw_vma){ .rights = RW, .pa = page }), -EINVAL);
	cr_assert_eq(ask(rig, (struct ptw_vma){ .rights = RW, .level = 1 }), -EINVAL);
	cr_assert_eq(ask(rig, (struct ptw_vma){ .kind = PTW_VMA_SECRET, .flags = PTW_VMA_HUGE }),
		     -EINVAL);
	cr_assert_eq(ask(rig, (struct ptw_vma){ .first = rig->base, .last = rig->base + 1 }),
		     -EINVAL);
	cr_assert_eq(ask(rig, (struct ptw_vma){ .first = rig->base, .last = ~0ULL }), -EINVAL);
	vma.pa = normal;
	cr_assert_eq(ask(rig, vma), -EINVAL, "its references are counted");
	vma.pa = 0;
	cr_assert_eq(ask(rig, vma), -EINVAL, "the zero page");
	vma.pa = device;
	cr_assert_eq(ask(rig, vma), -EINVAL);
	vma.pa = reserved + 8;
	cr_assert_eq(ask(rig, vma), -EINVAL);
	vma.pa = 1ULL << rig->primary->space->pa_bits;
	cr_assert_eq(ask(rig, vma), -EINVAL, "wider than the format's addresses");
	vma.pa = reserved;
	vma.level = 3;
	cr_assert_eq(ask(rig, vma), -EINVAL, "no leaves there");
	vma.level = 0;
	vma.kind = PTW_VMA_DEVICE;
	cr_assert_eq(ask(rig, vma), -EINVAL, "no device memory");
	vma.pa = 1ULL << 40;
	cr_assert_eq(ask(rig, vma), -EINVAL, "no struct pages");
	vma.first = rig->base;
	vma.last = rig->base + 2 * page - 1;
	vma.kind = PTW_VMA_ANON;
	vma.pa = 0;
	cr_assert_eq(ask(rig, vma), -EEXIST);
	rig_check(rig);
	cr_assert_eq(ptw_phys_release(rig->phys, reserved), 0);
	cr_assert_eq(ptw_phys_release(rig->phys, device), 0);
}

Test(mm_use, mappings)
{
	rig_sweep(mappings, 0);
}

Test(mm_use, formats)
{
	struct ptw_phys_config config = { .format = "x86-64", .frames = 16, .words = 1 };
	struct ptw_phys *phys;
	struct ptw_mm *mm;

	cr_assert_eq(ptw_phys_create(&config, &phys), 0);
	cr_assert_eq(ptw_mm_create(phys, "x86-63", &mm), -ENOENT);
	cr_assert_null(mm);
	cr_assert_eq(ptw_mm_create(phys, "arm64-64k", &mm), -EINVAL, "other pages");
	cr_assert_eq(ptw_mm_create(phys, "soft-tiny", &mm), -EINVAL, "other slots");
	cr_assert_eq(ptw_mm_create(phys, "arm64-4k-lpa2", &mm), -EINVAL, "cannot be written");
	cr_assert_eq(ptw_mm_create(phys, "arm64-4k", &mm), 0, "the same pages and slots");
	cr_assert_eq(ptw_phys_destroy(phys), -EBUSY);
	cr_assert_eq(ptw_mm_destroy(mm), 0);
	cr_assert_eq(ptw_mm_destroy(NULL), 0);
	cr_assert_eq(ptw_phys_destroy(phys), 0);
	cr_assert_eq(ptw_phys_destroy(NULL), 0);
}
