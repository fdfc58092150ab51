/* The cgroups of a container: one in each hierarchy that is mounted, v1 and v2 alike (cgroups(7)). */
#ifndef CCAPS_LAUNCH_CGROUP_H
#define CCAPS_LAUNCH_CGROUP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "containers/oci_config.h"

/** One cgroup of one hierarchy. */
struct cgroup_place {
    char *controllers; /**< as /proc/PID/cgroup names the hierarchy: "" v2, "cpu,cpuacct", "name=systemd" */
    char *mount_point; /**< where the hierarchy is mounted, "/sys/fs/cgroup/cpu" */
    char *directory;   /**< of the cgroup, absolute */
    bool made;         /**< it was made here, and is to be removed */
};

/** A cgroup in each hierarchy; zero-initialized is none. */
struct cgroup_places {
    struct cgroup_place *items; /**< `count` of them */
    size_t count;
};

/** Release memory; the cgroups stay. For _cleanup_ too. */
void cgroup_places_free(struct cgroup_places *places);

/** Append one, with copies of the texts. @return 0; -ENOMEM */
int cgroup_places_add(struct cgroup_places *places, const char *controllers, const char *mount_point,
                      const char *directory);

/**
 * Find the cgroups of a process in the hierarchies that are mounted writably.
 *
 * @param mountinfo  text of /proc/self/mountinfo (proc(5))
 * @param cgroups    text of /proc/PID/cgroup
 * @param child      name of a cgroup below each that is meant instead; NULL for none
 * @param places     filled; the caller's
 * @return 0; -ENOMEM
 */
int cgroup_places_find(const char *mountinfo, const char *cgroups, const char *child, struct cgroup_places *places);

/** The same in the hierarchies that the caller has mounted. @return 0; a negative errno */
int cgroup_places_find_mounted(const char *cgroups, const char *child, struct cgroup_places *places);

/**
 * Check that none of the cgroups of a process is left out for want of a mount.
 *
 * @param places   of that process
 * @param cgroups  text of its /proc/PID/cgroup
 * @param own      that of the caller, which is where it stays otherwise: the same line in both is no matter
 * @return 0; -ENOENT
 */
int cgroup_places_check(const struct cgroup_places *places, const char *cgroups, const char *own, struct error *err);

/** Whether the processes of the cgroups are frozen, paused in the words of runtimes: whoever joins them waits with
 * them. */
bool cgroup_places_frozen(const struct cgroup_places *places);

/** Make each cgroup. On failure those that were made are removed by cgroup_places_remove(). @return 0; a negative errno
 */
int cgroup_places_make(struct cgroup_places *places, struct error *err);

/**
 * Let the cgroups' processes use the devices of `rules`, in their order, and the usual ones, and no others.
 * @return 0; -ENOTSUP, with nothing said, where v1's devices controller is not mounted; another negative errno
 */
int cgroup_places_limit_devices(const struct cgroup_places *places, const struct oci_device_rule *rules, size_t count,
                                struct error *err);

/** Move the calling process, which must have one thread, into each v1 cgroup. @return 0; a negative errno */
int cgroup_places_join(const struct cgroup_places *places, struct error *err);

/** The place of cgroup v2; NULL where none is mounted. */
const struct cgroup_place *cgroup_places_v2(const struct cgroup_places *places);

/** Kill what is in the cgroups that were made, all at once where the kernel can (v2, cgroup.kill). */
void cgroup_places_kill(const struct cgroup_places *places);

/** Whether one of them was made, and not removed. */
bool cgroup_places_made(const struct cgroup_places *places);

/** Whether it is certain that no process is in the cgroups, nor one that cannot be seen from this pid namespace. */
bool cgroup_places_are_empty(const struct cgroup_places *places);

/** Remove those of the cgroups in which there is nothing: the others are not known to be ours. */
void cgroup_places_remove_empty(const struct cgroup_places *places);

/** Remove the cgroups that were made, with all below them; waits a little for processes that are just dying. @return
 * 0; a negative errno */
int cgroup_places_remove(struct cgroup_places *places, struct error *err);

#endif
