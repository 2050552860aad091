#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# ptwalk as its users meet it. Usage: cli.sh PTWALK IMAGES
# Needs jq. Ends with "counts: PASSED FAILED SKIPPED"; status 1 when something failed.
#
# Expected answers are worked out by hand from the SDM ("4-Level Paging", "Access
# Rights") and the kernel headers that arch/x86/x86_64_linux.h names, or are the
# oracles of tests/images.
# shellcheck disable=SC1090,SC1091,SC2034
set -u
PTWALK=$1 images=$2
here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
. "$here/lib.sh"
x86=$images/x86-64-linux-6.1.elf
arm64=$images/arm64-4k-linux-6.1.elf
for part in "$here"/[0-9]*.sh; do
	. "$part"
done
echo "counts: $passed $failed $skipped"
[ $failed = 0 ]
