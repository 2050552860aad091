/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Vectors of x86-64, and the rows that x86-64-la57 shares. By hand, from the Intel SDM,
 * volume 3A, "4-Level Paging and 5-Level Paging": the tables of "Format of a …", and
 * from the files of Linux that x86_64_linux.h names.
 */
#ifndef PTW_ARCH_X86_64_VECTORS_H
#define PTW_ARCH_X86_64_VECTORS_H

#include "vectors.h"

/* clang-format off */

/* 52 bits of physical address, NX, the PAT as after reset */
static const struct vec_pte x86_64_plain[] = {
	/* What is not present */
	{ "empty, level 0", 0, .kind = PTW_HOLE, .shift = 12 },
	{ "empty, level 1", 1, .kind = PTW_HOLE, .shift = 21 },
	{ "empty, level 2", 2, .kind = PTW_HOLE, .shift = 30 },
	{ "empty, level 3", 3, .kind = PTW_HOLE, .shift = 39 },
	{ "only P clear, level 0", 0, .pte = 0xfffffffffffffffe, .kind = PTW_HOLE, .shift = 12 },
	{ "only P clear, level 1", 1, .pte = 0xfffffffffffffffe, .kind = PTW_HOLE, .shift = 21 },
	{ "only P clear, level 3", 3, .pte = 0xfffffffffffffffe, .kind = PTW_HOLE, .shift = 39 },

	/* PTE: rights of RW, US, XD */
	{ "4K at pa 0, nothing but P", 0, .pte = 0x0000000000000001, .kind = PTW_LEAF,
	  .pa = 0, .shift = 12, .rights = "--- r-x", .memtype = "wb" },
	{ "4K, RW", 0, .pte = 0x0000000012345003, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "--- rwx", .memtype = "wb" },
	{ "4K, US", 0, .pte = 0x0000000012345005, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "r-x r-x", .memtype = "wb" },
	{ "4K, US RW", 0, .pte = 0x0000000012345007, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "rwx rwx", .memtype = "wb" },
	{ "4K, XD", 0, .pte = 0x8000000012345001, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "--- r--", .memtype = "wb" },
	{ "4K, XD RW", 0, .pte = 0x8000000012345003, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "--- rw-", .memtype = "wb" },
	{ "4K, XD US", 0, .pte = 0x8000000012345005, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "r-- r--", .memtype = "wb" },
	{ "4K, XD US RW", 0, .pte = 0x8000000012345007, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "rw- rw-", .memtype = "wb" },
	{ "4K, A", 0, .pte = 0x0000000012345021, .kind = PTW_LEAF, .pa = 0x12345000,
	  .shift = 12, .rights = "--- r-x", .attr = "accessed", .memtype = "wb" },
	{ "4K, D", 0, .pte = 0x0000000012345041, .kind = PTW_LEAF, .pa = 0x12345000,
	  .shift = 12, .rights = "--- r-x", .attr = "dirty", .memtype = "wb" },
	{ "4K, G", 0, .pte = 0x0000000012345101, .kind = PTW_LEAF, .pa = 0x12345000,
	  .shift = 12, .rights = "--- r-x", .attr = "global", .memtype = "wb" },
	{ "4K, upper half", 0, .upper = 1, .pte = 0x8000000012345163, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "--- rw-", .attr = "accessed dirty global",
	  .memtype = "wb" },
	{ "4K, highest address, ignored bits 62:52 and 11:9", 0, .pte = 0x7ffffffffffffe01,
	  .kind = PTW_LEAF, .pa = 0xffffffffff000, .shift = 12, .rights = "--- r-x",
	  .memtype = "wb" },

	/* PDE */
	{ "2M at pa 0", 1, .pte = 0x0000000000000081, .kind = PTW_LEAF,
	  .pa = 0, .shift = 21, .rights = "--- r-x", .memtype = "wb" },
	{ "2M, US RW, A D G", 1, .pte = 0x00000000002001e7, .kind = PTW_LEAF, .pa = 0x200000,
	  .shift = 21, .rights = "rwx rwx", .attr = "accessed dirty global", .memtype = "wb" },
	{ "2M, highest address", 1, .pte = 0x800fffffffe00087, .kind = PTW_LEAF,
	  .pa = 0xfffffffe00000, .shift = 21, .rights = "rw- rw-", .memtype = "wb" },
	{ "2M, PAT is no address bit", 1, .pte = 0x0000000000201081, .kind = PTW_LEAF,
	  .pa = 0x200000, .shift = 21, .rights = "--- r-x", .memtype = "wb" },
	{ "2M, lowest bit of its gap", 1, .pte = 0x0000000000202081, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 21 },
	{ "2M, highest bit of its gap", 1, .pte = 0x0000000000300081, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 21 },
	{ "page table", 1, .pte = 0x0000000123456007, .kind = PTW_TABLE, .pa = 0x123456000 },
	{ "page table, bits that are ignored", 1, .pte = 0x7ff0000123456f7f,
	  .kind = PTW_TABLE, .pa = 0x123456000 },
	{ "page table, highest address", 1, .pte = 0x800ffffffffff001, .kind = PTW_TABLE,
	  .pa = 0xffffffffff000 },

	/* PDPTE */
	{ "1G at pa 0", 2, .pte = 0x0000000000000081, .kind = PTW_LEAF,
	  .pa = 0, .shift = 30, .rights = "--- r-x", .memtype = "wb" },
	{ "1G, US RW, A D G", 2, .pte = 0x00000000400001e7, .kind = PTW_LEAF, .pa = 0x40000000,
	  .shift = 30, .rights = "rwx rwx", .attr = "accessed dirty global", .memtype = "wb" },
	{ "1G, highest address", 2, .pte = 0x000fffffc0000083, .kind = PTW_LEAF,
	  .pa = 0xfffffc0000000, .shift = 30, .rights = "--- rwx", .memtype = "wb" },
	{ "1G, PAT is no address bit", 2, .pte = 0x0000000040001081, .kind = PTW_LEAF,
	  .pa = 0x40000000, .shift = 30, .rights = "--- r-x", .memtype = "wb" },
	{ "1G, lowest bit of its gap", 2, .pte = 0x0000000040002081, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 30 },
	{ "1G, where a 2M page has its address", 2, .pte = 0x0000000040200081, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 30 },
	{ "1G, highest bit of its gap", 2, .pte = 0x0000000060000081, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 30 },
	{ "page directory", 2, .pte = 0x0000000123456027, .kind = PTW_TABLE, .pa = 0x123456000 },

	/* PML4E */
	{ "page-directory-pointer table", 3, .pte = 0x0000000123456067, .kind = PTW_TABLE,
	  .pa = 0x123456000 },
	{ "page-directory-pointer table, G is ignored", 3, .pte = 0x0000000123456101,
	  .kind = PTW_TABLE, .pa = 0x123456000 },
	{ "PML4E, PS", 3, .pte = 0x0000000000000081, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 39 },
	{ "PML4E, PS, upper half", 3, .upper = 1, .pte = 0x00000000000000e7, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 39 },
	{ .is = NULL },
};

