# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What the compilers made of every instance: no indirect branch anywhere in it, and a
# walk that fits 1024 bytes for each top level it is compiled for, and no store that
# others could see.
. "$PTW_SRC/tests/support/packages.sh"
. "$PTW_SRC/tests/support/build.sh"
. "$PTW_SRC/tests/support/check.sh"
. "$PTW_SRC/tests/support/objects.sh"

need clang binutils liburcu-dev gcc-aarch64-linux-gnu linux-libc-dev-arm64-cross || exit 1

no_indirect_branch()
{
	indirect_branches "$1" > "$PTW_BUILD/indirect"
	cat "$PTW_BUILD/indirect"
	[ ! -s "$PTW_BUILD/indirect" ]
}

# No shared write on the read path: a walk changes nothing but the answer.
no_locked_instruction()
{
	locked_instructions "$1" > "$PTW_BUILD/locked"
	cat "$PTW_BUILD/locked"
	[ ! -s "$PTW_BUILD/locked" ]
}

# stores WHAT SOURCE... [LINKER OPTION...]: link the program WHAT, and list what its walks store
stores()
{
	_program=$PTW_BUILD/codegen-$cc/$1
	shift
	$cc -O2 -fno-jump-tables -I "$PTW_SRC/include" -I "$PTW_SRC/lib" -I "$PTW_SRC/arch" \
		-I "$PTW_SRC/lib/env/user" -I "$PTW_BUILD/codegen-$cc/generated" "$@" \
		-o "$_program" &&
	objdump -d --no-show-raw-insn "$_program" |
		awk -v skip=page_state -f "$PTW_SRC/tests/support/stores.awk" > "$_program.stores"
}

# Nothing but the answer and the walk's own frame is written, by all that a walk can reach.
# But for what fills an image (page_state()), on a page's first touch; and a guard writes
# its thread's own line in liburcu.
no_shared_store()
{
	stores all "$PTW_SRC/tests/codegen/tops.c" -Wl,--whole-archive "$lib" "${lib%.a}-mm.a" \
		-Wl,--no-whole-archive -lurcu-bp -pthread || return 1
	grep '^shared\|^call' "$_program.stores" | grep -v '^call urcu_bp_read_\(un\)*lock@plt$' &&
		return 1
	# Through memory, both ways to see an image, and the model; with and without guard
	grep -qx "walks $(($(wc -l < "$tops.txt") * 8))" "$_program.stores"
}

# A walk that sets an accessed flag is found out.
shared_store_is_found()
{
	stores marking "$PTW_SRC/tests/codegen/marking.c" "$lib" || return 1
	grep -q '^shared ' "$_program.stores"
}

# So is every store that a listing hides: one for each walk of it.
hidden_stores_are_found()
{
	_object=$PTW_BUILD/hidden.o
	$cc -c "$PTW_SRC/tests/codegen/hidden.S" -o "$_object" || return 1
	objdump -d --no-show-raw-insn "$_object" |
		awk -f "$PTW_SRC/tests/support/stores.awk" > "$_object.stores"
	cat "$_object.stores"
	for _walk in $(sed -n 's/^__ptw_\(.*\)_follow:$/\1/p' "$PTW_SRC/tests/codegen/hidden.S"); do
		[ "$(grep -c "^shared __ptw_${_walk}_follow " "$_object.stores")" = 1 ] || return 1
	done
	grep -qx "walks 9" "$_object.stores"
}

# Every format has its walk, through memory and through both ways to see an image.
all_are_there()
{
	[ "$(wc -l < "$1")" = $(($(wc -l < "$2") * 3)) ]
}

# What each function does to memory, in a line: a store, a barrier, the exchange, a
# barrier, the load
exchanges_are_barriers()
{
	aarch64-linux-gnu-objdump -d --no-show-raw-insn "$1" | awk '
		/^[0-9a-f]+ <.*>:$/ { name = $2 }
		$2 ~ /^(str|ldr|dmb|swp|cas)/ { did[name] = did[name] " " substr($2, 1, 3) }
		END { for (name in did) print name did[name] }' > "$PTW_BUILD/exchanges"
	cat "$PTW_BUILD/exchanges"
	[ "$(grep -c ' str dmb \(swp\|cas\) dmb.* ldr$' "$PTW_BUILD/exchanges")" = 2 ]
}

for cc in aarch64-linux-gnu-gcc "clang --target=aarch64-linux-gnu"; do
	object=$PTW_BUILD/exchange.o
	# shellcheck disable=SC2086
	check "${cc%% *}: arm64 compiles" $cc -O2 -march=armv8.1-a -I "$PTW_SRC/include" \
		-I "$PTW_SRC/lib/env/user" -c "$PTW_SRC/tests/codegen/exchange.c" -o "$object"
	check "${cc%% *}: arm64's exchanges are barriers" exchanges_are_barriers "$object"
done

for cc in gcc clang; do
	CC=$cc build_tree codegen-$cc || { failed=$((failed + 1)); continue; }
	lib=$PTW_BUILD/codegen-$cc/lib/libptw.a
	tops=$PTW_BUILD/codegen-$cc/tops
	table=$PTW_BUILD/codegen-$cc/sizes
	$cc -I "$PTW_SRC/include" -I "$PTW_BUILD/codegen-$cc/generated" \
		"$PTW_SRC/tests/codegen/tops.c" "$lib" -o "$tops" && "$tops" > "$tops.txt"
	walk_sizes "$lib" > "$table"

	echo "$cc: bytes of the walk of an instance, top levels, bytes for each; bar 1024"
	while read -r instance bytes; do
		format=${instance#image_}
		format=${format#chunks_}
		nr=$(sed -n "s/^$format //p" "$tops.txt")
		printf '  %-40s %6d %2d %6d\n' "$instance" "$bytes" "${nr:-1}" $((bytes / ${nr:-1}))
		case $instance in
		image_*) ;; # loads a zero again, too
		*) check "$cc: $instance fits" [ $((bytes / ${nr:-1})) -le 1024 ] ;;
		esac
	done < "$table"
	check "$cc: all instances are there" all_are_there "$table" "$tops.txt"
	check "$cc: no indirect branch" no_indirect_branch "$lib"
	check "$cc: no locked instruction" no_locked_instruction "$lib"
	if [ "$(uname -m)" != x86_64 ]; then
		skip "$cc: no shared store" "stores.awk reads x86-64's instructions"
		continue
	fi
	check "$cc: no shared store" no_shared_store
	check "$cc: a shared store is found" shared_store_is_found
	check "$cc: hidden stores are found" hidden_stores_are_found
	sed -n "s/^stores/  $cc: stores of walks:/p" "$PTW_BUILD/codegen-$cc/all.stores"
done
echo "counts: $passed $failed $skipped"
