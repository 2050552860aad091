// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Rights, as a truth table: every combination of the bits that grant or deny, at every
 * level, under every register that shapes them, against what the manual says in a few
 * lines. Nothing here is shared with the formats.
 */
#include <criterion/criterion.h>
#include <ptw/ptw.h>

#define TABLE 0x1000ULL
#define VA    0x0000008040201000ULL /* index 1 at each of four levels */

static __u64 memory[4][512] __attribute__((aligned(4096)));
static struct ptw_space space;

/* What an access is granted, and why it is not */
struct verdict {
	unsigned int rights;
	enum ptw_kind kind;
	unsigned int level;
	int af_fault;
};

static void make_space(const char *format, const struct ptw_register *registers, unsigned int nr)
{
	struct ptw_space_config config = { .root1 = PTW_NO_ROOT };
	struct ptw_error error = { "", "" };

	config.registers = registers;
	config.nr_registers = nr;
	config.mem = memory;
	config.mem_bytes = sizeof(memory);
	cr_assert_eq(ptw_space_init(&space, format, &config, &error), 0, "%s %s", error.field,
		     error.text);
}

static int expected_return(const struct verdict *verdict, unsigned int want)
{
	unsigned int granted = want & PTW_WANT_USER ? verdict->rights : verdict->rights >> 3;

	switch (verdict->kind) {
	case PTW_HOLE:
		return -ENOENT;
	case PTW_BAD:
		return -EUCLEAN;
	default:
		if (!(want & 7))
			return 0;
		return want & 7 & ~granted || verdict->af_fault ? -EACCES : 0;
	}
}

/* One walk; which of the 16 wants is tried goes round from one to the next. */
static void check(const struct verdict *verdict)
{
	static unsigned int want;
	struct ptw_leaf leaf;
	int ret;

	want = (want + 1) & 15;
	ret = ptw_follow(&space, VA, want, &leaf);
	if (ret == expected_return(verdict, want) && ptw_leaf_kind(&leaf) == verdict->kind &&
	    ptw_leaf_level(&leaf) == verdict->level &&
	    (verdict->kind != PTW_LEAF || ptw_leaf_rights(&leaf) == verdict->rights))
		return;
	cr_assert_fail("ptes 0x%llx 0x%llx 0x%llx 0x%llx, want %u: %d, kind %d at %u, rights 0x%x; "
		       "should be %d, kind %d at %u, rights 0x%x",
		       memory[0][1], memory[1][1], memory[2][1], memory[3][1], want, ret,
		       ptw_leaf_kind(&leaf), ptw_leaf_level(&leaf), ptw_leaf_rights(&leaf),
		       expected_return(verdict, want), verdict->kind, verdict->level,
		       verdict->rights);
}

/*
 * Intel SDM, volume 3A, "Determination of Access Rights": an address is user-mode when
 * US is set in every entry; writes need RW in every entry (of privileged code only with
 * CR0.WP); XD in any entry forbids to execute. XD is reserved without EFER.NXE.
 */
static struct verdict x86_says(const unsigned int bits[4], int wp, int nxe)
{
	struct verdict v = { 0, PTW_LEAF, 0, 0 };
	int write = 1, user = 1, xd = 0;
	unsigned int i;

	for (i = 0; i < 4; i++) {
		v.level = 3 - i;
		v.kind = PTW_HOLE;
		if (!(bits[i] & 1))
			return v;
		v.kind = PTW_BAD;
		if (bits[i] & 8 && !nxe)
			return v;
		write &= bits[i] >> 1 & 1;
		user &= bits[i] >> 2 & 1;
		xd |= bits[i] >> 3;
	}
	v.kind = PTW_LEAF;
	v.rights = PTW_RIGHT_PR;
	if (write || !wp)
		v.rights |= PTW_RIGHT_PW;
	if (!xd)
		v.rights |= PTW_RIGHT_PX;
	if (user)
		v.rights |= PTW_RIGHT_UR | (write ? PTW_RIGHT_UW : 0) | (xd ? 0 : PTW_RIGHT_UX);
	return v;
}

/* P, RW, US and XD at four levels, under CR0.WP and EFER.NXE */
Test(rights, x86_64_grants_what_every_level_grants)
{
	unsigned int all, i, wp, nxe, bits[4];

	for (i = 0; i < 4; i++)
		cr_assert_eq(memory[i][1], 0);
	for (wp = 0; wp < 2; wp++)
		for (nxe = 0; nxe < 2; nxe++) {
			struct ptw_register registers[] = {
				{ "cr0", 0x80000001 | wp << 16 },
				{ "efer", 0x500 | nxe << 11 },
			};

			make_space("x86-64", registers, 2);
			for (all = 0; all < 1 << 16; all++) {
				struct verdict v;

				for (i = 0; i < 4; i++) {
					bits[i] = all >> 4 * i & 15;
					memory[i][1] = (bits[i] & 7) | TABLE * (i + 1) |
						       (__u64)bits[i] >> 3 << 63;
				}
				v = x86_says(bits, wp, nxe);
				check(&v);
			}
		}
}

