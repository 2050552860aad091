// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Asking, and bringing the answers to the same words. Fault status codes: Arm ARM
 * (DDI 0487), PAR_EL1.FST and, for an exception, ESR_ELx's ISS for an Instruction
 * Abort or a Data Abort.
 */
#include "query.h"
#include "vectors.h"

const char *const outcome_names[OUTCOMES] = {
	"mapped", "translation", "address size", "access flag", "permission", "external", "no walk",
};

const char *const access_names[ACCESSES] = {
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
	u64 vectors = vectors_map(q->regime, half);

	q->machine = machine_fetch(q->access, q->va, vectors);
	vectors_unmap(q->regime, half);
	class = q->machine.esr >> 26;
	if (class != ESR_IABT_LOWER && class != ESR_IABT_SAME)
		q->theirs.outcome = OUTCOMES;
	else if ((q->machine.esr & 63) == FSC_EXTERNAL)
		q->theirs.outcome = MAPPED;
	else
		read_fault(q->machine.esr & 63, &q->theirs);
}

void ask_processor(struct query *q)
{
	if (is_fetch(q->access))
		ask_fetch(q);
	else
		ask_at(q);
}

void ask_libptw(struct query *q)
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
		answer->outcome = NO_WALK;
		break;
	}
	if (access_wants[q->access] & PTW_WANT_USER && q->regime->tcr & e0pd && ret)
		answer->outcome = NO_WALK;
	/* These are level 0 faults in the manual's count. */
	if (answer->outcome == NO_WALK)
		answer->level = 3;
}

bool answers_agree(const struct query *q)
{
	const struct answer *ours = &q->ours, *theirs = &q->theirs;
	enum outcome outcome = ours->outcome == NO_WALK ? TRANSLATION : ours->outcome;

	/* The emulator has leaves where none may be: there two wrongs would agree. */
	if (ptw_leaf_kind(&q->leaf) == PTW_LEAF &&
	    !(q->regime->geometry->leaves >> ptw_leaf_level(&q->leaf) & 1))
		return false;
	if (outcome != theirs->outcome)
		return false;
	if (outcome == MAPPED)
		return ours->pa == theirs->pa && ours->memtype == theirs->memtype;
	return ours->level == theirs->level;
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

void query_say(const struct query *q)
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
