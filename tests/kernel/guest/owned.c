// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Memory that somebody else has a say in: a driver, userfaultfd, KSM, a file system.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "owned.h"
#include "pages.h"

#ifndef UFFD_FEATURE_WP_HUGETLBFS_SHMEM
#define UFFD_FEATURE_WP_HUGETLBFS_SHMEM (1 << 12)
#endif

#ifdef __x86_64__
#define IS_PC 1
#else
#define IS_PC 0
#endif

#define NR 2 /* pages of an area */

static size_t page_size(void)
{
	return sysconf(_SC_PAGESIZE);
}

static const char *map(struct area *area, size_t bytes, int flags, int fd, off_t offset)
{
	char *va = mmap(NULL, bytes, PROT_READ | PROT_WRITE, flags, fd, offset);

	if (va == MAP_FAILED)
		return strerror(errno);
	area->va = va;
	area->bytes = bytes;
	area->shift = 63 - __builtin_clzl(page_size());
	return NULL;
}

static const char *map_small(struct area *area, int flags, int fd, off_t offset)
{
	const char *why = map(area, NR * page_size(), flags, fd, offset);

	if (!why)
		madvise(area->va, area->bytes, MADV_NOHUGEPAGE);
	return why;
}

static void touch(struct area *area)
{
	size_t at;

	for (at = 0; at < area->bytes; at += page_size())
		area->va[at] = (char)(at / page_size() + 1);
}

/* Pages of its page cache are neither anonymous nor swap-backed. */
static const char *plain_file(struct area *area)
{
	const char *why;
	int fd;

	mkdir("/ramfs", 0700);
	if (access("/ramfs/file", F_OK) && mount("ramfs", "/ramfs", "ramfs", 0, NULL))
		return strerror(errno);
	fd = open("/ramfs/file", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || ftruncate(fd, NR * page_size()))
		return strerror(errno);
	why = map_small(area, MAP_SHARED, fd, 0);
	close(fd);
	if (!why)
		touch(area);
	return why;
}

