/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The contract for who writes a format, a dialect or an access: the three
 * descriptors that one walk is made of. An instance passes three constant
 * descriptors into the walk and the compiler folds every member call; the same
 * descriptors are ordinary tables of operations for what is cold.
 */
#ifndef PTW_FORMAT_H
#define PTW_FORMAT_H

#include <ptw/types.h>

/*
 * Members of a descriptor share one signature, and few of them use all of it. These
 * go around their definitions, for who compiles with -Wunused-parameter.
 */
#define PTW_MEMBERS_BEGIN \
	_Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wunused-parameter\"")
#define PTW_MEMBERS_END _Pragma("GCC diagnostic pop")

struct ptw_error;
struct ptw_half;
struct ptw_space;
struct ptw_space_config;

/**
 * struct ptw_field - A named field of a pte, for explain
 * @name: As the manual calls it
 * @lsb: Lowest bit
 * @width: Bits
 * @kinds: Bit (1 << kind) set for each enum ptw_kind the field exists in
 * @levels: Bit (1 << level) set for each level the field exists at
 */
struct ptw_field {
	const char *name;
	__u8 lsb;
	__u8 width;
	__u8 kinds;
	__u8 levels;
};

/* Whatever memory type the format calls its first, and one it cannot know */
#define PTW_MEMTYPE_DEFAULT (~0u)
#define PTW_MEMTYPE_UNKNOWN (~0u)

/**
 * struct ptw_mapping - What an encoder shall write into a leaf
 * @pa: First byte of the mapping; aligned to its size
 * @rights: PTW_RIGHT_*, as a walk through tables that deny nothing shall see them
 * @attr: PTW_ATTR_* the hardware or the dialect has a bit for
 * @memtype: What ptw_leaf_memtype() shall say, or %PTW_MEMTYPE_DEFAULT
 */
struct ptw_mapping {
	__u64 pa;
	__u32 rights;
	__u32 attr;
	__u32 memtype;
};

/* Of ptw_grant(): how many sets of wants it answers for, and where it keeps rights */
#define PTW_GRANT_WANTS	 (2 * PTW_WANT_USER)
#define PTW_GRANT_RIGHTS (PTW_RIGHTS_ALL << PTW_INFO_RIGHTS_SHIFT)

/* Byte r: which of the eight sets of read, write and exec the set r contains */
#define PTW_GRANT_SETS 0xff5533110f050301ULL

/* ptw_grant() as a constant, for a table */
#define PTW_GRANT(rights)                                                                         \
	((__u32)(PTW_GRANT_SETS >> (PTW_RIGHTS_PRIV & (rights)) & 0xff) |                         \
	 (__u32)(PTW_GRANT_SETS >> ((PTW_RIGHTS_USER & (rights)) << 3) & 0xff) << PTW_WANT_USER | \
	 (PTW_RIGHTS_ALL & (rights)) << PTW_INFO_RIGHTS_SHIFT)

/**
 * ptw_grant() - Rights, and what they grant, in one word
 * @rights: PTW_RIGHT_*
 *
 * The walk wants both, and with both in a word it has no choice to make. A format
 * whose rights come out of a table keeps these words in struct ptw_half.
 *
 * Return: The rights where ptw_leaf.info has them, and for every want below
 * %PTW_GRANT_WANTS (read, write, exec, user in any combination) bit (1 << want) where
 * the rights grant all of it.
 */
static inline __u32 ptw_grant(unsigned int rights)
{
	return PTW_GRANT(rights);
}

