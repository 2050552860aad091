/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Random numbers that are the same for the same seed: SplitMix64 (Steele, Lea and
 * Flood, "Fast splittable pseudorandom number generators", 2014).
 */
#ifndef PTW_MACHINE_RANDOM_H
#define PTW_MACHINE_RANDOM_H

#include "ptw_env.h"

extern u64 random_state;

static inline u64 random_word(void)
{
	u64 z = random_state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return z ^ z >> 31;
}

/* Below @n, which is small */
static inline unsigned int random_below(unsigned int n)
{
	return (random_word() >> 32) * n >> 32;
}

/* Once in @n */
static inline bool one_in(unsigned int n)
{
	return !random_below(n);
}

/* Below @n, each as often as its weight says */
static inline unsigned int random_weighted(const u8 *weight, unsigned int n)
{
	unsigned int i, sum = 0, pick;

	for (i = 0; i < n; i++)
		sum += weight[i];
	pick = random_below(sum);
	for (i = 0; pick >= weight[i]; i++)
		pick -= weight[i];
	return i;
}

/* Some of the bits of @mask */
static inline u64 random_bits(u64 mask)
{
	return random_word() & mask;
}

#endif /* PTW_MACHINE_RANDOM_H */
