/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What one lookup costs, each way.
 */
#ifndef GUEST_BENCH_H
#define GUEST_BENCH_H

/* Print a line a figure. Under icount a nanosecond is an instruction. */
void bench_all(void);

/* A second thread takes mappings away: there must be retries, and no stale answer. */
void bench_retries(void);

#endif /* GUEST_BENCH_H */
