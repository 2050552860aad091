# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Build trees that parts share.
# shellcheck shell=sh

# build_tree NAME [CMAKE ARGUMENT...]: configure and build $PTW_BUILD/NAME, quietly
# unless it fails. CC chooses the compiler, PTW_TARGET what is built if not all.
build_tree()
{
	_tree=$PTW_BUILD/$1
	shift
	mkdir -p "$_tree"
	if cmake -S "$PTW_SRC" -B "$_tree" -DPTW_WERROR=ON "$@" > "$_tree/configure.log" 2>&1 &&
	   cmake --build "$_tree" -j "$PTW_JOBS" ${PTW_TARGET:+--target $PTW_TARGET} > "$_tree/build.log" 2>&1; then
		return 0
	fi
	tail -n 40 "$_tree/configure.log" "$_tree/build.log" 2>/dev/null
	return 1
}

# criterion PROGRAM...: run Criterion programs and add up their counts into $passed
# and $failed. A sanitizer's report fails a program whatever Criterion says.
criterion()
{
	for _program; do
		_out=$PTW_BUILD/$(basename "$_program").out
		PTW_WARN_FATAL=1 "$_program" > "$_out" 2>&1
		_code=$?
		_line=$(sed -n 's/.*Synthesis: Tested: .*\([0-9].*\)/&/p' "$_out" |
			sed 's/\x1b\[[0-9;]*m//g' | tail -n 1)
		_p=$(echo "$_line" | sed -n 's/.*Passing: \([0-9]*\).*/\1/p')
		_f=$(echo "$_line" | sed -n 's/.*Failing: \([0-9]*\).*/\1/p')
		_c=$(echo "$_line" | sed -n 's/.*Crashing: \([0-9]*\).*/\1/p')
		_bad=$((${_f:-1} + ${_c:-0}))
		if grep -q 'ERROR: .*Sanitizer\|runtime error:\|WARN_ON_ONCE' "$_out"; then
			_bad=$((_bad > 0 ? _bad : 1))
		elif [ $_code != 0 ] && [ $_bad = 0 ]; then
			_bad=1
		fi
		[ $_bad = 0 ] || tail -n 60 "$_out"
		echo "$(basename "$_program"): ${_p:-0} passed, $_bad failed"
		passed=$((passed + ${_p:-0}))
		failed=$((failed + _bad))
	done
}
