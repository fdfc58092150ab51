/* oci_config_decode(): what it accepts holds to what its header promises; what it refuses has a reason, and leaks
 * nothing. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "containers/oci_config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct oci_config *config)
{
    if (config->caps.known != CAPSTATE_ALL_KNOWN || config->cwd[0] != '/')
        abort();
    if (config->user.umask < -1 || config->user.umask > 0777 || config->user.groups.count < 0)
        abort();
    for (size_t i = 0; i < config->mount_count; i++)
        if (config->mounts[i].destination[0] != '/' || !config->mounts[i].type || !config->mounts[i].source)
            abort();
    for (size_t i = 0; i < config->device_count; i++)
        if (!strchr("abc", config->devices[i].type) || !config->devices[i].access)
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = { 0 };
    _cleanup_(oci_config_free) struct oci_config config;
    if (oci_config_decode((const char *)data, size, "config.json", &config, &err) == 0)
        check(&config);
    else if (err.errnum == 0 || err.what[0] == '\0' || !memchr(err.what, '\0', sizeof(err.what)))
        abort();
    return 0;
}
