#include "read/exec_file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/io.h"
#include "read/exec_lookup.h"
#include "read/filecaps.h"

/* Where a process's own is not known: what login(1) and container images set. */
static const char usual_path[] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

void exec_program_free(struct exec_program *program)
{
    for (size_t i = 0; i < program->count; i++)
        free(program->paths[i]);
    user_namespace_free(&program->user_namespace);
    *program = EXEC_PROGRAM_EMPTY;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool ends_word(char c)
{
    return is_blank(c) || c == '\0';
}

int exec_script_interpreter(const char *head, size_t size, char **path)
{
    *path = NULL;
    if (size < 2 || memcmp(head, "#!", 2) != 0)
        return 0;
    const char *newline = memchr(head, '\n', size);
    const char *end = newline ? newline : head + size;
    bool cut = !newline && size == EXEC_HEAD_SIZE;
    const char *name = head + 2;
    while (name < end && is_blank(*name))
        name++;
    const char *behind = name;
    while (behind < end && !ends_word(*behind))
        behind++;
    /* a name that the first bytes do not show the end of is not run in part */
    if (cut ? behind == end : name == end && newline)
        return -ENOEXEC;
    /* an empty one, before a NUL or the end of the file, leads to the working directory */
    if (behind == name)
        return -EACCES;
    *path = strndup(name, (size_t)(behind - name));
    return *path ? 0 : -ENOMEM;
}

/* A path to what is open with O_PATH, which cannot be read itself. Where there is no /proc, only the caller's own files
 * are looked at, and those by their name. */
static struct fd_path readable_path(const struct exec_place *place, int fd, const char *name)
{
    if (place->procfd >= 0)
        return fd_path(fd);
    struct fd_path path;
    snprintf(path.text, sizeof(path.text), "%s", name);
    return path;
}

/* Nothing but a regular file comes here: no device is ever opened, nor a pipe. */
static ssize_t read_head(const char *path, char head[EXEC_HEAD_SIZE])
{
    _cleanup_(closep) int readable = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (readable < 0)
        return -errno;
    size_t size = 0;
    while (size < EXEC_HEAD_SIZE) {
        ssize_t more = pread(readable, head + size, EXEC_HEAD_SIZE - size, (off_t)size);
        if (more < 0)
            return -errno;
        if (more == 0)
            break;
        size += (size_t)more;
    }
    return (ssize_t)size;
}

/* Whether the mount that the file is on is among those of the process: /proc/PID/mountinfo has the number of each. In
 * a root that is no mount's top, the one that holds it is not listed. */
static bool is_foreign(const struct exec_place *place, int fd)
{
    struct statx statx_answer;
    char root[2] = "";
    _cleanup_(buffer_free) struct buffer mounts = { 0 };
    if (place->procfd < 0 || statx(fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &statx_answer) < 0 ||
        !(statx_answer.stx_mask & STATX_MNT_ID) || readlinkat(place->procfd, "root", root, sizeof(root)) != 1 ||
        read_file_at(place->procfd, "mountinfo", &mounts) < 0)
        return false;
    for (const char *line = mounts.data; line && *line != '\0';) {
        if (strtoull(line, NULL, 10) == statx_answer.stx_mnt_id)
            return false;
        line = strchr(line, '\n');
        line += line != NULL;
    }
    return true;
}

/* In whose right the mounts of the process are: what was mounted there by one who is not above it does not count. */
static bool is_untrusted(const struct exec_place *place)
{
    if (place->procfd < 0)
        return false;
    _cleanup_(closep) int mounts = openat(place->procfd, "ns/mnt", O_RDONLY | O_CLOEXEC);
    _cleanup_(closep) int owner = mounts < 0 ? -1 : ioctl(mounts, NS_GET_USERNS);
    /* one that the caller may not see is above its own: ioctl_nsfs(2), EPERM */
    return owner >= 0 && user_namespace_is_within(place->user_namespace, owner) == 0;
}

static enum exec_mount judge_mount(const struct exec_place *place, int fd, const struct statvfs *mount)
{
    if (mount->f_flag & ST_NOSUID)
        return EXEC_MOUNT_NOSUID;
    if (is_foreign(place, fd))
        return EXEC_MOUNT_FOREIGN;
    return is_untrusted(place) ? EXEC_MOUNT_UNTRUSTED : EXEC_MOUNT_COUNTS;
}

/* EOVERFLOW: for a root that has no number here, and so is none that counts: security/commoncap.c,
 * cap_inode_getsecurity() */
static int read_caps(struct exec_program *program, const char *path, const char *name, struct error *err)
{
    struct exec_file *file = &program->file;
    struct error reason = { 0 };
    int result = filecaps_read_followed(path, &file->caps, &reason);
    if (result == -EOVERFLOW) {
        file->caps = (struct filecaps){ .revision = 3, .rootid = NO_ID };
        return 0;
    }
    if (result < 0)
        return error_set(err, reason.errnum, "%s: %s", name, reason.what);
    if (file->caps.revision != 3)
        return 0;
    int counts = user_namespace_has_root(&program->user_namespace, file->caps.rootid);
    program->doubts |= counts == CREDENTIAL_UNKNOWN ? DOUBT_ROOTID : 0;
    file->caps_count = counts == 1;
    return 0;
}

static int read_file_facts(const struct exec_place *place, int fd, const char *name, struct exec_program *program,
                           struct error *err)
{
    struct stat stat;
    struct statvfs mount;
    if (fstat(fd, &stat) < 0 || fstatvfs(fd, &mount) < 0)
        return error_set(err, errno, "cannot read %s", name);
    program->mount = judge_mount(place, fd, &mount);
    program->doubts |= program->mount == EXEC_MOUNT_UNTRUSTED ? DOUBT_MOUNT : 0;
    program->file = (struct exec_file){
        .set_uid = stat.st_mode & S_ISUID,
        .set_gid = (stat.st_mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP),
        .owner = stat.st_uid,
        .group = stat.st_gid,
        .unmapped = !user_namespace_maps_uid(place->user_namespace, stat.st_uid) ||
                    !user_namespace_maps_gid(place->user_namespace, stat.st_gid),
        .nosuid = program->mount != EXEC_MOUNT_COUNTS,
    };
    return read_caps(program, readable_path(place, fd, name).text, name, err);
}

/* "process 12 cannot execute ./a: its interpreter /b: No such file or directory (why)" */
static int cannot_execute(const struct exec_place *place, const struct exec_program *program, const char *path,
                          int result, const char *why, struct error *err)
{
    char who[32] = "";
    if (!place->who->self)
        snprintf(who, sizeof(who), "process %d ", place->who->process->status.pid);
    if (program->count > 0)
        error_set(err, -result, "%scannot execute %s: its interpreter %s", who, program->paths[0], path);
    else
        error_set(err, -result, "%scannot execute %s", who, path);
    if (why)
        error_cure(err, "%s", why);
    return result;
}

static int remember_path(struct exec_program *program, const char *path)
{
    program->paths[program->count] = strdup(path);
    if (!program->paths[program->count])
        return -ENOMEM;
    program->count++;
    return 0;
}

/* What the kernel makes of the first bytes: another file that is to be run, or this one. binfmt_misc(5) may know more.
 */
static int look_inside(const char *path, struct exec_program *program, char **interpreter)
{
    char head[EXEC_HEAD_SIZE] = "";
    ssize_t size = read_head(path, head);
    *interpreter = NULL;
    if (size == -EACCES || size == -EPERM) {
        program->doubts |= DOUBT_CONTENT;
        return 0;
    }
    if (size < 0)
        return (int)size;
    int result = exec_script_interpreter(head, (size_t)size, interpreter);
    if (result < 0 || *interpreter)
        return result;
    return memcmp(head, "\177ELF", 4) == 0 ? 0 : -ENOEXEC;
}

/* From the file that is open to the one that counts. */
static int follow_interpreters(struct exec_place *place, int first, const char *name, struct exec_program *program,
                               struct error *err)
{
    _cleanup_(closep) int fd = first;
    _cleanup_(freep) char *path = strdup(name);
    for (;;) {
        _cleanup_(freep) char *interpreter = NULL;
        const char *why = NULL;
        int result = path ? look_inside(readable_path(place, fd, path).text, program, &interpreter) : -ENOMEM;
        if (result == -ENOEXEC)
            why = "neither a program nor a script that names its interpreter";
        if (result == -EACCES)
            why = "a script that ends where its interpreter's name should be";
        if (result < 0)
            return cannot_execute(place, program, path ? path : name, result, why, err);
        if (remember_path(program, path) < 0)
            return error_set(err, ENOMEM, "cannot read %s", name);
        if (!interpreter)
            return read_file_facts(place, fd, path, program, err);
        free(path);
        path = take_pointer(interpreter);
        if (program->count == EXEC_FILES_MAX)
            return cannot_execute(place, program, path, -ELOOP, "scripts that run scripts, five deep", err);
        closep(&fd);
        fd = exec_place_lookup(place, path, &why);
        if (fd < 0)
            return cannot_execute(place, program, path, fd, why, err);
    }
}

static int open_place(struct exec_place *place, const struct exec_process *who, struct exec_program *program,
                      struct error *err)
{
    *program = EXEC_PROGRAM_EMPTY;
    int result = exec_place_open(place, who, err);
    place->user_namespace = &program->user_namespace;
    return result < 0 ? result : user_namespace_read(place->procfd, &program->user_namespace, err);
}

/* As execvp(3): what is not there or may not be executed is passed over, and the latter remembered. */
static int search(struct exec_place *place, const char *name, char **found, struct exec_program *program,
                  const char **why)
{
    _cleanup_(freep) char *path = exec_place_search_path(place);
    program->doubts |= path ? 0 : DOUBT_PATH;
    int result = -ENOENT;
    const char *directory = path ? path : usual_path;
    while (directory) {
        const char *end = strchrnul(directory, ':');
        int size = (int)(end - directory);
        const char *reason;
        if (asprintf(found, "%.*s%s%s", size, directory, size > 0 ? "/" : "./", name) < 0) {
            *found = NULL;
            return -ENOMEM;
        }
        directory = *end == '\0' ? NULL : end + 1;
        int fd = exec_place_lookup(place, *found, &reason);
        if (fd >= 0)
            return fd;
        free(take_pointer(*found));
        if (fd == -EACCES) {
            result = fd;
            *why = reason;
        }
    }
    return result;
}

int exec_program_find(const struct exec_process *who, const char *name, struct exec_program *program, struct error *err)
{
    _cleanup_(exec_place_close) struct exec_place place;
    int result = open_place(&place, who, program, err);
    if (result < 0)
        return result;
    const char *why = NULL;
    _cleanup_(freep) char *found = NULL;
    bool searched = !strchr(name, '/') && name[0] != '\0';
    int fd = searched ? search(&place, name, &found, program, &why) : exec_place_lookup(&place, name, &why);
    if (fd < 0)
        return cannot_execute(&place, program, name, fd, fd == -ENOENT && searched ? "not in its PATH" : why, err);
    return follow_interpreters(&place, fd, found ? found : name, program, err);
}

int exec_program_read(const struct exec_process *who, int fd, const char *name, struct exec_program *program,
                      struct error *err)
{
    _cleanup_(exec_place_close) struct exec_place place;
    int result = open_place(&place, who, program, err);
    if (result < 0)
        return result;
    const char *why = NULL;
    result = exec_place_check(&place, fd, &why);
    if (result < 0)
        return cannot_execute(&place, program, name, result, why, err);
    int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    return own < 0 ? error_set(err, errno, "cannot read %s", name)
                   : follow_interpreters(&place, own, name, program, err);
}
