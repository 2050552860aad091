/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The model's address spaces, as benches of the protocol use them, and mirrors of them: who
 * takes part in the protocol and holds nothing, as a virtual machine would before it
 * installs what it found.
 */
#ifndef PTW_BENCH_MODEL_H
#define PTW_BENCH_MODEL_H

#include <ptw/mm.h>
#include <ptw/ptw.h>
#include "ptw_env_sync.h"

struct mirror {
	struct ptw_subscriber subscriber;
	struct ptw_sequence *sequence;
	spinlock_t lock;
} __attribute__((__aligned__(128)));

/* Memory for tables and pages. Exits when memory is short, as all here. */
struct ptw_phys *model_arena(unsigned int frames);

struct ptw_mm *model_space(struct ptw_phys *phys);

/* Map anonymous memory, and write to each page, or huge page, its address | 1 */
void model_map(struct ptw_mm *mm, __u64 first, __u64 pages, int huge);

void mirror_subscribe(struct mirror *mirror, struct ptw_mm *mm);
void mirror_unsubscribe(struct mirror *mirror);

#endif /* PTW_BENCH_MODEL_H */
