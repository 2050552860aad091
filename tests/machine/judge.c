// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The arm64 processor as judge: libptw and the AT instruction are asked about the same
 * addresses, in the same tables, under the same registers, and must agree about the
 * physical address and memory type, or about kind and level of the fault.
 *
 * A serial line comes out: seed, histogram, the first differences in full, and at the
 * end one line that says passed or failed. Without that line nothing was proved.
 */
#include "arm64.h"
#include "paths.h"
#include "random.h"
#include "regime.h"

#define PATHS_PER_REGIME 16
#define SHOWN		 10

/* In what a query can end: ATS1's word for it, which PAR_EL1.FST encodes by level */
enum outcome {
	MAPPED,
	TRANSLATION,
	ADDRESS_SIZE,
	ACCESS_FLAG,
	PERMISSION,
	EXTERNAL,
	NO_LEVEL, /* outside the halves, EPDn, E0PDn: a Translation fault, level 0 */
	OUTCOMES,
};

static const char *const outcome_names[OUTCOMES] = {
	"mapped", "translation", "address size", "access flag", "permission", "external", "no walk",
};

static const char *const op_names[AT_OPS] = { "S1E0R", "S1E0W", "S1E1R", "S1E1W" };

static const unsigned int op_wants[AT_OPS] = {
	PTW_WANT_READ | PTW_WANT_USER,
	PTW_WANT_WRITE | PTW_WANT_USER,
	PTW_WANT_READ,
	PTW_WANT_WRITE,
};

/* An answer, as far as both sides can give it */
struct answer {
	enum outcome outcome;
	unsigned int level;
	u64 pa; /* of the 4K it is in */
	unsigned int memtype;
};

struct query {
	const struct regime *regime;
	u64 va;
	enum at_op op;
	struct ptw_leaf leaf;
	struct at_answer at;
	struct answer ours;
	struct answer theirs;
};

u64 random_state;

static u64 queries, mismatches;
static u64 histogram[OUTCOMES][PTW_MAX_LEVELS];

/*
 * What is not judged, because the emulator (QEMU 7.2) is known to be wrong there or
 * because asking would disturb the machine. Section numbers are DDI 0487's.
 */
enum exclusion {
	OWN_MEMORY,
	BLOCK_ABORTS,
	BLOCK_ACCEPTED,
	HIGH_BITS_IGNORED,
	LOW_BITS_CHECKED,
	EXCLUSIONS,
};

static const char *const exclusion_names[EXCLUSIONS] = {
	"not asked: a table in the machine's own memory or devices",
	"not asked: a block at level -1 (D8.3.1, reserved), on which QEMU aborts",
	"QEMU accepts a block where the granule has none (D8.3.1)",
	"QEMU ignores OA[51:48] or OA[51:50] with an IPS of 48 bits or less (D8.3.1)",
	"QEMU takes a block's low RES0 bits for address bits (D8.3.1)",
};

static u64 excluded[EXCLUSIONS];

/* PAR_EL1.FST, and ESR_EL2.DFSC of an abort: ISS encoding for a Data Abort, DFSC */
static void read_fault(unsigned int status, struct answer *answer)
{
	static const u8 below[] = { ADDRESS_SIZE, TRANSLATION, ACCESS_FLAG, PERMISSION };

	answer->level = 3 - (status & 3);
	if (status < 16) {
		answer->outcome = below[status >> 2];
	} else if (status >> 2 == 5) {
		answer->outcome = EXTERNAL;
	} else {
		answer->level = 4;
		answer->outcome = status == 0x29   ? ADDRESS_SIZE
				  : status == 0x2b ? TRANSLATION
				  : status == 0x13 ? EXTERNAL
						   : OUTCOMES;
	}
}

static void ask_processor(struct query *q)
{
	struct answer *answer = &q->theirs;

	q->at = machine_at(q->op, q->va);
	if (q->at.esr) {
		read_fault(q->at.esr & 63, answer);
	} else if (q->at.par & 1) {
		read_fault(q->at.par >> 1 & 63, answer);
	} else {
		answer->outcome = MAPPED;
		answer->pa = q->at.par & GENMASK_ULL(51, 12);
		answer->memtype = q->at.par >> 56;
	}
}

