// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * How a process gets memory of every kind.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "kinds.h"
#include "pages.h"

#define NR_SMALL 64
#define ROOM	 (64UL << 20) /* reserved for an area, so that it can be aligned */
#define MFD_HUGE (MFD_CLOEXEC | MFD_HUGETLB)

static size_t page_size(void)
{
	return sysconf(_SC_PAGESIZE);
}

static unsigned int log2_of(size_t bytes)
{
	return 63 - __builtin_clzl(bytes);
}

static unsigned long read_number(const char *path)
{
	unsigned long number = 0;
	FILE *file = fopen(path, "r");

	if (file) {
		if (fscanf(file, "%lu", &number) != 1)
			number = 0;
		fclose(file);
	}
	return number;
}

static size_t pmd_size(void)
{
	return read_number("/sys/kernel/mm/transparent_hugepage/hpage_pmd_size");
}

static void set_area(struct area *area, char *va, size_t bytes, size_t step, unsigned int shift)
{
	area->va = va;
	area->bytes = bytes;
	area->step = step;
	area->shift = shift;
}

/* Memory of small pages, not yet touched */
static const char *small(struct area *area, int prot, int flags, int fd)
{
	size_t bytes = NR_SMALL * page_size();
	char *va = mmap(NULL, bytes, prot, flags, fd, 0);

	if (va == MAP_FAILED)
		return strerror(errno);
	madvise(va, bytes, MADV_NOHUGEPAGE);
	set_area(area, va, bytes, page_size(), log2_of(page_size()));
	return NULL;
}

static void touch(struct area *area)
{
	size_t at;

	for (at = 0; at < area->bytes; at += page_size())
		area->va[at] = (char)(at / page_size() + 1);
}

static void look(struct area *area)
{
	size_t at;

	for (at = 0; at < area->bytes; at += page_size())
		(void)*(volatile char *)(area->va + at);
}

static const char *anon_small(struct area *area)
{
	const char *why = small(area, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);

	if (!why)
		touch(area);
	return why;
}

static const char *hole(struct area *area)
{
	const char *why = small(area, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);

	if (!why)
		area->shift = 0;
	return why;
}

static const char *zero_small(struct area *area)
{
	const char *why = small(area, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);

	if (!why)
		look(area);
	return why;
}

static const char *anon_read_only(struct area *area)
{
	const char *why = anon_small(area);

	if (!why && mprotect(area->va, area->bytes, PROT_READ))
		return strerror(errno);
	return why;
}

static const char *protnone_small(struct area *area)
{
	const char *why = anon_small(area);

	if (!why && mprotect(area->va, area->bytes, PROT_NONE))
		return strerror(errno);
	return why;
}

static const char *shared_file(struct area *area)
{
	int fd = memfd_create("ptw", MFD_CLOEXEC);
	const char *why;

	if (fd < 0 || ftruncate(fd, NR_SMALL * page_size()))
		return strerror(errno);
	why = small(area, PROT_READ | PROT_WRITE, MAP_SHARED, fd);
	if (!why)
		touch(area);
	close(fd);
	return why;
}

