/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What one lookup costs, each way.
 */
#ifndef GUEST_BENCH_H
#define GUEST_BENCH_H

#include "../ptw_test.h"
#include "kinds.h"

/* Print a line a figure. Under icount a nanosecond is an instruction. */
void bench_all(void);

extern const char *const bench_names[PTW_BENCH_KINDS];

/*
 * Look all of an area up once, in one way; with a check of each answer that is installed.
 * Return: 0, or -1 with errno
 */
int bench_once(int device, const struct area *area, unsigned int kind, unsigned int write,
	       unsigned int check, struct ptw_test_bench *bench);

#endif /* GUEST_BENCH_H */
