# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What is in object files and archives of this machine's or another architecture.
# $cross is the prefix of the tools: aarch64-linux-gnu- for arm64's.
# shellcheck shell=sh

# indirect_branches FILE...: one line for each indirect call or jump in a member that
# holds instances, thunks of a kernel's retpolines among them: member, function,
# instruction. A call through pv_ops is none: an x86 kernel patches it when it loads
# the code (arch/x86/kernel/alternative.c, apply_paravirt()).
indirect_branches()
{
	"${cross-}objdump" -dr --no-show-raw-insn "$@" | awk '
		function flush() { if (walks) printf "%s", found; walks = 0; found = "" }
		held != "" { if (!/\tpv_ops/) found = found held; held = "" }
		/file format/ { flush(); member = $1 }
		/^[0-9a-f]+ <.*>:$/ { name = $2; if ($2 ~ /^<__ptw_.*_follow>/) walks = 1 }
		/\t(notrack |bnd )?(call|jmp)[a-z]* +\*/ || /\t(blr|br|blra[ab]z?|bra[ab]z?)\t/ ||
		/__x86_indirect_thunk/ { held = member " " name " " $0 "\n" }
		END { found = found held; flush() }'
}

# locked_instructions FILE...: one line for each instruction of a walk that other
# processors would have to agree to: member, function, instruction
locked_instructions()
{
	"${cross-}objdump" -d --no-show-raw-insn "$@" | awk '
		/file format/ { member = $1 }
		/^[0-9a-f]+ <.*>:$/ { name = $2; walk = name ~ /^<(__)?ptw_.*_(follow|iterate)/ }
		walk && (/\t(lock |xchg[a-z]* .*\()/ || /\t(st?l?xr|cas|swp|ldadd|ldset|ldclr)/) {
			print member, name, $0 }'
}

# walk_sizes FILE...: "instance bytes" of the text of every __ptw_<instance>_follow and
# ptw_<instance>_follow, their cold parts included
walk_sizes()
{
	"${cross-}nm" -S -t d --defined-only "$@" | awk '
		$3 ~ /[tT]/ && $4 ~ /^(__)?ptw_.*_follow(\.cold)?$/ {
			sub(/^(__)?ptw_/, "", $4); sub(/_follow(\.cold)?$/, "", $4)
			size[$4] += $2
		}
		END { for (i in size) print i, size[i] }' | sort
}
