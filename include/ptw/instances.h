/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Declarations of what PTW_INSTANTIATE() defines. The instances that the library
 * itself has are in the generated <ptw/formats.h>.
 */
#ifndef PTW_INSTANCES_H
#define PTW_INSTANCES_H

#include <ptw/walk.h>

#define PTW_DECLARE_INSTANCE(iname)                                                            \
	int __ptw_##iname##_follow(const struct ptw_space *space, __u64 va, unsigned int want, \
				   struct ptw_leaf *leaf);                                     \
	int ptw_##iname##_follow(const struct ptw_space *space, __u64 va, unsigned int want,   \
				 struct ptw_leaf *leaf);                                       \
	int __ptw_##iname##_iterate(struct ptw_cursor *cursor);                                \
	int ptw_##iname##_iterate(struct ptw_cursor *cursor);                                  \
	int __ptw_##iname##_iterate_block(struct ptw_cursor *cursor, struct ptw_block *block); \
	int __ptw_##iname##_block_leaf(const struct ptw_block *block, unsigned int i,          \
				       unsigned int want, struct ptw_leaf *leaf);              \
	extern const struct ptw_instance ptw_##iname;

#endif /* PTW_INSTANCES_H */