static const char *private_file(struct area *area)
{
	int fd = open("/tmp/private", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	const char *why;

	if (fd < 0 || ftruncate(fd, NR_SMALL * page_size()))
		return strerror(errno);
	why = small(area, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd);
	if (!why)
		look(area);
	close(fd);
	return why;
}

static const char *private_file_written(struct area *area)
{
	const char *why = private_file(area);

	if (!why)
		touch(area);
	return why;
}

/* After fork both sides have it, and neither may write. The child waits to be killed. */
static const char *shared_by_fork(struct area *area)
{
	const char *why = anon_small(area);

	if (why)
		return why;
	area->pid = fork();
	if (!area->pid)
		for (;;)
			pause();
	return area->pid < 0 ? strerror(errno) : NULL;
}

static const char *huge(struct area *area)
{
	size_t size = pmd_size();
	char *va;

	if (!size)
		return "no transparent huge pages";
	va = mmap(NULL, ROOM + 4 * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		  0);
	if (va == MAP_FAILED)
		return strerror(errno);
	va = (char *)(((uintptr_t)va + size - 1) & ~(size - 1));
	if (madvise(va, 2 * size, MADV_HUGEPAGE))
		return strerror(errno);
	set_area(area, va, 2 * size, size / 32, log2_of(size));
	return NULL;
}

static const char *anon_huge(struct area *area)
{
	const char *why = huge(area);

	if (!why)
		touch(area);
	return why;
}

static const char *zero_huge(struct area *area)
{
	const char *why = huge(area);

	if (!why)
		look(area);
	return why;
}

static const char *protnone_huge(struct area *area)
{
	const char *why = anon_huge(area);

	if (!why && mprotect(area->va, area->bytes, PROT_NONE))
		return strerror(errno);
	return why;
}

/* A huge page cut into small mappings: one page of it is protected otherwise. */
static const char *split_huge(struct area *area)
{
	const char *why = anon_huge(area);

	if (!why && mprotect(area->va, page_size(), PROT_READ))
		return strerror(errno);
	if (!why)
		set_area(area, area->va, pmd_size(), pmd_size() / 64, log2_of(page_size()));
	return why;
}

static const char *hugetlb(struct area *area, size_t size)
{
	char path[96];
	char *va;
	int fd;

	snprintf(path, sizeof(path), "/sys/kernel/mm/hugepages/hugepages-%zukB/free_hugepages",
		 size >> 10);
	if (!read_number(path))
		return "none reserved of that size";
	fd = memfd_create("ptw", MFD_HUGE | log2_of(size) << MAP_HUGE_SHIFT);
	if (fd < 0 || ftruncate(fd, size))
		return strerror(errno);
	va = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (va == MAP_FAILED)
		return strerror(errno);
	*va = 1;
	set_area(area, va, size, size / 32, 0);
	return NULL;
}

static const char *hugetlb_pmd(struct area *area)
{
	const char *why = hugetlb(area, pmd_size());

	area->shift = log2_of(pmd_size());
	return why;
}

/* A PUD of 4K pages is 1G; with other page sizes it is larger than the guest. */
static const char *hugetlb_pud(struct area *area)
{
	area->shift = 30;
	return page_size() == 4096 ? hugetlb(area, 1UL << 30) : "larger than the machine";
}

static const char *protnone_hugetlb(struct area *area)
{
	const char *why = hugetlb_pmd(area);

	if (!why && mprotect(area->va, area->bytes, PROT_NONE))
		return strerror(errno);
	return why;
}

static const char *secret(struct area *area)
{
	int fd = syscall(SYS_memfd_secret, 0);
	const char *why;

	if (fd < 0 || ftruncate(fd, NR_SMALL * page_size()))
		return strerror(errno);
	why = small(area, PROT_READ | PROT_WRITE, MAP_SHARED, fd);
	if (!why)
		touch(area);
	close(fd);
	return why;
}

static const char *exec_only(struct area *area)
{
	const char *why = anon_small(area);

	if (!why && mprotect(area->va, area->bytes, PROT_EXEC))
		return strerror(errno);
	return why;
}

static const char *executable(struct area *area)
{
	const char *why = anon_small(area);

	if (!why && mprotect(area->va, area->bytes, PROT_READ | PROT_EXEC))
		return strerror(errno);
	return why;
}

static const char *behind_key(struct area *area)
{
	const char *why = anon_small(area);
	int key = why ? -1 : pkey_alloc(0, PKEY_DISABLE_ACCESS);

	if (why)
		return why;
	if (key < 0 || pkey_mprotect(area->va, area->bytes, PROT_READ | PROT_WRITE, key))
		return strerror(errno);
	return NULL;
}

static bool write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool written = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return written;
}

/* Nobody has looked since the accessed bits were cleared. */
static const char *old_pages(struct area *area)
{
	const char *why = anon_small(area);

	if (!why && !write_text("/proc/self/clear_refs", "1"))
		return strerror(errno);
	return why;
}

/* Nobody has written since the soft-dirty bits were cleared. */
static const char *soft_clean(struct area *area)
{
#ifdef __x86_64__
	const char *why = anon_small(area);

	if (!why && !write_text("/proc/self/clear_refs", "4"))
		return strerror(errno);
	return why;
#else
	(void)area;
	return "the architecture has no soft-dirty bit";
#endif
}

