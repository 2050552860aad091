/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Ptes that no process can be made to hold still, by the kernel's own encoders.
 */
#ifndef PTW_TEST_ENCODED_H
#define PTW_TEST_ENCODED_H

#include <ptw/space.h>
#include "ptw_test.h"
#include "scratch.h"

/**
 * encoded_make() - Put a pte of a kind into scratch tables
 * @scratch: The tables
 * @encoded: Which, and what is to be found there
 *
 * Return: 0, with encoded->missing filled and nothing made where this kernel has none;
 * -ENOENT behind the last kind.
 */
int encoded_make(struct scratch *scratch, struct ptw_test_encoded *encoded);

#endif /* PTW_TEST_ENCODED_H */
