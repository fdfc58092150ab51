#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"

/* A page at least: seq_file answers a smaller read(2) with less, and status alone has 1.5 KiB. */
enum { READ_CHUNK = 4096 };

static int read_all(int fd, struct buffer *buffer)
{
    buffer->size = 0;
    for (;;) {
        if (buffer_reserve(buffer, READ_CHUNK) < 0)
            return -ENOMEM;
        ssize_t count = read(fd, buffer->data + buffer->size, buffer->capacity - buffer->size - 1);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return -errno;
        buffer->size += (size_t)count;
        buffer->data[buffer->size] = '\0';
        if (count == 0)
            return 0;
    }
}

int read_file_at(int dirfd, const char *path, struct buffer *buffer)
{
    _cleanup_(closep) int fd = openat(dirfd, path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    return fd < 0 ? -errno : read_all(fd, buffer);
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
