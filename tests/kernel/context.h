/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Lookups from where ptw_live.h allows them, other than the task whose memory it is.
 */
#ifndef PTW_TEST_CONTEXT_H
#define PTW_TEST_CONTEXT_H

#include <ptw/space.h>
#include "ptw_test.h"

/* Return: 0, -EINVAL, or why there is no thread */
int context_run(const struct ptw_space *space, struct ptw_test_context *context);

#endif /* PTW_TEST_CONTEXT_H */
