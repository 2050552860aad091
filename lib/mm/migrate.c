// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Migration: the page moves to another frame. (Races G, N)
 *
 *	mutator                          lockless walker, fault
 *	-------                          ----------------------
 *	                                 S: reads the sequence
 *	                                 loads the pte: the old frame
 *	begin (CLEAR)
 *	pte: a migration pte; flush
 *	end
 *	                                 C: the sequence moved: retry
 *	                                 loads the pte: migration; the fault waits for it
 *	who holds it? copies
 *	pte: the new frame
 *	                                 loads the pte: the new frame
 *
 * A. This is done to every pte that maps the page, in whatever address space, one after
 *    the other; each has its own begin and end. The end comes before the copy, as in
 *    try_to_migrate_one(): a migration pte can be mirrored by nobody, so nothing needs to
 *    be announced when it goes.
 * B. When no pte is left, all references must be known: ours, and a page cache's. Who
 *    has another could write to the old frame after it was copied.
 * C. Who gets a reference later had seen the old pte. He looks at it again, finds that it
 *    has changed, and gives it back.
 * D. A pinned page that is exclusive is given up at once, with its pte what it was. Pins
 *    are looked at behind the migration pte: who pins it later meets that, see C. Before
 *    it, one could come in between, and a fork that then finds the migration pte would
 *    share the page. Other pages are given up at B; then the migration ptes become the
 *    old page again.
 * E. Frames are locked from before the first pte changes until after the last: faults in
 *    a file, write-back and other migrations wait, or give up.
 * F. A fork meanwhile copies migration ptes; the child's are found after the parent's.
 */
#include "mm/rmap.h"
#include "mm/split.h"

/* @from: The frames it leaves. Their ptes are to map those of walk.head. */
struct migrate {
	struct rmap_walk walk;
	u64 from;
};

/* Linux: try_to_migrate_one() */
static int take_pte(struct ptw_mm *mm, const struct slot *slot, struct frame *frame, u32 rights)
{
	struct frame *head = frame_head(mm->phys, frame);
	u64 pa = frame_pa(mm->phys, frame_nr(mm->phys, frame));
	bool exclusive = !head->file && READ_ONCE(frame->exclusive);
	enum migration migration = exclusive ? MIGRATION_EXCLUSIVE : MIGRATION_READ;
	struct seen seen;
	u64 pte;

	WRITE_ONCE(frame->exclusive, 0);
	if (rights & PTW_WANT_WRITE)
		migration = MIGRATION_WRITE;
	/* One store: never a hole, for who looks for huge pages or tables to move. */
	pte = slot_xchg(slot, pte_migration(mm, pa, migration));
	if (exclusive && READ_ONCE(head->pins)) {
		WRITE_ONCE(frame->exclusive, 1);
		slot_set(slot, pte); /* D */
		return -EBUSY;
	}
	pte_read(mm, pte, slot->level, &seen);
	flush(mm);
	unmap_seen(mm, &seen, slot->level);
	frame_put(mm->phys, head);
	return 0;
}

/* Split a huge leaf that maps the page. Return: whether to look again */
static bool take_huge(struct ptw_mm *mm, const struct slot *slot, const struct seen *seen, u64 va,
		      u64 pa)
{
	if (seen->is == IS_TABLE)
		return true;
	if (seen->is != IS_MAPPED || seen->pa + (va & (level_size(mm, slot->level) - 1)) != pa)
		return false;
	split_locked(mm, slot);
	return true;
}

/* One page, at one address */
static int take_page(struct ptw_mm *mm, u64 va, u64 nr)
{
	u64 pa = frame_pa(mm->phys, nr);
	struct slot slot;
	struct seen seen;
	bool again;
	int ret = 0;

	do {
		tables_find(mm, va, 0, &slot);
		spin_lock(slot_lock(mm, &slot));
		pte_read(mm, slot_get(&slot), slot.level, &seen);
		again = slot.level && take_huge(mm, &slot, &seen, va, pa);
		if (!slot.level && seen.is == IS_MAPPED && seen.pa == pa && seen_frame(mm, &seen))
			ret = take_pte(mm, &slot, &mm->phys->frames[nr], seen.rights);
		spin_unlock(slot_lock(mm, &slot));
	} while (again);
	return ret;
}

static int take_range(struct rmap_walk *walk, struct ptw_mm *mm, u64 first, u64 last, u64 nr)
{
	struct ptw_invalidation range;
	int ret = 0;
	u64 va;

	(void)walk;
	announce(mm, &range, PTW_EVENT_CLEAR, first, last);
	for (va = first; va < last && !ret; va += page_size(mm))
		ret = take_page(mm, va, nr++);
	announced(mm, &range); /* A */
	return ret;
}

