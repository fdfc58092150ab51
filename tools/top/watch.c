#include "watch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "containers/runtimes.h"

void watch_free(struct watch *watch)
{
    for (size_t i = 0; i < watch->count; i++)
        free(watch->items[i].id);
    free(watch->items);
    *watch = (struct watch){ 0 };
}

static int prepare(struct watch *watch, size_t targets)
{
    if (watch->items)
        return 0;
    watch->items = calloc(targets, sizeof(*watch->items));
    watch->count = watch->items ? targets : 0;
    return watch->items ? 0 : -ENOMEM;
}

static bool has_process(const struct inventory *inventory, const struct container *container)
{
    for (size_t i = 0; i < inventory->processes.count; i++)
        if (inventory->subjects[i].container == container)
            return true;
    return false;
}

static const struct container *find_by_id(const struct inventory *inventory, const struct watched *watched)
{
    for (size_t i = 0; i < inventory->containers.count; i++) {
        const struct container *container = &inventory->containers.items[i];
        if (strcmp(container->runtime, watched->runtime) == 0 && strcmp(container->id, watched->id) == 0)
            return has_process(inventory, container) ? container : NULL;
    }
    return NULL;
}

/* What `word` means among the containers of one runtime; they stand together in the list. */
static const struct container *find_of_runtime(const struct container_list *list, const char *runtime, const char *word)
{
    struct container_list own = { .items = list->items };
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->items[i].runtime, runtime) != 0)
            continue;
        if (own.count == 0)
            own.items = &list->items[i];
        own.count++;
    }
    return container_find(&own, word, NULL);
}

static bool is_pinned(const struct watched *watched)
{
    return watched->runtime && strcmp(watched->runtime, CGROUP_RUNTIME) != 0;
}

static const struct container *find_container(const struct watched *watched, const char *word,
                                              const struct inventory *inventory, struct error *err)
{
    const struct container *container = watched->runtime ? find_by_id(inventory, watched) : NULL;
    if (container)
        return container;
    if (is_pinned(watched))
        return find_of_runtime(&inventory->containers, watched->runtime, word);
    return container_find(&inventory->containers, word, err);
}

/* Where memory is short, the word is looked up again. */
static void pin(struct watched *watched, const struct container *container)
{
    free(watched->id);
    watched->id = strdup(container->id);
    watched->runtime = watched->id ? container->runtime : NULL;
}

/* Mark what one target means in `chosen`, an entry a subject. @return its state */
static enum watch_state choose(struct watched *watched, const struct target *target, const struct inventory *inventory,
                               bool *chosen)
{
    struct error err = { 0 };
    bool by_container = target->kind == TARGET_CONTAINER;
    const struct container *container = by_container ? find_container(watched, target->word, inventory, &err) : NULL;
    bool found = false;
    for (size_t i = 0; i < inventory->processes.count; i++) {
        bool match = subject_is_target(&inventory->subjects[i], target, container);
        chosen[i] |= match;
        found |= match;
    }
    watched->seen |= found;
    if (found && container)
        pin(watched, container);
    if (found)
        return WATCH_THERE;
    if ((err.errnum & ~ERROR_TOLD) == ENOTUNIQ)
        return WATCH_AMBIGUOUS;
    return watched->seen ? WATCH_GONE : WATCH_AWAITED;
}

int watch_select(struct watch *watch, const struct selector *selector, const struct inventory *inventory,
                 struct selection *selection)
{
    size_t count = inventory->processes.count;
    _cleanup_(freep) bool *chosen = calloc(count + 1, sizeof(*chosen));
    struct selection next = { .items = calloc(count + 1, sizeof(*next.items)) };
    if (!chosen || !next.items || prepare(watch, selector->target_count) < 0) {
        selection_free(&next);
        return -ENOMEM;
    }

    unsigned states = 0;
    for (size_t i = 0; i < watch->count; i++)
        states |= 1u << choose(&watch->items[i], &selector->targets[i], inventory, chosen);
    for (size_t i = 0; i < count; i++)
        if (chosen[i])
            next.items[next.count++] = &inventory->subjects[i];
    next.missing = states & ~(1u << WATCH_THERE);
    next.unread = selection->unread;
    selection_free(selection);
    *selection = next;
    return (int)states;
}
