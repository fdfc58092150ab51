#include "launch/own_image.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/cleanup.h"

static int fail(struct error *err)
{
    if (errno == EPERM) {
        error_set(err, EPERM | ERROR_TOLD, "cannot start a container: it takes sys_admin, which is not effective here");
        return error_cure(err, "%s", geteuid() == 0 ? "" : "run as root");
    }
    error_set(err, errno, "cannot keep the own program from being written");
    return error_cure(err, "%s", errno == ENOENT ? "mount /proc" : "");
}

int own_image_protect(char **argv, struct error *err)
{
    struct statvfs mount;
    if (statvfs("/proc/self/exe", &mount) < 0)
        return fail(err);
    if (mount.f_flag & ST_RDONLY)
        return 0;

    struct mount_attr readonly = { .attr_set = MOUNT_ATTR_RDONLY };
    _cleanup_(closep) int image = open_tree(AT_FDCWD, "/proc/self/exe", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    if (image < 0 || mount_setattr(image, "", AT_EMPTY_PATH, &readonly, sizeof(readonly)) < 0)
        return fail(err);
    syscall(SYS_execveat, image, "", argv, environ, AT_EMPTY_PATH);
    return fail(err);
}
