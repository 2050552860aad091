// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Reading and writing numbers. By hand, because a million of them should not cost
 * more than the walks they are about, and because strtoull() also takes signs, blanks
 * and numbers that are too large.
 */
#include <string.h>
#include "number.h"

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool read_hex(const char *text, size_t length, __u64 *number)
{
	const char *end = text + length;
	__u64 n = 0;

	if (length > 2 && text[0] == '0' && (text[1] | 0x20) == 'x')
		text += 2;
	if (text == end)
		return false;
	for (; text < end; text++) {
		if (digit(*text) < 0 || n >> 60)
			return false;
		n = n << 4 | (__u64)digit(*text);
	}
	*number = n;
	return true;
}

bool read_decimal(const char *text, __u64 *number)
{
	__u64 n = 0;

	if (!*text)
		return false;
	for (; *text; text++) {
		if (*text < '0' || *text > '9' || n > (~0ULL - 9) / 10)
			return false;
		n = 10 * n + (__u64)(*text - '0');
	}
	*number = n;
	return true;
}

size_t write_hex(char text[NUMBER_MAX], __u64 number)
{
	size_t digits = number ? (67 - (size_t)__builtin_clzll(number)) / 4 : 1, i;

	text[0] = '0';
	text[1] = 'x';
	for (i = 0; i < digits; i++)
		text[2 + i] = "0123456789abcdef"[number >> 4 * (digits - 1 - i) & 15];
	text[2 + digits] = 0;
	return 2 + digits;
}

size_t write_decimal(char text[NUMBER_MAX], __u64 number)
{
	char reversed[NUMBER_MAX];
	size_t digits = 0, i;

	do {
		reversed[digits++] = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	for (i = 0; i < digits; i++)
		text[i] = reversed[digits - 1 - i];
	text[digits] = 0;
	return digits;
}

size_t write_size(char text[NUMBER_MAX], unsigned int shift)
{
	size_t length = write_decimal(text, 1ULL << shift % 10);

	text[length++] = "BKMGTPE"[shift / 10];
	text[length] = 0;
	return length;
}
