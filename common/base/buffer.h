/* A string that grows. */
#ifndef CCAPS_BASE_BUFFER_H
#define CCAPS_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

/**
 * Bytes that grow at their end; zero-initialized is empty. There is always a NUL behind `data[size - 1]`.
 * A shortage of memory is remembered in `failed` and told once, by buffer_take() or by whoever looks.
 */
struct buffer {
    char *data;
    size_t size;     /**< bytes in use, without the NUL */
    size_t capacity; /**< bytes allocated */
    bool failed;     /**< memory ran short; nothing is appended from then on */
};

/** Make room for `more` bytes behind the end. @return 0; -ENOMEM */
int buffer_reserve(struct buffer *buffer, size_t more);

/** Append `size` bytes of `data`. @return 0; -ENOMEM */
int buffer_append(struct buffer *buffer, const void *data, size_t size);

/** Append a NUL-terminated string. @return 0; -ENOMEM */
int buffer_puts(struct buffer *buffer, const char *text);

/** Append formatted text. @return 0; -ENOMEM */
int buffer_printf(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Take the string out (the caller owns it, free()), leaving *buffer empty. @return "" and not NULL where it was empty;
 * NULL when memory ran short */
char *buffer_take(struct buffer *buffer);

/** Release what *buffer holds and make it empty; for _cleanup_ too. */
void buffer_free(struct buffer *buffer);

#endif
