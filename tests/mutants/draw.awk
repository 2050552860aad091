# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Draws mutants from source files: one line changed each, in one of four ways.
#
#	awk -v seed=S -v nr=N -f draw.awk FILE...
#
# Prints one mutant a line: file, number of the line, what was done to it, and the line
# as it becomes, separated by tabs. The same seed and sources draw the same mutants.

# A generator of our own, because awks differ in theirs. 2^31 fits every awk's numbers.
function random(n)
{
	state = (state * 1103515245 + 12345) % 2147483648
	return int(state / 65536) % n
}

function candidate(how, becomes)
{
	if (becomes == $0)
		return
	place[count] = FILENAME "\t" FNR "\t" how "\t" becomes remark
	count++
}

# Every place where the line matches @pattern becomes a candidate of its own.
function replace_each(how, pattern, from, to,    rest, done, head)
{
	rest = $0
	done = ""
	while (match(rest, pattern)) {
		head = substr(rest, RSTART, RLENGTH)
		sub(from, to, head)
		candidate(how, done substr(rest, 1, RSTART - 1) head substr(rest, RSTART + RLENGTH))
		done = done substr(rest, 1, RSTART + RLENGTH - 1)
		rest = substr(rest, RSTART + RLENGTH)
	}
}

# The first number behind @word( goes up by one.
function move_bit(word,    at, head, tail, number)
{
	at = index($0, word "(")
	if (!at)
		return
	head = substr($0, 1, at + length(word))
	tail = substr($0, at + length(word) + 1)
	if (!match(tail, /^[0-9]+/))
		return
	number = substr(tail, 1, RLENGTH)
	candidate("mask bit moved", head (number + 1) substr(tail, RLENGTH + 1))
}

# An if whose condition ends on its line is never taken.
function remove_check(    at, i, depth, c)
{
	at = index($0, "if (")
	if (!at || $0 ~ /^#/)
		return
	depth = 0
	for (i = at + 3; i <= length($0); i++) {
		c = substr($0, i, 1)
		depth += (c == "(") - (c == ")")
		if (!depth) {
			candidate("check removed",
				  substr($0, 1, at + 3) "0 && " substr($0, at + 3, i - at - 2) ")" \
					  substr($0, i + 1))
			return
		}
	}
}

BEGIN { state = seed % 2147483648 }

FNR == 1 { comment = 0 }

# Neither comments nor text, nor what only describes; a remark behind code stays.
/^[ \t]*\/\*/ { comment = 1 }
comment { if (/\*\//) comment = 0; next }
/"/ || /^[ \t]*\/\// || /^[ \t]*#[ \t]*(include|if|ifdef|ifndef|endif|error)/ { next }

{
	remark = ""
	if (match($0, /[ \t]*\/\*.*/)) {
		remark = substr($0, RSTART)
		$0 = substr($0, 1, RSTART - 1)
	}
	replace_each("comparison flipped", "[^=!<>]==[^=]", "==", "!=")
	replace_each("comparison flipped", "!=", "!=", "==")
	replace_each("comparison flipped", " < ", "<", "<=")
	replace_each("comparison flipped", " <= ", "<=", "<")
	replace_each("comparison flipped", " > ", ">", ">=")
	replace_each("comparison flipped", " >= ", ">=", ">")
	replace_each("condition widened", " && ", "&&", "||")
	move_bit("GENMASK_ULL")
	move_bit("BIT_ULL")
	if ($0 !~ /unsigned int level/)
		replace_each("level off by one", "[ (]level[^_a-zA-Z0-9]", "level", "(level + 1)")
	remove_check()
}

END {
	if (nr > count)
		nr = count
	for (i = 0; i < nr; i++) {
		at = i + (random(32768) * 32768 + random(32768)) % (count - i)
		drawn = place[at]
		place[at] = place[i]
		print drawn
	}
}
