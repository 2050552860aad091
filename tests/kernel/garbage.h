/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Walks of what is no page table, through the access of a live mm.
 */
#ifndef PTW_TEST_GARBAGE_H
#define PTW_TEST_GARBAGE_H

#include <ptw/space.h>
#include "ptw_test.h"

/* Return: 0, -ENOMEM, -EINTR, or -EINVAL */
int garbage_run(const struct ptw_space *space, struct ptw_test_garbage *garbage);

#endif /* PTW_TEST_GARBAGE_H */