/* 36 bits of physical address, and EFER.NXE clear: bits 51:36 and 63 are reserved. */
static const struct vec_pte x86_64_narrow[] = {
	{ "4K, highest address", 0, .pte = 0x0000000ffffff007, .kind = PTW_LEAF,
	  .pa = 0xffffff000, .shift = 12, .rights = "rwx rwx", .memtype = "wb" },
	{ "4K, address bit 36", 0, .pte = 0x0000001000000007, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 12 },
	{ "4K, address bit 51", 0, .pte = 0x0008000000000007, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 12 },
	{ "4K, bits 62:52 are ignored", 0, .pte = 0x7ff0000000001007, .kind = PTW_LEAF,
	  .pa = 0x1000, .shift = 12, .rights = "rwx rwx", .memtype = "wb" },
	{ "4K, XD", 0, .pte = 0x8000000000001007, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 12 },
	{ "4K, not present, reserved bits", 0, .pte = 0xfffffffffffffffe, .kind = PTW_HOLE,
	  .shift = 12 },
	{ "2M, highest address", 1, .pte = 0x0000000fffe00087, .kind = PTW_LEAF,
	  .pa = 0xfffe00000, .shift = 21, .rights = "rwx rwx", .memtype = "wb" },
	{ "2M, address bit 36", 1, .pte = 0x0000001000000087, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 21 },
	{ "2M, XD", 1, .pte = 0x8000000000200087, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 21 },
	{ "page table, address bit 36", 1, .pte = 0x0000001000000007, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 21 },
	{ "page table, XD", 1, .pte = 0x8000000100000007, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 21 },
	{ "1G, address bit 51", 2, .pte = 0x0008000000000087, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 30 },
	{ "1G, XD", 2, .pte = 0x8000000040000087, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 30 },
	{ "page directory, address bit 36", 2, .pte = 0x0000001000000007, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 30 },
	{ "page directory, XD", 2, .pte = 0x8000000100000007, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 30 },
	{ "PML4E, address bit 36", 3, .pte = 0x0000001000000007, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 39 },
	{ "PML4E, XD", 3, .pte = 0x8000000100000007, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 39 },
	{ "PML4E, highest address", 3, .pte = 0x0000000ffffff007, .kind = PTW_TABLE,
	  .pa = 0xffffff000 },
	{ .is = NULL },
};

/* The narrowest width there is: a 1G page still has address bits. */
static const struct vec_pte x86_64_32_bits[] = {
	{ "1G, highest address", 2, .pte = 0x00000000c0000087, .kind = PTW_LEAF,
	  .pa = 0xc0000000, .shift = 30, .rights = "rwx rwx", .memtype = "wb" },
	{ "1G, address bit 32", 2, .pte = 0x0000000100000087, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 30 },
	{ .is = NULL },
};

/* PAT 6 4 7 0 1 5 0 6, index by index: wb wt uc- uc wc wp uc wb */
static const struct vec_pte x86_64_pat[] = {
	{ "4K, index 0", 0, .pte = 0x0000000000001001, .kind = PTW_LEAF, .pa = 0x1000,
	  .shift = 12, .rights = "--- r-x", .memtype = "wb" },
	{ "4K, PWT", 0, .pte = 0x0000000000001009, .kind = PTW_LEAF, .pa = 0x1000,
	  .shift = 12, .rights = "--- r-x", .memtype = "wt" },
	{ "4K, PCD", 0, .pte = 0x0000000000001011, .kind = PTW_LEAF, .pa = 0x1000,
	  .shift = 12, .rights = "--- r-x", .memtype = "uc-" },
	{ "4K, PCD PWT", 0, .pte = 0x0000000000001019, .kind = PTW_LEAF, .pa = 0x1000,
	  .shift = 12, .rights = "--- r-x", .memtype = "uc" },
	{ "4K, PAT in bit 7", 0, .pte = 0x0000000000001081, .kind = PTW_LEAF, .pa = 0x1000,
	  .shift = 12, .rights = "--- r-x", .memtype = "wc" },
	{ "4K, PAT PWT", 0, .pte = 0x0000000000001089, .kind = PTW_LEAF, .pa = 0x1000,
	  .shift = 12, .rights = "--- r-x", .memtype = "wp" },
	{ "4K, PAT PCD PWT", 0, .pte = 0x0000000000001099, .kind = PTW_LEAF, .pa = 0x1000,
	  .shift = 12, .rights = "--- r-x", .memtype = "wb" },
	{ "2M, PS is not PAT", 1, .pte = 0x0000000000200081, .kind = PTW_LEAF, .pa = 0x200000,
	  .shift = 21, .rights = "--- r-x", .memtype = "wb" },
	{ "2M, PAT in bit 12", 1, .pte = 0x0000000000201081, .kind = PTW_LEAF, .pa = 0x200000,
	  .shift = 21, .rights = "--- r-x", .memtype = "wc" },
	{ "2M, PAT PWT", 1, .pte = 0x0000000000201089, .kind = PTW_LEAF, .pa = 0x200000,
	  .shift = 21, .rights = "--- r-x", .memtype = "wp" },
	{ "1G, PAT in bit 12", 2, .pte = 0x0000000040001081, .kind = PTW_LEAF, .pa = 0x40000000,
	  .shift = 30, .rights = "--- r-x", .memtype = "wc" },
	{ "1G, PCD PWT", 2, .pte = 0x0000000040000099, .kind = PTW_LEAF, .pa = 0x40000000,
	  .shift = 30, .rights = "--- r-x", .memtype = "uc" },
	{ .is = NULL },
};

