#include "read/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "read/filecaps.h"

enum {
    MAX_OPEN = 64, /* directories; of deeper trees the upper ones are closed, and opened again by ".." */
    OPEN_DIRECTORY = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
    UP_DIRECTORY = O_PATH | O_DIRECTORY | O_CLOEXEC,
    ENTRIES_SIZE = 64 << 10,
};

/* Newer than some headers (Linux 5.8); a kernel without it leaves stx_mnt_id 0. */
#ifndef STATX_MNT_ID
#define STATX_MNT_ID 0x1000U
#endif

/* Which directory it is: below itself, by the same mount, it is a loop of a broken file system; by another, it is not.
 */
struct place {
    dev_t device;
    uint64_t inode, mount;
};

/* A directory on the way from the root of the tree to where the walk is. */
struct level {
    int fd; /* -1 while it is closed */
    struct place place;
    size_t path_size; /* of its path, the start of walk.path */
    size_t first_name;
};

struct walk {
    const struct tree_visitor *visitor;
    struct level *levels;
    size_t depth, capacity;
    size_t closed;      /* so many levels from the first have no fd */
    struct buffer path; /* of what is looked at */
    struct buffer
        names;     /* directories still to be entered, each with its NUL: of each level behind those of its parent */
    char *entries; /* ENTRIES_SIZE of getdents64(2) */
};

static void walk_free(struct walk *walk)
{
    for (size_t i = 0; i < walk->depth; i++)
        closep(&walk->levels[i].fd);
    free(walk->levels);
    free(walk->entries);
    buffer_free(&walk->path);
    buffer_free(&walk->names);
}

static void cut(struct buffer *buffer, size_t size)
{
    buffer->size = size;
    if (buffer->data)
        buffer->data[size] = '\0';
}

static struct level *deepest(const struct walk *walk)
{
    return &walk->levels[walk->depth - 1];
}

/* The path of an entry of the deepest directory. "" is the root directory's, so that its entries have one slash. */
static const char *entry_path(struct walk *walk, const char *name)
{
    cut(&walk->path, deepest(walk)->path_size);
    buffer_puts(&walk->path, "/");
    buffer_puts(&walk->path, name);
    return walk->path.failed ? name : walk->path.data;
}

static bool went_away(int errnum)
{
    /* ESRCH: /proc; ENOTDIR and ELOOP: something else has its name now */
    return errnum == ENOENT || errnum == ESRCH || errnum == ESTALE || errnum == ENOTDIR || errnum == ELOOP;
}

static void tell_failure(struct walk *walk, const char *path, int errnum, const char *what)
{
    struct error reason;
    error_set(&reason, errnum, "%s", what);
    walk->visitor->failed(walk->visitor->context, path, &reason);
}

static int tell_found(struct walk *walk, const char *name, const struct filecaps *filecaps)
{
    const char *path = entry_path(walk, name);
    return walk->path.failed ? 0 : walk->visitor->found(walk->visitor->context, path, filecaps);
}

static int find_place(int dirfd, const char *name, struct place *place, mode_t *mode)
{
    struct statx found;
    if (statx(dirfd, name, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW, STATX_TYPE | STATX_INO | STATX_MNT_ID, &found) < 0)
        return -errno;
    *place = (struct place){ makedev(found.stx_dev_major, found.stx_dev_minor), found.stx_ino, found.stx_mnt_id };
    *mode = found.stx_mode;
    return 0;
}

static bool same_place(const struct place *one, const struct place *other)
{
    return one->device == other->device && one->inode == other->inode && one->mount == other->mount;
}

/* A file can be a mount point, too. Asked only for those that would be told of. */
static bool is_elsewhere(struct walk *walk, const char *name)
{
    struct place place = { 0 };
    mode_t mode;
    return walk->visitor->one_filesystem && find_place(deepest(walk)->fd, name, &place, &mode) == 0 &&
           place.device != walk->levels[0].place.device;
}

static int visit_file(struct walk *walk, const char *name)
{
    struct filecaps filecaps;
    struct error reason;
    int result = filecaps_read_at(deepest(walk)->fd, name, &filecaps, &reason);
    if (result == 0 && filecaps.revision == 0 && !walk->visitor->everything)
        return 0;
    if (went_away(-result) || is_elsewhere(walk, name))
        return 0;
    if (result == 0)
        return tell_found(walk, name, &filecaps);
    walk->visitor->failed(walk->visitor->context, entry_path(walk, name), &reason);
    return 0;
}

/* File systems that do not tell the type with the name. */
static int find_type(struct walk *walk, const char *name, unsigned char *type)
{
    struct place place = { 0 };
    mode_t mode;
    int result = find_place(deepest(walk)->fd, name, &place, &mode);
    *type = (unsigned char)(result < 0 ? DT_UNKNOWN : IFTODT(mode));
    if (result < 0 && !went_away(-result))
        tell_failure(walk, entry_path(walk, name), -result, "cannot tell what it is");
    return result;
}

/* Only regular files can have capabilities that count: execve(2) takes no others. */
static int visit_entry(struct walk *walk, const struct dirent64 *entry)
{
    const char *name = entry->d_name;
    unsigned char type = entry->d_type;
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return 0;
    if (type == DT_UNKNOWN && find_type(walk, name, &type) < 0)
        return 0;
    if (type == DT_REG)
        return visit_file(walk, name);
    if (type == DT_DIR)
        buffer_append(&walk->names, name, strlen(name) + 1);
    return walk->visitor->everything && !is_elsewhere(walk, name) ? tell_found(walk, name, NULL) : 0;
}

