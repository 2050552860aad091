/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a pte that is not present stands for, by the names of linux/leafops.h, for kernels
 * up to 6.18 too, which have them in linux/swapops.h under older ones.
 */
#ifndef PTW_TEST_SOFTLEAF_H
#define PTW_TEST_SOFTLEAF_H

#include <linux/mm.h>
#include <linux/swap.h>
#include <linux/swapops.h>

#if __has_include(<linux/leafops.h>)
#include <linux/leafops.h>
#else
typedef swp_entry_t softleaf_t;

/* Later releases of 6.12 have these two already, as macros. */
#ifndef softleaf_from_pte
static inline softleaf_t softleaf_from_pte(pte_t pte)
{
	return pte_to_swp_entry(pte);
}

static inline unsigned long softleaf_to_pfn(softleaf_t leaf)
{
	return swp_offset_pfn(leaf);
}
#endif

static inline bool softleaf_is_swap(softleaf_t leaf)
{
	return !non_swap_entry(leaf);
}

static inline bool softleaf_is_migration(softleaf_t leaf)
{
	return is_migration_entry(leaf);
}

static inline bool softleaf_is_hwpoison(softleaf_t leaf)
{
	return is_hwpoison_entry(leaf);
}

static inline bool softleaf_is_device_private(softleaf_t leaf)
{
	return is_device_private_entry(leaf);
}

static inline bool softleaf_is_device_exclusive(softleaf_t leaf)
{
	return is_device_exclusive_entry(leaf);
}

static inline bool softleaf_has_pfn(softleaf_t leaf)
{
	return is_pfn_swap_entry(leaf);
}
#endif

#endif /* PTW_TEST_SOFTLEAF_H */
