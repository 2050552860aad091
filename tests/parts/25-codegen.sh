# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What the compilers made of every instance: no indirect branch anywhere in it, and a
# walk that fits 1024 bytes for each top level it is compiled for.
. "$PTW_SRC/tests/support/packages.sh"
. "$PTW_SRC/tests/support/build.sh"
. "$PTW_SRC/tests/support/check.sh"
. "$PTW_SRC/tests/support/objects.sh"

need clang binutils || exit 1

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

# Every format has its walk, through memory and through both ways to see an image.
all_are_there()
{
	[ "$(wc -l < "$1")" = $(($(wc -l < "$2") * 3)) ]
}

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
		image_*) ;; # asks what a zero is, too
		*) check "$cc: $instance fits" [ $((bytes / ${nr:-1})) -le 1024 ] ;;
		esac
	done < "$table"
	check "$cc: all instances are there" all_are_there "$table" "$tops.txt"
	check "$cc: no indirect branch" no_indirect_branch "$lib"
	check "$cc: no locked instruction" no_locked_instruction "$lib"
done
echo "counts: $passed $failed $skipped"
