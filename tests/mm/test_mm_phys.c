// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The arena by itself: frames taken, held, pinned, given back; words of data.
 */
#include <criterion/criterion.h>
#include "rig.h"

static struct ptw_phys *arena(__u32 frames, __u32 words, __u32 tear)
{
	struct ptw_phys_config config = { "x86-64", frames, words, tear };
	struct ptw_phys *phys;

	cr_assert_eq(ptw_phys_create(&config, &phys), 0);
	return phys;
}

Test(mm_phys, what_an_arena_cannot_be)
{
	static const struct ptw_phys_config bad[] = {
		{ "x86-64", 1, 1, 0 },	       { "x86-64", 16, 0, 0 }, { "x86-64", 16, 513, 0 },
		{ "x86-64", ~0u, 1, 0 },       { NULL, 16, 1, 0 },     { "none", 16, 1, 0 },
		{ "arm64-64k-lpa", 16, 1, 0 },
	};
	struct ptw_phys *phys;
	unsigned int i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		cr_assert_eq(ptw_phys_create(&bad[i], &phys), -EINVAL, "%u", i);
		cr_assert_null(phys);
	}
}

Test(mm_phys, frame_0_is_the_zero_page)
{
	struct ptw_phys *phys = arena(4, 2, 0);
	struct ptw_frame frame;
	__u64 word, bytes;

	cr_assert_eq(ptw_phys_frame(phys, 8, &frame), 0);
	cr_assert_eq(frame.kind, PTW_PAGE_ZERO);
	cr_assert_eq(ptw_phys_load(phys, 8, &word), 0);
	cr_assert_eq(word, 0);
	cr_assert_eq(ptw_phys_free(phys), 3);
	cr_assert_not_null(ptw_phys_memory(phys, &bytes));
	cr_assert_eq(bytes, 4 * 4096);
	cr_assert_eq(ptw_phys_pin(phys, 0), 0);
	cr_assert_eq(ptw_phys_destroy(phys), -EBUSY);
	cr_assert_eq(ptw_phys_unpin(phys, 0), 0);
	cr_assert_eq(ptw_phys_destroy(phys), 0);
}

Test(mm_phys, words_are_where_data_is)
{
	struct ptw_phys *phys = arena(4, 2, 0);
	__u64 word, pa;

	cr_assert_eq(ptw_phys_reserve(phys, PTW_PAGE_RESERVED, 0, &pa), 0);
	cr_assert_eq(ptw_phys_store(phys, pa + 8, 5), 0);
	cr_assert_eq(ptw_phys_load(phys, pa + 8, &word), 0);
	cr_assert_eq(word, 5);
	cr_assert_eq(ptw_phys_load(phys, pa + 16, &word), -EFAULT);
	cr_assert_eq(ptw_phys_load(phys, pa + 4, &word), -EINVAL);
	cr_assert_eq(ptw_phys_load(phys, 4 * 4096, &word), -EFAULT);
	cr_assert_eq(ptw_phys_store(phys, pa + 16, 1), -EFAULT);
	cr_assert_eq(ptw_phys_store(phys, pa + 1, 1), -EINVAL);
	cr_assert_eq(ptw_phys_release(phys, pa), 0);
	cr_assert_eq(ptw_phys_destroy(phys), 0);
}

Test(mm_phys, torn_words_are_the_same_words)
{
	struct ptw_phys *phys = arena(4, 1, 1);
	__u64 word, pa;

	cr_assert_eq(ptw_phys_reserve(phys, PTW_PAGE_RESERVED, 0, &pa), 0);
	cr_assert_eq(ptw_phys_store(phys, pa, 0x1122334455667788ULL), 0);
	cr_assert_eq(ptw_phys_load(phys, pa, &word), 0);
	cr_assert_eq(word, 0x1122334455667788ULL);
	cr_assert_eq(ptw_phys_release(phys, pa), 0);
	cr_assert_eq(ptw_phys_destroy(phys), 0);
}

