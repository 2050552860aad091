// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Bits: Intel SDM volume 3, "4-Level Paging". What Linux does: mm/gup.c of 6.12 */
#include "hand_gup.h"
#include "mm/mm.h"

#define P	BIT_ULL(0)
#define US	BIT_ULL(2)
#define PS	BIT_ULL(7)
#define SPECIAL BIT_ULL(9) /* Linux: _PAGE_SPECIAL */
#define ADDRESS 0x000ffffffffff000ULL

/*
 * Where a walk ended: the slot of the leaf, and the one above it
 * @table: Address of the table that the leaf is in
 */
struct place {
	const u64 *slot;
	const u64 *above;
	u64 pte;
	u64 above_pte;
	u64 table;
	unsigned int level;
};

/* In a read section, which is what interrupts off are to GUP-fast */
static __always_inline bool find(const struct ptw_mm *mm, u64 va, struct place *place)
{
	u64 table = mm->root << 12, pte = 0;
	const u64 *slot = NULL;
	unsigned int level;

	ptw_unroll
	for (level = 4; level--;) {
		place->above = slot;
		place->above_pte = pte;
		place->table = table;
		slot = (const u64 *)((const char *)mm->phys->mem + table) +
		       (va >> (12 + 9 * level) & 511);
		pte = load_dependent(*slot);
		if (!(pte & P))
			return false;
		if (!level || pte & PS)
			break;
		table = pte & ADDRESS;
	}
	place->slot = slot;
	place->pte = pte;
	place->level = level;
	return true;
}

static __always_inline u64 address(const struct place *place, u64 va)
{
	u64 offset = BIT_ULL(12 + 9 * place->level) - 1;

	return (place->pte & ADDRESS & ~offset) | (va & offset);
}

/* try_get_folio(): the head's reference, and that it is the head still */
static struct frame *try_get(const struct ptw_phys *phys, u64 pa)
{
	struct frame *frame = frame_at(phys, pa), *head;

	if (!frame)
		return NULL;
	head = frame_head(phys, frame);
	if (!frame_tryget(head))
		return NULL;
	if (unlikely(frame_head(phys, frame) != head)) {
		frame_put((struct ptw_phys *)phys, head);
		return NULL;
	}
	return head;
}

/* gup_fast_pte_range() and gup_fast_pmd_leaf(), for a read */
static struct frame *get(struct ptw_mm *mm, u64 va, u64 *pa)
{
	struct place place;
	struct frame *head;

	if (!find(mm, va, &place) || !(place.pte & US) || place.pte & SPECIAL)
		return NULL;
	*pa = address(&place, va);
	head = try_get(mm->phys, *pa);
	if (!head)
		return NULL;
	/*
	 * The reference keeps the page; that it is still the pte's must be seen now. Of a huge
	 * page Linux looks at the pmd alone: to tell them apart costs more than the look.
	 */
	if (unlikely(READ_ONCE(*place.slot) != place.pte ||
		     READ_ONCE(*place.above) != place.above_pte || READ_ONCE(head->secret))) {
		frame_put(mm->phys, head);
		return NULL;
	}
	if (!READ_ONCE(head->referenced))
		WRITE_ONCE(head->referenced, 1);
	return head;
}

void *hand_gup_get(struct ptw_mm *mm, __u64 va, __u64 *pa)
{
	struct frame *head;

	rcu_read_lock();
	head = get(mm, va, pa);
	rcu_read_unlock();
	return head;
}

void hand_gup_put(struct ptw_mm *mm, void *held)
{
	frame_put(mm->phys, held);
}

unsigned int hand_mapping_shift(struct ptw_mm *mm, __u64 va)
{
	struct place place;
	bool found;

	rcu_read_lock();
	found = find(mm, va, &place);
	rcu_read_unlock();
	return found ? 12 + 9 * place.level : 0;
}

/* Under mmap_lock no table goes away; under the table's no slot of it changes. */
static unsigned int locked(struct ptw_mm *mm, u64 va, u64 *pa)
{
	spinlock_t *lock;
	struct place place;
	bool same;

	if (!vma_find(mm, va) || !find(mm, va, &place))
		return 0;
	lock = &frame_at(mm->phys, place.table)->table.lock;
	spin_lock(lock);
	same = READ_ONCE(*place.slot) == place.pte;
	*pa = address(&place, va);
	spin_unlock(lock);
	return same ? 12 + 9 * place.level : 0;
}

unsigned int hand_locked(struct ptw_mm *mm, __u64 va, __u64 *pa)
{
	unsigned int shift;

	down_read(&mm->mmap_lock);
	shift = locked(mm, va, pa);
	up_read(&mm->mmap_lock);
	return shift;
}
