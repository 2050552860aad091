// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The search: depth first over schedules. Each run repeats the choices of the one before
 * up to the last that has another candidate, takes that, and goes on by itself.
 *
 * Candidates are every step that is enabled (plain), or those that bounded partial-order
 * reduction names (Coons, Musuvathi, McKinley: Bounded Partial-Order Reduction, OOPSLA
 * 2013): where the next step of p depends on one that q has done, p becomes a candidate
 * there, in its place. Under a bound that place can be too dear, in the midst of what q
 * does, so p becomes one where q began, too. What is conservative in it:
 *
 * A. Races are looked for with every other thread, and whether or not one happened
 *    before the other.
 * B. A step that p may be waiting for counts as one it depends on, beside the one that it
 *    could have come before: where it stands decides what is a preemption.
 * C. Stores that leave a buffer are steps of the buffer's own. They cost nothing, and do
 *    not end what a thread was doing. What is to come before one, and is too dear there,
 *    can come for nothing when the thread has gone on: then all are candidates.
 * D. A store that is not in its buffer yet comes by its thread. Where p is not enabled
 *    otherwise, all that are become candidates.
 * E. Sleep sets leave out what another candidate has shown, but under a bound only where
 *    it was shown for no more preemptions: where what is put off, or what it is put off
 *    for, is a store that leaves its buffer. What runs after a sleeper would do is not
 *    seen, so where p sleeps, all are candidates.
 *
 * A switch is a preemption where the thread could have gone on when it stopped; what
 * left a store buffer since does not count. Else the order in which that happens and
 * the switch would change the price.
 */
#include <string.h>
#include <time.h>
#include "run.h"

/*
 * @step: Who was chosen, and what it did
 * @enabled, @todo, @done, @dear, @sleep: Sets of procs: who can be chosen, and is to be,
 *	was, was too dear; and who was chosen before, with nothing since that depends on it
 * @last: The thread that did the step before
 * @stuck: It could not go on when it stopped
 * @preemptions: Before this step
 * @block: Where what the thread does began: a switch, or the end of a wait, was free there
 */
struct node {
	struct model_step step;
	u16 enabled;
	u16 todo;
	u16 done;
	u16 dear;
	u16 sleep;
	u8 last;
	bool stuck;
	unsigned int preemptions;
	unsigned int block;
};

static struct {
	const struct model_search *search;
	struct model_result *result;
	struct node node[MODEL_STEPS];
	u16 place[2 * MODEL_OUTCOMES]; /* a hash table: the number of a final state */
	unsigned int depth;	       /* of this run, so far */
	unsigned int prefix;	       /* nodes that were chosen before it */
	unsigned int points;
	bool again;
	bool follows; /* a schedule that was given */
} now;

static u16 bit(unsigned int proc)
{
	return (u16)(1u << proc);
}

static bool is_bounded(void)
{
	return now.search->bound != MODEL_UNBOUNDED;
}

static unsigned int price(const struct node *n, unsigned int proc)
{
	return proc < MODEL_FLUSH && n->last != MODEL_NOBODY && proc != n->last && !n->stuck;
}

/* What a step was found to do when it was done. */
void model_amend(u16 does)
{
	if (now.depth)
		now.node[now.depth - 1].step.does |= does;
}

static void add_candidate(struct node *n, unsigned int proc)
{
	if (!(n->enabled & bit(proc)))
		proc %= MODEL_FLUSH;
	n->todo |= n->enabled & ~n->sleep & bit(proc) ? bit(proc) : n->enabled; /* D, E */
}

static bool can_afford(const struct node *n, unsigned int proc)
{
	return !is_bounded() || n->preemptions + price(n, proc) <= now.search->bound;
}

static void backtrack(unsigned int i, unsigned int proc)
{
	struct node *n = &now.node[i];

	add_candidate(n, proc);
	if (!is_bounded())
		return;
	if (n->step.proc >= MODEL_FLUSH && !can_afford(n, proc)) /* C */
		n->todo |= n->enabled;
	add_candidate(&now.node[n->block], proc);
}

