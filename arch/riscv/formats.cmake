# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#          instance     source    header   format           dialect
ptw_format(riscv_sv39   sv39.c    sv39.h   fmt_riscv_sv39   dia_none)
ptw_format(riscv_sv48   sv48.c    sv39.h   fmt_riscv_sv48   dia_none)
ptw_format(riscv_sv57   sv57.c    sv39.h   fmt_riscv_sv57   dia_none)
