/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The words of libptw, and struct ptw_leaf: what one walk answers.
 *
 *   va, pa, pfn  virtual address, physical address, pa >> page_shift
 *   table, slot, pte
 *                a table; the address of one entry in it; the raw value of one
 *                entry, at any level
 *   level        0 is always the last table; each format's header maps the
 *                manual's names to levels
 *   leaf         a pte that maps
 *   hole         nothing there
 *   soft         invalid to the hardware, but software keeps a meaning in it
 *   bad          a pte the manual forbids
 *   shift        log2 of the bytes a mapping covers, or of the span of the slot
 *                where the walk stopped
 *   run_shift    log2 of the contiguous run the pte claims; shift without one
 *   format       what the hardware manual says
 *   dialect      what an operating system writes into bits hardware ignores
 *   access       how a table word is reached, and what keeps it alive
 *   space        one address space: roots, geometry, registers, access
 */
#ifndef PTW_TYPES_H
#define PTW_TYPES_H

#include <linux/types.h>

/**
 * enum ptw_kind - What the walk found where it stopped
 * @PTW_HOLE: Nothing is mapped
 * @PTW_LEAF: A mapping
 * @PTW_TABLE: A pointer to the next table; never the kind of an answer
 * @PTW_SOFT: Not valid to the hardware, but the dialect knows what it means
 * @PTW_BAD: A pte the manual forbids; the processor would fault on it
 * @PTW_UNREACHABLE: A table word could not be read
 * @PTW_RANGE: The address cannot be translated at all
 */
enum ptw_kind {
	PTW_HOLE,
	PTW_LEAF,
	PTW_TABLE,
	PTW_SOFT,
	PTW_BAD,
	PTW_UNREACHABLE,
	PTW_RANGE,
};

/**
 * enum ptw_reason - Why the answer is not a granted mapping
 * @PTW_REASON_NONE: It is one
 * @PTW_REASON_NOT_PRESENT: Hole or soft pte
 * @PTW_REASON_RESERVED: Reserved bits, or a reserved encoding
 * @PTW_REASON_NON_CANONICAL: The address is outside what the roots translate
 * @PTW_REASON_ADDRESS_SIZE: The pte's address is wider than physical memory
 * @PTW_REASON_MISCONFIG: EPT misconfiguration
 * @PTW_REASON_PERMISSION: Mapped, but the rights do not grant what was wanted
 * @PTW_REASON_ACCESS_FLAG: Mapped, but the access flag faults
 * @PTW_REASON_WALK_DISABLED: A register turns walks of this root off
 * @PTW_REASON_UNREACHABLE: A table word could not be read
 */
enum ptw_reason {
	PTW_REASON_NONE,
	PTW_REASON_NOT_PRESENT,
	PTW_REASON_RESERVED,
	PTW_REASON_NON_CANONICAL,
	PTW_REASON_ADDRESS_SIZE,
	PTW_REASON_MISCONFIG,
	PTW_REASON_PERMISSION,
	PTW_REASON_ACCESS_FLAG,
	PTW_REASON_WALK_DISABLED,
	PTW_REASON_UNREACHABLE,
};

/**
 * enum ptw_state - What software keeps in a pte that hardware calls invalid
 * @PTW_STATE_NONE: Not a soft pte
 * @PTW_STATE_PROTNONE: Mapped without rights: PROT_NONE or a NUMA hint; has a pa
 * @PTW_STATE_SWAP: On a swap device
 * @PTW_STATE_MIGRATION: Being migrated; has the pa it migrates from
 * @PTW_STATE_HWPOISON: Memory error; has the poisoned pa
 * @PTW_STATE_DEVICE: Private or exclusive to a device; has the device's pa
 * @PTW_STATE_MARKER: No page, but a fact about the address
 * @PTW_STATE_INVALID: Taken away for a moment, or for good; has a pa
 */
