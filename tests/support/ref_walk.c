// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The oracle's walk, and the interpreter of its fields. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "ref.h"

static unsigned int bit_number(const struct ref_format *format, unsigned int bit,
			       unsigned int level)
{
	if (bit == REF_SIZE)
		return ref_shift(format, level);
	if (bit == REF_PAGE)
		return format->page_shift;
	return bit;
}

__u64 ref_get(const struct ref_format *format, enum ref_role role, unsigned int level,
	      unsigned int meaning, __u64 pte)
{
	const struct ref_field *field;
	unsigned int first, at, bit;
	__u64 value = 0;

	for (field = format->fields; field->roles; field++) {
		if (field->meaning != meaning || !(field->roles & role) ||
		    !(field->levels >> level & 1))
			continue;
		first = bit_number(format, field->first, level);
		at = bit_number(format, field->at, level);
		for (bit = first; bit <= field->last; bit++)
			value |= (pte >> bit & 1) << (at + bit - first);
	}
	return value;
}

__u64 ref_put(const struct ref_format *format, enum ref_role role, unsigned int level,
	      unsigned int meaning, __u64 pte, __u64 value)
{
	const struct ref_field *field;
	unsigned int first, at, bit;

	for (field = format->fields; field->roles; field++) {
		if (field->meaning != meaning || !(field->roles & role) ||
		    !(field->levels >> level & 1))
			continue;
		first = bit_number(format, field->first, level);
		at = bit_number(format, field->at, level);
		for (bit = first; bit <= field->last; bit++) {
			pte &= ~(1ULL << bit);
			pte |= (value >> (at + bit - first) & 1) << bit;
		}
	}
	return pte;
}

unsigned int ref_mapped(const struct ref_space *space, unsigned int level, __u64 pte)
{
	unsigned int shift = ref_shift(space->format, level);

	return space->format->whole_run ? shift + space->format->whole_run(space, level, pte)
					: shift;
}

__u64 ref_leaf_pa(const struct ref_space *space, unsigned int level, __u64 pte)
{
	__u64 plain = pte & ~space->config.enc_mask;
	__u64 pa = ref_get(space->format, REF_LEAF, level, REF_ADDRESS, plain);
	unsigned int mapped = ref_mapped(space, level, pte);

	return mapped > ref_shift(space->format, level) ? pa >> mapped << mapped : pa;
}

unsigned int ref_shift(const struct ref_format *format, unsigned int level)
{
	return format->page_shift + level * format->index_bits;
}

unsigned int ref_top(const struct ref_format *format, const struct ref_root *root)
{
	unsigned int top = 0;

	if (root->levels)
		return root->levels - 1;
	while (ref_shift(format, top + 1) < root->va_bits)
		top++;
	return top;
}

static const struct ptw_register *find_register(const struct ref_space *space, const char *name)
{
	const struct ptw_register *found = NULL;
	unsigned int i;

	for (i = 0; i < space->config.nr_registers; i++)
		if (!strcmp(space->config.registers[i].name, name))
			found = &space->config.registers[i];
	return found;
}

__u64 ref_register(const struct ref_space *space, const char *name, __u64 otherwise)
{
	const struct ptw_register *found = find_register(space, name);

	return found ? found->value : otherwise;
}

bool ref_register_given(const struct ref_space *space, const char *name)
{
	return find_register(space, name);
}

bool ref_load(const struct ref_space *space, __u64 pa, __u64 *word)
{
	const struct ptw_space_config *config = &space->config;

	*word = 0;
	if (pa < config->mem_pa || pa - config->mem_pa >= config->mem_bytes / 8 * 8)
		return false;
	memcpy(word, (const char *)config->mem + (pa - config->mem_pa), sizeof(*word));
	return true;
}

static void read_os(struct ref_space *space)
{
	const char *os = space->config.os;

	space->soft_os = os && !strcmp(os, "soft");
	if (os)
		sscanf(os, "linux-%d.%d,swapfiles=%u", &space->major, &space->minor,
		       &space->swapfiles);
}

