// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * libFuzzer: the input is a program of mmap, mprotect, fork, faults, collapse, pins,
 * regions and the rest, run on the model of a primary MMU with a shadow on top. Beside it
 * runs a flat one: of every page of every process which mapping it has and what a read of
 * it gives. After each step all of it is compared: what is mapped, what it holds, what
 * frames count, and what the shadow has of it.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ptw/mm.h>
#include <ptw/ptw.h>
#include <ptw/shadow.h>
#include "ptw_env_rcu.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned int seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);

/* soft-tiny: 4 pages are a huge one, 64 pages are all that a process has here. */
#define FORMAT	 "soft-tiny"
#define PAGE	 0x1000ULL
#define PAGES	 64u
#define HUGE	 4u
#define MMS	 3u
#define FILES	 64u
#define STEPS	 64u
#define OPERANDS 3u

/* One page of one process, as the flat model has it */
struct flat_page {
	uint8_t mapped;
	uint8_t kind; /* enum ptw_vma_kind */
	uint8_t rights;
	uint8_t huge;
	uint8_t file; /* of a file: which, and which page of it */
	uint8_t at;
	__u64 value; /* of what is nobody else's */
};

static struct {
	struct ptw_phys *phys;
	struct ptw_mm *mm[MMS];
	struct flat_page page[MMS][PAGES];
	__u64 file[FILES][PAGES];
	__u64 device[HUGE]; /* what memory without references holds */
	__u64 device_pa;
	unsigned int files;
	__u64 value; /* of the next write */
	struct ptw_shadow *shadow;
	unsigned int region[2]; /* pages of each, 0: there is none */
	__u64 pinned[8];
	unsigned int pins;
	int refused; /* an allocation was to be refused in this step */
} f;

static unsigned long runs, steps, done, longest, grew;

static void print_counts(void)
{
	fprintf(stderr,
		"fuzz_mm: %lu runs, %lu steps, %.1f %% of them did something; longest %lu, "
		"%lu allocations refused\n",
		runs, steps, steps ? 100.0 * done / steps : 0.0, longest, grew);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	setenv("PTW_WARN_FATAL", "1", 1);
	atexit(print_counts);
	return 0;
}

static void expect(int is, const char *what)
{
	if (is)
		return;
	fprintf(stderr, "ERROR: fuzz_mm: not so: %s\n", what);
	abort();
}

/* Where a page's value is in the flat model */
static __u64 *value_of(struct flat_page *page)
{
	switch (page->kind) {
	case PTW_VMA_FILE:
	case PTW_VMA_SECRET:
		return &f.file[page->file][page->at];
	case PTW_VMA_PFNMAP:
		return &f.device[page->at];
	default:
		return &page->value;
	}
}

static __u64 last_of(unsigned int page)
{
	return page * PAGE + PAGE - 1;
}

/* An operation may fail for want of memory only where some was refused. */
static int no_memory(int ret)
{
	return ret == -ENOMEM && f.refused;
}

/* An operation succeeds where it should. */
static void answers(int ret, int should, const char *what)
{
	expect(no_memory(ret) || (ret == 0) == (should != 0), what);
}

static int count_mapped(unsigned int m, unsigned int first, unsigned int last)
{
	unsigned int i;
	int nr = 0;

	for (i = first; i <= last; i++)
		nr += f.page[m][i].mapped;
	return nr;
}

static void do_map(unsigned int m, unsigned int first, unsigned int last, unsigned int how)
{
	static const uint8_t kinds[] = { PTW_VMA_ANON, PTW_VMA_ANON, PTW_VMA_FILE, PTW_VMA_SECRET,
					 PTW_VMA_PFNMAP };
	static const uint8_t rights[] = { PTW_WANT_READ | PTW_WANT_WRITE, PTW_WANT_READ, 0 };
	struct ptw_vma vma = {
		.first = first * PAGE,
		.last = last_of(last),
		.kind = kinds[how % 5],
		.rights = rights[how / 5 % 8 < 6 ? 0 : how / 5 % 8 - 5],
		.flags = how % 5 == 1 || how % 5 == 2 ? PTW_VMA_HUGE : 0,
	};
	unsigned int i;
	int ret;

	if (vma.kind == PTW_VMA_PFNMAP) {
		last = last - first < HUGE ? last : first + HUGE - 1;
		vma.last = last_of(last);
		vma.pa = f.device_pa;
		vma.level = how & 1;
	}
	if (f.files == FILES)
		return;
	ret = ptw_mm_map(f.mm[m], &vma);
	answers(ret, !count_mapped(m, first, last), "map tells what is mapped");
	if (ret)
		return;
	done++;
	for (i = first; i <= last; i++) {
		struct flat_page page = { 1,	   vma.kind,  vma.rights, vma.flags != 0,
					  f.files, i - first, 0 };

		f.page[m][i] = page;
	}
	f.files += vma.kind == PTW_VMA_FILE || vma.kind == PTW_VMA_SECRET;
}

