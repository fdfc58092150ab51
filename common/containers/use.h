/* What the processes of each container hold together. */
#ifndef CCAPS_CONTAINERS_USE_H
#define CCAPS_CONTAINERS_USE_H

#include "containers/inventory.h"

/** One container, and what is in use of its power. */
struct container_use {
    const struct container *container; /**< borrowed from the inventory */
    size_t processes;                  /**< running; the threads of one count once */
    struct capstate used;              /**< in each set, all that some process holds; known where it is of any */
    capset_t drift;                    /**< all that goes beyond the declared, in any set of any process */
};

/**
 * Sum up an inventory that was settled. Drift and use are of the processes that were read: of all, where /proc was
 * scanned.
 *
 * @return an element for each of inventory->containers, in their order; the caller's, free(); NULL when memory is short
 */
struct container_use *container_uses(const struct inventory *inventory);

#endif
