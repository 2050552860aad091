// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Ptes that no process can be made to hold still: being migrated, lent to a device, in
 * the middle of a split, poisoned. The bits are the headers' business; what is claimed
 * here is what they stand for.
 */
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/pgtable.h>
#include <linux/swap.h>
#include <linux/swapops.h>
#include <linux/version.h>
#include "encoded.h"
#include "kmod/policy.h"
#include "kmod/versions.h"

/**
 * struct encoding - A row
 * @name: Of the kind
 * @make: The pte, of a pfn that fits its level
 * @missing: What a kernel without @make does not have
 * @level: Where it stands
 * @state: What a follow must find
 * @why: What a lookup must say
 */
struct encoding {
	const char *name;
	u64 (*make)(unsigned long pfn);
	const char *missing;
	unsigned int level;
	enum ptw_state state;
	enum ptw_why why;
};

static u64 of_swap(swp_entry_t swap)
{
	return pte_val(swp_entry_to_pte(swap));
}

/* Every type there is, by turns */
static u64 swapped(unsigned long pfn)
{
	return of_swap(swp_entry(pfn % MAX_SWAPFILES, pfn));
}

static u64 swap_exclusive(unsigned long pfn)
{
	return pte_val(pte_swp_mkexclusive(swp_entry_to_pte(swp_entry(1, pfn))));
}

#ifdef CONFIG_MIGRATION
static u64 migration_read(unsigned long pfn)
{
	return of_swap(make_readable_migration_entry(pfn));
}

static u64 migration_exclusive(unsigned long pfn)
{
	return of_swap(make_readable_exclusive_migration_entry(pfn));
}

static u64 migration_write(unsigned long pfn)
{
	return of_swap(make_writable_migration_entry(pfn));
}

/*
 * The encoders of these two ask a variable that is not exported whether the offset has
 * room; it has where SWP_MIG_TOTAL_BITS fit the bits of an offset.
 */
static u64 migration_young(unsigned long pfn)
{
	return of_swap(make_writable_migration_entry(pfn | SWP_MIG_YOUNG));
}

static u64 migration_dirty(unsigned long pfn)
{
	return of_swap(make_writable_migration_entry(pfn | SWP_MIG_YOUNG | SWP_MIG_DIRTY));
}
#else
#define migration_read	    NULL
#define migration_exclusive NULL
#define migration_write	    NULL
#define migration_young	    NULL
#define migration_dirty	    NULL
#endif

#if defined(CONFIG_MIGRATION) && defined(CONFIG_HAVE_ARCH_USERFAULTFD_WP)
static u64 migration_uffd_wp(unsigned long pfn)
{
	return of_swap(make_readable_migration_entry(pfn)) | LIVE_SWP_UFFD;
}
#else
#define migration_uffd_wp NULL
#endif

#if defined(CONFIG_MIGRATION) && defined(CONFIG_MEM_SOFT_DIRTY)
static u64 migration_soft_dirty(unsigned long pfn)
{
	pte_t pte = swp_entry_to_pte(make_readable_migration_entry(pfn));

	return pte_val(pte_swp_mksoft_dirty(pte));
}
#else
#define migration_soft_dirty NULL
#endif

#ifdef CONFIG_ARCH_ENABLE_THP_MIGRATION
static u64 migration_huge(unsigned long pfn)
{
	return pmd_val(swp_entry_to_pmd(make_writable_migration_entry(pfn)));
}
#else
#define migration_huge NULL
#endif

#ifdef CONFIG_DEVICE_PRIVATE
static u64 device_private_read(unsigned long pfn)
{
	return of_swap(make_readable_device_private_entry(pfn));
}

static u64 device_private_write(unsigned long pfn)
{
	return of_swap(make_writable_device_private_entry(pfn));
}

static u64 device_exclusive(unsigned long pfn)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 15, 0)
	return of_swap(make_writable_device_exclusive_entry(pfn));
#else
	return of_swap(make_device_exclusive_entry(pfn));
#endif
}
#else
#define device_private_read  NULL
#define device_private_write NULL
#define device_exclusive     NULL
#endif

