#include "read/exec_lookup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/io.h"

/* RESOLVE_IN_ROOT asks to be tried again where something was renamed meanwhile: openat2(2). */
enum { TRIES = 16, NAMES_MAX = 4096 };

struct fd_path fd_path(int fd)
{
    struct fd_path path;
    snprintf(path.text, sizeof(path.text), "/proc/self/fd/%d", fd);
    return path;
}

static int open_directory(int dirfd, const char *path)
{
    return openat(dirfd, path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

int exec_place_open(struct exec_place *place, const struct exec_process *who, struct error *err)
{
    *place = (struct exec_place){ .procfd = -1, .rootfd = -1, .who = who };
    const struct status *status = &who->process->status;
    if (who->self) {
        place->procfd = open_directory(AT_FDCWD, "/proc/thread-self");
        return 0;
    }
    if (status->kernel_thread)
        return error_set(err, EINVAL | ERROR_TOLD, "process %d is a kernel thread and executes nothing", status->pid);
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/task/%d", status->pid, status->tid);
    place->procfd = open_directory(AT_FDCWD, path);
    place->rootfd = place->procfd < 0 ? -1 : open_directory(place->procfd, "root");
    if (place->rootfd >= 0)
        return 0;
    error_set(err, errno, "cannot look into the root directory of process %d", status->pid);
    return error_cure(err, "%s", errno == EACCES ? "it takes leave to trace the process: run as root" : "");
}

void exec_place_close(struct exec_place *place)
{
    closep(&place->procfd);
    closep(&place->rootfd);
    free(place->directory);
}

/* What a process can put in the way, links that lead out above all, leads nowhere but into its own root. */
static int open_in_root(const struct exec_place *place, const char *path)
{
    struct open_how how = { .flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS };
    long fd = -1;
    for (int i = 0; i < TRIES && fd < 0 && (i == 0 || errno == EAGAIN); i++)
        fd = syscall(SYS_openat2, place->rootfd, path, &how, sizeof(how));
    return fd < 0 ? -errno : (int)fd;
}

/* Both links are told as seen from the caller's root, or from the top of the mounts that the process is in. */
static char *tell_directory(const struct exec_place *place)
{
    char root[PATH_MAX] = "", directory[PATH_MAX] = "";
    if (readlinkat(place->procfd, "root", root, sizeof(root) - 1) < 0 ||
        readlinkat(place->procfd, "cwd", directory, sizeof(directory) - 1) < 0)
        return NULL;
    size_t size = strcmp(root, "/") == 0 ? 0 : strlen(root);
    if (strncmp(directory, root, size) != 0)
        return NULL;
    return strdup(directory[size] == '\0' ? "/" : directory + size);
}

/* The text is but a guess: it counts where it leads to the very directory. */
static int find_directory(struct exec_place *place)
{
    if (place->directory)
        return 0;
    _cleanup_(freep) char *directory = tell_directory(place);
    _cleanup_(closep) int fd = directory ? open_in_root(place, directory) : -1;
    _cleanup_(closep) int real = open_directory(place->procfd, "cwd");
    if (fd < 0 || real < 0 || !same_file(fd, real))
        return -ENOENT;
    place->directory = take_pointer(directory);
    return 0;
}

static int open_path(struct exec_place *place, const char *path, const char **why)
{
    if (place->rootfd < 0) {
        int fd = open(path, O_PATH | O_CLOEXEC);
        return fd < 0 ? -errno : fd;
    }
    if (path[0] == '/')
        return open_in_root(place, path);
    if (find_directory(place) < 0) {
        *why = "its working directory is not below its root: name the file with a leading slash";
        return -ENOENT;
    }
    _cleanup_(freep) char *whole = NULL;
    if (asprintf(&whole, "%s/%s", place->directory, path) < 0) {
        whole = NULL;
        return -ENOMEM;
    }
    return open_in_root(place, whole);
}

static bool is_in_group(const struct process *process, gid_t gid)
{
    if (process->status.credentials.gids[ID_FILESYSTEM] == gid)
        return true;
    for (int i = 0; i < process->groups.count; i++)
        if (process->groups.ids[i] == gid)
            return true;
    return false;
}

/* capable_wrt_inode_uidgid(): power over what has an owner in the user namespace */
static bool overrides(const struct exec_place *place, const struct stat *stat)
{
    const struct capstate *caps = &place->who->process->status.credentials.caps;
    bool can = capstate_has(caps, EFFECTIVE, CAP_DAC_OVERRIDE) ||
               (S_ISDIR(stat->st_mode) && capstate_has(caps, EFFECTIVE, CAP_DAC_READ_SEARCH));
    return can && (S_ISDIR(stat->st_mode) || stat->st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) &&
           user_namespace_maps_uid(place->user_namespace, stat->st_uid) &&
           user_namespace_maps_gid(place->user_namespace, stat->st_gid);
}

static bool has_access_list(int fd)
{
    return getxattr(fd_path(fd).text, "system.posix_acl_access", NULL, 0) > 0;
}

/* fs/namei.c, generic_permission(), for MAY_EXEC */
static bool may_execute(const struct exec_place *place, int fd, const struct stat *stat)
{
    const struct credentials *credentials = &place->who->process->status.credentials;
    if (!credentials->ids_known || overrides(place, stat))
        return true;
    if (credentials->uids[ID_FILESYSTEM] == stat->st_uid)
        return stat->st_mode & S_IXUSR;
    if (stat->st_mode & S_IRWXG && has_access_list(fd))
        return true;
    return stat->st_mode & (is_in_group(place->who->process, stat->st_gid) ? S_IXGRP : S_IXOTH);
}

/* One look-up, as fs/namei.c, link_path_walk() goes about it: where it has come to, and what is left of the path. */
struct walk {
    const struct exec_place *place;
    int fd;     /* with O_PATH; owned */
    char *rest; /* malloc'ed */
};

static void walk_end(struct walk *walk)
{
    closep(&walk->fd);
    free(walk->rest);
}

/* The next of the names that are left. @return malloc'ed; NULL where there is none, or no memory */
static char *take_name(struct walk *walk)
{
    size_t blank = strspn(walk->rest, "/");
    size_t size = strcspn(walk->rest + blank, "/");
    char *name = size > 0 ? strndup(walk->rest + blank, size) : NULL;
    memmove(walk->rest, walk->rest + blank + size, strlen(walk->rest + blank + size) + 1);
    return name;
}

static void go_to(struct walk *walk, int fd)
{
    closep(&walk->fd);
    walk->fd = fd;
}

/* The text of a link comes before what is left. */
static bool follow(struct walk *walk, int link)
{
    char target[PATH_MAX];
    ssize_t size = readlinkat(link, "", target, sizeof(target) - 1);
    char *rest = NULL;
    if (size < 0 || asprintf(&rest, "%.*s/%s", (int)size, target, walk->rest) < 0)
        return false;
    free(walk->rest);
    walk->rest = rest;
    if (rest[0] == '/')
        go_to(walk, dup(walk->place->rootfd));
    return true;
}

/* Nothing is above the root. */
static bool step(struct walk *walk, const char *name)
{
    struct stat stat;
    if (strcmp(name, "..") == 0 && same_file(walk->fd, walk->place->rootfd))
        return true;
    int fd = openat(walk->fd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0 && fstat(fd, &stat) == 0 && S_ISLNK(stat.st_mode)) {
        bool followed = follow(walk, fd);
        close(fd);
        return followed;
    }
    go_to(walk, fd);
    return fd >= 0;
}

/* Whether the process may search each directory that the look-up of a path goes through, by its links, too. What cannot
 * be followed is taken for granted: that it leads to something is found out otherwise. */
static bool may_search(const struct exec_place *place, const char *path)
{
    /* of the caller itself, the kernel has asked already */
    if (place->rootfd < 0)
        return true;
    _cleanup_(walk_end) struct walk walk = { .place = place, .rest = strdup(path) };
    walk.fd = path[0] == '/' ? dup(place->rootfd) : open_directory(place->procfd, "cwd");
    for (int i = 0; i < NAMES_MAX && walk.rest && walk.fd >= 0; i++) {
        struct stat stat;
        _cleanup_(freep) char *name = take_name(&walk);
        if (!name || fstat(walk.fd, &stat) < 0)
            return true;
        if (!may_execute(place, walk.fd, &stat))
            return false;
        if (!step(&walk, name))
            return true;
    }
    return true;
}

int exec_place_check(const struct exec_place *place, int fd, const char **why)
{
    struct stat stat;
    struct statvfs mount;
    if (fstat(fd, &stat) < 0 || fstatvfs(fd, &mount) < 0)
        return -errno;
    if (!S_ISREG(stat.st_mode))
        *why = "it is not a regular file";
    else if (mount.f_flag & ST_NOEXEC)
        *why = "it is on a noexec mount";
    else if (may_execute(place, fd, &stat))
        return 0;
    else
        *why = "no execute permission";
    return -EACCES;
}

int exec_place_lookup(struct exec_place *place, const char *path, const char **why)
{
    *why = NULL;
    int fd = open_path(place, path, why);
    if (fd < 0)
        return fd;
    int result = exec_place_check(place, fd, why);
    if (result == 0 && !may_search(place, path)) {
        *why = "no permission to search a directory on the way";
        result = -EACCES;
    }
    if (result < 0)
        close(fd);
    return result < 0 ? result : fd;
}

char *exec_place_search_path(const struct exec_place *place)
{
    static const char name[] = "PATH=";
    if (place->who->self)
        return getenv("PATH") ? strdup(getenv("PATH")) : NULL;
    _cleanup_(buffer_free) struct buffer environment = { 0 };
    if (read_file_at(place->procfd, "environ", &environment) < 0 || environment.size == 0)
        return NULL;
    for (size_t at = 0; at < environment.size; at += strlen(environment.data + at) + 1)
        if (strncmp(environment.data + at, name, strlen(name)) == 0)
            return strdup(environment.data + at + strlen(name));
    return NULL;
}
