// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * ptwalk map: everything a range of addresses holds.
 */
#include "answer.h"
#include "fail.h"
#include "out.h"
#include "progress.h"
#include "space.h"

/* What is printed, and what was met */
struct map {
	struct ptw_cursor cursor;
	struct answer answer;
	bool json;
	bool merge;
	bool broken; /* a bad or unreachable subtree */
	__u64 done;
};

static void print(struct map *map, __u64 va, __u64 nr, const struct ptw_leaf *leaf)
{
	enum ptw_kind kind = ptw_leaf_kind(leaf);

	map->broken |= kind == PTW_BAD || kind == PTW_UNREACHABLE;
	map->answer.va = va;
	map->answer.leaf = *leaf;
	map->answer.reason = ptw_leaf_reason(leaf);
	/* One that was not joined with others has a count only where all have. */
	map->answer.count = nr > 1 || map->merge ? nr : 0;
	if (map->json)
		answer_json(&map->answer);
	else
		answer_row(&map->answer, map->merge);
	progress(++map->done, va);
}

static void print_items(struct map *map)
{
	const struct ptw_item *item;

	ptw_for_each_item(item, &map->cursor, ptw_iterate)
		print(map, item->va, ptw_item_nr(item), &item->leaf);
}

static void print_runs(struct map *map)
{
	struct ptw_merger merger = { .cursor = &map->cursor };
	struct ptw_run run;

	while (!ptw_merger_next(&merger, &run))
		print(map, run.va, run.nr, &run.leaf);
}

static int run_map(const struct options *options)
{
	__u64 from = option_hex(options, OPT_FROM, 0), to = option_hex(options, OPT_TO, ~0ULL);
	struct setup setup;
	struct map map = {
		.json = options->value[OPT_JSON],
		.merge = options->value[OPT_MERGE],
	};

	if (from > to)
		fail("--from %llx: is behind --to %llx", from, to);
	setup_walk(&setup, options);
	map.answer.space = &setup.space;
	ptw_cursor_init(&map.cursor, &setup.space, from, to, 0);
	if (!map.json)
		answer_header(map.merge);
	if (map.merge)
		print_runs(&map);
	else
		print_items(&map);
	progress_clear();
	out_flush();
	setup_close(&setup);
	return map.broken ? STATUS_NO : STATUS_OK;
}

const struct command command_map = {
	.name = "map",
	.takes = OPTIONS_SPACE | OPTION_BIT(OPT_RAW) | OPTION_BIT(OPT_JSON) | OPTION_BIT(OPT_FROM) |
		 OPTION_BIT(OPT_TO) | OPTION_BIT(OPT_MERGE),
	.min_args = 1,
	.max_args = 1,
	.help = "ptwalk map [SPACE] [--from VA] [--to VA] [--merge] [--json] IMAGE\n"
		"\n"
		"List mappings, ptes that only software understands, and what is bad or cannot\n"
		"be reached, in ascending order.\n"
		"\n"
		"  --from VA     begin here; a mapping that begins before is listed whole\n"
		"  --to VA       end here, inclusive\n"
		"  --merge       join neighbours that continue each other, and count them\n"
		"  --json        one object a line\n"
		"\n"
		"Status: 1 when something was bad or could not be reached, else 0; 2 for bad\n"
		"usage or an image that cannot be used.\n",
	.run = run_map,
};
