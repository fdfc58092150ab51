/* All processes of /proc at once. The time goes to the kernel writing text, a file after the other: two threads take
 * 0.6 of the time of one. */
#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "read/thread.h"

/* The threads of a scan take the ids a block after the other, so that none waits for one whose processor is busy. */
struct scan {
    const pid_t *ids;
    struct process *leaders; /* one an id; all zeros where the process was gone */
    size_t count;
    atomic_size_t next;
    enum thread_choice choice;
    unsigned needs;
};

/* What one of the threads has read besides leaders. */
struct share {
    struct scan *scan;
    struct process_list others;
    int result;
};

enum { SHARES_MAX = 4, SHARE_MIN = 256, BLOCK = 16 };

static int read_block(struct share *share, size_t first, struct buffer *buffer)
{
    const struct scan *scan = share->scan;
    for (size_t i = first; i < scan->count && i < first + BLOCK; i++)
        if (thread_read_all(scan->ids[i], scan->choice, scan->needs, buffer, &scan->leaders[i], &share->others) ==
            -ENOMEM)
            return -ENOMEM;
    return 0;
}

static void read_share(struct share *share)
{
    struct scan *scan = share->scan;
    _cleanup_(buffer_free) struct buffer buffer = { 0 };
    for (size_t first; share->result == 0 && (first = atomic_fetch_add(&scan->next, BLOCK)) < scan->count;)
        share->result = read_block(share, first, &buffer);
}

/* A table of descriptors that threads share is locked at each open(2) and close(2), and they do nothing else. */
static void *read_share_apart(void *share)
{
    unshare(CLONE_FILES);
    read_share(share);
    return NULL;
}

static size_t count_shares(size_t ids)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    size_t shares = ids / SHARE_MIN;
    if (processors >= 1 && shares > (size_t)processors)
        shares = (size_t)processors;
    return shares < 1 ? 1 : shares > SHARES_MAX ? SHARES_MAX : shares;
}

/* Where a thread cannot be had, the others do its work. */
static int read_in_shares(struct scan *scan, struct process_list *others)
{
    struct share shares[SHARES_MAX] = { { .scan = scan } };
    pthread_t threads[SHARES_MAX];
    size_t count = 1;
    for (size_t wanted = count_shares(scan->count); count < wanted; count++) {
        shares[count].scan = scan;
        if (pthread_create(&threads[count], NULL, read_share_apart, &shares[count]) != 0)
            break;
    }
    read_share(&shares[0]);

    int result = 0;
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            pthread_join(threads[i], NULL);
        if (shares[i].result < 0 || process_list_join(others, &shares[i].others) < 0)
            result = -ENOMEM;
        process_list_free(&shares[i].others);
    }
    return result;
}

/* Close the gaps of those that were gone. */
static size_t compact(struct process *leaders, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (leaders[i].status.pid != 0 && kept++ != i)
            leaders[kept - 1] = leaders[i];
    return kept;
}

static int read_ids(struct buffer *ids)
{
    _cleanup_(closedirp) DIR *proc = opendir("/proc");
    if (!proc)
        return -errno;
    for (struct dirent *entry; (entry = readdir(proc)) != NULL;) {
        pid_t pid = atoi(entry->d_name);
        if (pid > 0 && buffer_append(ids, &pid, sizeof(pid)) < 0)
            return -ENOMEM;
    }
    return 0;
}

static int scan_processes(struct process_list *list, struct scan *scan)
{
    _cleanup_(process_list_free) struct process_list others = { 0 };
    list->capacity = scan->count + 1;
    list->items = scan->leaders = calloc(list->capacity, sizeof(*scan->leaders));
    if (!list->items)
        return -ENOMEM;
    int result = read_in_shares(scan, &others);
    list->count = compact(list->items, scan->count);
    return result < 0 ? result : process_list_join(list, &others);
}

int process_list_scan(struct process_list *list, enum thread_choice choice, unsigned needs, struct error *err)
{
    _cleanup_(buffer_free) struct buffer ids = { 0 };
    int result = read_ids(&ids);
    if (result < 0)
        return error_set(err, -result, "cannot read /proc");
    struct scan scan = {
        .ids = (const pid_t *)(const void *)ids.data,
        .count = ids.size / sizeof(pid_t),
        .choice = choice,
        .needs = needs,
    };
    result = scan_processes(list, &scan);
    return result < 0 ? error_set(err, -result, "cannot list processes") : 0;
}
