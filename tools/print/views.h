/* What is shown: what was read of each target, in their order. */
#ifndef CCAPS_PRINT_VIEWS_H
#define CCAPS_PRINT_VIEWS_H

#include "caps/filecaps.h"
#include "containers/inventory.h"
#include "containers/target.h"

/** One thing that is shown. */
struct view {
    enum target_kind kind;
    const char *word;              /**< as it was given; NULL of the caller itself */
    const struct process *process; /**< of all but a file, groups included; a container's is its init process */
    const struct subject *subject; /**< the same with what `containers` adds; NULL where that was not asked for */
    struct filecaps filecaps;      /**< of a file */
    bool regular;                  /**< of a file: it is one that can have capabilities */
    bool verbose;                  /**< of a file: it has a line though it has no capabilities */
    int counts_here;               /**< of a file: filecaps_count_here() */
    char *path;                    /**< of a file: `word`, owned */
    pid_t pid, tid;                /**< of `process` */
    char *container;               /**< of a container: "runc:mybox2"; hostile; owned */
};

/** All of them; what they borrow lives in `inventory`. */
struct view_list {
    struct view *items; /**< `count` of them */
    size_t count, capacity;
    bool missing; /**< a target was not found or could not be read, and that was said */
    struct inventory inventory;
};

/** Release a list and all in it; for _cleanup_ too. */
void view_list_free(struct view_list *list);

/** A new view at the end, all zero; valid until the next one is added. @return NULL when memory is short */
struct view *view_list_add(struct view_list *list);

/** Take the last one off the list again. */
void view_list_drop_last(struct view_list *list);

/** The sets of a view; a file has neither bounding nor ambient set, and its effective set is all or nothing. */
struct capstate view_capabilities(const struct view *view);

/** What a view is called, harmless on a terminal: "1234", "1234/1240", "runc:mybox2", "/bin/ping".
 * @return malloc'ed, owned by the caller; NULL when memory is short */
char *view_label(const struct view *view);

#endif
