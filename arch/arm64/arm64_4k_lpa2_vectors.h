/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Vectors of arm64-4k-lpa2. By hand, from the Arm ARM (DDI 0487), "VMSAv8-64 translation table
 * format descriptors", 4KB granule, 52-bit output.
 */
#ifndef PTW_ARCH_ARM64_4K_LPA2_VECTORS_H
#define PTW_ARCH_ARM64_4K_LPA2_VECTORS_H

#include "arm64_vectors.h"

/* clang-format off */

/* Bits 9:8 of a pte are bits 51:50 of its address. */
static const struct vec_pte arm64_4k_lpa2_sizes[] = {
	{ "page", 0, .pte = 0x0000000012345403, .kind = PTW_LEAF, .pa = 0x12345000, .shift = 12,
	  .rights = "--x rwx", .attr = "accessed global" },
	{ "page, bit 8 is address bit 50", 0, .pte = 0x0000000012345503, .kind = PTW_LEAF,
	  .pa = 0x4000012345000, .shift = 12, .rights = "--x rwx", .attr = "accessed global" },
	{ "page, bits 49:48", 0, .pte = 0x0003000012345403, .kind = PTW_LEAF,
	  .pa = 0x3000012345000, .shift = 12, .rights = "--x rwx", .attr = "accessed global" },
	{ "page, highest address", 0, .pte = 0x0003fffffffff703, .kind = PTW_LEAF,
	  .pa = 0xffffffffff000, .shift = 12, .rights = "--x rwx", .attr = "accessed global" },
	{ "page, Contiguous: 16 x 4K", 0, .pte = 0x0010000012345403, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .run = 16, .rights = "--x rwx",
	  .attr = "accessed global contiguous" },
	{ "2M block, highest address", 1, .pte = 0x0003ffffffe00701, .kind = PTW_LEAF,
	  .pa = 0xfffffffe00000, .shift = 21, .rights = "--x rwx", .attr = "accessed global" },
	{ "2M block, Contiguous: 16 x 2M", 1, .pte = 0x0010000012200401, .kind = PTW_LEAF,
	  .pa = 0x12200000, .shift = 21, .run = 25, .rights = "--x rwx",
	  .attr = "accessed global contiguous" },
	{ "1G block, highest address", 2, .pte = 0x0003ffffc0000701, .kind = PTW_LEAF,
	  .pa = 0xfffffc0000000, .shift = 30, .rights = "--x rwx", .attr = "accessed global" },
	{ "1G block, Contiguous: 16 x 1G", 2, .pte = 0x0010000040000401, .kind = PTW_LEAF,
	  .pa = 0x40000000, .shift = 30, .run = 34, .rights = "--x rwx",
	  .attr = "accessed global contiguous" },
	{ "512G block, highest address", 3, .pte = 0x0003ff8000000701, .kind = PTW_LEAF,
	  .pa = 0xfff8000000000, .shift = 39, .rights = "--x rwx", .attr = "accessed global" },
	{ "512G block, Contiguous is RES0", 3, .pte = 0x0010008000000401, .kind = PTW_LEAF,
	  .pa = 0x8000000000, .shift = 39, .rights = "--x rwx", .attr = "accessed global" },
	{ "no block at level -1", 4, .pte = 0x0000000000000401, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 48 },
	{ "table at level 2, bit 8 is address bit 50", 1, .pte = 0x0000000123456103,
	  .kind = PTW_TABLE, .pa = 0x4000123456000 },
	{ "table at level 0", 3, .pte = 0x0000000123456003, .kind = PTW_TABLE, .pa = 0x123456000 },
	{ "table at level -1, highest address", 4, .pte = 0x0003fffffffff303, .kind = PTW_TABLE,
	  .pa = 0xffffffffff000 },
	{ "invalid at level -1", 4, .pte = 0xfffffffffffffffe, .kind = PTW_HOLE, .shift = 48 },
	{ "invalid at level 0", 3, .kind = PTW_HOLE, .shift = 39 },
	{ .is = NULL },
};

static const struct vec_pte arm64_4k_lpa2_48[] = {
	{ "page, highest address", 0, .pte = 0x0000fffffffff403, .kind = PTW_LEAF,
	  .pa = 0xfffffffff000, .shift = 12, .rights = "--x rwx", .attr = "accessed global" },
	{ "page, bit 8", 0, .pte = 0x0000000012345503, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 12 },
	{ "page, bit 48", 0, .pte = 0x0001000012345403, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 12 },
	{ "512G block, bit 9", 3, .pte = 0x0000000000000601, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 39 },
	{ "table at level -1, bit 49", 4, .pte = 0x0002000000000003, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 48 },
	{ "table at level -1, bit 9", 4, .pte = 0x0000000000000203, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 48 },
	{ .is = NULL },
};

