// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Where each value of a space comes from: an option, else the image's PTW note, else
 * QEMU's note of the CPU, else it is assumed. --cpu is an option: what it names comes
 * before the PTW note.
 *
 * Keys are those of the PTW note. Notes and options are text, read in one way.
 */
#include <elf.h>
#include <stdio.h>
#include <string.h>
#include "fail.h"
#include "nearest.h"
#include "number.h"
#include "out.h"
#include "space.h"

#define CR0_PG	 (1ULL << 31)
#define CR3_PA	 0x000ffffffffff000ULL /* SDM volume 3A, "Use of CR3 with 4-Level Paging…" */
#define CR4_PAE	 (1ULL << 5)
#define CR4_LA57 (1ULL << 12)

enum source { SOURCE_NONE, SOURCE_OPTION, SOURCE_REG, SOURCE_NOTE, SOURCE_CPU };

/* A value, as text; of a CPU's register as number */
struct value {
	enum source source;
	const char *text;
	__u64 number;
};

static const struct key {
	const char *name;
	enum option_name option;
} keys[] = {
	{ "format", OPT_FORMAT },     { "root", OPT_ROOT },
	{ "root1", OPT_ROOT1 },	      { "va_bits", OPT_VA_BITS },
	{ "va1_bits", OPT_VA1_BITS }, { "pa_bits", OPT_PA_BITS },
	{ "enc_mask", OPT_ENC_MASK }, { "os", OPT_OS },
};

static unsigned int chosen_cpu(const struct setup *setup)
{
	const char *text = setup->options->value[OPT_CPU];
	__u64 cpu = 0;

	if (!text)
		return 0;
	if (!read_decimal(text, &cpu))
		fail("--cpu %s: is no decimal number", text);
	if (!setup->info.cpus)
		fail("--cpu %s: %s has no note of a CPU", text, setup->path);
	if (cpu >= setup->info.cpus)
		fail("--cpu %s: %s has notes of CPUs below %u", text, setup->path,
		     setup->info.cpus);
	return (unsigned int)cpu;
}

/* The format of tables in use. Without long mode QEMU writes a dump for the 386. */
static const char *mode_of_cpu(const struct setup *setup, const struct ptw_image_cpu *cpu)
{
	if (!(cpu->cr[4] & CR4_PAE))
		return "x86-32";
	if (setup->info.machine != EM_X86_64)
		return "x86-pae";
	return cpu->cr[4] & CR4_LA57 ? "x86-64-la57" : "x86-64";
}

/* With paging off, a CPU's registers say nothing about tables. */
static bool cpu_pages(const struct setup *setup, struct ptw_image_cpu *cpu)
{
	return !ptw_image_cpu(setup->image, chosen_cpu(setup), cpu) && cpu->cr[0] & CR0_PG;
}

static struct value value_of_cpu(const struct setup *setup, const char *key)
{
	struct value value = { SOURCE_CPU, NULL, 0 };
	struct ptw_image_cpu cpu;

	if (!cpu_pages(setup, &cpu))
		value.source = SOURCE_NONE;
	else if (!strcmp(key, "format"))
		value.text = mode_of_cpu(setup, &cpu);
	else if (!strcmp(key, "root"))
		value.number = cpu.cr[3] & CR3_PA;
	else if (!strcmp(key, "cr0"))
		value.number = cpu.cr[0];
	else if (!strcmp(key, "cr3"))
		value.number = cpu.cr[3];
	else if (!strcmp(key, "cr4"))
		value.number = cpu.cr[4];
	else
		value.source = SOURCE_NONE;
	return value;
}

static struct value value_of_options(const struct options *options, const char *key)
{
	struct value value = { SOURCE_NONE, NULL, 0 };
	unsigned int i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (!strcmp(keys[i].name, key))
			break;
	if (i < sizeof(keys) / sizeof(keys[0]))
		value.text = options->value[keys[i].option];
	if (value.text) {
		value.source = SOURCE_OPTION;
		return value;
	}
	value.text = option_register(options, key);
	if (value.text)
		value.source = SOURCE_REG;
	return value;
}

static struct value value_of_note(const struct setup *setup, const char *key)
{
	struct value value = { SOURCE_NOTE, ptw_image_note(setup->image, key), 0 };

	if (!value.text)
		value.source = SOURCE_NONE;
	return value;
}

