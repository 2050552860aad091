// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The rules of lookups: one row a rule, each of them met by memory of a real process.
 * Every row is asked many times, and must leave the references of its page as they were.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <ptw/types.h>
#include "../../../lib/kmod/hva_to_pfn.h"
#include "kinds.h"
#include "owned.h"
#include "pages.h"
#include "report.h"
#include "rules.h"

#define READ  PTW_WANT_READ
#define WRITE PTW_WANT_WRITE
#define TIMES 16

/* What GUP-fast says is in the way of comparing it with the lookup. */
#define GUP_REFUSES (1u << 0) /* it refuses what the lookup grants, and should */
#define GUP_GRANTS  (1u << 1) /* it may grant what the lookup does not */

/**
 * struct rule - A row
 * @kind: Of the memory
 * @want: What is asked for
 * @flags: PTW_LOOKUP_*
 * @why: The rule that applies
 * @page: What sort of page it is; where the rule is about one
 * @gup: Where GUP-fast may differ
 */
struct rule {
	const char *kind;
	unsigned int want;
	unsigned int flags;
	enum ptw_why why;
	enum ptw_page_kind page;
	unsigned int gup;
};

#if defined(__x86_64__)
#define WHY_UNREADABLE PTW_WHY_EXEC_ONLY
#else
#define WHY_UNREADABLE PTW_WHY_RIGHTS
#endif

#define PFNMAP PTW_LOOKUP_PFNMAP
#define HOLD   PTW_LOOKUP_HOLD

