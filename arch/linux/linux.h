/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the Linux dialects of all architectures share: versions, and the five-bit
 * type of a pte that is not present.
 *
 * Types below the number of swap files are swap devices; the special ones follow in
 * a fixed order (include/linux/swap.h), each only if the kernel was configured with
 * it. So everything follows from that number, which is therefore a parameter:
 *
 *	         memory failure 1, migration 3, device memory, markers
 *	6.1      device 4, marker 0 or 1, then one more for a failed swap-in
 *	6.2      device 4, marker 1 (a failed swap-in is a marker)
 *	6.15     device 3 (one type for exclusive access instead of two), marker 1
 *
 * What a marker can state grows as well (PTE_MARKER_* of include/linux/swapops.h, by
 * 7.0 leafops.h): uffd-wp, since 6.2 a failed swap-in (later called poisoned), since
 * 6.13 guard.
 */
#ifndef PTW_ARCH_LINUX_H
#define PTW_ARCH_LINUX_H

#include <ptw/format.h>
#include <ptw/space.h>
#include "ptw_env.h"

/* What a type stands for: ptw_os.swap_class[] */
enum linux_swap_class {
	LINUX_SWAP_FILE,
	LINUX_SWAP_HWPOISON,
	LINUX_SWAP_MIGRATION,
	LINUX_SWAP_DEVICE,
	LINUX_SWAP_MARKER,
	LINUX_SWAP_ERROR, /* 6.1: a swap-in failed */
};

/* ptw_soft.marker has the bits where Linux has them: linux_layout.markers. */
#define LINUX_MARKERS_6_1  PTW_MARKER_UFFD_WP
#define LINUX_MARKERS_6_2  (PTW_MARKER_UFFD_WP | PTW_MARKER_POISONED)
#define LINUX_MARKERS_6_13 (PTW_MARKER_UFFD_WP | PTW_MARKER_POISONED | PTW_MARKER_GUARD)

/*
 * The part of a layout that all architectures have; a dialect's own layout begins
 * with it.
 */
struct linux_layout {
	__u16 major; /* the first version that has this layout */
	__u16 minor;
	__u8 swapfiles;	      /* how many Debian's kernels have */
	__u8 device_types;    /* where device memory is configured */
	__u8 marker_optional; /* markers are a matter of configuration */
	__u8 error_types;     /* for a failed swap-in */
	__u8 markers;	      /* bits of a marker's offset: PTE_MARKER_MASK */
};

static inline unsigned int linux_put_types(struct ptw_os *os, unsigned int type, unsigned int nr,
					   enum linux_swap_class class)
{
	while (nr--)
		os->swap_class[type++] = class;
	return type;
}

/*
 * Find the configuration that leaves @swapfiles types for swap files. Where two do
 * (6.1), the one with memory failure on, which distributions have.
 */
static inline int linux_assign_types(struct ptw_os *os, const struct linux_layout *layout,
				     unsigned int swapfiles)
{
	unsigned int i, type;

	for (i = 0; i < 16; i++) {
		unsigned int hwpoison = i & 8 ? 0 : 1, migration = i & 4 ? 0 : 3;
		unsigned int device = i & 2 ? layout->device_types : 0;
		unsigned int marker = i & 1 ? 0 : 1;

		if (!marker && !layout->marker_optional)
			continue;
		if (swapfiles + hwpoison + migration + device + marker + layout->error_types != 32)
			continue;
		type = linux_put_types(os, 0, swapfiles, LINUX_SWAP_FILE);
		type = linux_put_types(os, type, hwpoison, LINUX_SWAP_HWPOISON);
		type = linux_put_types(os, type, migration, LINUX_SWAP_MIGRATION);
		type = linux_put_types(os, type, device, LINUX_SWAP_DEVICE);
		type = linux_put_types(os, type, marker, LINUX_SWAP_MARKER);
		linux_put_types(os, type, layout->error_types, LINUX_SWAP_ERROR);
		os->swapfiles = swapfiles;
		return 0;
	}
	return -EINVAL;
}

/* Read a number, and step over it; false without one, or above 65535. */
static inline bool linux_number(const char **s, unsigned int *number)
{
	const char *p = *s;

	for (*number = 0; *p >= '0' && *p <= '9' && *number <= 65535; p++)
		*number = 10 * *number + (*p - '0');
	if (p == *s || *number > 65535)
		return false;
	*s = p;
	return true;
}

static inline bool linux_skip(const char **s, const char *word)
{
	const char *p = *s;

	while (*word)
		if (*p++ != *word++)
			return false;
	*s = p;
	return true;
}

/* "linux-X.Y" or "linux-X.Y,swapfiles=N"; without a number, *@swapfiles is 0. */
static inline int linux_parse(struct ptw_os *os, const char *s, unsigned int *swapfiles,
			      struct ptw_error *error)
{
	unsigned int major, minor;

	*swapfiles = 0;
	if (!linux_skip(&s, "linux-") || !linux_number(&s, &major) || !linux_skip(&s, ".") ||
	    !linux_number(&s, &minor) ||
	    (linux_skip(&s, ",swapfiles=") && (!linux_number(&s, swapfiles) || !*swapfiles)) || *s)
		return ptw_refuse_config(error, "os",
					 "must be none, linux-X.Y or linux-X.Y,swapfiles=N");
	os->major = major;
	os->minor = minor;
	return 0;
}

