/* Facts as JSON: ccaps-json(5) describes the schema. */
#ifndef CCAPS_RENDER_JSON_H
#define CCAPS_RENDER_JSON_H

#include <json-c/json.h>
#include <stdio.h>

#include "base/buffer.h"
#include "base/error.h"
#include "caps/filecaps.h"
#include "containers/inventory.h"

/** The schema's number: within one, keys are only ever added. */
enum { JSON_SCHEMA = 1 };

/** A document to be filled: {"schema": 1}. @return the caller's, json_object_put() */
struct json_object *json_document(void);

/** Hostile text as a string: what is not UTF-8 becomes U+FFFD; NULL as null. @return the caller's */
struct json_object *json_text(const char *text);

/** A thread with its container: an element of "processes" of ccaps-ps --json. @return the caller's, json_object_put()
 */
struct json_object *subject_to_json(const struct subject *subject);

/**
 * The same as an element of "targets" of ccaps-print --json.
 * @param kind  "process", "thread" or "container": what was asked for
 * @return the caller's, json_object_put()
 */
struct json_object *target_to_json(const char *kind, const struct subject *subject);

/**
 * A file with its capabilities, likewise: `version` and `rootid` are null where it has none.
 * @param counts_here  of filecaps_count_here()
 * @return the caller's
 */
struct json_object *file_to_json(const char *path, const struct filecaps *filecaps, int counts_here);

/** Append a document as json_print() prints it: control characters in it are escaped. @return 0; -ENOMEM */
int json_append(struct buffer *out, struct json_object *document);

/**
 * Print a document, indented, with a newline behind it.
 * @return 0; a negative errno
 */
int json_print(FILE *out, struct json_object *document, struct error *err);

#endif
