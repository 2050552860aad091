// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Making the space: values are collected, checked against the image and each other, and
 * what nobody said is noted as assumed.
 */
#include <elf.h>
#include <stdio.h>
#include <string.h>
#include "fail.h"
#include "nearest.h"
#include "out.h"
#include "space.h"

static void assume(struct setup *setup, const char *name)
{
	setup->assumed[setup->nr_assumed++] = name;
}

static void check_register(const char *reg, const struct ptw_format *fmt)
{
	const char *const *name;

	for (name = fmt->registers; *name; name++)
		if (register_value(reg, *name))
			return;
	fail("--reg %s: %s has no such register", reg, fmt->name);
}

/* What a note says about registers that the format does not have is of no interest. */
static void take_registers(struct setup *setup, const struct ptw_format *fmt)
{
	const char *const *name;
	unsigned int nr = 0, i;

	for (i = 0; i < setup->from.options->nr_regs; i++)
		check_register(setup->from.options->reg[i], fmt);
	for (name = fmt->registers; *name; name++) {
		if (take_hex(&setup->from, *name, &setup->reg[nr].value))
			setup->reg[nr++].name = *name;
		else
			assume(setup, *name);
	}
	setup->config.registers = setup->reg;
	setup->config.nr_registers = nr;
}

static const struct ptw_format *find_format(const struct setup *setup)
{
	const struct ptw_instance *const *instance;
	char why[96];

	for (instance = ptw_instances(); *instance; instance++)
		if (!strcmp((*instance)->fmt->name, setup->format))
			return (*instance)->fmt;
	snprintf(why, sizeof(why), "no such format; the nearest is %s (ptwalk formats lists all)",
		 nearest_format(setup->format));
	refuse(&setup->from, "format", why);
}

/* An image that says whose memory it is has no tables of another architecture. */
static void check_machine(const struct setup *setup)
{
	static const struct {
		__u32 machine;
		const char *arch;
	} machines[] = {
		{ EM_386, "x86" },
		{ EM_X86_64, "x86" },
		{ EM_AARCH64, "arm64" },
		{ EM_RISCV, "riscv" },
	};
	const char *option = setup->from.options->value[OPT_FORMAT], *of_image = NULL,
		   *of_option = NULL;
	unsigned int i;
	char why[64];

	for (i = 0; option && i < sizeof(machines) / sizeof(machines[0]); i++) {
		if (machines[i].machine == setup->from.info.machine)
			of_image = machines[i].arch;
		if (!strncmp(option, machines[i].arch, strlen(machines[i].arch)))
			of_option = machines[i].arch;
	}
	if (!of_image || !of_option || !strcmp(of_image, of_option))
		return;
	snprintf(why, sizeof(why), "but the image is of an %s machine", of_image);
	refuse(&setup->from, "format", why);
}

/*
 * A root of which the image has nothing is no root. Part of one is: the rest is
 * unreachable.
 */
static void check_root(const struct setup *setup, const char *key, const struct ptw_half *half)
{
	char why[96];
	__u64 at;

	if (half->disabled)
		return;
	for (at = 0; at <= half->root_mask; at += 8)
		if (ptw_image_covers(setup->from.image, half->root + at, 8))
			return;
	snprintf(why, sizeof(why), "is outside the image, whose memory is 0x%llx to 0x%llx",
		 setup->from.info.first, setup->from.info.last);
	refuse(&setup->from, key, why);
}

static void note_assumptions(struct setup *setup, const struct ptw_format *fmt)
{
	bool chooses_width = fmt->top_min != fmt->top_max;
	bool told = fmt->width_register && find_value(&setup->from, fmt->width_register).source;

	/* Of both halves, and of physical addresses */
	if (!told && !setup->config.pa_bits)
		assume(setup, "pa_bits");
	if (!told && chooses_width && !setup->config.va_bits && setup->config.root != PTW_NO_ROOT)
		assume(setup, "va_bits");
	if (!told && chooses_width && !setup->config.va1_bits && setup->config.root1 != PTW_NO_ROOT)
		assume(setup, "va1_bits");
	if (!setup->config.os)
		assume(setup, "os");
}