static int scan(struct walk *walk)
{
    for (;;) {
        ssize_t size = getdents64(deepest(walk)->fd, walk->entries, ENTRIES_SIZE);
        if (size < 0 && !went_away(errno)) {
            int errnum = errno;
            cut(&walk->path, deepest(walk)->path_size);
            tell_failure(walk, walk->path.size > 0 ? walk->path.data : "/", errnum, "cannot read the directory");
        }
        if (size <= 0)
            return 0;
        for (ssize_t at = 0; at < size;) {
            const struct dirent64 *entry = (const struct dirent64 *)(const void *)(walk->entries + at);
            int result = visit_entry(walk, entry);
            if (result < 0)
                return result;
            at += entry->d_reclen;
        }
    }
}

static bool is_loop(const struct walk *walk, const struct place *place)
{
    for (size_t i = 0; i < walk->depth; i++)
        if (same_place(&walk->levels[i].place, place))
            return true;
    return false;
}

/* Take the fd of a directory whose path is in walk->path. */
static int push_level(struct walk *walk, int fd, const struct place *place)
{
    if (walk->depth == walk->capacity) {
        size_t capacity = walk->capacity ? 2 * walk->capacity : MAX_OPEN;
        struct level *levels = reallocarray(walk->levels, capacity, sizeof(*levels));
        if (!levels) {
            close(fd);
            return -ENOMEM;
        }
        walk->levels = levels;
        walk->capacity = capacity;
    }
    walk->levels[walk->depth++] =
        (struct level){ .fd = fd, .place = *place, .path_size = walk->path.size, .first_name = walk->names.size };
    if (walk->depth - walk->closed > MAX_OPEN) {
        struct level *upper = &walk->levels[walk->closed++];
        close(take_fd(&upper->fd));
    }
    return 0;
}

/* Go into the directory that is called walk->path, `name` seen from `dirfd`, and look at all that is in it. */
static int enter(struct walk *walk, int dirfd, const char *name, int flags)
{
    struct place place = { 0 };
    mode_t mode;
    const char *path = walk->path.size > 0 ? walk->path.data : "/";
    _cleanup_(closep) int fd = openat(dirfd, name, flags);
    int result = fd < 0 ? -errno : find_place(fd, "", &place, &mode);
    if (result < 0) {
        /* the tree itself was asked for by name, and has to be there */
        if (walk->depth == 0 || !went_away(-result))
            tell_failure(walk, path, -result, "cannot read the directory");
        return 0;
    }
    if (walk->depth > 0 && walk->visitor->one_filesystem && place.device != walk->levels[0].place.device)
        return 0;
    if (is_loop(walk, &place)) {
        tell_failure(walk, path, ELOOP | ERROR_TOLD, "a loop: the directory is inside itself");
        return 0;
    }
    result = push_level(walk, take_fd(&fd), &place);
    return result < 0 ? result : scan(walk);
}

/* The next directory of the deepest level: the last name that is left. */
static int enter_next(struct walk *walk)
{
    size_t start = walk->names.size - 1;
    while (start > deepest(walk)->first_name && walk->names.data[start - 1] != '\0')
        start--;
    const char *path = entry_path(walk, walk->names.data + start);
    cut(&walk->names, start);
    return walk->path.failed ? -ENOMEM : enter(walk, deepest(walk)->fd, strrchr(path, '/') + 1, OPEN_DIRECTORY);
}

/* Whoever moves directories about while they are walked could lead us out of the tree. */
static int reopen(struct walk *walk, int below)
{
    struct level *level = deepest(walk);
    struct place place = { 0 };
    mode_t mode;
    level->fd = openat(below, "..", UP_DIRECTORY);
    int result = level->fd < 0 ? -errno : find_place(level->fd, "", &place, &mode);
    if (result == 0 && !same_place(&place, &level->place))
        result = -ESTALE;
    walk->closed--;
    return result;
}

static void leave(struct walk *walk)
{
    _cleanup_(closep) int fd = take_fd(&deepest(walk)->fd);
    walk->depth--;
    /* Nothing is left to be entered from there: it need not be opened, but for those above it. */
    if (walk->depth == 0 || walk->closed < walk->depth)
        return;
    int result = reopen(walk, fd);
    if (result == 0)
        return;
    cut(&walk->path, walk->levels[0].path_size);
    tell_failure(walk, walk->path.size > 0 ? walk->path.data : "/", -result,
                 "directories were moved while they were read, and some of the tree is left out");
    while (walk->depth > 0)
        closep(&walk->levels[--walk->depth].fd);
}

static size_t without_last_slashes(const char *path)
{
    size_t size = strlen(path);
    while (size > 0 && path[size - 1] == '/')
        size--;
    return size;
}

int tree_walk(const char *directory, const struct tree_visitor *visitor, struct error *err)
{
    _cleanup_(walk_free) struct walk walk = { .visitor = visitor, .entries = malloc(ENTRIES_SIZE) };
    buffer_append(&walk.path, directory, without_last_slashes(directory));
    buffer_reserve(&walk.names, 1);
    int result = walk.entries && !walk.path.failed && !walk.names.failed ? 0 : -ENOMEM;
    if (result == 0 && visitor->everything)
        result = visitor->found(visitor->context, walk.path.size > 0 ? walk.path.data : "/", NULL);
    if (result == 0)
        result = enter(&walk, AT_FDCWD, directory, OPEN_DIRECTORY);
    while (result == 0 && walk.depth > 0) {
        if (walk.names.size > deepest(&walk)->first_name)
            result = enter_next(&walk);
        else
            leave(&walk);
        if (walk.path.failed || walk.names.failed)
            result = -ENOMEM;
    }
    return result == -ENOMEM ? error_set(err, ENOMEM, "cannot read the tree %s", directory) : result;
}
