/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The sample images of tests/images as spaces, and the tables of answers beside them.
 */
#ifndef PTW_TESTS_SAMPLE_H
#define PTW_TESTS_SAMPLE_H

#include <stddef.h>
#include <ptw/image.h>
#include <ptw/ptw.h>

/* Image and space of a sample: everything as its PTW note says. */
struct sample {
	struct ptw_image *image;
	struct ptw_space space;
};

/* @name without directory and suffix; @flags as for ptw_image_open(). */
void sample_open(struct sample *sample, const char *name, unsigned int flags);
void sample_close(struct sample *sample);

/* Make @space as the PTW note of @image says. */
void sample_space(struct ptw_image *image, struct ptw_space *space);

/* A table of answers: lines of cells, comments left out */
struct answers {
	char *text;
	char **cell;
	size_t rows;
	size_t columns;
};

void answers_read(struct answers *answers, const char *path, size_t columns);
void answers_free(struct answers *answers);
const char *answers_text(const struct answers *answers, size_t row, size_t column);
/* The cell is "-". */
int answers_none(const struct answers *answers, size_t row, size_t column);
__u64 answers_hex(const struct answers *answers, size_t row, size_t column);

#endif /* PTW_TESTS_SAMPLE_H */
