/* Where a process would look a path up, and whether it may run what is there. */
#ifndef CCAPS_READ_EXEC_LOOKUP_H
#define CCAPS_READ_EXEC_LOOKUP_H

#include <limits.h>

#include "read/exec_file.h"

/** The directories of a process. */
struct exec_place {
    int procfd;      /**< /proc/PID/task/TID; -1 of the caller itself, where it has no /proc */
    int rootfd;      /**< -1 of the caller itself */
    char *directory; /**< its working directory, seen from its root; NULL until it is needed */
    const struct exec_process *who;
    const struct user_namespace *user_namespace;
};

/** Open what is needed. @return 0; a negative errno where one may not look there */
int exec_place_open(struct exec_place *place, const struct exec_process *who, struct error *err);

/** Release what *place holds; for _cleanup_ too. */
void exec_place_close(struct exec_place *place);

/**
 * Open with O_PATH what execve(2) would run: a regular file that the process may execute, by way of directories that
 * it may search, those that links lead through among them, on a mount that allows it.
 * @return fd, the caller's; a negative errno as of execve(2), with *why saying more where that is not enough, or NULL
 */
int exec_place_lookup(struct exec_place *place, const char *path, const char **why);

/** Whether the process may execute the file that is open; what an access control list decides is taken for granted.
 *  @return 0; -EACCES */
int exec_place_check(const struct exec_place *place, int fd, const char **why);

/** The PATH of the process's environment. @return malloc'ed; NULL where it is not known */
char *exec_place_search_path(const struct exec_place *place);

/** A path, by value. */
struct fd_path {
    char text[PATH_MAX];
};

/** What leads to an fd through /proc, for system calls that refuse one opened with O_PATH. */
struct fd_path fd_path(int fd);

#endif