Test(mm_phys, a_table_is_no_data)
{
	struct rig rig;
	__u64 root;

	rig_begin(&rig, "x86-64", 0);
	root = rig.primary->space->half[0].root;
	cr_assert_eq(ptw_phys_store(rig.phys, root, 1), -EFAULT);
	cr_assert_eq(ptw_phys_pin(rig.phys, root), -EOPNOTSUPP);
	rig_end(&rig);
}

Test(mm_phys, blocks_are_reserved_and_released_whole)
{
	struct ptw_phys *phys = arena(64, 1, 0);
	struct ptw_frame frame;
	__u64 pa, other;

	cr_assert_eq(ptw_phys_reserve(phys, PTW_PAGE_NORMAL, 0, &pa), -EINVAL);
	cr_assert_eq(ptw_phys_reserve(phys, PTW_PAGE_RESERVED, 6, &pa), -ENOMEM);
	cr_assert_eq(ptw_phys_reserve(phys, PTW_PAGE_RESERVED, 40, &pa), -ENOMEM);
	cr_assert_eq(ptw_phys_reserve(phys, PTW_PAGE_ZONE_DEVICE, 4, &pa), 0);
	cr_assert_eq(pa & 0xffff, 0, "aligned to its size");
	cr_assert_eq(ptw_phys_frame(phys, pa + 4096, &frame), 0);
	cr_assert_eq(frame.kind, PTW_PAGE_ZONE_DEVICE);
	cr_assert_eq(frame.refs, 1);
	cr_assert_eq(ptw_phys_release(phys, pa + 4096), -EINVAL);
	cr_assert_eq(ptw_phys_release(phys, 0), -EINVAL);
	cr_assert_eq(ptw_phys_release(phys, 64 * 4096), -EINVAL);
	cr_assert_eq(ptw_phys_pin(phys, pa + 4096), 0);
	cr_assert_eq(ptw_phys_release(phys, pa), -EBUSY);
	cr_assert_eq(ptw_phys_frame(phys, pa, &frame), 0);
	cr_assert_eq(frame.refs, 1, "as it was");
	cr_assert_eq(ptw_phys_unpin(phys, pa + 4096), 0);
	cr_assert_eq(ptw_phys_release(phys, pa), 0);
	cr_assert_eq(ptw_phys_reserve(phys, PTW_PAGE_NONE, 0, &other), 0);
	cr_assert_eq(ptw_phys_pin(phys, other), -EOPNOTSUPP);
	cr_assert_eq(ptw_phys_release(phys, other), 0);
	cr_assert_eq(ptw_phys_destroy(phys), 0);
}

Test(mm_phys, pins)
{
	struct ptw_frame frame;
	struct rig rig;
	__u64 pa;

	rig_begin(&rig, "x86-64", 0);
	rig_map(&rig, rig.base, rig.page, PTW_VMA_ANON, RW);
	rig_write(rig.mm, rig.base, 3);
	pa = rig_pa(rig.mm, rig.base);
	cr_assert_eq(ptw_phys_unpin(rig.phys, pa), -ENOENT);
	cr_assert_eq(ptw_phys_pin(rig.phys, pa), 0);
	cr_assert_eq(ptw_mm_unmap(rig.mm, rig.base, rig.base + rig.page - 1), 0);
	cr_assert_eq(ptw_phys_frame(rig.phys, pa, &frame), 0);
	cr_assert_eq(frame.refs, 1, "the pin keeps the page");
	cr_assert_eq(frame.pins, 1);
	cr_assert_eq(frame.mapcount, 0);
	cr_assert_eq(ptw_phys_unpin(rig.phys, pa), 0);
	cr_assert_eq(ptw_phys_pin(rig.phys, pa), -ENOENT, "nobody holds it any more");
	cr_assert_eq(ptw_phys_pin(rig.phys, 1ULL << 40), -EFAULT);
	cr_assert_eq(ptw_phys_unpin(rig.phys, 1ULL << 40), -EFAULT);
	cr_assert_eq(ptw_phys_frame(rig.phys, 1ULL << 40, &frame), -EFAULT);
	rig_end(&rig);
}
