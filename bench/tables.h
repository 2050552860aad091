/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Page tables to walk, in memory of their own: tables stand in random order, leaves
 * point to frames that do not exist. Every address comes with its answer.
 */
#ifndef PTW_BENCH_TABLES_H
#define PTW_BENCH_TABLES_H

#include <ptw/ptw.h>

enum regime {
	REGIME_HOT,    /* 64 pages: everything in L1 */
	REGIME_L3,     /* 1M of 4K, 4K of 2M, 32 of 1G: 8 MiB of tables */
	REGIME_COLD,   /* 64M of 4K: 513 MiB of tables, one level of them cold */
	REGIME_SPARSE, /* 512K lone pages: 2.5 GiB of tables, two levels cold */
	NR_REGIMES,
};

extern const char *const regime_name[NR_REGIMES];

struct tables {
	struct ptw_space space;
	__u64 *mem;
	__u64 bytes;
	__u64 *page; /* free pages, in random order */
	__u64 nr_pages;
	__u64 used;
	__u64 *va; /* addresses to ask about, at random */
	__u64 nr;
	__u64 sum; /* of the answers' pa */
};

/* Build tables in @format, and draw @nr addresses. Exits when memory is short. */
void tables_build(struct tables *t, const char *format, enum regime regime, __u64 nr);

/* Map @pages consecutive 4K pages from va 0 on. */
void tables_build_range(struct tables *t, const char *format, __u64 pages);

void tables_end(struct tables *t);

/* What the walk of @va must answer */
__u64 tables_pa(__u64 va);
unsigned int tables_shift(enum regime regime, __u64 va);

__u64 bench_random(__u64 *state);

#endif /* PTW_BENCH_TABLES_H */
