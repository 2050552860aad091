// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "sv39.h"
#include "core/direct.h"
#include "core/instance.h"

PTW_INSTANTIATE(riscv_sv39, fmt_riscv_sv39, dia_none, acc_direct);
