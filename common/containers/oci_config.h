/* config.json of an OCI bundle, decoded: OCI runtime spec, config.md and config-linux.md. */
#ifndef CCAPS_CONTAINERS_OCI_CONFIG_H
#define CCAPS_CONTAINERS_OCI_CONFIG_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "base/error.h"
#include "caps/credentials.h"

/** The namespaces that a config can ask for; `user` and `time` are refused where they are asked for. */
enum oci_namespace_kind { OCI_MOUNT, OCI_PID, OCI_NETWORK, OCI_IPC, OCI_UTS, OCI_CGROUP, OCI_NAMESPACES };

/** Whether there is to be such a namespace, and whose. */
struct oci_namespace {
    bool wanted;
    const char *path; /**< of one to join ("/proc/12/ns/net"); NULL: a new one */
};

/** One of `mounts`. */
struct oci_mount {
    const char *destination;    /**< absolute, in the container; without "." and "..", and no "/" more than it takes */
    const char *type;           /**< "proc", "tmpfs", "bind", ...; "" where none is given */
    const char *source;         /**< "" where none is given */
    const char *const *options; /**< NULL-terminated; owned */
};

/** One of `process.rlimits`. */
struct oci_rlimit {
    int resource; /**< RLIMIT_... of getrlimit(2) */
    struct rlimit limit;
};

/** In oci_device_rule.major and .minor: every number. */
enum { OCI_DEVICE_ANY = -1 };

/** One of `linux.resources.devices`; they are applied in their order. */
struct oci_device_rule {
    bool allow;
    char type; /**< 'a' all, 'c' character, 'b' block */
    int64_t major, minor;
    const char *access; /**< letters of "rwm": read, write, mknod */
};

/** `process.user`. */
struct oci_user {
    uid_t uid;
    gid_t gid;
    struct group_list groups; /**< additionalGids */
    int umask;                /**< -1 where none is given */
};

/**
 * What a config says. Strings are borrowed from `document`; arrays of strings are NULL-terminated and NULL where the
 * config has none.
 */
struct oci_config {
    struct json_object *document;
    const char *const *args;
    const char *const *env;
    const char *cwd; /**< absolute */
    bool terminal;
    struct oci_user user;
    struct capstate caps; /**< five known sets: an absent `capabilities` is five empty ones, as for runc and crun */
    bool no_new_privs;
    struct oci_rlimit *rlimits; /**< `rlimit_count` of them */
    size_t rlimit_count;
    bool has_oom_score;
    int oom_score;         /**< -1000..1000, proc_pid_oom_score_adj(5) */
    const char *root_path; /**< as it is written: relative to the bundle */
    bool root_readonly;
    const char *hostname;     /**< NULL where none is given */
    struct oci_mount *mounts; /**< `mount_count` of them */
    size_t mount_count;
    struct oci_namespace namespaces[OCI_NAMESPACES];
    struct oci_device_rule *devices; /**< `device_count` of them */
    size_t device_count;
    const char *const *masked_paths;
    const char *const *readonly_paths;
};

/** Release what *config holds; for _cleanup_ too. */
void oci_config_free(struct oci_config *config);

/** What the config mounts at just that path, the last where it is several; NULL: nothing. */
const struct oci_mount *oci_config_mount_at(const struct oci_config *config, const char *destination);

/**
 * Decode a config.json.
 *
 * Properties that are unknown are passed over, as the spec demands. One that is known, would take something from the
 * container or give it something, and is not supported here, is an error: to run without it would be to run with
 * more, or other, than was asked for.
 *
 * @param text    `size` bytes; need not end in a NUL
 * @param name    of the file, for error messages
 * @param config  filled; the caller's, oci_config_free(), on failure too
 * @return 0; -EBADMSG no JSON, with line and column; -EINVAL a value that cannot be; -ENOTSUP not supported
 */
int oci_config_decode(const char *text, size_t size, const char *name, struct oci_config *config, struct error *err);

/** Read and decode the file `path`. @return as oci_config_decode(); a negative errno of reading */
int oci_config_read(const char *path, struct oci_config *config, struct error *err);

/**
 * Read the file `path`, but only what the process is allowed: `user`, `caps` and `no_new_privs`. All else, supported
 * here or not, is passed over.
 * @return as oci_config_read(); -EINVAL where there is no `process`
 */
int oci_config_read_credentials(const char *path, struct oci_config *config, struct error *err);

#endif
