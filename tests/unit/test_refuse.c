// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Configurations that contradict themselves or the format: each is refused with a word
 * that names the field, as the command line calls it.
 */
#include <criterion/criterion.h>
#include <ptw/ptw.h>

#define B(n) (1ULL << (n))

static struct ptw_register reg[8];

static struct ptw_space_config config(void)
{
	struct ptw_space_config c = { .root = 0x10000, .root1 = PTW_NO_ROOT, .registers = reg };

	return c;
}

/* Give one register more. */
static void give(struct ptw_space_config *c, const char *name, __u64 value)
{
	reg[c->nr_registers].name = name;
	reg[c->nr_registers].value = value;
	c->nr_registers++;
}

static void refused(const char *format, const struct ptw_space_config *c, int code,
		    const char *field)
{
	struct ptw_error error = { NULL, NULL };
	struct ptw_space space;

	cr_assert_eq(ptw_space_init(&space, format, c, &error), code, "%s: %s %s", format, field,
		     c->os ? c->os : "");
	cr_assert_str_eq(error.field, field);
	cr_assert_not_null(error.text);
	cr_assert_eq(ptw_space_init(&space, format, c, NULL), code, "nobody need listen");
}

static void accepted(const char *format, const struct ptw_space_config *c)
{
	struct ptw_error error = { "", "" };
	struct ptw_space space;

	cr_assert_eq(ptw_space_init(&space, format, c, &error), 0, "%s: %s %s", format, error.field,
		     error.text);
}

/* A configuration with one register, refused for that register */
static void refused_register(const char *format, const char *name, __u64 value, int code)
{
	struct ptw_space_config c = config();

	give(&c, name, value);
	refused(format, &c, code, name);
}

Test(refuse, no_root_at_all)
{
	static const char *const formats[] = { "x86-64", "x86-64-la57", "arm64-4k", "soft" };
	struct ptw_space_config c = config();
	unsigned int i;

	c.root = PTW_NO_ROOT;
	for (i = 0; i < 4; i++)
		refused(formats[i], &c, -EINVAL, "root");
}

Test(refuse, a_root_that_is_not_aligned_to_its_table)
{
	struct ptw_space_config c = config();

	c.root = 0x10800;
	refused("x86-64", &c, -EINVAL, "root");
	refused("arm64-4k", &c, -EINVAL, "root");
	refused("soft", &c, -EINVAL, "root");
	/* 4 slots, 32 bytes */
	accepted("soft-tiny", &c);
	c.root = 0x10810;
	refused("soft-tiny", &c, -EINVAL, "root");
	/* 25 bits of 4K: 16 slots, 128 bytes */
	c.root = 0x10880;
	c.va_bits = 25;
	accepted("arm64-4k", &c);
	c.root = 0x10840;
	refused("arm64-4k", &c, -EINVAL, "root");
}

Test(refuse, a_root_beyond_the_physical_width)
{
	struct ptw_space_config c = config();

	c.pa_bits = 36;
	c.root = B(36);
	refused("x86-64", &c, -EINVAL, "root");
	refused("arm64-4k", &c, -EINVAL, "root");
	refused("soft", &c, -EINVAL, "root");
	c.root = 0x10000;
	c.root1 = B(36);
	refused("arm64-4k", &c, -EINVAL, "root1");
}

Test(refuse, a_second_root_where_there_is_one)
{
	struct ptw_space_config c = config();

	c.root1 = 0x20000;
	refused("x86-64", &c, -EINVAL, "root1");
	refused("soft", &c, -EINVAL, "root1");
	accepted("arm64-4k", &c);
}

Test(refuse, widths_the_format_does_not_have)
{
	struct ptw_space_config c = config();

	c.va_bits = 47;
	refused("x86-64", &c, -EINVAL, "va-bits");
	refused("soft", &c, -EINVAL, "va-bits");
	c.va_bits = 49;
	refused("arm64-4k", &c, -EINVAL, "va-bits");
	accepted("arm64-4k-lpa2", &c);
	c.va_bits = 15;
	refused("arm64-4k", &c, -EINVAL, "va-bits");
	c.va_bits = 16;
	refused("arm64-64k", &c, -EINVAL, "va-bits");
	c.va_bits = 53;
	refused("arm64-4k-lpa2", &c, -EINVAL, "va-bits");
	c.va_bits = 48;
	c.root1 = 0x20000;
	c.va1_bits = 53;
	refused("arm64-4k", &c, -EINVAL, "va1-bits");
}

Test(refuse, physical_widths_no_processor_has)
{
	static const char *const formats[] = { "x86-64", "arm64-4k", "soft" };
	struct ptw_space_config c = config();
	unsigned int i;

	for (i = 0; i < 3; i++) {
		c.pa_bits = 31;
		refused(formats[i], &c, -EINVAL, "pa-bits");
		c.pa_bits = 53;
		refused(formats[i], &c, -EINVAL, "pa-bits");
		c.pa_bits = 32;
		accepted(formats[i], &c);
	}
}

