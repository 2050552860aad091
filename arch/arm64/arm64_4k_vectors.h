/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Vectors of arm64-4k. By hand, from the Arm ARM (DDI 0487), "VMSAv8-64 translation
 * table format descriptors", 4KB granule, 48-bit output; and from the files of Linux
 * that arm64_linux.h names.
 */
#ifndef PTW_ARCH_ARM64_4K_VECTORS_H
#define PTW_ARCH_ARM64_4K_VECTORS_H

#include "arm64_vectors.h"

/* clang-format off */

static const struct vec_pte arm64_4k_sizes[] = {
	{ "page", 0, .pte = 0x0000000012345403, .kind = PTW_LEAF, .pa = 0x12345000, .shift = 12,
	  .rights = "--x rwx", .attr = "accessed global" },
	{ "page, highest address", 0, .pte = 0x0000fffffffff403, .kind = PTW_LEAF,
	  .pa = 0xfffffffff000, .shift = 12, .rights = "--x rwx", .attr = "accessed global" },
	{ "page, bits 49:48 are RES0", 0, .pte = 0x0003000012345403, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "--x rwx", .attr = "accessed global" },
	{ "page, SH", 0, .pte = 0x0000000012345703, .kind = PTW_LEAF, .pa = 0x12345000,
	  .shift = 12, .rights = "--x rwx", .attr = "accessed global" },
	{ "page, Contiguous: 16 x 4K", 0, .pte = 0x0010000012345403, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .run = 16, .rights = "--x rwx",
	  .attr = "accessed global contiguous" },
	{ "2M block", 1, .pte = 0x0000000012200401, .kind = PTW_LEAF, .pa = 0x12200000,
	  .shift = 21, .rights = "--x rwx", .attr = "accessed global" },
	{ "2M block, bits 20:12 are RES0", 1, .pte = 0x00000000123ff401, .kind = PTW_LEAF,
	  .pa = 0x12200000, .shift = 21, .rights = "--x rwx", .attr = "accessed global" },
	{ "2M block, Contiguous: 16 x 2M", 1, .pte = 0x0010000012200401, .kind = PTW_LEAF,
	  .pa = 0x12200000, .shift = 21, .run = 25, .rights = "--x rwx",
	  .attr = "accessed global contiguous" },
	{ "1G block", 2, .pte = 0x0000000040000401, .kind = PTW_LEAF, .pa = 0x40000000,
	  .shift = 30, .rights = "--x rwx", .attr = "accessed global" },
	{ "1G block, highest address", 2, .pte = 0x0000ffffc0000401, .kind = PTW_LEAF,
	  .pa = 0xffffc0000000, .shift = 30, .rights = "--x rwx", .attr = "accessed global" },
	{ "1G block, Contiguous: 16 x 1G", 2, .pte = 0x0010000040000401, .kind = PTW_LEAF,
	  .pa = 0x40000000, .shift = 30, .run = 34, .rights = "--x rwx",
	  .attr = "accessed global contiguous" },
	{ "no block at level 0", 3, .pte = 0x0000000000000401, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 39 },
	{ "table at level 2", 1, .pte = 0x0000000123456003, .kind = PTW_TABLE, .pa = 0x123456000 },
	{ "table at level 1", 2, .pte = 0x0000fffffffff003, .kind = PTW_TABLE,
	  .pa = 0xfffffffff000 },
	{ "table at level 0", 3, .pte = 0x0000000123456003, .kind = PTW_TABLE, .pa = 0x123456000 },
	{ "invalid at level 0", 3, .pte = 0xfffffffffffffffe, .kind = PTW_HOLE, .shift = 39 },
	{ "invalid at level 1", 2, .kind = PTW_HOLE, .shift = 30 },
	{ "invalid at level 2", 1, .kind = PTW_HOLE, .shift = 21 },
	{ "invalid at level 3", 0, .kind = PTW_HOLE, .shift = 12 },
	{ .is = NULL },
};

