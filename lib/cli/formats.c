// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * ptwalk formats: what can be walked.
 */
#include "fail.h"
#include "json.h"
#include "number.h"
#include "out.h"
#include "space.h"

static unsigned int leaf_shift(const struct ptw_format *fmt, unsigned int level)
{
	return fmt->page_shift + level * fmt->index_bits;
}

static void print_json(const struct ptw_instance *instance)
{
	const struct ptw_format *fmt = instance->fmt;
	unsigned int level;

	json_begin();
	json_string("name", fmt->name);
	json_hex("page", 1ULL << fmt->page_shift);
	json_number("levels", fmt->top_max + 1);
	json_list("sizes");
	for (level = 0; level <= fmt->top_max; level++)
		if (fmt->leaf_levels >> level & 1)
			json_item_hex(1ULL << leaf_shift(fmt, level));
	json_list_end();
	json_bool("writable", fmt->writable);
	json_list("dialects");
	if (instance->dia->setup)
		json_item(instance->dia->name);
	json_list_end();
	json_end();
}

static void print_row(const struct ptw_instance *instance)
{
	const struct ptw_format *fmt = instance->fmt;
	char text[NUMBER_MAX];
	unsigned int level;
	int width = -20;

	out_column(fmt->name, -18);
	write_size(text, fmt->page_shift);
	out_column(text, 5);
	write_decimal(text, fmt->top_max + 1u);
	out_column(text, 8);
	out_text("  ");
	for (level = 0; level <= fmt->top_max; level++) {
		if (!(fmt->leaf_levels >> level & 1))
			continue;
		width += (int)write_size(text, leaf_shift(fmt, level)) + 1;
		out_text(text);
		out_char(' ');
	}
	out_column("", width < 0 ? width : 0);
	out_column(fmt->writable ? "yes" : "no", -10);
	out_text(instance->dia->setup ? instance->dia->name : "-");
	out_char('\n');
}

static int run_formats(const struct options *options)
{
	const struct ptw_instance *const *instance;

	if (!options->value[OPT_JSON]) {
		out_color(COLOR_HEAD);
		out_text("NAME               PAGE  LEVELS  SIZES               WRITABLE  DIALECT");
		out_color(COLOR_NONE);
		out_char('\n');
	}
	for (instance = ptw_instances(); *instance; instance++) {
		if (options->value[OPT_JSON])
			print_json(*instance);
		else
			print_row(*instance);
	}
	return STATUS_OK;
}

const struct command command_formats = {
	.name = "formats",
	.takes = OPTION_BIT(OPT_JSON),
	.min_args = 0,
	.max_args = 0,
	.help = "ptwalk formats [--json]\n"
		"\n"
		"List the page-table formats that can be walked: page size, levels, sizes a\n"
		"mapping can have, whether the library can also write it as a primary MMU, and\n"
		"the dialect --os may name.\n"
		"\n"
		"  --json        one object a line\n",
	.run = run_formats,
};
