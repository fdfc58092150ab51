/* The options of a mount, taken apart: what the mount point gets, and what the file system itself reads. */
#ifndef CCAPS_LAUNCH_MOUNT_OPTIONS_H
#define CCAPS_LAUNCH_MOUNT_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

/** Options decoded. */
struct mount_options {
    uint64_t attributes;  /**< MOUNT_ATTR_... to set (mount_setattr(2)) */
    uint64_t clear;       /**< those to clear first: "rw", "suid", or the access time modes where one is set */
    uint64_t propagation; /**< MS_PRIVATE, MS_SLAVE or 0 for as it is */
    bool bind;            /**< a part of the host's tree, not a file system of its own */
    bool recursive;       /**< with all that is mounted below it */
};

/**
 * Take one option into *options.
 * @return 1: taken; 0: it is the file system's own ("mode=755"); -ENOTSUP: one that cannot be kept
 */
int mount_option_apply(struct mount_options *options, const char *option, struct error *err);

/** Take the NULL-terminated `texts` (NULL: none) into *options, zeroed first. @return 0; -ENOTSUP */
int mount_options_decode(const char *const *texts, struct mount_options *options, struct error *err);

#endif
