// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Processors, mutators and lookups at the same time. Each processor has a word of its
 * own in every page, and knows what it last wrote there: whatever is split, migrated,
 * collapsed, forked, protected or written back meanwhile, it must read that. Lookups
 * hold pages: what they hold stays the page it is. A program of its own, because
 * Criterion does not start under ThreadSanitizer.
 *
 *	mm_threads FORMAT [SECONDS [SEED]]
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <ptw/mm.h>
#include <ptw/walk.h>

#define CPUS	 3
#define MUTATORS 3
#define LOOKERS	 2
#define PAGES	 32

/* A mapping of @bytes from @first on */
struct area {
	__u64 first;
	__u64 bytes;
	enum ptw_vma_kind kind;
	__u32 flags;
};

struct world {
	struct ptw_phys *phys;
	struct ptw_mm *mm;
	__u64 page;
	__u64 huge;
	struct area area[2]; /* anonymous, with huge pages; and a file */
	struct area loose;   /* is unmapped, and mapped again */
	int stop;
	unsigned long done[3];
};

struct thread {
	pthread_t id;
	struct world *world;
	unsigned int nr;
	__u64 random;
	__u64 wrote[2][PAGES];
};

static void die(const char *what, long long a, long long b)
{
	fprintf(stderr, "mm_threads: %s (%lld, %lld)\n", what, a, b);
	exit(1);
}

static __u64 pick(struct thread *thread, __u64 below)
{
	thread->random ^= thread->random << 13;
	thread->random ^= thread->random >> 7;
	thread->random ^= thread->random << 17;
	return thread->random % below;
}

static int stopped(const struct world *world)
{
	return __atomic_load_n(&world->stop, __ATOMIC_RELAXED);
}

/* One step is done. Mutators wait for the others: let them get on now and then. */
static void count(struct thread *thread, unsigned int which)
{
	struct timespec little = { 0, 50000 };

	__atomic_fetch_add(&thread->world->done[which], 1, __ATOMIC_RELAXED);
	if (which != 1 && !pick(thread, 32))
		nanosleep(&little, NULL);
}

/* Pages of an area, spread over all of it */
static __u64 page_at(const struct world *world, const struct area *area, __u64 i)
{
	__u64 pages = area->bytes / world->page, step = pages > PAGES ? pages / PAGES : 1;

	return area->first + i * step % pages * world->page;
}

/* Of how many of them a processor keeps account */
static __u64 pages_of(const struct world *world, __u64 a)
{
	__u64 pages = world->area[a].bytes / world->page;

	return pages < PAGES ? pages : PAGES;
}

static void cpu_step(struct thread *thread)
{
	struct world *world = thread->world;
	__u64 a = pick(thread, 2), i = pick(thread, PAGES) % pages_of(world, a), word = 0;
	__u64 va = page_at(world, &world->area[a], i) + 8 * thread->nr;
	int ret;

	if (pick(thread, 2)) {
		ret = ptw_mm_write(world->mm, va, thread->wrote[a][i] + 1);
		if (!ret)
			thread->wrote[a][i]++;
	} else {
		ret = ptw_mm_read(world->mm, va, &word);
		if (!ret && word != thread->wrote[a][i])
			die("a write is lost", (long long)word, (long long)thread->wrote[a][i]);
	}
	if (ret && ret != -EFAULT && ret != -EAGAIN && ret != -ENOMEM)
		die("an access says", ret, (long long)va);
}

static void *cpu(void *arg)
{
	struct thread *thread = arg;

	while (!stopped(thread->world)) {
		cpu_step(thread);
		count(thread, 0);
	}
	return NULL;
}

static void remap(struct thread *thread)
{
	struct world *world = thread->world;
	struct ptw_vma vma = { .first = world->loose.first, .rights = 3, .kind = PTW_VMA_ANON };
	__u64 last = world->loose.first + world->loose.bytes - 1;

	vma.last = last;
	vma.flags = PTW_VMA_HUGE;
	ptw_mm_map(world->mm, &vma);
	ptw_mm_write(world->mm, vma.first + pick(thread, 8) * world->page, 1);
	ptw_mm_write(world->mm, vma.first + pick(thread, 8) * world->page, 1);
	switch (pick(thread, 3)) {
	case 0:
		ptw_mm_discard(world->mm, vma.first + world->page, vma.first + 2 * world->page - 1);
		break;
	case 1:
		ptw_mm_move(world->mm, vma.first, last, vma.first + world->loose.bytes);
		ptw_mm_write(world->mm, vma.first + world->loose.bytes, 2);
		ptw_mm_unmap(world->mm, vma.first + world->loose.bytes, last + world->loose.bytes);
		break;
	default:
		ptw_mm_unmap(world->mm, vma.first, last);
	}
}

