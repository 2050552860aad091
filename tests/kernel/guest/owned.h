/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Memory that somebody else has a say in: a driver, userfaultfd, KSM, a file system.
 */
#ifndef GUEST_OWNED_H
#define GUEST_OWNED_H

#include "kinds.h"

/* Of a kind of this file or of kinds.h. Return: %NULL, or why there is none here */
const char *make_area(const char *name, struct area *area);

void drop_area(const struct area *area);

#endif /* GUEST_OWNED_H */
