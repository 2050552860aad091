/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Vectors of soft, and the rows that soft-tiny shares. By hand, from the comment that is
 * its manual, in soft.h, and the one in soft_sw.h.
 */
#ifndef PTW_ARCH_SOFT_VECTORS_H
#define PTW_ARCH_SOFT_VECTORS_H

#include "vectors.h"

/* clang-format off */

/* Rows of the last level, which is the same in both */
static const struct vec_pte soft_pages[] = {
	{ "empty", 0, .kind = PTW_HOLE, .shift = 12 },
	{ "type 0, everything else set", 0, .pte = 0xfffffffffffffffc, .kind = PTW_HOLE,
	  .shift = 12 },
	{ "leaf at pa 0 without rights", 0, .pte = 0x0000000000000002, .kind = PTW_LEAF,
	  .pa = 0, .shift = 12, .rights = "--- ---" },
	{ "leaf, user reads", 0, .pte = 0x0000000012345006, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "r-- ---" },
	{ "leaf, user writes", 0, .pte = 0x000000001234500a, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "-w- ---" },
	{ "leaf, user executes", 0, .pte = 0x0000000012345012, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "--x ---" },
	{ "leaf, kernel reads", 0, .pte = 0x0000000012345022, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "--- r--" },
	{ "leaf, kernel writes", 0, .pte = 0x0000000012345042, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "--- -w-" },
	{ "leaf, kernel executes", 0, .pte = 0x0000000012345082, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "--- --x" },
	{ "leaf, accessed dirty global", 0, .pte = 0x00000000123457fe, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "rwx rwx",
	  .attr = "accessed dirty global" },
	{ "leaf, highest address, software's bits", 0, .pte = 0x00fffffffffff002,
	  .kind = PTW_LEAF, .pa = 0xffffffffff000, .shift = 12, .rights = "--- ---" },
	{ "leaf, lowest reserved bit", 0, .pte = 0x0100000012345002, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 12 },
	{ "leaf, highest reserved bit", 0, .pte = 0x8000000012345002, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 12 },
	{ "type 1 at the last level", 0, .pte = 0x00000000123450fd, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 12 },
	{ "type 3", 0, .pte = 0x00000000123450ff, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 12 },
	{ .is = NULL },
};

static const struct vec_pte soft_plain[] = {
	{ "leaf of a run of 16", 0, .pte = 0x0000000012345ffe, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .run = 16, .rights = "rwx rwx",
	  .attr = "accessed dirty global contiguous" },
	{ "2M leaf", 1, .pte = 0x000000000020007e, .kind = PTW_LEAF, .pa = 0x200000,
	  .shift = 21, .rights = "rwx rw-" },
	{ "2M leaf of a run of 16", 1, .pte = 0x000000000020087e, .kind = PTW_LEAF,
	  .pa = 0x200000, .shift = 21, .run = 25, .rights = "rwx rw-", .attr = "contiguous" },
	{ "2M leaf, address bit 12", 1, .pte = 0x00000000002010fe, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 21 },
	{ "2M leaf, address bit 20", 1, .pte = 0x00000000003000fe, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 21 },
	{ "1G leaf", 2, .pte = 0x00000000400000fe, .kind = PTW_LEAF, .pa = 0x40000000,
	  .shift = 30, .rights = "rwx rwx" },
	{ "1G leaf, address bit 29", 2, .pte = 0x00000000600000fe, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 30 },
	{ "leaf at the root", 3, .pte = 0x00000000000000fe, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 39 },
	{ "empty, level 1", 1, .kind = PTW_HOLE, .shift = 21 },
	{ "empty, level 2", 2, .kind = PTW_HOLE, .shift = 30 },
	{ "empty, level 3", 3, .kind = PTW_HOLE, .shift = 39 },
	{ "table, level 1", 1, .pte = 0x00000001234560fd, .kind = PTW_TABLE, .pa = 0x123456000 },
	{ "table, level 2", 2, .pte = 0x00000001234560fd, .kind = PTW_TABLE, .pa = 0x123456000 },
	{ "table, level 3", 3, .pte = 0x00000001234560fd, .kind = PTW_TABLE, .pa = 0x123456000 },
	{ "table, a leaf's bits are not looked at", 3, .pte = 0x00f0000123456ffd,
	  .kind = PTW_TABLE, .pa = 0x123456000 },
	{ "table, reserved bit", 3, .pte = 0x01000001234560fd, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 39 },
	{ "type 3, level 1", 1, .pte = 0x00000001234560ff, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 21 },
	{ .is = NULL },
};

