/* Why a thread has a capability in effect, or has not, and what the way back to it is. */
#ifndef CCAPS_CAPS_WHY_H
#define CCAPS_CAPS_WHY_H

#include "caps/credentials.h"

/** The reason, the first of these that holds: capabilities(7), "Thread capability sets" and what follows it. */
enum why_reason {
    WHY_NO_SUCH,      /**< the running kernel does not have it */
    WHY_UNKNOWN,      /**< a set or an id that decides is not known */
    WHY_EFFECTIVE,    /**< it is in effect */
    WHY_NOT_RAISED,   /**< permitted: the thread could raise it to effective itself */
    WHY_NOT_BOUNDING, /**< gone from the bounding set, and nothing else brings it: it cannot come back */
    WHY_NO_NEW_PRIVS, /**< no_new_privs: execve(2) adds nothing to the permitted set */
    WHY_NOROOT,       /**< root, but securebits noroot: execve(2) gives root nothing */
    WHY_GIVEN_UP,     /**< root, who would have it again after execve(2) of any program */
    WHY_REAL_ROOT,    /**< the real user is root, the effective one is not: execve(2) makes it permitted, no more */
    WHY_LOST_AT_EXEC, /**< not root: setuid(2) and execve(2) keep only what is ambient */
    WHY_REASONS,
};

/**
 * Whether execve(2) of a program without any privilege of its own puts `cap` into effect; as capability_why().
 */
bool capability_comes_with_exec(const struct credentials *credentials, uid_t root, unsigned cap);

/**
 * Whether the real or the effective user is root, so that execve(2) permits what is in the bounding set, as far as
 * securebits and no_new_privs let it: capabilities(7), "Capabilities and execution of programs by root".
 */
bool credentials_are_root(const struct credentials *credentials, uid_t root);

/**
 * Find the reason.
 *
 * @param credentials  of the thread; securebits and no_new_privs that are not known count as off
 * @param root         the number of uid 0 of its user namespace, as the ids in `credentials` are counted; (uid_t)-1
 * none
 * @param cap          the capability
 * @param kernel       those that the running kernel has: capset_all()
 */
enum why_reason capability_why(const struct credentials *credentials, uid_t root, unsigned cap, capset_t kernel);

#endif
