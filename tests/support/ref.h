/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * ref_walk: the oracle that the walk is compared with. Bit positions are data,
 * tables of fields that are interpreted as the walk goes; every step is the manual's,
 * in its order, with nothing computed ahead. It shares no code with lib/core or arch,
 * only the words of the answer (<ptw/types.h>, struct ptw_soft) and the configuration.
 *
 * ref_walk.c has the walk, ref_<isa>.c what its manual says, ref_linux.c what Linux
 * keeps in ptes that are not present.
 */
#ifndef PTW_TESTS_REF_H
#define PTW_TESTS_REF_H

#include <stdbool.h>
#include <ptw/format.h>
#include <ptw/space.h>
#include <ptw/types.h>

/* In place of a bit number: the lowest bit of the size that the level maps, of a page */
#define REF_SIZE 64
#define REF_PAGE 65

/* What a pte is taken for while its fields are read */
enum ref_role {
	REF_ABSENT = 1,
	REF_TABLE = 2,
	REF_LEAF = 4,
	REF_ANY = 7,
};

/* All levels */
#define REF_ALL 0x1f

/**
 * struct ref_field - Some bits of a pte, and what they mean
 * @meaning: Which value they are part of: an enum of the format's own
 * @roles: REF_*: the ptes that have them
 * @levels: Bit (1 << level) for each level that has them
 * @first: Lowest bit, or REF_SIZE or REF_PAGE
 * @last: Highest bit; a field whose last is below its first does not exist there
 * @at: Bit of the value that @first is, or REF_SIZE or REF_PAGE
 */
struct ref_field {
	unsigned int meaning;
	unsigned int roles;
	unsigned int levels;
	unsigned int first;
	unsigned int last;
	unsigned int at;
};

/* The one meaning that every format has */
#define REF_ADDRESS 0

/* A root, and the addresses below it */
struct ref_root {
	bool present;
	bool disabled;
	__u64 pa;
	unsigned int va_bits;
	unsigned int levels; /* of a walk; 0: as few as resolve all bits above the page's */
	__u64 first;	     /* the half's lowest address */
	__u64 last;	     /* and its highest */
};

struct ref_format;

/* A space, as the oracle sees it: what was configured, and little else */
struct ref_space {
	const struct ref_format *format;
	struct ptw_space_config config;
	struct ref_root root[2];
	unsigned int pa_bits;
	int major; /* of the operating system; 0 without one */
	int minor;
	unsigned int swapfiles;
	bool soft_os;
};

/* Everything there is to say about an address */
struct ref_answer {
	enum ptw_kind kind;
	enum ptw_reason reason;
	unsigned int level;
	unsigned int shift;
	unsigned int run_shift;
	unsigned int rights;
	__u64 pa;
	__u64 pte;
	unsigned int attr;
	unsigned int memtype;
	struct ptw_soft soft;
	/* How it was found */
	bool access_flag_faults;
	const struct ref_root *root;
	__u64 slot;
	__u64 path[PTW_MAX_LEVELS]; /* ptes of the tables, by level */
	unsigned int top;
};

/**
 * struct ref_format - What a manual says, for the oracle
 * @name: As ptw_format's
 * @page_shift: log2 of the bytes of a page
 * @index_bits: log2 of the slots of a table
 * @top: Level of the highest root
 * @fields: Its fields, ending with one that has no roles
 * @setup: Fill roots and pa_bits from the configuration
 * @locate: The root for @va, and in *@offset the bits of @va that select slots and
 *	bytes; %NULL with *@reason filled
 * @classify: What @pte is, and why where it is bad
 * @describe: Rights, attributes and run of a leaf
 * @refine: What the operating system keeps in a pte that is not present; %NULL where
 *	there is none
 * @os_grants: Whether GUP would take the leaf; %NULL where there is none
 * @judge: Whether the rules about the accessor refuse; %NULL without such
 * @same_run: Whether two leaves can be part of one run
 * @whole_run: log2 of how many slots' worth of memory a leaf maps, from an address that is
 *	aligned to all of it; %NULL where each leaf maps its own slot's worth
 */
