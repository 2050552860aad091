// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * ptwalk follow: translate addresses, from the command line or from stdin.
 */
#include <string.h>
#include "answer.h"
#include "fail.h"
#include "lines.h"
#include "number.h"
#include "out.h"
#include "progress.h"
#include "space.h"

#define RIGHTS (PTW_WANT_READ | PTW_WANT_WRITE | PTW_WANT_EXEC)

static unsigned int parse_want(const struct options *options)
{
	const char *text = options->value[OPT_WANT], *p;
	unsigned int want = options->value[OPT_WANT_OS] ? PTW_WANT_OS : 0;

	if (!text)
		return want;
	for (p = text; *p; p++) {
		if (*p == 'r')
			want |= PTW_WANT_READ;
		else if (*p == 'w')
			want |= PTW_WANT_WRITE;
		else if (*p == 'x')
			want |= PTW_WANT_EXEC;
		else if (*p == 'u')
			want |= PTW_WANT_USER;
		else
			fail("--want %s: must be letters of rwxu", text);
	}
	if (want & PTW_WANT_USER && !(want & RIGHTS))
		fail("--want %s: u says for whom; r, w or x must say what", text);
	return want;
}

/*
 * Rules about the accessor come on top of the rights; the operating system's own
 * verdict has them in it.
 */
static bool follow(const struct setup *setup, __u64 va, unsigned int want, struct answer *answer)
{
	int ret = ptw_follow(&setup->space, va, want, &answer->leaf);

	answer->space = &setup->space;
	answer->va = va;
	answer->reason = ptw_leaf_reason(&answer->leaf);
	answer->count = 0;
	if (!ret && want & RIGHTS && !(want & PTW_WANT_OS) &&
	    ptw_leaf_judge(&setup->space, &answer->leaf, want)) {
		answer->reason = PTW_REASON_PERMISSION;
		return false;
	}
	return !ret;
}

static bool print(const struct setup *setup, __u64 va, unsigned int want)
{
	struct answer answer;
	bool granted = follow(setup, va, want, &answer);

	if (setup->from.options->value[OPT_JSON])
		answer_json(&answer);
	else
		answer_row(&answer, false);
	return granted;
}

static bool follow_stdin(const struct setup *setup, unsigned int want)
{
	static struct lines lines;
	const char *line;
	size_t length;
	bool granted = true;
	__u64 va;

	while (lines_next(&lines, &line, &length)) {
		if (!read_hex(line, length, &va)) {
			out_flush();
			fail("standard input, line %llu: \"%.*s\" is no address: up to 16 hex "
			     "digits",
			     lines.number, length < 40 ? (int)length : 40, line);
		}
		granted &= print(setup, va, want);
		progress(lines.number, va);
	}
	return granted;
}

static int run_follow(const struct options *options)
{
	bool from_stdin = options->nr_args == 2 && !strcmp(options->arg[1], "-"), granted = true;
	unsigned int want = parse_want(options);
	struct setup setup;
	int i;

	for (i = 1; i < options->nr_args && !from_stdin; i++) {
		if (!strcmp(options->arg[i], "-"))
			fail("-: must be the only VA");
		argument_va(options->arg[i]);
	}
	setup_walk(&setup, options);
	if (want & PTW_WANT_OS && !setup.space.os.layout)
		fail("--want-os: which operating system is not known: give --os");
	if (!options->value[OPT_JSON])
		answer_header(false);
	if (from_stdin)
		granted = follow_stdin(&setup, want);
	for (i = 1; i < options->nr_args && !from_stdin; i++)
		granted &= print(&setup, argument_va(options->arg[i]), want);
	progress_clear();
	out_flush();
	setup_close(&setup);
	return granted ? STATUS_OK : STATUS_NO;
}

const struct command command_follow = {
	.name = "follow",
	.takes = OPTIONS_SPACE | OPTION_BIT(OPT_RAW) | OPTION_BIT(OPT_JSON) | OPTION_BIT(OPT_WANT) |
		 OPTION_BIT(OPT_WANT_OS),
	.min_args = 2,
	.max_args = 1 << 30,
	.help = "ptwalk follow [SPACE] [--want rwxu] [--want-os] [--json] IMAGE VA...\n"
		"\n"
		"Translate each VA (hex, with or without 0x). A VA of \"-\" reads one a line from\n"
		"standard input.\n"
		"\n"
		"  --want rwxu   what the mapping must grant: read, write, execute; to\n"
		"                privileged code, or with u to user code. Without it any mapping\n"
		"                will do\n"
		"  --want-os     judge as the operating system's own lockless walk (Linux: GUP)\n"
		"                would. Secret memory (memfd_secret) cannot be told from a pte:\n"
		"                on an image nothing refuses it\n"
		"  --json        one object a line\n"
		"\n"
		"Status: 0 when every VA is a mapping that grants what was wanted, else 1; 2 for\n"
		"bad usage or an image that cannot be used.\n",
	.run = run_follow,
};
