// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A consumer as small as one can be that does what KVM does around its fault: take the
 * sequence, look the page up, take its own lock, and install only if no invalidation is
 * in progress or has passed. What differs is the lookup.
 */
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/mmu_notifier.h>
#include <linux/pgtable.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/version.h>
#include "bench.h"
#include "kmod/policy.h"
#include "kmod/ptw_live.h"
#include "oracles.h"

struct consumer {
	struct mmu_notifier notifier;
	spinlock_t lock;
	unsigned long seq;
	unsigned long in_progress;
	unsigned long start;
	unsigned long end;
	u64 installed; /* in place of a table: the last pfn and its size */
	u64 locks;
	u64 retries;
	u64 refused;
	u64 wrong;
};

static int consumer_start(struct mmu_notifier *notifier, const struct mmu_notifier_range *range)
{
	struct consumer *consumer = container_of(notifier, struct consumer, notifier);

	spin_lock(&consumer->lock);
	if (!consumer->in_progress++) {
		consumer->start = range->start;
		consumer->end = range->end;
	} else {
		consumer->start = min(consumer->start, range->start);
		consumer->end = max(consumer->end, range->end);
	}
	spin_unlock(&consumer->lock);
	return 0;
}

static void consumer_end(struct mmu_notifier *notifier, const struct mmu_notifier_range *range)
{
	struct consumer *consumer = container_of(notifier, struct consumer, notifier);

	spin_lock(&consumer->lock);
	consumer->seq++;
	/* As KVM: a reader without the lock must not see the count gone and the old sequence. */
	smp_wmb();
	consumer->in_progress--;
	spin_unlock(&consumer->lock);
}

static const struct mmu_notifier_ops consumer_ops = {
	.invalidate_range_start = consumer_start,
	.invalidate_range_end = consumer_end,
};

/* What a lookup has found, in one word; never 0, which is no answer */
static __always_inline u64 answer(u64 pfn, unsigned int shift)
{
	return pfn << 6 | shift;
}

static __always_inline u64 by_follow(const struct ptw_space *space, unsigned long va, bool write)
{
	struct ptw_leaf leaf;

	if (ptw_live_follow(space, va, PTW_WANT_USER | (write ? PTW_WANT_WRITE : PTW_WANT_READ),
			    &leaf))
		return 0;
	return answer(leaf.pa >> PAGE_SHIFT, ptw_leaf_shift(&leaf));
}

static __always_inline u64 by_lookup(const struct ptw_space *space, unsigned long va, bool write)
{
	struct ptw_page page;

	if (ptw_live_lookup(space, va, write ? PTW_WANT_WRITE : PTW_WANT_READ, PTW_LOOKUP_PFNMAP,
			    &page) != PTW_ALLOW)
		return 0;
	return answer(page.leaf.pa >> PAGE_SHIFT, ptw_leaf_shift(&page.leaf));
}

static __always_inline u64 by_gup(unsigned long va, bool write)
{
	struct page *page;
	u64 pfn;

	if (get_user_pages_fast_only(va, 1, write ? FOLL_WRITE : 0, &page) != 1)
		return 0;
	pfn = page_to_pfn(page);
	put_page(page);
	return answer(pfn, PAGE_SHIFT);
}

/* The second walk, for the level: interrupts off, every entry loaded once */
static __always_inline unsigned int level_walk(struct mm_struct *mm, unsigned long va)
{
	unsigned int shift = PAGE_SHIFT;
	unsigned long flags;
	pgd_t *pgdp, pgd;
	p4d_t *p4dp, p4d;
	pud_t *pudp, pud;
	pmd_t pmd;

	local_irq_save(flags);
	pgdp = pgd_offset(mm, va);
	pgd = READ_ONCE(*pgdp);
	if (pgd_none(pgd))
		goto out;
	p4dp = p4d_offset_lockless(pgdp, pgd, va);
	p4d = READ_ONCE(*p4dp);
	if (p4d_none(p4d) || !p4d_present(p4d))
		goto out;
	pudp = pud_offset_lockless(p4dp, p4d, va);
	pud = READ_ONCE(*pudp);
	if (pud_none(pud) || !pud_present(pud))
		goto out;
	if (pud_leaf(pud)) {
		shift = PUD_SHIFT;
		goto out;
	}
	pmd = READ_ONCE(*pmd_offset_lockless(pudp, pud, va));
	if (!pmd_none(pmd) && pmd_present(pmd) && pmd_leaf(pmd))
		shift = PMD_SHIFT;
out:
	local_irq_restore(flags);
	return shift;
}

static __always_inline u64 look(enum ptw_test_bench_kind kind, const struct ptw_space *space,
				unsigned long va, bool write)
{
	u64 found, pa;

	switch (kind) {
	case PTW_BENCH_FOLLOW:
		return by_follow(space, va, write);
	case PTW_BENCH_LOOKUP:
		return by_lookup(space, va, write);
	case PTW_BENCH_GUP:
		return by_gup(va, write);
	case PTW_BENCH_GUP_LEVEL:
		found = by_gup(va, write);
		return found ? (found & ~63ULL) | level_walk(current->mm, va) : 0;
	case PTW_BENCH_LOCKED:
		pa = oracle_locked(va);
		return pa == PTW_TEST_NONE ? 0 : answer(pa >> PAGE_SHIFT, PAGE_SHIFT);
	default:
		return answer(va >> PAGE_SHIFT, PAGE_SHIFT);
	}
}

