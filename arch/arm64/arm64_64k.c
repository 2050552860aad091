// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "arm64_linux.h"
#include "core/direct.h"
#include "core/instance.h"

PTW_INSTANTIATE(arm64_64k_linux, fmt_arm64_64k, dia_arm64_linux, acc_direct);
