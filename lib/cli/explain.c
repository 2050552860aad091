// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * ptwalk explain: one walk, level by level, each pte spelled out.
 */
#include "answer.h"
#include "fail.h"
#include "json.h"
#include "number.h"
#include "out.h"
#include "space.h"

/* The next field that a pte of this kind has at this level */
static const struct ptw_field *next_field(const struct ptw_field *field,
					  const struct ptw_step *step)
{
	if (step->kind == PTW_UNREACHABLE)
		return NULL;
	for (; field->name; field++)
		if (field->kinds >> step->kind & 1 && field->levels >> step->level & 1)
			return field;
	return NULL;
}

static __u64 field_value(const struct ptw_field *field, __u64 pte)
{
	return pte >> field->lsb & ((1ULL << field->width) - 1);
}

static void json_step(const struct ptw_format *fmt, const struct ptw_step *step)
{
	const struct ptw_field *field = fmt->fields;

	json_begin();
	json_number("level", step->level);
	json_hex("slot", step->slot);
	if (step->kind != PTW_UNREACHABLE)
		json_hex("pte", step->pte);
	json_string("kind", kind_name(step->kind));
	json_object("fields");
	for (; (field = next_field(field, step)); field++)
		json_number(field->name, field_value(field, step->pte));
	json_object_end();
	json_end();
}

static void row_step(const struct ptw_format *fmt, const struct ptw_step *step)
{
	const struct ptw_field *field = fmt->fields;
	char text[NUMBER_MAX];

	write_decimal(text, step->level);
	out_column(text, 5);
	out_text("  ");
	out_column(fmt->table_names[step->level], -9);
	write_hex(text, step->slot);
	out_column(text, 15);
	out_char(' ');
	write_hex(text, step->pte);
	out_column(step->kind == PTW_UNREACHABLE ? "-" : text, 18);
	out_text("  ");
	out_column(kind_name(step->kind), -11);
	for (; (field = next_field(field, step)); field++) {
		out_char(' ');
		out_text(field->name);
		out_char('=');
		out_decimal(field_value(field, step->pte));
	}
	out_char('\n');
}

static void print_rows(const struct setup *setup, const struct ptw_step *step, unsigned int nr,
		       const struct answer *answer)
{
	const struct ptw_format *fmt = setup->space.fmt;
	unsigned int i;

	out_color(COLOR_HEAD);
	out_text("LEVEL  NAME                SLOT                PTE  KIND        FIELDS");
	out_color(COLOR_NONE);
	out_char('\n');
	for (i = 0; i < nr; i++)
		row_step(fmt, &step[i]);
	out_char('\n');
	answer_header(false);
	answer_row(answer, false);
	out_char('\n');
	setup_print_assumed(setup);
}

static int run_explain(const struct options *options)
{
	__u64 va = argument_va(options->arg[1]);
	struct ptw_step step[PTW_MAX_LEVELS];
	struct answer answer = { .va = va };
	struct setup setup;
	unsigned int nr, i;

	setup_walk(&setup, options);
	answer.space = &setup.space;
	ptw_explain(&setup.space, va, 0, step, &nr, &answer.leaf);
	answer.reason = ptw_leaf_reason(&answer.leaf);
	if (options->value[OPT_JSON]) {
		for (i = 0; i < nr; i++)
			json_step(setup.space.fmt, &step[i]);
		answer_json(&answer);
	} else {
		print_rows(&setup, step, nr, &answer);
	}
	out_flush();
	setup_close(&setup);
	return STATUS_OK;
}

const struct command command_explain = {
	.name = "explain",
	.takes = OPTIONS_SPACE | OPTION_BIT(OPT_RAW) | OPTION_BIT(OPT_JSON),
	.min_args = 2,
	.max_args = 2,
	.help = "ptwalk explain [SPACE] [--json] IMAGE VA\n"
		"\n"
		"Walk to VA (hex, with or without 0x) and show the pte of each level, with the\n"
		"manual's names of its fields; then the answer, and what had to be assumed.\n"
		"\n"
		"  --json        one object a level, then the object follow prints\n",
	.run = run_explain,
};
