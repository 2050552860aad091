// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "soft_sw.h"
#include "core/direct.h"
#include "core/instance.h"

PTW_INSTANTIATE(soft, fmt_soft, dia_soft, acc_direct);
