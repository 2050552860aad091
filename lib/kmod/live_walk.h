/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What is done once, when the module is loaded: the running kernel's format is chosen.
 */
#ifndef PTW_KMOD_LIVE_WALK_H
#define PTW_KMOD_LIVE_WALK_H

struct ptw_instance;
struct ptw_space;

/* live.c: ask the processor for the format, and choose it */
void live_setup(void);

/*
 * live_walk.c: let all live walks be those of the format @name. Return: its instance; %NULL
 * where the kernel's page size has none of that name
 */
const struct ptw_instance *live_choose(const char *name);

/* live_walk.c: whether the walks that were chosen are of spaces like @space */
bool live_is_ours(const struct ptw_space *space);

#endif /* PTW_KMOD_LIVE_WALK_H */
