// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The module ptw: the library, for other modules to use.
 */
#include <linux/module.h>
#include "live_walk.h"

static int __init ptw_module_init(void)
{
	live_setup();
	return 0;
}
module_init(ptw_module_init);

/* Nothing to be undone; without it the module could not be unloaded. */
static void __exit ptw_module_exit(void)
{
}
module_exit(ptw_module_exit);

MODULE_DESCRIPTION("Walks page tables without locks");
MODULE_LICENSE("Dual BSD/GPL");
