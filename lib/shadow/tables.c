// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The shadow's own tables: mapping, dropping, aging, in any format that has encoders.
 * They change under the shadow's lock; vcpus and aging use them without.
 *
 *	fault                            vcpu, aging
 *	-----                            -----------
 *	table_alloc: slots are zero
 *	link: release of the pointer
 *	                                 loads the pointer; what it leads to comes
 *	                                 after it: sees zeros, or what came later
 *
 *	a table is replaced by a leaf    uses the table
 *	pointer cleared
 *	guest_flush: waits for vcpus     leaves
 *	leaf
 *	call_rcu: waits for aging
 *	the table is free
 *
 * A. A pte changes by one store or one exchange of the whole word. What the processor
 *    marks in between is not lost: whoever takes a leaf out gets it as it was last.
 * B. A slot that held one mapping holds nothing before it holds another of a different
 *    size, and no vcpu is left that uses the first (break before make).
 * C. A table returns to the allocator when no vcpu and no aging can be in it.
 */
#include "shadow/shadow.h"

static unsigned int table_slots(const struct ptw_shadow *shadow)
{
	return 1u << shadow->fmt->index_bits;
}

static u64 *table_at(const struct ptw_shadow *shadow, u64 pa)
{
	return shadow->memory + pa / sizeof(u64);
}

/* No address is beyond the tables, so the root needs no mask of its own. */
static unsigned int slot_index(const struct ptw_shadow *shadow, u64 gpa, unsigned int level)
{
	return gpa >> ptw_level_shift(shadow->fmt, level) & (table_slots(shadow) - 1);
}

/*
 * What the notifier dropped from a slot: the page's address, with two bits that it does
 * not need. 0: nothing.
 */
#define ZAPPED_WRITABLE 1
#define ZAPPED_VALID	2

static u64 *zapped_of(struct ptw_shadow *shadow, const u64 *slot)
{
	u64 at = slot - shadow->memory, page = BIT_ULL(shadow->fmt->page_shift) / sizeof(u64);

	return &shadow->zapped[at / page * table_slots(shadow) + at % page];
}

static u64 zapped_word(u64 pa, bool writable)
{
	return pa | ZAPPED_VALID | (writable ? ZAPPED_WRITABLE : 0);
}

static bool pte_writable(struct ptw_shadow *shadow, u64 pte)
{
	return shadow->fmt->leaf_grant(shadow->fmt, &shadow->space, &shadow->space.half[0], pte,
				       0) >>
		       PTW_INFO_RIGHTS_SHIFT &
	       PTW_RIGHT_PW;
}

/* Encode a leaf. Formats without user's and others' rights take what they know. */
static int leaf_pte(struct ptw_shadow *shadow, u64 pa, unsigned int level, bool writable,
		    unsigned int attr, u64 *pte)
{
	const struct ptw_mapping map = {
		.pa = pa,
		.rights = PTW_RIGHTS_ALL & ~(writable ? 0 : PTW_RIGHT_UW | PTW_RIGHT_PW),
		.attr = attr & shadow->attr,
		.memtype = PTW_MEMTYPE_DEFAULT,
	};

	return shadow->fmt->make_leaf(shadow->fmt, &shadow->space, level, &map, pte);
}

static enum ptw_kind kind_of(struct ptw_shadow *shadow, u64 pte, unsigned int level)
{
	return shadow->fmt->kind(shadow->fmt, &shadow->space, pte, level);
}

static u64 *table_alloc(struct ptw_shadow *shadow)
{
	struct shadow_table *table;
	u64 *slots;
	unsigned int i;

	spin_lock(&shadow->free_lock);
	table = shadow->free;
	if (table)
		shadow->free = table->next;
	spin_unlock(&shadow->free_lock);
	if (!table)
		return NULL;
	slots = table_at(shadow, (u64)(table - shadow->table) << shadow->fmt->page_shift);
	for (i = 0; i < table_slots(shadow); i++) {
		slots[i] = 0;
		*zapped_of(shadow, &slots[i]) = 0;
	}
	return slots;
}