/* Of one step that is next, with all that were done from @from on, of others */
static void find_races(const struct model_step *next, unsigned int from)
{
	u16 raced = 0, awaited = 0;
	const struct node *n;
	unsigned int i;

	for (i = now.depth; i > from; i--) {
		n = &now.node[i - 1];
		if (raced & bit(n->step.proc))
			continue;
		if (model_races(&n->step, next)) {
			raced |= bit(n->step.proc);
			backtrack(i - 1, next->proc);
		} else if (is_bounded() && !(awaited & bit(n->step.proc)) &&
			   model_enables(&n->step, next)) { /* B */
			awaited |= bit(n->step.proc);
			backtrack(i - 1, next->proc);
		}
	}
}

/* Who did not do the last step has been looked at before, but for that step. */
static void find_all_races(void)
{
	unsigned int proc, last;
	struct model_step next;

	if (!now.depth)
		return;
	last = now.node[now.depth - 1].step.proc;
	for (proc = 0; proc < MODEL_PROCS; proc++) {
		if (!model_has_next(proc))
			continue;
		next = model_next_step(proc);
		find_races(&next, proc % MODEL_FLUSH == last % MODEL_FLUSH ? 0 : now.depth - 1);
	}
}

/*
 * E: could @next have been done before the last step, for no more preemptions? Under a
 * bound threads do not change places. A store that leaves its buffer does, unless it
 * sets free what the thread is about to do: before, that made no difference to the
 * price; now the thread has stopped there, and may be left for nothing.
 */
static bool could_swap(const struct model_step *next, const struct model_step *done)
{
	struct model_step after;

	if (!model_independent(next, done))
		return false;
	if (!is_bounded() || done->proc >= MODEL_FLUSH)
		return true;
	if (next->proc < MODEL_FLUSH)
		return false;
	if (!model_has_next(done->proc))
		return true;
	after = model_next_step(done->proc);
	return !model_enables(next, &after);
}

/* What was looked at instead of the last step, or slept, and does not depend on it */
static u16 still_asleep(const struct node *n)
{
	const struct node *before = n - 1;
	struct model_step next;
	unsigned int proc;
	u16 asleep = 0;

	if (!now.depth || now.search->plain || now.follows)
		return 0;
	for (proc = 0; proc < MODEL_PROCS; proc++) {
		if (!((before->sleep | before->done) & bit(proc)) || proc == before->step.proc ||
		    !model_has_next(proc))
			continue;
		next = model_next_step(proc);
		if (could_swap(&next, &before->step))
			asleep |= bit(proc);
	}
	return asleep;
}

static unsigned int lowest(u16 set)
{
	return set ? (unsigned int)__builtin_ctz(set) : MODEL_NOBODY;
}

/* The cheapest: the thread goes on, if need be after its stores have left their buffer. */
static unsigned int first_choice(const struct node *n)
{
	u16 awake = n->enabled & ~n->sleep;

	if (n->last != MODEL_NOBODY && awake & bit(n->last))
		return n->last;
	if (n->last != MODEL_NOBODY && model_able(n->last) && awake & bit(MODEL_FLUSH + n->last))
		return MODEL_FLUSH + n->last;
	if (n->last != MODEL_NOBODY && !n->stuck && awake >> MODEL_FLUSH)
		return lowest(awake >> MODEL_FLUSH) + MODEL_FLUSH;
	return lowest(awake);
}

static void fill_node(struct node *n)
{
	const struct node *before = n - 1;
	unsigned int proc;

	memset(n, 0, sizeof(*n));
	n->last = MODEL_NOBODY;
	if (now.depth) {
		n->preemptions = before->preemptions + price(before, before->step.proc);
		n->last = before->step.proc < MODEL_FLUSH ? before->step.proc : before->last;
		n->stuck = before->step.proc < MODEL_FLUSH ? !model_able(n->last) : before->stuck;
	}
	for (proc = 0; proc < MODEL_PROCS; proc++)
		if (model_enabled(proc))
			n->enabled |= bit(proc);
}

static void deadlock(void)
{
	char who[MODEL_TEXT] = "";
	size_t used = 0;
	unsigned int t;

	for (t = 0; t < MODEL_ALL && used < sizeof(who); t++) {
		const struct model_op *next = model_run.thread[t].next;

		if (next && t != MODEL_CALLBACKS)
			used += (size_t)snprintf(who + used, sizeof(who) - used,
						 "%s thread %u at %s:%d", used ? "," : "", t,
						 next->at->file, next->at->line);
	}
	model_fail(NULL, "deadlock:%s", who);
}