/* 40 bits of output, by IPS or by the configuration */
static const struct vec_pte arm64_4k_narrow[] = {
	{ "page, highest address", 0, .pte = 0x000000fffffff403, .kind = PTW_LEAF,
	  .pa = 0xfffffff000, .shift = 12, .rights = "--x rwx", .attr = "accessed global" },
	{ "page, bit 40", 0, .pte = 0x0000010000000403, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 12 },
	{ "page, bit 47", 0, .pte = 0x0000800000000403, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 12 },
	{ "page, bit 48 is RES0", 0, .pte = 0x0001000000000403, .kind = PTW_LEAF, .pa = 0,
	  .shift = 12, .rights = "--x rwx", .attr = "accessed global" },
	{ "reserved before address size", 0, .pte = 0x0000010000000401, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 12 },
	{ "2M block, bit 40", 1, .pte = 0x0000010000000401, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 21 },
	{ "1G block, bit 40", 2, .pte = 0x0000010000000401, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 30 },
	{ "table at level 2, bit 40", 1, .pte = 0x0000010000000003, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 21 },
	{ "table at level 1, bit 47", 2, .pte = 0x0000800000000003, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 30 },
	{ "table at level 0, bit 40", 3, .pte = 0x0000010000000003, .kind = PTW_BAD,
	  .reason = PTW_REASON_ADDRESS_SIZE, .shift = 39 },
	{ "table, highest address", 3, .pte = 0x000000fffffff003, .kind = PTW_TABLE,
	  .pa = 0xfffffff000 },
	{ "invalid, bit 40", 3, .pte = 0x0000010000000002, .kind = PTW_HOLE, .shift = 39 },
	{ .is = NULL },
};

/*
 * linux-6.1 as Debian builds it: types 0 to 26 swap files, 27 hwpoison, 28 to 30
 * migration, 31 failed swap-ins. Type in 7:3, offset in 57:8.
 */
static const struct vec_pte arm64_4k_linux_6_1[] = {
	{ "PROT_NONE: bit 58", 0, .pte = 0x0460000012345f82, .kind = PTW_SOFT, .shift = 12,
	  .attr = "accessed", .soft = { .state = PTW_STATE_PROTNONE, .pa = 0x12345000 } },
	{ "PROT_NONE, dirty, special", 0, .pte = 0x05e0000012345b82, .kind = PTW_SOFT,
	  .shift = 12, .attr = "dirty special",
	  .soft = { .state = PTW_STATE_PROTNONE, .pa = 0x12345000 } },
	{ "PROT_NONE 2M, Contiguous", 1, .pte = 0x0470000012200f80, .kind = PTW_SOFT,
	  .shift = 21, .attr = "accessed contiguous",
	  .soft = { .state = PTW_STATE_PROTNONE, .pa = 0x12200000 } },
	{ "2M in its split: bit 59", 1, .pte = 0x0860000012200fc0, .kind = PTW_SOFT,
	  .shift = 21, .attr = "accessed",
	  .soft = { .state = PTW_STATE_INVALID, .pa = 0x12200000 } },
	{ "swap, type 3, offset 0x123456", 0, .pte = 0x0000000012345618, .kind = PTW_SOFT,
	  .shift = 12,
	  .soft = { .state = PTW_STATE_SWAP, .swap_type = 3, .swap_offset = 0x123456 } },
	{ "swap, exclusive", 0, .pte = 0x000000001234561c, .kind = PTW_SOFT, .shift = 12,
	  .attr = "exclusive",
	  .soft = { .state = PTW_STATE_SWAP, .swap_type = 3, .swap_offset = 0x123456 } },
	{ "swap, last type, last offset", 0, .pte = 0x03ffffffffffffd0, .kind = PTW_SOFT,
	  .shift = 12, .soft = { .state = PTW_STATE_SWAP, .swap_type = 26,
				 .swap_offset = 0x3ffffffffffff } },
	{ "hwpoison, pfn 0x12345", 0, .pte = 0x00000000012345d8, .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_HWPOISON, .pa = 0x12345000, .swap_type = 27 } },
	{ "read migration", 0, .pte = 0x00000000012345e0, .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_MIGRATION, .pa = 0x12345000, .swap_type = 28 } },
	{ "read migration, exclusive", 0, .pte = 0x00000000012345e8, .kind = PTW_SOFT,
	  .shift = 12,
	  .soft = { .state = PTW_STATE_MIGRATION, .pa = 0x12345000, .swap_type = 29 } },
	{ "write migration, young and dirty above the 36 bits of a pfn", 0,
	  .pte = 0x00003000012345f0, .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_MIGRATION, .pa = 0x12345000, .swap_type = 30 } },
	{ "nothing is kept in a table of level 0", 3, .pte = 0x0000000012345618,
	  .kind = PTW_HOLE, .shift = 39 },
	{ "a failed swap-in", 0, .pte = 0x00000000012345f8, .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_MARKER, .swap_type = 31,
		    .marker = PTW_MARKER_POISONED } },
	{ "what would be swap, in the kernel half", 0, .upper = 1, .pte = 0x0000000012345618,
	  .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_INVALID, .pa = 0x12345000 } },
	{ "data, writable and clean", 0, .pte = 0x0068000012345fc3, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "r-- r--", .attr = "accessed" },
	{ "data, dirty by bit 55", 0, .pte = 0x00e0000012345fc3, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "r-- r--", .attr = "accessed dirty" },
	{ "zero page: special", 0, .pte = 0x0160000012345fc3, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "r-- r--", .attr = "accessed special" },
	{ "bit 58 of a valid pte is nothing", 0, .pte = 0x0460000012345fc3, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "r-- r--", .attr = "accessed" },
	{ "a pte of the kernel: bit 56 is its own", 0, .upper = 1, .pte = 0x01f8000012345703,
	  .kind = PTW_LEAF, .pa = 0x12345000, .shift = 12, .run = 16, .rights = "--- rw-",
	  .attr = "accessed dirty global contiguous" },
	{ .is = NULL },
};