/* CR0.WP clear: privileged code writes everywhere. */
static const struct vec_pte x86_64_no_wp[] = {
	{ "4K", 0, .pte = 0x0000000000001001, .kind = PTW_LEAF, .pa = 0x1000, .shift = 12,
	  .rights = "--- rwx" },
	{ "4K, US", 0, .pte = 0x0000000000001005, .kind = PTW_LEAF, .pa = 0x1000, .shift = 12,
	  .rights = "r-x rwx" },
	{ "4K, XD US", 0, .pte = 0x8000000000001005, .kind = PTW_LEAF, .pa = 0x1000,
	  .shift = 12, .rights = "r-- rw-" },
	{ .is = NULL },
};

/*
 * Bit 47 says that memory is encrypted (AMD's APM, volume 2, "Page Table Support");
 * 48 bits of physical address
 */
static const struct vec_pte x86_64_encrypted[] = {
	{ "4K, encrypted", 0, .pte = 0x0000800012345007, .kind = PTW_LEAF, .pa = 0x12345000,
	  .shift = 12, .rights = "rwx rwx", .attr = "encrypted" },
	{ "4K, not encrypted", 0, .pte = 0x0000000012345007, .kind = PTW_LEAF, .pa = 0x12345000,
	  .shift = 12, .rights = "rwx rwx" },
	{ "2M, encrypted", 1, .pte = 0x0000800000200087, .kind = PTW_LEAF, .pa = 0x200000,
	  .shift = 21, .rights = "rwx rwx", .attr = "encrypted" },
	{ "page table, encrypted", 1, .pte = 0x0000800123456007, .kind = PTW_TABLE,
	  .pa = 0x123456000 },
	{ "1G, encrypted", 2, .pte = 0x0000800040000087, .kind = PTW_LEAF, .pa = 0x40000000,
	  .shift = 30, .rights = "rwx rwx", .attr = "encrypted" },
	{ "PML4E, encrypted", 3, .pte = 0x0000800123456007, .kind = PTW_TABLE,
	  .pa = 0x123456000 },
	{ "PML4E, the bit above", 3, .pte = 0x0001000123456007, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 39 },
	{ .is = NULL },
};

/* The same in bit 51, above the 48 bits of physical address */
static const struct vec_pte x86_64_encrypted_above[] = {
	{ "4K, encrypted", 0, .pte = 0x0008000012345007, .kind = PTW_LEAF, .pa = 0x12345000,
	  .shift = 12, .rights = "rwx rwx", .attr = "encrypted" },
	{ "4K, bit 50", 0, .pte = 0x0004000012345007, .kind = PTW_BAD,
	  .reason = PTW_REASON_RESERVED, .shift = 12 },
	{ "PML4E, encrypted", 3, .pte = 0x0008000123456007, .kind = PTW_TABLE,
	  .pa = 0x123456000 },
	{ .is = NULL },
};

/*
 * linux-6.1 as Debian builds it: types 0 to 25 swap files, 26 hwpoison, 27 to 29
 * migration, 30 markers, 31 failed swap-ins. A type stands in bits 63:59, the inverse
 * of the offset in 58:9.
 */
