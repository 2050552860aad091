// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The notifier's protocol, lib/notifier as it is, with the smallest mirror and primary.
 * Letters in names are those of the races: A, a walk that finds what is about to go; Q,
 * a begin that is refused; R, ranges that overlap; W, a region that appears while a
 * range is in progress. Behind each come mutants of who uses the protocol, which must
 * be found; those of lib/notifier itself are in tests/mutants.
 */
#include "mirror.h"

static struct {
	struct primary primary;
	struct mirror mirror;
	struct mirror other;
	u64 unsubscribed;
} s;

static void setup(void)
{
	primary_init(&s.primary);
	mirror_init(&s.mirror, true);
	mirror_subscribe(&s.mirror, &s.primary);
}

static void finish(void)
{
	mirror_finish(&s.mirror, &s.primary);
	primary_finish(&s.primary);
}

/* A: the page is unmapped while it is walked to. */
static void fault_0(void)
{
	mirror_fault(&s.mirror, &s.primary, 0);
}

static void unmap_0(void)
{
	primary_unmap(&s.primary, 0, 0, false);
}

/* R: two ranges that overlap in page 1, where there is a fault */
static void fault_1(void)
{
	mirror_fault(&s.mirror, &s.primary, 1);
}

static void announce(u64 first, u64 last)
{
	struct ptw_invalidation range = { .first = first, .last = last, .event = PTW_EVENT_CLEAR };

	model_check(!ptw_notifier_begin(s.primary.notifier, &range), "begin is refused");
	model_check(!ptw_notifier_end(&range), "end is refused");
}

static void unmap_0_1(void)
{
	primary_unmap(&s.primary, 0, 1, false);
}

static void announce_1_2(void)
{
	announce(1, 2);
}

static void finish_twice(void)
{
	u64 read = ptw_sequence_read(s.mirror.sequence);

	spin_lock(&s.mirror.lock);
	model_check(read == 2, "two ranges ended, and the sequence did not move twice");
	model_check(!ptw_sequence_retry(s.mirror.sequence, 2, 1), "something is in progress still");
	spin_unlock(&s.mirror.lock);
	finish();
}

/* S: a page outside of what is in progress retries for the sequence, nothing else. */
static void ask_3(void)
{
	u64 read = ptw_sequence_read(s.mirror.sequence);

	spin_lock(&s.mirror.lock);
	model_check(!ptw_sequence_retry(s.mirror.sequence, read, 3) ||
			    ptw_sequence_read(s.mirror.sequence) != read,
		    "a page that nobody invalidates must retry");
	spin_unlock(&s.mirror.lock);
}

/* The hull, in either order: what one of two ranges has hit stays hit until it ends. */
static void nest(u64 outer, u64 inner)
{
	struct ptw_invalidation first = { .first = outer, .last = outer, .event = PTW_EVENT_CLEAR };
	struct ptw_invalidation second = { .first = inner,
					   .last = inner,
					   .event = PTW_EVENT_CLEAR };
	u64 read;

	ptw_notifier_begin(s.primary.notifier, &first);
	ptw_notifier_begin(s.primary.notifier, &second);
	read = ptw_sequence_read(s.mirror.sequence);
	spin_lock(&s.mirror.lock);
	model_check(ptw_sequence_retry(s.mirror.sequence, read, outer) &&
			    ptw_sequence_retry(s.mirror.sequence, read, inner),
		    "a page in a range that is in progress may be installed");
	spin_unlock(&s.mirror.lock);
	ptw_notifier_end(&second);
	ptw_notifier_end(&first);
}

static void nest_up(void)
{
	nest(0, 2);
}

static void nest_down(void)
{
	nest(2, 0);
}

/* Who wants to be told of some addresses is told of what reaches into them only. */
static void interval_setup(void)
{
	setup();
	s.mirror.subscriber.first = 1;
	s.mirror.subscriber.last = 1;
}

static void finish_told_once(void)
{
	model_check(s.mirror.begun == 1, "told of what it does not want, or not of what it does");
	finish();
}

static void fault_1_announce_0(void)
{
	announce(0, 0);
	mirror_fault(&s.mirror, &s.primary, 1);
}

