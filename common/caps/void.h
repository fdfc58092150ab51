/* What a config declares and the kernel's rules could never let a process take. */
#ifndef CCAPS_CAPS_VOID_H
#define CCAPS_CAPS_VOID_H

#include <sys/types.h>

#include "caps/capstate.h"

/**
 * In each set, what `declared` names and the first process will not have after its execve(2), whatever the runtime
 * does: ambient without permitted or inheritable, permitted or effective that neither uid 0 nor the ambient set brings
 * through (capabilities(7), "Transformation of capabilities during execve()"; the program is taken to have no file
 * capabilities).
 *
 * @param declared  a config's five sets; where they are not all known, nothing is void
 * @param user      uid that the config gives the process, in its own user namespace
 * @return the sets; known as those of `declared` are
 */
struct capstate capstate_void(const struct capstate *declared, uid_t user);

/** Why what capstate_void() names in set `kind` could not be taken by `user`: a clause, without a full stop. */
const char *void_reason(enum capset_kind kind, uid_t user);

#endif
