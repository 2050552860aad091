# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# lib/env/WORDS: each environment defines every word, and nothing above them goes
# around them.
# shellcheck shell=sh

. "$PTW_SRC/tests/support/kernel_packages.sh"
words=$PTW_BUILD/words
rm -rf "$words"
mkdir -p "$words/user" "$words/kernel"

# probes DIR: a file for every word of WORDS, which compiles where the word is defined
probes()
{
	awk -v dir="$1" '
		/^#/ || NF == 0 { next }
		NF == 1 && /\.h$/ { header = $1; next }
		{
			file = sprintf("%s/word_%02d.c", dir, ++nr)
			word = substr($0, index($0, " ") + 1)
			printf "/* %s: %s */\n#include \"%s\"\n", header, $0, header > file
			if ($1 == "macro")
				printf "#ifndef %s\n#error\n#endif\n", word > file
			if ($1 == "type")
				printf "%s *probe(%s *word);\n%s *probe(%s *word)\n{\n\treturn word;\n}\n",
					word, word, word, word > file
			if ($1 == "call")
				printf "void probe(void *word);\nvoid probe(void *word)\n{\n\t%s;\n}\n",
					word > file
			close(file)
		}' "$PTW_SRC/lib/env/WORDS"
}

# defines ENVIRONMENT COMPILER PROBE
defines()
{
	"$2" -std=gnu11 -Wall -Wextra -Wno-unused-parameter -Werror -fsyntax-only \
		-I "$PTW_SRC/include" -I "$PTW_SRC/lib/env/$1" "$3"
}

# What the words of the explorer become is a point, or no access at all.
goes_around_nothing()
{
	for _probe in "$words"/user/*.c; do
		gcc -std=gnu11 -E -I "$PTW_SRC/include" -I "$PTW_SRC/lib/env/model" "$_probe" |
			awk -v probe="$_probe" '/^# / { mine = index($0, probe); next } mine' |
			grep -E '__atomic_|__sync_|pthread_|urcu_|__asm__.*memory' && return 1
	done
	return 0
}

# All at once, because it is the kernel's make that compiles; -k to hear of each.
kernel_compiles()
{
	ls "$words/kernel" | sed -n 's/\.c$/.o/p' | sed 's/^/obj-m += /' > "$words/kernel/Kbuild"
	echo "ccflags-y := -I$PTW_SRC/include -I$PTW_SRC/lib/env/kernel" >> "$words/kernel/Kbuild"
	for _o in $(sed -n 's/obj-m += //p' "$words/kernel/Kbuild"); do
		echo "$_o"
	done | xargs make -k -C "$kernel_headers" M="$words/kernel" -j"$PTW_JOBS" \
		> "$words/kernel.log" 2>&1
}

kernel_defines()
{
	[ -e "${1%.c}.o" ] || { head -n 1 "$1"; grep -A 3 "$(basename "$1"):" "$words/kernel.log"; false; }
}

probes "$words/user"
for probe in "$words"/user/*.c; do
	word=$(sed -n '1s,^/\* \(.*\) \*/$,\1,p' "$probe")
	for cc in gcc clang; do
		check "user, $cc: $word" defines user $cc "$probe"
		check "model, $cc: $word" defines model $cc "$probe"
	done
done
check "no word of the explorer goes around it" goes_around_nothing

probes "$words/kernel"
if fetch_kernel amd64 6.1 amd64; then
	kernel_compiles
	for probe in "$words"/kernel/word_*.c; do
		case $probe in *.mod.c) continue ;; esac
		check "kernel: $(sed -n '1s,^/\* \(.*\) \*/$,\1,p' "$probe")" kernel_defines "$probe"
	done
else
	skip words-kernel "no packages of Linux 6.1 amd64"
fi
echo "words: $(ls "$words/user" | wc -l)"

# nothing_matches PATTERN FILE...
nothing_matches()
{
	! grep -nE "$@"
}

# The walk, its formats and the public headers are of both worlds, so of neither.
includes_nothing_else()
{
	! grep -n '#[[:space:]]*include[[:space:]]*<' "$@" |
		grep -v '<\(linux/types\|linux/errno\|ptw/[a-z_/]*\)\.h>'
}

# shellcheck disable=SC2046
set -- $(find "$PTW_SRC/include" "$PTW_SRC/arch" "$PTW_SRC/lib/core" -name '*.[ch]')
check "the walk includes only its own and two UAPI headers" includes_nothing_else "$@"
# shellcheck disable=SC2046
set -- "$@" $(find "$PTW_SRC/lib" "$PTW_SRC/tests/explore" -name '*.[ch]' -not -path '*/env/*' \
	-not -path '*/core/*')
check "no lock, list or atomic but the environment's" nothing_matches \
	'<(pthread|stdatomic|threads|urcu.*)\.h>|\b(pthread_[a-z_]+|__atomic_[a-z_]+|__sync_[a-z_]+)\(' \
	"$@"
check "nothing asks which world it is in" nothing_matches '__KERNEL__' "$@"