/*
 * linux-6.12: bit 11 says present but invalid; type in 10:6, offset in 61:12; 27 hwpoison,
 * 28 to 30 migration, 31 markers
 */
static const struct vec_pte arm64_4k_linux_6_12[] = {
	{ "PROT_NONE: bit 11, not EL0's", 0, .pte = 0x0060000012345f82, .kind = PTW_SOFT,
	  .shift = 12, .attr = "accessed",
	  .soft = { .state = PTW_STATE_PROTNONE, .pa = 0x12345000 } },
	{ "PROT_NONE, uffd-wp", 0, .pte = 0x0460000012345f82, .kind = PTW_SOFT,
	  .shift = 12, .attr = "accessed uffd-wp",
	  .soft = { .state = PTW_STATE_PROTNONE, .pa = 0x12345000 } },
	{ "2M in its split: bit 11, EL0's", 1, .pte = 0x0060000012200fc0, .kind = PTW_SOFT,
	  .shift = 21, .attr = "accessed",
	  .soft = { .state = PTW_STATE_INVALID, .pa = 0x12200000 } },
	{ "2M in its split, execute-only", 1, .pte = 0x0020000012200f80, .kind = PTW_SOFT,
	  .shift = 21, .attr = "accessed",
	  .soft = { .state = PTW_STATE_INVALID, .pa = 0x12200000 } },
	{ "swap, type 3, offset 0x123456", 0, .pte = 0x00000001234560c0, .kind = PTW_SOFT,
	  .shift = 12,
	  .soft = { .state = PTW_STATE_SWAP, .swap_type = 3, .swap_offset = 0x123456 } },
	{ "swap, exclusive, uffd-wp", 0, .pte = 0x00000001234560cc, .kind = PTW_SOFT,
	  .shift = 12, .attr = "uffd-wp exclusive",
	  .soft = { .state = PTW_STATE_SWAP, .swap_type = 3, .swap_offset = 0x123456 } },
	{ "hwpoison, pfn 0x12345", 0, .pte = 0x00000000123456c0, .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_HWPOISON, .pa = 0x12345000, .swap_type = 27 } },
	{ "read migration", 0, .pte = 0x0000000012345700, .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_MIGRATION, .pa = 0x12345000, .swap_type = 28 } },
	{ "write migration of 2M", 1, .pte = 0x0000000012200780, .kind = PTW_SOFT, .shift = 21,
	  .soft = { .state = PTW_STATE_MIGRATION, .pa = 0x12200000, .swap_type = 30 } },
	{ "marker: uffd-wp", 0, .pte = 0x00000000000017c0, .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_MARKER, .swap_type = 31,
		    .marker = PTW_MARKER_UFFD_WP } },
	{ "marker: poisoned; no guard yet", 0, .pte = 0x00000000000067c0, .kind = PTW_SOFT,
	  .shift = 12, .soft = { .state = PTW_STATE_MARKER, .swap_type = 31,
				 .marker = PTW_MARKER_POISONED } },
	{ "a non-valid pte of the kernel", 0, .upper = 1, .pte = 0x0068000012345f02,
	  .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_INVALID, .pa = 0x12345000 } },
	{ "uffd-wp", 0, .pte = 0x0460000012345fc3, .kind = PTW_LEAF, .pa = 0x12345000,
	  .shift = 12, .rights = "r-- r--", .attr = "accessed uffd-wp" },
	{ .is = NULL },
};

