#include "read/process.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/io.h"

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

/* The file of a thread that has ended is there but answers ESRCH, or is gone: both say the same. */
static int gone_is_esrch(int result)
{
    return result == -ENOENT ? -ESRCH : result;
}

static char *read_cgroup(int dirfd, struct buffer *buffer)
{
    return read_single_at(dirfd, "cgroup", buffer) < 0 ? NULL : strndup(buffer->data, buffer->size);
}

/* Arguments end in a NUL each (proc_pid_cmdline(5)); one that holds a blank is not told apart, as with ps. */
static char *read_arguments(int dirfd, struct buffer *buffer)
{
    if (read_file_at(dirfd, "cmdline", buffer) < 0)
        return NULL;
    while (buffer->size > 0 && buffer->data[buffer->size - 1] == '\0')
        buffer->size--;
    for (size_t i = 0; i < buffer->size; i++)
        if (buffer->data[i] == '\0')
            buffer->data[i] = ' ';
    return strndup(buffer->data, buffer->size);
}

/* The name in parentheses may itself hold blanks and parentheses: the last one ends it (proc_pid_stat(5)). */
static uint64_t read_start_time(int dirfd, struct buffer *buffer)
{
    if (read_file_at(dirfd, "stat", buffer) < 0)
        return 0;
    const char *at = memrchr(buffer->data, ')', buffer->size);
    for (int field = 2; at && field < 22; field++)
        at = strchr(at + 1, ' ');
    return at ? strtoull(at, NULL, 10) : 0;
}

static uint64_t read_user_namespace(int dirfd)
{
    struct stat stat;
    return fstatat(dirfd, "ns/user", &stat, 0) == 0 ? stat.st_ino : 0;
}

static int read_thread_at(int dirfd, unsigned needs, struct buffer *buffer, struct process *process, struct error *err)
{
    *process = (struct process){ 0 };
    int result = gone_is_esrch(read_single_at(dirfd, "status", buffer));
    if (result < 0)
        return error_set(err, -result, "cannot read status");
    result = status_decode(buffer->data, buffer->size, &process->status, err);
    if (result == 0 && needs & NEED_GROUPS)
        result = status_decode_groups(buffer->data, buffer->size, &process->groups, err);
    if (result < 0)
        return result;

    if (needs & NEED_CGROUP)
        process->cgroup = read_cgroup(dirfd, buffer);
    if (needs & NEED_ARGUMENTS)
        process->arguments = read_arguments(dirfd, buffer);
    if (needs & NEED_USER_NAMESPACE)
        process->user_namespace = read_user_namespace(dirfd);
    if (needs & NEED_START_TIME)
        process->start_time = read_start_time(dirfd, buffer);
    return 0;
}

static int open_directory_at(int dirfd, const char *path)
{
    return openat(dirfd, path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

int process_read(pid_t pid, pid_t tid, unsigned needs, struct process *process, struct error *err)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/task/%d", pid, tid);
    _cleanup_(closep) int dirfd = open_directory_at(AT_FDCWD, path);
    int result = dirfd < 0 ? gone_is_esrch(-errno) : 0;

    _cleanup_(buffer_free) struct buffer buffer = { 0 };
    struct error reason = { 0 };
    if (result == 0)
        result = read_thread_at(dirfd, needs, &buffer, process, &reason);
    if (result == -EBADMSG)
        return error_set(err, EBADMSG | ERROR_TOLD, "cannot read %s/status: %s", path, reason.what);
    /* /proc/TID is there too, though it is not listed: proc(5) */
    if (result == 0 && process->status.pid != pid)
        return error_set(err, ESRCH | ERROR_TOLD, "%d is a thread of process %d: name it %d/%d", tid,
                         process->status.pid, process->status.pid, tid);
    if (result != -ESRCH)
        return result < 0 ? error_set(err, -result, "cannot read %s", path) : 0;
    if (access("/proc/self", F_OK) < 0)
        return error_set(err, ESRCH | ERROR_TOLD, "cannot read process %d: /proc is not mounted here", pid);
    return pid == tid ? error_set(err, ESRCH, "cannot read process %d", pid)
                      : error_set(err, ESRCH, "cannot read thread %d of process %d", tid, pid);
}

static struct process *list_grow(struct process_list *list)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? list->capacity * 2 : 64;
        struct process *items = reallocarray(list->items, capacity, sizeof(*items));
        if (!items)
            return NULL;
        list->items = items;
        list->capacity = capacity;
    }
    return &list->items[list->count];
}

