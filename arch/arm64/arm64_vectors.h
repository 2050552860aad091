/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Vectors that every granule of arm64 shares: what does not depend on sizes. By hand,
 * from the Arm ARM (DDI 0487), "VMSAv8-64 translation table format descriptors" and
 * "Memory access control". Addresses are multiples of 64K; the shifts are looked at in
 * the rows of each format.
 */
#ifndef PTW_ARCH_ARM64_VECTORS_H
#define PTW_ARCH_ARM64_VECTORS_H

#include "vectors.h"

/* clang-format off */

/* MAIR_EL1 with a byte of its own for every AttrIndx: 00 04 0c 44 ff bb f0 4f */
#define ARM64_VEC_MAIR                     \
	{                                  \
		"mair", 0x4ff0bbff440c0400 \
	}

static const struct vec_pte arm64_pages[] = {
	{ "invalid, all zero", 0, .kind = PTW_HOLE },
	{ "invalid, everything else set", 0, .pte = 0xfffffffffffffffe, .kind = PTW_HOLE },
	{ "0b01 at level 3", 0, .pte = 0x0000000012340401, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED },
	{ "page at pa 0", 0, .pte = 0x0000000000000403, .kind = PTW_LEAF, .pa = 0,
	  .rights = "--x rwx", .attr = "accessed global", .memtype = "0x00" },

	/* AP[2:1] 00: EL1 reads and writes */
	{ "AP 00", 0, .pte = 0x0000000012340403, .kind = PTW_LEAF, .pa = 0x12340000,
	  .rights = "--x rwx", .attr = "accessed global" },
	{ "AP 00, PXN", 0, .pte = 0x0020000012340403, .kind = PTW_LEAF, .pa = 0x12340000,
	  .rights = "--x rw-", .attr = "accessed global" },
	{ "AP 00, UXN", 0, .pte = 0x0040000012340403, .kind = PTW_LEAF, .pa = 0x12340000,
	  .rights = "--- rwx", .attr = "accessed global" },
	{ "AP 00, UXN PXN", 0, .pte = 0x0060000012340403, .kind = PTW_LEAF, .pa = 0x12340000,
	  .rights = "--- rw-", .attr = "accessed global" },
	/* AP[2:1] 01: both read and write; what EL0 writes EL1 never executes */
	{ "AP 01", 0, .pte = 0x0000000012340443, .kind = PTW_LEAF, .pa = 0x12340000,
	  .rights = "rwx rw-", .attr = "accessed global" },
	{ "AP 01, PXN", 0, .pte = 0x0020000012340443, .kind = PTW_LEAF, .pa = 0x12340000,
	  .rights = "rwx rw-", .attr = "accessed global" },
	{ "AP 01, UXN", 0, .pte = 0x0040000012340443, .kind = PTW_LEAF, .pa = 0x12340000,
	  .rights = "rw- rw-", .attr = "accessed global" },
	{ "AP 01, UXN PXN", 0, .pte = 0x0060000012340443, .kind = PTW_LEAF, .pa = 0x12340000,
	  .rights = "rw- rw-", .attr = "accessed global" },
	/* AP[2:1] 10: EL1 reads */
	{ "AP 10", 0, .pte = 0x0000000012340483, .kind = PTW_LEAF, .pa = 0x12340000,
	  .rights = "--x r-x", .attr = "accessed global" },
	{ "AP 10, PXN", 0, .pte = 0x0020000012340483, .kind = PTW_LEAF, .pa = 0x12340000,
	  .rights = "--x r--", .attr = "accessed global" },
	{ "AP 10, UXN", 0, .pte = 0x0040000012340483, .kind = PTW_LEAF, .pa = 0x12340000,
	  .rights = "--- r-x", .attr = "accessed global" },
	{ "AP 10, UXN PXN", 0, .pte = 0x0060000012340483, .kind = PTW_LEAF, .pa = 0x12340000,
	  .rights = "--- r--", .attr = "accessed global" },
	/* AP[2:1] 11: both read */
	{ "AP 11", 0, .pte = 0x00000000123404c3, .kind = PTW_LEAF, .pa = 0x12340000,
	  .rights = "r-x r-x", .attr = "accessed global" },
	{ "AP 11, PXN", 0, .pte = 0x00200000123404c3, .kind = PTW_LEAF, .pa = 0x12340000,
	  .rights = "r-x r--", .attr = "accessed global" },
	{ "AP 11, UXN", 0, .pte = 0x00400000123404c3, .kind = PTW_LEAF, .pa = 0x12340000,
	  .rights = "r-- r-x", .attr = "accessed global" },
	{ "AP 11, UXN PXN", 0, .pte = 0x00600000123404c3, .kind = PTW_LEAF, .pa = 0x12340000,
	  .rights = "r-- r--", .attr = "accessed global" },

	{ "AF clear", 0, .pte = 0x0000000012340003, .kind = PTW_LEAF, .pa = 0x12340000,
	  .reason = PTW_REASON_ACCESS_FLAG, .rights = "--x rwx", .attr = "global" },
	{ "nG", 0, .pte = 0x0000000012340c03, .kind = PTW_LEAF, .pa = 0x12340000,
	  .rights = "--x rwx", .attr = "accessed" },
	{ "DBM without HD: still read-only", 0, .pte = 0x0008000012340483, .kind = PTW_LEAF,
	  .pa = 0x12340000, .rights = "--x r-x", .attr = "accessed global" },
	{ "DBM and writable: dirty", 0, .pte = 0x0008000012340403, .kind = PTW_LEAF,
	  .pa = 0x12340000, .rights = "--x rwx", .attr = "accessed dirty global" },
	{ "NS, GP, software's bits and 63:59", 0, .pte = 0xff84000012340423, .kind = PTW_LEAF,
	  .pa = 0x12340000, .rights = "--x rwx", .attr = "accessed global" },
	{ "upper half", 0, .upper = 1, .pte = 0x0060000012340443, .kind = PTW_LEAF,
	  .pa = 0x12340000, .rights = "rw- rw-", .attr = "accessed global" },

	{ "AttrIndx 1", 0, .pte = 0x0000000012340407, .kind = PTW_LEAF, .pa = 0x12340000,
	  .rights = "--x rwx", .attr = "accessed global", .memtype = "0x04" },
	{ "AttrIndx 2", 0, .pte = 0x000000001234040b, .kind = PTW_LEAF, .pa = 0x12340000,
	  .rights = "--x rwx", .attr = "accessed global", .memtype = "0x0c" },
	{ "AttrIndx 4", 0, .pte = 0x0000000012340413, .kind = PTW_LEAF, .pa = 0x12340000,
	  .rights = "--x rwx", .attr = "accessed global", .memtype = "0xff" },
	{ "AttrIndx 7", 0, .pte = 0x000000001234041f, .kind = PTW_LEAF, .pa = 0x12340000,
	  .rights = "--x rwx", .attr = "accessed global", .memtype = "0x4f" },

	{ "table", 1, .pte = 0x0000000012340003, .kind = PTW_TABLE, .pa = 0x12340000 },
	{ "table, bits that are ignored", 1, .pte = 0x07f8000012340cff, .kind = PTW_TABLE,
	  .pa = 0x12340000 },
	{ "table, upper half", 1, .upper = 1, .pte = 0x0000000012340003, .kind = PTW_TABLE,
	  .pa = 0x12340000 },
	{ "invalid at level 2", 1, .kind = PTW_HOLE },
	{ "invalid at level 2, everything else set", 1, .pte = 0xfffffffffffffffe,
	  .kind = PTW_HOLE },
	{ "block, AttrIndx 4", 1, .pte = 0x0000000000000411, .kind = PTW_LEAF, .pa = 0,
	  .rights = "--x rwx", .attr = "accessed global", .memtype = "0xff" },
	{ "block, AF clear", 1, .pte = 0x0000000000000001, .kind = PTW_LEAF, .pa = 0,
	  .reason = PTW_REASON_ACCESS_FLAG, .rights = "--x rwx", .attr = "global" },
	{ "block, AP 11, UXN", 1, .pte = 0x00400000000004c1, .kind = PTW_LEAF, .pa = 0,
	  .rights = "r-- r-x", .attr = "accessed global" },
	{ "block, nT", 1, .pte = 0x0000000000010401, .kind = PTW_LEAF, .pa = 0,
	  .rights = "--x rwx", .attr = "accessed global" },
	{ .is = NULL },
};

