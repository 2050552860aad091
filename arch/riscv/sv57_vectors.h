/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Vectors of riscv-sv57: the rows of riscv-sv39 and riscv-sv48 under a fifth level, and
 * that level. By hand, from the RISC-V Privileged Architecture, "Sv57".
 */
#ifndef PTW_ARCH_RISCV_SV57_VECTORS_H
#define PTW_ARCH_RISCV_SV57_VECTORS_H

#include "sv48_vectors.h"

/* clang-format off */

static const struct vec_pte sv57_plain[] = {
	{ "empty, level 4", 4, .pte = 0x0000000000000000, .kind = PTW_HOLE,
	  .shift = 48 },
	{ "only V clear, level 4", 4, .pte = 0xfffffffffffffffe, .kind = PTW_HOLE,
	  .shift = 48 },
	{ "256T", 4, .pte = 0x00004000000000df, .kind = PTW_LEAF,
	  .pa = 0x1000000000000, .shift = 48, .rights = "rwx rw-", .attr = "accessed dirty", .memtype = "pma" },
	{ "256T, the kernel's, R X, G", 4, .pte = 0x000040000000006b, .kind = PTW_LEAF,
	  .pa = 0x1000000000000, .shift = 48, .rights = "--- r-x", .attr = "accessed global" },
	{ "256T, X alone", 4, .pte = 0x0000400000000059, .kind = PTW_LEAF,
	  .pa = 0x1000000000000, .shift = 48, .rights = "--x ---", .attr = "accessed" },
	{ "256T, A clear", 4, .pte = 0x0000400000000087, .kind = PTW_LEAF,
	  .reason = PTW_REASON_ACCESS_FLAG, .pa = 0x1000000000000, .shift = 48, .rights = "--- rw-", .attr = "dirty" },
	{ "256T, D clear", 4, .pte = 0x0000400000000047, .kind = PTW_LEAF,
	  .pa = 0x1000000000000, .shift = 48, .rights = "--- r--", .attr = "accessed" },
	{ "256T, NC", 4, .pte = 0x20004000000000df, .kind = PTW_LEAF,
	  .pa = 0x1000000000000, .shift = 48, .rights = "rwx rw-", .attr = "accessed dirty", .memtype = "nc" },
	{ "256T, highest address", 4, .pte = 0x003fc000000000c3, .kind = PTW_LEAF,
	  .pa = 0xff000000000000, .shift = 48, .rights = "--- r--", .attr = "accessed dirty" },
	{ "256T, misaligned: lowest bit", 4, .pte = 0x00004000000004df, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 48 },
	{ "256T, misaligned: as 512G is aligned", 4, .pte = 0x00004020000000df, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 48 },
	{ "256T, misaligned: highest bit", 4, .pte = 0x00006000000000df, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 48 },
	{ "256T, misaligned, X alone", 4, .pte = 0x0000400000000449, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 48 },
	{ "256T, N", 4, .pte = 0x80004000000000df, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 48 },
	{ "256T, N and 64K's low bits", 4, .pte = 0x80004000000020df, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 48 },
	{ "256T, bits 62:61 are 3", 4, .pte = 0x60004000000000df, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 48 },
	{ "256T, bit 60", 4, .pte = 0x10004000000000df, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 48 },
	{ "256T, W alone", 4, .pte = 0x00004000000000c5, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 48 },
	{ "table, level 4", 4, .pte = 0x0000000048d15801, .kind = PTW_TABLE,
	  .pa = 0x123456000 },
	{ "table, level 4, G and RSW", 4, .pte = 0x0000000048d15b21, .kind = PTW_TABLE,
	  .pa = 0x123456000 },
	{ "table, level 4, highest address", 4, .pte = 0x003ffffffffffc01, .kind = PTW_TABLE,
	  .pa = 0xfffffffffff000 },
	{ "table, level 4, U", 4, .pte = 0x0000000048d15811, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 48 },
	{ "table, level 4, A", 4, .pte = 0x0000000048d15841, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 48 },
	{ "table, level 4, D", 4, .pte = 0x0000000048d15881, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 48 },
	{ "table, level 4, N", 4, .pte = 0x8000000048d15801, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 48 },
	{ "table, level 4, N and 64K's low bits", 4, .pte = 0x8000000048d17801, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 48 },
	{ "table, level 4, NC", 4, .pte = 0x2000000048d15801, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 48 },
	{ "table, level 4, IO", 4, .pte = 0x4000000048d15801, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 48 },
	{ "table, level 4, bit 54", 4, .pte = 0x0040000048d15801, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 48 },
	{ "table, level 4, bit 60", 4, .pte = 0x1000000048d15801, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 48 },
	{ "table, level 4, W", 4, .pte = 0x0000000048d15805, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 48 },
	{ .is = NULL },
};