#ifdef CONFIG_MEMORY_FAILURE
/* The encoder wants a locked page; this one has not really failed. */
static u64 hwpoison(unsigned long pfn)
{
	struct page *page = alloc_page(GFP_KERNEL);
	u64 pte = 0;

	if (!page)
		return 0;
	if (trylock_page(page)) {
		pte = of_swap(make_hwpoison_entry(page));
		unlock_page(page);
	}
	__free_page(page);
	return pte;
}
#else
#define hwpoison NULL
#endif

#ifdef CONFIG_PTE_MARKER_UFFD_WP
static u64 marker_uffd_wp(unsigned long pfn)
{
	return pte_val(make_pte_marker(PTE_MARKER_UFFD_WP));
}
#else
#define marker_uffd_wp NULL
#endif

/* A failed swap-in: a type of its own in 6.1, then a marker, since 6.6 called poisoned */
static u64 marker_poisoned(unsigned long pfn)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)
	return of_swap(make_swapin_error_entry(pfn_to_page(pfn)));
#elif LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
	return pte_val(make_pte_marker(PTE_MARKER_SWAPIN_ERROR));
#else
	return pte_val(make_pte_marker(PTE_MARKER_POISONED));
#endif
}

#ifdef PTE_MARKER_GUARD
static u64 marker_guard(unsigned long pfn)
{
	return pte_val(make_pte_marker(PTE_MARKER_GUARD));
}
#else
#define marker_guard NULL
#endif

static u64 protnone(unsigned long pfn)
{
	return pte_val(pte_mkyoung(pfn_pte(pfn, PAGE_NONE)));
}

#ifdef CONFIG_TRANSPARENT_HUGEPAGE
static pmd_t huge(unsigned long pfn)
{
	return pmd_mkyoung(pmd_mkhuge(pfn_pmd(pfn, PAGE_SHARED)));
}

static u64 protnone_huge(unsigned long pfn)
{
	return pmd_val(pmd_mkyoung(pmd_mkhuge(pfn_pmd(pfn, PAGE_NONE))));
}

static u64 invalid_huge(unsigned long pfn)
{
	return pmd_val(pmd_mkinvalid(huge(pfn)));
}

static u64 invalid_huge_dirty(unsigned long pfn)
{
	return pmd_val(pmd_mkinvalid(pmd_mkdirty(huge(pfn))));
}

/* Migration and reclaim take the rights away first. */
static u64 invalid_huge_read(unsigned long pfn)
{
	return pmd_val(pmd_mkinvalid(pmd_mkold(pmd_wrprotect(huge(pfn)))));
}
#else
#define protnone_huge	   NULL
#define invalid_huge	   NULL
#define invalid_huge_dirty NULL
#define invalid_huge_read  NULL
#endif

#ifdef PTE_PRESENT_INVALID
static u64 invalid_small(unsigned long pfn)
{
	return pte_val(pte_mkinvalid(pte_mkyoung(pfn_pte(pfn, PAGE_SHARED))));
}
#else
#define invalid_small NULL
#endif

