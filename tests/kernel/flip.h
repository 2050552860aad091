/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * One slot, two values, and another processor that writes one after the other.
 */
#ifndef PTW_TEST_FLIP_H
#define PTW_TEST_FLIP_H

#include <ptw/space.h>
#include "ptw_test.h"

int flip_run(const struct ptw_space *space, struct ptw_test_flip *flip);

#endif /* PTW_TEST_FLIP_H */
