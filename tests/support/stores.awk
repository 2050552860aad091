# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# objdump -d --no-show-raw-insn PROGRAM | awk -v skip=NAME -f stores.awk
#
# What walks write, and where. Follows each __ptw_*_follow and ptw_*_follow of an x86-64
# program through all its branches and calls, and knows at each instruction which registers,
# and which words of the frame, are sure to point to the walk's own memory: to the answer,
# which is the fourth argument, or to the frame. Any other store is one that somebody else
# could see. Prints
#
#	walks NR
#	stores NR
#	shared FUNCTION ADDRESS INSTRUCTION	a store to what is not the walk's own
#	call FUNCTION				what is called, and not in the program
#
# Where two ways meet, own is what both say is. Not followed: indirect branches, of which
# part codegen has none, and the function @skip. Believed: a word of the frame that holds an
# address for later is written by way of the stack pointer only, as compilers do.

function reg(name)
{
	sub(/^%/, "", name)
	if (name ~ /^r[0-9]+[dwb]$/)
		sub(/[dwb]$/, "", name)
	else if (name ~ /^e?[abcd]x$/)
		name = "r" substr(name, length(name) - 1)
	else if (name ~ /^[abcd][lh]$/)
		name = "r" substr(name, 1, 1) "x"
	else if (name ~ /^e?(si|di|bp|sp)l?$/) {
		sub(/^e/, "", name)
		name = "r" substr(name, 1, 2)
	}
	return name
}

function hex(digits,    i, value)
{
	sub(/^0x/, "", digits)
	for (i = 1; i <= length(digits); i++)
		value = value * 16 + index("0123456789abcdef", substr(digits, i, 1)) - 1
	return value + 0
}

function signed(number)
{
	return number ~ /^-/ ? -hex(substr(number, 2)) : hex(number)
}

