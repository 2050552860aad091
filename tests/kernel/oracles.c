// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The kernel's own walkers. Nothing here knows what a bit of a pte means: the macros
 * of the headers do.
 */
#include <linux/hmm.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/version.h>
#include "kmod/versions.h"
#include "oracles.h"
#include "softleaf.h"

static u64 pa_of(unsigned long pfn, unsigned long va, unsigned int shift)
{
	return PFN_PHYS((u64)pfn) | (va & (BIT_ULL(shift) - 1));
}

static enum ptw_test_state swap_state(softleaf_t swap)
{
	if (softleaf_is_swap(swap))
		return PTW_TEST_STATE_SWAP;
	if (softleaf_is_migration(swap))
		return PTW_TEST_STATE_MIGRATION;
	if (softleaf_is_hwpoison(swap))
		return PTW_TEST_STATE_HWPOISON;
	if (softleaf_is_device_private(swap) || softleaf_is_device_exclusive(swap))
		return PTW_TEST_STATE_DEVICE;
	return PTW_TEST_STATE_MARKER;
}

static void swap_entry(pte_t pte, struct ptw_test_entry *entry)
{
	softleaf_t swap = softleaf_from_pte(pte);

	entry->kind = PTW_TEST_SWAP;
	entry->swap_type = swp_type(swap);
	entry->swap_offset = swp_offset(swap);
	entry->state = swap_state(swap);
	if (softleaf_has_pfn(swap))
		entry->pa = PFN_PHYS((u64)softleaf_to_pfn(swap));
	entry->bits = (pte_swp_soft_dirty(pte) ? PTW_TEST_SOFT_DIRTY : 0) |
		      (pte_val(pte) & LIVE_SWP_UFFD ? PTW_TEST_UFFD_WP : 0);
	if (entry->state == PTW_TEST_STATE_SWAP && pte_swp_exclusive(pte))
		entry->bits |= PTW_TEST_EXCLUSIVE;
}

/* Whether user code may execute what is there */
static bool user_exec(pte_t pte)
{
#ifdef CONFIG_ARM64
	return pte_user_exec(pte);
#else
	return pte_exec(pte);
#endif
}

/* Bits of a present pte; a large one has the same in the same places. */
static u32 pte_bits(pte_t pte)
{
	return (pte_write(pte) ? PTW_TEST_WRITE : 0) | (pte_dirty(pte) ? PTW_TEST_DIRTY : 0) |
	       (pte_young(pte) ? PTW_TEST_YOUNG : 0) | (pte_special(pte) ? PTW_TEST_SPECIAL : 0) |
	       (pte_soft_dirty(pte) ? PTW_TEST_SOFT_DIRTY : 0) |
	       (pte_val(pte) & LIVE_UFFD ? PTW_TEST_UFFD_WP : 0) |
	       (user_exec(pte) ? PTW_TEST_EXEC : 0)
#ifdef CONFIG_ARM64
	       | (pte_cont(pte) ? PTW_TEST_CONT : 0)
#endif
		;
}

/* A pte that is present as far as the kernel is concerned */
static enum ptw_test_kind present_kind(u64 raw, bool protnone)
{
#ifdef CONFIG_ARM64
	const u64 valid = PTE_VALID;
#else
	const u64 valid = _PAGE_PRESENT;
#endif

	if (protnone)
		return PTW_TEST_PROTNONE;
	return raw & valid ? PTW_TEST_LEAF : PTW_TEST_INVALID;
}

static void pte_entry(pte_t pte, unsigned long va, struct ptw_test_entry *entry)
{
	entry->raw = pte_val(pte);
	entry->shift = PAGE_SHIFT;
	if (pte_none(pte))
		return;
	if (!pte_present(pte)) {
		swap_entry(pte, entry);
		return;
	}
	entry->kind = present_kind(pte_val(pte), pte_protnone(pte));
	entry->pa = pa_of(pte_pfn(pte), va, PAGE_SHIFT);
	entry->bits = pte_bits(pte);
}

static void pmd_entry(pmd_t pmd, unsigned long va, struct ptw_test_entry *entry)
{
	entry->raw = pmd_val(pmd);
	entry->shift = PMD_SHIFT;
	if (pmd_none(pmd))
		return;
	if (!pmd_present(pmd)) {
		swap_entry(__pte(pmd_val(pmd)), entry);
		return;
	}
	entry->kind = present_kind(pmd_val(pmd), pmd_protnone(pmd));
	entry->pa = pa_of(pmd_pfn(pmd), va, PMD_SHIFT);
	entry->bits = pte_bits(__pte(pmd_val(pmd)));
}

static void pud_entry(pud_t pud, unsigned long va, struct ptw_test_entry *entry)
{
	entry->raw = pud_val(pud);
	entry->shift = PUD_SHIFT;
	if (pud_none(pud))
		return;
	entry->kind = PTW_TEST_LEAF;
	entry->pa = pa_of(pud_pfn(pud), va, PUD_SHIFT);
	entry->bits = pte_bits(__pte(pud_val(pud)));
}

