// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "ept.h"
#include "core/direct.h"
#include "core/instance.h"

PTW_INSTANTIATE(ept, fmt_ept, dia_none, acc_direct);