/* Q: the second of two mirrors refuses what may not sleep, while it is busy. */
static void two_setup(void)
{
	setup();
	mirror_init(&s.other, true);
	mirror_subscribe(&s.other, &s.primary);
}

static void unmap_0_at_once(void)
{
	int ret = primary_unmap(&s.primary, 0, 0, true);

	model_check(!ret || s.other.refused == 1, "refused by nobody");
	model_check(!ptw_notifier_inside(s.primary.notifier), "a refused range is in progress");
}

static void be_busy(void)
{
	WRITE_ONCE(s.other.busy, 1);
	mirror_fault(&s.mirror, &s.primary, 0);
	WRITE_ONCE(s.other.busy, 0);
}

static void two_finish(void)
{
	mirror_finish(&s.other, &s.primary);
	finish();
}

/* W: the region appears, and its page is mirrored, while the page is unmapped. */
static void no_region_setup(void)
{
	primary_init(&s.primary);
	mirror_init(&s.mirror, false);
	mirror_subscribe(&s.mirror, &s.primary);
}

static void add_region(void)
{
	if (model_arg() != MUTANT_REGION_UNGUARDED)
		ptw_sequence_close(s.mirror.sequence);
	WRITE_ONCE(s.mirror.covers, 1);
	if (model_arg() != MUTANT_REGION_UNGUARDED)
		ptw_sequence_open(s.mirror.sequence);
	mirror_fault(&s.mirror, &s.primary, 0);
}

/* The gate, waited at for one range, is closed before another comes. */
static void announce_3_unmap_0(void)
{
	announce(3, 3);
	unmap_0();
}

/* Subscribing in the midst of a range: told of both ends, or of neither */
static void alone_setup(void)
{
	primary_init(&s.primary);
	mirror_init(&s.mirror, true);
}

static void subscribe_and_fault(void)
{
	mirror_subscribe(&s.mirror, &s.primary);
	mirror_fault(&s.mirror, &s.primary, 0);
}

static void unsubscribe(void)
{
	model_check(!ptw_notifier_unsubscribe(&s.mirror.subscriber), "could not unsubscribe");
	model_check(s.mirror.begun == s.mirror.ended, "unsubscribed in the midst of a range");
}

/* Two at once: one of them does it. */
static void unsubscribe_or_not(void)
{
	int ret = ptw_notifier_unsubscribe(&s.mirror.subscriber);

	model_check(!ret || ret == -ENOENT, "refused for another reason");
	s.unsubscribed += !ret;
}

static void finish_unsubscribed(void)
{
	model_check(s.unsubscribed == 1, "unsubscribed twice, or not at all");
	finish();
}

/*
 * The hint. Of a sequence from before an invalidation it does not say no once it said
 * yes: what was in progress ends by a sequence that moved. And who goes by it gets on.
 */
static void hint_stays(void)
{
	u64 read = ptw_sequence_read(s.mirror.sequence);
	int first = ptw_sequence_hint(s.mirror.sequence, read, 0);

	model_check(read || !first || ptw_sequence_hint(s.mirror.sequence, read, 0),
		    "what was worth a retry no longer is");
}

static void wait_by_hint(void)
{
	u64 read = ptw_sequence_read(s.mirror.sequence);

	while (ptw_sequence_hint(s.mirror.sequence, read, 0)) {
		cpu_relax();
		read = ptw_sequence_read(s.mirror.sequence);
	}
	mirror_fault(&s.mirror, &s.primary, 0);
}

/* In both memories the same */
#define PROTOCOL(name, one, two, three, depth, begin, end, mutant, what)                    \
	{                                                                                   \
		SCENARIO(name, begin, end, one, two, three),                                \
			.scenario.arg = mutant, .scenario.all_freed = true, .bound = depth, \
			.finds = {                                                          \
				what,                                                       \
				what                                                        \
			}                                                                   \
	}
#define ALL   MODEL_UNBOUNDED
#define FREED "in memory that was freed"
#define HELD  "a frame is held that the tables do not have"

