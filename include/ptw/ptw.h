/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * libptw: walks page tables without locks. Everything a user space program needs;
 * <ptw/types.h> has the words.
 */
#ifndef PTW_PTW_H
#define PTW_PTW_H

#include <ptw/types.h>
#include <ptw/format.h>
#include <ptw/space.h>
#include <ptw/walk.h>
#include <ptw/formats.h>
#include <ptw/image.h>

#endif /* PTW_PTW_H */
