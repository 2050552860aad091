// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The modules under test. Unloading is refused while somebody has the device open, so a
 * program that uses it without a pause makes for every order of the two.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "modules.h"
#include "pages.h"
#include "report.h"

/* What 150 cycles that leak a page each exceed */
#define SLACK_PAGES 128

static int insert(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int ret;

	if (fd < 0)
		return -1;
	ret = syscall(SYS_finit_module, fd, "", 0);
	close(fd);
	return ret;
}

void insert_all(void)
{
	FILE *list = fopen("/modules", "r");
	char path[256];

	while (list && fscanf(list, "%255s", path) == 1)
		if (insert(path))
			not_ok("insmod", "%s: %m", path);
	if (list)
		fclose(list);
}

/* Each processor keeps a count of its own until it is large, or asked for. */
static void gather_counts(void)
{
	int fd = open("/proc/sys/vm/stat_refresh", O_RDONLY | O_CLOEXEC);
	char nothing;

	if (fd < 0 || read(fd, &nothing, 1) < 0)
		note("/proc/sys/vm/stat_refresh: %m");
	if (fd >= 0)
		close(fd);
}

/* Free pages that processors have set aside for themselves; since 6.7 they may be many. */
static unsigned long set_aside_kb(void)
{
	FILE *file = fopen("/proc/zoneinfo", "r");
	unsigned long pages, sum = 0;
	char line[256];

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, " count: %lu", &pages) == 1)
			sum += pages;
	if (file)
		fclose(file);
	return sum * sysconf(_SC_PAGESIZE) / 1024;
}

static unsigned long available_kb(void)
{
	FILE *file = fopen("/proc/meminfo", "r");
	unsigned long kb = 0;
	char line[128];

	gather_counts();
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "MemAvailable: %lu", &kb) == 1)
			break;
	if (file)
		fclose(file);
	return kb + set_aside_kb();
}

/* Whoever finds the device there uses it. */
static void use_device(void)
{
	struct ptw_test_page page;
	struct pages pages;
	char here;

	for (;;) {
		if (!pages_open(&pages))
			pages_ask(&pages, &here, &page);
		pages_close(&pages);
	}
}

/* How often the device may be found in use; somebody has forgotten to close it then */
#define MAX_TRIES 10000000

static int cycle(void)
{
	unsigned int tries = 0;

	while (syscall(SYS_delete_module, "ptw_test", O_NONBLOCK))
		if ((errno != EAGAIN && errno != EBUSY) || ++tries > MAX_TRIES)
			return -1;
	if (syscall(SYS_delete_module, "ptw", O_NONBLOCK))
		return -1;
	return insert("/lib/ptw.ko") || insert("/lib/ptw_test.ko") ? -1 : 0;
}

void reload(unsigned int times)
{
	unsigned long before = 0, after, slack = SLACK_PAGES * sysconf(_SC_PAGESIZE) / 1024;
	unsigned int i;
	int pid = fork();

	if (!pid)
		use_device();
	for (i = 0; i < times; i++) {
		/* The first cycles fill caches of the kernel's. */
		if (i == times / 4)
			before = available_kb();
		if (cycle())
			break;
	}
	if (i < times)
		not_ok("reload", "cycle %u: %m", i);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	after = available_kb();
	if (i == times && after + slack < before)
		not_ok("reload", "%lu kB available, then %lu", before, after);
	else if (i == times)
		ok("reload", "%u times, %lu kB available, then %lu", times, before, after);
}
