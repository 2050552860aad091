// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The walks of the running kernel's tables: those of every format it may have, of which
 * one is chosen when the module is loaded.
 *
 * In the guarded calls guard, walk and judgement are one function. What chooses the format
 * is patched into it where the kernel has jump labels: no comparison, and no call of its
 * own (arm64's kernels make no tail calls). With a format comes the depth of its tables.
 * Nearly all that is walked to are plain, granted leaves. Whatever else it is, is for a
 * function of its own, which walks once more and leaves the guard: so there is nothing to
 * call and nothing to keep on the way, and no frame to be made for it.
 */
#include <linux/jump_label.h>
#include "acc_live.h"
#include "core/descend.h"
#include "live_formats.h"
#include "live_judge.h"
#include "live_walk.h"
#include "policy.h"
#include "ptw_live.h"

#define PTW_LIVE_FORMAT(iname, fmt) static DEFINE_STATIC_KEY_FALSE(live_##iname##_chosen);
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
static __always_inline int live_walk_as(const struct ptw_format *fmt, const struct ptw_space *space,
					u64 va, unsigned int want, struct ptw_leaf *leaf)
{
	if (unlikely(va > space->last[0]))
		return PTW_NOT_PLAIN;
	return ptw_descend(fmt, &acc_live, NULL, space, &space->half[0], va, want, leaf,
			   live_top(fmt));
}

/* Return: 0 and a plain, granted leaf, or %PTW_NOT_PLAIN */
static __always_inline int live_walk(const struct ptw_space *space, u64 va, unsigned int want,
				     struct ptw_leaf *leaf)
{
	PTW_DEBUG(live_is_ours(space));
#define PTW_LIVE_FORMAT(iname, fmt) \
	if (LIVE_IS(iname, fmt))    \
		return live_walk_as(&(fmt), space, va, want, leaf);
	PTW_LIVE_FORMATS
#undef PTW_LIVE_FORMAT
	return PTW_NOT_PLAIN; /* not reached: without a format ptw_live_init() makes no space */
}

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

/* Walk once more, and leave the guard. */
static noinline int live_follow_closely(const struct ptw_space *space, u64 va, unsigned int want,
					struct ptw_leaf *leaf, unsigned long irqs)
{
	int ret = __ptw_live_follow(space, va, want, leaf);

	live_leave(space, irqs);
	return ret;
}

/* Several walks in a function are more than gcc would inline of its own accord. */
#define LIVE_WALK __attribute__((__flatten__))

LIVE_WALK int ptw_live_follow(const struct ptw_space *space, __u64 va, unsigned int want,
			      struct ptw_leaf *leaf)
{
	unsigned long irqs = live_enter(space);

	if (unlikely(live_walk(space, va, want, leaf)))
		return live_follow_closely(space, va, want, leaf, irqs);
	live_leave(space, irqs);
	return 0;
}
PTW_EXPORT(ptw_live_follow);

enum ptw_verdict __ptw_live_lookup(const struct ptw_space *space, __u64 va, unsigned int want,
				   unsigned int flags, struct ptw_page *page)
{
	int ret = __ptw_live_follow(space, va, want | PTW_WANT_USER, &page->leaf);

	if (likely(!ret) && live_judge(space, &page->leaf, flags, page))
		return PTW_ALLOW;
	return live_judge_closely(space, va, want, flags, ret, page);
}
PTW_EXPORT(__ptw_live_lookup);

/* Judge what was walked to, or walk once more; and leave the guard. */
static noinline enum ptw_verdict live_lookup_closely(const struct ptw_space *space, u64 va,
						     unsigned int want, unsigned int flags,
						     struct ptw_page *page, int walked,
						     unsigned long irqs)
{
	enum ptw_verdict verdict =
		walked ? __ptw_live_lookup(space, va, want, flags, page)
		       : live_judge_closely(space, va, want, flags, walked, page);

	live_leave(space, irqs);
	return verdict;
}

LIVE_WALK enum ptw_verdict ptw_live_lookup(const struct ptw_space *space, __u64 va,
					   unsigned int want, unsigned int flags,
					   struct ptw_page *page)
{
	unsigned long irqs = live_enter(space);
	struct ptw_leaf leaf; /* judged from registers; from memory gcc would load it again */
	int walked = live_walk(space, va, want | PTW_WANT_USER, &leaf);

	if (likely(!walked)) {
		page->leaf = leaf;
		if (likely(live_judge(space, &leaf, flags, page))) {
			live_leave(space, irqs);
			return PTW_ALLOW;
		}
	}
	return live_lookup_closely(space, va, want, flags, page, walked, irqs);
}
PTW_EXPORT(ptw_live_lookup);