Test(refuse, an_encryption_bit_that_cannot_be_one)
{
	struct ptw_space_config c = config();

	c.enc_mask = B(47) | B(46);
	refused("x86-64", &c, -EINVAL, "enc-mask");
	c.enc_mask = B(52);
	refused("x86-64", &c, -EINVAL, "enc-mask");
	c.enc_mask = B(12);
	refused("x86-64", &c, -EINVAL, "enc-mask");
	c.enc_mask = B(47);
	accepted("x86-64", &c);
	refused("arm64-4k", &c, -EINVAL, "enc-mask");
	refused("soft", &c, -EINVAL, "enc-mask");
}

Test(refuse, a_register_the_format_does_not_have)
{
	refused_register("x86-64", "tcr", 0, -EINVAL);
	refused_register("arm64-4k", "cr3", 0, -EINVAL);
	refused_register("soft", "cr0", 0, -EINVAL);
}

/* SDM, "Paging Modes and Control Bits": CR0.PG, CR4.PAE, EFER.LMA, CR4.LA57 */
Test(refuse, registers_of_another_paging_mode)
{
	refused_register("x86-64", "cr0", B(16), -EINVAL);
	refused_register("x86-64", "cr4", 0, -EINVAL);
	refused_register("x86-64", "cr4", B(5) | B(12), -EINVAL);
	refused_register("x86-64-la57", "cr4", B(5), -EINVAL);
	refused_register("x86-64", "efer", B(11), -EINVAL);
}

/* TCR_EL1: T0SZ 16, TG0 in 15:14 (00 4K, 01 64K, 10 16K), DS in 59 */
Test(refuse, a_tcr_of_another_format)
{
	struct ptw_space_config c = config();

	refused_register("arm64-4k", "tcr", 16 | 1 << 14, -EINVAL);
	refused_register("arm64-16k", "tcr", 16, -EINVAL);
	refused_register("arm64-64k", "tcr", 16 | 3 << 14, -EINVAL);
	refused_register("arm64-4k", "tcr", 16 | B(59), -EINVAL);
	refused_register("arm64-4k-lpa2", "tcr", 16, -EINVAL);
	c.va_bits = 39;
	give(&c, "tcr", 16);
	refused("arm64-4k", &c, -EINVAL, "va-bits");
	c.va_bits = 48;
	accepted("arm64-4k", &c);
}

/* What is known but not walked has a code of its own. */
Test(refuse, registers_that_turn_on_what_is_not_walked)
{
	static const unsigned int tcr2[] = { 0, 1, 4, 5 }; /* PnCH, PIE, AIE, D128 */
	unsigned int i;

	for (i = 0; i < 4; i++)
		refused_register("arm64-4k", "tcr2", B(tcr2[i]), -EOPNOTSUPP);
	refused_register("arm64-4k", "sctlr", B(0) | B(25), -EOPNOTSUPP); /* EE */
	refused_register("arm64-4k", "hcr", B(43), -EOPNOTSUPP);	  /* NV1 */
	refused_register("arm64-4k", "sctlr", 0, -EINVAL);		  /* M */
	refused_register("arm64-4k", "hcr", B(12), -EINVAL);		  /* DC */
}

Test(refuse, an_operating_system_that_is_not_known)
{
	static const char *const bad[] = { "linux",	 "linux-",
					   "linux-6",	 "linux-6.",
					   "linux-5.10", "linux-6.1,swapfiles=",
					   "linux-6.1x", "linux-6.1,swapfiles=32",
					   "windows-11", "" };
	struct ptw_space_config c = config();
	struct ptw_error x86, arm64;
	struct ptw_space space;
	unsigned int i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		c.os = bad[i];
		refused("x86-64", &c, -EINVAL, "os");
		refused("arm64-4k", &c, -EINVAL, "os");
		cr_assert_eq(ptw_space_init(&space, "x86-64", &c, &x86), -EINVAL);
		cr_assert_eq(ptw_space_init(&space, "arm64-4k", &c, &arm64), -EINVAL);
		cr_assert_str_eq(x86.text, arm64.text);
		refused("soft", &c, -EINVAL, "os");
	}
	c.os = "none";
	accepted("soft", &c);
	c.os = "linux-6.1,swapfiles=26";
	accepted("x86-64", &c);
}

Test(refuse, memory_that_is_not_aligned_or_wraps)
{
	struct ptw_space_config c = config();
	static __u64 words[2];

	c.mem = words;
	c.mem_bytes = 16;
	c.mem_pa = 4;
	refused("x86-64", &c, -EINVAL, "mem");
	c.mem_pa = 0;
	c.mem = (const char *)words + 1;
	refused("x86-64", &c, -EINVAL, "mem");
	c.mem = words;
	c.mem_pa = -8ULL;
	refused("x86-64", &c, -EINVAL, "mem");
	c.mem_bytes = 8;
	accepted("x86-64", &c);
}
