// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Spaces of the running kernel: which format it has, and what its own registers and
 * headers say of it.
 */
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/swap.h>
#include <linux/version.h>
#include "../arch/linux/linux.h"
#include "live_arch.h"
#include "live_walk.h"
#include "ptw_live.h"

#ifndef CONFIG_64BIT
#error "32-bit kernels are not walked: their ptes can be split, and their tables unmapped"
#endif

#define LIVE_OS "linux-" __stringify(LINUX_VERSION_MAJOR) "." __stringify(LINUX_VERSION_PATCHLEVEL)

/* The running kernel's; %NULL where the module has no walk of its tables */
static const struct ptw_instance *live_instance __ro_after_init;

void __init live_setup(void)
{
	struct ptw_register registers[LIVE_REGISTERS];
	struct ptw_space_config config;

	live_instance = live_choose(live_format(&config, registers));
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
	live_format(&config, registers);
	if (!live_instance) {
		ptw_refuse_config(error, "format",
				  "the module has no walk of this kernel's tables");
		return -EOPNOTSUPP;
	}
	ret = ptw_space_init_instance(space, live_instance, &config, error);
	if (ret)
		return ret;
	if (!live_is_ours(space)) {
		ptw_refuse_config(error, "kernel",
				  "has tables of another depth than its headers say");
		return -EOPNOTSUPP;
	}
	live_set_types(&space->os);
	space->cookie = mm;
	return 0;
}
PTW_EXPORT(ptw_live_init);
