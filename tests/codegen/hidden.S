/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Walks that store to what is not theirs, and try to hide it: in a word of the frame that
 * held the answer's address and has been overwritten, by a store, a push or a call; in a
 * register that got another's value; behind half an address; at an address without a
 * register. Each has one such store.
 */
	.text

	.globl	__ptw_wide_follow
__ptw_wide_follow:
	sub	$24, %rsp
	mov	%rcx, 8(%rsp)
	movups	%xmm0, (%rsp)
	mov	8(%rsp), %rax
	mov	%rdx, (%rax)
	add	$24, %rsp
	ret

	.globl	__ptw_pushed_follow
__ptw_pushed_follow:
	mov	%rcx, -12(%rsp)
	push	%rdx
	mov	-4(%rsp), %rax
	mov	%rdx, (%rax)
	pop	%rdx
	ret

	.globl	__ptw_called_follow
__ptw_called_follow:
	mov	%rcx, -8(%rsp)
	call	nothing
	mov	-8(%rsp), %rax
	mov	%rdx, (%rax)
	ret

nothing:
	ret

	.globl	__ptw_added_follow
__ptw_added_follow:
	xadd	%rcx, %rdi
	mov	%rdx, (%rcx)
	ret

	.globl	__ptw_exchanged_follow
__ptw_exchanged_follow:
	xchg	%rcx, %rdi
	mov	%rdx, (%rdi)
	mov	%rdx, (%rcx)
	ret

	.globl	__ptw_returned_follow
__ptw_returned_follow:
	xchg	%rdi, %rcx
	mov	%rdx, (%rdi)
	xchg	%rsi, %rdi
	mov	%rdx, (%rsi)
	mov	%rdx, (%rdi)
	ret

	.globl	__ptw_half_follow
__ptw_half_follow:
	sub	$24, %rsp
	mov	%rcx, 8(%rsp)
	movl	$0, 12(%rsp)
	mov	8(%rsp), %rax
	mov	%rdx, (%rax)
	add	$24, %rsp
	ret

	.globl	__ptw_cut_follow
__ptw_cut_follow:
	mov	%ecx, %eax
	mov	%rdx, (%rax)
	ret

	.globl	__ptw_absolute_follow
__ptw_absolute_follow:
	movl	$1, 0x1000
	ret

	.section .note.GNU-stack, "", @progbits
