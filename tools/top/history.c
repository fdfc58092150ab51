#include "history.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void history_free(struct history *history)
{
    free(history->items);
    *history = (struct history){ 0 };
}

struct thread_id thread_id_of(const struct subject *subject)
{
    const struct process *process = subject->process;
    return (struct thread_id){ process->status.pid, process->status.tid, process->start_time };
}

static int compare(uint64_t one, uint64_t other)
{
    return (one > other) - (one < other);
}

int thread_id_compare(const struct thread_id *one, const struct thread_id *other)
{
    int order = compare((uint64_t)one->pid, (uint64_t)other->pid);
    if (order == 0)
        order = compare((uint64_t)one->tid, (uint64_t)other->tid);
    return order ? order : compare(one->start, other->start);
}

static bool same_credentials(const struct credentials *one, const struct credentials *other)
{
    return capstate_equal(&one->caps, &other->caps) && memcmp(one->uids, other->uids, sizeof(one->uids)) == 0 &&
           memcmp(one->gids, other->gids, sizeof(one->gids)) == 0 && one->no_new_privs == other->no_new_privs &&
           one->seccomp == other->seccomp;
}

/* Whether a look that began at `begun` could have seen the thread, and left it out for being like its process. */
static bool was_left_out(const struct thread_id *id, uint64_t begun)
{
    return id->tid != id->pid && id->start < begun;
}

static struct memory remember(const struct subject *subject, const struct memory *before, unsigned long look)
{
    struct memory memory = { .id = thread_id_of(subject),
                             .credentials = subject->process->status.credentials,
                             .appeared = before->appeared };
    memory.changed = same_credentials(&before->credentials, &memory.credentials) ? before->changed : look;
    return memory;
}

static struct memory meet(const struct subject *subject, const struct history *history, bool widened)
{
    struct memory memory = { .id = thread_id_of(subject), .credentials = subject->process->status.credentials };
    if (history->looks == 0 || widened)
        return memory;
    if (was_left_out(&memory.id, history->begun))
        memory.changed = history->looks + 1;
    else
        memory.appeared = history->looks + 1;
    return memory;
}

int history_look(struct history *history, const struct inventory *inventory, uint64_t begun, bool widened)
{
    size_t count = inventory->processes.count;
    struct history next = {
        .items = calloc(count + 1, sizeof(*next.items)), .count = count, .looks = history->looks + 1, .begun = begun
    };
    if (!next.items)
        return -ENOMEM;

    size_t old = 0;
    for (size_t i = 0; i < count; i++) {
        struct thread_id id = thread_id_of(&inventory->subjects[i]);
        while (old < history->count && thread_id_compare(&history->items[old].id, &id) < 0)
            old++;
        bool known = old < history->count && thread_id_compare(&history->items[old].id, &id) == 0;
        next.items[i] = known ? remember(&inventory->subjects[i], &history->items[old], next.looks)
                              : meet(&inventory->subjects[i], history, widened);
    }
    history_free(history);
    *history = next;
    return 0;
}

static bool is_recent(const struct history *history, unsigned long look)
{
    return look > 0 && history->looks - look < MARK_LOOKS;
}

bool history_is_new(const struct history *history, const struct memory *memory)
{
    return is_recent(history, memory->appeared);
}

bool history_is_changed(const struct history *history, const struct memory *memory)
{
    return is_recent(history, memory->changed);
}
