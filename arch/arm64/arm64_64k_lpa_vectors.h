/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Vectors of arm64-64k-lpa. By hand, from the Arm ARM (DDI 0487), "VMSAv8-64 translation table
 * format descriptors", 64KB granule, 52-bit output.
 */
#ifndef PTW_ARCH_ARM64_64K_LPA_VECTORS_H
#define PTW_ARCH_ARM64_64K_LPA_VECTORS_H

#include "arm64_vectors.h"

/* clang-format off */

/* Bits 15:12 of a pte are bits 51:48 of its address. */
static const struct vec_pte arm64_64k_lpa_sizes[] = {
	{ "page", 0, .pte = 0x0000000012340403, .kind = PTW_LEAF, .pa = 0x12340000, .shift = 16,
	  .rights = "--x rwx", .attr = "accessed global" },
	{ "page, bit 12 is address bit 48", 0, .pte = 0x0000000012341403, .kind = PTW_LEAF,
	  .pa = 0x1000012340000, .shift = 16, .rights = "--x rwx", .attr = "accessed global" },
	{ "page, highest address", 0, .pte = 0x0000fffffffff403, .kind = PTW_LEAF,
	  .pa = 0xfffffffff0000, .shift = 16, .rights = "--x rwx", .attr = "accessed global" },
	{ "page, Contiguous: 32 x 64K", 0, .pte = 0x0010000012340403, .kind = PTW_LEAF,
	  .pa = 0x12340000, .shift = 16, .run = 21, .rights = "--x rwx",
	  .attr = "accessed global contiguous" },
	{ "512M block, highest address", 1, .pte = 0x0000ffffe000f401, .kind = PTW_LEAF,
	  .pa = 0xfffffe0000000, .shift = 29, .rights = "--x rwx", .attr = "accessed global" },
	{ "512M block, bits 28:16 are RES0", 1, .pte = 0x000000003fff0401, .kind = PTW_LEAF,
	  .pa = 0x20000000, .shift = 29, .rights = "--x rwx", .attr = "accessed global" },
	{ "512M block, Contiguous: 32 x 512M", 1, .pte = 0x0010000020000401, .kind = PTW_LEAF,
	  .pa = 0x20000000, .shift = 29, .run = 34, .rights = "--x rwx",
	  .attr = "accessed global contiguous" },
	{ "4T block, highest address", 2, .pte = 0x0000fc000000f401, .kind = PTW_LEAF,
	  .pa = 0xffc0000000000, .shift = 42, .rights = "--x rwx", .attr = "accessed global" },
	{ "4T block, Contiguous is RES0", 2, .pte = 0x0010040000000401, .kind = PTW_LEAF,
	  .pa = 0x40000000000, .shift = 42, .rights = "--x rwx", .attr = "accessed global" },
	{ "table at level 2, bit 13 is address bit 49", 1, .pte = 0x0000000012342003,
	  .kind = PTW_TABLE, .pa = 0x2000012340000 },
	{ "table at level 1, highest address", 2, .pte = 0x0000fffffffff003, .kind = PTW_TABLE,
	  .pa = 0xfffffffff0000 },
	{ "invalid at level 1", 2, .pte = 0xfffffffffffffffe, .kind = PTW_HOLE, .shift = 42 },
	{ .is = NULL },
};

/* 48 bits of output: bits 15:12 are still an address, and too wide. */
static const struct vec_pte arm64_64k_lpa_48[] = {
	{ "page, highest address", 0, .pte = 0x0000ffffffff0403, .kind = PTW_LEAF,
	  .pa = 0xffffffff0000, .shift = 16, .rights = "--x rwx", .attr = "accessed global" },
	{ "page, bit 12", 0, .pte = 0x0000000012341403, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 16 },
	{ "512M block, bit 15", 1, .pte = 0x0000000020008401, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 29 },
	{ "4T block, bit 12", 2, .pte = 0x0000040000001401, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 42 },
	{ "table at level 1, bit 14", 2, .pte = 0x0000000012344003, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 42 },
	{ .is = NULL },
};