static bool same_power(const struct credentials *one, const struct credentials *other)
{
    return capstate_equal(&one->caps, &other->caps) && memcmp(one->uids, other->uids, sizeof(one->uids)) == 0 &&
           one->no_new_privs == other->no_new_privs;
}

/* Read the thread whose directory is `dirfd` to the end of the list; `leader` (or -1) is the index it must differ from.
 */
static int append_thread(struct process_list *list, int dirfd, unsigned needs, struct buffer *buffer, ssize_t leader,
                         struct error *err)
{
    struct process *process = list_grow(list);
    if (!process)
        return error_set(err, ENOMEM, "cannot list processes");
    int result = read_thread_at(dirfd, needs, buffer, process, err);
    bool wanted = result == 0 &&
                  (leader < 0 || !same_power(&list->items[leader].status.credentials, &process->status.credentials));
    if (wanted)
        list->count++;
    else
        process_free(process);
    return result;
}

static bool is_id(const char *name)
{
    return name[0] >= '1' && name[0] <= '9';
}

static int append_other_threads(struct process_list *list, int dirfd, size_t leader, enum thread_choice choice,
                                unsigned needs, struct buffer *buffer)
{
    int taskfd = openat(dirfd, "task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    _cleanup_(closedirp) DIR *dir = taskfd < 0 ? NULL : fdopendir(taskfd);
    if (!dir && taskfd >= 0)
        close(taskfd);

    for (struct dirent *entry; dir && (entry = readdir(dir)) != NULL;) {
        if (!is_id(entry->d_name) || atoi(entry->d_name) == list->items[leader].status.pid)
            continue;
        _cleanup_(closep) int threadfd = open_directory_at(taskfd, entry->d_name);
        if (threadfd < 0)
            continue;
        int result = append_thread(list, threadfd, needs, buffer, choice == THREADS_ODD ? (ssize_t)leader : -1, NULL);
        if (result == -ENOMEM)
            return result;
    }
    return 0;
}

static int append_process(struct process_list *list, int procfd, pid_t pid, enum thread_choice choice, unsigned needs,
                          struct buffer *buffer, struct error *err)
{
    char name[16];
    snprintf(name, sizeof(name), "%d", pid);
    _cleanup_(closep) int dirfd = open_directory_at(procfd, name);
    if (dirfd < 0)
        return error_set(err, -gone_is_esrch(-errno), "cannot read process %d", pid);
    size_t leader = list->count;
    int result = append_thread(list, dirfd, needs, buffer, -1, err);
    if (result < 0 || choice == THREADS_LEADER || list->items[leader].status.threads < 2)
        return result;
    return append_other_threads(list, dirfd, leader, choice, needs, buffer);
}

int process_list_read(struct process_list *list, pid_t pid, enum thread_choice choice, unsigned needs,
                      struct error *err)
{
    _cleanup_(buffer_free) struct buffer buffer = { 0 };
    _cleanup_(closep) int procfd = open_directory_at(AT_FDCWD, "/proc");
    int result = append_process(list, procfd, pid, choice, needs, &buffer, NULL);
    return result < 0 ? error_set(err, -result, "cannot read process %d", pid) : 0;
}

int process_list_read_thread(struct process_list *list, pid_t pid, pid_t tid, unsigned needs, struct error *err)
{
    struct process *process = list_grow(list);
    if (!process)
        return error_set(err, ENOMEM, "cannot list processes");
    int result = process_read(pid, tid, needs, process, err);
    if (result == 0)
        list->count++;
    else
        process_free(process);
    return result;
}

static int list_ids(DIR *proc, struct buffer *ids)
{
    for (struct dirent *entry; (entry = readdir(proc)) != NULL;) {
        pid_t pid = atoi(entry->d_name);
        if (is_id(entry->d_name) && buffer_append(ids, &pid, sizeof(pid)) < 0)
            return -ENOMEM;
    }
    return 0;
}

/* What one of the threads of a scan reads: a stretch of the ids, in their order. */
struct scan_share {
    int procfd;
    const pid_t *ids;
    size_t count;
    enum thread_choice choice;
    unsigned needs;
    struct process_list list;
    int result;
};

static void *read_share(void *argument)
{
    struct scan_share *share = argument;
    _cleanup_(buffer_free) struct buffer buffer = { 0 };
    for (size_t i = 0; i < share->count && share->result != -ENOMEM; i++)
        share->result =
            append_process(&share->list, share->procfd, share->ids[i], share->choice, share->needs, &buffer, NULL);
    return NULL;
}

static int list_join(struct process_list *list, struct process_list *more)
{
    if (list->capacity == 0) {
        *list = *more;
        *more = (struct process_list){ 0 };
        return 0;
    }
    size_t count = list->count + more->count;
    struct process *items = reallocarray(list->items, count + 1, sizeof(*items));
    if (!items)
        return -ENOMEM;
    if (more->count > 0)
        memcpy(items + list->count, more->items, more->count * sizeof(*items));
    *list = (struct process_list){ .items = items, .count = count, .capacity = count + 1 };
    more->count = 0;
    return 0;
}

/* The time goes to the kernel writing text, a file after the other: two threads take 0.6 of the time of one. */
enum { SHARES_MAX = 4, SHARE_MIN = 256 };

static size_t count_shares(size_t ids)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    size_t shares = ids / SHARE_MIN;
    if (processors >= 1 && shares > (size_t)processors)
        shares = (size_t)processors;
    return shares < 1 ? 1 : shares > SHARES_MAX ? SHARES_MAX : shares;
}

