#include "containers/container.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "containers/runtimes.h"
#include "read/scan.h"

/* A shorter beginning of an id is too easily that of another container. */
enum { ID_PREFIX_MIN = 4 };

void container_list_free(struct container_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->items[i].id);
        free(list->items[i].name);
        free(list->items[i].cgroup);
    }
    for (size_t i = 0; i < list->unread_count; i++)
        free(list->unread[i].id);
    free(list->unread);
    free(list->items);
    *list = (struct container_list){ 0 };
}

struct container *container_list_add(struct container_list *list)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? list->capacity * 2 : 16;
        struct container *items = reallocarray(list->items, capacity, sizeof(*items));
        if (!items)
            return NULL;
        list->items = items;
        list->capacity = capacity;
    }
    struct container *container = &list->items[list->count++];
    *container = (struct container){ 0 };
    return container;
}

static bool is_not_there(int result)
{
    return result == -ENOENT || result == -ENOTDIR;
}

static bool is_hidden(int result)
{
    return result == -EACCES || result == -EPERM;
}

int container_list_miss(struct container_list *list, const char *runtime, const char *id, const struct error *reason)
{
    int result = -(reason->errnum & ~ERROR_TOLD);
    list->hidden |= is_hidden(result);
    if (result == -ENOMEM || is_not_there(result) || is_hidden(result))
        return result == -ENOMEM ? result : 0;
    struct unread_state *unread = reallocarray(list->unread, list->unread_count + 1, sizeof(*unread));
    if (!unread)
        return -ENOMEM;
    list->unread = unread;
    unread += list->unread_count;
    *unread = (struct unread_state){ .runtime = runtime, .id = strdup(id), .reason = *reason };
    if (!unread->id)
        return -ENOMEM;
    list->unread_count++;
    return 0;
}

int container_list_read(struct container_list *list, struct error *err)
{
    for (size_t i = 0; i < container_runtimes_count; i++) {
        const struct container_runtime *runtime = &container_runtimes[i];
        if (runtime->read(list, runtime->name, runtime->state_directory) < 0)
            return error_set(err, ENOMEM, "cannot list containers");
    }
    return 0;
}

static bool is_name(const struct container *container, const char *word)
{
    return strcmp(word, container->name) == 0 || strcmp(word, container->id) == 0 ||
           (container->cgroup && strcmp(word, container->cgroup) == 0);
}

static bool matches_exactly(const struct container *container, const char *word)
{
    size_t length = strlen(container->runtime);
    bool has_runtime = strncmp(word, container->runtime, length) == 0 && word[length] == ':';
    return is_name(container, word) || (has_runtime && is_name(container, word + length + 1));
}

static bool matches_beginning(const struct container *container, const char *word)
{
    size_t length = strlen(word);
    return length >= ID_PREFIX_MIN && strncmp(word, container->id, length) == 0;
}

bool container_is_of_cgroup(const struct container *container)
{
    return strcmp(container->runtime, CGROUP_RUNTIME) == 0;
}

bool container_declared_is_known(const struct container *container)
{
    return container_is_of_cgroup(container) ? !container->hidden : container->declared.known == CAPSTATE_ALL_KNOWN;
}

/* By what tells it apart from all others: many cgroups may have one last name. */
static void append_full_name(struct buffer *out, const struct container *container)
{
    buffer_printf(out, "%s%s:%s", out->size > 0 ? ", " : "", container->runtime,
                  container_is_of_cgroup(container) ? container->cgroup : container->id);
}

/* The only container that `matches`; where there are several they are named in *several. */
static const struct container *find_only(const struct container_list *list, const char *word,
                                         bool (*matches)(const struct container *, const char *),
                                         struct buffer *several)
{
    const struct container *found = NULL;
    for (size_t i = 0; i < list->count; i++) {
        const struct container *container = &list->items[i];
        if (!matches(container, word))
            continue;
        if (found && several->size == 0)
            append_full_name(several, found);
        if (found)
            append_full_name(several, container);
        found = container;
    }
    return several->size > 0 ? NULL : found;
}

const struct unread_state *container_find_unread(const struct container_list *list, const char *word)
{
    for (size_t i = 0; i < list->unread_count; i++) {
        const struct unread_state *unread = &list->unread[i];
        struct container named = { .runtime = unread->runtime, .id = unread->id, .name = unread->id };
        if (matches_exactly(&named, word))
            return unread;
    }
    return NULL;
}

/* Whether `word` names the cgroup `path`, which makes a container of its own: it is within none of a runtime. */
static bool is_cgroup_alone(const struct container_list *list, char *path, const char *word)
{
    char *name = path[0] != '\0' ? strrchr(path, '/') + 1 : NULL;
    struct container container = { .runtime = CGROUP_RUNTIME, .id = name, .name = name, .cgroup = path };
    if (!name || !matches_exactly(&container, word))
        return false;
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].cgroup && cgroup_is_within(path, list->items[i].cgroup))
            return false;
    return true;
}

/* A process in the container that a cgroup of that name makes; 0 where there is none. */
static pid_t find_in_cgroup(const struct container_list *list, const char *word)
{
    _cleanup_(process_list_free) struct process_list processes = { 0 };
    if (process_list_scan(&processes, THREADS_LEADER, NEED_CGROUP, NULL) < 0)
        return 0;
    pid_t first = 0;
    for (size_t i = 0; i < processes.count; i++) {
        const struct process *process = &processes.items[i];
        if (process->cgroup && (first == 0 || process->status.pid < first) &&
            is_cgroup_alone(list, process->cgroup, word))
            first = process->status.pid;
    }
    return first;
}

static void tell_none(const struct container_list *list, const char *word, struct error *err)
{
    const struct unread_state *unread = container_find_unread(list, word);
    if (unread) {
        *err = unread->reason;
        return;
    }
    const char *as_root = geteuid() != 0 ? "those of root are seen by root alone" : "";
    pid_t inside = list->has_cgroups ? 0 : find_in_cgroup(list, word);
    if (inside) {
        error_set(err, ESRCH | ERROR_TOLD, "container '%s' is known by its cgroup alone, its first process is not",
                  word);
        error_cure(err, "name one of its processes, such as %d%s%s", inside, *as_root ? "; " : "", as_root);
        return;
    }
    error_set(err, ENOENT | ERROR_TOLD, "no container '%s'", word);
    error_cure(err, "%s", as_root);
}

const struct container *container_find(const struct container_list *list, const char *word, struct error *err)
{
    _cleanup_(buffer_free) struct buffer several = { 0 };
    const struct container *found = find_only(list, word, matches_exactly, &several);
    if (!found && several.size == 0)
        found = find_only(list, word, matches_beginning, &several);
    if (found)
        return found;

    if (several.size > 0) {
        error_set(err, ENOTUNIQ | ERROR_TOLD, "'%s' could be more than one container: %s", word, several.data);
        error_cure(err, "name it as one of these, with --container where it has a /, or with more of its id");
        return NULL;
    }
    if (err)
        tell_none(list, word, err);
    return NULL;
}