static const struct vec_pte x86_64_linux_6_1[] = {
	{ "A and D alone: an erratum", 0, .pte = 0x60, .kind = PTW_HOLE, .shift = 12 },
	{ "PROT_NONE, pfn 0x12345", 0, .pte = 0x000fffffedcba120, .kind = PTW_SOFT, .shift = 12,
	  .attr = "accessed", .soft = { .state = PTW_STATE_PROTNONE, .pa = 0x12345000 } },
	{ "PROT_NONE, all of its bits", 0, .pte = 0x000fffffedcbaf60, .kind = PTW_SOFT,
	  .shift = 12, .attr = "accessed dirty special uffd-wp soft-dirty",
	  .soft = { .state = PTW_STATE_PROTNONE, .pa = 0x12345000 } },
	{ "PROT_NONE 2M at 0x12200000", 1, .pte = 0x000fffffedc001a0, .kind = PTW_SOFT,
	  .shift = 21, .attr = "accessed",
	  .soft = { .state = PTW_STATE_PROTNONE, .pa = 0x12200000 } },
	{ "PROT_NONE 1G at 0x40000000", 2, .pte = 0x000fffff80000180, .kind = PTW_SOFT,
	  .shift = 30, .soft = { .state = PTW_STATE_PROTNONE, .pa = 0x40000000 } },
	{ "2M in its split", 1, .pte = 0x000fffffedc000e6, .kind = PTW_SOFT, .shift = 21,
	  .attr = "accessed dirty",
	  .soft = { .state = PTW_STATE_INVALID, .pa = 0x12200000 } },
	{ "swap, type 3, offset 0x123456", 0, .pte = 0x1fffffffdb975200, .kind = PTW_SOFT,
	  .shift = 12,
	  .soft = { .state = PTW_STATE_SWAP, .swap_type = 3, .swap_offset = 0x123456 } },
	{ "swap, soft-dirty, uffd-wp, exclusive", 0, .pte = 0x1fffffffdb97520e,
	  .kind = PTW_SOFT, .shift = 12, .attr = "uffd-wp soft-dirty exclusive",
	  .soft = { .state = PTW_STATE_SWAP, .swap_type = 3, .swap_offset = 0x123456 } },
	{ "swap, last type, offset 0", 0, .pte = 0xcffffffffffffe00, .kind = PTW_SOFT,
	  .shift = 12, .soft = { .state = PTW_STATE_SWAP, .swap_type = 25 } },
	{ "swap, type 0, last offset, soft-dirty", 0, .pte = 0x0000000000000002,
	  .kind = PTW_SOFT, .shift = 12, .attr = "soft-dirty",
	  .soft = { .state = PTW_STATE_SWAP, .swap_offset = 0x3ffffffffffff } },
	{ "hwpoison, pfn 0x12345", 0, .pte = 0xd7fffffffdb97400, .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_HWPOISON, .pa = 0x12345000, .swap_type = 26 } },
	{ "read migration", 0, .pte = 0xdffffffffdb97400, .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_MIGRATION, .pa = 0x12345000, .swap_type = 27 } },
	{ "read migration, exclusive", 0, .pte = 0xe7fffffffdb97400, .kind = PTW_SOFT,
	  .shift = 12,
	  .soft = { .state = PTW_STATE_MIGRATION, .pa = 0x12345000, .swap_type = 28 } },
	{ "write migration", 0, .pte = 0xeffffffffdb97400, .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_MIGRATION, .pa = 0x12345000, .swap_type = 29 } },
	{ "write migration, young and dirty above the 34 bits of a pfn", 0,
	  .pte = 0xefffe7fffdb97400, .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_MIGRATION, .pa = 0x12345000, .swap_type = 29 } },
	{ "marker: uffd-wp", 0, .pte = 0xf7fffffffffffc00, .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_MARKER, .swap_type = 30,
		    .marker = PTW_MARKER_UFFD_WP } },
	{ "marker: only bit 0 means anything", 0, .pte = 0xf7fffffffffff000, .kind = PTW_SOFT,
	  .shift = 12, .soft = { .state = PTW_STATE_MARKER, .swap_type = 30,
				 .marker = PTW_MARKER_UFFD_WP } },
	{ "nothing is kept in a PML4E", 3, .pte = 0x1fffffffdb975200, .kind = PTW_HOLE,
	  .shift = 39 },
	{ "a failed swap-in", 0, .pte = 0xfffffffffdb97400, .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_MARKER, .swap_type = 31,
		    .marker = PTW_MARKER_POISONED } },
	{ "secret memory, seen in the kernel's own map", 0, .upper = 1,
	  .pte = 0x800fffffedcba060, .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_INVALID, .pa = 0x12345000 } },
	{ "what would be swap, in the kernel half", 0, .upper = 1, .pte = 0x1fffffffdb975200,
	  .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_INVALID, .pa = 0x2468a000 } },
	{ "what would be PROT_NONE, in the kernel half", 0, .upper = 1,
	  .pte = 0x800fffffedcba161, .kind = PTW_LEAF, .pa = 0xfffffedcba000, .shift = 12,
	  .rights = "--- r--", .attr = "accessed dirty global" },
	{ "zero page: special, soft-dirty", 0, .pte = 0x8000000012345a25, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "r-- r--",
	  .attr = "accessed special soft-dirty" },
	{ "uffd-wp", 0, .pte = 0x8000000012345425, .kind = PTW_LEAF, .pa = 0x12345000,
	  .shift = 12, .rights = "r-- r--", .attr = "accessed uffd-wp" },
	{ "bit 58 is no dirty bit yet", 0, .pte = 0x8400000012345025, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "r-- r--", .attr = "accessed" },
	{ "a pte of the kernel: bits 9 to 11 are other things", 0, .upper = 1,
	  .pte = 0x8000000012345f63, .kind = PTW_LEAF, .pa = 0x12345000, .shift = 12,
	  .rights = "--- rw-", .attr = "accessed dirty global" },
	{ .is = NULL },
};

/*
 * What GUP grants: pte_access_permitted() and the tests around it in mm/gup.c. PKRU denies
 * writes by key 2, everything by key 1.
 */
