/* One thread, read from its directory in /proc: what process_read.c and scan.c are made of. */
#ifndef CCAPS_READ_THREAD_H
#define CCAPS_READ_THREAD_H

#include "base/buffer.h"
#include "base/error.h"
#include "read/process.h"

/** Room for the path of a thread's directory, "/proc/PID/task/TID", and its NUL. */
enum { THREAD_DIRECTORY_SIZE = 48 };

/**
 * Read the thread whose directory that is.
 *
 * @param directory  absolute: "/proc/PID" or "/proc/PID/task/TID"
 * @param needs      enum process_need, or'ed
 * @param buffer     scratch: its memory is reused, so one serves a scan
 * @param process    filled; process_free(). Empty on failure
 * @return 0; -ESRCH where there is no such thread; -EBADMSG where status cannot be understood; another negative errno
 * where the kernel would not tell
 */
int thread_read(const char *directory, unsigned needs, struct buffer *buffer, struct process *process,
                struct error *err);

/**
 * Read the leader of process `pid`, and append those of its other threads that `choice` says to *others; those that
 * could not be read are its gaps (process_list_miss()).
 * @return 0; as thread_read(), the leader being read
 */
int thread_read_all(pid_t pid, enum thread_choice choice, unsigned needs, struct buffer *buffer, struct process *leader,
                    struct process_list *others);

#endif
