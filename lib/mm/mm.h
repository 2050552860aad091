/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Inside the model: an address space and its mappings, its locks, and how a change is
 * announced and made.
 *
 * Locks, from the outermost in:
 *
 *	mm->mmap_lock	read: by faults, split, discard, age, and to look a page up;
 *			for writing: by whoever changes the mappings or takes tables away
 *	frame_lock()	of a page: by migration, write-back, and faults in a file
 *	phys->rmap	read: to look for all that maps a page, without any mmap_lock; for
 *			writing: to change a mapping, or to take its tables away or move them
 *	file->lock	of a page cache
 *	table->lock	of the slots of one table
 *	cpus->lock	of a flush
 *	phys->lock	of the allocator
 *
 * Tables of a mapping that is found under mmap_lock or phys->rmap stay until it is let go
 * of. Under neither, only a read section keeps them. Subscribers are told under mmap_lock
 * and phys->rmap, as in Linux, and under no lock further in, but for the frame's.
 */
#ifndef PTW_MM_MM_H
#define PTW_MM_MM_H

#include <ptw/mm.h>
#include "core/descend.h"
#include "mm/cpus.h"
#include "mm/phys.h"

/* How often a fault looks again before it gives up */
#define FAULT_TRIES 16

/*
 * What is mapped where; changes under mmap_lock and phys->rmap, both for writing.
 * @index: The page of @file, or what anonymous pages call themselves, at @first; stays
 *	when the mapping is moved
 * @pa: PFNMAP and device: at @first
 * @file: Of files and secret memory
 * @next: In ascending order
 */
struct vma {
	u64 first;
	u64 last;
	u32 kind;
	u32 rights;
	u32 flags;
	u32 level;
	u64 index;
	u64 pa;
	struct file *file;
	struct vma *next;
};

/*
 * @primary: What others see of it; without a notifier nothing is announced
 * @mmap_lock: See above
 * @cpus: Its processors, for flush()
 * @list: In phys->mms
 * @family: The same for all that descend from one by fork
 * @root: Number of the top table
 * @migration: Type of the first of three migration ptes, see enum migration
 */
struct ptw_mm {
	struct ptw_primary primary;
	struct ptw_space space;
	struct ptw_phys *phys;
	struct rw_semaphore mmap_lock;
	struct cpus cpus;
	struct vma *vmas;
	struct list_head list;
	u64 family;
	u64 root;
	u32 migration;
};

/* A slot of a table of the model, and that table's number and level */
struct slot {
	u64 *at;
	u64 table;
	u32 level;
};

static inline unsigned int level_shift(const struct ptw_mm *mm, unsigned int level)
{
	return ptw_level_shift(mm->space.fmt, level);
}

static inline u64 level_size(const struct ptw_mm *mm, unsigned int level)
{
	return BIT_ULL(level_shift(mm, level));
}

static inline u64 page_size(const struct ptw_mm *mm)
{
	return BIT_ULL(mm->phys->page_shift);
}

static inline u64 mm_last(const struct ptw_mm *mm)
{
	return mm->space.last[0];
}

static inline spinlock_t *slot_lock(const struct ptw_mm *mm, const struct slot *slot)
{
	return &mm->phys->frames[slot->table].table.lock;
}

static inline u64 slot_get(const struct slot *slot)
{
	return load_dependent(*slot->at);
}

/*
 * One store, of the full width: no walker sees half of it. The release pairs with the
 * dependency in rcu_load(), and with who loads a page's words through the pte: without it
 * he could see a table, or a page, as it was before it was filled.
 */
static inline void slot_set(const struct slot *slot, u64 pte)
{
	smp_store_release(slot->at, pte);
}

/* One RMW, so that what the processor has last set of accessed and dirty is returned. */
static inline u64 slot_xchg(const struct slot *slot, u64 pte)
{
	return xchg(slot->at, pte);
}

/* Change @old, unless the processor has set accessed or dirty since it was loaded. */
static inline bool slot_try(const struct slot *slot, u64 old, u64 pte)
{
	return try_cmpxchg(slot->at, &old, pte);
}

/* mm.c */
struct ptw_mm *mm_alloc(struct ptw_phys *phys, const struct ptw_instance *instance, int *ret);
void mm_free(struct ptw_mm *mm);
void announce(struct ptw_mm *mm, struct ptw_invalidation *range, enum ptw_event event, u64 first,
	      u64 last);
int try_announce(struct ptw_mm *mm, struct ptw_invalidation *range, enum ptw_event event, u64 first,
		 u64 last);
void announced(struct ptw_mm *mm, struct ptw_invalidation *range);
void flush(struct ptw_mm *mm);
bool range_ok(const struct ptw_mm *mm, u64 first, u64 last);

/* vma.c */
struct vma *vma_find(const struct ptw_mm *mm, u64 va);
struct vma *vma_meeting(const struct ptw_mm *mm, u64 first, u64 last);
bool vmas_cover(const struct ptw_mm *mm, u64 first, u64 last);
void vmas_bounds(const struct ptw_mm *mm, u64 first, u64 last, u64 *floor, u64 *ceiling);
int vma_cut(struct ptw_mm *mm, u64 va);
void vmas_merge(struct ptw_mm *mm);
struct vma *vma_copy(const struct vma *vma);
void vma_link(struct ptw_mm *mm, struct vma *vma);
void vma_unlink(struct ptw_mm *mm, struct vma *vma);
void vma_free(struct ptw_mm *mm, struct vma *vma);
u64 vma_index(const struct ptw_mm *mm, const struct vma *vma, u64 va);
bool rights_ok(u32 rights);

/* file.c: page caches */
struct file;
struct file *file_create(struct ptw_phys *phys, u64 pages, bool stored);
void file_get(struct file *file);
void file_put(struct ptw_phys *phys, struct file *file);
u64 file_page(struct ptw_phys *phys, struct vma *vma, u64 index);
u64 file_lock(struct ptw_phys *phys, struct file *file, u64 index);
void file_unlock(struct ptw_phys *phys, u64 nr);
bool file_has(struct file *file, u64 index, u64 nr);
bool file_replace(struct ptw_phys *phys, struct file *file, u64 from, u64 to);
bool file_join(struct ptw_phys *phys, struct file *file, u64 index, const u64 *page, u64 to);
void file_store(struct ptw_phys *phys, const struct frame *head);
int file_stored(struct ptw_phys *phys, struct file *file, u64 index, u64 offset, u64 *word);

#endif /* PTW_MM_MM_H */
