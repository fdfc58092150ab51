/* Processes and threads, read from /proc. */
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

/** Processes, or threads. */
struct process_list {
    struct process *items; /**< `count` of them */
    size_t count;
    size_t capacity;
};

/** Release a list and all in it; for _cleanup_ too. */
void process_list_free(struct process_list *list);

/** Which threads of a process a reader gives. */
enum thread_choice {
    THREADS_LEADER, /**< the leader, standing for the process */
    THREADS_ODD,    /**< the leader, and the threads whose capability sets, ids or no_new_privs differ from its */
    THREADS_ALL,    /**< every one */
};

/**
 * Read one process or thread.
 *
 * @param pid  process id, as the /proc of the caller counts
 * @param tid  id of one of its threads; `pid` itself for the leader
 * @return 0; -ESRCH where there is no such thread, or `pid` is itself a thread of another process; another negative
 * errno where the kernel would not tell
 */
int process_read(pid_t pid, pid_t tid, unsigned needs, struct process *process, struct error *err);

/**
 * Append one process to *list, with the threads that `choice` says.
 * @return 0; as process_read()
 */
int process_list_read(struct process_list *list, pid_t pid, enum thread_choice choice, unsigned needs,
                      struct error *err);

/** Append one thread to *list, whatever it differs in. @return 0; as process_read() */
int process_list_read_thread(struct process_list *list, pid_t pid, pid_t tid, unsigned needs, struct error *err);

/**
 * Read all processes of /proc, and of their threads what `choice` says, into *list, which is empty; in any order. One
 * that goes away meanwhile is passed over.
 * @return 0; a negative errno where /proc cannot be read at all
 */
int process_list_scan(struct process_list *list, enum thread_choice choice, unsigned needs, struct error *err);

/** Append *process, whose memory the list takes over, even on failure. @return 0; -ENOMEM */
int process_list_append(struct process_list *list, struct process *process);

/** Move all of *more, which is empty then, behind the end of *list. @return 0; -ENOMEM, with both as they were */
int process_list_join(struct process_list *list, struct process_list *more);

#endif
