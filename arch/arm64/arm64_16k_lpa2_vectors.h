/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Vectors of arm64-16k-lpa2. By hand, from the Arm ARM (DDI 0487), "VMSAv8-64 translation table
 * format descriptors", 16KB granule, 52-bit output.
 */
#ifndef PTW_ARCH_ARM64_16K_LPA2_VECTORS_H
#define PTW_ARCH_ARM64_16K_LPA2_VECTORS_H

#include "arm64_vectors.h"

/* clang-format off */

/* Bits 9:8 of a pte are bits 51:50 of its address. */
static const struct vec_pte arm64_16k_lpa2_sizes[] = {
	{ "page, highest address", 0, .pte = 0x0003ffffffffc703, .kind = PTW_LEAF,
	  .pa = 0xfffffffffc000, .shift = 14, .rights = "--x rwx", .attr = "accessed global" },
	{ "page, bit 9 is address bit 51", 0, .pte = 0x0000000012344603, .kind = PTW_LEAF,
	  .pa = 0x8000012344000, .shift = 14, .rights = "--x rwx", .attr = "accessed global" },
	{ "page, bits 13:12 are RES0", 0, .pte = 0x0000000012347403, .kind = PTW_LEAF,
	  .pa = 0x12344000, .shift = 14, .rights = "--x rwx", .attr = "accessed global" },
	{ "page, Contiguous: 128 x 16K", 0, .pte = 0x0010000012344403, .kind = PTW_LEAF,
	  .pa = 0x12344000, .shift = 14, .run = 21, .rights = "--x rwx",
	  .attr = "accessed global contiguous" },
	{ "32M block, highest address", 1, .pte = 0x0003fffffe000701, .kind = PTW_LEAF,
	  .pa = 0xffffffe000000, .shift = 25, .rights = "--x rwx", .attr = "accessed global" },
	{ "32M block, Contiguous: 32 x 32M", 1, .pte = 0x0010000012000401, .kind = PTW_LEAF,
	  .pa = 0x12000000, .shift = 25, .run = 30, .rights = "--x rwx",
	  .attr = "accessed global contiguous" },
	{ "64G block, highest address", 2, .pte = 0x0003fff000000701, .kind = PTW_LEAF,
	  .pa = 0xffff000000000, .shift = 36, .rights = "--x rwx", .attr = "accessed global" },
	{ "64G block, Contiguous is RES0", 2, .pte = 0x0010001000000401, .kind = PTW_LEAF,
	  .pa = 0x1000000000, .shift = 36, .rights = "--x rwx", .attr = "accessed global" },
	{ "no block at level 0", 3, .pte = 0x0000000000000401, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 47 },
	{ "table at level 2", 1, .pte = 0x0000000123454003, .kind = PTW_TABLE, .pa = 0x123454000 },
	{ "table at level 0, highest address", 3, .pte = 0x0003ffffffffc303, .kind = PTW_TABLE,
	  .pa = 0xfffffffffc000 },
	{ .is = NULL },
};

/* 32 bits of output: below a 64G block's size */
static const struct vec_pte arm64_16k_lpa2_32[] = {
	{ "64G block, bits 35:32 are RES0", 2, .pte = 0x0000000f00000401, .kind = PTW_LEAF,
	  .pa = 0, .shift = 36, .rights = "--x rwx", .attr = "accessed global" },
	{ "64G block, bit 36", 2, .pte = 0x0000001000000401, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 36 },
	{ "64G block, bit 8", 2, .pte = 0x0000000000000501, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 36 },
	{ "32M block, bit 32", 1, .pte = 0x0000000100000401, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 25 },
	{ .is = NULL },
};

/* Index 1 at every level: 0x801002004000. Of 52 bits the root has five: 32 slots. */
static const struct vec_walk arm64_16k_lpa2_walks[] = {
	{ "page through four tables", 0x0000801002004abc, PTW_WANT_WRITE | PTW_WANT_USER, 0,
	  PTW_LEAF, PTW_REASON_NONE, 0, 0xdeadcabc, 0xdeadc443, 14, 0, "rwx rw-",
	  { { 0x8, 0x4003 }, { 0x4008, 0x8003 }, { 0x8008, 0xc003 }, { 0xc008, 0xdeadc443 } } },
	{ "the last address", 0xffffffffffffffff, 0, 0, PTW_LEAF, PTW_REASON_NONE, 2,
	  0x1fffffffff, 0x1000000401, 36, 0, "--x rwx",
	  { { 0xf8, 0x4003 }, { 0x7ff8, 0x1000000401 } } },
	{ .is = NULL },
};

/* T0SZ and T1SZ 12, TG0 and TG1 16K, IPS 52 bits, DS */
#define ARM64_16K_LPA2_TCR 0x08000006400c800cULL

static const struct vec_set arm64_16k_lpa2_sets[] = {
	{ "no registers", { .root = 0 }, { ARM64_VEC_MAIR }, .ptes = arm64_pages,
	  .walks = arm64_16k_lpa2_walks },
	{ "by TCR", { .root = 0 }, { { "tcr", ARM64_16K_LPA2_TCR } },
	  .ptes = arm64_16k_lpa2_sizes, .walks = arm64_16k_lpa2_walks },
	{ "32 bits", { .pa_bits = 32 }, .ptes = arm64_16k_lpa2_32 },
	{ "TG1 4K", { .root = 0 }, { { "tcr", 0x08000006800c800c } }, .ret = -EINVAL,
	  .field = "tcr" },
	{ .is = NULL },
};

static const struct vec_format arm64_16k_lpa2_vectors = {
	.format = "arm64-16k-lpa2",
	.table = 0x3,
	.bits = 0x0078000000000cdf,
	.sets = arm64_16k_lpa2_sets,
};

/* clang-format on */

#endif /* PTW_ARCH_ARM64_16K_LPA2_VECTORS_H */
