// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * ptwalk info: what an image is, and which space would be walked in it.
 */
#include <stdio.h>
#include <string.h>
#include "fail.h"
#include "json.h"
#include "number.h"
#include "out.h"
#include "space.h"

static void json_hex_or_null(const char *key, bool known, __u64 value)
{
	if (known)
		json_hex(key, value);
	else
		json_string(key, NULL);
}

static void json_number_or_null(const char *key, __u64 value)
{
	if (value)
		json_number(key, value);
	else
		json_string(key, NULL);
}

/* A width that was said of a half without a root is still known. */
static __u64 va_bits_of(const struct setup *setup, unsigned int half)
{
	const struct ptw_space_config *config = &setup->config;
	__u64 root = half ? config->root1 : config->root;

	if (root == PTW_NO_ROOT || !setup->space.half[half].va_bits)
		return half ? config->va1_bits : config->va_bits;
	return setup->space.half[half].va_bits;
}

static void print_json(const struct setup *setup, bool space)
{
	const struct ptw_image_info *info = &setup->from.info;
	const struct ptw_space_config *config = &setup->config;
	unsigned int i;

	json_begin();
	json_string("image", setup->from.path);
	json_string("kind", info->kind);
	json_number("segments", info->segments);
	json_hex("bytes", info->bytes);
	json_number("cpus", info->cpus);
	json_string("format", setup->format);
	json_hex_or_null("root", space && config->root != PTW_NO_ROOT, config->root);
	json_hex_or_null("root1", space && config->root1 != PTW_NO_ROOT, config->root1);
	json_number_or_null("va_bits", space ? va_bits_of(setup, 0) : 0);
	json_number_or_null("va1_bits", space ? va_bits_of(setup, 1) : 0);
	json_number_or_null("pa_bits", space ? setup->space.pa_bits : 0);
	json_string("os", config->os ? config->os : "none");
	json_string("window", info->window);
	json_list("assumed");
	for (i = 0; i < setup->nr_assumed; i++)
		json_item(setup->assumed[i]);
	json_list_end();
	json_end();
}

static void line(const char *name, const char *value)
{
	out_column(name, -10);
	out_text(value);
	out_char('\n');
}

static void hex_line(const char *name, bool known, __u64 value)
{
	char text[NUMBER_MAX] = "-";

	if (known)
		write_hex(text, value);
	line(name, text);
}

static void decimal_line(const char *name, __u64 value)
{
	char text[NUMBER_MAX];

	write_decimal(text, value);
	line(name, text);
}

static void print_image(const struct setup *setup)
{
	const struct ptw_image_info *info = &setup->from.info;
	const char *source = ptw_image_note(setup->from.image, "source");
	char text[80];

	line("image", setup->from.path);
	line("kind", info->kind);
	if (source)
		line("source", source);
	decimal_line("segments", info->segments);
	snprintf(text, sizeof(text), "0x%llx, from 0x%llx to 0x%llx", info->bytes, info->first,
		 info->last);
	line("bytes", text);
	line("window", info->window);
	decimal_line("cpus", info->cpus);
}

static void print_space(const struct setup *setup)
{
	const struct ptw_space_config *config = &setup->config;
	unsigned int i;

	line("format", setup->format);
	hex_line("root", config->root != PTW_NO_ROOT, config->root);
	hex_line("root1", config->root1 != PTW_NO_ROOT, config->root1);
	decimal_line("va_bits", va_bits_of(setup, 0));
	if (va_bits_of(setup, 1))
		decimal_line("va1_bits", va_bits_of(setup, 1));
	decimal_line("pa_bits", setup->space.pa_bits);
	if (config->enc_mask)
		hex_line("enc_mask", true, config->enc_mask);
	line("os", config->os ? config->os : "none");
	for (i = 0; i < config->nr_registers; i++)
		hex_line(setup->reg[i].name, true, setup->reg[i].value);
	setup_print_assumed(setup);
}

static int run_info(const struct options *options)
{
	struct setup setup;
	const char *missing;

	setup_open(&setup, options);
	missing = setup_space(&setup);
	if (options->value[OPT_JSON]) {
		print_json(&setup, !missing);
	} else {
		print_image(&setup);
		if (missing)
			line("tables", missing);
		else
			print_space(&setup);
	}
	out_flush();
	setup_close(&setup);
	return STATUS_OK;
}

const struct command command_info = {
	.name = "info",
	.takes = OPTION_BIT(OPT_JSON) | OPTION_BIT(OPT_RAW),
	.min_args = 1,
	.max_args = 1,
	.help = "ptwalk info [--raw BASE] [--json] IMAGE\n"
		"\n"
		"Say what IMAGE is, and which tables in which format the other commands would\n"
		"walk in it. What neither image nor option says is listed as assumed.\n"
		"\n"
		"  --raw BASE    IMAGE is memory and nothing else; its first byte is at physical\n"
		"                address BASE (hex)\n"
		"  --json        one object\n",
	.run = run_info,
};
