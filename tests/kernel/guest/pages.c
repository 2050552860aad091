// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * One page against everybody else who knows: the kernel's accessors, GUP-fast, the
 * locked walk, HMM, pagemap, and the processor where it can be asked.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <ptw/types.h>
#include "pages.h"

/* Documentation/admin-guide/mm/pagemap.rst */
#define PM_PRESENT    (1ULL << 63)
#define PM_SWAP	      (1ULL << 62)
#define PM_UFFD_WP    (1ULL << 57)
#define PM_SOFT_DIRTY (1ULL << 55)
#define PM_PFN	      ((1ULL << 55) - 1)

struct verdict {
	const struct ptw_test_page *page;
	struct ptw_leaf leaf;
	unsigned int page_shift;
	unsigned int may;
	char *why;
};

int pages_open(struct pages *pages)
{
	pages->page_size = sysconf(_SC_PAGESIZE);
	pages->pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	pages->device = open("/dev/ptw-test", O_RDWR | O_CLOEXEC);
	if (pages->device < 0 || pages->pagemap < 0)
		return -1;
	return ioctl(pages->device, PTW_TEST_IOC_SPACE, &pages->space);
}

void pages_close(struct pages *pages)
{
	close(pages->device);
	close(pages->pagemap);
}

int pages_ask(struct pages *pages, void *va, struct ptw_test_page *page)
{
	memset(page, 0, sizeof(*page));
	page->va = (uintptr_t)va;
	return ioctl(pages->device, PTW_TEST_IOC_PAGE, page);
}

#define DIFFER(v, ...) (snprintf((v)->why, 256, __VA_ARGS__), false)

/* The addresses of what maps, or would */
static bool same_pa(const struct verdict *v, const char *who, __u64 pa)
{
	if (v->leaf.pa != pa)
		return DIFFER(v, "%s: pa %#" PRIx64 ", ptw %#" PRIx64, who, (uint64_t)pa,
			      (uint64_t)v->leaf.pa);
	return true;
}

static bool same_bit(const struct verdict *v, const char *name, bool theirs, bool ours)
{
	if (theirs != ours)
		return DIFFER(v, "kernel: %s %d, ptw %d, pte %#" PRIx64, name, theirs, ours,
			      (uint64_t)v->leaf.pte);
	return true;
}

static bool same_bits(const struct verdict *v)
{
	const struct ptw_test_entry *entry = &v->page->entry;
	__u32 bits = entry->bits, attr = v->page->attr;
	bool present = entry->kind != PTW_TEST_SWAP;

	if (entry->kind == PTW_TEST_LEAF && !same_bit(v, "executable", bits & PTW_TEST_EXEC,
						      ptw_leaf_rights(&v->leaf) & PTW_RIGHT_UX))
		return false;
	if (!same_bit(v, "soft-dirty", bits & PTW_TEST_SOFT_DIRTY, attr & PTW_ATTR_SOFT_DIRTY) ||
	    !same_bit(v, "uffd-wp", bits & PTW_TEST_UFFD_WP, attr & PTW_ATTR_UFFD_WP) ||
	    !same_bit(v, "exclusive", bits & PTW_TEST_EXCLUSIVE, attr & PTW_ATTR_EXCLUSIVE))
		return false;
	return !present ||
	       (same_bit(v, "young", bits & PTW_TEST_YOUNG, attr & PTW_ATTR_ACCESSED) &&
		same_bit(v, "dirty", bits & PTW_TEST_DIRTY, attr & PTW_ATTR_DIRTY) &&
		same_bit(v, "special", bits & PTW_TEST_SPECIAL, attr & PTW_ATTR_SPECIAL) &&
		same_bit(v, "contiguous", bits & PTW_TEST_CONT, attr & PTW_ATTR_CONTIGUOUS));
}

