// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What a processor does: walks the tables for itself, sets accessed and dirty, and
 * loads or stores. It takes no lock of the model's, and no notice of mappings.
 *
 *	processor                        mutator
 *	---------                        -------
 *	loads the pte: the page
 *	sets accessed, dirty: one RMW
 *	                                 pte: empty, by one RMW that returns the flags
 *	                                 flush: waits
 *	stores the word
 *	                                 copies the page, or gives it back
 *
 * A. From the look at the pte to the end of the access it is counted among the mm's
 *    processors: that is what a flush of the TLB waits for.
 * B. Flags are set by a cmpxchg with the pte that was looked at. Where it has changed the
 *    walk begins again: no flag is set in a pte that grants nothing any more, and no
 *    store happens that no pte calls dirty.
 */
#include "mm/fault.h"

struct access {
	struct ptw_mm *mm;
	u64 va;
	u32 want;
	u64 word;
};

/* B. Return: whether the flags are set in the pte that @seen is read from */
static bool set_flags(const struct access *access, const struct slot *slot, u64 pte,
		      struct seen *seen)
{
	u32 flags = PTW_ATTR_ACCESSED;

	if (access->want & PTW_WANT_WRITE)
		flags |= PTW_ATTR_DIRTY;
	if (!(flags & ~seen->attr))
		return true;
	seen->attr |= flags;
	return slot_try(slot, pte, pte_again(access->mm, slot->level, seen));
}

static int transfer(struct access *access, u64 pa)
{
	u64 *at = word_at(access->mm->phys, pa);

	if (!at)
		return -ENXIO;
	if (access->want & PTW_WANT_WRITE)
		word_store(access->mm->phys, at, access->word);
	else
		access->word = word_load(access->mm->phys, at);
	return 0;
}

/* Return: -EACCES where a fault is due, -EAGAIN where the pte has changed */
static int access_mapped(struct access *access)
{
	struct ptw_mm *mm = access->mm;
	const struct ptw_format *fmt = mm->space.fmt;
	struct slot slot;
	struct seen seen;
	u64 pte;

	tables_find(mm, access->va, 0, &slot);
	pte = slot_get(&slot);
	if (fmt->kind(fmt, &mm->space, pte, slot.level) != PTW_LEAF)
		return -EACCES;
	pte_read(mm, pte, slot.level, &seen);
	if (access->want & ~seen.rights)
		return -EACCES;
	if (!set_flags(access, &slot, pte, &seen))
		return -EAGAIN;
	return transfer(access, seen.pa | (access->va & (level_size(mm, slot.level) - 1)));
}

static int access_once(struct access *access)
{
	struct ptw_mm *mm = access->mm;
	u64 phase = cpus_enter(&mm->cpus); /* A */
	int ret;

	rcu_read_lock();
	ret = access_mapped(access);
	rcu_read_unlock();
	cpus_leave(&mm->cpus, phase);
	return ret;
}

static int access_word(struct access *access)
{
	int ret, i;

	if (access->va & 7)
		return -EINVAL;
	if (access->va > mm_last(access->mm))
		return -EFAULT;
	for (i = 0; i < FAULT_TRIES; i++) {
		ret = access_once(access);
		if (ret != -EACCES && ret != -EAGAIN)
			return ret;
		if (ret == -EACCES)
			ret = ptw_mm_fault(access->mm, access->va, access->want);
		if (ret && ret != -EAGAIN)
			return ret;
	}
	return -EAGAIN;
}

int ptw_mm_read(struct ptw_mm *mm, __u64 va, __u64 *word)
{
	struct access access = { mm, va, PTW_WANT_READ, 0 };
	int ret = access_word(&access);

	if (!ret)
		*word = access.word;
	return ret;
}
PTW_EXPORT(ptw_mm_read);

int ptw_mm_write(struct ptw_mm *mm, __u64 va, __u64 word)
{
	struct access access = { mm, va, PTW_WANT_WRITE, word };

	return access_word(&access);
}
PTW_EXPORT(ptw_mm_write);
