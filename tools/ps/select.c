#include "select.h"

#include <errno.h>
#include <stdlib.h>

void selection_free(struct selection *selection)
{
    free(selection->items);
    *selection = (struct selection){ 0 };
}

static bool any_container(const struct ps_options *options)
{
    for (size_t i = 0; i < options->target_count; i++)
        if (options->targets[i].kind == TARGET_CONTAINER)
            return true;
    return options->target_count == 0;
}

/* A container's processes may be anywhere: one is found by looking at all. Single ones are read alone. */
static int read_processes(const struct ps_options *options, unsigned needs, struct process_list *list,
                          struct error *err)
{
    enum thread_choice choice = options->threads ? THREADS_ALL : THREADS_ODD;
    if (any_container(options))
        return process_list_scan(list, choice, needs, err);
    for (size_t i = 0; i < options->target_count; i++) {
        const struct target *target = &options->targets[i];
        bool thread = target->kind == TARGET_THREAD;
        /* one that is not there is told when it is looked for */
        process_list_read(list, target->pid, thread ? THREADS_ALL : choice, needs, NULL);
    }
    return 0;
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

static bool shown_by_default(const struct ps_options *options, const struct subject *subject)
{
    if (subject->process->status.kernel_thread && !options->kernel_threads)
        return false;
    return options->all || options->threads || has_capabilities(subject) || is_odd_thread(subject);
}

static bool is_target(const struct target *target, const struct subject *subject, const struct container *container)
{
    const struct status *status = &subject->process->status;
    if (target->kind == TARGET_CONTAINER)
        return container && subject->container == container;
    return status->pid == target->pid && (target->kind == TARGET_PROCESS || status->tid == target->tid);
}

static void tell(struct selection *selection, const struct error *err)
{
    error_print(err);
    selection->missing = true;
}

/* Why the target has no row: the container is there but has ended, or reading it again says. */
static void tell_missing(const struct target *target, struct selection *selection)
{
    struct error err = { 0 };
    struct process process = { 0 };
    if (target->kind == TARGET_CONTAINER)
        error_set(&err, ESRCH | ERROR_TOLD, "container '%s' has no running process", target->word);
    else if (process_read(target->pid, target->tid, 0, &process, &err) == 0 && process.status.pid != target->pid)
        error_set(&err, ESRCH | ERROR_TOLD, "%d is a thread of process %d: name it %d/%d", target->tid,
                  process.status.pid, process.status.pid, target->tid);
    else if (err.errnum == 0)
        error_set(&err, ESRCH, "cannot read process %s", target->word);
    process_free(&process);
    tell(selection, &err);
}

/* Mark what `target` names in `chosen`, an entry a subject. */
static void mark_target(const struct target *target, const struct inventory *inventory, bool *chosen,
                        struct selection *selection)
{
    struct error err = { 0 };
    const struct container *container = NULL;
    if (target->kind == TARGET_CONTAINER) {
        container = container_find(&inventory->containers, target->word, &err);
        if (!container) {
            tell(selection, &err);
            return;
        }
    }
    bool found = false;
    for (size_t i = 0; i < inventory->processes.count; i++) {
        bool match = is_target(target, &inventory->subjects[i], container);
        chosen[i] |= match;
        found |= match;
    }
    if (!found)
        tell_missing(target, selection);
}

int select_subjects(const struct ps_options *options, unsigned needs, struct inventory *inventory,
                    struct selection *selection, struct error *err)
{
    int result = read_processes(options, needs, &inventory->processes, err);
    if (result == 0)
        result = inventory_settle(inventory, err);
    if (result < 0)
        return result;

    size_t count = inventory->processes.count;
    bool *chosen = calloc(count + 1, sizeof(*chosen));
    selection->items = calloc(count + 1, sizeof(struct subject *));
    if (!chosen || !selection->items) {
        free(chosen);
        return error_set(err, ENOMEM, "cannot list processes");
    }
    for (size_t i = 0; i < options->target_count; i++)
        mark_target(&options->targets[i], inventory, chosen, selection);
    for (size_t i = 0; i < count; i++) {
        const struct subject *subject = &inventory->subjects[i];
        if (options->target_count ? chosen[i] : shown_by_default(options, subject))
            selection->items[selection->count++] = subject;
    }
    free(chosen);
    return 0;
}