static const struct rule rules[] = {
	{ "anon", READ, 0, PTW_WHY_GRANTED, PTW_PAGE_NORMAL, 0 },
	{ "anon", WRITE, 0, PTW_WHY_GRANTED, PTW_PAGE_NORMAL, 0 },
	{ "anon", WRITE, HOLD, PTW_WHY_GRANTED, PTW_PAGE_NORMAL, 0 },
	{ "hole", READ, 0, PTW_WHY_HOLE, PTW_PAGE_NONE, 0 },
	{ "zero-page", READ, 0, PTW_WHY_SPECIAL, PTW_PAGE_ZERO, 0 },
	{ "zero-page", READ, HOLD, PTW_WHY_SPECIAL, PTW_PAGE_ZERO, 0 },
	{ "zero-page", READ, PFNMAP, PTW_WHY_GRANTED, PTW_PAGE_ZERO, GUP_REFUSES },
	{ "zero-page", WRITE, PFNMAP, PTW_WHY_RIGHTS, PTW_PAGE_NONE, 0 },
	{ "anon-read-only", READ, 0, PTW_WHY_GRANTED, PTW_PAGE_NORMAL, 0 },
	{ "anon-read-only", WRITE, 0, PTW_WHY_RIGHTS, PTW_PAGE_NONE, 0 },
	{ "protnone", READ, 0, PTW_WHY_PROTNONE, PTW_PAGE_NONE, 0 },
	{ "shared-file", WRITE, 0, PTW_WHY_GRANTED, PTW_PAGE_NORMAL, 0 },
	{ "shared-file", WRITE, HOLD, PTW_WHY_GRANTED, PTW_PAGE_NORMAL, 0 },
	{ "plain-file", READ, 0, PTW_WHY_GRANTED, PTW_PAGE_NORMAL, 0 },
	{ "plain-file", WRITE, 0, PTW_WHY_GRANTED, PTW_PAGE_NORMAL, 0 },
	{ "plain-file", WRITE, HOLD, PTW_WHY_GRANTED, PTW_PAGE_NORMAL, 0 },
	{ "shared-by-fork", READ, 0, PTW_WHY_GRANTED, PTW_PAGE_NORMAL, 0 },
	{ "shared-by-fork", WRITE, 0, PTW_WHY_RIGHTS, PTW_PAGE_NONE, 0 },
	{ "huge", WRITE, 0, PTW_WHY_GRANTED, PTW_PAGE_NORMAL, 0 },
	{ "huge", WRITE, HOLD, PTW_WHY_GRANTED, PTW_PAGE_NORMAL, 0 },
	{ "zero-huge", READ, PFNMAP, PTW_WHY_GRANTED, PTW_PAGE_HUGE_ZERO, GUP_REFUSES },
	{ "zero-huge", WRITE, 0, PTW_WHY_RIGHTS, PTW_PAGE_NONE, 0 },
	{ "protnone-huge", READ, 0, PTW_WHY_PROTNONE, PTW_PAGE_NONE, 0 },
	{ "split-huge", READ, HOLD, PTW_WHY_GRANTED, PTW_PAGE_NORMAL, 0 },
	{ "hugetlb-pmd", WRITE, 0, PTW_WHY_GRANTED, PTW_PAGE_NORMAL, 0 },
	{ "hugetlb-pmd", WRITE, HOLD, PTW_WHY_GRANTED, PTW_PAGE_NORMAL, 0 },
	{ "hugetlb-pud", WRITE, 0, PTW_WHY_GRANTED, PTW_PAGE_NORMAL, 0 },
	{ "protnone-hugetlb", READ, 0, PTW_WHY_PROTNONE, PTW_PAGE_NONE, 0 },
	{ "secret", READ, 0, PTW_WHY_SECRET, PTW_PAGE_NORMAL, 0 },
	{ "secret", WRITE, HOLD, PTW_WHY_SECRET, PTW_PAGE_NORMAL, 0 },
	{ "unreadable", READ, 0, WHY_UNREADABLE, PTW_PAGE_NONE, 0 },
	{ "executable", READ, 0, PTW_WHY_GRANTED, PTW_PAGE_NORMAL, 0 },
	{ "pkey", READ, 0, PTW_WHY_GRANTED, PTW_PAGE_NORMAL, GUP_REFUSES },
	{ "write-protected", READ, 0, PTW_WHY_GRANTED, PTW_PAGE_NORMAL, 0 },
	{ "write-protected", WRITE, 0, PTW_WHY_RIGHTS, PTW_PAGE_NONE, 0 },
	{ "uffd-marker", READ, 0, PTW_WHY_MARKER, PTW_PAGE_NONE, 0 },
	{ "poisoned", READ, 0, PTW_WHY_HWPOISON, PTW_PAGE_NONE, 0 },
	{ "merged", READ, 0, PTW_WHY_GRANTED, PTW_PAGE_NORMAL, 0 },
	{ "merged", WRITE, 0, PTW_WHY_RIGHTS, PTW_PAGE_NONE, 0 },
	{ "cleaned", READ, 0, PTW_WHY_GRANTED, PTW_PAGE_NORMAL, 0 },
	{ "cleaned", WRITE, 0, PTW_WHY_RIGHTS, PTW_PAGE_NONE, 0 },
	{ "uncounted", READ, 0, PTW_WHY_SPECIAL, PTW_PAGE_NON_REFCOUNTED, 0 },
	{ "uncounted", WRITE, HOLD, PTW_WHY_SPECIAL, PTW_PAGE_NON_REFCOUNTED, 0 },
	{ "uncounted", WRITE, PFNMAP, PTW_WHY_GRANTED, PTW_PAGE_NON_REFCOUNTED, GUP_REFUSES },
	{ "counted", WRITE, PFNMAP, PTW_WHY_GRANTED, PTW_PAGE_NORMAL, GUP_REFUSES },
	{ "inserted", READ, 0, PTW_WHY_NO_MAPPING, PTW_PAGE_NORMAL, GUP_GRANTS },
	{ "inserted", READ, HOLD, PTW_WHY_NO_MAPPING, PTW_PAGE_NORMAL, GUP_GRANTS },
	{ "huge-pfnmap", WRITE, 0, PTW_WHY_SPECIAL, PTW_PAGE_NONE, 0 },
	{ "huge-pfnmap", WRITE, PFNMAP, PTW_WHY_GRANTED, PTW_PAGE_NONE, GUP_REFUSES },
	{ "huger-pfnmap", WRITE, PFNMAP, PTW_WHY_GRANTED, PTW_PAGE_NONE, GUP_REFUSES },
	{ "firmware", READ, PFNMAP, PTW_WHY_GRANTED, PTW_PAGE_RESERVED, GUP_REFUSES },
	{ "device", READ, PFNMAP, PTW_WHY_GRANTED, PTW_PAGE_NONE, GUP_REFUSES },
	{ NULL, 0, 0, 0, 0, 0 },
};