static const struct vec_pte x86_64_linux_gup[] = {
	{ "data, clean", 0, .pte = 0x8000000012345027, .kind = PTW_LEAF, .pa = 0x12345000,
	  .rights = "rw- rw-", .attr = "accessed", .os = "rw-" },
	{ "code", 0, .pte = 0x0000000012345025, .kind = PTW_LEAF, .pa = 0x12345000,
	  .rights = "r-x r-x", .attr = "accessed", .os = "r-x" },
	{ "A is clear", 0, .pte = 0x8000000012345007, .kind = PTW_LEAF, .pa = 0x12345000,
	  .rights = "rw- rw-", .os = "rw-" },
	{ "a page of the kernel", 0, .pte = 0x8000000012345063, .kind = PTW_LEAF,
	  .pa = 0x12345000, .rights = "--- rw-", .attr = "accessed dirty", .os = "---" },
	{ "special", 0, .pte = 0x8000000012345267, .kind = PTW_LEAF, .pa = 0x12345000,
	  .rights = "rw- rw-", .attr = "accessed dirty special", .os = "---" },
	{ "special, 2M", 1, .pte = 0x80000000122002e7, .kind = PTW_LEAF, .pa = 0x12200000,
	  .rights = "rw- rw-", .attr = "accessed dirty special", .os = "---" },
	{ "uffd-wp", 0, .pte = 0x8000000012345427, .kind = PTW_LEAF, .pa = 0x12345000,
	  .rights = "rw- rw-", .attr = "accessed uffd-wp", .os = "r--" },
	{ "shadow stack: dirty, not writable", 0, .pte = 0x8000000012345065, .kind = PTW_LEAF,
	  .pa = 0x12345000, .rights = "r-- r--", .attr = "accessed dirty", .os = "r--" },
	{ "key 2", 0, .pte = 0x9000000012345027, .kind = PTW_LEAF, .pa = 0x12345000,
	  .rights = "rw- rw-", .attr = "accessed", .os = "r--" },
	{ "key 1", 0, .pte = 0x8800000012345027, .kind = PTW_LEAF, .pa = 0x12345000,
	  .rights = "rw- rw-", .attr = "accessed", .os = "---" },
	{ .is = NULL },
};

/* linux-6.12 as Debian builds it: 27 hwpoison, 28 to 30 migration, 31 markers */
static const struct vec_pte x86_64_linux_6_12[] = {
	{ "hwpoison", 0, .pte = 0xdffffffffdb97400, .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_HWPOISON, .pa = 0x12345000, .swap_type = 27 } },
	{ "write migration of 2M", 1, .pte = 0xf7fffffffdbbfe00, .kind = PTW_SOFT, .shift = 21,
	  .soft = { .state = PTW_STATE_MIGRATION, .pa = 0x12200000, .swap_type = 30 } },
	{ "marker: uffd-wp and poisoned", 0, .pte = 0xfffffffffffff800, .kind = PTW_SOFT,
	  .shift = 12, .soft = { .state = PTW_STATE_MARKER, .swap_type = 31,
				 .marker = PTW_MARKER_UFFD_WP | PTW_MARKER_POISONED } },
	{ "marker: no guard yet", 0, .pte = 0xfffffffffffff000, .kind = PTW_SOFT,
	  .shift = 12, .soft = { .state = PTW_STATE_MARKER, .swap_type = 31,
				 .marker = PTW_MARKER_UFFD_WP | PTW_MARKER_POISONED } },
	{ "dirty, write-protected: bit 58", 0, .pte = 0x8400000012345025, .kind = PTW_LEAF,
	  .pa = 0x12345000, .shift = 12, .rights = "r-- r--", .attr = "accessed dirty" },
	{ .is = NULL },
};

/*
 * linux-6.15 with device memory: 24 hwpoison, 25 to 27 migration, 28 to 30 device, 31
 * markers
 */
static const struct vec_pte x86_64_linux_6_15[] = {
	{ "hwpoison", 0, .pte = 0xc7fffffffdb97400, .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_HWPOISON, .pa = 0x12345000, .swap_type = 24 } },
	{ "device-private, write", 0, .pte = 0xe7fffffffdb97400, .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_DEVICE, .pa = 0x12345000, .swap_type = 28 } },
	{ "device-private, read", 0, .pte = 0xeffffffffdb97400, .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_DEVICE, .pa = 0x12345000, .swap_type = 29 } },
	{ "device-exclusive", 0, .pte = 0xf7fffffffdb97400, .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_DEVICE, .pa = 0x12345000, .swap_type = 30 } },
	{ "marker: guard", 0, .pte = 0xfffffffffffff600, .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_MARKER, .swap_type = 31,
		    .marker = PTW_MARKER_GUARD } },
	{ .is = NULL },
};

/* A kernel that has no special type but markers: 31 swap files */
static const struct vec_pte x86_64_linux_swapfiles[] = {
	{ "type 30 is a swap file", 0, .pte = 0xf7fffffffdb97400, .kind = PTW_SOFT, .shift = 12,
	  .soft = { .state = PTW_STATE_SWAP, .swap_type = 30, .swap_offset = 0x12345 } },
	{ "markers come right behind", 0, .pte = 0xfffffffffffffc00, .kind = PTW_SOFT,
	  .shift = 12, .soft = { .state = PTW_STATE_MARKER, .swap_type = 31,
				 .marker = PTW_MARKER_UFFD_WP } },
	{ .is = NULL },
};

/* Encryption in bit 51: it is set in the pte as it is, the address is inverted. */
static const struct vec_pte x86_64_linux_encrypted[] = {
	{ "PROT_NONE, encrypted", 0, .pte = 0x000fffffedcba120, .kind = PTW_SOFT, .shift = 12,
	  .attr = "accessed encrypted",
	  .soft = { .state = PTW_STATE_PROTNONE, .pa = 0x12345000 } },
	{ "PROT_NONE, not encrypted", 0, .pte = 0x0007ffffedcba120, .kind = PTW_SOFT,
	  .shift = 12, .attr = "accessed",
	  .soft = { .state = PTW_STATE_PROTNONE, .pa = 0x12345000 } },
	{ .is = NULL },
};

