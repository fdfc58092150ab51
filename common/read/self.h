/* The calling thread's own credentials, asked of the kernel by system calls: no /proc is needed. */
#ifndef CCAPS_READ_SELF_H
#define CCAPS_READ_SELF_H

#include "caps/credentials.h"

/**
 * Read capget(2), prctl(2) and the ids of the calling thread. What the kernel (or a seccomp filter) denies stays
 * unknown.
 *
 * @param credentials  filled; seccomp stays unknown, since asking is a system call that strict mode kills for
 * @param groups       filled; the caller's, group_list_free()
 */
void self_read(struct credentials *credentials, struct group_list *groups);

#endif
