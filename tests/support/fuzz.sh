# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Parts that run one fuzzer, whose last line says how much of what it ran was of use. After
# packages.sh, build.sh and check.sh
# shellcheck shell=sh

# fuzz_build NAME: build fuzz_NAME, and make room for what it finds
fuzz_build()
{
	fuzzer=$PTW_BUILD/fuzz/tests/fuzz/fuzz_$1
	findings=$PTW_BUILD/fuzz-$1-findings
	corpus=$PTW_BUILD/fuzz-$1-corpus
	rm -rf "$findings" "$corpus"
	mkdir -p "$findings" "$corpus"
	CC=clang PTW_TARGET=fuzz_$1 build_tree fuzz -DPTW_FUZZ=ON \
		-DPTW_SANITIZE=address,undefined -DPTW_DEBUG_CHECKS=ON
}

# fuzz FIELD LEAST ARGUMENT...: nothing is found, and in its last line the number in FIELD, in
# percent, is at least LEAST. Without such a line, or number, it fails.
fuzz()
{
	_field=$1 _least=$2
	shift 2
	if ! "$fuzzer" -artifact_prefix="$findings/" "$@" > "$findings.log" 2>&1; then
		tail -n 40 "$findings.log"
		return 1
	fi
	grep "^$(basename "$fuzzer"): " "$findings.log" > "$findings.share"
	cat "$findings.share"
	awk -v field="$_field" -v least="$_least" '$field + 0 >= least && $(field + 1) == "%" { enough = 1 }
		END { exit !enough }' "$findings.share"
}