/**
 * struct ptw_format - What the hardware manual says about a page table
 * @name: As on the command line
 * @page_shift: log2 of the bytes of the smallest page
 * @index_bits: log2 of the slots of a full table
 * @pte_bytes: Bytes of a pte
 * @top_min: Lowest level a root can have
 * @top_max: Highest level a root can have; below %PTW_MAX_LEVELS and
 *	@pte_bytes - 1
 * @writable: The format can be a primary MMU's: it has @make_table and
 *	@make_leaf, and its dialect has make_soft and make_attr
 * @second_stage: Its addresses are a guest's physical ones, so that no mm of a kernel has
 *	it, and what an image says of its own tables is not about it
 * @leaf_levels: Bit (1 << level) set for each level that can hold a leaf
 * @variant: Free for formats that share their functions
 * @whole_runs: Each leaf of a run maps all of it: its @leaf_pa is where the run begins, and
 *	the address that is translated says the rest. Without, each maps its own part
 * @address: Bits of a leaf that are bits of its physical address. Bits of an address that
 *	stand elsewhere are not among them
 * @address_shift: How much further up they stand in the address; so in a table's pte
 * @decides: Bits that, besides those of the address, decide kind, rights and run of a
 *	leaf: leaves of one table that agree in them agree in everything but address
 *	and attributes. Too many only cost time
 * @grants: Bits that grant when they are set in a table's pte; all others deny, or are
 *	none of @leaf_grant's business
 * @table_names: The manual's name of a table's pte by level, 0 first
 * @registers: Names of the registers that ptw_space_config may give, %NULL last
 * @width_register: The one of them that has the widths of addresses, or %NULL
 * @fields: For explain; a row without name is the last
 * @setup: Check the configuration and fill the space's halves and words.
 *	Return: 0, or -EINVAL or -EOPNOTSUPP with @error filled
 * @half: Which root translates @va. Return: %NULL when none does
 * @range_reason: Why @half said %NULL
 * @kind: What @pte is at @level: a hole, a leaf, a table or bad. 0 is a hole
 * @glance: What @kind says of those tables and leaves that are common, and of anything
 *	else %PTW_BAD: the walk then asks @kind, where it is no longer hot. A leaf that
 *	@leaf_faults is true of, or whose run is larger than its space, is none of them;
 *	nor is one of a run with @whole_runs.
 *	%NULL: @kind
 * @glance_pa: The address in a pte that is known at a glance: of a leaf at @level, or of a
 *	table, and then @level is 0. %NULL: @leaf_pa and @table_pa
 * @bad_reason: Why @kind said %PTW_BAD
 * @table_pa: Address of the table that @pte points to: a multiple of @pte_bytes,
 *	whatever the pte
 * @leaf_pa: Address of the first byte that a leaf maps
 * @leaf_grant: What a leaf grants, as ptw_grant() says it, below tables of whose ptes
 *	@denied joins what each denies: pte ^ grants (0 without tables)
 * @leaf_faults: The access flag denies every access. %NULL: there is none; a format that
 *	has one has a @glance
 * @run_bits: log2 of how many leaves make the run that a leaf claims. %NULL: no runs
 * @run_key: The bits of a leaf that must be equal all over a run. %NULL: no runs
 * @attr: PTW_ATTR_* that the hardware defines, of a leaf
 * @memtype: Memory type of a leaf, see ptw_leaf_memtype()
 * @memtype_name: Its name, written to a buffer of 8 bytes
 * @judge: Which of @want the rules about the accessor refuse, given @rights.
 *	%NULL: there are none
 * @make_table: Encode a pointer to a table.
 *	Return: 0, or -EINVAL for an address it cannot hold
 * @make_leaf: Encode a leaf. Return: 0, -EINVAL for an address or a level it
 *	cannot have, -EOPNOTSUPP for rights or attributes it cannot express
 *
 * Members are called with descriptors and levels that are constants wherever
 * speed matters. They must be plain static inline functions without side
 * effects; @pte is always the value of the one load. Every bit pattern must have
 * a defined answer.
 */
struct ptw_format {
	const char *name;
	__u8 page_shift;
	__u8 index_bits;
	__u8 pte_bytes;
	__u8 top_min;
	__u8 top_max;
	__u8 writable;
	__u8 second_stage;
	__u8 leaf_levels;
	__u8 variant;
	__u8 whole_runs;
	__u8 address_shift;
	__u64 address;
	__u64 decides;
	__u64 grants;
	const char *table_names[PTW_MAX_LEVELS];
	const char *const *registers;
	const char *width_register;
	const struct ptw_field *fields;

	int (*setup)(const struct ptw_format *fmt, struct ptw_space *space,
		     const struct ptw_space_config *config, struct ptw_error *error);

	const struct ptw_half *(*half)(const struct ptw_format *fmt, const struct ptw_space *space,
				       __u64 va);
	enum ptw_reason (*range_reason)(const struct ptw_format *fmt, const struct ptw_space *space,
					__u64 va);
	enum ptw_kind (*kind)(const struct ptw_format *fmt, const struct ptw_space *space,
			      __u64 pte, unsigned int level);
	enum ptw_kind (*glance)(const struct ptw_format *fmt, const struct ptw_space *space,
				__u64 pte, unsigned int level);
	__u64 (*glance_pa)(const struct ptw_format *fmt, const struct ptw_space *space, __u64 pte,
			   unsigned int level);
	enum ptw_reason (*bad_reason)(const struct ptw_format *fmt, const struct ptw_space *space,
				      __u64 pte, unsigned int level);
	__u64 (*table_pa)(const struct ptw_format *fmt, const struct ptw_space *space, __u64 pte);
	__u64 (*leaf_pa)(const struct ptw_format *fmt, const struct ptw_space *space, __u64 pte,
			 unsigned int level);
	__u32 (*leaf_grant)(const struct ptw_format *fmt, const struct ptw_space *space,
			    const struct ptw_half *half, __u64 pte, __u64 denied);
	int (*leaf_faults)(const struct ptw_format *fmt, const struct ptw_space *space, __u64 pte);
	unsigned int (*run_bits)(const struct ptw_format *fmt, __u64 pte, unsigned int level);
	__u64 (*run_key)(const struct ptw_format *fmt, __u64 pte);

	unsigned int (*attr)(const struct ptw_format *fmt, const struct ptw_space *space, __u64 pte,
			     unsigned int level);
	unsigned int (*memtype)(const struct ptw_format *fmt, const struct ptw_space *space,
				__u64 pte, unsigned int level);
	void (*memtype_name)(unsigned int memtype, char name[8]);
	unsigned int (*judge)(const struct ptw_format *fmt, const struct ptw_space *space,
			      __u64 pte, unsigned int rights, unsigned int want);