static void ask_libptw(struct query *q)
{
	u64 e0pd = q->va & BIT_ULL(55) ? TCR_E0PD1 : TCR_E0PD0;
	struct answer *answer = &q->ours;
	int ret = ptw_follow(&q->regime->space, q->va, op_wants[q->op], &q->leaf);

	answer->level = ptw_leaf_level(&q->leaf);
	switch (ptw_leaf_reason(&q->leaf)) {
	case PTW_REASON_NONE:
		answer->outcome = ret ? OUTCOMES : MAPPED;
		answer->pa = q->leaf.pa & GENMASK_ULL(51, 12);
		answer->memtype = ptw_leaf_memtype(&q->regime->space, &q->leaf, NULL);
		break;
	case PTW_REASON_NOT_PRESENT:
	case PTW_REASON_RESERVED:
		answer->outcome = TRANSLATION;
		break;
	case PTW_REASON_ADDRESS_SIZE:
		answer->outcome = ADDRESS_SIZE;
		break;
	case PTW_REASON_ACCESS_FLAG:
		answer->outcome = ACCESS_FLAG;
		break;
	case PTW_REASON_PERMISSION:
		answer->outcome = PERMISSION;
		break;
	case PTW_REASON_UNREACHABLE:
		answer->outcome = EXTERNAL;
		break;
	default:
		answer->outcome = NO_LEVEL;
		break;
	}
	if (op_wants[q->op] & PTW_WANT_USER && q->regime->tcr & e0pd)
		answer->outcome = NO_LEVEL;
	/* D8.2.7, D8.13.3: these are level 0 faults in the manual's count. */
	if (answer->outcome == NO_LEVEL)
		answer->level = 3;
}

static bool same(const struct answer *ours, const struct answer *theirs)
{
	enum outcome fault = ours->outcome == NO_LEVEL ? TRANSLATION : ours->outcome;

	if (fault != theirs->outcome)
		return false;
	if (fault == MAPPED)
		return ours->pa == theirs->pa && ours->memtype == theirs->memtype;
	return ours->level == theirs->level;
}

/* The descriptor at which libptw's walk ended, were it a block at that level */
static bool is_block(const struct ptw_leaf *leaf)
{
	return ptw_leaf_level(leaf) && (leaf->pte & 3) == 1;
}

/* Whether this cannot be asked; the processor has not been yet. */
static bool exclude_before(const struct query *q)
{
	const struct ptw_leaf *leaf = &q->leaf;

	if (ptw_leaf_kind(leaf) == PTW_UNREACHABLE && leaf->pa < MACHINE_RAM + MACHINE_RAM_BYTES) {
		excluded[OWN_MEMORY]++;
		return true;
	}
	if (ptw_leaf_kind(leaf) != PTW_RANGE && ptw_leaf_level(leaf) == 4 && is_block(leaf)) {
		excluded[BLOCK_ABORTS]++;
		return true;
	}
	return false;
}

/* Whether a difference is one of those known, and only then */
static bool exclude_after(const struct query *q)
{
	const struct geometry *g = q->regime->geometry;
	const struct ptw_leaf *leaf = &q->leaf;
	unsigned int level = ptw_leaf_level(leaf);
	u64 address = leaf->pte & geometry_encode(g, ~0ULL);
	u64 high = geometry_encode(g, g->high == HIGH_LPA    ? GENMASK_ULL(51, 48)
				      : g->high == HIGH_LPA2 ? GENMASK_ULL(51, 50)
							     : 0);

	if (ptw_leaf_reason(leaf) == PTW_REASON_RESERVED && is_block(leaf)) {
		excluded[BLOCK_ACCEPTED]++;
		return true;
	}
	if (ptw_leaf_reason(leaf) == PTW_REASON_ADDRESS_SIZE && address & high &&
	    !((address & ~high) >> q->regime->pa_bits)) {
		excluded[HIGH_BITS_IGNORED]++;
		return true;
	}
	if (is_block(leaf) && q->theirs.outcome == ADDRESS_SIZE && q->theirs.level == level &&
	    geometry_level_shift(g, level) > q->regime->pa_bits) {
		excluded[LOW_BITS_CHECKED]++;
		return true;
	}
	return false;
}

static void say_answer(const char *who, const struct answer *answer)
{
	say("  %s: %s at level %s%u", who,
	    answer->outcome < OUTCOMES ? outcome_names[answer->outcome] : "no such answer",
	    answer->level == 4 ? "-" : "", answer->level == 4 ? 1ULL : 3ULL - answer->level);
	if (answer->outcome == MAPPED)
		say(" pa %x memtype %x", answer->pa, (u64)answer->memtype);
	say("\n");
}

