// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The module ptw: the library, for other modules to use.
 */
#include <linux/module.h>

MODULE_DESCRIPTION("Walks page tables without locks");
MODULE_LICENSE("Dual BSD/GPL");
