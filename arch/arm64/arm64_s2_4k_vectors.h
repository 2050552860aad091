/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Vectors of arm64-s2-4k. By hand, from the Arm ARM (DDI 0487), "VMSAv8-64 translation
 * table format descriptors", stage 2, 4KB granule; "Stage 2 data accesses", "Stage 2
 * instruction execution", "Concatenated translation tables"; VTCR_EL2.
 */
#ifndef PTW_ARCH_ARM64_S2_4K_VECTORS_H
#define PTW_ARCH_ARM64_S2_4K_VECTORS_H

#include "vectors.h"

/* clang-format off */

/* 48 bits, nothing managed by hardware, XNX */
static const struct vec_pte arm64_s2_4k_plain[] = {
	{ "invalid, all zero", 0, .kind = PTW_HOLE,
	  .shift = 12 },
	{ "invalid, everything else set", 0, .pte = 0xfffffffffffffffe, .kind = PTW_HOLE,
	  .shift = 12 },
	{ "0b01 at level 3", 0, .pte = 0x00000000123454fd, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 12 },

	/* S2AP: bit 6 to read, bit 7 to write; neither is needed to execute */
	{ "S2AP 00", 0, .pte = 0x000000001234543f, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "--x --x", .attr = "accessed" },
	{ "S2AP 01", 0, .pte = 0x000000001234547f, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "r-x r-x", .attr = "accessed" },
	{ "S2AP 10", 0, .pte = 0x00000000123454bf, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "-wx -wx", .attr = "accessed" },
	{ "S2AP 11", 0, .pte = 0x00000000123454ff, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "rwx rwx", .attr = "accessed" },

	/* XN, bits 54:53: everybody, EL0, nobody, EL1 */
	{ "XN 01", 0, .pte = 0x00200000123454ff, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "rwx rw-", .attr = "accessed" },
	{ "XN 10", 0, .pte = 0x00400000123454ff, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "rw- rw-", .attr = "accessed" },
	{ "XN 11", 0, .pte = 0x00600000123454ff, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "rw- rwx", .attr = "accessed" },
	{ "XN 11, S2AP 00", 0, .pte = 0x006000001234543f, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "--- --x", .attr = "accessed" },

	/* MemAttr */
	{ "MemAttr 0", 0, .pte = 0x00000000123454c3, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "rwx rwx", .attr = "accessed", .memtype = "0x00" },
	{ "MemAttr 1", 0, .pte = 0x00000000123454c7, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "rwx rwx", .attr = "accessed", .memtype = "0x01" },
	{ "MemAttr 5", 0, .pte = 0x00000000123454d7, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "rwx rwx", .attr = "accessed", .memtype = "0x05" },
	{ "MemAttr 10", 0, .pte = 0x00000000123454eb, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "rwx rwx", .attr = "accessed", .memtype = "0x0a" },
	{ "MemAttr 15", 0, .pte = 0x00000000123454ff, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "rwx rwx", .attr = "accessed", .memtype = "0x0f" },

	/* The other bits */
	{ "AF clear", 0, .pte = 0x00000000123450ff, .kind = PTW_LEAF,
	  .reason = PTW_REASON_ACCESS_FLAG, .pa = 0x12345000, .shift = 12, .rights = "rwx rwx" },
	{ "DBM without HD: still read-only", 0, .pte = 0x000800001234547f, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "r-x r-x", .attr = "accessed" },
	{ "DBM and writable: dirty", 0, .pte = 0x00080000123454ff, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "rwx rwx", .attr = "accessed dirty" },
	{ "page, Contiguous: 16 x 4K", 0, .pte = 0x00100000123454ff, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .run = 16, .rights = "rwx rwx", .attr = "accessed contiguous" },
	{ "SH, FnXS, software's bits and 63:59", 0, .pte = 0xff80000012345fff, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "rwx rwx", .attr = "accessed" },
	{ "bits 50:48 are RES0", 0, .pte = 0x00070000123454ff, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "rwx rwx", .attr = "accessed" },
	{ "page at pa 0", 0, .pte = 0x00000000000004ff, .kind = PTW_LEAF,
	  .pa = 0x0, .shift = 12, .rights = "rwx rwx", .attr = "accessed" },
	{ "page, highest address", 0, .pte = 0x0000fffffffff4ff, .kind = PTW_LEAF,
	  .pa = 0xfffffffff000, .shift = 12, .rights = "rwx rwx", .attr = "accessed" },

	/* Blocks and tables */
	{ "2M block", 1, .pte = 0x00000000122004fd, .kind = PTW_LEAF,
	  .pa = 0x12200000, .shift = 21, .rights = "rwx rwx", .attr = "accessed", .memtype = "0x0f" },
	{ "2M block, nT", 1, .pte = 0x00000000122104fd, .kind = PTW_LEAF,
	  .pa = 0x12200000, .shift = 21, .rights = "rwx rwx", .attr = "accessed" },
	{ "2M block, bits 20:12 are RES0", 1, .pte = 0x00000000123ff4fd, .kind = PTW_LEAF,
	  .pa = 0x12200000, .shift = 21, .rights = "rwx rwx", .attr = "accessed" },
	{ "2M block, XN 10, S2AP 01, MemAttr 1", 1, .pte = 0x0040000012200445, .kind = PTW_LEAF,
	  .pa = 0x12200000, .shift = 21, .rights = "r-- r--", .attr = "accessed", .memtype = "0x01" },
	{ "2M block, AF clear", 1, .pte = 0x00000000122000fd, .kind = PTW_LEAF,
	  .reason = PTW_REASON_ACCESS_FLAG, .pa = 0x12200000, .shift = 21, .rights = "rwx rwx" },
	{ "2M block, Contiguous: 16 x 2M", 1, .pte = 0x00100000122004fd, .kind = PTW_LEAF,
	  .pa = 0x12200000, .shift = 21, .run = 25, .rights = "rwx rwx", .attr = "accessed contiguous" },
	{ "1G block", 2, .pte = 0x00000000400004fd, .kind = PTW_LEAF,
	  .pa = 0x40000000, .shift = 30, .rights = "rwx rwx", .attr = "accessed" },
	{ "1G block, highest address", 2, .pte = 0x0000ffffc00004fd, .kind = PTW_LEAF,
	  .pa = 0xffffc0000000, .shift = 30, .rights = "rwx rwx", .attr = "accessed" },
	{ "1G block, Contiguous: 16 x 1G", 2, .pte = 0x00100000400004fd, .kind = PTW_LEAF,
	  .pa = 0x40000000, .shift = 30, .run = 34, .rights = "rwx rwx", .attr = "accessed contiguous" },
	{ "no block at level 0", 3, .pte = 0x00000000000004fd, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 39 },
	{ "table at level 2", 1, .pte = 0x0000000123456003, .kind = PTW_TABLE,
	  .pa = 0x123456000 },
	{ "table at level 1", 2, .pte = 0x0000fffffffff003, .kind = PTW_TABLE,
	  .pa = 0xfffffffff000 },
	{ "table at level 0", 3, .pte = 0x0000000123456003, .kind = PTW_TABLE,
	  .pa = 0x123456000 },
	{ "table, no other bit means anything", 1, .pte = 0xffff000123456fff, .kind = PTW_TABLE,
	  .pa = 0x123456000 },
	{ "table at level 0, no other bit means anything", 3, .pte = 0xffff000123456fff, .kind = PTW_TABLE,
	  .pa = 0x123456000 },
	{ "invalid at level 2", 1, .pte = 0xfffffffffffffffe, .kind = PTW_HOLE,
	  .shift = 21 },
	{ "invalid at level 1", 2, .pte = 0xfffffffffffffffe, .kind = PTW_HOLE,
	  .shift = 30 },
	{ "invalid at level 0", 3, .pte = 0xfffffffffffffffe, .kind = PTW_HOLE,
	  .shift = 39 },
	{ .is = NULL },
};