static void say_mismatch(const struct query *q)
{
	struct ptw_step step[PTW_MAX_LEVELS];
	unsigned int nr, i;
	struct ptw_leaf leaf;

	say("difference: AT %s, %x\n", op_names[q->op], q->va);
	regime_say(q->regime);
	ptw_explain(&q->regime->space, q->va, op_wants[q->op], step, &nr, &leaf);
	for (i = 0; i < nr; i++)
		say("  slot %x pte %x\n", step[i].slot, step[i].pte);
	say("  par %x esr %x\n", q->at.par, q->at.esr);
	say_answer("processor", &q->theirs);
	say_answer("libptw", &q->ours);
}

/* libptw first: AT may set access flags and make leaves dirty. */
static void judge(const struct regime *r, u64 va, enum at_op op)
{
	struct query q = { .regime = r, .va = va, .op = op };

	ask_libptw(&q);
	if (exclude_before(&q))
		return;
	ask_processor(&q);
	if (same(&q.ours, &q.theirs)) {
		queries++;
		histogram[q.ours.outcome][q.ours.level]++;
		return;
	}
	if (exclude_after(&q))
		return;
	queries++;
	if (mismatches++ < SHOWN)
		say_mismatch(&q);
}

/* All accesses to one address; then with one bit of a descriptor flipped */
static void judge_path(const struct regime *r)
{
	enum at_op op;
	struct path path;
	u64 pte, *slot;

	path_draw(r, &path);
	machine_forget();
	for (op = 0; op < AT_OPS; op++)
		judge(r, path.va, op);
	if (path.nr) {
		slot = path.slot[random_below(path.nr)];
		pte = READ_ONCE(*slot);
		WRITE_ONCE(*slot, pte ^ BIT_ULL(random_below(64)));
		machine_forget();
		judge(r, path.va, random_below(AT_OPS));
		WRITE_ONCE(*slot, pte);
		machine_forget();
	}
	judge(r, path_draw_va(r), random_below(AT_OPS));
}

/* Whether there can be such an outcome on this processor */
static bool possible(enum outcome outcome, unsigned int level)
{
	switch (outcome) {
	case MAPPED:
	case ACCESS_FLAG:
	case PERMISSION:
		return geometries_have_leaf(level);
	case NO_LEVEL:
		return level == 3;
	default:
		return geometries_have_top(level);
	}
}

/* Return: how many possible outcomes are too rare to have been tested */
static unsigned int say_histogram(void)
{
	unsigned int outcome, level, rare = 0;
	u64 share, mapped = 0;

	say("%14s%9s%9s%9s%9s%9s\n", "1/10000 at", "level -1", "level 0", "level 1", "level 2",
	    "level 3");
	for (outcome = 0; outcome < OUTCOMES; outcome++) {
		say("%14s", outcome_names[outcome]);
		for (level = PTW_MAX_LEVELS; level--;) {
			share = histogram[outcome][level] * 10000 / queries;
			mapped += outcome == MAPPED ? share : 0;
			if (possible(outcome, level))
				say("%8u%s", share, share < 50 ? "!" : " ");
			else
				say("%8s ", share ? "?" : "-");
			rare += possible(outcome, level) && share < 50;
		}
		say("\n");
	}
	say("mapped in all: %u in 10000\n", mapped);
	return rare + (mapped < 2000);
}

int main(void)
{
	const u64 *request = (const u64 *)MACHINE_REQUEST;
	struct ptw_error error;
	struct regime regime;
	u64 begin = machine_read(cntpct_el0), seconds;
	unsigned int i, rare;

	random_state = request[0];
	say("judge: seed %u\n", request[0]);
	geometries_find();
	while (queries < request[1]) {
		if (regime_draw(&regime, &error)) {
			regime_say(&regime);
			say("judge: libptw refuses that: %s: %s\n", error.field, error.text);
			return 1;
		}
		for (i = 0; i < PATHS_PER_REGIME; i++)
			judge_path(&regime);
	}
	rare = say_histogram();
	for (i = 0; i < EXCLUSIONS; i++)
		say("%u %s\n", excluded[i], exclusion_names[i]);
	seconds = (machine_read(cntpct_el0) - begin) / machine_read(cntfrq_el0);
	say("judge: %s: %u queries, %u mismatches, %u too rare, %u seconds\n",
	    mismatches || rare ? "failed" : "passed", queries, mismatches, (u64)rare, seconds);
	return 0;
}
