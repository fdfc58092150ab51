#include "execve_namespaces.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/io.h"

const struct namespace_row namespace_rows[CASE_NAMESPACES] = {
    [NS_INITIAL] = { "initial", NS_INITIAL, { { 0, 0, 1u << 31 } } },
    [NS_SHIFTED] = { "shifted", NS_INITIAL, { { 0, 100000, 50000 } } },
    [NS_HOST_ROOT] = { "host-root", NS_INITIAL, { { 0, 0, 1 }, { 1000, 1000, 1000 } } },
    [NS_ROOTLESS] = { "rootless", NS_INITIAL, { { 1000, 201000, 1000 } } },
    [NS_NESTED] = { "nested", NS_SHIFTED, { { 0, 20000, 10000 } } },
};

static uid_t to_parent(enum case_namespace ns, uid_t id)
{
    for (size_t i = 0; i < ARRAY_SIZE(namespace_rows[ns].map); i++) {
        const struct id_extent *extent = &namespace_rows[ns].map[i];
        if (id >= extent->inside && id - extent->inside < extent->count)
            return extent->outside + (id - extent->inside);
    }
    return ID_NONE;
}

uid_t namespace_to_host(enum case_namespace ns, uid_t id)
{
    for (; ns != NS_INITIAL && id != ID_NONE; ns = namespace_rows[ns].parent)
        id = to_parent(ns, id);
    return id;
}

static int write_map(pid_t pid, const char *file, const struct namespace_row *row)
{
    _cleanup_(buffer_free) struct buffer map = { 0 };
    for (size_t i = 0; i < ARRAY_SIZE(row->map) && row->map[i].count > 0; i++)
        buffer_printf(&map, "%u %u %u\n", row->map[i].inside, row->map[i].outside, row->map[i].count);
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/%s", pid, file);
    return write_file_at(AT_FDCWD, path, map.data);
}

/* Only an id that the parent namespace maps can own one below it (create_user_ns()), and the files of /proc belong to
 * root where a process that changed its ids does not allow itself to be dumped (proc(5)). */
static int enter(int fd)
{
    if (setns(fd, CLONE_NEWUSER) < 0 || setresgid(0, 0, 0) < 0 || setresuid(0, 0, 0) < 0)
        return -1;
    return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

/* In a process of its own, since a map is written from the parent namespace and there is no way back out of one.
 * It tells the pid of a process that sits in the new namespace until it is killed. */
static _Noreturn void create_below(const struct namespace_row *row, int parent_fd, int pipe_fd)
{
    if (parent_fd >= 0 && enter(parent_fd) < 0)
        _exit(1);
    pid_t sitter = (pid_t)syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, NULL, NULL, NULL, NULL);
    if (sitter == 0)
        for (;;)
            pause();
    bool mapped = sitter > 0 && write_map(sitter, "uid_map", row) == 0 && write_map(sitter, "gid_map", row) == 0;
    if (sitter > 0 && !mapped)
        kill(sitter, SIGKILL);
    bool told = mapped && write(pipe_fd, &sitter, sizeof(sitter)) == sizeof(sitter);
    waitpid(sitter, NULL, 0);
    _exit(told ? 0 : 1);
}

static int open_user_namespace(pid_t pid)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/ns/user", pid);
    return open(path, O_RDONLY | O_CLOEXEC);
}

static int create(const struct namespace_row *row, int parent_fd)
{
    int pipe_fds[2];
    if (pipe2(pipe_fds, O_CLOEXEC) < 0)
        return -1;
    pid_t creator = fork();
    if (creator == 0)
        create_below(row, parent_fd, pipe_fds[1]);
    close(pipe_fds[1]);

    pid_t sitter = 0;
    int fd = -1;
    if (read(pipe_fds[0], &sitter, sizeof(sitter)) == sizeof(sitter)) {
        fd = open_user_namespace(sitter);
        kill(sitter, SIGKILL);
    }
    close(pipe_fds[0]);
    waitpid(creator, NULL, 0);
    return fd;
}

int namespaces_create(int fds[CASE_NAMESPACES])
{
    fds[NS_INITIAL] = -1;
    for (enum case_namespace ns = NS_INITIAL + 1; ns < CASE_NAMESPACES; ns++) {
        fds[ns] = create(&namespace_rows[ns], fds[namespace_rows[ns].parent]);
        if (fds[ns] < 0)
            return -1;
    }
    return 0;
}