static void do_unmap(unsigned int m, unsigned int first, unsigned int last)
{
	int ret = ptw_mm_unmap(f.mm[m], first * PAGE, last_of(last));

	answers(ret, count_mapped(m, first, last), "unmap tells what is mapped");
	if (ret)
		return;
	done++;
	memset(&f.page[m][first], 0, (last - first + 1) * sizeof(f.page[m][0]));
}

static void do_discard(unsigned int m, unsigned int first, unsigned int last)
{
	unsigned int i;
	int ret = ptw_mm_discard(f.mm[m], first * PAGE, last_of(last));

	answers(ret, count_mapped(m, first, last) == (int)(last - first + 1),
		"discard tells what is mapped");
	for (i = first; !ret && i <= last; i++)
		if (f.page[m][i].kind == PTW_VMA_ANON)
			f.page[m][i].value = 0;
	done += !ret;
}

/* Nobody refuses here. */
static void do_reap(unsigned int m)
{
	unsigned int i;

	expect(!ptw_mm_reap(f.mm[m]), "the reaper passes nothing over");
	for (i = 0; i < PAGES; i++)
		if (f.page[m][i].kind == PTW_VMA_ANON)
			f.page[m][i].value = 0;
	done++;
}

static void do_protect(unsigned int m, unsigned int first, unsigned int last, unsigned int rights)
{
	unsigned int i;
	int ret;

	rights &= PTW_WANT_READ | PTW_WANT_WRITE;
	if (rights & PTW_WANT_WRITE)
		rights |= PTW_WANT_READ;
	ret = ptw_mm_protect(f.mm[m], first * PAGE, last_of(last), rights);
	answers(ret, count_mapped(m, first, last) == (int)(last - first + 1),
		"protect tells what is mapped");
	for (i = first; !ret && i <= last; i++)
		f.page[m][i].rights = rights;
	done += !ret;
}

static int granted(unsigned int m, unsigned int page, unsigned int want)
{
	return f.page[m][page].mapped && !(want & ~f.page[m][page].rights);
}

static void do_access(unsigned int m, unsigned int page, int write)
{
	struct flat_page *flat = &f.page[m][page];
	__u64 word = 0;
	int ret;

	if (write)
		ret = ptw_mm_write(f.mm[m], page * PAGE, ++f.value);
	else
		ret = ptw_mm_read(f.mm[m], page * PAGE, &word);
	answers(ret, granted(m, page, write ? PTW_WANT_WRITE : PTW_WANT_READ),
		"an access goes where it is granted");
	if (ret)
		return;
	done++;
	if (write)
		*value_of(flat) = f.value;
	else
		expect(word == *value_of(flat), "a read gives what was written");
}

static void do_fork(unsigned int m, unsigned int child)
{
	int ret;

	if (f.mm[child]) {
		if (child) {
			expect(!ptw_mm_destroy(f.mm[child]), "a process ends");
			f.mm[child] = NULL;
			memset(f.page[child], 0, sizeof(f.page[child]));
			done++;
		}
		return;
	}
	ret = ptw_mm_fork(f.mm[m], &f.mm[child]);
	expect(!ret || no_memory(ret), "fork has the memory it needs");
	if (ret) {
		f.mm[child] = NULL;
		return;
	}
	done++;
	memcpy(f.page[child], f.page[m], sizeof(f.page[m]));
}

static void do_move(unsigned int m, unsigned int first, unsigned int last, unsigned int to)
{
	unsigned int nr = last - first + 1;
	struct flat_page moved[PAGES];

	if (to + nr > PAGES || ptw_mm_move(f.mm[m], first * PAGE, last_of(last), to * PAGE))
		return;
	done++;
	expect(count_mapped(m, first, last) == (int)nr, "what is not mapped does not move");
	memcpy(moved, &f.page[m][first], nr * sizeof(moved[0]));
	memset(&f.page[m][first], 0, nr * sizeof(moved[0]));
	expect(!count_mapped(m, to, to + nr - 1), "nothing is moved over a mapping");
	memcpy(&f.page[m][to], moved, nr * sizeof(moved[0]));
}