static void table_free(struct shadow_table *table)
{
	struct ptw_shadow *shadow = table->shadow;

	spin_lock(&shadow->free_lock);
	table->next = shadow->free;
	shadow->free = table;
	spin_unlock(&shadow->free_lock);
}

static void table_free_rcu(struct rcu_head *rcu)
{
	table_free(container_of(rcu, struct shadow_table, rcu));
}

/* C: no vcpu is in the tables from @pa on; aging may be. */
static void tables_free(struct ptw_shadow *shadow, u64 pa, unsigned int level)
{
	u64 *slots = table_at(shadow, pa), pte;
	unsigned int i;

	for (i = 0; level && i < table_slots(shadow); i++) {
		pte = READ_ONCE(slots[i]);
		if (kind_of(shadow, pte, level) == PTW_TABLE)
			tables_free(shadow, shadow->fmt->table_pa(shadow->fmt, &shadow->space, pte),
				    level - 1);
	}
	call_rcu(&shadow->table[pa >> shadow->fmt->page_shift].rcu, table_free_rcu);
}

/* A: whatever a vcpu marked before the exchange is in what it returns. */
static bool zap_leaf(struct ptw_shadow *shadow, u64 *slot, unsigned int level, bool told)
{
	u64 pte = xchg(slot, 0), pa = shadow->fmt->leaf_pa(shadow->fmt, &shadow->space, pte, level);

	*zapped_of(shadow, slot) = told ? zapped_word(pa, pte_writable(shadow, pte)) : 0;
	shadow->stats.zaps += told;
	return true;
}

/* A large leaf goes as a whole, also when the range has a part of it only. */
static bool zap_table(struct ptw_shadow *shadow, u64 pa, unsigned int level, u64 first, u64 last,
		      bool told)
{
	unsigned int i = slot_index(shadow, first, level), end = slot_index(shadow, last, level);
	u64 span = BIT_ULL(ptw_level_shift(shadow->fmt, level)), next, pte, *slot;
	bool any = false;

	for (; i <= end; i++, first = next + 1) {
		next = first | (span - 1);
		slot = table_at(shadow, pa) + i;
		pte = READ_ONCE(*slot);
		switch (kind_of(shadow, pte, level)) {
		case PTW_LEAF:
			any |= zap_leaf(shadow, slot, level, told);
			break;
		case PTW_TABLE:
			any |= zap_table(shadow,
					 shadow->fmt->table_pa(shadow->fmt, &shadow->space, pte),
					 level - 1, first, next < last ? next : last, told);
			break;
		default:
			break;
		}
	}
	return any;
}

bool tables_zap(struct ptw_shadow *shadow, u64 first, u64 last, bool told)
{
	return zap_table(shadow, 0, shadow->space.half[0].top, first, last, told);
}

/*
 * Put an empty table where nothing is, or where a leaf was that is in the way (B).
 * Return: 0; -ENOMEM; -EOPNOTSUPP for a table that the format cannot point to
 */
static int link_table(struct ptw_shadow *shadow, u64 *slot, unsigned int level, u64 *child)
{
	u64 *slots = table_alloc(shadow), pte;

	if (!slots)
		return -ENOMEM;
	*child = (u64)(slots - shadow->memory) * sizeof(u64);
	if (shadow->fmt->make_table(shadow->fmt, &shadow->space, level, *child, &pte)) {
		table_free(&shadow->table[*child >> shadow->fmt->page_shift]);
		return -EOPNOTSUPP;
	}
	if (xchg(slot, 0))
		guest_flush(shadow);
	/*
	 * Pairs with the dependent loads of vcpus and of aging. Without it they could follow
	 * the pointer and find slots as they were before they were zeroed.
	 */
	smp_store_release(slot, pte);
	return 0;
}

