// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Taking the command line apart, by getopt_long(). What an option means is its user's
 * affair; that it is one, has a value and comes once is checked here.
 */
#include <getopt.h>
#include <stddef.h>
#include <string.h>
#include "fail.h"
#include "number.h"
#include "options.h"

static const struct option spellings[OPT_NR] = {
	[OPT_HELP] = { "help", no_argument, NULL, OPT_HELP },
	[OPT_JSON] = { "json", no_argument, NULL, OPT_JSON },
	[OPT_RAW] = { "raw", required_argument, NULL, OPT_RAW },
	[OPT_FORMAT] = { "format", required_argument, NULL, OPT_FORMAT },
	[OPT_ROOT] = { "root", required_argument, NULL, OPT_ROOT },
	[OPT_ROOT1] = { "root1", required_argument, NULL, OPT_ROOT1 },
	[OPT_VA_BITS] = { "va-bits", required_argument, NULL, OPT_VA_BITS },
	[OPT_VA1_BITS] = { "va1-bits", required_argument, NULL, OPT_VA1_BITS },
	[OPT_PA_BITS] = { "pa-bits", required_argument, NULL, OPT_PA_BITS },
	[OPT_ENC_MASK] = { "enc-mask", required_argument, NULL, OPT_ENC_MASK },
	[OPT_REG] = { "reg", required_argument, NULL, OPT_REG },
	[OPT_CPU] = { "cpu", required_argument, NULL, OPT_CPU },
	[OPT_OS] = { "os", required_argument, NULL, OPT_OS },
	[OPT_WANT] = { "want", required_argument, NULL, OPT_WANT },
	[OPT_WANT_OS] = { "want-os", no_argument, NULL, OPT_WANT_OS },
	[OPT_FROM] = { "from", required_argument, NULL, OPT_FROM },
	[OPT_TO] = { "to", required_argument, NULL, OPT_TO },
	[OPT_MERGE] = { "merge", no_argument, NULL, OPT_MERGE },
};

const char *option_spelling(enum option_name name)
{
	return spellings[name].name;
}

const char *register_value(const char *text, const char *name)
{
	size_t length = strlen(name);

	return !strncmp(text, name, length) && text[length] == '=' ? text + length + 1 : NULL;
}

const char *option_register(const struct options *options, const char *name)
{
	const char *value = NULL;
	unsigned int i;

	for (i = 0; i < options->nr_regs && !value; i++)
		value = register_value(options->reg[i], name);
	return value;
}

static void add_register(struct options *options, const char *text)
{
	const char *equals = strchr(text, '=');
	char name[16];
	size_t length;

	if (!equals || equals == text || (size_t)(equals - text) >= sizeof(name))
		fail("--reg %s: must be NAME=VALUE, as in cr4=0x20", text);
	length = (size_t)(equals - text);
	memcpy(name, text, length);
	name[length] = 0;
	if (option_register(options, name))
		fail("--reg %s: %s is given twice", text, name);
	if (options->nr_regs == MAX_REGS)
		fail("--reg %s: more registers than any format has", text);
	options->reg[options->nr_regs++] = text;
}

static void add_option(struct options *options, int name, const char *text)
{
	if (name == OPT_REG) {
		add_register(options, text);
		return;
	}
	if (options->value[name] && spellings[name].has_arg)
		fail("--%s %s: is given twice", spellings[name].name, text);
	options->value[name] = text ? text : "";
}

/* What getopt_long() stumbled over: of a short option it says the letter. */
static _Noreturn void refuse_option(const struct command *command, int complaint, const char *text)
{
	if (complaint == ':')
		fail("%s: needs a value", text);
	if (optopt >= ' ')
		fail("-%c: no such option; ptwalk %s --help lists them", optopt, command->name);
	fail("%s: no such option, or a value it does not take; ptwalk %s --help lists them", text,
	     command->name);
}

void options_parse(const struct command *command, int argc, char **argv, struct options *options)
{
	struct option taken[OPT_NR + 1];
	unsigned int nr = 0, i;
	int name;

	memset(options, 0, sizeof(*options));
	memset(taken, 0, sizeof(taken));
	for (i = 0; i < OPT_NR; i++)
		if ((command->takes | OPTION_BIT(OPT_HELP)) & OPTION_BIT(i))
			taken[nr++] = spellings[i];
	opterr = 0;
	while ((name = getopt_long(argc, argv, ":", taken, NULL)) != -1) {
		if (name == ':' || name == '?')
			refuse_option(command, name, argv[optind - 1]);
		add_option(options, name, optarg);
	}
	options->arg = argv + optind;
	options->nr_args = argc - optind;
	if (options->value[OPT_HELP])
		return;
	if (options->nr_args < command->min_args)
		fail("%s: an argument is missing; see ptwalk %s --help", command->name,
		     command->name);
	if (options->nr_args > command->max_args)
		fail("%s: one argument too many; see ptwalk %s --help",
		     options->arg[command->max_args], command->name);
}

__u64 option_hex(const struct options *options, enum option_name name, __u64 otherwise)
{
	const char *text = options->value[name];
	__u64 number;

	if (!text)
		return otherwise;
	if (!read_hex(text, strlen(text), &number))
		fail("--%s %s: is no hex number of at most 64 bits", spellings[name].name, text);
	return number;
}

__u64 argument_va(const char *text)
{
	__u64 va;

	if (!read_hex(text, strlen(text), &va))
		fail("%s: is no address: up to 16 hex digits", text);
	return va;
}
