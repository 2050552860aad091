/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What one lookup costs, each way, inside the sequence and the retry of a consumer that
 * is tied to an mmu_notifier.
 */
#ifndef PTW_TEST_BENCH_H
#define PTW_TEST_BENCH_H

#include <ptw/space.h>
#include "ptw_test.h"

/* Of current->mm. Sleeps. Return: 0, -EINVAL, -EINTR, or what the notifier's says */
int bench_run(const struct ptw_space *space, struct ptw_test_bench *bench);

#endif /* PTW_TEST_BENCH_H */
