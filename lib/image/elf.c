// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * ELF cores: program headers by physical address, more than 65,535 of them where
 * there are, and the notes that say which tables to walk.
 *
 * Sources: the gABI, chapters "ELF Header" and "Program Header"; elf(5) for PN_XNUM;
 * QEMU's docs/specs and target/i386/arch_dump.c for its note of a CPU.
 */
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "image.h"

/* Headers are read in pieces of this many. */
#define HEADERS_AT_ONCE 1024
/* Of all notes together. A dump has some kilobytes of them a CPU. */
#define NOTES_MAX	(64ULL << 20)
/* Of all PTW notes together. We know fewer than twenty. */
#define KEYS_MAX	256

/* QEMU's note of an x86 CPU: version, size, 18 registers, 10 segments, CR0 to CR4… */
#define QEMU_CPU_VERSION   1
#define QEMU_CPU_CR_OFFSET (8 + 18 * 8 + 10 * 24)

/* A program header, of either class */
struct header {
	u32 type;
	u64 offset;
	u64 vaddr;
	u64 paddr;
	u64 filesz;
	u64 memsz;
};

static void decode_header(const void *raw, bool wide, struct header *header)
{
	Elf64_Phdr p64;
	Elf32_Phdr p32;

	if (wide) {
		memcpy(&p64, raw, sizeof(p64));
		*header = (struct header){ p64.p_type,	p64.p_offset, p64.p_vaddr,
					   p64.p_paddr, p64.p_filesz, p64.p_memsz };
	} else {
		memcpy(&p32, raw, sizeof(p32));
		*header = (struct header){ p32.p_type,	p32.p_offset, p32.p_vaddr,
					   p32.p_paddr, p32.p_filesz, p32.p_memsz };
	}
}

/* The parts of the file header that we need, of either class */
struct file_header {
	bool wide;
	u16 type;
	u16 machine;
	u64 phoff;
	u64 phnum;
	u16 phentsize;
	u64 shoff;
};

/* What is not ELF: say what it is, where we know it. */
static int check_magic(const unsigned char *ident, struct ptw_image_error *error)
{
	if (!memcmp(ident, ELFMAG, SELFMAG))
		return 0;
	if (!memcmp(ident, "KDUMP   ", 8) || !memcmp(ident, "DISKDUMP", 8))
		return image_error(error, -EINVAL,
				   "is a compressed kdump: dump again as ELF (makedumpfile -E)");
	if (!memcmp(ident, "EMiL", 4))
		return image_error(error, -EINVAL,
				   "is a LiME image: convert it to ELF or to raw memory");
	return image_error(error, -EINVAL, "is not an ELF core: for plain memory give --raw BASE");
}

static int read_file_header(struct ptw_image *image, struct file_header *file,
			    struct ptw_image_error *error)
{
	union {
		unsigned char ident[EI_NIDENT];
		Elf64_Ehdr e64;
		Elf32_Ehdr e32;
	} header;
	u64 bytes = image->file_bytes < sizeof(header) ? image->file_bytes : sizeof(header);
	int ret;

	memset(&header, 0, sizeof(header));
	ret = image_read(image, 0, &header, bytes);
	if (ret)
		return image_read_error(error, ret, 0);
	ret = check_magic(header.ident, error);
	if (ret)
		return ret;
	if (bytes < EI_NIDENT)
		return image_error(error, -EINVAL, "offset 0x%llx: ends inside the ELF header",
				   bytes);
	file->wide = header.ident[EI_CLASS] == ELFCLASS64;
	if (!file->wide && header.ident[EI_CLASS] != ELFCLASS32)
		return image_error(error, -EINVAL, "offset 0x4: unknown ELF class %u",
				   header.ident[EI_CLASS]);
	if (header.ident[EI_DATA] != ELFDATA2LSB)
		return image_error(error, -EINVAL,
				   "offset 0x5: only little-endian images are read");
	if (bytes < (file->wide ? sizeof(header.e64) : sizeof(header.e32)))
		return image_error(error, -EINVAL, "offset 0x%llx: ends inside the ELF header",
				   bytes);
	if (file->wide)
		*file = (struct file_header){ true,
					      header.e64.e_type,
					      header.e64.e_machine,
					      header.e64.e_phoff,
					      header.e64.e_phnum,
					      header.e64.e_phentsize,
					      header.e64.e_shoff };
	else
		*file = (struct file_header){ false,
					      header.e32.e_type,
					      header.e32.e_machine,
					      header.e32.e_phoff,
					      header.e32.e_phnum,
					      header.e32.e_phentsize,
					      header.e32.e_shoff };
	return 0;
}

