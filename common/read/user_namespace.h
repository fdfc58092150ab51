/* The user namespace of a process, as the caller counts ids: user_namespaces(7). */
#ifndef CCAPS_READ_USER_NAMESPACE_H
#define CCAPS_READ_USER_NAMESPACE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/error.h"

/** No id: (uid_t)-1, as setresuid(2) has it. */
#define NO_ID ((uid_t)-1)

/** Inode number of the one that the machine started with: include/linux/proc_ns.h, PROC_USER_INIT_INO. */
#define USER_NAMESPACE_INITIAL ((ino_t)0xEFFFFFFD)

/** Ids in a row. */
struct id_range {
    uid_t inside;
    uid_t outside; /**< as the caller counts; NO_ID where the caller's namespace has no number for it */
    uid_t count;
};

/** A file uid_map or gid_map, in the order of its lines. */
struct id_map {
    struct id_range *ranges; /**< `count` of them, malloc'ed */
    size_t count;
};

/** One user namespace. */
struct user_namespace {
    int fd;                   /**< /proc/PID/ns/user; -1 where it could not be opened */
    bool own;                 /**< it is the caller's */
    struct id_map uids, gids; /**< of the caller's own, inside and outside are the same */
    uid_t parent_root;        /**< the caller's number of the root of its own namespace's parent; NO_ID */
};

/** What has no fd to close yet. */
#define USER_NAMESPACE_EMPTY ((struct user_namespace){ .fd = -1 })

/**
 * Decode the text of a uid_map, lines of three numbers.
 * @param text  ends in a NUL
 * @return 0; -EBADMSG; -ENOMEM
 */
int id_map_decode(const char *text, struct id_map *map);

/**
 * Read the namespace of a process or thread.
 * @param procfd  its directory in /proc; -1 for the caller itself, where there is no /proc: every id is taken for
 * mapped
 * @return 0; a negative errno where it may not be known
 */
int user_namespace_read(int procfd, struct user_namespace *ns, struct error *err);

/** Release what *ns holds; for _cleanup_ too. */
void user_namespace_free(struct user_namespace *ns);

/** The caller's number of its uid 0; NO_ID where it has none. */
uid_t user_namespace_root(const struct user_namespace *ns);

/** Whether what the caller calls `uid` has a number in it. */
bool user_namespace_maps_uid(const struct user_namespace *ns, uid_t uid);

/** The same of a group. */
bool user_namespace_maps_gid(const struct user_namespace *ns, gid_t gid);

/**
 * Whether what the caller calls `uid` is root in the namespace or in one above it: security/commoncap.c,
 * rootid_owns_currentns(). Namespaces in between are entered by a child, which takes a right to; what is above the
 * parent of the caller's own is not told to those below.
 * @return 1, 0; CREDENTIAL_UNKNOWN
 */
int user_namespace_has_root(const struct user_namespace *ns, uid_t uid);

/**
 * Whether the namespace `other` (an fd) is `ns` or one above it: kernel/user_namespace.c, in_userns().
 * @return 1, 0; CREDENTIAL_UNKNOWN
 */
int user_namespace_is_within(const struct user_namespace *ns, int other);

/** Whether it is the one that the machine started with. @return 1, 0; CREDENTIAL_UNKNOWN */
int user_namespace_is_initial(const struct user_namespace *ns);

/**
 * Whether the namespace of another kind behind an fd belongs to `ns` or to one below it, so that capabilities held in
 * `ns` count for it: user_namespaces(7), "Interaction of user namespaces and other types of namespaces".
 * @return 1, 0; CREDENTIAL_UNKNOWN
 */
int user_namespace_owns(const struct user_namespace *ns, int other);

#endif