enum ptw_state {
	PTW_STATE_NONE,
	PTW_STATE_PROTNONE,
	PTW_STATE_SWAP,
	PTW_STATE_MIGRATION,
	PTW_STATE_HWPOISON,
	PTW_STATE_DEVICE,
	PTW_STATE_MARKER,
	PTW_STATE_INVALID,
};

/**
 * ptw_state_has_pa() - Whether a soft pte of this state knows a physical address
 * @state: Any state
 */
static inline int ptw_state_has_pa(enum ptw_state state)
{
	return state != PTW_STATE_NONE && state != PTW_STATE_SWAP && state != PTW_STATE_MARKER;
}

/*
 * Rights: read, write, execute for user code, then for privileged code. The
 * user's three are where PTW_WANT_* has them.
 */
#define PTW_RIGHT_UR	(1u << 0)
#define PTW_RIGHT_UW	(1u << 1)
#define PTW_RIGHT_UX	(1u << 2)
#define PTW_RIGHT_PR	(1u << 3)
#define PTW_RIGHT_PW	(1u << 4)
#define PTW_RIGHT_PX	(1u << 5)
#define PTW_RIGHTS_USER (PTW_RIGHT_UR | PTW_RIGHT_UW | PTW_RIGHT_UX)
#define PTW_RIGHTS_PRIV (PTW_RIGHT_PR | PTW_RIGHT_PW | PTW_RIGHT_PX)
#define PTW_RIGHTS_ALL	(PTW_RIGHTS_USER | PTW_RIGHTS_PRIV)

/*
 * What a caller of follow wants the mapping to grant. Nothing wanted is content
 * with any leaf. With USER user code's rights are judged, else privileged
 * code's; with OS the dialect judges, by the rules GUP follows. Bits that are not
 * named here mean nothing and are ignored.
 */
#define PTW_WANT_READ  (1u << 0)
#define PTW_WANT_WRITE (1u << 1)
#define PTW_WANT_EXEC  (1u << 2)
#define PTW_WANT_USER  (1u << 3)
#define PTW_WANT_OS    (1u << 8)
/* Not a right: re-read the contiguous run and report it only if it is one. */
#define PTW_CHECK_RUN  (1u << 9)

/* Attributes, in the order in which they are printed */
#define PTW_ATTR_ACCESSED   (1u << 0)
#define PTW_ATTR_DIRTY	    (1u << 1)
#define PTW_ATTR_GLOBAL	    (1u << 2)
#define PTW_ATTR_SPECIAL    (1u << 3)
#define PTW_ATTR_UFFD_WP    (1u << 4)
#define PTW_ATTR_SOFT_DIRTY (1u << 5)
#define PTW_ATTR_EXCLUSIVE  (1u << 6)
#define PTW_ATTR_ENCRYPTED  (1u << 7)
#define PTW_ATTR_CONTIGUOUS (1u << 8)

/* Facts a marker states */
#define PTW_MARKER_UFFD_WP  (1u << 0)
#define PTW_MARKER_POISONED (1u << 1)
#define PTW_MARKER_GUARD    (1u << 2)

/* The most levels any format has */
#define PTW_MAX_LEVELS 5

/**
 * struct ptw_leaf - The answer of one walk, in three words
 * @pa: By kind. Leaf: the physical address of the va asked about, to the byte.
 *      Soft: that of the page where the state has one, else 0. Unreachable: the
 *      address of the slot that could not be read. Else 0.
 * @pte: The last pte that was loaded, as it was in memory
 * @info: Kind, level, shift, run_shift, rights, reason and more, packed; read
 *        it with the functions below
 *
 * Filled by every call, whatever it returns. PA 0 is an ordinary address: only
 * the kind says whether @pa means anything.
 */
struct ptw_leaf {
	__u64 pa;
	__u64 pte;
	__u64 info;
};

