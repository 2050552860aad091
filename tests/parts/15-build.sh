# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What the sources promise to those who compile against them: headers, words,
# the installed library, objects for the kernel.
. "$PTW_SRC/tests/support/packages.sh"
. "$PTW_SRC/tests/support/build.sh"
. "$PTW_SRC/tests/support/check.sh"

need clang libelf1 liburcu-dev || exit 1
prefix=$PTW_BUILD/prefix
rm -rf "$prefix"
if ! build_tree install -DCMAKE_INSTALL_PREFIX="$prefix" ||
   ! cmake --install "$PTW_BUILD/install" > "$PTW_BUILD/install.log"; then
	echo "counts: 0 1 0"
	exit 1
fi

for script in headers install words bare; do
	. "$PTW_SRC/tests/build/$script.sh"
done
echo "counts: $passed $failed $skipped"
