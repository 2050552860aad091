// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A range of 4K leaves, scanned three ways: one follow a page, the cursor that hands
 * out whole leaves, and blocks of words of which the caller decodes one, and compares the
 * others with it. Every answer is part of a sum that must come out right.
 *
 *	bench_range [--format F] [--rounds N] [--json]
 *	bench_range --side S --count N    only scans of N pages, for an instruction counter
 */
#include <stdio.h>
#include <string.h>
#include <ptw/ptw.h>
#include "bench.h"
#include "ptw_env.h"
#include "tables.h"

static const char usage[] =
	"usage: bench_range [--format x86-64|arm64-4k] [--rounds N] [--json]\n"
	"       bench_range --side follow|cursor|block --count N [--format F]\n";

#define WANT (PTW_WANT_READ | PTW_WANT_USER)

struct job {
	const struct ptw_space *space;
	__u64 pages;
};

/*
 * Add up the pages of the words that are like the leaf before them, four at a time.
 * Return: how many there were
 */
static unsigned int sum_alike(const struct ptw_alike *like, const __u64 *words, unsigned int nr,
			      __u64 *sum)
{
	const __u64 decides = like->decides, address = like->address, as = like->pte;
	__u64 a, b, c, d, pages = 0;
	unsigned int i;

	for (i = 0; i + 4 <= nr; i += 4) {
		a = READ_ONCE(words[i]);
		b = READ_ONCE(words[i + 1]);
		c = READ_ONCE(words[i + 2]);
		d = READ_ONCE(words[i + 3]);
		if (((a ^ as) | (b ^ as) | (c ^ as) | (d ^ as)) & decides)
			break;
		pages += (a & address) + (b & address) + (c & address) + (d & address);
	}
	for (; i < nr; i++) {
		a = READ_ONCE(words[i]);
		if ((a ^ as) & decides)
			break;
		pages += a & address;
	}
	*sum += pages + i * like->pa;
	return i;
}

#define SCANS(name, iname)                                                                   \
	static __u64 name##_follow(const void *arg)                                          \
	{                                                                                    \
		const struct job *job = arg;                                                 \
		struct ptw_leaf leaf;                                                        \
		__u64 i, sum = 0;                                                            \
                                                                                             \
		for (i = 0; i < job->pages; i++) {                                           \
			if (ptw_##iname##_follow(job->space, i << 12, WANT, &leaf))          \
				return 0;                                                    \
			sum += leaf.pa;                                                      \
		}                                                                            \
		return sum;                                                                  \
	}                                                                                    \
                                                                                             \
	static __u64 name##_cursor(const void *arg)                                          \
	{                                                                                    \
		const struct job *job = arg;                                                 \
		const struct ptw_item *item;                                                 \
		struct ptw_cursor cursor;                                                    \
		__u64 sum = 0;                                                               \
                                                                                             \
		ptw_cursor_init(&cursor, job->space, 0, (job->pages << 12) - 1, 0);          \
		ptw_for_each_item(item, &cursor, ptw_##iname##_iterate) {                    \
			if (ptw_leaf_kind(&item->leaf) != PTW_LEAF)                          \
				return 0;                                                    \
			sum += item->leaf.pa;                                                \
		}                                                                            \
		return sum;                                                                  \
	}                                                                                    \
                                                                                             \
	static __u64 name##_block(const void *arg)                                           \
	{                                                                                    \
		const struct job *job = arg;                                                 \
		struct ptw_cursor cursor;                                                    \
		struct ptw_block block;                                                      \
		struct ptw_alike alike;                                                      \
		struct ptw_leaf leaf;                                                        \
		__u64 sum = 0;                                                               \
		unsigned int i;                                                              \
                                                                                             \
		ptw_cursor_init(&cursor, job->space, 0, (job->pages << 12) - 1, 0);          \
		while (!__ptw_##iname##_iterate_block(&cursor, &block)) {                    \
			for (i = 0; i < block.nr;) {                                         \
				if (__ptw_##iname##_block_leaf(&block, i++, WANT, &leaf))    \
					return 0;                                            \
				sum += leaf.pa;                                              \
				ptw_block_alike(&block, &leaf, &alike);                      \
				i += sum_alike(&alike, block.words + i, block.nr - i, &sum); \
			}                                                                    \
		}                                                                            \
		return sum;                                                                  \
	}

SCANS(x86_64, x86_64_linux)
SCANS(arm64, arm64_4k_linux)

/* The first is what the others are compared with, and once more its own control. */
static const struct {
	const char *name;
	__u64 (*run[2])(const void *arg);
} contestants[] = {
	{ "follow", { x86_64_follow, arm64_follow } },
	{ "control", { x86_64_follow, arm64_follow } },
	{ "cursor", { x86_64_cursor, arm64_cursor } },
	{ "block", { x86_64_block, arm64_block } },
};

#define NR_SIDES 4

static const char *const formats[2] = { "x86-64", "arm64-4k" };
static const __u64 sizes[2] = { 1 << 15, 1 << 20 };

static void run(const struct bench_options *options, int arm64, __u64 pages)
{
	struct bench_side side[NR_SIDES];
	static struct tables t;
	struct job job;
	int i;

	tables_build_range(&t, formats[arm64], pages);
	job.space = &t.space;
	job.pages = pages;
	for (i = 0; i < NR_SIDES; i++)
		side[i] = (struct bench_side){ .name = contestants[i].name,
					       .run = contestants[i].run[arm64],
					       .arg = &job,
					       .expected = t.sum };
	bench_run(side, NR_SIDES, options->rounds);
	if (!options->json)
		printf("%-9s %8llu", formats[arm64], pages);
	for (i = 0; i < NR_SIDES; i++) {
		if (options->json)
			printf("{\"bench\":\"range\",\"format\":\"%s\",\"pages\":%llu,"
			       "\"side\":\"%s\",\"ns\":%.3f,\"ratio\":%.4f}\n",
			       formats[arm64], pages, side[i].name, side[i].best / pages,
			       side[i].best / side[0].best);
		else if (!i)
			printf(" %8.2f", side[i].best / pages);
		else
			printf(" %8.2f %6.3f", side[i].best / pages, side[i].best / side[0].best);
	}
	if (!options->json)
		printf("\n");
	fflush(stdout);
	tables_end(&t);
}

static int count(const struct bench_options *options)
{
	int arm64 = options->format && !strcmp(options->format, formats[1]), i;
	static struct tables t;
	struct job job;

	tables_build_range(&t, formats[arm64], 1 << 16);
	job.space = &t.space;
	job.pages = options->count;
	for (i = 0; i < NR_SIDES; i++)
		if (!strcmp(contestants[i].name, options->side) && job.pages <= 1 << 16)
			return contestants[i].run[arm64](&job) == 1;
	fputs(usage, stderr);
	return 2;
}

int main(int argc, char **argv)
{
	struct bench_options options;
	int arm64, i, any = 0;

	bench_options(&options, argc, argv, usage);
	if (options.side)
		return count(&options);
	if (!options.json) {
		printf("ns a page; ratios to one follow a page\n%-9s %8s %8s", "format", "pages",
		       "follow");
		for (i = 1; i < NR_SIDES; i++)
			printf(" %15s", contestants[i].name);
		printf("\n");
	}
	for (arm64 = 0; arm64 < 2; arm64++) {
		if (options.format && strcmp(options.format, formats[arm64]))
			continue;
		for (i = 0; i < 2; i++)
			run(&options, arm64, sizes[i]);
		any = 1;
	}
	if (!any)
		fputs(usage, stderr);
	return any ? 0 : 2;
}