/* Walks: index 1 at every level, 0x8040201000, unless it matters. */
static const struct vec_walk x86_64_walks[] = {
	{ "4K through four tables", 0x0000008040201abc, PTW_WANT_WRITE | PTW_WANT_USER, 0,
	  PTW_LEAF, PTW_REASON_NONE, 0, 0xdeadbabc, 0x80000000deadb067, 12, 0, "rw- rw-",
	  { { 0x8, 0x1067 }, { 0x1008, 0x2067 }, { 0x2008, 0x3067 },
	    { 0x3008, 0x80000000deadb067 } } },
	{ "RW is clear in the PML4E", 0x0000008040201abc, PTW_WANT_WRITE | PTW_WANT_USER, -EACCES,
	  PTW_LEAF, PTW_REASON_PERMISSION, 0, 0xdeadbabc, 0xdeadb067, 12, 0, "r-x r-x",
	  { { 0x8, 0x1065 }, { 0x1008, 0x2067 }, { 0x2008, 0x3067 }, { 0x3008, 0xdeadb067 } } },
	{ "US is clear in the PDPTE", 0x0000008040201abc, PTW_WANT_READ | PTW_WANT_USER, -EACCES,
	  PTW_LEAF, PTW_REASON_PERMISSION, 0, 0xdeadbabc, 0xdeadb067, 12, 0, "--- rwx",
	  { { 0x8, 0x1067 }, { 0x1008, 0x2063 }, { 0x2008, 0x3067 }, { 0x3008, 0xdeadb067 } } },
	{ "XD is set in the PDE", 0x0000008040201abc, PTW_WANT_EXEC, -EACCES,
	  PTW_LEAF, PTW_REASON_PERMISSION, 0, 0xdeadbabc, 0xdeadb067, 12, 0, "rw- rw-",
	  { { 0x8, 0x1067 }, { 0x1008, 0x2067 }, { 0x2008, 0x8000000000003067 },
	    { 0x3008, 0xdeadb067 } } },
	{ "P is clear in the PML4E", 0x0000008040201abc, 0, -ENOENT, PTW_HOLE,
	  PTW_REASON_NOT_PRESENT, 3, 0, 0x1066, 39, 0, NULL, { { 0x8, 0x1066 } } },
	{ "P is clear in the PDPTE", 0x0000008040201abc, 0, -ENOENT, PTW_HOLE,
	  PTW_REASON_NOT_PRESENT, 2, 0, 0, 30, 0, NULL, { { 0x8, 0x1067 } } },
	{ "2M in place of the page table", 0x00000080403fffff, PTW_WANT_READ, 0, PTW_LEAF,
	  PTW_REASON_NONE, 1, 0x123fffff, 0x12200083, 21, 0, "--- rwx",
	  { { 0x8, 0x1067 }, { 0x1008, 0x2067 }, { 0x2008, 0x12200083 } } },
	{ "a root that points to itself", 0x0000008040201abc, 0, 0, PTW_LEAF, PTW_REASON_NONE,
	  0, 0xabc, 0x67, 12, 0, "rwx rwx", { { 0x8, 0x67 } } },
	{ "a table beyond memory", 0x0000008040201abc, 0, -EFAULT, PTW_UNREACHABLE,
	  PTW_REASON_UNREACHABLE, 2, 0x40000008, 0x40000067, 30, 0, NULL,
	  { { 0x8, 0x40000067 } } },
	{ "a reserved bit stops the walk", 0x0000008040201abc, 0, -EUCLEAN, PTW_BAD,
	  PTW_REASON_RESERVED, 3, 0, 0x10e7, 39, 0, NULL, { { 0x8, 0x10e7 } } },
	{ "highest address of the lower half", 0x00007fffffffffff, 0, 0, PTW_LEAF,
	  PTW_REASON_NONE, 2, 0x7fffffff, 0x400000e7, 30, 0, "rwx rwx",
	  { { 0x7f8, 0x1067 }, { 0x1ff8, 0x400000e7 } } },
	{ "the first that is not canonical", 0x0000800000000000, 0, -ERANGE, PTW_RANGE,
	  PTW_REASON_NON_CANONICAL, 0, 0, 0, 0, 0, NULL, { { 0x800, 0x1067 } } },
	{ "the last that is not canonical", 0xffff7fffffffffff, 0, -ERANGE, PTW_RANGE,
	  PTW_REASON_NON_CANONICAL, 0, 0, 0, 0, 0, NULL, { { 0x7f8, 0x1067 } } },
	{ "only bit 63 is wrong", 0x8000008040201abc, 0, -ERANGE, PTW_RANGE,
	  PTW_REASON_NON_CANONICAL, 0, 0, 0, 0, 0, NULL, { { 0x8, 0x1067 } } },
	{ "lowest address of the upper half", 0xffff800000000000, 0, 0, PTW_LEAF,
	  PTW_REASON_NONE, 2, 0x40000000, 0x400000e7, 30, 0, "rwx rwx",
	  { { 0x800, 0x1067 }, { 0x1000, 0x400000e7 } } },
	{ "the last address", 0xffffffffffffffff, 0, 0, PTW_LEAF, PTW_REASON_NONE, 2,
	  0x7fffffff, 0x400000e7, 30, 0, "rwx rwx", { { 0xff8, 0x1067 }, { 0x1ff8, 0x400000e7 } } },
	{ .is = NULL },
};

/* With the root at 0x8000: the tables below stand at pa 0. */
static const struct vec_walk x86_64_pa_0[] = {
	{ "page-directory-pointer table at pa 0", 0x0000008000000123, 0, 0, PTW_LEAF,
	  PTW_REASON_NONE, 2, 0x123, 0x83, 30, 0, "--- rwx", { { 0, 0x83 }, { 0x8008, 0x67 } } },
	{ "every table at pa 0", 0x0000008000000123, 0, 0, PTW_LEAF, PTW_REASON_NONE, 0, 0x123,
	  0x67, 12, 0, "rwx rwx", { { 0, 0x67 }, { 0x8008, 0x67 } } },
	{ .is = NULL },
};

