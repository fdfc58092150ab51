/* The text of /proc/PID/status, decoded. */
#ifndef CCAPS_READ_STATUS_H
#define CCAPS_READ_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/error.h"
#include "caps/credentials.h"

/** Bytes of a thread's name with the NUL: a workqueue's, the longest there is, has 63 (fs/proc/array.c,
 * proc_task_name()). */
enum { COMM_SIZE = 64 };

/** What a /proc/PID/status file tells of one thread (proc(5)). */
struct status {
    char comm[COMM_SIZE]; /**< raw, as the thread set it: hostile */
    pid_t pid;            /**< thread group id: the process */
    pid_t tid;            /**< thread id; that of the leader is `pid` */
    pid_t ppid;           /**< parent process; 0 where it is outside this pid namespace */
    int threads;
    char state; /**< 'R', 'S', 'Z'...: proc(5); NUL unknown */
    bool kernel_thread;
    struct credentials credentials; /**< securebits stay unknown: the file does not have them */
};

/**
 * Whether it has ended, and only waits to be reaped. The first thread of a process may end before the others: they live
 * on, and it has not ended.
 */
static inline bool status_has_ended(const struct status *status)
{
    return (status->state == 'Z' || status->state == 'X') && status->threads < 2;
}

/**
 * Decode the text of a /proc/PID/status file (proc(5)).
 *
 * Keys that are missing (kernels before 4.3 have no CapAmb) stay unknown; keys that are not ours are passed over.
 * The text need not end in a NUL.
 *
 * @param text    the file's bytes, `size` of them; only read
 * @param status  filled
 * @return 0; -EBADMSG when a key of ours has a value that cannot be
 */
int status_decode(const char *text, size_t size, struct status *status, struct error *err);

/**
 * Decode the supplementary groups in the same text; apart, since few want them and they have no bound.
 *
 * @param groups  filled; the caller's, group_list_free(); `count` is CREDENTIAL_UNKNOWN where the key is missing
 * @return 0; -EBADMSG for a value that cannot be; -ENOMEM
 */
int status_decode_groups(const char *text, size_t size, struct group_list *groups, struct error *err);

#endif
