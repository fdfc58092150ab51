/* Capability sets as the OCI runtime spec writes them: config.md, "process.capabilities". */
#ifndef CCAPS_CAPS_OCI_H
#define CCAPS_CAPS_OCI_H

#include <json-c/json.h>

#include "base/buffer.h"
#include "base/error.h"
#include "caps/capstate.h"

/** Append the name of capability `cap`: "CAP_KILL"; the bare number past the last known name. */
void oci_name_append(struct buffer *out, unsigned cap);

/**
 * A set as an array of names, "CAP_KILL", in the kernel's order; the bare number, as a string, past the last known
 * name.
 * @return the caller's, json_object_put()
 */
struct json_object *capset_to_json(capset_t set);

/**
 * The five sets as an object that can be pasted into config.json; null for one that is not known.
 * @return the caller's, json_object_put()
 */
struct json_object *capstate_to_json(const struct capstate *state);

/**
 * Read a `capabilities` object: each of the five sets becomes known. NULL (there is no such object) gives five empty
 * sets.
 * @return 0; -EINVAL, with the set in *err
 */
int capstate_from_json(struct json_object *object, struct capstate *state, struct error *err);

#endif
