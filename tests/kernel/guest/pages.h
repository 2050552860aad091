/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * One page of this process: what ptw says of it against everybody else.
 */
#ifndef GUEST_PAGES_H
#define GUEST_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include "../ptw_test.h"

/* Where others are known to answer otherwise than the ptes say, by kind of memory */
#define MAY_GUP_REFUSE (1u << 0) /* a protection key, or a page without a mapping: not by the pte */
#define MAY_NO_PAGEMAP (1u << 1) /* pagemap shows no PFNMAP memory */
#define MAY_NO_HMM     (1u << 2) /* neither does HMM */
#define MAY_NO_AT      (1u << 3) /* an access the processor would refuse to user code */
#define MAY_CHANGE     (1u << 4) /* asking faults the page in, or ages it */

struct pages {
	int device;
	int pagemap;
	size_t page_size;
	struct ptw_test_space space;
};

int pages_open(struct pages *pages);
void pages_close(struct pages *pages);

/* Ask about one address. Return: 0, or -1 with errno */
int pages_ask(struct pages *pages, void *va, struct ptw_test_page *page);

/* Compare. Return: true; false with one line about what differs in @why */
bool pages_agree(struct pages *pages, const struct ptw_test_page *page, unsigned int may,
		 char why[256]);

#endif /* GUEST_PAGES_H */
