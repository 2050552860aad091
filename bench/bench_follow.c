// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * One follow against the same walk written by hand, in four regimes: hot, tables in
 * L3, one level of tables cold, two levels cold. In a loop of independent walks,
 * which the processor overlaps, and as a chain in which each address waits for the
 * answer before it. Every answer is checked, once in full and in every round by sum.
 *
 *	bench_follow [--format F] [--regime R] [--rounds N] [--json]
 *	bench_follow --side S --count N    only walks, for an instruction counter
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ptw/ptw.h>
#include "bench.h"
#include "hand.h"
#include "tables.h"
#ifdef PTW_HAVE_ADDRXLAT
#include <libkdumpfile/addrxlat.h>
#endif

static const char usage[] =
	"usage: bench_follow [--format x86-64|arm64-4k] [--regime hot|l3|cold|sparse]\n"
	"                    [--rounds N] [--json]\n"
	"       bench_follow --side libptw|hand|bare|runtime --count N [--format F]\n";

#define WANT (PTW_WANT_READ | PTW_WANT_USER)

struct job {
	struct tables *t;
	struct hand_x86_64 x86;
	struct hand_arm64 arm64;
	__u64 nr;   /* walks a run */
	__u64 zero; /* makes an address wait for an answer without changing it */
#ifdef PTW_HAVE_ADDRXLAT
	addrxlat_ctx_t *ctx;
	addrxlat_sys_t *sys;
	addrxlat_meth_t meth;
#endif
};

/* A loop and a chain around one expression that sets pa from va */
#define SIDE(name, walk)                                        \
	static __u64 name##_loop(const void *arg)               \
	{                                                       \
		const struct job *job = arg;                    \
		__u64 i, sum = 0, va, pa;                       \
                                                                \
		for (i = 0; i < job->nr; i++) {                 \
			va = job->t->va[i];                     \
			walk;                                   \
			sum += pa;                              \
		}                                               \
		return sum;                                     \
	}                                                       \
                                                                \
	static __u64 name##_chain(const void *arg)              \
	{                                                       \
		const struct job *job = arg;                    \
		__u64 i, sum = 0, va, pa = 0, zero = job->zero; \
                                                                \
		for (i = 0; i < job->nr; i++) {                 \
			va = job->t->va[i] ^ (pa & zero);       \
			walk;                                   \
			sum += pa;                              \
		}                                               \
		return sum;                                     \
	}

#define FOLLOW(call)                         \
	{                                    \
		struct ptw_leaf leaf;        \
                                             \
		pa = call ? ~0ULL : leaf.pa; \
	}

SIDE(ptw_x86_64, FOLLOW(ptw_x86_64_linux_follow(&job->t->space, va, WANT, &leaf)))
SIDE(hand_x86_64, FOLLOW(hand_x86_64_follow(&job->x86, va, WANT, &leaf)))
SIDE(bare_x86_64, pa = bare_x86_64_follow(&job->x86, va))
SIDE(ptw_arm64, FOLLOW(ptw_arm64_4k_linux_follow(&job->t->space, va, WANT, &leaf)))
SIDE(hand_arm64, FOLLOW(hand_arm64_follow(&job->arm64, va, WANT, &leaf)))
SIDE(bare_arm64, pa = bare_arm64_follow(&job->arm64, va))
SIDE(runtime, FOLLOW(ptw_follow(&job->t->space, va, WANT, &leaf)))

#ifdef PTW_HAVE_ADDRXLAT
static const unsigned char *addrxlat_memory;

static void put_page(const addrxlat_buffer_t *buffer)
{
	(void)buffer;
}

static addrxlat_status get_page(const addrxlat_cb_t *cb, addrxlat_buffer_t *buffer)
{
	(void)cb;
	buffer->addr.addr &= ~4095ULL;
	buffer->ptr = addrxlat_memory + buffer->addr.addr;
	buffer->size = 4096;
	buffer->byte_order = ADDRXLAT_LITTLE_ENDIAN;
	buffer->put_page = put_page;
	return ADDRXLAT_OK;
}

static unsigned long read_caps(const addrxlat_cb_t *cb)
{
	(void)cb;
	return ADDRXLAT_CAPS(ADDRXLAT_MACHPHYSADDR);
}