static struct value find_value(const struct setup *setup, const char *key)
{
	struct value value = value_of_options(setup->options, key);

	if (!value.source && setup->options->value[OPT_CPU])
		value = value_of_cpu(setup, key);
	if (!value.source)
		value = value_of_note(setup, key);
	if (!value.source)
		value = value_of_cpu(setup, key);
	return value;
}

/* Die of a value, naming it and who said so. */
static _Noreturn void refuse(const struct setup *setup, const char *key, const char *why)
{
	struct value value = find_value(setup, key);
	char number[NUMBER_MAX], spelling[16];
	size_t i;

	snprintf(spelling, sizeof(spelling), "%s", key);
	for (i = 0; spelling[i]; i++)
		if (spelling[i] == '_')
			spelling[i] = '-';
	if (!value.text) {
		write_hex(number, value.number);
		value.text = number;
	}
	switch (value.source) {
	case SOURCE_OPTION:
		fail("--%s %s: %s", spelling, value.text, why);
	case SOURCE_REG:
		fail("--reg %s=%s: %s", key, value.text, why);
	case SOURCE_NOTE:
		fail("%s: PTW note, %s=%s: %s", setup->path, key, value.text, why);
	case SOURCE_CPU:
		fail("%s: note of CPU %u, %s=%s: %s", setup->path, chosen_cpu(setup), key,
		     value.text, why);
	default:
		fail("%s: --%s: %s", setup->path, spelling, why);
	}
}

/* What the library calls wrong, by the name the command line has for it */
static _Noreturn void refuse_field(const struct setup *setup, const struct ptw_error *error)
{
	char key[16];
	size_t i;

	snprintf(key, sizeof(key), "%s", error->field);
	for (i = 0; key[i]; i++)
		if (key[i] == '-')
			key[i] = '_';
	refuse(setup, key, error->text);
}

static void assume(struct setup *setup, const char *name)
{
	setup->assumed[setup->nr_assumed++] = name;
}

static bool take_hex(struct setup *setup, const char *key, __u64 *number)
{
	struct value value = find_value(setup, key);

	if (value.source == SOURCE_NONE)
		return false;
	*number = value.number;
	if (value.text && !read_hex(value.text, strlen(value.text), number))
		refuse(setup, key, "is no hex number of at most 64 bits");
	return true;
}

static bool take_bits(struct setup *setup, const char *key, __u32 *bits)
{
	struct value value = find_value(setup, key);
	__u64 number;

	if (value.source == SOURCE_NONE)
		return false;
	if (!read_decimal(value.text, &number) || !number || number > 64)
		refuse(setup, key, "is no number of bits from 1 to 64");
	*bits = (__u32)number;
	return true;
}

