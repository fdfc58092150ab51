#include "launch/state.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/escape.h"
#include "base/json.h"
#include "caps/oci.h"
#include "read/process_read.h"

/* How long a launcher may take to remove what is left. */
enum { LOCK_TRIES = 500, LOCK_PAUSE_NS = 10 * 1000 * 1000 };

/* The name of the file while it is not whole. */
static const char UNFINISHED[] = "state.json.new";

static void print_path(char path[PATH_MAX], const char *name, const char *file)
{
    snprintf(path, PATH_MAX, STATE_DIRECTORY "/%s%s%s", name, file ? "/" : "", file ? file : "");
}

/* ---- reading ---- */

void saved_state_free(struct saved_state *state)
{
    free(state->name);
    free(state->created);
    free(state->command);
    cgroup_places_free(&state->cgroups);
    *state = (struct saved_state){ 0 };
}

void saved_state_list_free(struct saved_state_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        saved_state_free(&list->items[i]);
    free(list->items);
    *list = (struct saved_state_list){ 0 };
}

static char *copy_text(struct json_object *object, const char *key)
{
    const char *text = json_get_text(object, key);
    return strdup(text ? text : "");
}

static int decode_cgroups(struct json_object *paths, struct cgroup_places *places)
{
    if (!json_object_is_type(paths, json_type_object))
        return 0;
    json_object_object_foreach(paths, controllers, directory)
    {
        const char *text = json_object_get_string(directory);
        int result = cgroup_places_add(places, controllers, "", text ? text : "");
        if (result < 0)
            return result;
        places->items[places->count - 1].made = true;
    }
    return 0;
}

static int decode_state(struct json_object *document, const char *name, struct saved_state *state)
{
    state->name = strdup(name);
    state->init = (pid_t)json_object_get_int64(json_get(document, "init_process_pid"));
    state->init_start = json_object_get_uint64(json_get(document, "init_process_start"));
    state->pid_namespace = json_object_get_uint64(json_get(document, "pid_namespace"));
    state->created = copy_text(document, "created");
    state->command = copy_text(document, "command");
    if (!state->name || !state->created || !state->command)
        return -ENOMEM;
    return decode_cgroups(json_get(document, "cgroup_paths"), &state->cgroups);
}

int state_read(const char *name, struct saved_state *state, struct error *err)
{
    char path[PATH_MAX];
    _cleanup_(json_putp) struct json_object *document = NULL;
    *state = (struct saved_state){ 0 };
    print_path(path, name, "state.json");
    int result = launch_name_is_valid(name) ? json_read_file(path, &document, err) : -ENOENT;
    if (result == -ENOENT)
        return error_set(err, ENOENT | ERROR_TOLD, "no container '%s'", name);
    if (result == 0)
        result = decode_state(document, name, state);
    return result;
}

/* One whose directory is just being made or removed is not there. */
static void read_listed(struct saved_state_list *list, const char *name, void (*tell)(const struct error *reason))
{
    struct error reason = { 0 };
    struct saved_state *state = &list->items[list->count];
    int result = state_read(name, state, &reason);
    if (result == 0) {
        list->count++;
        return;
    }
    saved_state_free(state);
    if (result == -ENOENT)
        return;
    tell(&reason);
    list->missing = true;
}