/* A node that no run has been at. False: the run ends here. */
static bool open_node(struct node *n)
{
	unsigned int proc;

	fill_node(n);
	if (!now.search->plain && !now.follows)
		find_all_races();
	if (!n->enabled) {
		if (!model_run.cut)
			deadlock();
		return false;
	}
	n->sleep = still_asleep(n);
	proc = first_choice(n);
	if (proc != MODEL_NOBODY && !can_afford(n, proc)) {
		now.result->all = false;
		proc = MODEL_NOBODY;
	}
	if (proc == MODEL_NOBODY) {
		now.again = model_run.cut = true;
		return false;
	}
	n->todo = now.search->plain ? n->enabled : bit(proc);
	n->step = model_next_step(proc);
	return true;
}

/* A node of the run before: the step is what it was then, or was not looked at yet. */
static bool repeat_node(struct node *n)
{
	struct model_step step = n->step;

	if (now.follows) {
		fill_node(n);
		n->step = step;
	}
	if (!(n->enabled & bit(n->step.proc)) || !model_enabled(n->step.proc)) {
		model_fail(NULL, "the schedule does not fit: step %u is not enabled", now.depth);
		return false;
	}
	step = model_next_step(n->step.proc);
	if (now.depth + 1 < now.prefix && !now.follows &&
	    (step.p != n->step.p || step.bytes != n->step.bytes)) {
		model_fail(NULL, "the scenario is not deterministic: step %u is another one",
			   now.depth);
		return false;
	}
	n->step = step;
	return true;
}

unsigned int model_choose(void)
{
	unsigned int limit = model_run.scenario->points ? model_run.scenario->points : 200;
	struct node *n = &now.node[now.depth];
	u8 proc;

	if (model_run.ended || !model_running())
		return MODEL_NOBODY;
	if (now.points > limit || now.depth + 1 == MODEL_STEPS) {
		model_fail(NULL, "more than %u points", limit);
		return MODEL_NOBODY;
	}
	if (!(now.depth < now.prefix ? repeat_node(n) : open_node(n)))
		return MODEL_NOBODY;
	proc = n->step.proc;
	n->block = now.depth;
	if (now.depth && (proc >= MODEL_FLUSH || (proc == n->last && !n->stuck)))
		n->block = now.node[now.depth - 1].block;
	now.points += proc < MODEL_FLUSH;
	now.depth++;
	return proc;
}

/* The next schedule: false if there is none. */
static bool next_schedule(void)
{
	unsigned int proc;
	struct node *n;
	u16 left;

	while (now.depth) {
		n = &now.node[now.depth - 1];
		n->done |= bit(n->step.proc);
		while ((left = n->todo & ~n->done & ~n->dear & ~n->sleep)) {
			proc = lowest(left);
			if (can_afford(n, proc)) {
				n->step.proc = (u8)proc;
				now.prefix = now.depth;
				return true;
			}
			n->dear |= bit(proc);
			now.result->all = false;
		}
		now.depth--;
	}
	return false;
}

/* Where the table of final states has one, or has room for it */
static u16 *place_of(const struct model_outcome *outcome)
{
	u64 hash = outcome->nr;
	unsigned int i;

	for (i = 0; i < outcome->nr; i++)
		hash = (hash ^ outcome->value[i]) * 0x9e3779b97f4a7c15;
	for (i = (unsigned int)(hash >> 32);; i++) {
		u16 *place = &now.place[i % ARRAY_SIZE(now.place)];
		const struct model_outcome *old;

		if (!*place)
			return place;
		old = &now.result->outcome[*place - 1];
		if (old->nr == outcome->nr &&
		    !memcmp(old->value, outcome->value, old->nr * sizeof(u64)))
			return place;
	}
}

static void note_outcome(void)
{
	u16 *place = place_of(&model_run.outcome);
	struct model_outcome *outcome;

	if (!*place && now.result->nr_outcomes == MODEL_OUTCOMES) {
		model_fail(NULL, "more than %u final states", MODEL_OUTCOMES);
		return;
	}
	if (!*place) {
		*place = (u16)++now.result->nr_outcomes;
		outcome = &now.result->outcome[*place - 1];
		*outcome = model_run.outcome;
		outcome->runs = 0;
	}
	now.result->outcome[*place - 1].runs++;
}

