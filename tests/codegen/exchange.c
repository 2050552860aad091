// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Exchanges, each between a store before and a load after it: arm64's must have a
 * barrier on both sides, as the kernel's. With one missing, two threads that each
 * store, exchange and then look at what the other stores may both see nothing.
 */
#include "ptw_env.h"

u64 by_xchg(u64 *mine, u64 *flag, const u64 *theirs);
u64 by_cmpxchg(u64 *mine, u64 *flag, const u64 *theirs);

u64 by_xchg(u64 *mine, u64 *flag, const u64 *theirs)
{
	WRITE_ONCE(*mine, 1);
	xchg(flag, 1);
	return READ_ONCE(*theirs);
}

u64 by_cmpxchg(u64 *mine, u64 *flag, const u64 *theirs)
{
	u64 zero = 0;

	WRITE_ONCE(*mine, 1);
	if (!try_cmpxchg(flag, &zero, 1))
		return 0;
	return READ_ONCE(*theirs);
}
