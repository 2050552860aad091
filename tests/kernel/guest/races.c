// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Lookups of memory that a second thread changes all the time, by a consumer that does what
 * KVM does around its fault. Each answer that passes the retry check is compared, under the
 * lock of the check, with what the kernel's accessors say.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "bench.h"
#include "owned.h"
#include "pages.h"
#include "races.h"
#include "report.h"

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25 /* include/uapi/asm-generic/mman-common.h, since 6.1 */
#endif

#define MIN_RUNS    50
#define MAX_RUNS    2000
#define MIN_CHANGES 20

/* Pages come and go. */
static bool zap(const struct area *area)
{
	memset(area->va, 1, area->bytes);
	return !madvise(area->va, area->bytes, MADV_DONTNEED);
}

/* PROT_NONE, and all rights again */
static bool protect(const struct area *area)
{
	return !mprotect(area->va, area->bytes, PROT_NONE) &&
	       !mprotect(area->va, area->bytes, PROT_READ | PROT_WRITE);
}

/* Both sides of a fork may only read; a write makes another page of it. */
static bool copy_on_write(const struct area *area)
{
	int pid = fork();

	if (!pid)
		_exit(0);
	memset(area->va, 1, area->bytes);
	return pid > 0 && waitpid(pid, NULL, 0) == pid;
}

/* A hole in a huge page makes a table of it. */
static bool split(const struct area *area)
{
	bool is = !madvise(area->va, sysconf(_SC_PAGESIZE), MADV_DONTNEED);

	*area->va = 1;
	return is;
}

/* What is whole again becomes a huge page. */
static bool collapse(const struct area *area)
{
	return split(area) && !madvise(area->va, area->bytes, MADV_COLLAPSE);
}

/* A table and a huge page get another place, and their old one back. */
static bool move(const struct area *area)
{
	const unsigned int flags = MREMAP_MAYMOVE | MREMAP_FIXED;
	char *room = mmap(NULL, 2 * area->bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *there = (char *)(((uintptr_t)room + area->bytes - 1) & -area->bytes);
	bool moved;

	if (room == MAP_FAILED)
		return false;
	moved = split(area) && mremap(area->va, area->bytes, area->bytes, flags, there) == there &&
		mremap(there, area->bytes, area->bytes, flags, area->va) == area->va;
	munmap(room, 2 * area->bytes);
	return moved;
}

/**
 * struct race - A row
 * @name: Of the change
 * @kind: Of the memory that is changed
 * @change: One change, and back. Return: whether it was made
 */
static const struct race {
	const char *name;
	const char *kind;
	bool (*change)(const struct area *area);
} races[] = {
	{ "zap", "anon", zap },
	{ "protect", "anon", protect },
	{ "copy-on-write", "anon", copy_on_write },
	{ "collapse", "huge", collapse },
	{ "move", "huge", move },
};

struct changer {
	const struct race *race;
	const struct area *area;
	unsigned int changes;
	int stop;
};

static void *change(void *arg)
{
	struct changer *changer = arg;

	while (!__atomic_load_n(&changer->stop, __ATOMIC_RELAXED))
		if (changer->race->change(changer->area))
			__atomic_fetch_add(&changer->changes, 1, __ATOMIC_RELAXED);
	return NULL;
}

/*
 * As many runs as it takes to be told to try again, and then some; the boot's timeout is
 * what ends a test that fails.
 */
static void watch(int device, struct changer *changer, unsigned int kind, const char *name)
{
	uint64_t retries = 0, installed = 0;
	struct ptw_test_bench bench;
	unsigned int i, changes = 0;

	__atomic_store_n(&changer->changes, 0, __ATOMIC_RELAXED);
	for (i = 0; i < MAX_RUNS; i++) {
		changes = __atomic_load_n(&changer->changes, __ATOMIC_RELAXED);
		if (i >= MIN_RUNS && retries && installed && changes >= MIN_CHANGES)
			break;
		if (bench_once(device, changer->area, kind, 0, 1, &bench)) {
			not_ok(name, "%m");
			return;
		}
		if (bench.wrong) {
			not_ok(name, "%llu stale answers of %llu were taken", bench.wrong,
			       bench.locks - bench.retries);
			return;
		}
		retries += bench.retries;
		installed += bench.locks - bench.retries;
	}
	(i < MAX_RUNS ? ok : not_ok)(name, "%u changes, %llu retries, %llu answers", changes,
				     (unsigned long long)retries, (unsigned long long)installed);
}

static void run_race(int device, const struct race *race)
{
	static const unsigned int kinds[] = { PTW_BENCH_FOLLOW, PTW_BENCH_LOOKUP,
					      PTW_BENCH_GUP_LEVEL };
	struct changer changer = { .race = race };
	struct area area;
	const char *why = make_area(race->kind, &area);
	pthread_t thread;
	char name[64];
	unsigned int i;

	changer.area = &area;
	if (why || pthread_create(&thread, NULL, change, &changer)) {
		not_ok(race->name, "%s %m", why ? why : "");
		if (!why)
			drop_area(&area);
		return;
	}
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		snprintf(name, sizeof(name), "race-%s-%s", race->name, bench_names[kinds[i]]);
		watch(device, &changer, kinds[i], name);
	}
	__atomic_store_n(&changer.stop, 1, __ATOMIC_RELAXED);
	pthread_join(thread, NULL);
	drop_area(&area);
}

void run_races(void)
{
	struct pages pages;
	size_t i;

	if (pages_open(&pages)) {
		not_ok("races", "/dev/ptw-test: %m %s", pages.space.error);
		return;
	}
	for (i = 0; i < sizeof(races) / sizeof(races[0]); i++)
		run_race(pages.device, &races[i]);
	pages_close(&pages);
}
