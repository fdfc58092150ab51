#include "launch/defaults.h"

#include <string.h>

/* JSON written as it is: the preprocessor quotes it, and a string literal can be put beside another. */
#define JSON(...) #__VA_ARGS__

/* clang-format off */
#define PROCESS                                                                                                        \
    JSON("process": {                                                                                                  \
             "cwd": "/",                                                                                               \
             "env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]                              \
         })

/* What `runc spec` (1.1.5) writes, but for the cgroup file systems: who does not need to see them does not get them. */
#define MOUNTS                                                                                                         \
    JSON({ "destination": "/proc", "type": "proc", "source": "proc", "options": ["nosuid", "noexec", "nodev"] },       \
         { "destination": "/dev", "type": "tmpfs", "source": "tmpfs",                                                  \
           "options": ["nosuid", "strictatime", "mode=755", "size=65536k"] },                                          \
         { "destination": "/dev/pts", "type": "devpts", "source": "devpts",                                            \
           "options": ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"] },                    \
         { "destination": "/dev/shm", "type": "tmpfs", "source": "shm",                                                \
           "options": ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"] },                                     \
         { "destination": "/dev/mqueue", "type": "mqueue", "source": "mqueue", "options": ["nosuid", "noexec", "nodev"] },\
         { "destination": "/sys", "type": "sysfs", "source": "sysfs", "options": ["nosuid", "noexec", "nodev", "ro"] })

/* What must be writable where everything else of the host is not. */
#define PRIVATE_MOUNTS                                                                                                 \
    JSON({ "destination": "/tmp", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "nodev", "mode=1777"] },   \
         { "destination": "/run", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "nodev", "mode=755"] })

#define LINUX                                                                                                          \
    JSON("linux": {                                                                                                    \
             "namespaces": [{ "type": "mount" }, { "type": "pid" }, { "type": "network" }, { "type": "ipc" },          \
                            { "type": "uts" }, { "type": "cgroup" }],                                                  \
             "maskedPaths": ["/proc/acpi", "/proc/asound", "/proc/kcore", "/proc/keys", "/proc/latency_stats",         \
                             "/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware"],\
             "readonlyPaths": ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]               \
         })

static const char rootfs_config[] = "{" PROCESS ", \"mounts\": [" MOUNTS "], " LINUX "}";
static const char host_root_config[] =
    "{" PROCESS ", \"mounts\": [" MOUNTS ", " PRIVATE_MOUNTS "], " LINUX ", " JSON("root": { "readonly": true }) "}";
static const char in_config[] = "{" PROCESS "}";
static const char host_config[] = "{}";
/* clang-format on */

static const char *text_of(enum launch_form form)
{
    switch (form) {
    case LAUNCH_HOST_ROOT:
        return host_root_config;
    case LAUNCH_ROOTFS:
        return rootfs_config;
    case LAUNCH_IN:
        return in_config;
    default:
        return host_config;
    }
}

int default_config(enum launch_form form, struct oci_config *config, struct error *err)
{
    const char *text = text_of(form);
    return oci_config_decode(text, strlen(text), "the default config", config, err);
}
