// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * /dev/ptw-test: lets a program in the guest compare, page by page, what ptw says of
 * its memory with what the kernel says. For tests, and for root only.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mmu_notifier.h>
#include <linux/module.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include "bench.h"
#include "context.h"
#include "core/descend.h"
#include "encoded.h"
#include "flip.h"
#include "garbage.h"
#include "kmod/policy.h"
#include "kmod/ptw_live.h"
#include "lookups.h"
#include "memory.h"
#include "oracles.h"
#include "ptw_test.h"
#include "range.h"

struct ptw_test {
	struct mmu_interval_notifier notifier;
	struct mm_struct *mm;
	struct ptw_space space;
	struct ptw_error error;
	struct memory memory;
	int ready; /* what ptw_live_init() returned */
};

static bool always(struct mmu_interval_notifier *notifier, const struct mmu_notifier_range *range,
		   unsigned long seq)
{
	mmu_interval_set_seq(notifier, seq);
	return true;
}

static const struct mmu_interval_notifier_ops notifier_ops = { .invalidate = always };

static int test_open(struct inode *inode, struct file *file)
{
	struct ptw_test *test = kzalloc(sizeof(*test), GFP_KERNEL);
	int ret;

	if (!test)
		return -ENOMEM;
	test->mm = current->mm;
	test->ready = ptw_live_init(&test->space, current->mm, &test->error);
	ret = mmu_interval_notifier_insert(&test->notifier, current->mm, 0, ULONG_MAX & PAGE_MASK,
					   &notifier_ops);
	if (ret) {
		kfree(test);
		return ret;
	}
	mmgrab(test->mm);
	file->private_data = test;
	return 0;
}

static int test_release(struct inode *inode, struct file *file)
{
	struct ptw_test *test = file->private_data;

	mmu_interval_notifier_remove(&test->notifier);
	mmdrop(test->mm);
	memory_free(&test->memory);
	kfree(test);
	return 0;
}

static void ask_ptw(const struct ptw_space *space, struct ptw_test_page *page)
{
	struct ptw_step steps[PTW_MAX_LEVELS];
	struct ptw_leaf leaf, again;
	struct ptw_soft soft;
	unsigned int nr;
	int ret;

	page->os_read = ptw_live_follow(space, page->va,
					PTW_WANT_OS | PTW_WANT_READ | PTW_WANT_USER, &leaf);
	page->os_write = ptw_live_follow(space, page->va,
					 PTW_WANT_OS | PTW_WANT_WRITE | PTW_WANT_USER, &leaf);
	page->follow = ptw_live_follow(space, page->va, 0, &leaf);
	page->pa = leaf.pa;
	page->pte = leaf.pte;
	page->info = leaf.info;
	page->attr = ptw_leaf_attr(space, page->va, &leaf);
	ptw_leaf_soft(space, page->va, &leaf, &soft);
	page->soft_pa = soft.pa;
	page->swap_type = soft.swap_type;
	page->swap_offset = soft.swap_offset;
	page->marker = soft.marker;
	ret = ptw_explain(space, page->va, 0, steps, &nr, &again);
	page->explained = ret == page->follow && again.pa == leaf.pa && again.pte == leaf.pte &&
			  again.info == leaf.info;
}

static int ask_page(struct ptw_test *test, struct ptw_test_page *page)
{
	if (page->va > test->space.last[0])
		return -ERANGE;
	ask_ptw(&test->space, page);
	oracle_entry(page->va, &page->entry);
	page->gup_read = oracle_gup(page->va, false);
	page->gup_write = oracle_gup(page->va, true);
	page->locked = oracle_locked(page->va);
	oracle_hmm(&test->notifier, page->va, page);
	oracle_at(page->va, page);
	return 0;
}

static int ask_space(const struct ptw_test *test, struct ptw_test_space *say)
{
	memset(say, 0, sizeof(*say));
	if (test->ready) {
		snprintf(say->error, sizeof(say->error), "%s %s", test->error.field,
			 test->error.text);
		return 0;
	}
	strscpy(say->format, test->space.fmt->name, sizeof(say->format));
	say->last = test->space.last[0];
	say->va_bits = test->space.half[0].va_bits;
	say->page_shift = test->space.page_shift;
	say->swapfiles = test->space.os.swapfiles;
	return 0;
}

