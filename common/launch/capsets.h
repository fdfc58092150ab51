/* From the set options to the five sets that COMMAND will have, and what cannot be had. */
#ifndef CCAPS_LAUNCH_CAPSETS_H
#define CCAPS_LAUNCH_CAPSETS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "caps/credentials.h"

/** The options --profile, --cap-drop, --cap-add and --bounding, --permitted, ...; evaluated in this order. */
struct caps_request {
    bool has_profile;      /**< start from `profile` rather than from what config or container declare */
    capset_t profile;      /**< bounding, permitted and effective set to start from */
    capset_t drop;         /**< taken from all five sets; what was never there is no loss */
    capset_t add;          /**< to bounding, permitted and effective */
    struct capstate exact; /**< a set that is known here is to be just that */
};

/** All else that decides. */
struct caps_facts {
    const struct credentials *caller; /**< who starts it */
    struct capstate base;             /**< all known: where to start from without a profile */
    bool base_is_asked; /**< `base` was asked for itself (a config): what of it cannot be set is refused */
    uid_t uid;          /**< of COMMAND, as the caller counts */
    gid_t gid;
    bool no_new_privs;
};

/** Capabilities of one set that were asked for and cannot be had, or would come unasked. */
struct refusal {
    enum capset_kind kind;
    capset_t caps;
    bool surplus; /**< they would be there though not asked for */
    const char *reason;
    const char *cure; /**< the capabilities' names go in the place of each @ */
};

enum { REFUSALS_MAX = 16 };

/** The answer. */
struct capsets {
    struct capstate before;               /**< to be set before execve(2); within what the caller can set */
    struct capstate after;                /**< what COMMAND, a plain file, has by the kernel's rules (caps/execve.h) */
    struct refusal refused[REFUSALS_MAX]; /**< `refused_count` of them; none: it can be started */
    size_t refused_count;
};

/**
 * Evaluate the options: pure, nothing is asked of the kernel but which capabilities it has.
 *
 * What was asked for by name (`add`, `exact`, an asked base) and would not be in `after` (of a base: in `before`) is
 * refused; so is what an exact set would make `after` have beyond what was asked. What a profile or a container has and
 * the caller cannot give, or execve(2) takes away, is not there, as with other runtimes.
 */
void capsets_evaluate(const struct caps_request *request, const struct caps_facts *facts, struct capsets *capsets);

/** Tell the first refusal: set, capabilities, reason, cure. @return 0 where there is none; -EPERM */
int capsets_check(const struct capsets *capsets, struct error *err);

#endif
