/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Memory that somebody else has a say in: a driver, userfaultfd, KSM, a file system.
 */
#ifndef GUEST_OWNED_H
#define GUEST_OWNED_H

#include "kinds.h"

/* Return: %NULL, or why this kernel or machine has none */
const char *make_owned(const char *name, struct area *area);

#endif /* GUEST_OWNED_H */
