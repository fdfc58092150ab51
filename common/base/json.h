/* JSON files of others (config.json, state.json), read with failures that name line and column. */
#ifndef CCAPS_BASE_JSON_H
#define CCAPS_BASE_JSON_H

#include <json-c/json.h>
#include <stddef.h>

#include "base/error.h"

/** json_object_put() for _cleanup_. */
static inline void json_putp(struct json_object **object)
{
    json_object_put(*object);
}

/**
 * Parse one JSON value, with white space and nothing else behind it.
 *
 * @param text    `size` bytes; need not end in a NUL
 * @param name    of the file, for error messages
 * @param object  filled; the caller's, json_object_put()
 * @return 0; -EBADMSG with line and column (from 1, in bytes)
 */
int json_parse(const char *text, size_t size, const char *name, struct json_object **object, struct error *err);

/** Read the file `path` and parse it. @return 0; a negative errno of reading; -EBADMSG as json_parse() */
int json_read_file(const char *path, struct json_object **object, struct error *err);

/**
 * The member of `object` at a path of keys with dots between ("process.user.uid"); a key is compared without regard to
 * case where there is none that is exactly so, since runc's state.json writes Bounding for bounding.
 * @return borrowed from `object`; NULL where it is missing or null, or `object` is NULL
 */
struct json_object *json_get(struct json_object *object, const char *path);

/** json_get(), where that is a string. @return borrowed from `object`; NULL where it is none */
const char *json_get_text(struct json_object *object, const char *path);

#endif