static void fork_once(struct thread *thread)
{
	struct ptw_mm *child;
	__u64 word;

	if (ptw_mm_fork(thread->world->mm, &child))
		return;
	ptw_mm_write(child, page_at(thread->world, &thread->world->area[0], 1), ~0ULL);
	ptw_mm_read(child, page_at(thread->world, &thread->world->area[0], 2), &word);
	ptw_mm_migrate(child, page_at(thread->world, &thread->world->area[0], 3));
	if (ptw_mm_destroy(child))
		die("a child cannot be destroyed", 0, 0);
}

static void protect(struct thread *thread, const struct area *area)
{
	__u64 first = page_at(thread->world, area, pick(thread, PAGES));

	if (!pick(thread, 4))
		ptw_mm_protect(thread->world->mm, first, first + thread->world->page - 1,
			       pick(thread, 2) ? PTW_WANT_READ : 0);
	ptw_mm_protect(thread->world->mm, area->first, area->first + area->bytes - 1,
		       PTW_WANT_READ | PTW_WANT_WRITE);
}

static void mutate(struct thread *thread)
{
	struct world *world = thread->world;
	struct area *area = &world->area[pick(thread, 2)];
	__u64 va = page_at(world, area, pick(thread, PAGES));

	switch (pick(thread, 8)) {
	case 0:
		ptw_mm_split(world->mm, va);
		break;
	case 1:
		ptw_mm_collapse(world->mm, va);
		break;
	case 2:
		fork_once(thread);
		break;
	case 3:
		ptw_mm_clean(world->mm, va);
		break;
	case 4:
		protect(thread, area);
		break;
	case 5:
		remap(thread);
		break;
	case 6:
		ptw_mm_age(world->mm, area->first, area->first + area->bytes - 1);
		break;
	default:
		ptw_mm_migrate(world->mm, va);
	}
}

static void *mutator(void *arg)
{
	struct thread *thread = arg;

	while (!stopped(thread->world)) {
		mutate(thread);
		count(thread, 1);
	}
	return NULL;
}

/* What is held is neither freed nor poisoned. */
static void look(struct thread *thread)
{
	struct ptw_primary *primary = ptw_mm_primary(thread->world->mm);
	struct world *world = thread->world;
	const struct area *area = pick(thread, 4) ? &world->area[pick(thread, 2)] : &world->loose;
	__u64 va = page_at(world, area, pick(thread, PAGES)), word;
	unsigned int want = pick(thread, 2) ? PTW_WANT_WRITE : PTW_WANT_READ;
	struct ptw_frame before, after;
	struct ptw_page page;
	int ret = 0;

	if (pick(thread, 8))
		primary->ops->lookup(primary, va, want, PTW_LOOKUP_HOLD, &page);
	else
		ret = primary->ops->fault(primary, va, want, PTW_LOOKUP_HOLD, &page);
	if (ret || !page.held)
		return;
	ptw_phys_frame(world->phys, page.leaf.pa, &before);
	if (ptw_phys_load(world->phys, page.leaf.pa, &word) || word == PTW_PHYS_POISON)
		die("a page that is held is poisoned", (long long)page.leaf.pa, 0);
	ptw_phys_frame(world->phys, page.leaf.pa, &after);
	if (!before.refs || before.life != after.life)
		die("a page that is held is another", (long long)page.leaf.pa, 0);
	primary->ops->put(primary, page.held);
}

static void *looker(void *arg)
{
	struct thread *thread = arg;

	while (!stopped(thread->world)) {
		look(thread);
		count(thread, 2);
	}
	return NULL;
}

static void map(struct world *world, struct area *area)
{
	struct ptw_vma vma = { .first = area->first, .last = area->first + area->bytes - 1 };

	vma.kind = area->kind;
	vma.flags = area->flags;
	vma.rights = PTW_WANT_READ | PTW_WANT_WRITE;
	if (ptw_mm_map(world->mm, &vma))
		die("cannot map", (long long)area->first, 0);
}