static void walk(struct mm_struct *mm, unsigned long va, struct ptw_test_entry *entry)
{
	pgd_t *pgdp = pgd_offset(mm, va), pgd = READ_ONCE(*pgdp);
	p4d_t *p4dp, p4d;
	pud_t *pudp, pud;
	pmd_t *pmdp, pmd;

	entry->shift = PGDIR_SHIFT;
	if (pgd_none(pgd))
		return;
	p4dp = p4d_offset_lockless(pgdp, pgd, va);
	p4d = READ_ONCE(*p4dp);
	entry->shift = P4D_SHIFT;
	if (p4d_none(p4d))
		return;
	pudp = pud_offset_lockless(p4dp, p4d, va);
	pud = READ_ONCE(*pudp);
	if (pud_none(pud) || pud_leaf(pud)) {
		pud_entry(pud, va, entry);
		return;
	}
	pmdp = pmd_offset_lockless(pudp, pud, va);
	pmd = READ_ONCE(*pmdp);
	if (pmd_none(pmd) || !pmd_present(pmd) || pmd_leaf(pmd)) {
		pmd_entry(pmd, va, entry);
		return;
	}
	pte_entry(READ_ONCE(*pte_offset_kernel(&pmd, va)), va, entry);
}

void oracle_entry(unsigned long va, struct ptw_test_entry *entry)
{
	unsigned long flags;

	memset(entry, 0, sizeof(*entry));
	entry->pa = PTW_TEST_NONE;
	local_irq_save(flags);
	walk(current->mm, va, entry);
	local_irq_restore(flags);
}

void oracle_value(u64 raw, unsigned int level, unsigned long va, struct ptw_test_entry *entry)
{
	memset(entry, 0, sizeof(*entry));
	entry->pa = PTW_TEST_NONE;
	if (level)
		pmd_entry(__pmd(raw), va, entry);
	else
		pte_entry(__pte(raw), va, entry);
}

u64 oracle_gup(unsigned long va, bool write)
{
	struct page *page;
	u64 pa;

	if (get_user_pages_fast_only(va & PAGE_MASK, 1, write ? FOLL_WRITE : 0, &page) != 1)
		return PTW_TEST_NONE;
	pa = pa_of(page_to_pfn(page), va, PAGE_SHIFT);
	put_page(page);
	return pa;
}

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
static u64 locked_pa(struct vm_area_struct *vma, unsigned long va)
{
	spinlock_t *ptl;
	pte_t *ptep;
	u64 pa;

	if (follow_pte(vma->vm_mm, va, &ptep, &ptl))
		return PTW_TEST_NONE;
	pa = pa_of(pte_pfn(*ptep), va, PAGE_SHIFT);
	pte_unmap_unlock(ptep, ptl);
	return pa;
}
#else
static u64 locked_pa(struct vm_area_struct *vma, unsigned long va)
{
	struct follow_pfnmap_args args = { .vma = vma, .address = va };
	u64 pa;

	if (follow_pfnmap_start(&args))
		return PTW_TEST_NONE;
	pa = pa_of(args.pfn, va, PAGE_SHIFT);
	follow_pfnmap_end(&args);
	return pa;
}
#endif

u64 oracle_locked(unsigned long va)
{
	struct vm_area_struct *vma;
	u64 pa = PTW_TEST_NONE;

	mmap_read_lock(current->mm);
	vma = find_vma(current->mm, va);
	if (vma && vma->vm_start <= va && !is_vm_hugetlb_page(vma))
		pa = locked_pa(vma, va);
	mmap_read_unlock(current->mm);
	return pa;
}

void oracle_hmm(struct mmu_interval_notifier *notifier, unsigned long va,
		struct ptw_test_page *page)
{
	unsigned long pfn = 0;
	struct hmm_range range = {
		.notifier = notifier,
		.start = va & PAGE_MASK,
		.end = (va & PAGE_MASK) + PAGE_SIZE,
		.hmm_pfns = &pfn,
	};
	int ret;

	page->hmm = PTW_TEST_NONE;
	page->hmm_shift = 0;
	page->hmm_write = 0;
	do {
		range.notifier_seq = mmu_interval_read_begin(notifier);
		mmap_read_lock(current->mm);
		ret = hmm_range_fault(&range);
		mmap_read_unlock(current->mm);
	} while (ret == -EBUSY || (!ret && mmu_interval_read_retry(notifier, range.notifier_seq)));
	if (ret || !(pfn & HMM_PFN_VALID))
		return;
	page->hmm = pa_of(page_to_pfn(hmm_pfn_to_page(pfn)), va, PAGE_SHIFT);
	page->hmm_shift = hmm_pfn_to_map_order(pfn) + PAGE_SHIFT;
	page->hmm_write = !!(pfn & HMM_PFN_WRITE);
}

#ifdef CONFIG_ARM64
#define AT(op, va)                                      \
	({                                              \
		u64 par;                                \
		asm volatile("at " op ", %1\n\tisb\n\t" \
			     "mrs %0, par_el1"          \
			     : "=r"(par)                \
			     : "r"(va)                  \
			     : "memory");               \
		par;                                    \
	})

void oracle_at(unsigned long va, struct ptw_test_page *page)
{
	preempt_disable();
	page->at_read = AT("s1e0r", va);
	page->at_write = AT("s1e0w", va);
	preempt_enable();
}
#else
void oracle_at(unsigned long va, struct ptw_test_page *page)
{
	page->at_read = PTW_TEST_NONE;
	page->at_write = PTW_TEST_NONE;
}
#endif
