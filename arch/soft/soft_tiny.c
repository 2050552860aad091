// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "soft_sw.h"
#include "core/direct.h"
#include "core/instance.h"

PTW_INSTANTIATE(soft_tiny, fmt_soft_tiny, dia_soft, acc_direct);