/* LAM: bits 62:57 or 62:48 are metadata, of which bit 63 takes the place. */
static const struct vec_walk x86_64_lam_u57[] = {
	{ "metadata in bits 62:57", 0x7e00008040201abc, 0, 0, PTW_LEAF, PTW_REASON_NONE, 2,
	  0x201abc, 0x83, 30, 0, "--- rwx", { { 0x8, 0x1067 }, { 0x1008, 0x00000083 } } },
	{ "bit 56 is none of it", 0x0100008040201abc, 0, -ERANGE, PTW_RANGE,
	  PTW_REASON_NON_CANONICAL, 0, 0, 0, 0, 0, NULL, { { 0x8, 0x1067 } } },
	{ "the upper half has none", 0xfeffff8040201abc, 0, -ERANGE, PTW_RANGE,
	  PTW_REASON_NON_CANONICAL, 0, 0, 0, 0, 0, NULL, { { 0xff8, 0x1067 } } },
	{ .is = NULL },
};

static const struct vec_walk x86_64_lam_u48[] = {
	{ "metadata in bits 62:48", 0x7fff008040201abc, 0, 0, PTW_LEAF, PTW_REASON_NONE, 2,
	  0x201abc, 0x83, 30, 0, "--- rwx", { { 0x8, 0x1067 }, { 0x1008, 0x83 } } },
	{ "bit 47 is none of it", 0x7fff808040201abc, 0, -ERANGE, PTW_RANGE,
	  PTW_REASON_NON_CANONICAL, 0, 0, 0, 0, 0, NULL, { { 0x808, 0x1067 } } },
	{ .is = NULL },
};

static const struct vec_walk x86_64_lam_sup[] = {
	{ "metadata in bits 62:48", 0x8000ff8000000abc, 0, 0, PTW_LEAF, PTW_REASON_NONE, 2,
	  0xabc, 0x83, 30, 0, "--- rwx", { { 0xff8, 0x1067 }, { 0x1000, 0x83 } } },
	{ "bit 47 is none of it", 0x80007f8000000abc, 0, -ERANGE, PTW_RANGE,
	  PTW_REASON_NON_CANONICAL, 0, 0, 0, 0, 0, NULL, { { 0x7f8, 0x1067 } } },
	{ "the lower half has none", 0x4000008040201abc, 0, -ERANGE, PTW_RANGE,
	  PTW_REASON_NON_CANONICAL, 0, 0, 0, 0, 0, NULL, { { 0x8, 0x1067 } } },
	{ .is = NULL },
};

/* A space that shall not walk the upper half, though the root has it */
static const struct vec_walk x86_64_lower_only[] = {
	{ "lower", 0x00007fffffffffff, 0, 0, PTW_LEAF, PTW_REASON_NONE, 2, 0x7fffffff, 0x400000e7,
	  30, 0, "rwx rwx", { { 0x7f8, 0x1067 }, { 0x1ff8, 0x400000e7 } } },
	{ "upper", 0xffffffffffffffff, 0, -ERANGE, PTW_RANGE, PTW_REASON_NON_CANONICAL,
	  0, 0, 0, 0, 0, NULL, { { 0xff8, 0x1067 }, { 0x1ff8, 0x400000e7 } } },
	{ "lowest of the upper", 0xffff800000000000, 0, -ERANGE, PTW_RANGE,
	  PTW_REASON_NON_CANONICAL, 0, 0, 0, 0, 0, NULL, { { 0x800, 0x1067 } } },
	{ .is = NULL },
};

