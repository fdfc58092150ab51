#include "caps/oci.h"

#include <ctype.h>
#include <errno.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "caps/names.h"

void oci_name_append(struct buffer *out, unsigned cap)
{
    if (capability_is_named(cap))
        buffer_puts(out, "CAP_");
    for (const char *letter = capability_name(cap); *letter != '\0'; letter++) {
        char upper = (char)toupper((unsigned char)*letter);
        buffer_append(out, &upper, 1);
    }
}

static struct json_object *name_to_json(unsigned cap)
{
    _cleanup_(buffer_free) struct buffer name = { 0 };
    oci_name_append(&name, cap);
    return json_object_new_string_len(name.data, (int)name.size);
}

struct json_object *capset_to_json(capset_t set)
{
    struct json_object *array = json_object_new_array();
    capset_foreach (cap, set)
        json_object_array_add(array, name_to_json(cap));
    return array;
}

struct json_object *capstate_to_json(const struct capstate *state)
{
    struct json_object *object = json_object_new_object();
    for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++)
        json_object_object_add(object, capset_names[kind].name,
                               capstate_knows(state, kind) ? capset_to_json(state->sets[kind]) : NULL);
    return object;
}

/* In any spelling. A null or missing array is the empty set, as it is for runc and crun. @return 0; -EINVAL */
static int capset_from_json(struct json_object *array, capset_t *set, struct error *err)
{
    *set = 0;
    if (!array)
        return 0;
    if (!json_object_is_type(array, json_type_array))
        return error_set(err, EINVAL | ERROR_TOLD, "not an array of capability names");

    for (size_t i = 0; i < json_object_array_length(array); i++) {
        struct json_object *item = json_object_array_get_idx(array, i);
        if (!json_object_is_type(item, json_type_string))
            return error_set(err, EINVAL | ERROR_TOLD, "item %zu is not a capability name", i + 1);
        int cap = capability_parse(json_object_get_string(item), err);
        if (cap < 0)
            return cap;
        *set |= capset_of((unsigned)cap);
    }
    return 0;
}

int capstate_from_json(struct json_object *object, struct capstate *state, struct error *err)
{
    *state = (struct capstate){ .known = CAPSTATE_ALL_KNOWN };
    for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++) {
        struct error reason = { 0 };
        const char *name = capset_names[kind].name;
        if (capset_from_json(json_get(object, name), &state->sets[kind], &reason) < 0) {
            error_set(err, EINVAL | ERROR_TOLD, "%s: %s", name, reason.what);
            return error_cure(err, "%s", reason.cure);
        }
    }
    return 0;
}
