/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What is done once, when the module is loaded: the running kernel's format and the depth
 * of its tables are chosen.
 */
#ifndef PTW_KMOD_LIVE_WALK_H
#define PTW_KMOD_LIVE_WALK_H

struct ptw_instance;

/* live.c: ask the processor for format and depth, and choose them */
void live_setup(void);

/*
 * live_walk.c: the walks of the format @name. Return: %NULL where the kernel's page size has
 * none of that name
 */
const struct ptw_instance *live_find(const char *name);

/* live_walk.c: let all live walks be @instance's, of roots at the level @top */
void live_choose(const struct ptw_instance *instance, unsigned int top);

#endif /* PTW_KMOD_LIVE_WALK_H */
