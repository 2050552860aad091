/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The environment of what waits, in the kernel: its own words, included. Twin of
 * lib/env/user/ptw_env_sync.h; lib/env/WORDS lists what both must define.
 */
#ifndef PTW_ENV_SYNC_H
#define PTW_ENV_SYNC_H

#include <linux/mutex.h>
#include "ptw_env.h"

#endif /* PTW_ENV_SYNC_H */
