/* Files that are open, or read whole, relative to a directory that is already open. */
#ifndef CCAPS_BASE_IO_H
#define CCAPS_BASE_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/buffer.h"
#include "base/error.h"

/**
 * Read a whole file into *buffer (emptied first; its memory is reused, so one buffer serves a scan).
 *
 * @param dirfd  directory that `path` is relative to, or AT_FDCWD
 * @return 0; a negative errno of openat(2) or read(2)
 */
int read_file_at(int dirfd, const char *path, struct buffer *buffer);

/**
 * The same for a file of /proc that the kernel writes in one piece (fs/proc, single_open()): a read that does not fill
 * the buffer has got all, and the one that would only say so is saved, which counts in a scan of thousands.
 */
int read_single_at(int dirfd, const char *path, struct buffer *buffer);

/** Open a file for read_single(). @return a descriptor, owned by the caller; a negative errno of openat(2) */
int open_at(int dirfd, const char *path);

/** read_single_at() of a file that is open, at its start. */
int read_single(int fd, struct buffer *buffer);

/** read_file_at() of an absolute path, with the failure told in *err. */
int read_file(const char *path, struct buffer *buffer, struct error *err);

/** Whether two descriptors are open on the same file, directory or namespace, whatever their names were. */
bool same_file(int one, int other);

/**
 * Keep a file that was opened by a name that others decide, with O_NONBLOCK | O_NOCTTY, if it is a regular one of at
 * most `most` bytes: what stalls or never ends is none.
 * @return `fd`, with its size in *size; -1, with the file closed
 */
int keep_regular(int fd, size_t most, size_t *size);

/** Write `text` to an existing file (a cgroup or proc knob) in one write(2). @return 0; a negative errno */
int write_file_at(int dirfd, const char *path, const char *text);

/**
 * Write `size` bytes of `text` to `out` and flush it.
 * @return as finish_output()
 */
int write_output(FILE *out, const char *text, size_t size, struct error *err);

/**
 * Flush and close what was written to `out`, so that a full disk or a closed pipe is not lost.
 * @return 0; -errno with "cannot write the output" in *err
 */
int finish_output(FILE *out, struct error *err);

#endif
