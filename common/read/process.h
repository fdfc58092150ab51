/* What is known of a process or thread, and lists of them. */
#ifndef CCAPS_READ_PROCESS_H
#define CCAPS_READ_PROCESS_H

#include <stddef.h>
#include <stdint.h>

#include "read/cgroup.h"
#include "read/status.h"

/** What is read beyond status, each at the cost of a file more a process: `needs` is these, or'ed. */
enum process_need {
    NEED_CGROUP = 1 << 0,         /**< cgroup */
    NEED_ARGUMENTS = 1 << 1,      /**< arguments */
    NEED_USER_NAMESPACE = 1 << 2, /**< user_namespace */
    NEED_START_TIME = 1 << 3,     /**< start_time */
    NEED_GROUPS = 1 << 4,         /**< groups */
};

/** One thread (of most processes the only one), as /proc tells it. What was not asked for is as if unknown. */
struct process {
    struct status status;
    char *cgroup;            /**< cgroup_own_path(): NULL unknown, "" none of its own */
    char *arguments;         /**< of the command line, with a blank between each; hostile; NULL unknown, "" none */
    uint64_t user_namespace; /**< inode number of /proc/PID/ns/user; 0 unknown */
    uint64_t start_time;     /**< clock ticks since boot: proc(5), /proc/PID/stat, field 22; 0 unknown */
    struct group_list groups;
};

/** Release what *process holds. */
void process_free(struct process *process);

/** A process or thread that is there and could not be read. */
struct process_gap {
    pid_t pid;
    pid_t tid;  /**< 0: it is the process's threads that could not be listed */
    int errnum; /**< positive errno */
};

/** Processes, or threads, and what of those that were looked for is not among them. */
struct process_list {
    struct process *items; /**< `count` of them */
    size_t count;
    size_t capacity;
    struct process_gap *gaps; /**< `gap_count` of them */
    size_t gap_count;
};

/** Release a list and all in it; for _cleanup_ too. */
void process_list_free(struct process_list *list);

/** Which threads of a process a reader gives. */
enum thread_choice {
    THREADS_LEADER, /**< the leader, standing for the process */
    THREADS_ODD,    /**< the leader, and the threads whose capability sets, ids or no_new_privs differ from its */
    THREADS_ALL,    /**< every one */
};

/** Append *process, whose memory the list takes over, even on failure. @return 0; -ENOMEM */
int process_list_append(struct process_list *list, struct process *process);

/**
 * Note that a process or thread that was found by looking around could not be read. Passed over, as if it were not
 * there, is what is gone by now (ESRCH, ENOENT), and what is hidden from the caller (EPERM, EACCES: /proc mounted with
 * hidepid=noaccess, a security module): that it should not see it is somebody's will, and proc(5)'s hidepid=invisible
 * would not even show that it is there.
 *
 * @param result  negative errno of reading it
 * @return 0; -ENOMEM, where that is `result`, too
 */
int process_list_miss(struct process_list *list, pid_t pid, pid_t tid, int result);

/** Move all of *more, which is empty then, behind the end of *list. @return 0; -ENOMEM, with both as they were */
int process_list_join(struct process_list *list, struct process_list *more);

#endif
