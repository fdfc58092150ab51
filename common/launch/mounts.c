#include "launch/mounts.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "launch/detached_mount.h"
#include "launch/mount_options.h"
#include "launch/root_paths.h"
#include "launch/steps.h"

/* What is mounted: a detached mount, and whether it is a directory. */
struct detached {
    int fd;
    int directory;
};

/* Hand one of a file system's own options to it: "mode=755", or "newinstance" alone. */
static int configure(int context, const char *option)
{
    char key[64];
    size_t length = strcspn(option, "=");
    if (length >= sizeof(key))
        return -EINVAL;
    memcpy(key, option, length);
    key[length] = '\0';
    int result = option[length] == '=' ? fsconfig(context, FSCONFIG_SET_STRING, key, option + length + 1, 0)
                                       : fsconfig(context, FSCONFIG_SET_FLAG, key, NULL, 0);
    return result < 0 ? -errno : 0;
}

static int configure_all(int context, const char *const *options, struct error *err)
{
    struct mount_options known = { 0 };
    for (; options && *options; options++) {
        int result = mount_option_apply(&known, *options, err);
        if (result < 0)
            return result;
        result = result == 0 ? configure(context, *options) : 0;
        if (result < 0)
            return error_set(err, -result, "the file system does not take the option '%s'", *options);
    }
    return 0;
}

/* A new file system. @return its fd; a negative errno */
static int make_file_system(const char *type, const char *source, const char *const *options, struct error *err)
{
    _cleanup_(closep) int context = fsopen(type, FSOPEN_CLOEXEC);
    if (context < 0)
        return error_set(err, errno, "cannot mount a file system of type '%s'", type);
    if (source[0] != '\0' && fsconfig(context, FSCONFIG_SET_STRING, "source", source, 0) < 0)
        return error_set(err, errno, "cannot mount '%s'", source);
    int result = configure_all(context, options, err);
    if (result < 0)
        return result;
    int fd = fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0 ? -1 : fsmount(context, FSMOUNT_CLOEXEC, 0);
    return fd >= 0 ? fd : error_set(err, errno, "cannot mount a file system of type '%s'", type);
}

static int is_directory(int fd)
{
    struct stat stat;
    return fstat(fd, &stat) < 0 ? -errno : S_ISDIR(stat.st_mode);
}

/* A part of the host's tree; a relative source lies in the bundle. */
static int bind_source(const struct launch *launch, const char *source, bool recursive, struct error *err)
{
    char path[PATH_MAX];
    snprintf(path, sizeof(path), "%s/%s", launch->request->path, source);
    unsigned flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | (recursive ? AT_RECURSIVE : 0);
    int fd = open_tree(AT_FDCWD, source[0] == '/' ? source : path, flags);
    return fd >= 0 ? fd : error_set(err, errno, "cannot bind '%s'", source);
}

static int open_mount(const struct launch *launch, const struct oci_mount *mount, const struct mount_options *options,
                      struct detached *detached, struct error *err)
{
    detached->fd = mount_is_bind(mount) ? bind_source(launch, mount->source, options->recursive, err)
                                        : make_file_system(mount->type, mount->source, mount->options, err);
    if (detached->fd < 0)
        return detached->fd;
    detached->directory = is_directory(detached->fd);
    return detached->directory < 0 ? error_set(err, -detached->directory, "cannot look at '%s'", mount->source) : 0;
}

static int apply_options(int fd, const struct mount_options *options)
{
    struct mount_attr attributes = { .attr_set = options->attributes,
                                     .attr_clr = options->clear,
                                     .propagation = options->propagation };
    return detached_mount_set(fd, options->recursive ? AT_RECURSIVE : 0, attributes);
}

/* Attach at `destination` of the new root, whatever links that root has; /proc there may be anybody's by now. */
static int attach(const struct launch *launch, const struct detached *detached, const char *destination,
                  uint64_t resolve)
{
    _cleanup_(closep) int place = root_make(launch->tree, destination, detached->directory, resolve);
    return place < 0 ? place : detached_mount_attach(detached->fd, place);
}

bool mount_is_bind(const struct oci_mount *mount)
{
    struct mount_options options;
    return strcmp(mount->type, "bind") == 0 ||
           (mount_options_decode(mount->options, &options, NULL) == 0 && options.bind);
}

