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
#define FETCH_PATHS	 4 /* one path in so many is fetched from: that is slow */
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

static const char *const access_names[ACCESSES] = {
	"AT S1E0R", "AT S1E0W", "AT S1E1R", "AT S1E1W", "fetch at EL0", "fetch at EL1",
};

static const unsigned int access_wants[ACCESSES] = {
	PTW_WANT_READ | PTW_WANT_USER,
	PTW_WANT_WRITE | PTW_WANT_USER,
	PTW_WANT_READ,
	PTW_WANT_WRITE,
	PTW_WANT_EXEC | PTW_WANT_USER,
	PTW_WANT_EXEC,
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
	enum access access;
	struct ptw_leaf leaf;
	struct machine_answer machine;
	struct answer ours;
	struct answer theirs;
};

static bool is_fetch(enum access access)
{
	return access >= ACCESS_ATS;
}

u64 random_state;

static u64 queries, mismatches, asked[ACCESSES], granted[ACCESSES];
static u64 histogram[OUTCOMES][PTW_MAX_LEVELS];

/*
 * What is not judged, because the emulator (QEMU 7.2) is known to be wrong there or
 * because asking would disturb the machine. Section numbers are DDI 0487's.
 */
enum exclusion {
	OWN_MEMORY,
	BLOCK_ABORTS,
	NO_VECTORS,
	BLOCK_ACCEPTED,
	HIGH_BITS_IGNORED,
	LOW_BITS_CHECKED,
	CLEAN_IS_READ_ONLY,
	EXCLUSIONS,
};

static const char *const exclusion_names[EXCLUSIONS] = {
	"not asked: a table in the machine's own memory or devices",
	"not asked: a block at level -1 (D8.3.1, reserved), on which QEMU aborts",
	"not asked: a fetch, with walks of the other half, where the vectors are, off",
	"QEMU accepts a block where the granule has none (D8.3.1)",
	"QEMU ignores OA[51:48] or OA[51:50] with an IPS of 48 bits or less (D8.3.1)",
	"QEMU takes a block's low RES0 bits for address bits (D8.3.1)",
	"QEMU fetches what is writable and clean as if read-only (AArch64.S1ApplyOutputPerms())",
};

static u64 excluded[EXCLUSIONS];

/* ESR_EL1: an abort of a fetch, by EL0 and by EL1; and that it reached the bus */
#define ESR_IABT_LOWER 0x20
#define ESR_IABT_SAME  0x21
#define FSC_EXTERNAL   0x10

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

static void ask_at(struct query *q)
{
	struct answer *answer = &q->theirs;

	q->machine = machine_at(q->access, q->va);
	if (q->machine.esr) {
		read_fault(q->machine.esr & 63, answer);
	} else if (q->machine.par & 1) {
		read_fault(q->machine.par >> 1 & 63, answer);
	} else {
		answer->outcome = MAPPED;
		answer->pa = q->machine.par & GENMASK_ULL(51, 12);
		answer->memtype = q->machine.par >> 56;
	}
}

/* The instruction that is fetched is where no memory is, and aborts for that at best. */
static void ask_fetch(struct query *q)
{
	unsigned int half = q->va >> 55 & 1, class;
	u64 vectors = path_to_vectors(q->regime, half);

	q->machine = machine_fetch(q->access, q->va, vectors);
	regime_load_root(q->regime, !half, q->regime->root[!half]);
	class = q->machine.esr >> 26;
	if ((class != ESR_IABT_LOWER && class != ESR_IABT_SAME))
		q->theirs.outcome = OUTCOMES;
	else if ((q->machine.esr & 63) == FSC_EXTERNAL)
		q->theirs.outcome = MAPPED;
	else
		read_fault(q->machine.esr & 63, &q->theirs);
}