/* What GUP grants: pte_access_permitted() of each version, and the tests around it */
static const struct vec_pte arm64_4k_linux_gup[] = {
	{ "data, dirty", 0, .pte = 0x00e8000012345f43, .kind = PTW_LEAF, .pa = 0x12345000,
	  .rights = "rw- rw-", .attr = "accessed dirty", .os = "rw-" },
	{ "data, writable and clean", 0, .pte = 0x0068000012345fc3, .kind = PTW_LEAF,
	  .pa = 0x12345000, .rights = "r-- r--", .attr = "accessed", .os = "rw-" },
	{ "data, read-only", 0, .pte = 0x0060000012345fc3, .kind = PTW_LEAF, .pa = 0x12345000,
	  .rights = "r-- r--", .attr = "accessed", .os = "r--" },
	{ "AF is clear", 0, .pte = 0x0068000012345bc3, .kind = PTW_LEAF, .pa = 0x12345000,
	  .reason = PTW_REASON_ACCESS_FLAG, .rights = "r-- r--", .os = "rw-" },
	{ "code", 0, .pte = 0x0020000012345fc3, .kind = PTW_LEAF, .pa = 0x12345000,
	  .rights = "r-x r--", .attr = "accessed", .os = "r-x" },
	{ "execute-only: nothing that GUP gives out", 0, .pte = 0x0020000012345f83,
	  .kind = PTW_LEAF, .pa = 0x12345000, .rights = "--x r--", .attr = "accessed",
	  .os = "---" },
	{ "a page of the kernel", 0, .pte = 0x0068000012345703, .kind = PTW_LEAF,
	  .pa = 0x12345000, .rights = "--- rw-", .attr = "accessed dirty global", .os = "---" },
	{ "special", 0, .pte = 0x0168000012345fc3, .kind = PTW_LEAF, .pa = 0x12345000,
	  .rights = "r-- r--", .attr = "accessed special", .os = "---" },
	{ "uffd-wp", 0, .pte = 0x0468000012345fc3, .kind = PTW_LEAF, .pa = 0x12345000,
	  .rights = "r-- r--", .attr = "accessed uffd-wp", .os = "r--" },
	{ .is = NULL },
};

/* Writable, for EL0, not executable by it but by EL1: since 6.13 a shadow stack */
static const struct vec_pte arm64_4k_linux_no_gcs[] = {
	{ "no shadow stacks yet", 0, .pte = 0x0048000012345fc3, .kind = PTW_LEAF,
	  .pa = 0x12345000, .rights = "r-- r-x", .attr = "accessed", .os = "rw-" },
	{ .is = NULL },
};

static const struct vec_pte arm64_4k_linux_gcs[] = {
	{ "shadow stack", 0, .pte = 0x0048000012345fc3, .kind = PTW_LEAF,
	  .pa = 0x12345000, .rights = "r-- r-x", .attr = "accessed", .os = "r--" },
	{ .is = NULL },
};

/* linux-6.15 with device memory: 28 and 29 device-private, 30 device-exclusive, 31 markers */
static const struct vec_pte arm64_4k_linux_6_15[] = {
	{ "device-private, write", 0, .pte = 0x0000000012345700, .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_DEVICE, .pa = 0x12345000, .swap_type = 28 } },
	{ "device-exclusive", 0, .pte = 0x0000000012345780, .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_DEVICE, .pa = 0x12345000, .swap_type = 30 } },
	{ "marker: guard", 0, .pte = 0x00000000000047c0, .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_MARKER, .swap_type = 31,
		    .marker = PTW_MARKER_GUARD } },
	{ .is = NULL },
};