/* TCR_EL1.HA and HD: the hardware sets AF, and clears AP[2] where DBM is set. */
static const struct vec_pte arm64_ha_hd[] = {
	{ "AF clear", 0, .pte = 0x0000000012340003, .kind = PTW_LEAF, .pa = 0x12340000,
	  .rights = "--x rwx", .attr = "global" },
	{ "AP 10, DBM", 0, .pte = 0x0008000012340483, .kind = PTW_LEAF, .pa = 0x12340000,
	  .rights = "--x rwx", .attr = "accessed global" },
	{ "AP 11, DBM", 0, .pte = 0x00080000123404c3, .kind = PTW_LEAF, .pa = 0x12340000,
	  .rights = "rwx rw-", .attr = "accessed global" },
	{ "AP 11, no DBM", 0, .pte = 0x00000000123404c3, .kind = PTW_LEAF, .pa = 0x12340000,
	  .rights = "r-x r-x", .attr = "accessed global" },
	{ "block, AP 11, DBM", 1, .pte = 0x00080000000004c1, .kind = PTW_LEAF, .pa = 0,
	  .rights = "rwx rw-", .attr = "accessed global" },
	{ .is = NULL },
};

/* HA alone */
static const struct vec_pte arm64_ha[] = {
	{ "AF clear", 0, .pte = 0x0000000012340003, .kind = PTW_LEAF, .pa = 0x12340000,
	  .rights = "--x rwx", .attr = "global" },
	{ "AP 10, DBM", 0, .pte = 0x0008000012340483, .kind = PTW_LEAF, .pa = 0x12340000,
	  .rights = "--x r-x", .attr = "accessed global" },
	{ .is = NULL },
};