static void ask_libptw(struct query *q)
{
	u64 e0pd = q->va & BIT_ULL(55) ? TCR_E0PD1 : TCR_E0PD0;
	struct answer *answer = &q->ours;
	int ret = ptw_follow(&q->regime->space, q->va, access_wants[q->access], &q->leaf);

	answer->level = ptw_leaf_level(&q->leaf);
	switch (ptw_leaf_reason(&q->leaf)) {
	case PTW_REASON_NONE:
		answer->outcome = ret ? OUTCOMES : MAPPED;
		if (is_fetch(q->access))
			break;
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
	if (access_wants[q->access] & PTW_WANT_USER && q->regime->tcr & e0pd && ret)
		answer->outcome = NO_LEVEL;
	/* These are level 0 faults in the manual's count. */
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

/* With hardware management of dirty state: read-only until the first write */
static bool writable_clean(const struct query *q)
{
	return q->regime->tcr & TCR_HA && q->regime->tcr & TCR_HD && q->leaf.pte & DESC_DBM &&
	       q->leaf.pte & DESC_AP_RO;
}

static bool exclude(enum exclusion exclusion, bool holds)
{
	excluded[exclusion] += holds;
	return holds;
}

/* Whether this cannot be asked; the processor has not been yet. */
static bool exclude_before(const struct query *q)
{
	const u64 disabled = q->va & BIT_ULL(55) ? TCR_EPD0 : TCR_EPD1;
	const struct ptw_leaf *leaf = &q->leaf;
	enum ptw_kind kind = ptw_leaf_kind(leaf);
	bool own = leaf->pa < MACHINE_RAM + MACHINE_RAM_BYTES;

	return exclude(OWN_MEMORY, own && (kind == PTW_UNREACHABLE ||
					   (kind == PTW_LEAF && is_fetch(q->access)))) ||
	       exclude(BLOCK_ABORTS,
		       kind != PTW_RANGE && ptw_leaf_level(leaf) == 4 && is_block(leaf)) ||
	       exclude(NO_VECTORS, is_fetch(q->access) && q->regime->tcr & disabled);
}

/* Whether a difference is one of those known, and only then */
static bool exclude_after(const struct query *q)
{
	const struct geometry *g = q->regime->geometry;
	const struct ptw_leaf *leaf = &q->leaf;
	unsigned int level = ptw_leaf_level(leaf), pa_bits = q->regime->pa_bits;
	u64 high_bits = g->high == HIGH_LPA    ? GENMASK_ULL(51, 48)
			: g->high == HIGH_LPA2 ? GENMASK_ULL(51, 50)
					       : 0;
	u64 address = leaf->pte & geometry_encode(g, ~0ULL), high = geometry_encode(g, high_bits);
	bool here = q->theirs.outcome == MAPPED || q->theirs.level == level;
	enum ptw_reason reason = ptw_leaf_reason(leaf);

	return exclude(BLOCK_ACCEPTED, reason == PTW_REASON_RESERVED && is_block(leaf) &&
					       !(g->leaves >> level & 1) && here) ||
	       exclude(HIGH_BITS_IGNORED, reason == PTW_REASON_ADDRESS_SIZE && address & high &&
						  !((address & ~high) >> pa_bits)) ||
	       exclude(LOW_BITS_CHECKED, is_block(leaf) && here &&
						 q->theirs.outcome == ADDRESS_SIZE &&
						 geometry_level_shift(g, level) > pa_bits) ||
	       exclude(CLEAN_IS_READ_ONLY, is_fetch(q->access) && writable_clean(q) &&
						   reason == PTW_REASON_PERMISSION &&
						   q->theirs.outcome == MAPPED);
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

	say("difference: %s, %x\n", access_names[q->access], q->va);
	regime_say(q->regime);
	ptw_explain(&q->regime->space, q->va, access_wants[q->access], step, &nr, &leaf);
	for (i = 0; i < nr; i++)
		say("  slot %x pte %x\n", step[i].slot, step[i].pte);
	say("  par %x esr %x\n", q->machine.par, q->machine.esr);
	say_answer("processor", &q->theirs);
	say_answer("libptw", &q->ours);
}

/* libptw first: AT may set access flags and make leaves dirty. */
static void judge(const struct regime *r, u64 va, enum access access)
{
	struct query q = { .regime = r, .va = va, .access = access };

	ask_libptw(&q);
	if (exclude_before(&q))
		return;
	if (is_fetch(access))
		ask_fetch(&q);
	else
		ask_at(&q);
	if (same(&q.ours, &q.theirs)) {
		queries++;
		asked[access]++;
		granted[access] += q.ours.outcome == MAPPED;
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
	unsigned int first, nr, i;
	struct path path;
	u64 pte, *slot;

	path_draw(r, &path);
	machine_forget();
	path.va &= ~3ULL; /* an instruction's alignment */
	/* Which comes first matters: a write makes dirty, any access sets AF. */
	nr = one_in(FETCH_PATHS) ? ACCESSES : ACCESS_ATS;
	first = random_below(nr);
	for (i = 0; i < nr; i++)
		judge(r, path.va, (first + i) % nr);
	if (path.nr) {
		slot = path.slot[random_below(path.nr)];
		pte = READ_ONCE(*slot);
		WRITE_ONCE(*slot, pte ^ BIT_ULL(random_below(64)));
		machine_forget();
		judge(r, path.va, random_below(nr));
		WRITE_ONCE(*slot, pte);
		machine_forget();
	}
	judge(r, path_draw_va(r), random_below(ACCESS_ATS));
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
	enum access access;

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
	for (access = 0; access < ACCESSES; access++)
		say("%14s %u asked, %u mapped\n", access_names[access], asked[access],
		    granted[access]);
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