static bool same_swap(const struct verdict *v)
{
	static const enum ptw_state states[] = {
		[PTW_TEST_STATE_SWAP] = PTW_STATE_SWAP,
		[PTW_TEST_STATE_MIGRATION] = PTW_STATE_MIGRATION,
		[PTW_TEST_STATE_HWPOISON] = PTW_STATE_HWPOISON,
		[PTW_TEST_STATE_DEVICE] = PTW_STATE_DEVICE,
		[PTW_TEST_STATE_MARKER] = PTW_STATE_MARKER,
	};
	const struct ptw_test_page *page = v->page;
	const struct ptw_test_entry *entry = &page->entry;

	if (ptw_leaf_state(&v->leaf) != states[entry->state] || page->swap_type != entry->swap_type)
		return DIFFER(v, "kernel: state %u type %u, ptw: state %u type %u", entry->state,
			      entry->swap_type, ptw_leaf_state(&v->leaf), page->swap_type);
	if (entry->state == PTW_TEST_STATE_SWAP && page->swap_offset != entry->swap_offset)
		return DIFFER(v, "kernel: swap offset %#" PRIx64 ", ptw %#" PRIx64,
			      (uint64_t)entry->swap_offset, (uint64_t)page->swap_offset);
	return entry->pa == PTW_TEST_NONE ||
	       same_pa(v, "kernel",
		       entry->pa | (page->va & ((1ULL << ptw_leaf_shift(&v->leaf)) - 1)));
}

/* The kernel's accessors: kind, size, address and bits */
static bool accessors_agree(const struct verdict *v)
{
	const struct ptw_test_entry *entry = &v->page->entry;
	enum ptw_kind kind = ptw_leaf_kind(&v->leaf);
	static const enum ptw_kind kinds[] = {
		[PTW_TEST_HOLE] = PTW_HOLE,	[PTW_TEST_LEAF] = PTW_LEAF,
		[PTW_TEST_PROTNONE] = PTW_SOFT, [PTW_TEST_INVALID] = PTW_SOFT,
		[PTW_TEST_SWAP] = PTW_SOFT,
	};

	if (kind != kinds[entry->kind])
		return DIFFER(v, "kernel: kind %u raw %#" PRIx64 ", ptw: kind %u pte %#" PRIx64,
			      entry->kind, (uint64_t)entry->raw, kind, (uint64_t)v->leaf.pte);
	if (ptw_leaf_shift(&v->leaf) != entry->shift)
		return DIFFER(v, "kernel: shift %u, ptw %u", entry->shift,
			      ptw_leaf_shift(&v->leaf));
	if (!v->page->explained)
		return DIFFER(v, "explain gave another answer than follow");
	if (entry->kind == PTW_TEST_HOLE)
		return v->page->follow == -ENOENT;
	if (v->leaf.pte != entry->raw)
		return DIFFER(v, "kernel: raw %#" PRIx64 ", ptw %#" PRIx64, (uint64_t)entry->raw,
			      (uint64_t)v->leaf.pte);
	if (entry->kind == PTW_TEST_SWAP)
		return same_swap(v) && same_bits(v);
	if (entry->kind == PTW_TEST_PROTNONE && ptw_leaf_state(&v->leaf) != PTW_STATE_PROTNONE)
		return DIFFER(v, "kernel: PROT_NONE, ptw: state %u", ptw_leaf_state(&v->leaf));
	if (entry->kind == PTW_TEST_INVALID && ptw_leaf_state(&v->leaf) != PTW_STATE_INVALID)
		return DIFFER(v, "kernel: invalid, ptw: state %u", ptw_leaf_state(&v->leaf));
	return same_pa(v, "kernel", entry->pa) && same_bits(v);
}

/* GUP-fast succeeds where a follow that judges as it does grants, and nowhere else. */
static bool gup_agrees(const struct verdict *v, const char *who, __u64 gup, int follow)
{
	if (gup == PTW_TEST_NONE) {
		if (!follow && !(v->may & MAY_GUP_REFUSE))
			return DIFFER(v, "%s refuses, ptw grants pte %#" PRIx64, who,
				      (uint64_t)v->leaf.pte);
		return true;
	}
	if (follow)
		return DIFFER(v, "%s grants, ptw says %d, pte %#" PRIx64, who, follow,
			      (uint64_t)v->leaf.pte);
	return same_pa(v, who, gup);
}

static bool hmm_agrees(const struct verdict *v)
{
	const struct ptw_test_page *page = v->page;
	bool write = ptw_leaf_rights(&v->leaf) & PTW_RIGHT_UW;

	if (page->hmm == PTW_TEST_NONE) {
		if (!page->os_read && !(v->may & MAY_NO_HMM))
			return DIFFER(v, "hmm has no pfn, ptw grants");
		return true;
	}
	if (ptw_leaf_kind(&v->leaf) != PTW_LEAF)
		return DIFFER(v, "hmm has a pfn, ptw: kind %u", ptw_leaf_kind(&v->leaf));
	if (page->hmm_shift > ptw_leaf_shift(&v->leaf) &&
	    page->hmm_shift != ptw_leaf_run_shift(&v->leaf))
		return DIFFER(v, "hmm: shift %u, ptw %u", page->hmm_shift,
			      ptw_leaf_shift(&v->leaf));
	if (write && !page->hmm_write)
		return DIFFER(v, "hmm: not writable, ptw: writable");
	return same_pa(v, "hmm", page->hmm);
}

