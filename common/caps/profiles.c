#include "caps/profiles.h"

#include <errno.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "caps/names.h"

const struct profile profiles[] = {
    { "none", "nothing", "" },
    { "runc", "what 'runc spec' writes", "audit_write,kill,net_bind_service" },
    { "docker", "Docker's and containerd's default",
      "chown,dac_override,fsetid,fowner,mknod,net_raw,setgid,setuid,setfcap,setpcap,net_bind_service,sys_chroot,kill,"
      "audit_write" },
    { "podman", "Podman's default",
      "chown,dac_override,fowner,fsetid,kill,net_bind_service,setfcap,setgid,setpcap,setuid,sys_chroot" },
    { "all", "all that the caller can give", "all" },
};
const size_t profiles_count = ARRAY_SIZE(profiles);

int profile_parse(const char *name, capset_t all, capset_t *set, struct error *err)
{
    for (size_t i = 0; i < profiles_count; i++)
        if (strcmp(profiles[i].name, name) == 0)
            return capset_parse(profiles[i].list, all, set, err);

    _cleanup_(buffer_free) struct buffer known = { 0 };
    for (size_t i = 0; i < profiles_count; i++)
        buffer_printf(&known, "%s%s", i ? ", " : "known: ", profiles[i].name);
    error_set(err, EINVAL | ERROR_TOLD, "unknown profile '%s'", name);
    error_cure(err, "%s", known.failed ? "see --help" : known.data);
    return -EINVAL;
}
