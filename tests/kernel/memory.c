// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Memory that only a driver can give to a process.
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/version.h>
#include "memory.h"
#include "ptw_test.h"

static vm_fault_t memory_fault(struct vm_fault *vmf)
{
	struct memory *memory = vmf->vma->vm_private_data;

	return vmf_insert_pfn(vmf->vma, vmf->address,
			      page_to_pfn(memory->pair) + vmf->pgoff - PTW_TEST_MAP_FAULTED);
}

static const struct vm_operations_struct memory_ops = { .fault = memory_fault };

#ifdef CONFIG_ARCH_SUPPORTS_HUGE_PFNMAP
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 17, 0)
#include <linux/pfn_t.h>
#define HUGE_PFN __pfn_to_pfn_t(BIT(34 - PAGE_SHIFT), PFN_DEV)
#else
#define HUGE_PFN BIT(34 - PAGE_SHIFT)
#endif

/* Larger than the memory of any guest; that of a device might be there. */
static vm_fault_t memory_huge_fault(struct vm_fault *vmf, unsigned int order)
{
	bool write = vmf->flags & FAULT_FLAG_WRITE;

	if (vma_pages(vmf->vma) != BIT(order))
		return VM_FAULT_FALLBACK;
#ifdef CONFIG_HAVE_ARCH_TRANSPARENT_HUGEPAGE_PUD
	if (order == PUD_SHIFT - PAGE_SHIFT)
		return vmf_insert_pfn_pud(vmf, HUGE_PFN, write);
#endif
	return vmf_insert_pfn_pmd(vmf, HUGE_PFN, write);
}

static const struct vm_operations_struct memory_huge_ops = { .huge_fault = memory_huge_fault };

static const struct vm_operations_struct *memory_huge(void)
{
	return &memory_huge_ops;
}
#else
static const struct vm_operations_struct *memory_huge(void)
{
	return NULL;
}
#endif

/* The flags of a VMA have been set through functions since 6.3. */
static void memory_set_pfnmap(struct vm_area_struct *vma)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 3, 0)
	vma->vm_flags |= VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP;
#else
	vm_flags_set(vma, VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP);
#endif
}

static struct page *memory_alloc(struct page **page, unsigned int order)
{
	if (!*page)
		*page = alloc_pages(GFP_KERNEL | __GFP_ZERO, order);
	return *page;
}

static int memory_map_huge(struct vm_area_struct *vma)
{
	vma->vm_ops = memory_huge();
	if (!vma->vm_ops)
		return -EOPNOTSUPP;
	memory_set_pfnmap(vma);
	return 0;
}

int memory_map(struct memory *memory, struct vm_area_struct *vma)
{
	unsigned long bytes = vma->vm_end - vma->vm_start;

	if (vma->vm_pgoff == PTW_TEST_MAP_HUGE && vma->vm_flags & VM_SHARED)
		return memory_map_huge(vma);

	if (bytes > 2 * PAGE_SIZE || !(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	if (!memory_alloc(&memory->pair, 1) || !memory_alloc(&memory->single, 0))
		return -ENOMEM;
	switch (vma->vm_pgoff) {
	case PTW_TEST_MAP_FILLED:
		return remap_pfn_range(vma, vma->vm_start, page_to_pfn(memory->pair), bytes,
				       vma->vm_page_prot);
	case PTW_TEST_MAP_FAULTED:
		vma->vm_private_data = memory;
		vma->vm_ops = &memory_ops;
		memory_set_pfnmap(vma);
		return 0;
	case PTW_TEST_MAP_INSERTED:
		return vm_insert_page(vma, vma->vm_start, memory->single);
	}
	return -EINVAL;
}

void memory_free(struct memory *memory)
{
	if (memory->pair)
		__free_pages(memory->pair, 1);
	if (memory->single)
		__free_pages(memory->single, 0);
}
