#include "read/process.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "read/thread.h"

void process_free(struct process *process)
{
    free(process->cgroup);
    free(process->arguments);
    group_list_free(&process->groups);
    *process = (struct process){ 0 };
}

void process_list_free(struct process_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        process_free(&list->items[i]);
    free(list->items);
    *list = (struct process_list){ 0 };
}

static int list_reserve(struct process_list *list, size_t more)
{
    if (list->capacity - list->count >= more)
        return 0;
    size_t capacity = list->capacity ? list->capacity : 16;
    while (capacity - list->count < more)
        capacity *= 2;
    struct process *items = reallocarray(list->items, capacity, sizeof(*items));
    if (!items)
        return -ENOMEM;
    list->items = items;
    list->capacity = capacity;
    return 0;
}

int process_list_append(struct process_list *list, struct process *process)
{
    int result = list_reserve(list, 1);
    if (result == 0)
        list->items[list->count++] = *process;
    else
        process_free(process);
    return result;
}

int process_list_join(struct process_list *list, struct process_list *more)
{
    if (more->count == 0)
        return 0;
    int result = list_reserve(list, more->count);
    if (result < 0)
        return result;
    memcpy(list->items + list->count, more->items, more->count * sizeof(*list->items));
    list->count += more->count;
    more->count = 0;
    return 0;
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
    /* /proc/TID is there too, though it is not listed: proc(5) */
    if (result == 0 && process->status.pid != pid)
        return error_set(err, ESRCH | ERROR_TOLD, "%d is a thread of process %d: name it %d/%d", tid,
                         process->status.pid, process->status.pid, tid);
    if (result != -ESRCH)
        return result < 0 ? error_set(err, -result, "cannot read %s", directory) : 0;
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
