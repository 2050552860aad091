/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Lookups of memory that a second thread changes all the time.
 */
#ifndef GUEST_RACES_H
#define GUEST_RACES_H

/* There must be retries, and no answer that passes the check may be stale. */
void run_races(void);

#endif /* GUEST_RACES_H */
