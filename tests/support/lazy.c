// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Instances over memory that is filled on demand, a page at a time, and that nobody may
 * point to: what a walk loads is zero until it was loaded again, as in an image.
 */
#include <string.h>
#include "arm64/arm64_linux.h"
#include "arm64/arm64_s2.h"
#include "core/instance.h"
#include "lazy.h"
#include "riscv/sv39.h"
#include "soft/soft_sw.h"
#include "x86/ept.h"
#include "x86/x86_64_linux.h"

#define PAGES 1024

static u8 present[PAGES];

void lazy_forget(void)
{
	memset(present, 0, sizeof(present));
}

static u8 *page_of(const struct ptw_space *space, u64 pa)
{
	return &present[(pa - space->mem_first) / 4096 % PAGES];
}

static int lazy_load(const struct ptw_space *space, u64 pa, unsigned int bytes, u64 *word)
{
	(void)bytes;
	if (pa - space->mem_first >= space->mem_bytes)
		return -EFAULT;
	*word = *page_of(space, pa) ? *(const u64 *)(unsigned long)(space->mem + pa) : 0;
	return 0;
}

static int lazy_reload(const struct ptw_space *space, u64 pa, unsigned int bytes, u64 *word)
{
	*page_of(space, pa) = 1;
	return lazy_load(space, pa, bytes, word);
}

static const struct ptw_access acc_lazy = {
	.name = "lazy",
	.load = lazy_load,
	.reload = lazy_reload,
};

PTW_INSTANTIATE(lazy_x86_64, fmt_x86_64, dia_x86_64_linux, acc_lazy);
PTW_INSTANTIATE(lazy_arm64_64k_lpa, fmt_arm64_64k_lpa, dia_arm64_linux, acc_lazy);
PTW_INSTANTIATE(lazy_ept, fmt_ept, dia_none, acc_lazy);
PTW_INSTANTIATE(lazy_arm64_s2_4k, fmt_arm64_s2_4k, dia_none, acc_lazy);
PTW_INSTANTIATE(lazy_riscv_sv39, fmt_riscv_sv39, dia_none, acc_lazy);
PTW_INSTANTIATE(lazy_soft_tiny, fmt_soft_tiny, dia_soft, acc_lazy);

const struct ptw_instance *lazy_instance(const struct ptw_format *fmt)
{
	static const struct ptw_instance *const all[] = {
		&ptw_lazy_x86_64,      &ptw_lazy_arm64_64k_lpa, &ptw_lazy_ept,
		&ptw_lazy_arm64_s2_4k, &ptw_lazy_riscv_sv39,	&ptw_lazy_soft_tiny
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(all); i++)
		if (!strcmp(all[i]->fmt->name, fmt->name))
			return all[i];
	return NULL;
}