/* VTCR_EL2.HA and HD: the hardware sets AF, and S2AP[1] where DBM is set. */
static const struct vec_pte arm64_s2_4k_ha_hd[] = {
	{ "AF clear", 0, .pte = 0x00000000123450ff, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "rwx rwx" },
	{ "S2AP 01, DBM", 0, .pte = 0x000800001234547f, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "rwx rwx", .attr = "accessed" },
	{ "S2AP 00, DBM", 0, .pte = 0x000800001234543f, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "-wx -wx", .attr = "accessed" },
	{ "S2AP 01, no DBM", 0, .pte = 0x000000001234547f, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "r-x r-x", .attr = "accessed" },
	{ "S2AP 11, DBM", 0, .pte = 0x00080000123454ff, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "rwx rwx", .attr = "accessed dirty" },
	{ "2M block, S2AP 01, DBM", 1, .pte = 0x000800001220047d, .kind = PTW_LEAF,
	  .pa = 0x12200000, .shift = 21, .rights = "rwx rwx", .attr = "accessed" },
	{ .is = NULL },
};

/* HA alone */
static const struct vec_pte arm64_s2_4k_ha[] = {
	{ "AF clear", 0, .pte = 0x00000000123450ff, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "rwx rwx" },
	{ "S2AP 01, DBM", 0, .pte = 0x000800001234547f, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "r-x r-x", .attr = "accessed" },
	{ .is = NULL },
};

