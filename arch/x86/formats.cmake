# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#          instance            source         header           format            dialect
ptw_format(x86_64_linux        x86_64.c       x86_64_linux.h   fmt_x86_64        dia_x86_64_linux)
ptw_format(x86_64_la57_linux   x86_64_la57.c  x86_64_linux.h   fmt_x86_64_la57   dia_x86_64_linux)
ptw_format(ept                 ept.c          ept.h            fmt_ept           dia_none)
ptw_format(ept_5l              ept_5l.c       ept.h            fmt_ept_5l        dia_none)
