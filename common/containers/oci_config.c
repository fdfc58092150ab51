#include "containers/oci_config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/io.h"
#include "base/json.h"
#include "caps/oci.h"
#include "containers/oci_unsupported.h"

/* Where the decoder stands, so that a failure can say it. */
struct decoder {
    struct oci_config *config;
    const char *path; /* of the field, "process.user.uid" */
    struct error *err;
};

static int refuse(const struct decoder *decoder, const char *what)
{
    return error_set(decoder->err, EINVAL | ERROR_TOLD, "%s: %s", decoder->path, what);
}

static int no_memory(const struct decoder *decoder)
{
    return error_set(decoder->err, ENOMEM, "cannot read the config");
}

static int decode_text(const struct decoder *decoder, struct json_object *value, const char **text)
{
    if (!json_object_is_type(value, json_type_string))
        return refuse(decoder, "not a string");
    *text = json_object_get_string(value);
    /* JSON may write a NUL as \u0000; the kernel would see what is before it, and we what is before and behind */
    if (strlen(*text) != (size_t)json_object_get_string_len(value))
        return refuse(decoder, "has a NUL in it");
    return 0;
}

static int decode_path(const struct decoder *decoder, struct json_object *value, const char **path)
{
    int result = decode_text(decoder, value, path);
    return result < 0 || (*path)[0] == '/' ? result : refuse(decoder, "not an absolute path");
}

/* An absolute path without what leads nowhere: "/dev/", "//dev", "/x/../dev" are all "/dev". In place. */
static void clean_path(char *path)
{
    char *end = path;
    for (char *rest = path + 1, *name; (name = strsep(&rest, "/")) != NULL;) {
        if (name[0] == '\0' || strcmp(name, ".") == 0)
            continue;
        if (strcmp(name, "..") == 0) {
            while (end > path && *--end != '/')
                ;
            continue;
        }
        *end++ = '/';
        memmove(end, name, strlen(name) + 1);
        end += strlen(end);
    }
    if (end == path)
        *end++ = '/';
    *end = '\0';
}

/* Others compare it: it is written back into the document, as it was meant. */
static int decode_clean_path(const struct decoder *decoder, struct json_object *value, const char **path)
{
    int result = decode_path(decoder, value, path);
    if (result < 0)
        return result;
    _cleanup_(freep) char *clean = strdup(*path);
    if (!clean)
        return no_memory(decoder);
    clean_path(clean);
    if (!json_object_set_string(value, clean))
        return no_memory(decoder);
    *path = json_object_get_string(value);
    return 0;
}

static int decode_bool(const struct decoder *decoder, struct json_object *value, bool *flag)
{
    if (!json_object_is_type(value, json_type_boolean))
        return refuse(decoder, "neither true nor false");
    *flag = json_object_get_boolean(value);
    return 0;
}

static int decode_number(const struct decoder *decoder, struct json_object *value, int64_t least, int64_t most,
                         int64_t *number)
{
    *number = json_object_get_int64(value);
    if (!json_object_is_type(value, json_type_int) || *number < least || *number > most)
        return refuse(decoder, "not a number of the range that it can have");
    return 0;
}

/* uid_t and gid_t alike; the highest, (uid_t)-1, means "unchanged" to setresuid(2) and is no id */
static int decode_id(const struct decoder *decoder, struct json_object *value, uint32_t *id)
{
    int64_t number;
    int result = decode_number(decoder, value, 0, (int64_t)UINT32_MAX - 1, &number);
    *id = (uint32_t)number;
    return result;
}

/* The number of items of an array, and room for them (with one more, so that NULL can end them). */
static int decode_array(const struct decoder *decoder, struct json_object *value, size_t item_size, size_t *count,
                        void *items)
{
    if (!json_object_is_type(value, json_type_array))
        return refuse(decoder, "not an array");
    *count = json_object_array_length(value);
    void *room = calloc(*count + 1, item_size);
    if (!room)
        return no_memory(decoder);
    memcpy(items, &room, sizeof(room));
    return 0;
}