/* HD alone: without HA it has no effect. */
static const struct vec_pte arm64_s2_4k_hd[] = {
	{ "AF clear", 0, .pte = 0x00000000123450ff, .kind = PTW_LEAF,
	  .reason = PTW_REASON_ACCESS_FLAG, .pa = 0x12345000, .shift = 12, .rights = "rwx rwx" },
	{ "S2AP 01, DBM", 0, .pte = 0x000800001234547f, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "r-x r-x", .attr = "accessed" },
	{ .is = NULL },
};

/* Without XNX bit 53 is RES0. */
static const struct vec_pte arm64_s2_4k_no_xnx[] = {
	{ "bit 53", 0, .pte = 0x00200000123454ff, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "rwx rwx", .attr = "accessed" },
	{ "bit 54", 0, .pte = 0x00400000123454ff, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "rw- rw-", .attr = "accessed" },
	{ "bits 54 and 53", 0, .pte = 0x00600000123454ff, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "rw- rw-", .attr = "accessed" },
	{ .is = NULL },
};

static const struct vec_pte arm64_s2_4k_xnx[] = {
	{ "XN 01", 0, .pte = 0x00200000123454ff, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "rwx rw-", .attr = "accessed" },
	{ "XN 11", 0, .pte = 0x00600000123454ff, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "rw- rwx", .attr = "accessed" },
	{ .is = NULL },
};

/* 40 bits of output, by PS */
static const struct vec_pte arm64_s2_4k_narrow[] = {
	{ "page, highest address", 0, .pte = 0x000000fffffff4ff, .kind = PTW_LEAF,
	  .pa = 0xfffffff000, .shift = 12, .rights = "rwx rwx", .attr = "accessed" },
	{ "page, bit 40", 0, .pte = 0x00000100000004ff, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 12 },
	{ "page, bit 47", 0, .pte = 0x00008000000004ff, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 12 },
	{ "page, bit 48 is RES0", 0, .pte = 0x00010000000004ff, .kind = PTW_LEAF,
	  .pa = 0x0, .shift = 12, .rights = "rwx rwx", .attr = "accessed" },
	{ "reserved before address size", 0, .pte = 0x00000100000004fd, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 12 },
	{ "2M block, bit 40", 1, .pte = 0x00000100000004fd, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 21 },
	{ "1G block, bit 40", 2, .pte = 0x00000100000004fd, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 30 },
	{ "table at level 2, bit 40", 1, .pte = 0x0000010000000003, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 21 },
	{ "table at level 0, bit 47", 3, .pte = 0x0000800000000003, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 39 },
	{ "table at level 0, highest address", 3, .pte = 0x000000fffffff003, .kind = PTW_TABLE,
	  .pa = 0xfffffff000 },
	{ "invalid, bit 40", 3, .pte = 0x0000010000000002, .kind = PTW_HOLE,
	  .shift = 39 },
	{ .is = NULL },
};

