// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What is dropped, when a fault is told to retry, and what is forgotten about age. */
#include "flat.h"

#define M(n) ((__u64)(n) << 20)

static int fault(__u64 gpa, unsigned int want)
{
	memset(&found, 0xaa, sizeof(found));
	return ptw_shadow_fault(shadow, gpa, want, &found);
}

/* Sixteen pages at hva 0x10000, from pa 0x100000 on, at gpa 0x40000; all mapped */
static void make(void)
{
	unsigned int i;

	flat_make("x86-64");
	flat_region(0x40000, 0x10000, 0x10000);
	for (i = 0; i < 16; i++) {
		flat_map(i, 0x10000 + i * 0x1000, 0x100000 + i * 0x1000, 12, 1);
		cr_assert_eq(fault(0x40000 + i * 0x1000, PTW_WANT_WRITE), 0);
	}
}

/* One page at the same places, not mapped yet; @meanwhile comes whenever it was found. */
static void make_page(void (*meanwhile)(void))
{
	flat_make("x86-64");
	flat_region(0x40000, 0x10000, 0x1000);
	flat_map(0, 0x10000, 0x100000, 12, 1);
	flat.meanwhile = meanwhile;
}

/* Which of the sixteen are mapped */
static unsigned int mapped(void)
{
	unsigned int i, bits = 0;

	for (i = 0; i < 16; i++)
		if (flat_read(0x40000 + i * 0x1000) == 0x100000 + i * 0x1000)
			bits |= 1u << i;
	return bits;
}

Test(invalidate, begin_drops_the_range_and_nothing_else)
{
	static const struct {
		__u64 first, last;
		unsigned int left;
	} rows[] = {
		{ 0x0, 0xffff, 0xffff },      { 0x20000, ~0ULL, 0xffff },
		{ 0x10000, 0x10000, 0xfffe }, { 0x1ffff, 0x20000, 0x7fff },
		{ 0x13fff, 0x15000, 0xffc7 }, { 0, ~0ULL, 0 },
		{ 0x10800, 0x10fff, 0xfffe },
	};
	struct ptw_invalidation range = { .event = PTW_EVENT_UNMAP };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		make();
		range.first = rows[i].first;
		range.last = rows[i].last;
		cr_assert_eq(ptw_notifier_begin(flat.primary.notifier, &range), 0);
		cr_assert_eq(mapped(), rows[i].left, "row %u: 0x%x", i, mapped());
		cr_assert_eq(ptw_notifier_end(&range), 0);
		cr_assert_eq(mapped(), rows[i].left, "row %u", i);
	}
}

/* No event is less than another: each drops, and each moves the sequence. */
Test(invalidate, every_event_is_obeyed)
{
	unsigned int event;

	for (event = 0; event < PTW_EVENTS; event++) {
		make();
		flat_invalidate(0x10000, 0x1ffff, (enum ptw_event)event, NULL);
		cr_assert_eq(mapped(), 0, "event %u", event);
		flat_stats();
		cr_assert(stats.locks == 1 && stats.zaps == 16 && stats.flushes == 1);
	}
}

Test(invalidate, a_large_mapping_goes_as_a_whole)
{
	flat_make("x86-64");
	flat_region(M(2), M(4), M(4));
	flat_map(0, M(4), M(64), 21, 1);
	flat_map(1, M(6), M(66), 21, 1);
	cr_assert_eq(fault(M(2), PTW_WANT_WRITE), 0);
	cr_assert_eq(fault(M(4), PTW_WANT_WRITE), 0);
	flat_invalidate(M(6) - 1, M(6) - 1, PTW_EVENT_CLEAR, NULL);
	cr_assert_eq(flat_read(M(2)), ~0ULL);
	cr_assert_eq(flat_read(M(4)), M(66));
}

