/* The plan of a start as data: named steps in their order, what each needs, and what undoes it. */
#ifndef CCAPS_LAUNCH_PLAN_H
#define CCAPS_LAUNCH_PLAN_H

#include <stddef.h>

#include "base/error.h"
#include "caps/capstate.h"

struct launch;

/** Who performs a step. */
enum step_place {
    STEP_LAUNCHER, /**< the process that was called; its steps are undone where a later one fails */
    STEP_COMMAND,  /**< the process that becomes COMMAND, or its init; what it did ends with it */
};

/** One step. */
struct step {
    const char *name; /**< what it does, in the words of an error message: "mount the root" */
    enum step_place place;
    unsigned forms; /**< enum launch_form of the requests that have it */
    capset_t needs; /**< capabilities without which it cannot succeed */
    /** Whether this start has it; NULL: each of its forms has. Reads what is decided, changes nothing. */
    bool (*wanted)(const struct launch *launch);
    int (*perform)(struct launch *launch, struct error *err);
    /** Undo what it did, wholly, in part or not at all; NULL where there is nothing. */
    void (*undo)(struct launch *launch);
};

enum { PLAN_MAX = 48 };

/** Steps in the order in which they are performed. */
struct plan {
    const struct step *steps[PLAN_MAX]; /**< `count` of them */
    size_t count;
};

/** Make the plan of a start that is decided; pure. */
void plan_make(const struct launch *launch, struct plan *plan);

/** Whether the caller has what the plan's steps need. @return 0; -EPERM with the first step that would fail */
int plan_check(const struct launch *launch, struct error *err);

/** Perform the steps of `place`; where one of the launcher's fails, they are undone. @return 0; a negative errno */
int plan_perform(struct launch *launch, enum step_place place, struct error *err);

/** Undo the launcher's steps, the last first. */
void plan_undo(struct launch *launch);

#endif
