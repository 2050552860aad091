/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Threads that are switched by hand: a stack each, and where on it they stopped. A
 * switch makes no system call, since an exploration makes millions.
 */
#ifndef PTW_ENV_MODEL_SWITCH_H
#define PTW_ENV_MODEL_SWITCH_H

#include <stddef.h>

/* Where a thread that does not run stopped */
struct model_context {
	void *stack;
};

/* To begin in @begin, which does not return, on a stack that ends at @end */
void model_context_init(struct model_context *context, char *end, void (*begin)(void));

/* Stop here, into @from, and go on in @to. */
void model_context_switch(struct model_context *from, const struct model_context *to);

#endif /* PTW_ENV_MODEL_SWITCH_H */