/**
 * struct request - A row of hva_to_pfn
 * @kind: Of the memory, untouched by rows before
 * @want: What is asked for
 * @flags: PTW_HVA_*
 * @ret: What must be returned
 * @why: Why the fast path did not serve
 * @served: Which path did
 * @page: What sort of page it is; where one was found
 */
struct request {
	const char *kind;
	unsigned int want;
	unsigned int flags;
	int ret;
	enum ptw_why why;
	enum ptw_served served;
	enum ptw_page_kind page;
};

#define REF    PTW_HVA_REF
#define ATOMIC PTW_HVA_ATOMIC
#define FAST   PTW_WHY_GRANTED, PTW_SERVED_FAST
#define NOT    PTW_SERVED_NOT, PTW_PAGE_NORMAL

static const struct request requests[] = {
	{ "anon", WRITE, 0, 0, FAST, PTW_PAGE_NORMAL },
	{ "anon", WRITE, REF, 0, FAST, PTW_PAGE_NORMAL },
	{ "anon", READ, ATOMIC, 0, FAST, PTW_PAGE_NORMAL },
	{ "hole", READ, 0, 0, PTW_WHY_HOLE, PTW_SERVED_GUP, PTW_PAGE_ZERO },
	{ "hole", WRITE, 0, 0, PTW_WHY_HOLE, PTW_SERVED_GUP, PTW_PAGE_NORMAL },
	{ "hole", WRITE, REF, 0, PTW_WHY_HOLE, PTW_SERVED_GUP, PTW_PAGE_NORMAL },
	{ "hole", WRITE, ATOMIC, -EAGAIN, PTW_WHY_HOLE, NOT },
	{ "zero-page", READ, 0, 0, FAST, PTW_PAGE_ZERO },
	{ "zero-page", READ, REF, 0, PTW_WHY_SPECIAL, PTW_SERVED_GUP, PTW_PAGE_ZERO },
	{ "zero-page", WRITE, 0, 0, PTW_WHY_RIGHTS, PTW_SERVED_GUP, PTW_PAGE_NORMAL },
	{ "shared-by-fork", READ, 0, 0, FAST, PTW_PAGE_NORMAL },
	{ "shared-by-fork", WRITE, 0, 0, PTW_WHY_RIGHTS, PTW_SERVED_GUP, PTW_PAGE_NORMAL },
	{ "shared-by-fork", WRITE, REF, 0, PTW_WHY_RIGHTS, PTW_SERVED_GUP, PTW_PAGE_NORMAL },
	{ "anon-read-only", WRITE, 0, -EFAULT, PTW_WHY_RIGHTS, NOT },
	{ "protnone", READ, 0, -EFAULT, PTW_WHY_PROTNONE, NOT },
	{ "plain-file", WRITE, REF, 0, FAST, PTW_PAGE_NORMAL },
	{ "huge", WRITE, 0, 0, FAST, PTW_PAGE_NORMAL },
	{ "huge", WRITE, REF, 0, FAST, PTW_PAGE_NORMAL },
	{ "huge-hole", WRITE, 0, 0, PTW_WHY_HOLE, PTW_SERVED_GUP, PTW_PAGE_NORMAL },
	{ "hugetlb-pmd", WRITE, REF, 0, FAST, PTW_PAGE_NORMAL },
	{ "secret", READ, 0, -EFAULT, PTW_WHY_SECRET, NOT },
	{ "secret", WRITE, REF, -EFAULT, PTW_WHY_SECRET, NOT },
	{ "unreadable", READ, 0, -EFAULT, WHY_UNREADABLE, NOT },
	{ "poisoned", READ, 0, -EHWPOISON, PTW_WHY_HWPOISON, NOT },
	{ "cleaned", WRITE, 0, 0, PTW_WHY_RIGHTS, PTW_SERVED_GUP, PTW_PAGE_NORMAL },
	{ "numa-hint", READ, 0, 0, PTW_WHY_PROTNONE, PTW_SERVED_GUP, PTW_PAGE_NORMAL },
	{ "uncounted", WRITE, 0, 0, FAST, PTW_PAGE_NON_REFCOUNTED },
	{ "uncounted", WRITE, REF, -EOPNOTSUPP, PTW_WHY_SPECIAL, NOT },
	{ "faulted", WRITE, 0, 0, PTW_WHY_HOLE, PTW_SERVED_PFNMAP, PTW_PAGE_NON_REFCOUNTED },
	{ "faulted", READ, REF, -EOPNOTSUPP, PTW_WHY_HOLE, NOT },
	{ "huge-unmapped", WRITE, 0, 0, PTW_WHY_HOLE, PTW_SERVED_PFNMAP, PTW_PAGE_NONE },
	{ "huge-pfnmap", WRITE, 0, 0, FAST, PTW_PAGE_NONE },
	{ "huge-pfnmap", READ, REF, -EOPNOTSUPP, PTW_WHY_SPECIAL, NOT },
	{ "inserted", WRITE, 0, 0, PTW_WHY_NO_MAPPING, PTW_SERVED_GUP, PTW_PAGE_NORMAL },
	{ "inserted", WRITE, REF, 0, PTW_WHY_NO_MAPPING, PTW_SERVED_GUP, PTW_PAGE_NORMAL },
	{ NULL, 0, 0, 0, 0, 0, 0 },
};