static int grants(unsigned int want)
{
	struct ptw_leaf leaf;

	cr_assert_eq(ptw_follow(&space, VA, 0, &leaf), 0);
	return !ptw_leaf_judge(&space, &leaf, want);
}

/*
 * SDM, the same section: SMEP, and protection keys. A key denies by its two bits
 * of PKRU for user pages, of PKRS for the others: data accesses, or writes (of
 * privileged code with CR0.WP).
 */
Test(rights, x86_64_accessors_have_rules_of_their_own)
{
	unsigned int bits;

	memory[0][1] = 0x1007;
	memory[1][1] = 0x2007;
	memory[2][1] = 0x3007;
	for (bits = 0; bits < 1 << 9; bits++) {
		unsigned int key = bits & 15, user = bits >> 4 & 1, smep = bits >> 5 & 1;
		unsigned int wp = bits >> 6 & 1, pke = bits >> 7 & 1, pks = bits >> 8;
		/* Key k denies as the low two bits of k say. */
		struct ptw_register registers[] = {
			{ "cr0", 0x80000001 | wp << 16 },
			{ "cr4", 0x20 | smep << 20 | pke << 22 | pks << 24 },
			{ "pkru", 0xe4e4e4e4 },
			{ "pkrs", 0xe4e4e4e4 },
		};
		int keys = user ? pke : pks, ad = keys && key & 1, wd = keys && key & 2;

		make_space("x86-64", registers, 4);
		memory[3][1] = 0x4003 | user << 2 | (__u64)key << 59;
		cr_assert_eq(grants(PTW_WANT_READ), !ad);
		cr_assert_eq(grants(PTW_WANT_WRITE), !ad && !(wd && wp));
		cr_assert_eq(grants(PTW_WANT_EXEC), !(smep && user));
		cr_assert_eq(grants(PTW_WANT_READ | PTW_WANT_USER), user && !ad);
		cr_assert_eq(grants(PTW_WANT_WRITE | PTW_WANT_USER), user && !ad && !wd);
		cr_assert_eq(grants(PTW_WANT_EXEC | PTW_WANT_USER), (int)user);
	}
}

/* One arm64 descriptor's say, and the registers that shape it */
struct arm64_case {
	unsigned int ap, uxn, pxn, dbm, af; /* of the page; ap is AP[2:1] */
	unsigned int tables[3];		    /* APTable[1:0], UXNTable, PXNTable from bit 3 on */
	unsigned int wxn, hpd, e0pd, ha, hd;
};

/*
 * Arm ARM, AArch64.S1DirectBasePermissions() and what leads to it: the page's AP and XN
 * bits, AP[2] clear where the hardware manages dirty state and DBM is set, the tables'
 * limits unless HPD, no privileged execution of what EL0 can write, WXN, E0PD.
 */
static struct verdict arm64_says(const struct arm64_case *c)
{
	struct verdict v = { 0, PTW_LEAF, 0, !c->af && !c->ha };
	int ro = c->ap >> 1, el0 = c->ap & 1, uxn = c->uxn, pxn = c->pxn;
	int pr = 1, pw, px, ur, uw, ux, i;

	if (c->ha && c->hd && c->dbm)
		ro = 0;
	for (i = 0; i < 3 && !c->hpd; i++) {
		ro |= c->tables[i] >> 3 & 1;
		el0 &= ~c->tables[i] >> 2 & 1;
		uxn |= c->tables[i] >> 1 & 1;
		pxn |= c->tables[i] & 1;
	}
	pw = !ro;
	ur = el0;
	uw = el0 && !ro;
	px = !pxn && !uw;
	ux = !uxn;
	if (c->wxn) {
		px = px && !pw;
		ux = ux && !uw;
	}
	if (c->e0pd)
		ur = uw = ux = 0;
	v.rights = ur | uw << 1 | ux << 2 | pr << 3 | pw << 4 | px << 5;
	return v;
}

