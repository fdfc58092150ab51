#include "read/thread.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/io.h"
#include "read/cgroup.h"

/* The file of a thread that has ended is there but answers ESRCH, or is gone: both say the same. */
static int gone_is_esrch(int result)
{
    return result == -ENOENT ? -ESRCH : result;
}

/* Room for the path of a file in a thread's directory. */
enum { PATH_SIZE = THREAD_DIRECTORY_SIZE + 16 };

static void make_path(char path[PATH_SIZE], const char *directory, const char *name)
{
    snprintf(path, PATH_SIZE, "%s/%s", directory, name);
}

/* That the kernel would not tell something leaves it unknown. That the caller has run short of descriptors or memory is
 * no answer of the kernel's. */
static int only_shortage(int result)
{
    return result == -EMFILE || result == -ENFILE || result == -ENOMEM ? result : 0;
}

static int read_cgroup(const char *directory, struct buffer *buffer, char **cgroup)
{
    char path[PATH_SIZE];
    make_path(path, directory, "cgroup");
    int result = read_single_at(AT_FDCWD, path, buffer);
    if (result < 0)
        return only_shortage(result);
    *cgroup = strdup(buffer->data);
    return *cgroup ? 0 : -ENOMEM;
}

/* The text of the file becomes the path, now that status, which was read after it, tells whether the process lives. */
static void settle_cgroup(struct process *process)
{
    char *text = process->cgroup;
    if (!text)
        return;
    process->cgroup = cgroup_own_path(text, status_has_ended(&process->status));
    if (process->cgroup) {
        free(text);
        return;
    }
    text[0] = '\0';
    process->cgroup = text;
}

/* Arguments end in a NUL each (proc_pid_cmdline(5)); one that holds a blank is not told apart, as with ps. */
static int read_arguments(const char *directory, struct buffer *buffer, char **arguments)
{
    char path[PATH_SIZE];
    make_path(path, directory, "cmdline");
    int result = read_file_at(AT_FDCWD, path, buffer);
    if (result < 0)
        return only_shortage(result);
    while (buffer->size > 0 && buffer->data[buffer->size - 1] == '\0')
        buffer->size--;
    for (size_t i = 0; i < buffer->size; i++)
        if (buffer->data[i] == '\0')
            buffer->data[i] = ' ';
    *arguments = strndup(buffer->data, buffer->size);
    return *arguments ? 0 : -ENOMEM;
}

/* The name in parentheses may itself hold blanks and parentheses: the last one ends it (proc_pid_stat(5)). */
static int read_start_time(const char *directory, struct buffer *buffer, uint64_t *start_time)
{
    char path[PATH_SIZE];
    make_path(path, directory, "stat");
    int result = read_file_at(AT_FDCWD, path, buffer);
    if (result < 0)
        return only_shortage(result);
    const char *at = memrchr(buffer->data, ')', buffer->size);
    for (int field = 2; at && field < 22; field++)
        at = strchr(at + 1, ' ');
    *start_time = at ? strtoull(at, NULL, 10) : 0;
    return 0;
}

static uint64_t read_user_namespace(const char *directory)
{
    char path[PATH_SIZE];
    make_path(path, directory, "ns/user");
    struct stat namespace;
    return stat(path, &namespace) == 0 ? namespace.st_ino : 0;
}

static int read_needs(const char *directory, unsigned needs, struct buffer *buffer, struct process *process)
{
    int result = 0;
    if (needs & NEED_CGROUP)
        result = read_cgroup(directory, buffer, &process->cgroup);
    if (result == 0 && needs & NEED_ARGUMENTS)
        result = read_arguments(directory, buffer, &process->arguments);
    if (result == 0 && needs & NEED_USER_NAMESPACE)
        process->user_namespace = read_user_namespace(directory);
    if (result == 0 && needs & NEED_START_TIME)
        result = read_start_time(directory, buffer, &process->start_time);
    return result;
}

/*
 * Read the thread whose directory in /proc that is. Its id may go to another thread meanwhile, but not as long as it
 * exists: status is opened first and read last, and that the kernel still answers (it would say ESRCH) tells that all
 * files in between were of the same thread.
 */
int thread_read(const char *directory, unsigned needs, struct buffer *buffer, struct process *process,
                struct error *err)
{
    *process = (struct process){ 0 };
    char path[PATH_SIZE];
    make_path(path, directory, "status");
    _cleanup_(closep) int statusfd = open_at(AT_FDCWD, path);
    int result = statusfd < 0 ? statusfd : read_needs(directory, needs, buffer, process);
    if (result == 0)
        result = read_single(statusfd, buffer);
    result = gone_is_esrch(result);
    if (result < 0)
        error_set(err, -result, "cannot read status");
    if (result == 0)
        result = status_decode(buffer->data, buffer->size, &process->status, err);
    if (result == 0 && needs & NEED_GROUPS)
        result = status_decode_groups(buffer->data, buffer->size, &process->groups, err);
    if (result == 0)
        settle_cgroup(process);
    if (result < 0)
        process_free(process);
    return result;
}

static bool same_power(const struct credentials *one, const struct credentials *other)
{
    return capstate_equal(&one->caps, &other->caps) && memcmp(one->uids, other->uids, sizeof(one->uids)) == 0 &&
           memcmp(one->gids, other->gids, sizeof(one->gids)) == 0 && one->no_new_privs == other->no_new_privs;
}

static int append_thread(const struct process *leader, pid_t tid, enum thread_choice choice, unsigned needs,
                         struct buffer *buffer, struct process_list *list)
{
    char directory[THREAD_DIRECTORY_SIZE];
    snprintf(directory, sizeof(directory), "/proc/%d/task/%d", leader->status.pid, tid);
    struct process thread;
    int result = thread_read(directory, needs, buffer, &thread, NULL);
    if (result < 0)
        return process_list_miss(list, leader->status.pid, tid, result);
    if (choice == THREADS_ALL || !same_power(&leader->status.credentials, &thread.status.credentials))
        return process_list_append(list, &thread);
    process_free(&thread);
    return 0;
}

static int append_other_threads(const struct process *leader, enum thread_choice choice, unsigned needs,
                                struct buffer *buffer, struct process_list *list)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof(path), "/proc/%d/task", leader->status.pid);
    _cleanup_(closedirp) DIR *dir = opendir(path);
    if (!dir)
        return process_list_miss(list, leader->status.pid, 0, -errno);
    int result = 0;
    for (struct dirent *entry; result == 0 && (entry = readdir(dir)) != NULL;) {
        pid_t tid = atoi(entry->d_name);
        if (tid > 0 && tid != leader->status.pid)
            result = append_thread(leader, tid, choice, needs, buffer, list);
    }
    return result;
}

int thread_read_all(pid_t pid, enum thread_choice choice, unsigned needs, struct buffer *buffer, struct process *leader,
                    struct process_list *others)
{
    char directory[THREAD_DIRECTORY_SIZE];
    snprintf(directory, sizeof(directory), "/proc/%d", pid);
    int result = thread_read(directory, needs, buffer, leader, NULL);
    if (result < 0 || choice == THREADS_LEADER || leader->status.threads < 2)
        return result;
    result = append_other_threads(leader, choice, needs, buffer, others);
    if (result < 0)
        process_free(leader);
    return result;
}
