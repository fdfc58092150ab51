/* What the targets are: each read from the kernel, in their order. */
#ifndef CCAPS_PRINT_VIEWS_H
#define CCAPS_PRINT_VIEWS_H

#include "caps/filecaps.h"
#include "containers/inventory.h"
#include "containers/target.h"
#include "files.h"

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
    struct file_options files; /**< set by the caller, before it reads */
    bool missing;              /**< a target was not found or could not be read, and that was said */
    struct inventory inventory;
};

/** Release a list and all in it; for _cleanup_ too. */
void view_list_free(struct view_list *list);

/** A new view at the end, all zero; valid until the next one is added. @return NULL when memory is short */
struct view *view_list_add(struct view_list *list);

/**
 * Read the targets, or where there are none, the caller itself by system calls. One that cannot be read has its line on
 * standard error.
 *
 * @param containers  find out in which container each process is, for `subject`
 * @return 0; a negative errno where nothing can be shown
 */
int view_list_read(struct view_list *list, const struct target *targets, size_t count, bool containers,
                   struct error *err);

/** The sets of a view; a file has neither bounding nor ambient set, and its effective set is all or nothing. */
struct capstate view_capabilities(const struct view *view);

/** What a view is called, harmless on a terminal: "1234", "1234/1240", "runc:mybox2", "/bin/ping".
 * @return malloc'ed, owned by the caller; NULL when memory is short */
char *view_label(const struct view *view);

#endif
