/* What --in joins: a running container or process, looked at before anything is done. */
#ifndef CCAPS_LAUNCH_JOIN_H
#define CCAPS_LAUNCH_JOIN_H

#include "launch/launch.h"

/** What is taken over from the target. */
struct join_facts {
    struct capstate base; /**< five known sets: what its config declared; where no config tells, those of its init */
    bool no_new_privs;
};

/**
 * Find the container or process `word`, open it, and take over its user.
 *
 * @param target  filled; the caller's
 * @param user    filled: as whom COMMAND runs, as the target's own user namespace counts
 * @return 0; -ENOENT, -ESRCH where there is none; another negative errno
 */
int join_find(const char *word, struct launch_target *target, struct oci_user *user, struct join_facts *facts,
              struct error *err);

#endif
