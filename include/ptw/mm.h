/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A model of a primary MMU: what Linux's mm does to page tables, done to tables in a real
 * hardware format. Every change is announced as Linux announces it (<ptw/notifier.h>),
 * frames are counted as Linux counts them (<ptw/phys.h>), and tables live as long as
 * Linux lets them live. Who mirrors it asks through ptw_mm_primary().
 *
 * Ranges are given by their first and their last address, whole pages of the format.
 * Functions may be called by any number of threads at a time, but not between begin and
 * end of the notifier, nor within a walk's guard.
 */
#ifndef PTW_MM_H
#define PTW_MM_H

#include <ptw/phys.h>
#include <ptw/primary.h>

struct ptw_mm;

#pragma GCC visibility push(default)
#ifdef __cplusplus
extern "C" {
#endif

/**
 * enum ptw_vma_kind - What a mapping is of
 * @PTW_VMA_ANON: Private memory, zero at first
 * @PTW_VMA_FILE: Shared memory with a page cache of its own, which is written back. It
 *	goes with its last mapping
 * @PTW_VMA_SECRET: As memfd_secret(): shared, never handed out, never migrated
 * @PTW_VMA_PFNMAP: VM_PFNMAP: whatever is at @pa, without regard to struct pages
 * @PTW_VMA_DEVICE: Device memory with struct pages and references, at @pa
 */
enum ptw_vma_kind {
	PTW_VMA_ANON,
	PTW_VMA_FILE,
	PTW_VMA_SECRET,
	PTW_VMA_PFNMAP,
	PTW_VMA_DEVICE,
};

/*
 * Flag of a mapping: huge pages, in one slot of level 1: anonymous by a fault, of a file by
 * a collapse
 */
#define PTW_VMA_HUGE (1u << 0)

/**
 * struct ptw_vma - A mapping, as it is asked for
 * @first: First address
 * @last: Last address
 * @kind: enum ptw_vma_kind
 * @rights: %PTW_WANT_READ, _WRITE, _EXEC; what can be written or executed can be read;
 *	0 is PROT_NONE
 * @flags: PTW_VMA_*
 * @level: PFNMAP: highest level of a leaf
 * @pa: PFNMAP and device: of the first byte
 */
struct ptw_vma {
	__u64 first;
	__u64 last;
	__u32 kind;
	__u32 rights;
	__u32 flags;
	__u32 level;
	__u64 pa;
};

/**
 * ptw_mm_create() - An address space without mappings
 * @phys: Where its tables and pages come from
 * @format: "x86-64", "soft-tiny"…: any that can be written
 * @mm: The address space; %NULL where there is none
 *
 * Context: May sleep.
 * Return: 0; -ENOENT for a format there is not; -EINVAL for one that cannot be written,
 * or whose pages or slots are not those of @phys; -ENOMEM.
 */
int ptw_mm_create(struct ptw_phys *phys, const char *format, struct ptw_mm **mm);

/**
 * ptw_mm_destroy() - End an address space, and all it has mapped
 * @mm: The address space, or %NULL
 *
 * Nobody else may use it any more.
 *
 * Context: Sleeps.
 * Return: 0, or -EBUSY while somebody subscribes to its notifier.
 */
int ptw_mm_destroy(struct ptw_mm *mm);

/**
 * ptw_mm_exit() - The process ends: unmap everything, for good
 * @mm: The address space
 *
 * Subscribers hear that it is released, and then %PTW_EVENT_UNMAP of all there was.
 *
 * Context: Sleeps.
 */
void ptw_mm_exit(struct ptw_mm *mm);

/**
 * ptw_mm_primary() - What a secondary MMU must know
 * @mm: The address space; must outlive its use
 *
 * Walks of its space hold off the freeing of tables, for as long as they are in their
 * guard.
 *
 * Context: Any.
 */
struct ptw_primary *ptw_mm_primary(struct ptw_mm *mm);

/**
 * ptw_mm_map() - mmap()
 * @mm: The address space
 * @vma: What, where
 *
 * Pages come by faults.
 *
 * Context: Sleeps.
 * Return: 0; -EEXIST where something is mapped already; -EINVAL for no whole pages, no
 * addresses of user space, an unknown kind, right or flag, a level without leaves, a pa
 * that is no page or not of such memory: device memory that was reserved as such; for
 * PFNMAP nothing whose references are counted; -ENOMEM.
 */
int ptw_mm_map(struct ptw_mm *mm, const struct ptw_vma *vma);

/**
 * ptw_mm_unmap() - munmap()
 * @mm: The address space
 * @first: First address
 * @last: Last address
 *
 * Announces %PTW_EVENT_UNMAP, and %PTW_EVENT_CLEAR of a huge page that is cut. Tables in
 * which nothing is left are freed.
 *
 * Context: Sleeps.
 * Return: 0; -EINVAL for no whole pages; -ENOENT where nothing is mapped; -ENOMEM.
 */
int ptw_mm_unmap(struct ptw_mm *mm, __u64 first, __u64 last);

/**
 * ptw_mm_discard() - madvise(MADV_DONTNEED)
 * @mm: The address space
 * @first: First address
 * @last: Last address
 *
 * Announces %PTW_EVENT_CLEAR.
 *
 * Context: Sleeps.
 * Return: 0; -EINVAL for no whole pages; -ENOENT where not all is mapped; -ENOMEM.
 */
int ptw_mm_discard(struct ptw_mm *mm, __u64 first, __u64 last);

/**
 * ptw_mm_reap() - What the OOM killer does to its victim: take all anonymous pages
 * @mm: The address space
 *
 * Announces %PTW_EVENT_UNMAP of each mapping, without waiting for subscribers. A mapping
 * that one of them refuses is passed over; who had agreed to it is told its end.
 *
 * Context: Sleeps.
 * Return: 0; -EAGAIN where a mapping was passed over.
 */
int ptw_mm_reap(struct ptw_mm *mm);

/**
 * ptw_mm_protect() - mprotect()
 * @mm: The address space
 * @first: First address
 * @last: Last address
 * @rights: As of struct ptw_vma
 *
 * Announces %PTW_EVENT_PROTECTION_VMA, where there are tables, once for each slot of
 * level 3 or of the root, from the first slot of level 2 that is not empty on; and
 * %PTW_EVENT_CLEAR of a huge page that is cut. The right to write arrives with the next
 * fault where that has to copy the page, or to call it dirty; all else is done at once.
 *
 * Context: Sleeps.
 * Return: 0; -EINVAL for no whole pages or an unknown right; -ENOENT where not all is
 * mapped; -ENOMEM.
 */
int ptw_mm_protect(struct ptw_mm *mm, __u64 first, __u64 last, __u32 rights);

/**
 * ptw_mm_fork() - fork()
 * @mm: The address space
 * @child: A copy of it that shares its anonymous pages until one writes
 *
 * Announces %PTW_EVENT_PROTECTION_PAGE for each anonymous mapping. A page that is pinned
 * is copied at once.
 *
 * Context: Sleeps.
 * Return: 0; -ENOMEM, and then there is no child; but pages can be left protected
 * against writes, which a fault mends.
 */
int ptw_mm_fork(struct ptw_mm *mm, struct ptw_mm **child);

/**
 * ptw_mm_fault() - A page fault
 * @mm: The address space
 * @va: The address
 * @want: %PTW_WANT_READ, _WRITE, _EXEC
 *
 * Announces %PTW_EVENT_CLEAR of a page that is copied on write, and of a huge page that
 * is split for that. Waits for a page that is being migrated.
 *
 * Context: Sleeps.
 * Return: 0, and the right was there; -EFAULT where no mapping grants it; -ENOMEM;
 * -EAGAIN where the page is taken away as often as it is brought.
 */
int ptw_mm_fault(struct ptw_mm *mm, __u64 va, unsigned int want);

/**
 * ptw_mm_read() - What a processor does to read a word
 * @mm: The address space
 * @va: Aligned to 8 bytes
 * @word: The word
 *
 * Walks, sets the accessed flag, loads; faults where it must.
 *
 * Context: Sleeps.
 * Return: 0; -EINVAL for an address that is not aligned; -EFAULT where it is not granted;
 * -ENXIO where the page has no data at that place; -ENOMEM; -EAGAIN as ptw_mm_fault().
 */
int ptw_mm_read(struct ptw_mm *mm, __u64 va, __u64 *word);

/**
 * ptw_mm_write() - What a processor does to write a word
 * @mm: The address space
 * @va: Aligned to 8 bytes
 * @word: The word
 *
 * Walks, sets the accessed and the dirty flag, stores; faults where it must.
 *
 * Context: Sleeps.
 * Return: As ptw_mm_read().
 */
int ptw_mm_write(struct ptw_mm *mm, __u64 va, __u64 word);

/**
 * ptw_mm_age() - Was a range accessed, and forget it
 * @mm: The address space
 * @first: First address
 * @last: Last address
 *
 * By this processor or through a mirror: ptw_notifier_clear_young().
 *
 * Context: Sleeps.
 * Return: 1 if it was, else 0; -EINVAL for no whole pages.
 */
int ptw_mm_age(struct ptw_mm *mm, __u64 first, __u64 last);

/**
 * ptw_mm_split() - Map a huge page by small ptes
 * @mm: The address space
 * @va: An address in it
 *
 * Announces %PTW_EVENT_CLEAR of the whole huge page. It stays one block of frames, and
 * pins do not keep it from being split. A huge leaf of a PFNMAP mapping or of a file is
 * taken away instead, and comes back by faults, huge where there still is room for it.
 *
 * Context: Sleeps.
 * Return: 0; -ENOENT where no huge page is mapped.
 */
int ptw_mm_split(struct ptw_mm *mm, __u64 va);

/**
 * ptw_mm_collapse() - Copy small pages into a huge one, and map that
 * @mm: The address space
 * @va: An address in what will be the huge page
 *
 * Anonymous: announces %PTW_EVENT_CLEAR, and its end before the pages are looked at. Of a
 * file: announces %PTW_EVENT_CLEAR of each page to every address space that maps it, and
 * then of the whole to this one. The huge page is mapped by the next fault, in each
 * address space that has no table there.
 *
 * Context: Sleeps; waits for walkers.
 * Return: 0; -EEXIST where one is mapped already; -EINVAL where the mapping does not have
 * huge pages there, or the file's pages are not aligned to it; -ENOENT where there is no
 * page to collapse; -EBUSY where a page is held by others, or is no ordinary one: all
 * pages stay what they are then; -ENOMEM.
 */
int ptw_mm_collapse(struct ptw_mm *mm, __u64 va);

/**
 * ptw_mm_move() - mremap(MREMAP_FIXED): the same pages at other addresses
 * @mm: The address space
 * @first: First address
 * @last: Last address
 * @to: New first address
 *
 * Announces %PTW_EVENT_UNMAP of the old range. Moves whole tables where both ranges are
 * aligned to what these span, else pte by pte.
 *
 * Context: Sleeps.
 * Return: 0; -EINVAL for no whole pages, no addresses of user space, or ranges that
 * overlap; -ENOENT where the old range is not in one mapping; -EEXIST where something is
 * mapped in the new one; -ENOMEM.
 */
int ptw_mm_move(struct ptw_mm *mm, __u64 first, __u64 last, __u64 to);

/**
 * ptw_mm_migrate() - Move a page to another frame
 * @mm: The address space
 * @va: An address that maps it
 *
 * Announces %PTW_EVENT_CLEAR to every address space that maps it, and its end before
 * the page is copied: by then no pte leads to it. A huge page is mapped by small ptes
 * afterwards.
 *
 * Context: Sleeps.
 * Return: 0; -ENOENT where no page is mapped; -EOPNOTSUPP for pages that cannot be
 * migrated: zero, secret, PFNMAP, device; -EBUSY where others hold it; -EAGAIN where
 * another thread works on it; -ENOMEM. After an error it is mapped where it was.
 */
int ptw_mm_migrate(struct ptw_mm *mm, __u64 va);

/**
 * ptw_mm_clean() - Write a page back
 * @mm: The address space
 * @va: An address that maps it, of kind %PTW_VMA_FILE
 *
 * Announces %PTW_EVENT_PROTECTION_PAGE to every address space that maps it, takes the
 * right to write, then calls the frame clean, then copies it to the storage.
 *
 * Context: Sleeps.
 * Return: 0; -ENOENT where no page is mapped; -EOPNOTSUPP for another kind; -EAGAIN where
 * it is migrated again and again.
 */
int ptw_mm_clean(struct ptw_mm *mm, __u64 va);

/**
 * ptw_mm_stored() - What the storage holds of a page
 * @mm: The address space
 * @va: Aligned to 8 bytes, of kind %PTW_VMA_FILE
 * @word: The word, 0 before the first ptw_mm_clean()
 *
 * A frame that is not dirty, when nothing else runs, holds what the storage holds.
 *
 * Context: Sleeps.
 * Return: 0; -EINVAL for an address that is not aligned; -ENOENT where no file is mapped;
 * -ENXIO where the page has no data at that place.
 */
int ptw_mm_stored(struct ptw_mm *mm, __u64 va, __u64 *word);

/**
 * ptw_mm_check() - Whether tables, frames and mappings agree
 * @mm: The address space; those that share its arena are checked with it
 * @what: What is wrong; may be %NULL
 *
 * For tests.
 *
 * Context: While nothing else runs on the arena.
 * Return: 0, or -EUCLEAN.
 */
int ptw_mm_check(struct ptw_mm *mm, const char **what);

#ifdef __cplusplus
}
#endif
#pragma GCC visibility pop

#endif /* PTW_MM_H */
