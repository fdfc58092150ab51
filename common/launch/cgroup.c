#include "launch/cgroup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/io.h"

/* How long rmdir(2) is tried again while processes of the cgroup are dying: they are killed, it is a matter of ms. */
enum { REMOVE_TRIES = 400, REMOVE_PAUSE_NS = 5 * 1000 * 1000 };

/* A v1 cpuset is born empty and takes no process until it has processors and memory: cpuset(7), "cpuset.cpus". */
static int fill_cpuset(const char *directory)
{
    static const char *const files[] = { "cpuset.cpus", "cpuset.mems" };
    _cleanup_(closep) int own = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    _cleanup_(closep) int parent = openat(own, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    _cleanup_(buffer_free) struct buffer text = { 0 };
    for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
        int result = read_file_at(parent, files[i], &text);
        if (result == 0)
            result = write_file_at(own, files[i], text.data);
        if (result < 0)
            return result;
    }
    return 0;
}

/* The name is ours by its lock: a cgroup that has it and is empty was left by a start that was killed. */
static int make_directory(const char *path)
{
    if (mkdir(path, 0755) == 0)
        return 0;
    return errno == EEXIST && rmdir(path) == 0 ? mkdir(path, 0755) : -1;
}

static int make_place(struct cgroup_place *place, struct error *err)
{
    if (make_directory(place->directory) < 0) {
        error_set(err, errno, "cannot make the cgroup %s", place->directory);
        return errno == EEXIST ? error_cure(err, "end what is in it and remove it with rmdir, or choose another --name")
                               : error_cure(err, "%s", errno == EACCES ? "run as root" : "");
    }
    place->made = true;
    int result = strcmp(place->controllers, "cpuset") == 0 ? fill_cpuset(place->directory) : 0;
    return result < 0 ? error_set(err, -result, "cannot set up the cgroup %s", place->directory) : 0;
}

/* Whether a file of the cgroup is there, can be read, and has `text` in it. */
static bool place_says(const struct cgroup_place *place, const char *file, const char *text)
{
    _cleanup_(buffer_free) struct buffer content = { 0 };
    _cleanup_(closep) int directory = open(place->directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
    return directory >= 0 && read_file_at(directory, file, &content) == 0 && strstr(content.data, text);
}

bool cgroup_places_made(const struct cgroup_places *places)
{
    for (size_t i = 0; i < places->count; i++)
        if (places->items[i].made)
            return true;
    return false;
}

/* cgroup.events of v2 tells of all below, too. Of v1 nothing can: cgroup.procs leaves out who has no pid here. */
bool cgroup_places_are_empty(const struct cgroup_places *places)
{
    const struct cgroup_place *v2 = cgroup_places_v2(places);
    return v2 && place_says(v2, "cgroup.events", "populated 0");
}

/* admin-guide/cgroup-v2, "cgroup.events"; admin-guide/cgroup-v1/freezer-subsystem. Both tell of what is frozen above.
 */
static bool is_frozen(const struct cgroup_place *place)
{
    if (place->controllers[0] == '\0')
        return place_says(place, "cgroup.events", "frozen 1");
    return place_says(place, "freezer.state", "FROZEN") || place_says(place, "freezer.state", "FREEZING");
}

bool cgroup_places_frozen(const struct cgroup_places *places)
{
    for (size_t i = 0; i < places->count; i++)
        if (is_frozen(&places->items[i]))
            return true;
    return false;
}

int cgroup_places_make(struct cgroup_places *places, struct error *err)
{
    for (size_t i = 0; i < places->count; i++) {
        int result = make_place(&places->items[i], err);
        if (result < 0)
            return result;
    }
    return 0;
}

int cgroup_places_join(const struct cgroup_places *places, struct error *err)
{
    for (size_t i = 0; i < places->count; i++) {
        const struct cgroup_place *place = &places->items[i];
        if (place->controllers[0] == '\0')
            continue; /* clone3(2) has put us there: CLONE_INTO_CGROUP */
        _cleanup_(closep) int directory = open(place->directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
        /* "tasks" and "0", the calling thread, spare the kernel the lock of all threads of the machine, which takes
         * milliseconds to get: kernel/cgroup/cgroup.c, cgroup_procs_write_start() */
        int result = directory < 0 ? -errno : write_file_at(directory, "tasks", "0");
        if (result < 0)
            return error_set(err, -result, "cannot join the cgroup %s", place->directory);
    }
    return 0;
}

/* Kill the members at once, by v2's cgroup.kill. @return whether it could */
static bool kill_at_once(const struct cgroup_place *place)
{
    _cleanup_(closep) int fd = place && place->made ? open(place->directory, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;
    return fd >= 0 && write_file_at(fd, "cgroup.kill", "1") == 0;
}

/* With those of the cgroups below, which the container may have made. Takes `directory`. */
static void kill_members(int directory)
{
    _cleanup_(buffer_free) struct buffer pids = { 0 };
    _cleanup_(closedirp) DIR *dir = directory < 0 ? NULL : fdopendir(directory);
    if (!dir) {
        closep(&directory);
        return;
    }
    char *rest = read_file_at(directory, "cgroup.procs", &pids) == 0 ? pids.data : NULL;
    for (char *line; (line = strsep(&rest, "\n")) != NULL;)
        if (atoi(line) > 0)
            kill(atoi(line), SIGKILL);
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;)
        if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
            kill_members(openat(directory, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

void cgroup_places_kill(const struct cgroup_places *places)
{
    if (kill_at_once(cgroup_places_v2(places)))
        return;
    for (size_t i = 0; i < places->count; i++)
        if (places->items[i].made)
            kill_members(open(places->items[i].directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

/* The container may have made cgroups of its own below; they hold nobody by now. */
static void remove_children(int directory)
{
    _cleanup_(closedirp) DIR *dir = fdopendir(directory);
    if (!dir)
        close(directory);
    for (struct dirent *entry; dir && (entry = readdir(dir)) != NULL;) {
        if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
            continue;
        int child = openat(dirfd(dir), entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (child >= 0)
            remove_children(child);
        unlinkat(dirfd(dir), entry->d_name, AT_REMOVEDIR);
    }
}

static int remove_directory(const char *path)
{
    for (int try = 0; rmdir(path) < 0; try++) {
        if (errno == ENOENT)
            return 0;
        if (errno != EBUSY || try == REMOVE_TRIES)
            return -errno;
        int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (directory >= 0)
            remove_children(directory);
        nanosleep(&(struct timespec){ .tv_nsec = REMOVE_PAUSE_NS }, NULL);
    }
    return 0;
}

void cgroup_places_remove_empty(const struct cgroup_places *places)
{
    for (size_t i = 0; i < places->count; i++)
        rmdir(places->items[i].directory);
}

int cgroup_places_remove(struct cgroup_places *places, struct error *err)
{
    int failed = 0;
    for (size_t i = 0; i < places->count; i++) {
        struct cgroup_place *place = &places->items[i];
        int result = place->made ? remove_directory(place->directory) : 0;
        if (result < 0)
            failed = error_set(err, -result, "cannot remove the cgroup %s", place->directory);
        place->made = result < 0;
    }
    return failed;
}
