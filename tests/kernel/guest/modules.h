/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The modules under test: loading them, and again and again.
 */
#ifndef GUEST_MODULES_H
#define GUEST_MODULES_H

/* Those that /modules lists, in the order they need */
void insert_all(void);

/* Unload and load ours as often, while a program uses the device */
void reload(unsigned int times);

#endif /* GUEST_MODULES_H */