/* The fields of info: where each starts, and how many bits it has. */
#define PTW_INFO_KIND_SHIFT	0
#define PTW_INFO_LEVEL_SHIFT	3
#define PTW_INFO_SHIFT_SHIFT	6
#define PTW_INFO_RUN_SHIFT	12
#define PTW_INFO_RIGHTS_SHIFT	18
#define PTW_INFO_REASON_SHIFT	24
#define PTW_INFO_STAGE_SHIFT	29
#define PTW_INFO_S1PTW_SHIFT	31
#define PTW_INFO_S1_LEVEL_SHIFT 32
#define PTW_INFO_STATE_SHIFT	35
#define PTW_INFO_MORE_SHIFT	39 /* of an item: slots behind the first */

/**
 * ptw_leaf_kind() - What was found
 * @leaf: Any answer
 *
 * Context: Any; reads the answer, not the tables. So for all ptw_leaf_*() here.
 */
static inline enum ptw_kind ptw_leaf_kind(const struct ptw_leaf *leaf)
{
	return (enum ptw_kind)(leaf->info >> PTW_INFO_KIND_SHIFT & 7);
}

/**
 * ptw_leaf_level() - The level at which the walk stopped
 * @leaf: Any answer but %PTW_RANGE
 *
 * Return: 0 for the last level.
 */
static inline unsigned int ptw_leaf_level(const struct ptw_leaf *leaf)
{
	return leaf->info >> PTW_INFO_LEVEL_SHIFT & 7;
}

/**
 * ptw_leaf_shift() - Size of the mapping, or of the slot the walk stopped at
 * @leaf: Any answer; 0 for %PTW_RANGE
 *
 * Return: log2 of bytes. An unreachable root has the span of the root.
 */
static inline unsigned int ptw_leaf_shift(const struct ptw_leaf *leaf)
{
	return leaf->info >> PTW_INFO_SHIFT_SHIFT & 63;
}

/**
 * ptw_leaf_run_shift() - Size of the contiguous run the pte claims to be part of
 * @leaf: A leaf
 *
 * A claim: only an answer asked for with %PTW_CHECK_RUN has looked at the rest
 * of the run.
 *
 * Return: log2 of bytes, equal to ptw_leaf_shift() without a run.
 */
static inline unsigned int ptw_leaf_run_shift(const struct ptw_leaf *leaf)
{
	return leaf->info >> PTW_INFO_RUN_SHIFT & 63;
}

/**
 * ptw_leaf_rights() - Rights of the mapping, combined over all levels
 * @leaf: A leaf
 *
 * What the tables and the control registers grant, with the access flag taken
 * as set; rules about the accessor (SMEP, SMAP, PAN, PKRU) are not in it, see
 * ptw_leaf_judge().
 *
 * Return: PTW_RIGHT_*.
 */
static inline unsigned int ptw_leaf_rights(const struct ptw_leaf *leaf)
{
	return leaf->info >> PTW_INFO_RIGHTS_SHIFT & PTW_RIGHTS_ALL;
}

/**
 * ptw_leaf_reason() - Why the answer is not what was wanted
 * @leaf: Any answer
 */
static inline enum ptw_reason ptw_leaf_reason(const struct ptw_leaf *leaf)
{
	return (enum ptw_reason)(leaf->info >> PTW_INFO_REASON_SHIFT & 31);
}

/**
 * ptw_leaf_state() - What software keeps in a soft pte
 * @leaf: Any answer; %PTW_STATE_NONE unless its kind is %PTW_SOFT
 */
static inline enum ptw_state ptw_leaf_state(const struct ptw_leaf *leaf)
{
	return (enum ptw_state)(leaf->info >> PTW_INFO_STATE_SHIFT & 15);
}

/**
 * ptw_leaf_size() - Bytes of the mapping, or of the slot the walk stopped at
 * @leaf: Any answer; 0 for %PTW_RANGE
 */
static inline __u64 ptw_leaf_size(const struct ptw_leaf *leaf)
{
	unsigned int shift = ptw_leaf_shift(leaf);

	return shift ? 1ULL << shift : 0;
}

#endif /* PTW_TYPES_H */
