/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Vectors of arm64-64k. By hand, from the Arm ARM (DDI 0487), "VMSAv8-64 translation table
 * format descriptors", 64KB granule, 48-bit output.
 */
#ifndef PTW_ARCH_ARM64_64K_VECTORS_H
#define PTW_ARCH_ARM64_64K_VECTORS_H

#include "arm64_vectors.h"

/* clang-format off */

static const struct vec_pte arm64_64k_sizes[] = {
	{ "page", 0, .pte = 0x0000000012340403, .kind = PTW_LEAF, .pa = 0x12340000, .shift = 16,
	  .rights = "--x rwx", .attr = "accessed global" },
	{ "page, highest address", 0, .pte = 0x0000ffffffff0403, .kind = PTW_LEAF,
	  .pa = 0xffffffff0000, .shift = 16, .rights = "--x rwx", .attr = "accessed global" },
	{ "page, bits 49:48 and 15:12 are RES0", 0, .pte = 0x000300001234f403, .kind = PTW_LEAF,
	  .pa = 0x12340000, .shift = 16, .rights = "--x rwx", .attr = "accessed global" },
	{ "page, Contiguous: 32 x 64K", 0, .pte = 0x0010000012340403, .kind = PTW_LEAF,
	  .pa = 0x12340000, .shift = 16, .run = 21, .rights = "--x rwx",
	  .attr = "accessed global contiguous" },
	{ "512M block", 1, .pte = 0x0000000020000401, .kind = PTW_LEAF, .pa = 0x20000000,
	  .shift = 29, .rights = "--x rwx", .attr = "accessed global" },
	{ "512M block, bits 28:12 are RES0", 1, .pte = 0x000000003ffff401, .kind = PTW_LEAF,
	  .pa = 0x20000000, .shift = 29, .rights = "--x rwx", .attr = "accessed global" },
	{ "512M block, Contiguous: 32 x 512M", 1, .pte = 0x0010000020000401, .kind = PTW_LEAF,
	  .pa = 0x20000000, .shift = 29, .run = 34, .rights = "--x rwx",
	  .attr = "accessed global contiguous" },
	{ "no block at level 1", 2, .pte = 0x0000000000000401, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 42 },
	{ "table at level 2", 1, .pte = 0x0000000123450003, .kind = PTW_TABLE, .pa = 0x123450000 },
	{ "table at level 1, bits 15:12 are RES0", 2, .pte = 0x0000fffffffff003,
	  .kind = PTW_TABLE, .pa = 0xffffffff0000 },
	{ "invalid at level 1", 2, .pte = 0xfffffffffffffffe, .kind = PTW_HOLE, .shift = 42 },
	{ "invalid at level 2", 1, .kind = PTW_HOLE, .shift = 29 },
	{ "invalid at level 3", 0, .kind = PTW_HOLE, .shift = 16 },
	{ .is = NULL },
};

static const struct vec_pte arm64_64k_narrow[] = {
	{ "page, bit 40", 0, .pte = 0x0000010000000403, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 16 },
	{ "512M block, bit 47", 1, .pte = 0x0000800000000401, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 29 },
	{ "table at level 1, bit 40", 2, .pte = 0x0000010000000003, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 42 },
	{ .is = NULL },
};

/* linux-6.1: a pfn is in units of 64K. */
static const struct vec_pte arm64_64k_linux_6_1[] = {
	{ "PROT_NONE", 0, .pte = 0x0460000012340f82, .kind = PTW_SOFT, .shift = 16,
	  .attr = "accessed", .soft = { .state = PTW_STATE_PROTNONE, .pa = 0x12340000 } },
	{ "write migration, pfn 0x1234", 0, .pte = 0x00000000001234f0, .kind = PTW_SOFT,
	  .shift = 16,
	  .soft = { .state = PTW_STATE_MIGRATION, .pa = 0x12340000, .swap_type = 30 } },
	{ .is = NULL },
};

/* Index 1 at every level: 0x40020010000. Of 48 bits the root has six: 64 slots. */
static const struct vec_walk arm64_64k_walks[] = {
	{ "page through three tables", 0x0000040020010abc, PTW_WANT_WRITE | PTW_WANT_USER, 0,
	  PTW_LEAF, PTW_REASON_NONE, 0, 0xdead0abc, 0xdead0443, 16, 0, "rwx rw-",
	  { { 0x8, 0x10003 }, { 0x10008, 0x20003 }, { 0x20008, 0xdead0443 } } },
	{ "the last address", 0xffffffffffffffff, 0, 0, PTW_LEAF, PTW_REASON_NONE, 1,
	  0x3fffffff, 0x20000401, 29, 0, "--x rwx",
	  { { 0x1f8, 0x10003 }, { 0x1fff8, 0x20000401 } } },
	{ "one more bit", 0x0001000000000000, 0, -ERANGE, PTW_RANGE, PTW_REASON_NON_CANONICAL,
	  0, 0, 0, 0, 0, NULL, { { 0, 0x10003 } } },
	{ .is = NULL },
};

/* T0SZ and T1SZ 16, TG0 and TG1 64K, IPS 48 bits */
#define ARM64_64K_TCR 0x00000005c0104010ULL

static const struct vec_set arm64_64k_sets[] = {
	{ "no registers", { .root = 0 }, { ARM64_VEC_MAIR }, .ptes = arm64_pages,
	  .walks = arm64_64k_walks },
	{ "by TCR", { .root = 0 }, { { "tcr", ARM64_64K_TCR } }, .ptes = arm64_64k_sizes,
	  .walks = arm64_64k_walks },
	{ "HA HD", { .root = 0 }, { { "tcr", ARM64_64K_TCR | 3ULL << 39 } },
	  .ptes = arm64_ha_hd },
	{ "40 bits", { .pa_bits = 40 }, .ptes = arm64_64k_narrow },
	{ "linux-6.1", { .os = "linux-6.1" }, .ptes = arm64_64k_linux_6_1 },
	{ "a root of 512 bytes", { .root = 0x200 }, .ret = 0 },
	{ "a root inside 512 bytes", { .root = 0x100 }, .ret = -EINVAL, .field = "root" },
	{ "16 bits are less than a page's and a slot's", { .va_bits = 16 }, .ret = -EINVAL,
	  .field = "va-bits" },
	{ "52 bits", { .va_bits = 52 }, .ret = -EINVAL, .field = "va-bits" },
	{ .is = NULL },
};

static const struct vec_format arm64_64k_vectors = {
	.format = "arm64-64k",
	.table = 0x3,
	.bits = 0x0078000000000cdf,
	.sets = arm64_64k_sets,
};

/* clang-format on */

#endif /* PTW_ARCH_ARM64_64K_VECTORS_H */