static int decode_list(const struct decoder *decoder, struct json_object *value, const char *const **texts,
                       int (*decode)(const struct decoder *decoder, struct json_object *value, const char **text))
{
    size_t count = 0;
    const char **items = NULL;
    int result = decode_array(decoder, value, sizeof(*items), &count, &items);
    *texts = items;
    for (size_t i = 0; result == 0 && i < count; i++)
        result = decode(decoder, json_object_array_get_idx(value, i), &items[i]);
    return result;
}

static int decode_texts(const struct decoder *decoder, struct json_object *value, const char *const **texts)
{
    return decode_list(decoder, value, texts, decode_text);
}

static int decode_args(const struct decoder *decoder, struct json_object *value)
{
    return decode_texts(decoder, value, &decoder->config->args);
}

static int decode_env(const struct decoder *decoder, struct json_object *value)
{
    int result = decode_texts(decoder, value, &decoder->config->env);
    for (size_t i = 0; result == 0 && decoder->config->env[i]; i++)
        if (!strchr(decoder->config->env[i], '='))
            return refuse(decoder, "has an item that is not NAME=VALUE");
    return result;
}

static int decode_cwd(const struct decoder *decoder, struct json_object *value)
{
    return decode_path(decoder, value, &decoder->config->cwd);
}

static int decode_terminal(const struct decoder *decoder, struct json_object *value)
{
    return decode_bool(decoder, value, &decoder->config->terminal);
}

static int decode_uid(const struct decoder *decoder, struct json_object *value)
{
    return decode_id(decoder, value, &decoder->config->user.uid);
}

static int decode_gid(const struct decoder *decoder, struct json_object *value)
{
    return decode_id(decoder, value, &decoder->config->user.gid);
}

static int decode_umask(const struct decoder *decoder, struct json_object *value)
{
    int64_t mask = 0;
    int result = decode_number(decoder, value, 0, 0777, &mask);
    decoder->config->user.umask = (int)mask;
    return result;
}

static int decode_groups(const struct decoder *decoder, struct json_object *value)
{
    size_t count = 0;
    struct group_list *groups = &decoder->config->user.groups;
    int result = decode_array(decoder, value, sizeof(*groups->ids), &count, &groups->ids);
    for (size_t i = 0; result == 0 && i < count; i++)
        result = decode_id(decoder, json_object_array_get_idx(value, i), &groups->ids[i]);
    groups->count = result == 0 ? (int)count : 0;
    return result;
}

static int decode_caps(const struct decoder *decoder, struct json_object *value)
{
    struct error reason = { 0 };
    if (!json_object_is_type(value, json_type_object))
        return refuse(decoder, "not an object");
    if (capstate_from_json(value, &decoder->config->caps, &reason) == 0)
        return 0;
    refuse(decoder, reason.what);
    return error_cure(decoder->err, "%s", reason.cure);
}

static int decode_no_new_privs(const struct decoder *decoder, struct json_object *value)
{
    return decode_bool(decoder, value, &decoder->config->no_new_privs);
}

static const struct {
    const char *name;
    int resource;
} resources[] = {
    { "RLIMIT_AS", RLIMIT_AS },
    { "RLIMIT_CORE", RLIMIT_CORE },
    { "RLIMIT_CPU", RLIMIT_CPU },
    { "RLIMIT_DATA", RLIMIT_DATA },
    { "RLIMIT_FSIZE", RLIMIT_FSIZE },
    { "RLIMIT_LOCKS", RLIMIT_LOCKS },
    { "RLIMIT_MEMLOCK", RLIMIT_MEMLOCK },
    { "RLIMIT_MSGQUEUE", RLIMIT_MSGQUEUE },
    { "RLIMIT_NICE", RLIMIT_NICE },
    { "RLIMIT_NOFILE", RLIMIT_NOFILE },
    { "RLIMIT_NPROC", RLIMIT_NPROC },
    { "RLIMIT_RSS", RLIMIT_RSS },
    { "RLIMIT_RTPRIO", RLIMIT_RTPRIO },
    { "RLIMIT_RTTIME", RLIMIT_RTTIME },
    { "RLIMIT_SIGPENDING", RLIMIT_SIGPENDING },
    { "RLIMIT_STACK", RLIMIT_STACK },
};

