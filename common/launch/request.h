/* What whoever starts something asked for. */
#ifndef CCAPS_LAUNCH_REQUEST_H
#define CCAPS_LAUNCH_REQUEST_H

#include <stdbool.h>

#include "launch/capsets.h"

/** Where COMMAND is to run; each is a bit, so that a step of the plan can name several. */
enum launch_form {
    LAUNCH_HOST_ROOT = 1 << 0, /**< a new container on the host's own root, read-only */
    LAUNCH_ROOTFS = 1 << 1,    /**< a new container on the root file system `path` */
    LAUNCH_BUNDLE = 1 << 2,    /**< a new container by the config.json of the OCI bundle `path` */
    LAUNCH_IN = 1 << 3,        /**< in the running container, or beside the process, `target` */
    LAUNCH_HOST = 1 << 4,      /**< here: credentials only */
};

/** All of them that make a new container. */
enum { LAUNCH_CONTAINER = LAUNCH_HOST_ROOT | LAUNCH_ROOTFS | LAUNCH_BUNDLE };

/** What was asked for; strings are borrowed, NULL is "not given". */
struct launch_request {
    enum launch_form form;
    const char *path;     /**< directory of LAUNCH_ROOTFS and LAUNCH_BUNDLE */
    const char *target;   /**< container or PID of LAUNCH_IN */
    const char *name;     /**< of the new container; NULL: one is made up */
    const char *hostname; /**< NULL: the config's, else the container's name */
    const char *user;     /**< "UID[:GID]" or "name[:group]" */
    bool detach;          /**< come back when COMMAND runs, and leave it running */
    struct caps_request caps;
    char *const *command; /**< NULL-terminated; empty: process.args of a bundle */
};

/** Bytes of a container's name with the NUL. */
enum { LAUNCH_NAME_SIZE = 64 };

/**
 * Whether `name` can be a container's: letters, digits, `_ . -`, the first a letter or digit, at most 63 characters, so
 * that it can be a directory, a cgroup and a host name (gethostname(2), HOST_NAME_MAX).
 */
bool launch_name_is_valid(const char *name);

#endif
