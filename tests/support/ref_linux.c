// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What Linux means by the five-bit type of a pte that is not present: the order of
 * include/linux/swap.h and swapops.h, counted up from the number of swap files.
 */
#include "ref.h"

bool ref_linux_since(const struct ref_space *space, int major, int minor)
{
	return space->major > major || (space->major == major && space->minor >= minor);
}

/* One kind of special types: how many, and what they are */
struct kind {
	unsigned int nr;
	enum ptw_state state;
};

/* A failed swap-in has a type of its own, until it became a marker in 6.2. */
#define FAILED_SWAP_IN 15

/*
 * Types of the configuration that leaves @swapfiles, in order. What a configuration
 * may lack is tried from most to fewest: markers before device memory, and memory
 * failure last, which distributions have.
 */
static void special_types(const struct ref_space *space, unsigned int swapfiles,
			  struct kind kinds[5])
{
	bool old = !ref_linux_since(space, 6, 2);
	unsigned int device = ref_linux_since(space, 6, 15) ? 3 : 4, without;

	for (without = 0; without < 16; without++) {
		kinds[0] = (struct kind){ without & 8 ? 0 : 1, PTW_STATE_HWPOISON };
		kinds[1] = (struct kind){ without & 4 ? 0 : 3, PTW_STATE_MIGRATION };
		kinds[2] = (struct kind){ without & 2 ? device : 0, PTW_STATE_DEVICE };
		kinds[3] = (struct kind){ without & 1 ? 0 : 1, PTW_STATE_MARKER };
		kinds[4] = (struct kind){ old, (enum ptw_state)FAILED_SWAP_IN };
		if (!kinds[3].nr && !old)
			continue;
		if (swapfiles + kinds[0].nr + kinds[1].nr + kinds[2].nr + kinds[3].nr +
			    kinds[4].nr ==
		    32)
			return;
	}
}

/* How many Debian's kernels have */
static unsigned int usual_swapfiles(const struct ref_space *space)
{
	bool x86 = space->format >= ref_x86_formats && space->format < ref_x86_formats + 2;

	if (ref_linux_since(space, 6, 15))
		return 24;
	return x86 && !ref_linux_since(space, 6, 2) ? 26 : 27;
}

/* PTE_MARKER_*: uffd-wp from the first, a failed swap-in since 6.2, guard since 6.13 */
static unsigned int marker_bits(const struct ref_space *space)
{
	return PTW_MARKER_UFFD_WP | (ref_linux_since(space, 6, 2) ? PTW_MARKER_POISONED : 0) |
	       (ref_linux_since(space, 6, 13) ? PTW_MARKER_GUARD : 0);
}

void ref_linux_swap(const struct ref_space *space, unsigned int type, __u64 offset,
		    unsigned int pfn_bits, struct ptw_soft *soft)
{
	unsigned int first = space->swapfiles ? space->swapfiles : usual_swapfiles(space), i;
	struct kind kinds[5];

	soft->swap_type = type;
	if (type < first) {
		soft->state = PTW_STATE_SWAP;
		soft->swap_offset = offset;
		return;
	}
	special_types(space, first, kinds);
	for (i = 0; type >= first + kinds[i].nr; i++)
		first += kinds[i].nr;
	soft->state = kinds[i].state;
	if (kinds[i].state == (enum ptw_state)FAILED_SWAP_IN) {
		soft->state = PTW_STATE_MARKER;
		soft->marker = PTW_MARKER_POISONED;
	} else if (soft->state == PTW_STATE_MARKER) {
		soft->marker = offset & marker_bits(space);
	} else {
		soft->pa = offset % (1ULL << pfn_bits) << space->format->page_shift;
	}
}
