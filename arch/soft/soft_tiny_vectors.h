/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Vectors of soft-tiny: levels of 4 slots, so 4K, 16K and 64K leaves, and a root that
 * stands anywhere in a page. By hand, from soft.h.
 */
#ifndef PTW_ARCH_SOFT_TINY_VECTORS_H
#define PTW_ARCH_SOFT_TINY_VECTORS_H

#include "soft_vectors.h"

/* clang-format off */

static const struct vec_pte soft_tiny_plain[] = {
	{ "leaf of a run of 2", 0, .pte = 0x0000000012345ffe, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .run = 13, .rights = "rwx rwx",
	  .attr = "accessed dirty global contiguous" },
	{ "16K leaf", 1, .pte = 0x00000000000040fe, .kind = PTW_LEAF, .pa = 0x4000,
	  .shift = 14, .rights = "rwx rwx" },
	{ "16K leaf, address bit 13", 1, .pte = 0x00000000000060fe, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 14 },
	{ "64K leaf of a run of 2", 2, .pte = 0x00000000000108fe, .kind = PTW_LEAF,
	  .pa = 0x10000, .shift = 16, .run = 17, .rights = "rwx rwx", .attr = "contiguous" },
	{ "leaf at the root", 3, .pte = 0x00000000000000fe, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 18 },
	{ "table, level 3", 3, .pte = 0x00000001234560fd, .kind = PTW_TABLE, .pa = 0x123456000 },
	{ .is = NULL },
};

/* Index 3 at every level is the last address, 0xfffff. */
static const struct vec_walk soft_tiny_walks[] = {
	{ "the last address, from a root at 0x40", 0xfffff, 0, 0, PTW_LEAF, PTW_REASON_NONE, 0,
	  0xdeadbfff, 0xdeadb0fe, 12, 0, "rwx rwx",
	  { { 0x58, 0x10fd }, { 0x1018, 0x20fd }, { 0x2018, 0x30fd }, { 0x3018, 0xdeadb0fe } } },
	{ "a run of two that is one", 0x1fff, PTW_CHECK_RUN, 0, PTW_LEAF, PTW_REASON_NONE, 0,
	  0xdeadbfff, 0xdeadb8fe, 12, 13, "rwx rwx",
	  { { 0x40, 0x10fd }, { 0x1000, 0x20fd }, { 0x2000, 0x30fd }, { 0x3000, 0xdeada8fe },
	    { 0x3008, 0xdeadb8fe } } },
	{ "a run, but for its accessed and dirty bits", 0x1fff, PTW_CHECK_RUN, 0, PTW_LEAF,
	  PTW_REASON_NONE, 0, 0xdeadbfff, 0xdeadb9fe, 12, 13, "rwx rwx",
	  { { 0x40, 0x10fd }, { 0x1000, 0x20fd }, { 0x2000, 0x30fd }, { 0x3000, 0xdeadaafe },
	    { 0x3008, 0xdeadb9fe } } },
	{ "no run: other rights", 0x1fff, PTW_CHECK_RUN, 0, PTW_LEAF, PTW_REASON_NONE, 0,
	  0xdeadbfff, 0xdeadb8fe, 12, 0, "rwx rwx",
	  { { 0x40, 0x10fd }, { 0x1000, 0x20fd }, { 0x2000, 0x30fd }, { 0x3000, 0xdeada87e },
	    { 0x3008, 0xdeadb8fe } } },
	{ "no run: another address", 0x1fff, PTW_CHECK_RUN, 0, PTW_LEAF, PTW_REASON_NONE, 0,
	  0xdeadbfff, 0xdeadb8fe, 12, 0, "rwx rwx",
	  { { 0x40, 0x10fd }, { 0x1000, 0x20fd }, { 0x2000, 0x30fd }, { 0x3000, 0xdead88fe },
	    { 0x3008, 0xdeadb8fe } } },
	{ "no run: not aligned", 0xfff, PTW_CHECK_RUN, 0, PTW_LEAF, PTW_REASON_NONE, 0,
	  0xdeadbfff, 0xdeadb8fe, 12, 0, "rwx rwx",
	  { { 0x40, 0x10fd }, { 0x1000, 0x20fd }, { 0x2000, 0x30fd }, { 0x3000, 0xdeadb8fe },
	    { 0x3008, 0xdeadc8fe } } },
	{ "no run: a hole in it", 0x1fff, PTW_CHECK_RUN, 0, PTW_LEAF, PTW_REASON_NONE, 0,
	  0xdeadbfff, 0xdeadb8fe, 12, 0, "rwx rwx",
	  { { 0x40, 0x10fd }, { 0x1000, 0x20fd }, { 0x2000, 0x30fd },
	    { 0x3008, 0xdeadb8fe } } },
	{ "behind the last", 0x100000, 0, -ERANGE, PTW_RANGE, PTW_REASON_NON_CANONICAL,
	  0, 0, 0, 0, 0, NULL, { { 0x40, 0x10fd } } },
	{ .is = NULL },
};

static const struct vec_set soft_tiny_sets[] = {
	{ "52 bits", { .root1 = PTW_NO_ROOT }, .ptes = soft_pages },
	{ "52 bits", { .root1 = PTW_NO_ROOT }, .ptes = soft_tiny_plain },
	{ "root at 0x40", { .root = 0x40, .root1 = PTW_NO_ROOT }, .walks = soft_tiny_walks },
	{ "a root inside a table", { .root = 0x10, .root1 = PTW_NO_ROOT }, .ret = -EINVAL,
	  .field = "root" },
	{ .is = NULL },
};

static const struct vec_format soft_tiny_vectors = {
	.format = "soft-tiny",
	.table = 0xfd,
	.bits = 0xfff,
	.sets = soft_tiny_sets,
};

/* clang-format on */

#endif /* PTW_ARCH_SOFT_TINY_VECTORS_H */
