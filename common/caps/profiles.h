/* Named starting sets: what the runtimes give a container that asks for nothing. */
#ifndef CCAPS_CAPS_PROFILES_H
#define CCAPS_CAPS_PROFILES_H

#include <stddef.h>

#include "base/error.h"
#include "caps/capstate.h"

/** A starting set by name. */
struct profile {
    const char *name;
    const char *summary; /**< where the set comes from, for --help and man pages */
    const char *list;    /**< capability list, for capset_parse() */
};
extern const struct profile profiles[];
extern const size_t profiles_count;

/**
 * The set of profile `name`.
 * @param all  what profile `all` stands for
 * @return 0; -EINVAL for an unknown name, with the known ones as the cure
 */
int profile_parse(const char *name, capset_t all, capset_t *set, struct error *err);

#endif
