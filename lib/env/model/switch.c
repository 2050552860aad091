// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Switching by hand for x86-64 and arm64: what a function must keep for its caller goes
 * onto the stack, the stack changes, and what another one kept comes back. Elsewhere
 * the C library does it, slower.
 */
#include "switch.h"

#if defined(__x86_64__)

__asm__(".text\n"
	".globl model_context_switch\n"
	".hidden model_context_switch\n"
	".type model_context_switch, @function\n"
	"model_context_switch:\n"
	"	pushq %rbp\n"
	"	pushq %rbx\n"
	"	pushq %r12\n"
	"	pushq %r13\n"
	"	pushq %r14\n"
	"	pushq %r15\n"
	"	movq %rsp, (%rdi)\n"
	"	movq (%rsi), %rsp\n"
	"	popq %r15\n"
	"	popq %r14\n"
	"	popq %r13\n"
	"	popq %r12\n"
	"	popq %rbx\n"
	"	popq %rbp\n"
	"	ret\n"
	".size model_context_switch, . - model_context_switch\n");

void model_context_init(struct model_context *context, char *end, void (*begin)(void))
{
	void **stack = (void **)(void *)end;

	/* As after a call: above the six registers what is returned to, and nothing above it. */
	*--stack = NULL;
	*--stack = (void *)begin;
	for (int i = 0; i < 6; i++)
		*--stack = NULL;
	context->stack = stack;
}

#elif defined(__aarch64__)

__asm__(".text\n"
	".globl model_context_switch\n"
	".hidden model_context_switch\n"
	".type model_context_switch, %function\n"
	"model_context_switch:\n"
	"	stp x29, x30, [sp, #-160]!\n"
	"	stp x19, x20, [sp, #16]\n"
	"	stp x21, x22, [sp, #32]\n"
	"	stp x23, x24, [sp, #48]\n"
	"	stp x25, x26, [sp, #64]\n"
	"	stp x27, x28, [sp, #80]\n"
	"	stp d8, d9, [sp, #96]\n"
	"	stp d10, d11, [sp, #112]\n"
	"	stp d12, d13, [sp, #128]\n"
	"	stp d14, d15, [sp, #144]\n"
	"	mov x2, sp\n"
	"	str x2, [x0]\n"
	"	ldr x2, [x1]\n"
	"	mov sp, x2\n"
	"	ldp x19, x20, [sp, #16]\n"
	"	ldp x21, x22, [sp, #32]\n"
	"	ldp x23, x24, [sp, #48]\n"
	"	ldp x25, x26, [sp, #64]\n"
	"	ldp x27, x28, [sp, #80]\n"
	"	ldp d8, d9, [sp, #96]\n"
	"	ldp d10, d11, [sp, #112]\n"
	"	ldp d12, d13, [sp, #128]\n"
	"	ldp d14, d15, [sp, #144]\n"
	"	ldp x29, x30, [sp], #160\n"
	"	ret\n"
	".size model_context_switch, . - model_context_switch\n");

void model_context_init(struct model_context *context, char *end, void (*begin)(void))
{
	void **stack = (void **)(void *)(end - 160);

	for (int i = 0; i < 20; i++)
		stack[i] = NULL;
	stack[1] = (void *)begin; /* x30, where a return goes */
	context->stack = stack;
}

#else
#include <ucontext.h>

#define STACK 65536

/* A context stands at the top of its stack; that of who has none is kept here. */
static ucontext_t outside;

void model_context_init(struct model_context *context, char *end, void (*begin)(void))
{
	ucontext_t *uc = (ucontext_t *)(void *)(end - (sizeof(*uc) + 63) / 64 * 64);

	getcontext(uc);
	uc->uc_stack.ss_sp = end - STACK;
	uc->uc_stack.ss_size = (size_t)((char *)uc - (end - STACK));
	uc->uc_link = NULL;
	makecontext(uc, begin, 0);
	context->stack = uc;
}

void model_context_switch(struct model_context *from, const struct model_context *to)
{
	if (!from->stack)
		from->stack = &outside;
	swapcontext(from->stack, to->stack);
}

#endif