static struct ptw_test_lookup ask(const struct pages *pages, const struct area *area,
				  enum ptw_test_call call, unsigned int want, unsigned int flags)
{
	struct ptw_test_lookup lookup = {
		.va = (uintptr_t)area->va,
		.call = call,
		.want = want,
		.flags = flags,
	};

	if (ioctl(pages->device, PTW_TEST_IOC_LOOKUP, &lookup))
		lookup.ret = -errno;
	return lookup;
}

/* Pages wait in a queue of this processor with a reference before they get on a list. */
static unsigned int settled_refs(const struct pages *pages, const struct area *area)
{
	static char dummy[1 << 16] __attribute__((aligned(1 << 16)));

	madvise(dummy, sizeof(dummy), MADV_COLD);
	return ask(pages, area, PTW_TEST_COUNT, READ, 0).refs;
}

static bool same_refs(const struct pages *pages, const struct area *area, const char *name,
		      unsigned int before)
{
	unsigned int after = settled_refs(pages, area);

	if (after == before)
		return true;
	not_ok(name, "%u references before, %u after %u calls", before, after, TIMES);
	return false;
}

static bool gup_agrees(const struct rule *rule, const struct ptw_test_lookup *lookup)
{
	bool granted = lookup->ret == PTW_ALLOW, gup = lookup->gup != PTW_TEST_NONE;

	if (granted && !gup)
		return rule->gup & GUP_REFUSES;
	return granted || !gup || rule->gup & GUP_GRANTS;
}

static void check_rule(const struct pages *pages, const struct rule *rule, const struct area *area,
		       const char *name)
{
	unsigned int before = settled_refs(pages, area), i;
	struct ptw_test_lookup lookup;

	for (i = 0; i < TIMES; i++)
		lookup = ask(pages, area, PTW_TEST_LOOKUP, rule->want, rule->flags);
	if (lookup.why != rule->why || lookup.ret != (int)ptw_why_verdict(rule->why)) {
		not_ok(name, "verdict %d, why %u", lookup.ret, lookup.why);
	} else if (lookup.kind != rule->page) {
		not_ok(name, "page kind %u", lookup.kind);
	} else if (!gup_agrees(rule, &lookup)) {
		not_ok(name, "verdict %d, why %u, GUP-fast %#llx", lookup.ret, lookup.why,
		       lookup.gup);
	} else if (lookup.held != (rule->flags & HOLD && !lookup.ret)) {
		not_ok(name, "holds %u pages", lookup.held);
	} else if (lookup.held && lookup.held_refs != lookup.refs + 1) {
		not_ok(name, "%u references held, %u after", lookup.held_refs, lookup.refs);
	} else if (same_refs(pages, area, name, before)) {
		ok(name, "verdict %d, why %u, page kind %u, %u references", lookup.ret, lookup.why,
		   lookup.kind, before);
	}
}

/* The queues of settled_refs() are those of one processor. */
static void stay_here(void)
{
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(0, &cpus);
	sched_setaffinity(0, sizeof(cpus), &cpus);
}

