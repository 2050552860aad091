// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Makes ELF cores: see the header. Of errors only memory is possible, and ends all. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "image_writer.h"

/* Room for @bytes where there were @before: a power of two, so that it seldom moves */
static void *grown(void *p, size_t before, size_t bytes)
{
	size_t room = 64;

	while (room < bytes)
		room *= 2;
	if (p && before > room / 2)
		return p;
	p = realloc(p, room);
	if (!p)
		abort();
	return p;
}

static void append(unsigned char **bytes, size_t *nr, const void *more, size_t nr_more)
{
	*bytes = grown(*bytes, *nr, *nr + nr_more);
	if (more)
		memcpy(*bytes + *nr, more, nr_more);
	else
		memset(*bytes + *nr, 0, nr_more);
	*nr += nr_more;
}

void image_writer_segment(struct image_writer *writer, __u64 pa, __u64 bytes, const void *data,
			  size_t file_bytes)
{
	writer->phdr = grown(writer->phdr, writer->nr * sizeof(*writer->phdr),
			     (writer->nr + 1) * sizeof(*writer->phdr));
	writer->phdr[writer->nr++] = (Elf64_Phdr){
		.p_type = PT_LOAD,
		.p_flags = PF_R,
		.p_offset = writer->memory_bytes,
		.p_paddr = pa,
		.p_filesz = file_bytes,
		.p_memsz = bytes,
	};
	append(&writer->memory, &writer->memory_bytes, data, file_bytes);
}

void image_writer_note(struct image_writer *writer, const char *name, __u32 type, const void *desc,
		       size_t bytes)
{
	Elf64_Nhdr note = {
		.n_namesz = (Elf64_Word)strlen(name) + 1,
		.n_descsz = (Elf64_Word)bytes,
		.n_type = type,
	};

	append(&writer->notes, &writer->notes_bytes, &note, sizeof(note));
	append(&writer->notes, &writer->notes_bytes, name, note.n_namesz);
	append(&writer->notes, &writer->notes_bytes, NULL, -note.n_namesz & 3);
	append(&writer->notes, &writer->notes_bytes, desc, bytes);
	append(&writer->notes, &writer->notes_bytes, NULL, -bytes & 3);
}

void image_writer_ptw(struct image_writer *writer, const char *text)
{
	image_writer_note(writer, "PTW", 1, text, strlen(text));
}

/* QEMU 7.2, target/i386/arch_dump.c: QEMUCPUState, version 1 */
struct qemu_cpu {
	__u32 version;
	__u32 size;
	__u64 registers[18];
	struct {
		__u32 selector, limit, flags, pad;
		__u64 base;
	} segment[10];
	__u64 cr[5];
	__u64 kernel_gs_base;
};

void image_writer_qemu(struct image_writer *writer, const __u64 cr[5])
{
	struct qemu_cpu cpu = { .version = 1, .size = sizeof(cpu) };

	memcpy(cpu.cr, cr, sizeof(cpu.cr));
	image_writer_note(writer, "QEMU", 0, &cpu, sizeof(cpu));
}

/* -- the headers of either class -- */

static void put_ehdr(const struct image_writer *writer, unsigned char *file, size_t phnum,
		     size_t shoff)
{
	int narrow = writer->narrow, xnum = writer->long_count || phnum >= PN_XNUM;
	Elf64_Ehdr e64 = {
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, narrow ? ELFCLASS32 : ELFCLASS64,
			     ELFDATA2LSB, EV_CURRENT },
		.e_type = ET_CORE,
		.e_machine = writer->machine ? writer->machine : EM_X86_64,
		.e_version = EV_CURRENT,
		.e_phoff = narrow ? sizeof(Elf32_Ehdr) : sizeof(Elf64_Ehdr),
		.e_shoff = xnum ? shoff : 0,
		.e_ehsize = narrow ? sizeof(Elf32_Ehdr) : sizeof(Elf64_Ehdr),
		.e_phentsize = narrow ? sizeof(Elf32_Phdr) : sizeof(Elf64_Phdr),
		.e_phnum = xnum ? PN_XNUM : (Elf64_Half)phnum,
		.e_shentsize = narrow ? sizeof(Elf32_Shdr) : sizeof(Elf64_Shdr),
		.e_shnum = xnum ? 1 : 0,
	};
	Elf32_Ehdr e32 = {
		.e_type = e64.e_type,
		.e_machine = e64.e_machine,
		.e_version = e64.e_version,
		.e_phoff = (Elf32_Off)e64.e_phoff,
		.e_shoff = (Elf32_Off)e64.e_shoff,
		.e_ehsize = e64.e_ehsize,
		.e_phentsize = e64.e_phentsize,
		.e_phnum = e64.e_phnum,
		.e_shentsize = e64.e_shentsize,
		.e_shnum = e64.e_shnum,
	};

	memcpy(e32.e_ident, e64.e_ident, sizeof(e32.e_ident));
	if (narrow)
		memcpy(file, &e32, sizeof(e32));
	else
		memcpy(file, &e64, sizeof(e64));
}