/* Two regions stand for the same addresses, a third one for some of them. */
Test(invalidate, all_regions_of_an_address_are_hit)
{
	flat_make("x86-64");
	flat_map(0, 0x10000, 0x100000, 12, 1);
	flat_map(1, 0x11000, 0x101000, 12, 1);
	flat_region(0x100000, 0x10000, 0x2000);
	flat_region(0x200000, 0x10000, 0x2000);
	flat_region(0x300000, 0x11000, 0x1000);
	cr_assert_eq(fault(0x100000, PTW_WANT_READ), 0);
	cr_assert_eq(fault(0x101000, PTW_WANT_READ), 0);
	cr_assert_eq(fault(0x200000, PTW_WANT_READ), 0);
	cr_assert_eq(fault(0x201000, PTW_WANT_READ), 0);
	cr_assert_eq(fault(0x300000, PTW_WANT_READ), 0);
	flat_invalidate(0x11000, 0x11fff, PTW_EVENT_UNMAP, NULL);
	cr_assert_eq(flat_read(0x100000), 0x100000);
	cr_assert_eq(flat_read(0x101000), ~0ULL);
	cr_assert_eq(flat_read(0x200000), 0x100000);
	cr_assert_eq(flat_read(0x201000), ~0ULL);
	cr_assert_eq(flat_read(0x300000), ~0ULL);
	flat_stats();
	cr_assert(stats.locks == 1 && stats.zaps == 3);
}

/* N3: what hits nothing takes no lock, and tells nobody to retry. */
Test(invalidate, a_storm_of_others_ranges_costs_nothing)
{
	__u64 i;

	make();
	for (i = 0; i < 1000; i++) {
		flat_invalidate(0x20000 + i * 0x1000, 0x20fff + i * 0x1000, PTW_EVENT_UNMAP, NULL);
		flat_invalidate(0x0, 0xffff, PTW_EVENT_UNMAP, NULL);
	}
	flat_stats();
	cr_assert(stats.locks == 0 && stats.retries == 0 && stats.hinted == 0);
	cr_assert_eq(mapped(), 0xffff);
}

static void move_page(void)
{
	flat_map(0, 0x10000, 0x900000, 12, 1);
}

static unsigned int times;

static void move_once(void)
{
	if (!times++)
		flat_invalidate(0x10000, 0x10fff, PTW_EVENT_CLEAR, move_page);
}

static void move_always(void)
{
	times++;
	flat_invalidate(0x10000, 0x10fff, PTW_EVENT_CLEAR, NULL);
}

/* The answer was found, then the page was replaced: the fault must not install it. */
Test(invalidate, a_fault_that_was_overtaken_looks_again)
{
	make_page(move_once);
	cr_assert_eq(fault(0x40000, PTW_WANT_READ), 0);
	cr_assert_eq(found.retries, 1);
	cr_assert_eq(flat.lookups, 2);
	cr_assert_eq(flat_read(0x40000), 0x900000);
	flat_stats();
	cr_assert_eq(stats.hinted + stats.retries, 1);
}

Test(invalidate, a_fault_that_is_always_overtaken_gives_up)
{
	make_page(move_always);
	cr_assert_eq(fault(0x40000, PTW_WANT_READ), -EAGAIN);
	cr_assert(times == 3 && found.retries == 2);
	cr_assert_eq(flat_read(0x40000), ~0ULL);
	cr_assert_eq(flat.marked, 0);
}

static struct ptw_invalidation pending = { .first = 0x10000, .last = 0x10fff };

static void begin_once(void)
{
	if (!times++)
		cr_assert_eq(ptw_notifier_begin(flat.primary.notifier, &pending), 0);
}

/* In progress, and not over: nothing of the range can be installed until it is. */
Test(invalidate, nothing_is_installed_between_begin_and_end)
{
	make_page(begin_once);
	cr_assert_eq(fault(0x40000, PTW_WANT_READ), -EAGAIN);
	cr_assert_eq(fault(0x40000, PTW_WANT_READ), -EAGAIN);
	cr_assert_eq(flat_read(0x40000), ~0ULL);
	cr_assert_eq(ptw_notifier_end(&pending), 0);
	cr_assert_eq(fault(0x40000, PTW_WANT_READ), 0);
	cr_assert_eq(flat_read(0x40000), 0x100000);
}

static void remove_region(void)
{
	cr_assert_eq(ptw_shadow_remove_region(shadow, 0x40000), times++ ? -ENOENT : 0);
}

static void exchange_region(void)
{
	if (times++)
		return;
	cr_assert_eq(ptw_shadow_remove_region(shadow, 0x40000), 0);
	flat_region(0x40000, 0x11000, 0x1000);
}

Test(invalidate, a_region_that_went_meanwhile_has_nothing_installed)
{
	make_page(remove_region);
	cr_assert_eq(fault(0x40000, PTW_WANT_READ), -ENOENT);
	cr_assert(found.hva == 0 && found.page.leaf.pa == 0 && found.why == PTW_WHY_RANGE);
	cr_assert_eq(found.retries, 1);
	cr_assert_eq(flat_read(0x40000), ~0ULL);
}

