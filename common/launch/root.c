/* The new root file system: a copy of its mount in a mount namespace of our own, and nothing else in the end. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "launch/detached_mount.h"
#include "launch/state.h"
#include "launch/steps.h"

int step_make_mounts_private(struct launch *launch, struct error *err)
{
    (void)launch;
    /* else what is mounted from here on would appear on the host: mount_namespaces(7), "SHARED SUBTREES" */
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
        return error_set(err, errno, "cannot make the mounts private");
    return 0;
}

int step_mount_root(struct launch *launch, struct error *err)
{
    launch->tree = open_tree(AT_FDCWD, launch->rootfs, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
    /* it needs a place to hang on, any: the copied namespace is ours alone, and that place is gone with the old root */
    if (launch->tree < 0 || move_mount(launch->tree, "", AT_FDCWD, STATE_DIRECTORY, MOVE_MOUNT_F_EMPTY_PATH) < 0)
        return error_set(err, errno, "cannot mount the root %s", launch->rootfs);

    /* a device node in a root that others made is no way to the host's disks: what is to be there is in /dev */
    const struct mount_attr no_devices = { .attr_set = MOUNT_ATTR_NODEV };
    bool has_dev = oci_config_mount_at(&launch->config, "/dev");
    int result = has_dev ? detached_mount_set(launch->tree, AT_RECURSIVE, no_devices) : 0;
    return result < 0 ? error_set(err, -result, "cannot mount the root %s without devices", launch->rootfs) : 0;
}

/* Take a mount of the host away where the container's own will be: its /proc shows all processes, and would be there
 * for whoever can unmount the container's. */
static int unmount_all(const char *destination)
{
    char path[PATH_MAX];
    snprintf(path, sizeof(path), STATE_DIRECTORY "%s", destination);
    while (umount2(path, MNT_DETACH | UMOUNT_NOFOLLOW) == 0)
        ;
    return errno == EINVAL || errno == ENOENT || errno == ENOTDIR ? 0 : -errno;
}

int step_protect_host_root(struct launch *launch, struct error *err)
{
    const struct oci_config *config = &launch->config;
    for (size_t i = 0; i < config->mount_count; i++) {
        int result = unmount_all(config->mounts[i].destination);
        if (result < 0)
            return error_set(err, -result, "cannot leave the host's %s out", config->mounts[i].destination);
    }
    int result = detached_mount_set(launch->tree, AT_RECURSIVE, (struct mount_attr){ .attr_set = MOUNT_ATTR_RDONLY });
    return result < 0 ? error_set(err, -result, "cannot make the host's file systems read-only") : 0;
}

int step_protect_root(struct launch *launch, struct error *err)
{
    int result = detached_mount_set(launch->tree, 0, (struct mount_attr){ .attr_set = MOUNT_ATTR_RDONLY });
    return result < 0 ? error_set(err, -result, "cannot make the root read-only") : 0;
}

/* They have their places: no path of the container is to lead to them by number. */
static void close_mounts(struct launch *launch)
{
    for (size_t i = 0; i < launch->config.mount_count; i++)
        if (launch->mounts[i] >= 0)
            close(take_fd(&launch->mounts[i]));
    close(take_fd(&launch->tree));
}

int step_change_root(struct launch *launch, struct error *err)
{
    /* pivot_root(2), "pivot_root(".", ".")": the old root lies on the new one, and is taken off there */
    if (fchdir(launch->tree) < 0 || syscall(SYS_pivot_root, ".", ".") < 0 || umount2(".", MNT_DETACH) < 0 ||
        chdir("/") < 0)
        return error_set(err, errno, "cannot change the root to %s", launch->rootfs);
    close_mounts(launch);
    return 0;
}