static const struct vec_set x86_64_sets[] = {
	{ "52 bits", { .root1 = PTW_NO_ROOT }, .ptes = x86_64_plain, .walks = x86_64_walks },
	{ "36 bits, no NX", { .root1 = PTW_NO_ROOT, .pa_bits = 36 }, { { "efer", 0x500 } },
	  .ptes = x86_64_narrow },
	{ "32 bits", { .root1 = PTW_NO_ROOT, .pa_bits = 32 }, .ptes = x86_64_32_bits },
	{ "PAT", { .root1 = PTW_NO_ROOT }, { { "pat", 0x0600050100070406 } },
	  .ptes = x86_64_pat },
	{ "CR0.WP clear", { .root1 = PTW_NO_ROOT }, { { "cr0", 0x80000001 } },
	  .ptes = x86_64_no_wp },
	{ "CR0.WP and NX clear", { .root1 = PTW_NO_ROOT },
	  { { "cr0", 0x80000001 }, { "efer", 0x500 } }, .ret = 0 },
	{ "encryption, NX clear", { .root1 = PTW_NO_ROOT, .pa_bits = 48, .enc_mask = 1ULL << 47 },
	  { { "efer", 0x500 } }, .ret = 0 },
	{ "encryption in bit 47", { .root1 = PTW_NO_ROOT, .pa_bits = 48, .enc_mask = 1ULL << 47 },
	  .ptes = x86_64_encrypted },
	{ "encryption in bit 51", { .root1 = PTW_NO_ROOT, .pa_bits = 48, .enc_mask = 1ULL << 51,
				    .root = 1ULL << 51 }, .ptes = x86_64_encrypted_above },
	{ "linux-6.1", { .root1 = PTW_NO_ROOT, .os = "linux-6.1" }, .ptes = x86_64_linux_6_1 },
	{ "linux-6.12", { .root1 = PTW_NO_ROOT, .os = "linux-6.12" }, .ptes = x86_64_linux_6_12 },
	{ "linux-6.12, PKRU", { .root1 = PTW_NO_ROOT, .os = "linux-6.12" },
	  { { "cr4", 0x400020 }, { "pkru", 0x24 } }, .ptes = x86_64_linux_gup },
	{ "linux-6.15", { .root1 = PTW_NO_ROOT, .os = "linux-6.15,swapfiles=24" },
	  .ptes = x86_64_linux_6_15 },
	{ "linux-7.0", { .root1 = PTW_NO_ROOT, .os = "linux-7.0" }, .ptes = x86_64_linux_6_15 },
	{ "31 swap files", { .root1 = PTW_NO_ROOT, .os = "linux-6.2,swapfiles=31" },
	  .ptes = x86_64_linux_swapfiles },
	{ "linux, encryption", { .root1 = PTW_NO_ROOT, .enc_mask = 1ULL << 51,
				 .os = "linux-6.12" }, .ptes = x86_64_linux_encrypted },
	{ "root at 0x8000", { .root = 0x8000, .root1 = PTW_NO_ROOT }, .walks = x86_64_pa_0 },
	{ "lower half only", { .root1 = PTW_NO_ROOT, .lower_only = 1 },
	  .walks = x86_64_lower_only },
	{ "LAM_U57, lower half only", { .root1 = PTW_NO_ROOT, .lower_only = 1 },
	  { { "cr3", 1ULL << 61 } }, .walks = x86_64_lam_u57 },
	{ "LAM_U57", { .root1 = PTW_NO_ROOT }, { { "cr3", 1ULL << 61 } },
	  .walks = x86_64_lam_u57 },
	{ "LAM_U48", { .root1 = PTW_NO_ROOT }, { { "cr3", 1ULL << 62 } },
	  .walks = x86_64_lam_u48 },
	{ "LAM_SUP", { .root1 = PTW_NO_ROOT }, { { "cr4", 0x10000020 } },
	  .walks = x86_64_lam_sup },

	{ "paging off", { .root1 = PTW_NO_ROOT }, { { "cr0", 0x11 } }, .ret = -EINVAL,
	  .field = "cr0" },
	{ "32-bit paging", { .root1 = PTW_NO_ROOT }, { { "cr4", 0x10 } }, .ret = -EINVAL,
	  .field = "cr4" },
	{ "PAE paging", { .root1 = PTW_NO_ROOT }, { { "efer", 0x800 } }, .ret = -EINVAL,
	  .field = "efer" },
	{ "5-level paging", { .root1 = PTW_NO_ROOT }, { { "cr4", 0x1020 } }, .ret = -EINVAL,
	  .field = "cr4" },
	{ "no root", { .root = PTW_NO_ROOT, .root1 = PTW_NO_ROOT }, .ret = -EINVAL,
	  .field = "root" },
	{ "a second root", { .root1 = 0 }, .ret = -EINVAL, .field = "root1" },
	{ "a root inside a page", { .root = 0x8800, .root1 = PTW_NO_ROOT }, .ret = -EINVAL,
	  .field = "root" },
	{ "a root beyond 36 bits", { .root = 1ULL << 36, .root1 = PTW_NO_ROOT, .pa_bits = 36 },
	  .ret = -EINVAL, .field = "root" },
	{ "31 bits", { .root1 = PTW_NO_ROOT, .pa_bits = 31 }, .ret = -EINVAL,
	  .field = "pa-bits" },
	{ "53 bits", { .root1 = PTW_NO_ROOT, .pa_bits = 53 }, .ret = -EINVAL,
	  .field = "pa-bits" },
	{ "57 bits of address, upper", { .root1 = PTW_NO_ROOT, .va1_bits = 57 }, .ret = -EINVAL,
	  .field = "va1-bits" },
	{ "57 bits of address", { .root1 = PTW_NO_ROOT, .va_bits = 57 }, .ret = -EINVAL,
	  .field = "va-bits" },
	{ "encryption in PAT's bit", { .root1 = PTW_NO_ROOT, .enc_mask = 1ULL << 12 },
	  .ret = -EINVAL, .field = "enc-mask" },
	{ "encryption in an ignored bit", { .root1 = PTW_NO_ROOT, .enc_mask = 1ULL << 52 },
	  .ret = -EINVAL, .field = "enc-mask" },
	{ "two encryption bits", { .root1 = PTW_NO_ROOT, .enc_mask = 3ULL << 46 },
	  .ret = -EINVAL, .field = "enc-mask" },
	{ "a version before the first", { .root1 = PTW_NO_ROOT, .os = "linux-5.19" },
	  .ret = -EINVAL, .field = "os" },
	{ "no swap files", { .root1 = PTW_NO_ROOT, .os = "linux-6.1,swapfiles=0" },
	  .ret = -EINVAL, .field = "os" },
	{ "a number that is none", { .root1 = PTW_NO_ROOT, .os = "linux-6.70000" },
	  .ret = -EINVAL, .field = "os" },
	{ "another system", { .root1 = PTW_NO_ROOT, .os = "linus-6.1" }, .ret = -EINVAL,
	  .field = "os" },
	{ "a third number", { .root1 = PTW_NO_ROOT, .os = "linux-6.1.20" }, .ret = -EINVAL,
	  .field = "os" },
	{ "more swap files than types", { .root1 = PTW_NO_ROOT, .os = "linux-6.1,swapfiles=32" },
	  .ret = -EINVAL, .field = "os" },
	{ .is = NULL },
};

static const struct vec_format x86_64_vectors = {
	.format = "x86-64",
	.table = 0x7,
	.bits = 0x80000000000011ff,
	.sets = x86_64_sets,
};

/* clang-format on */

#endif /* PTW_ARCH_X86_64_VECTORS_H */