/* Index 1 at every level: 0x8040201000. Both roots are at pa 0. */
static const struct vec_walk arm64_4k_walks[] = {
	{ "page through four tables", 0x0000008040201abc, PTW_WANT_WRITE | PTW_WANT_USER, 0,
	  PTW_LEAF, PTW_REASON_NONE, 0, 0xdeadbabc, 0xdeadb443, 12, 0, "rwx rw-",
	  { { 0x8, 0x1003 }, { 0x1008, 0x2003 }, { 0x2008, 0x3003 }, { 0x3008, 0xdeadb443 } } },
	{ "APTable[0] at level 0: EL0 has no access, so EL1 may execute", 0x0000008040201abc,
	  PTW_WANT_READ | PTW_WANT_USER, -EACCES, PTW_LEAF, PTW_REASON_PERMISSION, 0, 0xdeadbabc,
	  0xdeadb443, 12, 0, "--x rwx", { { 0x8, 0x2000000000001003 }, { 0x1008, 0x2003 },
					  { 0x2008, 0x3003 }, { 0x3008, 0xdeadb443 } } },
	{ "APTable[1] at level 1: read-only", 0x0000008040201abc, PTW_WANT_WRITE, -EACCES,
	  PTW_LEAF, PTW_REASON_PERMISSION, 0, 0xdeadbabc, 0xdeadb443, 12, 0, "r-x r-x",
	  { { 0x8, 0x1003 }, { 0x1008, 0x4000000000002003 }, { 0x2008, 0x3003 },
	    { 0x3008, 0xdeadb443 } } },
	{ "UXNTable at level 2", 0x0000008040201abc, PTW_WANT_EXEC | PTW_WANT_USER, -EACCES,
	  PTW_LEAF, PTW_REASON_PERMISSION, 0, 0xdeadbabc, 0xdeadb4c3, 12, 0, "r-- r-x",
	  { { 0x8, 0x1003 }, { 0x1008, 0x2003 }, { 0x2008, 0x1000000000003003 },
	    { 0x3008, 0xdeadb4c3 } } },
	{ "PXNTable at level 0", 0x0000008040201abc, PTW_WANT_EXEC, -EACCES, PTW_LEAF,
	  PTW_REASON_PERMISSION, 0, 0xdeadbabc, 0xdeadb4c3, 12, 0, "r-x r--",
	  { { 0x8, 0x0800000000001003 }, { 0x1008, 0x2003 }, { 0x2008, 0x3003 },
	    { 0x3008, 0xdeadb4c3 } } },
	{ "the access flag denies even what the rights do not", 0x0000008040201abc,
	  PTW_WANT_WRITE, -EACCES, PTW_LEAF, PTW_REASON_ACCESS_FLAG, 1, 0x12201abc, 0x12200081,
	  21, 0, "--x r-x", { { 0x8, 0x1003 }, { 0x1008, 0x2003 }, { 0x2008, 0x12200081 } } },
	{ "the last address", 0xffffffffffffffff, 0, 0, PTW_LEAF, PTW_REASON_NONE, 2, 0x7fffffff,
	  0x40000401, 30, 0, "--x rwx", { { 0xff8, 0x1003 }, { 0x1ff8, 0x40000401 } } },
	{ "lowest address of the upper half", 0xffff000000000000, 0, 0, PTW_LEAF,
	  PTW_REASON_NONE, 2, 0x40000000, 0x40000401, 30, 0, "--x rwx",
	  { { 0, 0x1003 }, { 0x1000, 0x40000401 } } },
	{ "highest address of the lower half", 0x0000ffffffffffff, 0, 0, PTW_LEAF,
	  PTW_REASON_NONE, 2, 0x7fffffff, 0x40000401, 30, 0, "--x rwx",
	  { { 0xff8, 0x1003 }, { 0x1ff8, 0x40000401 } } },
	{ "one more bit, lower", 0x0001000000000000, 0, -ERANGE, PTW_RANGE,
	  PTW_REASON_NON_CANONICAL, 0, 0, 0, 0, 0, NULL, { { 0, 0x1003 } } },
	{ "one bit less, upper", 0xfffeffffffffffff, 0, -ERANGE, PTW_RANGE,
	  PTW_REASON_NON_CANONICAL, 0, 0, 0, 0, 0, NULL, { { 0xff8, 0x1003 } } },
	{ "a tag, lower", 0x0100008040201abc, 0, -ERANGE, PTW_RANGE, PTW_REASON_NON_CANONICAL,
	  0, 0, 0, 0, 0, NULL, { { 0x8, 0x1003 } } },
	{ "a table beyond memory", 0x0000008040201abc, 0, -EFAULT, PTW_UNREACHABLE,
	  PTW_REASON_UNREACHABLE, 2, 0x40000008, 0x40000003, 30, 0, NULL,
	  { { 0x8, 0x40000003 } } },
	{ "a root that points to itself", 0x0000008040201abc, 0, 0, PTW_LEAF, PTW_REASON_NONE,
	  0, 0xabc, 0x403, 12, 0, "--x rwx", { { 0x8, 0x403 } } },
	{ .is = NULL },
};

/* HPD0, but not HPD1; or overlays, which turn both halves' off */
static const struct vec_walk arm64_4k_hpd0[] = {
	{ "tables deny nothing, lower", 0x0000008040201abc, 0, 0, PTW_LEAF, PTW_REASON_NONE, 1,
	  0x12201abc, 0x12200441, 21, 0, "rwx rw-",
	  { { 0x8, 0x7800000000001003 }, { 0x1008, 0x7800000000002003 }, { 0x2008, 0x12200441 } } },
	{ "tables deny, upper", 0xffff008040201abc, 0, 0, PTW_LEAF, PTW_REASON_NONE, 1,
	  0x12201abc, 0x12200441, 21, 0, "--- r--",
	  { { 0x8, 0x7800000000001003 }, { 0x1008, 0x7800000000002003 }, { 0x2008, 0x12200441 } } },
	{ .is = NULL },
};

static const struct vec_walk arm64_4k_overlays[] = {
	{ "tables deny nothing, lower", 0x0000008040201abc, 0, 0, PTW_LEAF, PTW_REASON_NONE, 1,
	  0x12201abc, 0x12200441, 21, 0, "rwx rw-",
	  { { 0x8, 0x7800000000001003 }, { 0x1008, 0x7800000000002003 }, { 0x2008, 0x12200441 } } },
	{ "tables deny nothing, upper", 0xffff008040201abc, 0, 0, PTW_LEAF, PTW_REASON_NONE, 1,
	  0x12201abc, 0x12200441, 21, 0, "rwx rw-",
	  { { 0x8, 0x7800000000001003 }, { 0x1008, 0x7800000000002003 }, { 0x2008, 0x12200441 } } },
	{ .is = NULL },
};

