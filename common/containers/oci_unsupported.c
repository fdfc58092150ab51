#include "containers/oci_unsupported.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/json.h"

/* A property that is refused unless it is empty (null, false, 0, "", [], {}), and what it would have done. */
struct unsupported {
    const char *path;
    const char *purpose;
};

static const struct unsupported unsupported[] = {
    { "hooks", "programs that are to run on the host" },
    { "vm", "a virtual machine" },
    { "windows", "a container of Windows" },
    { "solaris", "a zone of Solaris" },
    { "zos", "a container of z/OS" },
    { "domainname", "an NIS domain name" },
    { "process.apparmorProfile", "confinement by AppArmor" },
    { "process.selinuxLabel", "confinement by SELinux" },
    { "process.scheduler", "scheduling" },
    { "process.ioPriority", "priority of input and output" },
    { "process.execCPUAffinity", "a choice of processors" },
    { "linux.seccomp", "a filter of system calls" },
    { "linux.uidMappings", "a user namespace" },
    { "linux.gidMappings", "a user namespace" },
    { "linux.timeOffsets", "a time namespace" },
    { "linux.cgroupsPath", "a place of its own choice among the cgroups" },
    { "linux.netDevices", "network devices of the host" },
    { "linux.memoryPolicy", "a choice of memory nodes" },
    { "linux.mountLabel", "confinement by SELinux" },
    { "linux.sysctl", "kernel parameters" },
    { "linux.devices", "devices beyond the usual ones" },
    { "linux.intelRdt", "limits of caches and memory bandwidth" },
    { "linux.personality", "an execution domain" },
    { "linux.resources.memory", "limits of memory" },
    { "linux.resources.cpu", "limits of processor time" },
    { "linux.resources.pids", "a limit of processes" },
    { "linux.resources.blockIO", "limits of input and output" },
    { "linux.resources.hugepageLimits", "limits of huge pages" },
    { "linux.resources.network", "classes of network traffic" },
    { "linux.resources.rdma", "limits of RDMA" },
    { "linux.resources.unified", "limits of its cgroup" },
};

static bool is_empty(struct json_object *value)
{
    switch (json_object_get_type(value)) {
    case json_type_null:
        return true;
    case json_type_object:
        return json_object_object_length(value) == 0;
    case json_type_array:
        return json_object_array_length(value) == 0;
    case json_type_string:
        return json_object_get_string_len(value) == 0;
    default:
        return !json_object_get_boolean(value);
    }
}

/* Mounts are made private, which takes more than a slave has; what must be shared with the host cannot be. */
static int check_propagation(struct json_object *document, struct error *err)
{
    static const char *const kept[] = { "private", "rprivate", "slave", "rslave" };
    struct json_object *value = json_get(document, "linux.rootfsPropagation");
    if (is_empty(value))
        return 0;
    for (size_t i = 0; i < ARRAY_SIZE(kept); i++)
        if (strcmp(json_object_get_string(value), kept[i]) == 0)
            return 0;
    return error_set(err, ENOTSUP | ERROR_TOLD, "linux.rootfsPropagation: '%s' is not supported",
                     json_object_get_string(value));
}

static int check_mounts(struct json_object *document, struct error *err)
{
    static const char *const mappings[] = { "uidMappings", "gidMappings" };
    struct json_object *mounts = json_get(document, "mounts");
    size_t count = json_object_is_type(mounts, json_type_array) ? json_object_array_length(mounts) : 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < ARRAY_SIZE(mappings); j++)
            if (!is_empty(json_get(json_object_array_get_idx(mounts, i), mappings[j])))
                return error_set(err, ENOTSUP | ERROR_TOLD, "mounts[%zu].%s: other ids for its files: not supported", i,
                                 mappings[j]);
    return 0;
}

/* What is looked for in something else than an object is not found, and would pass for not asked for. */
static int check_objects(struct json_object *document, struct error *err)
{
    static const char *const objects[] = { "process", "process.user", "root", "linux", "linux.resources" };
    for (size_t i = 0; i < ARRAY_SIZE(objects); i++) {
        struct json_object *value = json_get(document, objects[i]);
        if (value && !json_object_is_type(value, json_type_object))
            return error_set(err, EINVAL | ERROR_TOLD, "%s: not an object", objects[i]);
    }
    return 0;
}

int oci_check_supported(struct json_object *document, struct error *err)
{
    for (size_t i = 0; i < ARRAY_SIZE(unsupported); i++) {
        if (is_empty(json_get(document, unsupported[i].path)))
            continue;
        error_set(err, ENOTSUP | ERROR_TOLD, "%s: %s: not supported", unsupported[i].path, unsupported[i].purpose);
        return error_cure(err, "remove it from the config, or use a runtime that has it");
    }
    int result = check_objects(document, err);
    if (result == 0)
        result = check_mounts(document, err);
    return result < 0 ? result : check_propagation(document, err);
}
