/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The command line, taken apart: which options were given, each with its text.
 */
#ifndef PTW_CLI_OPTIONS_H
#define PTW_CLI_OPTIONS_H

#include <linux/types.h>
#include <stdbool.h>

enum option_name {
	OPT_HELP,
	OPT_JSON,
	OPT_RAW,
	OPT_FORMAT,
	OPT_ROOT,
	OPT_ROOT1,
	OPT_VA_BITS,
	OPT_VA1_BITS,
	OPT_PA_BITS,
	OPT_ENC_MASK,
	OPT_REG,
	OPT_CPU,
	OPT_OS,
	OPT_WANT,
	OPT_WANT_OS,
	OPT_FROM,
	OPT_TO,
	OPT_MERGE,
	OPT_NR,
};

#define OPTION_BIT(name) (1u << (name))
#define OPTIONS_SPACE                                                                   \
	(OPTION_BIT(OPT_FORMAT) | OPTION_BIT(OPT_ROOT) | OPTION_BIT(OPT_ROOT1) |        \
	 OPTION_BIT(OPT_VA_BITS) | OPTION_BIT(OPT_VA1_BITS) | OPTION_BIT(OPT_PA_BITS) | \
	 OPTION_BIT(OPT_ENC_MASK) | OPTION_BIT(OPT_REG) | OPTION_BIT(OPT_CPU) |         \
	 OPTION_BIT(OPT_OS))

/* Registers have short names, and no format has more than PTW_MAX_REGISTERS. */
#define MAX_REGS 32

/**
 * struct options - What was given
 * @value: Of each option that was given, its text; "" for one without
 * @reg: The texts of --reg, "NAME=VALUE"
 * @nr_regs: How many
 * @arg: What is no option
 * @nr_args: How many
 */
struct options {
	const char *value[OPT_NR];
	const char *reg[MAX_REGS];
	unsigned int nr_regs;
	char **arg;
	int nr_args;
};

/**
 * struct command - One of ptwalk's commands
 * @name: The word on the command line
 * @takes: OPTION_BIT() of its options, besides --help
 * @min_args: The fewest arguments that are no options
 * @max_args: The most
 * @help: What --help prints
 * @run: Does it. Return: an enum status
 */
struct command {
	const char *name;
	unsigned int takes;
	int min_args;
	int max_args;
	const char *help;
	int (*run)(const struct options *options);
};

extern const struct command command_info, command_follow, command_map, command_explain,
	command_formats;

/*
 * Fails on options that @command does not take, that lack a value or come twice.
 * argv[0] is the command's name.
 */
void options_parse(const struct command *command, int argc, char **argv, struct options *options);

/* How an option is spelled, without the dashes */
const char *option_spelling(enum option_name name);

/* The text behind "NAME=" of one --reg, or %NULL where it is about another register */
const char *register_value(const char *text, const char *name);

/* The same of whichever --reg is about it */
const char *option_register(const struct options *options, const char *name);

/* The number of a hex option, @otherwise without one; fails on what is no number. */
__u64 option_hex(const struct options *options, enum option_name name, __u64 otherwise);

/* An argument that is an address; fails where it is none. */
__u64 argument_va(const char *text);

#endif /* PTW_CLI_OPTIONS_H */
