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

static long ask_page(struct ptw_test *test, struct ptw_test_page __user *user)
{
	struct ptw_test_page page;

	if (test->ready)
		return test->ready;
	if (copy_from_user(&page, user, sizeof(page)))
		return -EFAULT;
	if (page.va > test->space.last[0])
		return -ERANGE;
	ask_ptw(&test->space, &page);
	oracle_entry(page.va, &page.entry);
	page.gup_read = oracle_gup(page.va, false);
	page.gup_write = oracle_gup(page.va, true);
	page.locked = oracle_locked(page.va);
	oracle_hmm(&test->notifier, page.va, &page);
	oracle_at(page.va, &page);
	return copy_to_user(user, &page, sizeof(page)) ? -EFAULT : 0;
}

static long ask_lookup(struct ptw_test *test, struct ptw_test_lookup __user *user)
{
	struct ptw_test_lookup lookup;

	if (test->ready)
		return test->ready;
	if (copy_from_user(&lookup, user, sizeof(lookup)))
		return -EFAULT;
	if (lookup.va > test->space.last[0])
		return -ERANGE;
	lookup_run(&test->space, &lookup);
	return copy_to_user(user, &lookup, sizeof(lookup)) ? -EFAULT : 0;
}

static long ask_bench(struct ptw_test *test, struct ptw_test_bench __user *user)
{
	struct ptw_test_bench bench;
	int ret;

	if (test->ready)
		return test->ready;
	if (copy_from_user(&bench, user, sizeof(bench)))
		return -EFAULT;
	ret = bench_run(&test->space, &bench);
	if (ret)
		return ret;
	return copy_to_user(user, &bench, sizeof(bench)) ? -EFAULT : 0;
}

static long ask_space(struct ptw_test *test, struct ptw_test_space __user *user)
{
	struct ptw_test_space say = {};

	if (test->ready) {
		snprintf(say.error, sizeof(say.error), "%s %s", test->error.field,
			 test->error.text);
	} else {
		strscpy(say.format, test->space.fmt->name, sizeof(say.format));
		say.last = test->space.last[0];
		say.va_bits = test->space.half[0].va_bits;
		say.page_shift = test->space.page_shift;
		say.swapfiles = test->space.os.swapfiles;
	}
	return copy_to_user(user, &say, sizeof(say)) ? -EFAULT : 0;
}

static long ask_garbage(struct ptw_test *test, struct ptw_test_garbage __user *user)
{
	struct ptw_test_garbage say;
	int ret;

	if (test->ready)
		return test->ready;
	if (copy_from_user(&say, user, sizeof(say)))
		return -EFAULT;
	memset(say.kinds, 0, sizeof(say.kinds));
	say.secrets_reached = 0;
	say.range_missed = 0;
	say.edge_missed = 0;
	say.items = 0;
	ret = garbage_run(&test->space, &say);
	if (ret)
		return ret;
	return copy_to_user(user, &say, sizeof(say)) ? -EFAULT : 0;
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

static long ask_encoded(struct ptw_test *test, struct ptw_test_encoded __user *user)
{
	struct ptw_test_encoded *encoded = kzalloc(sizeof(*encoded), GFP_KERNEL);
	struct scratch *scratch = kzalloc(sizeof(*scratch), GFP_KERNEL);
	int ret = encoded && scratch ? test->ready : -ENOMEM;

	if (ret)
		goto out_free;
	if (get_user(encoded->nr, &user->nr) || get_user(encoded->at, &user->at))
		ret = -EFAULT;
	if (!ret)
		ret = scratch_init(scratch, &test->space);
	if (!ret)
		ret = encoded_make(scratch, encoded);
	if (!ret)
		ask_scratch(scratch, encoded);
	if ((!ret || ret == -EOPNOTSUPP) && copy_to_user(user, encoded, sizeof(*encoded)))
		ret = -EFAULT;
	scratch_free(scratch);
out_free:
	kfree(scratch);
	kfree(encoded);
	return ret;
}

static long ask_flip(struct ptw_test *test, struct ptw_test_flip __user *user)
{
	struct ptw_test_flip flip;
	int ret;

	if (test->ready)
		return test->ready;
	if (copy_from_user(&flip, user, sizeof(flip)))
		return -EFAULT;
	ret = flip_run(&test->space, &flip);
	if (ret)
		return ret;
	return copy_to_user(user, &flip, sizeof(flip)) ? -EFAULT : 0;
}

static long ask_range(struct ptw_test *test, struct ptw_test_range __user *user)
{
	struct ptw_test_range range;
	int ret;

	if (test->ready)
		return test->ready;
	if (copy_from_user(&range, user, sizeof(range)))
		return -EFAULT;
	ret = range_run(&test->space, &range);
	if (ret)
		return ret;
	return copy_to_user(user, &range, sizeof(range)) ? -EFAULT : 0;
}

static long ask_context(struct ptw_test *test, struct ptw_test_context __user *user)
{
	struct ptw_test_context context;
	int ret;

	if (test->ready)
		return test->ready;
	if (copy_from_user(&context, user, sizeof(context)))
		return -EFAULT;
	ret = context_run(&test->space, &context);
	if (ret)
		return ret;
	return copy_to_user(user, &context, sizeof(context)) ? -EFAULT : 0;
}

static long test_ioctl(struct file *file, unsigned int command, unsigned long arg)
{
	struct ptw_test *test = file->private_data;
	void __user *user = (void __user *)arg;

	if (test->mm != current->mm)
		return -EPERM;
	switch (command) {
	case PTW_TEST_IOC_SPACE:
		return ask_space(test, user);
	case PTW_TEST_IOC_PAGE:
		return ask_page(test, user);
	case PTW_TEST_IOC_LOOKUP:
		return ask_lookup(test, user);
	case PTW_TEST_IOC_BENCH:
		return ask_bench(test, user);
	case PTW_TEST_IOC_ENCODED:
		return ask_encoded(test, user);
	case PTW_TEST_IOC_FLIP:
		return ask_flip(test, user);
	case PTW_TEST_IOC_CONTEXT:
		return ask_context(test, user);
	case PTW_TEST_IOC_RANGE:
		return ask_range(test, user);
	case PTW_TEST_IOC_GARBAGE:
		return ask_garbage(test, user);
	}
	return -ENOTTY;
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
