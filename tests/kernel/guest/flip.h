/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Walks of a slot that another processor writes all the time.
 */
#ifndef GUEST_FLIP_H
#define GUEST_FLIP_H

/* Each answer must belong to one of the two values, and each value must be seen. */
void watch_flips(void);

#endif /* GUEST_FLIP_H */
