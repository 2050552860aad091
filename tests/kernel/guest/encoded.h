/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Kinds of ptes that no process can hold still, from the device's own tables.
 */
#ifndef GUEST_ENCODED_H
#define GUEST_ENCODED_H

void compare_encoded(void);

#endif /* GUEST_ENCODED_H */
