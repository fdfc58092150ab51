/* The state that a container leaves for others to read: STATE_DIRECTORY/NAME/state.json, with runc's own keys. */
#ifndef CCAPS_LAUNCH_STATE_H
#define CCAPS_LAUNCH_STATE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "launch/launch.h"

/** Where the state of all containers is; containers/runtimes.c reads it too. */
#define STATE_DIRECTORY "/run/ccaps"

/** What can be read back of a container. */
struct saved_state {
    char *name;
    pid_t init;                   /**< as it was then; 0: it is being created, or its start was killed */
    uint64_t pid_namespace;       /**< inode number of the one whose pids these are; 0 not told */
    uint64_t init_start;          /**< proc(5), /proc/PID/stat, field 22: tells a recycled pid */
    char *created;                /**< RFC 3339 */
    char *command;                /**< with a blank between its arguments; hostile */
    struct cgroup_places cgroups; /**< those that were made */
};

/** Release what *state holds; for _cleanup_ too. */
void saved_state_free(struct saved_state *state);

/** Every container of STATE_DIRECTORY, by name. */
struct saved_state_list {
    struct saved_state *items; /**< `count` of them */
    size_t count;
    bool missing; /**< one is there that could not be read, and that was told */
};

/** Release a list and all in it; for _cleanup_ too. */
void saved_state_list_free(struct saved_state_list *list);

/**
 * Take `name`: make its directory and lock it, or take it over from a container that has ended, whose remains are
 * removed.
 * @return the locked directory's fd, the caller's; -EBUSY where the name is in use; another negative errno
 */
int state_claim(const char *name, struct error *err);

/** Write the state of a container, whose first process need not exist yet. @return 0; a negative errno */
int state_write(const struct launch *launch, struct error *err);

/** Whether the name is in use, by a container that need not run. */
bool state_is_there(const char *name);

/** Whether a launcher has it: one that is starting the container, or waits for its end. */
bool state_is_held(const char *name);

/** Remove the state and its directory. */
void state_remove(const char *name);

/** Read the state of `name`. @return 0; -ENOENT where there is no such container; another negative errno */
int state_read(const char *name, struct saved_state *state, struct error *err);

/**
 * Read the states that there are.
 * @param tell  called for each that is there and cannot be read
 * @return 0; a negative errno
 */
int state_list_read(struct saved_state_list *list, void (*tell)(const struct error *reason), struct error *err);

/**
 * Open the container's first process.
 * @return its pidfd, the caller's; -ESRCH where it has ended; -EXDEV where its pid says nothing here, in another pid
 * namespace or without /proc
 */
int state_open_init(const struct saved_state *state);

/**
 * Remove what is left of a container that has ended: waits some seconds for a launcher that does so itself.
 * @return 0; -EBUSY where that does not; another negative errno
 */
int state_sweep(const char *name, struct error *err);

#endif