static int scan_in_shares(struct process_list *list, struct scan_share whole)
{
    struct scan_share shares[SHARES_MAX];
    pthread_t threads[SHARES_MAX];
    bool started[SHARES_MAX] = { false };
    size_t count = count_shares(whole.count);
    for (size_t i = 0; i < count; i++) {
        size_t first = whole.count * i / count, next = whole.count * (i + 1) / count;
        shares[i] = whole;
        shares[i].ids = whole.ids + first;
        shares[i].count = next - first;
        started[i] = i + 1 < count && pthread_create(&threads[i], NULL, read_share, &shares[i]) == 0;
        if (!started[i])
            read_share(&shares[i]);
    }

    int result = 0;
    for (size_t i = 0; i < count; i++) {
        if (started[i])
            pthread_join(threads[i], NULL);
        if (shares[i].result == -ENOMEM || list_join(list, &shares[i].list) < 0)
            result = -ENOMEM;
        process_list_free(&shares[i].list);
    }
    return result;
}

int process_list_scan(struct process_list *list, enum thread_choice choice, unsigned needs, struct error *err)
{
    _cleanup_(buffer_free) struct buffer ids = { 0 };
    _cleanup_(closedirp) DIR *proc = opendir("/proc");
    if (!proc)
        return error_set(err, errno, "cannot read /proc");

    int result = list_ids(proc, &ids);
    if (result == 0)
        result = scan_in_shares(list, (struct scan_share){ .procfd = dirfd(proc),
                                                           .ids = (const pid_t *)(const void *)ids.data,
                                                           .count = ids.size / sizeof(pid_t),
                                                           .choice = choice,
                                                           .needs = needs });
    return result < 0 ? error_set(err, -result, "cannot list processes") : 0;
}