/* 36 bits of output: a 4T block has only address bits that are too wide. */
static const struct vec_pte arm64_64k_lpa_36[] = {
	{ "4T block at pa 0", 2, .pte = 0x0000000000000401, .kind = PTW_LEAF, .pa = 0,
	  .shift = 42, .rights = "--x rwx", .attr = "accessed global" },
	{ "4T block, bits 41:36 are RES0", 2, .pte = 0x000003f000000401, .kind = PTW_LEAF,
	  .pa = 0, .shift = 42, .rights = "--x rwx", .attr = "accessed global" },
	{ "4T block, bit 42", 2, .pte = 0x0000040000000401, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 42 },
	{ "table at level 1, bit 36", 2, .pte = 0x0000001000000003, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 42 },
	{ "512M block, bit 36", 1, .pte = 0x0000001000000401, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 29 },
	{ .is = NULL },
};

static const struct vec_pte arm64_64k_lpa_linux[] = {
	{ "PROT_NONE above 48 bits", 0, .pte = 0x0060000012341f82, .kind = PTW_SOFT, .shift = 16,
	  .attr = "accessed", .soft = { .state = PTW_STATE_PROTNONE, .pa = 0x1000012340000 } },
	{ "write migration, pfn 0x100001234", 0, .pte = 0x0000100001234780, .kind = PTW_SOFT,
	  .shift = 16, .soft = { .state = PTW_STATE_MIGRATION, .pa = 0x1000012340000,
				 .swap_type = 30 } },
	{ .is = NULL },
};

/* Of 52 bits the root has ten: 1024 slots. */
static const struct vec_walk arm64_64k_lpa_walks[] = {
	{ "the last address", 0xffffffffffffffff, 0, 0, PTW_LEAF, PTW_REASON_NONE, 1,
	  0x3fffffff, 0x20000401, 29, 0, "--x rwx",
	  { { 0x1ff8, 0x10003 }, { 0x1fff8, 0x20000401 } } },
	{ "lowest address of the upper half", 0xfff0000000000000, 0, 0, PTW_LEAF,
	  PTW_REASON_NONE, 2, 0x40000000000, 0x40000000401, 42, 0, "--x rwx",
	  { { 0, 0x40000000401 } } },
	{ "one more bit", 0x0010000000000000, 0, -ERANGE, PTW_RANGE, PTW_REASON_NON_CANONICAL,
	  0, 0, 0, 0, 0, NULL, { { 0, 0x401 } } },
	{ .is = NULL },
};

/* T0SZ and T1SZ 12, TG0 and TG1 64K, IPS 52 bits */
#define ARM64_64K_LPA_TCR 0x00000006c00c400cULL

static const struct vec_set arm64_64k_lpa_sets[] = {
	{ "no registers", { .root = 0 }, { ARM64_VEC_MAIR }, .ptes = arm64_pages,
	  .walks = arm64_64k_lpa_walks },
	{ "by TCR", { .root = 0 }, { { "tcr", ARM64_64K_LPA_TCR } },
	  .ptes = arm64_64k_lpa_sizes, .walks = arm64_64k_lpa_walks },
	{ "48 bits by IPS", { .root = 0 }, { { "tcr", 0x00000005c00c400c } },
	  .ptes = arm64_64k_lpa_48 },
	{ "36 bits", { .pa_bits = 36 }, .ptes = arm64_64k_lpa_36 },
	{ "linux-6.12", { .os = "linux-6.12" }, .ptes = arm64_64k_lpa_linux },
	{ "a root above 48 bits", { .root = 1ULL << 51 }, .ret = 0 },
	{ "a root of two slots, by 64 bytes", { .root = 0x40, .va_bits = 43 }, .ret = 0 },
	{ "a root of two slots, by 16 bytes", { .root = 0x10, .va_bits = 43 }, .ret = -EINVAL,
	  .field = "root" },
	{ "the same, with 48 bits of output", { .root = 0x10, .va_bits = 43, .pa_bits = 48 },
	  .ret = 0 },
	{ "53 bits", { .va_bits = 53 }, .ret = -EINVAL, .field = "va-bits" },
	{ .is = NULL },
};

static const struct vec_format arm64_64k_lpa_vectors = {
	.format = "arm64-64k-lpa",
	.table = 0x3,
	.bits = 0x0078000000000cdf,
	.sets = arm64_64k_lpa_sets,
};

/* clang-format on */

#endif /* PTW_ARCH_ARM64_64K_LPA_VECTORS_H */