/* Every page there is, below tables that are set up */
static void arm64_pages(struct arm64_case *c)
{
	unsigned int bits;
	struct verdict v;

	for (bits = 0; bits < 64; bits++) {
		c->ap = bits & 3;
		c->uxn = bits >> 2 & 1;
		c->pxn = bits >> 3 & 1;
		c->dbm = bits >> 4 & 1;
		c->af = bits >> 5 & 1;
		memory[3][1] = 0x12345003 | c->ap << 6 | c->af << 10 | (__u64)c->dbm << 51 |
			       (__u64)c->pxn << 53 | (__u64)c->uxn << 54;
		v = arm64_says(c);
		check(&v);
	}
}

static void arm64_registers(struct arm64_case *c, unsigned int bits)
{
	struct ptw_register registers[] = { { "tcr", 0x0000000580100010 }, { "sctlr", 1 } };

	c->wxn = bits & 1;
	c->hpd = bits >> 1 & 1;
	c->e0pd = bits >> 2 & 1;
	c->ha = bits >> 3 & 1;
	c->hd = bits >> 4 & 1;
	registers[0].value |= (__u64)c->hpd << 41 | (__u64)c->e0pd << 55 | (__u64)c->ha << 39 |
			      (__u64)c->hd << 40;
	registers[1].value |= c->wxn << 19;
	make_space("arm64-4k", registers, 2);
}

/*
 * AP, UXN, PXN, DBM, AF of a page, APTable, UXNTable, PXNTable of three tables, under
 * WXN, HPD0, E0PD0, HA and HD: 8 million walks
 */
Test(rights, arm64_denies_what_any_level_denies)
{
	struct arm64_case c;
	unsigned int registers, all, i;

	for (registers = 0; registers < 32; registers++) {
		arm64_registers(&c, registers);
		for (all = 0; all < 1 << 12; all++) {
			for (i = 0; i < 3; i++) {
				c.tables[i] = all >> 4 * i & 15;
				memory[i][1] = (__u64)c.tables[i] << 59 | TABLE * (i + 1) | 3;
			}
			arm64_pages(&c);
		}
	}
}

/*
 * Intel SDM, volume 3C, "EPT Misconfigurations" and "EPT Violations": an entry is present
 * when it has any right; it may not have W without R, nor, where the processor cannot, X.
 * Each access needs its bit in every entry. Bit 10 is a right, to execute for user-mode
 * addresses, with mode-based execution only.
 */
static struct verdict ept_says(const unsigned int bits[4], int mbec, int exec_only)
{
	struct verdict v = { 0, PTW_LEAF, 0, 0 };
	unsigned int all = 15, i, has;

	for (i = 0; i < 4; i++) {
		has = mbec ? bits[i] : bits[i] & 7;
		v.level = 3 - i;
		v.kind = PTW_HOLE;
		if (!has)
			return v;
		v.kind = PTW_BAD;
		if (!(has & 1) && (has & 2 || !exec_only))
			return v;
		all &= bits[i];
	}
	v.kind = PTW_LEAF;
	if (all & 1)
		v.rights |= PTW_RIGHT_UR | PTW_RIGHT_PR;
	if (all & 2)
		v.rights |= PTW_RIGHT_UW | PTW_RIGHT_PW;
	if (all & 4)
		v.rights |= PTW_RIGHT_PX;
	if (all & (mbec ? 8 : 4))
		v.rights |= PTW_RIGHT_UX;
	return v;
}

/* R, W, X and bit 10 at four levels */
static void ept_entries(int mbec, int exec_only)
{
	unsigned int all, i, bits[4];
	struct verdict v;

	for (all = 0; all < 1 << 16; all++) {
		for (i = 0; i < 4; i++) {
			bits[i] = all >> 4 * i & 15;
			memory[i][1] = (bits[i] & 7) | (bits[i] & 8) << 7 | TABLE * (i + 1);
		}
		memory[3][1] |= 6 << 3;
		v = ept_says(bits, mbec, exec_only);
		check(&v);
	}
}

/* The same under mode-based execution, and without execute-only translations */
Test(rights, ept_grants_what_every_level_grants)
{
	int mbec, exec_only;

	for (mbec = 0; mbec < 2; mbec++)
		for (exec_only = 0; exec_only < 2; exec_only++) {
			struct ptw_register registers[] = {
				{ "mbec", mbec },
				{ "ept_vpid_cap", 0x230040 | exec_only },
			};

			make_space("ept", registers, 2);
			ept_entries(mbec, exec_only);
		}
}

/*
 * Arm ARM, AArch64.S2DirectBasePermissions(): S2AP to read and to write, and XN says who
 * executes. DBM makes writable where the hardware manages dirty state.
 */
