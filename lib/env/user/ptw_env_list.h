/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The kernel's words for lists, said by liburcu, for the environments outside the
 * kernel. Lists are changed and walked under a lock.
 */
#ifndef PTW_ENV_LIST_H
#define PTW_ENV_LIST_H

#include <urcu/list.h>

#define list_head			     cds_list_head
#define INIT_LIST_HEAD(list)		     CDS_INIT_LIST_HEAD(list)
#define list_add_tail(list, head)	     cds_list_add_tail(list, head)
#define list_del(list)			     cds_list_del(list)
#define list_empty(list)		     cds_list_empty(list)
#define list_entry(list, type, member)	     cds_list_entry(list, type, member)
#define list_for_each_entry(p, head, member) cds_list_for_each_entry(p, head, member)
#define list_for_each_entry_safe(p, next, head, member) \
	cds_list_for_each_entry_safe(p, next, head, member)
#ifndef container_of
#define container_of(p, type, member) caa_container_of(p, type, member)
#endif

#endif /* PTW_ENV_LIST_H */
