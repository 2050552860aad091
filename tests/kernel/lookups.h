/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Lookups with policy, and hva_to_pfn, watched from the side of the page's references.
 */
#ifndef PTW_TEST_LOOKUPS_H
#define PTW_TEST_LOOKUPS_H

#include <ptw/space.h>
#include "ptw_test.h"

/* Return: 0, or -ERANGE */
int lookup_run(const struct ptw_space *space, struct ptw_test_lookup *lookup);

#endif /* PTW_TEST_LOOKUPS_H */