void ref_space_init(struct ref_space *space, const char *name,
		    const struct ptw_space_config *config)
{
	const struct ref_format *const lists[] = {
		ref_x86_formats,      ref_ept_formats,	 ref_arm64_formats,
		ref_arm64_s2_formats, ref_riscv_formats, ref_soft_formats,
	};
	const struct ref_format *format;
	unsigned int i;

	memset(space, 0, sizeof(*space));
	space->config = *config;
	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		for (format = lists[i]; format->name; format++)
			if (!strcmp(format->name, name))
				space->format = format;
	if (!space->format) {
		fprintf(stderr, "ref_walk does not know the format %s\n", name);
		abort();
	}
	read_os(space);
	space->format->setup(space);
}

/* Where in its table the slot is, that translates an address with this offset */
static __u64 slot_number(const struct ref_format *format, const struct ref_root *root, __u64 offset,
			 unsigned int level)
{
	__u64 nr = offset >> ref_shift(format, level);

	if (level == ref_top(format, root))
		return nr;
	return nr % (1ULL << format->index_bits);
}

static bool whole_root_is_missing(const struct ref_space *space, const struct ref_root *root)
{
	__u64 nr = 1ULL << (root->va_bits - ref_shift(space->format, ref_top(space->format, root)));
	__u64 i, word;

	for (i = 0; i < nr; i++)
		if (ref_load(space, root->pa + 8 * i, &word))
			return false;
	return true;
}

static void answer_unreachable(const struct ref_space *space, struct ref_answer *answer)
{
	unsigned int level = answer->level;

	answer->kind = PTW_UNREACHABLE;
	answer->reason = PTW_REASON_UNREACHABLE;
	answer->pa = answer->slot;
	answer->pte = level == answer->top ? 0 : answer->path[level + 1];
	if (level == answer->top && whole_root_is_missing(space, answer->root))
		answer->shift = answer->root->va_bits;
	answer->run_shift = answer->shift;
}

static void answer_leaf(const struct ref_space *space, __u64 offset, struct ref_answer *answer)
{
	__u64 size = 1ULL << ref_mapped(space, answer->level, answer->pte);

	answer->pa = ref_leaf_pa(space, answer->level, answer->pte) + offset % size;
	space->format->describe(space, answer);
	if (answer->level == answer->top && answer->run_shift > answer->root->va_bits)
		answer->run_shift = answer->root->va_bits;
}

static void answer_absent(const struct ref_space *space, __u64 va, __u64 offset,
			  struct ref_answer *answer)
{
	answer->reason = PTW_REASON_NOT_PRESENT;
	if (answer->pte && (space->major || space->soft_os))
		space->format->refine(space, va, answer);
	if (answer->soft.state == PTW_STATE_NONE) {
		memset(&answer->soft, 0, sizeof(answer->soft));
		return;
	}
	answer->kind = PTW_SOFT;
	answer->attr = answer->soft.attr;
	if (ptw_state_has_pa(answer->soft.state))
		answer->pa = (answer->soft.pa >> answer->shift << answer->shift) +
			     offset % (1ULL << answer->shift);
}

