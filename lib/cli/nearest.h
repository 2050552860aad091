/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The name somebody may have meant.
 */
#ifndef PTW_CLI_NEAREST_H
#define PTW_CLI_NEAREST_H

/* The format whose name is nearest */
const char *nearest_format(const char *name);

#endif /* PTW_CLI_NEAREST_H */
