// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Spaces of the running kernel: which format it has, set up from its own registers and
 * headers, and the walk of that format.
 */
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/swap.h>
#include <linux/version.h>
#include "acc_live.h"
#include "../arch/linux/linux.h"
#include "core/descend.h"
#include "live_arch.h"
#include "live_formats.h"
#include "live_judge.h"
#include "ptw_live.h"

#ifndef CONFIG_64BIT
#error "32-bit kernels are not walked: their ptes can be split, and their tables unmapped"
#endif

#define LIVE_OS "linux-" __stringify(LINUX_VERSION_MAJOR) "." __stringify(LINUX_VERSION_PATCHLEVEL)

/*
 * The one that fits, by name. Formats of another page size than the kernel's fold to
 * nothing, here and below.
 */
static const struct ptw_instance *live_instance(const char *name)
{
#define PTW_LIVE_FORMAT(iname, fmt)                                      \
	if ((fmt).page_shift == PAGE_SHIFT && !strcmp((fmt).name, name)) \
		return &ptw_live_##iname;
	PTW_LIVE_FORMATS
#undef PTW_LIVE_FORMAT
	return NULL;
}

/*
 * What each swap type stands for, from the headers: the number of swap files alone
 * leaves two configurations of 6.1 to choose from.
 */
static void live_set_types(struct ptw_os *os)
{
	unsigned int type = linux_put_types(os, 0, MAX_SWAPFILES, LINUX_SWAP_FILE);

	type = linux_put_types(os, type, SWP_HWPOISON_NUM, LINUX_SWAP_HWPOISON);
	type = linux_put_types(os, type, SWP_MIGRATION_NUM, LINUX_SWAP_MIGRATION);
	type = linux_put_types(os, type, SWP_DEVICE_NUM, LINUX_SWAP_DEVICE);
	type = linux_put_types(os, type, SWP_PTE_MARKER_NUM, LINUX_SWAP_MARKER);
	linux_put_types(os, type, 32 - type, LINUX_SWAP_ERROR);
}

int ptw_live_init(struct ptw_space *space, struct mm_struct *mm, struct ptw_error *error)
{
	struct ptw_register registers[LIVE_REGISTERS];
	struct ptw_space_config config = { .root1 = PTW_NO_ROOT, .lower_only = 1 };
	const struct ptw_instance *instance;
	struct ptw_error unheard;
	char os[40];
	int ret;

	error = error ? error : &unheard;
	if (!mm || mm != current->mm)
		return ptw_refuse_config(error, "mm", "is not the one this task runs");
	ret = live_arch_refuse(error);
	if (ret)
		return ret;
	snprintf(os, sizeof(os), LIVE_OS ",swapfiles=%d", (int)MAX_SWAPFILES);
	config.os = os;
	config.registers = registers;
	config.root = live_root(mm);
	config.mem_pa = live_first_pa();
	config.mem = __va(config.mem_pa);
	config.mem_bytes = __pa((unsigned long)high_memory - 1) + 1 - config.mem_pa;
	instance = live_instance(live_format(&config, registers));
	if (!instance) {
		ptw_refuse_config(error, "format",
				  "the module has no walk of this kernel's tables");
		return -EOPNOTSUPP;
	}
	ret = ptw_space_init_instance(space, instance, &config, error);
	if (ret)
		return ret;
	live_set_types(&space->os);
	space->cookie = mm;
	return 0;
}
PTW_EXPORT(ptw_live_init);

/* The walk of the format at hand; formats of another page size fold to nothing. */
static __always_inline int live_follow(bool guarded, const struct ptw_space *space, u64 va,
				       unsigned int want, struct ptw_leaf *leaf)
{
#define PTW_LIVE_FORMAT(iname, fmt)                                                 \
	if ((fmt).page_shift == PAGE_SHIFT && space->instance == &ptw_live_##iname) \
		return guarded ? live_##iname##_guarded(space, va, want, leaf)      \
			       : __ptw_live_##iname##_follow(space, va, want, leaf);
	PTW_LIVE_FORMATS
#undef PTW_LIVE_FORMAT
	return -EINVAL; /* not reached: ptw_live_init() knows no others */
}

int __ptw_live_follow(const struct ptw_space *space, __u64 va, unsigned int want,
		      struct ptw_leaf *leaf)
{
	return live_follow(false, space, va, want, leaf);
}
PTW_EXPORT(__ptw_live_follow);

int ptw_live_follow(const struct ptw_space *space, __u64 va, unsigned int want,
		    struct ptw_leaf *leaf)
{
	return live_follow(true, space, va, want, leaf);
}
PTW_EXPORT(ptw_live_follow);

enum ptw_verdict ptw_live_lookup(const struct ptw_space *space, __u64 va, unsigned int want,
				 unsigned int flags, struct ptw_page *page)
{
#define PTW_LIVE_FORMAT(iname, fmt)                                                 \
	if ((fmt).page_shift == PAGE_SHIFT && space->instance == &ptw_live_##iname) \
		return live_##iname##_lookup(space, va, want, flags, page);
	PTW_LIVE_FORMATS
#undef PTW_LIVE_FORMAT
	return PTW_UNKNOWN; /* not reached: ptw_live_init() knows no others */
}
PTW_EXPORT(ptw_live_lookup);

enum ptw_verdict __ptw_live_lookup(const struct ptw_space *space, __u64 va, unsigned int want,
				   unsigned int flags, struct ptw_page *page)
{
	int ret = __ptw_live_follow(space, va, want | PTW_WANT_USER, &page->leaf);

	return live_judge(space, va, want, flags, ret, page);
}
PTW_EXPORT(__ptw_live_lookup);
