/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Instances over memory that is filled on demand. */
#ifndef PTW_TESTS_LAZY_H
#define PTW_TESTS_LAZY_H

#include <ptw/walk.h>

/* The one of a format, or NULL */
const struct ptw_instance *lazy_instance(const struct ptw_format *fmt);

/* Nothing is there any more. */
void lazy_forget(void);

#endif /* PTW_TESTS_LAZY_H */