/* Room for one mapping of a size, at a multiple of it; the rest of it is left to itself. */
static const char *reserve(struct area *area, size_t size)
{
	const char *why = map(area, 2 * size, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (why)
		return why;
	munmap(area->va, -(uintptr_t)area->va & (size - 1));
	area->va = (char *)(((uintptr_t)area->va + size - 1) & -size);
	area->bytes = size;
	area->shift = 63 - __builtin_clzl(size);
	return NULL;
}

static size_t pmd_size(void)
{
	size_t size = 0;
	FILE *file = fopen("/sys/kernel/mm/transparent_hugepage/hpage_pmd_size", "r");

	if (file && fscanf(file, "%zu", &size) != 1)
		size = 0;
	if (file)
		fclose(file);
	return size;
}

/* A huge page's worth of nothing, in the place of a huge page */
static const char *huge_hole(struct area *area)
{
	size_t size = pmd_size();
	const char *why = size ? reserve(area, size) : "no transparent huge pages";

	if (!why && madvise(area->va, size, MADV_HUGEPAGE))
		why = strerror(errno);
	return why;
}

/* Under userfaultfd's write protection: what is there, and what is not there yet */
static const char *protect(struct area *area, bool touched)
{
	struct uffdio_api api = {
		.api = UFFD_API,
		.features = touched ? 0 : UFFD_FEATURE_WP_HUGETLBFS_SHMEM,
	};
	struct uffdio_register reg = { .mode = UFFDIO_REGISTER_MODE_WP };
	struct uffdio_writeprotect wp = { .mode = UFFDIO_WRITEPROTECT_MODE_WP };
	const char *why =
		map_small(area, (touched ? MAP_PRIVATE : MAP_SHARED) | MAP_ANONYMOUS, -1, 0);
	int fd = syscall(SYS_userfaultfd, O_CLOEXEC);

	if (why || fd < 0)
		return why ? why : strerror(errno);
	if (touched)
		touch(area);
	reg.range.start = (uintptr_t)area->va;
	reg.range.len = area->bytes;
	wp.range = reg.range;
	/* The file stays open: closing it lifts the protection. */
	if (ioctl(fd, UFFDIO_API, &api) || ioctl(fd, UFFDIO_REGISTER, &reg) ||
	    ioctl(fd, UFFDIO_WRITEPROTECT, &wp))
		return strerror(errno);
	return NULL;
}

static const char *write_protected(struct area *area)
{
	return protect(area, true);
}

static const char *uffd_marker(struct area *area)
{
	return protect(area, false);
}

static void survive(int signal)
{
	(void)signal;
}

/* Since 6.12 the process is told at once, and has to live with it. */
static const char *poisoned(struct area *area)
{
	const char *why = map_small(area, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (why)
		return why;
	touch(area);
	signal(SIGBUS, survive);
	return madvise(area->va, page_size(), MADV_HWPOISON) ? strerror(errno) : NULL;
}

/*
 * What the kernel cannot read in our name. Without EPAN (arm64) and without protection
 * keys (x86) what can be executed can be read.
 */
static const char *unreadable(struct area *area)
{
	const char *why = map_small(area, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int fd = open("/tmp/byte", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	bool readable;

	if (why || fd < 0)
		return why ? why : strerror(errno);
	touch(area);
	if (mprotect(area->va, area->bytes, PROT_EXEC))
		why = strerror(errno);
	readable = write(fd, area->va, 1) == 1;
	close(fd);
	if (!why && readable)
		why = "what can be executed can be read";
	return why;
}

static void write_number(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (write(fd, text, strlen(text)) < 0)
		perror(path);
	close(fd);
}

static long read_number(const char *path)
{
	FILE *file = fopen(path, "r");
	long number = -1;

	if (file && fscanf(file, "%ld", &number) != 1)
		number = -1;
	if (file)
		fclose(file);
	return number;
}

/*
 * Pages that say the same, found out by KSM; it makes full scans until it has. What was
 * merged before is taken apart first, so that the kernel counts these pages alone.
 */
static const char *merged(struct area *area)
{
	const char *why = map_small(area, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	const long all = NR - 1;
	long scans;

	if (why)
		return why;
	memset(area->va, 0x5a, area->bytes);
	write_number("/sys/kernel/mm/ksm/run", "2");
	if (madvise(area->va, area->bytes, MADV_MERGEABLE))
		return strerror(errno);
	write_number("/sys/kernel/mm/ksm/sleep_millisecs", "0");
	write_number("/sys/kernel/mm/ksm/pages_to_scan", "1000");
	write_number("/sys/kernel/mm/ksm/run", "1");
	do {
		usleep(1000);
		scans = read_number("/sys/kernel/mm/ksm/full_scans");
	} while (scans >= 0 && scans < 1000 &&
		 read_number("/sys/kernel/mm/ksm/pages_sharing") < all);
	write_number("/sys/kernel/mm/ksm/run", "0");
	return read_number("/sys/kernel/mm/ksm/pages_sharing") < all ? "KSM merges nothing" : NULL;
}

/*
 * A disk's own page cache has its dirty pages counted, so a page that has been written
 * back is clean, and not writable: the next write is to be noticed.
 */
static const char *cleaned(struct area *area)
{
	int fd = open("/dev/ram1", O_RDWR | O_CLOEXEC);
	const char *why;

	if (fd < 0)
		return strerror(errno);
	why = map_small(area, MAP_SHARED, fd, 0);
	close(fd);
	if (why)
		return why;
	touch(area);
	return msync(area->va, area->bytes, MS_SYNC) ? strerror(errno) : NULL;
}

static void *wait_for(void *mutex)
{
	pthread_mutex_lock(mutex);
	pthread_mutex_unlock(mutex);
	return NULL;
}

static bool all_protnone(struct pages *pages, const struct area *area)
{
	struct ptw_test_page page;
	size_t at;

	for (at = 0; at < area->bytes; at += page_size())
		if (pages_ask(pages, area->va + at, &page) || page.entry.kind != PTW_TEST_PROTNONE)
			return false;
	return true;
}

/*
 * The scheduler takes the rights away to learn from the fault who uses a page: of a
 * process that runs, and only for one with several threads where they all may be near.
 * What it has not done after that many looks, it does not do; then the page is a plain one.
 */
static const char *numa_hint(struct area *area)
{
	const char *why = map_small(area, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
	unsigned int looks = 0;
	struct pages pages;
	pthread_t thread;

	if (why || access("/sys/devices/system/node/node1", F_OK))
		return why ? why : "the machine has one memory node";
	if (access("/proc/sys/kernel/numa_balancing", F_OK))
		return "the kernel is without CONFIG_NUMA_BALANCING";
	pthread_mutex_lock(&mutex);
	if (pages_open(&pages) || pthread_create(&thread, NULL, wait_for, &mutex))
		return strerror(errno);
	mount("debugfs", "/sys/kernel/debug", "debugfs", 0, NULL);
	write_number("/sys/kernel/debug/sched/numa_balancing/scan_delay_ms", "1");
	write_number("/sys/kernel/debug/sched/numa_balancing/scan_period_min_ms", "1");
	touch(area);
	write_number("/proc/sys/kernel/numa_balancing", "1");
	while (!all_protnone(&pages, area) && ++looks < 10000000)
		;
	write_number("/proc/sys/kernel/numa_balancing", "0");
	pthread_mutex_unlock(&mutex);
	pthread_join(thread, NULL);
	pages_close(&pages);
	return NULL;
}

static const char *map_device(struct area *area, unsigned int what, unsigned int first)
{
	int fd = open("/dev/ptw-test", O_RDWR | O_CLOEXEC);
	const char *why = map(area, NR * page_size(), MAP_SHARED, fd, what * page_size());

	close(fd);
	if (why)
		return why;
	munmap(area->va + (1 - first) * page_size(), page_size());
	area->va += first * page_size();
	area->bytes = page_size();
	return NULL;
}

static const char *counted(struct area *area)
{
	return map_device(area, PTW_TEST_MAP_FILLED, 0);
}

static const char *uncounted(struct area *area)
{
	return map_device(area, PTW_TEST_MAP_FILLED, 1);
}

static const char *faulted(struct area *area)
{
	return map_device(area, PTW_TEST_MAP_FAULTED, 1);
}

static const char *inserted(struct area *area)
{
	return map_device(area, PTW_TEST_MAP_INSERTED, 0);
}

/* What a driver maps huge, and nobody has looked up yet */
static const char *huge_device(struct area *area, size_t size)
{
	int fd = open("/dev/ptw-test", O_RDWR | O_CLOEXEC);
	off_t offset = (off_t)PTW_TEST_MAP_HUGE * page_size();
	const char *why = size ? reserve(area, size) : "no transparent huge pages";

	if (!why && mmap(area->va, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd,
			 offset) == MAP_FAILED)
		why = errno == EOPNOTSUPP ? "the kernel is without CONFIG_ARCH_SUPPORTS_HUGE_PFNMAP"
					  : strerror(errno);
	close(fd);
	area->step = size / 32;
	return why;
}

/* There is nothing behind it that could be touched: a lookup that may fault has it mapped. */
static const char *huge_looked_up(struct area *area, size_t size)
{
	const char *why = huge_device(area, size);
	struct ptw_test_lookup lookup = {
		.va = (uintptr_t)area->va,
		.call = PTW_TEST_HVA,
		.want = PTW_WANT_WRITE,
	};
	struct pages pages;

	if (why)
		return why;
	if (pages_open(&pages) || ioctl(pages.device, PTW_TEST_IOC_LOOKUP, &lookup))
		return strerror(errno);
	pages_close(&pages);
	return NULL;
}

static const char *huge_unmapped(struct area *area)
{
	return huge_device(area, pmd_size());
}

static const char *huge_pfnmap(struct area *area)
{
	return huge_looked_up(area, pmd_size());
}

/* PUDs are mapped by this on x86 alone. */
static const char *huger_pfnmap(struct area *area)
{
	return IS_PC ? huge_looked_up(area, 1UL << 30) : "x86's";
}

/* Physical addresses of a PC: the firmware's ROM below 1M, and room for devices below 4G */
static const char *physical(struct area *area, uint64_t pa)
{
	const char *why = "addresses of a PC";
	int fd = open("/dev/mem", O_RDWR | O_CLOEXEC);

	if (IS_PC)
		why = fd < 0 ? strerror(errno) : map(area, page_size(), MAP_SHARED, fd, pa);
	if (fd >= 0)
		close(fd);
	return why;
}

static const char *firmware(struct area *area)
{
	return physical(area, 0xf0000);
}

static const char *device(struct area *area)
{
	return physical(area, 0xd0000000);
}

static const struct {
	const char *name;
	const char *(*make)(struct area *area);
} owned[] = {
	{ "plain-file", plain_file },
	{ "huge-hole", huge_hole },
	{ "write-protected", write_protected },
	{ "uffd-marker", uffd_marker },
	{ "poisoned", poisoned },
	{ "unreadable", unreadable },
	{ "merged", merged },
	{ "cleaned", cleaned },
	{ "numa-hint", numa_hint },
	{ "counted", counted },
	{ "uncounted", uncounted },
	{ "faulted", faulted },
	{ "inserted", inserted },
	{ "huge-unmapped", huge_unmapped },
	{ "huge-pfnmap", huge_pfnmap },
	{ "huger-pfnmap", huger_pfnmap },
	{ "firmware", firmware },
	{ "device", device },
};

const char *make_area(const char *name, struct area *area)
{
	const struct kind *kind;
	size_t i;

	memset(area, 0, sizeof(*area));
	for (kind = kinds; kind->name; kind++)
		if (kind->make && !strcmp(kind->name, name))
			return kind->make(area);
	for (i = 0; i < sizeof(owned) / sizeof(owned[0]); i++)
		if (!strcmp(owned[i].name, name))
			return owned[i].make(area);
	return "no such kind";
}

void drop_area(const struct area *area)
{
	if (area->pid > 0) {
		kill(area->pid, SIGKILL);
		waitpid(area->pid, NULL, 0);
	}
	munmap(area->va, area->bytes);
}
