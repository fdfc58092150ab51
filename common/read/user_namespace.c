#include "read/user_namespace.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/io.h"
#include "caps/credentials.h"

/* user_namespaces(7): a namespace is at most 32 below the initial one. */
enum { LEVELS_MAX = 33 };

static void id_map_free(struct id_map *map)
{
    free(map->ranges);
    *map = (struct id_map){ 0 };
}

static int id_map_add(struct id_map *map, const struct id_range *range)
{
    struct id_range *ranges = reallocarray(map->ranges, map->count + 1, sizeof(*ranges));
    if (!ranges)
        return -ENOMEM;
    ranges[map->count++] = *range;
    map->ranges = ranges;
    return 0;
}

int id_map_decode(const char *text, struct id_map *map)
{
    *map = (struct id_map){ 0 };
    int result = 0;
    for (const char *line = text; result == 0 && *line != '\0';) {
        struct id_range range;
        int size = 0;
        if (sscanf(line, "%u %u %u%n", &range.inside, &range.outside, &range.count, &size) != 3 || line[size] != '\n')
            result = -EBADMSG;
        else
            result = id_map_add(map, &range);
        line += size + 1;
    }
    if (result < 0)
        id_map_free(map);
    return result;
}

static uid_t id_map_outside(const struct id_map *map, uid_t inside)
{
    for (size_t i = 0; i < map->count; i++) {
        const struct id_range *range = &map->ranges[i];
        if (inside >= range->inside && inside - range->inside < range->count && range->outside != NO_ID)
            return range->outside + (inside - range->inside);
    }
    return NO_ID;
}

static uid_t id_map_inside(const struct id_map *map, uid_t outside)
{
    for (size_t i = 0; i < map->count; i++) {
        const struct id_range *range = &map->ranges[i];
        if (range->outside != NO_ID && outside >= range->outside && outside - range->outside < range->count)
            return range->inside + (outside - range->outside);
    }
    return NO_ID;
}

static int read_map(int dirfd, const char *path, struct id_map *map)
{
    _cleanup_(buffer_free) struct buffer buffer = { 0 };
    int result = read_file_at(dirfd, path, &buffer);
    return result < 0 ? result : id_map_decode(buffer.data ? buffer.data : "", map);
}

/* The kernel writes a namespace's map to its own members in the numbers of its parent: kernel/user_namespace.c,
 * uid_m_show(). Theirs are those inside. */
static void count_as_inside(struct id_map *map)
{
    for (size_t i = 0; i < map->count; i++)
        map->ranges[i].outside = map->ranges[i].inside;
}

static int map_everything(struct user_namespace *ns)
{
    static const struct id_range everything = { 0, 0, NO_ID };
    ns->own = true;
    return id_map_add(&ns->uids, &everything) < 0 || id_map_add(&ns->gids, &everything) < 0 ? -ENOMEM : 0;
}

static int read_own_parent_root(struct user_namespace *ns)
{
    struct id_map own;
    int result = read_map(AT_FDCWD, "/proc/self/uid_map", &own);
    if (result < 0)
        return result;
    /* of the initial namespace, which has no parent, the map leads to itself */
    uid_t root = id_map_inside(&own, 0);
    ns->parent_root = root == 0 ? NO_ID : root;
    id_map_free(&own);
    return 0;
}

static int read_maps(int procfd, struct user_namespace *ns)
{
    _cleanup_(closep) int own = open("/proc/self/ns/user", O_RDONLY | O_CLOEXEC);
    ns->fd = openat(procfd, "ns/user", O_RDONLY | O_CLOEXEC);
    if (own < 0 || ns->fd < 0)
        return -errno;
    ns->own = same_file(own, ns->fd);
    int result = read_own_parent_root(ns);
    if (result == 0)
        result = read_map(procfd, "uid_map", &ns->uids);
    if (result == 0)
        result = read_map(procfd, "gid_map", &ns->gids);
    if (ns->own) {
        count_as_inside(&ns->uids);
        count_as_inside(&ns->gids);
    }
    return result;
}

int user_namespace_read(int procfd, struct user_namespace *ns, struct error *err)
{
    *ns = (struct user_namespace){ .fd = -1, .parent_root = NO_ID };
    int result = procfd < 0 ? map_everything(ns) : read_maps(procfd, ns);
    return result < 0 ? error_set(err, -result, "cannot read its user namespace") : 0;
}

void user_namespace_free(struct user_namespace *ns)
{
    closep(&ns->fd);
    id_map_free(&ns->uids);
    id_map_free(&ns->gids);
    *ns = USER_NAMESPACE_EMPTY;
}

uid_t user_namespace_root(const struct user_namespace *ns)
{
    return id_map_outside(&ns->uids, 0);
}