/* 36 bits of physical address */
static const struct vec_pte soft_narrow[] = {
	{ "leaf, highest address", 0, .pte = 0x0000000ffffff0fe, .kind = PTW_LEAF,
	  .pa = 0xffffff000, .shift = 12, .rights = "rwx rwx" },
	{ "leaf, address bit 36", 0, .pte = 0x00000010000000fe, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 12 },
	{ "table, address bit 51", 1, .pte = 0x00080000000000fd, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 21 },
	{ .is = NULL },
};

/* Our own dialect: 4:2 state, 9:5 swap type, 51:12 payload */
static const struct vec_pte soft_states[] = {
	{ "nothing kept", 0, .pte = 0xff00000012345fe0, .kind = PTW_HOLE, .shift = 12 },
	{ "protnone, all attributes", 0, .pte = 0x00f0000012345c04, .kind = PTW_SOFT,
	  .shift = 12,
	  .attr = "accessed dirty special uffd-wp soft-dirty exclusive",
	  .soft = { .state = PTW_STATE_PROTNONE, .pa = 0x12345000 } },
	{ "swap, type 5, offset 0x12345", 0, .pte = 0x00000000123450a8, .kind = PTW_SOFT,
	  .shift = 12,
	  .soft = { .state = PTW_STATE_SWAP, .swap_type = 5, .swap_offset = 0x12345 } },
	{ "migration", 0, .pte = 0x000000001234500c, .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_MIGRATION, .pa = 0x12345000 } },
	{ "hwpoison", 0, .pte = 0x0000000012345010, .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_HWPOISON, .pa = 0x12345000 } },
	{ "device", 0, .pte = 0x0000000012345014, .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_DEVICE, .pa = 0x12345000 } },
	{ "marker: guard", 0, .pte = 0x0000000000004018, .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_MARKER, .marker = PTW_MARKER_GUARD } },
	{ "invalid, level 1", 1, .pte = 0x000000001234401c, .kind = PTW_SOFT, .shift = 21,
	  .soft = { .state = PTW_STATE_INVALID, .pa = 0x12200000 } },
	{ "kept in the root", 3, .pte = 0x0000000012345010, .kind = PTW_SOFT, .shift = 39,
	  .soft = { .state = PTW_STATE_HWPOISON, .pa = 0 } },
	{ "user data", 0, .pte = 0x000000001234500e, .kind = PTW_LEAF, .pa = 0x12345000,
	  .rights = "rw- ---", .os = "rw-" },
	{ "user data, special", 0, .pte = 0x001000001234500e, .kind = PTW_LEAF,
	  .pa = 0x12345000, .rights = "rw- ---", .attr = "special", .os = "---" },
	{ "user data, uffd-wp", 0, .pte = 0x002000001234500e, .kind = PTW_LEAF,
	  .pa = 0x12345000, .rights = "rw- ---", .attr = "uffd-wp", .os = "r--" },
	{ "leaf, special uffd-wp soft-dirty exclusive", 0, .pte = 0x00f00000123450fe,
	  .kind = PTW_LEAF, .pa = 0x12345000, .shift = 12, .rights = "rwx rwx",
	  .attr = "special uffd-wp soft-dirty exclusive" },
	{ .is = NULL },
};

