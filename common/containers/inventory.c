#include "containers/inventory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "containers/runtimes.h"
#include "read/cgroup.h"
#include "read/process_read.h"

const char *const container_role_names[CONTAINER_ROLES] = {
    [ROLE_INIT] = "init",
    [ROLE_EXEC] = "exec",
    [ROLE_CHILD] = "child",
};

void inventory_free(struct inventory *inventory)
{
    process_list_free(&inventory->processes);
    container_list_free(&inventory->containers);
    free(inventory->subjects);
    *inventory = (struct inventory){ 0 };
}

/* The container with the deepest cgroup around `path`: a container may run in another. */
static ssize_t find_container(const struct container_list *list, const char *path)
{
    ssize_t found = -1;
    size_t deepest = 0;
    for (size_t i = 0; i < list->count; i++) {
        const char *cgroup = list->items[i].cgroup;
        if (cgroup && strlen(cgroup) > deepest && cgroup_is_within(path, cgroup)) {
            deepest = strlen(cgroup);
            found = (ssize_t)i;
        }
    }
    return found;
}

static ssize_t add_cgroup_container(struct container_list *list, const char *path)
{
    struct container *container = container_list_add(list);
    if (!container)
        return -ENOMEM;
    const char *name = strrchr(path, '/') + 1;
    container->runtime = CGROUP_RUNTIME;
    container->hidden = list->hidden || list->unread_count > 0;
    container->id = strdup(name);
    container->name = strdup(name);
    container->cgroup = strdup(path);
    if (!container->id || !container->name || !container->cgroup)
        return -ENOMEM;
    return (ssize_t)list->count - 1;
}

/* A cgroup of its own without a runtime's state makes a container of just that cgroup, not of those below it. */
static ssize_t find_or_add_container(struct container_list *list, const char *path, size_t of_runtimes)
{
    struct container_list runtimes = { .items = list->items, .count = of_runtimes };
    ssize_t found = find_container(&runtimes, path);
    for (size_t i = of_runtimes; found < 0 && i < list->count; i++)
        if (strcmp(list->items[i].cgroup, path) == 0)
            found = (ssize_t)i;
    return found >= 0 ? found : add_cgroup_container(list, path);
}

/* Which container each process is in, as an index; -1 none. Neighbours in /proc mostly share their cgroup. */
static int assign_containers(struct inventory *inventory, ssize_t *indexes)
{
    size_t of_runtimes = inventory->containers.count;
    const char *last = NULL;
    for (size_t i = 0; i < inventory->processes.count; i++) {
        const char *cgroup = inventory->processes.items[i].cgroup;
        if (cgroup && last && strcmp(cgroup, last) == 0) {
            indexes[i] = indexes[i - 1];
            continue;
        }
        last = cgroup;
        bool own = cgroup && cgroup[0] != '\0';
        indexes[i] = own ? find_or_add_container(&inventory->containers, cgroup, of_runtimes) : -1;
        if (indexes[i] < -1)
            return -ENOMEM;
    }
    return 0;
}

static int compare_pids(const void *one, const void *other)
{
    const struct process *left = one, *right = other;
    return (left->status.pid > right->status.pid) - (left->status.pid < right->status.pid);
}

/* The leader first: the ids of its threads may have wrapped around. */
static pid_t place_in_process(const struct process *process)
{
    return process->status.tid == process->status.pid ? 0 : process->status.tid;
}

static int compare_threads(const void *one, const void *other)
{
    pid_t left = place_in_process(one), right = place_in_process(other);
    int order = compare_pids(one, other);
    return order ? order : (left > right) - (left < right);
}

/* Whether process `pid` is in `container`; one that is not in the list is looked up. */
static bool is_inside(const struct process_list *list, pid_t pid, const struct container *container)
{
    struct process key = { .status.pid = pid };
    struct process read = { 0 };
    const struct process *process = bsearch(&key, list->items, list->count, sizeof(key), compare_pids);
    if (!process && pid > 0 && process_read(pid, pid, NEED_CGROUP, &read, NULL) == 0)
        process = &read;
    bool inside =
        process && process->cgroup && container->cgroup && cgroup_is_within(process->cgroup, container->cgroup);
    process_free(&read);
    return inside;
}

static enum container_role find_role(const struct process_list *list, const struct process *process,
                                     const struct container *container)
{
    if (!container || container->init == 0)
        return ROLE_NONE;
    if (process->status.pid == container->init)
        return ROLE_INIT;
    return is_inside(list, process->status.ppid, container) ? ROLE_CHILD : ROLE_EXEC;
}

static bool is_root(const struct credentials *credentials, uid_t root)
{
    return credentials->ids_known && (credentials->uids[ID_REAL] == root || credentials->uids[ID_EFFECTIVE] == root);
}

static struct capstate find_drift(const struct credentials *credentials, const struct container *container)
{
    const struct capstate *declared = &container->declared;
    struct capstate drift = { .known = declared->known & credentials->caps.known };
    capset_t by_exec =
        is_root(credentials, container->root) ? declared->sets[BOUNDING] | declared->sets[INHERITABLE] : 0;
    for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++) {
        capset_t allowed = declared->sets[kind] | (kind == EFFECTIVE || kind == PERMITTED ? by_exec : 0);
        drift.sets[kind] = capstate_knows(&drift, kind) ? credentials->caps.sets[kind] & ~allowed : 0;
    }
    return drift;
}

int inventory_settle(struct inventory *inventory, struct error *err)
{
    struct process_list *processes = &inventory->processes;
    int result = container_list_read(&inventory->containers, err);
    if (result < 0)
        return result;
    if (processes->count > 0)
        qsort(processes->items, processes->count, sizeof(*processes->items), compare_threads);

    _cleanup_(freep) ssize_t *indexes = calloc(processes->count + 1, sizeof(*indexes));
    inventory->subjects = calloc(processes->count + 1, sizeof(*inventory->subjects));
    if (!indexes || !inventory->subjects || assign_containers(inventory, indexes) < 0)
        return error_set(err, ENOMEM, "cannot list containers");

    inventory->containers.has_cgroups = true;

    for (size_t i = 0; i < processes->count; i++) {
        const struct process *process = &processes->items[i];
        struct subject *subject = &inventory->subjects[i];
        subject->process = process;
        subject->container = indexes[i] >= 0 ? &inventory->containers.items[indexes[i]] : NULL;
        subject->role = find_role(processes, process, subject->container);
        if (subject->container)
            subject->drift = find_drift(&process->status.credentials, subject->container);
    }
    return 0;
}

capset_t subject_drift(const struct subject *subject)
{
    capset_t drift = 0;
    for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++)
        drift |= subject->drift.sets[kind];
    return drift;
}

bool subject_drift_is_known(const struct subject *subject)
{
    const struct container *container = subject->container;
    if (!container)
        return subject->process->cgroup != NULL;
    bool compared = container_is_of_cgroup(container) || subject->drift.known == CAPSTATE_ALL_KNOWN;
    return compared && container_declared_is_known(container);
}
