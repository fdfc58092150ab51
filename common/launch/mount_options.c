#include "launch/mount_options.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/mount.h>

#include "base/cleanup.h"

/* mount(8), "Filesystem-independent mount options"; an option that undoes another has its bit in `clear` alone. */
struct row {
    const char *name;
    uint64_t set, clear, propagation;
    bool bind, recursive;
};

/* clang-format off */
static const struct row rows[] = {
    { "defaults",      0, 0 },
    { "ro",            MOUNT_ATTR_RDONLY, 0 },
    { "rw",            0, MOUNT_ATTR_RDONLY },
    { "nosuid",        MOUNT_ATTR_NOSUID, 0 },
    { "suid",          0, MOUNT_ATTR_NOSUID },
    { "nodev",         MOUNT_ATTR_NODEV, 0 },
    { "dev",           0, MOUNT_ATTR_NODEV },
    { "noexec",        MOUNT_ATTR_NOEXEC, 0 },
    { "exec",          0, MOUNT_ATTR_NOEXEC },
    { "nosymfollow",   MOUNT_ATTR_NOSYMFOLLOW, 0 },
    { "symfollow",     0, MOUNT_ATTR_NOSYMFOLLOW },
    { "nodiratime",    MOUNT_ATTR_NODIRATIME, 0 },
    { "diratime",      0, MOUNT_ATTR_NODIRATIME },
    { "relatime",      MOUNT_ATTR_RELATIME, MOUNT_ATTR__ATIME },
    { "norelatime",    0, MOUNT_ATTR__ATIME },
    { "noatime",       MOUNT_ATTR_NOATIME, MOUNT_ATTR__ATIME },
    { "atime",         0, MOUNT_ATTR__ATIME },
    { "strictatime",   MOUNT_ATTR_STRICTATIME, MOUNT_ATTR__ATIME },
    { "nostrictatime", 0, MOUNT_ATTR__ATIME },
    { "bind",          0, 0, 0, true, false },
    { "rbind",         0, 0, 0, true, true },
    { "private",       0, 0, MS_PRIVATE },
    { "rprivate",      0, 0, MS_PRIVATE },
    { "slave",         0, 0, MS_SLAVE },
    { "rslave",        0, 0, MS_SLAVE },
};
/* clang-format on */

/* What runc has of its own, or what would share the container's mounts with the host. */
static const char *const unsupported[] = { "tmpcopyup",   "idmap", "ridmap",  "shared", "rshared", "unbindable",
                                           "runbindable", "rro",   "rnosuid", "rnodev", "rnoexec", "remount" };

int mount_option_apply(struct mount_options *options, const char *option, struct error *err)
{
    for (size_t i = 0; i < ARRAY_SIZE(unsupported); i++)
        if (strcmp(option, unsupported[i]) == 0)
            return error_set(err, ENOTSUP | ERROR_TOLD, "mount option '%s' is not supported", option);

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        const struct row *row = &rows[i];
        if (strcmp(option, row->name) != 0)
            continue;
        options->clear |= row->clear;
        options->attributes = (options->attributes & ~row->clear) | row->set;
        options->propagation = row->propagation ? row->propagation : options->propagation;
        options->bind |= row->bind;
        options->recursive |= row->recursive;
        return 1;
    }
    return 0;
}

int mount_options_decode(const char *const *texts, struct mount_options *options, struct error *err)
{
    *options = (struct mount_options){ 0 };
    for (; texts && *texts; texts++) {
        int result = mount_option_apply(options, *texts, err);
        if (result < 0)
            return result;
    }
    return 0;
}