int state_list_read(struct saved_state_list *list, void (*tell)(const struct error *reason), struct error *err)
{
    struct dirent **entries;
    int count = scandir(STATE_DIRECTORY, &entries, NULL, alphasort);
    if (count < 0 && errno != ENOENT)
        return error_set(err, errno, "cannot list " STATE_DIRECTORY);
    list->items = calloc(count > 0 ? (size_t)count : 1, sizeof(*list->items));
    for (int i = 0; i < count; i++) {
        if (list->items)
            read_listed(list, entries[i]->d_name, tell);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return list->items ? 0 : error_set(err, ENOMEM, "cannot list containers");
}

/* A process that nobody has waited for yet still has its pid. */
static bool has_ended(int pidfd)
{
    struct pollfd poll_fd = { .fd = pidfd, .events = POLLIN };
    return poll(&poll_fd, 1, 0) == 1;
}

/* @return its inode number; 0 unknown */
static uint64_t own_pid_namespace(void)
{
    struct stat namespace;
    return stat("/proc/self/ns/pid", &namespace) == 0 ? namespace.st_ino : 0;
}

int state_open_init(const struct saved_state *state)
{
    struct process init = { 0 };
    /* its cgroups are the same everywhere: with nothing in them it has ended, wherever it was */
    if (state->init > 0 && state->pid_namespace != 0 && state->pid_namespace != own_pid_namespace())
        return cgroup_places_are_empty(&state->cgroups) ? -ESRCH : -EXDEV;
    int pidfd = state->init > 0 ? (int)syscall(SYS_pidfd_open, state->init, 0) : -1;
    if (pidfd < 0)
        return -ESRCH;
    /* opened first and compared then, so that a pid that changes hands between the two is not taken for the old one */
    bool same = process_read(state->init, state->init, NEED_START_TIME, &init, NULL) == 0 &&
                init.start_time == state->init_start && !has_ended(pidfd);
    process_free(&init);
    if (!same)
        close(pidfd);
    return same ? pidfd : -ESRCH;
}

/* ---- the directory, which is the name's lock ---- */

static int lock_directory(const char *path, int operation)
{
    _cleanup_(closep) int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct stat locked, there;
    if (fd < 0 || flock(fd, operation) < 0)
        return -errno;
    /* whoever held the lock may have removed the directory, and another may have made a new one */
    if (fstat(fd, &locked) < 0 || stat(path, &there) < 0 || locked.st_ino != there.st_ino)
        return -ENOENT;
    return take_fd(&fd);
}

static int remove_cgroups(struct saved_state *state, struct error *err)
{
    /* before there was a first process they were perhaps not made yet, and of that name are others' */
    if (state->init == 0) {
        cgroup_places_remove_empty(&state->cgroups);
        return 0;
    }
    cgroup_places_kill(&state->cgroups);
    return cgroup_places_remove(&state->cgroups, err);
}

static int refuse_foreign(const char *name, struct error *err)
{
    error_set(err, EXDEV | ERROR_TOLD, "whether the container '%s' runs cannot be told here", name);
    return error_cure(err, "look from the pid namespace that it was started from, with /proc mounted");
}

/* The remains of a container whose directory is locked by us. @return 0; -EBUSY where it runs; another negative errno,
 * -EXDEV as state_open_init() among them */
static int remove_remains(const char *name, struct error *err)
{
    _cleanup_(saved_state_free) struct saved_state state;
    int result = state_read(name, &state, err);
    if (result == -ENOENT)
        return 0;
    if (result < 0)
        return error_cure(err, "remove " STATE_DIRECTORY "/%s once nothing of it runs", name);
    _cleanup_(closep) int init = state_open_init(&state);
    if (init >= 0)
        return error_set(err, EBUSY | ERROR_TOLD, "the container '%s' runs", name);
    if (init == -EXDEV)
        return refuse_foreign(name, err);
    result = remove_cgroups(&state, err);
    if (result == 0) {
        char path[PATH_MAX];
        print_path(path, name, "state.json");
        unlink(path);
    }
    return result;
}

static int refuse_name(const char *name, struct error *err)
{
    error_set(err, EBUSY | ERROR_TOLD, "there is a container '%s' already", name);
    return error_cure(err, "end it with ccaps-run --stop %s, or choose another --name", name);
}

int state_claim(const char *name, struct error *err)
{
    char path[PATH_MAX];
    int fd = -ENOENT;
    print_path(path, name, NULL);
    while (fd == -ENOENT) {
        mkdir("/run", 0755); /* an image need not have it */
        if ((mkdir(STATE_DIRECTORY, 0700) < 0 && errno != EEXIST) || (mkdir(path, 0700) < 0 && errno != EEXIST)) {
            error_set(err, errno, "cannot make %s", path);
            return error_cure(err, "%s", errno == EACCES ? "run as root" : "");
        }
        fd = lock_directory(path, LOCK_EX | LOCK_NB);
    }
    if (fd < 0 && fd != -EWOULDBLOCK)
        return error_set(err, -fd, "cannot lock %s", path);

    int result = fd < 0 ? -EBUSY : remove_remains(name, err);
    if (result < 0 && fd >= 0)
        close(fd);
    if (result == -EBUSY)
        return refuse_name(name, err);
    return result < 0 ? result : fd;
}

bool state_is_there(const char *name)
{
    char path[PATH_MAX];
    print_path(path, name, NULL);
    return access(path, F_OK) == 0;
}

bool state_is_held(const char *name)
{
    char path[PATH_MAX];
    print_path(path, name, NULL);
    _cleanup_(closep) int lock = lock_directory(path, LOCK_EX | LOCK_NB);
    return lock == -EWOULDBLOCK;
}

void state_remove(const char *name)
{
    static const char *const files[] = { UNFINISHED, "state.json", NULL };
    char path[PATH_MAX];
    for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
        print_path(path, name, files[i]);
        remove(path);
    }
}