/* Index 1 at every level: 0x8040201000 */
static const struct vec_walk arm64_s2_4k_walks[] = {
	{ "page through four tables", 0x0000008040201abc, PTW_WANT_WRITE | PTW_WANT_USER, 0,
	  PTW_LEAF, PTW_REASON_NONE, 0, 0xdeadbabc, 0xdeadb4ff, 12, 0, "rwx rwx",
	  { { 0x8, 0x1003 }, { 0x1008, 0x2003 }, { 0x2008, 0x3003 }, { 0x3008, 0xdeadb4ff } } },
	{ "tables deny nothing", 0x0000008040201abc, PTW_WANT_WRITE, 0, PTW_LEAF,
	  PTW_REASON_NONE, 0, 0xdeadbabc, 0xdeadb4ff, 12, 0, "rwx rwx",
	  { { 0x8, 0xf800000000001003 }, { 0x1008, 0xf800000000002003 },
	    { 0x2008, 0xf800000000003003 }, { 0x3008, 0xdeadb4ff } } },
	{ "XN 11: not for EL0", 0x0000008040201abc, PTW_WANT_EXEC | PTW_WANT_USER, -EACCES,
	  PTW_LEAF, PTW_REASON_PERMISSION, 1, 0x12201abc, 0x00600000122004fd, 21, 0, "rw- rwx",
	  { { 0x8, 0x1003 }, { 0x1008, 0x2003 }, { 0x2008, 0x00600000122004fd } } },
	{ "the access flag denies what the rights do not", 0x0000008040201abc, PTW_WANT_READ,
	  -EACCES, PTW_LEAF, PTW_REASON_ACCESS_FLAG, 1, 0x12201abc, 0x122000fd, 21, 0,
	  "rwx rwx", { { 0x8, 0x1003 }, { 0x1008, 0x2003 }, { 0x2008, 0x122000fd } } },
	{ "the last address", 0x0000ffffffffffff, 0, 0, PTW_LEAF, PTW_REASON_NONE, 2, 0x7fffffff,
	  0x400004fd, 30, 0, "rwx rwx", { { 0xff8, 0x1003 }, { 0x1ff8, 0x400004fd } } },
	{ "one more bit", 0x0001000000000000, 0, -ERANGE, PTW_RANGE, PTW_REASON_NON_CANONICAL,
	  0, 0, 0, 0, 0, NULL, { { 0, 0x1003 } } },
	{ "there is no upper half", 0xffffffffffffffff, 0, -ERANGE, PTW_RANGE,
	  PTW_REASON_NON_CANONICAL, 0, 0, 0, 0, 0, NULL, { { 0xff8, 0x1003 } } },
	{ "a table beyond memory", 0x0000008040201abc, 0, -EFAULT, PTW_UNREACHABLE,
	  PTW_REASON_UNREACHABLE, 2, 0x40000008, 0x40000003, 30, 0, NULL,
	  { { 0x8, 0x40000003 } } },
	{ .is = NULL },
};

