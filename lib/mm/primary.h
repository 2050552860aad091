/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef PTW_MM_PRIMARY_H
#define PTW_MM_PRIMARY_H

#include <ptw/primary.h>

/* What secondary MMUs ask the model, see <ptw/primary.h> */
extern const struct ptw_primary_ops primary_ops;

#endif /* PTW_MM_PRIMARY_H */
