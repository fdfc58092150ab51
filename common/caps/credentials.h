/* A thread's capability sets with all else that decides what they are worth: ids, securebits, no_new_privs, seccomp. */
#ifndef CCAPS_CAPS_CREDENTIALS_H
#define CCAPS_CAPS_CREDENTIALS_H

#include <sys/types.h>

#include "caps/capstate.h"

/** The four ids of credentials(7), in the order of the Uid and Gid lines of /proc/PID/status. */
enum id_kind { ID_REAL, ID_EFFECTIVE, ID_SAVED, ID_FILESYSTEM, ID_KINDS };

/** In a field that holds what the kernel told, or this where it would not. */
enum { CREDENTIAL_UNKNOWN = -1 };

/** Supplementary group ids, in the kernel's order. */
struct group_list {
    gid_t *ids; /**< malloc'ed, `count` of them; NULL where there are none */
    int count;  /**< CREDENTIAL_UNKNOWN where the kernel would not tell */
};

/** Release what *groups holds; for _cleanup_ too. */
void group_list_free(struct group_list *groups);

/** What the kernel decides by, for one thread (credentials(7)). */
struct credentials {
    struct capstate caps;
    uid_t uids[ID_KINDS];
    gid_t gids[ID_KINDS];
    bool ids_known;
    int securebits;   /**< bits of capabilities(7), "The securebits flags"; CREDENTIAL_UNKNOWN for other processes */
    int no_new_privs; /**< 0, 1 or CREDENTIAL_UNKNOWN: PR_GET_NO_NEW_PRIVS(2const) */
    int seccomp;      /**< 0 disabled, 1 strict, 2 filter, or CREDENTIAL_UNKNOWN: proc(5), Seccomp */
};

/** Credentials of which nothing is known yet. */
#define CREDENTIALS_UNKNOWN                                                                                            \
    ((struct credentials){                                                                                             \
        .securebits = CREDENTIAL_UNKNOWN, .no_new_privs = CREDENTIAL_UNKNOWN, .seccomp = CREDENTIAL_UNKNOWN })

#endif