void ref_walk(const struct ref_space *space, __u64 va, struct ref_answer *answer)
{
	const struct ref_format *format = space->format;
	__u64 offset = 0, table;

	memset(answer, 0, sizeof(*answer));
	answer->memtype = PTW_MEMTYPE_UNKNOWN;
	answer->root = format->locate(space, va, &offset, &answer->reason);
	if (!answer->root) {
		answer->kind = PTW_RANGE;
		return;
	}
	answer->top = ref_top(format, answer->root);
	table = answer->root->pa;
	for (answer->level = answer->top;; answer->level--) {
		answer->shift = ref_shift(format, answer->level);
		answer->run_shift = answer->shift;
		answer->slot = table + 8 * slot_number(format, answer->root, offset, answer->level);
		if (!ref_load(space, answer->slot, &answer->pte)) {
			answer_unreachable(space, answer);
			return;
		}
		answer->kind = format->classify(space, answer->pte, answer->level, &answer->reason);
		if (answer->kind != PTW_TABLE)
			break;
		answer->path[answer->level] = answer->pte;
		table = ref_get(format, REF_TABLE, answer->level, REF_ADDRESS,
				answer->pte & ~space->config.enc_mask);
	}
	if (answer->kind == PTW_LEAF)
		answer_leaf(space, offset, answer);
	if (answer->kind == PTW_HOLE)
		answer_absent(space, va, offset, answer);
}

/* A run is one where every slot of it maps its part of one aligned block, or all of it. */
static bool run_holds(const struct ref_space *space, const struct ref_answer *answer, __u64 va)
{
	__u64 nr = 1ULL << (answer->run_shift - answer->shift), i, pte;
	__u64 self = (va >> answer->shift) % nr;
	__u64 slot = answer->slot - 8 * self;
	__u64 own = ref_leaf_pa(space, answer->level, answer->pte);
	__u64 part = space->format->whole_run ? 0 : 1ULL << answer->shift;
	enum ptw_reason reason;

	for (i = 0; i < nr; i++) {
		if (!ref_load(space, slot + 8 * i, &pte) ||
		    space->format->classify(space, pte, answer->level, &reason) != PTW_LEAF)
			return false;
		if (ref_leaf_pa(space, answer->level, pte) != own + (i - self) * part ||
		    !space->format->same_run(space, pte, answer->pte))
			return false;
	}
	return (own - self * part) % (1ULL << answer->run_shift) == 0;
}

static int refuse(struct ref_answer *answer, enum ptw_reason reason)
{
	answer->reason = reason;
	return -EACCES;
}

int ref_follow(const struct ref_space *space, __u64 va, unsigned int want,
	       struct ref_answer *answer)
{
	unsigned int need = want & (PTW_WANT_READ | PTW_WANT_WRITE | PTW_WANT_EXEC), has;

	ref_walk(space, va, answer);
	switch (answer->kind) {
	case PTW_LEAF:
		break;
	case PTW_RANGE:
		return -ERANGE;
	case PTW_UNREACHABLE:
		return -EFAULT;
	case PTW_BAD:
		return -EUCLEAN;
	default:
		return -ENOENT;
	}
	if (want & PTW_CHECK_RUN && answer->run_shift > answer->shift &&
	    !run_holds(space, answer, va))
		answer->run_shift = answer->shift;
	if (want & PTW_WANT_OS && (space->major || space->soft_os))
		return space->format->os_grants(space, answer, want)
			       ? 0
			       : refuse(answer, PTW_REASON_PERMISSION);
	if (need && answer->access_flag_faults)
		return refuse(answer, PTW_REASON_ACCESS_FLAG);
	has = want & PTW_WANT_USER ? answer->rights & 7 : answer->rights >> 3;
	return need & ~has ? refuse(answer, PTW_REASON_PERMISSION) : 0;
}

bool ref_first(const struct ref_space *space, __u64 *va)
{
	unsigned int i;

	for (i = 0; i < 2; i++) {
		const struct ref_root *root = &space->root[i];

		if (!root->present || *va > root->last)
			continue;
		if (*va < root->first)
			*va = root->first;
		return true;
	}
	return false;
}

bool ref_next(const struct ref_space *space, const struct ref_answer *answer, __u64 *va)
{
	unsigned int shift = ref_shift(space->format, answer->level);

	*va = ((*va >> shift) + 1) << shift;
	/* A half can end inside a slot. */
	if (*va - 1 > answer->root->last)
		*va = answer->root->last + 1;
	return *va && ref_first(space, va);
}