static const char *missing_format(const struct setup *setup)
{
	struct ptw_image_cpu cpu;
	static char line[128];

	if (ptw_image_cpu(setup->from.image, chosen_cpu(&setup->from), &cpu))
		return "nothing in the image says which format its tables have: give --format "
		       "NAME (ptwalk formats lists them)";
	snprintf(line, sizeof(line),
		 "paging is off on CPU %u (CR0.PG is clear): give --format and --root",
		 chosen_cpu(&setup->from));
	return line;
}

const char *setup_space(struct setup *setup)
{
	struct ptw_space_config *config = &setup->config;
	const struct ptw_format *fmt;
	struct ptw_error error;

	config->root = config->root1 = PTW_NO_ROOT;
	setup->format = find_value(&setup->from, "format").text;
	if (!setup->format)
		return missing_format(setup);
	check_machine(setup);
	fmt = find_format(setup);
	/* Whoever names a second stage's format does not mean the tables the image tells of. */
	setup->from.options_only = fmt->second_stage && setup->from.options->value[OPT_FORMAT];
	take_hex(&setup->from, "root", &config->root);
	take_hex(&setup->from, "root1", &config->root1);
	if (config->root == PTW_NO_ROOT && config->root1 == PTW_NO_ROOT)
		return "nothing in the image says where the top table is: give --root PA";
	take_bits(&setup->from, "va_bits", &config->va_bits);
	take_bits(&setup->from, "va1_bits", &config->va1_bits);
	take_bits(&setup->from, "pa_bits", &config->pa_bits);
	take_hex(&setup->from, "enc_mask", &config->enc_mask);
	config->os = find_value(&setup->from, "os").text;
	take_registers(setup, fmt);
	if (ptw_image_space(setup->from.image, &setup->space, setup->format, config, &error))
		refuse_field(&setup->from, &error);
	if (config->root != PTW_NO_ROOT)
		check_root(setup, "root", &setup->space.half[0]);
	if (config->root1 != PTW_NO_ROOT)
		check_root(setup, "root1", &setup->space.half[1]);
	if (setup->from.options->value[OPT_VA1_BITS] && config->root1 == PTW_NO_ROOT)
		refuse(&setup->from, "va1_bits", "but there is no --root1");
	note_assumptions(setup, fmt);
	return NULL;
}

void setup_open(struct setup *setup, const struct options *options)
{
	struct ptw_image_error error;
	int ret;

	memset(setup, 0, sizeof(*setup));
	setup->from.options = options;
	setup->from.path = options->arg[0];
	if (options->value[OPT_RAW])
		ret = ptw_image_open_raw(setup->from.path, option_hex(options, OPT_RAW, 0), 0,
					 &setup->from.image, &error);
	else
		ret = ptw_image_open(setup->from.path, 0, &setup->from.image, &error);
	if (ret)
		fail("%s: %s", setup->from.path, error.text);
	ptw_image_info(setup->from.image, &setup->from.info);
	chosen_cpu(&setup->from);
}

void setup_walk(struct setup *setup, const struct options *options)
{
	const char *missing;

	setup_open(setup, options);
	missing = setup_space(setup);
	if (missing)
		fail("%s: %s", setup->from.path, missing);
}

/* The value that stands in for what nobody said */
static void print_assumed_value(const struct setup *setup, const char *name)
{
	const struct ptw_space *space = &setup->space;
	unsigned int i;

	for (i = 0; space->fmt->registers[i]; i++) {
		if (strcmp(space->fmt->registers[i], name))
			continue;
		out_hex(space->reg[i]);
		return;
	}
	if (!strcmp(name, "pa_bits"))
		out_decimal(space->pa_bits);
	else if (!strcmp(name, "os"))
		out_text("none");
	else
		out_decimal(space->half[!strcmp(name, "va1_bits")].va_bits);
}

void setup_print_assumed(const struct setup *setup)
{
	unsigned int i;

	out_column("assumed", -10);
	if (!setup->nr_assumed)
		out_text("nothing");
	for (i = 0; i < setup->nr_assumed; i++) {
		out_text(i ? ", " : "");
		out_text(setup->assumed[i]);
		out_char(' ');
		print_assumed_value(setup, setup->assumed[i]);
	}
	out_char('\n');
}

void setup_close(struct setup *setup)
{
	struct ptw_image_error error;

	if (ptw_image_failed(setup->from.image, &error))
		fail("%s: %s", setup->from.path, error.text);
	ptw_image_close(setup->from.image);
}
