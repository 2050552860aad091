// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Building page tables to walk. Formats are x86-64 and arm64-4k: four levels of 4K. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ptw/format.h>
#include "tables.h"

const char *const regime_name[NR_REGIMES] = { "hot", "l3", "cold", "sparse" };

#define GIB (1ULL << 30)

/* Where each kind of mapping of the mixed set begins */
#define L3_4K  0ULL
#define L3_2M  (64 * GIB)
#define L3_1G  (128 * GIB)
#define L3_END (160 * GIB)

static const __u64 table_pages[NR_REGIMES] = {
	[REGIME_HOT] = 8,
	[REGIME_L3] = 2048 + 64,
	[REGIME_COLD] = 131072 + 256 + 16,
	[REGIME_SPARSE] = 524288 + 131072 + 512 + 16,
};

/* splitmix64 */
__u64 bench_random(__u64 *state)
{
	__u64 z = (*state += 0x9e3779b97f4a7c15ULL);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

/*
 * A frame for every page: some one-to-one map of 36 bits of page number, which keeps
 * the low 18 bits so that large pages are aligned, moved away from the tables.
 */
__u64 tables_pa(__u64 va)
{
	__u64 page = va >> 12;

	page ^= (page >> 18 ^ 0x2a5) << 18 & 0xfffc0000ULL;
	return (1ULL << 45) | page << 12 | (va & 4095);
}

unsigned int tables_shift(enum regime regime, __u64 va)
{
	if (regime != REGIME_L3 || va < L3_2M)
		return 12;
	return va < L3_1G ? 21 : 30;
}

static void *allocate(__u64 bytes)
{
	void *p = mmap(NULL, bytes + GIB / 512, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
		       -1, 0);

	if (p == MAP_FAILED) {
		fprintf(stderr, "bench: %llu MiB of memory cannot be had\n", bytes >> 20);
		exit(2);
	}
	return p;
}

/*
 * Aligned to 2M, and on huge pages where the host gives them, so that what is
 * measured is the walk and not the host's own.
 */
static void *allocate_tables(__u64 bytes)
{
	__u64 p = (__u64)(unsigned long)allocate(bytes);

	p = (p + (GIB / 512 - 1)) & ~(GIB / 512 - 1);
	madvise((void *)(unsigned long)p, bytes, MADV_HUGEPAGE);
	return (void *)(unsigned long)p;
}

static void prepare(struct tables *t, const char *format, __u64 pages)
{
	struct ptw_space_config config = { .root1 = PTW_NO_ROOT, .os = "linux-6.1" };
	__u64 state = 1, i, j, swap;
	struct ptw_error error;

	memset(t, 0, sizeof(*t));
	t->nr_pages = pages;
	t->bytes = pages << 12;
	t->mem = allocate_tables(t->bytes);
	t->page = malloc(pages * sizeof(*t->page));
	if (!t->page)
		exit(2);
	for (i = 0; i < pages; i++)
		t->page[i] = i;
	for (i = pages - 1; i > 0; i--) {
		j = bench_random(&state) % (i + 1);
		swap = t->page[i];
		t->page[i] = t->page[j];
		t->page[j] = swap;
	}
	config.root = t->page[t->used++] << 12;
	config.mem = t->mem;
	config.mem_bytes = t->bytes;
	if (ptw_space_init(&t->space, format, &config, &error)) {
		fprintf(stderr, "bench: %s: %s %s\n", format, error.field, error.text);
		exit(2);
	}
}

/* The slot of @va at @level, with tables made on the way down */
static __u64 *slot_of(struct tables *t, __u64 va, unsigned int level)
{
	const struct ptw_format *fmt = t->space.fmt;
	__u64 table = t->space.half[0].root, *slot;
	unsigned int at;

	for (at = 3;; at--) {
		slot = &t->mem[(table >> 3) + (va >> (12 + 9 * at) & 511)];
		if (at == level)
			return slot;
		if (!*slot) {
			if (t->used == t->nr_pages ||
			    fmt->make_table(fmt, &t->space, at, t->page[t->used++] << 12, slot))
				abort();
		}
		table = fmt->table_pa(fmt, &t->space, *slot);
	}
}

static void map(struct tables *t, __u64 va, __u64 count, unsigned int level)
{
	struct ptw_mapping mapping = { .rights = PTW_RIGHT_UR | PTW_RIGHT_UW | PTW_RIGHT_PR |
						 PTW_RIGHT_PW,
				       .attr = PTW_ATTR_ACCESSED | PTW_ATTR_DIRTY,
				       .memtype = PTW_MEMTYPE_DEFAULT };
	__u64 size = 1ULL << (12 + 9 * level), *slot = NULL;
	const struct ptw_format *fmt = t->space.fmt;

	for (; count--; va += size, slot++) {
		if (!slot || !(va / size & 511))
			slot = slot_of(t, va, level);
		mapping.pa = tables_pa(va);
		if (fmt->make_leaf(fmt, &t->space, level, &mapping, slot))
			abort();
	}
}

static void draw(struct tables *t, __u64 nr)
{
	t->nr = nr;
	t->va = allocate(nr * sizeof(*t->va));
}

void tables_build(struct tables *t, const char *format, enum regime regime, __u64 nr)
{
	__u64 state = 2, i, lone = 524288, *page = NULL;

	prepare(t, format, table_pages[regime]);
	draw(t, nr);
	switch (regime) {
	case REGIME_HOT:
		map(t, 0, 64, 0);
		break;
	case REGIME_L3:
		map(t, L3_4K, 1 << 20, 0);
		map(t, L3_2M, 4096, 1);
		map(t, L3_1G, 32, 2);
		break;
	case REGIME_COLD:
		map(t, 0, 64 << 20, 0);
		break;
	default:
		page = malloc(lone * sizeof(*page));
		if (!page)
			exit(2);
		for (i = 0; i < lone; i++) {
			page[i] = bench_random(&state) & ((1ULL << 47) - 4096);
			map(t, page[i], 1, 0);
		}
		break;
	}
	for (i = 0; i < nr; i++) {
		__u64 r = bench_random(&state);

		switch (regime) {
		case REGIME_HOT:
			t->va[i] = r & 0x3ffff;
			break;
		case REGIME_L3:
			/* 4K, 2M and 1G pages in the proportion of their numbers */
			r %= (1 << 20) + 4096 + 32;
			t->va[i] = r < 1 << 20		  ? L3_4K + (r << 12)
				   : r < (1 << 20) + 4096 ? L3_2M + ((r - (1 << 20)) << 21)
							  : L3_1G + ((r - (1 << 20) - 4096) << 30);
			t->va[i] += bench_random(&state) & 4095;
			break;
		case REGIME_COLD:
			t->va[i] = r & ((64ULL << 32) - 1);
			break;
		default:
			t->va[i] = page[r % lone] + (r >> 52);
			break;
		}
		t->sum += tables_pa(t->va[i]);
	}
	free(page);
}

void tables_build_range(struct tables *t, const char *format, __u64 pages)
{
	__u64 i;

	prepare(t, format, pages / 512 + pages / (512 * 512) + 16);
	draw(t, pages);
	map(t, 0, pages, 0);
	for (i = 0; i < pages; i++) {
		t->va[i] = i << 12;
		t->sum += tables_pa(t->va[i]);
	}
}

void tables_end(struct tables *t)
{
	munmap(t->mem, t->bytes);
	munmap(t->va, t->nr * sizeof(*t->va));
	free(t->page);
}
