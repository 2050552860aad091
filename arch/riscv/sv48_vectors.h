/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Vectors of riscv-sv48: the rows of riscv-sv39 under a fourth level, and that level. By
 * hand, from the RISC-V Privileged Architecture, "Sv48".
 */
#ifndef PTW_ARCH_RISCV_SV48_VECTORS_H
#define PTW_ARCH_RISCV_SV48_VECTORS_H

#include "sv39_vectors.h"

/* clang-format off */

static const struct vec_pte sv48_plain[] = {
	{ "empty, level 3", 3, .pte = 0x0000000000000000, .kind = PTW_HOLE,
	  .shift = 39 },
	{ "only V clear, level 3", 3, .pte = 0xfffffffffffffffe, .kind = PTW_HOLE,
	  .shift = 39 },
	{ "512G", 3, .pte = 0x00000020000000df, .kind = PTW_LEAF,
	  .pa = 0x8000000000, .shift = 39, .rights = "rwx rw-", .attr = "accessed dirty", .memtype = "pma" },
	{ "512G, the kernel's, R X, G", 3, .pte = 0x000000200000006b, .kind = PTW_LEAF,
	  .pa = 0x8000000000, .shift = 39, .rights = "--- r-x", .attr = "accessed global" },
	{ "512G, X alone", 3, .pte = 0x0000002000000059, .kind = PTW_LEAF,
	  .pa = 0x8000000000, .shift = 39, .rights = "--x ---", .attr = "accessed" },
	{ "512G, A clear", 3, .pte = 0x0000002000000087, .kind = PTW_LEAF,
	  .reason = PTW_REASON_ACCESS_FLAG, .pa = 0x8000000000, .shift = 39, .rights = "--- rw-", .attr = "dirty" },
	{ "512G, D clear", 3, .pte = 0x0000002000000047, .kind = PTW_LEAF,
	  .pa = 0x8000000000, .shift = 39, .rights = "--- r--", .attr = "accessed" },
	{ "512G, NC", 3, .pte = 0x20000020000000df, .kind = PTW_LEAF,
	  .pa = 0x8000000000, .shift = 39, .rights = "rwx rw-", .attr = "accessed dirty", .memtype = "nc" },
	{ "512G, highest address", 3, .pte = 0x003fffe0000000c3, .kind = PTW_LEAF,
	  .pa = 0xffff8000000000, .shift = 39, .rights = "--- r--", .attr = "accessed dirty" },
	{ "512G, misaligned: lowest bit", 3, .pte = 0x00000020000004df, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 39 },
	{ "512G, misaligned: as 1G is aligned", 3, .pte = 0x00000020100000df, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 39 },
	{ "512G, misaligned: highest bit", 3, .pte = 0x00000030000000df, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 39 },
	{ "512G, misaligned, X alone", 3, .pte = 0x0000002000000449, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 39 },
	{ "512G, N", 3, .pte = 0x80000020000000df, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 39 },
	{ "512G, N and 64K's low bits", 3, .pte = 0x80000020000020df, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 39 },
	{ "512G, bits 62:61 are 3", 3, .pte = 0x60000020000000df, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 39 },
	{ "512G, bit 60", 3, .pte = 0x10000020000000df, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 39 },
	{ "512G, W alone", 3, .pte = 0x00000020000000c5, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 39 },
	{ "table, level 3", 3, .pte = 0x0000000048d15801, .kind = PTW_TABLE,
	  .pa = 0x123456000 },
	{ "table, level 3, G and RSW", 3, .pte = 0x0000000048d15b21, .kind = PTW_TABLE,
	  .pa = 0x123456000 },
	{ "table, level 3, highest address", 3, .pte = 0x003ffffffffffc01, .kind = PTW_TABLE,
	  .pa = 0xfffffffffff000 },
	{ "table, level 3, U", 3, .pte = 0x0000000048d15811, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 39 },
	{ "table, level 3, A", 3, .pte = 0x0000000048d15841, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 39 },
	{ "table, level 3, D", 3, .pte = 0x0000000048d15881, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 39 },
	{ "table, level 3, N", 3, .pte = 0x8000000048d15801, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 39 },
	{ "table, level 3, N and 64K's low bits", 3, .pte = 0x8000000048d17801, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 39 },
	{ "table, level 3, NC", 3, .pte = 0x2000000048d15801, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 39 },
	{ "table, level 3, IO", 3, .pte = 0x4000000048d15801, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 39 },
	{ "table, level 3, bit 54", 3, .pte = 0x0040000048d15801, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 39 },
	{ "table, level 3, bit 60", 3, .pte = 0x1000000048d15801, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 39 },
	{ "table, level 3, W", 3, .pte = 0x0000000048d15805, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 39 },
	{ .is = NULL },
};