/* 40 bits from level 1 on: two tables, one behind the other, of 512 x 1G each */
static const struct vec_walk arm64_s2_4k_2_tables[] = {
	{ "the first table", 0x0000000040201abc, 0, 0, PTW_LEAF, PTW_REASON_NONE, 0, 0xdeadbabc,
	  0xdeadb4ff, 12, 0, "rwx rwx",
	  { { 0x8, 0x2003 }, { 0x2008, 0x3003 }, { 0x3008, 0xdeadb4ff } } },
	{ "the second table", 0x0000008040201abc, 0, 0, PTW_LEAF, PTW_REASON_NONE, 0, 0xdeadbabc,
	  0xdeadb4ff, 12, 0, "rwx rwx",
	  { { 0x1008, 0x2003 }, { 0x2008, 0x3003 }, { 0x3008, 0xdeadb4ff } } },
	{ "a hole at its beginning", 0x0000008000000000, 0, -ENOENT, PTW_HOLE,
	  PTW_REASON_NOT_PRESENT, 2, 0, 0, 30, 0, NULL, { { 0, 0x400004fd } } },
	{ "the last address", 0x000000ffffffffff, 0, 0, PTW_LEAF, PTW_REASON_NONE, 2, 0x7fffffff,
	  0x400004fd, 30, 0, "rwx rwx", { { 0x1ff8, 0x400004fd } } },
	{ "one more bit", 0x0000010000000000, 0, -ERANGE, PTW_RANGE, PTW_REASON_NON_CANONICAL,
	  0, 0, 0, 0, 0, NULL, { { 0, 0x400004fd } } },
	{ .is = NULL },
};

/* 43 bits from level 1 on: sixteen tables */
static const struct vec_walk arm64_s2_4k_16_tables[] = {
	{ "the last address", 0x000007ffffffffff, 0, 0, PTW_LEAF, PTW_REASON_NONE, 2, 0x7fffffff,
	  0x400004fd, 30, 0, "rwx rwx", { { 0x1fff8, 0x400004fd } } },
	{ "the ninth table", 0x0000040040201abc, 0, 0, PTW_LEAF, PTW_REASON_NONE, 1, 0x12201abc,
	  0x122004fd, 21, 0, "rwx rwx", { { 0x18008, 0x20003 }, { 0x20008, 0x122004fd } } },
	{ "one more bit", 0x0000080000000000, 0, -ERANGE, PTW_RANGE, PTW_REASON_NON_CANONICAL,
	  0, 0, 0, 0, 0, NULL, { { 0x10000, 0x400004fd } } },
	{ .is = NULL },
};

/* 34 bits from level 2 on: sixteen tables of 512 x 2M */
static const struct vec_walk arm64_s2_4k_from_level_2[] = {
	{ "the last address", 0x00000003ffffffff, 0, 0, PTW_LEAF, PTW_REASON_NONE, 1, 0x123fffff,
	  0x122004fd, 21, 0, "rwx rwx", { { 0xfff8, 0x122004fd } } },
	{ "the second table, and one more", 0x0000000040201abc, 0, 0, PTW_LEAF, PTW_REASON_NONE,
	  0, 0xdeadbabc, 0xdeadb4ff, 12, 0, "rwx rwx",
	  { { 0x1008, 0x20003 }, { 0x20008, 0xdeadb4ff } } },
	{ .is = NULL },
};

/* 25 bits of nothing but pages: sixteen tables of level 3 */
static const struct vec_walk arm64_s2_4k_from_level_3[] = {
	{ "the last address", 0x0000000001ffffff, 0, 0, PTW_LEAF, PTW_REASON_NONE, 0, 0x12345fff,
	  0x123454ff, 12, 0, "rwx rwx", { { 0xfff8, 0x123454ff } } },
	{ "a block's descriptor", 0x0000000000001abc, 0, -EUCLEAN, PTW_BAD, PTW_REASON_RESERVED,
	  0, 0, 0x122004fd, 12, 0, NULL, { { 0x8, 0x122004fd } } },
	{ "one more bit", 0x0000000002000000, 0, -ERANGE, PTW_RANGE, PTW_REASON_NON_CANONICAL,
	  0, 0, 0, 0, 0, NULL, { { 0, 0x123454ff } } },
	{ .is = NULL },
};

