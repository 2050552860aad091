// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The walks of the running kernel's tables: those of every format it may have, of which
 * one is chosen when the module is loaded.
 *
 * In the guarded calls guard, walk and judgement are one function. What chooses the format
 * is patched into it where the kernel has jump labels: no comparison, and no call of its
 * own (arm64's kernels make no tail calls). With a format comes the depth of its tables.
 */
#include <linux/irqflags.h>
#include <linux/jump_label.h>
#include "acc_live.h"
#include "core/descend.h"
#include "live_formats.h"
#include "live_judge.h"
#include "live_walk.h"
#include "policy.h"
#include "ptw_live.h"

#define PTW_LIVE_FORMAT(iname, fmt)                                               \
	static DEFINE_STATIC_KEY_FALSE(live_##iname##_chosen);                    \
	static const struct ptw_cold live_##iname##_ends = { live_##iname##_end,  \
							     live_##iname##_lose, \
							     live_##iname##_look_again };
PTW_LIVE_FORMATS
#undef PTW_LIVE_FORMAT

/* Formats that this kernel cannot have fold to nothing. */
#define LIVE_CAN_BE(fmt) ((fmt).page_shift == PAGE_SHIFT && live_possible(&(fmt)))

const struct ptw_instance *__init live_choose(const char *name)
{
#define PTW_LIVE_FORMAT(iname, fmt)                           \
	if (LIVE_CAN_BE(fmt) && !strcmp((fmt).name, name)) {  \
		static_branch_enable(&live_##iname##_chosen); \
		return &ptw_live_##iname;                     \
	}
	PTW_LIVE_FORMATS
#undef PTW_LIVE_FORMAT
	return NULL;
}

#define LIVE_IS(iname, fmt) (LIVE_CAN_BE(fmt) && static_branch_likely(&live_##iname##_chosen))

/* Another space would be walked by the rules of the running kernel's. */
bool live_is_ours(const struct ptw_space *space)
{
#define PTW_LIVE_FORMAT(iname, fmt)                            \
	if (LIVE_IS(iname, fmt))                               \
		return space->instance == &ptw_live_##iname && \
		       space->half[0].top == live_top(&(fmt));
	PTW_LIVE_FORMATS
#undef PTW_LIVE_FORMAT
	return false;
}

/* There is a lower half only, and its last address tells what is in it. */
static __always_inline int live_walk_as(const struct ptw_format *fmt, const struct ptw_cold *cold,
					const struct ptw_space *space, u64 va, unsigned int want,
					struct ptw_leaf *leaf)
{
	if (unlikely(va > space->last[0]))
		return ptw_no_root(cold, space, va, want, leaf);
	return ptw_descend(fmt, &acc_live, cold, space, &space->half[0], va, want, leaf,
			   live_top(fmt));
}

static __always_inline int live_walk(const struct ptw_space *space, u64 va, unsigned int want,
				     struct ptw_leaf *leaf)
{
	PTW_DEBUG(live_is_ours(space));
#define PTW_LIVE_FORMAT(iname, fmt) \
	if (LIVE_IS(iname, fmt))    \
		return live_walk_as(&(fmt), &live_##iname##_ends, space, va, want, leaf);
	PTW_LIVE_FORMATS
#undef PTW_LIVE_FORMAT
	return -EINVAL; /* not reached: without a format ptw_live_init() makes no space */
}

/* Several walks in a function are more than gcc would inline of its own accord. */
#define LIVE_WALK __attribute__((__flatten__))

LIVE_WALK int ptw_live_follow(const struct ptw_space *space, __u64 va, unsigned int want,
			      struct ptw_leaf *leaf)
{
	unsigned long flags;
	int ret;

	local_irq_save(flags);
	ret = live_walk(space, va, want, leaf);
	local_irq_restore(flags);
	return ret;
}
PTW_EXPORT(ptw_live_follow);

int __ptw_live_follow(const struct ptw_space *space, __u64 va, unsigned int want,
		      struct ptw_leaf *leaf)
{
	PTW_DEBUG(live_is_ours(space));
#define PTW_LIVE_FORMAT(iname, fmt) \
	if (LIVE_IS(iname, fmt))    \
		return __ptw_live_##iname##_follow(space, va, want, leaf);
	PTW_LIVE_FORMATS
#undef PTW_LIVE_FORMAT
	return -EINVAL;
}
PTW_EXPORT(__ptw_live_follow);

LIVE_WALK enum ptw_verdict ptw_live_lookup(const struct ptw_space *space, __u64 va,
					   unsigned int want, unsigned int flags,
					   struct ptw_page *page)
{
	enum ptw_verdict verdict;
	unsigned long irqs;
	int ret;

	local_irq_save(irqs);
	ret = live_walk(space, va, want | PTW_WANT_USER, &page->leaf);
	verdict = live_judge(space, va, want, flags, ret, page);
	local_irq_restore(irqs);
	return verdict;
}
PTW_EXPORT(ptw_live_lookup);

enum ptw_verdict __ptw_live_lookup(const struct ptw_space *space, __u64 va, unsigned int want,
				   unsigned int flags, struct ptw_page *page)
{
	int ret = __ptw_live_follow(space, va, want | PTW_WANT_USER, &page->leaf);

	return live_judge(space, va, want, flags, ret, page);
}
PTW_EXPORT(__ptw_live_lookup);
