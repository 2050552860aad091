/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Vectors of arm64-16k. By hand, from the Arm ARM (DDI 0487), "VMSAv8-64 translation table
 * format descriptors", 16KB granule, 48-bit output.
 */
#ifndef PTW_ARCH_ARM64_16K_VECTORS_H
#define PTW_ARCH_ARM64_16K_VECTORS_H

#include "arm64_vectors.h"

/* clang-format off */

static const struct vec_pte arm64_16k_sizes[] = {
	{ "page", 0, .pte = 0x0000000012344403, .kind = PTW_LEAF, .pa = 0x12344000, .shift = 14,
	  .rights = "--x rwx", .attr = "accessed global" },
	{ "page, highest address", 0, .pte = 0x0000ffffffffc403, .kind = PTW_LEAF,
	  .pa = 0xffffffffc000, .shift = 14, .rights = "--x rwx", .attr = "accessed global" },
	{ "page, bits 49:48 and 13:12 are RES0", 0, .pte = 0x0003000012347403, .kind = PTW_LEAF,
	  .pa = 0x12344000, .shift = 14, .rights = "--x rwx", .attr = "accessed global" },
	{ "page, Contiguous: 128 x 16K", 0, .pte = 0x0010000012344403, .kind = PTW_LEAF,
	  .pa = 0x12344000, .shift = 14, .run = 21, .rights = "--x rwx",
	  .attr = "accessed global contiguous" },
	{ "32M block", 1, .pte = 0x0000000012000401, .kind = PTW_LEAF, .pa = 0x12000000,
	  .shift = 25, .rights = "--x rwx", .attr = "accessed global" },
	{ "32M block, bits 24:12 are RES0", 1, .pte = 0x0000000013fff401, .kind = PTW_LEAF,
	  .pa = 0x12000000, .shift = 25, .rights = "--x rwx", .attr = "accessed global" },
	{ "32M block, Contiguous: 32 x 32M", 1, .pte = 0x0010000012000401, .kind = PTW_LEAF,
	  .pa = 0x12000000, .shift = 25, .run = 30, .rights = "--x rwx",
	  .attr = "accessed global contiguous" },
	{ "no block at level 1", 2, .pte = 0x0000000000000401, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 36 },
	{ "no block at level 0", 3, .pte = 0x0000000000000401, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 47 },
	{ "table at level 2", 1, .pte = 0x0000000123454003, .kind = PTW_TABLE, .pa = 0x123454000 },
	{ "table at level 1, bits 13:12 are RES0", 2, .pte = 0x0000fffffffff003,
	  .kind = PTW_TABLE, .pa = 0xffffffffc000 },
	{ "table at level 0", 3, .pte = 0x0000000123454003, .kind = PTW_TABLE, .pa = 0x123454000 },
	{ "invalid at level 0", 3, .pte = 0xfffffffffffffffe, .kind = PTW_HOLE, .shift = 47 },
	{ "invalid at level 1", 2, .kind = PTW_HOLE, .shift = 36 },
	{ "invalid at level 2", 1, .kind = PTW_HOLE, .shift = 25 },
	{ "invalid at level 3", 0, .kind = PTW_HOLE, .shift = 14 },
	{ .is = NULL },
};

static const struct vec_pte arm64_16k_narrow[] = {
	{ "page, bit 40", 0, .pte = 0x0000010000000403, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 14 },
	{ "32M block, bit 47", 1, .pte = 0x0000800000000401, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 25 },
	{ "reserved before address size", 2, .pte = 0x0000010000000401, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 36 },
	{ "table at level 0, bit 40", 3, .pte = 0x0000010000000003, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 47 },
	{ .is = NULL },
};

/* linux-6.12: a pfn is in units of 16K. */
static const struct vec_pte arm64_16k_linux_6_12[] = {
	{ "PROT_NONE", 0, .pte = 0x0060000012344f82, .kind = PTW_SOFT, .shift = 14,
	  .attr = "accessed", .soft = { .state = PTW_STATE_PROTNONE, .pa = 0x12344000 } },
	{ "PROT_NONE 32M", 1, .pte = 0x0060000012000f80, .kind = PTW_SOFT, .shift = 25,
	  .attr = "accessed", .soft = { .state = PTW_STATE_PROTNONE, .pa = 0x12000000 } },
	{ "write migration, pfn 0x48d1", 0, .pte = 0x00000000048d1780, .kind = PTW_SOFT,
	  .shift = 14,
	  .soft = { .state = PTW_STATE_MIGRATION, .pa = 0x12344000, .swap_type = 30 } },
	{ .is = NULL },
};