/*
 * Whether an answer is what the kernel's accessors say now: true of each that is
 * installed, while the lock is held that an invalidation would have to wait for
 */
static bool is_right(enum ptw_test_bench_kind kind, unsigned long va, u64 found)
{
	bool sized = kind != PTW_BENCH_GUP && kind != PTW_BENCH_LOCKED;
	struct ptw_test_entry entry;

	if (kind == PTW_BENCH_NOTHING)
		return true;
	oracle_entry(va, &entry);
	return entry.kind == PTW_TEST_LEAF &&
	       found == answer(entry.pa >> PAGE_SHIFT, sized ? entry.shift : PAGE_SHIFT);
}

static __always_inline void one(enum ptw_test_bench_kind kind, const struct ptw_space *space,
				struct consumer *consumer, unsigned long va, bool write, bool check)
{
	unsigned long seq;
	u64 found;
	bool stale;

	do {
		seq = READ_ONCE(consumer->seq);
		/* Pairs with the lock of consumer_end(): no look may come before the sequence. */
		smp_rmb();
		found = look(kind, space, va, write);
		if (unlikely(!found)) {
			consumer->refused++;
			return;
		}
		spin_lock(&consumer->lock);
		consumer->locks++;
		stale = consumer->seq != seq ||
			(consumer->in_progress && va >= consumer->start && va < consumer->end);
		if (!stale)
			consumer->installed = found;
		else
			consumer->retries++;
		if (check && !stale)
			consumer->wrong += !is_right(kind, va, found);
		spin_unlock(&consumer->lock);
	} while (stale && !signal_pending(current));
}

/*
 * @check is a constant: what is measured has none of it. Nor has it what can be known before
 * the loop.
 */
static __always_inline int run(const struct ptw_space *space, struct consumer *consumer,
			       const struct ptw_test_bench *bench, bool check)
{
	unsigned long va, step = bench->step, end = bench->va + bench->nr * step;
	bool write = bench->write;
	u32 round;

#define LOOP(KIND)                                                    \
	case KIND:                                                    \
		for (va = bench->va; va != end; va += step)           \
			one(KIND, space, consumer, va, write, check); \
		break

	for (round = 0; round < bench->rounds; round++) {
		switch (bench->kind) {
			LOOP(PTW_BENCH_NOTHING);
			LOOP(PTW_BENCH_FOLLOW);
			LOOP(PTW_BENCH_LOOKUP);
			LOOP(PTW_BENCH_GUP);
			LOOP(PTW_BENCH_GUP_LEVEL);
			LOOP(PTW_BENCH_LOCKED);
		default:
			return -EINVAL;
		}
		cond_resched();
		if (signal_pending(current))
			return -EINTR;
	}
#undef LOOP
	return 0;
}

static noinline int run_checked(const struct ptw_space *space, struct consumer *consumer,
				const struct ptw_test_bench *bench)
{
	return run(space, consumer, bench, true);
}

/* How many answers are wrong, of memory that nobody changes, outside of the time measured */
static u64 count_wrong(const struct ptw_space *space, const struct ptw_test_bench *bench)
{
	u64 found, wrong = 0;
	u32 i;

	for (i = 0; i < bench->nr; i++) {
		unsigned long va = bench->va + i * bench->step;

		found = look(bench->kind, space, va, bench->write);
		wrong += found && !is_right(bench->kind, va, found);
	}
	return wrong;
}

int bench_run(const struct ptw_space *space, struct ptw_test_bench *bench)
{
	struct consumer *consumer;
	u64 begin;
	int ret;

	if (bench->rounds > 1 << 20 || bench->nr > 1 << 16 || bench->va > space->last[0] ||
	    !bench->step || bench->step > (space->last[0] - bench->va) / (bench->nr + 1))
		return -EINVAL;
	consumer = kzalloc(sizeof(*consumer), GFP_KERNEL);
	if (!consumer)
		return -ENOMEM;
	spin_lock_init(&consumer->lock);
	consumer->notifier.ops = &consumer_ops;
	ret = mmu_notifier_register(&consumer->notifier, current->mm);
	if (ret) {
		kfree(consumer);
		return ret;
	}
	begin = ktime_get_ns();
	ret = bench->check ? run_checked(space, consumer, bench)
			   : run(space, consumer, bench, false);
	bench->ns = ktime_get_ns() - begin;
	mmu_notifier_unregister(&consumer->notifier, current->mm);
	bench->retries = consumer->retries;
	bench->locks = consumer->locks;
	bench->refused = consumer->refused;
	bench->wrong = bench->check ? consumer->wrong : count_wrong(space, bench);
	kfree(consumer);
	return ret;
}