static void take_registers(struct setup *setup, const struct ptw_format *fmt)
{
	const char *const *name;
	unsigned int nr = 0, i;

	for (i = 0; i < setup->options->nr_regs; i++) {
		for (name = fmt->registers; *name; name++)
			if (option_register(setup->options, *name) ==
			    strchr(setup->options->reg[i], '=') + 1)
				break;
		if (!*name)
			fail("--reg %s: %s has no such register", setup->options->reg[i],
			     fmt->name);
	}
	for (name = fmt->registers; *name; name++) {
		if (take_hex(setup, *name, &setup->reg[nr].value))
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
	refuse(setup, "format", why);
}

/* An image that says whose memory it is has no tables of another architecture. */
static void check_machine(const struct setup *setup)
{
	static const struct {
		__u32 machine;
		const char *arch;
	} machines[] = { { EM_386, "x86" }, { EM_X86_64, "x86" }, { EM_AARCH64, "arm64" } };
	const char *option = setup->options->value[OPT_FORMAT], *of_image = NULL, *of_option = NULL;
	unsigned int i;
	char why[64];

	for (i = 0; option && i < sizeof(machines) / sizeof(machines[0]); i++) {
		if (machines[i].machine == setup->info.machine)
			of_image = machines[i].arch;
		if (!strncmp(option, machines[i].arch, strlen(machines[i].arch)))
			of_option = machines[i].arch;
	}
	if (!of_image || !of_option || !strcmp(of_image, of_option))
		return;
	snprintf(why, sizeof(why), "but the image is of an %s machine", of_image);
	refuse(setup, "format", why);
}

/* A root of which the image has nothing is no root. Part of one is: the rest is
 * unreachable. */
static void check_root(const struct setup *setup, const char *key, const struct ptw_half *half)
{
	char why[96];
	__u64 at;

	if (half->disabled)
		return;
	for (at = 0; at <= half->root_mask; at += 8)
		if (ptw_image_covers(setup->image, half->root + at, 8))
			return;
	snprintf(why, sizeof(why), "is outside the image, whose memory is 0x%llx to 0x%llx",
		 setup->info.first, setup->info.last);
	refuse(setup, key, why);
}

static void note_assumptions(struct setup *setup, const struct ptw_format *fmt)
{
	bool chooses_width = fmt->top_min != fmt->top_max;
	struct value tcr = find_value(setup, "tcr");

	/* TCR_EL1 has the widths of both halves and of physical addresses. */
	if (!tcr.source && !setup->config.pa_bits)
		assume(setup, "pa_bits");
	if (!tcr.source && chooses_width && !setup->config.va_bits &&
	    setup->config.root != PTW_NO_ROOT)
		assume(setup, "va_bits");
	if (!tcr.source && chooses_width && !setup->config.va1_bits &&
	    setup->config.root1 != PTW_NO_ROOT)
		assume(setup, "va1_bits");
	if (!setup->config.os)
		assume(setup, "os");
}

static const char *missing_format(const struct setup *setup)
{
	struct ptw_image_cpu cpu;
	static char line[128];

	if (ptw_image_cpu(setup->image, chosen_cpu(setup), &cpu))
		return "nothing in the image says which format its tables have: give --format "
		       "NAME (ptwalk formats lists them)";
	snprintf(line, sizeof(line),
		 "paging is off on CPU %u (CR0.PG is clear): give --format and --root",
		 chosen_cpu(setup));
	return line;
}

const char *setup_space(struct setup *setup)
{
	struct ptw_space_config *config = &setup->config;
	const struct ptw_format *fmt;
	struct ptw_error error;

	config->root = config->root1 = PTW_NO_ROOT;
	setup->format = find_value(setup, "format").text;
	if (!setup->format)
		return missing_format(setup);
	check_machine(setup);
	fmt = find_format(setup);
	take_hex(setup, "root", &config->root);
	take_hex(setup, "root1", &config->root1);
	if (config->root == PTW_NO_ROOT && config->root1 == PTW_NO_ROOT)
		return "nothing in the image says where the top table is: give --root PA";
	take_bits(setup, "va_bits", &config->va_bits);
	take_bits(setup, "va1_bits", &config->va1_bits);
	take_bits(setup, "pa_bits", &config->pa_bits);
	take_hex(setup, "enc_mask", &config->enc_mask);
	config->os = find_value(setup, "os").text;
	take_registers(setup, fmt);
	if (ptw_image_space(setup->image, &setup->space, setup->format, config, &error))
		refuse_field(setup, &error);
	if (config->root != PTW_NO_ROOT)
		check_root(setup, "root", &setup->space.half[0]);
	if (config->root1 != PTW_NO_ROOT)
		check_root(setup, "root1", &setup->space.half[1]);
	if (setup->options->value[OPT_VA1_BITS] && config->root1 == PTW_NO_ROOT)
		refuse(setup, "va1_bits", "but there is no --root1");
	note_assumptions(setup, fmt);
	return NULL;
}

void setup_open(struct setup *setup, const struct options *options)
{
	struct ptw_image_error error;
	int ret;

	memset(setup, 0, sizeof(*setup));
	setup->options = options;
	setup->path = options->arg[0];
	if (options->value[OPT_RAW])
		ret = ptw_image_open_raw(setup->path, option_hex(options, OPT_RAW, 0), 0,
					 &setup->image, &error);
	else
		ret = ptw_image_open(setup->path, 0, &setup->image, &error);
	if (ret)
		fail("%s: %s", setup->path, error.text);
	ptw_image_info(setup->image, &setup->info);
	chosen_cpu(setup);
}

void setup_walk(struct setup *setup, const struct options *options)
{
	const char *missing;

	setup_open(setup, options);
	missing = setup_space(setup);
	if (missing)
		fail("%s: %s", setup->path, missing);
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

	if (ptw_image_failed(setup->image, &error))
		fail("%s: %s", setup->path, error.text);
	ptw_image_close(setup->image);
}