/* Index 1 at every level: 0x801002004000. Of 48 bits the root has one: two slots. */
static const struct vec_walk arm64_16k_walks[] = {
	{ "page through four tables", 0x0000801002004abc, PTW_WANT_WRITE | PTW_WANT_USER, 0,
	  PTW_LEAF, PTW_REASON_NONE, 0, 0xdeadcabc, 0xdeadc443, 14, 0, "rwx rw-",
	  { { 0x8, 0x4003 }, { 0x4008, 0x8003 }, { 0x8008, 0xc003 }, { 0xc008, 0xdeadc443 } } },
	{ "the last address", 0xffffffffffffffff, 0, 0, PTW_LEAF, PTW_REASON_NONE, 1,
	  0x13ffffff, 0x12000401, 25, 0, "--x rwx",
	  { { 0x8, 0x4003 }, { 0x7ff8, 0x8003 }, { 0xbff8, 0x12000401 } } },
	{ "one more bit", 0x0001000000000000, 0, -ERANGE, PTW_RANGE, PTW_REASON_NON_CANONICAL,
	  0, 0, 0, 0, 0, NULL, { { 0, 0x4003 } } },
	{ .is = NULL },
};

/* 47 bits: three levels, all of a table. 37 bits: two slots at level 1 */
static const struct vec_walk arm64_16k_47_bits[] = {
	{ "the last slot of the lower half", 0x00007fffffffffff, 0, 0, PTW_LEAF,
	  PTW_REASON_NONE, 1, 0x13ffffff, 0x12000401, 25, 0, "--x rwx",
	  { { 0x3ff8, 0x8003 }, { 0xbff8, 0x12000401 } } },
	{ "the first slot of the upper half", 0xffffffe000000000, 0, 0, PTW_LEAF,
	  PTW_REASON_NONE, 1, 0x12000000, 0x12000401, 25, 0, "--x rwx",
	  { { 0x10010, 0x8003 }, { 0x8000, 0x12000401 } } },
	{ .is = NULL },
};

/* T0SZ and T1SZ 16, TG0 and TG1 16K, IPS 48 bits */
#define ARM64_16K_TCR 0x0000000540108010ULL

static const struct vec_set arm64_16k_sets[] = {
	{ "no registers", { .root = 0 }, { ARM64_VEC_MAIR }, .ptes = arm64_pages,
	  .walks = arm64_16k_walks },
	{ "by TCR", { .root = 0 }, { { "tcr", ARM64_16K_TCR } }, .ptes = arm64_16k_sizes,
	  .walks = arm64_16k_walks },
	{ "HA HD", { .root = 0 }, { { "tcr", ARM64_16K_TCR | 3ULL << 39 } },
	  .ptes = arm64_ha_hd },
	{ "40 bits", { .pa_bits = 40 }, .ptes = arm64_16k_narrow },
	{ "linux-6.12", { .os = "linux-6.12" }, .ptes = arm64_16k_linux_6_12 },
	{ "47 and 37 bits", { .root = 0, .root1 = 0x10010, .va_bits = 47, .va1_bits = 37 },
	  .walks = arm64_16k_47_bits },
	{ "a root inside 16K", { .root = 0x2000, .va_bits = 47 }, .ret = -EINVAL,
	  .field = "root" },
	{ "52 bits", { .va_bits = 52 }, .ret = -EINVAL, .field = "va-bits" },
	{ "TG0 4K", { .root = 0 }, { { "tcr", 0x0000000540100010 } }, .ret = -EINVAL,
	  .field = "tcr" },
	{ .is = NULL },
};

static const struct vec_format arm64_16k_vectors = {
	.format = "arm64-16k",
	.table = 0x3,
	.bits = 0x0078000000000cdf,
	.sets = arm64_16k_sets,
};

/* clang-format on */

#endif /* PTW_ARCH_ARM64_16K_VECTORS_H */
