/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The environment of what is published and freed, in the kernel: its own words,
 * included. Twin of lib/env/user/ptw_env_rcu.h; lib/env/WORDS lists what both must
 * define.
 */
#ifndef PTW_ENV_RCU_H
#define PTW_ENV_RCU_H

#include <linux/container_of.h>
#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include "ptw_env_sync.h"

#endif /* PTW_ENV_RCU_H */
