/* Paths of a container that nobody is to see, or to write: OCI runtime spec, config-linux.md, "Masked Paths". */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "launch/detached_mount.h"
#include "launch/devices.h"
#include "launch/mounts.h"
#include "launch/root_paths.h"
#include "launch/steps.h"

/* Put the detached `mount` over `place`; -1 is the failure to make it. */
static int cover(int mount, int place, uint64_t attributes)
{
    if (mount < 0)
        return -errno;
    int result = detached_mount_set(mount, 0, (struct mount_attr){ .attr_set = attributes });
    return result < 0 ? result : detached_mount_attach(mount, place);
}

/* An empty directory that cannot be written. @return its fd; -1 with errno */
static int make_empty(void)
{
    _cleanup_(closep) int context = fsopen("tmpfs", FSOPEN_CLOEXEC);
    if (context < 0 || fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
        return -1;
    return fsmount(context, FSMOUNT_CLOEXEC, 0);
}

/*
 * Open what is at a path of the container: below its /proc and /sys by the mount and not by its place, which whoever
 * can write the root file system may have moved meanwhile, so that nothing would be found to mask. Of all others the
 * place counts: one may cover another, by way of links. @return an fd, the caller's; a negative errno
 */
static int open_place(const struct launch *launch, const char *path)
{
    for (size_t i = launch->config.mount_count; i-- > 0;) {
        const struct oci_mount *mount = &launch->config.mounts[i];
        const char *rest = path + strlen(mount->destination);
        if (mount_is_of_kernel(mount) && strncmp(path, mount->destination, strlen(mount->destination)) == 0 &&
            (rest[0] == '/' || rest[0] == '\0'))
            return root_open(launch->mounts[i], rest[0] ? rest : ".", O_PATH, 0);
    }
    return root_open(launch->tree, path, O_PATH, 0);
}

/* A copy of the mount of the container's /dev/null. Its root is hostile: a link of it is followed within it, and ends
 * at that device or is refused (CVE-2025-31133 of runc). @return its fd; -1 with errno */
static int copy_null(int tree)
{
    _cleanup_(closep) int null = root_open(tree, "dev/null", O_PATH, 0);
    if (device_is(null, 1, 3))
        return open_tree(null, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH);
    errno = ENODEV;
    return -1;
}

static int mask(const struct launch *launch, const char *path)
{
    struct stat stat;
    _cleanup_(closep) int place = open_place(launch, path);
    if (place == -ENOENT)
        return 0;
    if (place < 0 || fstat(place, &stat) < 0)
        return place < 0 ? place : -errno;
    _cleanup_(closep) int mount = S_ISDIR(stat.st_mode) ? make_empty() : copy_null(launch->tree);
    return cover(mount, place, S_ISDIR(stat.st_mode) ? MOUNT_ATTR_RDONLY : 0);
}

static int protect(const struct launch *launch, const char *path)
{
    _cleanup_(closep) int place = open_place(launch, path);
    if (place < 0)
        return place == -ENOENT ? 0 : place;
    _cleanup_(closep) int mount =
        open_tree(place, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | AT_RECURSIVE);
    return cover(mount, place, MOUNT_ATTR_RDONLY);
}

static int walk(const struct launch *launch, const char *const *paths,
                int (*apply)(const struct launch *launch, const char *path), const char *failure, struct error *err)
{
    for (; paths && *paths; paths++) {
        int result = apply(launch, *paths);
        if (result < 0)
            return error_set(err, -result, "cannot %s %s", failure, *paths);
    }
    return 0;
}

int step_mask_paths(struct launch *launch, struct error *err)
{
    return walk(launch, launch->config.masked_paths, mask, "mask", err);
}

int step_protect_paths(struct launch *launch, struct error *err)
{
    return walk(launch, launch->config.readonly_paths, protect, "protect", err);
}
