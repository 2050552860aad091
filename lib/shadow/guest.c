// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The guest's processors, which use the shadow's tables by themselves, and what it takes
 * to get them out: KVM sends an interrupt to those that are in the guest, and waits
 * until they were not (kvm_flush_remote_tlbs()).
 *
 *	invalidation                     vcpu
 *	------------                     ----
 *	                                 enter: seen becomes odd
 *	                                 loads a pte
 *	clears the pte
 *	looks at seen: odd; waits
 *	                                 uses the page
 *	                                 leave: seen becomes even
 *	the page may go
 *
 * A. What a vcpu found while it was inside may be used until it leaves: who drops a
 *    mapping waits for the vcpus that were inside when it was gone from the table.
 * B. Progress. A vcpu that leaves and enters again is not waited for twice: it may have
 *    found nothing that is older than its entry.
 */
#include "shadow/shadow.h"

int ptw_shadow_enter_guest(struct ptw_shadow *shadow, unsigned int vcpu)
{
	u64 *seen;

	if (vcpu >= shadow->config.vcpus)
		return -EINVAL;
	seen = &shadow->vcpu[vcpu].seen;
	if (READ_ONCE(*seen) & 1)
		return -EINVAL;
	/*
	 * Pairs with the exchange that takes a leaf out, before guest_flush() looks. Of the
	 * two orders that are left one must be: we find the slot empty, or the other finds
	 * us inside. With a plain store we could load the leaf before we are seen.
	 */
	xchg(seen, READ_ONCE(*seen) + 1);
	return 0;
}
PTW_EXPORT(ptw_shadow_enter_guest);

int ptw_shadow_leave_guest(struct ptw_shadow *shadow, unsigned int vcpu)
{
	u64 *seen;

	if (vcpu >= shadow->config.vcpus)
		return -EINVAL;
	seen = &shadow->vcpu[vcpu].seen;
	if (!(READ_ONCE(*seen) & 1))
		return -EINVAL;
	/* Pairs with the acquire in guest_flush(): what we did to the page is before. */
	smp_store_release(seen, READ_ONCE(*seen) + 1);
	return 0;
}
PTW_EXPORT(ptw_shadow_leave_guest);

/* Called after the exchange that took something out, with which xchg() of entry pairs. */
void guest_flush(struct ptw_shadow *shadow)
{
	unsigned int i;
	u64 *seen, was;

	lockdep_assert_held(&shadow->lock);
	shadow->stats.flushes++;
	for (i = 0; i < shadow->config.vcpus; i++) {
		seen = &shadow->vcpu[i].seen;
		was = smp_load_acquire(seen);
		if (was & 1)
			wait_until(smp_load_acquire(seen) != was);
	}
}

bool guest_is_empty(struct ptw_shadow *shadow)
{
	unsigned int i;

	for (i = 0; i < shadow->config.vcpus; i++)
		if (READ_ONCE(shadow->vcpu[i].seen) & 1)
			return false;
	return true;
}

int ptw_shadow_translate(struct ptw_shadow *shadow, unsigned int vcpu, __u64 gpa, unsigned int want,
			 struct ptw_leaf *leaf)
{
	unsigned int attr = PTW_ATTR_ACCESSED, need = PTW_RIGHT_PR;
	int ret;

	if (vcpu >= shadow->config.vcpus || !(READ_ONCE(shadow->vcpu[vcpu].seen) & 1))
		return -EINVAL;
	/* Without wants: a leaf whose accessed bit is clear is one all the same. */
	ret = __ptw_follow(&shadow->space, gpa, 0, leaf);
	if (ret)
		return ret;
	if (want & PTW_WANT_WRITE) {
		attr |= PTW_ATTR_DIRTY;
		need = PTW_RIGHT_PW;
	}
	if (!(ptw_leaf_rights(leaf) & need))
		return -EACCES;
	tables_mark(shadow, gpa, leaf, attr);
	return 0;
}
PTW_EXPORT(ptw_shadow_translate);