/* The slot at @level, with tables above it. Return: as link_table() */
static int slot_for(struct ptw_shadow *shadow, u64 gpa, unsigned int level, u64 **slot)
{
	unsigned int at = shadow->space.half[0].top;
	u64 table = 0, pte;
	int ret;

	for (;; at--) {
		*slot = table_at(shadow, table) + slot_index(shadow, gpa, at);
		if (at == level)
			return 0;
		pte = READ_ONCE(**slot);
		if (kind_of(shadow, pte, at) == PTW_TABLE) {
			table = shadow->fmt->table_pa(shadow->fmt, &shadow->space, pte);
			continue;
		}
		ret = link_table(shadow, *slot, at, &table);
		if (ret)
			return ret;
	}
}

/* Take out what stands where a leaf is to go (B): a leaf of other content, or a table. */
static void make_room(struct ptw_shadow *shadow, u64 *slot, unsigned int level)
{
	u64 pte = xchg(slot, 0);

	if (!pte)
		return;
	guest_flush(shadow);
	if (kind_of(shadow, pte, level) != PTW_TABLE)
		return;
	shadow->stats.grown++;
	tables_free(shadow, shadow->fmt->table_pa(shadow->fmt, &shadow->space, pte), level - 1);
}

int tables_map(struct ptw_shadow *shadow, u64 gpa, u64 pa, unsigned int level, bool writable)
{
	unsigned int attr = PTW_ATTR_ACCESSED | (writable ? PTW_ATTR_DIRTY : 0);
	u64 *slot, *zapped, pte;
	int ret;

	if (leaf_pte(shadow, pa, level, writable, attr, &pte))
		return -EOPNOTSUPP;
	ret = slot_for(shadow, gpa, level, &slot);
	if (ret)
		return ret;
	zapped = zapped_of(shadow, slot);
	if (*zapped == zapped_word(pa, writable))
		shadow->stats.wasted++;
	*zapped = 0;
	if (READ_ONCE(*slot) != pte) {
		make_room(shadow, slot, level);
		/*
		 * Pairs with the dependent loads of vcpus: who finds the page finds in it what it
		 * held when it was found here.
		 */
		smp_store_release(slot, pte);
	}
	return 0;
}

/* Give a leaf other attributes, unless it has changed by now: then it is another. */
static void set_attr(struct ptw_shadow *shadow, u64 *slot, u64 pte, unsigned int level,
		     unsigned int attr)
{
	u64 pa = shadow->fmt->leaf_pa(shadow->fmt, &shadow->space, pte, level), marked;

	if (!leaf_pte(shadow, pa, level, pte_writable(shadow, pte), attr, &marked))
		try_cmpxchg(slot, &pte, marked);
}

static unsigned int attr_of(struct ptw_shadow *shadow, u64 pte, unsigned int level)
{
	return shadow->fmt->attr(shadow->fmt, &shadow->space, pte, level) & shadow->attr;
}

void tables_mark(struct ptw_shadow *shadow, u64 gpa, const struct ptw_leaf *leaf, unsigned int attr)
{
	unsigned int level = shadow->space.half[0].top, at = ptw_leaf_level(leaf), has;
	u64 table = 0, pte, *slot;

	for (;; level--) {
		slot = table_at(shadow, table) + slot_index(shadow, gpa, level);
		pte = load_dependent(*slot);
		if (level == at)
			break;
		if (kind_of(shadow, pte, level) != PTW_TABLE)
			return;
		table = shadow->fmt->table_pa(shadow->fmt, &shadow->space, pte);
	}
	has = attr_of(shadow, leaf->pte, at);
	if (pte == leaf->pte && (attr & shadow->attr & ~has))
		set_attr(shadow, slot, pte, at, has | attr);
}