struct ref_format {
	const char *name;
	unsigned int page_shift;
	unsigned int index_bits;
	unsigned int top;
	const struct ref_field *fields;
	void (*setup)(struct ref_space *space);
	const struct ref_root *(*locate)(const struct ref_space *space, __u64 va, __u64 *offset,
					 enum ptw_reason *reason);
	enum ptw_kind (*classify)(const struct ref_space *space, __u64 pte, unsigned int level,
				  enum ptw_reason *reason);
	void (*describe)(const struct ref_space *space, struct ref_answer *answer);
	void (*refine)(const struct ref_space *space, __u64 va, struct ref_answer *answer);
	bool (*os_grants)(const struct ref_space *space, const struct ref_answer *answer,
			  unsigned int want);
	bool (*judge)(const struct ref_space *space, const struct ref_answer *answer,
		      unsigned int want);
	bool (*same_run)(const struct ref_space *space, __u64 a, __u64 b);
	unsigned int (*whole_run)(const struct ref_space *space, unsigned int level, __u64 pte);
};

/* By ISA; each ends with one that has no name */
extern const struct ref_format ref_x86_formats[];
extern const struct ref_format ref_ept_formats[];
extern const struct ref_format ref_arm64_formats[];
extern const struct ref_format ref_arm64_s2_formats[];
extern const struct ref_format ref_riscv_formats[];
extern const struct ref_format ref_soft_formats[];

/* A value that a pte has, from all of its fields of that meaning */
__u64 ref_get(const struct ref_format *format, enum ref_role role, unsigned int level,
	      unsigned int meaning, __u64 pte);

/* @pte with such a value put in; what does not fit is lost */
__u64 ref_put(const struct ref_format *format, enum ref_role role, unsigned int level,
	      unsigned int meaning, __u64 pte, __u64 value);

/* log2 of the bytes that a leaf maps, and the first of them */
unsigned int ref_mapped(const struct ref_space *space, unsigned int level, __u64 pte);
__u64 ref_leaf_pa(const struct ref_space *space, unsigned int level, __u64 pte);

/* log2 of the bytes that a slot spans */
unsigned int ref_shift(const struct ref_format *format, unsigned int level);

/* Level of a root's table */
unsigned int ref_top(const struct ref_format *format, const struct ref_root *root);

/* A register that was given; @otherwise when it was not */
__u64 ref_register(const struct ref_space *space, const char *name, __u64 otherwise);
bool ref_register_given(const struct ref_space *space, const char *name);

/* A word of memory. Return: false where there is none */
bool ref_load(const struct ref_space *space, __u64 pa, __u64 *word);

/* A space for a configuration that ptw_space_init() accepts; @config's pointers stay */
void ref_space_init(struct ref_space *space, const char *format,
		    const struct ptw_space_config *config);

/* Walk; everything but what depends on a want */
void ref_walk(const struct ref_space *space, __u64 va, struct ref_answer *answer);

/* The walk as ptw_follow() answers it. Return: its code; *@answer may lose its run */
int ref_follow(const struct ref_space *space, __u64 va, unsigned int want,
	       struct ref_answer *answer);

/* The first address from *@va on that a root translates. Return: false without one */
bool ref_first(const struct ref_space *space, __u64 *va);

/* The same behind the slot that an answer for *@va came from */
bool ref_next(const struct ref_space *space, const struct ref_answer *answer, __u64 *va);

/* ref_linux.c: state and payload, by the type of a pte that is not present */
void ref_linux_swap(const struct ref_space *space, unsigned int type, __u64 offset,
		    unsigned int pfn_bits, struct ptw_soft *soft);

/* Whether the space's Linux is at least this one */
bool ref_linux_since(const struct ref_space *space, int major, int minor);

#endif /* PTW_TESTS_REF_H */
