/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Where the processor begins, at EL2 with its MMU off, and what it does about
 * exceptions.
 */
	.section .text.start, "ax"
	.globl	_start
_start:
	adrp	x0, stack_end
	add	x0, x0, :lo12:stack_end
	mov	sp, x0
	adr	x0, vectors
	msr	vbar_el2, x0
	isb
	bl	main
	b	machine_off

/*
 * A synchronous exception at EL2. AT reports an external abort on a table's load as
 * a Data Abort with the bit that says "cache maintenance or address translation":
 * only then the next instruction follows, with the syndrome in x16.
 */
	.balign	128
sync:
	mrs	x16, esr_el2
	lsr	x17, x16, #26
	cmp	x17, #0x25
	b.ne	other
	tbz	x16, #8, other
	mrs	x17, elr_el2
	add	x17, x17, #4
	msr	elr_el2, x17
	eret
/*
 * u64 machine_fetch_at(u64 va, u64 spsr): execute one instruction of EL0 or EL1. It is
 * where no memory is, or cannot be translated: either way EL1 takes an abort, executes
 * HVC there, and is back here with the abort's syndrome. No register was changed.
 */
	.globl	machine_fetch_at
machine_fetch_at:
	msr	esr_el1, xzr
	msr	elr_el2, x0
	msr	spsr_el2, x1
	isb
	eret

	.balign	128
call:
	mrs	x16, esr_el2
	lsr	x17, x16, #26
	cmp	x17, #0x16
	b.ne	other
	mrs	x0, esr_el1
	ret

other:
	mrs	x0, esr_el2
	mrs	x1, elr_el2
	mrs	x2, far_el2
	b	machine_panic

	.balign	2048
vectors:
	.rept	4
	b	other
	.balign	128
	.endr
	b	sync
	.balign	128
	.rept	3
	b	other
	.balign	128
	.endr
	b	call
	.balign	128
	.rept	7
	b	other
	.balign	128
	.endr