static void addrxlat_prepare(struct job *job, int arm64)
{
	addrxlat_cb_t *cb;
	int i;

	addrxlat_memory = (const unsigned char *)job->t->mem;
	job->ctx = addrxlat_ctx_new();
	job->sys = addrxlat_sys_new();
	cb = addrxlat_ctx_add_cb(job->ctx);
	cb->get_page = get_page;
	cb->read_caps = read_caps;
	job->meth.kind = ADDRXLAT_PGT;
	job->meth.target_as = ADDRXLAT_MACHPHYSADDR;
	job->meth.param.pgt.root.as = ADDRXLAT_MACHPHYSADDR;
	job->meth.param.pgt.root.addr = job->t->space.half[0].root;
	job->meth.param.pgt.pf.pte_format = arm64 ? ADDRXLAT_PTE_AARCH64 : ADDRXLAT_PTE_X86_64;
	job->meth.param.pgt.pf.nfields = 5;
	job->meth.param.pgt.pf.fieldsz[0] = 12;
	for (i = 1; i < 5; i++)
		job->meth.param.pgt.pf.fieldsz[i] = 9;
}

static __u64 addrxlat_pa(const struct job *job, __u64 va)
{
	addrxlat_step_t step;

	memset(&step, 0, sizeof(step));
	step.ctx = job->ctx;
	step.sys = job->sys;
	step.meth = &job->meth;
	step.base.as = ADDRXLAT_KVADDR;
	step.base.addr = va;
	return addrxlat_walk(&step) == ADDRXLAT_OK ? step.base.addr : ~0ULL;
}

SIDE(addrxlat, pa = addrxlat_pa(job, va))
#endif

struct contestant {
	const char *name;
	__u64 (*loop)(const void *arg);
	__u64 (*chain)(const void *arg);
};

/* The yardstick comes first, and once more as its own control. */
static const struct contestant contestants[2][6] = {
	{
		{ "hand", hand_x86_64_loop, hand_x86_64_chain },
		{ "control", hand_x86_64_loop, hand_x86_64_chain },
		{ "libptw", ptw_x86_64_loop, ptw_x86_64_chain },
		{ "runtime", runtime_loop, runtime_chain },
		{ "bare", bare_x86_64_loop, bare_x86_64_chain },
#ifdef PTW_HAVE_ADDRXLAT
		{ "libaddrxlat", addrxlat_loop, addrxlat_chain },
#endif
	},
	{
		{ "hand", hand_arm64_loop, hand_arm64_chain },
		{ "control", hand_arm64_loop, hand_arm64_chain },
		{ "libptw", ptw_arm64_loop, ptw_arm64_chain },
		{ "runtime", runtime_loop, runtime_chain },
		{ "bare", bare_arm64_loop, bare_arm64_chain },
#ifdef PTW_HAVE_ADDRXLAT
		{ "libaddrxlat", addrxlat_loop, addrxlat_chain },
#endif
	},
};

static const char *const formats[2] = { "x86-64", "arm64-4k" };
/* Of the cold ones so many that a round's lines of tables, 32 MiB, outlast no L3 to the next. */
static const __u64 walks[NR_REGIMES] = { 1 << 15, 1 << 18, 1 << 19, 1 << 18 };

/* The supervisor reads; user, write and exec where nothing denies them. With CR0.WP */
static __u32 grant_x86_64(unsigned int denied)
{
	unsigned int rwx = 7 & ~(denied & 4 ? 2 : 0) & ~(denied & 1 ? 4 : 0), want;
	unsigned int rights = rwx << 3 | (denied & 8 ? 0 : rwx);
	__u32 grant = rights << 18;

	for (want = 0; want < 16; want++)
		if (!(want & 7 & ~(want & 8 ? rights : rights >> 3)))
			grant |= 1u << want;
	return grant;
}

static void prepare(struct job *job, struct tables *t, int arm64)
{
	unsigned int denied;

	memset(job, 0, sizeof(*job));
	job->t = t;
	job->x86 = (struct hand_x86_64){
		.cr3 = t->space.half[0].root,
		.reserved = 0,
		.address = 0x000ffffffffff000ULL,
		.mem = t->space.mem,
		.first = t->space.mem_first,
		.bytes = t->space.mem_bytes,
	};
	for (denied = 0; denied < 16; denied++)
		job->x86.grant[denied] = grant_x86_64(denied);
	job->arm64 = (struct hand_arm64){
		.ttbr = { t->space.half[0].root, t->space.half[0].root },
		.hierarchy = { 15ULL << 59, 15ULL << 59 },
		.mem = t->space.mem,
		.first = t->space.mem_first,
		.bytes = t->space.mem_bytes,
	};
	job->nr = t->nr;
#ifdef PTW_HAVE_ADDRXLAT
	addrxlat_prepare(job, arm64);
#else
	(void)arm64;
#endif
}

