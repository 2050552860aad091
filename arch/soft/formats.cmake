# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#          instance    source        header      format          dialect
ptw_format(soft        soft.c        soft_sw.h   fmt_soft        dia_soft)
ptw_format(soft_tiny   soft_tiny.c   soft_sw.h   fmt_soft_tiny   dia_soft)