/* HD alone: without HA it has no effect. */
static const struct vec_pte arm64_hd[] = {
	{ "AF clear", 0, .pte = 0x0000000012340003, .kind = PTW_LEAF, .pa = 0x12340000,
	  .reason = PTW_REASON_ACCESS_FLAG, .rights = "--x rwx", .attr = "global" },
	{ "AP 10, DBM", 0, .pte = 0x0008000012340483, .kind = PTW_LEAF, .pa = 0x12340000,
	  .rights = "--x r-x", .attr = "accessed global" },
	{ .is = NULL },
};

/* SCTLR_EL1.WXN: what can be written is not executed. */
static const struct vec_pte arm64_wxn[] = {
	{ "AP 00", 0, .pte = 0x0000000012340403, .kind = PTW_LEAF, .pa = 0x12340000,
	  .rights = "--x rw-", .attr = "accessed global" },
	{ "AP 01", 0, .pte = 0x0000000012340443, .kind = PTW_LEAF, .pa = 0x12340000,
	  .rights = "rw- rw-", .attr = "accessed global" },
	{ "AP 10", 0, .pte = 0x0000000012340483, .kind = PTW_LEAF, .pa = 0x12340000,
	  .rights = "--x r-x", .attr = "accessed global" },
	{ "AP 11", 0, .pte = 0x00000000123404c3, .kind = PTW_LEAF, .pa = 0x12340000,
	  .rights = "r-x r-x", .attr = "accessed global" },
	{ .is = NULL },
};

/* TCR_EL1.E0PD1: nothing of the upper half is EL0's. */
static const struct vec_pte arm64_e0pd1[] = {
	{ "AP 01, upper half", 0, .upper = 1, .pte = 0x0000000012340443, .kind = PTW_LEAF,
	  .pa = 0x12340000, .rights = "--- rw-", .attr = "accessed global" },
	{ "AP 11, upper half", 0, .upper = 1, .pte = 0x00000000123404c3, .kind = PTW_LEAF,
	  .pa = 0x12340000, .rights = "--- r-x", .attr = "accessed global" },
	{ "AP 01, lower half", 0, .pte = 0x0000000012340443, .kind = PTW_LEAF,
	  .pa = 0x12340000, .rights = "rwx rw-", .attr = "accessed global" },
	{ .is = NULL },
};

/* clang-format on */

#endif /* PTW_ARCH_ARM64_VECTORS_H */