static int decode_rlimit(const struct decoder *decoder, struct json_object *value, struct oci_rlimit *rlimit)
{
    const char *name = json_get_text(value, "type");
    struct json_object *soft = json_get(value, "soft");
    struct json_object *hard = json_get(value, "hard");
    if (!json_object_is_type(soft, json_type_int) || !json_object_is_type(hard, json_type_int))
        return refuse(decoder, "has an item without soft and hard limit");
    /* RLIM_INFINITY is 18446744073709551615, which json-c gives as INT64_MAX here */
    if (json_object_get_int64(soft) < 0 || json_object_get_int64(hard) < 0)
        return refuse(decoder, "has an item with a limit below 0");
    rlimit->limit = (struct rlimit){ json_object_get_uint64(soft), json_object_get_uint64(hard) };
    for (size_t i = 0; name && i < ARRAY_SIZE(resources); i++) {
        rlimit->resource = resources[i].resource;
        if (strcmp(name, resources[i].name) == 0)
            return 0;
    }
    return refuse(decoder, "has an item of a type that is not known");
}

static int decode_rlimits(const struct decoder *decoder, struct json_object *value)
{
    struct oci_config *config = decoder->config;
    int result = decode_array(decoder, value, sizeof(*config->rlimits), &config->rlimit_count, &config->rlimits);
    for (size_t i = 0; result == 0 && i < config->rlimit_count; i++)
        result = decode_rlimit(decoder, json_object_array_get_idx(value, i), &config->rlimits[i]);
    return result;
}

static int decode_oom_score(const struct decoder *decoder, struct json_object *value)
{
    int64_t score = 0;
    int result = decode_number(decoder, value, -1000, 1000, &score);
    decoder->config->has_oom_score = true;
    decoder->config->oom_score = (int)score;
    return result;
}

static int decode_root_path(const struct decoder *decoder, struct json_object *value)
{
    return decode_text(decoder, value, &decoder->config->root_path);
}

static int decode_root_readonly(const struct decoder *decoder, struct json_object *value)
{
    return decode_bool(decoder, value, &decoder->config->root_readonly);
}

static int decode_hostname(const struct decoder *decoder, struct json_object *value)
{
    return decode_text(decoder, value, &decoder->config->hostname);
}

static int decode_mount(const struct decoder *decoder, struct json_object *value, struct oci_mount *mount)
{
    struct json_object *type = json_get(value, "type");
    struct json_object *source = json_get(value, "source");
    struct json_object *options = json_get(value, "options");
    *mount = (struct oci_mount){ .type = "", .source = "" };

    int result = decode_clean_path(decoder, json_get(value, "destination"), &mount->destination);
    if (result == 0 && type)
        result = decode_text(decoder, type, &mount->type);
    if (result == 0 && source)
        result = decode_text(decoder, source, &mount->source);
    if (result == 0 && options)
        result = decode_texts(decoder, options, &mount->options);
    return result;
}

static int decode_mounts(const struct decoder *decoder, struct json_object *value)
{
    struct oci_config *config = decoder->config;
    int result = decode_array(decoder, value, sizeof(*config->mounts), &config->mount_count, &config->mounts);
    for (size_t i = 0; result == 0 && i < config->mount_count; i++)
        result = decode_mount(decoder, json_object_array_get_idx(value, i), &config->mounts[i]);
    return result;
}