static void put_phdr(const struct image_writer *writer, unsigned char *at, const Elf64_Phdr *phdr)
{
	Elf32_Phdr p32 = {
		.p_type = phdr->p_type,
		.p_flags = phdr->p_flags,
		.p_offset = (Elf32_Off)phdr->p_offset,
		.p_paddr = (Elf32_Addr)phdr->p_paddr,
		.p_filesz = (Elf32_Word)phdr->p_filesz,
		.p_memsz = (Elf32_Word)phdr->p_memsz,
	};

	if (writer->narrow)
		memcpy(at, &p32, sizeof(p32));
	else
		memcpy(at, phdr, sizeof(*phdr));
}

/* The section header that counts the program headers */
static void put_shdr(const struct image_writer *writer, unsigned char *at, size_t phnum)
{
	Elf64_Shdr s64 = { .sh_info = (Elf64_Word)phnum };
	Elf32_Shdr s32 = { .sh_info = (Elf32_Word)phnum };

	if (writer->narrow)
		memcpy(at, &s32, sizeof(s32));
	else
		memcpy(at, &s64, sizeof(s64));
}

unsigned char *image_writer_finish(struct image_writer *writer, size_t *bytes)
{
	size_t ehsize = writer->narrow ? sizeof(Elf32_Ehdr) : sizeof(Elf64_Ehdr);
	size_t phsize = writer->narrow ? sizeof(Elf32_Phdr) : sizeof(Elf64_Phdr);
	size_t shsize = writer->narrow ? sizeof(Elf32_Shdr) : sizeof(Elf64_Shdr);
	size_t phnum = writer->nr + 1, notes = ehsize + phnum * phsize;
	size_t memory = notes + writer->notes_bytes, shoff = memory + writer->memory_bytes, i;
	Elf64_Phdr note = {
		.p_type = PT_NOTE,
		.p_offset = notes,
		.p_filesz = writer->notes_bytes,
		.p_memsz = writer->notes_bytes,
	};
	unsigned char *file;

	*bytes = shoff + (writer->long_count || phnum >= PN_XNUM ? shsize : 0);
	file = grown(NULL, 0, *bytes);
	put_ehdr(writer, file, phnum, shoff);
	put_phdr(writer, file + ehsize, &note);
	for (i = 0; i < writer->nr; i++) {
		writer->phdr[i].p_offset += memory;
		put_phdr(writer, file + ehsize + (i + 1) * phsize, &writer->phdr[i]);
	}
	if (writer->notes_bytes)
		memcpy(file + notes, writer->notes, writer->notes_bytes);
	if (writer->memory_bytes)
		memcpy(file + memory, writer->memory, writer->memory_bytes);
	if (*bytes > shoff)
		put_shdr(writer, file + shoff, phnum);
	free(writer->phdr);
	free(writer->notes);
	free(writer->memory);
	memset(writer, 0, sizeof(*writer));
	return file;
}

int image_file(const void *bytes, size_t nr, char path[32])
{
	const char *p = bytes;
	int fd = memfd_create("image", MFD_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		abort();
	for (; nr; p += n, nr -= (size_t)n) {
		n = write(fd, p, nr);
		if (n <= 0)
			abort();
	}
	snprintf(path, 32, "/proc/self/fd/%d", fd);
	return fd;
}