static struct verdict arm64_s2_says(unsigned int bits, int ha, int hd, int xnx)
{
	int r = bits & 1, w = bits >> 1 & 1, xn0 = bits >> 2 & 1, xn1 = bits >> 3 & 1;
	int dbm = bits >> 4 & 1, af = bits >> 5 & 1;
	struct verdict v = { 0, PTW_LEAF, 0, !af && !ha };
	int ux = !xn1, px = xnx ? xn0 == xn1 : !xn1;

	if (dbm && ha && hd)
		w = 1;
	v.rights = r | w << 1 | ux << 2 | r << 3 | w << 4 | px << 5;
	return v;
}

/* S2AP, XN, DBM and AF of a page, under HA, HD and FEAT_XNX; whatever the tables say */
Test(rights, arm64_stage_2_grants_what_the_leaf_grants)
{
	unsigned int all, bits, i;

	for (all = 0; all < 8; all++) {
		int ha = all & 1, hd = all >> 1 & 1, xnx = all >> 2;
		struct ptw_register registers[] = {
			{ "vtcr", 0x80050090 | ha << 21 | hd << 22 },
			{ "id_aa64mmfr1", (__u64)xnx << 28 },
		};

		make_space("arm64-s2-4k", registers, 2);
		for (bits = 0; bits < 1 << 11; bits++) {
			struct verdict v = arm64_s2_says(bits & 63, ha, hd, xnx);

			for (i = 0; i < 3; i++)
				memory[i][1] = (__u64)(bits >> 6) << 59 | TABLE * (i + 1) | 3;
			memory[3][1] = 0x1234503f | (bits & 3) << 6 | (__u64)(bits >> 2 & 3) << 53 |
				       (__u64)(bits >> 4 & 1) << 51 | (bits >> 5 & 1) << 10;
			check(&v);
		}
	}
}

/* One RISC-V pte, and the registers that shape what it grants */
struct riscv_case {
	unsigned int r, w, x, u, a, d;
	unsigned int adue, mxr, sum;
};

/*
 * RISC-V Privileged Architecture, "Virtual Address Translation Process": what R, W and X say,
 * of U to user code, else to privileged code, which executes none of user code's pages; and
 * which accessor SUM keeps away. MXR makes readable what is executable. A write needs D, and
 * each access A, unless the hardware sets them. R, W and X clear is no leaf.
 */
static struct verdict riscv_says(const struct riscv_case *c)
{
	struct verdict v = { 0, PTW_LEAF, 0, !c->a && !c->adue };
	unsigned int r = c->r | (c->mxr & c->x), w = c->w & (c->d | c->adue);

	if ((c->w && !c->r) || !(c->r | c->w | c->x))
		v.kind = PTW_BAD;
	if (c->u)
		v.rights = r | w << 1 | c->x << 2 | r << 3 | w << 4;
	else
		v.rights = r << 3 | w << 4 | c->x << 5;
	return v;
}

static void riscv_page(struct riscv_case *c, unsigned int bits)
{
	unsigned int want;
	struct verdict v;

	c->r = bits & 1;
	c->w = bits >> 1 & 1;
	c->x = bits >> 2 & 1;
	c->u = bits >> 3 & 1;
	c->a = bits >> 4 & 1;
	c->d = bits >> 5 & 1;
	memory[3][1] = 0x12345000 >> 2 | 1 | c->r << 1 | c->w << 2 | c->x << 3 | c->u << 4 |
		       c->a << 6 | c->d << 7;
	v = riscv_says(c);
	for (want = 0; want < 16; want++)
		check(&v);
	if (v.kind != PTW_LEAF)
		return;
	for (want = 1; want < 16; want++) {
		unsigned int has = want & PTW_WANT_USER ? v.rights & 7 : v.rights >> 3;

		if (!(want & 7))
			continue;
		if (c->u && !c->sum && !(want & PTW_WANT_USER))
			has &= PTW_WANT_EXEC;
		cr_assert_eq(grants(want), !(want & 7 & ~has) && !v.af_fault);
	}
}

/* R, W, X, U, A and D of a page, under ADUE, MXR and SUM; and what the accessor's rules leave */
Test(rights, riscv_grants_what_the_leaf_grants)
{
	struct riscv_case c;
	unsigned int all, bits, i;

	for (i = 0; i < 3; i++)
		memory[i][1] = TABLE * (i + 1) >> 2 | 1;
	for (all = 0; all < 8; all++) {
		c.adue = all & 1;
		c.mxr = all >> 1 & 1;
		c.sum = all >> 2;
		struct ptw_register registers[] = {
			{ "menvcfg", (__u64)c.adue << 61 },
			{ "sstatus", c.mxr << 19 | c.sum << 18 },
		};

		make_space("riscv-sv48", registers, 2);
		for (bits = 0; bits < 64; bits++)
			riscv_page(&c, bits);
	}
}
