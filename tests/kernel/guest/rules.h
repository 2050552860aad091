/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The rules of lookups: one row a rule, each of them met by memory of a real process.
 */
#ifndef GUEST_RULES_H
#define GUEST_RULES_H

void check_rules(void);
void check_hva_to_pfn(void);

/* The same lookup by the task, by an interrupt, and by a thread that adopts its mm */
void check_contexts(void);

#endif /* GUEST_RULES_H */