# Split an instruction into mnemonic, rest, and the nr operands op[]
function decode(at,    i, c, depth)
{
	mnemonic = text[at]
	sub(/ *[#].*/, "", mnemonic)
	while (mnemonic ~ /^(rep[nz]*|lock|data16|cs|bnd|notrack) /)
		sub(/^[a-z0-9]+ +/, "", mnemonic)
	rest = mnemonic
	if (!sub(/^[a-z0-9]+ +/, "", rest))
		rest = ""
	sub(/ .*/, "", mnemonic)
	nr = rest != ""
	op[1] = op[2] = op[3] = op[4] = ""
	for (i = 1; i <= length(rest); i++) {
		c = substr(rest, i, 1)
		depth += (c == "(") - (c == ")")
		if (c == "," && !depth)
			nr++
		else
			op[nr] = op[nr] c
	}
}

# Of the decoded instruction
function is_jump() { return mnemonic ~ /^j/ }
function is_call() { return mnemonic ~ /^call/ }
function is_end() { return mnemonic ~ /^(ret|hlt|ud2)/ }
function writes_last()
{
	return nr && !is_jump() && !is_call() && mnemonic !~ /^(push|nop|prefetch|pause|endbr)/ &&
	       mnemonic !~ /^(cmp[bwlq]?|test[bwlq]?|bt[wlq]?|u?comi.*)$/
}

function is_memory(operand) { return operand !~ /^[%$]/ || operand ~ /[(:]/ }
function is_whole(operand) { return operand ~ /^%(r([a-z][a-z]|[0-9]+)|xmm[0-9]+)$/ }

# Bytes that it stores, or more
function width()
{
	if (rest ~ /%[yz]mm/)
		return rest ~ /%z/ ? 64 : 32
	if (rest ~ /%xmm/)
		return mnemonic ~ /^v?mov(ss|d)$/ ? 4 : mnemonic ~ /^v?mov([lh]p[sd]|sd|q)$/ ? 8 : 16
	if (mnemonic ~ /^(mov|add|sub|and|or|xor|inc|dec|not|neg)[bwl]$/ && op[1] !~ /^%/)
		return mnemonic ~ /b$/ ? 1 : mnemonic ~ /w$/ ? 2 : 4
	if (mnemonic ~ /^(mov|add|sub|and|or|xor)$/ && op[1] ~ /^%/ && !is_whole(op[1]))
		return op[1] ~ /^%(e|r[0-9]+d)/ ? 4 : op[1] ~ /(l|h|b)$/ ? 1 : 2
	return mnemonic ~ /^set/ ? 1 : mnemonic == "cmpxchg16b" ? 16 : 8
}

# Registers that it writes besides its last operand
function writes_more()
{
	if (mnemonic ~ /^i?(mul|div)/ && nr == 1 || mnemonic ~ /^(c[a-z]t[a-z]|cmpxchg)/)
		return "rax rdx"
	if (mnemonic ~ /^(stos|movs)[bwlq]?$/)
		return "rcx rdi rsi"
	return mnemonic ~ /^x(chg|add)$/ && op[1] ~ /^%/ ? reg(op[1]) : ""
}

# Sets of registers and words: names between blanks

function has(set, name) { return name != "" && index(set, " " name " ") > 0 }
function with(set, name) { return has(set, name) ? set : set name " " }
function without(set, names,    n, part, at)
{
	for (n = split(names, part, " "); n; n--) {
		at = index(set, " " part[n] " ")
		if (at)
			set = substr(set, 1, at) substr(set, at + length(part[n]) + 2)
	}
	return set
}

function common(a, b,    n, part, both)
{
	both = " "
	for (n = split(a, part, " "); n; n--)
		if (has(b, part[n]))
			both = both part[n] " "
	return both
}

# The base of an address without an index, "" where there is one, or none
function base_of(address)
{
	sub(/^%es:/, "", address)
	if (address !~ /^-?(0x[0-9a-f]+)?\(%r([a-z][a-z]|[0-9]+)\)$/)
		return ""
	sub(/^.*\(/, "", address)
	sub(/\)$/, "", address)
	return reg(address)
}

# A word of the frame, by its distance from where the stack pointer was on entry
function word(at, address)
{
	sub(/\(.*/, "", address)
	return "w" (frame[at] + signed(address))
}

# Without the words of the frame of which @bytes from @first on have a part
function overwritten(own, first, bytes,    n, part)
{
	for (n = split(own, part, " "); n; n--)
		if (part[n] ~ /^w/ && substr(part[n], 2) - first < bytes &&
		    first - substr(part[n], 2) < 8)
			own = without(own, part[n])
	return own
}

# What a called function finds: its arguments on the stack, and no word of the caller's
function arguments(at, own,    n, part, kept)
{
	kept = " "
	for (n = split(own, part, " "); n; n--) {
		if (part[n] !~ /^w/)
			kept = kept part[n] " "
		else if (substr(part[n], 2) + 0 >= frame[at])
			kept = kept "w" (substr(part[n], 2) - frame[at] + 8) " "
	}
	return kept
}

# Where a call or a jump goes, "" where that is not in the program
function target(    to)
{
	to = rest
	sub(/ .*/, "", to)
	return rest ~ /@plt>$/ || !(to in text) ? "" : to
}

# Registers that a function may write, those that it calls and goes to included: gcc keeps
# things in the others (-fipa-ra).
function clobbers(start, seen,    at, to, what, n, part, more)
{
	if (start == "")
		return SCRATCH
	if (start in clobbered)
		return clobbered[start]
	if (start in seen)
		return ""
	seen[start] = 1
	for (at = start; at != ""; at = after[at]) {
		decode(at)
		if (writes_last() && op[nr] ~ /^%[a-z0-9]+$/)
			what = what " " reg(op[nr])
		what = what " " writes_more()
		if (!is_call() && !is_jump())
			continue
		to = target()
		if (to == "" || start_of[to] != start)
			what = what " " clobbers(to == "" ? "" : start_of[to], seen)
	}
	more = " "
	for (n = split(what, part, " "); n; n--)
		if (index(SCRATCH, part[n]))
			more = with(more, part[n])
	return more
}

function clobbers_once(start,    seen)
{
	seen[""] = 1
	clobbered[start] = clobbers(start, seen)
	return clobbered[start]
}

# @own holds at @at, where the stack pointer has moved by @moved
function reach(at, own, moved)
{
	if (at == "")
		return
	if (at in known) {
		own = common(known[at], own)
		if (length(own) == length(known[at]))
			return
	}
	known[at] = own
	frame[at] = moved
	work[++pending] = at
}

# Whether the value of an operand points to what is own
function value_own(at, own, operand)
{
	if (operand ~ /^%/)
		return is_whole(operand) && (operand == "%rsp" || has(own, reg(operand)))
	return base_of(operand) == "rsp" && has(own, word(at, operand))
}

# The decoded instruction writes its last operand. Returns what is own behind it
function write_last(at, own,    last, result)
{
	last = op[nr]
	result = mnemonic ~ /^movq?$/ && value_own(at, own, op[1]) ||
		 mnemonic == "lea" && (base_of(op[1]) == "rsp" || has(own, base_of(op[1])))
	result = result && (is_memory(last) || is_whole(last))
	if (is_memory(last)) {
		stores[at] = 1
		delete shared[at]
		if (base_of(last) != "rsp" && !has(own, base_of(last)))
			shared[at] = 1
	}
	own = without(own, writes_more())
	if (!is_memory(last)) {
		last = reg(last)
	} else if (base_of(last) == "rsp") {
		last = word(at, last)
		own = overwritten(own, substr(last, 2) + 0, width())
	} else {
		last = ""
	}
	return result && last != "" ? with(own, last) : without(own, last)
}

# Two registers change places.
function exchange(own, a, b,    a_own, b_own)
{
	a_own = has(own, a)
	b_own = has(own, b)
	own = without(own, a " " b)
	if (a_own)
		own = with(own, b)
	return b_own ? with(own, a) : own
}

# How far it moves the stack pointer
function moves(    number)
{
	number = op[1]
	if (mnemonic ~ /^(push|pop)/)
		return mnemonic ~ /^push/ ? -8 : 8
	if (op[2] != "%rsp")
		return 0
	if (mnemonic == "lea" && base_of(number) == "rsp") {
		sub(/\(.*/, "", number)
		return signed(number)
	}
	sub(/^\$/, "", number)
	return mnemonic ~ /^add/ ? signed(number) : mnemonic ~ /^sub/ ? -signed(number) : 0
}

function go(own, moved,    name)
{
	name = rest
	sub(/^[^<]*</, "", name)
	sub(/>.*/, "", name)
	if (name == skip)
		return
	if (target() == "")
		called[name] = 1
	else
		reach(target(), own, moved)
}

function step(at,    own, moved, result)
{
	own = known[at]
	decode(at)
	moved = frame[at] + moves()
	if (is_end())
		return
	if (is_jump()) {
		go(own, moved)
		if (mnemonic == "jmp")
			return
	} else if (is_call()) {
		go(arguments(at, own), 0)
		own = without(own, target() == "" ? SCRATCH : clobbers_once(target()))
		own = overwritten(own, moved - BELOW, BELOW)
	} else if (mnemonic ~ /^push/) {
		result = value_own(at, own, op[1])
		own = overwritten(own, moved, 8)
		if (result)
			own = with(own, "w" moved)
	} else if (mnemonic ~ /^pop/) {
		own = has(own, "w" frame[at]) ? with(own, reg(op[1])) : without(own, reg(op[1]))
	} else if (mnemonic == "xchg" && is_whole(op[1]) && is_whole(op[2])) {
		own = exchange(own, reg(op[1]), reg(op[2]))
	} else if (writes_last()) {
		own = write_last(at, own)
	}
	reach(after[at], own, moved)
}

# What a called function may write: registers, and so many bytes below the stack pointer
BEGIN {
	SCRATCH = " rax rcx rdx rsi rdi r8 r9 r10 r11 "
	BELOW = 1048576
}

/^[0-9a-f]+ <.*>:$/ {
	name = $2
	gsub(/[<>:]/, "", name)
	last = ""
	next
}
/^ *[0-9a-f]+:\t/ {
	at = $1
	sub(/:$/, "", at)
	text[at] = $0
	sub(/^[^\t]*\t/, "", text[at])
	function_of[at] = name
	start_of[at] = last == "" ? at : start_of[last]
	after[at] = ""
	if (last != "")
		after[last] = at
	else if (name ~ /^(__)?ptw_.*_follow$/)
		walk[at] = 1
	last = at
}

END {
	for (at in walk) {
		reach(at, " rcx ", 0)
		walks++
	}
	while (pending) {
		at = work[pending--]
		step(at)
	}
	for (at in stores)
		nr_stores++
	print "walks", walks + 0
	print "stores", nr_stores + 0
	for (at in shared)
		print "shared", function_of[at], at, text[at]
	for (name in called)
		print "call", name
}