/* 40 bits from level 0 on: a table of two slots, at 0x1010 */
static const struct vec_walk arm64_s2_4k_from_level_0[] = {
	{ "the second slot", 0x0000008040201abc, 0, 0, PTW_LEAF, PTW_REASON_NONE, 2, 0x201abc,
	  0x4fd, 30, 0, "rwx rwx", { { 0x1018, 0x2003 }, { 0x2008, 0x4fd } } },
	{ "one more bit", 0x0000010000000000, 0, -ERANGE, PTW_RANGE, PTW_REASON_NON_CANONICAL,
	  0, 0, 0, 0, 0, NULL, { { 0x1010, 0x2003 } } },
	{ .is = NULL },
};

/* 31 bits from level 1 on: two slots of 1G, so that 16 x 1G are more than there is */
static const struct vec_walk arm64_s2_4k_31_bits[] = {
	{ "a run is no larger than the space", 0x0000000040000000, 0, 0, PTW_LEAF,
	  PTW_REASON_NONE, 2, 0x40000000, 0x00100000400004fd, 30, 31, "rwx rwx",
	  { { 0x8, 0x00100000400004fd } } },
	{ .is = NULL },
};

/* T0SZ 16, SL0 2, PS 48 bits, RES1 */
#define ARM64_S2_4K_VTCR 0x80050090ULL

