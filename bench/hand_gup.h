/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a hypervisor does today to find a page and the size of its mapping, as an expert
 * would write it by hand on the model's x86-64 tables: GUP-fast takes a reference, a second
 * walk looks at the size; or both under the locks. Each does what Linux does there and no
 * more, so that what it costs is not the model's doing.
 */
#ifndef PTW_BENCH_HAND_GUP_H
#define PTW_BENCH_HAND_GUP_H

#include <ptw/mm.h>

/**
 * hand_gup_get() - A page to read, with a reference (mm/gup.c: gup_fast())
 * @mm: The address space
 * @va: The address
 * @pa: Its physical address
 *
 * Return: What hand_gup_put() gives back; %NULL where the slow path would have to serve.
 */
void *hand_gup_get(struct ptw_mm *mm, __u64 va, __u64 *pa);

void hand_gup_put(struct ptw_mm *mm, void *held);

/**
 * hand_mapping_shift() - log2 of the size of a mapping (KVM's host_pfn_mapping_level())
 * @mm: The address space
 * @va: The address
 *
 * Return: 0 where nothing is mapped.
 */
unsigned int hand_mapping_shift(struct ptw_mm *mm, __u64 va);

/**
 * hand_locked() - pa and size under mmap_lock and the table's (mm/memory.c: follow_pte())
 * @mm: The address space
 * @va: The address
 * @pa: Its physical address
 *
 * Return: log2 of the size; 0 where nothing is mapped.
 */
unsigned int hand_locked(struct ptw_mm *mm, __u64 va, __u64 *pa);

#endif /* PTW_BENCH_HAND_GUP_H */
