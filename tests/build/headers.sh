# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Every header as it is installed in $prefix, alone and twice. <ptw/*.h> and the
# environment are for C11 and C++17; <ptw/core/...> and <ptw/arch/...> are what an
# instance is made from, and an instance is a C file.
# shellcheck shell=sh

# compiles_alone HEADER COMPILER [FLAG...]
compiles_alone()
{
	_header=$1
	shift
	printf '#include <%s>\n#include <%s>\n' "$_header" "$_header" |
		"$@" -fsyntax-only -Wall -Wextra -Wundef -pedantic -Werror \
			-I "$prefix/include" -I "$prefix/include/ptw/env" -
}

for header in $(cd "$prefix/include" && find ptw -name '*.h' | sort); do
	for cc in gcc clang; do
		check "$header, $cc" compiles_alone "$header" \
			$cc -x c -std=c11 -Wstrict-prototypes -Wmissing-prototypes
		case $header in
		ptw/core/* | ptw/arch/*) continue ;;
		esac
		[ $cc = gcc ] && cxx=g++ || cxx=clang++
		check "$header, $cxx" compiles_alone "$header" $cxx -x c++ -std=c++17
	done
done
echo "headers: $(cd "$prefix/include" && find ptw -name '*.h' | wc -l), alone as C11;" \
	"those that are not for instances as C++17 too"
