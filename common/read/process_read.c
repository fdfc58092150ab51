#include "read/process_read.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "read/thread.h"

/* /proc/TID is there too, though it is not listed: proc(5) */
static int check_owner(const struct process *process, pid_t pid, pid_t tid, struct error *err)
{
    pid_t owner = process->status.pid;
    if (owner == pid)
        return 0;
    return error_set(err, ESRCH | ERROR_TOLD, "%d is a thread of process %d: name it %d/%d", tid, owner, owner, tid);
}

int process_read(pid_t pid, pid_t tid, unsigned needs, struct process *process, struct error *err)
{
    char directory[THREAD_DIRECTORY_SIZE];
    snprintf(directory, sizeof(directory), "/proc/%d/task/%d", pid, tid);
    _cleanup_(buffer_free) struct buffer buffer = { 0 };
    struct error reason = { 0 };
    int result = thread_read(directory, needs, &buffer, process, &reason);
    if (result == -EBADMSG)
        return error_set(err, EBADMSG | ERROR_TOLD, "cannot read %s/status: %s", directory, reason.what);
    if (result == 0)
        return check_owner(process, pid, tid, err);
    if (result != -ESRCH)
        return error_set(err, -result, "cannot read %s", directory);
    if (access("/proc/self", F_OK) < 0)
        return error_set(err, ESRCH | ERROR_TOLD, "cannot read process %d: /proc is not mounted here", pid);
    return pid == tid ? error_set(err, ESRCH, "cannot read process %d", pid)
                      : error_set(err, ESRCH, "cannot read thread %d of process %d", tid, pid);
}

int process_list_read(struct process_list *list, pid_t pid, enum thread_choice choice, unsigned needs,
                      struct error *err)
{
    _cleanup_(buffer_free) struct buffer buffer = { 0 };
    _cleanup_(process_list_free) struct process_list others = { 0 };
    struct process leader;
    int result = thread_read_all(pid, choice, needs, &buffer, &leader, &others);
    if (result == 0 && check_owner(&leader, pid, pid, err) < 0) {
        process_free(&leader);
        return -ESRCH;
    }
    if (result == 0)
        result = process_list_append(list, &leader);
    if (result == 0)
        result = process_list_join(list, &others);
    return result < 0 ? error_set(err, -result, "cannot read process %d", pid) : 0;
}

int process_list_read_thread(struct process_list *list, pid_t pid, pid_t tid, unsigned needs, struct error *err)
{
    struct process process = { 0 };
    int result = process_read(pid, tid, needs, &process, err);
    if (result < 0) {
        process_free(&process);
        return result;
    }
    return process_list_append(list, &process) < 0 ? error_set(err, ENOMEM, "cannot list processes") : 0;
}
