/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * JSON, one object a line: a writer for flat objects with a list or an object of
 * numbers inside. Keys are our own and need no escaping; values may be anything.
 */
#ifndef PTW_CLI_JSON_H
#define PTW_CLI_JSON_H

#include <linux/types.h>
#include <stdbool.h>

void json_begin(void);
void json_end(void);

void json_string(const char *key, const char *value); /* %NULL: null */
void json_hex(const char *key, __u64 value);	      /* a string */
void json_number(const char *key, __u64 value);
void json_bool(const char *key, bool value);

/* A list of strings */
void json_list(const char *key);
void json_item(const char *value);
void json_item_hex(__u64 value);
void json_list_end(void);

/* An object inside */
void json_object(const char *key);
void json_object_end(void);

#endif /* PTW_CLI_JSON_H */
