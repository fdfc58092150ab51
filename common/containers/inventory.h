/* Who is where: processes with the containers that they belong to, their roles there, and what they have beyond the
 * declared. */
#ifndef CCAPS_CONTAINERS_INVENTORY_H
#define CCAPS_CONTAINERS_INVENTORY_H

#include "containers/container.h"
#include "read/process.h"

/** What a process is to its container. */
enum container_role {
    ROLE_NONE,  /**< in no container, or in one of which no first process is known */
    ROLE_INIT,  /**< the first process */
    ROLE_EXEC,  /**< entered later: its parent is outside */
    ROLE_CHILD, /**< started by one inside */
    CONTAINER_ROLES
};

/** "init", "exec", "child"; NULL for ROLE_NONE. */
extern const char *const container_role_names[CONTAINER_ROLES];

/** One row of what is shown: a thread, and what is known of it beyond its own files. */
struct subject {
    const struct process *process;
    const struct container *container; /**< NULL: in none */
    enum container_role role;
    /** In each set, what the process has and the container's config did not declare; a set is known where both are. */
    struct capstate drift;
};

/** Everything that one look at the machine gives. Borrowed pointers between its parts live as long as it. */
struct inventory {
    struct process_list processes;
    struct container_list
        containers;           /**< of the runtimes; then, after inventory_settle(), those that a cgroup alone makes */
    struct subject *subjects; /**< after inventory_settle(): one for each of processes.items, in their order */
};

/** Release all; for _cleanup_ too. */
void inventory_free(struct inventory *inventory);

/** Needs (enum process_need) of inventory_settle(): processes are to be read with these, and what else is shown. */
enum { INVENTORY_NEEDS = NEED_CGROUP };

/**
 * Put the processes that were read into their containers: the deepest cgroup of a runtime's container decides, and
 * where there is none, a cgroup of their own. Sorts processes by their ids, the leader before its threads. Fills
 * containers and subjects; is called once, after inventory->processes was filled.
 *
 * Drift is what goes beyond `declared`; of a process of the container's root the declared bounding and inheritable sets
 * count as declared permitted and effective, since execve(2) gives them (capabilities(7), "Capabilities and execution
 * of programs by root").
 *
 * @return 0; -ENOMEM
 */
int inventory_settle(struct inventory *inventory, struct error *err);

/** All that goes beyond the declared, in any set; 0 where nothing does, nothing was declared, or it is not known. */
capset_t subject_drift(const struct subject *subject);

/**
 * Whether subject_drift() is all there is: the container is known, and so are the process's sets and what was
 * declared.
 */
bool subject_drift_is_known(const struct subject *subject);

#endif
