#include "execve_stage.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "execve_process.h"

/* Above the fds that the child has a use for: REPORT_FD must not be one of the stage's. */
enum { STAGE_FD_MIN = 10 };

static int copy_program(int directory, const char *helper)
{
    _cleanup_(closep) int from = open(helper, O_RDONLY | O_CLOEXEC);
    _cleanup_(closep) int to = openat(directory, "program", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);
    struct stat stat;
    if (from < 0 || to < 0 || fstat(from, &stat) < 0)
        return -1;
    return sendfile(to, from, NULL, (size_t)stat.st_size) == stat.st_size ? 0 : -1;
}

static int create_tmpfs(unsigned attributes)
{
    _cleanup_(closep) int filesystem = fsopen("tmpfs", FSOPEN_CLOEXEC);
    if (filesystem < 0 || fsconfig(filesystem, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
        return -1;
    return fsmount(filesystem, FSMOUNT_CLOEXEC, attributes);
}

/* A mount that is attached nowhere is of no namespace, and so foreign to every process: fs/namespace.c, check_mnt(). */
static int open_program(enum case_mount mount, const char *helper)
{
    _cleanup_(closep) int directory = create_tmpfs(mount == MOUNT_NOSUID ? MOUNT_ATTR_NOSUID : 0);
    if (directory < 0 || copy_program(directory, helper) < 0)
        return -1;
    if (mount != MOUNT_FOREIGN && move_mount(directory, "", AT_FDCWD, "/mnt", MOVE_MOUNT_F_EMPTY_PATH) < 0)
        return -1;
    _cleanup_(closep) int program = openat(directory, "program", O_RDONLY | O_CLOEXEC);
    return fcntl(program, F_DUPFD_CLOEXEC, STAGE_FD_MIN);
}

const char *execve_stage_open(struct execve_stage *stage, const char *helper)
{
    if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
        return "a private mount namespace";
    for (enum case_mount mount = 0; mount < CASE_MOUNTS; mount++)
        if ((stage->programs[mount] = open_program(mount, helper)) < 0)
            return "a tmpfs with the helper program";
    if (namespaces_create(stage->namespaces) < 0)
        return "user namespaces";
    return NULL;
}

void execve_stage_close(struct execve_stage *stage)
{
    for (enum case_mount mount = 0; mount < CASE_MOUNTS; mount++)
        closep(&stage->programs[mount]);
    for (enum case_namespace ns = 0; ns < CASE_NAMESPACES; ns++)
        closep(&stage->namespaces[ns]);
}

/* linux/capability.h, struct vfs_ns_cap_data: revision 2 is the same without its rootid. */
static int write_caps(int fd, const struct filecaps *caps)
{
    struct vfs_ns_cap_data data = {
        .magic_etc = htole32((caps->revision == 3 ? VFS_CAP_REVISION_3 : VFS_CAP_REVISION_2) |
                             (caps->effective ? VFS_CAP_FLAGS_EFFECTIVE : 0)),
        .rootid = htole32(caps->rootid),
    };
    for (unsigned i = 0; i < VFS_CAP_U32_3; i++) {
        data.data[i].permitted = htole32((uint32_t)(caps->permitted >> 32 * i));
        data.data[i].inheritable = htole32((uint32_t)(caps->inheritable >> 32 * i));
    }
    size_t size = caps->revision == 3 ? XATTR_CAPS_SZ_3 : XATTR_CAPS_SZ_2;
    return fsetxattr(fd, "security.capability", &data, size, 0);
}

/* chown(2) takes set-id bits and capabilities away: so it comes first. */
static int make_file(int fd, const struct execve_case *drawn)
{
    if (fchown(fd, drawn->owner, drawn->group) < 0 || fchmod(fd, drawn->mode) < 0)
        return -1;
    if (fremovexattr(fd, "security.capability") < 0 && errno != ENODATA)
        return -1;
    return drawn->caps.revision ? write_caps(fd, &drawn->caps) : 0;
}

static pid_t start_process(const struct execve_stage *stage, const struct execve_case *drawn, int report_fd, int go_fd)
{
    pid_t child = fork();
    if (child == 0)
        execve_process_run(drawn, stage->programs[drawn->mount], stage->namespaces[drawn->user_namespace], report_fd,
                           go_fd);
    return child;
}

static int let_go(int go_fd)
{
    return write(go_fd, "", 1) == 1 ? 0 : -1;
}

int execve_stage_run(const struct execve_stage *stage, const struct execve_case *drawn, execve_look *look,
                     void *context, struct credentials_report *before, struct credentials_report *after)
{
    int report_fds[2], go_fds[2];
    if (make_file(stage->programs[drawn->mount], drawn) < 0 || pipe2(report_fds, O_CLOEXEC) < 0)
        return -1;
    _cleanup_(closep) int report_fd = report_fds[0];
    int result = pipe2(go_fds, O_CLOEXEC);
    pid_t child = result < 0 ? -1 : start_process(stage, drawn, report_fds[1], go_fds[0]);
    close(report_fds[1]);
    if (result < 0)
        return result;

    result = credentials_report_receive(report_fd, before);
    if (result == 0 && before->error == 0 && look)
        look(context, before, stage->programs[drawn->mount]);
    if (result == 0)
        result = let_go(go_fds[1]);
    if (result == 0)
        result = credentials_report_receive(report_fd, after);
    close(go_fds[0]);
    close(go_fds[1]);
    waitpid(child, NULL, 0);
    return result;
}
