// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The machine, as far as it is not in the header: AT, the serial line, the switch,
 * and the functions that the compiler calls by itself.
 */
#include <stdarg.h>
#include "arm64.h"

/* PL011, at the address QEMU's "virt" has it */
#define UART_DATA (*(volatile u32 *)0x09000000)
#define UART_FLAG (*(volatile u32 *)0x09000018)
#define UART_FULL (1u << 5)

#define PSCI_SYSTEM_OFF 0x84000008

#define ASK(op)                                                 \
	asm volatile("mov x16, xzr\n\tat " op ", %2\n\tisb\n\t" \
		     "mrs %0, par_el1\n\tmov %1, x16"           \
		     : "=&r"(answer.par), "=&r"(answer.esr)     \
		     : "r"(va)                                  \
		     : "x16", "x17", "cc", "memory")

struct machine_answer machine_at(enum access access, u64 va)
{
	struct machine_answer answer;

	switch (access) {
	case AT_S1E0R:
		ASK("s1e0r");
		break;
	case AT_S1E0W:
		ASK("s1e0w");
		break;
	case AT_S1E1R:
		ASK("s1e1r");
		break;
	default:
		ASK("s1e1w");
		break;
	}
	return answer;
}

u64 machine_fetch_at(u64 va, u64 spsr);

struct machine_answer machine_fetch(enum access access, u64 va, u64 vectors)
{
	/* SPSR_EL2: EL0t or EL1h, interrupts masked */
	u64 spsr = 0x3c0 | (access == FETCH_EL0 ? 0 : 5);
	struct machine_answer answer = { 0, 0 };

	machine_write(vbar_el1, vectors);
	answer.esr = machine_fetch_at(va, spsr);
	return answer;
}

static void put(char c)
{
	while (UART_FLAG & UART_FULL)
		;
	UART_DATA = c;
}

static void put_padded(const char *text, unsigned int length, unsigned int width)
{
	for (; width > length; width--)
		put(' ');
	while (length--)
		put(*text++);
}

static void put_number(u64 value, unsigned int base, unsigned int width)
{
	char text[24], *at = text + sizeof(text);

	do {
		*--at = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	if (base == 16) {
		*--at = 'x';
		*--at = '0';
	}
	put_padded(at, text + sizeof(text) - at, width);
}

void say(const char *format, ...)
{
	unsigned int width, length;
	const char *text;
	va_list args;

	va_start(args, format);
	for (; *format; format++) {
		if (*format != '%') {
			put(*format);
			continue;
		}
		for (width = 0; *++format >= '0' && *format <= '9';)
			width = width * 10 + (*format - '0');
		if (*format == 's') {
			text = va_arg(args, const char *);
			for (length = 0; text[length];)
				length++;
			put_padded(text, length, width);
		} else if (*format == '%') {
			put('%');
		} else {
			put_number(va_arg(args, u64), *format == 'x' ? 16 : 10, width);
		}
	}
	va_end(args);
}

void machine_off(void)
{
	register u64 x0 asm("x0") = PSCI_SYSTEM_OFF;

	asm volatile("smc #0" : "+r"(x0) : : "memory");
	for (;;)
		;
}

void machine_panic(u64 esr, u64 elr, u64 far)
{
	say("judge: exception, esr %x elr %x far %x\n", esr, elr, far);
	machine_off();
}

void ptw_env_warn(const char *what, const char *file, int line)
{
	say("judge: %s:%u: WARN_ON_ONCE(%s)\n", file, (u64)line, what);
	machine_off();
}

/* What gcc may call even in a freestanding program */

void *memset(void *to, int value, size_t bytes);
void *memcpy(void *to, const void *from, size_t bytes);

void *memset(void *to, int value, size_t bytes)
{
	volatile u8 *p = to;

	while (bytes--)
		*p++ = value;
	return to;
}

void *memcpy(void *to, const void *from, size_t bytes)
{
	volatile u8 *p = to;
	const u8 *q = from;

	while (bytes--)
		*p++ = *q++;
	return to;
}
