// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Finding values. Notes and options are text, read in one way; registers in QEMU's note
 * of a CPU are numbers.
 */
#include <elf.h>
#include <stdio.h>
#include <string.h>
#include "fail.h"
#include "number.h"
#include "value.h"

#define CR0_PG	 (1ULL << 31)
#define CR3_PA	 0x000ffffffffff000ULL /* SDM volume 3A, "Use of CR3 with 4-Level Paging…" */
#define CR4_PAE	 (1ULL << 5)
#define CR4_LA57 (1ULL << 12)

static const struct key {
	const char *name;
	enum option_name option;
} keys[] = {
	{ "format", OPT_FORMAT },     { "root", OPT_ROOT },
	{ "root1", OPT_ROOT1 },	      { "va_bits", OPT_VA_BITS },
	{ "va1_bits", OPT_VA1_BITS }, { "pa_bits", OPT_PA_BITS },
	{ "enc_mask", OPT_ENC_MASK }, { "os", OPT_OS },
};

/* %NULL for a register */
static const struct key *find_key(const char *name)
{
	unsigned int i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (!strcmp(keys[i].name, name))
			return &keys[i];
	return NULL;
}

unsigned int chosen_cpu(const struct sources *from)
{
	const char *text = from->options->value[OPT_CPU];
	__u64 cpu = 0;

	if (!text)
		return 0;
	if (!read_decimal(text, &cpu))
		fail("--cpu %s: is no decimal number", text);
	if (!from->info.cpus)
		fail("--cpu %s: %s has no note of a CPU", text, from->path);
	if (cpu >= from->info.cpus)
		fail("--cpu %s: %s has notes of CPUs below %u", text, from->path, from->info.cpus);
	return (unsigned int)cpu;
}

/* The format of tables in use. Without long mode QEMU writes a dump for the 386. */
static const char *mode_of_cpu(const struct sources *from, const struct ptw_image_cpu *cpu)
{
	if (!(cpu->cr[4] & CR4_PAE))
		return "x86-32";
	if (from->info.machine != EM_X86_64)
		return "x86-pae";
	return cpu->cr[4] & CR4_LA57 ? "x86-64-la57" : "x86-64";
}

/* With paging off, a CPU's registers say nothing about tables. */
static bool cpu_pages(const struct sources *from, struct ptw_image_cpu *cpu)
{
	return !ptw_image_cpu(from->image, chosen_cpu(from), cpu) && cpu->cr[0] & CR0_PG;
}

static struct value value_of_cpu(const struct sources *from, const char *key)
{
	struct value value = { SOURCE_CPU, NULL, 0 };
	struct ptw_image_cpu cpu;

	if (!cpu_pages(from, &cpu))
		value.source = SOURCE_NONE;
	else if (!strcmp(key, "format"))
		value.text = mode_of_cpu(from, &cpu);
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

static struct value value_of_options(const struct options *options, const char *name)
{
	const struct key *key = find_key(name);
	struct value value = { key ? SOURCE_OPTION : SOURCE_REG, NULL, 0 };

	value.text = key ? options->value[key->option] : option_register(options, name);
	if (!value.text)
		value.source = SOURCE_NONE;
	return value;
}

static struct value value_of_note(const struct sources *from, const char *key)
{
	struct value value = { SOURCE_NOTE, ptw_image_note(from->image, key), 0 };

	if (!value.text)
		value.source = SOURCE_NONE;
	return value;
}

struct value find_value(const struct sources *from, const char *key)
{
	struct value value = value_of_options(from->options, key);

	if (from->options_only)
		return value;
	if (!value.source && from->options->value[OPT_CPU])
		value = value_of_cpu(from, key);
	if (!value.source)
		value = value_of_note(from, key);
	if (!value.source)
		value = value_of_cpu(from, key);
	return value;
}

void refuse(const struct sources *from, const char *name, const char *why)
{
	struct value value = find_value(from, name);
	const struct key *key = find_key(name);
	const char *spelling = key ? option_spelling(key->option) : name;
	char number[NUMBER_MAX];

	if (!value.text) {
		write_hex(number, value.number);
		value.text = number;
	}
	switch (value.source) {
	case SOURCE_OPTION:
		fail("--%s %s: %s", spelling, value.text, why);
	case SOURCE_REG:
		fail("--reg %s=%s: %s", name, value.text, why);
	case SOURCE_NOTE:
		fail("%s: PTW note, %s=%s: %s", from->path, name, value.text, why);
	case SOURCE_CPU:
		fail("%s: note of CPU %u, %s=%s: %s", from->path, chosen_cpu(from), name,
		     value.text, why);
	default:
		fail("%s: --%s: %s", from->path, spelling, why);
	}
}

void refuse_field(const struct sources *from, const struct ptw_error *error)
{
	char key[16];
	size_t i;

	snprintf(key, sizeof(key), "%s", error->field);
	for (i = 0; key[i]; i++)
		if (key[i] == '-')
			key[i] = '_';
	refuse(from, key, error->text);
}

bool take_hex(const struct sources *from, const char *key, __u64 *number)
{
	struct value value = find_value(from, key);

	if (value.source == SOURCE_NONE)
		return false;
	*number = value.number;
	if (value.text && !read_hex(value.text, strlen(value.text), number))
		refuse(from, key, "is no hex number of at most 64 bits");
	return true;
}

bool take_bits(const struct sources *from, const char *key, __u32 *bits)
{
	struct value value = find_value(from, key);
	__u64 number;

	if (value.source == SOURCE_NONE)
		return false;
	if (!read_decimal(value.text, &number) || !number || number > 64)
		refuse(from, key, "is no number of bits from 1 to 64");
	*bits = (__u32)number;
	return true;
}