void check_rules(void)
{
	const struct rule *rule;
	struct pages pages;
	struct area area;
	char name[80];

	stay_here();
	if (pages_open(&pages)) {
		not_ok("rules", "/dev/ptw-test: %m %s", pages.space.error);
		return;
	}
	for (rule = rules; rule->kind; rule++) {
		const char *why = make_area(rule->kind, &area);

		snprintf(name, sizeof(name), "rule-%s-%s%s", rule->kind,
			 rule->want == READ ? "read" : "write",
			 rule->flags == PFNMAP ? "-pfnmap"
			 : rule->flags == HOLD ? "-hold"
					       : "");
		if (why) {
			skip(name, "%s", why);
			continue;
		}
		check_rule(&pages, rule, &area, name);
		drop_area(&area);
	}
	pages_close(&pages);
}

static void check_request(const struct pages *pages, const struct request *request,
			  const struct area *area, const char *name)
{
	struct ptw_test_lookup first, lookup;
	unsigned int before, i;

	first = ask(pages, area, PTW_TEST_HVA, request->want, request->flags);
	before = settled_refs(pages, area);
	for (i = 0; i < TIMES; i++)
		lookup = ask(pages, area, PTW_TEST_HVA, request->want, request->flags);
	if (first.ret != request->ret || first.why != request->why ||
	    first.served != request->served) {
		not_ok(name, "returned %d, why %u, served by %u", first.ret, first.why,
		       first.served);
	} else if (!first.ret && first.kind != request->page) {
		not_ok(name, "page kind %u", first.kind);
	} else if (!first.ret && area->shift && first.shift != area->shift) {
		not_ok(name, "shift %u", first.shift);
	} else if (request->want == WRITE && !first.ret && !first.writable) {
		not_ok(name, "not writable");
	} else if (first.held != (request->flags & REF && !first.ret)) {
		not_ok(name, "holds %u pages", first.held);
	} else if (lookup.held && lookup.held_refs != lookup.refs + 1) {
		not_ok(name, "%u references held, %u after", lookup.held_refs, lookup.refs);
	} else if (same_refs(pages, area, name, before)) {
		ok(name, "returned %d, why %u, served by %u, %u references", first.ret, first.why,
		   first.served, before);
	}
}

void check_hva_to_pfn(void)
{
	const struct request *request;
	struct pages pages;
	struct area area;
	char name[80];

	stay_here();
	if (pages_open(&pages)) {
		not_ok("hva", "/dev/ptw-test: %m %s", pages.space.error);
		return;
	}
	for (request = requests; request->kind; request++) {
		const char *why = make_area(request->kind, &area);

		snprintf(name, sizeof(name), "hva-%s-%s%s", request->kind,
			 request->want == READ ? "read" : "write",
			 request->flags == REF	    ? "-ref"
			 : request->flags == ATOMIC ? "-atomic"
						    : "");
		if (why) {
			skip(name, "%s", why);
			continue;
		}
		check_request(&pages, request, &area, name);
		drop_area(&area);
	}
	pages_close(&pages);
}

static bool same(const struct ptw_test_answer *a, const struct ptw_test_answer *b)
{
	return a->ret == b->ret && a->pa == b->pa && a->pte == b->pte && a->info == b->info;
}

void check_contexts(void)
{
	struct ptw_test_context context = {};
	struct pages pages;
	struct area area;
	const char *why = make_area("anon", &area);

	context.va = (uintptr_t)area.va;
	if (why || pages_open(&pages)) {
		not_ok("contexts", "%s %m", why ? why : "");
		return;
	}
	if (ioctl(pages.device, PTW_TEST_IOC_CONTEXT, &context))
		not_ok("contexts", "ioctl: %m");
	(!context.task.ret && context.in_interrupt && same(&context.interrupt, &context.task)
		 ? ok
		 : not_ok)("context-interrupt", "returned %d", context.interrupt.ret);
	(same(&context.adopted, &context.task) ? ok : not_ok)("context-adopted", "returned %d",
							      context.adopted.ret);
	(context.foreign == -EINVAL ? ok : not_ok)("context-foreign", "returned %d",
						   context.foreign);
	drop_area(&area);
	pages_close(&pages);
}