static const struct vec_walk soft_walks[] = {
	{ "rights are what all levels grant", 0x0000008040201abc, 0, 0, PTW_LEAF,
	  PTW_REASON_NONE, 0, 0xdeadbabc, 0xdeadb0fe, 12, 0, "r-- --x",
	  { { 0x8, 0x10f5 }, { 0x1008, 0x20ed }, { 0x2008, 0x308d | 0x8 }, { 0x3008, 0xdeadb0fe } } },
	{ "a root that points to itself", 0x0000008040201abc, 0, -EUCLEAN, PTW_BAD,
	  PTW_REASON_RESERVED, 0, 0, 0xfd, 12, 0, NULL, { { 0x8, 0xfd } } },
	{ "the last address", 0x0000ffffffffffff, 0, 0, PTW_LEAF, PTW_REASON_NONE, 2,
	  0x7fffffff, 0x400000fe, 30, 0, "rwx rwx", { { 0xff8, 0x10fd }, { 0x1ff8, 0x400000fe } } },
	{ "behind the last", 0x0001000000000000, 0, -ERANGE, PTW_RANGE,
	  PTW_REASON_NON_CANONICAL, 0, 0, 0, 0, 0, NULL, { { 0, 0x10fd } } },
	{ "no signs are extended", 0xffffffffffffffff, 0, -ERANGE, PTW_RANGE,
	  PTW_REASON_NON_CANONICAL, 0, 0, 0, 0, 0, NULL, { { 0, 0x10fd } } },
	{ "a table beyond memory", 0x0000008040201abc, 0, -EFAULT, PTW_UNREACHABLE,
	  PTW_REASON_UNREACHABLE, 2, 0x40000008, 0x400000fd, 30, 0, NULL,
	  { { 0x8, 0x400000fd } } },
	{ .is = NULL },
};

static const struct vec_set soft_sets[] = {
	{ "52 bits", { .root1 = PTW_NO_ROOT }, .ptes = soft_pages, .walks = soft_walks },
	{ "52 bits", { .root1 = PTW_NO_ROOT }, .ptes = soft_plain },
	{ "36 bits", { .root1 = PTW_NO_ROOT, .pa_bits = 36 }, .ptes = soft_narrow },
	{ "soft", { .root1 = PTW_NO_ROOT, .os = "soft" }, .ptes = soft_states },
	{ "no root", { .root = PTW_NO_ROOT, .root1 = PTW_NO_ROOT }, .ret = -EINVAL,
	  .field = "root" },
	{ "an upper half", { .root1 = 0 }, .ret = -EINVAL, .field = "root1" },
	{ "a root inside a page", { .root = 0x800, .root1 = PTW_NO_ROOT }, .ret = -EINVAL,
	  .field = "root" },
	{ "a root beyond 36 bits", { .root = 1ULL << 36, .root1 = PTW_NO_ROOT, .pa_bits = 36 },
	  .ret = -EINVAL, .field = "root" },
	{ "39 bits of address", { .root1 = PTW_NO_ROOT, .va_bits = 39 }, .ret = -EINVAL,
	  .field = "va-bits" },
	{ "addresses of an upper half", { .root1 = PTW_NO_ROOT, .va1_bits = 48 }, .ret = -EINVAL,
	  .field = "va1-bits" },
	{ "53 bits", { .root1 = PTW_NO_ROOT, .pa_bits = 53 }, .ret = -EINVAL,
	  .field = "pa-bits" },
	{ "an encryption bit", { .root1 = PTW_NO_ROOT, .enc_mask = 1ULL << 47 }, .ret = -EINVAL,
	  .field = "enc-mask" },
	{ "a register", { .root1 = PTW_NO_ROOT }, { { "cr4", 0 } }, .ret = -EINVAL,
	  .field = "cr4" },
	{ "another system's dialect", { .root1 = PTW_NO_ROOT, .os = "linux-6.1" },
	  .ret = -EINVAL, .field = "os" },
	{ .is = NULL },
};

static const struct vec_format soft_vectors = {
	.format = "soft",
	.table = 0xfd,
	.bits = 0xfff,
	.sets = soft_sets,
};

/* clang-format on */

#endif /* PTW_ARCH_SOFT_VECTORS_H */
