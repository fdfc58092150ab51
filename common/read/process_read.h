/* Single processes and threads, read from /proc; scan.h reads all there are. */
#ifndef CCAPS_READ_PROCESS_READ_H
#define CCAPS_READ_PROCESS_READ_H

#include "base/error.h"
#include "read/process.h"

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

#endif
