/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Comparing our numbers with those of the headers that the module is built for: a kernel
 * that has moved a bit fails the build, and the message names the bit.
 */
#ifndef PTW_KMOD_DIALECT_CHECK_H
#define PTW_KMOD_DIALECT_CHECK_H

#include <linux/pgtable.h>
#include <linux/swap.h>
#include <linux/swapops.h>
#include <linux/version.h>
#include "../arch/linux/linux.h"
#include "versions.h"

/* The names are taken before the preprocessor replaces them. */
#define SAME(ours, theirs) \
	BUILD_BUG_ON_MSG((ours) != (theirs), #ours " is not " #theirs " in this kernel")

/* Whether the kernel we are built for has a layout, or a later one */
static __always_inline bool dialect_since(const struct linux_layout *layout)
{
	const struct ptw_os os = {
		.major = LINUX_VERSION_MAJOR,
		.minor = LINUX_VERSION_PATCHLEVEL,
	};

	return linux_since(&os, layout);
}

/* include/linux/swap.h: how many types there are of each sort, and in which order */
static __always_inline void dialect_check_types(const struct linux_layout *layout)
{
	const unsigned int migration = MAX_SWAPFILES + SWP_HWPOISON_NUM;
	const unsigned int device = migration + SWP_MIGRATION_NUM;
	const unsigned int marker = device + SWP_DEVICE_NUM;

	SAME(layout->error_types, 32 - marker - SWP_PTE_MARKER_NUM);
	BUILD_BUG_ON(!layout->marker_optional && !SWP_PTE_MARKER_NUM);
#ifdef CONFIG_MEMORY_FAILURE
	SAME(MAX_SWAPFILES, SWP_HWPOISON);
#endif
#ifdef CONFIG_MIGRATION
	SAME(migration, SWP_MIGRATION_READ);
	SAME(migration + 2, SWP_MIGRATION_WRITE);
#endif
#ifdef CONFIG_DEVICE_PRIVATE
	SAME(layout->device_types, SWP_DEVICE_NUM);
	SAME(device, SWP_DEVICE_WRITE);
#endif
#ifdef SWP_PTE_MARKER
	SAME(marker, SWP_PTE_MARKER);
#endif
#ifdef PTE_MARKER_UFFD_WP
	SAME(PTW_MARKER_UFFD_WP, PTE_MARKER_UFFD_WP);
	SAME(layout->markers, PTE_MARKER_MASK);
#endif
#ifdef PTE_MARKER_POISONED
	SAME(PTW_MARKER_POISONED, PTE_MARKER_POISONED);
#endif
#ifdef PTE_MARKER_GUARD
	SAME(PTW_MARKER_GUARD, PTE_MARKER_GUARD);
#endif
}

#endif /* PTW_KMOD_DIALECT_CHECK_H */
