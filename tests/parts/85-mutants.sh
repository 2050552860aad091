# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Tests that can fail: a share of the mutants every day; with --long all of them, and
# as many again drawn mechanically.
. "$PTW_SRC/tests/support/packages.sh"

need libcriterion-dev liburcu-dev patch || exit 1
if [ -z "$PTW_LONG" ]; then
	exec sh "$PTW_SRC/tests/mutants/run.sh" --share 0/27
fi
all=$PTW_BUILD/mutants.all
sh "$PTW_SRC/tests/mutants/run.sh" > "$all"
sed '$d' "$all"
sh "$PTW_SRC/tests/mutants/run.sh" --draw 30 --seed "${PTW_SEED:-1}" > "$all.drawn"
sed '$d' "$all.drawn"
cat "$all" "$all.drawn" | awk '$1 == "counts:" { p += $2; f += $3 } END { print "counts:", p, f, 0 }'
