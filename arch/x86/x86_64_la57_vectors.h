/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Vectors of x86-64-la57: the rows of x86-64 under a fifth level, and that level. By
 * hand, from the Intel SDM, volume 3A, "4-Level Paging and 5-Level Paging".
 */
#ifndef PTW_ARCH_X86_64_LA57_VECTORS_H
#define PTW_ARCH_X86_64_LA57_VECTORS_H

#include "x86_64_vectors.h"

/* clang-format off */

static const struct vec_pte x86_64_la57_plain[] = {
	{ "empty, level 4", 4, .kind = PTW_HOLE, .shift = 48 },
	{ "only P clear, level 4", 4, .pte = 0xfffffffffffffffe, .kind = PTW_HOLE, .shift = 48 },
	{ "PML4 table", 4, .pte = 0x0000000123456067, .kind = PTW_TABLE, .pa = 0x123456000 },
	{ "PML4 table, bits that are ignored", 4, .pte = 0x7ff0000123456f7f,
	  .kind = PTW_TABLE, .pa = 0x123456000 },
	{ "PML4 table, highest address, XD", 4, .pte = 0x800ffffffffff001, .kind = PTW_TABLE,
	  .pa = 0xffffffffff000 },
	{ "PML5E, PS", 4, .pte = 0x0000000000000081, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 48 },
	{ .is = NULL },
};

static const struct vec_pte x86_64_la57_narrow[] = {
	{ "PML5E, address bit 36", 4, .pte = 0x0000001000000007, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 48 },
	{ "PML5E, XD", 4, .pte = 0x8000000100000007, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 48 },
	{ .is = NULL },
};

/* With five levels a kernel has 52 bits of physical address, 40 of pfn. */
static const struct vec_pte x86_64_la57_linux[] = {
	{ "write migration, beyond the 34 bits of four levels", 0, .pte = 0xefffe7fffdb97400,
	  .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_MIGRATION, .pa = 0xc00012345000, .swap_type = 29 } },
	{ "write migration, young and dirty above the 40 bits of a pfn", 0,
	  .pte = 0xeff9fffffdb97400, .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_MIGRATION, .pa = 0x12345000, .swap_type = 29 } },
	{ .is = NULL },
};

/* Index 1 at every level: 0x1008040201000 */
static const struct vec_walk x86_64_la57_walks[] = {
	{ "4K through five tables", 0x0001008040201abc, PTW_WANT_WRITE | PTW_WANT_USER, 0,
	  PTW_LEAF, PTW_REASON_NONE, 0, 0xdeadbabc, 0x80000000deadb067, 12, 0, "rw- rw-",
	  { { 0x8, 0x1067 }, { 0x1008, 0x2067 }, { 0x2008, 0x3067 }, { 0x3008, 0x4067 },
	    { 0x4008, 0x80000000deadb067 } } },
	{ "RW is clear in the PML5E", 0x0001008040201abc, PTW_WANT_WRITE, -EACCES,
	  PTW_LEAF, PTW_REASON_PERMISSION, 2, 0x201abc, 0xe7, 30, 0, "r-x r-x",
	  { { 0x8, 0x1065 }, { 0x1008, 0x2067 }, { 0x2008, 0xe7 } } },
	{ "P is clear in the PML5E", 0x0001008040201abc, 0, -ENOENT, PTW_HOLE,
	  PTW_REASON_NOT_PRESENT, 4, 0, 0, 48, 0, NULL, { { 0, 0x1067 } } },
	{ "highest address of the lower half", 0x00ffffffffffffff, 0, -ENOENT, PTW_HOLE,
	  PTW_REASON_NOT_PRESENT, 3, 0, 0x1066, 39, 0, NULL,
	  { { 0x7f8, 0x1067 }, { 0x1ff8, 0x1066 } } },
	{ "the first that is not canonical", 0x0100000000000000, 0, -ERANGE, PTW_RANGE,
	  PTW_REASON_NON_CANONICAL, 0, 0, 0, 0, 0, NULL, { { 0x800, 0x1067 } } },
	{ "the last that is not canonical", 0xfeffffffffffffff, 0, -ERANGE, PTW_RANGE,
	  PTW_REASON_NON_CANONICAL, 0, 0, 0, 0, 0, NULL, { { 0x7f8, 0x1067 } } },
	{ "lowest address of the upper half", 0xff00000000000000, 0, 0, PTW_LEAF,
	  PTW_REASON_NONE, 2, 0x40000000, 0x400000e7, 30, 0, "rwx rwx",
	  { { 0x800, 0x1067 }, { 0x1000, 0x2067 }, { 0x2000, 0x400000e7 } } },
	{ "the last address", 0xffffffffffffffff, 0, 0, PTW_LEAF, PTW_REASON_NONE, 2,
	  0x7fffffff, 0x400000e7, 30, 0, "rwx rwx",
	  { { 0xff8, 0x1067 }, { 0x1ff8, 0x2067 }, { 0x2ff8, 0x400000e7 } } },
	{ .is = NULL },
};

