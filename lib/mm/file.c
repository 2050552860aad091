// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Page caches: of a file that is written back, and of secret memory. The cache holds a
 * reference to each of its pages until the last mapping is gone.
 *
 * A page of a file is mapped under its frame's lock, and only while it is still in the
 * cache: so migration, which takes it out under that lock, leaves no pte behind.
 */
#include "mm/mm.h"

/*
 * @lock: For @page
 * @users: Mappings
 * @nr: Pages
 * @page: Frames in the cache, %NO_FRAME where there is none
 * @stored: The storage: so many words a page; %NULL for secret memory
 */
struct file {
	spinlock_t lock;
	u64 users;
	u64 nr;
	u64 *page;
	u64 *stored;
};

struct file *file_create(struct ptw_phys *phys, u64 pages, bool stored)
{
	struct file *file = kzalloc(sizeof(*file), GFP_KERNEL);

	if (!file)
		return NULL;
	spin_lock_init(&file->lock);
	file->users = 1;
	file->nr = pages;
	file->page = kcalloc(pages, sizeof(*file->page), GFP_KERNEL);
	if (stored)
		file->stored = kcalloc(pages, phys->words * sizeof(*file->stored), GFP_KERNEL);
	if (file->page && (file->stored || !stored))
		return file;
	kfree(file->page);
	kfree(file->stored);
	kfree(file);
	return NULL;
}

void file_get(struct file *file)
{
	count_add(&file->users, 1);
}

/* The page of the cache, with a reference */
static u64 find_get(struct ptw_phys *phys, struct file *file, u64 index)
{
	u64 nr;

	spin_lock(&file->lock);
	nr = file->page[index];
	if (nr)
		frame_get(&phys->frames[nr]);
	spin_unlock(&file->lock);
	return nr;
}

bool file_has(struct file *file, u64 index, u64 nr)
{
	bool has;

	spin_lock(&file->lock);
	has = file->page[index] == nr;
	spin_unlock(&file->lock);
	return has;
}

/*
 * Take a page out of the cache. Migration can have put another in its place until it is
 * locked; who still holds it then holds a page of no file.
 */
static void drop_page(struct ptw_phys *phys, struct file *file, u64 index)
{
	struct frame *frame;
	bool gone = false;
	u64 nr;

	while (!gone) {
		nr = find_get(phys, file, index);
		if (!nr)
			return;
		frame = &phys->frames[nr];
		frame_lock(frame);
		gone = file_has(file, index, nr);
		if (gone)
			frame->file = NULL;
		frame_unlock(frame);
		frame_put(phys, frame);
	}
	frame_put(phys, frame);
}

void file_put(struct ptw_phys *phys, struct file *file)
{
	u64 users = READ_ONCE(file->users), i;

	while (!try_cmpxchg(&file->users, &users, users - 1))
		;
	if (users != 1)
		return;
	for (i = 0; i < file->nr; i++)
		drop_page(phys, file, i);
	kfree(file->page);
	kfree(file->stored);
	kfree(file);
}

/* Add a new page, unless there is one by now. */
static void add_page(struct ptw_phys *phys, struct vma *vma, u64 index, u64 nr)
{
	struct frame *frame = &phys->frames[nr];
	struct file *file = vma->file;
	bool added = false;

	frame->file = file;
	frame->index = index;
	WRITE_ONCE(frame->secret, vma->kind == PTW_VMA_SECRET);
	spin_lock(&file->lock);
	if (!file->page[index]) {
		file->page[index] = nr;
		added = true;
	}
	spin_unlock(&file->lock);
	if (!added)
		frame_put(phys, frame);
}

/*
 * The page of a file for a fault: locked, and with a reference. Linux: filemap_fault()
 * Return: %NO_FRAME with @ret -ENOMEM, or -EAGAIN where another has taken its place
 */
u64 file_page(struct ptw_phys *phys, struct vma *vma, u64 index, int *ret)
{
	u64 nr = find_get(phys, vma->file, index);

	if (!nr) {
		*ret = -ENOMEM;
		nr = page_alloc(phys, 0);
		if (!nr)
			return NO_FRAME;
		add_page(phys, vma, index, nr);
		nr = find_get(phys, vma->file, index);
	}
	frame_lock(&phys->frames[nr]);
	if (file_has(vma->file, index, nr))
		return nr;
	frame_unlock(&phys->frames[nr]);
	frame_put(phys, &phys->frames[nr]);
	*ret = -EAGAIN;
	return NO_FRAME;
}

/*
 * Put another page in the place of a locked one to which the cache and the caller have
 * the only references. The cache's lock keeps others from getting one through it.
 * Linux: folio_migrate_mapping()
 */
bool file_replace(struct ptw_phys *phys, struct file *file, u64 from, u64 to)
{
	struct frame *old = &phys->frames[from], *new = &phys->frames[to];
	bool alone;

	spin_lock(&file->lock);
	alone = READ_ONCE(old->refs) == 2;
	if (alone) {
		new->file = file;
		new->index = old->index;
		frame_get(new);
		file->page[old->index] = to;
		old->file = NULL;
	}
	spin_unlock(&file->lock);
	if (alone)
		frame_put(phys, old);
	return alone;
}

/* Write a locked page to the storage. */
void file_store(struct ptw_phys *phys, struct file *file, u64 nr)
{
	u64 *to = file->stored + phys->frames[nr].index * phys->words, w;

	for (w = 0; w < phys->words; w++)
		WRITE_ONCE(to[w], word_load(phys, frame_words(phys, nr) + w));
}

int file_stored(struct ptw_phys *phys, struct file *file, u64 index, u64 offset, u64 *word)
{
	if (!file || !file->stored)
		return -ENOENT;
	if (offset >> 3 >= phys->words)
		return -ENXIO;
	*word = READ_ONCE(file->stored[index * phys->words + (offset >> 3)]);
	return 0;
}