/* PN_XNUM: the number of headers did not fit, and is in the first section header. */
static int read_long_count(struct ptw_image *image, struct file_header *file,
			   struct ptw_image_error *error)
{
	u64 bytes = file->wide ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr);
	Elf64_Shdr s64;
	Elf32_Shdr s32;
	int ret;

	if (!file->shoff || file->shoff > image->file_bytes ||
	    bytes > image->file_bytes - file->shoff)
		return image_error(error, -EINVAL,
				   "offset 0x%llx: the section header that counts the segments is "
				   "not in the file",
				   file->shoff);
	ret = image_read(image, file->shoff, file->wide ? (void *)&s64 : (void *)&s32, bytes);
	if (ret)
		return image_read_error(error, ret, file->shoff);
	file->phnum = file->wide ? s64.sh_info : s32.sh_info;
	return 0;
}

static int add_segment(struct ptw_image *image, const struct header *header, u64 number,
		       struct ptw_image_error *error)
{
	struct image_segment *segment = &image->segment[image->nr_segments];

	/*
	 * /proc/kcore's way to say that it has no physical address, and QEMU's that it
	 * has left memory out of the file
	 */
	if (!header->memsz || header->paddr == ~0ULL ||
	    (!header->filesz && header->offset == ~0ULL))
		return 0;
	if (header->filesz > header->memsz)
		return image_error(error, -EINVAL,
				   "segment %llu: has more bytes in the file (0x%llx) than in "
				   "memory (0x%llx)",
				   number, header->filesz, header->memsz);
	if (header->paddr >> IMAGE_PA_BITS ||
	    header->memsz > (1ULL << IMAGE_PA_BITS) - header->paddr)
		return image_error(error, -EINVAL,
				   "segment %llu: 0x%llx bytes from 0x%llx on end above 2^52",
				   number, header->memsz, header->paddr);
	if (header->offset > image->file_bytes ||
	    header->filesz > image->file_bytes - header->offset)
		return image_error(error, -EINVAL,
				   "segment %llu: 0x%llx bytes at offset 0x%llx are behind the end "
				   "of the file (0x%llx): is it complete?",
				   number, header->filesz, header->offset, image->file_bytes);
	segment->pa = header->paddr;
	segment->bytes = header->memsz;
	segment->file_bytes = header->filesz;
	segment->offset = header->offset;
	segment->number = number;
	segment->text = header->vaddr && header->vaddr != header->paddr;
	image->nr_segments++;
	return 0;
}

static int read_headers(struct ptw_image *image, const struct file_header *file,
			struct ptw_image_error *error)
{
	static const u64 sizes[2] = { sizeof(Elf32_Phdr), sizeof(Elf64_Phdr) };
	u64 size = sizes[file->wide], done, n, i;
	char raw[HEADERS_AT_ONCE * sizeof(Elf64_Phdr)];
	struct header header;
	int ret;

