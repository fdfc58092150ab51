#include "caps/compare.h"

enum truth truth_and(enum truth one, enum truth other)
{
    if (one == TRUTH_NO || other == TRUTH_NO)
        return TRUTH_NO;
    return one == TRUTH_UNKNOWN ? one : other;
}

enum truth capstate_holds(const struct capstate *state, enum capset_kind kind, capset_t wanted)
{
    if (!capstate_knows(state, kind))
        return TRUTH_UNKNOWN;
    return wanted & ~state->sets[kind] ? TRUTH_NO : TRUTH_YES;
}

enum truth capstate_compare(const struct capstate *a, const struct capstate *b, unsigned kinds,
                            struct capstate_difference *difference)
{
    *difference = (struct capstate_difference){ .unknown = kinds & ~(a->known & b->known) };
    enum truth equal = difference->unknown ? TRUTH_UNKNOWN : TRUTH_YES;
    for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++) {
        if (!((kinds & ~difference->unknown) >> kind & 1))
            continue;
        difference->added[kind] = b->sets[kind] & ~a->sets[kind];
        difference->removed[kind] = a->sets[kind] & ~b->sets[kind];
        if (a->sets[kind] != b->sets[kind])
            equal = TRUTH_NO;
    }
    return equal;
}
