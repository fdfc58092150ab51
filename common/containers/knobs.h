/* By what the user of a runtime gives a container, or a process in it, a capability. */
#ifndef CCAPS_CONTAINERS_KNOBS_H
#define CCAPS_CONTAINERS_KNOBS_H

#include "base/buffer.h"
#include "containers/container.h"

/**
 * The knobs of one runtime, as clauses without a full stop. In them %C is the capability's OCI name, "CAP_SYS_ADMIN",
 * %c its bare name, "sys_admin", and %n the name of the container; NULL where the runtime has no such knob.
 */
struct knob {
    const char *runtime;      /**< as struct container has it; NULL: any, or none that is known */
    const char *start;        /**< a new container whose first process has it */
    const char *once;         /**< one more process, in the container that runs */
    const char *ambient;      /**< it stays with a user other than root, without capabilities of files */
    const char *once_ambient; /**< as `once`, where the user of the container is another than root */
};

/**
 * The knobs for what is in `container`: those of its runtime, or where that keeps no state, of the one whose marks are
 * in the root file system: /.dockerenv, /run/.containerenv (podman), the service account of Kubernetes.
 *
 * @param container  NULL where none is known
 * @param rootfd     root directory of the process; -1 where it cannot be opened
 * @return NULL where nothing tells
 */
const struct knob *knob_find(const struct container *container, int rootfd);

/** Outside containers: `start` is a whole cure. */
extern const struct knob knob_host;

/** The knobs of runtimes that are not known: how the usual ones call it. */
extern const struct knob knob_any;

/** Append a clause with its %C, %c and %n filled in; the container's name is made harmless. `name` NULL: "NAME". */
void knob_append(struct buffer *out, const char *clause, unsigned cap, const char *name);

#endif
