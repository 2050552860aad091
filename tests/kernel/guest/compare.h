/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Every kind of memory against everybody who knows.
 */
#ifndef GUEST_COMPARE_H
#define GUEST_COMPARE_H

void compare_kinds(void);

#endif /* GUEST_COMPARE_H */
