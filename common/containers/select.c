#include "containers/select.h"

#include <errno.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "read/process_read.h"
#include "read/scan.h"

void selector_free(struct selector *selector)
{
    free(selector->targets);
    *selector = (struct selector){ 0 };
}

int selector_add(struct selector *selector, const char *word, enum target_kind kind, struct error *err)
{
    struct target *targets = reallocarray(selector->targets, selector->target_count + 1, sizeof(*targets));
    if (!targets)
        return error_set(err, ENOMEM, "cannot read the command line");
    selector->targets = targets;
    int result = target_parse(word, kind, &targets[selector->target_count], err);
    if (result < 0)
        return result;
    if (targets[selector->target_count].kind == TARGET_FILE) {
        error_set(err, EINVAL | ERROR_TOLD, "'%s' is a file, not a process or container", word);
        return error_cure(err, "for a container or cgroup of that name: --container %s", word);
    }
    selector->target_count++;
    return 0;
}

void selection_free(struct selection *selection)
{
    free(selection->items);
    *selection = (struct selection){ 0 };
}

static bool any_container(const struct selector *selector)
{
    for (size_t i = 0; i < selector->target_count; i++)
        if (selector->targets[i].kind == TARGET_CONTAINER)
            return true;
    return selector->target_count == 0;
}

static bool has_thread(const struct process_list *list, pid_t pid, pid_t tid)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].status.pid == pid && list->items[i].status.tid == tid)
            return true;
    return false;
}

/* Read what a target of `kind` names, but once; one that is not there is told when it is looked for. */
static void read_targets(const struct selector *selector, enum target_kind kind, unsigned needs,
                         struct process_list *list)
{
    for (size_t i = 0; i < selector->target_count; i++) {
        const struct target *target = &selector->targets[i];
        if (target->kind != kind || has_thread(list, target->pid, target->tid))
            continue;
        if (kind == TARGET_THREAD)
            process_list_read_thread(list, target->pid, target->tid, needs, NULL);
        else
            process_list_read(list, target->pid, selector->threads ? THREADS_ALL : THREADS_ODD, needs, NULL);
    }
}

/* A container's processes may be anywhere: one is found by looking at all. Single ones are read alone; single threads
 * last, since some are read with their processes. */
static int read_processes(const struct selector *selector, unsigned needs, struct process_list *list, struct error *err)
{
    int result = 0;
    if (any_container(selector))
        result = process_list_scan(list, selector->threads ? THREADS_ALL : THREADS_ODD, needs, err);
    else
        read_targets(selector, TARGET_PROCESS, needs, list);
    read_targets(selector, TARGET_THREAD, needs, list);
    return result;
}

static bool has_capabilities(const struct subject *subject)
{
    const struct capstate *caps = &subject->process->status.credentials.caps;
    for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++)
        if (kind != BOUNDING && (!capstate_knows(caps, kind) || caps->sets[kind]))
            return true;
    return false;
}

static bool is_odd_thread(const struct subject *subject)
{
    return subject->process->status.tid != subject->process->status.pid;
}

static bool shown_by_default(const struct selector *selector, const struct subject *subject)
{
    if (subject->process->status.kernel_thread && !selector->kernel_threads)
        return false;
    return selector->all || selector->threads || has_capabilities(subject) || is_odd_thread(subject);
}

bool subject_is_target(const struct subject *subject, const struct target *target, const struct container *container)
{
    const struct status *status = &subject->process->status;
    if (target->kind == TARGET_CONTAINER)
        return container && subject->container == container;
    return status->pid == target->pid && (target->kind == TARGET_PROCESS || status->tid == target->tid);
}

/* Who is told, and what there was to tell. */
struct complaints {
    void (*complain)(const struct error *err);
    unsigned needs;       /* of what was read */
    bool missing, unread; /* as in struct selection */
};

static void tell(const struct complaints *complaints, const struct error *err)
{
    if (complaints->complain)
        complaints->complain(err);
}

enum { GAPS_TOLD = 10 };