	int (*make_table)(const struct ptw_format *fmt, const struct ptw_space *space,
			  unsigned int level, __u64 pa, __u64 *pte);
	int (*make_leaf)(const struct ptw_format *fmt, const struct ptw_space *space,
			 unsigned int level, const struct ptw_mapping *map, __u64 *pte);
};

/**
 * struct ptw_soft - What software keeps in a soft pte, spelled out
 * @state: The state; %PTW_STATE_NONE where it keeps nothing
 * @pa: Physical address of the page's first byte; of the states that have one
 * @swap_type: Swap device, or the number the operating system gives the state
 * @swap_offset: Offset in pages on the swap device
 * @marker: PTW_MARKER_* of a marker
 * @attr: PTW_ATTR_* that stay with a page while it is away
 */
struct ptw_soft {
	enum ptw_state state;
	__u64 pa;
	__u64 swap_offset;
	__u32 swap_type;
	__u32 marker;
	__u32 attr;
};

/* Of ptw_soft.swap_type, for make_soft(): whichever the state has. */
#define PTW_SWAP_TYPE_ANY (~0u)

/**
 * struct ptw_dialect - What an operating system writes where hardware looks away
 * @name: As on the command line, before the version
 * @setup: Parse config->os and fill space->os.
 *	Return: 0, or -EINVAL with @error filled
 * @refine: Spell out a pte that the hardware calls not present. Never called with
 *	pte 0; @soft comes zeroed. Return: its state, %PTW_STATE_NONE for a pte the
 *	operating system keeps nothing in
 * @attr: PTW_ATTR_* the operating system keeps in a leaf, @hw being those of the
 *	format: the union
 * @judge: Whether the operating system's own walk (GUP) would refuse this leaf to
 *	@want (nothing wanted: a read); @rights are the processor's
 * @make_soft: Encode a soft pte. Return: 0, -EINVAL for a payload it cannot hold,
 *	-EOPNOTSUPP for a state it does not have, or not at that level
 * @make_attr: Add PTW_ATTR_* that the operating system keeps in a leaf, which then @attr
 *	finds there. Return: 0, -EOPNOTSUPP for one it has no bit for
 *
 * Where a space has no operating system (config->os %NULL or "none") no member but
 * @setup is called.
 */
struct ptw_dialect {
	const char *name;
	int (*setup)(const struct ptw_format *fmt, struct ptw_space *space, const char *os,
		     struct ptw_error *error);
	enum ptw_state (*refine)(const struct ptw_format *fmt, const struct ptw_space *space,
				 __u64 pte, unsigned int level, __u64 va, struct ptw_soft *soft);
	unsigned int (*attr)(const struct ptw_format *fmt, const struct ptw_space *space, __u64 pte,
			     unsigned int level, unsigned int hw);
	int (*judge)(const struct ptw_format *fmt, const struct ptw_space *space, __u64 pte,
		     unsigned int level, unsigned int rights, unsigned int want);
	int (*make_soft)(const struct ptw_format *fmt, const struct ptw_space *space,
			 const struct ptw_soft *soft, unsigned int level, __u64 *pte);
	int (*make_attr)(const struct ptw_format *fmt, const struct ptw_space *space,
			 unsigned int attr, __u64 *pte);
};

/**
 * struct ptw_access - How a table word is reached, and what keeps it alive
 * @name: For reports
 * @load: Load @bytes at @pa, single-copy atomic, into *@word.
 *	Return: 0, or -EFAULT beyond what can be reached. With a @reload it may read zero
 *	instead
 * @reload: Load again what read zero, for an access whose @load cannot tell a hole from
 *	memory that is filled on demand, or that is not there. What this one reads is what
 *	there is. Only for a @pa of which @load has just returned 0. %NULL: a zero is a
 *	zero.
 *	Return: 0, or -EFAULT for what cannot be reached
 * @peek: Memory that may be read as it is: a pointer to the words from @pa on,
 *	good for *@bytes (at most what was asked for, at least one pte) and until
 *	leave. Their zeros are holes: nothing loads them again. %NULL, as member or as
 *	answer: there is no such pointer, use @load
 * @enter: Begin a section in which no table that can be reached is freed.
 *	Return: a cookie for @leave. %NULL: tables are never freed
 * @leave: End it
 *
 * What @enter guarantees is the access's affair and must be written in its
 * comment. Between enter and leave a table may be detached, moved or refilled; it
 * may not return to the allocator.
 */
struct ptw_access {
	const char *name;
	int (*load)(const struct ptw_space *space, __u64 pa, unsigned int bytes, __u64 *word);
	int (*reload)(const struct ptw_space *space, __u64 pa, unsigned int bytes, __u64 *word);
	const void *(*peek)(const struct ptw_space *space, __u64 pa, __u64 *bytes);
	unsigned long (*enter)(const struct ptw_space *space);
	void (*leave)(const struct ptw_space *space, unsigned long cookie);
};

#endif /* PTW_FORMAT_H */