bool mount_is_of_kernel(const struct oci_mount *mount)
{
    return strcmp(mount->type, "proc") == 0 || strcmp(mount->type, "sysfs") == 0;
}

/* @return the mount's fd, the caller's; a negative errno */
static int mount_one(const struct launch *launch, const struct oci_mount *mount, struct error *err)
{
    struct mount_options options;
    struct detached detached = { .fd = -1 };
    int result = mount_options_decode(mount->options, &options, err);
    if (result == 0)
        result = open_mount(launch, mount, &options, &detached, err);
    if (result < 0)
        return result;

    _cleanup_(closep) int fd = detached.fd;
    if (launch->devices_unlimited && mount_is_bind(mount))
        options.attributes |= MOUNT_ATTR_NODEV;
    result = apply_options(fd, &options);
    if (result == 0)
        result = attach(launch, &detached, mount->destination, mount_is_of_kernel(mount) ? RESOLVE_NO_SYMLINKS : 0);
    return result < 0 ? error_set(err, -result, "cannot mount %s", mount->destination) : take_fd(&fd);
}

/* One hierarchy, as far as the container's own cgroup: a part of the host's mount. */
static int mount_cgroup(const struct launch *launch, const struct cgroup_place *place, const char *destination,
                        const struct mount_options *options)
{
    struct detached detached = { open_tree(AT_FDCWD, place->directory, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC), 1 };
    if (detached.fd < 0)
        return -errno;
    _cleanup_(closep) int fd = detached.fd;
    int result = apply_options(fd, options);
    return result < 0 ? result : attach(launch, &detached, destination, 0);
}

/* Where v1 is mounted, a directory with one mount for each hierarchy, as the host has it; v2 alone is mounted as it is.
 */
static int mount_cgroups(const struct launch *launch, const struct oci_mount *mount, struct error *err)
{
    struct oci_mount directory = *mount;
    struct mount_options options;
    int result = mount_options_decode(mount->options, &options, err);
    const struct cgroup_places *places = &launch->cgroups;
    if (result == 0 && places->count == 1 && places->items[0].controllers[0] == '\0') {
        result = mount_cgroup(launch, &places->items[0], mount->destination, &options);
        return result < 0 ? error_set(err, -result, "cannot mount %s", mount->destination) : 0;
    }
    directory.type = directory.source = "tmpfs";
    directory.options = (const char *const[]){ "nosuid", "nodev", "noexec", "mode=755", NULL };
    _cleanup_(closep) int fd = result == 0 ? mount_one(launch, &directory, err) : -1;
    if (fd < 0)
        return result < 0 ? result : fd;
    for (size_t i = 0; result == 0 && i < places->count; i++) {
        char path[PATH_MAX];
        snprintf(path, sizeof(path), "%s%s", mount->destination, strrchr(places->items[i].mount_point, '/'));
        result = mount_cgroup(launch, &places->items[i], path, &options);
        if (result < 0)
            error_set(err, -result, "cannot mount %s", path);
    }
    return result;
}

/* @param fd  filled: of /proc and /sys, below which paths are masked later */
static int mount_any(const struct launch *launch, const struct oci_mount *mount, int *fd, struct error *err)
{
    if (strcmp(mount->type, "cgroup") == 0 || strcmp(mount->type, "cgroup2") == 0)
        return mount_cgroups(launch, mount, err);
    int result = mount_one(launch, mount, err);
    if (result < 0)
        return result;
    if (mount_is_of_kernel(mount))
        *fd = result;
    else
        close(result);
    return 0;
}

int step_mount_file_systems(struct launch *launch, struct error *err)
{
    size_t count = launch->config.mount_count;
    launch->mounts = malloc((count + 1) * sizeof(*launch->mounts));
    if (!launch->mounts)
        return error_set(err, ENOMEM, "cannot mount the file systems");
    for (size_t i = 0; i < count; i++)
        launch->mounts[i] = -1;

    int result = 0;
    for (size_t i = 0; result == 0 && i < count; i++)
        result = mount_any(launch, &launch->config.mounts[i], &launch->mounts[i], err);
    return result;
}