static char letter(unsigned int proc)
{
	return (char)(proc < MODEL_FLUSH ? 'a' + proc : 'A' + proc - MODEL_FLUSH);
}

/* The run as text: the memory, then who did how many steps */
static void write_schedule(char *text, size_t size)
{
	size_t used = (size_t)snprintf(text, size, "%s:", now.search->memory->name);
	unsigned int i, nr;

	for (i = 0; i < now.depth && used < size; i += nr) {
		for (nr = 1; i + nr < now.depth; nr++)
			if (now.node[i + nr].step.proc != now.node[i].step.proc)
				break;
		used += (size_t)snprintf(text + used, size - used, nr > 1 ? "%c%u" : "%c",
					 letter(now.node[i].step.proc), nr);
	}
}

/* False for what is no schedule */
static bool read_schedule(const char *text)
{
	unsigned int nr, i, proc;

	for (now.prefix = 0; *text; now.prefix += nr) {
		if (*text >= 'a' && *text < 'a' + MODEL_FLUSH)
			proc = (unsigned int)(*text - 'a');
		else if (*text >= 'A' && *text < 'A' + MODEL_FLUSH)
			proc = (unsigned int)(*text - 'A') + MODEL_FLUSH;
		else
			return false;
		for (nr = 0, text++; *text >= '0' && *text <= '9' && nr < MODEL_STEPS; text++)
			nr = nr * 10 + (unsigned int)(*text - '0');
		nr = nr ? nr : 1;
		if (now.prefix + nr >= MODEL_STEPS)
			return false;
		for (i = 0; i < nr; i++)
			now.node[now.prefix + i].step.proc = (u8)proc;
	}
	return true;
}

static void begin_run(void)
{
	now.depth = 0;
	now.points = 0;
	now.again = false;
}

static double seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* One run, and what it adds to the result. False: nothing is to be looked for any more. */
static bool explore_one(const struct model_scenario *scenario)
{
	struct model_result *result = now.result;

	begin_run();
	model_run_once(scenario, now.search->memory, NULL);
	result->points = now.points > result->points ? now.points : result->points;
	result->again += now.again;
	result->schedules += !now.again;
	result->cut += model_run.cut && !now.again;
	if (!model_run.ended && !model_run.cut)
		note_outcome();
	if (!model_run.finding[0])
		return true;
	memcpy(result->finding, model_run.finding, sizeof(result->finding));
	write_schedule(result->schedule, sizeof(result->schedule));
	return false;
}

void model_explore(const struct model_scenario *scenario, const struct model_search *search,
		   struct model_result *result)
{
	double begin = seconds();

	memset(result, 0, sizeof(*result));
	result->all = true;
	memset(now.place, 0, sizeof(now.place));
	now.search = search;
	now.result = result;
	now.prefix = 0;
	now.follows = false;
	model_setup(scenario, search->memory);
	memcpy(result->finding, model_run.finding, sizeof(result->finding));
	while (!result->finding[0]) {
		if (!explore_one(scenario) || !next_schedule())
			break;
		if (search->schedules && result->schedules >= search->schedules) {
			result->stopped = true;
			break;
		}
	}
	if (result->finding[0] || result->stopped)
		result->all = false;
	result->seconds = seconds() - begin;
}

const char *model_memory_name(const struct model_memory *memory)
{
	return memory->name;
}

int model_replay(const struct model_scenario *scenario, const char *schedule, FILE *out)
{
	const struct model_memory *const memories[] = { &model_sc, &model_tso };
	struct model_search search = { .bound = MODEL_UNBOUNDED };
	unsigned int i;
	size_t length;

	for (i = 0; i < ARRAY_SIZE(memories) && !search.memory; i++) {
		length = strlen(memories[i]->name);
		if (!strncmp(schedule, memories[i]->name, length) && schedule[length] == ':')
			search.memory = memories[i];
	}
	if (!search.memory || !read_schedule(strchr(schedule, ':') + 1))
		return -EINVAL;
	now.search = &search;
	now.follows = true;
	model_setup(scenario, search.memory);
	begin_run();
	model_trace_head(out);
	if (!model_run.finding[0])
		model_run_once(scenario, search.memory, out);
	fprintf(out, "%s\n", model_run.finding[0] ? model_run.finding : "nothing was found");
	return 0;
}
