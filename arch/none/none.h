/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * dia_none: the dialect of formats in whose ptes no operating system keeps anything
 * that is known here. What the hardware calls not present is a hole.
 */
#ifndef PTW_ARCH_NONE_H
#define PTW_ARCH_NONE_H

#include <ptw/format.h>
#include "ptw_env.h"

static const struct ptw_dialect dia_none __maybe_unused = { .name = "none" };

#endif /* PTW_ARCH_NONE_H */
