# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#          instance              source            header          format               dialect
ptw_format(arm64_4k_linux        arm64_4k.c        arm64_linux.h   fmt_arm64_4k         dia_arm64_linux)
ptw_format(arm64_16k_linux       arm64_16k.c       arm64_linux.h   fmt_arm64_16k        dia_arm64_linux)
ptw_format(arm64_64k_linux       arm64_64k.c       arm64_linux.h   fmt_arm64_64k        dia_arm64_linux)
ptw_format(arm64_64k_lpa_linux   arm64_64k_lpa.c   arm64_linux.h   fmt_arm64_64k_lpa    dia_arm64_linux)
ptw_format(arm64_4k_lpa2_linux   arm64_4k_lpa2.c   arm64_linux.h   fmt_arm64_4k_lpa2    dia_arm64_linux)
ptw_format(arm64_16k_lpa2_linux  arm64_16k_lpa2.c  arm64_linux.h   fmt_arm64_16k_lpa2   dia_arm64_linux)
ptw_format(arm64_s2_4k           arm64_s2_4k.c     arm64_s2.h      fmt_arm64_s2_4k      dia_none)