	if (file->phnum && file->phentsize != size)
		return image_error(error, -EINVAL,
				   "offset 0x%x: program headers of %u bytes instead of %llu",
				   file->wide ? 54 : 42, file->phentsize, size);
	if (file->phoff > image->file_bytes ||
	    file->phnum > (image->file_bytes - file->phoff) / size)
		return image_error(error, -EINVAL,
				   "offset 0x%llx: %llu program headers are behind the end of the "
				   "file (0x%llx): is it complete?",
				   file->phoff, file->phnum, image->file_bytes);
	image->segment = calloc(file->phnum ? file->phnum : 1, sizeof(*image->segment));
	if (!image->segment)
		return image_error(error, -ENOMEM, "out of memory");
	for (done = 0; done < file->phnum; done += n) {
		n = file->phnum - done < HEADERS_AT_ONCE ? file->phnum - done : HEADERS_AT_ONCE;
		ret = image_read(image, file->phoff + done * size, raw, n * size);
		if (ret)
			return image_read_error(error, ret, file->phoff + done * size);
		for (i = 0; i < n; i++) {
			decode_header(raw + i * size, file->wide, &header);
			ret = 0;
			if (header.type == PT_LOAD)
				ret = add_segment(image, &header, done + i, error);
			else if (header.type == PT_NOTE)
				ret = image_read_notes(image, header.offset, header.filesz, error);
			if (ret)
				return ret;
		}
	}
	return 0;
}

int image_read_elf(struct ptw_image *image, struct ptw_image_error *error)
{
	struct file_header file = { .wide = false };
	int ret = read_file_header(image, &file, error);

	if (ret)
		return ret;
	if (file.type != ET_CORE)
		return image_error(error, -EINVAL,
				   "offset 0x10: is an ELF file of type %u, not a core (4)",
				   file.type);
	image->machine = file.machine;
	if (file.phnum == PN_XNUM)
		ret = read_long_count(image, &file, error);
	return ret ? ret : read_headers(image, &file, error);
}

/* One array more: false when there is no memory. */
static bool grow(void **array, u64 nr, u64 size)
{
	void *larger = realloc(*array, (nr + 1) * size);

	if (larger)
		*array = larger;
	return larger != NULL;
}

/* How much of a line is its key: a word, and "=" behind it. 0: no such line */
static u64 key_length(const char *line, u64 length)
{
	u64 i;

	for (i = 0; i < length; i++)
		if (line[i] != '_' && (line[i] < 'a' || line[i] > 'z') &&
		    (line[i] < '0' || line[i] > '9'))
			break;
	return i < length && line[i] == '=' ? i : 0;
}

/*
 * A line of the PTW note: key=value. Lines of another shape are ignored, as are keys
 * nobody asks for.
 */
static int add_line(struct ptw_image *image, const char *line, u64 length, u64 offset,
		    struct ptw_image_error *error)
{
	struct image_note note;
	u64 key = key_length(line, length);
	int ret = 0;

	if (!key)
		return 0;
	if (image->nr_notes == KEYS_MAX)
		return image_error(error, -EINVAL,
				   "offset 0x%llx: the PTW note has more than %d keys", offset,
				   KEYS_MAX);
	note.key = strndup(line, key);
	note.value = strndup(line + key + 1, length - key - 1);
	if (!note.key || !note.value ||
	    !grow((void **)&image->note, image->nr_notes, sizeof(*image->note)))
		ret = image_error(error, -ENOMEM, "out of memory");
	else if (ptw_image_note(image, note.key))
		ret = image_error(error, -EINVAL,
				  "offset 0x%llx: the PTW note has the key %.32s twice", offset,
				  note.key);
	if (ret) {
		free(note.key);
		free(note.value);
		return ret;
	}
	image->note[image->nr_notes++] = note;
	return 0;
}

/* Text ends with the note, or with a zero. Nothing else in it may move a terminal. */
static int read_ptw_note(struct ptw_image *image, const char *text, u64 bytes, u64 offset,
			 struct ptw_image_error *error)
{
	const char *end = text + strnlen(text, bytes), *line, *next;
	int ret = 0;

