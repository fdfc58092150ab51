#include "containers/knobs.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/escape.h"
#include "caps/names.h"
#include "caps/oci.h"

static const struct knob knobs[] = {
    { "runc", .start = "\"%C\" in the bounding, permitted and effective lists of process.capabilities in config.json",
      .once = "runc exec --cap %C %n COMMAND",
      .ambient = "\"%C\" in all five lists of process.capabilities in config.json",
      .once_ambient = "runc exec --user 0 --cap %C %n COMMAND" },
    { "ccaps-run", .start = "ccaps-run --cap-add %c", .once = "ccaps-run --in %n --cap-add %c -- COMMAND",
      .ambient = "ccaps-run --user USER --cap-add %c --inheritable %c --ambient %c",
      .once_ambient = "ccaps-run --in %n --cap-add %c --inheritable %c --ambient %c -- COMMAND" },
    { "docker", .start = "docker run --cap-add %c" },
    { "podman", .start = "podman run --cap-add %c" },
    { "kubernetes",
      .start = "%c, in capitals, in securityContext.capabilities.add of the container, in the pod's manifest" },
};

const struct knob knob_any = {
    .start = "\"%C\" in the bounding, permitted and effective lists of process.capabilities in an OCI config.json, "
             "--cap-add %c of docker, podman and ccaps-run, securityContext.capabilities.add of Kubernetes",
};

const struct knob knob_host = {
    .start =
        "start it from a process that has it in its bounding set (of a systemd unit, CapabilityBoundingSet= decides)",
    .ambient = "ccaps-run --host --user USER --cap-add %c --inheritable %c --ambient %c -- COMMAND",
};

/* What runtimes leave in the root file system of their containers. A pod's runtime leaves its own marks too: first. */
static const struct mark {
    const char *path, *runtime;
} marks[] = {
    { "var/run/secrets/kubernetes.io", "kubernetes" },
    { "run/.containerenv", "podman" },
    { ".dockerenv", "docker" },
};

static const struct knob *find_by_runtime(const char *runtime)
{
    for (size_t i = 0; i < ARRAY_SIZE(knobs); i++)
        if (strcmp(knobs[i].runtime, runtime) == 0)
            return &knobs[i];
    return NULL;
}

/* A symbolic link in it leads where it leads its own processes, not us. */
static bool is_in_root(int rootfd, const char *path)
{
    struct open_how how = { .flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS };
    _cleanup_(closep) int fd = (int)syscall(SYS_openat2, rootfd, path, &how, sizeof(how));
    return fd >= 0;
}

const struct knob *knob_find(const struct container *container, int rootfd)
{
    const struct knob *knob = container ? find_by_runtime(container->runtime) : NULL;
    for (size_t i = 0; !knob && rootfd >= 0 && i < ARRAY_SIZE(marks); i++)
        if (is_in_root(rootfd, marks[i].path))
            knob = find_by_runtime(marks[i].runtime);
    return knob;
}

static void append_filled(struct buffer *out, char letter, unsigned cap, const char *name)
{
    if (letter == 'c')
        buffer_puts(out, capability_name(cap));
    else if (letter == 'C')
        oci_name_append(out, cap);
    else
        escape_append(out, name ? name : "NAME", strlen(name ? name : "NAME"));
}

void knob_append(struct buffer *out, const char *clause, unsigned cap, const char *name)
{
    for (const char *rest = clause; *rest != '\0';) {
        size_t plain = strcspn(rest, "%");
        buffer_append(out, rest, plain);
        rest += plain;
        if (*rest == '\0')
            return;
        append_filled(out, rest[1], cap, name);
        rest += 2;
    }
}
