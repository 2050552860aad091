/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Numbers as text. Addresses, masks and registers are hex, with or without 0x;
 * counts are decimal.
 */
#ifndef PTW_CLI_NUMBER_H
#define PTW_CLI_NUMBER_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

/* All of the @length characters are one number of 64 bits. */
bool read_hex(const char *text, size_t length, __u64 *number);
bool read_decimal(const char *text, __u64 *number);

/* Room for any number that the functions below write; each says how long it is. */
#define NUMBER_MAX 21

/* "0x…" without leading zeros */
size_t write_hex(char text[NUMBER_MAX], __u64 number);
size_t write_decimal(char text[NUMBER_MAX], __u64 number);

/* 1 << @shift bytes: "4K", "2M", "1G" */
size_t write_size(char text[NUMBER_MAX], unsigned int shift);

#endif /* PTW_CLI_NUMBER_H */
