// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "arm64_s2.h"
#include "core/direct.h"
#include "core/instance.h"

PTW_INSTANTIATE(arm64_s2_4k, fmt_arm64_s2_4k, dia_none, acc_direct);
