/* Which processes are shown: all that hold something, or those that targets name. */
#ifndef CCAPS_CONTAINERS_SELECT_H
#define CCAPS_CONTAINERS_SELECT_H

#include "containers/inventory.h"
#include "containers/target.h"

/** What is wanted. Zero-initialized: every process that holds a capability, and the threads that differ from it. */
struct selector {
    bool all;               /**< those without capabilities too */
    bool threads;           /**< a row a thread */
    bool kernel_threads;    /**< those of the kernel too */
    struct target *targets; /**< where there are any, these and nothing else; `target_count` of them, owned */
    size_t target_count;
};

/** Release the targets; for _cleanup_ too. */
void selector_free(struct selector *selector);

/**
 * Add the target that `word` (borrowed) names to a selector.
 * @param kind  as for target_parse()
 * @return 0; -EINVAL for a word that is none, or names a file; -ENOMEM
 */
int selector_add(struct selector *selector, const char *word, enum target_kind kind, struct error *err);

/** Subjects that were chosen, in the order of their ids; borrowed from the inventory. */
struct selection {
    const struct subject **items; /**< `count` of them; the array is owned */
    size_t count;
    bool missing; /**< a target was not there, or could not be read */
    bool unread;  /**< of what was looked at for the targets, or of all, something could not be read */
};

/** Release the array; for _cleanup_ too. */
void selection_free(struct selection *selection);

/** Whether a subject is what `target` names: in `container` (NULL: none was found), or that process or thread. */
bool subject_is_target(const struct subject *subject, const struct target *target, const struct container *container);

/**
 * Read what the targets need (of single processes, these alone), settle it, and choose.
 *
 * @param needs     enum process_need
 * @param complain  is given each target that was not found, and what could not be read; NULL where nobody is to be told
 * @return 0; a negative errno where nothing can be shown
 */
int select_subjects(const struct selector *selector, unsigned needs, void (*complain)(const struct error *err),
                    struct inventory *inventory, struct selection *selection, struct error *err);

#endif