static const struct encoding encodings[] = {
	{ "swap", swapped, "swap", 0, PTW_STATE_SWAP, PTW_WHY_SWAPPED },
	{ "swap-exclusive", swap_exclusive, "swap", 0, PTW_STATE_SWAP, PTW_WHY_SWAPPED },
	{ "migration-read", migration_read, "CONFIG_MIGRATION", 0, PTW_STATE_MIGRATION,
	  PTW_WHY_MIGRATION },
	{ "migration-exclusive", migration_exclusive, "CONFIG_MIGRATION", 0, PTW_STATE_MIGRATION,
	  PTW_WHY_MIGRATION },
	{ "migration-write", migration_write, "CONFIG_MIGRATION", 0, PTW_STATE_MIGRATION,
	  PTW_WHY_MIGRATION },
	{ "migration-young", migration_young, "CONFIG_MIGRATION", 0, PTW_STATE_MIGRATION,
	  PTW_WHY_MIGRATION },
	{ "migration-dirty", migration_dirty, "CONFIG_MIGRATION", 0, PTW_STATE_MIGRATION,
	  PTW_WHY_MIGRATION },
	{ "migration-uffd-wp", migration_uffd_wp, "CONFIG_HAVE_ARCH_USERFAULTFD_WP", 0,
	  PTW_STATE_MIGRATION, PTW_WHY_MIGRATION },
	{ "migration-soft-dirty", migration_soft_dirty, "CONFIG_MEM_SOFT_DIRTY", 0,
	  PTW_STATE_MIGRATION, PTW_WHY_MIGRATION },
	{ "migration-huge", migration_huge, "CONFIG_ARCH_ENABLE_THP_MIGRATION", 1,
	  PTW_STATE_MIGRATION, PTW_WHY_MIGRATION },
	{ "device-private-read", device_private_read, "CONFIG_DEVICE_PRIVATE", 0, PTW_STATE_DEVICE,
	  PTW_WHY_SWAPPED },
	{ "device-private-write", device_private_write, "CONFIG_DEVICE_PRIVATE", 0,
	  PTW_STATE_DEVICE, PTW_WHY_SWAPPED },
	{ "device-exclusive", device_exclusive, "CONFIG_DEVICE_PRIVATE", 0, PTW_STATE_DEVICE,
	  PTW_WHY_SWAPPED },
	{ "hwpoison", hwpoison, "CONFIG_MEMORY_FAILURE", 0, PTW_STATE_HWPOISON, PTW_WHY_HWPOISON },
	{ "marker-uffd-wp", marker_uffd_wp, "CONFIG_PTE_MARKER_UFFD_WP", 0, PTW_STATE_MARKER,
	  PTW_WHY_MARKER },
	{ "marker-poisoned", marker_poisoned, "markers", 0, PTW_STATE_MARKER, PTW_WHY_HWPOISON },
	{ "marker-guard", marker_guard, "guard markers, which began with 6.13", 0, PTW_STATE_MARKER,
	  PTW_WHY_GUARD },
	{ "protnone", protnone, "PROT_NONE", 0, PTW_STATE_PROTNONE, PTW_WHY_PROTNONE },
	{ "protnone-huge", protnone_huge, "CONFIG_TRANSPARENT_HUGEPAGE", 1, PTW_STATE_PROTNONE,
	  PTW_WHY_PROTNONE },
	{ "invalid-huge", invalid_huge, "CONFIG_TRANSPARENT_HUGEPAGE", 1, PTW_STATE_INVALID,
	  PTW_WHY_SWAPPED },
	{ "invalid-huge-dirty", invalid_huge_dirty, "CONFIG_TRANSPARENT_HUGEPAGE", 1,
	  PTW_STATE_INVALID, PTW_WHY_SWAPPED },
	{ "invalid-huge-read", invalid_huge_read, "CONFIG_TRANSPARENT_HUGEPAGE", 1,
	  PTW_STATE_INVALID, PTW_WHY_SWAPPED },
	{ "invalid", invalid_small, "an invalid pte that is present, arm64's since 6.10", 0,
	  PTW_STATE_INVALID, PTW_WHY_SWAPPED },
};

/* Another pfn each time, of all the bits one can have */
static unsigned long encoded_pfn(const struct ptw_space *space, unsigned int level, u32 at)
{
	unsigned int bits = min_t(unsigned int, space->pa_bits, MAX_PHYSMEM_BITS) - PAGE_SHIFT;
	unsigned long pfn = (at + 1) * 0x9e3779b97f4a7c15UL >> 1 & (BIT(bits) - 1);

	return level ? round_down(pfn, BIT(PMD_SHIFT - PAGE_SHIFT)) : pfn;
}

int encoded_make(struct scratch *scratch, struct ptw_test_encoded *encoded)
{
	const struct encoding *row;

	if (encoded->nr >= ARRAY_SIZE(encodings))
		return -ENOENT;
	row = &encodings[encoded->nr];
	strscpy(encoded->name, row->name, sizeof(encoded->name));
	strscpy(encoded->missing, row->make ? "" : row->missing, sizeof(encoded->missing));
	if (!row->make)
		return 0;
	encoded->level = row->level;
	encoded->state = row->state;
	encoded->why = row->why;
	encoded->raw = row->make(encoded_pfn(&scratch->space, row->level, encoded->at));
	*scratch_slot(scratch, row->level) = encoded->raw;
	return 0;
}
