# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Counting the tests of a part that are commands.
# shellcheck shell=sh

passed=0 failed=0 skipped=0

# check NAME COMMAND [ARGUMENT...]: one test; its output is shown only if it fails
check()
{
	_name=$1
	shift
	if _out=$("$@" 2>&1); then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'FAIL %s\n' "$_name"
		printf '%s\n' "$_out" | head -n 30
	fi
}

# skip NAME REASON
skip()
{
	printf 'SKIP %s: %s\n' "$1" "$2"
	skipped=$((skipped + 1))
}
