/* The runtimes whose own state tells of their containers: a row a runtime, so that adding one is adding a row. */
#ifndef CCAPS_CONTAINERS_RUNTIMES_H
#define CCAPS_CONTAINERS_RUNTIMES_H

#include <stddef.h>

#include "containers/container.h"

/** A runtime, and how its containers are read. */
struct container_runtime {
    const char *name;            /**< "runc", as people see it in `runc:mybox2` */
    const char *state_directory; /**< where it keeps a directory a container */
    /** Append the containers in `directory` to *list, and to list->unread those whose state is broken.
     *  @return 0; -ENOMEM */
    int (*read)(struct container_list *list, const char *runtime, const char *directory);
};
extern const struct container_runtime container_runtimes[];
extern const size_t container_runtimes_count;

/** What a container that is known by its cgroup alone has in the place of a runtime's name. */
extern const char *const CGROUP_RUNTIME;

/** Append an empty container to *list. @return it, to be filled; NULL when memory is short */
struct container *container_list_add(struct container_list *list);

/**
 * Note that a state could not be read; one that is not there, or that the caller may not read, is passed over.
 * @return 0; -ENOMEM, where that is the reason, too
 */
int container_list_miss(struct container_list *list, const char *runtime, const char *id, const struct error *reason);

/** Read DIRECTORY/ID/state.json, which runc, and ccaps-run after its model, write: containers/state_json.c. */
int state_json_read(struct container_list *list, const char *runtime, const char *directory);

#endif