/* 32 bits of physical address, fewer than a leaf of 512G is aligned to */
static const struct vec_pte sv48_narrow[] = {
	{ "512G at pa 0", 3, .pte = 0x00000000000000df, .kind = PTW_LEAF,
	  .pa = 0x0, .shift = 39, .rights = "rwx rw-", .attr = "accessed dirty" },
	{ "512G, address bit 39", 3, .pte = 0x00000020000000df, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 39 },
	{ "512G, misaligned beyond 32 bits", 3, .pte = 0x00000002000000df, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 39 },
	{ "512G, address bit 39, misaligned beyond 32 bits", 3, .pte = 0x00000022000000df, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 39 },
	{ "table, level 3, address bit 35", 3, .pte = 0x0000000200000001, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 39 },
	{ "table, level 3, highest address", 3, .pte = 0x000000003ffffc01, .kind = PTW_TABLE,
	  .pa = 0xfffff000 },
	{ .is = NULL },
};

/* Index 1 at every level: 0x8040201000 */
static const struct vec_walk sv48_walks[] = {
	{ "4K through four tables", 0x8040201abc, PTW_WANT_WRITE | PTW_WANT_USER, 0,
	  PTW_LEAF, PTW_REASON_NONE, 0, 0xdeadbabc, 0x37ab6cdf, 12, 0, "rwx rw-",
	  { { 0x8, 0x401 }, { 0x1008, 0x801 }, { 0x2008, 0xc01 }, { 0x3008, 0x37ab6cdf } } },
	{ "64K: the last of its pages", 0x804020fabc, PTW_WANT_READ, 0, PTW_LEAF,
	  PTW_REASON_NONE, 0, 0x1234fabc, 0x80000000048d20df, 12, 16, "rwx rw-",
	  { { 0x8, 0x401 }, { 0x1008, 0x801 }, { 0x2008, 0xc01 }, { 0x3078, 0x80000000048d20df } } },
	{ "512G", 0x8040201abc, PTW_WANT_READ, 0, PTW_LEAF,
	  PTW_REASON_NONE, 3, 0x10040201abc, 0x40000000cf, 39, 0, "--- rwx", { { 0x8, 0x40000000cf } } },
	{ "D in the root", 0x8040201abc, 0, -EUCLEAN, PTW_BAD,
	  PTW_REASON_RESERVED, 3, 0, 0x481, 39, 0, NULL, { { 0x8, 0x481 } } },
	{ "the last address of the lower half", 0x7fffffffffff, 0, 0, PTW_LEAF,
	  PTW_REASON_NONE, 3, 0x7fffffffff, 0xcf, 39, 0, "--- rwx", { { 0x7f8, 0xcf } } },
	{ "one more", 0x800000000000, 0, -ERANGE, PTW_RANGE,
	  PTW_REASON_NON_CANONICAL, 0, 0, 0, 0, 0, NULL, { { 0x800, 0xcf } } },
	{ "one less than the upper half", 0xffff7fffffffffff, 0, -ERANGE, PTW_RANGE,
	  PTW_REASON_NON_CANONICAL, 0, 0, 0, 0, 0, NULL, { { 0x7f8, 0xcf } } },
	{ "the upper half's first address", 0xffff800000000000, 0, 0, PTW_LEAF,
	  PTW_REASON_NONE, 3, 0, 0xcf, 39, 0, "--- rwx", { { 0x800, 0xcf } } },
	{ .is = NULL },
};

static const struct vec_set sv48_sets[] = {
	{ "56 bits", { .root1 = PTW_NO_ROOT }, .ptes = sv39_plain, .walks = sv48_walks },
	{ "56 bits", { .root1 = PTW_NO_ROOT }, .ptes = sv48_plain },
	{ "56 bits, by satp", { .root1 = PTW_NO_ROOT }, { { "satp", 0x9000000000000007 } },
	  .ptes = sv48_plain, .walks = sv48_walks },
	{ "36 bits", { .root1 = PTW_NO_ROOT, .pa_bits = 36 }, .ptes = sv39_narrow },
	{ "32 bits", { .root1 = PTW_NO_ROOT, .pa_bits = 32 }, .ptes = sv48_narrow },
	{ "no memory types", { .root1 = PTW_NO_ROOT }, { { "menvcfg", 0 } }, .ptes = sv39_no_pbmt },
	{ "A and D by hardware", { .root1 = PTW_NO_ROOT }, { { "menvcfg", SV_ADUE } },
	  .ptes = sv39_hardware_ad },
	{ "MXR", { .root1 = PTW_NO_ROOT }, { { "sstatus", SV_MXR } }, .ptes = sv39_mxr },
	{ "three levels", { .root1 = PTW_NO_ROOT }, { { "satp", 0x8000000000000000 } }, .ret = -EINVAL,
	  .field = "satp" },
	{ "five levels", { .root1 = PTW_NO_ROOT }, { { "satp", 0xa000000000000000 } }, .ret = -EINVAL,
	  .field = "satp" },
	{ "39 bits of address", { .root1 = PTW_NO_ROOT, .va_bits = 39 }, .ret = -EINVAL,
	  .field = "va-bits" },
	{ .is = NULL },
};

static const struct vec_format sv48_vectors = {
	.format = "riscv-sv48",
	.table = 0x1,
	.shift = 2,
	.bits = SV_BITS,
	.sets = sv48_sets,
};

/* clang-format on */

#endif /* PTW_ARCH_RISCV_SV48_VECTORS_H */
