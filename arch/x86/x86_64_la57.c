// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "x86_64_linux.h"
#include "core/direct.h"
#include "core/instance.h"

PTW_INSTANTIATE(x86_64_la57_linux, fmt_x86_64_la57, dia_x86_64_linux, acc_direct);
