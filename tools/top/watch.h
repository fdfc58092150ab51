/* What the targets of the command line have come to mean: who was found once stays that one, whoever else takes its
 * name. */
#ifndef CCAPS_TOP_WATCH_H
#define CCAPS_TOP_WATCH_H

#include "containers/select.h"

/** How it is with a target. */
enum watch_state {
    WATCH_THERE,
    WATCH_AWAITED,   /**< never seen yet */
    WATCH_GONE,      /**< seen before */
    WATCH_AMBIGUOUS, /**< never seen yet: its word could mean several containers */
    WATCH_STATES
};

/** What one target means. */
struct watched {
    const char *runtime; /**< of the container that it was found to be; NULL: of none yet */
    char *id;            /**< of that container; owned */
    bool seen;           /**< there was a process or thread of it */
};

/** One for each target of a selector. Zero-initialized: nothing was looked for yet. */
struct watch {
    struct watched *items; /**< `count` of them */
    size_t count;
};

/** Release all; for _cleanup_ too. */
void watch_free(struct watch *watch);

/**
 * Choose what the targets of `selector`, of which there is one at least, mean. A container's word is looked up until a
 * process of it is seen; from then on it is that container of that runtime, or, once that has gone, another of the same
 * runtime that the word means. What a cgroup alone made a container may turn out to be a runtime's.
 *
 * @param inventory  settled
 * @param selection  filled
 * @return a bit 1u << enum watch_state for each state that a target is in; -ENOMEM
 */
int watch_select(struct watch *watch, const struct selector *selector, const struct inventory *inventory,
                 struct selection *selection);

#endif