const struct explore_case notifier_cases[] = {
	PROTOCOL("A", fault_0, unmap_0, NULL, ALL, setup, finish, MUTANT_NONE, NULL),
	PROTOCOL("A-two-readers", fault_0, unmap_0, fault_0, ALL, setup, finish, MUTANT_NONE, NULL),
	PROTOCOL("A-sequence-late", fault_0, unmap_0, NULL, 3, setup, finish, MUTANT_SEQUENCE_LATE,
		 FREED),
	PROTOCOL("A-in-progress-not-asked", fault_0, unmap_0, NULL, 3, setup, finish,
		 MUTANT_IN_PROGRESS, HELD),
	PROTOCOL("A-sequence-early", fault_0, unmap_0, NULL, 3, setup, finish,
		 MUTANT_SEQUENCE_EARLY, HELD),
	PROTOCOL("A-retry-dropped", fault_0, unmap_0, NULL, 3, setup, finish, MUTANT_RETRY_DROPPED,
		 FREED),
	PROTOCOL("A-retry-unlocked", fault_0, unmap_0, NULL, 3, setup, finish,
		 MUTANT_RETRY_UNLOCKED, FREED),
	PROTOCOL("A-not-dropped", fault_0, unmap_0, NULL, 3, setup, finish, MUTANT_NOT_DROPPED,
		 HELD),
	PROTOCOL("A-change-early", fault_0, unmap_0, NULL, 3, setup, finish, MUTANT_CHANGE_EARLY,
		 FREED),
	PROTOCOL("R", fault_1, unmap_0_1, announce_1_2, ALL, setup, finish_twice, MUTANT_NONE,
		 NULL),
	PROTOCOL("R-nest-up", nest_up, fault_0, NULL, ALL, setup, finish_twice, MUTANT_NONE, NULL),
	PROTOCOL("R-nest-down", nest_down, fault_0, NULL, ALL, setup, finish_twice, MUTANT_NONE,
		 NULL),
	{ SCENARIO("Q-and-R", two_setup, two_finish, be_busy, unmap_0_at_once, announce_1_2),
	  .scenario.all_freed = true, .bound = ALL, .heavy = true },
	PROTOCOL("W-and-R", add_region, unmap_0, announce_1_2, ALL, no_region_setup, finish,
		 MUTANT_NONE, NULL),
	PROTOCOL("subscribe-and-R", subscribe_and_fault, unmap_0, announce_1_2, ALL, alone_setup,
		 finish, MUTANT_NONE, NULL),
	PROTOCOL("interval", fault_1_announce_0, unmap_0_1, NULL, ALL, interval_setup,
		 finish_told_once, MUTANT_NONE, NULL),
	PROTOCOL("S", ask_3, unmap_0_1, announce_1_2, ALL, setup, finish_twice, MUTANT_NONE, NULL),
	PROTOCOL("Q", be_busy, unmap_0_at_once, NULL, ALL, two_setup, two_finish, MUTANT_NONE,
		 NULL),
	PROTOCOL("W", add_region, unmap_0, NULL, ALL, no_region_setup, finish, MUTANT_NONE, NULL),
	PROTOCOL("W-twice", add_region, announce_3_unmap_0, NULL, ALL, no_region_setup, finish,
		 MUTANT_NONE, NULL),
	PROTOCOL("W-unguarded", add_region, unmap_0, NULL, 3, no_region_setup, finish,
		 MUTANT_REGION_UNGUARDED, FREED "|" HELD),
	PROTOCOL("subscribe", subscribe_and_fault, unmap_0, NULL, ALL, alone_setup, finish,
		 MUTANT_NONE, NULL),
	PROTOCOL("unsubscribe", unsubscribe, unmap_0, NULL, ALL, setup, finish, MUTANT_NONE, NULL),
	PROTOCOL("unsubscribe-twice", unsubscribe_or_not, unsubscribe_or_not, unmap_0, ALL, setup,
		 finish_unsubscribed, MUTANT_NONE, NULL),
	PROTOCOL("hint-stays", hint_stays, unmap_0, NULL, ALL, setup, finish, MUTANT_NONE, NULL),
	PROTOCOL("hint-gets-on", wait_by_hint, unmap_0, NULL, ALL, setup, finish, MUTANT_NONE,
		 NULL),
	NO_MORE,
};
