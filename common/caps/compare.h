/* Capability sets held against what is asked of them, and against each other; what is not known decides nothing. */
#ifndef CCAPS_CAPS_COMPARE_H
#define CCAPS_CAPS_COMPARE_H

#include "caps/capstate.h"

/** An answer, where the kernel may have kept from us what it depends on. */
enum truth { TRUTH_NO, TRUTH_YES, TRUTH_UNKNOWN };

/** Both together: one that is not so decides, whatever else is not known. */
enum truth truth_and(enum truth one, enum truth other);

/** Whether set `kind` holds every capability of `wanted`. */
enum truth capstate_holds(const struct capstate *state, enum capset_kind kind, capset_t wanted);

/** What one capstate has beyond another, a set each. */
struct capstate_difference {
    capset_t added[CAPSET_KINDS];   /**< in B, not in A */
    capset_t removed[CAPSET_KINDS]; /**< in A, not in B */
    unsigned unknown; /**< bit 1u << kind: one of the two does not know the set; nothing is added or removed there */
};

/**
 * Compare A with B.
 *
 * @param kinds       the sets to compare, bit 1u << kind
 * @param difference  filled
 * @return whether they are equal; TRUTH_UNKNOWN where nothing differs, and one of them does not know a set
 */
enum truth capstate_compare(const struct capstate *a, const struct capstate *b, unsigned kinds,
                            struct capstate_difference *difference);

#endif
