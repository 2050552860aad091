// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Page caches: of a file that is written back, and of secret memory. The cache holds a
 * reference to each of its pages until the last mapping is gone. Pages are single, or
 * in blocks, one of which is what a huge leaf maps.
 *
 * A page of a file is mapped under its frame's lock, and only while it is still in the
 * cache: so migration and collapse, which take it out under that lock, leave no pte
 * behind.
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
		frame_get(frame_head(phys, &phys->frames[nr]));
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
 * The page of the cache, locked and with a reference; %NO_FRAME where there is none.
 * Migration and collapse can have put another in its place until it is locked.
 */
u64 file_lock(struct ptw_phys *phys, struct file *file, u64 index)
{
	u64 nr;

	for (;;) {
		nr = find_get(phys, file, index);
		if (!nr)
			return NO_FRAME;
		frame_lock(frame_head(phys, &phys->frames[nr]));
		if (file_has(file, index, nr))
			return nr;
		file_unlock(phys, nr);
	}
}

void file_unlock(struct ptw_phys *phys, u64 nr)
{
	struct frame *head = frame_head(phys, &phys->frames[nr]);

	frame_unlock(head);
	frame_put(phys, head);
}

/* Take a page out of the cache: who still holds it then holds a page of no file. */
static void drop_page(struct ptw_phys *phys, struct file *file, u64 index)
{
	u64 nr = file_lock(phys, file, index);

	if (!nr)
		return;
	phys->frames[nr].file = NULL;
	frame_put(phys, frame_head(phys, &phys->frames[nr]));
	file_unlock(phys, nr);
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
 * Return: %NO_FRAME without memory
 */
u64 file_page(struct ptw_phys *phys, struct vma *vma, u64 index)
{
	u64 nr = file_lock(phys, vma->file, index);

	if (nr)
		return nr;
	nr = page_alloc(phys, 0);
	if (!nr)
		return NO_FRAME;
	add_page(phys, vma, index, nr);
	return file_lock(phys, vma->file, index);
}

/*
 * Put another page in the place of one, or in a hole. Under the cache's lock, which
 * keeps others from getting a reference to either through it. Each has one reference.
 */
static void put_in_place(struct ptw_phys *phys, struct file *file, u64 index, u64 to)
{
	struct frame *old = &phys->frames[file->page[index]], *new = &phys->frames[to];

	new->file = file;
	new->index = index;
	frame_get(frame_head(phys, new));
	if (file->page[index]) {
		old->file = NULL;
		frame_put(phys, frame_head(phys, old));
	}
	file->page[index] = to;
}

/*
 * Put another block in the place of a locked one to which the cache and the caller have
 * the only references. Linux: folio_migrate_mapping()
 */
bool file_replace(struct ptw_phys *phys, struct file *file, u64 from, u64 to)
{
	struct frame *old = &phys->frames[from];
	u64 pages = BIT_ULL(old->order), i;
	bool alone;

	spin_lock(&file->lock);
	alone = READ_ONCE(old->refs) == pages + 1;
	for (i = 0; alone && i < pages; i++)
		put_in_place(phys, file, old->index + i, to + i);
	spin_unlock(&file->lock);
	return alone;
}

/*
 * Put a block in the place of single pages, from @index on: of @page, which are locked,
 * and to which the cache and the caller have the only references, and of holes.
 */
bool file_join(struct ptw_phys *phys, struct file *file, u64 index, const u64 *page, u64 to)
{
	u64 pages = BIT_ULL(phys->frames[to].order), i;
	bool alone = true;

	spin_lock(&file->lock);
	for (i = 0; alone && i < pages; i++)
		alone = file->page[index + i] == page[i] &&
			(!page[i] || READ_ONCE(phys->frames[page[i]].refs) == 2);
	for (i = 0; alone && i < pages; i++)
		put_in_place(phys, file, index + i, to + i);
	spin_unlock(&file->lock);
	return alone;
}

/* Write a locked block to the storage. */
void file_store(struct ptw_phys *phys, const struct frame *head)
{
	u64 nr = frame_nr(phys, head), i, w, *to;

	for (i = 0; i < BIT_ULL(head->order); i++) {
		to = head->file->stored + (head->index + i) * phys->words;
		for (w = 0; w < phys->words; w++)
			WRITE_ONCE(to[w], word_load(phys, frame_words(phys, nr + i) + w));
	}
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