/* 36 bits of output: a 512G block has only address bits that are too wide. */
static const struct vec_pte arm64_4k_lpa2_36[] = {
	{ "512G block at pa 0", 3, .pte = 0x0000000000000401, .kind = PTW_LEAF, .pa = 0,
	  .shift = 39, .rights = "--x rwx", .attr = "accessed global" },
	{ "512G block, bits 38:36 are RES0", 3, .pte = 0x0000007000000401, .kind = PTW_LEAF,
	  .pa = 0, .shift = 39, .rights = "--x rwx", .attr = "accessed global" },
	{ "512G block, bit 39", 3, .pte = 0x0000008000000401, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 39 },
	{ "1G block, bit 36", 2, .pte = 0x0000001000000401, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 30 },
	{ "table at level 0, bit 36", 3, .pte = 0x0000001000000003, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 39 },
	{ .is = NULL },
};

static const struct vec_pte arm64_4k_lpa2_linux[] = {
	{ "PROT_NONE above 50 bits", 0, .pte = 0x0060000012345d82, .kind = PTW_SOFT, .shift = 12,
	  .attr = "accessed", .soft = { .state = PTW_STATE_PROTNONE, .pa = 0x4000012345000 } },
	{ "write migration, young and dirty above the 40 bits of a pfn", 0,
	  .pte = 0x0030000012345780, .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_MIGRATION, .pa = 0x12345000, .swap_type = 30 } },
	{ .is = NULL },
};

/* Index 1 at every level: 0x1008040201000. Of 52 bits the root has four: 16 slots. */
static const struct vec_walk arm64_4k_lpa2_walks[] = {
	{ "page through five tables", 0x0001008040201abc, PTW_WANT_WRITE | PTW_WANT_USER, 0,
	  PTW_LEAF, PTW_REASON_NONE, 0, 0xdeadbabc, 0xdeadb443, 12, 0, "rwx rw-",
	  { { 0x8, 0x1003 }, { 0x1008, 0x2003 }, { 0x2008, 0x3003 }, { 0x3008, 0x4003 },
	    { 0x4008, 0xdeadb443 } } },
	{ "the last address", 0xffffffffffffffff, 0, 0, PTW_LEAF, PTW_REASON_NONE, 3,
	  0xffffffffff, 0x8000000401, 39, 0, "--x rwx",
	  { { 0x78, 0x1003 }, { 0x1ff8, 0x8000000401 } } },
	{ "one more bit", 0x0010000000000000, 0, -ERANGE, PTW_RANGE, PTW_REASON_NON_CANONICAL,
	  0, 0, 0, 0, 0, NULL, { { 0, 0x1003 } } },
	{ .is = NULL },
};

/* T0SZ and T1SZ 12, TG0 and TG1 4K, IPS 52 bits, DS */
#define ARM64_4K_LPA2_TCR 0x08000006800c000cULL

static const struct vec_set arm64_4k_lpa2_sets[] = {
	{ "no registers", { .root = 0 }, { ARM64_VEC_MAIR }, .ptes = arm64_pages,
	  .walks = arm64_4k_lpa2_walks },
	{ "by TCR", { .root = 0 }, { { "tcr", ARM64_4K_LPA2_TCR } },
	  .ptes = arm64_4k_lpa2_sizes, .walks = arm64_4k_lpa2_walks },
	{ "48 bits of address", { .va_bits = 48 }, { ARM64_VEC_MAIR }, .ptes = arm64_pages },
	{ "48 bits by IPS", { .root = 0 }, { { "tcr", 0x08000005800c000c } },
	  .ptes = arm64_4k_lpa2_48 },
	{ "36 bits", { .pa_bits = 36 }, .ptes = arm64_4k_lpa2_36 },
	{ "linux-6.12", { .os = "linux-6.12" }, .ptes = arm64_4k_lpa2_linux },
	{ "a root of two slots, by 64 bytes", { .root = 0x40, .va_bits = 49 }, .ret = 0 },
	{ "a root of two slots, by 16 bytes", { .root = 0x10, .va_bits = 49 }, .ret = -EINVAL,
	  .field = "root" },
	{ "the same, with 48 bits of output", { .root = 0x10, .va_bits = 49, .pa_bits = 48 },
	  .ret = -EINVAL, .field = "root" },
	{ "DS clear", { .root = 0 }, { { "tcr", 0x0000000680100010 } }, .ret = -EINVAL,
	  .field = "tcr" },
	{ .is = NULL },
};

static const struct vec_format arm64_4k_lpa2_vectors = {
	.format = "arm64-4k-lpa2",
	.table = 0x3,
	.bits = 0x0078000000000cdf,
	.sets = arm64_4k_lpa2_sets,
};

/* clang-format on */

#endif /* PTW_ARCH_ARM64_4K_LPA2_VECTORS_H */
