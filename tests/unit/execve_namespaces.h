/* User namespaces to be in, each with another map of ids: user_namespaces(7). */
#ifndef CCAPS_TESTS_EXECVE_NAMESPACES_H
#define CCAPS_TESTS_EXECVE_NAMESPACES_H

#include <stdbool.h>
#include <sys/types.h>

enum case_namespace {
    NS_INITIAL,
    NS_SHIFTED,   /**< root and others are other ids outside: as with rootless or userns-remapped containers */
    NS_HOST_ROOT, /**< root is the root of outside */
    NS_ROOTLESS,  /**< no id is 0 in it */
    NS_NESTED,    /**< below NS_SHIFTED */
    CASE_NAMESPACES,
};

/** The largest number of ids in a row that a map has. */
struct id_extent {
    unsigned inside;
    unsigned outside; /**< as the parent namespace counts */
    unsigned count;   /**< 0: no more */
};

/** One of them. */
struct namespace_row {
    const char *name;
    enum case_namespace parent;
    struct id_extent map[2];
};
extern const struct namespace_row namespace_rows[CASE_NAMESPACES];

/** The id of no one: (uid_t)-1, as setresuid(2) has it. */
#define ID_NONE ((uid_t)-1)

/** The initial namespace's number for `id` of `ns`; ID_NONE where it is not mapped. */
uid_t namespace_to_host(enum case_namespace ns, uid_t id);

/**
 * Create them all.
 * @param fds  filled; for setns(2), close-on-exec; -1 at NS_INITIAL
 * @return 0; -1 with errno
 */
int namespaces_create(int fds[CASE_NAMESPACES]);

#endif