/* TBI0: the top byte is a tag, of the lower half only */
static const struct vec_walk arm64_4k_tbi0[] = {
	{ "a tag, lower", 0xff00008040201abc, 0, 0, PTW_LEAF, PTW_REASON_NONE, 2, 0x201abc, 0x401,
	  30, 0, "--x rwx", { { 0x8, 0x1003 }, { 0x1008, 0x401 } } },
	{ "bit 55 is none of it: it chooses the upper half", 0xff80008040201abc, 0, -ERANGE,
	  PTW_RANGE, PTW_REASON_NON_CANONICAL, 0, 0, 0, 0, 0, NULL, { { 0x8, 0x1003 } } },
	{ "bit 48 is none of it", 0xff01008040201abc, 0, -ERANGE, PTW_RANGE,
	  PTW_REASON_NON_CANONICAL, 0, 0, 0, 0, 0, NULL, { { 0x8, 0x1003 } } },
	{ "a tag, upper", 0x00ff008040201abc | 1ULL << 55, 0, -ERANGE, PTW_RANGE,
	  PTW_REASON_NON_CANONICAL, 0, 0, 0, 0, 0, NULL, { { 0x8, 0x1003 } } },
	{ .is = NULL },
};

/* MTX0 without TBI0: bits 59:56 are a tag, of the lower half only */
static const struct vec_walk arm64_4k_mtx0[] = {
	{ "a tag, lower", 0x0f00008040201abc, 0, 0, PTW_LEAF, PTW_REASON_NONE, 2, 0x201abc, 0x401,
	  30, 0, "--x rwx", { { 0x8, 0x1003 }, { 0x1008, 0x401 } } },
	{ "bit 60 is none of it", 0x1000008040201abc, 0, -ERANGE, PTW_RANGE,
	  PTW_REASON_NON_CANONICAL, 0, 0, 0, 0, 0, NULL, { { 0x8, 0x1003 } } },
	{ "a tag, upper", 0xf0ff008040201abc | 1ULL << 55, 0, -ERANGE, PTW_RANGE,
	  PTW_REASON_NON_CANONICAL, 0, 0, 0, 0, 0, NULL, { { 0x8, 0x1003 } } },
	{ .is = NULL },
};

/* EPD1: no walks of the upper half */
static const struct vec_walk arm64_4k_epd1[] = {
	{ "upper", 0xffff008040201abc, 0, -ERANGE, PTW_RANGE, PTW_REASON_WALK_DISABLED,
	  0, 0, 0, 0, 0, NULL, { { 0x8, 0x1003 } } },
	{ "lower", 0x0000008040201abc, 0, -ENOENT, PTW_HOLE, PTW_REASON_NOT_PRESENT, 2, 0, 0, 30,
	  0, NULL, { { 0x8, 0x1003 } } },
	{ .is = NULL },
};

/* The same without a root for it: there is nothing to turn off. */
static const struct vec_walk arm64_4k_no_root1[] = {
	{ "upper", 0xffff008040201abc, 0, -ERANGE, PTW_RANGE, PTW_REASON_NON_CANONICAL,
	  0, 0, 0, 0, 0, NULL, { { 0x8, 0x1003 } } },
	{ .is = NULL },
};

/* And the other way round: only an upper half */
static const struct vec_walk arm64_4k_no_root0[] = {
	{ "lower", 0x0000008040201abc, 0, -ERANGE, PTW_RANGE, PTW_REASON_NON_CANONICAL,
	  0, 0, 0, 0, 0, NULL, { { 0x8, 0x1003 } } },
	{ "upper", 0xffff008040201abc, 0, -ENOENT, PTW_HOLE, PTW_REASON_NOT_PRESENT, 2, 0, 0, 30,
	  0, NULL, { { 0x8, 0x1003 } } },
	{ .is = NULL },
};

/* 25 bits: the root is at level 2 and has 16 slots, 128 bytes. */
static const struct vec_walk arm64_4k_25_bits[] = {
	{ "the last slot", 0x0000000001ffffff, 0, 0, PTW_LEAF, PTW_REASON_NONE, 1, 0x123fffff,
	  0x12200401, 21, 0, "--x rwx", { { 0x10f8, 0x12200401 } } },
	{ "one more bit", 0x0000000002000000, 0, -ERANGE, PTW_RANGE, PTW_REASON_NON_CANONICAL,
	  0, 0, 0, 0, 0, NULL, { { 0x1080, 0x12200401 } } },
	{ "the last slot of the upper half, 2^39 bytes of level 1", 0xffffffffffffffff, 0, 0,
	  PTW_LEAF, PTW_REASON_NONE, 2, 0x7fffffff, 0x40000401, 30, 0, "--x rwx",
	  { { 0x2ff8, 0x40000401 } } },
	{ .is = NULL },
};

