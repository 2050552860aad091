/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * An address space: which tables, in which format, under which registers, and
 * how their memory is reached. Set up once, read by any number of walks.
 */
#ifndef PTW_SPACE_H
#define PTW_SPACE_H

#include <linux/errno.h>
#include <ptw/types.h>

struct ptw_dialect;
struct ptw_format;
struct ptw_instance;

#pragma GCC visibility push(default)
#ifdef __cplusplus
extern "C" {
#endif

/* No table here: every address of that half is %PTW_RANGE. */
#define PTW_NO_ROOT (~0ULL)

/* Words of a space that belong to its format alone, and registers it may have */
#define PTW_FORMAT_WORDS  8
#define PTW_MAX_REGISTERS 8

/**
 * struct ptw_half - The addresses that one root translates
 * @grant: What leaf_grant() of the format looks up; by its own index
 * @root: Physical address of the top table, a multiple of the format's pte_bytes
 * @root_mask: The bytes of @root's table that an address may select
 * @va_check: The bits of va above them that must have one value
 * @va_value: That value; with no root here, one that no address has
 * @top: Level of the top table
 * @va_bits: log2 of the bytes of address space below @root
 * @denies: Which of the tables' denials count, in the format's notation
 * @disabled: There is a root, but a register turns its walks off
 * @first: Lowest address of the half
 * @unused: Fills up to a power of two, for ptw_half_by_bit()
 */
struct ptw_half {
	__u32 grant[16];
	__u64 root;
	__u64 root_mask;
	__u64 va_check;
	__u64 va_value;
	__u8 top;
	__u8 va_bits;
	__u8 denies;
	__u8 disabled;
	__u64 first;
	__u64 unused[2];
};

/**
 * struct ptw_os - The operating system whose dialect the space has
 * @layout: Which bits mean what; private to the dialect, %NULL for no system
 * @major: First number of the version asked for
 * @minor: Second number
 * @swapfiles: How many swap types are swap devices; the others follow from it
 * @swap_class: What each swap type stands for, in the dialect's notation
 */
struct ptw_os {
	const void *layout;
	__u16 major;
	__u16 minor;
	__u8 swapfiles;
	__u8 swap_class[32];
};

/**
 * struct ptw_space - One address space
 * @half: [0] the lower half of the addresses, [1] the upper. Where one root serves
 *	both, both have it
 * @last: Highest address of each half; below its first where there is none
 * @word: What the format computed from geometry and registers, for its own use
 * @mem: Direct access: address at which the byte at pa 0 would be
 * @mem_first: Direct access: first pa that can be read
 * @mem_bytes: Direct access: how many bytes from there on can be read
 * @cookie: Of other accesses
 * @instance: What ptw_follow() and its like call
 * @fmt: The format
 * @dia: The dialect
 * @os: What the dialect knows
 * @reg: Registers, in the format's order
 * @reg_given: Bit (1 << i) set where reg[i] was given, not assumed
 * @enc_mask: The encryption bit of a pte
 * @page_shift: Of the format
 * @pa_bits: Width of physical addresses, at most 63
 *
 * Constant once set up: walks only read it, and share it without a lock.
 */
struct ptw_space {
	struct ptw_half half[2];
	__u64 last[2];
	__u64 word[PTW_FORMAT_WORDS];
	__u64 mem;
	__u64 mem_first;
	__u64 mem_bytes;
	void *cookie;
	const struct ptw_instance *instance;
	const struct ptw_format *fmt;
	const struct ptw_dialect *dia;
	struct ptw_os os;
	__u64 reg[PTW_MAX_REGISTERS];
	__u32 reg_given;
	__u64 enc_mask;
	__u8 page_shift;
	__u8 pa_bits;
};

/**
 * struct ptw_register - A register's value, by name
 * @name: "cr4", "tcr"…: one of the format's registers
 * @value: As the register holds it
 */
struct ptw_register {
	const char *name;
	__u64 value;
};

/**
 * struct ptw_space_config - What a space is made from
 * @root: Physical address of the top table (of the lower half, where there are
 *	two), aligned to the table's size, or %PTW_NO_ROOT
 * @root1: The same for the upper half, or %PTW_NO_ROOT
 * @va_bits: Width of the lower half's addresses; 0: from the registers, or the
 *	format's usual width
 * @va1_bits: Width of the upper half's; 0: the same as @va_bits
 * @pa_bits: Width of physical addresses; 0: 52, or the widest the format has
 * @enc_mask: Memory encryption's bit in a pte, 0 without; @root may have it as well
 * @os: "linux-6.1", "linux-6.12,swapfiles=24"; %NULL or "none": no dialect
 * @registers: Registers known
 * @nr_registers: How many
 * @lower_only: Translate no address of the upper half, whether or not it has a root
 * @mem: Memory that can be read, for direct access
 * @mem_pa: Physical address of its first byte
 * @mem_bytes: How many bytes of it there are
 */
struct ptw_space_config {
	__u64 root;
	__u64 root1;
	__u32 va_bits;
	__u32 va1_bits;
	__u32 pa_bits;
	__u32 nr_registers;
	__u32 lower_only;
	__u64 enc_mask;
	const char *os;
	const struct ptw_register *registers;
	const void *mem;
	__u64 mem_pa;
	__u64 mem_bytes;
};

/**
 * struct ptw_error - What is wrong with a configuration
 * @field: The field or register, as the command line calls it: "root", "tcr"
 * @text: What is wrong with it and what would be right
 */
struct ptw_error {
	const char *field;
	const char *text;
};

/**
 * ptw_half_by_bit() - The half that translates an address
 * @space: The space
 * @va: The address
 * @bit: The bit of @va that tells the halves apart
 *
 * For formats whose two halves have checks of their own.
 *
 * Return: %NULL where @va is outside its half.
 */
static inline const struct ptw_half *ptw_half_by_bit(const struct ptw_space *space, __u64 va,
						     unsigned int bit)
{
	/* In bytes, because gcc keeps the two shifts of an index apart. */
	const struct ptw_half *half =
		(const struct ptw_half *)((const char *)space->half +
					  (va >> (bit - 7) & sizeof(struct ptw_half)));

	if ((va ^ half->va_value) & half->va_check)
		return 0;
	if (!half)
		__builtin_unreachable();
	return half;
}

/**
 * ptw_refuse_config() - Say what is wrong with a configuration
 * @error: To be filled
 * @field: The field or register, as the command line calls it
 * @text: What is wrong, or what would be right
 *
 * Return: -EINVAL.
 */
static inline int ptw_refuse_config(struct ptw_error *error, const char *field, const char *text)
{
	error->field = field;
	error->text = text;
	return -EINVAL;
}

/**
 * ptw_space_init() - Make a space whose format is chosen by name
 * @space: To be filled
 * @format: "x86-64", "arm64-4k"…, see ptw_instances()
 * @config: Roots, geometry, registers, memory
 * @error: Filled when the configuration is refused; may be %NULL
 *
 * The space reads memory directly: config->mem must stay, and may change, as long
 * as the space is used. ptw_image_space() makes one that reads an image.
 *
 * Context: Any. Allocates nothing.
 * Return: 0; -EINVAL for a configuration that contradicts itself or the format;
 * -EOPNOTSUPP for registers that turn on what the library does not walk;
 * -ENOENT for a format it does not have.
 */
int ptw_space_init(struct ptw_space *space, const char *format,
		   const struct ptw_space_config *config, struct ptw_error *error);

/**
 * ptw_space_init_instance() - Make a space for an instance of the caller's own
 * @space: To be filled
 * @instance: What PTW_INSTANTIATE() made: ptw_<name>
 * @config: As for ptw_space_init()
 * @error: As for ptw_space_init()
 *
 * Context: Any. Allocates nothing.
 * Return: As ptw_space_init(), never -ENOENT.
 */
int ptw_space_init_instance(struct ptw_space *space, const struct ptw_instance *instance,
			    const struct ptw_space_config *config, struct ptw_error *error);

#ifdef __cplusplus
}
#endif
#pragma GCC visibility pop

#endif /* PTW_SPACE_H */