static void do_pin(unsigned int m, unsigned int page)
{
	struct ptw_leaf leaf;

	if (f.pins && (page & 1)) {
		expect(!ptw_phys_unpin(f.phys, f.pinned[--f.pins]), "a pin is given back");
		done++;
	} else if (f.pins < 8 &&
		   !ptw_follow(ptw_mm_primary(f.mm[m])->space, page * PAGE, 0, &leaf) &&
		   !ptw_phys_pin(f.phys, leaf.pa)) {
		f.pinned[f.pins++] = leaf.pa;
		done++;
	}
}

static void do_region(unsigned int which, unsigned int first, unsigned int nr)
{
	struct ptw_region region = { which * PAGES / 2 * PAGE, first * PAGE, nr * PAGE, 0 };
	int ret;

	if (f.region[which]) {
		expect(!ptw_shadow_remove_region(f.shadow, region.gpa) || f.refused,
		       "a region goes");
		f.region[which] = 0;
		ret = ptw_shadow_remove_region(f.shadow, region.gpa);
		expect(!ret || ret == -ENOENT, "a region is gone");
		done++;
		return;
	}
	if (nr > PAGES / 2 || first + nr > PAGES)
		return;
	ret = ptw_shadow_add_region(f.shadow, &region);
	expect(!ret || no_memory(ret), "a region comes");
	if (!ret)
		f.region[which] = nr;
	done += !ret;
}

static void do_shadow(unsigned int page, int write)
{
	struct ptw_shadow_found found;

	done += !ptw_shadow_fault(f.shadow, page * PAGE, write ? PTW_WANT_WRITE : PTW_WANT_READ,
				  &found);
}

static void do_step(const uint8_t *op)
{
	unsigned int m = op[0] >> 5 & 1 ? op[0] >> 6 & 3 : 0, first = op[1] % PAGES;
	unsigned int last = first + op[2] % 8, page = first;

	if (m >= MMS || !f.mm[m])
		m = 0;
	if (last >= PAGES)
		last = PAGES - 1;
	switch (op[0] & 31) {
	case 0:
	case 1:
		return do_map(m, first, last, op[2] >> 3);
	case 2:
		return do_unmap(m, first, last);
	case 3:
		return do_discard(m, first, last);
	case 4:
		return do_protect(m, first, last, op[2] >> 3);
	case 5:
	case 6:
		return do_access(m, page, 0);
	case 7:
	case 8:
	case 9:
		return do_access(m, page, 1);
	case 10:
		return do_fork(m, 1 + op[1] % (MMS - 1));
	case 11:
		done += !ptw_mm_split(f.mm[m], page * PAGE);
		return;
	case 12:
	case 13:
		done += !ptw_mm_collapse(f.mm[m], page * PAGE);
		return;
	case 14:
	case 15:
		return do_move(m, first, last, op[2] >> 2);
	case 16:
	case 17:
		done += !ptw_mm_migrate(f.mm[m], page * PAGE);
		return;
	case 18:
		done += !ptw_mm_clean(f.mm[m], page * PAGE);
		return;
	case 19:
		return do_pin(m, page);
	case 20:
		done += ptw_mm_age(f.mm[m], first * PAGE, last_of(last)) == 1;
		return;
	case 21:
		return do_region(op[2] & 1, first, 1 + (op[2] >> 1) % (PAGES / 2));
	case 22:
	case 23:
	case 24:
		return do_shadow(page, 0);
	case 25:
	case 26:
		return do_shadow(page, 1);
	case 27:
		ptw_phys_refuse(f.phys, 1 + op[1] % 8);
		f.refused = 1;
		grew++;
		return;
	case 28:
		ptw_env_refuse_alloc(1 + op[1] % 8);
		f.refused = 1;
		grew++;
		return;
	case 29:
		return do_reap(m);
	default:
		return;
	}
}

/* A leaf of a process maps a page that has one, with its rights at most, and its value. */
static void compare_page(unsigned int m, unsigned int i)
{
	struct flat_page *flat = &f.page[m][i];
	struct ptw_leaf leaf;
	__u64 word;

	if (ptw_follow(ptw_mm_primary(f.mm[m])->space, i * PAGE, 0, &leaf)) {
		expect(ptw_leaf_kind(&leaf) == PTW_HOLE || flat->mapped,
		       "nothing is kept of what is not mapped");
		return;
	}
	expect(flat->mapped, "a leaf has a mapping");
	expect(flat->rights & PTW_WANT_READ, "without rights there is no leaf");
	expect(!(ptw_leaf_rights(&leaf) & PTW_RIGHT_UW) || flat->rights & PTW_WANT_WRITE,
	       "a leaf grants what its mapping does");
	expect(!ptw_phys_load(f.phys, leaf.pa, &word), "a leaf is of memory");
	expect(word == *value_of(flat), "a page holds what was written");
}