/* 33 bits: 8 slots of 1G, so that 16 x 1G are more than there is. */
static const struct vec_walk arm64_4k_33_bits[] = {
	{ "a run is no larger than the space", 0x0000000040000000, 0, 0, PTW_LEAF,
	  PTW_REASON_NONE, 2, 0x40000000, 0x0010000040000401, 30, 33, "--x rwx",
	  { { 0x8, 0x0010000040000401 } } },
	{ .is = NULL },
};

/* T0SZ and T1SZ 16, TG0 and TG1 4K, IPS 48 bits */
#define ARM64_4K_TCR 0x0000000580100010ULL

static const struct vec_set arm64_4k_sets[] = {
	{ "no registers", { .root = 0 }, { ARM64_VEC_MAIR }, .ptes = arm64_pages,
	  .walks = arm64_4k_walks },
	{ "no registers", { .root = 0 }, .ptes = arm64_4k_sizes },
	{ "by TCR", { .root = 0 }, { { "tcr", ARM64_4K_TCR }, ARM64_VEC_MAIR },
	  .ptes = arm64_pages, .walks = arm64_4k_walks },
	{ "40 bits", { .pa_bits = 40 }, .ptes = arm64_4k_narrow },
	{ "40 bits by IPS", { .pa_bits = 44 }, { { "tcr", 0x0000000280100010 } },
	  .ptes = arm64_4k_narrow },
	{ "HA HD", { .root = 0 }, { { "tcr", ARM64_4K_TCR | 3ULL << 39 } },
	  .ptes = arm64_ha_hd },
	{ "HA", { .root = 0 }, { { "tcr", ARM64_4K_TCR | 1ULL << 39 } }, .ptes = arm64_ha },
	{ "HD", { .root = 0 }, { { "tcr", ARM64_4K_TCR | 1ULL << 40 } }, .ptes = arm64_hd },
	{ "WXN", { .root = 0 }, { { "sctlr", 0x80001 } }, .ptes = arm64_wxn },
	{ "E0PD1", { .root = 0 }, { { "tcr", ARM64_4K_TCR | 1ULL << 56 } },
	  .ptes = arm64_e0pd1 },
	{ "E0PD0", { .root = 0 }, { { "tcr", ARM64_4K_TCR | 1ULL << 55 } }, .ret = 0 },
	{ "WXN, HA HD", { .root = 0 },
	  { { "sctlr", 0x80001 }, { "tcr", ARM64_4K_TCR | 3ULL << 39 } }, .ret = 0 },
	{ "HPD0", { .root = 0 }, { { "tcr", ARM64_4K_TCR | 1ULL << 41 } },
	  .walks = arm64_4k_hpd0 },
	{ "POE", { .root = 0 }, { { "tcr2", 1ULL << 3 } }, .walks = arm64_4k_overlays },
	{ "E0POE", { .root = 0 }, { { "tcr2", 1ULL << 2 } }, .walks = arm64_4k_overlays },
	{ "TBI0", { .root = 0 }, { { "tcr", ARM64_4K_TCR | 1ULL << 37 } },
	  .walks = arm64_4k_tbi0 },
	{ "MTX0", { .root = 0 }, { { "tcr", ARM64_4K_TCR | 1ULL << 60 } },
	  .walks = arm64_4k_mtx0 },
	{ "EPD1", { .root = 0 }, { { "tcr", ARM64_4K_TCR | 1ULL << 23 } },
	  .walks = arm64_4k_epd1 },
	{ "no root1", { .root1 = PTW_NO_ROOT }, .walks = arm64_4k_no_root1 },
	{ "EPD1, no root1", { .root1 = PTW_NO_ROOT }, { { "tcr", ARM64_4K_TCR | 1ULL << 23 } },
	  .walks = arm64_4k_no_root1 },
	{ "lower half only", { .lower_only = 1 }, .walks = arm64_4k_no_root1 },
	{ "lower half only, EPD1", { .lower_only = 1 }, { { "tcr", ARM64_4K_TCR | 1ULL << 23 } },
	  .walks = arm64_4k_no_root1 },
	{ "no root0", { .root = PTW_NO_ROOT }, .walks = arm64_4k_no_root0 },
	{ "25 and 39 bits", { .root = 0x1080, .root1 = 0x2000, .va_bits = 25, .va1_bits = 39 },
	  .walks = arm64_4k_25_bits },
	{ "25 and 39 bits by TCR", { .root = 0x1080, .root1 = 0x2000 },
	  { { "tcr", 0x0000000580190027 } }, .walks = arm64_4k_25_bits },
	{ "33 bits", { .va_bits = 33 }, .walks = arm64_4k_33_bits },
	{ "linux-6.1", { .os = "linux-6.1" }, .ptes = arm64_4k_linux_6_1 },
	{ "linux-6.9", { .os = "linux-6.9" }, .ret = 0 },
	{ "linux-6.10, HA HD", { .os = "linux-6.10" },
	  { { "tcr", ARM64_4K_TCR | 3ULL << 39 } }, .ret = 0 },
	{ "linux-6.14", { .os = "linux-6.14" }, .ptes = arm64_4k_linux_gcs },
	{ "linux-6.12, GUP", { .os = "linux-6.12" }, .ptes = arm64_4k_linux_gup },
	{ "linux-6.12, GUP", { .os = "linux-6.12" }, .ptes = arm64_4k_linux_no_gcs },
	{ "linux-6.12", { .os = "linux-6.12" }, .ptes = arm64_4k_linux_6_12 },
	{ "linux-6.15", { .os = "linux-6.15,swapfiles=24" }, .ptes = arm64_4k_linux_6_15 },

	{ "no root at all", { .root = PTW_NO_ROOT, .root1 = PTW_NO_ROOT }, .ret = -EINVAL,
	  .field = "root" },
	{ "a root inside a page", { .root = 0x800 }, .ret = -EINVAL, .field = "root" },
	{ "a root inside 128 bytes", { .root = 0x1040, .va_bits = 25 }, .ret = -EINVAL,
	  .field = "root" },
	{ "a root of two slots", { .root = 0x1010, .va_bits = 40 }, .ret = 0 },
	{ "a root1 beyond 40 bits", { .root1 = 1ULL << 40, .pa_bits = 40 }, .ret = -EINVAL,
	  .field = "root1" },
	{ "49 bits", { .va_bits = 49 }, .ret = -EINVAL, .field = "va-bits" },
	{ "T0SZ 12 is 52 bits", { .root = 0 }, { { "tcr", 0x000000058010000c } },
	  .ret = -EINVAL, .field = "va-bits" },
	{ "15 bits", { .va_bits = 15 }, .ret = -EINVAL, .field = "va-bits" },
	{ "va-bits against T0SZ", { .va_bits = 39 }, { { "tcr", ARM64_4K_TCR } },
	  .ret = -EINVAL, .field = "va-bits" },
	{ "TG0 64K", { .root = 0 }, { { "tcr", ARM64_4K_TCR | 1 << 14 } }, .ret = -EINVAL,
	  .field = "tcr" },
	{ "TG1 16K", { .root = 0 }, { { "tcr", 0x0000000540100010 } }, .ret = -EINVAL,
	  .field = "tcr" },
	{ "DS", { .root = 0 }, { { "tcr", ARM64_4K_TCR | 1ULL << 59 } }, .ret = -EINVAL,
	  .field = "tcr" },
	{ "PIE", { .root = 0 }, { { "tcr2", 2 } }, .ret = -EOPNOTSUPP, .field = "tcr2" },
	{ "D128", { .root = 0 }, { { "tcr2", 0x20 } }, .ret = -EOPNOTSUPP, .field = "tcr2" },
	{ "translation off", { .root = 0 }, { { "sctlr", 0x80000 } }, .ret = -EINVAL,
	  .field = "sctlr" },
	{ "big-endian", { .root = 0 }, { { "sctlr", 0x2000001 } }, .ret = -EOPNOTSUPP,
	  .field = "sctlr" },
	{ "stage 1 off", { .root = 0 }, { { "hcr", 1 << 12 } }, .ret = -EINVAL, .field = "hcr" },
	{ "NV1", { .root = 0 }, { { "hcr", 1ULL << 43 } }, .ret = -EOPNOTSUPP, .field = "hcr" },
	{ "31 bits", { .pa_bits = 31 }, .ret = -EINVAL, .field = "pa-bits" },
	{ "another architecture's register", { .root = 0 }, { { "cr0", 0 } }, .ret = -EINVAL,
	  .field = "cr0" },
	{ "an encryption bit", { .enc_mask = 1ULL << 47 }, .ret = -EINVAL, .field = "enc-mask" },
	{ .is = NULL },
};

static const struct vec_format arm64_4k_vectors = {
	.format = "arm64-4k",
	.table = 0x3,
	.bits = 0x0078000000000cdf,
	.sets = arm64_4k_sets,
};

/* clang-format on */

#endif /* PTW_ARCH_ARM64_4K_VECTORS_H */
