/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The bare machine: an arm64 processor at EL2 with its MMU off, so that addresses are
 * physical; a serial line; the EL1&0 regime's registers; and AT, which asks the
 * processor for a translation in that regime.
 */
#ifndef PTW_MACHINE_ARM64_H
#define PTW_MACHINE_ARM64_H

#include "ptw_env.h"

/* All of the machine's memory; the tables are the upper part of it. */
#define MACHINE_RAM	   0x40000000ULL
#define MACHINE_RAM_BYTES  0x08000000ULL
#define MACHINE_POOL	   0x42000000ULL
#define MACHINE_POOL_BYTES 0x02000000ULL

/* Two words that are there before the image starts: what the command line asked for */
#define MACHINE_REQUEST 0x41000000ULL

#define machine_read(reg)                                           \
	({                                                          \
		u64 machine_word;                                   \
		asm volatile("mrs %0, " #reg : "=r"(machine_word)); \
		machine_word;                                       \
	})
#define machine_write(reg, value) asm volatile("msr " #reg ", %0" : : "r"((u64)(value)))

/* What the processor can be asked: AT's four, and to fetch an instruction */
enum access {
	AT_S1E0R,
	AT_S1E0W,
	AT_S1E1R,
	AT_S1E1W,
	ACCESS_ATS,
	FETCH_EL0 = ACCESS_ATS,
	FETCH_EL1,
	ACCESSES,
};

/* PAR_EL1; and ESR_EL2 or ESR_EL1, 0 unless there was an exception */
struct machine_answer {
	u64 par;
	u64 esr;
};

/* What has been written to the tables is what the next walk loads. */
static inline void machine_forget(void)
{
	asm volatile("dsb ishst\n\ttlbi vmalle1\n\tdsb ish\n\tisb" : : : "memory");
}

struct machine_answer machine_at(enum access access, u64 va);

/*
 * Execute at @va, with EL1's vectors at @vectors: there, and where @va is translated to,
 * must be what machine_fetch_at() expects.
 */
struct machine_answer machine_fetch(enum access access, u64 va, u64 vectors);

/**
 * say() - Print on the serial line
 * @format: %s, %u (u64, decimal), %x (u64, hex with 0x), %%; a number before u or s is
 *	the width
 */
void say(const char *format, ...);

void machine_off(void) __attribute__((noreturn));
void machine_panic(u64 esr, u64 elr, u64 far) __attribute__((noreturn));

#endif /* PTW_MACHINE_ARM64_H */
