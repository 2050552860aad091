// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * ptwalk: walks the page tables in memory images. Which command runs, and the words
 * all of them share.
 */
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include "fail.h"
#include "options.h"
#include "out.h"

static const struct command *const commands[] = {
	&command_info, &command_follow, &command_map, &command_explain, &command_formats,
};

#define NR_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static const char help[] =
	"ptwalk walks the page tables in a memory image: which frame, which size, which\n"
	"rights, and why not where not.\n"
	"\n"
	"  ptwalk info    [--json] IMAGE\n"
	"  ptwalk follow  [SPACE] [--want rwxu] [--want-os] [--json] IMAGE VA...\n"
	"  ptwalk map     [SPACE] [--from VA] [--to VA] [--merge] [--json] IMAGE\n"
	"  ptwalk explain [SPACE] [--json] IMAGE VA\n"
	"  ptwalk formats [--json]\n"
	"  ptwalk --help | --version | COMMAND --help\n"
	"\n"
	"IMAGE is an ELF core by physical address: a dump by QEMU or virsh, a vmcore, or\n"
	"with --raw plain memory.\n";

static const char help_space[] =
	"\n"
	"SPACE: what the image does not say, or says wrongly. Numbers are hex, with or\n"
	"without 0x; bits and CPUs are decimal.\n"
	"\n"
	"  --raw BASE        IMAGE is memory and nothing else, from physical address BASE\n"
	"  --format NAME     of the tables; ptwalk formats lists them\n"
	"  --root PA         physical address of the top table (arm64: of the lower half)\n"
	"  --root1 PA        arm64: of the upper half's, which else is out of range\n"
	"  --va-bits N       width of addresses (arm64: of the lower half's)\n"
	"  --va1-bits N      arm64: of the upper half's\n"
	"  --pa-bits N       width of physical addresses; bits above are reserved\n"
	"  --enc-mask MASK   memory encryption's bit in a pte\n"
	"  --reg NAME=VALUE  a register that shapes the walk: cr0 cr4 efer pat pkru pkrs;\n"
	"                    tcr tcr2 mair sctlr hcr; eptp mbec ept_vpid_cap;\n"
	"                    vtcr hcr id_aa64mmfr1; satp menvcfg sstatus\n"
	"  --cpu N           take registers from this CPU's note (0)\n"
	"  --os none|linux-X.Y[,swapfiles=N]\n"
	"                    the system whose marks in the ptes are to be understood\n";

static const struct command *find_command(const char *name)
{
	size_t i;

	for (i = 0; i < NR_COMMANDS; i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	fail("%s: no such command; there are info, follow, map, explain and formats", name);
}

static int run(int argc, char **argv)
{
	const struct command *command;
	struct options options;

	if (argc < 2)
		fail("a command is missing; ptwalk --help lists them");
	if (!strcmp(argv[1], "--help")) {
		out_text(help);
		return STATUS_OK;
	}
	if (!strcmp(argv[1], "--version")) {
		out_text("ptwalk " PTW_VERSION "\n");
		return STATUS_OK;
	}
	command = find_command(argv[1]);
	options_parse(command, argc - 1, argv + 1, &options);
	if (!options.value[OPT_HELP])
		return command->run(&options);
	out_text(command->help);
	if (command->takes & OPTIONS_SPACE)
		out_text(help_space);
	return STATUS_OK;
}

int main(int argc, char **argv)
{
	int status;

	/* Who closes the pipe has read enough, whatever our parent thinks of SIGPIPE. */
	signal(SIGPIPE, SIG_DFL);
	status = run(argc, argv);
	out_finish();
	return status;
}