static bool young_leaf(struct ptw_shadow *shadow, u64 *slot, u64 pte, unsigned int level,
		       bool clear)
{
	unsigned int attr = attr_of(shadow, pte, level);

	if (!(attr & PTW_ATTR_ACCESSED))
		return false;
	if (clear)
		set_attr(shadow, slot, pte, level, attr & ~PTW_ATTR_ACCESSED);
	return true;
}

/* No vcpu is waited for: one that does not see the bit go marks nothing, for a while. */
static bool young_table(struct ptw_shadow *shadow, u64 pa, unsigned int level, u64 first, u64 last,
			bool clear)
{
	unsigned int i = slot_index(shadow, first, level), end = slot_index(shadow, last, level);
	u64 span = BIT_ULL(ptw_level_shift(shadow->fmt, level)), next, pte, *slot;
	bool young = false;

	for (; i <= end; i++, first = next + 1) {
		next = first | (span - 1);
		slot = table_at(shadow, pa) + i;
		/* Pairs with the release in link_table(). */
		pte = load_dependent(*slot);
		switch (kind_of(shadow, pte, level)) {
		case PTW_LEAF:
			young |= young_leaf(shadow, slot, pte, level, clear);
			break;
		case PTW_TABLE:
			young |=
				young_table(shadow,
					    shadow->fmt->table_pa(shadow->fmt, &shadow->space, pte),
					    level - 1, first, next < last ? next : last, clear);
			break;
		default:
			break;
		}
	}
	return young;
}

bool tables_young(struct ptw_shadow *shadow, u64 first, u64 last, bool clear)
{
	return young_table(shadow, 0, shadow->space.half[0].top, first, last, clear);
}

/* The attributes that a leaf of the format can have: what it cannot is not marked. */
static unsigned int attr_expressed(struct ptw_shadow *shadow)
{
	static const unsigned int tries[] = { PTW_ATTR_ACCESSED | PTW_ATTR_DIRTY,
					      PTW_ATTR_ACCESSED };
	unsigned int i;
	u64 pte;

	for (i = 0; i < ARRAY_SIZE(tries); i++) {
		shadow->attr = tries[i];
		if (!leaf_pte(shadow, 0, 0, true, tries[i], &pte))
			return tries[i];
	}
	return 0;
}

int tables_create(struct ptw_shadow *shadow)
{
	struct ptw_space_config config = { .root1 = PTW_NO_ROOT, .lower_only = 1 };
	const struct ptw_format *fmt = shadow->fmt;
	u64 page = BIT_ULL(fmt->page_shift);
	unsigned int i, nr = shadow->config.tables;
	u64 pte;

	if (fmt->pte_bytes != sizeof(u64) || !fmt->make_leaf || !fmt->make_table)
		return -EOPNOTSUPP;
	shadow->memory = kcalloc(nr, page, GFP_KERNEL);
	shadow->table = kcalloc(nr, sizeof(*shadow->table), GFP_KERNEL);
	shadow->zapped = kcalloc((u64)nr << fmt->index_bits, sizeof(u64), GFP_KERNEL);
	if (!shadow->memory || !shadow->table || !shadow->zapped)
		return -ENOMEM;
	config.mem = shadow->memory;
	config.mem_bytes = nr * page;
	if (ptw_space_init(&shadow->space, shadow->config.format, &config, NULL))
		return -EOPNOTSUPP;
	for (i = nr - 1; i > 0; i--) {
		shadow->table[i].shadow = shadow;
		table_free(&shadow->table[i]);
	}
	shadow->attr = attr_expressed(shadow);
	return leaf_pte(shadow, 0, 0, true, 0, &pte) ? -EOPNOTSUPP : 0;
}

/* Tables that wait for a grace period are of the memory that is freed here. */
void tables_destroy(struct ptw_shadow *shadow)
{
	rcu_barrier();
	kfree(shadow->memory);
	kfree(shadow->table);
	kfree(shadow->zapped);
}
