// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The only process of the guest: loads the modules, runs the tests, says what the
 * kernel had to complain about, and switches the machine off.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>
#include "bench.h"
#include "compare.h"
#include "encoded.h"
#include "flip.h"
#include "garbage.h"
#include "modules.h"
#include "pages.h"
#include "races.h"
#include "report.h"
#include "rules.h"

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0)
		return;
	if (write(fd, text, strlen(text)) < 0)
		note("%s: %m", path);
	close(fd);
}

static void mount_all(void)
{
	mkdir("/proc", 0755);
	mkdir("/sys", 0755);
	mkdir("/dev", 0755);
	mkdir("/tmp", 0755);
	mount("proc", "/proc", "proc", 0, NULL);
	mount("sysfs", "/sys", "sysfs", 0, NULL);
	mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
	mount("tmpfs", "/tmp", "tmpfs", 0, NULL);
}

/* Nothing may move what the tests have set up. */
static void hold_still(void)
{
	write_file("/proc/sys/kernel/numa_balancing", "0");
	write_file("/sys/kernel/mm/transparent_hugepage/enabled", "madvise");
	write_file("/sys/kernel/mm/transparent_hugepage/defrag", "always");
	write_file("/sys/kernel/mm/transparent_hugepage/khugepaged/defrag", "0");
}

/* The kernel log: warnings of ours or of the kernel about us are failures. */
static void check_log(void)
{
	static const char *const bad[] = { "WARNING:",	 "BUG:",      "Oops",
					   "Call Trace", "RCU stall", "rcu_sched",
					   "Bad page",	 "bad_page",  "ptw" };
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK);
	unsigned int lines = 0, found = 0, i;
	char line[1024];
	ssize_t len;

	while (fd >= 0 && (len = read(fd, line, sizeof(line) - 1)) > 0) {
		line[len] = 0;
		lines++;
		for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
			if (strstr(line, bad[i]) && !strstr(line, "loading out-of-tree") &&
			    !strstr(line, "module verification failed"))
				break;
		if (i == sizeof(bad) / sizeof(bad[0]) || found++)
			continue;
		line[strcspn(line, "\n")] = 0;
		not_ok("kernel-log", "%s", line);
	}
	if (!found)
		ok("kernel-log", "nothing among %u lines", lines);
}

static void say_machine(void)
{
	struct pages pages = {};
	struct utsname name;

	uname(&name);
	if (pages_open(&pages))
		return;
	note("%s %s: format %s, %u bits of va, page shift %u, swapfiles %u %s", name.release,
	     name.machine, pages.space.format, pages.space.va_bits, pages.space.page_shift,
	     pages.space.swapfiles, pages.space.error);
	pages_close(&pages);
}

/* A word of the kernel's command line that the kernel has no use for */
static unsigned long number(const char *name, unsigned long otherwise)
{
	const char *text = getenv(name);

	return text ? strtoul(text, NULL, 0) : otherwise;
}

int main(void)
{
	const char *tty = getenv("results");

	mount_all();
	report_open(tty ? tty : "ttyS1");
	hold_still();
	insert_all();
	say_machine();
	if (getenv("bench")) {
		bench_all();
	} else {
		compare_kinds();
		compare_encoded();
		run_races();
		check_rules();
		check_hva_to_pfn();
		check_contexts();
		watch_flips();
		walk_garbage(number("garbage", 1000000));
		reload(number("reloads", 10));
	}
	check_log();
	report_end();
	sync();
	reboot(RB_POWER_OFF);
	return 0;
}
