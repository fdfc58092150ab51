/* The text of /proc/PID/cgroup, and which of its paths tells containers apart. */
#ifndef CCAPS_READ_CGROUP_H
#define CCAPS_READ_CGROUP_H

#include <stdbool.h>

/**
 * The path of one hierarchy in the text of a /proc/PID/cgroup file (cgroups(7), "/proc files": ID:CONTROLLERS:PATH
 * lines).
 *
 * @param controller  "" for cgroup v2; else a v1 controller, "pids", or a named hierarchy, "name=systemd"
 * @param length      filled: characters of the path
 * @return where the path begins in `text`, "/..."; NULL where there is no such line
 */
const char *cgroup_find_path(const char *text, const char *controller, int *length);

/**
 * The cgroup that a process has of its own: the first path that is not the root, asked for in the order v2,
 * name=systemd, devices, pids, freezer. Machines with both versions mounted place containers in all, machines with one
 * in what there is.
 *
 * A path that ends in " (deleted)" is passed over only for a process that has ended: no other can be in a cgroup that
 * was removed, and whoever lives in a cgroup of such a name has chosen it.
 *
 * @param ended  status_has_ended(), of the same process, read after the text: it may have ended in between
 * @return malloc'ed, owned by the caller; NULL where there is none
 */
char *cgroup_own_path(const char *text, bool ended);

/** Whether the cgroup `path` is `ancestor` or lies below it; below the root, "/", is none: it is no container's own. */
bool cgroup_is_within(const char *path, const char *ancestor);

#endif