/* Whether the version that was asked for has this layout, or a later one */
static inline bool linux_since(const struct ptw_os *os, const struct linux_layout *layout)
{
	return os->major > layout->major ||
	       (os->major == layout->major && os->minor >= layout->minor);
}

/* Settle on a layout: %NULL for a version before the first one known. */
static inline int linux_set_layout(struct ptw_os *os, const struct linux_layout *layout,
				   unsigned int swapfiles, struct ptw_error *error)
{
	if (!layout)
		return ptw_refuse_config(error, "os", "the oldest layout known is linux-6.1");
	if (linux_assign_types(os, layout, swapfiles ? swapfiles : layout->swapfiles))
		return ptw_refuse_config(error, "os",
					 "swapfiles: no configuration of that version has as many");
	os->layout = layout;
	return 0;
}

/*
 * The states of a pte that is not present, from its type and its offset. The offset
 * of a page has @pfn_bits; what Linux keeps above them is left out.
 */
static inline void linux_refine_swap(const struct ptw_space *space, unsigned int type, u64 offset,
				     unsigned int pfn_bits, struct ptw_soft *soft)
{
	const struct linux_layout *layout = space->os.layout;

	soft->swap_type = type;
	soft->pa = (offset & (BIT_ULL(pfn_bits) - 1)) << space->page_shift;
	switch (space->os.swap_class[type & 31]) {
	case LINUX_SWAP_FILE:
		soft->state = PTW_STATE_SWAP;
		soft->swap_offset = offset;
		break;
	case LINUX_SWAP_HWPOISON:
		soft->state = PTW_STATE_HWPOISON;
		break;
	case LINUX_SWAP_MIGRATION:
		soft->state = PTW_STATE_MIGRATION;
		break;
	case LINUX_SWAP_DEVICE:
		soft->state = PTW_STATE_DEVICE;
		break;
	case LINUX_SWAP_MARKER:
		soft->state = PTW_STATE_MARKER;
		soft->marker = offset & layout->markers;
		break;
	default:
		soft->state = PTW_STATE_MARKER;
		soft->marker = PTW_MARKER_POISONED;
		break;
	}
	if (!ptw_state_has_pa(soft->state))
		soft->pa = 0;
}

/* What a state is stored as: in 6.1 a failed swap-in has a type of its own. */
static inline unsigned int linux_swap_class(const struct ptw_space *space,
					    const struct ptw_soft *soft)
{
	static const __u8 classes[] = {
		[PTW_STATE_SWAP] = LINUX_SWAP_FILE,
		[PTW_STATE_HWPOISON] = LINUX_SWAP_HWPOISON,
		[PTW_STATE_MIGRATION] = LINUX_SWAP_MIGRATION,
		[PTW_STATE_DEVICE] = LINUX_SWAP_DEVICE,
		[PTW_STATE_MARKER] = LINUX_SWAP_MARKER,
	};
	const struct linux_layout *layout = space->os.layout;

	if (soft->state == PTW_STATE_MARKER && soft->marker == PTW_MARKER_POISONED &&
	    layout->error_types)
		return LINUX_SWAP_ERROR;
	return classes[soft->state];
}

/* The offset that says what @soft does, or -EINVAL for what it cannot say */
static inline int linux_make_offset(const struct ptw_space *space, const struct ptw_soft *soft,
				    unsigned int class, unsigned int pfn_bits, u64 *offset)
{
	const struct linux_layout *layout = space->os.layout;
	u64 pfn = soft->pa >> space->page_shift;

	*offset = 0;
	switch (class) {
	case LINUX_SWAP_FILE:
		*offset = soft->swap_offset;
		return 0;
	case LINUX_SWAP_MARKER:
		*offset = soft->marker;
		return soft->marker & ~layout->markers ? -EINVAL : 0;
	case LINUX_SWAP_ERROR:
		return 0;
	default:
		*offset = pfn;
		return pfn >> pfn_bits || soft->pa != pfn << space->page_shift ? -EINVAL : 0;
	}
}

/*
 * The inverse of linux_refine_swap(): type and offset of a state. @soft->swap_type
 * picks among the types a state has, or is %PTW_SWAP_TYPE_ANY.
 */
static inline int linux_make_swap(const struct ptw_space *space, const struct ptw_soft *soft,
				  unsigned int pfn_bits, unsigned int *type, u64 *offset)
{
	unsigned int class = linux_swap_class(space, soft), t = soft->swap_type;

	if (t == PTW_SWAP_TYPE_ANY)
		for (t = 0; t < 32; t++)
			if (space->os.swap_class[t] == class)
				break;
	if (t == 32)
		return -EOPNOTSUPP;
	if (t > 32 || space->os.swap_class[t] != class)
		return -EINVAL;
	*type = t;
	return linux_make_offset(space, soft, class, pfn_bits, offset);
}

#endif /* PTW_ARCH_LINUX_H */
