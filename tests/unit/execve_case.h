/* A process and a file, drawn at random: what test_execve sets up for real. */
#ifndef CCAPS_TESTS_EXECVE_CASE_H
#define CCAPS_TESTS_EXECVE_CASE_H

#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "caps/credentials.h"
#include "caps/filecaps.h"
#include "execve_namespaces.h"

/** The mounts that the file is run from. */
enum case_mount {
    MOUNT_NORMAL,
    MOUNT_NOSUID,
    MOUNT_FOREIGN, /**< of another mount namespace: fs/namespace.c, mnt_may_suid() */
    CASE_MOUNTS,
};

enum { CASE_GROUPS = 3 };

/** One case; all of it follows from `seed`. */
struct execve_case {
    uint64_t seed;

    enum case_namespace user_namespace;
    struct credentials process; /**< ids as its own user namespace counts */
    gid_t groups[CASE_GROUPS];
    int group_count;
    bool shares_fs;

    enum case_mount mount;
    mode_t mode;
    uid_t owner; /**< as the initial user namespace counts, here and below */
    gid_t group;
    struct filecaps caps;
};

/**
 * Draw the case of a seed.
 * @param held  capabilities that a process of the initial user namespace can be given
 */
void execve_case_draw(struct execve_case *drawn, uint64_t seed, capset_t held);

/** Print it, in a few lines, so that a failure can be understood. */
void execve_case_print(FILE *out, const struct execve_case *drawn);

#endif
