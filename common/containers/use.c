#include "containers/use.h"

#include <stdlib.h>

static void add_sets(struct capstate *sum, const struct capstate *more)
{
    for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++)
        if (capstate_knows(more, kind))
            capstate_set(sum, kind, sum->sets[kind] | more->sets[kind]);
}

struct container_use *container_uses(const struct inventory *inventory)
{
    struct container_use *uses = calloc(inventory->containers.count + 1, sizeof(*uses));
    if (!uses)
        return NULL;
    for (size_t i = 0; i < inventory->containers.count; i++)
        uses[i].container = &inventory->containers.items[i];

    for (size_t i = 0; i < inventory->processes.count; i++) {
        const struct subject *subject = &inventory->subjects[i];
        if (!subject->container)
            continue;
        const struct status *status = &subject->process->status;
        struct container_use *use = &uses[subject->container - inventory->containers.items];
        use->processes += status->pid == status->tid;
        use->drift |= subject_drift(subject);
        add_sets(&use->used, &status->credentials.caps);
    }
    return uses;
}