static const struct vec_walk x86_64_la57_lam_u57[] = {
	{ "metadata in bits 62:57", 0x7e01008040201abc, 0, 0, PTW_LEAF, PTW_REASON_NONE, 2,
	  0x201abc, 0x83, 30, 0, "--- rwx",
	  { { 0x8, 0x1067 }, { 0x1008, 0x2067 }, { 0x2008, 0x83 } } },
	{ "bit 56 is none of it", 0x7f01008040201abc, 0, -ERANGE, PTW_RANGE,
	  PTW_REASON_NON_CANONICAL, 0, 0, 0, 0, 0, NULL, { { 0x808, 0x1067 } } },
	{ .is = NULL },
};

/* Bits 56:48 are metadata too: no index but 0 is left for the root. */
static const struct vec_walk x86_64_la57_lam_u48[] = {
	{ "metadata in bits 62:48", 0x7fff008040201abc, 0, 0, PTW_LEAF, PTW_REASON_NONE, 2,
	  0x201abc, 0x83, 30, 0, "--- rwx",
	  { { 0, 0x1067 }, { 0x1008, 0x2067 }, { 0x2008, 0x83 } } },
	{ "metadata in bits 55:48, canonical as it is", 0x00ff008040201abc, 0, 0, PTW_LEAF,
	  PTW_REASON_NONE, 2, 0x201abc, 0x83, 30, 0, "--- rwx",
	  { { 0, 0x1067 }, { 0x1008, 0x2067 }, { 0x2008, 0x83 } } },
	{ "bit 47 is none of it", 0x0000808040201abc, 0, -ERANGE, PTW_RANGE,
	  PTW_REASON_NON_CANONICAL, 0, 0, 0, 0, 0, NULL, { { 0, 0x1067 } } },
	{ .is = NULL },
};

static const struct vec_walk x86_64_la57_lam_sup[] = {
	{ "metadata in bits 62:57", 0x8100000000000abc, 0, 0, PTW_LEAF, PTW_REASON_NONE, 2,
	  0xabc, 0x83, 30, 0, "--- rwx", { { 0x800, 0x1067 }, { 0x1000, 0x2067 }, { 0x2000, 0x83 } } },
	{ "bit 56 is none of it", 0xfe00000000000abc, 0, -ERANGE, PTW_RANGE,
	  PTW_REASON_NON_CANONICAL, 0, 0, 0, 0, 0, NULL, { { 0, 0x1067 } } },
	{ .is = NULL },
};

static const struct vec_set x86_64_la57_sets[] = {
	{ "52 bits", { .root1 = PTW_NO_ROOT }, .ptes = x86_64_plain,
	  .walks = x86_64_la57_walks },
	{ "52 bits", { .root1 = PTW_NO_ROOT }, .ptes = x86_64_la57_plain },
	{ "36 bits, no NX", { .root1 = PTW_NO_ROOT, .pa_bits = 36 }, { { "efer", 0x500 } },
	  .ptes = x86_64_narrow },
	{ "36 bits, no NX", { .root1 = PTW_NO_ROOT, .pa_bits = 36 }, { { "efer", 0x500 } },
	  .ptes = x86_64_la57_narrow },
	{ "32 bits", { .root1 = PTW_NO_ROOT, .pa_bits = 32 }, .ptes = x86_64_32_bits },
	{ "PAT", { .root1 = PTW_NO_ROOT }, { { "pat", 0x0600050100070406 } },
	  .ptes = x86_64_pat },
	{ "CR0.WP clear", { .root1 = PTW_NO_ROOT }, { { "cr0", 0x80000001 } },
	  .ptes = x86_64_no_wp },
	{ "encryption in bit 51", { .root1 = PTW_NO_ROOT, .pa_bits = 48, .enc_mask = 1ULL << 51 },
	  .ptes = x86_64_encrypted_above },
	{ "linux-6.1", { .root1 = PTW_NO_ROOT, .os = "linux-6.1" }, .ptes = x86_64_la57_linux },
	{ "linux-6.12", { .root1 = PTW_NO_ROOT, .os = "linux-6.12" }, .ptes = x86_64_linux_6_12 },
	{ "LAM_U57", { .root1 = PTW_NO_ROOT }, { { "cr3", 1ULL << 61 } },
	  .walks = x86_64_la57_lam_u57 },
	{ "LAM_U48", { .root1 = PTW_NO_ROOT }, { { "cr3", 1ULL << 62 } },
	  .walks = x86_64_la57_lam_u48 },
	{ "LAM_SUP", { .root1 = PTW_NO_ROOT }, { { "cr4", 0x10001020 } },
	  .walks = x86_64_la57_lam_sup },
	{ "4-level paging", { .root1 = PTW_NO_ROOT }, { { "cr4", 0x20 } }, .ret = -EINVAL,
	  .field = "cr4" },
	{ "48 bits of address", { .root1 = PTW_NO_ROOT, .va_bits = 48 }, .ret = -EINVAL,
	  .field = "va-bits" },
	{ .is = NULL },
};

static const struct vec_format x86_64_la57_vectors = {
	.format = "x86-64-la57",
	.table = 0x7,
	.bits = 0x80000000000011ff,
	.sets = x86_64_la57_sets,
};

/* clang-format on */

#endif /* PTW_ARCH_X86_64_LA57_VECTORS_H */
