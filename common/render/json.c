#include "render/json.h"

#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/escape.h"
#include "base/io.h"
#include "base/userdb.h"
#include "caps/oci.h"
#include "containers/risk.h"

struct json_object *json_document(void)
{
    struct json_object *document = json_object_new_object();
    json_object_object_add(document, "schema", json_object_new_int(JSON_SCHEMA));
    return document;
}

struct json_object *json_text(const char *text)
{
    _cleanup_(freep) char *valid = text ? utf8_text(text, strlen(text)) : NULL;
    return valid ? json_object_new_string(valid) : NULL;
}

static struct json_object *known_int(int value)
{
    return value == CREDENTIAL_UNKNOWN ? NULL : json_object_new_int(value);
}

static struct json_object *known_bool(int value)
{
    return value == CREDENTIAL_UNKNOWN ? NULL : json_object_new_boolean(value);
}

static struct json_object *container_to_json(const struct subject *subject)
{
    const struct container *container = subject->container;
    if (!container)
        return NULL;
    struct json_object *object = json_object_new_object();
    json_object_object_add(object, "runtime", json_object_new_string(container->runtime));
    json_object_object_add(object, "id", json_text(container->id));
    json_object_object_add(object, "name", json_text(container->name));
    json_object_object_add(object, "role", json_text(container_role_names[subject->role]));
    return object;
}

static struct json_object *drift_to_json(const struct subject *subject)
{
    if (!subject_drift(subject))
        return NULL;
    struct json_object *object = json_object_new_object();
    for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++) {
        if (!subject->drift.sets[kind])
            continue;
        struct json_object *difference = json_object_new_object();
        json_object_object_add(difference, "extra", capset_to_json(subject->drift.sets[kind]));
        json_object_object_add(object, capset_names[kind].name, difference);
    }
    return object;
}

static void add_ids(struct json_object *object, const struct credentials *credentials)
{
    uid_t uid = credentials->uids[ID_EFFECTIVE];
    bool known = credentials->ids_known;
    json_object_object_add(object, "uid", known ? json_object_new_int64(uid) : NULL);
    json_object_object_add(object, "user", known ? json_text(user_name(uid)) : NULL);
}

static void add_subject(struct json_object *object, const struct subject *subject)
{
    const struct status *status = &subject->process->status;
    const struct credentials *credentials = &status->credentials;
    uint64_t user_namespace = subject->process->user_namespace;

    json_object_object_add(object, "pid", json_object_new_int(status->pid));
    json_object_object_add(object, "tid", json_object_new_int(status->tid));
    json_object_object_add(object, "ppid", json_object_new_int(status->ppid));
    add_ids(object, credentials);
    json_object_object_add(object, "comm", json_text(status->comm));
    json_object_object_add(object, "container", container_to_json(subject));
    json_object_object_add(object, "capabilities", capstate_to_json(&credentials->caps));
    json_object_object_add(object, "no_new_privs", known_bool(credentials->no_new_privs));
    json_object_object_add(object, "seccomp", known_int(credentials->seccomp));
    json_object_object_add(object, "securebits", known_int(credentials->securebits));
    json_object_object_add(object, "user_namespace", user_namespace ? json_object_new_uint64(user_namespace) : NULL);
    json_object_object_add(object, "drift", drift_to_json(subject));
    json_object_object_add(object, "risk", json_text(subject_risk_name(subject)));
}

struct json_object *subject_to_json(const struct subject *subject)
{
    struct json_object *object = json_object_new_object();
    add_subject(object, subject);
    return object;
}

static struct json_object *new_target(const char *kind)
{
    struct json_object *object = json_object_new_object();
    json_object_object_add(object, "kind", json_object_new_string(kind));
    return object;
}

struct json_object *target_to_json(const char *kind, const struct subject *subject)
{
    struct json_object *object = new_target(kind);
    add_subject(object, subject);
    return object;
}

struct json_object *file_to_json(const char *path, const struct filecaps *filecaps, int counts_here)
{
    struct json_object *object = new_target("file");
    struct capstate caps = filecaps_capstate(filecaps);
    json_object_object_add(object, "path", json_text(path));
    json_object_object_add(object, "capabilities", capstate_to_json(&caps));
    json_object_object_add(object, "version", filecaps->revision ? json_object_new_int(filecaps->revision) : NULL);
    json_object_object_add(object, "rootid", filecaps->revision == 3 ? json_object_new_int64(filecaps->rootid) : NULL);
    json_object_object_add(object, "counts_here", filecaps->revision ? known_bool(counts_here) : NULL);
    return object;
}

int json_append(struct buffer *out, struct json_object *document)
{
    const char *text = json_object_to_json_string_ext(document, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
                                                                    JSON_C_TO_STRING_NOSLASHESCAPE);
    out->failed |= !text;
    escape_json_append(out, text ? text : "");
    return buffer_puts(out, "\n");
}

int json_print(FILE *out, struct json_object *document, struct error *err)
{
    _cleanup_(buffer_free) struct buffer text = { 0 };
    if (json_append(&text, document) < 0)
        return error_set(err, ENOMEM, "cannot write JSON");
    return write_output(out, text.data, text.size, err);
}