/* Linux: remove_migration_pte() */
static void give_pte(struct ptw_mm *mm, const struct slot *slot, const struct seen *seen, u64 va,
		     u64 nr)
{
	struct frame *frame = &mm->phys->frames[nr], *head = frame_head(mm->phys, frame);
	u32 rights = vma_find(mm, va)->rights;

	if (seen->migration != MIGRATION_WRITE)
		rights &= ~(u32)PTW_WANT_WRITE;
	if (seen->migration != MIGRATION_READ && !head->file)
		WRITE_ONCE(frame->exclusive, 1);
	frame_get(head);
	count_add(&head->shared, 1);
	map_small(mm, frame);
	slot_set(slot, pte_mapped(mm, 0, frame_pa(mm->phys, nr), rights, 0));
}

static int give_range(struct rmap_walk *walk, struct ptw_mm *mm, u64 first, u64 last, u64 nr)
{
	struct migrate *migrate = container_of(walk, struct migrate, walk);
	u64 back = migrate->from - frame_nr(mm->phys, walk->head), va;
	struct slot slot;
	struct seen seen;

	for (va = first; va < last; va += page_size(mm), nr++) {
		tables_find(mm, va, 0, &slot);
		if (slot.level)
			continue;
		spin_lock(slot_lock(mm, &slot));
		pte_read(mm, slot_get(&slot), 0, &seen);
		if (seen.is == IS_MIGRATION && seen.pa == frame_pa(mm->phys, nr + back))
			give_pte(mm, &slot, &seen, va, nr);
		spin_unlock(slot_lock(mm, &slot));
	}
	return 0;
}

/* B. Linux: folio_migrate_mapping() */
static bool leave(struct ptw_phys *phys, struct frame *old, u64 from, u64 to)
{
	if (READ_ONCE(old->mapped))
		return false;
	if (old->file)
		return file_replace(phys, old->file, from, to);
	/* Pairs with the try_cmpxchg() in frame_put(): what he wrote who let go is copied. */
	return smp_load_acquire(&old->refs) == 1;
}

static void copy_block(struct ptw_phys *phys, struct frame *old, struct frame *new)
{
	u64 from = frame_nr(phys, old), to = frame_nr(phys, new), i;

	for (i = 0; i < BIT_ULL(old->order); i++)
		words_copy(phys, to + i, from + i);
	WRITE_ONCE(new->dirty, READ_ONCE(old->dirty));
	WRITE_ONCE(new->referenced, READ_ONCE(old->referenced));
}

/* @old: Held and locked. @to: A new block, with a reference that is given back here */
static int migrate(struct ptw_phys *phys, struct frame *old, u64 to)
{
	struct migrate migrate = { .walk = { phys, old, take_range }, .from = frame_nr(phys, old) };
	struct frame *new = &phys->frames[to];
	int ret;

	new->index = old->index;
	new->family = old->family;
	frame_lock(new);
	ret = rmap_walk(&migrate.walk);
	if (!ret && !leave(phys, old, migrate.from, to))
		ret = -EBUSY;
	if (!ret) {
		copy_block(phys, old, new);
		migrate.walk.head = new;
	}
	migrate.walk.found = give_range;
	rmap_walk(&migrate.walk);
	frame_unlock(new);
	frame_put(phys, new);
	return ret;
}

/* The head of what is mapped at @va, with a reference */
static int find_page(struct ptw_mm *mm, u64 va, struct frame **head)
{
	struct vma *vma = vma_find(mm, va);
	struct frame *frame;
	struct slot slot;
	struct seen seen;
	int ret = -ENOENT;

	if (!vma)
		return -ENOENT;
	if (vma->kind != PTW_VMA_ANON && vma->kind != PTW_VMA_FILE)
		return -EOPNOTSUPP;
	tables_find(mm, va, 0, &slot);
	spin_lock(slot_lock(mm, &slot));
	pte_read(mm, slot_get(&slot), slot.level, &seen);
	frame = seen_frame(mm, &seen);
	if (seen.is == IS_MAPPED)
		ret = frame ? 0 : -EOPNOTSUPP;
	if (seen.is == IS_MIGRATION || seen.is == IS_TABLE)
		ret = -EAGAIN;
	if (!ret) {
		*head = frame_head(mm->phys, frame);
		frame_get(*head);
	}
	spin_unlock(slot_lock(mm, &slot));
	return ret;
}

int ptw_mm_migrate(struct ptw_mm *mm, __u64 va)
{
	struct ptw_phys *phys = mm->phys;
	struct frame *head;
	u64 to;
	int ret;

	down_read(&mm->mmap_lock);
	ret = find_page(mm, va, &head);
	up_read(&mm->mmap_lock);
	if (ret)
		return ret;
	ret = -EAGAIN;
	if (frame_trylock(head)) { /* E */
		to = page_alloc(phys, head->order);
		ret = to ? migrate(phys, head, to) : -ENOMEM;
		frame_unlock(head);
	}
	frame_put(phys, head);
	return ret;
}
PTW_EXPORT(ptw_mm_migrate);
