// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* When a walk's answer must be thrown away. */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <ptw/notifier.h>
#include "ptw_env.h"

static struct ptw_sequence *s;
static int is_held = 1;

static int held(void *lock)
{
	return *(int *)lock;
}

static void make(void)
{
	s = ptw_sequence_create(held, &is_held);
	cr_assert_not_null(s);
}

/* Of a sequence read now: what is from @first to @last retries, what is next to it does not. */
static void retries_exactly(__u64 first, __u64 last)
{
	__u64 read = ptw_sequence_read(s);

	cr_assert_eq(ptw_sequence_retry(s, read, first - 1), 0);
	cr_assert_eq(ptw_sequence_retry(s, read, first), 1);
	cr_assert_eq(ptw_sequence_retry(s, read, first + (last - first) / 2), 1);
	cr_assert_eq(ptw_sequence_retry(s, read, last), 1);
	cr_assert_eq(ptw_sequence_retry(s, read, last + 1), 0);
	/* Nobody changes anything meanwhile, so the hint is as good. */
	cr_assert_eq(ptw_sequence_hint(s, read, first - 1), 0);
	cr_assert_eq(ptw_sequence_hint(s, read, first), 1);
	cr_assert_eq(ptw_sequence_hint(s, read, last), 1);
	cr_assert_eq(ptw_sequence_hint(s, read, last + 1), 0);
}

Test(sequence, without_invalidation_nothing_is_retried)
{
	__u64 read;

	make();
	read = ptw_sequence_read(s);
	cr_assert_eq(ptw_sequence_retry(s, read, 0), 0);
	cr_assert_eq(ptw_sequence_hint(s, read, 0), 0);
}

Test(sequence, an_invalidation_in_progress_retries_its_range)
{
	make();
	ptw_sequence_begin(s, 0x1000, 0x1fff);
	retries_exactly(0x1000, 0x1fff);
}

/* One that began and ended in between is seen by the sequence alone, wherever it was. */
Test(sequence, an_end_makes_every_earlier_sequence_old)
{
	__u64 before, between, after;

	make();
	before = ptw_sequence_read(s);
	ptw_sequence_begin(s, 0x1000, 0x1fff);
	between = ptw_sequence_read(s);
	cr_assert_eq(ptw_sequence_end(s), 0);
	after = ptw_sequence_read(s);
	cr_assert_eq(ptw_sequence_retry(s, before, 0x1000), 1);
	cr_assert_eq(ptw_sequence_retry(s, between, 0x1000), 1);
	cr_assert_eq(ptw_sequence_retry(s, between, 0x9000), 1);
	cr_assert_eq(ptw_sequence_retry(s, after, 0x1000), 0);
	cr_assert_eq(ptw_sequence_hint(s, between, 0x9000), 1);
	cr_assert_eq(ptw_sequence_hint(s, after, 0x1000), 0);
}

Test(sequence, several_ranges_are_one_hull_until_all_have_ended)
{
	make();
	ptw_sequence_begin(s, 0x5000, 0x5fff);
	ptw_sequence_begin(s, 0x1000, 0x1fff);
	cr_assert_eq(ptw_sequence_end(s), 0);
	retries_exactly(0x1000, 0x5fff);
	cr_assert_eq(ptw_sequence_end(s), 0);
	ptw_sequence_begin(s, 0x8000, 0x8fff);
	retries_exactly(0x8000, 0x8fff);
	cr_assert_eq(ptw_sequence_end(s), 0);
	ptw_sequence_begin(s, 0x3000, 0x3fff);
	retries_exactly(0x3000, 0x3fff);
}

/* Race R: of two that overlap, the first to end moves the sequence, and so does the other. */
Test(sequence, each_end_moves_the_sequence)
{
	__u64 first, second;

	make();
	ptw_sequence_begin(s, 0, ~0ULL);
	ptw_sequence_begin(s, 0, ~0ULL);
	first = ptw_sequence_read(s);
	cr_assert_eq(ptw_sequence_end(s), 0);
	second = ptw_sequence_read(s);
	cr_assert_neq(first, second);
	cr_assert_eq(ptw_sequence_end(s), 0);
	cr_assert_eq(ptw_sequence_retry(s, second, 0), 1);
}

Test(sequence, what_has_not_begun_does_not_end)
{
	__u64 read;

	make();
	read = ptw_sequence_read(s);
	cr_assert_eq(ptw_sequence_end(s), -EINVAL);
	cr_assert_eq(ptw_sequence_leave(s), -EINVAL);
	cr_assert_eq(ptw_sequence_retry(s, read, 0), 0);
}

static void *leave(void *unused)
{
	(void)unused;
	return (void *)(long)ptw_sequence_leave(s);
}

Test(sequence, closing_waits_for_who_is_active)
{
	pthread_t thread;
	void *ret;

	make();
	ptw_sequence_enter(s);
	cr_assert_eq(ptw_sequence_destroy(s), -EBUSY);
	cr_assert_eq(pthread_create(&thread, NULL, leave, NULL), 0);
	ptw_sequence_close(s); /* returns because the other thread leaves */
	ptw_sequence_open(s);
	pthread_join(thread, &ret);
	cr_assert_eq((long)ret, 0);
	cr_assert_eq(ptw_sequence_destroy(s), 0);
	cr_assert_eq(ptw_sequence_destroy(NULL), 0);
}

#ifdef PTW_DEBUG_CHECKS
Test(sequence, a_retry_without_the_lock_is_a_warning, .signal = SIGABRT)
{
	make();
	cr_redirect_stderr();
	setenv("PTW_WARN_FATAL", "1", 1);
	is_held = 0;
	ptw_sequence_retry(s, 0, 0);
}
#endif
