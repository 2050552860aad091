// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Writing JSON (RFC 8259). Strings come out as valid UTF-8 whatever went in: a byte
 * that is none is shown as U+FFFD.
 */
#include <stddef.h>
#include <string.h>
#include "json.h"
#include "out.h"

static bool first;

static void comma(void)
{
	if (!first)
		out_char(',');
	first = false;
}

/* The length of the well-formed UTF-8 character at @s (RFC 3629, section 4), or 0 */
static size_t utf8_length(const unsigned char *s)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t length, i;

	if (s[0] < 0x80)
		return 1;
	if (s[0] < 0xc2 || s[0] > 0xf4)
		return 0;
	length = s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	if (s[0] == 0xe0)
		low = 0xa0;
	else if (s[0] == 0xed)
		high = 0x9f;
	else if (s[0] == 0xf0)
		low = 0x90;
	else if (s[0] == 0xf4)
		high = 0x8f;
	for (i = 1; i < length; i++, low = 0x80, high = 0xbf)
		if (s[i] < low || s[i] > high)
			return 0;
	return length;
}

/* Characters at @s that are written as they are */
static size_t plain_length(const char *s)
{
	size_t length = 0;

	while (s[length] >= 0x20 && s[length] < 0x7f && s[length] != '"' && s[length] != '\\')
		length++;
	return length;
}

/* The character at @s, which is not plain; how long it is */
static size_t quote_character(const unsigned char *s)
{
	size_t length = utf8_length(s);

	if (!length) {
		out_text("\\ufffd");
		return 1;
	}
	if (*s == '"' || *s == '\\')
		out_char('\\');
	if (*s >= 0x20 && *s != 0x7f) {
		out_bytes((const char *)s, length);
		return length;
	}
	out_text("\\u00");
	out_char("0123456789abcdef"[*s >> 4]);
	out_char("0123456789abcdef"[*s & 15]);
	return 1;
}

static void quote(const char *value)
{
	size_t plain;

	out_char('"');
	for (;;) {
		plain = plain_length(value);
		out_bytes(value, plain);
		value += plain;
		if (!*value)
			break;
		value += quote_character((const unsigned char *)value);
	}
	out_char('"');
}

static void put_key(const char *key)
{
	comma();
	out_char('"');
	out_text(key);
	out_text("\":");
}

void json_begin(void)
{
	out_char('{');
	first = true;
}

void json_end(void)
{
	out_text("}\n");
}

void json_string(const char *key, const char *value)
{
	put_key(key);
	if (value)
		quote(value);
	else
		out_text("null");
}

void json_hex(const char *key, __u64 value)
{
	put_key(key);
	out_char('"');
	out_hex(value);
	out_char('"');
}

void json_number(const char *key, __u64 value)
{
	put_key(key);
	out_decimal(value);
}

void json_bool(const char *key, bool value)
{
	put_key(key);
	out_text(value ? "true" : "false");
}

void json_list(const char *key)
{
	put_key(key);
	out_char('[');
	first = true;
}

void json_item(const char *value)
{
	comma();
	quote(value);
}

void json_item_hex(__u64 value)
{
	comma();
	out_char('"');
	out_hex(value);
	out_char('"');
}

void json_list_end(void)
{
	out_char(']');
	first = false;
}

void json_object(const char *key)
{
	put_key(key);
	out_char('{');
	first = true;
}

void json_object_end(void)
{
	out_char('}');
	first = false;
}
