/* Containers: sets of processes that a runtime's own state, or failing that a cgroup, says belong together. */
#ifndef CCAPS_CONTAINERS_CONTAINER_H
#define CCAPS_CONTAINERS_CONTAINER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "caps/capstate.h"

/** One container. */
struct container {
    const char *runtime; /**< "runc", "ccaps-run", "cgroup"; lives as long as the program */
    char *id;            /**< the runtime's id; comes from a file or a cgroup: hostile */
    char *name;          /**< what people call it; the id where there is no other */
    pid_t
        init; /**< its first process, in the caller's /proc; 0 where the runtime has none (stopped), or none is known */
    char *cgroup; /**< path as cgroup_own_path() gives it for its processes; NULL where it has none of its own */
    uid_t root;   /**< the caller's number of uid 0 of its first process's user namespace; 0 where that is not known */
    struct capstate
        declared; /**< what its config declared for the first process; nothing known where no config tells */
    bool hidden;  /**< a cgroup alone makes it, and it may be of a runtime a state of which could not be read */
    uid_t user;   /**< as whom its config starts that process, in its own user namespace; 0 where no config tells */
};

/** Whether a cgroup alone, and no runtime's state, makes that container. */
bool container_is_of_cgroup(const struct container *container);

/** Whether it is known what its config declared, be it nothing, as of one that a cgroup alone makes. */
bool container_declared_is_known(const struct container *container);

/** A runtime's state that is there and tells of no container. */
struct unread_state {
    const char *runtime;
    char *id; /**< name of the directory that it lies in; "" where the runtime's own directory could not be read */
    struct error reason;
};

/** Containers, in the order of the runtimes' table, then of what their directories hold. */
struct container_list {
    struct container *items; /**< `count` of them */
    size_t count;
    size_t capacity;
    struct unread_state *unread; /**< `unread_count` of them */
    size_t unread_count;
    bool hidden;      /**< there are states that the caller may not read */
    bool has_cgroups; /**< those that a cgroup alone makes are in it: inventory_settle() has added them */
};

/** Release a list and all in it; for _cleanup_ too. */
void container_list_free(struct container_list *list);

/**
 * Read the state of every runtime that keeps one. A state that is broken is noted in list->unread: its processes are
 * still found by their cgroup. So are those of a state that the caller may not read, which is just left out.
 * @return 0; -ENOMEM
 */
int container_list_read(struct container_list *list, struct error *err);

/**
 * The container that `word` names: its name, its id or the path of its cgroup, each of them also as `runtime:name`; or
 * an unambiguous beginning of 4 or more characters of its id.
 * @return borrowed from *list; NULL with *err filled: -ENOENT none, -ENOTUNIQ several (each is named), -ESRCH it is one
 * that a cgroup alone makes, and *list has none of these; as the state of that name could not be read
 */
const struct container *container_find(const struct container_list *list, const char *word, struct error *err);

/** The state that could not be read of the container that `word` names, by its id or `runtime:id`; NULL: there is none
 */
const struct unread_state *container_find_unread(const struct container_list *list, const char *word);

#endif
