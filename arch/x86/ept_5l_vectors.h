/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Vectors of ept-5l: the rows of ept under a fifth level, and that level. By hand, from the
 * Intel SDM, volume 3C, "EPT Translation Mechanism".
 */
#ifndef PTW_ARCH_X86_EPT_5L_VECTORS_H
#define PTW_ARCH_X86_EPT_5L_VECTORS_H

#include "ept_vectors.h"

/* clang-format off */

static const struct vec_pte ept_5l_plain[] = {
	{ "empty, level 4", 4, .kind = PTW_HOLE,
	  .shift = 48 },
	{ "only R W X clear, level 4", 4, .pte = 0xfffffffffffffff8, .kind = PTW_HOLE,
	  .shift = 48 },
	{ "PML4 table", 4, .pte = 0x0000000123456007, .kind = PTW_TABLE,
	  .pa = 0x123456000 },
	{ "PML4 table, X alone", 4, .pte = 0x0000000123456004, .kind = PTW_TABLE,
	  .pa = 0x123456000 },
	{ "PML4 table, bits 63:52 and 11:8 are ignored", 4, .pte = 0xfff0000123456f07, .kind = PTW_TABLE,
	  .pa = 0x123456000 },
	{ "PML5E, bit 7", 4, .pte = 0x0000000123456087, .kind = PTW_BAD,
	  .reason = PTW_REASON_MISCONFIG, .shift = 48 },
	{ "PML5E, bit 3", 4, .pte = 0x000000012345600f, .kind = PTW_BAD,
	  .reason = PTW_REASON_MISCONFIG, .shift = 48 },
	{ "PML5E, W alone", 4, .pte = 0x0000000123456002, .kind = PTW_BAD,
	  .reason = PTW_REASON_MISCONFIG, .shift = 48 },
	{ .is = NULL },
};

static const struct vec_pte ept_5l_narrow[] = {
	{ "PML4 table, highest address", 4, .pte = 0x0000000ffffff007, .kind = PTW_TABLE,
	  .pa = 0xffffff000 },
	{ "PML5E, address bit 36", 4, .pte = 0x0000001000000007, .kind = PTW_BAD,
	  .reason = PTW_REASON_MISCONFIG, .shift = 48 },
	{ .is = NULL },
};

/* Index 1 at every level: 0x1008040201000 */
static const struct vec_walk ept_5l_walks[] = {
	{ "4K through five tables", 0x0001008040201abc, PTW_WANT_WRITE | PTW_WANT_USER, 0,
	  PTW_LEAF, PTW_REASON_NONE, 0, 0xdeadbabc, 0xdeadb037, 12, 0, "rwx rwx",
	  { { 0x8, 0x1007 }, { 0x1008, 0x2007 }, { 0x2008, 0x3007 }, { 0x3008, 0x4007 },
	    { 0x4008, 0xdeadb037 } } },
	{ "W is clear in the PML5E", 0x0001008040201abc, PTW_WANT_WRITE, -EACCES,
	  PTW_LEAF, PTW_REASON_PERMISSION, 2, 0x201abc, 0xb7, 30, 0, "r-x r-x",
	  { { 0x8, 0x1005 }, { 0x1008, 0x2007 }, { 0x2008, 0xb7 } } },
	{ "the last address", 0x01ffffffffffffff, 0, 0, PTW_LEAF, PTW_REASON_NONE, 2,
	  0x7fffffff, 0x400000b7, 30, 0, "rwx rwx",
	  { { 0xff8, 0x1007 }, { 0x1ff8, 0x2007 }, { 0x2ff8, 0x400000b7 } } },
	{ "one more bit", 0x0200000000000000, 0, -ERANGE, PTW_RANGE, PTW_REASON_NON_CANONICAL,
	  0, 0, 0, 0, 0, NULL, { { 0, 0x1007 } } },
	{ .is = NULL },
};

static const struct vec_set ept_5l_sets[] = {
	{ "52 bits", { .root1 = PTW_NO_ROOT }, .ptes = ept_plain, .walks = ept_5l_walks },
	{ "52 bits", { .root1 = PTW_NO_ROOT }, .ptes = ept_5l_plain },
	{ "52 bits, by EPTP", { .root1 = PTW_NO_ROOT }, { { "eptp", 0x66 } },
	  .ptes = ept_5l_plain, .walks = ept_5l_walks },
	{ "36 bits", { .root1 = PTW_NO_ROOT, .pa_bits = 36 }, .ptes = ept_narrow },
	{ "36 bits", { .root1 = PTW_NO_ROOT, .pa_bits = 36 }, .ptes = ept_5l_narrow },
	{ "mode-based execution", { .root1 = PTW_NO_ROOT }, { { "mbec", 1 } }, .ptes = ept_mbec },
	{ "no A and D", { .root1 = PTW_NO_ROOT }, { { "eptp", 0x26 } }, .ptes = ept_no_ad },
	{ "four levels", { .root1 = PTW_NO_ROOT }, { { "eptp", 0x5e } }, .ret = -EINVAL,
	  .field = "eptp" },
	{ "48 bits of address", { .root1 = PTW_NO_ROOT, .va_bits = 48 }, .ret = -EINVAL,
	  .field = "va-bits" },
	{ .is = NULL },
};

static const struct vec_format ept_5l_vectors = {
	.format = "ept-5l",
	.table = 0x407,
	.bits = 0x7ff,
	.sets = ept_5l_sets,
};

/* clang-format on */

#endif /* PTW_ARCH_X86_EPT_5L_VECTORS_H */
