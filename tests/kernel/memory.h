/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Memory that only a driver can give to a process: pages without references, mapped by
 * pfn, at once or by a fault, and a page of no file.
 */
#ifndef PTW_TEST_MEMORY_H
#define PTW_TEST_MEMORY_H

#include <linux/mm.h>

/**
 * struct memory - What a file of the device has to map
 * @pair: Two pages of one allocation that is not compound
 * @single: A page that is inserted as such
 */
struct memory {
	struct page *pair;
	struct page *single;
};

int memory_map(struct memory *memory, struct vm_area_struct *vma);

/* When no VMA is left */
void memory_free(struct memory *memory);

#endif /* PTW_TEST_MEMORY_H */