/* PAR_EL1: bit 0 says fault, 51:12 are the address. AF=0 faults like a lack of rights. */
static bool at_agrees(const struct verdict *v, const char *who, __u64 par, unsigned int right)
{
	bool grants = ptw_leaf_kind(&v->leaf) == PTW_LEAF && ptw_leaf_rights(&v->leaf) & right &&
		      v->page->attr & PTW_ATTR_ACCESSED;

	if (par == PTW_TEST_NONE)
		return true;
	if (par & 1) {
		if (grants && !(v->may & MAY_NO_AT))
			return DIFFER(v, "%s: par %#" PRIx64 ", ptw grants pte %#" PRIx64, who,
				      (uint64_t)par, (uint64_t)v->leaf.pte);
		return true;
	}
	if (ptw_leaf_kind(&v->leaf) != PTW_LEAF || !(ptw_leaf_rights(&v->leaf) & right))
		return DIFFER(v, "%s grants, ptw: kind %u rights %#x", who, ptw_leaf_kind(&v->leaf),
			      ptw_leaf_rights(&v->leaf));
	return same_pa(v, who,
		       (par & 0xffffffffff000ULL) |
			       (v->leaf.pa & 0xfff)); /* PAR has the address in 4K units */
}

static bool pagemap_agrees(const struct verdict *v, __u64 word)
{
	const struct ptw_test_page *page = v->page;
	bool present = page->entry.kind == PTW_TEST_LEAF || page->entry.kind == PTW_TEST_PROTNONE;
	bool swap = page->entry.kind == PTW_TEST_SWAP;

	if (v->may & MAY_NO_PAGEMAP)
		return true;
	if (!!(word & PM_PRESENT) != present || !!(word & PM_SWAP) != swap)
		return DIFFER(v, "pagemap: %#" PRIx64 ", ptw: kind %u state %u", (uint64_t)word,
			      ptw_leaf_kind(&v->leaf), ptw_leaf_state(&v->leaf));
	if (present && (word & PM_PFN) != v->leaf.pa >> v->page_shift)
		return DIFFER(v, "pagemap: pfn %#" PRIx64 ", ptw: pa %#" PRIx64,
			      (uint64_t)(word & PM_PFN), (uint64_t)v->leaf.pa);
	if (swap && (word & 31) != page->swap_type)
		return DIFFER(v, "pagemap: swap type %u, ptw %u", (unsigned int)(word & 31),
			      page->swap_type);
	if (swap && page->entry.state == PTW_TEST_STATE_SWAP &&
	    (word & PM_PFN) >> 5 != page->swap_offset)
		return DIFFER(v, "pagemap: %#" PRIx64 ", ptw: swap offset %#" PRIx64,
			      (uint64_t)word, (uint64_t)page->swap_offset);
	if (!(word & PM_UFFD_WP) != !(page->attr & PTW_ATTR_UFFD_WP) &&
	    ptw_leaf_state(&v->leaf) != PTW_STATE_MARKER)
		return DIFFER(v, "pagemap: %#" PRIx64 ", ptw: attr %#x", (uint64_t)word,
			      page->attr);
	return true;
}

bool pages_agree(struct pages *pages, const struct ptw_test_page *page, unsigned int may,
		 char why[256])
{
	struct verdict verdict = {
		.page = page,
		.leaf = { .pa = page->pa, .pte = page->pte, .info = page->info },
		.page_shift = pages->space.page_shift,
		.may = may,
		.why = why,
	};
	const struct verdict *v = &verdict;
	__u64 word = 0;

	why[0] = 0;
	if (pread(pages->pagemap, &word, 8, page->va / pages->page_size * 8) != 8)
		return DIFFER(v, "pagemap cannot be read");
	return accessors_agree(v) && gup_agrees(v, "gup-read", page->gup_read, page->os_read) &&
	       gup_agrees(v, "gup-write", page->gup_write, page->os_write) && hmm_agrees(v) &&
	       (page->locked == PTW_TEST_NONE || same_pa(v, "locked walk", page->locked)) &&
	       at_agrees(v, "at-read", page->at_read, PTW_RIGHT_UR) &&
	       at_agrees(v, "at-write", page->at_write, PTW_RIGHT_UW) && pagemap_agrees(v, word);
}
