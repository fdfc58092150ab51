#include "diff.h"

#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "caps/compare.h"
#include "caps/credentials.h"
#include "caps/names.h"
#include "caps/oci.h"
#include "caps/profiles.h"
#include "containers/oci_config.h"
#include "render/json.h"
#include "views_read.h"

/* One of the two. */
struct side {
    const char *word; /* as it was given */
    struct credentials credentials;
    unsigned kinds; /* the sets that such a thing has, bit 1u << kind: a file has no bounding and no ambient one */
};

static int read_profile(const char *name, struct side *side, struct error *err)
{
    capset_t set;
    int result = profile_parse(name, capset_all(), &set, err);
    if (result < 0)
        return result;
    /* as `ccaps-run --profile` starts from it */
    struct capstate *caps = &side->credentials.caps;
    caps->known = CAPSTATE_ALL_KNOWN;
    caps->sets[BOUNDING] = caps->sets[PERMITTED] = caps->sets[EFFECTIVE] = set;
    return 0;
}

static int read_config(const char *path, struct side *side, struct error *err)
{
    _cleanup_(oci_config_free) struct oci_config config = { 0 };
    int result = oci_config_read_credentials(path, &config, err);
    if (result < 0)
        return result;
    struct credentials *credentials = &side->credentials;
    credentials->caps = config.caps;
    credentials->no_new_privs = config.no_new_privs;
    credentials->ids_known = true;
    for (enum id_kind kind = 0; kind < ID_KINDS; kind++) {
        credentials->uids[kind] = config.user.uid;
        credentials->gids[kind] = config.user.gid;
    }
    return 0;
}

/* What a word stands for by what is before its colon. */
static const struct source {
    const char *prefix;
    int (*read)(const char *rest, struct side *side, struct error *err);
} sources[] = {
    { "profile:", read_profile },
    { "config:", read_config },
};

static const struct source *find_source(const char *word, const char **rest)
{
    for (size_t i = 0; i < ARRAY_SIZE(sources); i++) {
        *rest = word + strlen(sources[i].prefix);
        if (strncmp(word, sources[i].prefix, strlen(sources[i].prefix)) == 0)
            return &sources[i];
    }
    return NULL;
}

int diff_suits(const char *word, struct error *err)
{
    struct side ignored = { 0 };
    const char *rest;
    const struct source *source = find_source(word, &rest);
    return source && source->read == read_profile ? read_profile(rest, &ignored, err) : 0;
}

/* @return 0; a negative errno, with *err filled but where that was said */
static int read_target(const struct target *target, struct side *side, struct error *err)
{
    _cleanup_(view_list_free) struct view_list views = { 0 };
    int result = view_list_read(&views, target, 1, &(struct file_options){ 0 }, false, err);
    if (result < 0 || views.count == 0)
        return result < 0 ? result : -ENOENT;
    const struct view *view = &views.items[0];
    if (view->process)
        side->credentials = view->process->status.credentials;
    side->credentials.caps = view_capabilities(view);
    if (view->kind == TARGET_FILE)
        side->kinds = side->credentials.caps.known;
    return 0;
}

static bool read_side(const struct target *target, struct side *side)
{
    *side = (struct side){ .word = target->word, .credentials = CREDENTIALS_UNKNOWN, .kinds = CAPSTATE_ALL_KNOWN };
    struct error err = { 0 };
    const char *rest;
    const struct source *source = find_source(target->word, &rest);
    int result = source ? source->read(rest, side, &err) : read_target(target, side, &err);
    if (result < 0 && err.errnum != 0)
        error_print(&err);
    return result == 0;
}

/* A property beside the sets: compared where both know it. */
struct property {
    const char *name;
    bool (*known)(const struct credentials *credentials);
    struct json_object *(*to_json)(const struct credentials *credentials);
    void (*append)(struct buffer *out, const struct credentials *credentials);
};

static bool knows_ids(const struct credentials *credentials)
{
    return credentials->ids_known;
}

static bool knows_no_new_privs(const struct credentials *credentials)
{
    return credentials->no_new_privs != CREDENTIAL_UNKNOWN;
}

static bool knows_securebits(const struct credentials *credentials)
{
    return credentials->securebits != CREDENTIAL_UNKNOWN;
}

/* The filesystem id is left out: it follows the effective one, and no system call tells one's own. */
static struct json_object *ids_to_json(const uint32_t ids[ID_KINDS])
{
    struct json_object *object = json_object_new_object();
    json_object_object_add(object, "real", json_object_new_int64(ids[ID_REAL]));
    json_object_object_add(object, "effective", json_object_new_int64(ids[ID_EFFECTIVE]));
    json_object_object_add(object, "saved", json_object_new_int64(ids[ID_SAVED]));
    return object;
}

static struct json_object *uids_to_json(const struct credentials *credentials)
{
    return ids_to_json(credentials->uids);
}

static struct json_object *gids_to_json(const struct credentials *credentials)
{
    return ids_to_json(credentials->gids);
}

static struct json_object *no_new_privs_to_json(const struct credentials *credentials)
{
    return json_object_new_boolean(credentials->no_new_privs);
}

static struct json_object *securebits_to_json(const struct credentials *credentials)
{
    return json_object_new_int(credentials->securebits);
}

/* "0" where the three are the same; else "1000,0,0": real, effective, saved. */
static void append_ids(struct buffer *out, const uint32_t ids[ID_KINDS])
{
    buffer_printf(out, "%u", ids[ID_REAL]);
    if (ids[ID_REAL] != ids[ID_EFFECTIVE] || ids[ID_REAL] != ids[ID_SAVED])
        buffer_printf(out, ",%u,%u", ids[ID_EFFECTIVE], ids[ID_SAVED]);
}