Test(invalidate, a_region_that_was_exchanged_meanwhile_is_looked_at_anew)
{
	make_page(exchange_region);
	flat_map(1, 0x11000, 0x200000, 12, 1);
	cr_assert_eq(fault(0x40000, PTW_WANT_READ), 0);
	cr_assert_eq(flat_read(0x40000), 0x200000);
	flat_stats();
	cr_assert_eq(stats.retries, 1);
}

/* A3: made again as it was, the zap was for nothing. With another page or right it was not. */
Test(invalidate, a_zap_for_nothing_is_counted)
{
	make();
	flat_invalidate(0x10000, 0x10fff, PTW_EVENT_PROTECTION_VMA, NULL);
	cr_assert_eq(fault(0x40000, PTW_WANT_WRITE), 0);
	flat_stats();
	cr_assert_eq(stats.wasted, 1);
	flat_invalidate(0x10000, 0x10fff, PTW_EVENT_CLEAR, move_page);
	cr_assert_eq(fault(0x40000, PTW_WANT_WRITE), 0);
	flat_stats();
	cr_assert_eq(stats.wasted, 1);
	flat_invalidate(0x10000, 0x10fff, PTW_EVENT_PROTECTION_PAGE, NULL);
	flat.mapping[0].writable = 0;
	cr_assert_eq(fault(0x40000, PTW_WANT_READ), 0);
	flat_stats();
	cr_assert_eq(stats.wasted, 1);
	cr_assert_eq(fault(0x40000, PTW_WANT_READ), 0);
	flat_stats();
	cr_assert_eq(stats.wasted, 1, "a fault that changes nothing wasted nothing");
}

Test(invalidate, a_page_is_young_until_it_is_asked)
{
	struct ptw_notifier *notifier;

	make();
	notifier = flat.primary.notifier;
	cr_assert_eq(ptw_notifier_test_young(notifier, 0x10000, 0x10fff), 1);
	cr_assert_eq(ptw_notifier_clear_young(notifier, 0x10000, 0x10fff), 1);
	cr_assert_eq(ptw_notifier_clear_young(notifier, 0x10000, 0x10fff), 0);
	cr_assert_eq(ptw_notifier_test_young(notifier, 0x10000, 0x10fff), 0);
	cr_assert_eq(ptw_notifier_test_young(notifier, 0x11000, 0x11fff), 1);
	cr_assert_eq(flat_read(0x40000), 0x100000);
	cr_assert_eq(ptw_notifier_test_young(notifier, 0x10000, 0x10fff), 1);
	cr_assert_eq(ptw_notifier_test_young(notifier, 0x20000, ~0ULL), 0);
	flat_stats();
	cr_assert_eq(stats.locks, 0);
}

/* An address space that ends leaves nothing. */
Test(invalidate, a_release_drops_everything)
{
	make();
	ptw_notifier_release(flat.primary.notifier);
	cr_assert_eq(mapped(), 0);
}

static void begin_elsewhere(void)
{
	pending.first = 0x18000;
	pending.last = 0x18fff;
	begin_once();
}

/* Another part of the same region is being invalidated, and goes on to be. */
Test(invalidate, a_fault_outside_the_range_is_not_told_to_retry)
{
	make();
	flat_map(0, 0x10000, 0x900000, 12, 1);
	flat.meanwhile = begin_elsewhere;
	cr_assert_eq(fault(0x40000, PTW_WANT_READ), 0);
	cr_assert_eq(found.retries, 0);
	cr_assert_eq(flat_read(0x40000), 0x900000);
	cr_assert_eq(ptw_notifier_end(&pending), 0);
}

static void release_once(void)
{
	if (!times++)
		ptw_notifier_release(flat.primary.notifier);
}

/* What was found before it must not be mapped after it: nobody would drop it any more. */
Test(invalidate, nothing_is_mapped_after_a_release)
{
	make_page(release_once);
	cr_assert_eq(fault(0x40000, PTW_WANT_READ), -EFAULT);
	cr_assert_eq(fault(0x40000, PTW_WANT_READ), -EFAULT);
	cr_assert_eq(flat_read(0x40000), ~0ULL);
	cr_assert_eq(flat.marked, 0);
}
