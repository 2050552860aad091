// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Which formats the library was built with, and how a space is made from one. The
 * list is generated from the formats.cmake of every architecture.
 */
#include <ptw/formats.h>
#include <ptw/space.h>
#include <ptw/walk.h>
#include "ptw_env.h"

static const struct ptw_instance *const registry[] = {
#define PTW_FORMAT(iname) &ptw_##iname,
	PTW_FORMATS
#undef PTW_FORMAT
		NULL,
};

const struct ptw_instance *const *ptw_instances(void)
{
	return registry;
}
PTW_EXPORT(ptw_instances);

static bool same(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

/* Registers that were given, in the format's order; the others stay 0. */
static int set_registers(struct ptw_space *space, const struct ptw_space_config *config,
			 struct ptw_error *error)
{
	const char *const *names = space->fmt->registers;
	unsigned int i, r;

	for (i = 0; i < config->nr_registers; i++) {
		for (r = 0; names[r]; r++)
			if (same(names[r], config->registers[i].name))
				break;
		if (!names[r])
			return ptw_refuse_config(error, config->registers[i].name,
						 "is no register of this format");
		space->reg[r] = config->registers[i].value;
		space->reg_given |= 1u << r;
	}
	return 0;
}

static int set_memory(struct ptw_space *space, const struct ptw_space_config *config,
		      struct ptw_error *error)
{
	if (config->mem_pa & 7 || (unsigned long)config->mem & 7)
		return ptw_refuse_config(error, "mem", "must be aligned to 8 bytes");
	if (config->mem_bytes && config->mem_pa + config->mem_bytes - 1 < config->mem_pa)
		return ptw_refuse_config(error, "mem", "wraps around the end of all addresses");
	space->mem = (unsigned long)config->mem - config->mem_pa;
	space->mem_first = config->mem_pa;
	space->mem_bytes = config->mem_bytes & ~7ULL;
	return 0;
}

int ptw_space_init_instance(struct ptw_space *space, const struct ptw_instance *instance,
			    const struct ptw_space_config *config, struct ptw_error *error)
{
	static const struct ptw_space empty;
	struct ptw_error unheard;
	int ret;

	/* ptw_half_by_bit() makes an offset of one bit of an address. */
	BUILD_BUG_ON(sizeof(struct ptw_half) != 128);
	if (!error)
		error = &unheard;
	*space = empty;
	space->instance = instance;
	space->fmt = instance->fmt;
	space->dia = instance->dia;
	space->page_shift = instance->fmt->page_shift;
	ret = set_registers(space, config, error);
	if (!ret)
		ret = set_memory(space, config, error);
	if (!ret)
		ret = space->fmt->setup(space->fmt, space, config, error);
	if (!ret && config->os && !same(config->os, "none")) {
		if (!space->dia->setup)
			return ptw_refuse_config(error, "os", "this format has no dialect");
		ret = space->dia->setup(space->fmt, space, config->os, error);
	}
	return ret;
}
PTW_EXPORT(ptw_space_init_instance);

const struct ptw_instance *ptw_instance_find(const char *format)
{
	unsigned int i;

	for (i = 0; registry[i]; i++)
		if (same(registry[i]->fmt->name, format))
			return registry[i];
	return NULL;
}
PTW_EXPORT(ptw_instance_find);

int ptw_space_init(struct ptw_space *space, const char *format,
		   const struct ptw_space_config *config, struct ptw_error *error)
{
	const struct ptw_instance *instance = ptw_instance_find(format);

	if (instance)
		return ptw_space_init_instance(space, instance, config, error);
	if (error)
		ptw_refuse_config(error, "format", "does not exist");
	return -ENOENT;
}
PTW_EXPORT(ptw_space_init);
