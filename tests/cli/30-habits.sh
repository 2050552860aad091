# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Pipes, full disks, terminals, help.
# shellcheck shell=sh disable=SC2154,SC2086,SC2016

# A pipe that is closed early: by SIGPIPE, without a word
{ "$PTWALK" map --json "$x86" 2> "$tmp/err"; echo $? > "$tmp/status"; } | head -n 1 > "$tmp/out"
equal "closed pipe: status" 141 "$(cat "$tmp/status")"
equal "closed pipe: words" "" "$(cat "$tmp/err")"
# Even where the parent ignores the signal
{ (trap '' PIPE; exec "$PTWALK" map --json "$x86" 2> "$tmp/err"); echo $? > "$tmp/status"; } |
	head -n 1 > "$tmp/out"
equal "closed pipe, SIGPIPE ignored: status" 141 "$(cat "$tmp/status")"
equal "closed pipe, SIGPIPE ignored: words" "" "$(cat "$tmp/err")"

for command in "map $x86" "info $x86" "formats" "follow $x86 0" "explain $x86 0" "--help"; do
	"$PTWALK" $command > /dev/full 2> "$tmp/err"
	status=$?
	: > "$tmp/out"
	one_line "full disk: ${command%% *}" "No space left on device"
done

# One that is not granted is enough, wherever it stands.
for vas in "8000 0" "0 8000 0" "0 8000"; do
	run follow $space "$raw" $vas
	equal "status of $vas" 1 $status
	echo "$vas" | tr ' ' '\n' | "$PTWALK" follow $space "$raw" - > "$tmp/out"
	equal "status of $vas on stdin" 1 $?
done

# stdin
printf '0x0\n\n  1000 \r\n\t\n2000' > "$tmp/in"
"$PTWALK" follow $space "$raw" - < "$tmp/in" > "$tmp/out" 2> "$tmp/err"
equal "stdin: blank lines, blanks, no newline at the end" "0 0x0,0x1000,0x2000," \
	"$? $(jq -r .va "$tmp/out" | tr '\n' ',')"
printf '0\n\n1000\nxyz\n2000\n' | "$PTWALK" follow $space "$raw" - > "$tmp/out" 2> "$tmp/err"
status=$?
equal "stdin: answers before a bad line stand" "0x0,0x1000," "$(jq -r .va "$tmp/out" | tr '\n' ',')"
: > "$tmp/out"
one_line "stdin: a bad line is named" 'line 4: "xyz" is no address'
printf '0\n\001\033[31m\n' | "$PTWALK" follow $space "$raw" - > "$tmp/out" 2> "$tmp/err"
status=$?
: > "$tmp/out"
one_line "stdin: control characters do not reach the terminal" 'line 2: "??[31m"'
head -c 70000 /dev/zero | tr '\0' 0 | "$PTWALK" follow $space "$raw" - > "$tmp/out" 2> "$tmp/err"
status=$?
one_line "stdin: a line without end" "line 1"
"$PTWALK" follow $space "$raw" - < "$tmp" > "$tmp/out" 2> "$tmp/err"
status=$?
one_line "stdin: a directory" "standard input: Is a directory"
answers "stdin: empty" 0 follow --raw 0 --format x86-64 --root 1000 --json "$raw" - < /dev/null
awk 'BEGIN { for (i = 0; i < 100000; i++) printf "%x\n", i }' > "$tmp/in"
equal "stdin: many lines" "100000 0x1869f" "$("$PTWALK" follow $space "$raw" - < "$tmp/in" |
	jq -r .va | awk 'END { print NR, $0 }')"

# converse IMAGE: ask with ask, end with hang_up, which leaves $status and $tmp/err
mkfifo "$tmp/questions" "$tmp/answers"
converse()
{
	timeout 60 "$PTWALK" follow $space "$1" - < "$tmp/questions" > "$tmp/answers" \
		2> "$tmp/err" &
	exec 3> "$tmp/questions" 4< "$tmp/answers"
}

# ask VA: leaves $answer
ask()
{
	echo "$1" >&3
	read -r answer <&4
}

hang_up()
{
	exec 3>&-
	wait $!
	status=$?
	exec 4<&-
}

# Who asks one line at a time gets each answer before the next question.
converse "$raw"
ask 1000
equal "a conversation: first answer" '"0x1000"' "$(echo "$answer" | jq .va)"
ask 2000
equal "a conversation: second answer" '"0x2000"' "$(echo "$answer" | jq .va)"
hang_up
equal "a conversation: status" 0 $status

# A file that is cut short while in use: no signal, but an answer and a line
cp "$raw" "$tmp/cut"
converse "$tmp/cut"
ask 800000000000
truncate -s 8192 "$tmp/cut"
ask 1000
equal "a file cut short: unreachable behind the cut" '["unreachable","0x2000"]' \
	"$(echo "$answer" | jq -c '[.kind, .pa]')"
hang_up
: > "$tmp/out"
one_line "a file cut short: status and line" \
	"$tmp/cut: offset 0x2000: the file has become shorter since it was opened"

# Colour: on a terminal, and not with NO_COLOR
# tty ENVIRONMENT...: follow one hole on a terminal
tty()
{
	env "$@" script -qec "'$PTWALK' follow --raw 0 --format x86-64 --root 1000 '$raw' 8000" \
		/dev/null < /dev/null
}
escape=$(printf '\033')
if script -qec true /dev/null > /dev/null 2>&1 < /dev/null; then
	equal "colour on a terminal" yes \
		"$(tty -u NO_COLOR TERM=xterm | grep -q "$escape\[" && echo yes || echo no)"
	equal "no colour with NO_COLOR" no \
		"$(tty NO_COLOR=1 TERM=xterm | grep -q "$escape" && echo yes || echo no)"
	equal "an empty NO_COLOR says nothing" yes \
		"$(tty NO_COLOR= TERM=xterm | grep -q "$escape\[" && echo yes || echo no)"
	equal "no colour on a dumb terminal" no \
		"$(tty -u NO_COLOR TERM=dumb | grep -q "$escape" && echo yes || echo no)"
else
	skip "colour on a terminal" "there are no pseudo-terminals here"
fi
run follow --raw 0 --format x86-64 --root 1000 "$raw" 8000
equal "no colour in a file" no "$(grep -q "$escape" "$tmp/out" && echo yes || echo no)"

# Help
for command in "" info follow map explain formats; do
	run $command --help
	equal "help: ptwalk $command" "0 0" "$status $(wc -c < "$tmp/err")"
	equal "help: ptwalk $command is for 80 columns" "" \
		"$(awk 'length > 80 { print; exit }' "$tmp/out")"
	cat "$tmp/out" >> "$tmp/help"
done
run --version
equal "version" "0 ptwalk" "$status $(cut -d' ' -f1 "$tmp/out")"

# Every option of the help is in the manual page, and the other way round.
man=$here/../../lib/cli/ptwalk.1
grep -o -e '--[a-z][a-z0-9-]*' "$tmp/help" | LC_ALL=C sort -u > "$tmp/a"
grep -o 'Fl Fl [a-z][a-z0-9-]*' "$man" | sed 's/Fl Fl /--/' | LC_ALL=C sort -u > "$tmp/b"
equal "the manual page has the options the command has" "" "$(diff "$tmp/a" "$tmp/b")"
equal "the manual page renders without a warning" "" \
	"$(groff -mandoc -Tutf8 -ww -z "$man" 2>&1 | head -n 3)"