static const char *const namespace_types[OCI_NAMESPACES] = {
    [OCI_MOUNT] = "mount", [OCI_PID] = "pid", [OCI_NETWORK] = "network",
    [OCI_IPC] = "ipc",     [OCI_UTS] = "uts", [OCI_CGROUP] = "cgroup",
};

static int decode_namespace(const struct decoder *decoder, struct json_object *value)
{
    const char *type = json_get_text(value, "type");
    struct json_object *path = json_get(value, "path");
    for (int kind = 0; type && kind < OCI_NAMESPACES; kind++) {
        struct oci_namespace *wanted = &decoder->config->namespaces[kind];
        if (strcmp(type, namespace_types[kind]) != 0)
            continue;
        if (wanted->wanted)
            return refuse(decoder, "has one type twice");
        wanted->wanted = true;
        return path ? decode_path(decoder, path, &wanted->path) : 0;
    }
    return error_set(decoder->err, ENOTSUP | ERROR_TOLD, "%s: type '%s' is not supported", decoder->path,
                     type ? type : "");
}

static int decode_namespaces(const struct decoder *decoder, struct json_object *value)
{
    if (!json_object_is_type(value, json_type_array))
        return refuse(decoder, "not an array");
    int result = 0;
    for (size_t i = 0; result == 0 && i < json_object_array_length(value); i++)
        result = decode_namespace(decoder, json_object_array_get_idx(value, i));
    return result;
}

static int decode_device_number(const struct decoder *decoder, struct json_object *value, int64_t *number)
{
    *number = OCI_DEVICE_ANY;
    return value ? decode_number(decoder, value, OCI_DEVICE_ANY, UINT32_MAX, number) : 0;
}

static int decode_device(const struct decoder *decoder, struct json_object *value, struct oci_device_rule *rule)
{
    const char *type = json_get_text(value, "type");
    *rule = (struct oci_device_rule){ .type = type ? type[0] : 'a', .access = json_get_text(value, "access") };
    if (!rule->access)
        rule->access = "rwm";
    if (!strchr("abc", rule->type) || (type && strlen(type) != 1))
        return refuse(decoder, "has an item whose type is not a, b or c");
    if (strspn(rule->access, "rwm") != strlen(rule->access))
        return refuse(decoder, "has an item whose access is not of the letters rwm");
    int result = decode_bool(decoder, json_get(value, "allow"), &rule->allow);
    if (result == 0)
        result = decode_device_number(decoder, json_get(value, "major"), &rule->major);
    return result < 0 ? result : decode_device_number(decoder, json_get(value, "minor"), &rule->minor);
}

static int decode_devices(const struct decoder *decoder, struct json_object *value)
{
    struct oci_config *config = decoder->config;
    int result = decode_array(decoder, value, sizeof(*config->devices), &config->device_count, &config->devices);
    for (size_t i = 0; result == 0 && i < config->device_count; i++)
        result = decode_device(decoder, json_object_array_get_idx(value, i), &config->devices[i]);
    return result;
}

static int decode_masked(const struct decoder *decoder, struct json_object *value)
{
    return decode_list(decoder, value, &decoder->config->masked_paths, decode_clean_path);
}

static int decode_readonly(const struct decoder *decoder, struct json_object *value)
{
    return decode_list(decoder, value, &decoder->config->readonly_paths, decode_clean_path);
}

/* What is taken from a config; what is refused is in oci_unsupported.c. */
static const struct field {
    const char *path;
    int (*decode)(const struct decoder *decoder, struct json_object *value);
    bool credential; /* a part of what the process is allowed */
} fields[] = {
    { "process.args", decode_args },
    { "process.env", decode_env },
    { "process.cwd", decode_cwd },
    { "process.terminal", decode_terminal },
    { "process.user.uid", decode_uid, true },
    { "process.user.gid", decode_gid, true },
    { "process.user.umask", decode_umask },
    { "process.user.additionalGids", decode_groups, true },
    { "process.capabilities", decode_caps, true },
    { "process.noNewPrivileges", decode_no_new_privs, true },
    { "process.rlimits", decode_rlimits },
    { "process.oomScoreAdj", decode_oom_score },
    { "root.path", decode_root_path },
    { "root.readonly", decode_root_readonly },
    { "hostname", decode_hostname },
    { "mounts", decode_mounts },
    { "linux.namespaces", decode_namespaces },
    { "linux.resources.devices", decode_devices },
    { "linux.maskedPaths", decode_masked },
    { "linux.readonlyPaths", decode_readonly },
};

