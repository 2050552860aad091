// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Memory of a scenario. Each thread allocates from a pool of its own, so that where its
 * n-th allocation is does not depend on what others did. Nothing is used twice in a run:
 * who comes to memory that was freed is found, whoever he is. What setup allocated is
 * saved, and put back before each run.
 */
#include <string.h>
#include "run.h"

#define OUTSIDE	     MODEL_ALL /* the pool of setup and finish */
#define POOLS	     (MODEL_ALL + 1)
#define POOL	     (512UL << 10)
#define POOL_OUTSIDE (4UL << 20)
#define ARENA	     (MODEL_ALL * POOL + POOL_OUTSIDE)
#define BLOCKS	     512 /* of one pool */
#define GAP	     64	 /* behind a block, nobody's */
#define POISON	     0x6b

struct block {
	u8 *p;
	u64 bytes;
	const struct model_at *freed;
};

struct pool {
	struct block block[BLOCKS];
	unsigned int nr;
	u64 used;
	u64 asked;  /* how often, refusals among it */
	u64 refuse; /* which; 0: none */
};

static u8 arena[ARENA] __attribute__((__aligned__(4096)));
static u8 saved[POOL_OUTSIDE];
static struct pool pools[POOLS];
static struct pool saved_outside;

static u8 *pool_memory(unsigned int pool)
{
	return arena + pool * POOL;
}

static void empty(struct pool *pool)
{
	pool->nr = 0;
	pool->used = 0;
	pool->asked = 0;
}

void model_arena_reset(void)
{
	unsigned int i;

	for (i = 0; i < POOLS; i++) {
		empty(&pools[i]);
		pools[i].refuse = 0;
	}
}

static void copy_pool(struct pool *to, const struct pool *from)
{
	to->nr = from->nr;
	to->used = from->used;
	to->asked = from->asked;
	memcpy(to->block, from->block, from->nr * sizeof(from->block[0]));
}

static u8 saved_state[1 << 16];

void model_arena_save(void)
{
	const struct model_scenario *scenario = model_run.scenario;

	copy_pool(&saved_outside, &pools[OUTSIDE]);
	memcpy(saved, pool_memory(OUTSIDE), saved_outside.used);
	if (scenario->bytes > sizeof(saved_state))
		model_fail(NULL, "the scenario's state is too large to be saved");
	else if (scenario->bytes)
		memcpy(saved_state, scenario->state, scenario->bytes);
}

void model_arena_restore(void)
{
	const struct model_scenario *scenario = model_run.scenario;
	unsigned int i;

	for (i = 0; i < OUTSIDE; i++)
		empty(&pools[i]);
	copy_pool(&pools[OUTSIDE], &saved_outside);
	memcpy(pool_memory(OUTSIDE), saved, saved_outside.used);
	if (scenario->bytes)
		memcpy(scenario->state, saved_state, scenario->bytes);
}

void model_refuse(unsigned int thread, unsigned int nth)
{
	if (thread < POOLS)
		pools[thread].refuse = nth;
}

static struct pool *pool_of(const u8 *p, unsigned int *index)
{
	if (p < arena || p >= arena + ARENA)
		return NULL;
	*index = (unsigned int)((u64)(p - arena) / POOL);
	if (*index > OUTSIDE)
		*index = OUTSIDE;
	return &pools[*index];
}

/* The block that @p is in or behind */
static struct block *block_of(const u8 *p)
{
	unsigned int index, low = 0, high;
	struct pool *pool = pool_of(p, &index);

	if (!pool || !pool->nr || p < pool->block[0].p)
		return NULL;
	high = pool->nr;
	while (high - low > 1) {
		unsigned int middle = (low + high) / 2;

		if (pool->block[middle].p <= p)
			low = middle;
		else
			high = middle;
	}
	return &pool->block[low];
}

/* What was never allocated is never freed. */
bool model_arena_has(const void *p)
{
	return block_of(p);
}

