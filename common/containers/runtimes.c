#include "containers/runtimes.h"

#include "base/cleanup.h"

const struct container_runtime container_runtimes[] = {
    { "ccaps-run", "/run/ccaps", state_json_read },
    { "runc", "/run/runc", state_json_read },
};
const size_t container_runtimes_count = ARRAY_SIZE(container_runtimes);

const char *const CGROUP_RUNTIME = "cgroup";