static int decode_fields(struct oci_config *config, bool credentials_only, struct error *err)
{
    for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
        if (credentials_only && !fields[i].credential)
            continue;
        struct decoder decoder = { .config = config, .path = fields[i].path, .err = err };
        struct json_object *value = json_get(config->document, fields[i].path);
        int result = value ? fields[i].decode(&decoder, value) : 0;
        if (result < 0)
            return result;
    }
    return 0;
}

/* Put the file's name before what failed. */
static int name_file(int result, const char *name, const struct error *reason, struct error *err)
{
    error_set(err, -result | ERROR_TOLD, "%s: %s", name, reason->what);
    error_cure(err, "%s", reason->cure);
    return result;
}

static int decode(const char *text, size_t size, const char *name, bool credentials_only, struct oci_config *config,
                  struct error *err)
{
    *config = (struct oci_config){ .cwd = "/", .user.umask = -1, .caps.known = CAPSTATE_ALL_KNOWN };
    int result = json_parse(text, size, name, &config->document, err);
    if (result < 0)
        return result;

    struct error reason = { 0 };
    if (!json_object_is_type(config->document, json_type_object))
        result = error_set(&reason, EINVAL | ERROR_TOLD, "not an object");
    if (result == 0 && credentials_only &&
        !json_object_is_type(json_get(config->document, "process"), json_type_object))
        result = error_set(&reason, EINVAL | ERROR_TOLD, "process: missing, or not an object");
    if (result == 0 && !credentials_only)
        result = oci_check_supported(config->document, &reason);
    if (result == 0)
        result = decode_fields(config, credentials_only, &reason);
    return result < 0 ? name_file(result, name, &reason, err) : 0;
}

int oci_config_decode(const char *text, size_t size, const char *name, struct oci_config *config, struct error *err)
{
    return decode(text, size, name, false, config, err);
}

static int read_and_decode(const char *path, bool credentials_only, struct oci_config *config, struct error *err)
{
    *config = (struct oci_config){ 0 };
    _cleanup_(buffer_free) struct buffer text = { 0 };
    int result = read_file(path, &text, err);
    return result < 0 ? result : decode(text.data, text.size, path, credentials_only, config, err);
}

int oci_config_read(const char *path, struct oci_config *config, struct error *err)
{
    return read_and_decode(path, false, config, err);
}

int oci_config_read_credentials(const char *path, struct oci_config *config, struct error *err)
{
    return read_and_decode(path, true, config, err);
}

const struct oci_mount *oci_config_mount_at(const struct oci_config *config, const char *destination)
{
    for (size_t i = config->mount_count; i-- > 0;)
        if (strcmp(config->mounts[i].destination, destination) == 0)
            return &config->mounts[i];
    return NULL;
}

/* An array of borrowed strings; only the array is ours. */
static void free_texts(const char *const *texts)
{
    const void *array = texts;
    free((void *)(uintptr_t)array);
}

void oci_config_free(struct oci_config *config)
{
    for (size_t i = 0; i < config->mount_count && config->mounts; i++)
        free_texts(config->mounts[i].options);
    free_texts(config->args);
    free_texts(config->env);
    free_texts(config->masked_paths);
    free_texts(config->readonly_paths);
    free(config->mounts);
    free(config->rlimits);
    free(config->devices);
    group_list_free(&config->user.groups);
    json_object_put(config->document);
    *config = (struct oci_config){ 0 };
}