/* Each of what could not be read has a line; where they are so many that nobody would read them all, some have. */
static void tell_gaps(const struct process_list *list, struct complaints *complaints)
{
    complaints->unread |= list->gap_count > 0;
    for (size_t i = 0; i < list->gap_count && i < GAPS_TOLD; i++) {
        const struct process_gap *gap = &list->gaps[i];
        struct error err = { 0 };
        if (gap->tid == gap->pid)
            error_set(&err, gap->errnum, "cannot read process %d", gap->pid);
        else if (gap->tid)
            error_set(&err, gap->errnum, "cannot read thread %d of process %d", gap->tid, gap->pid);
        else
            error_set(&err, gap->errnum, "cannot list the threads of process %d", gap->pid);
        tell(complaints, &err);
    }
    if (list->gap_count > GAPS_TOLD) {
        struct error err = { 0 };
        error_set(&err, EIO | ERROR_TOLD, "cannot read %zu more", list->gap_count - GAPS_TOLD);
        tell(complaints, &err);
    }
}

static void tell_unread_states(const struct container_list *list, struct complaints *complaints)
{
    complaints->unread |= list->unread_count > 0;
    for (size_t i = 0; i < list->unread_count; i++)
        tell(complaints, &list->unread[i].reason);
}

/* Why the target has no row: the container is there but has ended, or reading it again says. */
static void tell_missing(const struct target *target, struct complaints *complaints)
{
    complaints->missing = true;
    struct error err = { 0 };
    struct process process = { 0 };
    if (target->kind == TARGET_CONTAINER)
        error_set(&err, ESRCH | ERROR_TOLD, "container '%s' has no running process", target->word);
    else if (process_read(target->pid, target->tid, complaints->needs, &process, &err) == 0)
        error_set(&err, ESRCH, "cannot read process %s", target->word); /* it has come since */
    process_free(&process);
    tell(complaints, &err);
}

/* One of that name is found by its cgroup or another runtime's state, and there is a state that could not be read, too:
 * that is told as well. */
static const struct container *find_container(const struct container_list *list, const char *word,
                                              struct complaints *complaints)
{
    struct error err = { 0 };
    const struct container *container = container_find(list, word, &err);
    const struct unread_state *unread = container ? container_find_unread(list, word) : NULL;
    complaints->missing |= !container;
    complaints->unread |= unread != NULL;
    if (!container || unread)
        tell(complaints, unread ? &unread->reason : &err);
    return container;
}

/* Mark what `target` names in `chosen`, an entry a subject. */
static void mark_target(const struct target *target, const struct inventory *inventory, bool *chosen,
                        struct complaints *complaints)
{
    const struct container *container = NULL;
    if (target->kind == TARGET_CONTAINER) {
        container = find_container(&inventory->containers, target->word, complaints);
        if (!container)
            return;
    }
    bool found = false;
    for (size_t i = 0; i < inventory->processes.count; i++) {
        bool match = subject_is_target(&inventory->subjects[i], target, container);
        chosen[i] |= match;
        found |= match;
    }
    if (!found)
        tell_missing(target, complaints);
}

/* What the targets name, or where there are none, what is shown by default: an entry of `chosen` a subject. */
static void choose(const struct selector *selector, const struct inventory *inventory, bool *chosen,
                   struct complaints *complaints)
{
    tell_gaps(&inventory->processes, complaints);
    if (selector->target_count == 0)
        tell_unread_states(&inventory->containers, complaints);
    for (size_t i = 0; i < selector->target_count; i++)
        mark_target(&selector->targets[i], inventory, chosen, complaints);
    for (size_t i = 0; selector->target_count == 0 && i < inventory->processes.count; i++)
        chosen[i] = shown_by_default(selector, &inventory->subjects[i]);
}

int select_subjects(const struct selector *selector, unsigned needs, void (*complain)(const struct error *err),
                    struct inventory *inventory, struct selection *selection, struct error *err)
{
    int result = read_processes(selector, needs, &inventory->processes, err);
    if (result == 0)
        result = inventory_settle(inventory, err);
    if (result < 0)
        return result;

    size_t count = inventory->processes.count;
    _cleanup_(freep) bool *chosen = calloc(count + 1, sizeof(*chosen));
    selection->items = calloc(count + 1, sizeof(struct subject *));
    if (!chosen || !selection->items)
        return error_set(err, ENOMEM, "cannot list processes");
    struct complaints complaints = { .complain = complain, .needs = needs };
    choose(selector, inventory, chosen, &complaints);
    selection->missing = complaints.missing;
    selection->unread = complaints.unread;
    for (size_t i = 0; i < count; i++)
        if (chosen[i])
            selection->items[selection->count++] = &inventory->subjects[i];
    return 0;
}