static const struct vec_set arm64_s2_4k_sets[] = {
	{ "no registers", { .root1 = PTW_NO_ROOT }, .ptes = arm64_s2_4k_plain,
	  .walks = arm64_s2_4k_walks },
	{ "by VTCR", { .root1 = PTW_NO_ROOT }, { { "vtcr", ARM64_S2_4K_VTCR } },
	  .ptes = arm64_s2_4k_plain, .walks = arm64_s2_4k_walks },
	{ "SH0, ORGN0, IRGN0, VS, HWU, NSW", { .root1 = PTW_NO_ROOT },
	  { { "vtcr", ARM64_S2_4K_VTCR | 0x7e083f00 } }, .ptes = arm64_s2_4k_plain },
	{ "HA HD", { .root1 = PTW_NO_ROOT }, { { "vtcr", ARM64_S2_4K_VTCR | 3 << 21 } },
	  .ptes = arm64_s2_4k_ha_hd },
	{ "HA", { .root1 = PTW_NO_ROOT }, { { "vtcr", ARM64_S2_4K_VTCR | 1 << 21 } },
	  .ptes = arm64_s2_4k_ha },
	{ "HD", { .root1 = PTW_NO_ROOT }, { { "vtcr", ARM64_S2_4K_VTCR | 1 << 22 } },
	  .ptes = arm64_s2_4k_hd },
	{ "no XNX", { .root1 = PTW_NO_ROOT }, { { "id_aa64mmfr1", 0xffffffff0fffffff } },
	  .ptes = arm64_s2_4k_no_xnx },
	{ "no XNX, HA HD", { .root1 = PTW_NO_ROOT },
	  { { "id_aa64mmfr1", 0 }, { "vtcr", ARM64_S2_4K_VTCR | 3 << 21 } }, .ret = 0 },
	{ "XNX", { .root1 = PTW_NO_ROOT }, { { "id_aa64mmfr1", 1 << 28 } },
	  .ptes = arm64_s2_4k_xnx },
	{ "FWB", { .root1 = PTW_NO_ROOT }, { { "hcr", 0x400000000001 } },
	  .ptes = arm64_s2_4k_plain },
	{ "DC", { .root1 = PTW_NO_ROOT }, { { "hcr", 1 << 12 } }, .ptes = arm64_s2_4k_plain },
	{ "40 bits by PS", { .root1 = PTW_NO_ROOT }, { { "vtcr", 0x80020090 } },
	  .ptes = arm64_s2_4k_narrow },
	{ "2 tables by VTCR", { .root1 = PTW_NO_ROOT }, { { "vtcr", 0x80050058 } },
	  .walks = arm64_s2_4k_2_tables },
	{ "2 tables", { .root1 = PTW_NO_ROOT, .va_bits = 40 }, .walks = arm64_s2_4k_2_tables },
	{ "2 tables, as wide as the processor", { .root1 = PTW_NO_ROOT, .pa_bits = 40 },
	  .walks = arm64_s2_4k_2_tables },
	{ "16 tables by VTCR", { .root = 0x10000, .root1 = PTW_NO_ROOT },
	  { { "vtcr", 0x80050055 } }, .walks = arm64_s2_4k_16_tables },
	{ "16 tables", { .root = 0x10000, .root1 = PTW_NO_ROOT, .va_bits = 43 },
	  .walks = arm64_s2_4k_16_tables },
	{ "from level 2, by VTCR", { .root1 = PTW_NO_ROOT }, { { "vtcr", 0x8005001e } },
	  .walks = arm64_s2_4k_from_level_2 },
	{ "from level 2", { .root1 = PTW_NO_ROOT, .va_bits = 34 },
	  .walks = arm64_s2_4k_from_level_2 },
	{ "from level 3, by VTCR", { .root1 = PTW_NO_ROOT }, { { "vtcr", 0x800500e7 } },
	  .walks = arm64_s2_4k_from_level_3 },
	{ "from level 3", { .root1 = PTW_NO_ROOT, .va_bits = 25 },
	  .walks = arm64_s2_4k_from_level_3 },
	{ "from level 0", { .root = 0x1010, .root1 = PTW_NO_ROOT }, { { "vtcr", 0x80050098 } },
	  .walks = arm64_s2_4k_from_level_0 },
	{ "from level 0 with 44 bits", { .root = 0x1010, .root1 = PTW_NO_ROOT, .pa_bits = 44 },
	  { { "vtcr", 0x80050098 } }, .walks = arm64_s2_4k_from_level_0 },
	{ "31 bits", { .root1 = PTW_NO_ROOT }, { { "vtcr", 0x80050061 } },
	  .walks = arm64_s2_4k_31_bits },

	{ "44 bits from level 1", { .root1 = PTW_NO_ROOT }, { { "vtcr", 0x80050054 } },
	  .ret = -EINVAL, .field = "vtcr" },
	{ "30 bits from level 1", { .root1 = PTW_NO_ROOT }, { { "vtcr", 0x80050062 } },
	  .ret = -EINVAL, .field = "vtcr" },
	{ "39 bits from level 0", { .root1 = PTW_NO_ROOT }, { { "vtcr", 0x80050099 } },
	  .ret = -EINVAL, .field = "vtcr" },
	{ "35 bits from level 2", { .root1 = PTW_NO_ROOT }, { { "vtcr", 0x8005001d } },
	  .ret = -EINVAL, .field = "vtcr" },
	{ "26 bits from level 3", { .root1 = PTW_NO_ROOT }, { { "vtcr", 0x800500e6 } },
	  .ret = -EINVAL, .field = "vtcr" },
	{ "level 0 with 43 bits", { .root1 = PTW_NO_ROOT, .pa_bits = 43 },
	  { { "vtcr", 0x80050098 } }, .ret = -EINVAL, .field = "vtcr" },
	{ "44 bits, wider than the processor", { .root1 = PTW_NO_ROOT, .pa_bits = 43 },
	  { { "vtcr", 0x80050094 } }, .ret = -EINVAL, .field = "vtcr" },
	{ "T0SZ 15", { .root1 = PTW_NO_ROOT }, { { "vtcr", 0x8005008f } }, .ret = -EINVAL,
	  .field = "vtcr" },
	{ "T0SZ 48", { .root1 = PTW_NO_ROOT }, { { "vtcr", 0x800500f0 } }, .ret = 0 },
	{ "T0SZ 49", { .root1 = PTW_NO_ROOT }, { { "vtcr", 0x800500f1 } }, .ret = -EINVAL,
	  .field = "vtcr" },
	{ "va-bits against T0SZ", { .root1 = PTW_NO_ROOT, .va_bits = 39 },
	  { { "vtcr", ARM64_S2_4K_VTCR } }, .ret = -EINVAL, .field = "va-bits" },
	{ "49 bits", { .root1 = PTW_NO_ROOT, .va_bits = 49 }, .ret = -EINVAL,
	  .field = "va-bits" },
	{ "15 bits", { .root1 = PTW_NO_ROOT, .va_bits = 15 }, .ret = -EINVAL,
	  .field = "va-bits" },
	{ "41 bits, wider than the processor", { .root1 = PTW_NO_ROOT, .va_bits = 41,
	  .pa_bits = 40 }, .ret = -EINVAL, .field = "va-bits" },
	{ "TG0 64K", { .root1 = PTW_NO_ROOT }, { { "vtcr", ARM64_S2_4K_VTCR | 1 << 14 } },
	  .ret = -EINVAL, .field = "vtcr" },
	{ "DS", { .root1 = PTW_NO_ROOT }, { { "vtcr", ARM64_S2_4K_VTCR | 1ULL << 32 } },
	  .ret = -EOPNOTSUPP, .field = "vtcr" },
	{ "AssuredOnly", { .root1 = PTW_NO_ROOT }, { { "vtcr", ARM64_S2_4K_VTCR | 1ULL << 34 } },
	  .ret = -EOPNOTSUPP, .field = "vtcr" },
	{ "S2PIE", { .root1 = PTW_NO_ROOT }, { { "vtcr", ARM64_S2_4K_VTCR | 1ULL << 36 } },
	  .ret = -EOPNOTSUPP, .field = "vtcr" },
	{ "D128", { .root1 = PTW_NO_ROOT }, { { "vtcr", ARM64_S2_4K_VTCR | 1ULL << 38 } },
	  .ret = -EOPNOTSUPP, .field = "vtcr" },
	{ "TL0", { .root1 = PTW_NO_ROOT }, { { "vtcr", ARM64_S2_4K_VTCR | 1ULL << 41 } },
	  .ret = -EOPNOTSUPP, .field = "vtcr" },
	{ "stage 2 off", { .root1 = PTW_NO_ROOT }, { { "hcr", 0x400000000000 } },
	  .ret = -EINVAL, .field = "hcr" },
	{ "no root", { .root = PTW_NO_ROOT, .root1 = PTW_NO_ROOT }, .ret = -EINVAL,
	  .field = "root" },
	{ "a second root", { .root1 = 0 }, .ret = -EINVAL, .field = "root1" },
	{ "two tables that are not aligned to both", { .root = 0x1000, .root1 = PTW_NO_ROOT,
	  .va_bits = 40 }, .ret = -EINVAL, .field = "root" },
	{ "sixteen that are aligned to eight", { .root = 0x8000, .root1 = PTW_NO_ROOT },
	  { { "vtcr", 0x80050055 } }, .ret = -EINVAL, .field = "root" },
	{ "a root beyond 40 bits", { .root = 1ULL << 40, .root1 = PTW_NO_ROOT },
	  { { "vtcr", 0x80020090 } }, .ret = -EINVAL, .field = "root" },
	{ "40 bits, upper", { .root1 = PTW_NO_ROOT, .va1_bits = 40 }, .ret = -EINVAL,
	  .field = "va1-bits" },
	{ "31 bits of output", { .root1 = PTW_NO_ROOT, .pa_bits = 31 }, .ret = -EINVAL,
	  .field = "pa-bits" },
	{ "an encryption bit", { .root1 = PTW_NO_ROOT, .enc_mask = 1ULL << 47 }, .ret = -EINVAL,
	  .field = "enc-mask" },
	{ "a register of stage 1", { .root1 = PTW_NO_ROOT }, { { "tcr", 0 } }, .ret = -EINVAL,
	  .field = "tcr" },
	{ .is = NULL },
};

static const struct vec_format arm64_s2_4k_vectors = {
	.format = "arm64-s2-4k",
	.table = 0x3,
	.bits = 0x00780000000004ff,
	.sets = arm64_s2_4k_sets,
};

/* clang-format on */

#endif /* PTW_ARCH_ARM64_S2_4K_VECTORS_H */
