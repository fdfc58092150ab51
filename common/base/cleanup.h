/* What a variable owns is released when it goes out of scope. */
#ifndef CCAPS_BASE_CLEANUP_H
#define CCAPS_BASE_CLEANUP_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/** `_cleanup_(freep) char *text = ...;` — the function is given the variable's address. */
#define _cleanup_(function) __attribute__((cleanup(function)))

/** free() for _cleanup_. */
static inline void freep(void *pointer)
{
    free(*(void **)pointer);
}

/** close() for _cleanup_; a negative fd is none. */
static inline void closep(const int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

/** fclose() for _cleanup_; for files that are only read, since a write error is lost here. */
static inline void fclosep(FILE **file)
{
    if (*file)
        fclose(*file);
}

/** closedir() for _cleanup_. */
static inline void closedirp(DIR **dir)
{
    if (*dir)
        closedir(*dir);
}

/** Hand a pointer on to a new owner: gives its value and leaves NULL behind. */
#define take_pointer(pointer)                                                                                          \
    ({                                                                                                                 \
        __auto_type taken_ = (pointer);                                                                                \
        (pointer) = NULL;                                                                                              \
        taken_;                                                                                                        \
    })

/** Hand an fd on to a new owner: gives its value and leaves -1 behind. */
static inline int take_fd(int *fd)
{
    int taken = *fd;
    *fd = -1;
    return taken;
}

/** Number of elements of an array (not of a pointer). */
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#endif