/* Index 1 at every level: 0x1008040201000 */
static const struct vec_walk sv57_walks[] = {
	{ "4K through five tables", 0x1008040201abc, PTW_WANT_WRITE | PTW_WANT_USER, 0,
	  PTW_LEAF, PTW_REASON_NONE, 0, 0xdeadbabc, 0x37ab6cdf, 12, 0, "rwx rw-",
	  { { 0x8, 0x401 }, { 0x1008, 0x801 }, { 0x2008, 0xc01 }, { 0x3008, 0x1001 },
	    { 0x4008, 0x37ab6cdf } } },
	{ "64K: the last of its pages", 0x100804020fabc, PTW_WANT_READ, 0, PTW_LEAF,
	  PTW_REASON_NONE, 0, 0x1234fabc, 0x80000000048d20df, 12, 16, "rwx rw-",
	  { { 0x8, 0x401 }, { 0x1008, 0x801 }, { 0x2008, 0xc01 }, { 0x3008, 0x1001 },
	    { 0x4078, 0x80000000048d20df } } },
	{ "512G", 0x1008040201abc, PTW_WANT_READ, 0, PTW_LEAF,
	  PTW_REASON_NONE, 3, 0x10040201abc, 0x40000000cf, 39, 0, "--- rwx",
	  { { 0x8, 0x401 }, { 0x1008, 0x40000000cf } } },
	{ "256T", 0x1008040201abc, PTW_WANT_READ, 0, PTW_LEAF,
	  PTW_REASON_NONE, 4, 0x2008040201abc, 0x8000000000cf, 48, 0, "--- rwx",
	  { { 0x8, 0x8000000000cf } } },
	{ "the last address of the lower half", 0x00ffffffffffffff, 0, 0, PTW_LEAF,
	  PTW_REASON_NONE, 4, 0xffffffffffff, 0xcf, 48, 0, "--- rwx", { { 0x7f8, 0xcf } } },
	{ "one more", 0x0100000000000000, 0, -ERANGE, PTW_RANGE,
	  PTW_REASON_NON_CANONICAL, 0, 0, 0, 0, 0, NULL, { { 0x800, 0xcf } } },
	{ "one less than the upper half", 0xfeffffffffffffff, 0, -ERANGE, PTW_RANGE,
	  PTW_REASON_NON_CANONICAL, 0, 0, 0, 0, 0, NULL, { { 0x7f8, 0xcf } } },
	{ "the upper half's first address", 0xff00000000000000, 0, 0, PTW_LEAF,
	  PTW_REASON_NONE, 4, 0, 0xcf, 48, 0, "--- rwx", { { 0x800, 0xcf } } },
	{ .is = NULL },
};

static const struct vec_set sv57_sets[] = {
	{ "56 bits", { .root1 = PTW_NO_ROOT }, .ptes = sv39_plain, .walks = sv57_walks },
	{ "56 bits", { .root1 = PTW_NO_ROOT }, .ptes = sv48_plain },
	{ "56 bits", { .root1 = PTW_NO_ROOT }, .ptes = sv57_plain },
	{ "56 bits, by satp", { .root1 = PTW_NO_ROOT }, { { "satp", 0xa000000000000007 } },
	  .ptes = sv57_plain, .walks = sv57_walks },
	{ "36 bits", { .root1 = PTW_NO_ROOT, .pa_bits = 36 }, .ptes = sv39_narrow },
	{ "32 bits", { .root1 = PTW_NO_ROOT, .pa_bits = 32 }, .ptes = sv48_narrow },
	{ "A and D by hardware", { .root1 = PTW_NO_ROOT }, { { "menvcfg", SV_ADUE } },
	  .ptes = sv39_hardware_ad },
	{ "four levels", { .root1 = PTW_NO_ROOT }, { { "satp", 0x9000000000000000 } }, .ret = -EINVAL,
	  .field = "satp" },
	{ "48 bits of address", { .root1 = PTW_NO_ROOT, .va_bits = 48 }, .ret = -EINVAL,
	  .field = "va-bits" },
	{ .is = NULL },
};

static const struct vec_format sv57_vectors = {
	.format = "riscv-sv57",
	.table = 0x1,
	.shift = 2,
	.bits = SV_BITS,
	.sets = sv57_sets,
};

/* clang-format on */

#endif /* PTW_ARCH_RISCV_SV57_VECTORS_H */