bool user_namespace_maps_uid(const struct user_namespace *ns, uid_t uid)
{
    return id_map_inside(&ns->uids, uid) != NO_ID;
}

bool user_namespace_maps_gid(const struct user_namespace *ns, gid_t gid)
{
    return id_map_inside(&ns->gids, gid) != NO_ID;
}

/* A namespace has no file of its own that tells its map: a process in it has. */
static int root_of_other(int fd, uid_t *root)
{
    int pipe_fds[2];
    if (pipe2(pipe_fds, O_CLOEXEC) < 0)
        return -errno;
    pid_t child = fork();
    if (child == 0) {
        char ready = setns(fd, CLONE_NEWUSER) == 0;
        if (write(pipe_fds[1], &ready, 1) == 1 && ready)
            pause();
        _exit(0);
    }
    close(pipe_fds[1]);
    char path[64], ready = 0;
    snprintf(path, sizeof(path), "/proc/%d/uid_map", child);
    struct id_map map = { 0 };
    int result = read(pipe_fds[0], &ready, 1) == 1 && ready ? read_map(AT_FDCWD, path, &map) : -EPERM;
    *root = id_map_outside(&map, 0);
    id_map_free(&map);
    close(pipe_fds[0]);
    if (child > 0) {
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
    }
    return result;
}

/* Namespaces between `ns` and the caller's own, which is above it. @return 1, 0; CREDENTIAL_UNKNOWN */
static int is_root_below(const struct user_namespace *ns, int own, uid_t uid)
{
    _cleanup_(closep) int fd = fcntl(ns->fd, F_DUPFD_CLOEXEC, 0);
    for (int level = 0; level < LEVELS_MAX; level++) {
        int parent = ioctl(fd, NS_GET_PARENT);
        closep(&fd);
        fd = parent;
        if (fd < 0)
            return CREDENTIAL_UNKNOWN;
        if (same_file(fd, own))
            return 0;
        uid_t root = NO_ID;
        if (root_of_other(fd, &root) < 0)
            return CREDENTIAL_UNKNOWN;
        if (root == uid)
            return 1;
    }
    return CREDENTIAL_UNKNOWN;
}

/* @return 1, 0; CREDENTIAL_UNKNOWN */
static int is_initial(int fd)
{
    struct stat stat;
    return fd < 0 || fstat(fd, &stat) < 0 ? CREDENTIAL_UNKNOWN : stat.st_ino == USER_NAMESPACE_INITIAL;
}

int user_namespace_has_root(const struct user_namespace *ns, uid_t uid)
{
    if (uid == user_namespace_root(ns) || uid == 0 || uid == ns->parent_root)
        return 1;
    _cleanup_(closep) int own = open("/proc/self/ns/user", O_RDONLY | O_CLOEXEC);
    if (own < 0 || ns->fd < 0)
        return CREDENTIAL_UNKNOWN;
    int below = ns->own ? 0 : is_root_below(ns, own, uid);
    return below == 0 && is_initial(own) != 1 ? CREDENTIAL_UNKNOWN : below;
}

int user_namespace_is_within(const struct user_namespace *ns, int other)
{
    if (other < 0 || ns->fd < 0)
        return CREDENTIAL_UNKNOWN;
    if (same_file(ns->fd, other))
        return 1;
    _cleanup_(closep) int own = open("/proc/self/ns/user", O_RDONLY | O_CLOEXEC);
    if (own < 0)
        return CREDENTIAL_UNKNOWN;
    _cleanup_(closep) int fd = fcntl(ns->fd, F_DUPFD_CLOEXEC, 0);
    for (int level = 0; level < LEVELS_MAX && !same_file(fd, own); level++) {
        int parent = ioctl(fd, NS_GET_PARENT);
        close(fd);
        fd = parent;
        if (fd < 0)
            return CREDENTIAL_UNKNOWN;
        if (same_file(fd, other))
            return 1;
    }
    return 0;
}

int user_namespace_is_initial(const struct user_namespace *ns)
{
    return is_initial(ns->fd);
}

/* One that the caller may not ask for (EPERM) is above its own: no owner of what the caller can see lies below that. */
int user_namespace_owns(const struct user_namespace *ns, int other)
{
    if (ns->fd < 0 || other < 0)
        return CREDENTIAL_UNKNOWN;
    _cleanup_(closep) int fd = ioctl(other, NS_GET_USERNS);
    for (int level = 0; level < LEVELS_MAX && fd >= 0; level++) {
        if (same_file(fd, ns->fd))
            return 1;
        int parent = ioctl(fd, NS_GET_PARENT);
        close(fd);
        fd = parent;
    }
    return errno == EPERM ? 0 : CREDENTIAL_UNKNOWN;
}
