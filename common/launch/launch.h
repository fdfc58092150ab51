/* From what was asked for to a running process: settle, start, wait. ccaps-run(1) is its command. */
#ifndef CCAPS_LAUNCH_LAUNCH_H
#define CCAPS_LAUNCH_LAUNCH_H

#include <signal.h>
#include <sys/types.h>

#include "containers/oci_config.h"
#include "launch/cgroup.h"
#include "launch/plan.h"
#include "launch/request.h"

/** Exit statuses of the contract that are not COMMAND's own. */
enum { STATUS_FAILED = 125, STATUS_NOT_EXECUTABLE = 126, STATUS_NOT_FOUND = 127, STATUS_SIGNAL_BASE = 128 };

/** The process that LAUNCH_IN joins, as it was when it was found. */
struct launch_target {
    pid_t pid;
    int pidfd;         /**< the namespaces to join are this process's; -1 */
    int root;          /**< its root directory, O_PATH; -1 */
    int namespaces;    /**< CLONE_NEW... flags: those that it has and the caller has not */
    char *cgroup_text; /**< of /proc/PID/cgroup; owned */
};

/**
 * One start, from the request to the end. launch_settle() fills what is decided, the steps of the plan fill what is
 * held; each is undone by the step that made it, and the rest by launch_free().
 */
struct launch {
    const struct launch_request *request;

    /* decided */
    struct oci_config config;  /**< what is to be, in every form: the bundle's, or one of launch/defaults.h */
    const char *const *args;   /**< COMMAND and its arguments, NULL-terminated; borrowed */
    char *rootfs;              /**< path of the root file system; NULL where there is no new one */
    char *cwd;                 /**< working directory of a container on the host's root; else config.cwd is it */
    char *home;                /**< home directory of the user, from the container's passwd; NULL where it has none */
    bool has_init;             /**< whether a pid 1 of ours runs COMMAND as its child */
    struct credentials caller; /**< as they are where COMMAND is started: full in a user namespace that is joined */
    struct group_list own_groups;
    struct capsets caps;
    struct launch_target target;
    struct plan plan;
    char name[LAUNCH_NAME_SIZE]; /**< of a new container */

    /* held */
    int lock;                     /**< of the state directory; -1 */
    struct cgroup_places cgroups; /**< those of the container */
    bool devices_unlimited;       /**< no cgroup keeps it from the host's devices: its mounts are to */
    pid_t child;                  /**< first process; 0 where there is none */
    int pidfd;                    /**< of it; -1 */
    int report;                   /**< the child tells here that it is ready, and what failed; -1 */
    int gate;                     /**< the child waits here until it may start COMMAND; -1 */
    int tree;                     /**< in the child: the new root, mounted; -1 */
    int *mounts;                  /**< in the child: of config.mounts those of the kernel, an fd; -1 the others */
    sigset_t mask;                /**< signals that were blocked when the program was started */

    int status;             /**< exit status where the start failed: 125, 126 or 127 */
    const char *fail_after; /**< for tests alone: a step that is to fail after it was done; NULL */
};

/** A launch that holds nothing. */
#define LAUNCH_EMPTY                                                                                                   \
    ((struct launch){ .target = { .pidfd = -1, .root = -1 },                                                           \
                      .lock = -1,                                                                                      \
                      .pidfd = -1,                                                                                     \
                      .report = -1,                                                                                    \
                      .gate = -1,                                                                                      \
                      .tree = -1,                                                                                      \
                      .status = STATUS_FAILED })

/**
 * Decide all that can be decided before anything is done, and make the plan; fail where it cannot be had.
 * @param launch   LAUNCH_EMPTY; the caller's, launch_free(), on failure too
 * @param request  borrowed for as long as *launch is used
 * @return 0; a negative errno
 */
int launch_settle(struct launch *launch, const struct launch_request *request, struct error *err);

/**
 * Perform the plan. On failure all steps are undone: COMMAND was not started, and nothing is left.
 * With LAUNCH_HOST it returns only on failure: the caller has become COMMAND, or can only end.
 * @return 0; a negative errno, and launch->status
 */
int launch_start(struct launch *launch, struct error *err);

/** Wait for COMMAND, forwarding signals to it, then remove what was made for it. @return its exit status */
int launch_wait(struct launch *launch);

/** End what was started, and remove what was made for it. */
void launch_cancel(struct launch *launch);

/** Release memory and fds; what runs goes on running. For _cleanup_ too. */
void launch_free(struct launch *launch);

#endif