/* What the shadow has is what the primary has, with its rights at most. */
static void compare_shadow(void)
{
	struct ptw_leaf shadow, primary;
	unsigned int which, i;
	struct ptw_region region;

	for (i = 0; i < PAGES; i++) {
		if (__ptw_follow(ptw_shadow_space(f.shadow), i * PAGE, 0, &shadow))
			continue;
		which = i >= PAGES / 2;
		expect(i - which * PAGES / 2 < f.region[which], "outside of regions is nothing");
		expect(!ptw_shadow_region(f.shadow, i * PAGE, &region), "a region is found");
		expect(!ptw_follow(ptw_mm_primary(f.mm[0])->space,
				   region.hva + (i * PAGE - region.gpa), 0, &primary),
		       "what the shadow maps is mapped");
		expect(primary.pa == shadow.pa, "the shadow maps the same page");
		expect(ptw_leaf_shift(&shadow) <= ptw_leaf_shift(&primary),
		       "no mapping of the shadow is larger");
		expect(!(ptw_leaf_rights(&shadow) & PTW_RIGHT_PW) ||
			       ptw_leaf_rights(&primary) & PTW_RIGHT_UW,
		       "the shadow grants what the primary does");
	}
}

static void compare(void)
{
	const char *what = "";
	unsigned int m, i;

	for (m = 0; m < MMS; m++)
		for (i = 0; f.mm[m] && i < PAGES; i++)
			compare_page(m, i);
	rcu_read_lock();
	compare_shadow();
	rcu_read_unlock();
	if (ptw_mm_check(f.mm[0], &what))
		expect(0, what);
}

static int set_up(void)
{
	const struct ptw_phys_config phys = { .format = FORMAT, .frames = 512, .words = 1 };
	const struct ptw_shadow_config shadow = { .format = FORMAT,
						  .tables = 64,
						  .max_level = PTW_MAX_LEVELS };
	unsigned int i;

	memset(&f, 0, sizeof(f));
	if (ptw_phys_create(&phys, &f.phys) || ptw_mm_create(f.phys, FORMAT, &f.mm[0]) ||
	    ptw_shadow_create(ptw_mm_primary(f.mm[0]), &shadow, &f.shadow) ||
	    ptw_phys_reserve(f.phys, PTW_PAGE_NON_REFCOUNTED, 2, &f.device_pa))
		return -1;
	for (i = 0; i < HUGE; i++) {
		f.device[i] = 0xd0 + i;
		if (ptw_phys_store(f.phys, f.device_pa + i * PAGE, f.device[i]))
			return -1;
	}
	return 0;
}

static void tear_down(void)
{
	unsigned int i;

	ptw_phys_refuse(f.phys, 0);
	ptw_env_refuse_alloc(0);
	while (f.pins)
		expect(!ptw_phys_unpin(f.phys, f.pinned[--f.pins]), "a pin is given back");
	for (i = 0; i < 2; i++)
		if (f.region[i])
			expect(!ptw_shadow_remove_region(f.shadow, i * PAGES / 2 * PAGE),
			       "a region goes");
	expect(!ptw_shadow_destroy(f.shadow), "the shadow ends");
	for (i = 0; i < MMS; i++)
		expect(!ptw_mm_destroy(f.mm[i]), "a process ends");
	ptw_phys_settle(f.phys);
	expect(!ptw_phys_release(f.phys, f.device_pa), "reserved memory is given back");
	expect(!ptw_phys_destroy(f.phys), "no frame is left");
}

/*
 * libFuzzer likes bytes that repeat, which as a program is the same step again. Now and
 * then write a new one, or put a few new steps into it.
 */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned int seed)
{
	size_t first = 0, end = size, i;

	if (seed & 3)
		return LLVMFuzzerMutate(data, size, max);
	if (seed & 4 || size < 4 * OPERANDS) {
		size = end = max;
	} else {
		first = (seed >> 8) % (size - 3 * OPERANDS);
		end = first + 3 * OPERANDS;
	}
	for (i = first; i < end; i++) {
		seed = seed * 1664525 + 1013904223;
		data[i] = seed >> 24;
	}
	return size;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t i, nr = size / OPERANDS;

	if (nr > STEPS)
		nr = STEPS;
	expect(!set_up(), "there is memory");
	/* Most programs would have nothing to work on: the kinds are all there at first. */
	for (i = 0; i < 5; i++)
		do_map(0, i * 2 * HUGE, (i + 1) * 2 * HUGE - 1, i);
	do_region(0, 0, PAGES / 2);
	done -= 6;
	for (i = 0; i < nr; i++) {
		do_step(data + i * OPERANDS);
		compare();
	}
	tear_down();
	runs++;
	steps += nr;
	longest = nr > longest ? nr : longest;
	return 0;
}
