/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What is done once, when the module is loaded: the running kernel's format is chosen. */
#ifndef PTW_KMOD_LIVE_WALK_H
#define PTW_KMOD_LIVE_WALK_H

struct ptw_instance;

/* live.c: ask the processor for the format, and choose it */
void live_setup(void);

/*
 * live_walk.c: let all live walks be those of the format @name. Return: its instance, or
 * %NULL where the kernel's page size has none of that name
 */
const struct ptw_instance *live_choose(const char *name);

#endif /* PTW_KMOD_LIVE_WALK_H */