/* Nobody but the accessors knows a table that no mm has. */
static void ask_scratch(const struct scratch *scratch, struct ptw_test_encoded *encoded)
{
	struct ptw_test_page *page = &encoded->page;
	struct ptw_page judged;

	page->va = scratch->va + 0x123;
	page->gup_read = page->gup_write = page->locked = page->hmm = PTW_TEST_NONE;
	page->at_read = page->at_write = PTW_TEST_NONE;
	ask_ptw(&scratch->space, page);
	oracle_value(encoded->raw, encoded->level, page->va, &page->entry);
	ptw_live_lookup(&scratch->space, page->va, PTW_WANT_READ, 0, &judged);
	encoded->said = judged.why;
}

static int ask_encoded(const struct ptw_test *test, struct ptw_test_encoded *encoded)
{
	struct scratch *scratch = kzalloc(sizeof(*scratch), GFP_KERNEL);
	int ret = scratch ? scratch_init(scratch, &test->space) : -ENOMEM;

	if (!ret)
		ret = encoded_make(scratch, encoded);
	if (!ret && !encoded->missing[0])
		ask_scratch(scratch, encoded);
	if (scratch)
		scratch_free(scratch);
	kfree(scratch);
	return ret;
}

/* What one call is about */
union asked {
	struct ptw_test_space space;
	struct ptw_test_page page;
	struct ptw_test_lookup lookup;
	struct ptw_test_bench bench;
	struct ptw_test_flip flip;
	struct ptw_test_encoded encoded;
	struct ptw_test_range range;
	struct ptw_test_garbage garbage;
	struct ptw_test_context context;
};

static int test_ask(struct ptw_test *test, unsigned int command, union asked *asked)
{
	if (command == PTW_TEST_IOC_SPACE)
		return ask_space(test, &asked->space);
	if (test->ready)
		return test->ready;
	switch (command) {
	case PTW_TEST_IOC_PAGE:
		return ask_page(test, &asked->page);
	case PTW_TEST_IOC_LOOKUP:
		return lookup_run(&test->space, &asked->lookup);
	case PTW_TEST_IOC_BENCH:
		return bench_run(&test->space, &asked->bench);
	case PTW_TEST_IOC_FLIP:
		return flip_run(&test->space, &asked->flip);
	case PTW_TEST_IOC_ENCODED:
		return ask_encoded(test, &asked->encoded);
	case PTW_TEST_IOC_RANGE:
		return range_run(&test->space, &asked->range);
	case PTW_TEST_IOC_GARBAGE:
		return garbage_run(&test->space, &asked->garbage);
	case PTW_TEST_IOC_CONTEXT:
		return context_run(&test->space, &asked->context);
	}
	return -ENOTTY;
}

static long test_ioctl(struct file *file, unsigned int command, unsigned long arg)
{
	struct ptw_test *test = file->private_data;
	void __user *user = (void __user *)arg;
	unsigned int bytes = _IOC_SIZE(command);
	union asked *asked;
	int ret;

	if (test->mm != current->mm)
		return -EPERM;
	if (bytes > sizeof(*asked))
		return -ENOTTY;
	asked = kzalloc(sizeof(*asked), GFP_KERNEL);
	if (!asked)
		return -ENOMEM;
	ret = copy_from_user(asked, user, bytes) ? -EFAULT : test_ask(test, command, asked);
	if (!ret && copy_to_user(user, asked, bytes))
		ret = -EFAULT;
	kfree(asked);
	return ret;
}

static int test_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct ptw_test *test = file->private_data;

	return memory_map(&test->memory, vma);
}

static const struct file_operations test_fops = {
	.owner = THIS_MODULE,
	.open = test_open,
	.release = test_release,
	.unlocked_ioctl = test_ioctl,
	.mmap = test_mmap,
};

static struct miscdevice test_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "ptw-test",
	.fops = &test_fops,
	.mode = 0600,
};

module_misc_device(test_device);
MODULE_DESCRIPTION("Compares ptw's walks with the kernel's");
MODULE_LICENSE("Dual BSD/GPL");
