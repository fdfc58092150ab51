/* The time goes to the kernel writing text, a file after the other: two threads take 0.6 of the time of one. */
#include "read/scan.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "read/thread.h"

/* What the threads of a scan share. They read the directory /proc by one open file, of which the kernel gives each of
 * them some entries at a time (its position is locked: fs/file.c, fdget_pos()): none waits for one whose processor is
 * busy. */
struct scan {
    int procfd;
    struct process *leaders; /* room for `room`, of which `taken` are or were to be filled */
    size_t room;
    atomic_size_t taken;
    enum thread_choice choice;
    unsigned needs;
};

/* What one of the threads has read for which there was no room, threads that are no leaders among it. */
struct share {
    struct scan *scan;
    struct process_list others;
    int result;
};

/* Entries in some bytes are some 30 processes: not many are left to one thread at the end. */
enum { SHARES_MAX = 4, SHARE_MIN = 256, ENTRIES_SIZE = 1024, ROOM_MORE = 64 };

static int keep(struct share *share, struct process *leader)
{
    struct scan *scan = share->scan;
    size_t place = atomic_fetch_add(&scan->taken, 1);
    if (place >= scan->room)
        return process_list_append(&share->others, leader);
    scan->leaders[place] = *leader;
    return 0;
}

static int read_entry(struct share *share, const char *name, struct buffer *buffer)
{
    const struct scan *scan = share->scan;
    pid_t pid = atoi(name);
    if (pid <= 0)
        return 0;
    struct process leader;
    int result = thread_read_all(pid, scan->choice, scan->needs, buffer, &leader, &share->others);
    if (result == 0)
        return keep(share, &leader);
    return process_list_miss(&share->others, pid, pid, result);
}

static void read_share(struct share *share)
{
    _cleanup_(buffer_free) struct buffer buffer = { 0 };
    _Alignas(struct dirent64) char entries[ENTRIES_SIZE];
    ssize_t size = 1;
    while (share->result == 0 && (size = getdents64(share->scan->procfd, entries, sizeof(entries))) > 0)
        for (ssize_t at = 0; share->result == 0 && at < size;) {
            const struct dirent64 *entry = (const struct dirent64 *)(const void *)(entries + at);
            share->result = read_entry(share, entry->d_name, &buffer);
            at += entry->d_reclen;
        }
    if (size < 0)
        share->result = -errno;
}

/* A table of descriptors that threads share is locked at each open(2) and close(2), and they do nothing else. */
static void *read_share_apart(void *share)
{
    unshare(CLONE_FILES);
    read_share(share);
    return NULL;
}

static size_t count_shares(size_t processes)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    size_t shares = processes / SHARE_MIN;
    if (processors >= 1 && shares > (size_t)processors)
        shares = (size_t)processors;
    return shares < 1 ? 1 : shares > SHARES_MAX ? SHARES_MAX : shares;
}

/* Where a thread cannot be had, the others do its work. */
static int read_in_shares(struct scan *scan, size_t wanted, struct process_list *others)
{
    struct share shares[SHARES_MAX] = { { .scan = scan } };
    pthread_t threads[SHARES_MAX];
    size_t count = 1;
    for (; count < wanted; count++) {
        shares[count].scan = scan;
        if (pthread_create(&threads[count], NULL, read_share_apart, &shares[count]) != 0)
            break;
    }
    read_share(&shares[0]);

    int result = 0;
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            pthread_join(threads[i], NULL);
        if (result == 0)
            result = shares[i].result;
        if (result == 0)
            result = process_list_join(others, &shares[i].others);
        process_list_free(&shares[i].others);
    }
    return result;
}

/* The directory counts a link for each process: fs/proc/root.c, proc_root_getattr(). More may come meanwhile. */
static size_t guess_processes(int procfd)
{
    struct stat proc;
    return fstat(procfd, &proc) == 0 ? proc.st_nlink : 0;
}

static int scan_processes(struct process_list *list, struct scan *scan)
{
    _cleanup_(process_list_free) struct process_list others = { 0 };
    size_t processes = guess_processes(scan->procfd);
    list->capacity = scan->room = processes + ROOM_MORE;
    list->items = scan->leaders = calloc(list->capacity, sizeof(*scan->leaders));
    if (!list->items)
        return -ENOMEM;
    int result = read_in_shares(scan, count_shares(processes), &others);
    list->count = scan->taken < scan->room ? scan->taken : scan->room;
    return result < 0 ? result : process_list_join(list, &others);
}

int process_list_scan(struct process_list *list, enum thread_choice choice, unsigned needs, struct error *err)
{
    _cleanup_(closep) int procfd = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (procfd < 0)
        return error_set(err, errno, "cannot read /proc");
    struct scan scan = { .procfd = procfd, .choice = choice, .needs = needs };
    int result = scan_processes(list, &scan);
    if (result < 0)
        return error_set(err, -result, "cannot list processes");
    /* There is always oneself. */
    if (list->count == 0 && access("/proc/self", F_OK) < 0)
        return error_set(err, ESRCH | ERROR_TOLD, "cannot list processes: /proc is not mounted here");
    return 0;
}