void *model_zalloc(const struct model_at *at, size_t nr, size_t bytes)
{
	unsigned int index = model_alone() ? OUTSIDE : model_run.current;
	struct pool *pool = &pools[index];
	u64 room = index == OUTSIDE ? POOL_OUTSIDE : POOL, size, align;
	struct block *block;

	if (++pool->asked == pool->refuse || __builtin_mul_overflow(nr, bytes, &size))
		return NULL;
	/* Whole pages begin a page, as they do elsewhere. */
	align = size < 4096 ? GAP : 4096;
	pool->used = (pool->used + align - 1) / align * align;
	if (size > room || pool->used + size + GAP > room || pool->nr == BLOCKS) {
		model_fail(at, "%s %s: the arena is full", at->word, at->what);
		return NULL;
	}
	block = &pool->block[pool->nr++];
	block->p = pool_memory(index) + pool->used;
	block->bytes = size;
	block->freed = NULL;
	pool->used += size + GAP;
	memset(block->p, 0, size);
	return block->p;
}

void model_arena_name(const void *p, char *text, size_t size)
{
	const struct block *block = block_of(p);
	unsigned int index = 0, nr, offset;
	struct pool *pool;
	char who[2];

	if (!block) {
		snprintf(text, size, "somewhere");
		return;
	}
	pool = pool_of(p, &index);
	nr = (unsigned int)(block - pool->block) + 1;
	offset = (unsigned int)((const u8 *)p - block->p);
	/* Of a thread: with its letter, as in a schedule */
	snprintf(who, sizeof(who), "%.*s", index != OUTSIDE, &"abcde"[index % OUTSIDE]);
	if (offset)
		snprintf(text, size, "#%s%u+%u", who, nr, offset);
	else
		snprintf(text, size, "#%s%u", who, nr);
}

bool model_arena_check(const struct model_at *at, const volatile void *p, u64 bytes)
{
	const struct model_scenario *scenario = model_run.scenario;
	const u8 *q = (const u8 *)p, *state = scenario->state;
	const struct block *block;

	if (scenario->bytes && q >= state && q + bytes <= state + scenario->bytes)
		return true;
	if (model_on_stack(q))
		return true;
	block = block_of(q);
	if (!block && model_alone())
		return true; /* its own stack */
	if (!block || q + bytes > block->p + block->bytes) {
		model_fail(at, "%s %s: in memory that is nobody's", at->word, at->what);
		return false;
	}
	if (block->freed) {
		model_fail(at, "%s %s: in memory that was freed, at %s:%d", at->word, at->what,
			   block->freed->file, block->freed->line);
		return false;
	}
	return true;
}

void model_free(const struct model_at *at, const void *p)
{
	struct model_op op = { .kind = MODEL_FREE, .at = at, .p = (u8 *)p };
	struct block *block = block_of(p);

	if (!p)
		return;
	if (!block || block->p != p) {
		model_fail(at, "%s %s: was not allocated", at->word, at->what);
		return;
	}
	op.bytes = block->bytes;
	if (!model_alone())
		model_point(&op);
	if (block->freed) {
		model_fail(at, "%s %s: was freed, at %s:%d", at->word, at->what, block->freed->file,
			   block->freed->line);
		return;
	}
	block->freed = at;
	memset(block->p, POISON, block->bytes);
	if (model_run.trace && !model_alone())
		model_trace(model_run.current, at, "%s %s", at->word, at->what);
}

void model_arena_leaks(void)
{
	const struct block *block;
	char name[32];
	unsigned int i;

	for (i = 0; i < POOLS; i++)
		for (block = pools[i].block; block < pools[i].block + pools[i].nr; block++)
			if (!block->freed) {
				model_arena_name(block->p, name, sizeof(name));
				model_fail(NULL, "%llu bytes at %s were not given back",
					   (unsigned long long)block->bytes, name);
				return;
			}
}