	for (line = text; line < end; line++)
		if (((unsigned char)*line < ' ' && *line != '\n' && *line != '\t') || *line == 0x7f)
			return image_error(error, -EINVAL,
					   "offset 0x%llx: the PTW note has a byte 0x%02x: "
					   "it shall be lines of text",
					   offset + (u64)(line - text), (unsigned char)*line);
	for (line = text; line < end && !ret; line = next + 1) {
		next = memchr(line, '\n', (size_t)(end - line));
		if (!next)
			next = end;
		ret = add_line(image, line, (u64)(next - line), offset + (u64)(line - text), error);
	}
	return ret;
}

static int read_qemu_note(struct ptw_image *image, const char *desc, u64 bytes, u64 offset,
			  struct ptw_image_error *error)
{
	u32 version = 0, size = 0;

	if (bytes >= 8) {
		memcpy(&version, desc, sizeof(version));
		memcpy(&size, desc + 4, sizeof(size));
	}
	if (size != bytes || bytes < QEMU_CPU_CR_OFFSET + sizeof(image->cpu->cr))
		return image_error(error, -EINVAL,
				   "offset 0x%llx: QEMU's note of CPU %llu has %llu bytes and "
				   "claims %u",
				   offset, image->nr_cpus, bytes, size);
	if (version != QEMU_CPU_VERSION)
		return image_error(error, -EINVAL,
				   "offset 0x%llx: QEMU's note of CPU %llu has version %u, not %u",
				   offset, image->nr_cpus, version, QEMU_CPU_VERSION);
	if (!grow((void **)&image->cpu, image->nr_cpus, sizeof(*image->cpu)))
		return image_error(error, -ENOMEM, "out of memory");
	memcpy(image->cpu[image->nr_cpus].cr, desc + QEMU_CPU_CR_OFFSET, sizeof(image->cpu->cr));
	image->nr_cpus++;
	return 0;
}

static int parse_notes(struct ptw_image *image, const char *notes, u64 bytes, u64 offset,
		       struct ptw_image_error *error)
{
	u64 at = 0, name, desc;
	Elf64_Nhdr n; /* the same in both classes */
	int ret = 0;

	while (!ret && bytes - at >= sizeof(n)) {
		memcpy(&n, notes + at, sizeof(n));
		name = at + sizeof(n);
		desc = name + ((n.n_namesz + 3ULL) & ~3ULL);
		if (desc > bytes || n.n_descsz > bytes - desc)
			return image_error(
				error, -EINVAL,
				"offset 0x%llx: a note of %u and %u bytes is larger than "
				"its segment",
				offset + at, n.n_namesz, n.n_descsz);
		if (n.n_namesz == 4 && !memcmp(notes + name, "PTW", 4) && n.n_type == 1)
			ret = read_ptw_note(image, notes + desc, n.n_descsz, offset + desc, error);
		else if (n.n_namesz == 5 && !memcmp(notes + name, "QEMU", 5) && !n.n_type)
			ret = read_qemu_note(image, notes + desc, n.n_descsz, offset + desc, error);
		at = desc + ((n.n_descsz + 3ULL) & ~3ULL);
		if (at > bytes)
			at = bytes;
	}
	return ret;
}

int image_read_notes(struct ptw_image *image, u64 offset, u64 bytes, struct ptw_image_error *error)
{
	char *notes;
	int ret;

	if (offset > image->file_bytes || bytes > image->file_bytes - offset)
		return image_error(error, -EINVAL,
				   "offset 0x%llx: 0x%llx bytes of notes are behind the end of the "
				   "file (0x%llx): is it complete?",
				   offset, bytes, image->file_bytes);
	if (bytes > NOTES_MAX - image->notes_bytes)
		return image_error(
			error, -EINVAL,
			"offset 0x%llx: 0x%llx bytes of notes are more than 0x%llx in all", offset,
			bytes, NOTES_MAX);
	image->notes_bytes += bytes;
	notes = malloc(bytes ? bytes : 1);
	if (!notes)
		return image_error(error, -ENOMEM, "out of memory");
	ret = image_read(image, offset, notes, bytes);
	if (ret)
		image_read_error(error, ret, offset);
	else
		ret = parse_notes(image, notes, bytes, offset, error);
	free(notes);
	return ret;
}
