/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What Linux has renamed between 6.1 and 7.3, under one name. Told apart by what the
 * headers define rather than by version: distributions carry changes back.
 */
#ifndef PTW_KMOD_VERSIONS_H
#define PTW_KMOD_VERSIONS_H

#include <linux/page-flags.h>
#include <linux/pgtable.h>

/*
 * The bit by which userfaultfd knows its ptes, present and not; 0 where there is none.
 * It was _UFFD_WP until it came to protect against reads as well.
 */
#if defined(_PAGE_UFFD)
#define LIVE_UFFD     _PAGE_UFFD
#define LIVE_SWP_UFFD _PAGE_SWP_UFFD
#elif defined(_PAGE_UFFD_WP)
#define LIVE_UFFD     _PAGE_UFFD_WP
#define LIVE_SWP_UFFD _PAGE_SWP_UFFD_WP
#elif defined(PTE_UFFD)
#define LIVE_UFFD     PTE_UFFD
#define LIVE_SWP_UFFD PTE_SWP_UFFD
#elif defined(PTE_UFFD_WP)
#define LIVE_UFFD     PTE_UFFD_WP
#define LIVE_SWP_UFFD PTE_SWP_UFFD_WP
#else
#define LIVE_UFFD     0
#define LIVE_SWP_UFFD 0
#endif

/* Of folio->mapping: anonymous memory's, and no address_space. It was a page's until 6.16. */
#ifdef FOLIO_MAPPING_ANON
#define LIVE_MAPPING_ANON ((unsigned long)FOLIO_MAPPING_ANON)
#else
#define LIVE_MAPPING_ANON ((unsigned long)PAGE_MAPPING_ANON)
#endif

#endif /* PTW_KMOD_VERSIONS_H */
