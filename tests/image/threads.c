// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Eight threads on a cold image all see what one thread saw on another: whoever fills
 * a page, and whoever finds it half filled. A program of its own, because Criterion
 * does not start under ThreadSanitizer.
 *
 *	image_threads IMAGE [ROUNDS]
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ptw/image.h>
#include <ptw/ptw.h>

#define THREADS 8

/* What one thread saw: every item, in order */
struct seen {
	struct ptw_item *item;
	size_t nr;
};

struct thread {
	pthread_t id;
	const struct ptw_space *space;
	const struct seen *seen;
	pthread_barrier_t *barrier;
	size_t start; /* where in the order of items it begins */
	int iterates; /* or follows */
	size_t wrong;
};

static void die(const char *what)
{
	fprintf(stderr, "image_threads: %s\n", what);
	exit(2);
}

static struct ptw_image *open_image(const char *path, unsigned int flags, struct ptw_space *space)
{
	struct ptw_space_config config = { .root1 = PTW_NO_ROOT };
	struct ptw_image_error error;
	struct ptw_image *image;

	if (ptw_image_open(path, flags, &image, &error))
		die(error.text);
	if (!ptw_image_note(image, "format") || !ptw_image_note(image, "root"))
		die("the image does not say what it is");
	config.root = strtoull(ptw_image_note(image, "root"), NULL, 0);
	config.os = ptw_image_note(image, "os");
	if (ptw_image_note(image, "va_bits"))
		config.va_bits = (__u32)strtoul(ptw_image_note(image, "va_bits"), NULL, 0);
	if (ptw_image_space(image, space, ptw_image_note(image, "format"), &config, NULL))
		die("no space can be made of the image");
	return image;
}

static void see(const struct ptw_space *space, struct seen *seen)
{
	static struct ptw_cursor cursor;

	memset(seen, 0, sizeof(*seen));
	ptw_cursor_init(&cursor, space, 0, ~0ULL, 0);
	while (!ptw_iterate(&cursor)) {
		seen->item = realloc(seen->item, (seen->nr + cursor.nr) * sizeof(*seen->item));
		if (!seen->item)
			die("out of memory");
		memcpy(seen->item + seen->nr, cursor.item, cursor.nr * sizeof(*seen->item));
		seen->nr += cursor.nr;
	}
}

static int same(const struct ptw_leaf *a, const struct ptw_leaf *b)
{
	return a->pa == b->pa && a->pte == b->pte && a->info == b->info;
}

/* Every address, from the thread's start on and around */
static void follow_all(struct thread *thread)
{
	struct ptw_leaf leaf;
	size_t i, at;

	for (i = 0; i < thread->seen->nr; i++) {
		at = (thread->start + i) % thread->seen->nr;
		ptw_follow(thread->space, thread->seen->item[at].va, 0, &leaf);
		thread->wrong += !same(&leaf, &thread->seen->item[at].leaf);
	}
}

/* Every item from the thread's start on */
static void iterate_all(struct thread *thread)
{
	const struct seen *seen = thread->seen;
	struct ptw_cursor *cursor = malloc(sizeof(*cursor));
	size_t at = thread->start;

	if (!cursor)
		die("out of memory");
	ptw_cursor_init(cursor, thread->space, seen->item[at].va, ~0ULL, 0);
	while (!ptw_iterate(cursor))
		for (; cursor->at < cursor->nr; cursor->at++, at++)
			thread->wrong +=
				at >= seen->nr ||
				cursor->item[cursor->at].va != seen->item[at].va ||
				!same(&cursor->item[cursor->at].leaf, &seen->item[at].leaf);
	thread->wrong += at != seen->nr;
	free(cursor);
}

static void *run(void *arg)
{
	struct thread *thread = arg;

	pthread_barrier_wait(thread->barrier);
	if (thread->iterates)
		iterate_all(thread);
	else
		follow_all(thread);
	return NULL;
}

/*
 * All threads on one cold image: from the same place, or each from its own. Return: how
 * many answers were wrong
 */
static size_t run_round(const char *path, unsigned int flags, const struct seen *seen, int apart)
{
	struct thread threads[THREADS];
	pthread_barrier_t barrier;
	struct ptw_space space;
	struct ptw_image *image = open_image(path, flags, &space);
	size_t i, wrong = 0;

	pthread_barrier_init(&barrier, NULL, THREADS);
	for (i = 0; i < THREADS; i++) {
		threads[i] = (struct thread){
			.space = &space,
			.seen = seen,
			.barrier = &barrier,
			.start = apart ? i * (seen->nr / THREADS) : 0,
			.iterates = i & 1,
		};
		if (pthread_create(&threads[i].id, NULL, run, &threads[i]))
			die("no thread can be made");
	}
	for (i = 0; i < THREADS; i++) {
		pthread_join(threads[i].id, NULL);
		wrong += threads[i].wrong;
	}
	pthread_barrier_destroy(&barrier);
	if (ptw_image_failed(image, NULL))
		die("the image could not be read");
	ptw_image_close(image);
	return wrong;
}

int main(int argc, char **argv)
{
	unsigned long rounds = argc > 2 ? strtoul(argv[2], NULL, 0) : 4, round;
	struct ptw_space space;
	struct ptw_image *image;
	struct seen seen;
	size_t wrong = 0;

	if (argc < 2)
		die("usage: image_threads IMAGE [ROUNDS]");
	image = open_image(argv[1], 0, &space);
	see(&space, &seen);
	if (!seen.nr)
		die("the image maps nothing");
	for (round = 0; round < rounds; round++)
		wrong +=
			run_round(argv[1], round & 1 ? PTW_IMAGE_CHUNKS : 0, &seen, round >> 1 & 1);
	ptw_image_close(image);
	free(seen.item);
	printf("%zu items, %d threads, %lu rounds: %zu wrong\n", seen.nr, THREADS, rounds, wrong);
	return wrong != 0;
}