static void append_uids(struct buffer *out, const struct credentials *credentials)
{
    append_ids(out, credentials->uids);
}

static void append_gids(struct buffer *out, const struct credentials *credentials)
{
    append_ids(out, credentials->gids);
}

static void append_no_new_privs(struct buffer *out, const struct credentials *credentials)
{
    buffer_puts(out, credentials->no_new_privs ? "yes" : "no");
}

static void append_securebits(struct buffer *out, const struct credentials *credentials)
{
    buffer_printf(out, "0x%x", (unsigned)credentials->securebits);
}

/* clang-format off */
static const struct property properties[] = {
    { "uid", knows_ids, uids_to_json, append_uids },
    { "gid", knows_ids, gids_to_json, append_gids },
    { "no_new_privs", knows_no_new_privs, no_new_privs_to_json, append_no_new_privs },
    { "securebits", knows_securebits, securebits_to_json, append_securebits },
};
/* clang-format on */

static bool property_differs(const struct property *property, const struct side sides[2])
{
    const struct credentials *a = &sides[0].credentials, *b = &sides[1].credentials;
    if (!property->known(a) || !property->known(b))
        return false;
    _cleanup_(json_putp) struct json_object *value_a = property->to_json(a);
    _cleanup_(json_putp) struct json_object *value_b = property->to_json(b);
    return !json_object_equal(value_a, value_b);
}

static void append_signed(struct buffer *out, char sign, capset_t set)
{
    if (!set)
        return;
    buffer_printf(out, " %c", sign);
    capset_append_names(out, set);
}

/* "bounding: +sys_admin -kill" */
static void append_sets(struct buffer *out, const struct capstate_difference *difference)
{
    for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++) {
        bool unknown = difference->unknown >> kind & 1;
        if (!unknown && !difference->added[kind] && !difference->removed[kind])
            continue;
        buffer_printf(out, "%s:%s", capset_names[kind].name, unknown ? " ?" : "");
        append_signed(out, '+', difference->added[kind]);
        append_signed(out, '-', difference->removed[kind]);
        buffer_puts(out, "\n");
    }
}

/* "uid: 0 -> 1000" */
static void append_properties(struct buffer *out, const struct side sides[2])
{
    for (size_t i = 0; i < ARRAY_SIZE(properties); i++) {
        if (!property_differs(&properties[i], sides))
            continue;
        buffer_printf(out, "%s: ", properties[i].name);
        properties[i].append(out, &sides[0].credentials);
        buffer_puts(out, " -> ");
        properties[i].append(out, &sides[1].credentials);
        buffer_puts(out, "\n");
    }
}

static struct json_object *sets_to_json(const struct capstate_difference *difference)
{
    struct json_object *object = json_object_new_object();
    for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++) {
        bool unknown = difference->unknown >> kind & 1;
        if (!unknown && !difference->added[kind] && !difference->removed[kind])
            continue;
        struct json_object *set = unknown ? NULL : json_object_new_object();
        json_object_object_add(object, capset_names[kind].name, set);
        if (unknown)
            continue;
        json_object_object_add(set, "added", capset_to_json(difference->added[kind]));
        json_object_object_add(set, "removed", capset_to_json(difference->removed[kind]));
    }
    return object;
}

static struct json_object *property_to_json(const struct property *property, const struct side sides[2])
{
    struct json_object *object = json_object_new_object();
    json_object_object_add(object, "a", property->to_json(&sides[0].credentials));
    json_object_object_add(object, "b", property->to_json(&sides[1].credentials));
    return object;
}

static int append_json(struct buffer *out, const struct side sides[2], const struct capstate_difference *difference,
                       enum truth equal)
{
    _cleanup_(json_putp) struct json_object *document = json_document();
    struct json_object *diff = json_object_new_object();
    json_object_object_add(document, "diff", diff);
    json_object_object_add(diff, "a", json_text(sides[0].word));
    json_object_object_add(diff, "b", json_text(sides[1].word));
    json_object_object_add(diff, "equal", equal == TRUTH_UNKNOWN ? NULL : json_object_new_boolean(equal == TRUTH_YES));
    json_object_object_add(diff, "capabilities", sets_to_json(difference));
    for (size_t i = 0; i < ARRAY_SIZE(properties); i++)
        if (property_differs(&properties[i], sides))
            json_object_object_add(diff, properties[i].name, property_to_json(&properties[i], sides));
    return json_append(out, document);
}

static enum truth properties_equal(const struct side sides[2])
{
    for (size_t i = 0; i < ARRAY_SIZE(properties); i++)
        if (property_differs(&properties[i], sides))
            return TRUTH_NO;
    return TRUTH_YES;
}

int diff_append(struct buffer *out, const struct target targets[2], bool json, bool *equal, struct error *err)
{
    struct side sides[2];
    bool read = read_side(&targets[0], &sides[0]);
    read &= read_side(&targets[1], &sides[1]); /* each that cannot be read is told */
    *equal = false;
    if (!read)
        return 0;

    struct capstate_difference difference;
    enum truth truth = capstate_compare(&sides[0].credentials.caps, &sides[1].credentials.caps,
                                        sides[0].kinds & sides[1].kinds, &difference);
    truth = truth_and(truth, properties_equal(sides));
    *equal = truth == TRUTH_YES;
    if (json) {
        append_json(out, sides, &difference, truth);
    } else {
        append_sets(out, &difference);
        append_properties(out, sides);
    }
    return out->failed ? error_set(err, ENOMEM, "cannot compare") : 0;
}
