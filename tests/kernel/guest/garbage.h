/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Walks of what is no page table.
 */
#ifndef GUEST_GARBAGE_H
#define GUEST_GARBAGE_H

/* As many walks; a refusal to survive them shows in the kernel's log. */
void walk_garbage(unsigned long walks);

#endif /* GUEST_GARBAGE_H */
