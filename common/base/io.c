#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"

bool same_file(int one, int other)
{
    struct stat first, second;
    return fstat(one, &first) == 0 && fstat(other, &second) == 0 && first.st_ino == second.st_ino &&
           first.st_dev == second.st_dev;
}

int keep_regular(int fd, size_t most, size_t *size)
{
    struct stat stat;
    if (fd >= 0 && fstat(fd, &stat) == 0 && S_ISREG(stat.st_mode) && (size_t)stat.st_size <= most) {
        *size = (size_t)stat.st_size;
        return fd;
    }
    closep(&fd);
    return -1;
}

/* A page at least: seq_file answers a smaller read(2) with less, and status alone has 1.5 KiB. */
enum { READ_CHUNK = 4096 };

int open_at(int dirfd, const char *path)
{
    int fd = openat(dirfd, path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    return fd < 0 ? -errno : fd;
}

/* One read(2) into the room that there is. @return whether it filled that room; a negative errno */
static int read_some(int fd, struct buffer *buffer, size_t *count)
{
    if (buffer_reserve(buffer, READ_CHUNK) < 0)
        return -ENOMEM;
    size_t room = buffer->capacity - buffer->size - 1;
    ssize_t got;
    do {
        got = read(fd, buffer->data + buffer->size, room);
    } while (got < 0 && errno == EINTR);
    if (got < 0)
        return -errno;
    *count = (size_t)got;
    buffer->size += *count;
    buffer->data[buffer->size] = '\0';
    return *count == room;
}

static int read_open(int fd, struct buffer *buffer, bool single)
{
    buffer->size = 0;
    for (;;) {
        size_t count = 0;
        int filled = read_some(fd, buffer, &count);
        if (filled < 0)
            return filled;
        if (count == 0 || (single && !filled))
            return 0;
    }
}

static int read_at(int dirfd, const char *path, struct buffer *buffer, bool single)
{
    _cleanup_(closep) int fd = open_at(dirfd, path);
    return fd < 0 ? fd : read_open(fd, buffer, single);
}

int read_file_at(int dirfd, const char *path, struct buffer *buffer)
{
    return read_at(dirfd, path, buffer, false);
}

int read_single_at(int dirfd, const char *path, struct buffer *buffer)
{
    return read_at(dirfd, path, buffer, true);
}

int read_single(int fd, struct buffer *buffer)
{
    return read_open(fd, buffer, true);
}

int read_file(const char *path, struct buffer *buffer, struct error *err)
{
    int result = read_file_at(AT_FDCWD, path, buffer);
    return result < 0 ? error_set(err, -result, "cannot read %s", path) : 0;
}

int write_file_at(int dirfd, const char *path, const char *text)
{
    _cleanup_(closep) int fd = openat(dirfd, path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return -errno;
    ssize_t count = write(fd, text, strlen(text));
    if (count < 0)
        return -errno;
    return (size_t)count == strlen(text) ? 0 : -EIO;
}

int finish_output(FILE *out, struct error *err)
{
    errno = 0;
    if (fflush(out) == 0 && !ferror(out))
        return 0;
    return error_set(err, errno ? errno : EIO, "cannot write the output");
}

int write_output(FILE *out, const char *text, size_t size, struct error *err)
{
    if (size > 0 && fwrite(text, 1, size, out) != size)
        return error_set(err, errno, "cannot write the output");
    return finish_output(out, err);
}
