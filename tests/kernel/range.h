/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Ranges of live memory, by items and by blocks, against one lookup a slot.
 */
#ifndef PTW_TEST_RANGE_H
#define PTW_TEST_RANGE_H

#include <ptw/space.h>
#include "ptw_test.h"

/* Return: 0, -EINVAL, -ENOMEM or -EINTR */
int range_run(const struct ptw_space *space, struct ptw_test_range *range);

#endif /* PTW_TEST_RANGE_H */