/* Every address, every word of the answer: ours, the hand-written one and the truth */
static void check(const struct job *job, int arm64, enum regime regime)
{
	const unsigned int rw = PTW_RIGHT_UR | PTW_RIGHT_UW | PTW_RIGHT_PR | PTW_RIGHT_PW;
	struct ptw_leaf a, b;
	__u64 i, va;
	int ra, rb;

	for (i = 0; i < job->nr; i++) {
		va = job->t->va[i];
		if (arm64) {
			ra = ptw_arm64_4k_linux_follow(&job->t->space, va, WANT, &a);
			rb = hand_arm64_follow(&job->arm64, va, WANT, &b);
		} else {
			ra = ptw_x86_64_linux_follow(&job->t->space, va, WANT, &a);
			rb = hand_x86_64_follow(&job->x86, va, WANT, &b);
		}
		if (ra || rb || a.pa != b.pa || a.pte != b.pte || a.info != b.info ||
		    a.pa != tables_pa(va) || ptw_leaf_shift(&a) != tables_shift(regime, va) ||
		    ptw_leaf_rights(&a) != rw) {
			fprintf(stderr, "bench_follow: 0x%llx: answers differ\n", va);
			exit(1);
		}
	}
}

static void report(const struct bench_options *options, const char *format, enum regime regime,
		   const char *mode, const struct bench_side *side, int nr, __u64 n)
{
	int i;

	if (!options->json)
		printf("%-9s %-7s %-6s", format, regime_name[regime], mode);
	for (i = 0; i < nr; i++) {
		if (options->json)
			printf("{\"bench\":\"follow\",\"format\":\"%s\",\"regime\":\"%s\",\"mode\":"
			       "\"%s\",\"side\":\"%s\",\"ns\":%.3f,\"ratio\":%.4f}\n",
			       format, regime_name[regime], mode, side[i].name, side[i].best / n,
			       side[i].best / side[0].best);
		else if (i == 0)
			printf(" %8.2f", side[i].best / n);
		else
			printf(" %8.2f %5.2f", side[i].best / n, side[i].best / side[0].best);
	}
	if (!options->json)
		printf("\n");
	fflush(stdout);
}

static void run(const struct bench_options *options, int arm64, enum regime regime)
{
	struct bench_side side[BENCH_MAX_SIDES];
	static struct tables t;
	struct job job;
	int i, nr, chain;

	tables_build(&t, formats[arm64], regime, walks[regime]);
	prepare(&job, &t, arm64);
	check(&job, arm64, regime);
	for (chain = 0; chain < 2; chain++) {
		for (nr = 0; nr < 6 && contestants[arm64][nr].name; nr++)
			side[nr] = (struct bench_side){
				.name = contestants[arm64][nr].name,
				.run = chain ? contestants[arm64][nr].chain
					     : contestants[arm64][nr].loop,
				.arg = &job,
				.expected = t.sum,
			};
		bench_run(side, nr, options->rounds);
		report(options, formats[arm64], regime, chain ? "chain" : "loop", side, nr, t.nr);
	}
	for (i = 0; i < nr; i++)
		if (side[i].best <= 0)
			exit(1);
	tables_end(&t);
}

/*
 * Nothing but walks, in the hot regime: what an instruction counter adds up, less what
 * it adds up for another count, is what so many walks take.
 */
static int count(const struct bench_options *options)
{
	int arm64 = options->format && !strcmp(options->format, formats[1]), i;
	static struct tables t;
	struct job job;
	__u64 left, sum = 0;

	tables_build(&t, formats[arm64], REGIME_HOT, 1 << 10);
	prepare(&job, &t, arm64);
	for (i = 0; i < 6 && contestants[arm64][i].name; i++) {
		if (strcmp(contestants[arm64][i].name, options->side))
			continue;
		for (left = options->count; left; left -= job.nr) {
			job.nr = left < t.nr ? left : t.nr;
			sum += contestants[arm64][i].loop(&job);
		}
		return sum == 1; /* never: keeps the sum */
	}
	fputs(usage, stderr);
	return 2;
}

int main(int argc, char **argv)
{
	struct bench_options options;
	int arm64, regime, i, any = 0;

	bench_options(&options, argc, argv, usage);
	if (options.side)
		return count(&options);
	if (!options.json) {
		printf("ns a walk; ratios to the walk written by hand\n%-9s %-7s %-6s %8s",
		       "format", "regime", "mode", "hand");
		for (i = 1; i < 6 && contestants[0][i].name; i++)
			printf(" %14s", contestants[0][i].name);
		printf("\n");
	}
	for (arm64 = 0; arm64 < 2; arm64++) {
		for (regime = 0; regime < NR_REGIMES; regime++) {
			if ((options.format && strcmp(options.format, formats[arm64])) ||
			    (options.regime && strcmp(options.regime, regime_name[regime])))
				continue;
			run(&options, arm64, (enum regime)regime);
			any = 1;
		}
	}
	if (!any)
		fputs(usage, stderr);
	return any ? 0 : 2;
}
