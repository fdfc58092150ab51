/* state.json as runc (libcontainer, container_linux.go, type State) writes it, and ccaps-run with the same keys. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/io.h"
#include "base/json.h"
#include "caps/oci.h"
#include "containers/runtimes.h"
#include "read/cgroup.h"
#include "read/process_read.h"
#include "read/user_namespace.h"

/* A config.json of a runtime has some 10 KiB. */
enum { CONFIG_SIZE_MAX = 1 << 20 };

/*
 * The container's cgroup as its processes see it in /proc/PID/cgroup. The state has paths below mount points, and init
 * may have moved into a cgroup of its own below the container's (systemd does): so it is the nearest cgroup above init
 * that the state names.
 */
static char *find_cgroup(struct json_object *paths, const char *own)
{
    char *path = own ? strdup(own) : NULL;
    while (path && path[0] != '\0') {
        size_t length = strlen(path);
        json_object_object_foreach(paths, controller, value)
        {
            (void)controller;
            const char *absolute = json_object_get_string(value);
            size_t size = absolute ? strlen(absolute) : 0;
            if (absolute && size >= length && strcmp(absolute + size - length, path) == 0)
                return path;
        }
        *strrchr(path, '/') = '\0';
    }
    free(path);
    return NULL;
}

static uid_t find_root(int procfd)
{
    _cleanup_(user_namespace_free) struct user_namespace ns;
    return user_namespace_read(procfd, &ns, NULL) == 0 ? user_namespace_root(&ns) : 0;
}

/* Fill what only a running init can tell; a pid that another process has by now is no init of this container.
 * @return 0, where there is none, too; a negative errno where it cannot be known */
static int find_init(struct container *container, struct json_object *state, struct error *err)
{
    int64_t pid = json_object_get_int64(json_get(state, "init_process_pid"));
    uint64_t start = json_object_get_uint64(json_get(state, "init_process_start"));
    struct json_object *paths = json_get(state, "cgroup_paths");
    struct process init = { 0 };
    char directory[32];
    if (pid <= 0 || pid > INT_MAX)
        return 0;
    /* Opened before it is known to be init, it is init's from then on, or that of one that had its pid before. */
    snprintf(directory, sizeof(directory), "/proc/%d", (int)pid);
    _cleanup_(closep) int procfd = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
    int result = process_read((pid_t)pid, (pid_t)pid, NEED_CGROUP | NEED_START_TIME, &init, err);
    if (result == 0 && init.start_time == start) {
        container->init = (pid_t)pid;
        container->root = procfd >= 0 ? find_root(procfd) : 0;
        if (json_object_is_type(paths, json_type_object))
            container->cgroup = find_cgroup(paths, init.cgroup);
    }
    process_free(&init);
    return result == -ESRCH ? 0 : result;
}

static bool read_whole(int fd, char *data, size_t size)
{
    while (size > 0) {
        ssize_t count = read(fd, data, size);
        if (count <= 0)
            return false;
        data += count;
        size -= (size_t)count;
    }
    return true;
}

/* The bundle may be anybody's, who may put another file there at any moment: what was opened is looked at, not what has
 * its name, and no more of it than it had then. @return NULL where it tells nothing */
static struct json_object *read_config(const char *path)
{
    struct json_object *config = NULL;
    size_t size = 0;
    int opened = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    _cleanup_(closep) int fd = keep_regular(opened, CONFIG_SIZE_MAX, &size);
    _cleanup_(freep) char *text = fd >= 0 ? malloc(size + 1) : NULL;
    if (text && read_whole(fd, text, size))
        json_parse(text, size, path, &config, NULL);
    return config;
}

/* libcontainer's config leaves the process's user out: that is in the bundle, which a label names. ccaps-run's has it.
 */
static uid_t find_user(struct json_object *state)
{
    struct json_object *labels = json_get(state, "config.labels");
    struct json_object *uid = json_get(state, "config.uid");
    _cleanup_(json_putp) struct json_object *config = NULL;
    for (size_t i = 0; json_object_is_type(labels, json_type_array) && i < json_object_array_length(labels); i++) {
        char path[PATH_MAX];
        const char *label = json_object_get_string(json_object_array_get_idx(labels, i));
        if (!label || strncmp(label, "bundle=", strlen("bundle=")) != 0)
            continue;
        snprintf(path, sizeof(path), "%s/config.json", label + strlen("bundle="));
        config = read_config(path);
        break;
    }
    return (uid_t)json_object_get_int64(uid ? uid : json_get(config, "process.user.uid"));
}

/* The declared sets are unknown without a config, and all empty in one that names none. */
static struct capstate find_declared(struct json_object *state)
{
    struct capstate declared = { 0 };
    if (!json_object_is_type(json_get(state, "config"), json_type_object) ||
        capstate_from_json(json_get(state, "config.capabilities"), &declared, NULL) < 0)
        return (struct capstate){ 0 };
    return declared;
}

static int add_container(struct container_list *list, const char *runtime, const char *id, struct json_object *state)
{
    struct container *container = container_list_add(list);
    if (!container)
        return -ENOMEM;
    container->runtime = runtime;
    container->id = strdup(id);
    container->name = strdup(id);
    if (!container->id || !container->name)
        return -ENOMEM;
    container->declared = find_declared(state);
    container->user = find_user(state);
    struct error reason = { 0 };
    return find_init(container, state, &reason) < 0 ? container_list_miss(list, runtime, id, &reason) : 0;
}

static int read_state(struct container_list *list, const char *runtime, const char *directory, const char *name)
{
    char path[PATH_MAX];
    _cleanup_(json_putp) struct json_object *state = NULL;
    struct error reason = { 0 };
    snprintf(path, sizeof(path), "%s/%s/state.json", directory, name);
    int result = json_read_file(path, &state, &reason);
    const char *id = json_get_text(state, "id");
    if (result == 0 && id)
        return add_container(list, runtime, id, state);
    if (result == 0)
        error_set(&reason, EBADMSG | ERROR_TOLD, "%s: it names no id", path);
    return container_list_miss(list, runtime, name, &reason);
}

int state_json_read(struct container_list *list, const char *runtime, const char *directory)
{
    _cleanup_(closedirp) DIR *dir = opendir(directory);
    struct error reason = { 0 };
    if (!dir) {
        error_set(&reason, errno, "cannot read %s", directory);
        return container_list_miss(list, runtime, "", &reason);
    }
    int result = 0;
    for (struct dirent *entry; result == 0 && (entry = readdir(dir)) != NULL;)
        if (entry->d_name[0] != '.')
            result = read_state(list, runtime, directory, entry->d_name);
    return result;
}