/* Where a branch may only land on an instruction that says so */
static const char *guarded_code(struct area *area)
{
#ifdef __aarch64__
	const char *why = anon_small(area);

	if (!why && mprotect(area->va, area->bytes, PROT_READ | PROT_EXEC | 0x10 /* PROT_BTI */))
		return strerror(errno);
	return why;
#else
	(void)area;
	return "arm64's";
#endif
}

#ifdef __aarch64__
/* Arm ARM, "The Contiguous bit": 16 pages of 4K, 128 of 16K, 32 of 64K */
static size_t contiguous_size(void)
{
	return page_size() * (page_size() == 4096 ? 16 : page_size() == 16384 ? 128 : 32);
}

static const char *contiguous(struct area *area)
{
	size_t size = contiguous_size();
	char path[96];
	char *va;

	snprintf(path, sizeof(path), "/sys/kernel/mm/transparent_hugepage/hugepages-%zukB/enabled",
		 size >> 10);
	if (!write_text(path, "always"))
		return "no folios of that size";
	va = mmap(NULL, 2 * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (va == MAP_FAILED)
		return strerror(errno);
	va = (char *)(((uintptr_t)va + size - 1) & ~(size - 1));
	set_area(area, va, size, page_size(), log2_of(page_size()));
	area->run_shift = log2_of(size);
	touch(area);
	write_text(path, "never");
	return NULL;
}

static const char *contiguous_hugetlb(struct area *area)
{
	char path[96];
	const char *why;

	snprintf(path, sizeof(path), "/sys/kernel/mm/hugepages/hugepages-%zukB/nr_hugepages",
		 contiguous_size() >> 10);
	write_text(path, "2");
	why = hugetlb(area, contiguous_size());
	if (!why)
		set_area(area, area->va, area->bytes, page_size(), log2_of(page_size()));
	area->run_shift = log2_of(contiguous_size());
	return why;
}
#else
static const char *contiguous(struct area *area)
{
	(void)area;
	return "arm64's";
}

static const char *contiguous_hugetlb(struct area *area)
{
	return contiguous(area);
}
#endif

/* What mkswap writes: include/linux/swap.h, union swap_header */
static bool make_swap(const char *device)
{
	size_t size = page_size();
	uint32_t info[3] = { 1, 8 * 1024 * 1024 / size - 1, 0 };
	char *page = calloc(1, size);
	int fd = open(device, O_WRONLY | O_CLOEXEC);
	bool made;

	if (page) {
		memcpy(page + 1024, info, sizeof(info));
		memcpy(page + size - 10, "SWAPSPACE2", 10);
	}
	made = page && fd >= 0 && pwrite(fd, page, size, 0) == (ssize_t)size;
	if (fd >= 0)
		close(fd);
	free(page);
	return made && !swapon(device, 0);
}

static const char *swapped(struct area *area)
{
	const char *why = anon_small(area);

	if (why)
		return why;
	if (!make_swap("/dev/ram0"))
		return strerror(errno);
	return madvise(area->va, area->bytes, MADV_PAGEOUT) ? strerror(errno) : NULL;
}

const struct kind kinds[] = {
	{ "anon", anon_small, 64, PTW_LEAF, 0, PTW_ATTR_DIRTY, PTW_ATTR_SPECIAL, 0 },
	{ "hole", hole, 64, PTW_HOLE, 0, 0, 0, 0 },
	{ "zero-page", zero_small, 64, PTW_LEAF, 0, PTW_ATTR_SPECIAL, 0, 0 },
	{ "anon-read-only", anon_read_only, 64, PTW_LEAF, 0, 0, PTW_ATTR_SPECIAL, 0 },
	{ "protnone", protnone_small, 64, PTW_SOFT, PTW_STATE_PROTNONE, 0, 0, 0 },
	{ "shared-file", shared_file, 64, PTW_LEAF, 0, 0, PTW_ATTR_SPECIAL, 0 },
	{ "private-file", private_file, 64, PTW_LEAF, 0, 0, PTW_ATTR_DIRTY, 0 },
	{ "private-file-written", private_file_written, 64, PTW_LEAF, 0, PTW_ATTR_DIRTY, 0, 0 },
	{ "shared-by-fork", shared_by_fork, 64, PTW_LEAF, 0, 0, 0, 0 },
	{ "huge", anon_huge, 64, PTW_LEAF, 0, PTW_ATTR_DIRTY, 0, 0 },
	{ "zero-huge", zero_huge, 64, PTW_LEAF, 0, 0, PTW_ATTR_DIRTY, 0 },
	{ "protnone-huge", protnone_huge, 64, PTW_SOFT, PTW_STATE_PROTNONE, 0, 0, 0 },
	{ "split-huge", split_huge, 64, PTW_LEAF, 0, 0, 0, 0 },
	{ "hugetlb-pmd", hugetlb_pmd, 32, PTW_LEAF, 0, PTW_ATTR_DIRTY, 0, 0 },
	{ "hugetlb-pud", hugetlb_pud, 32, PTW_LEAF, 0, PTW_ATTR_DIRTY, 0, 0 },
	{ "protnone-hugetlb", protnone_hugetlb, 32, PTW_SOFT, PTW_STATE_PROTNONE, 0, 0, 0 },
	{ "secret", secret, 64, PTW_LEAF, 0, 0, PTW_ATTR_SPECIAL, MAY_GUP_REFUSE },
	{ "exec-only", exec_only, 64, PTW_LEAF, 0, 0, 0, MAY_GUP_REFUSE | MAY_NO_HMM },
	{ "executable", executable, 64, PTW_LEAF, 0, 0, 0, 0 },
	{ "pkey", behind_key, 64, PTW_LEAF, 0, 0, 0, MAY_GUP_REFUSE },
	{ "old", old_pages, 64, PTW_LEAF, 0, 0, PTW_ATTR_ACCESSED, MAY_NO_AT },
	{ "soft-clean", soft_clean, 64, PTW_LEAF, 0, 0, PTW_ATTR_SOFT_DIRTY, 0 },
	{ "guarded-code", guarded_code, 64, PTW_LEAF, 0, 0, 0, 0 },
	{ "contiguous", contiguous, 16, PTW_LEAF, 0, PTW_ATTR_CONTIGUOUS, 0, 0 },
	{ "contiguous-hugetlb", contiguous_hugetlb, 16, PTW_LEAF, 0, PTW_ATTR_CONTIGUOUS, 0, 0 },
	{ "write-protected", NULL, 2, PTW_LEAF, 0, PTW_ATTR_UFFD_WP, 0, 0 },
	{ "uffd-marker", NULL, 2, PTW_SOFT, PTW_STATE_MARKER, 0, 0, 0 },
	{ "poisoned", NULL, 1, PTW_SOFT, PTW_STATE_HWPOISON, 0, 0, 0 },
	{ "merged", NULL, 2, PTW_LEAF, 0, 0, 0, 0 },
	{ "cleaned", NULL, 2, PTW_LEAF, 0, 0, PTW_ATTR_DIRTY | PTW_ATTR_SPECIAL, 0 },
	{ "numa-hint", NULL, 2, PTW_SOFT, PTW_STATE_PROTNONE, 0, 0, 0 },
	{ "counted", NULL, 1, PTW_LEAF, 0, PTW_ATTR_SPECIAL, 0, MAY_NO_PAGEMAP | MAY_NO_HMM },
	{ "inserted", NULL, 1, PTW_LEAF, 0, 0, PTW_ATTR_SPECIAL, MAY_GUP_REFUSE | MAY_NO_HMM },
	{ "huge-pfnmap", NULL, 32, PTW_LEAF, 0, PTW_ATTR_SPECIAL, 0, MAY_NO_PAGEMAP | MAY_NO_HMM },
	{ "huger-pfnmap", NULL, 32, PTW_LEAF, 0, PTW_ATTR_SPECIAL, 0, MAY_NO_PAGEMAP | MAY_NO_HMM },
	{ "device", NULL, 1, PTW_LEAF, 0, PTW_ATTR_SPECIAL, 0, MAY_NO_PAGEMAP | MAY_NO_HMM },
	{ "swapped", swapped, 48, PTW_SOFT, PTW_STATE_SWAP, 0, 0, 0 },
	{ NULL, NULL, 0, 0, 0, 0, 0, 0 },
};