/* Wait for a launcher that has it. @return as lock_directory() */
static int wait_for_lock(const char *path)
{
    int lock = lock_directory(path, LOCK_EX | LOCK_NB);
    for (int try = 0; lock == -EWOULDBLOCK && try < LOCK_TRIES; try++) {
        nanosleep(&(struct timespec){ .tv_nsec = LOCK_PAUSE_NS }, NULL);
        lock = lock_directory(path, LOCK_EX | LOCK_NB);
    }
    return lock;
}

int state_sweep(const char *name, struct error *err)
{
    char path[PATH_MAX];
    print_path(path, name, NULL);
    _cleanup_(closep) int lock = wait_for_lock(path);
    if (lock == -ENOENT)
        return 0; /* its launcher was quicker */
    if (lock == -EWOULDBLOCK) {
        error_set(err, EBUSY | ERROR_TOLD, "the ccaps-run of '%s' has not come to its end", name);
        return error_cure(err, "go on with it, or end it");
    }
    int result = lock < 0 ? error_set(err, -lock, "cannot lock %s", path) : remove_remains(name, err);
    if (result == 0)
        state_remove(name);
    return result;
}

/* ---- writing ---- */

static struct json_object *cgroups_to_json(const struct cgroup_places *places)
{
    struct json_object *paths = json_object_new_object();
    for (size_t i = 0; i < places->count; i++)
        json_object_object_add(paths, places->items[i].controllers, json_object_new_string(places->items[i].directory));
    return paths;
}

static struct json_object *time_to_json(void)
{
    char text[sizeof("2026-01-01T00:00:00Z")];
    time_t now = time(NULL);
    struct tm utc;
    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
    return json_object_new_string(text);
}

static struct json_object *command_to_json(const char *const *args)
{
    _cleanup_(buffer_free) struct buffer text = { 0 };
    for (const char *const *arg = args; *arg; arg++)
        buffer_printf(&text, "%s%s", arg == args ? "" : " ", *arg);
    _cleanup_(freep) char *valid = text.failed || !text.data ? NULL : utf8_text(text.data, text.size);
    return json_object_new_string(valid ? valid : "");
}

/* What is declared is what COMMAND has to begin with: all that goes beyond it is drift. */
static struct json_object *config_to_json(const struct launch *launch)
{
    struct json_object *config = json_object_new_object();
    json_object_object_add(config, "capabilities", capstate_to_json(&launch->caps.after));
    json_object_object_add(config, "uid", json_object_new_int64(launch->config.user.uid));
    return config;
}

static int read_start_time(pid_t pid, uint64_t *start)
{
    struct process process = { 0 };
    if (pid == 0) {
        *start = 0;
        return 0;
    }
    int result = process_read(pid, pid, NEED_START_TIME, &process, NULL);
    *start = process.start_time;
    process_free(&process);
    return result;
}

static int write_document(int directory, struct json_object *document)
{
    int fd = openat(directory, UNFINISHED, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return -errno;
    int failure = json_object_to_fd(fd, document, JSON_C_TO_STRING_PRETTY) == 0 ? 0 : errno;
    if (close(fd) < 0 || failure)
        return failure ? -failure : -errno;
    return renameat(directory, UNFINISHED, directory, "state.json") < 0 ? -errno : 0;
}

int state_write(const struct launch *launch, struct error *err)
{
    uint64_t start;
    int result = read_start_time(launch->child, &start);
    if (result == 0) {
        _cleanup_(json_putp) struct json_object *document = json_object_new_object();
        json_object_object_add(document, "id", json_object_new_string(launch->name));
        json_object_object_add(document, "init_process_pid", json_object_new_int(launch->child));
        json_object_object_add(document, "init_process_start", json_object_new_uint64(start));
        json_object_object_add(document, "pid_namespace", json_object_new_uint64(own_pid_namespace()));
        json_object_object_add(document, "created", time_to_json());
        json_object_object_add(document, "command", command_to_json(launch->args));
        json_object_object_add(document, "cgroup_paths", cgroups_to_json(&launch->cgroups));
        json_object_object_add(document, "config", config_to_json(launch));
        result = write_document(launch->lock, document);
    }
    return result < 0 ? error_set(err, -result, "cannot write " STATE_DIRECTORY "/%s/state.json", launch->name) : 0;
}