static void make(struct world *world, const char *format)
{
	struct ptw_phys_config config = { .format = format, .words = CPUS };
	const struct ptw_instance *const *i;
	const struct ptw_format *fmt = NULL;
	const char *a, *b;

	for (i = ptw_instances(); *i; i++) {
		for (a = (*i)->fmt->name, b = format; *a && *a == *b; a++)
			b++;
		if (*a == *b)
			fmt = (*i)->fmt;
	}
	if (!fmt)
		die("no such format", 0, 0);
	config.frames = (8u << fmt->index_bits) + 400;
	world->page = 1ULL << fmt->page_shift;
	world->huge = world->page << fmt->index_bits;
	if (ptw_phys_create(&config, &world->phys) ||
	    ptw_mm_create(world->phys, format, &world->mm))
		die("cannot make it", 0, 0);
	world->area[0] = (struct area){ 4 * world->huge, world->huge, PTW_VMA_ANON, PTW_VMA_HUGE };
	world->area[1] = (struct area){ 6 * world->huge, world->huge, PTW_VMA_FILE, PTW_VMA_HUGE };
	world->loose = (struct area){ 10 * world->huge, 2 * world->huge, PTW_VMA_ANON, 0 };
	map(world, &world->area[0]);
	map(world, &world->area[1]);
}

static void run(struct world *world, unsigned int seconds, __u64 seed)
{
	static struct thread threads[CPUS + MUTATORS + LOOKERS];
	struct timespec time = { seconds, 0 };
	void *(*what)(void *arg);
	unsigned int i;

	for (i = 0; i < CPUS + MUTATORS + LOOKERS; i++) {
		what = i < CPUS ? cpu : i < CPUS + MUTATORS ? mutator : looker;
		threads[i].world = world;
		threads[i].nr = i;
		threads[i].random = seed * 0x9e3779b97f4a7c15ULL + i + 1;
		if (pthread_create(&threads[i].id, NULL, what, &threads[i]))
			die("cannot start a thread", i, 0);
	}
	nanosleep(&time, NULL);
	__atomic_store_n(&world->stop, 1, __ATOMIC_RELAXED);
	for (i = 0; i < CPUS + MUTATORS + LOOKERS; i++)
		pthread_join(threads[i].id, NULL);
}

/* A page of the file that is not dirty is what the storage has. */
static void compare_storage(struct world *world)
{
	__u64 pages = world->area[1].bytes / world->page, i, va, word, stored;
	struct ptw_frame frame;
	struct ptw_leaf leaf;

	for (i = 0; i < pages; i++) {
		va = world->area[1].first + i * world->page;
		if (ptw_follow(ptw_mm_primary(world->mm)->space, va, 0, &leaf))
			continue;
		if (ptw_phys_frame(world->phys, leaf.pa, &frame) || frame.dirty)
			continue;
		if (ptw_phys_load(world->phys, leaf.pa, &word) ||
		    ptw_mm_stored(world->mm, va, &stored) || word != stored)
			die("a write was not written back", (long long)word, (long long)stored);
	}
}

int main(int argc, char **argv)
{
	const char *format = argc > 1 ? argv[1] : "soft-tiny", *what = "";
	__u64 seed = argc > 3 ? strtoull(argv[3], NULL, 0) : (__u64)time(NULL);
	struct world world = { 0 };

	setenv("PTW_WARN_FATAL", "1", 1);
	printf("mm_threads %s %s %llu\n", format, argc > 2 ? argv[2] : "2", seed);
	fflush(stdout);
	make(&world, format);
	run(&world, argc > 2 ? (unsigned int)strtoul(argv[2], NULL, 0) : 2, seed);
	if (ptw_mm_check(world.mm, &what))
		die(what, 0, 0);
	compare_storage(&world);
	if (ptw_mm_destroy(world.mm))
		die("somebody subscribes", 0, 0);
	if (ptw_phys_destroy(world.phys))
		die("frames are lost", 0, 0);
	printf("accesses %lu, mutations %lu, lookups %lu\n", world.done[0], world.done[1],
	       world.done[2]);
	return 0;
}
